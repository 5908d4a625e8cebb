"""Links to articles, and to the editor with the hashtag of the campaign already in the edit summary."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

from onelib.wikitext.escaping import escape, unconverted

__all__ = ['Target']

# U+FFFD, as it is or as an entity.
_REPLACEMENT = re.compile('\ufffd|&#65533;')
_DOUBLE_SLASH = re.compile('/(?=/)')
# Left-to-right: wikis drop it from titles.
_MARK = '\u200e'


@dataclass(frozen=True, slots=True)
class Target:
    """How a page links to articles of a wiki.

    :ivar script: address of the wiki's index.php, like ``https://cs.wikipedia.org/w/index.php``
    :ivar prefix: interwiki prefix from the page to that wiki, without colons at its ends; '' for the same wiki
    """

    script: str
    prefix: str = ''

    def article(self, title: str, section: str = '', label: str = '', *, own_script: bool = False) -> str:
        """A link to an article, or to a section of it.

        :param section: plain text of the heading
        :param label: what readers see, instead of title or heading
        :param own_script: whether they see it as it is written, on a wiki of two scripts
        """
        # The colon keeps files, categories and other languages from being embedded.
        target = ':' + (f'{self.prefix}:' if self.prefix else '') + title
        if section:
            target += '#' + ' '.join(section.split())
        # With this character in it, MediaWiki makes no link of it.
        target = _REPLACEMENT.sub('', escape(target))
        shown = (unconverted if own_script else escape)(label or section or title)
        return f'[[{target}|{shown}]]'.replace('[[&#58;', '[[:')

    def edit(self, title: str, section: int, hashtag: str, label: str, *, visual: bool = False) -> str:
        """A link that opens the editor at a section; `label` is wikitext."""
        action = 'veaction=edit' if visual else 'action=edit'
        # MediaWiki takes back what quote() does to slashes, and spam filters look for //example.org in addresses, so a
        # title like A//example.org could keep the whole page from being saved.  The mark is no part of any title.
        name = quote(_DOUBLE_SLASH.sub(f'/{_MARK}', title.replace(' ', '_')), safe='')
        address = f'{self.script}?title={name}&{action}&section={section}&summary={quote("#" + hashtag, safe="")}'
        return f'[{address} {label}]'

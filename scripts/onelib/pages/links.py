"""Links to articles of other wikis and of this one."""

from __future__ import annotations

import re
from dataclasses import dataclass

from onelib.wikitext.escaping import escape, unconverted

__all__ = ['Target']

# U+FFFD, as it is or as an entity.
_REPLACEMENT = re.compile('\ufffd|&#65533;')


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

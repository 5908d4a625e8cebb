"""Whether anything came with an edit that may be a source, for those who look at tags that went without one.

In doubt something did: another template, an address, a footnote of any form.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from onelib.campaign.changed_text import ChangedLines
from onelib.wikitext.references import ReferenceChange

__all__ = ['HOLLOW', 'NONE', 'SOURCE', 'brought', 'names_nothing']

#: What came: nothing, footnotes that name no source, or something that may be one.
NONE, HOLLOW, SOURCE = 'none', 'hollow', 'source'

# No more of changed lines is looked at: who adds as much adds something.
_LONGEST = 100_000
_FOOTNOTE = re.compile(r'<ref\b[^<>/]*>([^<]*)</ref\s*>', re.IGNORECASE)
# A footnote without text and name.
_NAMELESS = re.compile(r'<ref\s*/>', re.IGNORECASE)
_COMMENT = re.compile(r'<!--.*?(?:-->|\Z)', re.DOTALL)
# A line of a bibliography.
_ITEM = re.compile(r'^[*#]', re.MULTILINE)
_OPENED = re.compile(r'<ref\b', re.IGNORECASE)
_TEMPLATE = re.compile(r'\{\{\s*([^\s|{}<>\[\]][^|{}<>\[\]\n]*)')
_ADDRESS = re.compile(r'(?:https?:)?//[^\s\[\]<>"|{}]+', re.IGNORECASE)
_NAME = re.compile(r'\{\{[^|{}]*|\|[^|={}]*=')
# The front page of a site, with a protocol or without: of any label, so that кнігі.бел is one, too.
_DOMAIN = re.compile(r'(?:(?:https?:)?//)?(?:[^\W_]|-)+(?:\.(?:[^\W_]|-)+)+(?::\d+)?/?', re.IGNORECASE)


def brought(gone: ChangedLines, come: ChangedLines, change: ReferenceChange) -> str:
    """What came with an edit."""
    if any(not names_nothing(added.content) for added in change.added) or change.reused:
        return SOURCE
    before, after = (_COMMENT.sub('', '\n'.join(lines.changed)[:_LONGEST]) for lines in (gone, come))
    new = Counter(_FOOTNOTE.findall(after)) - Counter(_FOOTNOTE.findall(before))
    hollow = [content for content in new if names_nothing(content)]
    after = _FOOTNOTE.sub(lambda found: '' if found[1] in hollow else found[0], after)
    after, nameless = _NAMELESS.subn('', after)
    if len(_ITEM.findall(after)) > len(_ITEM.findall(before)):
        return SOURCE
    if any(_more(pattern.findall(after), pattern.findall(before)) for pattern in (_OPENED, _TEMPLATE, _ADDRESS)):
        return SOURCE
    return HOLLOW if hollow or nameless else NONE


def names_nothing(content: str) -> bool:
    """Whether a footnote is empty, or has nothing but punctuation, a citation without values, or a bare domain.

    >>> [names_nothing(content) for content in ('', ' … ', '{{Cite web|url=}}', 'example.org', 'Novák 2001')]
    [True, True, True, True, False]
    """
    words = _NAME.sub(' ', content[:_LONGEST]).strip(' \n\t{}[]|')
    if not any(map(str.isalnum, words)):
        return True
    # A link may have the domain itself for its label.
    return all(_DOMAIN.fullmatch(part) for part in words.split())


def _more(come: Iterable[str], gone: Iterable[str]) -> bool:
    here, there = (Counter(' '.join(one.casefold().split()) for one in found) for found in (come, gone))
    return bool(here - there)

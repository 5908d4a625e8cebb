"""How many sources footnotes name: by the first address or number in each, without reading what is around it.

`onelib.wikitext.references.comparison` looks at everything and compares two texts of an article; a scan of millions of
articles has no time for that.
"""

from __future__ import annotations

import re
from collections.abc import Collection

__all__ = ['count']

# From the slashes on; what an archive keeps is the source, not the archive.
_ADDRESS = re.compile(r'//(?:web\.archive\.org/web/\w+/(?:https?:)?(?://)?)?(?:www\.)?([^\s\[\]<>"|{}#]+)')
_DOI = re.compile(r'10\.\d{4,9}/[^\s|<>{}\[\]"]+')
_ISBN = re.compile(r'(?:ISBN|[Ii]sbn)(?:-1[03])?[\s:=|]*((?:\d[\s–-]*){9,12}[\dXx])')
_NOT_WORD = re.compile(r'[\W_]+')
_BEHIND = '/.,;:)'


def count(footnotes: Collection[str]) -> int:
    """How many sources these texts of footnotes name."""
    return len({_key(text) for text in footnotes})


def _key(text: str) -> str:
    slashes = text.find('//')
    if slashes >= 0 and (address := _ADDRESS.match(text, slashes)):
        return address[1].rstrip(_BEHIND)
    if '10.' in text and (doi := _DOI.search(text)):
        return doi[0].lower().rstrip(_BEHIND)
    if ('sbn' in text or 'SBN' in text) and (isbn := _ISBN.search(text)):
        return _NOT_WORD.sub('', isbn[1]).upper()
    return ' '.join(text.split()).casefold()

"""Which pages somebody means who has written several names in one parameter."""

from __future__ import annotations

import re
from collections.abc import Sequence

from onelib.readers.candidates.source import CandidateSource
from onelib.readers.query import pages
from onelib.readers.shapes import is_there

__all__ = ['apart']

_COMMA = re.compile('[,،、，]')


def apart(source: CandidateSource, names: Sequence[str], namespace: str = '', canonical: str = '') -> list[str]:
    """The titles of the pages that are meant, with their namespace if one is given.

    There are commas in titles: where they stand, the wiki says whether the page is there, or those between them are.
    """
    titles: list[str] = []
    for name in names:
        whole = source.in_namespace(name, namespace, canonical) if namespace else name
        parts = [part.strip() for part in _COMMA.split(name) if part.strip()]
        if len(parts) > 1:
            between = [source.in_namespace(part, namespace, canonical) if namespace else part for part in parts]
            known = pages(source.site, [whole, *between], prop='categoryinfo' if namespace == 'category' else 'info')
            there = {title for title, page in known.items() if is_there(page) or page.get('categoryinfo')}
            if whole not in there and there:
                titles += between
                continue
        titles.append(whole)
    return list(dict.fromkeys(titles))

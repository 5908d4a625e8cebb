"""What is sought in catalogues for a statement, as a part of an address."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import quote

from onelib import wikis
from onelib.campaign.ranking import Row
from onelib.wikitext.escaping import escape
from onelib.wikitext.suggestions.search_words import search_words

__all__ = ['data', 'in_address']

_NO_LETTER = re.compile(r'[^\w-]')


@lru_cache(maxsize=2000)
def in_address(row: Row, code: str) -> str:
    """A few words of a statement of a wiki as a part of an address, also of one in wikitext; '' if it has none."""
    words = ' '.join(search_words(row.title, row.statement, wikis.load(code)))
    if escape(words) == words:
        # Letters of all scripts may stand in an address, and are a third as long as what stands for them.
        return _NO_LETTER.sub(lambda found: quote(found[0]), words)
    return ''.join(f'%{byte:02X}' for byte in words.encode())


def data(row: Row, code: str, prefix: str) -> dict[str, str | None]:
    """What a row has for catalogues; on a page of another wiki also of which these are. Nothing without a code."""
    words = in_address(row, code) if code else ''
    return {'seek': words or None, 'wiki': code if words and prefix else None}

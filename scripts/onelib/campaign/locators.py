"""What a citation says of a place in its source, as a digest: another page of a book is another place."""

from __future__ import annotations

import hashlib
import re

__all__ = ['locator']

# No more of a citation is read.
_LONGEST = 5_000
# Days on which somebody looked at a page: 2027-01-16, 16. 1. 2027, 16 January 2027, January 16, 2027.
_DAY = re.compile(
    r'\b\d{4}-\d{1,2}-\d{1,2}\b|\b\d{1,2}[./]\s?\d{1,2}[./]\s?\d{4}\b|'
    r'\b\d{1,2}\.?\s(?:de\s)?[^\W\d_]{3,20}\.?\s(?:de\s)?\d{4}\b|\b[^\W\d_]{3,20}\s\d{1,2},\s\d{4}\b'
)
_NUMBER = re.compile(r'\d+')


def locator(content: str) -> str:
    """A digest of the numbers in a citation, its pages and volumes among them, without days.

    >>> locator('Novák 2001, s. 5') == locator('Novák 2001, s. 7')
    False
    >>> locator('https://example.org/1. 16. 1. 2027') == locator('https://example.org/1. 17. 1. 2027')
    True
    """
    numbers = ' '.join(sorted(_NUMBER.findall(_DAY.sub(' ', content[:_LONGEST]))))
    return hashlib.sha256(numbers.encode()).hexdigest()[:8]

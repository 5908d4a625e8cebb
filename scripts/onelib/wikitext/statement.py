"""What is found: a `Statement` without a source."""

from __future__ import annotations

import datetime
import hashlib
import re
from dataclasses import dataclass

__all__ = ['Statement', 'fingerprint']

_NOT_CLAIM = re.compile(r'[\W_]+')


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement without a source.

    :ivar kind: ``tagged``: a citation-needed tag stands at it
    :ivar text: the sentence, or the text that the tag wraps, as plain text
    :ivar context: its whole paragraph, list item, row, caption or (with its name) parameter, as plain text
    :ivar offset: where `text` begins in `context`
    :ivar section: plain text of the heading above it, '' in the lead
    :ivar section_number: MediaWiki's number of that section, for ``&action=edit&section=``; 0 in the lead
    :ivar template: the tag's name as written
    :ivar since: the date in the tag; without a day in it, the first of the month
    :ivar fingerprint: the same as long as the claim is; case, spaces and punctuation do not matter
    """

    kind: str
    text: str
    context: str
    offset: int
    section: str
    section_number: int
    template: str
    since: datetime.date | None
    fingerprint: str


def fingerprint(text: str) -> str:
    """The same for every wording of a claim that differs in case, white space and punctuation only."""
    claim = _NOT_CLAIM.sub('', text.casefold())
    return hashlib.sha256(claim.encode()).hexdigest()[:16]

"""What is found: a `Statement` without a source."""

from __future__ import annotations

import datetime
import hashlib
import re
from dataclasses import dataclass

from onelib.wikitext import raised

__all__ = ['Statement', 'fingerprint']

_NOT_CLAIM = re.compile(r'[\W_]+')


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement without a source.

    :ivar kind: ``tagged``: a citation-needed tag stands at it; ``section``, ``article``: a banner above the section or
        article says that sources are wanted; ``uncited``: nobody has said so, but there is no footnote
    :ivar text: the sentence, or the text that the tag wraps, as plain text; the paragraph if there is no tag
    :ivar context: its whole paragraph, list item, row, caption or (with its name) parameter, as plain text
    :ivar offset: where `text` begins in `context`
    :ivar section: plain text of the heading above it, '' in the lead
    :ivar section_number: MediaWiki's number of that section, for ``&action=edit&section=``; 0 in the lead
    :ivar template: the name of the tag or banner as written, '' if there is none
    :ivar since: the date in the tag or banner; without a day in it, the first of the month
    :ivar heading: what MediaWiki calls the section if readers see something else, like ``H2O`` for H₂O
    :ivar anchor: where a link to the section leads if another above has the same heading, like ``History_2``
    :ivar weight: how much an uncited paragraph wants a source: figures, dates, quotations and the like; else 0
    :ivar fingerprint: the same as long as the claim is; case, spaces and punctuation do not matter.  Of a tagged one
        that is said above already, in another context, the same as long as both are
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
    weight: int = 0
    heading: str = ''
    anchor: str = ''


def fingerprint(text: str) -> str:
    """The same for every wording of a claim that differs in case, white space and punctuation only."""
    claim = _NOT_CLAIM.sub('', raised.lowered(text).casefold())
    return hashlib.sha256(claim.encode()).hexdigest()[:16]

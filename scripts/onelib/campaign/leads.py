"""A `Lead`: where a source for a statement may be found, because another edition has one there."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ['Lead']


@dataclass(frozen=True, slots=True)
class Lead:
    """Where a source for a statement may be found; a person has to judge it.

    :ivar wiki: code of the edition; `title`: its article, `section`: the heading there, '' in the lead
    :ivar prefix: interwiki prefix from the page where it is shown, without colons at its ends
    :ivar sentence: what the source is cited for there, as plain text
    :ivar source: how it is described, as plain text; `isbn`, `address`: '' without
    :ivar score: as of `onelib.wikitext.suggestions.Suggestion`
    """

    wiki: str
    title: str
    section: str
    sentence: str
    source: str
    isbn: str
    address: str
    score: float
    prefix: str = ''

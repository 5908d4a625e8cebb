"""What became of the statements that stood on lists: a record each, by which it is known again."""

from __future__ import annotations

import datetime
import difflib
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

__all__ = ['Ending', 'ListProgress', 'Listing', 'StatementRecord', 'most_like']

# A sentence that was reworded is still the same one.
_ALIKE = 0.75
# So many others of an article are compared with one that has gone.
_COMPARED = 20
_What = TypeVar('_What')


class Ending(StrEnum):
    """How a statement has ended that waited for a source.

    :cvar SOURCED: it has got one; `REMOVED`: it was taken out; `UNTAGGED`: it stands there, and nobody asks for one any
        more; `GONE`: the article was deleted, or leads to another one
    """

    SOURCED = 'sourced'
    REMOVED = 'removed'
    UNTAGGED = 'untagged'
    GONE = 'gone'


@dataclass(frozen=True, slots=True)
class Listing:
    """A list: what a page shows of a wiki for a campaign.

    :ivar host: the wiki of the page, `page`: its title
    :ivar wiki: whose articles these are
    :ivar campaign: its id, '' for none
    """

    host: str
    page: str
    wiki: str
    campaign: str = ''


@dataclass(frozen=True, slots=True)
class StatementRecord:
    """A statement that has stood on a list.

    :ivar page_id: of the article, which stays the same when that is moved; `title`: what it is called now
    :ivar fingerprint: with which it was first listed; with wiki and page, the record is known by it
    :ivar mark: the fingerprint that it had when it was last seen, `seen`: in which revision
    :ivar text: as a row shows it
    :ivar first: when it was first listed, `last`: when it was last seen without a source, in UTC
    :ivar ending: how it ended, None as long as it waits for a source; `ended`: when
    :ivar revision: the edit that did it, `editor`: by whom; 0 and '' if nobody knows
    """

    wiki: str
    page_id: int
    fingerprint: str
    first: datetime.datetime
    last: datetime.datetime
    title: str
    kind: str
    text: str
    mark: str
    seen: int
    ending: Ending | None = None
    ended: datetime.datetime | None = None
    revision: int = 0
    editor: str = ''

    @property
    def key(self) -> tuple[str, int, str]:
        """What it is known by."""
        return self.wiki, self.page_id, self.fingerprint


@dataclass(frozen=True, slots=True)
class ListProgress:
    """How many statements have stood on a list, and how many of these have got a source."""

    listed: int = 0
    sourced: int = 0


def most_like(text: str, others: Collection[tuple[str, _What]]) -> _What | None:
    """Which of these, each with its text, says nearly the same."""
    matcher = difflib.SequenceMatcher(b=text, autojunk=False)
    best, most = None, _ALIKE
    # Cheap first: how long they are, and which letters they have.
    near = sorted(others, key=lambda other: abs(len(other[0]) - len(text)))[:_COMPARED]
    for said, what in near:
        matcher.set_seq1(said)
        if matcher.real_quick_ratio() >= most and matcher.quick_ratio() >= most and matcher.ratio() > most:
            best, most = what, matcher.ratio()
    return best

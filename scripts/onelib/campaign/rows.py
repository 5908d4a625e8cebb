"""Rows of the tally's views; `onelib.campaign.views` makes them."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Self

from onelib.campaign.campaign_kinds import Goal
from onelib.campaign.campaigns import Campaign
from onelib.campaign.gatherings import Attendance
from onelib.campaign.records import Listing, ListProgress
from onelib.campaign.roster import Roster
from onelib.campaign.rulings import Suspension
from onelib.campaign.scoring import Counted, Numbers
from onelib.wikitext.source_lists import SourceList

__all__ = [
    'SORTS',
    'ArticleRow',
    'Day',
    'Known',
    'Library',
    'ListRow',
    'Newcomer',
    'Newcomers',
    'Person',
    'Report',
    'Shares',
    'Table',
    'Tally',
    'WikiRow',
    'grown',
    'number_of',
]

#: What a table of people can be ordered by -> the field of `Numbers`.  All but names: most first.
SORTS: Mapping[str, str] = {
    'references': 'added',
    'edits': 'edits',
    'hashtag': 'hashtag_edits',
    'reused': 'reused',
    'improved': 'improved',
    'articles': 'articles',
    'sourced': 'sourced',
    'bytes': 'bytes',
}


def number_of(numbers: Numbers, sort: str) -> int:
    """The number that is called so in `SORTS`."""
    number: int = getattr(numbers, SORTS[sort])
    return number


@dataclass(frozen=True, slots=True)
class Tally:
    """A campaign, its people, and what of each edit counts.

    :ivar counted: all edits of the campaign by time, the reverted ones among them
    :ivar total: the sums over all edits that count, opted-out people and people without an account among them
    :ivar editors: how many accounts made an edit that counts
    """

    campaign: Campaign
    roster: Roster
    counted: tuple[Counted, ...]
    total: Numbers
    editors: int

    @property
    def organisers(self) -> frozenset[str]:
        """Names of the organisers, as they are called now."""
        return frozenset(map(self.roster.resolve, self.campaign.organisers))

    @property
    def suspended(self) -> dict[str, Suspension]:
        """Those whom the organisers have taken out of the ranking, by the names that they have now."""
        people = {*self.roster.members, *(edit.name for edit in self.counted)}
        # A name may end in brackets itself.
        written = ((self.roster.resolve(one.written), replace(one, why='')) for one in self.campaign.suspend)
        named = ((self.roster.resolve(one.name), one) for one in self.campaign.suspend)
        return {name: one for name, one in (*named, *written) if name in people}

    def reached(self, goal: Goal) -> int:
        """How much there is of what the campaign wants to reach."""
        return self.editors if goal.kind == 'editors' else number_of(self.total, goal.kind)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a campaign besides its edits; each of it can be unknown.

    :ivar registered: name -> when the account was registered
    :ivar later: name -> times of edits after the campaign; None as long as nobody looked
    :ivar earlier: rosters of earlier campaigns
    :ivar previous: the tally of the campaign before, for comparison
    :ivar lists: the lists of the campaign, and what has become of their statements
    :ivar attended: its events and courses
    :ivar blocked: wikis and names of people with the hashtag who are blocked there
    :ivar source_lists: wiki → the sites that its own lists name
    :ivar unclear: wiki, page and section of each line that looks like a sign-up, and nobody knows whose
    :ivar unregistered: wiki and page → how many signed up there without an account
    :ivar unreachable: names of those who agreed to be written to, and are blocked at home or have no account there
    """

    registered: Mapping[str, datetime.datetime | None] = field(default_factory=dict)
    later: Mapping[str, Collection[datetime.datetime]] | None = None
    earlier: Collection[Roster] = ()
    previous: Tally | None = None
    lists: Collection[tuple[Listing, ListProgress]] = ()
    attended: Collection[Attendance] = ()
    blocked: Collection[tuple[str, str]] = ()
    source_lists: Mapping[str, SourceList] = field(default_factory=dict)
    unclear: Sequence[tuple[str, str, str]] = ()
    unregistered: Mapping[tuple[str, str], int] = field(default_factory=dict)
    unreachable: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Person:
    """A row of the participants.

    :ivar rank: 1 for the first; equal values share a rank, like 1, 2, 2, 4; None for organisers, who do not compete,
        and for who has none
    :ivar wikis: codes of the wikis that they edited, most edits first
    :ivar participant: False if they used the hashtag, but did not sign up
    """

    rank: int | None
    name: str
    library: str
    wikis: tuple[str, ...]
    numbers: Numbers
    participant: bool

    def number(self, sort: str) -> int:
        """The number that a table is sorted by, one of `SORTS`."""
        return number_of(self.numbers, sort)


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of the participants.

    :ivar others: how many people were asked for, but are not named: they opted out or have no account
    :ivar others_numbers: the sums over their edits
    :ivar below: how many people are left out because they are below the minimum
    :ivar total: the sums over all edits of those who were asked for: named, below the minimum, or not named
    :ivar firsts: of those who are named, the edits of the last days that brought their first source, the latest first
    """

    rows: tuple[Person, ...]
    others: int
    others_numbers: Numbers
    below: int
    total: Numbers
    firsts: tuple[Counted, ...] = ()


@dataclass(frozen=True, slots=True)
class WikiRow:
    """A row of the wikis.

    :ivar editors: accounts with an edit that counts
    :ivar share: of all edits, 0 to 1
    """

    wiki: str
    editors: int
    numbers: Numbers
    share: float


@dataclass(frozen=True, slots=True)
class Library:
    """A row of the libraries.

    :ivar name: in its most frequent spelling; '' for all who named no library or opted out
    :ivar participants: who signed up for it, with edits or without
    """

    name: str
    participants: int
    numbers: Numbers


@dataclass(frozen=True, slots=True)
class Day:
    """A row of the days; `date` is that of the wiki's time zone."""

    date: datetime.date
    editors: int
    numbers: Numbers


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """A row of the articles.

    :ivar title: as of its last edit
    :ivar created: whether one of the edits made it
    :ivar last: revision of its last edit that counts
    """

    wiki: str
    page_id: int
    title: str
    created: bool
    editors: int
    last: int
    numbers: Numbers


@dataclass(frozen=True, slots=True)
class ListRow:
    """A row of the lists: what has become of the statements that have ever stood on one.

    :ivar wiki: that of its page, `title`
    """

    wiki: str
    title: str
    listed: int
    sourced: int


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A new editor who may be named.

    :ivar retained: edited 7 to 30 days after the end; None until that is known
    """

    name: str
    registered: datetime.datetime
    wikis: tuple[str, ...]
    numbers: Numbers
    retained: bool | None


@dataclass(frozen=True, slots=True)
class Newcomers:
    """New, returning and staying editors.

    :ivar editors: accounts with an edit that counts, opted-out ones among them; the other numbers are of these
    :ivar new: registered in the 14 days before the start, or in the campaign
    :ivar returning: were in the roster of an earlier campaign; None if there is none to look at
    :ivar unknown: accounts whose registration is not known; they are not among `new`
    :ivar retained: of the new ones, those who edited 7 to 30 days after the end; None until that is known
    :ivar numbers: the sums over the edits of the new ones
    :ivar rows: the new ones who may be named, by registration
    """

    editors: int
    new: int
    returning: int | None
    unknown: int
    retained: int | None
    numbers: Numbers
    rows: tuple[Newcomer, ...]


@dataclass(frozen=True, slots=True)
class Shares:
    """How the wikis stand by a number of edits.

    :ivar edits: all of them
    :ivar wikis: how many wikis have any
    :ivar first: code of the wiki with most, '' if there are none; `first_edits`: its number; `share`: 0 to 1
    :ivar over: 10, 100 and 1,000 -> how many wikis have more edits than that
    :ivar growth: on the previous campaign: 0.65 is 65 % more, -0.5 is half; None if there is none to compare with
    """

    edits: int
    wikis: int
    first: str
    first_edits: int
    share: float
    over: Mapping[int, int]
    growth: float | None

    @classmethod
    def of(cls, counted: Iterable[Counted], before: Iterable[Counted]) -> Self:
        """Those of the edits of a campaign, with the edits of the one before."""
        edits = Counter(edit.wiki for edit in counted if edit.counts)
        first = min(edits, key=lambda wiki: (-edits[wiki], wiki), default='')
        return cls(
            edits=edits.total(),
            wikis=len(edits),
            first=first,
            first_edits=edits[first],
            share=edits[first] / edits.total() if edits else 0.0,
            over={most: sum(number > most for number in edits.values()) for most in (10, 100, 1000)},
            growth=grown(edits.total(), sum(edit.counts for edit in before)),
        )


def grown(now: int, before: int) -> float | None:
    """By how much a number is more than it was, as `Shares` has it."""
    return (now - before) / before if before else None


@dataclass(frozen=True, slots=True)
class Report:
    """What the global team collects after a campaign.

    :ivar all: by all edits that count; `hashtag`: by those with the hashtag, which the global tally is of
    :ivar editors: accounts with an edit that counts; `participants`: how many signed up
    :ivar unsigned: accounts that used the hashtag without signing up
    :ivar growth_references: of `numbers.added` on the previous campaign, as in `Shares`
    :ivar reverted: edits that were undone and count nothing
    :ivar probable: edits that name the campaign without a hashtag, those of people who did not sign up among them,
        which count nothing
    """

    numbers: Numbers
    all: Shares
    hashtag: Shares
    editors: int
    participants: int
    unsigned: int
    growth_references: float | None
    reverted: int
    probable: int

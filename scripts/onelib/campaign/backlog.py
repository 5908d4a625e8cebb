"""What whole wikis lack of sources: what is known of each, how it changes, and where a campaign would help most."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from onelib.campaign.index import Figures, Summary, TopicFigures
from onelib.campaign.rows import Tally

__all__ = [
    'CampaignSide',
    'Change',
    'Live',
    'Share',
    'Tracked',
    'WikiBacklog',
    'counted_in',
    'largest_first',
    'oldest',
    'scanned_share',
    'share_of',
    'sides',
]

_YEAR = datetime.timedelta(days=365)
# A scan this far from the day that is asked for still stands for it: dumps come once a month, and some are missed.
_NEAR = datetime.timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Tracked:
    """A category into which the templates of a wiki put articles.

    :ivar title: with the namespace, as the wiki writes it
    :ivar pages: how many pages it has now
    """

    title: str
    pages: int


@dataclass(frozen=True, slots=True)
class Live:
    """What a wiki says of itself today; what it does not count is None.

    :ivar tagged: where articles with tags at statements are, `marked`: those with a banner that they cite nothing
    """

    articles: int | None = None
    tagged: Tracked | None = None
    marked: Tracked | None = None


@dataclass(frozen=True, slots=True)
class CampaignSide:
    """What of a campaign came from one wiki.

    :ivar named: whether it is one of the campaign's wikis
    :ivar participants: people who signed up for it, or edited there
    :ivar sourced: statements that got a source there
    """

    named: bool
    participants: int = 0
    sourced: int = 0

    @property
    def takes_part(self) -> bool:
        """Whether anybody is there, signed up or not."""
        return self.participants > 0 or self.sourced > 0


@dataclass(frozen=True, slots=True)
class Change:
    """How a number is and how it was.

    :ivar since: the day that it is compared with
    """

    before: int
    now: int
    since: datetime.date

    @property
    def difference(self) -> int:
        """By how much it is more, negative for less."""
        return self.now - self.before

    @property
    def rate(self) -> float | None:
        """The same as a share of what it was; None if that was nothing."""
        return self.difference / self.before if self.before else None


@dataclass(frozen=True, slots=True)
class WikiBacklog:
    """All that is known of one wiki.

    :ivar live: what it says of itself; None if it did not answer
    :ivar scans: of its dumps, the oldest first
    :ivar side: its side of the campaign, None without one
    :ivar tags: a template whose articles should be in a category, as its people call it, '' if none is known
    """

    wiki: str
    database: str
    live: Live | None = None
    scans: tuple[Summary, ...] = ()
    topics: tuple[TopicFigures, ...] = field(default=(), repr=False)
    side: CampaignSide | None = None
    tags: str = ''

    @property
    def scanned(self) -> Summary | None:
        """Its latest whole dump, of which its index is made, too; if there is none, the latest part of one."""
        whole = [scan for scan in self.scans if scan.whole]
        return (whole or self.scans)[-1] if self.scans else None

    @property
    def _earlier(self) -> list[Summary]:
        """The whole dumps before that; with a part nothing is compared."""
        return [scan for scan in self.scans if scan.whole and scan is not self.scanned]

    def before(self, day: datetime.date) -> Summary | None:
        """The last dump from before a day, if it is not from long before."""
        earlier = [scan for scan in self._earlier if scan.dump <= day and day - scan.dump <= _NEAR]
        return earlier[-1] if earlier else None

    def a_year_ago(self) -> Summary | None:
        """The dump that is nearest to a year before the latest one."""
        if not self.scanned:
            return None
        day = self.scanned.dump - _YEAR
        near = [scan for scan in self._earlier if abs(scan.dump - day) <= _NEAR]
        return min(near, key=lambda scan: abs(scan.dump - day)) if near else None

    def change(self, name: str, since: Summary | None) -> Change | None:
        """How a number of the dumps has changed; None if it was not known then."""
        if since is None or self.scanned is None or not self.scanned.whole:
            return None
        return Change(getattr(since.figures, name), getattr(self.scanned.figures, name), since.dump)


@dataclass(frozen=True, slots=True)
class Share:
    """How many articles of how many cite nothing, on the wikis whose dumps have been read.

    :ivar first: the day of the oldest of these dumps, `last`: of the newest
    """

    articles: int
    sourceless: int
    wikis: int
    first: datetime.date
    last: datetime.date


def share_of(figures: Figures) -> float:
    """How many of the articles cite nothing, from 0 to 1."""
    return figures.sourceless / figures.articles if figures.articles else 0.0


def oldest(figures: Figures) -> datetime.date | None:
    """When the oldest tag or banner came that says so."""
    return min(filter(None, (figures.tag_since, figures.banner_since)), default=None)


def counted_in(rows: Iterable[WikiBacklog]) -> list[WikiBacklog]:
    """The wikis whose latest dumps are summed up: whole ones or, if there is no other, parts."""
    scanned = [row for row in rows if row.scanned]
    return [row for row in scanned if row.scanned and row.scanned.whole] or scanned


def scanned_share(rows: Iterable[WikiBacklog]) -> Share | None:
    """The share over several wikis, of articles in their latest dumps alone; None if none has been read."""
    scans = [row.scanned for row in counted_in(rows) if row.scanned]
    if not scans:
        return None
    days = [scan.dump for scan in scans]
    figures = [scan.figures for scan in scans]
    articles, sourceless = sum(each.articles for each in figures), sum(each.sourceless for each in figures)
    return Share(articles, sourceless, len(scans), min(days), max(days))


def largest_first(rows: Iterable[WikiBacklog]) -> list[WikiBacklog]:
    """Where most articles cite nothing first; behind them those without a dump, by what the wiki itself counts.

    The two are never compared: one is of articles that cite nothing, the other of those that somebody has marked.
    """

    def counted(row: WikiBacklog) -> int:
        live = row.live or Live()
        return max((tracked.pages for tracked in (live.tagged, live.marked) if tracked), default=-1)

    return sorted(
        rows,
        key=lambda row: (
            row.scanned is None,
            -row.scanned.figures.sourceless if row.scanned else -counted(row),
            row.wiki,
        ),
    )


def sides(counts: Tally, wikis: Sequence[str]) -> dict[str, CampaignSide]:
    """What of a campaign came from each of these wikis; who takes part in two of them is one of both."""
    people: dict[str, set[str]] = {wiki: set() for wiki in wikis}
    sourced = dict.fromkeys(wikis, 0)
    for name, member in counts.roster.members.items():
        for wiki in member.wikis:
            if wiki in people:
                people[wiki].add(name)
    for edit in counts.counted:
        if edit.wiki in people and edit.counts:
            sourced[edit.wiki] += len(edit.sourced)
            if edit.participant:
                people[edit.wiki].add(edit.name)
    return {wiki: CampaignSide(wiki in counts.campaign.wikis, len(people[wiki]), sourced[wiki]) for wiki in wikis}

"""What of each edit counts, by rules that a person with the diffs at hand can follow.

- Who adds a source to an article and takes it away again, in whichever order and however often, has added nothing: a
  section that is cut in one edit and pasted in the next, or a pasted block that is cleaned up afterwards, does not make
  numbers. A source counts once for each person and article, at the edit that brought it for good.
- What is cut from one article and pasted into another one within a day brings nothing and takes nothing away, be it by
  one person or, if the footnote is the same, by two.
- Whoever describes better what they added themselves has still added one source; a source is improved once.
- Sources that come with a translated article are another's work: they are summed apart.
- An edit that was undone is as if it had never been made.
"""

from __future__ import annotations

import datetime
import logging
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from onelib.campaign.campaigns import Campaign, Window
from onelib.campaign.edits import Contribution, Count, Edit, NamedSource
from onelib.campaign.roster import Roster
from onelib.outcomes import decisions
from onelib.outcomes.decisions import Code, Decision

__all__ = ['Counted', 'Counting', 'Numbers', 'count', 'outside', 'total']

# Codes by `Counted.why`.
_CODES = {
    '': Code.COUNTS,
    'reverted': Code.REVERTED,
    'probable': Code.PROBABLE,
    'unread': Code.UNREAD,
    'maintenance': Code.MAINTENANCE,
    'translation': Code.TRANSLATION,
}

_log = logging.getLogger(__name__)

# The tag of articles made with the ContentTranslation extension.
_TRANSLATION = 'contenttranslation'
# InternetArchiveBot, started for one page, edits in the name of who started it, with this tag.
_MAINTENANCE = 'IABotManagementConsole'
_REDIRECT = 'mw-new-redirect'
_A_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Counted:
    """An edit of the campaign and what of it counts.

    :ivar name: who made it, normalised, renames followed
    :ivar participant: whether they signed up
    :ivar hidden: they opted out, or have no account: appears in totals, never by name
    :ivar why: why it counts less than one would think: ``reverted`` or ``probable`` (names the campaign without a
        hashtag, by somebody who did not sign up): counts nothing; ``unread`` (its texts cannot be read) or
        ``maintenance`` (a tool repaired links in the name of the user): counts as an edit, without references;
        ``translation``: its references came with a translated article; else ''
    :ivar added: sources that count as added; `translated`: that came with a translation
    :ivar again: sources that the edit added or improved, but that do not count here, by the rules above
    :ivar removed: sources that count as removed
    :ivar improved: sources that count as improved
    :ivar sourced: texts of statements; `claims_removed` likewise
    :ivar listed: how many of `sourced` stood on a worklist
    :ivar bytes: by how much the page grew, 0 if it shrank
    """

    edit: Edit
    name: str
    participant: bool
    hidden: bool
    why: str = ''
    added: tuple[NamedSource, ...] = ()
    translated: tuple[NamedSource, ...] = ()
    again: tuple[NamedSource, ...] = ()
    removed: tuple[NamedSource, ...] = ()
    improved: tuple[NamedSource, ...] = ()
    reused: int = 0
    sourced: tuple[str, ...] = ()
    claims_removed: tuple[str, ...] = ()
    listed: int = 0
    bytes: int = 0

    @property
    def counts(self) -> bool:
        """Whether it counts as an edit at all."""
        return self.why not in ('reverted', 'probable')

    @property
    def contribution(self) -> Contribution:
        """The edit as the wiki lists it."""
        return self.edit.contribution

    @property
    def wiki(self) -> str:
        """Code of the wiki."""
        return self.edit.contribution.wiki

    @property
    def article(self) -> tuple[str, int]:
        """Wiki and number of the page."""
        return self.wiki, self.edit.contribution.page_id

    @property
    def creates(self) -> bool:
        """Whether it made an article, and not a redirect."""
        return self.edit.contribution.new_page and _REDIRECT not in self.edit.contribution.tags


@dataclass(frozen=True, slots=True)
class Counting:
    """The edits of a campaign, and why others are none.

    :ivar campaign: its id
    :ivar counted: the edits that belong to it, by time, with what each counts
    :ivar left_out: why each of the others does not belong to it
    """

    campaign: str
    counted: tuple[Counted, ...]
    left_out: tuple[Decision, ...]

    @property
    def decisions(self) -> Iterator[Decision]:
        """What was decided about each edit."""
        yield from self.left_out
        for counted in self.counted:
            numbers = {
                'added': len(counted.added),
                'translated': len(counted.translated),
                'improved': len(counted.improved),
                'reused': counted.reused,
                'removed': len(counted.removed),
                'sourced': len(counted.sourced),
                'not again': len(counted.again),
            }
            revision = counted.edit.contribution.revision
            yield Decision(counted.wiki, revision, _CODES[counted.why], (self.campaign, numbers))


@dataclass(frozen=True, slots=True)
class Numbers:
    """Sums over edits that count.

    :ivar edits: of participants, with the hashtag or without, and of others with it
    :ivar hashtag_edits: those of them that carry the hashtag
    :ivar probable: edits that name the campaign without a hashtag; they are not among `hashtag_edits`
    :ivar added: sources that an article did not cite before
    :ivar reused: further markers of sources that an article cited already
    :ivar improved: sources that are described better than before
    :ivar removed: sources that an article does not cite any more
    :ivar translated: sources that came with a translated article; they are not among `added`
    :ivar articles: distinct pages that were edited
    :ivar articles_improved: those of them that got a source, a reuse or a better description
    :ivar articles_created: distinct pages that one of the edits made
    :ivar sourced: unsourced statements that got their source; `listed`: those of them that stood on a worklist
    :ivar claims_removed: unsourced statements that were taken away
    :ivar bytes: sum over the edits that made their page longer, in bytes
    :ivar unread: edits whose texts cannot be read: they count as edits, without references
    """

    edits: int = 0
    hashtag_edits: int = 0
    probable: int = 0
    added: int = 0
    reused: int = 0
    improved: int = 0
    removed: int = 0
    translated: int = 0
    articles: int = 0
    articles_improved: int = 0
    articles_created: int = 0
    sourced: int = 0
    listed: int = 0
    claims_removed: int = 0
    bytes: int = 0
    unread: int = 0


def count(edits: Iterable[Edit], campaign: Campaign, roster: Roster) -> Counting:
    """The edits that belong to the campaign, by time, with what each counts; and why the others do not.

    To the campaign belongs an edit of a participant, or one with a hashtag of the campaign, on one of its wikis, in its
    namespaces and its window there; those that were undone are there, too, and count nothing.

    :raises RequestError: the campaign has no days
    """
    windows = {wiki: campaign.window(wiki) for wiki in campaign.wikis}
    # Each edit once, even if it was found both in somebody's contributions and by its hashtag.
    distinct = {(edit.contribution.wiki, edit.contribution.revision): edit for edit in edits}
    belonging: list[Counted] = []
    left_out: list[Decision] = []
    for edit in distinct.values():
        if decision := outside(edit, campaign, windows):
            left_out.append(decision)
        elif counted := _whose(edit, roster):
            belonging.append(counted)
        else:
            left_out.append(_decision(edit, campaign, Code.NOBODYS))
    belonging.sort(
        key=lambda counted: (counted.edit.contribution.timestamp, counted.wiki, counted.edit.contribution.revision)
    )
    # What somebody did in one article is looked at together.
    together: defaultdict[tuple[str, tuple[str, int]], list[int]] = defaultdict(list)
    for n, counted in enumerate(belonging):
        if counted.counts:
            together[counted.name, counted.article].append(n)
    for numbers in together.values():
        for n, counted in zip(numbers, _netted([belonging[n] for n in numbers]), strict=True):
            belonging[n] = counted
    belonging = _without_moved(belonging)
    counting = Counting(campaign.id, tuple(belonging), tuple(left_out))
    decisions.log(_log, counting.decisions)
    return counting


def outside(edit: Edit, campaign: Campaign, windows: Mapping[str, Window]) -> Decision | None:
    """Why an edit is not of a campaign, whoever made it; None if it can be.

    :param windows: of the wikis that take part, `Campaign.window` of each
    """
    contribution = edit.contribution
    if contribution.wiki not in windows:
        return _decision(edit, campaign, Code.OTHER_WIKI, contribution.wiki)
    if contribution.namespace not in campaign.namespaces:
        return _decision(edit, campaign, Code.OTHER_NAMESPACE, contribution.namespace, tuple(campaign.namespaces))
    window = windows[contribution.wiki]
    if not window.holds(contribution.timestamp):
        code = Code.TOO_EARLY if contribution.timestamp < window.start else Code.TOO_LATE
        zone = campaign.timezones.get(contribution.wiki, campaign.timezone)
        day = campaign.day(contribution.wiki, contribution.timestamp)
        return _decision(edit, campaign, code, day, zone, campaign.start, campaign.end)
    return None


def _decision(edit: Edit, campaign: Campaign, code: Code, *values: object) -> Decision:
    return Decision(edit.contribution.wiki, edit.contribution.revision, code, (campaign.id, *values))


def _whose(edit: Edit, roster: Roster) -> Counted | None:
    """Whose edit it is and whether it counts, references aside; None if it is not of the campaign."""
    name = roster.resolve(edit.contribution.user)
    participant = name in roster
    if not participant and not edit.hashtag and not edit.probable:
        return None
    if edit.reverted:
        why = 'reverted'
    elif not participant and not edit.hashtag:
        why = 'probable'
    elif _MAINTENANCE in edit.contribution.tags:
        why = 'maintenance'
    elif edit.count is None:
        why = 'unread'
    else:
        why = 'translation' if _TRANSLATION in edit.contribution.tags else ''
    counted = Counted(edit, name, participant, roster.hides(name), why)
    return replace(counted, bytes=max(0, edit.contribution.bytes)) if counted.counts else counted


def _netted(edits: Sequence[Counted]) -> list[Counted]:
    """The edits that one person made in one article, by time, with what each counts."""
    brought, taken = _balance(edits)
    known = {key for key, _ in brought}
    seen: set[tuple[str, str]] = set()

    def first(kind: str, text: str) -> bool:
        """Whether this is the first time that they did this to it."""
        fresh = (kind, text) not in seen
        seen.add((kind, text))
        return fresh

    netted = []
    for n, counted in enumerate(edits):
        change = _change(counted)
        if change is None:
            netted.append(counted)
            continue
        added = tuple(source for source in _distinct(change.added) if (source[0], n) in brought)
        improved = tuple(
            source for source in _distinct(change.improved) if source[0] not in known and first('improved', source[0])
        )
        sourced = tuple(text for text in change.sourced if first('sourced', text))
        translation = counted.why == 'translation'
        netted.append(
            replace(
                counted,
                added=() if translation else added,
                translated=added if translation else (),
                again=tuple(
                    source
                    for source in (*_distinct(change.added), *_distinct(change.improved), *_distinct(change.restored))
                    if source not in (*added, *improved)
                ),
                removed=tuple(source for source in _distinct(change.removed) if (source[0], n) in taken),
                improved=improved,
                reused=change.reused,
                sourced=sourced,
                claims_removed=tuple(text for text in change.claims_removed if first('removed', text)),
                listed=min(change.listed, len(sourced)),
            )
        )
    return netted


def _without_moved(edits: Sequence[Counted]) -> list[Counted]:
    """The edits without the sources that were cut from one article and pasted into another one."""
    cut: defaultdict[tuple[str, str], list[tuple[int, NamedSource]]] = defaultdict(list)
    for n, counted in enumerate(edits):
        for source in counted.removed:
            cut[counted.wiki, source[0]].append((n, source))
    moved: defaultdict[int, list[NamedSource]] = defaultdict(list)
    for n, counted in enumerate(edits):
        for source in counted.added:
            places = cut.get((counted.wiki, source[0]), [])
            from_there = next(
                (place for place in places if _is_moved(counted, source, edits[place[0]], place[1])), None
            )
            if from_there:
                # One paste for each cut.
                places.remove(from_there)
                moved[n].append(source)
                moved[from_there[0]].append(from_there[1])
    return [_less(counted, moved[n]) if n in moved else counted for n, counted in enumerate(edits)]


def _is_moved(paste: Counted, pasted: NamedSource, cut: Counted, taken: NamedSource) -> bool:
    near = abs(paste.contribution.timestamp - cut.contribution.timestamp) <= _A_DAY
    return near and paste.article != cut.article and (paste.name == cut.name or pasted[1] == taken[1])


def _less(counted: Counted, sources: Collection[NamedSource]) -> Counted:
    """The edit without these sources: it neither added nor removed them."""
    added, removed = (
        tuple(source for source in given if source not in sources) for given in (counted.added, counted.removed)
    )
    again = (*counted.again, *(source for source in counted.added if source in sources))
    return replace(counted, added=added, removed=removed, again=again)


def _change(counted: Counted) -> Count | None:
    """What the edit did to references, None if that is not known or not theirs."""
    return None if counted.why == 'maintenance' else counted.edit.count


def _distinct(sources: Iterable[NamedSource]) -> tuple[NamedSource, ...]:
    """The first source of each key."""
    by_key: dict[str, NamedSource] = {}
    for source in sources:
        by_key.setdefault(source[0], source)
    return tuple(by_key.values())


def _balance(edits: Sequence[Counted]) -> tuple[set[tuple[str, int]], set[tuple[str, int]]]:
    """Which edit brought a source for good, and which took it away for good: (key, number of the edit) of each.

    A source that was brought and taken away, or taken away and brought back, is in neither.
    """
    balance: dict[str, int] = {}
    last: dict[str, int] = {}
    for n, counted in enumerate(edits):
        change = _change(counted)
        if change is None:
            continue
        steps = [(key, -1) for key, _ in _distinct(change.removed)] + [(key, 1) for key, _ in _distinct(change.added)]
        for key, step in steps:
            now = max(-1, min(1, balance.get(key, 0) + step))
            if now != balance.get(key, 0):
                balance[key], last[key] = now, n
    brought = {(key, last[key]) for key, now in balance.items() if now == 1}
    return brought, {(key, last[key]) for key, now in balance.items() if now == -1}


def total(edits: Iterable[Counted]) -> Numbers:
    """The sums over those of these edits that count."""
    edits = [counted for counted in edits if counted.counts]
    return Numbers(
        edits=len(edits),
        hashtag_edits=sum(bool(counted.edit.hashtag) for counted in edits),
        probable=sum(counted.edit.probable and not counted.edit.hashtag for counted in edits),
        added=sum(len(counted.added) for counted in edits),
        reused=sum(counted.reused for counted in edits),
        improved=sum(len(counted.improved) for counted in edits),
        removed=sum(len(counted.removed) for counted in edits),
        translated=sum(len(counted.translated) for counted in edits),
        articles=len({counted.article for counted in edits}),
        articles_improved=len(
            {counted.article for counted in edits if counted.added or counted.reused or counted.improved}
        ),
        articles_created=len({counted.article for counted in edits if counted.creates}),
        sourced=sum(len(counted.sourced) for counted in edits),
        listed=sum(counted.listed for counted in edits),
        claims_removed=sum(len(counted.claims_removed) for counted in edits),
        bytes=sum(counted.bytes for counted in edits),
        unread=sum(counted.why == 'unread' for counted in edits),
    )

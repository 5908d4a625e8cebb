"""The numbers of a campaign, view by view: who did how much, where and when.

Each function takes a `Tally` and gives rows; what they sum is decided in `onelib.campaign.scoring`.
"""

from __future__ import annotations

import datetime
import logging
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from onelib.campaign.attention import attention
from onelib.campaign.campaigns import Campaign
from onelib.campaign.draw import Draw, Ticket, lot, ticket
from onelib.campaign.edits import Edit
from onelib.campaign.events_view import events
from onelib.campaign.records import Listing, ListProgress
from onelib.campaign.registrations import is_new
from onelib.campaign.roster import Roster, is_account
from onelib.campaign.rows import (
    ArticleRow,
    Day,
    Library,
    ListRow,
    Newcomer,
    Newcomers,
    Person,
    Report,
    Shares,
    Table,
    Tally,
    WikiRow,
    grown,
)
from onelib.campaign.scoring import Counted, count, total
from onelib.campaign.view_registry import VIEWS, view
from onelib.outcomes import decisions
from onelib.outcomes.decisions import Code, Decision

__all__ = [
    'STAYED',
    'VIEWS',
    'WHO',
    'articles',
    'attention',
    'days',
    'draw',
    'events',
    'explain',
    'explanations',
    'libraries',
    'newcomers',
    'participants',
    'report',
    'tally',
    'wikis',
]

_log = logging.getLogger(__name__)

#: Whom a table lists: those who signed up, those who used the hashtag without signing up, or both.
WHO = ('participants', 'hashtag', 'all')

# So long and so many first sources are thanked for.
_THANKED_FOR, _MOST_THANKED = datetime.timedelta(days=3), 5
#: Who stayed edited between these times after the end.
STAYED = (datetime.timedelta(days=7), datetime.timedelta(days=30))


def tally(edits: Iterable[Edit], campaign: Campaign, roster: Roster) -> Tally:
    """Counts the edits, in whichever order they come.

    :raises RequestError: the campaign has no days
    """
    counted = count(edits, campaign, roster).counted
    return Tally(campaign, roster, counted, total(counted), _editors(counted))


@view('participants')
def participants(
    counts: Tally,
    *,
    sort: str = 'references',
    minimum: int = 0,
    who: str = 'participants',
    now: datetime.datetime | None = None,
) -> Table:
    """The people, those with most first, equal ones by name.

    :param sort: one of `SORTS`
    :param minimum: of the number that is sorted by; people below it are left out
    :param who: one of `WHO`
    :param now: in UTC; without it, nobody is thanked for a first source
    """
    asked = [
        _person(counts, name, edits)
        for name, edits in _by_person(counts).items()
        if who == 'all' or (name in counts.roster) == (who == 'participants')
    ]
    enough = [person for person in asked if person.number(sort) >= minimum]
    named = [person for person in enough if not counts.roster.hides(person.name)]
    hidden = {person.name for person in enough} - {person.name for person in named}
    theirs = {person.name for person in asked}
    _log.debug(
        '%s: %d people are asked for (%s), %d do not want to be named or have no account',
        counts.campaign.id,
        len(asked),
        who,
        len(hidden),
    )
    decisions.log(
        _log,
        (
            Decision(counts.campaign.id, person.name, Code.BELOW_MINIMUM, (sort, person.number(sort), minimum))
            for person in asked
            if person.number(sort) < minimum and not counts.roster.hides(person.name)
        ),
    )
    return Table(
        rows=_ranked(named, sort, counts.organisers | counts.suspended.keys()),
        others=len(hidden),
        others_numbers=total(edit for edit in counts.counted if edit.name in hidden),
        below=len(asked) - len(enough),
        total=total(edit for edit in counts.counted if edit.name in theirs),
        firsts=_firsts(counts, {person.name for person in named if person.participant}, now.date()) if now else (),
    )


def _firsts(counts: Tally, names: Collection[str], today: datetime.date) -> tuple[Counted, ...]:
    """The edits that brought the first source of these people, by whole days, so that they leave all at once."""
    first: dict[str, Counted] = {}
    for edit in counts.counted:
        if edit.counts and edit.added and edit.name in names:
            first.setdefault(edit.name, edit)
    recent = [edit for edit in first.values() if today - edit.contribution.timestamp.date() < _THANKED_FOR]
    return tuple(sorted(recent, key=lambda edit: (edit.contribution.timestamp, edit.name), reverse=True))[
        :_MOST_THANKED
    ]


def _by_person(counts: Tally) -> dict[str, list[Counted]]:
    """The edits that count of each participant, and of each other person who has some."""
    people: dict[str, list[Counted]] = {name: [] for name in counts.roster.members}
    for edit in counts.counted:
        if edit.counts:
            people.setdefault(edit.name, []).append(edit)
    return people


def _person(counts: Tally, name: str, edits: Sequence[Counted]) -> Person:
    member = counts.roster.members.get(name)
    return Person(
        rank=None,
        name=name,
        library=member.library if member else '',
        wikis=_wikis_of(edits),
        numbers=total(edits),
        participant=member is not None,
    )


def _ranked(people: Iterable[Person], sort: str, organisers: Collection[str]) -> tuple[Person, ...]:
    """In order, with their ranks: who has more than n others have is before them, organisers not among the others."""
    rows = []
    before, last, rank = 0, None, 0
    for person in sorted(people, key=lambda person: (-person.number(sort), person.name.casefold(), person.name)):
        if person.name in organisers:
            rows.append(person)
            continue
        before += 1
        if person.number(sort) != last:
            last, rank = person.number(sort), before
        # Who has done nothing is neither the first nor the last.
        rows.append(replace(person, rank=rank if last else None))
    return tuple(rows)


@view('wikis')
def wikis(counts: Tally) -> tuple[WikiRow, ...]:
    """The wikis of the campaign, those with most edits first, those without any last."""
    by_wiki = _grouped(counts, lambda edit: edit.wiki, counts.campaign.wikis)
    rows = [
        WikiRow(wiki, _editors(edits), total(edits), len(edits) / counts.total.edits if edits else 0.0)
        for wiki, edits in by_wiki.items()
    ]
    return tuple(sorted(rows, key=lambda row: (-row.numbers.edits, row.wiki)))


@view('libraries')
def libraries(counts: Tally) -> tuple[Library, ...]:
    """The participants' libraries, those with most references added first.

    The row with the name '', for those who named no library or opted out (the library of one person names them), is the
    last, if there are any. Spellings that differ in case and spaces only are one library.
    """
    roster = counts.roster
    people = _by_person(counts)
    staff: defaultdict[str, list[str]] = defaultdict(list)
    for name, member in roster.members.items():
        staff['' if roster.hides(name) else _folded(member.library)].append(name)
    rows = [
        Library(
            name=_spelling([roster.members[name].library for name in names]) if key else '',
            participants=len(names),
            numbers=total(edit for name in names for edit in people[name]),
        )
        for key, names in staff.items()
    ]
    return tuple(sorted(rows, key=lambda row: (not row.name, -row.numbers.added, -row.numbers.edits, row.name)))


def _folded(library: str) -> str:
    return ' '.join(library.casefold().split())


def _spelling(written: Sequence[str]) -> str:
    """The most frequent one, of equally frequent ones the first in the alphabet."""
    frequent = Counter(' '.join(library.split()) for library in written)
    return min(frequent, key=lambda library: (-frequent[library], library))


# Named behind the libraries.
view('events')(events)


@view('days')
def days(counts: Tally) -> tuple[Day, ...]:
    """Each day of the campaign, from the first to the last, those without edits too."""
    campaign = counts.campaign
    by_day = _grouped(counts, lambda edit: campaign.day(edit.wiki, edit.contribution.timestamp), campaign.days())
    return tuple(Day(date, _editors(edits), total(edits)) for date, edits in by_day.items())


@view('articles')
def articles(counts: Tally) -> tuple[ArticleRow, ...]:
    """The articles that were edited, those with most references added first, then by edits and title."""
    rows = []
    for (wiki, page), edits in _grouped(counts, lambda edit: edit.article).items():
        last = edits[-1].contribution
        created = any(edit.creates for edit in edits)
        rows.append(ArticleRow(wiki, page, last.title, created, _editors(edits), last.revision, total(edits)))
    return tuple(
        sorted(rows, key=lambda row: (-row.numbers.added, -row.numbers.edits, row.title, row.wiki, row.page_id))
    )


@view('lists')
def worklists(counts: Tally, lists: Collection[tuple[Listing, ListProgress]]) -> tuple[ListRow, ...]:
    """The pages with lists of the campaign, those with most statements that have got a source first.

    Whoever gave them their source is counted, not only those who take part; so are lists of several wikis on one page.
    """
    rows: dict[tuple[str, str], ListRow] = {}
    for where, progress in lists:
        page = where.host, where.page
        known = rows.get(page, ListRow(*page, 0, 0))
        rows[page] = ListRow(*page, known.listed + progress.listed, known.sourced + progress.sourced)
    return tuple(sorted(rows.values(), key=lambda row: (-row.sourced, -row.listed, row.wiki, row.title)))


@view('newcomers')
def newcomers(
    counts: Tally,
    *,
    registered: Mapping[str, datetime.datetime | None],
    now: datetime.datetime,
    earlier: Collection[Roster] = (),
    later: Mapping[str, Collection[datetime.datetime]] | None = None,
) -> Newcomers:
    """New editors, those who came again, and those who stayed.

    :param registered: name -> when the account was registered, None or no entry if nobody knows
    :param earlier: rosters of earlier campaigns
    :param later: name -> times of edits after the campaign, on any wiki; None as long as nobody looked
    :param now: in UTC; who stayed is known 30 days after the end
    """
    end = counts.campaign.window()[1]
    known = later if now >= end + STAYED[1] else None
    people = {name: edits for name, edits in _by_person(counts).items() if edits and is_account(name)}
    before = {counts.roster.resolve(name) for roster in earlier for name in roster.members}
    rows = []
    for name, edits in people.items():
        since = registered.get(name)
        if since and is_new(since, counts.campaign):
            stayed = None
            if known is not None:
                stayed = any(end + STAYED[0] <= moment < end + STAYED[1] for moment in known.get(name, ()))
            rows.append(Newcomer(name, since, _wikis_of(edits), total(edits), stayed))
    rows.sort(key=lambda row: (row.registered, row.name))
    return Newcomers(
        editors=len(people),
        new=len(rows),
        returning=len(people.keys() & before) if earlier else None,
        unknown=sum(registered.get(name) is None for name in people),
        retained=None if known is None else sum(bool(row.retained) for row in rows),
        numbers=total(edit for row in rows for edit in people[row.name]),
        rows=tuple(row for row in rows if not counts.roster.hides(row.name)),
    )


@view('report')
def report(counts: Tally, *, previous: Tally | None = None) -> Report:
    """The sums, and how they compare with an earlier campaign."""
    tagged = [edit for edit in counts.counted if edit.edit.hashtag]
    before = previous.counted if previous else ()
    unsigned = {edit.name for edit in counts.counted if edit.counts and not edit.participant and is_account(edit.name)}
    return Report(
        numbers=counts.total,
        all=Shares.of(counts.counted, before),
        hashtag=Shares.of(tagged, [edit for edit in before if edit.edit.hashtag]),
        editors=counts.editors,
        participants=len(counts.roster.members),
        unsigned=len(unsigned),
        growth_references=grown(counts.total.added, previous.total.added if previous else 0),
        reverted=sum(edit.why == 'reverted' for edit in counts.counted),
        probable=sum(
            edit.edit.probable and not edit.edit.hashtag and edit.why != 'reverted' for edit in counts.counted
        ),
    )


# A prize is for those who did something.
@view('draw', defaults={'minimum': '1'})
def draw(counts: Tally, *, seed: str, prizes: int = 1, sort: str = 'references', minimum: int = 1) -> Draw:
    """Draws prizes by lot: everybody over the minimum has one ticket, however many edits they made.

    In it are participants who signed up; organisers and those who do not want to be named are not.

    :param seed: '' as long as none is published: then there are tickets, but no winners
    :param sort: what the minimum is of, one of `SORTS`
    """
    tickets = [
        Ticket(
            name=person.name,
            number=person.number(sort),
            text=ticket(seed, person.name) if seed else '',
            lot=lot(seed, person.name) if seed else '',
            prize=None,
            wikis=person.wikis,
        )
        for person in participants(counts, sort=sort, minimum=minimum).rows
        if person.name not in counts.organisers | counts.suspended.keys()
    ]
    tickets.sort(key=lambda ticket: (ticket.lot, ticket.name))
    if seed:
        tickets = [replace(ticket, prize=n if n <= prizes else None) for n, ticket in enumerate(tickets, 1)]
    return Draw(seed, sort, minimum, prizes, tuple(tickets))


# An explanation with gaps would be none.
@view('edits', defaults={'limit': '500'}, needs={'user': 'allowed-user'})
def explain(counts: Tally, user: str) -> tuple[Counted, ...]:
    """Everything that made the numbers of one person: their edits by time, with what each counts.

    Those that count nothing are among them, and say why. The sums over them are the person's row of the
    `participants`. Nothing is explained of who does not want to be named.
    """
    return explanations(counts).get(counts.roster.resolve(user), ())


def explanations(counts: Tally) -> dict[str, tuple[Counted, ...]]:
    """What `explain` says of each person who may be named and made an edit."""
    points: defaultdict[str, list[Counted]] = defaultdict(list)
    for edit in counts.counted:
        if not edit.hidden:
            points[edit.name].append(edit)
    return {name: tuple(edits) for name, edits in points.items()}


view('attention')(attention)


_Key = TypeVar('_Key', bound=Hashable)


def _grouped(counts: Tally, key: Callable[[Counted], _Key], keys: Iterable[_Key] = ()) -> dict[_Key, list[Counted]]:
    """The edits that count, by a key; `keys` are there in any case, and first."""
    groups: dict[_Key, list[Counted]] = {group: [] for group in keys}
    for edit in counts.counted:
        if edit.counts:
            groups.setdefault(key(edit), []).append(edit)
    return groups


def _editors(counted: Iterable[Counted]) -> int:
    """How many accounts made those of these edits that count."""
    return len({edit.name for edit in counted if edit.counts and is_account(edit.name)})


def _wikis_of(edits: Iterable[Counted]) -> tuple[str, ...]:
    numbers = Counter(edit.wiki for edit in edits)
    return tuple(sorted(numbers, key=lambda wiki: (-numbers[wiki], wiki)))

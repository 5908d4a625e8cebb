"""The rows of each view of the tally: an entry a view, with its data, for the rows of `onelib.campaign.views`."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from onelib.campaign.rows import SORTS, ArticleRow, Day, ListRow, Newcomer, Newcomers, Person, Table, number_of
from onelib.campaign.scoring import Numbers
from onelib.pages import attendance, edit_breakdown, tally_report
from onelib.pages.attention import attention
from onelib.pages.bars import bar
from onelib.pages.growth import growth
from onelib.pages.letters import letters
from onelib.pages.numbers import UNKNOWN, whole_percent
from onelib.pages.table import YES, Sheet
from onelib.pages.view_context import ViewContext
from onelib.wikitext.escaping import escape

__all__ = ['SHEETS', 'NumbersTable']


def _enough(rows: Iterable[Any], view: ViewContext) -> tuple[list[Any], int]:
    """The rows that have the minimum, those with most first, and how many have not."""
    sort, minimum = view.request.sort, view.request.minimum
    rows = sorted(rows, key=lambda row: -number_of(row.numbers, sort))
    enough = [row for row in rows if number_of(row.numbers, sort) >= minimum]
    return enough, len(rows) - len(enough)


@dataclass(frozen=True, slots=True)
class NumbersTable:
    """A view that is a table of rows with `Numbers`, made by calling it with what its function for the numbers gives.

    :ivar key: what a row is known by between runs
    :ivar data: what a row says beside its numbers, as the template of rows takes it
    :ivar of: which of that the row is about: its first column is called by it
    :ivar columns: its other columns, by their names in the template of heads
    :ivar numbers: which numbers, by their names in `SORTS`; that which is sorted by is there in any case, with bars
    :ivar rows: the rows to show in their order, and how many are left out because they have not the minimum
    :ivar more: further columns, where the campaign has what they say
    :ivar above: what stands above the table; `below`: behind it
    :ivar foot: what ends the table: what each row says, and its numbers
    """

    key: Callable[[Any], str]
    data: Callable[[Any, ViewContext], Mapping[str, str]]
    of: str
    columns: tuple[str, ...]
    numbers: tuple[str, ...] = tuple(SORTS)
    rows: Callable[[Any, ViewContext], tuple[Sequence[Any], int]] = _enough
    more: Callable[[ViewContext], tuple[str, ...]] = lambda view: ()
    above: Callable[[Any, ViewContext], tuple[str, ...]] = lambda _, view: ()
    below: Callable[[ViewContext], tuple[str, ...]] = lambda view: ()
    foot: Callable[[Any, ViewContext], Iterable[tuple[Mapping[str, str], Numbers]]] = lambda _, view: ()

    def __call__(self, view_rows: Any, view: ViewContext) -> Sheet:
        """What the block says."""
        host, sort = view.host, view.request.sort
        rows, left_out = self.rows(view_rows, view)
        names = [name for name in SORTS if name == sort or name in self.numbers]
        most = max((number_of(row.numbers, sort) for row in rows), default=0)

        def figures(numbers: Numbers) -> dict[str, str]:
            return {name: host.figure(number_of(numbers, name)) for name in names}

        def data(row: Any) -> Mapping[str, str]:
            return {**self.data(row, view), **figures(row.numbers), 'bar': bar(number_of(row.numbers, sort), most)}

        above = self.above(view_rows, view)
        if left_out:
            below = host.say('below', what=host.say(sort), minimum=view.request.minimum, number=left_out)
            above = (*above, f'<p>{below}</p>')
        return Sheet(
            above,
            {'of': self.of, **dict.fromkeys((*self.columns, *self.more(view), *names), YES)},
            tuple(view.line(self.key(row), data(row)) for row in rows),
            tuple({**before, **figures(numbers)} for before, numbers in self.foot(view_rows, view)),
            (host.legend(names), *self.below(view)),
            by=sort,
            lang=host.lang,
        ).cut(view.request.limit)


def _person(person: Person, view: ViewContext) -> Mapping[str, str]:
    host = view.host
    named, wikis = view.person(person.name, person.wikis), host.several(person.wikis)
    if 'wiki' in wikis:
        named['at'] = ''
    explained = view.request.details if 'user' in named else ''
    return {
        'rank': str(person.rank or UNKNOWN),
        **named,
        'note': _note(person, view),
        'library': escape(person.library),
        **wikis,
        'details': host.explained(explained) if explained else '',
        'from': attendance.origins(person.name, view),
    }


def _note(person: Person, view: ViewContext) -> str:
    if person.name in view.counts.suspended:
        return 'suspended'
    if person.name in view.counts.organisers:
        return 'organiser'
    return '' if person.participant else 'unsigned'


def _thanks(table: Table, view: ViewContext) -> tuple[str, ...]:
    """Who has just added their first source, with its article."""
    host = view.host
    people = (
        f'{host.user(edit.name, [edit.wiki])} ({host.article(edit.wiki, edit.contribution.title)})'
        for edit in table.firsts
    )
    thanks = host.say('first', people=', '.join(people)) if table.firsts else ''
    return (f'<p class="onelib-thanks">{thanks}</p>',) if thanks else ()


def _sums(table: Table, view: ViewContext) -> Iterable[tuple[Mapping[str, str], Numbers]]:
    # In place of rank, name and wikis, and of where people came from.
    span = str(3 + len(_from(view)))
    if table.others:
        yield {'note': view.host.say('others', people=table.others), 'span': span}, table.others_numbers
    yield {'note': 'total', 'span': span}, table.total


def _from(view: ViewContext) -> tuple[str, ...]:
    return ('from',) if view.counts.campaign.gatherings else ()


def _until_today(days: Iterable[Day], view: ViewContext) -> tuple[list[Day], int]:
    return [day for day in days if day.date <= view.host.today], 0


def _named_first(libraries: Iterable[Any], view: ViewContext) -> tuple[list[Any], int]:
    """Those of whom nobody knows the library stay the last."""
    rows, left_out = _enough(libraries, view)
    return sorted(rows, key=lambda row: not row.name), left_out


def _article(row: ArticleRow, view: ViewContext) -> Mapping[str, str]:
    return {
        'article': escape(row.title),
        'note': 'new' if row.created else '',
        **view.host.on(row.wiki),
        'editors': view.host.figure(row.editors),
        'revision': str(row.last),
    }


def _newcomer(row: Newcomer, view: ViewContext) -> Mapping[str, str]:
    wikis = view.host.several(row.wikis)
    return {
        **view.host.person(row.name, row.wikis),
        **({'at': ''} if 'wiki' in wikis else {}),
        **wikis,
        'registered': str(row.registered.astimezone(datetime.UTC).date()),
        'retained': UNKNOWN if row.retained is None else 'yes' if row.retained else 'no',
    }


def _lists(rows: Sequence[ListRow], view: ViewContext) -> Sheet:
    """What has become of the statements of each list."""
    host = view.host

    def figures(listed: int, sourced: int) -> dict[str, str]:
        return {'statements': host.figure(listed), 'sourced': host.figure(sourced)}

    lines = (
        view.line(
            f'{row.wiki}:{row.title}',
            {
                'article': escape(row.title),
                **host.on(row.wiki),
                **figures(row.listed, row.sourced),
                'bar': str(whole_percent(row.sourced / row.listed)) if row.sourced else '',
            },
        )
        for row in rows
    )
    # In place of the list and its wiki.
    total = {'note': 'total', 'span': '2', **figures(sum(row.listed for row in rows), sum(row.sourced for row in rows))}
    return Sheet(
        (f'<p>{host.say("lists")}</p>',),
        {'of': 'list', **dict.fromkeys(('wiki', 'statements', 'sourced'), YES)},
        tuple(lines),
        (total,),
        by='sourced',
        lang=host.lang,
    ).cut(view.request.limit)


def _known_of_newcomers(newcomers: Newcomers, view: ViewContext) -> tuple[str, ...]:
    """New editors, those who came again, and those who stayed; a dash for what cannot be known yet."""
    sums = {
        'new': newcomers.new,
        'returning': newcomers.returning,
        'retained': newcomers.retained,
        'registration-unknown': newcomers.unknown,
    }
    return tuple(f'* {view.host.sum(name, number)}' for name, number in sums.items())


#: What makes the block of each view, of the rows that the view's function gives.
SHEETS: Mapping[str, Callable[[Any, ViewContext], Sheet]] = {
    'participants': NumbersTable(
        key=lambda person: person.name,
        data=_person,
        of='user',
        columns=('rank', 'wikis'),
        more=_from,
        rows=lambda table, _: (table.rows, table.below),
        above=_thanks,
        foot=_sums,
    ),
    'wikis': NumbersTable(
        key=lambda row: row.wiki,
        data=lambda row, view: {
            'language': row.wiki,
            'share': str(whole_percent(row.share)),
            'editors': view.host.figure(row.editors),
        },
        of='language',
        columns=('share', 'editors'),
    ),
    'libraries': NumbersTable(
        key=lambda library: library.name,
        data=lambda row, view: {
            'library': escape(row.name),
            'note': '' if row.name else 'no-library',
            'participants': view.host.figure(row.participants),
        },
        of='library',
        columns=('participants',),
        rows=_named_first,
    ),
    'events': NumbersTable(
        key=lambda row: str(row.attended.gathering),
        data=attendance.event,
        of='event',
        columns=('when', 'place', 'participants', 'newcomers', 'theirs'),
        below=lambda view: (attendance.why_others(view),),
    ),
    'days': NumbersTable(
        key=lambda day: day.date.isoformat(),
        data=lambda day, view: {'date': day.date.isoformat(), 'editors': view.host.figure(day.editors)},
        of='date',
        columns=('editors',),
        numbers=('references', 'edits', 'hashtag'),
        rows=_until_today,
    ),
    'articles': NumbersTable(
        key=lambda row: f'{row.wiki}:{row.page_id}',
        data=_article,
        of='article',
        columns=('wiki', 'editors', 'last-edit'),
        numbers=tuple(name for name in SORTS if name != 'articles'),
    ),
    'lists': _lists,
    'newcomers': NumbersTable(
        key=lambda newcomer: newcomer.name,
        data=_newcomer,
        of='user',
        columns=('wikis', 'registered', 'retained'),
        numbers=('references', 'edits'),
        rows=lambda newcomers, _: (newcomers.rows, 0),
        above=_known_of_newcomers,
    ),
    'report': tally_report.report,
    'draw': tally_report.draw,
    'edits': edit_breakdown.edits,
    'attention': attention,
    'growth': growth,
    'messages': letters,
}

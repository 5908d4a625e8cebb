"""The table of each view of the tally: an entry a view, with its columns, for the rows of `onelib.campaign.views`."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from onelib.campaign.rows import Day, Newcomer, Newcomers, Person, Table, number_of
from onelib.campaign.scoring import Numbers
from onelib.pages import edit_breakdown, tally_report
from onelib.pages.bars import bar
from onelib.pages.numbers import UNKNOWN, percent
from onelib.pages.table import Column, Line, Sheet
from onelib.pages.view_context import ViewColumn, ViewContext
from onelib.wikitext.escaping import escape

__all__ = ['SHEETS', 'NumbersTable']

# Of `SORTS`, in the order of the columns; the one that a table is sorted by comes before the others.
_ALL = ('references', 'reused', 'improved', 'sourced', 'articles', 'edits', 'hashtag', 'bytes')


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
    :ivar before: the columns that come before the numbers, `after`: behind them
    :ivar numbers: which numbers, by their names in `SORTS`; that which is sorted by is there in any case, with bars
    :ivar bars: how many ems the column with the bars needs
    :ivar rows: the rows to show in their order, and how many are left out because they have not the minimum
    :ivar links: makes a link of a number in a row, by the name of the number
    :ivar above: what stands above the table
    :ivar foot: what ends the table: the cells before the numbers, and these, of each row
    """

    key: Callable[[Any], str]
    before: tuple[ViewColumn, ...]
    after: tuple[ViewColumn, ...] = ()
    numbers: tuple[str, ...] = _ALL
    bars: float = 6
    rows: Callable[[Any, ViewContext], tuple[Sequence[Any], int]] = _enough
    links: Mapping[str, Callable[[Any, ViewContext, str], str]] = field(default_factory=dict)
    above: Callable[[Any, ViewContext], tuple[str, ...]] = lambda _, view: ()
    foot: Callable[[Any, ViewContext], Iterable[tuple[tuple[str, ...], Numbers]]] = lambda _, view: ()

    def __call__(self, view_rows: Any, view: ViewContext) -> Sheet:
        """What the block says."""
        host, sort = view.host, view.request.sort
        rows, left_out = self.rows(view_rows, view)
        names = (sort, *(name for name in self.numbers if name != sort))
        most = max((number_of(row.numbers, sort) for row in rows), default=0)

        def cells(numbers: Numbers) -> list[str]:
            return [host.number(number_of(numbers, name)) for name in names]

        def line(row: Any) -> Line:
            numbers = cells(row.numbers)
            for name, link in self.links.items():
                n = names.index(name)
                numbers[n] = link(row, view, numbers[n])
            numbers[0] += bar(number_of(row.numbers, sort), most)
            before, after = ([column.cell(row, view) for column in columns] for columns in (self.before, self.after))
            return Line((view.request.view, self.key(row)), (*before, *numbers, *after))

        columns = (
            *(column.head(view) for column in self.before),
            *(Column(host.say(name), 5 if n else self.bars, text=not n) for n, name in enumerate(names)),
            *(column.head(view) for column in self.after),
        )
        above = self.above(view_rows, view)
        if left_out:
            below = host.say('below', what=host.say(sort), minimum=view.request.minimum, number=left_out)
            above = (*above, f'<p>{below}</p>')
        foot = tuple((*before, *cells(numbers)) for before, numbers in self.foot(view_rows, view))
        sheet = Sheet(above, columns, tuple(map(line, rows)), foot, (host.legend(names),))
        return sheet.cut(view.request.limit)


def _name(person: Person, view: ViewContext) -> str:
    name = f"'''{view.user(person.name, person.wikis)}'''"
    if person.name in view.counts.organisers:
        name += f' ({view.host.say("organiser")})'
    elif not person.participant:
        name += f' ({view.host.say("not-signed-up")})'
    return name + (f'<br><small>{escape(person.library)}</small>' if person.library else '')


def _wikis(person: Person, view: ViewContext) -> str:
    """The wikis that somebody edited; several, without a page of details, with links to what they did there."""
    wikis = person.wikis
    if len(wikis) > 1 and not view.request.details:
        wikis = tuple(view.host.contributions(wiki, person.name, view.counts.campaign, wiki) for wiki in wikis)
    return ', '.join(wikis) or UNKNOWN


def _explained(person: Person, view: ViewContext, number: str) -> str:
    """A link to what explains the numbers; on several wikis, those have the links."""
    if view.request.details:
        return view.host.details(view.request.details, person.name, number)
    if len(person.wikis) == 1:
        return view.host.contributions(person.wikis[0], person.name, view.counts.campaign, number)
    return number


def _sums(table: Table, view: ViewContext) -> Iterable[tuple[tuple[str, ...], Numbers]]:
    if table.others:
        yield ('', view.host.say('others', people=table.others), ''), table.others_numbers
    yield ('', f"'''{view.host.say('total')}'''", ''), table.total


def _until_today(days: Iterable[Day], view: ViewContext) -> tuple[list[Day], int]:
    return [day for day in days if day.date <= view.host.today], 0


def _named_first(libraries: Iterable[Any], view: ViewContext) -> tuple[list[Any], int]:
    """Those of whom nobody knows the library stay the last."""
    rows, left_out = _enough(libraries, view)
    return sorted(rows, key=lambda row: not row.name), left_out


def _known_of_newcomers(newcomers: Newcomers, view: ViewContext) -> tuple[str, ...]:
    """New editors, those who came again, and those who stayed; a dash for what cannot be known yet."""
    sums = {
        'new': newcomers.new,
        'returning': newcomers.returning,
        'retained': newcomers.retained,
        'registration-unknown': newcomers.unknown,
    }
    return tuple(
        f"* {view.host.say(name)}: '''{UNKNOWN if number is None else view.host.number(number)}'''"
        for name, number in sums.items()
    )


def _stayed(newcomer: Newcomer, view: ViewContext) -> str:
    return UNKNOWN if newcomer.retained is None else view.host.say('yes' if newcomer.retained else 'no')


_EDITORS = ViewColumn('editors', 5, lambda row, view: view.host.number(row.editors))

#: What makes the block of each view, of the rows that the view's function gives.
SHEETS: Mapping[str, Callable[[Any, ViewContext], Sheet]] = {
    'participants': NumbersTable(
        key=lambda person: person.name,
        before=(
            ViewColumn(
                'rank', 3, lambda person, _: f'{person.rank}.' if person.rank else UNKNOWN, text=True, named=False
            ),
            ViewColumn('participant', 9, _name, text=True, named=False),
            ViewColumn('wikis', 3.5, _wikis, text=True),
        ),
        rows=lambda table, _: (table.rows, table.below),
        links={'edits': _explained},
        foot=_sums,
    ),
    'wikis': NumbersTable(
        key=lambda row: row.wiki,
        before=(
            # MediaWiki knows what each language is called.
            ViewColumn(
                'wiki', 8, lambda row, _: f"'''{{{{#language:{row.wiki}}}}}''' ({row.wiki})", text=True, named=False
            ),
        ),
        after=(ViewColumn('share', 5, lambda row, view: percent(row.share, view.host.wiki)), _EDITORS),
    ),
    'libraries': NumbersTable(
        key=lambda library: library.name,
        before=(
            ViewColumn(
                'library',
                10,
                lambda row, view: f"'''{escape(row.name)}'''" if row.name else f"''{view.host.say('no-library')}''",
                text=True,
                named=False,
            ),
        ),
        after=(ViewColumn('participants', 5, lambda row, view: view.host.number(row.participants)),),
        rows=_named_first,
    ),
    'days': NumbersTable(
        key=lambda day: day.date.isoformat(),
        before=(ViewColumn('date', 6.5, lambda day, view: view.host.date(day.date), text=True, named=False),),
        after=(_EDITORS,),
        numbers=('references', 'edits', 'hashtag'),
        bars=12,
        rows=_until_today,
    ),
    'articles': NumbersTable(
        key=lambda row: f'{row.wiki}:{row.page_id}',
        before=(
            ViewColumn(
                'article',
                10,
                lambda row, view: (
                    f"'''{view.host.article(row.wiki, row.title)}'''"
                    + (f' ({view.host.say("new-article")})' if row.created else '')
                ),
                text=True,
                named=False,
            ),
            ViewColumn('wiki', 3, lambda row, _: row.wiki, text=True),
        ),
        after=(_EDITORS, ViewColumn('last-edit', 5, lambda row, view: view.host.diff(row.wiki, row.last))),
        numbers=tuple(name for name in _ALL if name != 'articles'),
    ),
    'newcomers': NumbersTable(
        key=lambda newcomer: newcomer.name,
        before=(
            ViewColumn(
                'participant',
                9,
                lambda row, view: f"'''{view.host.user(row.name, row.wikis)}'''",
                text=True,
                named=False,
            ),
            ViewColumn(
                'registered',
                7,
                lambda row, view: view.host.date(row.registered.astimezone(datetime.UTC).date()),
                text=True,
            ),
            ViewColumn('wikis', 3.5, lambda row, _: ', '.join(row.wikis), text=True),
        ),
        after=(ViewColumn('retained', 7, _stayed),),
        numbers=('references', 'edits'),
        rows=lambda newcomers, _: (newcomers.rows, 0),
        above=_known_of_newcomers,
    ),
    'report': tally_report.report,
    'draw': tally_report.draw,
    'edits': edit_breakdown.edits,
}

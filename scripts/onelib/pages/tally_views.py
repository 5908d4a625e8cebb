"""The views of a tally that are tables: participants, wikis, libraries, days, articles, newcomers."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from onelib.campaign.campaigns import Campaign
from onelib.campaign.parameters import TallyRequest
from onelib.campaign.rows import SORTS, ArticleRow, Day, Library, Newcomers, Person, Table, WikiRow
from onelib.campaign.scoring import Numbers
from onelib.pages.bars import bar
from onelib.pages.context import Host
from onelib.pages.numbers import UNKNOWN, percent
from onelib.pages.table import Column, Line, Sheet
from onelib.wikitext.escaping import escape

__all__ = ['articles', 'days', 'legend', 'libraries', 'newcomers', 'participants', 'wikis']

# Of the numbers of `SORTS`, in the order of the columns; the one that a table is sorted by comes before the others.
_ALL = ('references', 'reused', 'improved', 'sourced', 'articles', 'edits', 'hashtag', 'bytes')

_Row = TypeVar('_Row', WikiRow, Library, ArticleRow)


class _Cells:
    """The cells that hold numbers: the number that the table is sorted by with a bar, then the others."""

    def __init__(self, host: Host, sort: str, numbers: Iterable[Numbers], names: Sequence[str] = _ALL) -> None:
        self.host = host
        self.sort = sort
        self.names = (sort, *(name for name in names if name != sort))
        self.most = max((_number(one, sort) for one in numbers), default=0)

    def columns(self) -> tuple[Column, ...]:
        first, *others = (self.host.say(name) for name in self.names)
        return Column(first, 6, text=True), *(Column(label, 5) for label in others)

    def of(
        self, numbers: Numbers, links: Mapping[str, Callable[[str], str]] | None = None, *, sums: bool = False
    ) -> tuple[str, ...]:
        """The cells.

        :param links: what makes a link of the number of that name
        :param sums: whether they are those of several rows, which get no bar
        """
        cells = []
        for name in self.names:
            text = self.host.number(_number(numbers, name))
            cells.append((links or {}).get(name, str)(text))
        if not sums:
            cells[0] += bar(_number(numbers, self.sort), self.most)
        return tuple(cells)


def _number(numbers: Numbers, name: str) -> int:
    number: int = getattr(numbers, SORTS[name])
    return number


def legend(host: Host, names: Iterable[str]) -> str:
    """What each of these numbers means."""
    said = ' '.join(f"'''{host.say(name)}:''' {host.say(f'about-{name}')}" for name in names)
    return f'<div class="onelib-legend" style="font-size:90%;margin:0.5em 0">{said}</div>'


def participants(
    table: Table, request: TallyRequest, host: Host, campaign: Campaign, homes: Mapping[str, Sequence[str]]
) -> Sheet:
    """The people: how much each of them did.

    :param homes: name -> wikis that she is at home on
    """
    cells = _Cells(host, request.sort, (person.numbers for person in table.rows))
    lines = [
        Line(('participants', person.name), _person(person, cells, request, campaign, homes.get(person.name, ())))
        for person in table.rows
    ]
    foot = []
    if table.others:
        others = host.say('others', people=table.others)
        foot.append(('', others, '', *cells.of(table.others_numbers, sums=True)))
    foot.append(('', f"'''{host.say('total')}'''", '', *cells.of(table.total, sums=True)))
    columns = (
        Column(host.say('rank'), 3, text=True, named=False),
        Column(host.say('participant'), 9, text=True, named=False),
        Column(host.say('wikis'), 3.5, text=True),
        *cells.columns(),
    )
    sheet = Sheet(_below(table.below, request, host), columns, tuple(lines), tuple(foot), (legend(host, cells.names),))
    return sheet.cut(request.limit)


def _person(
    person: Person, cells: _Cells, request: TallyRequest, campaign: Campaign, home: Sequence[str]
) -> tuple[str, ...]:
    host = cells.host
    name = f"'''{host.user(person.name, home)}'''"
    if person.rank is None:
        name += f' ({host.say("organiser")})'
    elif not person.participant:
        name += f' ({host.say("not-signed-up")})'
    if person.library:
        name += f'<br><small>{escape(person.library)}</small>'

    def edits(number: str) -> str:
        """A link to what explains the numbers; on several wikis, those have the links."""
        if request.details:
            return host.details(request.details, person.name, number)
        if len(person.wikis) == 1:
            return host.contributions(person.wikis[0], person.name, campaign, number)
        return number

    listed = person.wikis
    if len(person.wikis) > 1 and not request.details:
        listed = tuple(host.contributions(wiki, person.name, campaign, wiki) for wiki in person.wikis)
    rank = UNKNOWN if person.rank is None else f'{person.rank}.'
    return rank, name, ', '.join(listed) or UNKNOWN, *cells.of(person.numbers, {'edits': edits})


def wikis(rows: Iterable[WikiRow], request: TallyRequest, host: Host) -> Sheet:
    """The wikis: what was done on each."""
    enough, below = _enough(rows, request)
    cells = _Cells(host, request.sort, (row.numbers for row in enough))
    lines = [
        Line(
            ('wikis', row.wiki),
            (
                # MediaWiki knows what each language is called.
                f"'''{{{{#language:{row.wiki}}}}}''' ({row.wiki})",
                *cells.of(row.numbers),
                percent(row.share, host.wiki),
                host.number(row.editors),
            ),
        )
        for row in enough
    ]
    columns = (
        Column(host.say('wiki'), 8, text=True, named=False),
        *cells.columns(),
        Column(host.say('share'), 5),
        Column(host.say('editors'), 5),
    )
    sheet = Sheet(_below(below, request, host), columns, tuple(lines), below=(legend(host, cells.names),))
    return sheet.cut(request.limit)


def libraries(rows: Iterable[Library], request: TallyRequest, host: Host) -> Sheet:
    """The libraries: what their people did."""
    enough, below = _enough(rows, request)
    # Those of whom nobody knows the library stay the last.
    enough.sort(key=lambda row: not row.name)
    cells = _Cells(host, request.sort, (row.numbers for row in enough))
    unstated = f"''{host.say('no-library')}''"
    lines = [
        Line(
            ('libraries', row.name),
            (
                f"'''{escape(row.name)}'''" if row.name else unstated,
                *cells.of(row.numbers),
                host.number(row.participants),
            ),
        )
        for row in enough
    ]
    columns = (
        Column(host.say('library'), 10, text=True, named=False),
        *cells.columns(),
        Column(host.say('participants'), 5),
    )
    sheet = Sheet(_below(below, request, host), columns, tuple(lines), below=(legend(host, cells.names),))
    return sheet.cut(request.limit)


def days(rows: Iterable[Day], request: TallyRequest, host: Host) -> Sheet:
    """The days up to today, with a bar for each."""
    past = [row for row in rows if row.date <= host.today]
    names = [name for name in ('references', 'edits', 'hashtag') if name != request.sort]
    cells = _Cells(host, request.sort, (row.numbers for row in past), names)
    lines = [
        Line(
            ('days', row.date.isoformat()),
            (host.date(row.date), *cells.of(row.numbers), host.number(row.editors)),
        )
        for row in past
    ]
    first, *others = cells.columns()
    columns = (
        Column(host.say('date'), 6.5, text=True, named=False),
        Column(first.label, 12, text=True),
        *others,
        Column(host.say('editors'), 5),
    )
    return Sheet((), columns, tuple(lines), below=(legend(host, cells.names),)).cut(request.limit)


def articles(rows: Iterable[ArticleRow], request: TallyRequest, host: Host) -> Sheet:
    """The articles: what was done in each."""
    enough, below = _enough(rows, request)
    names = [name for name in _ALL if name != 'articles' or request.sort == 'articles']
    cells = _Cells(host, request.sort, (row.numbers for row in enough), names)
    new = f' ({host.say("new-article")})'
    lines = [
        Line(
            ('articles', f'{row.wiki}:{row.page_id}'),
            (
                f"'''{host.article(row.wiki, row.title)}'''{new if row.created else ''}",
                row.wiki,
                *cells.of(row.numbers),
                host.number(row.editors),
                host.diff(row.wiki, row.last),
            ),
        )
        for row in enough
    ]
    columns = (
        Column(host.say('article'), 10, text=True, named=False),
        Column(host.say('wiki'), 3, text=True),
        *cells.columns(),
        Column(host.say('editors'), 5),
        Column(host.say('last-edit'), 5),
    )
    sheet = Sheet(_below(below, request, host), columns, tuple(lines), below=(legend(host, cells.names),))
    return sheet.cut(request.limit)


def newcomers(found: Newcomers, request: TallyRequest, host: Host) -> Sheet:
    """New editors, those who came again, and those who stayed; a dash for what cannot be known yet."""
    sums = {
        'new': found.new,
        'returning': found.returning,
        'retained': found.retained,
        'registration-unknown': found.unknown,
    }
    above = [
        f"* {host.say(name)}: '''{UNKNOWN if number is None else host.number(number)}'''"
        for name, number in sums.items()
    ]
    cells = _Cells(host, request.sort, (row.numbers for row in found.rows), ('references', 'edits'))
    answers = {None: UNKNOWN, True: host.say('yes'), False: host.say('no')}
    lines = [
        Line(
            ('newcomers', row.name),
            (
                f"'''{host.user(row.name, row.wikis)}'''",
                host.date(row.registered.astimezone(datetime.UTC).date()),
                ', '.join(row.wikis),
                *cells.of(row.numbers),
                answers[row.retained],
            ),
        )
        for row in found.rows
    ]
    columns = (
        Column(host.say('participant'), 9, text=True, named=False),
        Column(host.say('registered'), 7, text=True),
        Column(host.say('wikis'), 3.5, text=True),
        *cells.columns(),
        Column(host.say('retained'), 7),
    )
    return Sheet(tuple(above), columns, tuple(lines), below=(legend(host, cells.names),)).cut(request.limit)


def _enough(rows: Iterable[_Row], request: TallyRequest) -> tuple[list[_Row], int]:
    """The rows that have the minimum, those with most first, and how many have not."""
    listed = sorted(rows, key=lambda row: -_number(row.numbers, request.sort))
    enough = [row for row in listed if _number(row.numbers, request.sort) >= request.minimum]
    return enough, len(listed) - len(enough)


def _below(number: int, request: TallyRequest, host: Host) -> tuple[str, ...]:
    """What to say of those who do not have the minimum."""
    if not number:
        return ()
    what = host.say(request.sort)
    return (f'<p>{host.say("below", what=what, minimum=request.minimum, number=number)}</p>',)

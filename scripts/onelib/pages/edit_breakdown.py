"""Every edit that made the numbers of one person: article, difference, what was counted and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from onelib.campaign.edits import NamedSource
from onelib.campaign.rows import SORTS, number_of
from onelib.campaign.scoring import Counted, total
from onelib.pages.context import Host
from onelib.pages.table import Sheet
from onelib.pages.view_context import ViewColumn, ViewContext, lines
from onelib.wikitext.escaping import cut, escape

__all__ = ['Point', 'edits', 'points']

# So much of a source or a statement is enough to know it again in the article.
_SHOWN = 90


def edits(counted: Sequence[Counted], view: ViewContext) -> Sheet:
    """The edits of one person by time, those that count nothing among them.

    :param counted: nothing for who does not want to be named
    """
    # Not of those that are cut: somebody may have made thousands.
    rows = lines(counted[: view.request.limit], _COLUMNS, _key, view)
    heads = tuple(column.head(view) for column in _COLUMNS)
    below = (view.host.legend(SORTS),)
    return Sheet(_above(counted, view.host), heads, rows, below=below, left=len(counted) - len(rows))


def _key(edit: Counted) -> str:
    return f'{edit.wiki}:{edit.contribution.revision}'


def _date(edit: Counted, view: ViewContext) -> str:
    return view.host.date(view.counts.campaign.day(edit.wiki, edit.contribution.timestamp))


def _article(edit: Counted, view: ViewContext) -> str:
    return f"'''{view.host.article(edit.wiki, edit.contribution.title)}'''"


def _diff(edit: Counted, view: ViewContext) -> str:
    return f'{edit.wiki}: {view.host.diff(edit.wiki, edit.contribution.revision)}'


def _counted(edit: Counted, view: ViewContext) -> str:
    return '<br>'.join(_said(edit, view.host))


_COLUMNS = (
    ViewColumn('date', 6.5, _date, text=True, named=False),
    ViewColumn('article', 9, _article, text=True, named=False),
    ViewColumn('wiki', 5, _diff, text=True, named=False),
    ViewColumn('counted', 24, _counted, text=True, named=False),
)


def _above(counted: Sequence[Counted], host: Host) -> tuple[str, ...]:
    """Whose edits they are, under an anchor that their row in the participants links to, and their sums."""
    if not counted:
        return (f'<p>{host.say("empty")}</p>',)
    name = counted[0].name
    wikis = tuple(dict.fromkeys(edit.wiki for edit in counted))
    sums = total(counted)
    numbers = ' · '.join(f"{host.say(sort)}: '''{host.number(number_of(sums, sort))}'''" for sort in SORTS)
    title = host.say('explained', user=f"'''{host.user(name, wikis)}'''")
    # The anchor is what a link to Page#Name looks for.
    anchor = escape(name).replace('"', '&quot;')
    return (f'<div id="{anchor}">{title}</div>', f'<p>{numbers}</p>')


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that an edit did and that was counted.

    :ivar name: a message of the tallies, without its prefix
    :ivar number: how often
    :ivar texts: the words of each, shortened; none for what is only counted
    """

    name: str
    number: int
    texts: tuple[str, ...] = ()


def points(edit: Counted) -> list[Point]:
    """What was counted of an edit, kind by kind; nothing of one that does not count."""
    if not edit.counts:
        return []
    kinds = (
        Point('new-article', int(edit.creates)),
        _sources('references', edit.added),
        _sources('translated', edit.translated),
        _sources('improved', edit.improved),
        Point('reused', edit.reused),
        _texts('sourced', edit.sourced),
        Point('listed', edit.listed),
        _texts('claims-removed', edit.claims_removed),
        _sources('removed', edit.removed),
        _sources('again', edit.again),
        Point('bytes', edit.bytes),
    )
    return [point for point in kinds if point.number]


def _said(edit: Counted, host: Host) -> list[str]:
    """What was counted of an edit, one kind a line."""
    parts = []
    if edit.edit.hashtag:
        parts.append(host.as_written(f'#{edit.edit.hashtag}'))
    if edit.why:
        parts.append(f"''{host.say(f'why-{edit.why}')}''")
    parts += [_line(point, host) for point in points(edit)]
    return parts or ['–']


def _line(point: Point, host: Host) -> str:
    name, number = host.say(point.name), host.number(point.number)
    if point.name == 'new-article':
        return name
    if point.name == 'bytes':
        return f'{name}: {number}'
    shown = '; '.join(f'<small>{escape(text)}</small>' for text in point.texts)
    return f"'''{number}''' – {name}: {shown}" if shown else f"'''{number}''' – {name}"


def _sources(name: str, sources: Iterable[NamedSource]) -> Point:
    return _texts(name, (words or key for key, words in sources))


def _texts(name: str, texts: Iterable[str]) -> Point:
    shown = tuple(cut(' '.join(text.split()), _SHOWN) for text in texts)
    return Point(name, len(shown), shown)

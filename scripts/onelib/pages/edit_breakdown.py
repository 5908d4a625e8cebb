"""Every edit that made the numbers of one person: article, difference, what was counted and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from onelib.campaign.campaigns import Campaign
from onelib.campaign.parameters import TallyRequest
from onelib.campaign.rows import SORTS
from onelib.campaign.scoring import Counted, Source, total
from onelib.pages.context import Host
from onelib.pages.table import Column, Line, Sheet
from onelib.pages.tally_views import legend
from onelib.wikitext.escaping import escape

__all__ = ['Point', 'edits', 'points']

# So much of a source or a statement is enough to know it again in the article.
_SHOWN = 90


def edits(counted: Sequence[Counted], request: TallyRequest, host: Host, campaign: Campaign) -> Sheet:
    """The edits of one person by time, those that count nothing among them.

    :param counted: nothing for who does not want to be named
    """
    lines = tuple(
        Line(
            ('edits', f'{one.wiki}:{one.edit.contribution.revision}'),
            (
                host.date(campaign.day(one.wiki, one.edit.contribution.timestamp)),
                f"'''{host.article(one.wiki, one.edit.contribution.title)}'''",
                f'{one.wiki}: {host.diff(one.wiki, one.edit.contribution.revision)}',
                '<br>'.join(_said(one, host)),
            ),
        )
        # Not of those that are cut: somebody may have made thousands.
        for one in counted[: request.limit]
    )
    columns = (
        Column(host.say('date'), 6.5, text=True, named=False),
        Column(host.say('article'), 9, text=True, named=False),
        Column(host.say('wiki'), 5, text=True, named=False),
        Column(host.say('counted'), 24, text=True, named=False),
    )
    below = (legend(host, SORTS),)
    return Sheet(_above(counted, request, host), columns, lines, below=below, left=len(counted) - len(lines))


def _above(counted: Sequence[Counted], request: TallyRequest, host: Host) -> tuple[str, ...]:
    """Whose edits they are, under an anchor that her row in the participants links to, and their sums."""
    if not counted:
        return (f'<p>{host.say("empty")}</p>',)
    name = counted[0].name
    wikis = tuple(dict.fromkeys(one.wiki for one in counted))
    sums = total(counted)
    numbers = ' · '.join(
        f"{host.say(name)}: '''{host.number(getattr(sums, field))}'''" for name, field in SORTS.items()
    )
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


def points(one: Counted) -> list[Point]:
    """What was counted of an edit, kind by kind; nothing of one that does not count."""
    if not one.counts:
        return []
    found = (
        Point('new-article', int(one.creates)),
        _sources('references', one.added),
        _sources('translated', one.translated),
        _sources('improved', one.improved),
        Point('reused', one.reused),
        _texts('sourced', one.sourced),
        Point('listed', one.listed),
        _texts('claims-removed', one.claims_removed),
        _sources('removed', one.removed),
        _sources('again', one.again),
        Point('bytes', one.bytes),
    )
    return [point for point in found if point.number]


def _said(one: Counted, host: Host) -> list[str]:
    """What was counted of an edit, one kind a line."""
    said = []
    if one.edit.hashtag:
        said.append(escape(f'#{one.edit.hashtag}'))
    if one.why:
        said.append(f"''{host.say(f'why-{one.why}')}''")
    said += [_line(point, host) for point in points(one)]
    return said or ['–']


def _line(point: Point, host: Host) -> str:
    name, number = host.say(point.name), host.number(point.number)
    if point.name == 'new-article':
        return name
    if point.name == 'bytes':
        return f'{name}: {number}'
    shown = '; '.join(f'<small>{escape(text)}</small>' for text in point.texts)
    return f"'''{number}''' – {name}: {shown}" if shown else f"'''{number}''' – {name}"


def _sources(name: str, sources: Iterable[Source]) -> Point:
    return _texts(name, [words or key for key, words in sources])


def _texts(name: str, texts: Sequence[str]) -> Point:
    return Point(name, len(texts), tuple(map(_shortened, texts)))


def _shortened(text: str) -> str:
    text = ' '.join(text.split())
    return text if len(text) <= _SHOWN else f'{text[: _SHOWN - 1]}…'

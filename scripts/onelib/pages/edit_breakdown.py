"""Every edit that made the numbers of one person: article, difference, what was counted and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from onelib.campaign.edits import NamedSource
from onelib.campaign.rows import SORTS, number_of
from onelib.campaign.scoring import Counted, total
from onelib.pages.context import Host
from onelib.pages.numbers import UNKNOWN
from onelib.pages.table import EDIT, YES, Sheet
from onelib.pages.view_context import ViewContext
from onelib.wikitext.escaping import cut, escape

__all__ = ['Point', 'edits', 'points']

# So much of a source or a statement is enough to know it again in the article.
_SHOWN = 90


def edits(counted: Sequence[Counted], view: ViewContext) -> Sheet:
    """The edits of one person by time, those that count nothing among them.

    :param counted: nothing for who does not want to be named
    """
    host = view.host
    # Not of those that are cut: somebody may have made thousands.
    rows = tuple(view.line(_key(edit), _edit(edit, view)) for edit in counted[: view.request.limit])
    head = {'date': YES, 'of': 'article', 'wiki': YES, 'counted': YES}
    left = len(counted) - len(rows)
    return Sheet(_above(counted, host), head, rows, (), (host.legend(SORTS),), left, row=EDIT, lang=host.lang)


def _key(edit: Counted) -> str:
    return f'{edit.wiki}:{edit.contribution.revision}'


def _edit(edit: Counted, view: ViewContext) -> Mapping[str, str]:
    """What a row says of an edit: what was counted of it, kind by kind, and why not all."""
    data = {
        'date': str(view.counts.campaign.day(edit.wiki, edit.contribution.timestamp)),
        'article': escape(edit.contribution.title),
        **view.host.on(edit.wiki),
        'revision': str(edit.contribution.revision),
        'tag': escape(edit.edit.hashtag),
        'why': edit.why,
    }
    found = points(edit)
    for point in found:
        data[point.name] = view.host.figure(point.number)
        if point.texts:
            data[f'{point.name}-text'] = '; '.join(map(escape, point.texts))
    return data if found or data['tag'] or data['why'] else data | {'why': UNKNOWN}


def _above(counted: Sequence[Counted], host: Host) -> tuple[str, ...]:
    """Whose edits they are, under an anchor that their row in the participants links to, and their sums."""
    if not counted:
        return (f'<p>{host.say("empty")}</p>',)
    name = counted[0].name
    wikis = tuple(dict.fromkeys(edit.wiki for edit in counted))
    sums = total(counted)
    numbers = ' · '.join(host.sum(sort, number_of(sums, sort)) for sort in SORTS)
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


def _sources(name: str, sources: Iterable[NamedSource]) -> Point:
    return _texts(name, (words or key for key, words in sources))


def _texts(name: str, texts: Iterable[str]) -> Point:
    shown = tuple(cut(' '.join(text.split()), _SHOWN) for text in texts)
    return Point(name, len(shown), shown)

"""The backlog on a wiki page: how much of what wikis lacks a source, in a sentence with its number and a table."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Self

from onelib.campaign.backlog import WikiBacklog, counted_in, largest_first, scanned_share, share_of
from onelib.pages import table
from onelib.pages.backlog_views import SHEETS, BacklogContext, explained
from onelib.pages.numbers import percent
from onelib.pages.sheet_part import SheetPart
from onelib.wikis import Wiki
from onelib.wikitext.escaping import escape

__all__ = ['BacklogPart', 'part']

# So many bytes MediaWiki makes of what leads from a row to its lists.
_ADDRESSES = 10_000
# So many wikis are named that do not take part yet.
_NAMED = 60
_SEVERAL = 2


def part(rows: Sequence[WikiBacklog], view: BacklogContext) -> BacklogPart:
    """What a block should say.

    :param rows: what is known of each wiki that the request names
    """
    sheet = SHEETS[view.request.view](rows, view)
    return BacklogPart(sheet, view.host, view, tuple(rows), tuple(explained(sheet)))


@dataclass(frozen=True, slots=True)
class BacklogPart(SheetPart):
    """A block that gets new numbers of whole wikis.

    :ivar explains: the numbers of which it is said below the table what they are
    """

    view: BacklogContext
    wikis: Sequence[WikiBacklog]
    explains: tuple[str, ...] = ()

    @property
    def expansion(self) -> int:
        """How many bytes MediaWiki makes of its templates at most: the address of each list is a long one."""
        lists = sum(bool(line.data.get('list')) for line in self.sheet.lines)
        return table.expansion(self.sheet.row_text(line.data) for line in self.sheet.lines) + _ADDRESSES * lists

    def below(self, others: Iterable[BacklogPart]) -> BacklogPart:
        """The block below others of its page: what these explain it need not."""
        told = {name for other in others if other.host.lang == self.host.lang for name in other.explains}
        return replace(self, explains=tuple(name for name in self.explains if name not in told))

    def body(self, wiki: Wiki, today: datetime.date, last: str) -> str:
        """The wikitext."""
        return replace(self.sheet, below=self.view.legend(self.explains)).render(self.count())

    @classmethod
    def summary(cls, parts: Sequence[Self], wiki: Wiki) -> str:
        """Of how many wikis the page shows something."""
        number = len({row.wiki for part in parts for row in part.wikis})
        return parts[0].view.say('summary', wikis=number)

    def count(self) -> str:
        """The sentences above the table: how much lacks a source, where most of it is, and who takes part."""
        sentences = [*self._lead(), *self._taking_part()]
        if not self.sheet.lines and scanned_share(self.wikis):
            sentences.append(self.host.say('empty'))
        if self.sheet.left:
            limit = self.view.request.limit
            sentences.append(self.host.say('left-out', left=self.sheet.left, limit=limit))
        as_of = self.host.say('as-of', date=self.host.date(self.host.today))
        return ' '.join((*sentences, f'<span class="onelib-date">{as_of}</span>'))

    def _lead(self) -> Iterator[str]:
        say, share, rows = self.view.say, scanned_share(self.wikis), largest_first(self.wikis)
        if share is None:
            yield say('say-no-dumps')
            counted = [(row.live.tagged, row) for row in rows if row.live and row.live.tagged]
            if counted:
                tracked, row = max(counted, key=lambda pair: pair[0].pages)
                category = self.host.article(row.wiki, tracked.title)
                yield say('say-live', wiki=self._name(row), pages=tracked.pages, category=category)
            return
        many = share.wikis > 1
        numbers = {'sourceless': share.sourceless, 'articles': share.articles}
        of = percent(share.sourceless / share.articles if share.articles else 0, self.host.wiki)
        if many:
            yield f"'''{say('say-lead', wikis=share.wikis, share=of, **numbers)}'''"
        first, *others = counted_in(rows)
        if first.scanned and not any(_is_alike(first, other) for other in others):
            numbers = {'sourceless': first.scanned.figures.sourceless, 'articles': first.scanned.figures.articles}
            of = percent(share_of(first.scanned.figures), self.host.wiki)
            key = 'say-most' if many else 'say-lead-wiki'
            told = say(key, wiki=self._name(first), share=of, **numbers)
            yield told if many else f"'''{told}'''"
        days = [self.host.date(day) for day in dict.fromkeys((share.first, share.last))]
        yield say('say-dump', date=days[0]) if len(days) == 1 else say('say-dumps', first=days[0], last=days[1])

    def _taking_part(self) -> Iterator[str]:
        """Which wikis take part in the campaign, and which not yet."""
        campaign, sides = self.view.campaign, [(row, row.side) for row in self.wikis if row.side]
        if not campaign or len(sides) < _SEVERAL or self.view.request.view != 'region':
            return
        part = sum(side.takes_part for _, side in sides)
        yield self.view.say('say-part', campaign=escape(campaign.id), part=part, wikis=len(sides))
        absent = [row.wiki for row, side in sides if not side.takes_part]
        if absent:
            names = ', '.join((*absent[:_NAMED], *(['…'] if absent[_NAMED:] else [])))
            yield self.view.say('say-absent', names=names)

    def _name(self, row: WikiBacklog) -> str:
        """A wiki by its language."""
        return f'{{{{#language:{row.wiki}|{self.host.wiki.language}}}}} ({row.wiki})'


def _is_alike(one: WikiBacklog, other: WikiBacklog) -> bool:
    """Whether as many articles of both cite nothing: then neither has the most."""
    scans = [row.scanned for row in (one, other) if row.scanned]
    return len({scan.figures.sourceless for scan in scans}) == 1

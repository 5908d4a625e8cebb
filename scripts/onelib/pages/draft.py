"""The new text of a page with worklists, made out of whatever text it has: each block with what it should say now."""

from __future__ import annotations

import bisect
import datetime
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from onelib.campaign.ranking import Ranking
from onelib.pages import worklist as table
from onelib.pages.links import Target
from onelib.pages.messages import message
from onelib.wikis import Wiki
from onelib.wikitext import blocks
from onelib.wikitext.blocks import Block, BlockError
from onelib.wikitext.requests import RequestError

__all__ = ['Kept', 'Mistake', 'PageDraft', 'Part', 'Worklist']

_Key = tuple[str, str]

# A summary is wikitext of its own kind: links call users, addresses set off blacklists, hashtags are counted.
_NO_WORD = re.compile(r'[^\w -]')


@dataclass(frozen=True, slots=True)
class Worklist:
    """A block that gets a new list.

    :ivar not_read: how many articles were read, if there were more than may be read; else 0
    """

    ranking: Ranking
    target: Target
    hashtag: str
    not_read: int = 0


@dataclass(frozen=True, slots=True)
class Mistake:
    """A block whose parameters cannot be used: it says so, above what it said last."""

    problem: RequestError


@dataclass(frozen=True, slots=True)
class Kept:
    """A block that stays as it is."""


Part = Worklist | Mistake | Kept


@dataclass(frozen=True, slots=True)
class PageDraft:
    """What the blocks of a page should say.

    :ivar name: name of the blocks' start template
    :ivar wiki: the wiki that the page is on; its language is that of all words
    :ivar today: the day that the lists are of
    :ivar parts: of the first blocks of the page, in order: their parameters as they were, and what goes into them
    :ivar max_bytes: how long the page may become, in UTF-8
    """

    name: str
    wiki: Wiki
    today: datetime.date
    parts: Sequence[tuple[Mapping[str, str], Part]]
    max_bytes: int

    def rows(self) -> Mapping[_Key, str]:
        """The wikitext of each row."""
        return {
            row.key: table.row_text(row, wiki=self.wiki, target=part.target, hashtag=part.hashtag)
            for _, part in self.parts
            if isinstance(part, Worklist)
            for row in part.ranking.rows
        }

    def merged(self, page_text: str, without: Collection[_Key] = ()) -> tuple[str, str]:
        """The text of the page with the new bodies in its blocks, and the summary of the edit.

        A block that has gone, or whose parameters have changed, waits for the next run.  Lists that are too long for
        the page are cut, all at the same number of rows.

        :param without: keys of rows that are left out
        :raises BlockError: the templates do not pair up, or there is no room for the lists
        """
        found = blocks.find(page_text, self.name)
        parts = {
            index: _without(part, without)
            for index, (block, (parameters, part)) in enumerate(zip(found, self.parts, strict=False))
            if block.parameters == parameters and not isinstance(part, Kept)
        }
        room = self.max_bytes - _bytes(page_text) + sum(_bytes(found[index].body) for index in parts)
        fitting = self._fitting(parts, found, room)
        bodies = {index: self._body(part, found[index].body) for index, part in fitting.items()}
        changed = {index: body for index, body in bodies.items() if not table.same(found[index].body, body)}
        return blocks.fill(page_text, self.name, found, changed), self._summary(fitting.values())

    def _fitting(self, parts: Mapping[int, Part], found: Sequence[Block], room: int) -> Mapping[int, Part]:
        """The parts, cut so that they do not need more bytes than that."""

        def cut(most: int) -> Mapping[int, Part]:
            return {index: _cut(part, most) for index, part in parts.items()}

        def too_long(most: int) -> bool:
            bodies = (blocks.on_lines(self._body(part, found[index].body)) for index, part in cut(most).items())
            return sum(map(_bytes, bodies)) > room

        longest = max((len(part.ranking.rows) for part in parts.values() if isinstance(part, Worklist)), default=0)
        if not too_long(longest):
            return parts
        # How many rows fit is one less than the first number that does not.
        most = bisect.bisect_left(range(longest), True, key=too_long) - 1
        if most < 0:
            raise BlockError(f'there is no room for the lists: the page may have {self.max_bytes} bytes')
        return cut(most)

    def _body(self, part: Part, last: str) -> str:
        if isinstance(part, Worklist):
            return table.render(
                part.ranking,
                wiki=self.wiki,
                target=part.target,
                hashtag=part.hashtag,
                today=self.today,
                not_read=part.not_read,
            )
        return table.error(part.problem, wiki=self.wiki, last=last) if isinstance(part, Mistake) else last

    def _summary(self, parts: Collection[Part]) -> str:
        """How much is on the lists of the page, and which parameter is wrong."""
        rows = {row.key for part in parts if isinstance(part, Worklist) for row in part.ranking.rows}
        said = []
        if any(isinstance(part, Worklist) for part in parts):
            articles = len({title for title, _ in rows})
            said.append(message('worklist-summary', self.wiki, statements=len(rows), articles=articles))
        if wrong := [part.problem.parameter for part in parts if isinstance(part, Mistake)]:
            said.append(message('worklist-summary-error', self.wiki, parameter=_NO_WORD.sub('', wrong[0])))
        return '; '.join(said)


def _without(part: Part, keys: Collection[_Key]) -> Part:
    return replace(part, ranking=part.ranking.without(keys)) if isinstance(part, Worklist) else part


def _cut(part: Part, most: int) -> Part:
    return replace(part, ranking=part.ranking.cut(most)) if isinstance(part, Worklist) else part


def _bytes(text: str) -> int:
    return len(text.encode())

"""The new text of a page with blocks, made out of whatever text it has: each block with what it should say now."""

from __future__ import annotations

import bisect
import datetime
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar, Self

from onelib.campaign.parameters import RequestError, spoken
from onelib.campaign.ranking import Ranking
from onelib.outcomes.decisions import Code, Decision
from onelib.outcomes.reasons import Reason
from onelib.outcomes.results import RowKey
from onelib.pages import seal
from onelib.pages import worklist as table
from onelib.pages.done import UNKNOWN, StatementsOutcome
from onelib.pages.list_rows import NOT_SOUGHT, Sought
from onelib.pages.messages import message
from onelib.pages.mistakes import error, noted, sentence, without_boxes
from onelib.pages.worklist import ALL, Form, LookedAt
from onelib.wikis import Wiki
from onelib.wikitext import blocks
from onelib.wikitext.blocks import Block, NoRoomError
from onelib.wikitext.escaping import escape

__all__ = ['NO_WORD', 'BlockContent', 'Kept', 'Mistake', 'NoTemplates', 'PageDraft', 'Plan', 'Untouched', 'Worklist']
__all__ += ['standing']

#: What summaries do without.  They are wikitext of their own kind: links call users, addresses set off blacklists,
#: hashtags are counted.
NO_WORD = re.compile(r'[^\w -]')

_MISSING = '<p class="onelib-missing">'
# MediaWiki's limit on Wikimedia is that of a page, 2 MB; what stands around the blocks has its share.
_MAX_EXPANSION = 1_500_000


class BlockContent:
    """What goes into a block.

    :cvar keeps_notes: whether what was noted above it stays, and nothing is noted anew
    """

    __slots__ = ()
    keeps_notes: ClassVar[bool] = False

    @property
    def length(self) -> int:
        """How many rows it has that can be cut."""
        return 0

    @property
    def expansion(self) -> int:
        """How many bytes MediaWiki makes of its templates at most."""
        return 0

    def rows(self, wiki: Wiki) -> Mapping[RowKey, str]:
        """The wikitext of each row, by what it is known by between runs."""
        return {}

    def without(self, keys: Collection[RowKey]) -> Self:
        """The part without some of its rows."""
        return self

    def cut(self, most: int) -> Self:
        """The part with no more rows than that."""
        return self

    def body(self, wiki: Wiki, today: datetime.date, last: str) -> str:
        """The wikitext of the block; `last` is what stands there now."""
        return last

    def written(self, wiki: Wiki, today: datetime.date, last: str) -> str:
        """The wikitext as it is saved: with what the bot knows its own words by; `last` is what stands there now."""
        return seal.sealed(self.body(wiki, today, last), wiki, replaced=seal.is_foreign(last))

    def stands(self, last: str, written: str) -> bool:
        """Whether what is to be written says what stands there, so that it need not be saved."""
        return seal.is_whole(last) and self.same(seal.bare(last), seal.bare(written))

    def same(self, one: str, other: str) -> bool:
        """Whether two contents of the block say the same."""
        return table.same(one, other)

    @classmethod
    def summary(cls, parts: Sequence[Self], wiki: Wiki) -> str:
        """What the summary of an edit says of all parts of this kind."""
        return ''


@dataclass(frozen=True, slots=True)
class Worklist(BlockContent):
    """A block that gets a new list.

    :ivar looked_at: of which articles it is made, if not of all
    :ivar trouble: why it is not as it should be, None if it is
    :ivar unread: why articles that are there are not in it, one for each that could not be read
    :ivar sought: what is known of the statements that people have marked
    :ivar outcome: what has become of the statements that have stood on it
    :ivar ended: of how many rows that stand there somebody's edit has ended the statement
    :ivar campaign: id of the campaign that the list belongs to, '' if to none; `of`: the wiki whose articles it lists
    """

    ranking: Ranking
    form: Form
    looked_at: LookedAt = ALL
    unread: Sequence[Reason] = ()
    campaign: str = ''
    of: str = ''
    trouble: RequestError | None = None
    sought: Sought = NOT_SOUGHT
    outcome: StatementsOutcome = UNKNOWN
    ended: int = 0

    @property
    def length(self) -> int:
        """How many rows it has that can be cut."""
        return len(self.ranking.rows)

    @property
    def expansion(self) -> int:
        """How many bytes MediaWiki makes of its templates at most."""
        return table.expansion(self.ranking.rows, self.form)

    def rows(self, wiki: Wiki) -> Mapping[RowKey, str]:
        """The wikitext of each row."""
        form = table.for_rows(self.form, len(self.ranking.rows))
        return {row.key: table.row_text(row, form) for row in self.ranking.rows}

    def without(self, keys: Collection[RowKey]) -> Self:
        """The list without some of its rows."""
        return replace(self, ranking=self.ranking.without(keys))

    def cut(self, most: int) -> Self:
        """The list with no more rows than that."""
        return replace(self, ranking=self.ranking.cut(most))

    def body(self, wiki: Wiki, today: datetime.date, last: str) -> str:
        """The wikitext of the list."""
        return table.render(
            self.ranking,
            wiki=wiki,
            form=self.form,
            today=today,
            looked_at=self.looked_at,
            unread=len(self.unread),
            trouble=sentence(self.trouble, wiki) if self.trouble else '',
            last=last,
            whole=seal.is_whole(last),
            sought=self.sought,
            outcome=self.outcome,
        )

    @classmethod
    def summary(cls, parts: Sequence[Self], wiki: Wiki) -> str:
        """How much is on the lists of the page."""
        rows = {row.key for part in parts for row in part.ranking.rows}
        articles = len({title for title, _ in rows})
        return message('worklist-summary', wiki, statements=len(rows), articles=articles)


@dataclass(frozen=True, slots=True)
class Mistake(BlockContent):
    """A block whose parameters cannot be used: it says so, above what it said last.

    :ivar bundle: whose words it takes, ``worklist`` or ``tally``
    :ivar template: title of the page that says what may be given, as the wiki links to it; '' for none
    """

    problem: RequestError
    bundle: str = 'worklist'
    template: str = ''

    def body(self, wiki: Wiki, today: datetime.date, last: str) -> str:
        """What is wrong, and below it the last good content."""
        return error(self.problem, wiki=wiki, last=last, bundle=self.bundle, template=self.template)

    def written(self, wiki: Wiki, today: datetime.date, last: str) -> str:
        """The box; whatever stands below it stays as it is."""
        return self.body(wiki, today, last)

    def stands(self, last: str, written: str) -> bool:
        """Whether the same box stands there already."""
        return last.strip() == written.strip()

    def sentence(self, wiki: Wiki) -> str:
        """What is wrong, as plain text in the language of the wiki."""
        return sentence(self.problem, wiki)

    @classmethod
    def summary(cls, parts: Sequence[Self], wiki: Wiki) -> str:
        """The first parameter that is wrong."""
        parameter = NO_WORD.sub('', parts[0].problem.parameter)
        return message(f'{parts[0].bundle}-summary-error', wiki, parameter=parameter)


@dataclass(frozen=True, slots=True)
class Kept(BlockContent):
    """A block that stays as it is, but for what is noted above it."""

    def written(self, wiki: Wiki, today: datetime.date, last: str) -> str:
        """What stands there now."""
        return without_boxes(last).strip('\n')

    def stands(self, last: str, written: str) -> bool:
        """Whether the same notes stand there already."""
        return last.strip() == written.strip()


@dataclass(frozen=True, slots=True)
class Untouched(Kept):
    """A block that stays as it is, to the last byte."""

    keeps_notes: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class NoTemplates(BlockContent):
    """A new block on a wiki that does not have the templates for its rows yet."""

    @staticmethod
    def instead_of(last: str) -> BlockContent:
        """What a block is to say; `last` is what stands there now, and a list stays as it is."""
        said = seal.bare(without_boxes(last))
        return NoTemplates() if not said or said.startswith(_MISSING) else Kept()

    def body(self, wiki: Wiki, today: datetime.date, last: str) -> str:
        """That they are missing, and who brings them."""
        return f'{_MISSING}{escape(message("worklist-no-templates", wiki))}</p>'

    @classmethod
    def summary(cls, parts: Sequence[Self], wiki: Wiki) -> str:
        """The same."""
        return NO_WORD.sub('', message('worklist-no-templates', wiki))


@dataclass(frozen=True, slots=True)
class Plan:
    """What becomes of a page.

    :ivar blocks: those that it has now
    :ivar contents: what they should say, by their index: lists are cut so that all fit
    :ivar bodies: the wikitext of those that say something else now
    :ivar text: the new text of the page
    :ivar replaced: whether words of others that stood in the blocks are not in it
    """

    blocks: Sequence[Block]
    contents: Mapping[int, BlockContent]
    bodies: Mapping[int, str]
    text: str
    replaced: bool = False


def standing(text: str, rows: Mapping[RowKey, str]) -> set[RowKey]:
    """The keys of those of these rows, which come with their wikitext, that stand in a text as they are."""
    return {key for key, row in rows.items() if row in text}


@dataclass(slots=True)
class PageDraft:
    """What the blocks of a page should say.

    :ivar name: name of the blocks' start template
    :ivar wiki: the wiki that the page is on; its language is that of all words
    :ivar today: the day that their content is of
    :ivar parts: of the first blocks of the page, in order: their parameters as they were, and what goes into them
    :ivar max_bytes: how long the page may become, in UTF-8
    :ivar notes: what else is to be said in a block, above its content, by its index
    :ivar max_expansion: how many bytes MediaWiki may make of its templates: it has a limit, and shows none behind it
    """

    name: str
    wiki: Wiki
    today: datetime.date
    parts: Sequence[tuple[Mapping[str, str], BlockContent]]
    max_bytes: int
    notes: Mapping[int, Sequence[str]] = field(default_factory=dict)
    max_expansion: int = _MAX_EXPANSION
    # What was asked for last, and its plan: the same text is asked for again just before it is saved.
    _last: tuple[tuple[str, frozenset[RowKey]], Plan] | None = field(
        default=None, init=False, repr=False, compare=False
    )

    def rows(self) -> Mapping[RowKey, str]:
        """The wikitext of each row."""
        return {key: row for asked, part in self.parts for key, row in part.rows(spoken(self.wiki, asked)).items()}

    def merged(self, page_text: str, without: Collection[RowKey] = ()) -> tuple[str, str]:
        """The text of the page with the new bodies in its blocks, and the summary of the edit.

        :param without: keys of rows that are left out
        :raises BlockError: the templates do not pair up, or there is no room for the lists
        """
        plan = self.plan(page_text, without)
        summary = self._summary(plan.contents.values())
        return plan.text, '; '.join((summary, message('worklist-replaced', self.wiki))) if plan.replaced else summary

    def decisions(self, title: str, page_text: str) -> Iterator[Decision]:
        """What becomes of each block of the page, which has this title.

        :raises BlockError: as from `merged`
        """
        plan = self.plan(page_text)
        for index, block in enumerate(plan.blocks):
            values: tuple[object, ...] = (
                index + 1,
                ' | '.join(f'{n}={value}' for n, value in block.parameters.items()),
            )
            code = Code.BLOCK_NOT_SERVED
            if index in plan.bodies:
                rows = plan.contents[index].length
                code = Code.BLOCK_CHANGES_ROWS if rows else Code.BLOCK_CHANGES
                values += (rows,)
            elif index in plan.contents:
                code = Code.BLOCK_SAME
            elif index < len(self.parts) and isinstance(self.parts[index][1], Kept):
                code = Code.BLOCK_KEPT
            yield Decision(self.wiki.code, title, code, values)

    def plan(self, page_text: str, without: Collection[RowKey] = ()) -> Plan:
        """What becomes of the page, if that is its text.

        A block that has gone, or whose parameters have changed, waits for the next run.  Lists that are too long for
        the page are cut, all at the same number of rows.

        :raises BlockError: as from `merged`
        """
        key = page_text, frozenset(without)
        if self._last is None or self._last[0] != key:
            self._last = key, self._made(page_text, without)
        return self._last[1]

    def _made(self, page_text: str, without: Collection[RowKey]) -> Plan:
        found = blocks.find(page_text, self.name, self.wiki)
        parts = {
            index: part.without(without)
            for index, (block, (parameters, part)) in enumerate(zip(found, self.parts, strict=False))
            if block.parameters == parameters
            and (not isinstance(part, Kept) or (self.notes.get(index) and not part.keeps_notes))
        }
        room = self.max_bytes - _bytes(page_text) + sum(_bytes(found[index].body) for index in parts)
        fitting = self._fitting(parts, found, room)
        bodies = {index: self._written(index, part, found[index].body) for index, part in fitting.items()}
        changed = {index: body for index, body in bodies.items() if not fitting[index].stands(found[index].body, body)}
        text = blocks.fill(page_text, self.name, found, changed, self.wiki)
        replaced = any(
            seal.is_foreign(found[index].body) for index in changed if not isinstance(fitting[index], Mistake | Kept)
        )
        return Plan(found, fitting, changed, text, replaced)

    def _written(self, index: int, part: BlockContent, last: str) -> str:
        wiki = spoken(self.wiki, self.parts[index][0])
        notes = () if part.keeps_notes else self.notes.get(index, ())
        return noted(part.written(wiki, self.today, last), notes)

    def _fitting(
        self, parts: Mapping[int, BlockContent], found: Sequence[Block], room: int
    ) -> Mapping[int, BlockContent]:
        """The parts, cut so that they do not need more bytes than that."""

        def cut(most: int) -> Mapping[int, BlockContent]:
            return {index: part.cut(most) for index, part in parts.items()}

        def too_long(most: int) -> bool:
            there = cut(most)
            if sum(part.expansion for part in there.values()) > self.max_expansion:
                return True
            bodies = (self._written(index, part, found[index].body) for index, part in there.items())
            return sum(_bytes(blocks.on_lines(body)) for body in bodies) > room

        longest = max((part.length for part in parts.values()), default=0)
        if not too_long(longest):
            return parts
        # How many rows fit is one less than the first number that does not.
        most = bisect.bisect_left(range(longest), True, key=too_long) - 1
        if most < 0:
            raise NoRoomError(f'there is no room for the lists: the page may have {self.max_bytes} bytes')
        return cut(most)

    def _summary(self, parts: Collection[BlockContent]) -> str:
        """What each kind of part has to say, mistakes last."""
        kinds = sorted({type(part) for part in parts}, key=lambda kind: (issubclass(kind, Mistake), kind.__name__))
        said = (kind.summary([part for part in parts if type(part) is kind], self.wiki) for kind in kinds)
        return '; '.join(filter(None, said))


def _bytes(text: str) -> int:
    return len(text.encode())

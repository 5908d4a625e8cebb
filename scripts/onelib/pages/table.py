"""A table on a wiki page with a line above it and a legend below; on a telephone each row is a small card."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from onelib.outcomes.results import RowKey
from onelib.pages import passing

__all__ = ['Column', 'Line', 'Sheet', 'same']

# Tables on wikis do not shrink.  Rows that are flexible boxes do: on a telephone the cells of a row stand below each
# other.  All rows break at the same place because no long word counts (overflow-wrap).  Where they have no room the
# head has no height, and each cell shows the name of its column, which has no size elsewhere.  The table is a flexible
# box, too: so its rows are as wide as the page, however little they hold.
_BOX = 'class="onelib-box" style="container-type:inline-size"'
_TABLE = (
    'class="onelib-tally" cellpadding="4" '
    'style="display:flex;flex-direction:column;margin:0.5em 0;overflow-wrap:anywhere;text-align:end;line-height:1.4"'
)
_FLEX = 'display:flex;flex-wrap:wrap;border-bottom:'
_ROW = f'style="{_FLEX}1px solid #a2a9b1"'
_DATE = passing.element('span', 'onelib-date')


@dataclass(frozen=True, slots=True)
class Column:
    """A column.

    :ivar label: its name, as wikitext
    :ivar width: how many ems it needs; wider ones get more of what is left
    :ivar text: whether it begins at the side where lines begin; numbers end at the other
    :ivar named: whether its cells need its name where there is no head
    """

    label: str
    width: float
    text: bool = False
    named: bool = True


@dataclass(frozen=True, slots=True)
class Line:
    """A row; `cells` are wikitext."""

    key: RowKey
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a block says.

    :ivar above: wikitext that stands above the table, `below`: behind it
    :ivar foot: rows that end the table however much of it is shown, like sums
    :ivar left: how many rows are not shown
    """

    above: tuple[str, ...] = ()
    columns: tuple[Column, ...] = ()
    lines: tuple[Line, ...] = ()
    foot: tuple[tuple[str, ...], ...] = ()
    below: tuple[str, ...] = ()
    left: int = 0

    def cut(self, most: int) -> Sheet:
        """The sheet with no more rows than that."""
        return replace(self, lines=self.lines[:most], left=self.left + len(self.lines[most:]))

    def without(self, keys: Collection[RowKey]) -> Sheet:
        """The sheet without some of its rows."""
        kept = tuple(line for line in self.lines if line.key not in keys)
        return replace(self, lines=kept, left=self.left + len(self.lines) - len(kept))

    def render(self, count: str) -> str:
        """The wikitext, below a line that says what it is and as of when."""
        parts = [f'<p class="onelib-count">{count}</p>', *self.above]
        if self.lines:
            parts += [*self.table(), *self.below]
        return '\n'.join(parts)

    def table(self) -> Iterable[str]:
        """The lines of the table alone."""
        yield from (f'<div {_BOX}>', f'{{| {_TABLE}', *self._head())
        yield from (self.row_text(line.cells) for line in self.lines)
        yield from (self.row_text(cells) for cells in self.foot)
        yield from ('|}', '</div>')

    def row_text(self, cells: Sequence[str]) -> str:
        """The wikitext of one row."""
        return '\n'.join(
            (f'|- {_ROW}', *(self._cell(column, cell) for column, cell in zip(self.columns, cells, strict=True)))
        )

    def _head(self) -> Iterable[str]:
        # The names are only in the cells when there are too few ems for all columns.
        yield f'|- style="{_FLEX}2px solid #a2a9b1;overflow:hidden;max-height:calc((100cqw - {self._ems}em)*999)"'
        for column in self.columns:
            yield f'! scope="col" style="{_width(column)}" | <small>{column.label}</small>'

    def _cell(self, column: Column, cell: str) -> str:
        name = ''
        if column.named and cell:
            size = f'clamp(0px,({self._ems}em - 100cqw)*999,0.8em)'
            name = f'<div style="font-size:{size}">{column.label}</div>'
        return f'| style="{_width(column)}" | {name}{cell}'

    @property
    def _ems(self) -> int:
        """How wide the table must be for all columns to stand beside each other; the cells have padding."""
        return round(sum(column.width + 0.6 for column in self.columns)) + 1


def _width(column: Column) -> str:
    return f'flex:{column.width:g} 1 {column.width:g}em' + (';text-align:start' if column.text else '')


def same(one: str, other: str) -> bool:
    """Whether two contents of a block say the same; a new date alone says nothing."""
    return _DATE.sub('…', one).strip() == _DATE.sub('…', other).strip()

"""A tally as data: a line for each row, which templates of the wiki make a table of."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from onelib.outcomes.results import RowKey
from onelib.pages import passing
from onelib.pages.row_calls import call

__all__ = ['EDIT', 'HEAD', 'LEGEND', 'ROW', 'SUM', 'TEMPLATES', 'YES', 'Line', 'Sheet', 'expansion', 'same']

#: The templates of the wiki: of the heads of columns, a row, an edit, a number with its name, and what numbers mean.
HEAD, ROW, EDIT, SUM, LEGEND = TEMPLATES = tuple(
    f'1Lib1Ref tally/{name}' for name in ('head', 'row', 'edit', 'sum', 'legend')
)
#: What names a column, or a number whose meaning is to be said.
YES = 'yes'

_DATE = passing.element('span', 'onelib-date')


@dataclass(frozen=True, slots=True)
class Line:
    """A row: its data by the names of the template's parameters; what is empty is not given."""

    key: RowKey
    data: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a block says.

    :ivar above: wikitext that stands above the table, `below`: behind it
    :ivar head: the data of the heads of its columns
    :ivar foot: rows that end the table however much of it is shown, like sums
    :ivar left: how many rows are not shown
    :ivar row: the template of its rows; `heads`: that of its heads
    :ivar by: the number that it is sorted by
    :ivar lang: the language of its words, if it is not the wiki's
    """

    above: tuple[str, ...] = ()
    head: Mapping[str, str] = field(default_factory=dict)
    lines: tuple[Line, ...] = ()
    foot: tuple[Mapping[str, str], ...] = ()
    below: tuple[str, ...] = ()
    left: int = 0
    row: str = ROW
    heads: str = HEAD
    by: str = ''
    lang: str = ''

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
            parts += [*self._table(), *self.below]
        return '\n'.join(parts)

    def _table(self) -> Iterator[str]:
        by = f' onelib-by-{self.by}' if self.by else ''
        lang = f' lang="{self.lang}"' if self.lang else ''
        yield f'{{| class="wikitable sortable onelib-tally{by}"{lang}'
        yield '|-'
        yield self.given(self.heads, self.head)
        yield from (self.row_text(line.data) for line in self.lines)
        yield from (self.row_text(data) for data in self.foot)
        yield '|}'

    def row_text(self, data: Mapping[str, str]) -> str:
        """The wikitext of one row."""
        return self.given(self.row, data)

    def given(self, template: str, data: Mapping[str, str]) -> str:
        """The call of a template, in the language of the sheet."""
        return call(template, {name: value or None for name, value in {**data, 'lang': self.lang}.items()})


def same(one: str, other: str) -> bool:
    """Whether two contents of a block say the same; a new date alone says nothing."""
    return _DATE.sub('…', one).strip() == _DATE.sub('…', other).strip()


def expansion(rows: Iterable[str]) -> int:
    """How many bytes MediaWiki makes of rows at most, as it counts them: for each template and function anew."""
    return sum(1_000 + 5 * len(row.encode()) for row in rows)

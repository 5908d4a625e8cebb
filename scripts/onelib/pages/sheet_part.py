"""A block whose content is a table of rows that templates of the wiki show, like a tally."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Self

from onelib.outcomes.results import RowKey
from onelib.pages import table
from onelib.pages.context import Host
from onelib.pages.page_update import BlockContent
from onelib.pages.table import Sheet
from onelib.wikis import Wiki

__all__ = ['SheetPart']


@dataclass(frozen=True, slots=True)
class SheetPart(BlockContent):
    """A block that gets a new table."""

    sheet: Sheet
    host: Host

    @property
    def length(self) -> int:
        """How many rows it has."""
        return len(self.sheet.lines)

    @property
    def expansion(self) -> int:
        """How many bytes MediaWiki makes of its templates at most."""
        return table.expansion(self.sheet.row_text(line.data) for line in self.sheet.lines)

    def rows(self, wiki: Wiki) -> Mapping[RowKey, str]:
        """The wikitext of each row."""
        return {line.key: self.sheet.row_text(line.data) for line in self.sheet.lines}

    def without(self, keys: Collection[RowKey]) -> Self:
        """The block without some of its rows; that they are missing is said."""
        return replace(self, sheet=self.sheet.without(keys))

    def cut(self, most: int) -> Self:
        """The block with no more rows than that."""
        return replace(self, sheet=self.sheet.cut(most))

    def body(self, wiki: Wiki, today: datetime.date, last: str) -> str:
        """The wikitext."""
        return self.sheet.render(self.count())

    def same(self, one: str, other: str) -> bool:
        """Whether two contents differ in their date at most."""
        return table.same(one, other)

    def count(self) -> str:
        """The line above the table: what it is of, and as of when."""
        raise NotImplementedError

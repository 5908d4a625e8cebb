"""What the tables of all views are made of: whose numbers stand on which page, and their columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from onelib.campaign.parameters import TallyRequest
from onelib.campaign.rows import Tally
from onelib.pages.context import Host
from onelib.pages.table import Column, Line

__all__ = ['ViewColumn', 'ViewContext', 'lines']


@dataclass(frozen=True, slots=True)
class ViewContext:
    """A view on a page: what was asked for, where it stands, and the tally of the campaign."""

    request: TallyRequest
    host: Host
    counts: Tally

    def user(self, name: str, wikis: Sequence[str]) -> str:
        """A link to somebody's page: on the first wiki that they edited, or else that of their sign-up."""
        member = self.counts.roster.members.get(name)
        return self.host.user(name, wikis or (member.wikis if member else ()))


@dataclass(frozen=True, slots=True)
class ViewColumn:
    """A column of a view; `width`, `text` and `named` are as in `onelib.pages.table.Column`.

    :ivar name: of its label: a message of the tallies, without its prefix
    :ivar cell: what stands there in a row, as wikitext
    """

    name: str
    width: float
    cell: Callable[[Any, ViewContext], str]
    text: bool = False
    named: bool = True

    def head(self, view: ViewContext) -> Column:
        """The column in the language of the page."""
        return Column(view.host.say(self.name), self.width, self.text, self.named)


def lines(
    rows: Iterable[Any], columns: Sequence[ViewColumn], key: Callable[[Any], str], view: ViewContext
) -> tuple[Line, ...]:
    """The rows of a table; `key` is what a row is known by between runs."""
    return tuple(
        Line((view.request.view, key(row)), tuple(column.cell(row, view) for column in columns)) for row in rows
    )

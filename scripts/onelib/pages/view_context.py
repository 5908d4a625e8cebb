"""What the tables of all views are made of: whose numbers stand on which page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from onelib.campaign.parameters import TallyRequest
from onelib.campaign.rows import Tally
from onelib.pages.context import Host
from onelib.pages.table import Line

__all__ = ['ViewContext']


@dataclass(frozen=True, slots=True)
class ViewContext:
    """A view on a page: what was asked for, where it stands, and the tally of the campaign."""

    request: TallyRequest
    host: Host
    counts: Tally

    def line(self, key: str, data: Mapping[str, str]) -> Line:
        """A row; `key` is what it is known by between runs."""
        return Line((self.request.view, key), data)

    def user(self, name: str, wikis: Sequence[str]) -> str:
        """A link to somebody's page: on the first wiki that they edited, or else that of their sign-up."""
        return self.host.user(name, self._wikis(name, wikis))

    def person(self, name: str, wikis: Sequence[str]) -> dict[str, str]:
        """The same for a row."""
        return self.host.person(name, self._wikis(name, wikis))

    def _wikis(self, name: str, wikis: Sequence[str]) -> Sequence[str]:
        member = self.counts.roster.members.get(name)
        return wikis or (member.wikis if member else ())

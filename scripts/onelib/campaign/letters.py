"""Who may be written to when a campaign thanks: the view ``messages``.  A person sends it, the bot never does."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from onelib.campaign.rows import Tally
from onelib.campaign.view_registry import view

__all__ = ['Addressee', 'Letters', 'agreed', 'home', 'messages']


@dataclass(frozen=True, slots=True)
class Addressee:
    """Somebody who has agreed to be written to; `wiki` is the code of the one where they are at home, '' if unknown."""

    name: str
    wiki: str


@dataclass(frozen=True, slots=True)
class Letters:
    """The people, by name; `asked_for`: whether the campaign wants to thank them."""

    asked_for: bool
    people: tuple[Addressee, ...] = ()


def home(counts: Tally, name: str) -> str:
    """The wiki where somebody is written to: the first that their sign-ups name, '' if they name none."""
    return next(iter(counts.roster.members[name].wikis), '')


def agreed(counts: Tally) -> list[str]:
    """Those who have said ``message=yes``, and may be named; nobody else came into it by an event or a course."""
    if counts.campaign.thanks != 'yes':
        return []
    roster = counts.roster
    return sorted(name for name, member in roster.members.items() if member.messages and not roster.hides(name))


@view('messages')
def messages(counts: Tally, *, unreachable: Collection[str] = ()) -> Letters:
    """Who is written to.

    :param unreachable: names of people who are blocked at home, or have no account there
    """
    people = (Addressee(name, home(counts, name)) for name in agreed(counts) if name not in unreachable)
    return Letters(counts.campaign.thanks == 'yes', tuple(people))

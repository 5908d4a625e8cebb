"""Who takes part: the sign-ups of several pages on several wikis, as one list of people."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from onelib.wikis.titles import normalise
from onelib.wikitext.signups import Participant

__all__ = ['Member', 'Roster', 'is_account', 'merge']

# The names that wikis give to people without an account: ~2026-12345-67, in the beginning *Unregistered 123
# (mediawiki.org/wiki/Help:Temporary_accounts), and addresses with their end taken away, 192.0.2.xxx, of old edits.
_TEMPORARY = re.compile(r'~\d{4}-\d[\d-]*|\*Unregistered \d+|\d{1,3}(?:\.\d{1,3}){2}\.xxx', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Member:
    """One participant.

    :ivar name: of the account, normalised, as it is called now
    :ivar library: where they work, as they wrote it, '' if they did not
    :ivar wikis: codes of the wikis that their sign-ups name, in the order of the pages
    :ivar origins: where they came from: '' for a sign-up page, or what an event or a course is called; only in
        campaigns that have any of these
    :ivar messages: whether they have agreed to be written to, in one of their sign-ups, and in none have not
    """

    name: str
    library: str = ''
    wikis: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    messages: bool = False


@dataclass(frozen=True, slots=True)
class Roster:
    """All participants, by name; made by `merge`.

    :ivar members: in the order of their sign-ups
    :ivar optouts: names of people, participants or not, who are never named
    :ivar renames: old name -> the name now, all normalised, chains followed to their end
    """

    members: Mapping[str, Member] = field(default_factory=dict, hash=False)
    optouts: frozenset[str] = frozenset()
    renames: Mapping[str, str] = field(default_factory=dict, hash=False)

    def resolve(self, name: str) -> str:
        """How this account is called now, normalised."""
        name = normalise(name)
        return self.renames.get(name, name)

    def without_names_of(self, names: Iterable[str]) -> Roster:
        """The same, in which these are not named, either."""
        return replace(self, optouts=self.optouts | {self.resolve(name) for name in names})

    def hides(self, name: str) -> bool:
        """Whether whoever is called so now is never named: opted out, hidden, or without an account."""
        return name in self.optouts or not is_account(name)

    def __contains__(self, name: object) -> bool:
        return name in self.members


def is_account(name: str) -> bool:
    """Whether a normalised name is that of an account, and not an IP address or a temporary account."""
    if not name or _TEMPORARY.fullmatch(name):
        return False
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return True
    return False


def merge(
    pages: Iterable[Iterable[Participant]], *, optouts: Iterable[str] = (), renames: Mapping[str, str] | None = None
) -> Roster:
    """One roster of the sign-ups of several pages.

    Who signed up twice is one participant: the library is that of the first sign-up that states one, and opting out
    once is enough.

    :param optouts: names on the list page of those who do not want to be named
    :param renames: old name -> new name; of accounts that were renamed in a circle, all are one person, under the name
        that is first in the alphabet
    """
    names = Roster(renames=_ends({normalise(old): normalise(new) for old, new in (renames or {}).items()}))
    hidden = {names.resolve(name) for name in optouts}
    members: dict[str, Member] = {}
    declined: set[str] = set()
    for sign_up in (sign_up for page in pages for sign_up in page):
        name = names.resolve(sign_up.name)
        if not is_account(name):
            continue
        known = members.setdefault(name, Member(name))
        wikis = (sign_up.wiki,) if sign_up.wiki else ()
        members[name] = replace(
            known,
            library=known.library or ' '.join(sign_up.library.split()),
            wikis=tuple(dict.fromkeys(known.wikis + wikis)),
            messages=known.messages or bool(sign_up.message),
        )
        if sign_up.optout:
            hidden.add(name)
        if sign_up.message is False:
            declined.add(name)
    members |= {name: replace(members[name], messages=False) for name in declined}
    return replace(names, members=members, optouts=frozenset(hidden))


def _ends(renames: Mapping[str, str]) -> dict[str, str]:
    """Old name -> where the chain of renames that begins there ends."""
    ends: dict[str, str] = {}
    for start in renames:
        path: dict[str, None] = {}
        name = start
        while name in renames and name not in ends and name not in path:
            path[name] = None
            name = renames[name]
        if name in path:
            steps = list(path)
            name = min(steps[steps.index(name) :])
        end = ends.get(name, name)
        ends.update(dict.fromkeys(path, end))
    return ends

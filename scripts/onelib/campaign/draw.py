"""Prizes by lot, in a way that anyone can check with a few lines of any language.

The recipe: to the seed is added a vertical bar and the name of the account; the SHA-256 of these characters in UTF-8,
in hexadecimal digits, is the lot; who has the smallest lots wins. In a shell, for one name::

    printf %s 'the seed|Jana Nováková' | sha256sum

Names are as on the wikis: with spaces, a capital first letter. A seed is fair if nobody could know it before the edits
were made, organisers included, like the next numbers of a national lottery; say in advance which it will be.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from onelib.campaign.parameter_kinds import RequestError

__all__ = ['MAX_SEED', 'Draw', 'Ticket', 'lot', 'seed_of', 'ticket']

MAX_SEED = 100
# Everybody who copies a seed from a page has to get the same: printable ASCII, without wikitext and the shell's quotes.
_SEED = re.compile(r'[\w.,:;+/=@#%()-]+(?: [\w.,:;+/=@#%()-]+)*', re.ASCII)


@dataclass(frozen=True, slots=True)
class Ticket:
    """One person in the draw.

    :ivar number: how many references, or what else was asked for, they have
    :ivar text: what their lot is the SHA-256 of, '' as long as there is no seed; `lot`: 64 hexadecimal digits, or ''
    :ivar prize: 1 for the first drawn, None for who wins nothing
    :ivar wikis: codes of the wikis that they edited, most edits first
    """

    name: str
    number: int
    text: str
    lot: str
    prize: int | None
    wikis: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Draw:
    """A draw: what was asked for, and who is in it.

    :ivar sort: what the minimum is of, one of `onelib.campaign.rows.SORTS`
    :ivar tickets: by lot, the winners first; by name as long as there is no seed
    """

    seed: str
    sort: str
    minimum: int
    prizes: int
    tickets: tuple[Ticket, ...]

    @property
    def winners(self) -> tuple[Ticket, ...]:
        """Those who win a prize, the first drawn first."""
        return tuple(ticket for ticket in self.tickets if ticket.prize)


def ticket(seed: str, name: str) -> str:
    """What the lot is the SHA-256 of: the line to hand to ``sha256sum``."""
    return f'{seed}|{name}'


def lot(seed: str, name: str) -> str:
    """The lot of a person: 64 hexadecimal digits; the smallest wins."""
    return hashlib.sha256(ticket(seed, name).encode()).hexdigest()


def seed_of(value: str) -> str:
    """A seed as a coordinator wrote it; '' for none.

    :raises RequestError: it cannot be copied from a page without doubt: longer than `MAX_SEED`, or with characters of
        wikitext, or quotes of the shell
    """
    if value and (len(value) > MAX_SEED or not _SEED.fullmatch(value)):
        raise RequestError('seed', value, 'allowed-seed', most=MAX_SEED)
    return value

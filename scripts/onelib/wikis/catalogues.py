"""A `Catalogue` of books that can be searched by an address, and which addresses may stand for one."""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ['LONGEST', 'PLACE', 'Catalogue', 'has_form']

#: Where in an address the words stand.
PLACE = '$1'
#: An address stands in each row of a list, so it has to be short.
LONGEST = 160

_HOST = r'https://(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}/'
# Nothing that a wiki or a browser could take for something else: quotes, brackets, bars, entities, two tildes …
_ADDRESS = re.compile(rf'{_HOST}(?:(?!~~|__)[\w.~/?#!@&()*+,=:%-]|\$(?=1))*', re.ASCII)
# What is told by a number of digits is percent-encoded.
_BROKEN = re.compile(r'%(?![0-9A-Fa-f]{2})')


def has_form(address: str) -> bool:
    """Whether an address may lead to a catalogue: by https, to a host with a name, one `PLACE` behind that."""
    return bool(
        len(address) <= LONGEST
        and _ADDRESS.fullmatch(address)
        and address.count(PLACE) == 1
        and not _BROKEN.search(address)
    )


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Where books, journals or newspapers are searched.

    :ivar name: as plain text
    :ivar address: with `PLACE` for the words
    """

    name: str
    address: str

    def searched(self, words: str) -> str:
        """The address that searches for words, which are encoded already."""
        return self.address.replace(PLACE, words)

    @property
    def home(self) -> str:
        """The address of the whole site."""
        return '/'.join(self.address.split('/', 3)[:3]) + '/'

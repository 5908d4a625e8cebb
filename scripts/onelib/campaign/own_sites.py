"""Which site is a library's own, as far as its name tells: ``kjm.cz`` of the Knihovna Jiřího Mahena.

Who names an address in the sign-up has told it; else letters and words of the name have to be those of the site.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache

from anyascii import anyascii

__all__ = ['OwnSites', 'site_of']

_DOMAIN = re.compile(r'(?:[\w-]+\.)+[a-z]{2,}', re.IGNORECASE)
_WORD = re.compile(r'[^\W\d_]+')
# Shorter ones begin with the letters of too many names.
_SHORTEST_INITIALS, _SHORTEST_WORD = 3, 5
# Names below countries that are no sites themselves, as in bl.ac.uk.
_SECOND = frozenset(
    ('ac', 'biz', 'co', 'com', 'edu', 'go', 'gob', 'gov', 'in', 'info', 'mil', 'ne', 'net', 'or', 'org')
)
# A word in the names of so many libraries is of none.
_COMMON = 5
# So many letters of a word may be of its ending.
_ENDING = 4
# A longer name is no name.
_LONGEST = 200


def site_of(address: str) -> str:
    """The site that an address, without protocol, leads to, without what stands before its domain.

    >>> site_of('kramerius.nkp.cz/view/1'), site_of('catalogue.bl.ac.uk/a'), site_of('')
    ('nkp.cz', 'bl.ac.uk', '')
    """
    labels = address.partition('/')[0].partition('?')[0].lower().split('.')
    if len(labels) < 2:
        return ''
    second = len(labels) > 2 and labels[-2] in _SECOND
    return '.'.join(labels[-3:] if second else labels[-2:])


class OwnSites:
    """The names of the libraries of a campaign, each as often as people have written it."""

    def __init__(self, libraries: Iterable[str]) -> None:
        self._common: Counter[str] = Counter()
        for library in {self.named(library) for library in libraries}:
            self._common.update(set(_words(library)))

    def named(self, library: str) -> str:
        """A library by its name, whatever case and spaces it is written with; '' if it has none."""
        return ' '.join(library.casefold().split())[:_LONGEST]

    def is_own(self, library: str, site: str) -> bool:
        """Whether a site looks like the library's own.

        :param library: as `named` gives it
        """
        if site in {site_of(found.lower()) for found in _DOMAIN.findall(library)}:
            return True
        label = anyascii(site.partition('.')[0]).lower().replace('-', '')
        words = _words(library)
        for initials in (words, [word for word in words if len(word) > 2]):
            letters = sorted(word[0] for word in initials)
            if len(letters) >= _SHORTEST_INITIALS and sorted(label) == letters:
                return True
        own = [word for word in words if len(word) >= _SHORTEST_WORD and self._common[word] < _COMMON]
        # Endings differ from case to case.
        return any(
            word[: max(_SHORTEST_WORD, len(word) - _ENDING)] in label
            or (len(label) >= _SHORTEST_WORD and label in word)
            for word in own
        )


@cache
def _words(library: str) -> list[str]:
    plain = (anyascii(word).lower() for word in _WORD.findall(_DOMAIN.sub(' ', library)))
    return [word for word in plain if word]

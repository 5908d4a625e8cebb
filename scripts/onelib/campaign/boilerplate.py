"""What stands nearly the same in many articles of a run, or only tells who held which office: no statement.

Articles about years, villages or asteroids are often made from one pattern.  A source for the pattern is a matter of
all of them, and a list that is full of it is read by nobody.
"""

from __future__ import annotations

import itertools
import re
import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ['MANY', 'Boilerplate', 'Sketch', 'enumerates', 'sketch']

#: In so many other articles nearly the same makes it boilerplate.
MANY = 2
_WORD = re.compile(r'[^\W\d_]{2,}')
# A text is known by the word with the smallest number in each of so many groups; as many of these as two texts share,
# as many of their words do, more or less.
_LONG = 4
_GROUPS, _ALIKE, _FEWEST = 8, 5, 6
# And by the words that it begins with, names and figures left out, if some of them are long.
_OPENING, _LONG_IN_OPENING = 5, 3
# Of what stands everywhere so many articles are remembered.
_REMEMBERED = 8
# Фердинанд III; (до 1648), (1316–1378), (od r. 1526)
_REIGN = re.compile(r'(?<=[^\W\d_] )[IVXLІХ]+\b|\([^()\d]{0,12}\d{3,4}(?:\s*[–—-]\s*\d{0,4})?\)')
_LEAST_REIGNS, _LONGEST_REIGN = 3, 60


@dataclass(frozen=True, slots=True)
class Sketch:
    """What a text is compared by.

    :ivar smallest: the smallest numbers of the words of each group; () if it has too few words
    :ivar opening: the words that it begins with, '' if they say little
    """

    smallest: tuple[int, ...] = ()
    opening: str = ''


def enumerates(text: str) -> bool:
    """Whether a text only tells who held which office: in each sixty characters stands a number or the years of one."""
    reigns = len(_REIGN.findall(text))
    return reigns >= _LEAST_REIGNS and reigns * _LONGEST_REIGN >= len(text)


def sketch(text: str) -> Sketch:
    """What a text is compared by."""
    words = _WORD.findall(text)
    smallest: dict[int, int] = {}
    for word in {word.casefold() for word in words if len(word) >= _LONG}:
        number = zlib.crc32(word.encode())
        group = number % _GROUPS
        smallest[group] = min(number, smallest.get(group, number))
    opening = list(itertools.islice((word for word in words if not word[0].isupper()), _OPENING))
    says_much = len(opening) == _OPENING and sum(len(word) >= _LONG for word in opening) >= _LONG_IN_OPENING
    return Sketch(tuple(smallest.values()) if len(smallest) >= _FEWEST else (), ' '.join(opening) if says_much else '')


class Boilerplate:
    """The paragraphs that a run has seen, as far as is needed to know one that is nearly the same."""

    def __init__(self) -> None:
        self._articles: dict[int | str, tuple[str, ...]] = {}

    def add(self, title: str, seen: Sketch) -> None:
        """A paragraph of an article."""
        keys: list[int | str] = [*seen.smallest, seen.opening]
        for key in keys:
            titles = self._articles.get(key, ())
            if len(titles) < _REMEMBERED and title not in titles:
                self._articles[key] = (*titles, title)

    def others(self, title: str, seen: Sketch) -> Sequence[str]:
        """Other articles that have nearly the same, or begin so, a few of them."""
        found = Counter(other for number in seen.smallest for other in self._articles.get(number, ()))
        alike = [other for other, groups in found.items() if groups >= _ALIKE]
        if seen.opening:
            alike += self._articles.get(seen.opening, ())
        return [other for other in dict.fromkeys(alike) if other != title]

"""What stands nearly the same in many articles of a run, or only tells who held which office: no statement.

Articles about years, villages or asteroids are often made from one pattern.  A source for the pattern is a matter of
all of them, and a list that is full of it is read by nobody.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Sequence

__all__ = ['MANY', 'Boilerplate', 'Sketch', 'enumerates', 'sketch']

#: In so many other articles nearly the same makes it boilerplate.
MANY = 2
_WORD = re.compile(r'[^\W\d_]{4,}')
# A text is known by the word with the smallest number in each of so many groups; as many of these as two texts share,
# as many of their words do, more or less.
_GROUPS, _ALIKE, _FEWEST = 8, 5, 6
# Of what stands everywhere so many articles are remembered.
_REMEMBERED = 8
# Фердинанд III; (до 1648), (1316–1378), (od r. 1526)
_REIGN = re.compile(r'(?<=[^\W\d_] )[IVXLІХ]+\b|\([^()\d]{0,12}\d{3,4}(?:\s*[–—-]\s*\d{0,4})?\)')
_LEAST_REIGNS, _LONGEST_REIGN = 3, 60

#: The smallest numbers of the words of each group, as far as there are words.
Sketch = tuple[int, ...]


def enumerates(text: str) -> bool:
    """Whether a text only tells who held which office: in each sixty characters stands a number or the years of one."""
    reigns = len(_REIGN.findall(text))
    return reigns >= _LEAST_REIGNS and reigns * _LONGEST_REIGN >= len(text)


def sketch(text: str) -> Sketch:
    """What a text is compared by; () if it has too few words."""
    smallest: dict[int, int] = {}
    for word in set(_WORD.findall(text.casefold())):
        number = zlib.crc32(word.encode())
        group = number % _GROUPS
        smallest[group] = min(number, smallest.get(group, number))
    return tuple(smallest.values()) if len(smallest) >= _FEWEST else ()


class Boilerplate:
    """The paragraphs that a run has seen, as far as is needed to know one that is nearly the same."""

    def __init__(self) -> None:
        self._articles: dict[int, tuple[str, ...]] = {}

    def add(self, title: str, seen: Sketch) -> None:
        """A paragraph of an article."""
        for number in seen:
            titles = self._articles.get(number, ())
            if len(titles) < _REMEMBERED and title not in titles:
                self._articles[number] = (*titles, title)

    def others(self, title: str, seen: Sketch) -> Sequence[str]:
        """Other articles that have nearly the same, a few of them."""
        found = Counter(other for number in seen for other in self._articles.get(number, ()))
        return [other for other, alike in found.items() if alike >= _ALIKE and other != title]

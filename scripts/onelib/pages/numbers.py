"""Numbers as people write them on a wiki: 17,184 in English is 17.184 in Serbian."""

from __future__ import annotations

import math
from typing import Self

from onelib.pages.messages import message
from onelib.wikis import Wiki

__all__ = ['UNKNOWN', 'Number', 'growth', 'percent', 'whole_percent']

#: Stands where a number is not known.
UNKNOWN = '–'


class Number(int):
    """A number that chooses plural forms as ``%(edits)d`` and is shown, with its thousands, as ``%(edits)s``."""

    text: str

    def __new__(cls, value: int, wiki: Wiki) -> Self:
        """The number in the way of the wiki's language."""
        number = super().__new__(cls, value)
        number.text = _grouped(value, wiki)
        return number

    def __str__(self) -> str:
        return self.text


def whole_percent(share: float) -> int:
    """A share from 0 to 1 in percent."""
    return _rounded(share * 100)


def percent(share: float, wiki: Wiki) -> str:
    """A share from 0 to 1, as wikitext: ``46 %``."""
    return message('tally-percent', wiki, number=str(whole_percent(share)))


def growth(rate: float, wiki: Wiki) -> str:
    """Growth in percent with its sign: ``+65``."""
    sign = '+' if rate > 0 else '−' if rate < 0 else '±'
    return sign + str(Number(whole_percent(abs(rate)), wiki))


def _grouped(value: int, wiki: Wiki) -> str:
    if value < 0:
        return '−' + _grouped(-value, wiki)
    thousands, rest = divmod(value, 1000)
    if not thousands:
        return f'{value}'
    return message('tally-thousands', wiki, thousands=_grouped(thousands, wiki), rest=f'{rest:03}')


def _rounded(number: float) -> int:
    """Halves up, as people do it by hand; Python makes 112 of 112.5."""
    return math.floor(number + 0.5)

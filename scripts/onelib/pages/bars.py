"""How long the bar beside a number is, in percent of the room that it has."""

from __future__ import annotations

__all__ = ['bar']

_STEPS = (1, 2, 3, 5, 7)


def bar(value: int, most: int) -> str:
    """A number of percents, '' for none.

    The whole is not the greatest value but a round number above it: as long as that is the same, no other row changes
    when the greatest one does.
    """
    if value <= 0 or most <= 0:
        return ''
    return str(max(1, round(100 * min(value, most) / _whole(most))))


def _whole(most: int) -> int:
    """The least number of 1, 2, 3, 5, 7, 10, 20 … that is not less."""
    ten: int = 10 ** (len(str(most)) - 1)
    return next((step * ten for step in _STEPS if step * ten >= most), 10 * ten)

"""Bars of plain HTML and CSS, which work on every wiki: ``12 ▬▬▬``."""

from __future__ import annotations

__all__ = ['bar']

# The number beside a bar says the same.  Text and background have one colour, and no text stands there: a dark mode
# that changes either of them can make nothing unreadable.
_STYLE = 'height:0.45em;background:#36c;color:#36c'


def bar(value: int, most: int) -> str:
    """A bar as long as the value is of the greatest one; none for 0."""
    if value <= 0 or most <= 0:
        return ''
    return f'<div style="width:{max(1, round(100 * min(value, most) / most))}%;{_STYLE}"></div>'

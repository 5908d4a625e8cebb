"""Which pages are served first, where somebody has put lists on more of them than a run can serve."""

from __future__ import annotations

import datetime
import hashlib
from collections import Counter
from collections.abc import Iterable

__all__ = ['in_fair_order']


def in_fair_order(titles: Iterable[str], day: datetime.date) -> list[str]:
    """One page from under each root page, then a second from each, and so on; among equals the day decides.

    Whoever puts a thousand lists below one page comes after everybody else, and whoever spreads them cannot keep the
    same others waiting day after day.
    """

    def lot(title: str) -> bytes:
        return hashlib.sha256(f'{day} {title}'.encode()).digest()

    turns: Counter[str] = Counter()
    ordered = []
    for title in sorted(titles, key=lot):
        root = title.partition('/')[0]
        ordered.append((turns[root], title))
        turns[root] += 1
    return [title for _, title in sorted(ordered, key=lambda turn: turn[0])]

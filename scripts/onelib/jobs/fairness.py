"""Which pages are served, and in which order, where somebody has put lists on more of them than can be."""

from __future__ import annotations

import datetime
import hashlib
from collections import Counter
from collections.abc import Sequence

import pywikibot

__all__ = ['in_fair_order']


def in_fair_order(pages: Sequence[pywikibot.Page], day: datetime.date) -> list[pywikibot.Page]:
    """One page from under each root page, then a second from each, and so on; among equals the day decides.

    Whoever puts a thousand lists below one page is served after everybody else, and whoever spreads them cannot keep
    the same others waiting day after day.
    """

    def lot(page: pywikibot.Page) -> bytes:
        return hashlib.sha256(f'{day} {page.title()}'.encode()).digest()

    seen: Counter[str] = Counter()
    turns = []
    for page in sorted(pages, key=lot):
        root = page.title().partition('/')[0]
        turns.append((seen[root], page))
        seen[root] += 1
    return [page for _, page in sorted(turns, key=lambda turn: turn[0])]

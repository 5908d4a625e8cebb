"""Which of the articles that a list may be made of are read, and in which order: lots are the same for a day."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

__all__ = ['BY_ARTICLE', 'drawn', 'in_order', 'lot']

#: Orders that need no look at all articles: who comes first does so whatever is found in the others.
BY_ARTICLE = ('title', 'random')


def lot(seed: str, title: str) -> str:
    """The lot of an article; there is nothing to be known of it without the seed."""
    return hashlib.sha256(f'{seed} {title}'.encode()).hexdigest()


def drawn(titles: Sequence[str], most: int, seed: str) -> tuple[str, ...]:
    """No more than so many of these articles, by lot, in their own order."""
    if len(titles) <= most:
        return tuple(titles)
    chosen = set(sorted(titles, key=lambda title: lot(seed, title))[:most])
    return tuple(title for title in titles if title in chosen)


def in_order(titles: Iterable[str], sort: str, seed: str) -> tuple[str, ...]:
    """The articles as they are read: in the order of the list, if that is known before."""
    if sort == 'title':
        return tuple(sorted(titles, key=str.casefold))
    if sort == 'random':
        return tuple(sorted(titles, key=lambda title: lot(seed, title)))
    return tuple(titles)

"""What is left of the changes that people made to sources, when what they moved and took back is left out."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from onelib.campaign.edits import Count, Counted, NamedSource

__all__ = ['netted', 'without_moved']

_A_DAY = datetime.timedelta(days=1)


def netted(edits: Sequence[Counted]) -> list[Counted]:
    """The edits that one person made in one article, by time, with what each counts."""
    brought, taken = _balance(edits)
    known = {key for key, _ in brought}
    seen: set[tuple[str, str]] = set()

    def first(kind: str, text: str) -> bool:
        """Whether this is the first time that they did this to it."""
        fresh = (kind, text) not in seen
        seen.add((kind, text))
        return fresh

    netted = []
    for n, counted in enumerate(edits):
        change = _change(counted)
        if change is None:
            netted.append(counted)
            continue
        added = tuple(source for source in _distinct(change.added) if (source[0], n) in brought)
        improved = tuple(
            source for source in _distinct(change.improved) if source[0] not in known and first('improved', source[0])
        )
        sourced = tuple(text for text in change.sourced if first('sourced', text))
        translation = counted.why == 'translation'
        netted.append(
            replace(
                counted,
                added=() if translation else added,
                translated=added if translation else (),
                again=tuple(
                    source
                    for source in (*_distinct(change.added), *_distinct(change.improved), *_distinct(change.restored))
                    if source not in (*added, *improved)
                ),
                removed=tuple(source for source in _distinct(change.removed) if (source[0], n) in taken),
                improved=improved,
                reused=change.reused,
                sourced=sourced,
                claims_removed=tuple(text for text in change.claims_removed if first('removed', text)),
                listed=min(change.listed, len(sourced)),
            )
        )
    return netted


def without_moved(edits: Sequence[Counted]) -> list[Counted]:
    """The edits without the sources that were cut from one article and pasted into another one."""
    cut: defaultdict[tuple[str, str], list[tuple[int, NamedSource]]] = defaultdict(list)
    for n, counted in enumerate(edits):
        for source in counted.removed:
            cut[counted.wiki, source[0]].append((n, source))
    moved: defaultdict[int, list[NamedSource]] = defaultdict(list)
    for n, counted in enumerate(edits):
        for source in counted.added:
            places = cut.get((counted.wiki, source[0]), [])
            from_there = next(
                (place for place in places if _is_moved(counted, source, edits[place[0]], place[1])), None
            )
            if from_there:
                # One paste for each cut.
                places.remove(from_there)
                moved[n].append(source)
                moved[from_there[0]].append(from_there[1])
    return [_less(counted, moved[n]) if n in moved else counted for n, counted in enumerate(edits)]


def _is_moved(paste: Counted, pasted: NamedSource, cut: Counted, taken: NamedSource) -> bool:
    near = abs(paste.contribution.timestamp - cut.contribution.timestamp) <= _A_DAY
    if not near or paste.article == cut.article:
        return False
    # One footnote that many articles share, of a census, say, may go here and come there without anybody moving it.
    together = pasted == taken and len({*paste.added} & {*cut.removed}) > 1
    return paste.name == cut.name or together


def _less(counted: Counted, sources: Collection[NamedSource]) -> Counted:
    """The edit without these sources: it neither added nor removed them."""
    added, removed = (
        tuple(source for source in given if source not in sources) for given in (counted.added, counted.removed)
    )
    again = (*counted.again, *(source for source in counted.added if source in sources))
    return replace(counted, added=added, removed=removed, again=again)


def _change(counted: Counted) -> Count | None:
    """What the edit did to references, None if that is not known or not theirs."""
    return None if counted.why == 'maintenance' else counted.edit.count


def _distinct(sources: Iterable[NamedSource]) -> tuple[NamedSource, ...]:
    """The first source of each key."""
    by_key: dict[str, NamedSource] = {}
    for source in sources:
        by_key.setdefault(source[0], source)
    return tuple(by_key.values())


def _balance(edits: Sequence[Counted]) -> tuple[set[tuple[str, int]], set[tuple[str, int]]]:
    """Which edit brought a source for good, and which took it away for good: (key, number of the edit) of each.

    A source that was brought and taken away, or taken away and brought back, is in neither.
    """
    balance: dict[str, int] = {}
    last: dict[str, int] = {}
    for n, counted in enumerate(edits):
        change = _change(counted)
        if change is None:
            continue
        steps = [(key, -1) for key, _ in _distinct(change.removed)] + [(key, 1) for key, _ in _distinct(change.added)]
        for key, step in steps:
            now = max(-1, min(1, balance.get(key, 0) + step))
            if now != balance.get(key, 0):
                balance[key], last[key] = now, n
    brought = {(key, last[key]) for key, now in balance.items() if now == 1}
    return brought, {(key, last[key]) for key, now in balance.items() if now == -1}

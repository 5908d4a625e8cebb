"""Which articles are read, in which order: by lot, the same for a day."""

from __future__ import annotations

from collections import Counter

from onelib.campaign.pool import drawn, in_order

TITLES = tuple(f'Kniha {number}' for number in range(300))


def test_no_more_than_there_may_be() -> None:
    some = drawn(TITLES, 100, '2026-11-28 cs')
    assert len(set(some)) == 100
    assert list(some) == [title for title in TITLES if title in some]
    assert drawn(TITLES, 300, 'x') == TITLES


def test_the_same_for_a_day_and_others_the_next() -> None:
    first, same, other = (drawn(TITLES, 100, seed) for seed in ('2026-11-28 cs', '2026-11-28 cs', '2026-11-29 cs'))
    assert first == same != other
    # What is added to the wiki moves hardly anybody.
    more = set(drawn((*TITLES, 'Nová'), 100, '2026-11-28 cs'))
    assert len(more & set(first)) >= 99


def test_everybody_has_the_same_chance() -> None:
    days = Counter(title for day in range(300) for title in drawn(TITLES, 100, f'{day}'))
    assert 60 < min(days.values()) <= max(days.values()) < 145


def test_orders() -> None:
    assert in_order(('b', 'C', 'a'), 'title', '') == ('a', 'b', 'C')
    assert in_order(('b', 'C', 'a'), 'oldest', '') == ('b', 'C', 'a')
    lots = [in_order(TITLES, 'random', seed) for seed in ('1', '1', '2')]
    assert lots[0] == lots[1] != lots[2] and sorted(lots[0]) == sorted(TITLES)

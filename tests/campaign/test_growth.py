"""How a campaign grows, day by day, beside the one before; counted by hand."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest

from onelib.campaign.edits import Edit
from onelib.campaign.growth import growth
from onelib.campaign.roster import merge
from onelib.campaign.rows import Tally
from onelib.campaign.views import days, tally
from onelib.wikitext.signups import Participant
from tests.campaign.builders import CAMPAIGN, added, edit, utc

ROSTER = merge([[Participant('Ana'), Participant('Boris')]])
# 15 to 19 January 2027.
EDITS = [
    edit('Ana', added('a', 'b'), at=utc('01-15')),
    edit('Boris', added('c'), page=2, at=utc('01-16')),
    edit('Ana', added('d'), page=3, at=utc('01-18', '23:30')),
]
COUNTS = tally(EDITS, CAMPAIGN, ROSTER)
LAST = datetime.date(2026, 1, 10)


def before(*sources: int) -> Tally:
    """A round that had so many sources on each of its days."""
    campaign = replace(
        CAMPAIGN, id='2026-01', start=LAST, end=LAST + datetime.timedelta(days=len(sources) - 1), wikis=('cs',)
    )
    moment = datetime.datetime.combine(LAST, datetime.time(12), datetime.UTC)
    made: list[Edit] = [
        edit('Ana', added(*(f'{n}.{k}' for k in range(number))), page=50 + n, at=moment + datetime.timedelta(days=n))
        for n, number in enumerate(sources)
    ]
    return tally(made, campaign, ROSTER)


def rows(now: str, previous: Tally | None = None, counts: Tally = COUNTS) -> list[tuple[object, ...]]:
    made = growth(counts, now=utc(now), previous=previous)
    assert made.previous is previous
    return [(day.number, day.date and day.date.day, day.added, day.so_far, day.before) for day in made.days]


def test_when_all_is_over() -> None:
    assert rows('02-10') == [(1, 15, 2, 2, None), (2, 16, 1, 3, None), (3, 17, 0, 3, None), (4, 18, 1, 4, None),
                             (5, 19, 0, 4, None)]  # fmt: skip


def test_what_has_not_come_yet_is_no_zero() -> None:
    """The day itself has come; the last round is known of all days."""
    counts = tally(EDITS[:2], CAMPAIGN, ROSTER)
    assert rows('01-17', before(1, 0, 4, 0, 2), counts) == [
        (1, 15, 2, 2, 1), (2, 16, 1, 3, 1), (3, 17, 0, 3, 5), (4, 18, None, None, 5), (5, 19, None, None, 7)
    ]  # fmt: skip
    assert rows('01-10', None, tally([], CAMPAIGN, ROSTER)) == [(n, 14 + n, None, None, None) for n in range(1, 6)]


def test_rounds_of_other_lengths_go_by_the_number_of_the_day() -> None:
    assert [row[4] for row in rows('02-10', before(3, 1))] == [3, 4, None, None, None]
    longer = rows('02-10', before(1, 1, 1, 1, 1, 1, 1))
    assert longer[4:] == [(5, 19, 0, 4, 5), (6, None, None, None, 6), (7, None, None, None, 7)]


@pytest.mark.parametrize(('zone', 'last'), [('UTC', 18), ('Europe/Prague', 19), ('America/New_York', 18)])
def test_days_are_those_of_the_zone(zone: str, last: int) -> None:
    """18 January, 23:30 in London, is the day after in Prague; and what day it is now, likewise."""
    counts = tally(EDITS[2:], replace(CAMPAIGN, timezone=zone), ROSTER)
    assert [row[1] for row in rows('01-18', None, counts) if row[2] == 1] == [last]
    empty = tally([], replace(CAMPAIGN, timezone=zone), ROSTER)
    now = datetime.datetime(2027, 1, 15, 23, 30, tzinfo=datetime.UTC)
    come = [day.number for day in growth(empty, now=now).days if day.added is not None]
    assert come == ([1, 2] if zone == 'Europe/Prague' else [1])


def test_it_is_the_sum_of_the_days() -> None:
    made = growth(COUNTS, now=utc('02-10')).days
    assert [day.added for day in made] == [day.numbers.added for day in days(COUNTS)]
    assert made[-1].so_far == COUNTS.total.added

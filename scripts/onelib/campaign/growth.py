"""How the sources of a campaign grow, day by day, beside the campaign before: the view ``growth``."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from itertools import accumulate, zip_longest

from onelib.campaign.rows import Tally
from onelib.campaign.view_registry import view
from onelib.campaign.views import days

__all__ = ['Growth', 'GrowthDay', 'growth']


@dataclass(frozen=True, slots=True)
class GrowthDay:
    """A day of a campaign, and the day of the same number of the one before.

    :ivar number: 1 for the first day
    :ivar date: None if the campaign is over by then, and only the one before was longer
    :ivar added: sources that were added on it, `so_far`: up to it; None if it has not come yet, or never does
    :ivar before: those of the campaign before up to its day; None if there is no such day or no such campaign
    """

    number: int
    date: datetime.date | None
    added: int | None
    so_far: int | None
    before: int | None


@dataclass(frozen=True, slots=True)
class Growth:
    """All days of two campaigns, as many as the longer one has; `previous` is None if there is none to compare with."""

    days: tuple[GrowthDay, ...]
    previous: Tally | None


@view('growth')
def growth(counts: Tally, *, now: datetime.datetime, previous: Tally | None = None) -> Growth:
    """The sources of each day and their sum so far, beside that of the campaign before by the number of the day.

    :param now: in UTC; what day it is, is said by the time zone of the campaign
    """
    made = days(counts)
    # Somewhere in the campaign it may be tomorrow already.
    today = max((day.date for day in made if day.numbers.edits), default=datetime.date.min)
    today = max(today, counts.campaign.day('', now))
    come = [day.numbers.added for day in made if day.date <= today]
    before = accumulate(day.numbers.added for day in days(previous)) if previous else ()
    rows = zip_longest(made, come, accumulate(come), before)
    return Growth(
        tuple(
            GrowthDay(number, day.date if day else None, added, so_far, sum_before)
            for number, (day, added, so_far, sum_before) in enumerate(rows, 1)
        ),
        previous,
    )

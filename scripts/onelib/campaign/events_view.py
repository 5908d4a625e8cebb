"""The numbers of the workshops that a campaign is made of: events and courses."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from onelib.campaign.gatherings import Attendance
from onelib.campaign.registrations import is_new
from onelib.campaign.rows import Tally
from onelib.campaign.scoring import Counted, Numbers, total

__all__ = ['EventRow', 'events']


@dataclass(frozen=True, slots=True)
class EventRow:
    """A row of the events and courses.

    :ivar participants: who came, with edits or without
    :ivar newcomers: of those who made an edit that counts, the new editors
    """

    attended: Attendance
    participants: int
    newcomers: int
    numbers: Numbers


def events(
    counts: Tally, *, attended: Collection[Attendance], registered: Mapping[str, datetime.datetime | None]
) -> tuple[EventRow, ...]:
    """The events and courses, those with most references added first.

    Who came to two of them is in both rows, with everything that they did in the campaign.

    :param registered: name -> when the account was registered, None or no entry if nobody knows
    """
    people: defaultdict[str, list[Counted]] = defaultdict(list)
    for edit in counts.counted:
        if edit.counts:
            people[edit.name].append(edit)
    rows = []
    for one in attended:
        here = [name for name in one.people if name in counts.roster]
        dates = (registered.get(name) for name in here if name in people)
        rows.append(
            EventRow(
                one,
                participants=len(here),
                newcomers=sum(since is not None and is_new(since, counts.campaign) for since in dates),
                numbers=total(edit for name in here for edit in people.get(name, ())),
            )
        )
    return tuple(sorted(rows, key=lambda row: (-row.numbers.added, -row.numbers.edits, row.attended.gathering)))

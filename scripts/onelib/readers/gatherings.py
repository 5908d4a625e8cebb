"""Who came to the events and courses of a campaign, by their services, or by what these said last."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from onelib.campaign.gatherings import Attendance, Gathering
from onelib.outcomes.reasons import Kind, Reason
from onelib.readers import courses, events
from onelib.readers.attendees import Attendee, KeptAnswer
from onelib.readers.budget import OverBudgetError, half
from onelib.readers.candidates.services import Fault, ServiceError, Services
from onelib.readers.sites import UNREADABLE
from onelib.readers.users import Users
from onelib.store import Store, questions

__all__ = ['Attended', 'read']

_log = logging.getLogger(__name__)
_NOT_FOUND = 404
# An event of a campaign that is over is asked for again so seldom: somebody may have left it, or hidden.
_WHEN_OVER = datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Attended:
    """The events and courses of a campaign.

    :ivar people: of each, everybody who counts
    :ivar agreed: those who have registered for an event, and so to be named: nobody in a course alone, nor who is gone
    :ivar renames: old name → the name now, as far as ids tell
    :ivar unknown: those that there are not, as far as anybody has ever heard
    """

    attendances: tuple[Attendance, ...] = ()
    people: Mapping[Gathering, tuple[str, ...]] = field(default_factory=dict)
    agreed: frozenset[str] = frozenset()
    renames: Mapping[str, str] = field(default_factory=dict)
    unknown: tuple[Gathering, ...] = ()

    @property
    def silent(self) -> list[Reason]:
        """Which could not be read, and why."""
        late = (one for one in self.attendances if one.trouble)
        return [Reason(Kind.UNREADABLE, f'{one.gathering}: {one.trouble}') for one in late]


def read(
    services: Services,
    users: Users,
    store: Store,
    gatherings: Collection[Gathering],
    now: datetime.datetime,
    *,
    over: bool = False,
) -> Attended:
    """Who came to these.

    :param now: in UTC
    :param over: the campaign is long over
    """
    known: dict[Gathering, KeptAnswer | None] = {}
    troubles: dict[Gathering, ServiceError] = {}
    # The edits of all these people are still to be read.
    with half():
        for gathering in gatherings:
            known[gathering], trouble = _known(services, store, gathering, now, over)
            if trouble:
                troubles[gathering] = trouble
    unknown = [one for one, trouble in troubles.items() if known[one] is None and trouble.status == _NOT_FOUND]
    kept = {gathering: one for gathering, one in known.items() if one}
    agreed = frozenset(
        person.name for gathering, one in kept.items() if gathering.is_event for person in one.found.people
    )
    return Attended(
        tuple(
            _attendance(gathering, known[gathering], troubles.get(gathering), services)
            for gathering in gatherings
            if gathering not in unknown
        ),
        {
            gathering: tuple(person.name for person in (*one.found.people, *one.leaving))
            for gathering, one in kept.items()
        },
        agreed,
        _renames(users, kept),
        tuple(unknown),
    )


def _known(
    services: Services, store: Store, gathering: Gathering, now: datetime.datetime, over: bool
) -> tuple[KeptAnswer | None, ServiceError | None]:
    """What is known of one, None if nothing is; and why it is not of today, None if it is."""
    question = questions.attendance(str(gathering))
    answer = store.answer(question)
    before = KeptAnswer.of_json(answer) if answer else None
    if over and before and now - before.read < _WHEN_OVER:
        return before, None
    try:
        found = (events if gathering.is_event else courses).read(services, gathering)
    except ServiceError as problem:
        _log.debug('%s: %s', gathering, problem)
        return before, problem
    except OverBudgetError as problem:
        return before, ServiceError(Fault.BUSY, str(problem))
    kept = KeptAnswer.after(found, before, now)
    store.keep(question, kept.to_json(), now)
    return kept, None


def _attendance(
    gathering: Gathering, kept: KeptAnswer | None, trouble: ServiceError | None, services: Services
) -> Attendance:
    """As far as names do not matter."""
    address = '' if gathering.is_event else f'{services.addresses["dashboard"]}{gathering.path}'
    why = str(trouble) if trouble else ''
    if kept is None:
        return Attendance(gathering, address=address, trouble=why)
    found = kept.found
    return Attendance(
        gathering,
        found.title,
        address,
        found.start,
        found.end,
        found.place,
        theirs=found.theirs,
        read=kept.read.date(),
        trouble=why,
    )


def _renames(users: Users, kept: Mapping[Gathering, KeptAnswer]) -> dict[str, str]:
    """Old name → the name now.

    An event has names of today. What the Dashboard calls somebody may be what they were called when it looked last.
    """
    renames: dict[str, str] = {}
    today: dict[int, str] = {}
    rest: dict[str, int] = {}
    for gathering, one in sorted(kept.items(), reverse=True):
        renames |= one.renames
        for person in (*one.found.people, *one.leaving) if gathering.is_event else ():
            today.setdefault(person.central, person.name)
    for person in _in_courses(kept):
        name = today.get(person.central, '')
        if name and name != person.name:
            renames[person.name] = name
        elif person.central and not name:
            rest[person.name] = person.central
    # What they are called now may not be known today; they count by the name that is.
    with suppress(*UNREADABLE):
        renames |= {old: new for old, new in users.called('meta', rest).items() if new != old}
    return renames


def _in_courses(kept: Mapping[Gathering, KeptAnswer]) -> Iterable[Attendee]:
    for gathering, one in kept.items():
        if not gathering.is_event:
            yield from (*one.found.people, *one.leaving)

"""Courses of the Programs & Events Dashboard: what it says of one, what it counts of it, and who is in it."""

from __future__ import annotations

import datetime
import re
from typing import Any

from onelib.campaign.gatherings import Gathering, Theirs
from onelib.readers.attendees import ODD, Attendee, ServiceSays, line
from onelib.readers.budget import spend
from onelib.readers.candidates.services import Fault, ServiceError, Services
from onelib.wikis.titles import normalise

__all__ = ['read']

_NAME = 'dashboard'
# Its name for those whose edits it counts: others teach, or help.
_EDITOR = 0
_MOST_PEOPLE = 2000
_HUMAN = re.compile(r'([0-9]+(?:\.[0-9]+)?)(?: (Thousand|Million|Billion))?')
_SIZES = {None: 1, 'Thousand': 10**3, 'Million': 10**6, 'Billion': 10**9}


def read(services: Services, course: Gathering) -> ServiceSays:
    """A course and its editors.

    :raises ServiceError: the service does not say all of it
    :raises OverBudgetError: a campaign may ask no more
    """
    spend()
    said = services.ask(_NAME, path=f'{course.path}/course.json')
    spend()
    users = services.ask(_NAME, path=f'{course.path}/users.json')
    try:
        about, listed = said['course'], users['course']['users']
        if len(listed) > _MOST_PEOPLE:
            raise ServiceError(Fault.ODD)
        editors = [user for user in listed if user['role'] == _EDITOR]
        return ServiceSays(
            title=line(about['title']),
            start=_day(about['start']),
            end=_day(about['end']),
            place=line(about['school']),
            people=tuple(Attendee(normalise(user['username']), int(user['global_id'] or 0)) for user in editors),
            theirs=_theirs(about, editors),
        )
    except ODD as problem:
        raise ServiceError(Fault.ODD) from problem


def _day(moment: str) -> datetime.date:
    return datetime.date.fromisoformat(moment[:10])


def _theirs(about: dict[str, Any], editors: list[dict[str, Any]]) -> Theirs:
    """What it counts: edits it gives in words for people alone, the sources of each person as a number."""
    human = _HUMAN.fullmatch(str(about['edit_count']))
    return Theirs(
        edits=round(float(human[1]) * _SIZES[human[2]]) if human else None,
        rounded=bool(human and human[2]),
        articles=int(about['article_count']),
        bytes=int(about['character_sum']),
        references=sum(int(user['references_count']) for user in editors),
    )

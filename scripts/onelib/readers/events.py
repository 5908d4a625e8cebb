"""Events of Wikimedia's extension CampaignEvents, by its REST interface: what it says of one, and who registered.

Who registered privately is not asked for, and so is not known here, not even how many they are.
"""

from __future__ import annotations

import datetime

from onelib.campaign.gatherings import Gathering
from onelib.readers.attendees import ODD, Attendee, ServiceSays, line
from onelib.readers.budget import spend
from onelib.readers.candidates.services import Fault, ServiceError, Services
from onelib.wikis.titles import normalise

__all__ = ['read']

_NAME = 'campaignevents'
# They come twenty at a time; an event with more of these pages is none of a campaign.
_MOST_PAGES = 50


def read(services: Services, event: Gathering) -> ServiceSays:
    """An event and its participants.

    :raises ServiceError: the service does not say all of it
    :raises OverBudgetError: a campaign may ask no more
    """
    spend()
    said = services.ask(_NAME, path=event.path)
    try:
        people, gone = _people(services, event)
        place = ', '.join(filter(None, (said['meeting_address'], said['meeting_country_code'])))
        return ServiceSays(
            title=line(said['name']),
            start=_day(said['start_time']),
            end=_day(said['end_time']),
            place=line(place) if said['inperson_meeting'] else '',
            people=people,
            gone=gone,
        )
    except ODD as problem:
        raise ServiceError(Fault.ODD) from problem


def _day(stamp: str) -> datetime.date:
    return datetime.datetime.strptime(stamp[:8], '%Y%m%d').date()


def _people(services: Services, event: Gathering) -> tuple[tuple[Attendee, ...], frozenset[int]]:
    """Who registered publicly, and the ids of those who are hidden or not there any more."""
    people: list[Attendee] = []
    gone: set[int] = set()
    last = 0
    for _ in range(_MOST_PAGES):
        parameters = {'include_private': 'false'} | ({'last_participant_id': str(last)} if last else {})
        spend()
        page = services.ask(_NAME, parameters, f'{event.path}/participants', list)
        if not page:
            return tuple(people), frozenset(gone)
        for entry in page:
            if not isinstance(entry['participant_id'], int) or entry['participant_id'] <= last:
                # It gives what it has given before, and would do so without an end.
                raise ServiceError(Fault.ODD)
            last = entry['participant_id']
            central = int(entry['user_id'])
            if entry.get('hidden') or entry.get('not_found') or entry['private'] is not False:
                gone.add(central)
            else:
                people.append(Attendee(normalise(entry['user_name']), central))
    raise ServiceError(Fault.ODD)

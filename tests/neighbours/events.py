"""Wikimedia's extension CampaignEvents, version 0 of its REST interface, as far as it is only read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from .rest import RefusedError, boolean, guarded, integer, refusal
from .server import Answer, Call, Route, of_json

__all__ = ['BASE', 'Event', 'Events', 'Registered']

#: Where the interface is on a wiki.
BASE = '/w/rest.php/campaignevents/v0'
_PAGE, _PAGE_OF_ORGANISERS = 20, 11


@dataclass(frozen=True)
class Registered:
    """Somebody who has registered for an event.

    :ivar central: the id of their global account
    :ivar private: whether only organisers may know
    :ivar state: '', or 'hidden' or 'not_found' of an account that was suppressed or is gone
    """

    name: str
    central: int
    private: bool = False
    state: str = ''
    at: str = '20270110120000'


@dataclass
class Event:
    """An event.

    :ivar more: what its registration says otherwise than most do
    :ivar participants: in the order in which they registered, which their ids have; likewise `organisers`
    """

    number: int
    name: str = '1Lib1Ref at the city library'
    participants: list[Registered] = field(default_factory=list)
    organisers: list[Registered] = field(default_factory=list)
    more: Mapping[str, Any] = field(default_factory=dict)
    deleted: bool = False

    def registration(self) -> dict[str, Any]:
        return {
            'id': self.number,
            'name': self.name,
            'event_page': f'Event:{self.name}',
            'event_page_wiki': 'metawiki',
            'status': 'open',
            'timezone': 'Europe/Prague',
            'start_time': '20270118100000',
            'end_time': '20270118160000',
            'types': ['editing-event'],
            'wikis': ['*'],
            'topics': [],
            'online_meeting': False,
            'inperson_meeting': True,
            'meeting_country_code': 'CZ',
            'meeting_address': 'Mariánské náměstí 98, Praha',
            'is_test_event': False,
            'tracks_contributions': True,
            'goal_type': None,
            'goal_target': None,
            'tracking_tools': [],
            'questions': [],
            'meeting_url': None,
            'chat_url': None,
            **self.more,
        }


class Events:
    """The extension on one wiki, asked by somebody who is not logged in.

    :ivar by_number: the events
    """

    def __init__(self, *events: Event) -> None:
        self.by_number = {event.number: event for event in events}
        one = rf'{BASE}/event_registration/([^/]+)'
        self.routes: Sequence[Route] = (
            Route('GET', one, guarded(self._registration)),
            Route('GET', f'{one}/participants', guarded(self._participants)),
            Route('GET', f'{one}/organizers', guarded(self._organisers)),
        )

    def add(self, event: Event) -> None:
        self.by_number[event.number] = event

    def lost(self, call: Call) -> Answer:
        return refusal(404, 'rest-no-match')

    def event(self, written: str) -> Event:
        """The event of this number.

        :raises RefusedError: it is no number, or there is none
        """
        if not (written.isascii() and written.isdigit()):
            raise RefusedError(400, 'rest-parameter-validation-failed', name='id', failureCode='badinteger')
        if int(written) not in self.by_number:
            raise RefusedError(404, 'campaignevents-rest-event-not-found')
        return self.by_number[int(written)]

    def _registration(self, _: Call, number: str) -> Answer:
        event = self.event(number)
        if event.deleted:
            return refusal(404, 'campaignevents-rest-get-registration-deleted')
        return of_json(event.registration(), schema='registration')

    def _participants(self, call: Call, number: str) -> Answer:
        # One that is deleted still lists who had registered.
        event = self.event(number)
        if call.query.get('username_filter') == '':
            return refusal(400, 'campaignevents-rest-list-participants-empty-filter')
        private, last = boolean(call, 'include_private'), integer(call, 'last_participant_id')
        if private:
            return refusal(403, 'campaignevents-rest-list-participants-cannot-see-private')
        listed = [
            _participant(identity, one)
            for identity, one in enumerate(event.participants, 1000)
            if not one.private and (last is None or identity > last)
        ]
        return of_json(listed[:_PAGE], schema='participants')

    def _organisers(self, call: Call, number: str) -> Answer:
        event, last = self.event(number), integer(call, 'last_organizer_id')
        listed = [
            {
                'organizer_id': identity,
                'user_id': one.central,
                'user_name': one.name,
                'roles': ['creator' if identity == 1 else 'organizer'],
                'user_page': _user_page(one.name),
            }
            for identity, one in enumerate(event.organisers, 1)
            if not one.state and (last is None or identity > last)
        ]
        return of_json(listed[:_PAGE_OF_ORGANISERS], schema='organizers')


def _participant(identity: int, one: Registered) -> dict[str, Any]:
    entry: dict[str, Any] = {
        'participant_id': identity,
        'user_id': one.central,
        'user_registered_at': one.at,
        'user_registered_at_formatted': f'{one.at[8:10]}:{one.at[10:12]}',
        'private': one.private,
    }
    if one.state:
        return {**entry, one.state: True}
    return {**entry, 'user_name': one.name, 'user_page': _user_page(one.name)}


def _user_page(name: str) -> dict[str, str]:
    path = quote(f'User:{name}'.replace(' ', '_'), safe=':')
    return {'path': f'/wiki/{path}', 'title': f'User:{name}', 'classes': 'mw-userlink'}

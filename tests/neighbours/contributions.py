"""The part of CampaignEvents that takes edits for an event, of which the wikis of the farm know who made them."""

from __future__ import annotations

import datetime
import zoneinfo
from collections.abc import Collection, Mapping, Sequence

import requests

from .events import BASE, Event, Events
from .rest import RefusedError, guarded, refusal
from .server import Answer, Call, Route, of_json
from .worklists import Session

__all__ = ['Contributions']


class Contributions:
    """What takes edits.

    :param events: that there are
    :param api_urls: of the wikis, by the names of their databases; `meta`: of that with the events
    :param organisers: names of accounts that may offer edits of others
    :ivar taken: by wiki and revision, the numbers of their events
    """

    def __init__(
        self, events: Events, api_urls: Mapping[str, str], meta: str, organisers: Collection[str] = ('OnelibBot',)
    ) -> None:
        self.events, self.api_urls, self.meta, self.organisers = events, api_urls, meta, organisers
        self.taken: dict[tuple[str, int], int] = {}
        path = f'{BASE}/event_registration/([^/]+)/edits/([^/]+)/([^/]+)'
        self.routes: Sequence[Route] = (Route('PUT', path, guarded(self._take)),)

    def lost(self, call: Call) -> Answer:
        return refusal(404, 'rest-no-match')

    def _take(self, call: Call, number: str, wiki: str, written: str) -> Answer:
        session = Session(self.meta, call)
        if wiki not in self.api_urls or not written.isdigit():
            raise RefusedError(400, 'rest-parameter-validation-failed', failureCode='badvalue')
        session.check_token(call.body.get('token', ''))
        event, revision = self.events.event(number), int(written)
        if session.anonymous:
            raise RefusedError(403, 'campaignevents-event-contribution-user-not-global')
        before = self.taken.get((wiki, revision))
        if before not in (None, event.number):
            raise RefusedError(400, 'campaignevents-event-contribution-already-associated')
        if before is None:
            self._validate(event, wiki, revision, session.name)
            self.taken[wiki, revision] = event.number
        return of_json({'modified': before is None}, 202, 'contribution')

    def _validate(self, event: Event, wiki: str, revision: int, name: str) -> None:
        says = event.registration()
        if not says['tracks_contributions']:
            raise RefusedError(400, 'campaignevents-event-contribution-tracking-disabled')
        if event.deleted:
            raise RefusedError(404, 'campaignevents-event-contribution-event-deleted')
        zone, now = zoneinfo.ZoneInfo(says['timezone']), datetime.datetime.now(datetime.UTC)
        start, end = (
            datetime.datetime.strptime(says[each], '%Y%m%d%H%M%S').replace(tzinfo=zone)
            for each in ('start_time', 'end_time')
        )
        if not start <= now <= end:
            raise RefusedError(400, 'campaignevents-event-contribution-event-not-active')
        if says['wikis'] != ['*'] and wiki not in says['wikis']:
            raise RefusedError(400, 'campaignevents-event-contribution-not-target-wiki')
        wanted = {'action': 'query', 'revids': revision, 'prop': 'revisions', 'rvprop': 'user', 'format': 'json'}
        said = requests.get(self.api_urls[wiki], {**wanted, 'formatversion': '2'}, timeout=60).json()['query']
        if 'badrevids' in said:
            raise RefusedError(404, 'campaignevents-event-contribution-revision-not-found')
        author = said['pages'][0]['revisions'][0].get('user')
        if author not in {one.name for one in event.participants if not one.state}:
            raise RefusedError(403, 'campaignevents-event-contribution-not-participant')
        if name != author and name not in self.organisers:
            raise RefusedError(403, 'campaignevents-event-contribution-not-owner')

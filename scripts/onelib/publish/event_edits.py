"""Offers edits of a campaign to an event of CampaignEvents, which counts those of its participants: each edit once."""

from __future__ import annotations

import datetime
import zoneinfo
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from pywikibot import config

from onelib.outcomes.results import Outcome, Result, settled
from onelib.publish.edit_request import NotSavedError, RefusedError
from onelib.publish.publisher import Publisher
from onelib.publish.rest_request import accepted, send
from onelib.readers.candidates.services import Fault, ServiceError, Services
from onelib.readers.event_pages import SERVICE
from onelib.readers.permission import look
from onelib.store import Store, questions

__all__ = ['EventEdits', 'OfferedEdit']

# So many in a run: an event of a campaign has a few hundred, and there is a run each hour.
_MOST = 50
# After so many it is looked again whether somebody has stopped the bot.
_LOOK_AGAIN = 10
# What is wrong with one edit, and says nothing of the others.
_OF_ONE_EDIT = ('already-associated', 'edit-deleted', 'not-participant', 'not-target-wiki', 'revision-not-found')


@dataclass(frozen=True, slots=True, order=True)
class OfferedEdit:
    """An edit of a participant.

    :ivar wiki: the name of its database
    """

    wiki: str
    revision: int
    made: datetime.datetime


@dataclass(slots=True)
class EventEdits:
    """What offers edits.

    :ivar now: in UTC
    """

    publisher: Publisher
    store: Store
    services: Services
    now: datetime.datetime

    def offer(self, event: str, edits: Iterable[OfferedEdit]) -> Result | None:
        """Offer those that were not offered yet, if the event is on and counts any; say how that went, if it did.

        :raises ServiceError: CampaignEvents does not say what the event is
        :raises pywikibot.exceptions.Error: Meta does not answer
        """
        said = self.services.ask(SERVICE, path=f'event_registration/{event}')
        question = questions.offered(event)
        known = {(wiki, revision) for wiki, revision in self.store.answer(question) or ()}
        edits = [each for each in sorted(edits) if (each.wiki, each.revision) not in known and self._fits(each, said)]
        if not edits:
            return None
        page = f'Special:EventDetails/{event}'
        if config.simulate:
            return Result('meta', page, Outcome.SIMULATED)
        done: set[tuple[str, int]] = set()
        try:
            self._offer_all(event, edits[:_MOST], done)
        except NotSavedError as problem:
            return settled(Result('meta', page, problem.outcome, (problem.reason,)))
        finally:
            self.store.keep(question, sorted(known | done), self.now)
        return Result('meta', page, Outcome.WRITTEN)

    def _fits(self, edit: OfferedEdit, said: Mapping[str, Any]) -> bool:
        """Whether the event is on, counts edits, and was on when and where this one was made."""
        try:
            zone = _zone(said['timezone'])
            start, end = (
                datetime.datetime.strptime(said[name], '%Y%m%d%H%M%S').replace(tzinfo=zone)
                for name in ('start_time', 'end_time')
            )
            wikis: Collection[str] = said['wikis']
            is_target = edit.wiki in wikis or '*' in wikis
            return said['tracks_contributions'] is True and is_target and start <= edit.made <= self.now <= end
        except (LookupError, TypeError, ValueError) as problem:
            raise ServiceError(Fault.ODD) from problem

    def _offer_all(self, event: str, edits: Iterable[OfferedEdit], done: set[tuple[str, int]]) -> None:
        """Offer them one after another; note in `done` those that need not be offered again.

        :raises NotSavedError: no more of them can be
        """
        site = self.publisher.sites.open('meta')
        token = ''
        for number, edit in enumerate(edits):
            if number % _LOOK_AGAIN == 0:
                if reason := self.publisher.stopped('meta') or self.publisher.forbidden('meta', 0):
                    raise RefusedError(reason)
                token = look(site, f'Event:{event}', new=True).token
            base = self.services.addresses[SERVICE]
            address = f'{base}event_registration/{event}/edits/{edit.wiki}/{edit.revision}'
            try:
                accepted(send(site, 'PUT', address, token, {}), HTTPStatus.ACCEPTED)
            except RefusedError as problem:
                if not any(f'-{what}' in str(problem.reason) for what in _OF_ONE_EDIT):
                    raise
            done.add((edit.wiki, edit.revision))


def _zone(name: str) -> datetime.tzinfo:
    """A time zone by its name, or by its hours like ``+02:00``."""
    if name[:1] in '+-':
        return datetime.datetime.strptime(name, '%z').tzinfo or datetime.UTC
    return zoneinfo.ZoneInfo(name)

"""Lists that name an event: what they list stands on its worklist, too, as far as people leave it there."""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeGuard

from onelib.campaign.event_worklist import Article, Articles
from onelib.campaign.parameters import RequestError
from onelib.jobs.preview import Preview
from onelib.jobs.served import digest
from onelib.outcomes.reasons import Kind, Reason
from onelib.outcomes.results import Outcome, Result, settled
from onelib.pages.mistakes import sentence
from onelib.pages.page_update import BlockContent, Worklist
from onelib.publish import Publisher
from onelib.publish.event_worklists import EventWorklists
from onelib.readers.blocks import Holder
from onelib.readers.budget import unlimited
from onelib.readers.candidates.services import ServiceError, Services
from onelib.readers.event_pages import SETTING, NoSuchEventError
from onelib.readers.sites import UNREADABLE, unforeseen, unreadable
from onelib.settings import Settings
from onelib.store import Store
from onelib.store.events import EventList

__all__ = ['EventLists', 'Note']

#: What is to be said in a block, by its index.
Note = tuple[int, str]

_EVENT = re.compile(r'(?:event:)?0*([1-9][0-9]*)')


@dataclass(slots=True)
class EventLists:
    """The events that the lists of a run name.

    :ivar results: how it went with their worklists
    """

    publisher: Publisher
    settings: Settings
    store: Store
    services: Services
    now: datetime.datetime
    results: list[Result] = field(default_factory=list)

    def keep(self, page: Holder, code: str, parts: Sequence[tuple[Mapping[str, str], BlockContent]]) -> Iterator[Note]:
        """Bring the worklists up to date that the lists of a page name; say in its blocks why one cannot be.

        Lists of a page that name one event are one: if any of them is not made anew, or articles of it could not be
        read, nothing is changed.
        """
        by_event: defaultdict[str, list[int]] = defaultdict(list)
        for number, (parameters, _) in enumerate(parts):
            if named := _EVENT.fullmatch(parameters.get('event', '')):
                by_event[named[1]].append(number)
        if isinstance(self.publisher, Preview):
            return
        self.store.forget_event_lists(code, page.title, by_event)
        for event, numbers in by_event.items():
            made = list(filter(_is_whole, (parts[number][1] for number in numbers)))
            if len(made) == len(numbers):
                calls = digest([parts[number][0] for number in numbers])
                if problem := self._kept(event, made, code, page, calls):
                    yield from ((number, sentence(problem, page.wiki)) for number in numbers)

    def _kept(self, event: str, made: Sequence[Worklist], code: str, page: Holder, calls: str) -> RequestError | None:
        """Bring one worklist up to date; give back why it cannot be, if people can do something about that."""
        if SETTING not in self.settings.own_pages:
            return RequestError('event', event, 'trouble-event-off')
        try:
            with unlimited():
                articles = frozenset[Article]().union(*map(self._articles, made))
                listed = EventList(code, page.title, calls, articles)
                result = EventWorklists(self.publisher, self.store, self.services, self.now).keep(event, listed)
        except NoSuchEventError:
            return RequestError('event', event, 'trouble-event-gone')
        except ServiceError as problem:
            result = self._failed(event, Reason(Kind.UNREADABLE, f'CampaignEvents cannot be read: {problem}'))
        except UNREADABLE as problem:
            result = self._failed(event, unreadable(problem))
        except Exception as problem:
            result = self._failed(event, unforeseen(problem))
        self.results.append(result)
        if result.outcome is not Outcome.REFUSED:
            return None
        why = str(result.reasons[0]) if result.reasons else ''
        return RequestError('event', result.page, 'trouble-refused', service='CampaignEvents', why=why)

    def _failed(self, event: str, reason: Reason) -> Result:
        return settled(Result('meta', f'Special:EventDetails/{event}', Outcome.FAILED, (reason,)))

    def _articles(self, made: Worklist) -> Articles:
        """The articles of a list, by the name that their wiki has for its database."""
        wiki = self.publisher.sites.open(made.of).dbName()
        return frozenset((wiki, row.title) for row in made.ranking.rows)


def _is_whole(part: BlockContent) -> TypeGuard[Worklist]:
    """Whether it is known which articles a block has now."""
    return isinstance(part, Worklist) and not part.unread

"""Candidates: the articles of a list that another service keeps under a number: PetScan and PagePile."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection, Iterator, Mapping
from typing import Any, ClassVar

from onelib.campaign.pool import drawn
from onelib.outcomes.decisions import Code, Decision
from onelib.readers.candidates.services import Fault, ServiceError
from onelib.readers.candidates.source import CandidateSource, Page

__all__ = ['PagePile', 'PetScan']

_MOST = 1000


class _OfService(CandidateSource):
    """The articles with tags that are on a list of a service.

    :cvar service: its name, for people; `parameter` is also what the settings call it
    """

    service: ClassVar[str]

    @abstractmethod
    def asked(self) -> Mapping[str, str]:
        """What it is asked for."""

    @abstractmethod
    def titles_in(self, answer: Mapping[str, Any]) -> list[str]:
        """The titles that an answer holds."""

    def found(self, *, plain: bool = False) -> Iterator[Page | Decision]:
        """Where redirects lead to; of very many, some are drawn by lot: the wiki is asked about each of them."""
        titles = self._titles()
        if len(titles) > _MOST:
            self.drawn_from = len(titles)
        yield from self.named(drawn(titles, _MOST, self.services.day), plain=plain)

    def members(self) -> Collection[str]:
        """All titles: of those that only narrow a list, the wiki need not say anything."""
        return set(self._titles())

    def _titles(self) -> list[str]:
        try:
            answer = self.services.ask(self.parameter, self.asked())
            if 'error' in answer:
                why = answer['error']
                raise ServiceError(Fault.REFUSED, why if isinstance(why, str) else '')
            of, titles = answer.get('wiki', ''), self.titles_in(answer)
        except ServiceError as problem:
            raise self.trouble(problem.fault.value, service=self.service, why=problem.why) from problem
        mine = self.site.dbName()
        if isinstance(of, str) and of and of != mine:
            raise self.trouble('other-wiki', service=self.service, other=of, wiki=mine)
        return [title.replace('_', ' ') for title in titles if title and '|' not in title]

    def why_not(self, title: str) -> Decision:
        """The list does not have it."""
        return self.decision(title, Code.NOT_ON_LIST, self.value, self.service)


class PetScan(_OfService):
    """What a query of PetScan finds."""

    parameter = 'petscan'
    shared = ('petscan',)
    service = 'PetScan'

    def asked(self) -> Mapping[str, str]:
        """A form of answer that says which wiki it is of."""
        form = {'format': 'json', 'output_compatability': 'quick-intersection', 'sparse': '1', 'doit': '1'}
        return {'psid': self.request.petscan, **form}

    def titles_in(self, answer: Mapping[str, Any]) -> list[str]:
        """Full titles, or titles and numbers of namespaces."""
        entries = answer.get('pages')
        if not isinstance(entries, list):
            raise ServiceError(Fault.ODD)
        if answer.get('status', 'OK') != 'OK':
            raise ServiceError(Fault.REFUSED, str(answer['status']))
        return [entry if isinstance(entry, str) else _full_title(entry) for entry in entries]


class PagePile(_OfService):
    """What is on a list of PagePile."""

    parameter = 'pagepile'
    shared = ('pagepile',)
    service = 'PagePile'

    def asked(self) -> Mapping[str, str]:
        """Its titles, and which wiki they are of."""
        return {'id': self.request.pagepile, 'action': 'get_data', 'format': 'json', 'doit': '1'}

    def titles_in(self, answer: Mapping[str, Any]) -> list[str]:
        """A list, or, as with ``metadata=1``, titles as keys."""
        entries = answer.get('pages')
        if not isinstance(entries, list | dict) or not all(isinstance(entry, str) for entry in entries):
            raise ServiceError(Fault.ODD)
        return list(entries)


def _full_title(entry: Any) -> str:
    if not isinstance(entry, dict) or not isinstance(entry.get('page_title'), str):
        raise ServiceError(Fault.ODD)
    # Only articles are listed; of other namespaces their names are not known here.
    return entry['page_title'] if entry.get('page_namespace', 0) == 0 else ''

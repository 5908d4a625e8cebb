"""How often articles are read: by Wikimedia's own numbers, kept for a month, a few new ones a run."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from pywikibot.site import APISite

from onelib.readers.candidates.services import Fault, ServiceError, Services
from onelib.store import Store, questions

__all__ = ['PageViews']

# So long a number is kept; and so many articles are asked for in a run, whatever the number of lists.
_KEPT = datetime.timedelta(days=30)
_MOST_NEW = 50


class PageViews:
    """The page views of the month that is over.

    :ivar new: how many articles were asked for in this run
    :ivar trouble: why no more could be had, None if nothing is wrong
    """

    def __init__(self, services: Services, store: Store, now: datetime.datetime) -> None:
        self._services = services
        self._store = store
        self._now = now
        self._known: dict[str, dict[str, tuple[int, str]]] = {}
        self.new = 0
        self.trouble: ServiceError | None = None

    def of(self, site: APISite, title: str, *, ask: bool = True) -> int | None:
        """How often an article was read, None if that is not known (yet); `ask`: it may be asked for."""
        known = self._of_wiki(site.code)
        if ask and title not in known and self.new < _MOST_NEW and not self.trouble:
            self.new += 1
            try:
                known[title] = self._asked(site, title), self._now.date().isoformat()
            except ServiceError as problem:
                self.trouble = problem
        return known[title][0] if title in known else None

    def keep(self, site: APISite) -> None:
        """Remember what was asked for on a wiki."""
        self._store.keep(questions.page_views(site.code), self._of_wiki(site.code), self._now)

    def _of_wiki(self, code: str) -> dict[str, tuple[int, str]]:
        if code not in self._known:
            oldest = (self._now - _KEPT).date().isoformat()
            kept = self._store.answer(questions.page_views(code)) or {}
            self._known[code] = {title: (views, day) for title, (views, day) in kept.items() if day >= oldest}
        return self._known[code]

    def _asked(self, site: APISite, title: str) -> int:
        last = self._now.date().replace(day=1) - datetime.timedelta(days=1)
        days = calendar.monthrange(last.year, last.month)[1]
        article = quote(title.replace(' ', '_'), safe='')
        project = f'{site.code}.{site.family.name}'
        months = f'monthly/{last:%Y%m}0100/{last:%Y%m}{days:02}00'
        try:
            answer = self._services.ask('pageviews', path=f'{project}/all-access/user/{article}/{months}')
        except ServiceError as problem:
            # That is how it says that nobody has read it.
            if problem.status == 404:
                return 0
            raise
        return _sum(answer)


def _sum(answer: Mapping[str, Any]) -> int:
    items = answer.get('items')
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise ServiceError(Fault.ODD)
    views = [item.get('views') for item in items]
    if not all(isinstance(number, int) for number in views):
        raise ServiceError(Fault.ODD)
    return sum(views)

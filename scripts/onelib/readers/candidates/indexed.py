"""Candidates: the articles that an index of the wiki names, made of its dump: what wants sources most, or longest."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from functools import cached_property

from onelib.campaign.index import IndexChoice, Summary
from onelib.campaign.parameters import RequestError
from onelib.outcomes.decisions import Code, Decision
from onelib.readers.candidates.naming import apart
from onelib.readers.candidates.source import CandidateSource, Page
from onelib.readers.query import batches, many
from onelib.store.index import Index
from onelib.wikis import titles
from onelib.wikitext import statements

__all__ = ['Indexed']

# So many articles are looked at, as they are now: some will have their sources since.
_MOST = 500
_MOST_CATEGORIES = 200


class Indexed(CandidateSource):
    """The articles of an index, those in the categories of the request if it names any.

    Which articles are in a category, articles say themselves; which categories are below another one, the wiki says.
    """

    parameter = 'source'
    shared = ('source', 'category', 'depth', 'sort')

    @cached_property
    def index(self) -> Index:
        """The indexes."""
        return Index(self.services.store, writable=False)

    @cached_property
    def summary(self) -> Summary | None:
        """What the index of the wiki is, None if there is none."""
        return self.index.current(self.wiki.code).get(self.wiki.code)

    @property
    def dump(self) -> datetime.date | None:
        """The date of the dump that the index is made of."""
        return self.summary.dump if self.summary else None

    def found(self, *, plain: bool = False) -> Iterator[Page | Decision]:
        """As they are called now; those that have been deleted since are left out."""
        if self.summary is None:
            raise self.trouble('no-index', wiki=self.wiki.code)
        categories = list(self._categories())
        kinds = [kind for kind in self.request.kinds if kind in statements.ALL_KINDS]
        numbers = self.index.wanted(self.wiki.code, self._choice, categories, kinds=kinds, most=_MOST)
        for batch in batches([str(one.page_id) for one in numbers], many(self.site)):
            yield from self.pages(pageids='|'.join(batch), plain=plain)

    @property
    def _choice(self) -> IndexChoice:
        if 'nothing' in self.request.kinds:
            return IndexChoice.NOTHING
        return IndexChoice.OLDEST if self.request.sort == 'oldest' else IndexChoice.MOST

    def _categories(self) -> Iterator[str]:
        """The names of the categories, and of those below them so far as the request wants."""
        waiting = self._roots
        seen = set(waiting)
        for depth in range(self.request.depth + 1):
            yield from map(_bare, waiting)
            below: list[str] = []
            for category in waiting if depth < self.request.depth else ():
                asked = {'gcmtitle': category, 'gcmtype': 'subcat', 'gcmlimit': 'max'}
                found = self.pages(generator='categorymembers', plain=True, **asked)
                below += [page['title'] for page in found if page['title'] not in seen]
            waiting = list(dict.fromkeys(below))[: max(0, _MOST_CATEGORIES - len(seen))]
            self.complete = self.complete and len(waiting) == len(dict.fromkeys(below))
            seen.update(waiting)

    @cached_property
    def _roots(self) -> list[str]:
        return apart(self, self.request.category, 'category', 'Category')

    def nothing(self) -> RequestError | None:
        """That the index does not know the category, or that nothing in it lacks a source."""
        date = str(self.dump)
        if self.request.category and not any(self.index.topic(self.wiki.code, _bare(name)) for name in self._roots):
            name = '; '.join(map(_bare, self._roots))
            return self.trouble('index-category', category=name, date=date)
        return self.trouble('index-nothing', date=date)

    def why_not(self, title: str) -> Decision:
        """The index does not name it."""
        return self.decision(title, Code.NOT_IN_INDEX, _MOST, self.dump or '–')


def _bare(title: str) -> str:
    return titles.normalise(title.partition(':')[2])

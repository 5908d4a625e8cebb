"""Candidates: the articles of a category and of its subcategories."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from typing import Any

from onelib.campaign.parameters import RequestError
from onelib.outcomes.decisions import Code, Decision
from onelib.readers.candidates.source import CandidateSource
from onelib.readers.query import pages
from onelib.readers.shapes import is_there
from onelib.wikis import titles

__all__ = ['Category']

_log = logging.getLogger(__name__)

# A category tree is left where it is wider than this: no coordinator means a quarter of a wiki.
_MAX_CATEGORIES = 200


class Category(CandidateSource):
    """The articles with tags in a category."""

    parameter = 'category'
    empty = 'allowed-full-category'
    shared = ('category', 'depth')

    def decisions(self) -> Iterator[Decision]:
        """Breadth first, each category once: categories hold each other on real wikis."""
        namespace, name = titles.split_namespace(self.request.category, self.wiki)
        name = name.strip() if namespace == 'category' else self.request.category
        if not name:
            raise RequestError('category', self.request.category, 'allowed-title')
        waiting = [f'Category:{name}']
        seen = set(waiting)
        for depth in range(self.request.depth + 1):
            subcategories: list[str] = []
            for category in waiting:
                _log.debug('%s: looks into %s, at depth %d of %d', self.wiki.code, category, depth, self.request.depth)
                yield from self.decide(self._articles(category, depth, subcategories))
            new = [title for title in dict.fromkeys(subcategories) if title not in seen]
            waiting = new[: max(0, _MAX_CATEGORIES - len(seen))]
            for title in new[len(waiting) :]:
                yield self.decision(title, Code.CATEGORY_LEFT, _MAX_CATEGORIES)
            seen.update(waiting)

    def why_not(self, title: str) -> Decision:
        """It is not in the category."""
        if self.request.depth:
            return self.decision(title, Code.NOT_IN_SUBCATEGORIES, self.request.category, self.request.depth)
        return self.decision(title, Code.NOT_IN_CATEGORY, self.request.category)

    def _articles(self, category: str, depth: int, subcategories: list[str]) -> Iterator[Mapping[str, Any]]:
        """The pages of one category that are articles; its subcategories are added to the list."""
        empty = True
        for page in self.pages(
            generator='categorymembers',
            gcmtitle=category,
            gcmlimit='max',
            gcmtype='page|subcat' if depth < self.request.depth else 'page',
            gcmnamespace='0|14',
        ):
            empty = False
            if page['ns'] == 14:
                subcategories.append(page['title'])
            else:
                yield page
        if depth == 0 and empty and not any(map(is_there, pages(self.site, [category]).values())):
            raise RequestError('category', self.request.category, 'allowed-category', wiki=self.request.wiki)

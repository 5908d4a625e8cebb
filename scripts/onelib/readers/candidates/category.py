"""Candidates: the articles of categories and of their subcategories."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence

from onelib.campaign.parameters import RequestError
from onelib.outcomes.decisions import Code, Decision
from onelib.readers.candidates.naming import apart
from onelib.readers.candidates.source import CandidateSource, Page
from onelib.readers.query import pages
from onelib.readers.shapes import is_there

__all__ = ['Category', 'NotCategory']

_log = logging.getLogger(__name__)

# A category tree is left where it is wider than this: no coordinator means a quarter of a wiki.
_MAX_CATEGORIES = 200


class Category(CandidateSource):
    """The articles with tags in one of the categories."""

    parameter = 'category'
    shared = ('category', 'depth')

    def found(self, *, plain: bool = False) -> Iterator[Page | Decision]:
        """Breadth first, each category once: categories hold each other on real wikis."""
        waiting = self._roots()
        seen = set(waiting)
        for depth in range(self.request.depth + 1):
            subcategories: list[str] = []
            for category in waiting:
                _log.debug('%s: looks into %s, at depth %d of %d', self.wiki.code, category, depth, self.request.depth)
                yield from self._articles(category, depth, subcategories, plain)
            new = [title for title in dict.fromkeys(subcategories) if title not in seen]
            waiting = new[: max(0, _MAX_CATEGORIES - len(seen))]
            for title in new[len(waiting) :]:
                self.complete = False
                yield self.decision(title, Code.CATEGORY_LEFT, _MAX_CATEGORIES)
            seen.update(waiting)

    def why_not(self, title: str) -> Decision:
        """It is not in the categories."""
        if self.request.depth:
            return self.decision(title, Code.NOT_IN_SUBCATEGORIES, self.value, self.request.depth)
        return self.decision(title, Code.NOT_IN_CATEGORY, self.value)

    def nothing(self) -> RequestError | None:
        """That one is not there, that all is in subcategories, or that there is nothing at all."""
        roots = self._roots()
        known = pages(self.site, roots, prop='categoryinfo')
        for name, page in known.items():
            if not is_there(page) and not page.get('categoryinfo', {}).get('size'):
                value = name.partition(':')[2] if len(roots) > 1 else self.value
                return RequestError(self.parameter, value, 'allowed-category', wiki=self.request.wiki)
        below = sum(page.get('categoryinfo', {}).get('subcats', 0) for page in known.values())
        if below and self.request.depth < _DEEPEST:
            return self.trouble('subcategories', number=below, depth=self.request.depth + 1)
        return RequestError(self.parameter, self.value, 'allowed-full-category', wiki=self.request.wiki)

    def _roots(self) -> Sequence[str]:
        return apart(self, getattr(self.request, self.parameter), 'category', 'Category')

    def _articles(self, category: str, depth: int, subcategories: list[str], plain: bool) -> Iterator[Page]:
        """The pages of one category that are articles; its subcategories are added to the list."""
        for page in self.pages(
            generator='categorymembers',
            gcmtitle=category,
            gcmlimit='max',
            gcmtype='page|subcat' if depth < self.request.depth else 'page',
            gcmnamespace='0|14',
            plain=plain,
        ):
            if page['ns'] == 14:
                subcategories.append(page['title'])
            elif not page.get('redirect'):
                yield page


class NotCategory(Category):
    """The articles that are left out."""

    parameter = 'not_category'


_DEEPEST = 5

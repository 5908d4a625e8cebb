"""Candidates: the articles that transclude a template, as an infobox."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from onelib.campaign.parameters import RequestError
from onelib.outcomes.decisions import Code, Decision
from onelib.readers.candidates.naming import apart
from onelib.readers.candidates.source import CandidateSource, Page
from onelib.readers.query import pages
from onelib.readers.shapes import is_there

__all__ = ['Transcludes']


class Transcludes(CandidateSource):
    """The articles with tags that transclude one of the templates."""

    parameter = 'transcludes'
    shared = ('transcludes',)

    @property
    def wanted(self) -> Sequence[str]:
        """The titles of the templates."""
        return apart(self, self.request.transcludes, 'template', 'Template')

    def found(self, *, plain: bool = False) -> Iterator[Page | Decision]:
        """Of all templates together, and of what leads to them."""
        yield from self.pages(titles=self.wanted, generator='transcludedin', plain=plain, **ARTICLES)

    def nothing(self) -> RequestError | None:
        """That there is no such template, or that no article has it."""
        for title, page in pages(self.site, self.wanted).items():
            if not is_there(page):
                return self.trouble('no-page', title=title, wiki=self.request.wiki)
        return self.trouble('nothing')

    def why_not(self, title: str) -> Decision:
        """It transcludes none of them."""
        return self.decision(title, Code.NOT_IN_OTHERS, 'transcludes')


#: What is asked of ``generator=transcludedin``.
ARTICLES = {'gtinamespace': 0, 'gtishow': '!redirect', 'gtilimit': 'max'}

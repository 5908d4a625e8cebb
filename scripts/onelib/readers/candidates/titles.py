"""Candidates: articles that somebody has named one by one, or that a page has links to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from onelib.campaign.parameters import RequestError
from onelib.campaign.several import Pasted
from onelib.outcomes.decisions import Code, Decision
from onelib.readers.candidates.naming import apart
from onelib.readers.candidates.source import CandidateSource, Page
from onelib.readers.query import pages
from onelib.readers.shapes import is_there

__all__ = ['LinksOf', 'Titles']


class LinksOf(CandidateSource):
    """The articles with tags that pages have links to."""

    parameter = 'links_of'
    shared = ('links_of',)

    def found(self, *, plain: bool = False) -> Iterator[Page | Decision]:
        """In the wiki's order."""
        yield from self.linked(self.linking, plain)

    @property
    def linking(self) -> Sequence[str]:
        """The titles of the pages that have the links."""
        return apart(self, getattr(self.request, self.parameter))

    def linked(self, linking: Sequence[str], plain: bool) -> Iterator[Page]:
        """The pages that these link to."""
        asked = {'generator': 'links', 'titles': '|'.join(linking)}
        yield from self.pages(plain=plain, **asked, gplnamespace=0, gpllimit='max', redirects=1)

    def nothing(self) -> RequestError | None:
        """That one of the pages is not there, or that none has a link to an article."""
        for title, page in pages(self.site, self.linking, redirects=1).items():
            if not is_there(page):
                return self.trouble('no-page', title=title, wiki=self.request.wiki)
        return RequestError(self.parameter, self.value, 'allowed-page', wiki=self.request.wiki)

    def why_not(self, title: str) -> Decision:
        """The pages have no link to it."""
        return self.decision(title, Code.NO_LINK, self.value)


class Titles(LinksOf):
    """The articles with tags that stand in the block itself, or that a page has links to."""

    parameter = 'titles'
    shared = ('titles',)

    def found(self, *, plain: bool = False) -> Iterator[Page | Decision]:
        """Those that are named, where redirects lead to."""
        linking = self.linking
        if isinstance(self.request.titles, Pasted) or len(linking) > 1:
            yield from self.named(linking, plain=plain)
        else:
            yield from self.linked(linking, plain)

    def nothing(self) -> RequestError | None:
        """That none of them is an article, or what is wrong with the page."""
        linking = self.linking
        if isinstance(self.request.titles, Pasted) or len(linking) > 1:
            return self.trouble('no-articles', wiki=self.request.wiki)
        # A page that is not there, and one without links, are answered alike: what it has to be.
        return RequestError(self.parameter, self.value, 'allowed-page', wiki=self.request.wiki)

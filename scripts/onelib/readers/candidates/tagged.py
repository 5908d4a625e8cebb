"""Candidates: all articles of a wiki that transclude one of the templates."""

from __future__ import annotations

from collections.abc import Iterator

from onelib.campaign.parameters import RequestError
from onelib.outcomes.decisions import Code, Decision
from onelib.readers.candidates.source import CandidateSource, Page
from onelib.readers.candidates.transcludes import ARTICLES
from onelib.readers.query import batches

__all__ = ['Tagged']


class Tagged(CandidateSource):
    """The articles with tags of the whole wiki."""

    parameter = ''
    shared = ()

    def found(self, *, plain: bool = False) -> Iterator[Page | Decision]:
        """Template by template; each page has one of them."""
        for batch in batches(self.templates()):
            for page in self.pages(titles=batch, generator='transcludedin', plain=True, **ARTICLES):
                yield {**page, 'templates': [{'title': batch[0]}]}

    def nothing(self) -> RequestError | None:
        """Every statement has its source."""
        return None

    def why_not(self, title: str) -> Decision:
        """It transcludes none of the templates."""
        return self.decision(title, Code.NO_TAG, self.request.kinds)

"""Candidates: the articles that a page of links leads to."""

from __future__ import annotations

from collections.abc import Iterator

from onelib.outcomes.decisions import Code, Decision
from onelib.readers.candidates.source import CandidateSource

__all__ = ['Titles']


class Titles(CandidateSource):
    """The articles with tags that a page has links to."""

    parameter = 'titles'
    empty = 'allowed-page'
    shared = ('titles',)

    def decisions(self) -> Iterator[Decision]:
        """In the wiki's order."""
        linked = self.pages(generator='links', titles=self.request.titles, gplnamespace=0, gpllimit='max', redirects=1)
        yield from self.decide(linked)

    def why_not(self, title: str) -> Decision:
        """The page has no link to it."""
        return self.decision(title, Code.NO_LINK, self.request.titles)

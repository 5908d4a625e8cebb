"""Candidates: all articles of a wiki that transclude one of the templates."""

from __future__ import annotations

from collections.abc import Iterator

from onelib.outcomes.decisions import Code, Decision
from onelib.readers.candidates.source import CandidateSource
from onelib.readers.query import batches, query

__all__ = ['Tagged']


class Tagged(CandidateSource):
    """The articles with tags of the whole wiki."""

    parameter = ''
    shared = ()

    def decisions(self) -> Iterator[Decision]:
        """Template by template."""
        articles = {'prop': 'transcludedin', 'tinamespace': 0, 'tishow': '!redirect', 'tilimit': 'max'}
        for batch in batches(self.templates()):
            for part in query(self.site, titles=batch, **articles):
                for template in part.get('pages', ()):
                    for article in template.get('transcludedin', ()):
                        yield self.decision(article['title'], Code.CANDIDATE)

    def why_not(self, title: str) -> Decision:
        """It transcludes none of the templates."""
        return self.decision(title, Code.NO_TAG, self.request.kinds)

"""Candidates: what the wiki's own search finds."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pywikibot.exceptions import APIError, Error

from onelib import wikis
from onelib.campaign.parameters import RequestError
from onelib.outcomes.decisions import Code, Decision
from onelib.readers.budget import OverBudgetError
from onelib.readers.candidates.source import CandidateSource, Page

__all__ = ['Search']

# More than these is no subject; the wiki itself ends at ten thousand.
_MOST = 2000
_KEYWORD = re.compile(r'(?<![\w"])-?([a-z][a-z-]*):')


class Search(CandidateSource):
    """The articles with tags that a search finds."""

    parameter = 'search'
    shared = ('search',)

    def found(self, *, plain: bool = False) -> Iterator[Page | Decision]:
        """The best first."""
        if (word := self._not_understood()) is not None:
            raise self.trouble('keyword', word=word, wiki=self.request.wiki)
        asked = {'generator': 'search', 'gsrsearch': self.request.search, 'gsrnamespace': 0, 'gsrlimit': 'max'}
        seen: set[str] = set()
        try:
            for page in self.pages(plain=plain, **asked):
                if page['title'] not in seen and len(seen) == _MOST:
                    self.complete = False
                    return
                seen.add(page['title'])
                yield page
        except APIError as problem:
            if not _is_about_search(problem):
                raise
            # What it says stands in the language of the wiki, or in English.
            raise self.trouble('refused', service=_SERVICE, why=str(problem.info or problem.code)) from problem
        except OverBudgetError:
            raise
        except Error as problem:
            # If it is not the search alone that is down, the list cannot be saved, either, and that is said elsewhere.
            raise self.trouble('down', service=_SERVICE) from problem

    def _not_understood(self) -> str | None:
        """The first word of the search that is a command only where there is another search engine."""
        if self.site.has_extension('CirrusSearch'):
            return None
        known = frozenset(wikis.common()['search']['of_cirrus'])
        # In quotation marks it is something to look for.
        bare = re.sub('"[^"]*"', ' ', self.request.search.lower())
        return next((f'{word}:' for word in _KEYWORD.findall(bare) if word in known), None)

    def nothing(self) -> RequestError | None:
        """That nothing is found."""
        return self.trouble('nothing')

    def why_not(self, title: str) -> Decision:
        """The search does not find it."""
        return self.decision(title, Code.NOT_FOUND, self.request.search)


_SERVICE = 'Special:Search'


def _is_about_search(problem: APIError) -> bool:
    """Whether it is the search that has refused, and not the API as a whole."""
    return str(problem.code).startswith(('search', 'cirrussearch', 'gsr', 'badsearch', 'geodata'))

"""What every source of candidates is, and what those have in common that ask a wiki which articles hold tags."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from pywikibot.site import APISite

from onelib.campaign.parameters import WorklistRequest
from onelib.outcomes.decisions import Code, Decision
from onelib.readers.query import query
from onelib.wikis import BANNERS, Wiki

__all__ = ['CandidateSource']


@dataclass(frozen=True, slots=True)
class CandidateSource(ABC):
    """Where the articles of a list come from.

    :cvar parameter: the list is made of these articles if it is given; '' is for lists without any of the others
    :cvar empty: the message of what the parameter may be if it leads to no article at all, '' if that may be so
    :cvar shared: parameters that the articles depend on, besides the kinds; None if they are others each time
    :ivar site: the wiki that is asked; `wiki`: what we know of it
    """

    parameter: ClassVar[str]
    empty: ClassVar[str] = ''
    shared: ClassVar[tuple[str, ...] | None]

    site: APISite
    wiki: Wiki
    request: WorklistRequest

    @property
    def key(self) -> Hashable:
        """Lists with equal keys have the same candidates, which are asked for once; None: this one has its own."""
        if self.shared is None:
            return None
        return type(self), self.wiki.code, self.request.kinds, *(getattr(self.request, name) for name in self.shared)

    @abstractmethod
    def decisions(self) -> Iterator[Decision]:
        """What each page is: those that are a `Code.CANDIDATE` are to be read.  The wiki is asked while they are taken.

        :raises RequestError: what the request names does not exist
        :raises pywikibot.exceptions.Error: the wiki does not answer
        """

    @abstractmethod
    def why_not(self, title: str) -> Decision:
        """Why a page is no candidate that none of the decisions is about."""

    def templates(self) -> list[str]:
        """Titles of the templates that the statements hang on: tags for ``tagged``, banners for others."""
        kinds = set(self.request.kinds)
        groups = (*(('inline',) if 'tagged' in kinds else ()), *(BANNERS if {'section', 'article'} & kinds else ()))
        return [f'Template:{name}' for group in groups for name in self.wiki.templates.get(group, {})]

    def pages(self, **generator: Any) -> Iterator[Mapping[str, Any]]:
        """The pages of a generator of the API; those that hold tags have ``templates``, but only once each."""
        templates = self.templates()
        # Without a name to look for, the wiki would list every template.
        tags = {'prop': 'templates', 'tltemplates': templates, 'tllimit': 'max'} if templates else {}
        for part in query(self.site, **generator, **tags):
            yield from part.get('pages', ())

    def decide(self, pages: Iterable[Mapping[str, Any]]) -> Iterator[Decision]:
        """Which of these `pages` are articles with tags; any article may have statements that are ``uncited``."""
        left: dict[str, Decision] = {}
        taken: set[str] = set()
        for page in pages:
            title = page['title']
            if page.get('missing'):
                left[title] = self.decision(title, Code.NO_PAGE)
            elif page.get('templates') or 'uncited' in self.request.kinds:
                taken.add(title)
                yield self.decision(title, Code.CANDIDATE)
            else:
                left.setdefault(title, self.decision(title, Code.NO_TAG, self.request.kinds))
        yield from (decision for title, decision in left.items() if title not in taken)

    def decision(self, title: str, code: Code, *values: object) -> Decision:
        """A decision about a page of the wiki."""
        return Decision(self.wiki.code, title, code, values)

"""What every source of candidates is, and what those have in common that ask a wiki which articles hold tags."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from pywikibot.site import APISite

from onelib.campaign.parameters import RequestError, WorklistRequest
from onelib.outcomes.decisions import Code, Decision
from onelib.readers.candidates.services import Services
from onelib.readers.query import batches, many, query
from onelib.wikis import BANNERS, Wiki, titles

__all__ = ['CandidateSource', 'Page']

#: What an answer of the API says of a page.
Page = Mapping[str, Any]


@dataclass(slots=True)
class CandidateSource(ABC):
    """Where the articles of a list come from.

    :cvar parameter: the articles are among these if it is given; '' is for lists without any of the others
    :cvar shared: parameters that the articles depend on, besides the kinds; None if they are others each time
    :ivar site: the wiki that is asked; `wiki`: what we know of it
    :ivar services: who else is asked
    :ivar also: titles of templates of which a candidate has to transclude one, '' for none
    :ivar complete: whether those were all of its articles, as far as is known
    :ivar drawn_from: how many there were for them to be drawn from by lot, 0: they were not
    """

    parameter: ClassVar[str]
    shared: ClassVar[tuple[str, ...] | None]

    site: APISite
    wiki: Wiki
    request: WorklistRequest
    services: Services = field(default_factory=Services)
    also: tuple[str, ...] = ()
    complete: bool = True
    drawn_from: int = 0

    @property
    def key(self) -> Hashable:
        """Lists with equal keys have the same candidates, which are asked for once; None: this one has its own."""
        if self.shared is None:
            return None
        return type(self), self.wiki.code, self.request.kinds, *(getattr(self.request, name) for name in self.shared)

    @property
    def any_article(self) -> bool:
        """Whether an article without any tag may have statements for the list."""
        return not {'uncited', 'nothing'}.isdisjoint(self.request.kinds)

    @property
    def value(self) -> str:
        """What was written, for people."""
        value = getattr(self.request, self.parameter)
        return value if isinstance(value, str) else '; '.join(value)

    @abstractmethod
    def found(self, *, plain: bool = False) -> Iterator[Page | Decision]:
        """The pages that may be candidates, as the wiki answers, and what is decided before that.

        :param plain: nobody wants to know whether they hold tags
        :raises RequestError: what the request names does not exist, or somebody else does not answer
        :raises pywikibot.exceptions.Error: the wiki does not answer
        """

    def decisions(self) -> Iterator[Decision]:
        """What each page is: those that are a `Code.CANDIDATE` are to be read.  The wiki is asked while they are taken.

        :raises RequestError: as from `found`
        """
        return self.decide(self.found())

    @abstractmethod
    def why_not(self, title: str) -> Decision:
        """Why a page is no candidate that none of the decisions is about."""

    def nothing(self) -> RequestError | None:
        """What to say if it leads to no page at all; None: that may be so."""
        return self.trouble('nothing')

    def trouble(self, what: str, **values: str | int) -> RequestError:
        """Why there is no list, as a sentence of its own: the message ``worklist-trouble-…``."""
        return RequestError(self.parameter, self.value, f'trouble-{what}', True, '', **values)

    def templates(self) -> list[str]:
        """Titles of the templates that the statements hang on: tags for ``tagged``, banners for others."""
        kinds = set(self.request.kinds)
        groups = (
            *(('inline',) if 'tagged' in kinds else ()),
            *(BANNERS if {'section', 'article', 'nothing'} & kinds else ()),
        )
        return [f'Template:{name}' for group in groups for name in self.wiki.templates.get(group, {})]

    def pages(self, *, plain: bool = False, **asked: Any) -> Iterator[Page]:
        """The pages that the API is asked for; those that hold tags have ``templates``, but only once each."""
        templates = () if plain else (*(() if self.any_article else self.templates()), *self.also)
        # Without a name to look for, the wiki would list every template.
        tags = {'tltemplates': list(templates), 'tllimit': 'max'} if templates else {}
        for part in query(self.site, prop='info|templates' if templates else 'info', **asked, **tags):
            yield from part.get('pages', ())

    def named(self, names: Sequence[str], *, plain: bool = False) -> Iterator[Page]:
        """The pages with these titles, where redirects lead to."""
        for batch in batches(list(dict.fromkeys(names)), many(self.site)):
            yield from self.pages(titles=batch, redirects=1, plain=plain)

    def decide(self, pages: Iterable[Page | Decision]) -> Iterator[Decision]:
        """Which of these `pages` are articles with tags; any article may have statements that are ``uncited``."""
        left: dict[str, Decision] = {}
        holds: dict[str, set[str]] = {}
        taken: set[str] = set()
        also = set(map(_bare, self.also))
        for page in pages:
            if isinstance(page, Decision):
                yield page
                continue
            title = page['title']
            holds.setdefault(title, set()).update(_bare(template['title']) for template in page.get('templates', ()))
            missing = page.get('missing') or page.get('invalid') or page.get('special')
            if missing or page.get('ns', 0):
                left[title] = self.decision(title, Code.NO_PAGE if missing else Code.NO_ARTICLE)
            elif also and also.isdisjoint(holds[title]):
                left[title] = self.decision(title, Code.NOT_IN_OTHERS, 'transcludes')
            elif self.any_article or holds[title] - also or (also and also & set(map(_bare, self.templates()))):
                left.pop(title, None)
                if title not in taken:
                    taken.add(title)
                    yield self.decision(title, Code.CANDIDATE, page.get('lastrevid', 0))
            else:
                left[title] = self.decision(title, Code.NO_TAG, self.request.kinds)
        yield from (decision for title, decision in left.items() if title not in taken)

    def members(self) -> Collection[str]:
        """The titles of all of its articles, whatever they hold."""
        return {
            page['title']
            for page in self.found(plain=True)
            if not isinstance(page, Decision) and not page.get('ns', 0) and not page.get('missing')
        }

    def decision(self, title: str, code: Code, *values: object) -> Decision:
        """A decision about a page of the wiki."""
        return Decision(self.wiki.code, title, code, values)

    def in_namespace(self, name: str, namespace: str, canonical: str) -> str:
        """A title in the namespace, whether or not it was written with it; a template may be a page of a user.

        :raises RequestError: nothing stands behind the namespace
        """
        found, rest = titles.split_namespace(name, self.wiki)
        bare = rest.strip() if found == namespace else name
        if not bare:
            raise RequestError(self.parameter, name, 'allowed-title')
        return f'{canonical}:{bare}'


def _bare(title: str) -> str:
    return titles.normalise(title.partition(':')[2] or title)

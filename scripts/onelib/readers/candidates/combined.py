"""Candidates that several parameters name: those of the narrowest source that all others have, and none left out."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Hashable, Iterator, Mapping
from dataclasses import dataclass, field

from onelib.campaign.parameters import RequestError, WorklistRequest
from onelib.outcomes.decisions import Code, Decision
from onelib.readers.candidates.category import NotCategory
from onelib.readers.candidates.indexed import Indexed
from onelib.readers.candidates.source import CandidateSource
from onelib.readers.candidates.transcludes import Transcludes

__all__ = ['Combined']


@dataclass(slots=True)
class Combined:
    """What a request asks for: several values of one parameter add up, several parameters narrow each other.

    :ivar first: the source whose articles are looked at; `others`: those that have to have them too
    :ivar without: whose articles are left out, None if there is none
    :ivar sizes: how many articles each source had that was asked for all of them, by its parameter
    """

    first: CandidateSource
    others: tuple[CandidateSource, ...] = ()
    without: NotCategory | None = None
    sizes: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """A template that articles have to transclude is looked for with the tags: it costs nothing then."""
        templates = next((source for source in self.others if isinstance(source, Transcludes)), None)
        if templates:
            self.first.also = tuple(templates.wanted)
            self.others = tuple(source for source in self.others if source is not templates)

    @property
    def request(self) -> WorklistRequest:
        """The request that they are of."""
        return self.first.request

    @property
    def key(self) -> Hashable:
        """As of a source."""
        sources = (*self.others, *((self.without,) if self.without else ()))
        keys = [self.first.key, *(source.key for source in sources)]
        return None if None in keys else (*keys, self.first.also)

    @property
    def complete(self) -> bool:
        """Whether these were all articles, as far as is known."""
        return all(source.complete for source in (self.first, *self.others))

    @property
    def indexed(self) -> datetime.date | None:
        """The date of the dump whose index names the articles, None if none does."""
        return next((source.dump for source in (self.first, *self.others) if isinstance(source, Indexed)), None)

    def decisions(self) -> Iterator[Decision]:
        """As of a source; who narrows it is asked first."""
        members: Mapping[str, Collection[str]] = {source.parameter: source.members() for source in self.others}
        self.sizes |= {name: len(titles) for name, titles in members.items()}
        for source in self.others:
            if not members[source.parameter] and (problem := source.nothing()):
                raise problem
        left_out = self.without.members() if self.without else ()
        for decision in self.first.decisions():
            title = str(decision.subject)
            lacking = next((name for name, titles in members.items() if title not in titles), '')
            if decision.code is not Code.CANDIDATE or not (lacking or title in left_out):
                yield decision
            elif lacking:
                yield self.first.decision(title, Code.NOT_IN_OTHERS, lacking)
            else:
                yield self.first.decision(title, Code.LEFT_OUT, self.request.not_category)

    def nothing(self, apart: int) -> RequestError | None:
        """What to say if there is no article at all.

        :param apart: how many articles the first source has, which another one has not, or which are left out
        """
        if not apart or not self.first.parameter:
            return self.first.nothing()
        sources = [self.first, *self.others]
        if self.first.also:
            sources.append(Transcludes(self.first.site, self.first.wiki, self.request))
        names = [source.parameter for source in sources] + (['not_category'] if self.without else [])
        return self.first.trouble('apart', number=apart, parameters=', '.join(names))

    def why_not(self, title: str) -> Decision:
        """Why a page is no candidate that none of the decisions is about."""
        return self.first.why_not(title)

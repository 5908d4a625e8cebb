"""Candidates: the titles of articles that a list may be made of, found without reading their text.

A source is one module with a subclass of `CandidateSource`, named in `SOURCES`, and the parameter that asks for it.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace

from pywikibot.site import APISite

from onelib.campaign.parameters import RequestError, WorklistRequest
from onelib.outcomes.decisions import Code, Decision, Decisions
from onelib.readers.budget import OverBudgetError
from onelib.readers.candidates.category import Category
from onelib.readers.candidates.source import CandidateSource
from onelib.readers.candidates.tagged import Tagged
from onelib.readers.candidates.titles import Titles
from onelib.wikis import Wiki

__all__ = ['SOURCES', 'CandidateSource', 'Candidates', 'collect', 'source_of']

_log = logging.getLogger(__name__)

#: The first that a request asks for is its source.
SOURCES: tuple[type[CandidateSource], ...] = (Category, Titles, Tagged)


@dataclass(frozen=True, slots=True)
class Candidates:
    """Titles of articles, in the wiki's order.

    :ivar complete: False if there were more than may be read, or than could be asked for
    :ivar decisions: what was decided of one title, if somebody has asked for that
    """

    titles: tuple[str, ...]
    complete: bool
    decisions: tuple[Decision, ...] = ()


def source_of(site: APISite, wiki: Wiki, request: WorklistRequest) -> CandidateSource:
    """Where the articles of a list come from; nobody is asked yet."""
    kind = next(kind for kind in SOURCES if not kind.parameter or getattr(request, kind.parameter))
    return kind(site, wiki, request)


def collect(source: CandidateSource, limit: int, about: str = '') -> Candidates:
    """The articles that a list may be made of.

    :param limit: how many articles may be read
    :param about: title of which is kept what was decided, in any case if it is no candidate; the log has that of all
    :raises RequestError: what the request names does not exist, or leads to no article: then nothing was looked at
    """
    decisions = Decisions(_log, about)
    titles: dict[str, None] = {}
    complete, empty = True, bool(source.empty)
    try:
        for decision in source.decisions():
            title = str(decision.subject)
            empty = empty and decision.code not in (Code.CANDIDATE, Code.NO_TAG)
            if decision.code is Code.CANDIDATE:
                if title in titles:
                    continue
                if len(titles) == limit:
                    decisions.add(replace(decision, code=Code.TOO_MANY, values=(limit,)))
                    complete = False
                    break
                titles[title] = None
            decisions.add(decision)
    except OverBudgetError:
        # What was found until then can be read.
        complete = False
    if empty and complete:
        value = getattr(source.request, source.parameter)
        raise RequestError(source.parameter, value, source.empty, wiki=source.request.wiki)
    of_title = decisions.kept
    if about and about not in titles and not of_title:
        of_title = (source.why_not(about),)
        if not complete:
            of_title += (Decision(of_title[0].wiki, about, Code.NOT_READ, (limit,)),)
    return Candidates(tuple(titles), complete, of_title)

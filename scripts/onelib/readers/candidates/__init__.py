"""Candidates: the titles of articles that a list may be made of, found without reading their text.

A source is one module with a subclass of `CandidateSource`, named in `SOURCES`, and the parameter that asks for it.
"""

from __future__ import annotations

import datetime
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field

from pywikibot.site import APISite

from onelib.campaign.parameters import WorklistRequest
from onelib.outcomes.decisions import Code, Decision, Decisions
from onelib.readers.budget import Budget, OverBudgetError
from onelib.readers.candidates.category import Category, NotCategory
from onelib.readers.candidates.combined import Combined
from onelib.readers.candidates.indexed import Indexed
from onelib.readers.candidates.lists import PagePile, PetScan
from onelib.readers.candidates.search import Search
from onelib.readers.candidates.services import Services
from onelib.readers.candidates.source import CandidateSource
from onelib.readers.candidates.tagged import Tagged
from onelib.readers.candidates.titles import LinksOf, Titles
from onelib.readers.candidates.transcludes import Transcludes
from onelib.readers.query import BATCH
from onelib.wikis import Wiki

__all__ = ['MOST_READS', 'SOURCES', 'CandidateSource', 'Candidates', 'Services', 'collect', 'source_of']

_log = logging.getLogger(__name__)

#: The narrowest first: of those that a request asks for, that one is looked through, and the others narrow it.
SOURCES: tuple[type[CandidateSource], ...] = (
    Titles,
    PetScan,
    PagePile,
    LinksOf,
    Indexed,
    Category,
    Search,
    Transcludes,
    Tagged,
)
#: So often a wiki is asked for one list: for its articles and for their texts.
MOST_READS = 40


@dataclass(frozen=True, slots=True)
class Candidates:
    """Titles of articles, in the wiki's order.

    :ivar complete: False if there were more than could be asked for
    :ivar revisions: the numbers of their last revisions, by title, as far as the wiki said so; 0: it did not
    :ivar reads: how often it was asked
    :ivar drawn_from: how many there were for them to be drawn from by lot, 0: they were not
    :ivar indexed: the date of the dump whose index has named them, None if none has
    :ivar decisions: what was decided of one title, if somebody has asked for that
    """

    titles: tuple[str, ...]
    complete: bool
    decisions: tuple[Decision, ...] = ()
    revisions: Mapping[str, int] = field(default_factory=dict, compare=False)
    reads: int = field(default=0, compare=False)
    drawn_from: int = 0
    indexed: datetime.date | None = None


def source_of(site: APISite, wiki: Wiki, request: WorklistRequest, services: Services | None = None) -> Combined:
    """Where the articles of a list come from; nobody is asked yet, but where a template has commas in its name."""
    asked = services or Services()
    kinds = [kind for kind in SOURCES if kind.parameter and getattr(request, kind.parameter)] or [Tagged]
    if Indexed in kinds:
        # An index knows the categories of its articles.
        kinds = [kind for kind in kinds if kind is not Category]
    first, *others = (kind(site, wiki, request, asked) for kind in kinds)
    without = NotCategory(site, wiki, request, asked) if request.not_category else None
    return Combined(first, tuple(others), without)


def collect(source: Combined, most: int, about: str = '') -> Candidates:
    """The articles that a list may be made of.

    :param most: how many of them are read at most: for so many texts questions have to be left
    :param about: title of which is kept what was decided, in any case if it is no candidate; the log has that of all
    :raises RequestError: what the request names does not exist, or leads to no article: then nothing was looked at
    """
    decisions = Decisions(_log, about)
    titles: dict[str, int] = {}
    complete, empty, apart = True, True, 0
    budget = Budget(MOST_READS, 'this list', 'none: it is part of the bot')
    try:
        with budget.spent():
            for decision in source.decisions():
                if decision.code is Code.CANDIDATE:
                    titles.setdefault(str(decision.subject), int(str(decision.values[0])) if decision.values else 0)
                empty = empty and decision.code not in (Code.CANDIDATE, Code.NO_TAG)
                apart += decision.code in (Code.NOT_IN_OTHERS, Code.LEFT_OUT)
                decisions.add(decision)
                if min(len(titles), most) > BATCH * budget.left:
                    complete = False
                    break
    except OverBudgetError:
        # What was found until then can be read.
        complete = False
    complete = complete and source.complete
    if empty and complete and (problem := source.nothing(apart)):
        raise problem
    of_title = decisions.kept
    if about and about not in titles and not of_title:
        of_title = (source.why_not(about),)
        if not complete:
            of_title += (Decision(of_title[0].wiki, about, Code.NOT_READ, (len(titles),)),)
    return Candidates(
        tuple(titles), complete, of_title, titles, MOST_READS - budget.left, source.first.drawn_from, source.indexed
    )

"""How a list is made of its candidates: which of them are read, until when, and what need not be read again.

A list costs a wiki few questions.  Of more articles than a run reads, some are drawn by lot; where the order does not
hang on what is in the articles, reading ends when the list is full; and for an hour what had nothing for a list is not
read again, unless it has been edited.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from onelib.campaign import pool
from onelib.campaign.parameters import WorklistRequest
from onelib.campaign.ranking import Ranking, ScannedArticle, listable, rank
from onelib.operations.progress import progress
from onelib.outcomes.decisions import Code, Decision
from onelib.outcomes.results import RowKey
from onelib.pages.marked_rows import MarkedRows
from onelib.readers.articles import ArticleReader
from onelib.readers.budget import OverBudgetError
from onelib.readers.candidates import Candidates
from onelib.readers.page_views import PageViews
from onelib.store import Store, questions

__all__ = ['FRESH', 'ListMaker', 'Made']

#: So long what was in an article need not be looked up again.
FRESH = datetime.timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Made:
    """What came of the articles.

    :ivar read: how many articles were looked at, now or within the hour
    :ivar ended: whether reading ended when the list was full; `by_lot`: whether the first were so by lot
    :ivar over_budget: why not all were read that should have been, None if they were
    :ivar viewed: of how many articles with statements it is known how often they are read, None if nobody asked
    :ivar watched: those that were to be looked after, as they were read now, by the numbers of their pages
    """

    ranking: Ranking
    read: int
    ended: bool = False
    by_lot: bool = False
    over_budget: OverBudgetError | None = None
    viewed: int | None = None
    watched: Mapping[int, ScannedArticle] = field(default_factory=dict)


@dataclass(slots=True)
class ListMaker:
    """Makes lists.

    :ivar most: how many articles are read for one
    :ivar about: title of the article of which is kept what is decided, '' for none
    """

    store: Store
    now: datetime.datetime
    most: int
    views: PageViews
    about: str = ''

    def make(
        self,
        request: WorklistRequest,
        host: str,
        candidates: Candidates,
        reader: ArticleReader,
        rejected: Collection[RowKey],
        marked: MarkedRows,
        watched: Collection[int] = (),
    ) -> Made:
        """The rows of a list of a page on that wiki, on which people have marked some.

        :param watched: numbers of articles that are to be looked after, if they are read
        """
        seed = f'{self.now.date()} {request.wiki}'
        chosen = pool.in_order(pool.drawn(candidates.titles, self.most, seed), request.sort, seed)
        question = questions.articles(request.wiki, repr((host, request, *marked.aside)))
        known = {} if self.about else self.store.answer(question, since=self.now - FRESH) or {}
        reading = _ListReading(self, request, candidates, reader, rejected, marked, watched, chosen, seed, known)
        made = reading.made()
        if known and len(made.ranking.rows) < request.limit and made.ranking.more and not made.over_budget:
            # What took the places has gone, and others wait for them.
            reading = _ListReading(self, request, candidates, reader, rejected, marked, watched, chosen, seed, {})
            made = reading.made()
        if not (self.about or made.over_budget or reader.unread.keys() & set(chosen)):
            self.store.keep(question, reading.to_keep(), self.now)
        if self.about in candidates.titles and self.about not in chosen:
            not_drawn = Decision(request.wiki, self.about, Code.NOT_DRAWN, (len(chosen), len(candidates.titles)))
            made = replace(made, ranking=replace(made.ranking, decisions=(not_drawn, *made.ranking.decisions)))
        return made


@dataclass(slots=True)
class _ListReading:
    """The reading of the articles of a list.

    :ivar known: of a reading of late: ``articles``: title → revision and number of statements; ``near``: title →
        fingerprints of statements that were on the list, or nearly; ``total``: how many statements there were
    """

    maker: ListMaker
    request: WorklistRequest
    candidates: Candidates
    reader: ArticleReader
    rejected: Collection[RowKey]
    marked: MarkedRows
    watched: Collection[int]
    chosen: Sequence[str]
    seed: str
    known: Mapping[str, Any]
    # Of each article that was looked at: its revision, and how many statements of it could be listed.
    counts: dict[str, tuple[int, int]] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)
    near: dict[str, list[str]] = field(default_factory=dict)
    total: int = 0
    ended: bool = False
    over_budget: OverBudgetError | None = None
    seen: dict[int, ScannedArticle] = field(default_factory=dict)

    def made(self) -> Made:
        """The rows, and what there is besides."""
        request, limit = self.request, self.request.limit
        if request.sort == 'random':
            self.places = {title: place for place, title in enumerate(self.chosen)}
        passed = self._passed()
        # A few more than are listed: if some of those are gone within the hour, they come in.
        reserve = 0 if self.maker.about or request.sort in pool.BY_ARTICLE else limit // 2
        found = rank(
            self._articles([title for title in self.chosen if title not in passed]),
            limit=limit + reserve,
            per_article=request.per_article,
            sort=request.sort,
            rejected=self.rejected,
            wiki=request.wiki,
            about=self.maker.about,
            seed=self.seed,
            places=self.places,
        )
        for row in found.rows:
            self.near.setdefault(row.title, []).append(row.statement.fingerprint)
        self.counts |= passed
        self.total = self._total(found)
        ranking = found.cut(limit)
        with_statements = [title for title, (_, number) in self.counts.items() if number]
        viewed = None
        if request.sort == 'most_read':
            if not self.maker.about:
                self.maker.views.keep(self.reader.site)
            viewed = len(self.places.keys() & set(with_statements))
        more = max(0, self.total - len(ranking.rows))
        ranking = replace(ranking, more=more, limit=limit, in_articles=len(with_statements))
        by_lot = request.sort == 'random'
        return Made(ranking, len(self.counts), self.ended, by_lot, self.over_budget, viewed, self.seen)

    def _total(self, found: Ranking) -> int:
        """How many statements could be listed: as before, but for what has changed."""
        if not self.known:
            return len(found.rows) + found.more
        before: dict[str, tuple[int, int]] = {
            title: (revision, number) for title, (revision, number) in self.known['articles'].items()
        }
        gone = sum(number for title, (_, number) in before.items() if self.counts.get(title) != before[title])
        new = sum(number for title, (_, number) in self.counts.items() if before.get(title) != self.counts[title])
        total: int = self.known['total']
        return total - gone + new

    def _passed(self) -> dict[str, tuple[int, int]]:
        """The articles that need not be read: nothing of them was near the list, and nobody has edited them since."""
        articles, near = self.known.get('articles', {}), self.known.get('near', {})
        now = self.candidates.revisions
        return {
            title: (articles[title][0], articles[title][1])
            for title in self.chosen
            if title in articles and title not in near and now.get(title, 0) in (0, articles[title][0])
        }

    def _articles(self, titles: Iterable[str]) -> Iterator[ScannedArticle]:
        """The articles as long as the wiki may be asked for more, and the list is not full."""
        request, found = self.request, 0
        try:
            for article in self._followed(tuple(titles)):
                article = self.marked.seen(article)
                number = listable(article, self.rejected)
                self.counts[article.title] = article.revision_id, number
                if article.page_id in self.watched:
                    self.seen[article.page_id] = article
                if number and request.sort == 'most_read':
                    views = self.maker.views.of(self.reader.site, article.title, ask=not self.maker.about)
                    if views is not None:
                        self.places[article.title] = -views
                yield self._as_before(article)
                found += min(number, request.per_article)
                if found >= request.limit and request.sort in pool.BY_ARTICLE and not self.maker.about:
                    self.ended = article.title != self.chosen[-1]
                    return
        except OverBudgetError as problem:
            self.over_budget = problem

    def _followed(self, titles: Sequence[str]) -> Iterator[ScannedArticle]:
        """The articles, and how far their reading is."""
        what = f'{self.request.wiki}: reading for a list'
        return progress.through(self.reader.articles(titles), len(titles), what, 'articles')

    def _as_before(self, article: ScannedArticle) -> ScannedArticle:
        """The article; if nobody has edited it, with what was chosen of it when all others were read, too."""
        revision, _ = self.known.get('articles', {}).get(article.title, (0, 0))
        if revision != article.revision_id:
            return article
        chosen = frozenset(self.known['near'].get(article.title, ()))
        return replace(article, statements=tuple(each for each in article.statements if each.fingerprint in chosen))

    def to_keep(self) -> dict[str, object]:
        """What the next reading within the hour is to know."""
        return {'articles': self.counts, 'near': self.near, 'total': self.total}

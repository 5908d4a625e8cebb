"""The worklist job: finds the blocks, makes their lists, publishes them."""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection, Iterator, Mapping

import pywikibot

from onelib.campaign import parameters
from onelib.campaign.parameters import WorklistRequest
from onelib.campaign.ranking import Ranking, rank
from onelib.jobs.page_job import PageJob
from onelib.operations.arguments import Arguments
from onelib.outcomes.results import Result, RowKey
from onelib.pages.page_update import BlockContent, Worklist
from onelib.readers.articles import ArticleReader, Shelf
from onelib.readers.candidates import Candidates, collect
from onelib.readers.template_names import TemplateNames
from onelib.settings import Settings
from onelib.store import Store
from onelib.wikitext.blocks import Block

__all__ = ['OPTIONS', 'WorklistJob', 'work']

#: The arguments of its script, as its docstring shows them.
OPTIONS = ('-wiki:CODE,...', '-page:TITLE', '-shard:K/N', '-trial:N')

_NARROW = re.compile(r'\|\s*(?:category|titles)\s*=', re.IGNORECASE)
# So long a row that a wiki has rejected is not offered to it again.
_REJECTED_FOR = datetime.timedelta(days=30)


def work(settings: Settings, store: Store, now: datetime.datetime, asked: Arguments) -> Iterator[Result]:
    """Bring the worklists that the arguments ask for up to date, page by page."""
    codes = asked.wikis
    if 'shard' in asked.options:
        codes = asked.shard([code for code in settings.wikis if code in settings.enabled])
        if not codes:
            # More parts than wikis; without codes, all would be meant.
            return iter(())
    return WorklistJob(settings, store, now).run(codes, asked.page, asked.trial)


class WorklistJob(PageJob):
    """One run over the worklists of some wikis."""

    template = '1Lib1Ref worklist'

    def __init__(self, settings: Settings, store: Store, now: datetime.datetime) -> None:
        super().__init__(settings, store, now)
        self.names = TemplateNames(self.sites, store, now)
        # What was asked once in a run is not asked again, however many blocks want it.
        self._shelf = Shelf()
        self._readers: dict[tuple[str, tuple[str, ...]], ArticleReader] = {}
        self._rejected_rows: dict[str, Mapping[RowKey, str]] = {}
        self._candidates: dict[tuple[str, tuple[str, ...], str, int, str], Candidates] = {}

    def order(self, page: pywikibot.Page) -> int:
        """Widest lists first: what they have read, the narrower ones need not read again."""
        return bool(_NARROW.search(page.text))

    def make(self, block: Block, code: str) -> tuple[BlockContent, str]:
        """The list that a block asks for."""
        request = parameters.worklist(block.parameters, host=code, served=self.settings.wikis)
        hashtag = self.campaigns.hashtag(request.campaign) or self.settings.hashtag
        ranking, not_read = self.ranking(request, code)
        target = self.target(request.wiki, code)
        return Worklist(ranking, target, hashtag, not_read, request.campaign, request.wiki), ''

    def done(self, code: str, parts: Collection[BlockContent]) -> None:
        """Remember which statements stand on a list of a campaign."""
        for part in parts:
            if isinstance(part, Worklist) and part.campaign:
                rows = [row.key for row in part.ranking.rows]
                self.store.list_statements(part.campaign, part.of, rows, self.now)

    def ranking(self, request: WorklistRequest, host: str) -> tuple[Ranking, int]:
        """The rows of a list, and how many articles were read if there were more of them.

        :param host: the wiki that the list stands on; rows that it has rejected before are left out
        """
        candidates = self.candidates(request)
        source = (request.wiki, request.kinds)
        if source not in self._readers:
            site, wiki = self.sites.open(request.wiki), self.names.complete(request.wiki)
            self._readers[source] = ArticleReader(site, wiki, request.kinds, self._shelf)
        reader = self._readers[source]
        articles = reader.articles(candidates.titles)
        ranking = rank(
            articles,
            limit=request.limit,
            per_article=request.per_article,
            sort=request.sort,
            rejected=self.rejected_rows(host),
            wiki=request.wiki,
        )
        return ranking, 0 if candidates.complete else len(candidates.titles)

    def candidates(self, request: WorklistRequest) -> Candidates:
        """The articles that a list may be made of.

        :raises RequestError: the category or page that the request names does not exist
        """
        source = (request.wiki, request.kinds, request.category, request.depth, request.titles)
        if source not in self._candidates:
            site, wiki = self.sites.open(request.wiki), self.names.complete(request.wiki)
            self._candidates[source] = collect(site, wiki, request, self.settings.max_articles)
        return self._candidates[source]

    def rejected_rows(self, host: str) -> Mapping[RowKey, str]:
        """The rows that a wiki has rejected of late, and what it said."""
        if host not in self._rejected_rows:
            self._rejected_rows[host] = self.store.rejected_rows(host, since=self.now - _REJECTED_FOR)
        return self._rejected_rows[host]

"""The worklist job: finds the blocks, makes their lists, publishes them."""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection, Iterator
from dataclasses import replace

import pywikibot
from pywikibot.exceptions import Error

from onelib import wikis
from onelib.campaign.ranking import Ranking, rank
from onelib.jobs.arguments import Arguments
from onelib.jobs.fairness import in_fair_order
from onelib.pages import worklist as table
from onelib.pages.draft import Kept, Mistake, PageDraft, Part, Worklist
from onelib.pages.links import Target
from onelib.publish import Outcome, Publisher, Result, RowKey
from onelib.settings import Settings
from onelib.sources.articles import Reader
from onelib.sources.blocks import holders
from onelib.sources.campaigns import Campaigns
from onelib.sources.candidates import Candidates, collect
from onelib.sources.sites import Sites
from onelib.sources.templates import TemplateNames
from onelib.store import Store
from onelib.wikitext import blocks, requests
from onelib.wikitext.requests import RequestError, WorklistRequest

__all__ = ['TEMPLATE', 'Job', 'work']

TEMPLATE = '1Lib1Ref worklist'

_NARROW = re.compile(r'\|\s*(?:category|titles)\s*=', re.IGNORECASE)
# So long a row that a wiki has refused is not offered to it again.
_REFUSED_FOR = datetime.timedelta(days=30)


def work(settings: Settings, store: Store, now: datetime.datetime, asked: Arguments) -> Iterator[Result]:
    """Bring the worklists that the arguments ask for up to date, page by page."""
    return Job(settings, store, now).run(asked.wikis, asked.page)


class Job:
    """One run over the worklists of some wikis."""

    def __init__(self, settings: Settings, store: Store, now: datetime.datetime) -> None:
        self.settings = settings
        self.store = store
        self.now = now
        self.sites = Sites(settings)
        self.publisher = Publisher(self.sites, settings)
        self.names = TemplateNames(self.sites, store, now)
        self.campaigns = Campaigns(self.sites)
        # What was asked once in a run is not asked again, however many blocks want it.
        self._readers: dict[tuple[str, tuple[str, ...]], Reader] = {}
        self._refused: dict[str, Collection[RowKey]] = {}
        self._candidates: dict[tuple[str, tuple[str, ...], str, int, str], Candidates] = {}

    def run(self, codes: Collection[str] = (), title: str = '') -> Iterator[Result]:
        """Bring the worklists up to date, page by page.

        :param codes: wikis whose pages are served; none given: all that are enabled, Meta last
        :param title: only the page of that title
        """
        found = False
        for code in codes or [code for code in (*self.settings.wikis, 'meta') if code in self.settings.enabled]:
            for result in self.serve_wiki(code, title):
                found = True
                yield result
        if title and not found:
            reason = f'no page of that title holds {{{{{TEMPLATE}}}}}'
            yield Result(', '.join(codes) or 'no wiki', title, Outcome.FAILED, (reason,))

    def serve_wiki(self, code: str, title: str = '') -> Iterator[Result]:
        """Bring the worklists of one wiki up to date."""
        if not pywikibot.config.simulate and (reason := self.publisher.stopped(code)):
            yield Result(code, '', Outcome.STOPPED, (reason,))
            return
        try:
            pages = {page.title(): page for page in holders(self.sites.open(code), TEMPLATE, title)}
        except (Error, ConnectionError) as problem:
            yield Result(code, '', Outcome.FAILED, (f'the wiki cannot be read: {_said(problem)}',))
            return
        served = [pages[title] for title in in_fair_order(pages, self.now.date())[: self.settings.max_pages]]
        # Widest lists first: what they have read, the narrower ones need not read again.
        for page in sorted(served, key=lambda page: bool(_NARROW.search(page.text))):
            yield self.serve(page, code)
        if left := len(pages) - len(served):
            reason = f'{left} more pages hold lists; only {len(served)} are served in a run (setting max_pages)'
            yield Result(code, '', Outcome.REFUSED, (reason,))

    def serve(self, page: pywikibot.Page, code: str) -> Result:
        """Bring all blocks of one page up to date, with one edit."""
        if reason := self.publisher.forbidden(code, page.namespace().id):
            return Result(code, page.title(), Outcome.REFUSED, (reason,))
        try:
            found = blocks.find(page.text, TEMPLATE)
        except blocks.BlockError as problem:
            return Result(code, page.title(), Outcome.REFUSED, (f'the page is left alone: {problem}',))
        served = found[: self.settings.max_blocks]
        parts, reasons = [], []
        for block in served:
            part, reason = self.part(block, code)
            parts.append((block.parameters, part))
            reasons += [reason] if reason else []
        if len(found) > len(served):
            reasons.append(f'only the first {len(served)} of {len(found)} blocks are served (setting max_blocks)')
        draft = PageDraft(TEMPLATE, wikis.load(code), self.now.date(), parts, self.room(code))
        result = self.publisher.save(code, page, draft)
        for (title, fingerprint), said in result.left_out.items():
            self.store.reject(code, title, fingerprint, said, self.now)
        return replace(result, reasons=(*reasons, *result.reasons))

    def part(self, block: blocks.Block, code: str) -> tuple[Part, str]:
        """What a block should say now: its list, or what is wrong with its parameters; and why there is no new list."""
        try:
            request = requests.worklist(block.parameters, host=code, served=self.settings.wikis)
            hashtag = self.campaigns.hashtag(request.campaign) or self.settings.hashtag
            ranking, not_read = self.ranking(request, code)
            return Worklist(ranking, self.target(request.wiki, code), hashtag, not_read), ''
        except RequestError as problem:
            return Mistake(problem), table.sentence(problem, wikis.load('en'))
        except (Error, ConnectionError) as problem:
            return Kept(), _said(problem)

    def room(self, code: str) -> int:
        """How many bytes a page of the wiki may have."""
        limit = self.sites.open(code).siteinfo.get('maxarticlesize') or self.settings.max_bytes
        return min(int(limit), self.settings.max_bytes)

    def ranking(self, request: WorklistRequest, host: str) -> tuple[Ranking, int]:
        """The rows of a list, and how many articles were read if there were more of them.

        :param host: the wiki that the list stands on; rows that it has refused before are left out
        """
        site = self.sites.open(request.wiki)
        wiki = self.names.complete(request.wiki)
        source = (request.wiki, request.kinds, request.category, request.depth, request.titles)
        if source not in self._candidates:
            self._candidates[source] = collect(site, wiki, request, self.settings.max_articles)
        candidates = self._candidates[source]
        reader = self._readers.setdefault(source[:2], Reader(site, wiki, request.kinds))
        articles = reader.articles(candidates.titles)
        ranking = rank(
            articles,
            limit=request.limit,
            per_article=request.per_article,
            sort=request.sort,
            unwanted=self.refused(host),
        )
        return ranking, 0 if candidates.complete else len(candidates.titles)

    def refused(self, host: str) -> Collection[RowKey]:
        """Keys of the rows that a wiki has refused of late."""
        if host not in self._refused:
            self._refused[host] = self.store.rejections(host, since=self.now - _REFUSED_FOR)
        return self._refused[host]

    def target(self, code: str, host: str) -> Target:
        """How a page of the host links to the articles of a wiki."""
        site = self.sites.open(code)
        script = f'{site.protocol()}://{site.hostname()}{site.path()}'
        return Target(script, '' if code == host else self.sites.prefix(host, code))


def _said(problem: Exception) -> str:
    return f'{type(problem).__name__}: {problem}'

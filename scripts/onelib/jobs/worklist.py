"""The worklist job: finds the blocks, makes their lists, publishes them."""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import pywikibot
from pywikibot.exceptions import Error

from onelib import wikis
from onelib.campaign.ranking import Ranking, rank
from onelib.pages import worklist as table
from onelib.pages.links import Target
from onelib.pages.messages import message
from onelib.publish import Outcome, Result, save
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

__all__ = ['TEMPLATE', 'Job']

TEMPLATE = '1Lib1Ref worklist'

# In an edit summary a link to a user would call that user.
_LINKS = re.compile(r'[\[\]]')
_NARROW = re.compile(r'\|\s*(?:category|titles)\s*=', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Body:
    """The new content of a block: with a list, or with the reason why there is no new one."""

    text: str
    ranking: Ranking | None = None
    parameter: str = ''
    reason: str = ''


class Job:
    """One run over the worklists of some wikis."""

    def __init__(self, settings: Settings, store: Store, now: datetime.datetime) -> None:
        self.settings = settings
        self.today = now.date()
        self.sites = Sites(settings)
        self.names = TemplateNames(self.sites, store, now)
        self.campaigns = Campaigns(self.sites)
        # What was asked once in a run is not asked again, however many blocks want it.
        self._readers: dict[tuple[str, tuple[str, ...]], Reader] = {}
        self._candidates: dict[tuple[str, tuple[str, ...], str, int, str], Candidates] = {}

    def run(self, codes: Collection[str] = (), title: str = '') -> Iterator[Result]:
        """Bring the worklists up to date, page by page.

        :param codes: wikis whose pages are served; none given: all, Meta last
        :param title: only the page of that title
        """
        found = False
        for code in codes or (*self.settings.wikis, 'meta'):
            try:
                pages = holders(self.sites.open(code), TEMPLATE, title)
            except (Error, ConnectionError) as problem:
                yield Result(code, Outcome.FAILED, (f'the wiki cannot be read: {_said(problem)}',))
                continue
            # Widest lists first: what they have read, the narrower ones need not read again.
            for page in sorted(pages, key=lambda page: bool(_NARROW.search(page.text))):
                found = True
                yield self.serve(page, code)
        if title and not found:
            yield Result(title, Outcome.FAILED, (f'no page of that title holds {{{{{TEMPLATE}}}}}',))

    def serve(self, page: pywikibot.Page, code: str) -> Result:
        """Bring all blocks of one page up to date, with one edit."""
        name = f'{code}: {page.title(as_link=True, insite=page.site)}'
        try:
            found = blocks.find(page.text, TEMPLATE)
        except blocks.BlockError as problem:
            return Result(name, Outcome.FAILED, (f'the page is left alone: {problem}',))
        served = found[: self.settings.max_blocks]
        bodies = [self.body(block, code) for block in served]
        reasons = [body.reason for body in bodies if body.reason]
        if len(found) > len(served):
            reasons.append(f'only the first {len(served)} of {len(found)} blocks are served')
        texts = [(block.parameters, body.text) for block, body in zip(served, bodies, strict=True)]
        outcome, reason = save(page, partial(_merged, texts), self.summary(bodies, code))
        return Result(name, outcome, (*reasons, reason) if reason else tuple(reasons))

    def body(self, block: blocks.Block, code: str) -> _Body:
        """What a block should say now: its list, what is wrong with its parameters, or what it says already."""
        wiki = wikis.load(code)
        try:
            request = requests.worklist(block.parameters, host=code, served=self.settings.wikis)
            hashtag = self.campaigns.hashtag(request.campaign) or self.settings.hashtag
            ranking, not_read = self.ranking(request)
            target = self.target(request.wiki, code)
        except RequestError as problem:
            text = table.error(problem, wiki=wiki, last=block.body)
            return _Body(
                text, parameter=_LINKS.sub('', problem.parameter), reason=table.sentence(problem, wikis.load('en'))
            )
        except (Error, ConnectionError) as problem:
            return _Body(block.body, reason=_said(problem))
        text = table.render(ranking, wiki=wiki, target=target, hashtag=hashtag, today=self.today, not_read=not_read)
        return _Body(text, ranking)

    def ranking(self, request: WorklistRequest) -> tuple[Ranking, int]:
        """The rows of a list, and how many articles were read if there were more of them."""
        site = self.sites.open(request.wiki)
        wiki = self.names.complete(request.wiki)
        source = (request.wiki, request.kinds, request.category, request.depth, request.titles)
        if source not in self._candidates:
            self._candidates[source] = collect(site, wiki, request, self.settings.max_articles)
        candidates = self._candidates[source]
        reader = self._readers.setdefault(source[:2], Reader(site, wiki, request.kinds))
        articles = reader.articles(candidates.titles)
        ranking = rank(articles, limit=request.limit, per_article=request.per_article, sort=request.sort)
        return ranking, 0 if candidates.complete else len(candidates.titles)

    def target(self, code: str, host: str) -> Target:
        """How a page of the host links to the articles of a wiki."""
        site = self.sites.open(code)
        script = f'{site.protocol()}://{site.hostname()}{site.path()}'
        return Target(script, '' if code == host else self.sites.prefix(host, code))

    def summary(self, bodies: list[_Body], code: str) -> str:
        """The edit summary: how much is on the lists of the page, and which parameter is wrong."""
        wiki = wikis.load(code)
        rows = {(row.title, row.statement.fingerprint) for body in bodies if body.ranking for row in body.ranking.rows}
        parts = []
        if any(body.ranking for body in bodies):
            articles = len({title for title, _ in rows})
            parts.append(message('worklist-summary', wiki, statements=len(rows), articles=articles))
        if parameter := next((body.parameter for body in bodies if body.parameter), ''):
            parts.append(message('worklist-summary-error', wiki, parameter=parameter))
        return '; '.join(parts)


def _merged(bodies: Sequence[tuple[Mapping[str, str], str]], text: str) -> str:
    """The text of a page with the new bodies in its blocks; a block that was changed since waits for the next run."""
    for index, ((parameters, body), block) in enumerate(zip(bodies, blocks.find(text, TEMPLATE), strict=False)):
        if block.parameters == parameters and not table.same(block.body, body):
            text = blocks.replace(text, TEMPLATE, body, index=index)
    return text


def _said(problem: Exception) -> str:
    return f'{type(problem).__name__}: {problem}'

"""The backlog job: keeps the pages current that say how much of whole wikis lacks a source."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from pywikibot import config

from onelib import wikis
from onelib.campaign import parameters
from onelib.campaign.backlog import CampaignSide, WikiBacklog, sides
from onelib.campaign.campaigns import Campaign
from onelib.campaign.index import TopicFigures
from onelib.campaign.parameters import BacklogRequest, RequestError
from onelib.campaign.rows import Tally
from onelib.jobs.page_job import PageJob, time_of_wikis
from onelib.jobs.quick import QuickJob, be_impatient
from onelib.operations.arguments import Arguments
from onelib.outcomes.reasons import Reason
from onelib.outcomes.results import Result
from onelib.pages.backlog import BacklogPart, part
from onelib.pages.backlog_views import TEMPLATES, BacklogContext
from onelib.pages.context import Host
from onelib.pages.page_update import BlockContent, NoTemplates, Untouched
from onelib.readers.blocks import Holder
from onelib.readers.campaign_loader import CampaignLoader
from onelib.readers.row_templates import RowTemplates
from onelib.readers.sites import UNREADABLE, unreadable
from onelib.readers.template_names import TemplateNames
from onelib.readers.tracking import Tracking, templates_of
from onelib.settings import Settings
from onelib.store import Store
from onelib.store.index import Index
from onelib.wikis import titles
from onelib.wikitext import blocks
from onelib.wikitext.blocks import Block

__all__ = ['OPTIONS', 'BacklogJob', 'QuickBacklogJob', 'work']

#: The arguments of its script, as its docstring shows them.
OPTIONS = ('-wiki:CODE,...', '-page:TITLE', '-quick', '-trial:N')

# These show what the wikis count themselves.
_LIVE = ('region', 'wiki')


def work(settings: Settings, store: Store, now: datetime.datetime, arguments: Arguments) -> Iterator[Result]:
    """Bring the pages that the arguments ask for up to date."""
    now = time_of_wikis(settings, now)
    if 'quick' in arguments.options:
        be_impatient()
        return QuickBacklogJob(settings, store, now).run(arguments.wikis, (), arguments.trial)
    return BacklogJob(settings, store, now).run(arguments.wikis, arguments.pages, arguments.trial)


class BacklogJob(PageJob):
    """One run over the pages with backlogs of some wikis."""

    template = '1Lib1Ref backlog'
    parameters = parameters.BACKLOG_PARAMETERS
    bundle = 'backlog'

    def __init__(self, settings: Settings, store: Store, now: datetime.datetime) -> None:
        # A simulation keeps nothing, but counts all the same.
        super().__init__(settings, store if store.writable else store.copy(), now)
        self.loader = CampaignLoader(self.sites, self.store, self.campaigns, now)
        self.row_templates = RowTemplates(self.sites, TEMPLATES)
        self.names = TemplateNames(self.sites, self.store, now)
        self.tracking = Tracking(self.sites, self.names, self.store, now)
        self.index = Index(settings.store_url(Path(config.base_dir)), writable=False)
        # By wiki and what a block asks for.
        self._parts: dict[tuple[str, str], tuple[BacklogPart, Sequence[Reason]]] = {}

    def make(self, block: Block, page: Holder, code: str) -> tuple[BlockContent, Sequence[Reason]]:
        """The numbers that a block asks for; what blocks above it explain it does not explain again."""
        request = self._request(block, code)
        if missing := self.row_templates.lacking(code, TEMPLATES, request.lang):
            return NoTemplates.instead_of(block.body), (missing,)
        shown, behind = self._shown(block, code)
        above = (one for one in blocks.find(page.text, self.template, page.wiki) if one.start < block.start)
        return shown.below(self._readable(above, code)), behind

    def _request(self, block: Block, code: str) -> BacklogRequest:
        return parameters.backlog(
            block.parameters, host=code, served=self.settings.wikis, campaigns=self.campaigns.ids()
        )

    def _readable(self, above: Iterable[Block], code: str) -> Iterator[BacklogPart]:
        for block in above:
            # What is wrong with it is said there.
            with suppress(RequestError):
                yield self._shown(block, code)[0]

    def _shown(self, block: Block, code: str) -> tuple[BacklogPart, Sequence[Reason]]:
        """What a block says if it is alone on its page."""
        asked = code, self.asked(block.parameters)
        if asked not in self._parts:
            request = self._request(block, code)
            behind: list[Reason] = []
            counts = self._campaign(request, behind)
            there = sides(counts, request.wikis) if counts else dict[str, CampaignSide]()
            rows = [self._known(wiki, request, behind, there) for wiki in request.wikis]
            wiki = parameters.spoken(wikis.load(code), block.parameters)
            targets = {of: target for of in request.wikis if (target := self.linked(of, code))}
            host = Host(wiki, self.now.date(), targets)
            campaign = counts.campaign if counts else None
            self._parts[asked] = part(rows, BacklogContext(request, host, campaign, self.settings.enabled)), behind
        return self._parts[asked]

    def _campaign(self, request: BacklogRequest, behind: list[Reason]) -> Tally | None:
        """The campaign that a request names, or the last one that has begun; None if there is none."""
        if request.view not in _LIVE:
            return None
        identity = request.campaign or self._last()
        if not identity:
            return None
        try:
            data = self.loader.load(identity)
        except RequestError:
            if request.campaign:
                raise
            return None
        behind += data.behind
        return data.counts

    def _last(self) -> str:
        """The id of the campaign that began last, '' if none has."""
        begun: list[Campaign] = []
        for identity in self.campaigns.ids():
            # What is wrong with one that nobody asked for is said where it stands.
            with suppress(RequestError):
                campaign = self.campaigns.named(identity)
                if campaign.start and campaign.start <= self.now.date():
                    begun.append(campaign)
        return max(begun, key=lambda one: (one.start or datetime.date.min, one.id)).id if begun else ''

    def _known(
        self, code: str, request: BacklogRequest, behind: list[Reason], there: Mapping[str, CampaignSide]
    ) -> WikiBacklog:
        """All that is known of a wiki; one that does not answer shows what is known without it."""
        wiki, live, tags = wikis.load(code), None, ''
        if request.view in _LIVE:
            try:
                live = self.tracking.live(code)
                tags = next(iter(templates_of(self.names.complete(code), 'tagged')), '')
            except UNREADABLE as problem:
                behind.append(unreadable(problem, code))
        scans = tuple(self.index.summaries(code))
        topics = self._topics(code, request) if request.view == 'topics' else ()
        return WikiBacklog(code, wiki.database, live, scans, topics, there.get(code), tags)

    def _topics(self, code: str, request: BacklogRequest) -> tuple[TopicFigures, ...]:
        """The categories that a request names, or those where most articles cite nothing."""
        if not request.category:
            most = request.limit
            return tuple(self.index.topics(code, most=most) or self.index.topics(code, 'articles', most))
        wiki = wikis.load(code)
        names = (titles.normalise(titles.split_namespace(title, wiki)[1]) for title in request.category)
        return tuple(found for name in names if (found := self.index.topic(code, name)))


class QuickBacklogJob(QuickJob, BacklogJob):
    """A run over the pages that somebody has changed."""

    def refreshed(
        self, block: Block, page: Holder, code: str, changed: Mapping[str, Mapping[str, str]]
    ) -> tuple[BlockContent, Sequence[Reason]]:
        """Nothing: what it is made of changes once a month, or by the hour."""
        return Untouched(), ()

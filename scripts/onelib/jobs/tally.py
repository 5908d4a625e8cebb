"""The tally job: keeps the tallies on the pages current, or writes their tables to files."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from pywikibot import config

from onelib import wikis
from onelib.campaign import parameters, views
from onelib.campaign.parameters import RequestError
from onelib.jobs.event_reports import EventReports
from onelib.jobs.html_files import HtmlFiles
from onelib.jobs.page_job import PageJob, time_of_wikis
from onelib.jobs.quick import QuickJob, be_impatient
from onelib.jobs.served import digest
from onelib.jobs.sleeping import asleep, remembered
from onelib.jobs.tally_data import TallyDataPages
from onelib.operations.arguments import Arguments
from onelib.operations.base_directory import in_words
from onelib.operations.files import write_anew
from onelib.operations.progress import progress
from onelib.outcomes.reasons import Kind, Reason
from onelib.outcomes.results import Outcome, Result, not_served, settled
from onelib.pages import csv_files
from onelib.pages.context import Host
from onelib.pages.links import Target
from onelib.pages.messages import message
from onelib.pages.mistakes import sentence
from onelib.pages.page_update import BlockContent, NoTemplates, Untouched
from onelib.pages.table import EDIT, ROW, TEMPLATES
from onelib.pages.tally import TallyPart, part
from onelib.publish.event_edits import EventEdits
from onelib.readers.blocks import Holder
from onelib.readers.campaign_loader import CampaignData, CampaignLoader
from onelib.readers.campaigns import Campaigns
from onelib.readers.changes import Changes
from onelib.readers.collector import RECHECKED_FOR
from onelib.readers.responses import answers
from onelib.readers.row_templates import RowTemplates
from onelib.readers.sites import UNREADABLE, unforeseen, unreadable
from onelib.settings import Settings
from onelib.store import Store, questions
from onelib.wikitext.blocks import Block

__all__ = ['OPTIONS', 'QuickTallyJob', 'TallyJob', 'work']

#: The arguments of its script, as its docstring shows them.
OPTIONS = ('-wiki:CODE,...', '-page:TITLE', '-csv:FOLDER', '-html:FOLDER', '-sleep', '-quick', '-trial:N')


def work(settings: Settings, store: Store, now: datetime.datetime, arguments: Arguments) -> Iterator[Result]:
    """Bring the tallies that the arguments ask for up to date, or write their tables to files."""
    if 'quick' in arguments.options:
        be_impatient()
        return QuickTallyJob(settings, store, time_of_wikis(settings, now)).run(arguments.wikis, (), arguments.trial)
    everything = not (arguments.wikis or arguments.pages or arguments.options.keys() - {'sleep'}) and store.writable
    if everything and 'sleep' in arguments.options and (rest := asleep(store, now)) is not None:
        return rest
    now = time_of_wikis(settings, now)
    job = TallyJob(settings, store, now)
    if 'html' in arguments.options:
        job.publisher = HtmlFiles(job.sites, settings, Path(arguments.options['html']))
        job.data_pages = TallyDataPages(job.publisher)
    if 'csv' in arguments.options:
        return job.write(Path(arguments.options['csv']))
    if not everything:
        return job.run(arguments.wikis, arguments.pages, arguments.trial)
    return remembered(job.run(), job.campaigns, store, now)


class TallyJob(PageJob):
    """One run over the tallies of some wikis."""

    template = '1Lib1Ref tally'
    bundle = 'tally'
    parameters = parameters.TALLY_PARAMETERS

    def __init__(self, settings: Settings, store: Store, now: datetime.datetime) -> None:
        # A simulation keeps nothing, but counts all the same.
        super().__init__(settings, store if store.writable else store.copy(), now)
        self.loader = CampaignLoader(self.sites, self.store, self.campaigns, now, _followed)
        self.row_templates = RowTemplates(self.sites, TEMPLATES)
        self.data_pages = TallyDataPages(self.publisher)

    def make(self, block: Block, page: Holder, code: str) -> tuple[BlockContent, Sequence[Reason]]:
        """The numbers that a block asks for."""
        request = parameters.tally(
            block.parameters, host=code, served=self.settings.wikis, campaigns=self.campaigns.ids()
        )
        if code == 'meta' and (problem := self.campaigns.refused_on(page.title)):
            # Who has put a second campaign of that id there looks there.
            raise problem
        wanted = [name for name in TEMPLATES if name not in (ROW, EDIT) or not request.row_template]
        if missing := self.row_templates.lacking(code, wanted, request.lang):
            return NoTemplates.instead_of(block.body), (missing,)
        template = self.row_templates.named(code, request.row_template)
        data = self.loader.load(request.campaign)
        unclear = [(page.wiki, page.title, line.section) for page, line in data.unclear]
        wiki = parameters.spoken(wikis.load(code), block.parameters)
        known = self.loader.known(data, views.VIEWS[request.view].wants)
        more = [where.host for where, _ in known.lists] + (['meta'] if data.signed.attended else [])
        host = Host(wiki, self.now.date(), self.targets(data, code, more))
        empty = [(page.wiki, page.title, '') for page in data.signed.empty]
        told = part(
            request,
            data.counts,
            host,
            now=self.now,
            known=known,
            unclear=unclear,
            empty=empty,
            attended=data.signed.attended,
            template=template,
            data_page=self.data_pages.title(code, page.title, request),
        )
        return told, data.behind

    def run(self, codes: Collection[str] = (), titles: Collection[str] = (), trial: int = 0) -> Iterator[Result]:
        """Bring the pages up to date, and name the sign-up pages with lines that nobody understands."""
        yield from super().run(codes, titles, trial)
        if not titles and not trial:
            yield from self._unclear_pages()
            reports = EventReports(EventEdits(self.publisher, self.store, self.loader.services, self.now))
            for data in self.loader.loaded:
                yield from reports.of(data)

    def serve_wiki(self, code: str, titles: Collection[str] = ()) -> Iterator[Result]:
        """Bring the pages of one wiki up to date, and behind them those with the data of their tallies."""
        yield from super().serve_wiki(code, titles)
        yield from self._data_pages(code)

    def _data_pages(self, code: str) -> Iterator[Result]:
        try:
            yield from self.data_pages.publish(code, self.settings.max_bytes)
        except UNREADABLE as problem:
            yield not_served(code, unreadable(problem), answers.failed)

    def done(self, code: str, page: Holder, parts: Sequence[tuple[Mapping[str, str], BlockContent]]) -> None:
        """Remember what the page says, and of which tallies data are wanted."""
        super().done(code, page, parts)
        for _, told in parts:
            if isinstance(told, TallyPart):
                self.data_pages.note(code, page.title, told)

    def remarks(self, block: Block, page: Holder) -> Iterator[str]:
        """As of all blocks; and that data are wanted which the operator does not let the bot publish."""
        yield from super().remarks(block, page)
        if block.parameters.get('data', '').lower() == 'yes' and not self.data_pages.allowed:
            yield message('worklist-note-idle', page.wiki, parameter='data', other='own_pages')

    def _unclear_pages(self) -> Iterator[Result]:
        """The sign-up pages of campaigns that are not over yet on which such lines stand."""
        lines = Counter(
            page
            for data in self.loader.loaded
            for page, _ in data.unclear
            if self.now < data.counts.campaign.window().end + RECHECKED_FOR
        )
        for page, number in lines.items():
            are = 'line was' if number == 1 else 'lines were'
            reason = Reason(Kind.SIGN_UPS, f'{number} {are} not understood')
            yield Result(page.wiki, page.title, Outcome.KEPT, (reason,))

    def asked(self, parameters: Mapping[str, str]) -> str:
        """What a block asks for, in short, and what the campaign that it names says of itself."""
        return digest(parameters, self.campaigns.written(parameters.get('campaign', '')))

    def followed(
        self, code: str, page: Holder, parts: Sequence[tuple[Mapping[str, str], BlockContent]]
    ) -> Mapping[str, Collection[str]]:
        """By wiki: the sign-up pages of the campaigns."""
        follows: defaultdict[str, set[str]] = defaultdict(set)
        for identity in {asked.get('campaign', '') for asked, _ in parts}:
            for sign_ups in self.loader.pages(identity):
                follows[sign_ups.wiki].add(sign_ups.title)
        return follows

    def targets(self, data: CampaignData, host: str, more: Iterable[str] = ()) -> dict[str, Target]:
        """How to link to the wikis of a campaign, and to those of its pages and to `more`, as far as the host can."""
        pages = (*data.signed.unclear, *data.signed.empty)
        codes = dict.fromkeys((*data.counts.campaign.wikis, *(page.wiki for page in pages), *more))
        return {code: target for code in codes if (target := self.linked(code, host))}

    def write(self, folder: Path) -> Iterator[Result]:
        """Write the edits and the participants of every campaign to files for spreadsheets; in a simulation, none."""
        if not config.simulate:
            folder.mkdir(parents=True, exist_ok=True)
        try:
            identities = self.campaigns.ids()
        except UNREADABLE as problem:
            yield not_served('meta', unreadable(problem), answers.failed)
            return
        for identity in identities:
            try:
                data = self.loader.load(identity)
            except RequestError as problem:
                reason = Reason(Kind.PARAMETER, sentence(problem, wikis.load('en')))
                yield Result('meta', identity, Outcome.FAILED, (reason,))
                continue
            except UNREADABLE as problem:
                yield settled(Result('meta', identity, Outcome.FAILED, (unreadable(problem),)))
                continue
            except Exception as problem:
                yield Result('meta', identity, Outcome.FAILED, (unforeseen(problem),))
                continue
            registered = self.loader.registered(data)
            people = views.participants(data.counts, who='all').rows
            files = {
                'edits': csv_files.edits(data.counts.counted),
                'participants': csv_files.participants(people, registered),
            }
            if config.simulate:
                yield Result('meta', identity, Outcome.SIMULATED, data.behind)
                continue
            try:
                for name, text in files.items():
                    write_anew(folder / f'{identity}-{name}.csv', text)
            except OSError as problem:
                yield Result('meta', identity, Outcome.FAILED, (Reason(Kind.OTHER, in_words(problem)),))
                continue
            yield Result('meta', identity, Outcome.WRITTEN, data.behind)


def _followed(codes: Collection[str], campaign: str) -> Iterable[str]:
    """The wikis of a campaign, and how far their reading is."""
    return progress.through(codes, len(codes), f'reading for {campaign}', 'wikis')


class QuickTallyJob(QuickJob, TallyJob):
    """A run over the tallies that somebody has changed, and those whose campaign or sign-up pages have changed."""

    other = Campaigns.TEMPLATE
    # Who has signed up looks whether they are in; the run after the next one would be too late.
    at_most_every = datetime.timedelta()

    def _served_waiting(self, code: str) -> Iterator[Result]:
        yield from super()._served_waiting(code)
        yield from self._data_pages(code)

    def concerns_all(self, of_other: Collection[str], found: Changes) -> bool:
        """Whether a page with a campaign has changed, or one that had one; which blocks that concerns is seen there."""
        return bool(of_other or found.titles.keys() & set(self.store.answers(questions.campaign_pages())))

    def refreshed(
        self, block: Block, page: Holder, code: str, changed: Mapping[str, Mapping[str, str]]
    ) -> tuple[BlockContent, Sequence[Reason]]:
        """The numbers, if these sign-up pages are those of the campaign."""
        pages = self.loader.pages(block.parameters.get('campaign', ''))
        concerned = any(sign_ups.title in changed.get(sign_ups.wiki, ()) for sign_ups in pages)
        return TallyJob.make(self, block, page, code) if concerned else (Untouched(), ())

"""The worklist job: finds the blocks, makes their lists, publishes them."""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from pywikibot import config

from onelib import wikis
from onelib.campaign import parameters
from onelib.campaign.parameters import RequestError, WorklistRequest
from onelib.campaign.ranking import Ranking
from onelib.campaign.records import Listing
from onelib.jobs import catalogues, last_run
from onelib.jobs.event_lists import EventLists, Note
from onelib.jobs.html_files import HtmlFiles
from onelib.jobs.list_making import FRESH, ListMaker, Made
from onelib.jobs.page_job import PageJob, time_of_wikis
from onelib.jobs.preview import Preview
from onelib.jobs.quick import QuickJob, be_impatient
from onelib.jobs.records import Followed, StatementRecords
from onelib.jobs.served import Served
from onelib.jobs.shrink_guard import ShrinkGuard, ended
from onelib.operations.arguments import Arguments
from onelib.outcomes.reasons import Reason, joined
from onelib.outcomes.results import Result, RowKey
from onelib.pages import list_rows
from onelib.pages.done import UNKNOWN
from onelib.pages.marked_rows import MarkedRows
from onelib.pages.marks import is_new
from onelib.pages.page_update import BlockContent, Kept, NoTemplates, Untouched, Worklist
from onelib.pages.refreshed import RefreshedWorklist
from onelib.pages.worklist import LAYOUTS, Form, LookedAt, rows_of
from onelib.readers.articles import ArticleReader, Shelf
from onelib.readers.blocks import Holder
from onelib.readers.budget import OverBudgetError, half
from onelib.readers.candidates import Candidates, Services, collect, source_of
from onelib.readers.page_views import PageViews
from onelib.readers.row_templates import RowTemplates
from onelib.readers.sisters import SisterReader
from onelib.readers.sites import UNREADABLE
from onelib.readers.template_names import TemplateNames
from onelib.settings import Settings
from onelib.store import Store, questions
from onelib.wikitext.blocks import Block

__all__ = ['OPTIONS', 'QuickWorklistJob', 'WorklistJob', 'work']

#: The arguments of its script, as its docstring shows them.
OPTIONS = ('-wiki:CODE,...', '-page:TITLE', '-shard:K/N', '-quick', '-trial:N', '-preview', '-html:FOLDER')

_NARROW = re.compile(r'\|\s*(?:category|titles|petscan|pagepile|links_of|search|transcludes|source)\s*=', re.IGNORECASE)
# Candidates that cost more questions are kept for an hour; others are asked for anew, which also says who was edited.
_CHEAP = 3
# So long a row that a wiki has rejected is not offered to it again.
_REJECTED_FOR = datetime.timedelta(days=30)
# So many articles that could not be read are named.
_MOST_NAMED = 10
# Dumps come once a month, and one may fail.
_INDEX_FRESH = datetime.timedelta(days=75)


def work(settings: Settings, store: Store, now: datetime.datetime, arguments: Arguments) -> Iterator[Result]:
    """Bring the worklists that the arguments ask for up to date, page by page."""
    codes = arguments.wikis
    if 'quick' in arguments.options:
        be_impatient()
        return QuickWorklistJob(settings, store, time_of_wikis(settings, now)).run(codes, (), arguments.trial)
    if 'shard' in arguments.options:
        codes = arguments.shard([code for code in settings.wikis if code in settings.enabled])
        if not codes:
            # More parts than wikis; without codes, all would be meant.
            return iter(())
    job = WorklistJob(settings, store, time_of_wikis(settings, now))
    if 'preview' in arguments.options:
        job.publisher = Preview(job.sites, settings)
    if 'html' in arguments.options:
        job.publisher = HtmlFiles(job.sites, settings, Path(arguments.options['html']))
    return job.run(codes, arguments.pages, arguments.trial)


class WorklistJob(PageJob):
    """One run over the worklists of some wikis.

    :ivar about: title of the article of which is kept what is decided, '' for none
    """

    template = '1Lib1Ref worklist'
    parameters = parameters.WORKLIST_PARAMETERS

    def __init__(self, settings: Settings, store: Store, now: datetime.datetime) -> None:
        super().__init__(settings, store, now)
        self.names = TemplateNames(self.sites, store, now)
        self.sisters = SisterReader(self.sites, store, now)
        self.about = ''
        # What was asked once in a run is not asked again, however many blocks want it.
        self._shelf = Shelf()
        self._readers: dict[tuple[str, tuple[str, ...]], ArticleReader] = {}
        self._rejected_rows: dict[str, Mapping[RowKey, str]] = {}
        self._candidates: dict[Hashable, Candidates] = {}
        self.row_templates = RowTemplates(self.sites, {name for form in LAYOUTS.values() for name in form.templates})
        self.services = Services(settings.services, day=self.now.date().isoformat(), store=store.url)
        self.views = PageViews(self.services, store, self.now)
        self._beside: list[Result] = []

    def order(self, page: Holder) -> int:
        """Widest lists first: what they have read, the narrower ones need not read again."""
        return bool(_NARROW.search(page.text))

    def serve_wiki(self, code: str, titles: Collection[str] = ()) -> Iterator[Result]:
        """As of all jobs; when all pages of the wiki had their turn, the day is written down."""
        through = not (titles or self.publisher.trial or config.simulate)
        for result in super().serve_wiki(code, titles):
            through = through and last_run.had_its_turn(result)
            yield result
        if through:
            yield from catalogues.refresh(self.publisher, code)
            yield from last_run.write(self.publisher, code, self.now.date())

    def make(self, block: Block, page: Holder, code: str) -> tuple[BlockContent, Sequence[Reason]]:
        """The list that a block asks for; it stays as it is if all that could be read is nothing."""
        request = self.request(block, code)
        if missing := self.missing_templates(request, code):
            return NoTemplates.instead_of(block.body), (missing,)
        content = self.content(request, code, block.body, page.title)
        unread = joined(content.unread[:_MOST_NAMED])
        if shrinks := self.shrinks(request, block, content, page, code):
            return Kept(), (shrinks, *([unread] if unread else ()))
        if unread is None:
            return content, ()
        return content if content.ranking.rows else Kept(), (unread,)

    def shrinks(
        self, request: WorklistRequest, block: Block, content: Worklist, page: Holder, code: str
    ) -> Reason | None:
        """Why a list that asks for the same as before does not become that much shorter, None if it may."""
        guard = ShrinkGuard(self.store, self.template, code, page.title, self.now)
        rows, unread = len(content.ranking.rows), self.reader(request).unread
        return guard.objects(self.asked(block.parameters), block.body, rows, content.ended, unread)

    def request(self, block: Block, host: str) -> WorklistRequest:
        """What a block of a page on that wiki asks for.

        :raises RequestError: all parameters that cannot be used
        """
        # Where none names a campaign, Meta need not be asked for them.
        there_are = self.campaigns.ids() if block.parameters.get('campaign') else ()
        return parameters.worklist(block.parameters, host=host, served=self.settings.wikis, campaigns=there_are)

    def beside(
        self, page: Holder, code: str, parts: Sequence[tuple[Mapping[str, str], BlockContent]]
    ) -> Iterator[Note]:
        """Bring the worklists up to date of the events that the lists name."""
        events = EventLists(self.publisher, self.settings, self.store, self.services, self.now, self._beside)
        return events.keep(page, code, parts)

    def also(self) -> Iterator[Result]:
        """How it went with these worklists."""
        while self._beside:
            yield self._beside.pop(0)

    def done(self, code: str, page: Holder, parts: Sequence[tuple[Mapping[str, str], BlockContent]]) -> None:
        """Remember what the page says, and which statements stand on a list of a campaign."""
        if isinstance(self.publisher, Preview):
            return
        super().done(code, page, parts)
        for _, part in parts:
            if isinstance(part, Worklist):
                where = Listing(code, page.title, part.of, part.campaign)
                StatementRecords(self.store, where, self.now).list(part.ranking.rows)

    def followed(
        self, code: str, page: Holder, parts: Sequence[tuple[Mapping[str, str], BlockContent]]
    ) -> Mapping[str, Collection[str]]:
        """By wiki: the articles of the lists."""
        follows: defaultdict[str, set[str]] = defaultdict(set)
        for _, part in parts:
            if isinstance(part, Worklist):
                follows[part.of] |= {row.title for row in part.ranking.rows}
            elif isinstance(part, RefreshedWorklist):
                follows[part.of] |= {article.title for article in part.articles.values() if article}
        if not all(isinstance(part, Worklist) for _, part in parts):
            # Of the others stands there what stood there.
            for wiki, titles in Served.of(self.store, self.template, code, page.title).follows.items():
                follows[wiki] |= set(titles)
        return follows

    def content(self, request: WorklistRequest, host: str, last: str, page: str = '') -> Worklist:
        """What a list should say.

        :param host: the wiki that the list stands on; rows that it has rejected before are left out
        :param last: what stands there now: what people have put aside is no row of the list
        :param page: where it stands; '': nothing is said of what has become of its statements
        """
        hashtag = self.campaigns.hashtag(request.campaign) or self.settings.hashtag
        form = self.form(request, host, hashtag)
        candidates = self.candidates(request)
        reader = self.reader(request)
        marked = MarkedRows(last, wikis.load(host), self.now.date())
        records = self.records(request, host, page) if page else None
        waiting = records.waiting(request.kinds) if records else ()
        watched = {record.page_id for record in waiting}
        made = self.maker.make(request, host, candidates, reader, self.rejected_rows(host), marked, watched)
        if not made.read and (made.over_budget or not candidates.complete):
            raise made.over_budget or OverBudgetError('there are no requests left to find the articles of this list')
        gone = records.follow(waiting, made.watched, reader) if records else Followed()
        left_out = tuple(reader.unread[title] for title in candidates.titles if title in reader.unread)
        return Worklist(
            self.with_leads(made.ranking, request, host),
            form,
            self.looked_at(candidates, made),
            left_out,
            request.campaign,
            request.wiki,
            self.views_trouble(request) or self.index_trouble(request, candidates),
            marked.sought,
            records.outcome(made.ranking.rows) if records else UNKNOWN,
            ended(last, gone.ended),
        )

    def records(self, request: WorklistRequest, host: str, page: str) -> StatementRecords:
        """What is known of the statements that have stood on a list."""
        return StatementRecords(self.store, Listing(host, page, request.wiki, request.campaign), self.now)

    def looked_at(self, candidates: Candidates, made: Made) -> LookedAt:
        """Of which articles a list is made, if not of all."""
        among = candidates.drawn_from or len(candidates.titles)
        whole = candidates.complete and not made.over_budget and not made.ended
        drawn = among > self.settings.max_articles or (made.ended and made.by_lot)
        viewed = None if self.views.trouble else made.viewed
        read, among = 0 if whole and not drawn else made.read, among if drawn else 0
        return LookedAt(read, among, candidates.complete, viewed, candidates.indexed)

    def views_trouble(self, request: WorklistRequest) -> RequestError | None:
        """Why it is not known of more articles how often they are read."""
        if request.sort != 'most_read' or not (problem := self.views.trouble):
            return None
        why = f'trouble-{problem.fault.value}'
        return RequestError('sort', request.sort, why, service='Pageviews', why=problem.why)

    def index_trouble(self, request: WorklistRequest, candidates: Candidates) -> RequestError | None:
        """That the index is so old that much may have changed since."""
        if not candidates.indexed or self.now.date() - candidates.indexed <= _INDEX_FRESH:
            return None
        return RequestError('source', request.source, 'trouble-index-old', date=candidates.indexed.isoformat())

    def with_leads(self, ranking: Ranking, request: WorklistRequest, host: str) -> Ranking:
        """The rows, each with where a source for it may be found in another language, if that is known."""
        wiki = self.names.complete(request.wiki)
        editions = wiki.sisters if request.from_ is None else request.from_
        prefixes = dict(self.prefixes(host, editions))
        leads = self.sisters.leads(ranking.rows, wiki, prefixes)
        if not leads:
            return ranking
        found = {key: replace(lead, prefix=prefixes[lead.wiki]) for key, lead in leads.items()}
        return replace(ranking, rows=tuple(replace(row, lead=found.get(row.key)) for row in ranking.rows))

    def prefixes(self, host: str, codes: Iterable[str]) -> Iterator[tuple[str, str]]:
        """How pages of a wiki link to others; those to which they cannot, or that nobody can read, are left out."""
        for code in codes:
            with suppress(*UNREADABLE):
                yield code, self.sites.prefix(host, code) if code != host else ''

    def form(self, request: WorklistRequest, host: str, hashtag: str) -> Form:
        """In which form the rows of a list stand on a wiki."""
        prefix = '' if request.wiki == host else self.sites.prefix(host, request.wiki)
        lang = request.lang if request.lang != wikis.load(host).language else ''
        template = self.row_templates.named(host, request.row_template)
        return Form(prefix, hashtag, request.layout, template, lang, request.wiki)

    def missing_templates(self, request: WorklistRequest, host: str) -> Reason | None:
        """Why a list cannot be shown on a wiki: the templates of its rows are not there."""
        wanted = LAYOUTS[request.layout].needed(bool(request.row_template))
        return self.row_templates.lacking(host, wanted, request.lang)

    @property
    def maker(self) -> ListMaker:
        """What makes the lists."""
        return ListMaker(self.store, self.now, self.settings.max_articles, self.views, self.about)

    def reader(self, request: WorklistRequest) -> ArticleReader:
        """What reads the articles of a list."""
        key = (request.wiki, request.kinds)
        if key not in self._readers:
            site, wiki = self.sites.open(request.wiki), self.names.complete(request.wiki)
            self._readers[key] = ArticleReader(site, wiki, request.kinds, self._shelf)
        return self._readers[key]

    def candidates(self, request: WorklistRequest) -> Candidates:
        """The articles that a list may be made of.

        :raises RequestError: the category or page that the request names does not exist
        """
        source = source_of(self.sites.open(request.wiki), self.names.complete(request.wiki), request, self.services)
        key = source.key
        if key in self._candidates:
            return self._candidates[key]
        question = questions.candidates(request.wiki, repr(key))
        kept = None if self.about or key is None else self.store.answer(question, since=self.now - FRESH)
        if kept is not None:
            # Whether they were edited since is not known, and matters for what is listed alone.
            candidates = Candidates(
                tuple(kept['titles']),
                kept['complete'],
                drawn_from=kept.get('drawn_from', 0),
                indexed=datetime.date.fromisoformat(kept['indexed']) if kept.get('indexed') else None,
            )
        else:
            asked = self.services.asked
            with half():
                # The other half is for reading them.
                candidates = collect(source, self.settings.max_articles, self.about)
            if not self.about and key is not None and (candidates.reads > _CHEAP or self.services.asked > asked):
                known = {
                    'titles': candidates.titles,
                    'complete': candidates.complete,
                    'drawn_from': candidates.drawn_from,
                    'indexed': candidates.indexed and candidates.indexed.isoformat(),
                }
                self.store.keep(question, known, self.now)
        if key is not None:
            self._candidates[key] = candidates
        return candidates

    def rejected_rows(self, host: str) -> Mapping[RowKey, str]:
        """The rows that a wiki has rejected of late, and what it said."""
        if host not in self._rejected_rows:
            self._rejected_rows[host] = self.store.rejected_rows(host, since=self.now - _REJECTED_FOR)
        return self._rejected_rows[host]


class QuickWorklistJob(QuickJob, WorklistJob):
    """A run over the lists that somebody has changed, and those of which articles have changed."""

    def refreshed(
        self, block: Block, page: Holder, code: str, changed: Mapping[str, Mapping[str, str]]
    ) -> tuple[BlockContent, Sequence[Reason]]:
        """The list with new rows for these articles."""
        request = self.request(block, code)
        titles = {title: now for title, now in changed.get(request.wiki, {}).items() if rows_of(block.body, title)}
        if not (titles or self.has_notes(block, code)) or self.missing_templates(request, code):
            return Untouched(), ()
        form = self.form(request, code, self.campaigns.hashtag(request.campaign) or self.settings.hashtag)
        # Those that cannot be read stay as they are.
        reader = self.reader(request)
        articles = reader.now(titles) if titles else {}
        records = self.records(request, code, page.title)
        read = {article.page_id: article for article in articles.values() if article}
        there = records.of({*titles, *titles.values()}, request.kinds) if titles else ()
        gone = records.follow(there, read, reader, datetime.timedelta())
        # Whose revisions the wiki still has is not deleted, whatever it says of the title.
        lasting = {record.title for record in there} - {record.title for record in gone.deleted}
        articles = {title: article for title, article in articles.items() if article or title not in lasting}
        return RefreshedWorklist(articles, form, request.wiki, records.outcome()), ()

    def has_notes(self, block: Block, code: str) -> bool:
        """Whether people have marked rows of a list since a run has seen it."""
        today = self.now.date()
        return any(is_new(row, wikis.load(code), today) for row in list_rows.read(block.body))

"""Why an article is or is not on the worklists: asks the worklist job what it decides."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from onelib import wikis
from onelib.campaign.parameters import RequestError, WorklistRequest, spoken
from onelib.jobs import explain_text
from onelib.jobs.worklist import WorklistJob
from onelib.outcomes.reasons import joined
from onelib.outcomes.results import RowKey
from onelib.pages.mistakes import sentence
from onelib.pages.page_update import Plan, Worklist, standing
from onelib.pages.worklist import rows_of
from onelib.readers import lookup
from onelib.readers.blocks import Holder, holders
from onelib.readers.lookup import FoundPage
from onelib.settings import Settings
from onelib.store import Store
from onelib.wikitext import blocks, statements
from onelib.wikitext.blocks import Block
from onelib.wikitext.statements.statement import Statement

__all__ = ['explain']


def explain(settings: Settings, store: Store, now: datetime.datetime, code: str, title: str) -> Iterator[str]:
    """The steps from the article to the lists, line by line.

    :param store: is only read
    :raises NotThereError: there is no such article
    :raises pywikibot.exceptions.Error: a wiki does not answer
    """
    job = WorklistJob(settings, store, now)
    site = job.sites.open(code)
    yield f'{code} is served: the bot reads its articles' + (
        ' and may edit its pages' if code in settings.enabled else '; it is not enabled there and edits no page of it'
    )
    page = lookup.page(site, title)
    job.about = page.title
    yield from _page(page)
    if page.namespace:
        yield f'It is on no list: lists are of articles (namespace 0), and it is in namespace {page.namespace}.'
        return
    found = statements.find(page.text, job.names.complete(code))
    yield from explain_text.explain(page.text, job.names.complete(code), found)
    yield from _Lists(job, code, page, found).explain()


def _page(page: FoundPage) -> Iterator[str]:
    if page.redirect:
        yield f'"{page.asked}" is a redirect and on no list itself; it leads to "{page.title}":'
    yield f'"{page.title}", revision {page.revision}, namespace {page.namespace}'


@dataclass(slots=True)
class _Lists:
    """The lists that the article could be on."""

    job: WorklistJob
    code: str
    page: FoundPage
    found: Sequence[Statement]
    # What becomes of the pages that lists stand on, None if there is no room for the lists.
    _plans: dict[tuple[str, str], Plan | None] = field(default_factory=dict)

    def explain(self) -> Iterator[str]:
        """What each list makes of the article, and the sum."""
        lists = on = 0
        for host in dict.fromkeys((self.code, 'meta')):
            if reason := self.job.publisher.stopped(host):
                yield f'The bot is stopped on {host}, no list there changes: {reason}'
            pages = holders(self.job.sites.open(host), self.job.template, host)
            for page in pages:
                for lines, rows in self._on_page(host, page, len(pages)):
                    lists += 1
                    on += rows > 0
                    yield from lines
        if lists:
            yield f'Result: it is on {on} of the {lists} lists of articles of {self.code}, as they would be made now.'
        else:
            yield f'Result: there is no list of articles of {self.code}, neither there nor on Meta.'

    def _on_page(self, host: str, page: Holder, pages: int) -> Iterator[tuple[list[str], int]]:
        """What to say of each list on a page, and how many statements of the article are on it."""
        where, settings = f'{host}: {page.title}', self.job.settings
        try:
            found = blocks.find(page.text, self.job.template, page.wiki)
        except blocks.BlockError as problem:
            yield [f'The lists on {where} are left alone: {problem}'], 0
            return
        for number, block in enumerate(found, 1):
            try:
                request = self.job.request(block, host)
            except RequestError as problem:
                if host == self.code or block.parameters.get('wiki', '').lower() == self.code:
                    yield [f'List {number} on {where} cannot be made, it keeps what it says: {_sentence(problem)}'], 0
                continue
            if request.wiki != self.code:
                continue
            given = ', '.join(f'{name}={value}' for name, value in block.parameters.items() if value)
            lines = [f'List {number} on {where} ({given or "no parameters"}):']
            if reason := self.job.publisher.forbidden(host, page.namespace):
                lines.append(f'  it does not change: {reason}')
            if number > settings.max_blocks:
                lines.append(f'  it is not served: only {settings.max_blocks} lists of a page are (max_blocks)')
            if pages > settings.max_pages:
                lines.append(f'  it may wait for another day: {settings.max_pages} pages are served (max_pages)')
            there, missing = self._in_block(host, block, request, lines)
            if missing:
                coming = len(missing & self._next(host, page, number))
                there += coming
                lines += self._awaited(host, len(missing), coming)
            yield lines, there

    def _in_block(self, host: str, block: Block, request: WorklistRequest, lines: list[str]) -> tuple[int, set[RowKey]]:
        """Say what a list makes of the article; give back how many of its rows stand there, and the others."""
        try:
            candidates = self.job.candidates(request)
            content = self.job.content(request, host, block.body) if self.page.title in candidates.titles else None
        except RequestError as problem:
            lines.append(f'  it cannot be made, it keeps what it says: {_sentence(problem)}')
            return 0, set()
        lines += (f'  {decision.text}' for decision in candidates.decisions)
        if content and content.unread and not content.ranking.rows:
            lines.append(f'  it keeps what it says: {joined(content.unread)}')
            content = None
        if content is None:
            lines += self._on_page_now(host, block, request, {})
            return 0, set()
        reader = self.job.reader(request)
        lines += (f'  {reader.decision(article).text}' for article in reader.articles([self.page.title]))
        lines += (f'  {decision.text}' for decision in content.ranking.decisions)
        if other := [statement.kind for statement in self.found if statement.kind not in request.kinds]:
            kinds = ', '.join(f'{number} {kind}' for kind, number in Counter(other).items())
            lines.append(f'  not looked for in this list (kinds={", ".join(request.kinds)}): {kinds}')
        for (title, fingerprint), objection in self.job.rejected_rows(host).items():
            if title == self.page.title:
                lines.append(f'  rejected by {host} of late, statement {fingerprint}: {objection}')
        others = [row.key for row in content.ranking.rows if row.title != self.page.title]
        rows = content.without(others).rows(spoken(wikis.load(host), block.parameters))
        lines += self._on_page_now(host, block, request, rows)
        there = standing(block.body, rows)
        return len(there), set(rows) - there

    def _next(self, host: str, page: Holder, number: int) -> set[RowKey]:
        """What the next run puts into a list of a page: on a long page, not all that is ranked fits."""
        if (host, page.title) not in self._plans:
            self._plans[host, page.title] = self._plan(host, page)
        plan = self._plans[host, page.title]
        content = plan.contents.get(number - 1) if plan else None
        return {row.key for row in content.ranking.rows} if isinstance(content, Worklist) else set()

    def _plan(self, host: str, page: Holder) -> Plan | None:
        served = blocks.find(page.text, self.job.template, page.wiki)[: self.job.settings.max_blocks]
        parts = [(block.parameters, self.job.part(block, page, host)[0]) for block in served]
        draft = self.job.draft(page, host, parts)
        try:
            return draft.plan(page.text)
        except blocks.BlockError:
            return None

    def _awaited(self, host: str, missing: int, coming: int) -> Iterator[str]:
        if coming:
            yield f'  the next run brings {coming} more'
        if coming < missing:
            yield (
                f'  no room: {missing - coming} of them do not fit, the page may have {self.job.room(host)} bytes and '
                'all its lists are cut at the same number of rows'
            )

    def _on_page_now(
        self, host: str, block: Block, request: WorklistRequest, rows: Mapping[RowKey, str]
    ) -> Iterator[str]:
        """What of the article stands on the page now."""
        there = len(standing(block.body, rows))
        of_article = rows_of(block.body, self.page.title)
        if rows:
            yield f'  on the page now: {there} of these {len(rows)} rows'
        elif not of_article:
            yield '  on the page now: nothing of it'
        if of_article > there:
            yield f'  on the page now: {of_article - there} other rows of it, which the next run takes away or changes'


def _sentence(problem: RequestError) -> str:
    return sentence(problem, wikis.load('en'))

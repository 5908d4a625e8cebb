"""Why an article is or is not on the worklists: asks the worklist job what it would do, and listens to it."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pywikibot

from onelib import wikis
from onelib.campaign import parameters
from onelib.campaign.parameters import RequestError, WorklistRequest
from onelib.jobs import explain_text
from onelib.jobs.worklist import WorklistJob
from onelib.outcomes import decisions
from onelib.outcomes.decisions import Decision
from onelib.pages.mistakes import sentence
from onelib.pages.page_update import PageDraft
from onelib.pages.worklist import row_text
from onelib.readers import lookup
from onelib.readers.blocks import holders
from onelib.readers.candidates import Candidates
from onelib.readers.lookup import FoundPage
from onelib.settings import Settings
from onelib.store import Store
from onelib.wikitext import blocks, statements
from onelib.wikitext.blocks import Block
from onelib.wikitext.escaping import visible
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
    # What the lists of a page would say, one by one.
    _next: dict[tuple[str, str], Sequence[str]] = field(default_factory=dict)
    _collected: dict[tuple[object, ...], tuple[Candidates, list[Decision]]] = field(default_factory=dict)

    def explain(self) -> Iterator[str]:
        """What each list makes of the article, and the sum."""
        lists = on = 0
        for host in dict.fromkeys((self.code, 'meta')):
            if reason := self.job.publisher.stopped(host):
                yield f'The bot is stopped on {host}, no list there changes: {reason}'
            pages = holders(self.job.sites.open(host), self.job.template)
            for page in pages:
                for lines, rows in self._on_page(host, page, len(pages)):
                    lists += 1
                    on += rows > 0
                    yield from lines
        if lists:
            yield f'Result: it is on {on} of the {lists} lists of articles of {self.code}, as they would be made now.'
        else:
            yield f'Result: there is no list of articles of {self.code}, neither there nor on Meta.'

    def _on_page(self, host: str, page: pywikibot.Page, pages: int) -> Iterator[tuple[list[str], int]]:
        """What to say of each list on a page, and how many statements of the article are on it."""
        where = f'{host}: {page.title()}'
        try:
            found = blocks.find(page.text, self.job.template)
        except blocks.BlockError as problem:
            yield [f'The lists on {where} are left alone: {problem}'], 0
            return
        for number, block in enumerate(found, 1):
            try:
                request = parameters.worklist(block.parameters, host=host, served=self.job.settings.wikis)
            except RequestError as problem:
                if host == self.code or block.parameters.get('wiki', '').lower() == self.code:
                    mistake = sentence(problem, wikis.load('en'))
                    yield [f'List {number} on {where} cannot be made, it keeps what it says: {mistake}'], 0
                continue
            if request.wiki != self.code:
                continue
            given = ', '.join(f'{name}={value}' for name, value in block.parameters.items() if value)
            lines = [f'List {number} on {where} ({given or "no parameters"}):']
            if reason := self.job.publisher.forbidden(host, page.namespace().id):
                lines.append(f'  it does not change: {reason}')
            if number > self.job.settings.max_blocks:
                lines.append(
                    f'  it is not served: only {self.job.settings.max_blocks} lists of a page are (max_blocks)'
                )
            if pages > self.job.settings.max_pages:
                lines.append(
                    f'  it may wait for another day: {self.job.settings.max_pages} pages are served (max_pages)'
                )
            there, missing = self._in_block(host, block, request, lines)
            if missing:
                coming = self._coming(host, page, number, missing)
                there += len(coming)
                lines += self._awaited(host, len(missing), len(coming))
            yield lines, there

    def _in_block(
        self, host: str, block: Block, request: WorklistRequest, lines: list[str]
    ) -> tuple[int, Sequence[str]]:
        """Say what a list makes of the article; give back how many of its rows stand there, and the others."""
        try:
            candidates, said = self._candidates(request)
        except RequestError as problem:
            lines.append(f'  it cannot be made, it keeps what it says: {sentence(problem, wikis.load("en"))}')
            return 0, ()
        lines += [f'  {decision.text}' for decision in self._mine(said)]
        if self.page.title not in candidates.titles:
            if not self._mine(said):
                lines.append(f'  no candidate: {self._no_candidate(request, candidates)}')
            lines += self._stands(host, block, request, [])
            return 0, ()
        with decisions.heard() as said:
            ranking, _ = self.job.ranking(request, host)
        lines += [f'  {decision.text}' for decision in self._mine(said)]
        if other := [statement.kind for statement in self.found if statement.kind not in request.kinds]:
            kinds = ', '.join(f'{number} {kind}' for kind, number in Counter(other).items())
            lines.append(f'  not looked for in this list (kinds={", ".join(request.kinds)}): {kinds}')
        for (title, fingerprint), reason in self.job.rejected_rows(host).items():
            if title == self.page.title:
                lines.append(f'  rejected by {host} of late, statement {fingerprint}: {reason}')
        rows = [row for row in ranking.rows if row.title == self.page.title]
        hashtag = self.job.campaigns.hashtag(request.campaign) or self.job.settings.hashtag
        target = self.job.target(request.wiki, host)
        texts = [row_text(row, wiki=wikis.load(host), target=target, hashtag=hashtag) for row in rows]
        lines += self._stands(host, block, request, texts)
        missing = [text for text in texts if text not in block.body]
        return len(texts) - len(missing), missing

    def _coming(self, host: str, page: pywikibot.Page, number: int, rows: Sequence[str]) -> Sequence[str]:
        """Those of these rows that the next run puts into a list: on a long page, not all that are ranked fit."""
        if (host, page.title()) not in self._next:
            self._next[host, page.title()] = self._drafted(host, page)
        bodies = self._next[host, page.title()]
        return [row for row in rows if number <= len(bodies) and row in bodies[number - 1]]

    def _drafted(self, host: str, page: pywikibot.Page) -> Sequence[str]:
        """What the lists of a page would say now; nothing, if there is no room for them."""
        served = blocks.find(page.text, self.job.template)[: self.job.settings.max_blocks]
        parts = [(block.parameters, self.job.part(block, host)[0]) for block in served]
        draft = PageDraft(self.job.template, wikis.load(host), self.job.now.date(), parts, self.job.room(host))
        try:
            text, _ = draft.merged(page.text)
        except blocks.BlockError:
            return ()
        return [block.body for block in blocks.find(text, self.job.template)]

    def _awaited(self, host: str, missing: int, coming: int) -> Iterator[str]:
        if coming:
            yield f'  the next run brings {coming} more'
        if coming < missing:
            yield (
                f'  no room: {missing - coming} of them do not fit, the page may have {self.job.room(host)} bytes and '
                'all its lists are cut at the same number of rows'
            )

    def _candidates(self, request: WorklistRequest) -> tuple[Candidates, list[Decision]]:
        """The candidates of a list, and what was said of them; each source is asked for once."""
        source = (request.kinds, request.category, request.depth, request.titles)
        if source not in self._collected:
            with decisions.heard() as said:
                candidates = self.job.candidates(request)
            self._collected[source] = candidates, said
        return self._collected[source]

    def _mine(self, said: Sequence[Decision]) -> list[Decision]:
        """What was said of the article."""
        return [one for one in said if (one.wiki, one.subject) == (self.code, visible(self.page.title))]

    def _no_candidate(self, request: WorklistRequest, candidates: Candidates) -> str:
        more = '' if candidates.complete else f', or it comes after the {len(candidates.titles)} that are read'
        if request.category:
            depth = f' nor in its subcategories down to {request.depth} levels' if request.depth else ' itself'
            return f'it is not in the category "{request.category}"{depth}{more}'
        if request.titles:
            return f'the page "{request.titles}" has no link to it{more}'
        return f'for statements of the kinds {", ".join(request.kinds)} it transcludes no template that is known{more}'

    def _stands(self, host: str, block: Block, request: WorklistRequest, rows: Sequence[str]) -> Iterator[str]:
        """What of the article stands on the page now."""
        there = sum(row in block.body for row in rows)
        link = f"'''{self.job.target(request.wiki, host).article(self.page.title)}'''"
        stand = block.body.count(link)
        if rows:
            yield f'  on the page now: {there} of these {len(rows)} rows'
        elif not stand:
            yield '  on the page now: nothing of it'
        if stand > there:
            yield f'  on the page now: {stand - there} other rows of it, which the next run takes away or changes'

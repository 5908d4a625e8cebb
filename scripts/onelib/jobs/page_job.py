"""What all jobs with blocks do: find the pages that hold them, make the blocks, publish the pages in a fair order."""

from __future__ import annotations

import datetime
import logging
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import ClassVar

from pywikibot import config

from onelib import wikis
from onelib.campaign.parameters import RequestError
from onelib.jobs.scheduling import in_fair_order
from onelib.outcomes import decisions
from onelib.outcomes.reasons import Kind, Reason
from onelib.outcomes.results import Outcome, Result, not_served, settled
from onelib.pages.links import Target
from onelib.pages.page_update import BlockContent, Kept, Mistake, PageDraft
from onelib.publish import Publisher
from onelib.readers.blocks import Holder, holders
from onelib.readers.campaigns import Campaigns
from onelib.readers.own_pages import local_title
from onelib.readers.responses import answers
from onelib.readers.sites import UNREADABLE, Sites, unreadable
from onelib.settings import Settings
from onelib.store import Store
from onelib.wikitext import blocks
from onelib.wikitext.blocks import Block

__all__ = ['PageJob']

_log = logging.getLogger(__name__)


class PageJob(ABC):
    """One run over the pages that hold a template.

    :cvar template: name of the blocks' start template
    """

    template: ClassVar[str]

    def __init__(self, settings: Settings, store: Store, now: datetime.datetime) -> None:
        self.settings = settings
        self.store = store
        self.now = now
        self.sites = Sites(settings)
        self.publisher = Publisher(self.sites, settings)
        self.campaigns = Campaigns(self.sites, settings, store, now)
        # Of the titles that were asked for; and whether there is a wiki that could not be looked at.
        self._found: set[str] = set()
        self._unanswered = False

    @abstractmethod
    def make(self, block: Block, page: Holder, code: str) -> tuple[BlockContent, Reason | None]:
        """What a block of a page on that wiki should say now, and why that is not all it should, None if it is.

        :raises RequestError: a parameter cannot be used
        :raises pywikibot.exceptions.Error: a wiki does not answer
        """

    def mistake(self, problem: RequestError) -> Mistake:
        """What a block says whose parameters cannot be used."""
        return Mistake(problem)

    def order(self, page: Holder) -> int:
        """Pages with lower numbers are served first."""
        return 0

    def done(self, code: str, parts: Collection[BlockContent]) -> None:
        """Called when a page says what these parts say."""
        return

    def run(self, codes: Collection[str] = (), titles: Collection[str] = (), trial: int = 0) -> Iterator[Result]:
        """Bring the pages up to date, one by one.

        :param codes: wikis whose pages are served; none given: all that are enabled, Meta last
        :param titles: only the pages of these titles
        :param trial: after so many edits all is over, 0: it is not
        """
        self.publisher.trial = trial
        for code in codes or [code for code in (*self.settings.wikis, 'meta') if code in self.settings.enabled]:
            for result in self.serve_wiki(code, titles):
                yield result
                if self.publisher.tried:
                    return
        if not titles:
            yield from self.campaigns.refusals()
        for title in titles:
            # It is an argument that is wrong, and nothing on a wiki; unless it is on one that did not answer.
            if title not in self._found and not self._unanswered:
                reason = Reason(Kind.OTHER, f'no page of that title holds {{{{{self.template}}}}}')
                yield Result(', '.join(codes) or 'no wiki', title, Outcome.FAILED, (reason,))

    def serve_wiki(self, code: str, titles: Collection[str] = ()) -> Iterator[Result]:
        """Bring the pages of one wiki up to date."""
        if not config.simulate and (reason := self.publisher.stopped(code)):
            self._unanswered = True
            yield not_served(code, reason)
            return
        try:
            site = self.sites.open(code)
            found = holders(site, self.template, titles, everywhere=True)
            there = {page.title for page in found}
            self._found |= {title for title in titles if local_title(site, title) in there}
        except UNREADABLE as problem:
            self._unanswered = True
            yield not_served(code, unreadable(problem), answers.failed)
            return
        pages = {page.title: page for page in found if page.served}
        served = [pages[title] for title in in_fair_order(pages, self.now.date())[: self.settings.max_pages]]
        for page in sorted(served, key=self.order):
            yield self.serve(page, code)
        yield from self.misplaced((page for page in found if not page.served), code)
        if left := len(pages) - len(served):
            limit = f'{left} more pages hold blocks; only {len(served)} are served in a run (setting max_pages)'
            yield settled(Result(code, '', Outcome.REFUSED, (Reason(Kind.MAX_PAGES, limit),)))

    def misplaced(self, pages: Iterable[Holder], code: str) -> Iterator[Result]:
        """The articles and templates that have a block of their own: nobody may write there, so nothing is said there.

        Those that only show a page with blocks are none of them.
        """
        for page in pages:
            try:
                misplaced = bool(blocks.find(page.text, self.template, wikis.load(code)))
            except blocks.BlockError:
                misplaced = True
            if misplaced:
                text = f'{{{{{self.template}}}}} stands in an article or a template, where the bot never writes'
                yield Result(code, page.title, Outcome.REFUSED, (Reason(Kind.TEMPLATES, text),))

    def serve(self, page: Holder, code: str) -> Result:
        """Bring all blocks of one page up to date, with one edit."""
        if reason := self.publisher.forbidden(code, page.namespace):
            return Result(code, page.title, Outcome.REFUSED, (reason,))
        try:
            in_page = blocks.find(page.text, self.template, wikis.load(code))
        except blocks.BlockError as problem:
            reason = Reason(Kind.TEMPLATES, f'the page is left alone: {problem}')
            return Result(code, page.title, Outcome.REFUSED, (reason,))
        served = in_page[: self.settings.max_blocks]
        parts: list[tuple[Mapping[str, str], BlockContent]] = []
        reasons: list[Reason] = []
        for block in served:
            part, behind = self.part(block, page, code)
            parts.append((block.parameters, part))
            reasons += [behind] if behind else []
        if len(in_page) > len(served):
            limit = f'only the first {len(served)} of {len(in_page)} blocks are served (setting max_blocks)'
            reasons.append(Reason(Kind.MAX_BLOCKS, limit))
        draft = self.draft(code, parts)
        with suppress(blocks.BlockError):
            decisions.log(_log, draft.decisions(page.title, page.text))
        result = self.publisher.save(code, page, draft)
        for (title, fingerprint), objection in result.rejected_rows.items():
            self.store.reject_row(code, title, fingerprint, objection, self.now)
        if result.outcome in (Outcome.SAVED, Outcome.UNCHANGED):
            self.done(code, [part for _, part in parts])
        return settled(replace(result, reasons=(*reasons, *result.reasons)))

    def part(self, block: Block, page: Holder, code: str) -> tuple[BlockContent, Reason | None]:
        """What a block should say now, or what is wrong with its parameters; and why there is nothing new in it."""
        try:
            return self.make(block, page, code)
        except RequestError as problem:
            mistake = self.mistake(problem)
            return mistake, Reason(Kind.PARAMETER, mistake.sentence(wikis.load('en')))
        except UNREADABLE as problem:
            return Kept(), unreadable(problem)

    def draft(self, code: str, parts: Sequence[tuple[Mapping[str, str], BlockContent]]) -> PageDraft:
        """What the blocks of a page on a wiki should say: for each, its parameters and what goes into it."""
        return PageDraft(self.template, wikis.load(code), self.now.date(), parts, self.room(code))

    def room(self, code: str) -> int:
        """How many bytes a page of the wiki may have."""
        limit = self.sites.open(code).siteinfo.get('maxarticlesize') or self.settings.max_bytes
        return min(int(limit), self.settings.max_bytes)

    def target(self, code: str, host: str) -> Target:
        """How a page of the host links to the articles of a wiki.

        :raises pywikibot.exceptions.Error: it cannot
        """
        site = self.sites.open(code)
        script = f'{site.protocol()}://{site.hostname()}{site.path()}'
        return Target(script, '' if code == host else self.sites.prefix(host, code))

"""What all jobs with blocks do: find the pages that hold them, make the blocks, publish the pages in a fair order."""

from __future__ import annotations

import datetime
import logging
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import ClassVar

import pywikibot

from onelib import wikis
from onelib.campaign.parameters import RequestError
from onelib.jobs.scheduling import in_fair_order
from onelib.outcomes import decisions
from onelib.outcomes.reasons import Kind, Reason, said
from onelib.outcomes.results import Outcome, Result
from onelib.pages.links import Target
from onelib.pages.mistakes import sentence
from onelib.pages.page_update import BlockContent, Kept, Mistake, PageDraft
from onelib.publish.publisher import Publisher
from onelib.readers.blocks import holders
from onelib.readers.campaigns import Campaigns
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
        self.campaigns = Campaigns(self.sites, settings.wikis)

    @abstractmethod
    def make(self, block: Block, code: str) -> tuple[BlockContent, str]:
        """What a block of a page on that wiki should say now, and why that is not all it should, '' if it is.

        :raises RequestError: a parameter cannot be used
        :raises pywikibot.exceptions.Error: a wiki does not answer
        """

    def mistake(self, problem: RequestError, block: Block) -> tuple[BlockContent, str]:
        """What a block says whose parameters cannot be used, and the same for the log."""
        return Mistake(problem), sentence(problem, wikis.load('en'))

    def order(self, page: pywikibot.Page) -> int:
        """Pages with lower numbers are served first."""
        return 0

    def done(self, code: str, parts: Collection[BlockContent]) -> None:
        """Called when a page says what these parts say."""
        return

    def run(self, codes: Collection[str] = (), title: str = '', trial: int = 0) -> Iterator[Result]:
        """Bring the pages up to date, one by one.

        :param codes: wikis whose pages are served; none given: all that are enabled, Meta last
        :param title: only the page of that title
        :param trial: after so many edits all is over, 0: it is not
        """
        self.publisher.trial = trial
        found = False
        for code in codes or [code for code in (*self.settings.wikis, 'meta') if code in self.settings.enabled]:
            for result in self.serve_wiki(code, title):
                found = True
                yield result
                if self.publisher.tried:
                    return
        if title and not found:
            reason = Reason(Kind.GONE, f'no page of that title holds {{{{{self.template}}}}}')
            yield Result(', '.join(codes) or 'no wiki', title, Outcome.FAILED, (reason,))

    def serve_wiki(self, code: str, title: str = '') -> Iterator[Result]:
        """Bring the pages of one wiki up to date."""
        if not pywikibot.config.simulate and (reason := self.publisher.stopped(code)):
            yield Result(code, '', Outcome.STOPPED, (reason,))
            return
        try:
            pages = {page.title(): page for page in holders(self.sites.open(code), self.template, title)}
        except UNREADABLE as problem:
            yield Result(code, '', Outcome.FAILED, (unreadable(problem),), request=answers.failed)
            return
        served = [pages[title] for title in in_fair_order(pages, self.now.date())[: self.settings.max_pages]]
        for page in sorted(served, key=self.order):
            yield self.serve(page, code)
        if left := len(pages) - len(served):
            reason = f'{left} more pages hold blocks; only {len(served)} are served in a run (setting max_pages)'
            yield Result(code, '', Outcome.REFUSED, (Reason(Kind.MAX_PAGES, reason),))

    def serve(self, page: pywikibot.Page, code: str) -> Result:
        """Bring all blocks of one page up to date, with one edit."""
        if reason := self.publisher.forbidden(code, page.namespace().id):
            return Result(code, page.title(), Outcome.REFUSED, (reason,))
        try:
            found = blocks.find(page.text, self.template)
        except blocks.BlockError as problem:
            reason = Reason(Kind.TEMPLATES, f'the page is left alone: {problem}')
            return Result(code, page.title(), Outcome.REFUSED, (reason,))
        served = found[: self.settings.max_blocks]
        parts, reasons = [], []
        for block in served:
            part, reason = self.part(block, code)
            parts.append((block.parameters, part))
            reasons += [reason] if reason else []
        if len(found) > len(served):
            reason = f'only the first {len(served)} of {len(found)} blocks are served (setting max_blocks)'
            reasons.append(Reason(Kind.MAX_BLOCKS, reason))
        draft = PageDraft(self.template, wikis.load(code), self.now.date(), parts, self.room(code))
        if decisions.wanted(_log):
            self._say(page, code, draft, [block.parameters for block in found])
        result = self.publisher.save(code, page, draft)
        for (title, fingerprint), reason in result.rejected_rows.items():
            self.store.reject_row(code, title, fingerprint, reason, self.now)
        if result.outcome in (Outcome.SAVED, Outcome.UNCHANGED):
            self.done(code, [part for _, part in parts])
        return replace(result, reasons=(*reasons, *result.reasons))

    def _say(self, page: pywikibot.Page, code: str, draft: PageDraft, parameters: Sequence[Mapping[str, str]]) -> None:
        """What becomes of each block, for the log."""
        with suppress(blocks.BlockError):
            for number, verdict in enumerate(draft.verdicts(page.text), 1):
                given = ' | '.join(f'{name}={value}' for name, value in parameters[number - 1].items())
                decisions.say(_log, code, page.title(), 'block %d (%s) %s', number, given, verdict)

    def part(self, block: Block, code: str) -> tuple[BlockContent, str]:
        """What a block should say now, or what is wrong with its parameters; and why there is nothing new in it."""
        try:
            return self.make(block, code)
        except RequestError as problem:
            part, reason = self.mistake(problem, block)
            return part, Reason(Kind.PARAMETER, reason)
        except UNREADABLE as problem:
            return Kept(), Reason(Kind.UNREADABLE, said(problem))

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

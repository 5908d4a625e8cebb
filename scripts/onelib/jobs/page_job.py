"""What all jobs with blocks do: find the pages that hold them, make the blocks, publish the pages in a fair order."""

from __future__ import annotations

import datetime
import logging
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from types import MappingProxyType
from typing import ClassVar

from pywikibot import config

from onelib import wikis
from onelib.campaign.parameter_kinds import Parameter, idle
from onelib.campaign.parameters import RequestError
from onelib.jobs.scheduling import in_fair_order
from onelib.jobs.served import Served, digest
from onelib.jobs.stepping_back import SteppingBack
from onelib.operations.terminal import complain
from onelib.outcomes import decisions
from onelib.outcomes.reasons import Kind, Reason
from onelib.outcomes.results import Outcome, Result, not_served, settled
from onelib.pages.links import Target
from onelib.pages.messages import message
from onelib.pages.mistakes import sentence
from onelib.pages.page_update import BlockContent, Kept, Mistake, PageDraft
from onelib.publish import Publisher
from onelib.readers.blocks import Holder, among, hidden, holders, mentions
from onelib.readers.budget import Budget, OverBudgetError
from onelib.readers.campaigns import Campaigns
from onelib.readers.query import BATCH, clock
from onelib.readers.responses import answers
from onelib.readers.shapes import OddAnswerError
from onelib.readers.sites import UNREADABLE, Sites, local_title, unforeseen, unreadable
from onelib.settings import Settings
from onelib.store import Store, questions
from onelib.wikitext import blocks
from onelib.wikitext.blocks import Block

__all__ = ['PageJob', 'not_done', 'time_of_wikis']

_log = logging.getLogger(__name__)
# A clock that differs less is right enough.
_CLOCKS_DIFFER = datetime.timedelta(minutes=10)
_SOUGHT_AGAIN = datetime.timedelta(hours=20)


def time_of_wikis(settings: Settings, now: datetime.datetime) -> datetime.datetime:
    """What time it is, in UTC: what the clock of this machine says, unless Meta's says something else.

    A run that is ahead of its time would take campaigns for over, and keep what it is told for as long.

    :param now: by the clock of this machine
    """
    try:
        wikis_now = clock(Sites(settings).open('meta'))
    except UNREADABLE:
        # That is said by whoever needs Meta.
        return now
    if abs(wikis_now - now) < _CLOCKS_DIFFER:
        return now
    complain(
        f'the clock of this machine is wrong: it says {now:%Y-%m-%d %H:%M}, on Meta it is {wikis_now:%Y-%m-%d %H:%M}'
    )
    return wikis_now


def not_done(code: str, problem: Exception, request: str = '') -> Result:
    """A wiki on which nothing is done because of an error, the wiki's or our own; to be called where it is caught."""
    if isinstance(problem, UNREADABLE):
        return not_served(code, unreadable(problem), request)
    return Result(code, '', Outcome.FAILED, (unforeseen(problem),), request=request)


class PageJob(ABC):
    """One run over the pages that hold a template.

    :cvar template: name of the blocks' start template
    :cvar parameters: those that it has
    :cvar bundle: whose words say that a block could not be made
    """

    template: ClassVar[str]
    parameters: ClassVar[Mapping[str, Parameter]] = MappingProxyType({})
    bundle: ClassVar[str] = 'worklist'

    def __init__(self, settings: Settings, store: Store, now: datetime.datetime) -> None:
        self.settings = settings
        self.store = store
        self.now = now
        self.sites = Sites(settings)
        self.publisher = Publisher(self.sites, settings)
        self.campaigns = Campaigns(self.sites, settings, store, now)
        self._wiki_budget = Budget(settings.max_wiki_requests, 'one wiki', 'max_wiki_requests')
        # Of the titles that were asked for; and whether there is a wiki that could not be looked at.
        self._found: set[str] = set()
        self._unanswered = False
        self._targets: dict[tuple[str, str], Target | None] = {}

    @abstractmethod
    def make(self, block: Block, page: Holder, code: str) -> tuple[BlockContent, Sequence[Reason]]:
        """What a block of a page on that wiki should say now, and why that is not all it should, if it is not.

        :raises RequestError: a parameter cannot be used
        :raises pywikibot.exceptions.Error: a wiki does not answer
        """

    def mistake(self, problem: RequestError, code: str) -> Mistake:
        """What is wrong with the block, or with the template of the campaign that it names."""
        template = f'Template:{self.template}'
        if problem.campaign:
            # That one is on Meta alone; a wiki that cannot link there has no link.
            template = f'Template:{Campaigns.TEMPLATE}'
            with suppress(*UNREADABLE):
                prefix = '' if code == 'meta' else f'{self.sites.prefix(code, "meta")}:'
                return Mistake(problem, self.bundle, f'{prefix}{template}')
            template = ''
        return Mistake(problem, self.bundle, template)

    def order(self, page: Holder) -> int:
        """Pages with lower numbers are served first."""
        return 0

    def beside(
        self, page: Holder, code: str, parts: Sequence[tuple[Mapping[str, str], BlockContent]]
    ) -> Iterator[tuple[int, str]]:
        """Do what else follows of the blocks of a page; what is noted in them, each with the index of its block."""
        return iter(())

    def also(self) -> Iterator[Result]:
        """How it went with what was done beside the pages since this was asked last."""
        return iter(())

    def done(self, code: str, page: Holder, parts: Sequence[tuple[Mapping[str, str], BlockContent]]) -> None:
        """Called when a page says what these parts, which come with their parameters, say: remember that."""
        # A wiki that does not answer is asked again for the next run; until then the blocks are taken for new ones.
        with suppress(*UNREADABLE):
            asked = [(self.asked(parameters), part) for parameters, part in parts]
            # What was kept because something went wrong says what it said before.
            before = Served.of(self.store, self.template, code, page.title).blocks
            calls = tuple(call for call, part in asked if type(part) is not Kept or call in before)
            served = Served(page.title, calls, self.followed(code, page, parts))
            served.keep(self.store, self.template, code, self.now)

    def asked(self, parameters: Mapping[str, str]) -> str:
        """What a block asks for, in short: with something else, it says something else."""
        return digest(parameters)

    def followed(
        self, code: str, page: Holder, parts: Sequence[tuple[Mapping[str, str], BlockContent]]
    ) -> Mapping[str, Collection[str]]:
        """By wiki: the titles of the pages that these parts of a page are made of."""
        return {}

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
        """Bring the pages of one wiki up to date; whatever is raised for a page, or all of them, the next is served."""
        try:
            if not config.simulate and (reason := self.publisher.stopped(code)):
                self._unanswered = True
                yield not_served(code, reason)
                return
            site = self.sites.open(code)
            found = holders(site, self.template, code, titles, everywhere=True)
            there = {page.title for page in found}
            self._found |= {title for title in titles if local_title(site, title) in there}
        except Exception as problem:
            self._unanswered = True
            yield not_done(code, problem, answers.failed)
            return
        pages = {page.title: page for page in found if page.served}
        served = [pages[title] for title in in_fair_order(pages, self.now.date())[: self.settings.max_pages]]
        self._wiki_budget = Budget(self.settings.max_wiki_requests, f'the pages of {code}', 'max_wiki_requests')
        for page in sorted(served, key=self.order):
            yield self._served(page, code)
            yield from self.also()
        yield from self.misplaced((page for page in found if not page.served), code)
        if not titles:
            yield from self.hidden(code, {page.title for page in found})
            self._forget(code, {page.title for page in found})
        if left := len(pages) - len(served):
            limit = f'{left} more pages hold blocks; only {len(served)} are served in a run (setting max_pages)'
            yield settled(Result(code, '', Outcome.REFUSED, (Reason(Kind.MAX_PAGES, limit),)))

    def _forget(self, code: str, there: Collection[str]) -> None:
        """Forget what is known of pages that have no block any more; where a wiki is silent, the next run asks."""
        lost = sorted(Served.on(self.store, self.template, code).keys() - there)
        with suppress(*UNREADABLE):
            # One short answer is not enough: they are asked for by their names.
            site = self.sites.open(code)
            holding = {page.title for page in among(site, self.template, code, lost[:BATCH])[0]} if lost else set()
            for title in lost[:BATCH]:
                if title not in holding:
                    Served.forget(self.store, self.template, code, title)

    def misplaced(self, pages: Iterable[Holder], code: str) -> Iterator[Result]:
        """The articles and templates that have a block of their own: nobody may write there, so nothing is said there.

        Those that only show a page with blocks are none of them.
        """
        for page in pages:
            try:
                misplaced = bool(blocks.find(page.text, self.template, page.wiki))
            except blocks.BlockError:
                misplaced = True
            if misplaced:
                text = f'{{{{{self.template}}}}} stands in an article or a template, where the bot never writes'
                yield Result(code, page.title, Outcome.REFUSED, (Reason(Kind.TEMPLATES, text),))

    def hidden(self, code: str, known: Collection[str]) -> Iterator[Result]:
        """The pages that only hide blocks, or misspell their template; they are sought once a day.

        :param known: titles of the pages with others: there it is said
        """
        site, question = self.sites.open(code), questions.hidden(code, self.template)
        # A wiki that does not find anything serves its blocks all the same.
        with suppress(*UNREADABLE):
            titles = self.store.answer(question, since=self.now - _SOUGHT_AGAIN)
            is_new = titles is None
            if is_new:
                titles = [title for title in mentions(site, self.template) if local_title(site, title) not in known]
            pages = hidden(site, self.template, code, titles[:BATCH]) if titles else {}
            if is_new:
                self.store.keep(question, list(pages), self.now)
            for title, reasons in pages.items():
                told = tuple(Reason(Kind.TEMPLATES, reason) for reason in reasons)
                yield Result(code, title, Outcome.REFUSED, told)

    def _served(self, page: Holder, code: str) -> Result:
        """As `serve`, whatever is raised."""
        try:
            return self.serve(page, code)
        except UNREADABLE as problem:
            return Result(code, page.title, Outcome.FAILED, (unreadable(problem),), request=answers.failed)
        except Exception as problem:
            return Result(code, page.title, Outcome.FAILED, (unforeseen(problem),))

    def serve(self, page: Holder, code: str) -> Result:
        """Bring all blocks of one page up to date, with one edit."""
        if reason := self.publisher.forbidden(code, page.namespace):
            return Result(code, page.title, Outcome.REFUSED, (reason,))
        if not page.is_read:
            raise OddAnswerError('the wiki does not give the text of the page')
        try:
            in_page = blocks.find(page.text, self.template, page.wiki)
        except blocks.BlockError as problem:
            reason = Reason(Kind.TEMPLATES, f'the page is left alone: {problem}')
            return Result(code, page.title, Outcome.REFUSED, (reason,))
        calls = [block.parameters for block in in_page]
        stepping_back = SteppingBack(self.sites, self.store, self.template, code, self.now)
        if reason := stepping_back.why(page, calls):
            return Result(code, page.title, Outcome.REFUSED, (reason,))
        hidden = blocks.in_comments(page.text, self.template, page.wiki)
        served = in_page[: self.settings.max_blocks]
        notes: dict[int, list[str]] = {}
        parts: list[tuple[Mapping[str, str], BlockContent]] = []
        reasons: list[Reason] = []
        budget = Budget(self.settings.max_page_requests, 'this page', 'max_page_requests')
        with self._wiki_budget.spent(), budget.spent():
            for number, block in enumerate(served):
                with budget.share(len(served) - number).spent():
                    part, behind = self.part(block, page, code)
                parts.append((block.parameters, part))
                reasons += behind
                notes[number] = list(self.remarks(block, page))
                if any(reason.kind is Kind.MAX_REQUESTS for reason in behind):
                    notes[number].append(message('worklist-note-requests', page.wiki))
        if len(in_page) > len(served):
            limit = f'only the first {len(served)} of {len(in_page)} blocks are served (setting max_blocks)'
            reasons.append(Reason(Kind.MAX_BLOCKS, limit))
            notes[len(served)] = [message('worklist-note-blocks', page.wiki, number=len(served))]
            parts.append((in_page[len(served)].parameters, Kept()))
        if hidden:
            reasons.append(Reason(Kind.TEMPLATES, f'{hidden} times {{{{{self.template}}}}} in a comment'))
        for note in self.notes(page, code, hidden):
            notes.setdefault(0, []).append(note)
        for number, note in self.beside(page, code, parts):
            notes.setdefault(number, []).append(note)
        draft = self.draft(page, code, parts, notes)
        with suppress(blocks.BlockError):
            decisions.log(_log, draft.decisions(page.title, page.text))
        result = self.publisher.save(code, page, draft)
        for (title, fingerprint), objection in result.rejected_rows.items():
            self.store.reject_row(code, title, fingerprint, objection, self.now)
        if result.traces and result.traces[-1].revision:
            stepping_back.saved(page.title, result.traces[-1].revision, calls)
        if result.outcome in (Outcome.SAVED, Outcome.UNCHANGED):
            self.done(code, page, parts)
        return settled(replace(result, reasons=(*reasons, *result.reasons)))

    def remarks(self, block: Block, page: Holder) -> Iterator[str]:
        """What is said in a block of its parameters that are not wrong, and yet not what somebody meant."""
        for name in self.parameters:
            if name in block.repeated:
                yield message('worklist-note-twice', page.wiki, parameter=name)
        for name, other in idle(block.parameters, self.parameters):
            yield message('worklist-note-idle', page.wiki, parameter=name, other=other)

    def notes(self, page: Holder, code: str, hidden: int) -> Iterator[str]:
        """What is said in the first block of a page about others of it, of which `hidden` stand in comments."""
        if code == 'meta' and (problem := self.campaigns.contested_on(page.title)):
            yield sentence(problem, page.wiki)
        if hidden:
            yield message('worklist-note-comment', page.wiki)

    def part(self, block: Block, page: Holder, code: str) -> tuple[BlockContent, Sequence[Reason]]:
        """What a block should say now, or what is wrong with its parameters; and why there is nothing new in it."""
        try:
            return self.make(block, page, code)
        except RequestError as problem:
            mistake = self.mistake(problem, code)
            return mistake, (Reason(Kind.PARAMETER, mistake.sentence(wikis.load('en'))),)
        except OverBudgetError as problem:
            return Kept(), (Reason(Kind.MAX_REQUESTS, str(problem)),)
        except UNREADABLE as problem:
            return Kept(), (unreadable(problem),)
        except Exception as problem:
            return Kept(), (unforeseen(problem),)

    def draft(
        self,
        page: Holder,
        code: str,
        parts: Sequence[tuple[Mapping[str, str], BlockContent]],
        notes: Mapping[int, Sequence[str]] = MappingProxyType({}),
    ) -> PageDraft:
        """What the blocks of a page should say: for each, its parameters, what goes into it, and notes on some."""
        return PageDraft(self.template, page.wiki, self.now.date(), parts, self.room(code), notes)

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

    def linked(self, code: str, host: str) -> Target | None:
        """How to link to a wiki: as before if it does not answer, so that pages do not lose their links for a day."""
        if (code, host) not in self._targets:
            question = questions.links(host, code)
            kept = self.store.answer(question)
            try:
                target = self.target(code, host)
            except UNREADABLE:
                self._targets[code, host] = Target(**kept) if kept else None
            else:
                self._targets[code, host] = target
                if asdict(target) != kept:
                    self.store.keep(question, asdict(target), self.now)
        return self._targets[code, host]

"""Runs between the full ones: they ask each wiki what has changed, and serve what that concerns."""

from __future__ import annotations

import datetime
import time
from abc import abstractmethod
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from pywikibot import config

from onelib.jobs.page_job import PageJob, not_done
from onelib.jobs.scheduling import in_fair_order
from onelib.jobs.served import Served, Waiting
from onelib.operations.terminal import say
from onelib.outcomes.reasons import Kind, Mender, Reason, mender
from onelib.outcomes.results import Result, not_served
from onelib.pages import seal
from onelib.pages.page_update import BlockContent, Kept, Untouched
from onelib.readers import changes
from onelib.readers.blocks import Holder, among, holders
from onelib.readers.budget import Budget
from onelib.readers.changes import Changes
from onelib.readers.responses import answers
from onelib.settings import Settings
from onelib.store import Store, questions
from onelib.wikitext import blocks
from onelib.wikitext.blocks import Block

__all__ = ['QuickJob', 'be_impatient']

# By then the full run has been there.
_WAITS = datetime.timedelta(days=1)
# No page is begun later, so that the run ends before the next one, and before its scheduler ends it.
_SECONDS = 300
# A full run may ask as often as the settings say.
_MOST_REQUESTS = 200


def be_impatient() -> None:
    """From now on a wiki that does not answer is hardly asked again: the next run does, and others wait meanwhile."""
    config.max_retries = min(config.max_retries, 1)


class QuickJob(PageJob):
    """A run over what has changed, to be mixed into a job with blocks."""

    #: Another template of Meta's pages that blocks hang on, '' for none.
    other: str = ''
    #: So often a page is saved because of what it is made of.
    at_most_every = datetime.timedelta(hours=1)

    def __init__(self, settings: Settings, store: Store, now: datetime.datetime) -> None:
        most = {
            name: min(getattr(settings, name), _MOST_REQUESTS)
            for name in ('max_page_requests', 'max_wiki_requests', 'max_campaign_requests')
        }
        super().__init__(replace(settings, **most), store, now)
        self._until = time.monotonic() + _SECONDS
        self.hosts = [code for code in (*settings.wikis, 'meta') if code in settings.enabled]
        self.known = {code: Served.on(self.store, self.template, code) for code in self.hosts}
        self.waiting = {code: Waiting.on(self.store, self.template, code) for code in self.hosts}
        # Wiki and title of a page → the pages that are made of it, by their wikis and titles.
        self._followers: defaultdict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
        for code, served in self.known.items():
            for page in served.values():
                for wiki, titles in page.follows.items():
                    for title in titles:
                        self._followers[wiki, title].add((code, page.title))
        # Those that were read when it was looked what has changed.
        self._read: dict[tuple[str, str], Holder] = {}

    @abstractmethod
    def refreshed(
        self, block: Block, page: Holder, code: str, changed: Mapping[str, Mapping[str, str]]
    ) -> tuple[BlockContent, Sequence[Reason]]:
        """What a block should say, as `make`, of which only pages that it is made of have changed.

        :param changed: by wiki, their titles → their titles now
        """

    def run(self, codes: Collection[str] = (), titles: Collection[str] = (), trial: int = 0) -> Iterator[Result]:
        """Ask the wikis what has changed, then serve what that concerns.

        :param codes: as in `PageJob.run`, and there are no `titles`
        """
        self.publisher.trial = trial
        hosts = [code for code in self.hosts if not codes or code in codes]
        followed = {wiki for wiki, _ in self._followers}
        for code in codes or [code for code in (*self.settings.wikis, 'meta') if code in {*hosts, *followed}]:
            if self._is_late(code):
                break
            yield from self._looked(code)
        for code in hosts:
            for result in self._served_waiting(code):
                yield result
                if self.publisher.tried:
                    return

    def _looked(self, code: str) -> Iterator[Result]:
        """Ask a wiki what has changed, and remember which pages that concerns."""
        question = questions.changes(self.template, code)
        try:
            site = self.sites.open(code)
            last = self.store.answer(question) or {}
            since = datetime.datetime.fromisoformat(last['until']) if last else None
            found = changes.read(site, since, last.get('seen', ()), self._namespaces(code))
            if code in self.hosts:
                self._note_blocks(code, found)
            for title in found.titles:
                for host, page in self._followers[code, title]:
                    self._wait(host, page).changed.setdefault(code, {})[title] = found.now(title)
        except Exception as problem:
            yield not_done(code, problem, answers.failed)
            return
        if found.gap:
            say(
                f'{code}: what has changed is not known, {found.gap}: its pages with blocks were looked at, no articles'
            )
        self._remember()
        self.store.keep(question, {'until': found.until.isoformat(), 'seen': sorted(found.seen)}, self.now)

    def _namespaces(self, code: str) -> Collection[int]:
        """In which namespaces of a wiki changes matter; none: in all."""
        if self.other and (code == 'meta' or any(wiki == code for wiki, _ in self._followers)):
            return ()
        articles = {0} if code == 'meta' or any(wiki == code for wiki, _ in self._followers) else set()
        return articles | set(self.settings.namespaces)

    def _note_blocks(self, code: str, found: Changes) -> None:
        """Note which pages of a wiki may have something new in their blocks."""
        site, of_other = self.sites.open(code), set[str]()
        if found.gap:
            there = [page for page in holders(site, self.template, code) if self._is_stale(page, code)]
        else:
            other = self.other if code == 'meta' else ''
            may_hold = [
                title
                for title, namespace in found.titles.items()
                if other or not self.publisher.forbidden(code, namespace)
            ]
            there, of_other = among(site, self.template, code, may_hold, other)
            there = [page for page in there if page.title not in self.known[code] or self._is_stale(page, code)]
        for page in there:
            self._read[code, page.title] = page
            self._wait(code, page.title).look = True
        if code == 'meta' and self.concerns_all(of_other, found):
            for host, served in self.known.items():
                for title in served:
                    self._wait(host, title).look = True

    def concerns_all(self, of_other: Collection[str], found: Changes) -> bool:
        """Whether what has changed on Meta, among it these pages with `other`, may concern every block there is."""
        return False

    def _is_stale(self, page: Holder, code: str) -> bool:
        """Whether a page has something in its blocks that a run has to answer, as far as anybody knows."""
        known = self.known[code].get(page.title)
        try:
            there = blocks.find(page.text, self.template, page.wiki)
        except blocks.BlockError:
            return True
        return any(
            not seal.is_whole(block.body)
            or (known and self.asked(block.parameters) not in known.blocks)
            or self.has_notes(block, code)
            for block in there
        )

    def has_notes(self, block: Block, code: str) -> bool:
        """Whether people have added something to what a block says that the bot has not seen yet."""
        return False

    def _wait(self, code: str, title: str) -> Waiting:
        return self.waiting[code].setdefault(title, Waiting(self.now))

    def _due(self, code: str) -> dict[str, Waiting]:
        """The pages of a wiki that are to be served now, by their titles."""
        pages = self.waiting[code].items()
        return {title: page for title, page in pages if page.look or (page.changed and self._may_be_refreshed(page))}

    def _may_be_refreshed(self, page: Waiting) -> bool:
        return page.refreshed is None or self.now - page.refreshed >= self.at_most_every

    def _served_waiting(self, code: str) -> Iterator[Result]:
        """Serve the pages of a wiki that wait."""
        due = self._due(code)
        if not due:
            return
        try:
            if not config.simulate and (reason := self.publisher.stopped(code)):
                yield not_served(code, reason)
                return
            self._read_missing(code, due)
        except Exception as problem:
            yield not_done(code, problem, answers.failed)
            return
        self._wiki_budget = Budget(self.settings.max_wiki_requests, f'the pages of {code}', 'max_wiki_requests')
        there = [title for title in due if (code, title) in self._read]
        for title in in_fair_order(there, self.now.date())[: self.settings.max_pages]:
            if self._is_late(code):
                break
            result = self._served(self._read[code, title], code)
            self._note_end(code, title, result)
            yield result
            yield from self.also()
            if self.publisher.tried:
                break
        self._remember(code)

    def _is_late(self, code: str) -> bool:
        """Whether nothing more may be begun; what is left waits for the next run."""
        is_late = time.monotonic() > self._until
        if is_late:
            say(f'{code}: there is no time left; what has changed there waits for the next run')
        return is_late

    def _read_missing(self, code: str, due: Iterable[str]) -> None:
        """Read those of these pages that are not read yet; those that have no block any more do not wait."""
        missing = [title for title in due if (code, title) not in self._read]
        there, _ = among(self.sites.open(code), self.template, code, missing)
        self._read |= {(code, page.title): page for page in there}
        for title in missing:
            if (code, title) not in self._read:
                del self.waiting[code][title]
                Served.forget(self.store, self.template, code, title)

    def _note_end(self, code: str, title: str, result: Result) -> None:
        """Note what became of a page: one that could not be read or saved waits for the next run."""
        page = self.waiting[code][title]
        passing = [reason for reason in result.reasons if mender(reason.kind) is Mender.TIME]
        if any(reason.kind is not Kind.MAX_REQUESTS for reason in passing) and self.now - page.since < _WAITS:
            return
        if page.changed and self._may_be_refreshed(page):
            page.changed = {}
            if result.edits:
                page.refreshed = self.now
        page.look, page.since = False, self.now

    def _remember(self, *codes: str) -> None:
        """Keep which pages wait, but for those that wait for nothing any more."""
        for code in codes or self.hosts:
            kept = {
                title: page
                for title, page in self.waiting[code].items()
                if self.now - page.since < _WAITS and (page.look or page.changed or not self._may_be_refreshed(page))
            }
            if kept or self.waiting[code]:
                Waiting.keep(kept, self.store, self.template, code, self.now)
                self.waiting[code] = kept

    def make(self, block: Block, page: Holder, code: str) -> tuple[BlockContent, Sequence[Reason]]:
        """What a block should say now: nothing new, unless something of it or of what it is made of has changed.

        :raises RequestError: as from every job
        """
        waiting, known = self._wait(code, page.title), self.known[code].get(page.title)
        is_known = known is not None and self.asked(block.parameters) in known.blocks
        if waiting.look and not (is_known and seal.is_whole(block.body)):
            content, behind = super().make(block, page, code)  # type: ignore[safe-super]
            cut_short = any(reason.kind is Kind.MAX_REQUESTS for reason in behind)
            # A list that a full run has made stays until one makes the next.
            return (Kept() if cut_short and seal.is_whole(block.body) else content), behind
        if waiting.changed and self._may_be_refreshed(waiting):
            return self.refreshed(block, page, code, waiting.changed)
        if waiting.look and self.has_notes(block, code):
            return self.refreshed(block, page, code, {})
        return Untouched(), ()

"""Saves pages.

Load fresh, ask whether the bot may act, merge, save with the base revision.  Where a save fails, or nobody knows
whether it did, all of that is done again: an old text is never posted, and an edit that has arrived is found.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

import pywikibot
from pywikibot.site import APISite
from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt, wait_random_exponential

from onelib.outcomes.decisions import Code, Decision
from onelib.outcomes.reasons import Kind, Reason, said
from onelib.outcomes.results import Outcome, Result, RowKey, Trace
from onelib.pages.page_update import standing
from onelib.publish.edit_request import NotSavedError, RefusedError, StoppedError, TryAgainError, changed, post, signed
from onelib.publish.rejected_rows import RejectionError, sift
from onelib.readers import own_pages
from onelib.readers.blocks import Holder
from onelib.readers.permission import Look, look, stopped
from onelib.readers.responses import diff, request_id
from onelib.readers.sites import UNREADABLE, Sites
from onelib.settings import Settings
from onelib.wikitext.blocks import BlockError, NoRoomError

__all__ = ['Draft', 'PageSave', 'Publisher']

_log = logging.getLogger(__name__)

_TRIES = 4
# A wiki that asks for more patience than this is asked again by the next run.
_LONGEST_PAUSE = 120


class Draft(Protocol):
    """The new text of a page, made out of whatever text it has."""

    def rows(self) -> Mapping[RowKey, str]:
        """The wikitext of each row that can be left out."""

    def merged(self, page_text: str, without: Collection[RowKey] = ()) -> tuple[str, str]:
        """The new text of the page, and the summary of the edit as plain text; may raise BlockError."""


@dataclass(frozen=True, slots=True)
class _Whole:
    """The text of a page that is the bot's own, whatever text it has."""

    text: str
    summary: str

    def rows(self) -> Mapping[RowKey, str]:
        return {}

    def merged(self, _page_text: str, _without: Collection[RowKey] = ()) -> tuple[str, str]:
        return self.text, self.summary


class Publisher:
    """Saves the pages of a run, as far as the wikis and the settings let it."""

    def __init__(self, sites: Sites, settings: Settings) -> None:
        self.sites = sites
        self.settings = settings
        self.edits = 0
        #: After so many edits the run is over, 0: it has no such end.
        self.trial = 0
        # Those that a simulation would have made.
        self.simulated = 0
        # Of the page that is being saved.
        self._last = Trace()
        self._traces: list[Trace] = []

    @property
    def tried(self) -> bool:
        """Whether a trial has made its edits, or shown them."""
        return 0 < self.trial <= self.edits + self.simulated

    def stopped(self, code: str) -> Reason | None:
        """Why nothing may be done on a wiki, as the stop pages there and on Meta say; None if it may."""
        return stopped(self.sites, 'meta') or (stopped(self.sites, code) if code != 'meta' else None)

    def forbidden(self, code: str, namespace: int) -> Reason | None:
        """Why the settings do not let the bot write on such a page; None if they do."""
        if code not in self.settings.enabled:
            return Reason(Kind.NOT_ENABLED, f'the bot is not enabled on {code} (setting enabled)')
        # Articles of a Wikipedia are nobody's campaign page; Meta has its campaign pages in that namespace.
        if code == 'meta' if namespace == 0 else namespace in self.settings.namespaces:
            return None
        return Reason(Kind.NAMESPACE, f'the bot may not write in namespace {namespace} (setting namespaces)')

    def not_ours(self, code: str, page: pywikibot.Page) -> Reason | None:
        """Why the bot does not make such a page; None if it does."""
        if code not in self.settings.enabled:
            return self.forbidden(code, page.namespace().id)
        return (
            None
            if own_pages.is_one(self.settings, code, page)
            else Reason(Kind.NAMESPACE, 'the bot makes no such page')
        )

    def save(self, code: str, page: Holder, draft: Draft) -> Result:
        """Save a page, if its draft changes it; say how that went.

        :param page: with the text that it had when the draft was made
        """
        reason = self.forbidden(code, page.namespace)
        return self.published(code, PageSave(self, self.sites.open(code), page.title, draft), page.text, reason)

    def put(self, code: str, page: pywikibot.Page, text: str, summary: str, base: int) -> Result:
        """Make one of the bot's own pages what it should be, from its first byte to its last; say how that went.

        Which these are says `onelib.readers.own_pages.is_one`. Nothing else is made, or written as a whole.

        :param page: as it is now
        :param base: number of the only revision that may be replaced, 0: there must be no such page
        """
        reason = self.not_ours(code, page)
        save = PageSave(self, page.site, page.title(), _Whole(text, summary), base)
        return self.published(code, save, '' if reason else page.text, reason)

    def published(self, code: str, save: PageSave, text: str, reason: Reason | None) -> Result:
        """Save a page, unless there is a reason not to; `text` is what it said when its draft was made."""
        self._last, self._traces = Trace(), []
        before = self.edits
        result = Result(code, save.title, Outcome.REFUSED, (reason,)) if reason else self._saved(code, save, text)
        why = (*result.reasons, *result.rejected_rows.values()) or 'nothing is wrong'
        _log.debug('%s', Decision(code, save.title, Code.PUBLISHED, (result.outcome.value, why, self._last)))
        return replace(result, edits=self.edits - before, traces=tuple(self._traces), request=self._last.request)

    def traced(self, site: APISite, revision: int, request: str) -> None:
        """Remember by what the last request that was to edit the page is found."""
        self._last = Trace(revision, diff(site, revision), request)

    def count(self) -> None:
        """Count the edit that was traced last."""
        self.edits += 1
        self._traces.append(self._last)

    def _saved(self, code: str, save: PageSave, text: str) -> Result:
        result = partial(Result, code, save.title)
        try:
            new, summary = save.draft.merged(text)
            if new == text:
                return result(Outcome.UNCHANGED)
            if pywikibot.config.simulate:
                pywikibot.info(f'\n>>> {save.site}:{save.title} <<<\n{signed(summary)}')
                pywikibot.showDiff(text, new)
                self.simulated += 1
                return result(Outcome.SIMULATED)
            rejected_rows = save.sifted(text)
            return result(Outcome.SAVED if save.saved else Outcome.UNCHANGED, (), rejected_rows)
        except NotSavedError as problem:
            return result(problem.outcome, (problem.reason,))
        except RejectionError as problem:
            return result(Outcome.REFUSED, (Reason(Kind.FILTER, str(problem)),))
        except BlockError as problem:
            kind = Kind.NO_ROOM if isinstance(problem, NoRoomError) else Kind.TEMPLATES
            return result(Outcome.REFUSED, (Reason(kind, f'the page is left alone: {problem}'),))
        except UNREADABLE as problem:
            return result(Outcome.FAILED, (Reason(Kind.NOT_SAVED, said(problem)),))


@dataclass(slots=True)
class PageSave:
    """Saving of one page; may be called again, with other rows left out."""

    publisher: Publisher
    site: APISite
    title: str
    draft: Draft
    # The only revision that may be replaced, 0: there must be no page; None: whatever page there is.
    base: int | None = None
    saved: bool = False
    #: Whether an edit was sent of which nobody knows whether it was made.
    unknown: bool = False

    def sifted(self, text: str) -> Mapping[RowKey, str]:
        """Save the page but for the rows that the wiki objects to; give these back, with what it said.

        :param text: what the page said when its draft was made
        """
        try:
            self()
        except RejectionError as rejection:
            # A row that stands on the page already was taken before.
            rows = self.draft.rows()
            taken = standing(text, rows)
            suspects = {key: row for key, row in rows.items() if key not in taken}
            return sift(self, suspects, rejection, others=len(suspects) < len(rows))
        return {}

    def __call__(self, without: Collection[RowKey] = ()) -> None:
        """Save the page without these rows, beginning again while that may help."""
        tries = Retrying(
            retry=retry_if_exception(_is_worth_it), stop=stop_after_attempt(_TRIES), wait=_pause, reraise=True
        )
        try:
            tries(self._once, without)
        except TryAgainError:
            # The last one may have arrived, too: then nothing is left to do.
            if not self.unknown or not self._has_arrived(without):
                raise
            self._count(True)

    def _has_arrived(self, without: Collection[RowKey]) -> bool:
        try:
            now = self.look().page
            text: str = now.text
            if self.draft.merged(text, without)[0] != text:
                return False
            self._arrived(now)
            return True
        except (*UNREADABLE, BlockError):
            return False

    def look(self) -> Look:
        """The page as it is now."""
        return look(self.site, self.title, new=self.base == 0, own=self.base is not None)

    def _once(self, without: Collection[RowKey]) -> None:
        now = self.look()
        if reason := stopped(self.publisher.sites, 'meta') or now.stop:
            raise StoppedError(reason)
        if now.refusal:
            raise TryAgainError(now.refusal) if now.passing else RefusedError(now.refusal)
        text, summary = self.draft.merged(now.page.text, without)
        if text == now.page.text:
            if self.unknown:
                self._arrived(now.page)
            self._count(self.unknown)
            return
        if self.base is not None and now.revision != self.base:
            raise RefusedError(Reason(Kind.OTHER, 'somebody has edited the page meanwhile: it is left alone'))
        if self.publisher.edits >= self.publisher.settings.max_edits:
            limit = f'the run has made its {self.publisher.edits} edits (setting max_edits)'
            raise StoppedError(Reason(Kind.MAX_EDITS, limit))
        if self.publisher.tried:
            raise StoppedError(Reason(Kind.TRIAL, f'the trial has made its {self.publisher.edits} edits (-trial)'))
        try:
            self._count(self.post(now, text, summary))
        except TryAgainError as problem:
            self.unknown = self.unknown or problem.unknown
            raise

    def post(self, now: Look, text: str, summary: str) -> bool:
        """Send the edit, once, and note by what it is found; say whether the page has changed."""
        answer = post(now, text, summary)
        request = request_id(answer.headers)
        self.publisher.traced(self.site, 0, request)
        is_changed, revision = changed(answer)
        self.publisher.traced(self.site, revision, request)
        return is_changed

    def _arrived(self, now: pywikibot.Page) -> None:
        """An edit that nobody knew of has arrived: if nobody has edited since, it is the latest one."""
        mine = now.latest_revision.user == self.site.username()
        self.publisher.traced(self.site, now.latest_revision_id if mine else 0, '')

    def _count(self, changed: bool) -> None:
        self.unknown = False
        self.saved = self.saved or changed
        if changed:
            self.publisher.count()


def _is_worth_it(problem: BaseException) -> bool:
    return isinstance(problem, TryAgainError) and problem.pause <= _LONGEST_PAUSE


def _pause(state: RetryCallState) -> float:
    """Seconds to wait before the next try: growing ones, or as many as the wiki asks for."""
    problem = state.outcome.exception() if state.outcome else None
    asked_for = problem.pause if isinstance(problem, TryAgainError) else 0
    growing = wait_random_exponential(multiplier=pywikibot.config.retry_wait, max=pywikibot.config.retry_max)
    return max(asked_for, growing(state))

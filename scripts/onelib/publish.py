"""The only module that saves a page.

Load fresh, ask whether the bot may act, merge, save with the base revision.  Where a save fails, or nobody knows
whether it did, all of that is done again: an old text is never posted, and an edit that has arrived is found.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import partial
from typing import Any, Protocol

import pywikibot
import requests
from pywikibot.comms import http
from pywikibot.exceptions import Error
from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt, wait_random_exponential

from onelib.settings import Settings
from onelib.sifting import ObjectionError, sift
from onelib.sources.permission import look, stopped
from onelib.sources.sites import Sites
from onelib.wikitext.blocks import BlockError

__all__ = ['Draft', 'Outcome', 'Publisher', 'Result', 'RowKey']

_TRIES = 4
# A wiki that asks for more patience than this is asked again by the next run.
_LONGEST_PAUSE = 120

# Errors of action=edit that pass; https://www.mediawiki.org/wiki/API:Errors_and_warnings
_PASSING = frozenset(
    {
        'assertnameduserfailed',
        'assertuserfailed',
        'badtoken',
        'editconflict',
        'failed-save',
        'lockmanager-fail-conflict',
        'maxlag',
        'notloggedin',
        'ratelimited',
        'readonly',
    }
)
# Those that are about what the text says.
_OBJECTIONS = frozenset({'abusefilter-disallowed', 'abusefilter-warning', 'hookaborted', 'spamblacklist'})

#: What a row is known by: the title of its article, and the fingerprint of the statement.
RowKey = tuple[str, str]


class Draft(Protocol):
    """The new text of a page, made out of whatever text it has."""

    def rows(self) -> Mapping[RowKey, str]:
        """The wikitext of each row that can be left out."""

    def merged(self, page_text: str, without: Collection[RowKey] = ()) -> tuple[str, str]:
        """The new text of the page, and the summary of the edit as plain text; may raise BlockError."""


class Outcome(Enum):
    """How it went with a page."""

    SAVED = 'saved'
    UNCHANGED = 'unchanged'
    SIMULATED = 'would be saved'
    WRITTEN = 'written'
    STOPPED = 'stopped'
    REFUSED = 'refused'
    FAILED = 'failed'


@dataclass(frozen=True, slots=True)
class Result:
    """What happened to one page.

    :ivar wiki: code of its wiki
    :ivar page: its title; '' if the whole wiki is meant
    :ivar reasons: why it, or a block on it, is not current
    :ivar left_out: rows that the wiki did not take, with what it said
    """

    wiki: str
    page: str
    outcome: Outcome
    reasons: tuple[str, ...] = ()
    left_out: Mapping[RowKey, str] = field(default_factory=dict)

    @property
    def current(self) -> bool:
        """Whether every block of the page says what it should."""
        well = self.outcome in (Outcome.SAVED, Outcome.UNCHANGED, Outcome.SIMULATED, Outcome.WRITTEN)
        return well and not self.reasons and not self.left_out


class _StoppedError(Exception):
    """Somebody, or the setting for it, has stopped the bot."""


class _RefusedError(Exception):
    """The wiki does not want the edit, now or later."""


class _TryAgainError(Exception):
    """The edit failed, or nobody knows whether it did; it may help to begin again.

    :ivar unknown: whether it may have been made all the same
    :ivar pause: seconds that the wiki asked to wait
    """

    def __init__(self, message: str, *, unknown: bool = False, pause: float = 0) -> None:
        super().__init__(message)
        self.unknown = unknown
        self.pause = pause


class Publisher:
    """Saves the pages of a run, as far as the wikis and the settings let it."""

    def __init__(self, sites: Sites, settings: Settings) -> None:
        self.sites = sites
        self.settings = settings
        self.edits = 0

    def stopped(self, code: str) -> str:
        """Why nothing may be done on a wiki, as the stop pages there and on Meta say; '' if it may."""
        return stopped(self.sites, 'meta') or (stopped(self.sites, code) if code != 'meta' else '')

    def forbidden(self, code: str, namespace: int) -> str:
        """Why the settings do not let the bot write on such a page; '' if they do."""
        if code not in self.settings.enabled:
            return f'the bot is not enabled on {code} (setting enabled)'
        # Articles of a Wikipedia are nobody's campaign page; Meta has its campaign pages in that namespace.
        if code == 'meta' if namespace == 0 else namespace in self.settings.namespaces:
            return ''
        return f'the bot may not write in namespace {namespace} (setting namespaces)'

    def save(self, code: str, page: pywikibot.Page, draft: Draft) -> Result:
        """Save a page, if its draft changes it; say how that went.

        :param page: with the text that it had when the draft was made
        """
        result = partial(Result, code, page.title())
        try:
            return self._save(code, page, draft)
        except _StoppedError as problem:
            return result(Outcome.STOPPED, (str(problem),))
        except (_RefusedError, ObjectionError) as problem:
            return result(Outcome.REFUSED, (str(problem),))
        except BlockError as problem:
            return result(Outcome.REFUSED, (f'the page is left alone: {problem}',))
        except _TryAgainError as problem:
            return result(Outcome.FAILED, (str(problem),))
        except (Error, ConnectionError) as problem:
            return result(Outcome.FAILED, (f'{type(problem).__name__}: {problem}',))

    def _save(self, code: str, page: pywikibot.Page, draft: Draft) -> Result:
        if reason := self.forbidden(code, page.namespace().id):
            raise _RefusedError(reason)
        text, summary = draft.merged(page.text)
        if text == page.text:
            return Result(code, page.title(), Outcome.UNCHANGED)
        if pywikibot.config.simulate:
            pywikibot.info(f'\n>>> {page.site}:{page.title()} <<<\n{summary}')
            pywikibot.showDiff(page.text, text)
            return Result(code, page.title(), Outcome.SIMULATED)
        save = _Save(self, page, draft)
        left_out: dict[RowKey, str] = {}
        try:
            save()
        except ObjectionError as objection:
            # A row that stands on the page already was taken before.
            rows = draft.rows()
            suspects = {key: row for key, row in rows.items() if row not in page.text}
            left_out = sift(save, suspects, objection, others=len(suspects) < len(rows))
        return Result(code, page.title(), Outcome.SAVED if save.saved else Outcome.UNCHANGED, (), left_out)


@dataclass(slots=True)
class _Save:
    """Saving of one page; may be called again, with other rows left out."""

    publisher: Publisher
    page: pywikibot.Page
    draft: Draft
    saved: bool = False
    # Whether an edit was sent of which nobody knows whether it was made.
    _unknown: bool = False

    def __call__(self, without: Collection[RowKey] = ()) -> None:
        """Save the page without these rows, beginning again while that may help."""
        tries = Retrying(
            retry=retry_if_exception(_is_worth_it), stop=stop_after_attempt(_TRIES), wait=_pause, reraise=True
        )
        try:
            tries(self._once, without)
        except _TryAgainError:
            # The last one may have arrived, too: then nothing is left to do.
            if not self._unknown or not self._has_arrived(without):
                raise
            self._count(True)

    def _has_arrived(self, without: Collection[RowKey]) -> bool:
        try:
            text: str = look(self.page.site, self.page.title()).page.text
            return self.draft.merged(text, without)[0] == text
        except (Error, ConnectionError, BlockError):
            return False

    def _once(self, without: Collection[RowKey]) -> None:
        now = look(self.page.site, self.page.title())
        if reason := stopped(self.publisher.sites, 'meta') or now.stop:
            raise _StoppedError(reason)
        if now.refusal:
            raise _TryAgainError(now.refusal) if now.passing else _RefusedError(now.refusal)
        text, summary = self.draft.merged(now.page.text, without)
        if text == now.page.text:
            self._count(self._unknown)
            return
        if self.publisher.edits >= self.publisher.settings.max_edits:
            raise _StoppedError(f'the run has made its {self.publisher.edits} edits (setting max_edits)')
        try:
            self._count(_post(now.page, text, summary, now.token))
        except _TryAgainError as problem:
            self._unknown = self._unknown or problem.unknown
            raise

    def _count(self, changed: bool) -> None:
        self._unknown = False
        self.saved = self.saved or changed
        self.publisher.edits += changed


def _is_worth_it(problem: BaseException) -> bool:
    return isinstance(problem, _TryAgainError) and problem.pause <= _LONGEST_PAUSE


def _pause(state: RetryCallState) -> float:
    """Seconds to wait before the next try: growing ones, or as many as the wiki asks for."""
    problem = state.outcome.exception() if state.outcome else None
    wanted = problem.pause if isinstance(problem, _TryAgainError) else 0
    growing = wait_random_exponential(multiplier=pywikibot.config.retry_wait, max=pywikibot.config.retry_max)
    return max(wanted, growing(state))


def _post(page: pywikibot.Page, text: str, summary: str, token: str) -> bool:
    """Send an edit, once; say whether the page has changed.

    Not with pywikibot: it repeats a request that broke off, though the edit may have been made and another one after
    it; clicks through the warnings of filters; and asks for captchas on the terminal.
    """
    site = page.site
    data = {
        'action': 'edit',
        'format': 'json',
        'formatversion': '2',
        'title': page.title(),
        'text': text,
        'summary': summary,
        'baserevid': str(page.latest_revision_id),
        'nocreate': '1',
        'watchlist': 'nochange',
        'maxlag': str(pywikibot.config.write_maxlag),
        'assert': 'user',
        'assertuser': site.username(),
        **({'bot': '1'} if site.has_right('bot') else {}),
        # Last: a request that was cut short is none.
        'token': token,
    }
    site.throttle(write=True)
    answer = http.fetch(
        site.base_url(site.apipath()),
        'POST',
        headers={'user-agent': http.user_agent(site)},
        default_error_handling=False,
        data=data,
        verify=site.verify_SSL_certificate(),
    )
    if isinstance(answer, Exception):
        raise _TryAgainError(f'{type(answer).__name__}: {answer}', unknown=True)
    return _changed(answer)


def _changed(answer: requests.Response) -> bool:
    """Whether an edit has changed the page.

    :raises _TryAgainError, _RefusedError, ObjectionError: it was not made, or nobody knows
    """
    pause = _seconds(answer.headers.get('Retry-After', ''))
    try:
        said = answer.json()
    except requests.exceptions.JSONDecodeError:
        said = None
    if not answer.ok or not isinstance(said, dict) or not said.keys() & {'edit', 'error'}:
        what = f'HTTP {answer.status_code} {answer.reason} instead of an answer'
        raise _TryAgainError(what, unknown=True, pause=pause)
    edit = said.get('edit', {})
    if edit.get('result') == 'Success':
        return 'nochange' not in edit
    raise _problem(said.get('error') or edit, pause)


def _problem(error: Mapping[str, Any], pause: float) -> Exception:
    """What an error of action=edit means for us."""
    if 'captcha' in error:
        return _RefusedError('captcha: the wiki wants to see a person')
    code = str(error.get('code', 'unknown'))
    message = f'{code}: {error.get("info", "")} {error.get("readonlyreason", "")}'.rstrip(': ')
    if code in _PASSING or code.startswith('internal_api_error'):
        return _TryAgainError(message, unknown=code.startswith('internal_api_error'), pause=pause)
    if code in _OBJECTIONS or 'spamblacklist' in error:
        return ObjectionError(message, error.get('spamblacklist', {}).get('matches', ()))
    return _RefusedError(message)


def _seconds(retry_after: str) -> float:
    """A Retry-After header in seconds; as a date, which wikis do not send, it counts as none."""
    try:
        return max(0.0, float(retry_after))
    except ValueError:
        return 0.0

"""One edit of a page: what is sent to the wiki, and what its answer means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pywikibot
import requests
from pywikibot.comms import http

from onelib import __version__
from onelib.outcomes.reasons import Kind, Reason, said
from onelib.outcomes.results import Outcome
from onelib.publish.rejected_rows import RejectionError
from onelib.readers.permission import Look, refused

__all__ = ['NotSavedError', 'RefusedError', 'StoppedError', 'TryAgainError', 'changed', 'post', 'seconds']
__all__ += ['signed']

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
_REJECTIONS = frozenset({'abusefilter-disallowed', 'abusefilter-warning', 'hookaborted', 'spamblacklist'})


# MediaWiki cuts summaries behind so many letters (CommentStore::COMMENT_CHARACTER_LIMIT).
_MOST_LETTERS = 500
_SIGNATURE = f' (onelib {__version__})'


def signed(summary: str) -> str:
    """The summary with the version of the bot behind it, which is to be read whole."""
    room = _MOST_LETTERS - len(_SIGNATURE)
    return f'{summary if len(summary) <= room else summary[: room - 1] + "…"}{_SIGNATURE}'


class NotSavedError(Exception):
    """The edit is not made, for this reason."""

    outcome = Outcome.FAILED

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


class StoppedError(NotSavedError):
    """Somebody, or the setting for it, has stopped the bot."""

    outcome = Outcome.STOPPED


class RefusedError(NotSavedError):
    """The wiki does not want the edit, now or later."""

    outcome = Outcome.REFUSED


class TryAgainError(NotSavedError):
    """The edit failed, or nobody knows whether it did; it may help to begin again.

    :ivar unknown: whether it may have been made all the same
    :ivar pause: seconds that the wiki asked to wait
    """

    def __init__(self, reason: Reason, *, unknown: bool = False, pause: float = 0) -> None:
        super().__init__(reason)
        self.unknown = unknown
        self.pause = pause


def post(now: Look, text: str, summary: str) -> requests.Response:
    """Send an edit, once; give back what the wiki answers.

    Not with pywikibot: it repeats a request that broke off, though the edit may have been made and another one after
    it; clicks through the warnings of filters; and asks for captchas on the terminal.
    """
    site = now.page.site
    data = {
        'action': 'edit',
        'format': 'json',
        'formatversion': '2',
        'title': now.page.title(),
        'text': text,
        'summary': signed(summary),
        **({'baserevid': str(now.revision), 'nocreate': '1'} if now.revision else {'createonly': '1'}),
        'watchlist': 'nochange',
        'maxlag': str(pywikibot.config.write_maxlag),
        'assert': 'user',
        'assertuser': site.username(),
        **({'bot': '1'} if site.has_right('bot') else {}),
        # Last: a request that was cut short is none.
        'token': now.token,
    }
    site.throttle(write=True)
    answer: requests.Response | Exception = http.fetch(
        site.base_url(site.apipath()),
        'POST',
        headers={'user-agent': http.user_agent(site)},
        default_error_handling=False,
        data=data,
        verify=site.verify_SSL_certificate(),
    )
    if isinstance(answer, Exception):
        raise TryAgainError(Reason(Kind.NOT_SAVED, said(answer)), unknown=True)
    return answer


def changed(answer: requests.Response) -> tuple[bool, int]:
    """Whether an edit has changed the page, and the revision that it made.

    :raises TryAgainError, RefusedError, RejectionError: it was not made, or nobody knows
    """
    pause = seconds(answer.headers.get('Retry-After', ''))
    try:
        body = answer.json()
    except requests.exceptions.JSONDecodeError:
        body = None
    edit = body.get('error') or body.get('edit') if answer.ok and isinstance(body, dict) else None
    if not isinstance(edit, dict) or not edit.keys() & {'code', 'result'}:
        reason = Reason(Kind.NOT_SAVED, f'HTTP {answer.status_code} {answer.reason} instead of an answer')
        raise TryAgainError(reason, unknown=True, pause=pause)
    if edit.get('result') == 'Success':
        revision = edit.get('newrevid', 0)
        return 'nochange' not in edit, revision if isinstance(revision, int) else 0
    raise _problem(edit, pause)


def _problem(error: Mapping[str, Any], pause: float) -> Exception:
    """What an error of action=edit means for us."""
    if 'captcha' in error:
        return RefusedError(Reason(Kind.CAPTCHA, 'captcha: the wiki wants to see a person'))
    code = str(error.get('code', 'unknown'))
    message = f'{code}: {error.get("info", "")} {error.get("readonlyreason", "")}'.rstrip(': ')
    if code in _PASSING or code.startswith('internal_api_error'):
        kind = Kind.READ_ONLY if code == 'readonly' else Kind.NOT_SAVED
        return TryAgainError(Reason(kind, message), unknown=code.startswith('internal_api_error'), pause=pause)
    if code in _REJECTIONS or 'spamblacklist' in error:
        listed = error.get('spamblacklist')
        return RejectionError(message, listed.get('matches', ()) if isinstance(listed, dict) else ())
    return RefusedError(refused(code, message))


def seconds(retry_after: str) -> float:
    """A Retry-After header in seconds; as a date, which wikis do not send, it counts as none."""
    try:
        return max(0.0, float(retry_after))
    except ValueError:
        return 0.0

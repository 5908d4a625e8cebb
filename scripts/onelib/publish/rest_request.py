"""One call of Meta's REST interface that changes something: what is sent, and what its answer means."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import requests
from pywikibot.comms import http
from pywikibot.site import APISite

from onelib.outcomes.reasons import Kind, Reason, said
from onelib.publish.edit_request import NotSavedError, RefusedError, TryAgainError, seconds
from onelib.readers.permission import refused

__all__ = ['BadTokenError', 'accepted', 'send']

# What has passed by the next try, by the keys of MediaWiki's messages.
_PASSING = ('actionthrottled', 'apierror-ratelimited', 'apierror-readonly', 'edit-conflict', 'readonly')
# Nobody is logged in who has it.
_ANONYMOUS = '+\\'
_LONGEST = 300


class BadTokenError(TryAgainError):
    """The token is not that of the session: with a new one it may be taken."""


def send(site: APISite, method: str, address: str, token: str, content: Mapping[str, Any]) -> requests.Response:
    """Send a call, once; give back what is answered.

    :param address: has to be on the host of the wiki: nobody else gets a token of the bot
    :raises NotSavedError: nothing was sent, or nobody knows
    """
    if urlsplit(address).hostname != urlsplit(f'//{site.hostname()}').hostname:
        why = f'{urlsplit(address).hostname} is not {site.hostname()}, and no other host is told tokens'
        raise RefusedError(Reason(Kind.OTHER, f'{why} (setting campaignevents)'))
    if token in ('', _ANONYMOUS):
        raise BadTokenError(Reason(Kind.NOT_SAVED, 'the bot is not logged in'))
    site.throttle(write=True)
    answer: requests.Response | Exception = http.fetch(
        address,
        method,
        headers={'user-agent': http.user_agent(site), 'content-type': 'application/json'},
        default_error_handling=False,
        allow_redirects=False,
        data=json.dumps({**content, 'token': token}, ensure_ascii=False).encode(),
        verify=site.verify_SSL_certificate(),
    )
    if isinstance(answer, Exception):
        raise TryAgainError(Reason(Kind.NOT_SAVED, said(answer)), unknown=True)
    return answer


def accepted(answer: requests.Response, status: HTTPStatus) -> None:
    """Nothing, if the answer is what it says when all is done.

    :raises NotSavedError: it is not, or nobody knows
    """
    if answer.status_code == status:
        return
    pause = seconds(answer.headers.get('Retry-After', ''))
    http_said = f'HTTP {answer.status_code} {answer.reason} instead of an answer'
    key, words = _problem(answer)
    if answer.status_code == HTTPStatus.TOO_MANY_REQUESTS or key.startswith(_PASSING):
        kind = Kind.READ_ONLY if 'readonly' in key else Kind.NOT_SAVED
        raise TryAgainError(Reason(kind, words or http_said), pause=pause)
    if key.startswith('rest-badtoken'):
        raise BadTokenError(Reason(Kind.NOT_SAVED, words))
    if HTTPStatus.BAD_REQUEST <= answer.status_code < HTTPStatus.INTERNAL_SERVER_ERROR:
        raise _refusal(answer.status_code, key, words or http_said)
    raise TryAgainError(Reason(Kind.NOT_SAVED, http_said), unknown=True, pause=pause)


def _problem(answer: requests.Response) -> tuple[str, str]:
    """The key of the message that an error has, and what it says; '' for what it does not say."""
    try:
        error = json.loads(answer.content)
    except (ValueError, RecursionError):
        return '', ''
    if not isinstance(error, dict):
        return '', ''
    key, said_so = str(error.get('errorKey', '')), error.get('messageTranslations')
    words = said_so.get('en') if isinstance(said_so, dict) else error.get('message')
    return key, f'{key}: {words if isinstance(words, str) else ""}'[:_LONGEST].strip(': ')


def _refusal(status: int, key: str, words: str) -> NotSavedError:
    """What a wiki means that will not do it."""
    if status == HTTPStatus.NOT_FOUND or key.endswith(('not-worklist', 'event-deleted')):
        return RefusedError(Reason(Kind.GONE, words))
    if 'event-contribution' in key:
        # Of the event, or of who may offer it edits: its organisers mend that.
        return RefusedError(Reason(Kind.PARAMETER, words))
    if 'protected' in key:
        return RefusedError(Reason(Kind.PROTECTED, words))
    if 'abusefilter' in key or 'blacklist' in key:
        return RefusedError(Reason(Kind.FILTER, words))
    if 'blocked' in key:
        return RefusedError(Reason(Kind.BLOCKED, words))
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        return RefusedError(Reason(Kind.RIGHTS, words))
    return RefusedError(refused(key, words))

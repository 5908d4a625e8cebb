"""What the answers of wikis say of themselves: how many there were, and MediaWiki's ids of the requests."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests
from pywikibot.comms import http
from pywikibot.site import APISite

__all__ = ['Answers', 'answers', 'diff', 'request_id']

_log = logging.getLogger(__name__)

# A UUID, or what Apache or a proxy made of one; whatever else stands there is not ours to repeat.
_ID = re.compile(r'[\w.@-]{1,64}')


@dataclass(slots=True)
class Answers:
    """The answers of all wikis to this process.

    :ivar count: how many there were, those of the login among them
    :ivar failed: id of the last request, if that was answered with an error
    """

    count: int = 0
    failed: str = ''

    def listen(self) -> None:
        """Hear of all answers from now on."""
        if self._hear not in http.session.hooks['response']:
            http.session.hooks['response'].append(self._hear)

    def _hear(self, answer: requests.Response, **_: Any) -> None:
        self.count += 1
        identity = request_id(answer.headers)
        # A header that MediaWiki sends with each error of its API.
        wrong = not answer.ok or 'MediaWiki-API-Error' in answer.headers
        self.failed = identity if wrong else ''
        if _log.isEnabledFor(logging.DEBUG):
            # Without what was asked: the address of a request can hold a token.
            place = urlsplit(answer.url)
            _log.debug(
                '%s%s answered %d %s after %.2f s, request %s',
                place.netloc,
                place.path,
                answer.status_code,
                answer.headers.get('MediaWiki-API-Error', answer.reason),
                answer.elapsed.total_seconds(),
                identity or 'without id',
            )


#: There is one session with all wikis.
answers = Answers()


def request_id(headers: Mapping[str, str]) -> str:
    """MediaWiki's id of a request, by which the people who run the servers find it; '' if there is none."""
    identity = headers.get('X-Request-Id', '')
    return identity if _ID.fullmatch(identity) else ''


def diff(site: APISite, revision: int) -> str:
    """The address of what an edit changed, '' for 0."""
    return f'{site.protocol()}://{site.hostname()}{site.path()}?diff={revision}' if revision else ''

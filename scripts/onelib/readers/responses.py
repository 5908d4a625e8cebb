"""What the answers of wikis say of themselves: how many there were, and MediaWiki's ids of the requests."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests
from pywikibot.comms import http
from pywikibot.site import APISite
from urllib3.exceptions import HTTPError

__all__ = ['Answers', 'answers', 'diff', 'request_id', 'take']

_log = logging.getLogger(__name__)

# An answer of the API has eight megabytes at most ($wgAPIMaxResultSize), before they are written as JSON.
_MOST_BYTES = 64_000_000
_MOST_SECONDS = 180.0
_PIECE = 1 << 14
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
        take(answer)
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


def take(answer: requests.Response, *, most_bytes: int = _MOST_BYTES, most_seconds: float = _MOST_SECONDS) -> None:
    """Read the body of an answer, unless that is done; one that is endless is left.

    :param most_bytes: of the body, unpacked
    :param most_seconds: from its first byte to its last; a socket's own limit is for each piece of it
    :raises requests.exceptions.ConnectionError: it is longer, or takes longer
    """
    if answer._content_consumed:
        return
    begun = time.monotonic()
    body = bytearray()
    try:
        # Not by requests: it waits until it has a piece of full length, however slowly that drips.
        while piece := answer.raw.read1(_PIECE, decode_content=True):
            body += piece
            if len(body) > most_bytes:
                raise requests.exceptions.ConnectionError(f'the answer is longer than {most_bytes} bytes')
            if time.monotonic() - begun > most_seconds:
                raise requests.exceptions.ConnectionError(f'the answer takes longer than {most_seconds:g} seconds')
    except HTTPError as problem:
        answer.close()
        raise requests.exceptions.ConnectionError(problem) from problem
    except requests.exceptions.ConnectionError:
        answer.close()
        raise
    answer.raw.release_conn()
    answer._content = bytes(body)
    answer._content_consumed = True


#: There is one session with all wikis.
answers = Answers()


def request_id(headers: Mapping[str, str]) -> str:
    """MediaWiki's id of a request, by which the people who run the servers find it; '' if there is none."""
    identity = headers.get('X-Request-Id', '')
    return identity if _ID.fullmatch(identity) else ''


def diff(site: APISite, revision: int) -> str:
    """The address of what an edit changed, '' for 0."""
    return f'{site.protocol()}://{site.hostname()}{site.path()}?diff={revision}' if revision else ''

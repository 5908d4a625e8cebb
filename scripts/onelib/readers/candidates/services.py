"""Other services than wikis, which are asked over HTTP for JSON: rarely, with patience, and never without an end."""

from __future__ import annotations

import datetime
import json
import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from enum import Enum
from http import HTTPStatus
from typing import Any

import requests
from pywikibot.comms import http as wikis

from onelib.readers.responses import take

__all__ = ['Fault', 'ServiceError', 'Services']

_log = logging.getLogger(__name__)
# A query of PetScan may take minutes; nobody waits for more than this, nor for a pause longer than the second.
_MOST_SECONDS = 120.0
_LONGEST_PAUSE = 20.0
_MOST_BYTES = 20_000_000
_TRIES = 3
_PAUSE = 2.0


class Fault(Enum):
    """What can be wrong with an answer; its value is how the message ends that says so."""

    SLOW = 'slow'
    DOWN = 'down'
    BUSY = 'busy'
    ODD = 'odd'
    REFUSED = 'refused'


class ServiceError(Exception):
    """A service has not given what it was asked for.

    :ivar why: in its own words, '' if it has none
    :ivar status: of HTTP, 0 if that does not matter
    """

    def __init__(self, fault: Fault, why: str = '', status: int = 0) -> None:
        super().__init__(f'{fault.value}: {why}'.removesuffix(': '))
        self.fault = fault
        self.why = why
        self.status = status


@dataclass(slots=True)
class Services:
    """The services, by the names that their parameters have, and what they have answered in this run.

    :ivar addresses: where they are
    :ivar most_seconds: for one answer
    :ivar store: the address of the store, which has the indexes
    :ivar day: what is drawn by lot is the same for a day
    :ivar asked: how many questions there were
    """

    addresses: Mapping[str, str] = field(default_factory=dict)
    most_seconds: float = _MOST_SECONDS
    longest_pause: float = _LONGEST_PAUSE
    pause: float = _PAUSE
    day: str = ''
    store: str = 'sqlite://'
    asked: int = 0
    _answers: dict[tuple[str, str], Any] = field(default_factory=dict)
    # Who is down or slow is not waited for again: there are other lists.
    _down: dict[str, ServiceError] = field(default_factory=dict)

    def ask(self, name: str, parameters: Mapping[str, str] | None = None, path: str = '', wants: type = dict) -> Any:
        """What a service answers, which is an object of JSON; the same question is asked once.

        :param wants: ``list`` if it is a list

        :raises ServiceError: it does not, not within the time, or something else
        """
        question = name, f'{path}?{json.dumps(parameters)}'
        if question in self._answers:
            return self._answers[question]
        if name in self._down:
            raise self._down[name]
        try:
            answer = self._patiently(f'{self.addresses[name]}{path}', parameters, wants)
        except ServiceError as problem:
            _log.debug('%s: %s', name, problem)
            if problem.fault in (Fault.SLOW, Fault.DOWN, Fault.BUSY):
                self._down[name] = problem
            raise
        self._answers[question] = answer
        return answer

    def _patiently(self, address: str, parameters: Mapping[str, str] | None, wants: type) -> Any:
        problem = ServiceError(Fault.DOWN)
        for attempt in range(_TRIES):
            if attempt:
                time.sleep(self.pause)
            self.asked += 1
            try:
                answer = self._once(address, parameters)
            except requests.Timeout as timeout:
                # It was at work as long as may be: asked again it would be so again.
                raise ServiceError(Fault.SLOW) from timeout
            except requests.RequestException as trouble:
                problem = ServiceError(Fault.DOWN, type(trouble).__name__)
                continue
            if answer.status_code == HTTPStatus.TOO_MANY_REQUESTS or 'Retry-After' in answer.headers:
                problem = ServiceError(Fault.BUSY)
                pause = _seconds(answer.headers.get('Retry-After', ''), self.pause)
                if pause > self.longest_pause:
                    raise problem
                time.sleep(max(0.0, pause - self.pause))
            elif answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
                problem = ServiceError(Fault.DOWN, f'HTTP {answer.status_code}')
            else:
                return _read(answer, wants)
        raise problem

    def _once(self, address: str, parameters: Mapping[str, str] | None) -> requests.Response:
        """One answer, read to its end."""
        agent = {'User-Agent': wikis.user_agent()}
        seconds = self.most_seconds
        answer = requests.get(address, params=parameters, headers=agent, timeout=(10, seconds), stream=True)
        begun = time.monotonic()
        try:
            take(answer, most_bytes=_MOST_BYTES, most_seconds=seconds)
        except requests.ConnectionError as problem:
            if time.monotonic() - begun > seconds:
                raise requests.Timeout(problem) from problem
            raise
        return answer


def _read(answer: requests.Response, wants: type) -> Any:
    """The object or list that an answer is.

    :raises ServiceError: it is none, as a page of HTML or half an answer
    """
    try:
        content = json.loads(answer.content)
    except (ValueError, RecursionError):
        content = None
    # Some say what is wrong in an object of their own, whose reader knows it.
    if not answer.ok and not (isinstance(content, dict) and wants is dict and 'error' in content):
        raise ServiceError(Fault.REFUSED, f'HTTP {answer.status_code}', answer.status_code)
    if not isinstance(content, wants):
        raise ServiceError(Fault.ODD)
    return content


def _seconds(text: str, usual: float) -> float:
    """How long one is asked to wait, in seconds or until a date; without a word, as usual."""
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        until = parsedate_to_datetime(text)
        return (until - datetime.datetime.now(until.tzinfo)).total_seconds()
    except (ValueError, TypeError):
        return usual

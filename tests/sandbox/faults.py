"""Faults between the bot and the farm: the farm is real, the bot is real, and the connection breaks where a test says.

>>> with Faults.between(farm, tmp_path / 'bot') as faults:
...     faults.on(editing('Wikipedie:Seznam'), Reset(after=True))
...     bot.run(faults, '-wiki:cs')
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from . import bot_directory
from .farm import Farm
from .mediawiki import FarmError
from .proxy import DepartedError, Exchange, Proxy, Request

__all__ = [
    'ALWAYS',
    'Close',
    'Cut',
    'Fault',
    'Faults',
    'Html',
    'Meanwhile',
    'Request',
    'Reset',
    'Rewrite',
    'Silence',
    'Status',
    'WithoutCookies',
    'asking',
    'editing',
    'reading',
]

#: For `times`: every request from now on.
ALWAYS = sys.maxsize
HTML = (
    '<!DOCTYPE html>\n<html lang="en"><title>Wikimedia Error</title><h1>Our servers are under maintenance</h1></html>\n'
)
# What the bot's user-config.py says in addition: nobody wants to wait for what never comes.
IMPATIENCE = """\
socket_timeout = (3, 6)
max_retries = 2
retry_wait = 1
"""

Matcher = Callable[[Request], bool]


def asking(action: str, **params: str) -> Matcher:
    """Matches requests to api.php for an action; each parameter is to have the value, or to hold it among a|b|c."""
    wanted = {name: plain(value) for name, value in params.items()}

    def matches(request: Request) -> bool:
        return (
            (request.entry, request.action) == ('api', action)
            and wanted.keys() <= request.params.keys()
            and all(value in map(plain, request.params[name].split('|')) for name, value in wanted.items())
        )

    return matches


def editing(title: str | None = None) -> Matcher:
    """Matches every edit, or those of a page; an edit that names its page by pageid is of no title."""
    return asking('edit') if title is None else asking('edit', title=title)


def reading(title: str | None = None) -> Matcher:
    """Matches requests for the text of pages, or of this page if they name it."""
    return asking('query', rvprop='content') if title is None else asking('query', rvprop='content', titles=title)


def plain(value: str) -> str:
    """Titles may come with underscores or spaces."""
    return value.replace('_', ' ').strip()


class Fault(Protocol):
    """What happens to a request. With `after`, MediaWiki does what it asks for first, and its answer is thrown away."""

    def happen(self, exchange: Exchange) -> None: ...


@dataclass(frozen=True)
class Status:
    """An answer that MediaWiki did not give."""

    code: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = HTML
    after: bool = False

    def happen(self, exchange: Exchange) -> None:
        if self.after:
            exchange.ask()
        body = self.body.encode()
        headers = {'Content-Type': 'text/html; charset=utf-8', 'Content-Length': str(len(body)), 'Connection': 'close'}
        lines = [f'{name}: {value}' for name, value in (headers | dict(self.headers)).items()]
        exchange.send('\r\n'.join([f'HTTP/1.1 {self.code} Injected', *lines, '', '']).encode() + body)


@dataclass(frozen=True)
class Html:
    """A page for people where the client expects JSON, with status 200."""

    after: bool = False

    def happen(self, exchange: Exchange) -> None:
        Status(200, after=self.after).happen(exchange)


@dataclass(frozen=True)
class Reset:
    """The connection is reset (RST)."""

    after: bool = False

    def happen(self, exchange: Exchange) -> None:
        if self.after:
            exchange.ask()
        exchange.reset()


@dataclass(frozen=True)
class Close:
    """The connection is closed without a byte."""

    after: bool = False

    def happen(self, exchange: Exchange) -> None:
        if self.after:
            exchange.ask()


@dataclass(frozen=True)
class Cut:
    """MediaWiki's answer ends early, after this part of it, although its Content-Length promises all of it."""

    at: float = 0.5

    def happen(self, exchange: Exchange) -> None:
        head, _, body = exchange.ask().partition(b'\r\n\r\n')
        lines = [line for line in head.split(b'\r\n') if not line.lower().startswith(b'content-length:')]
        lines.append(b'Content-Length: %d' % len(body))
        exchange.send(b'\r\n'.join([*lines, b'', body[: int(len(body) * self.at)]]))


@dataclass(frozen=True)
class Silence:
    """Nothing is heard until the client goes away, or for so many seconds whether it does or not.

    :ivar late: then the request gets to MediaWiki after all, and the answer to the client if it is still there
    """

    after: bool = False
    seconds: float | None = None
    late: bool = False

    def happen(self, exchange: Exchange) -> None:
        if self.after:
            exchange.ask()
        if self.seconds is None:
            exchange.await_departure()
        else:
            exchange.ended.wait(self.seconds)
        if self.late and not exchange.ended.is_set():
            # All of it at once: a client that is gone must not keep MediaWiki from doing it.
            exchange.send(exchange.ask())


@dataclass(frozen=True)
class Rewrite:
    """MediaWiki gets other parameters (None: not at all) than the client sent, and its answer is handed through."""

    params: Mapping[str, str | None]

    def happen(self, exchange: Exchange) -> None:
        exchange.rewrite(self.params)
        exchange.relay()


@dataclass(frozen=True)
class WithoutCookies:
    """MediaWiki does not know who asks."""

    def happen(self, exchange: Exchange) -> None:
        exchange.set_header('Cookie', None)
        exchange.relay()


@dataclass(frozen=True)
class Meanwhile:
    """Something else happens just before MediaWiki gets the request, or before the client gets the answer."""

    do: Callable[[], object]
    after: bool = False

    def happen(self, exchange: Exchange) -> None:
        if not self.after:
            self.do()
            exchange.relay()
            return
        answer = exchange.ask()
        self.do()
        exchange.send(answer)


@dataclass
class Rule:
    """A fault for some of the requests that match."""

    matches: Matcher
    fault: Fault
    times: int
    skip: int
    happened: bool = False

    def due(self, request: Request) -> bool:
        if not self.times or not self.matches(request):
            return False
        if self.skip:
            self.skip -= 1
            return False
        self.times -= 1
        self.happened = True
        return True


class Faults:
    """A farm seen through a proxy, and a base directory of pywikibot that leads there."""

    def __init__(self, farm: Farm, directory: Path, *, stranger: bool = False) -> None:
        self.farm = farm
        self.bot_dir = directory
        self.requests: list[Request] = []
        self._rules: list[Rule] = []
        self._failures: list[Exception] = []
        self._lock = threading.Lock()
        self._proxy = Proxy(farm.port, self._handle)
        self._running = ExitStack()
        self.port = self._proxy.port
        self.url = f'http://127.0.0.1:{self.port}'
        bot_directory.write(replace(farm.installation, port=self.port), directory, IMPATIENCE, stranger=stranger)

    @classmethod
    def between(cls, farm: Farm, directory: Path, *, stranger: bool = False) -> Faults:
        """A proxy before the farm; the directory is made.

        :param stranger: the bot has to log in, and to ask what the wikis are
        """
        return cls(farm, directory, stranger=stranger)

    def environment(self) -> dict[str, str]:
        """The environment in which pwb and the scripts get to the farm through the proxy."""
        return self.farm.environment() | {'PYWIKIBOT_DIR': str(self.bot_dir)}

    def on(self, matches: Matcher, fault: Fault, *, times: int = 1, skip: int = 0) -> None:
        """Let a fault happen to requests that match: after `skip` of them, to so many.

        What an earlier rule takes, a later one does not see: two rules that match the same follow one another.
        """
        with self._lock:
            self._rules.append(Rule(matches, fault, times, skip))

    def __enter__(self) -> Self:
        self._running.enter_context(self._proxy)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._running.close()
        if self._failures:
            raise ExceptionGroup('in the proxy', self._failures)
        never = [rule.fault for rule in self._rules if not rule.happened]
        if never and error is None:
            # A test of it would show nothing.
            raise FarmError(f'No request came to which this could happen: {never}')

    def _handle(self, exchange: Exchange) -> None:
        try:
            request = exchange.request()
            with self._lock:
                self.requests.append(request)
                rule = next((rule for rule in self._rules if rule.due(request)), None)
            if rule is None:
                exchange.relay()
            else:
                rule.fault.happen(exchange)
        except DepartedError:
            pass
        except Exception as failure:
            # The test is to fail, not a thread that nobody looks at.
            self._failures.append(failure)

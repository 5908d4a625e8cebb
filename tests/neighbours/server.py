"""A server of some services, what it was asked, and where it breaks."""

from __future__ import annotations

import json
import re
import threading
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import parse_qsl, unquote, urlsplit

import jsonschema
import yaml

from tests.loopback import Answer, Loopback

__all__ = ['Answer', 'Call', 'Fault', 'Neighbours', 'Route', 'Service', 'Where', 'of_json']

_SCHEMAS: Mapping[str, Any] = yaml.safe_load(Path(__file__).with_name('schemas.yaml').read_text(encoding='utf-8'))
JSON = 'application/json; charset=utf-8'


def of_json(content: object, status: int = 200, schema: str = '') -> Answer:
    return Answer(json.dumps(content, ensure_ascii=False).encode(), status, {'Content-Type': JSON}, schema=schema)


@dataclass(frozen=True)
class Call:
    """One request.

    :ivar path: without the percent signs; `query`: each parameter as it is written, the last if there are several
    :ivar written: the path with them
    :ivar body: of JSON, {} if there is none or it is something else
    """

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    raw: bytes = b''
    written: str = ''

    @property
    def body(self) -> Mapping[str, Any]:
        with suppress(ValueError):
            content = json.loads(self.raw)
            return content if isinstance(content, dict) else {}
        return {}


@dataclass(frozen=True)
class Route:
    """Where a service answers: the whole path, with a group for each part that the function takes after the call."""

    method: str
    path: str
    answer: Callable[..., Answer]

    def match(self, path: str) -> re.Match[str] | None:
        return re.fullmatch(self.path, path)


class Service(Protocol):
    """What stands on the server.

    :ivar routes: where it answers
    """

    routes: Sequence[Route]

    def lost(self, call: Call) -> Answer:
        """What it says where it does not answer."""


#: Makes another answer of the right one; the second is what was answered before at the same path.
Fault = Callable[[Answer, Answer | None], Answer]
#: The number of a call, the first is 1; or which calls.
Where = int | Callable[[Call], bool]


class Neighbours(Loopback):
    """The server.

    :ivar calls: all that it was asked
    :ivar wrong: answers that are not what its own description says
    """

    def __init__(self, *services: Service) -> None:
        self.services = services
        self.calls: list[Call] = []
        self.wrong: list[str] = []
        self._faults: list[tuple[Where, Fault]] = []
        self._before: defaultdict[str, list[Answer]] = defaultdict(list)
        self._lock = threading.Lock()
        super().__init__()

    def __exit__(self, *_: object) -> None:
        super().__exit__()
        assert self.wrong == []

    def break_at(self, where: Where, fault: Fault) -> None:
        """From now on this happens to the calls there; of several that fit, the one that was said last."""
        self._faults.insert(0, (where, fault))

    def mend(self) -> None:
        """No fault any more, and numbers of calls begin anew."""
        self._faults.clear()
        self.calls.clear()

    def asked(self, part: str) -> list[Call]:
        """The calls whose path has this in it."""
        return [call for call in self.calls if part in call.path]

    def answer(self, call: Call) -> Answer:
        """What it says, with what is broken."""
        said = self._right(call)
        if said.schema:
            self._check(call, said)
        with self._lock:
            self.calls.append(call)
            number = len(self.calls)
            before = next(iter(self._before[call.path][-1:]), None)
            self._before[call.path].append(said)
        for where, fault in self._faults:
            if where(call) if callable(where) else where == number:
                return fault(said, before)
        return said

    def _right(self, call: Call) -> Answer:
        others = False
        for service in self.services:
            for route in service.routes:
                if match := route.match(call.path):
                    if route.method == call.method:
                        return route.answer(call, *match.groups())
                    others = True
        if others:
            return of_json({'httpCode': 405, 'httpReason': 'Method Not Allowed'}, 405)
        return self.services[0].lost(call)

    def _check(self, call: Call, said: Answer) -> None:
        try:
            jsonschema.validate(json.loads(said.body), _SCHEMAS[said.schema])
        except jsonschema.ValidationError as problem:
            self.wrong.append(f'{call.method} {call.path}: {problem.message}')

    def answered(self, request: BaseHTTPRequestHandler) -> Answer:
        """What it says to a request of HTTP."""
        parts = urlsplit(request.path)
        call = Call(
            request.command,
            unquote(parts.path),
            dict(parse_qsl(parts.query, keep_blank_values=True)),
            dict(request.headers.items()),
            request.rfile.read(int(request.headers.get('Content-Length') or 0)),
            parts.path,
        )
        return self.answer(call)

"""A server on loopback, of which a test says what it answers, and how: late, cut, or not at all what was asked for."""

from __future__ import annotations

import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

__all__ = ['Answer', 'Loopback']


@dataclass(frozen=True)
class Answer:
    """What a service says, and how.

    :ivar wait: how many seconds go by before
    :ivar cut: whether the connection ends in the middle
    :ivar schema: the name in ``tests/neighbours/schemas.yaml`` of what the body is, '' for none
    """

    body: bytes = b''
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    wait: float = 0.0
    cut: bool = False
    schema: str = ''

    def send(self, handler: BaseHTTPRequestHandler) -> None:
        """Answer a request of HTTP."""
        time.sleep(self.wait)
        # MediaWiki's 204 has neither a body nor a length.
        length = {} if self.status == HTTPStatus.NO_CONTENT else {'Content-Length': str(len(self.body))}
        # Who has waited long enough is not there any more.
        with suppress(BrokenPipeError, ConnectionResetError):
            handler.send_response(self.status)
            for name, value in {**length, **self.headers}.items():
                handler.send_header(name, value)
            handler.end_headers()
            handler.wfile.write(self.body[: len(self.body) // 2] if self.cut else self.body)
            handler.wfile.flush()
        if self.cut:
            handler.close_connection = True


class Loopback(ABC):
    """The server, while it is entered; `address` ends in a slash."""

    def __init__(self) -> None:
        answered = self.answered

        class Handler(BaseHTTPRequestHandler):
            protocol_version = 'HTTP/1.1'

            def _answer(self) -> None:
                answered(self).send(self)

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _answer

            def log_message(self, *_: Any) -> None:
                return

        self._server = ThreadingHTTPServer(('127.0.0.1', 0), Handler)
        self.address = f'http://127.0.0.1:{self._server.server_port}/'

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @abstractmethod
    def answered(self, request: BaseHTTPRequestHandler) -> Answer:
        """What it says to a request."""

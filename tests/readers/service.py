"""A small server on loopback that answers as PetScan, PagePile and the page views of Wikimedia are documented to."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

__all__ = ['Answer', 'Service', 'of_pagepile', 'of_petscan', 'of_views']

HTML = b'<!DOCTYPE html>\n<html><title>502 Bad Gateway</title><h1>Wikimedia Toolforge Error</h1></html>\n'


@dataclass(frozen=True)
class Answer:
    """What a service says, and how.

    :ivar cut: whether the connection ends in the middle; `wait`: how many seconds go by before
    """

    body: bytes = b''
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: bool = False
    wait: float = 0.0


def of_json(content: object, status: int = 200) -> Answer:
    return Answer(json.dumps(content).encode(), status)


def of_petscan(titles: list[str], wiki: str = 'cswiki') -> Answer:
    """As ``output_compatability=quick-intersection`` with ``sparse=1``."""
    frame = {'namespaces': {'0': ''}, 'status': 'OK', 'start': 0, 'max': len(titles) + 1, 'query': 'https://…'}
    return of_json({**frame, 'wiki': wiki, 'pagecount': len(titles), 'pages': titles, 'querytime': 0.2})


def of_pagepile(titles: list[str], wiki: str = 'cswiki') -> Answer:
    """As ``action=get_data``."""
    return of_json({'pages': titles, 'pages_returned': len(titles), 'pages_total': len(titles), 'id': 7, 'wiki': wiki})


def of_views(*views: int) -> Answer:
    """As ``per-article`` by the month."""
    about = {'project': 'cs.sandbox', 'granularity': 'monthly', 'access': 'all-access', 'agent': 'user'}
    return of_json({'items': [{**about, 'article': 'X', 'timestamp': '2026100100', 'views': one} for one in views]})


class Service:
    """The server.

    :ivar answers: what it says, one after the other; the last one to all that follow
    :ivar asked: the path and the parameters of each request
    """

    def __init__(self, *answers: Answer | Callable[[str], Answer]) -> None:
        self.answers = list(answers)
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.agents: list[str] = []
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                service.agents.append(self.headers['User-Agent'])
                service.asked.append((parts.path, {name: values[0] for name, values in parse_qs(parts.query).items()}))
                answer = service.answers.pop(0) if len(service.answers) > 1 else service.answers[0]
                said = answer(parts.path) if callable(answer) else answer
                time.sleep(said.wait)
                self.send_response(said.status)
                for name, value in {'Content-Length': str(len(said.body)), **said.headers}.items():
                    self.send_header(name, value)
                # Who has waited long enough is not there any more.
                with suppress(BrokenPipeError, ConnectionResetError):
                    self.end_headers()
                    self.wfile.write(said.body[: len(said.body) // 2] if said.cut else said.body)

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

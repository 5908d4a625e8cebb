"""A small server on loopback that answers as PetScan, PagePile and the page views of Wikimedia are documented to."""

from __future__ import annotations

import json
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, urlsplit

from tests.loopback import Answer, Loopback

__all__ = ['Answer', 'Service', 'of_pagepile', 'of_petscan', 'of_views']

HTML = b'<!DOCTYPE html>\n<html><title>502 Bad Gateway</title><h1>Wikimedia Toolforge Error</h1></html>\n'


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


class Service(Loopback):
    """The server.

    :ivar answers: what it says, one after the other; the last one to all that follow
    :ivar asked: the path and the parameters of each request
    """

    def __init__(self, *answers: Answer | Callable[[str], Answer]) -> None:
        self.answers = list(answers)
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.agents: list[str] = []
        super().__init__()

    def answered(self, request: BaseHTTPRequestHandler) -> Answer:
        parts = urlsplit(request.path)
        self.agents.append(request.headers['User-Agent'])
        self.asked.append((parts.path, {name: values[0] for name, values in parse_qs(parts.query).items()}))
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return answer(parts.path) if callable(answer) else answer

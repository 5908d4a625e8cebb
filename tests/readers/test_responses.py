"""Answers that never end: a body that drips, and one that is small only as long as it is packed."""

from __future__ import annotations

import gzip
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
import requests

from onelib.readers.responses import take


class _Server(BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def do_GET(self) -> None:
        if self.path == '/chunked':
            self.send_response(200)
            self.send_header('Content-Encoding', 'gzip')
            self.send_header('Transfer-Encoding', 'chunked')
            self.end_headers()
            packed = gzip.compress(b'{"query": {}}')
            # A piece from which nothing can be unpacked yet is not the end.
            for piece in (packed[:3], packed[3:15], packed[15:], b''):
                self.wfile.write(b'%x\r\n%s\r\n' % (len(piece), piece))
                self.wfile.flush()
                time.sleep(0.02)
            return
        body = gzip.compress(b'x' * 5_000_000) if self.path == '/bomb' else b'{"query": {}}'
        self.send_response(200)
        if self.path == '/bomb':
            self.send_header('Content-Encoding', 'gzip')
        self.send_header('Connection', 'close')
        self.send_header('Content-Length', str(len(body) + 1000 * (self.path == '/drip')))
        self.end_headers()
        if self.path != '/drip':
            self.wfile.write(body)
            return
        try:
            for _ in range(100):
                self.wfile.write(b' ' * 5)
                time.sleep(0.05)
        except OSError:
            return

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture(scope='module')
def address() -> Iterator[str]:
    server = ThreadingHTTPServer(('127.0.0.1', 0), _Server)
    server.daemon_threads = True
    Thread(target=server.serve_forever, daemon=True).start()
    yield f'http://127.0.0.1:{server.server_port}'
    server.shutdown()


def fetched(address: str) -> requests.Response:
    with requests.Session() as session:
        session.hooks['response'].append(lambda answer, **_: take(answer, most_bytes=1_000_000, most_seconds=0.3))
        return session.get(address, timeout=5)


@pytest.mark.parametrize('path', ['plain', 'chunked'])
def test_an_ordinary_answer_is_what_it_was(address: str, path: str) -> None:
    assert fetched(f'{address}/{path}').json() == {'query': {}}


@pytest.mark.parametrize('path', ['bomb', 'drip'])
def test_an_endless_answer_is_left(address: str, path: str) -> None:
    begun = time.monotonic()
    with pytest.raises(requests.exceptions.ConnectionError, match='the answer'):
        fetched(f'{address}/{path}')
    assert time.monotonic() - begun < 3

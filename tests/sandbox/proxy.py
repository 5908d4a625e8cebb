"""A proxy on a port of its own: a handler gets each HTTP request, and may break the connection as it likes."""

from __future__ import annotations

import select
import socket
import socketserver
import struct
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from email import message_from_bytes
from types import TracebackType
from typing import Self
from urllib.parse import parse_qsl, urlencode, urlsplit

CHUNK = 1 << 16
FORM = 'application/x-www-form-urlencoded'


class DepartedError(Exception):
    """The client has closed the connection: nobody hears the answer. Clients may do so whenever they like."""


@dataclass(frozen=True)
class Request:
    """What a client asks of a wiki: parameters of the address and of the body together, decoded."""

    wiki: str
    action: str
    params: Mapping[str, str]
    method: str
    entry: str


class Exchange:
    """One request on one connection; it ends with an answer, or with the connection."""

    def __init__(self, client: socket.socket, head: bytes, farm_port: int, ended: threading.Event) -> None:
        first, *lines = head.decode('latin-1').split('\r\n')
        self.ended = ended
        self._client = client
        self._farm_port = farm_port
        self._method, self._target, self._protocol = first.split(' ', 2)
        self._headers = [(name, value.strip()) for name, _, value in (line.partition(':') for line in lines)]
        self._body = b''

    @classmethod
    def read(cls, client: socket.socket, farm_port: int, ended: threading.Event) -> Exchange:
        """Read the request that a client sends."""
        received = bytearray()
        while b'\r\n\r\n' not in received:
            received += receive(client)
        head, _, body = received.partition(b'\r\n\r\n')
        exchange = cls(client, bytes(head), farm_port, ended)
        while len(body) < int(exchange.header('content-length') or 0):
            body += receive(client)
        exchange._body = bytes(body)
        return exchange

    def request(self) -> Request:
        address = urlsplit(self._target)
        wiki, entry = (*address.path.lstrip('/').split('/'), '')[:2]
        params = dict(parse_qsl(address.query, keep_blank_values=True)) | self._body_params()
        return Request(wiki, params.get('action', ''), params, self._method, entry.removesuffix('.php'))

    def header(self, name: str) -> str:
        return next((value for known, value in self._headers if known.lower() == name), '')

    def set_header(self, name: str, value: str | None) -> None:
        """Give a header another value, or with None take it away."""
        self._headers = [(known, old) for known, old in self._headers if known.lower() != name.lower()]
        if value is not None:
            self._headers.append((name, value))

    def rewrite(self, changes: Mapping[str, str | None]) -> None:
        """Give parameters other values wherever they stand, or with None take them away; new ones go into the body."""
        address = urlsplit(self._target)
        query, body = dict(parse_qsl(address.query, keep_blank_values=True)), self._body_params()
        for name, value in changes.items():
            params = query if name in query or self._method == 'GET' else body
            params.pop(name, None)
            if value is not None:
                params[name] = value
        self._target = address._replace(query=urlencode(query)).geturl()
        if self._method == 'POST':
            self._body = urlencode(body).encode()
            self.set_header('Content-Type', FORM)
            self.set_header('Content-Length', str(len(self._body)))

    def ask(self) -> bytes:
        """MediaWiki's whole answer to the request."""
        return b''.join(self._answer())

    def relay(self) -> None:
        """Hand MediaWiki's answer through as it comes."""
        for chunk in self._answer():
            self.send(chunk)

    def send(self, answer: bytes) -> None:
        try:
            self._client.sendall(answer)
        except ConnectionError as error:
            raise DepartedError from error

    def reset(self) -> None:
        """End the connection by RST: to the client, "connection reset by peer"."""
        self._client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
        self._client.close()

    def await_departure(self) -> None:
        """Return when the client has closed the connection, or the proxy ends."""
        with suppress(ConnectionError):
            select.select([self._client], [], [])
            self._client.recv(1, socket.MSG_PEEK)

    def _answer(self) -> Iterator[bytes]:
        # PHP's server does so anyway, and it says where the answer ends.
        self.set_header('Connection', 'close')
        lines = [f'{self._method} {self._target} {self._protocol}', *(': '.join(pair) for pair in self._headers)]
        with socket.create_connection(('127.0.0.1', self._farm_port)) as farm:
            farm.sendall('\r\n'.join([*lines, '', '']).encode('latin-1') + self._body)
            while chunk := farm.recv(CHUNK):
                yield chunk

    def _body_params(self) -> dict[str, str]:
        kind = self.header('content-type')
        if kind.startswith('multipart/form-data'):
            whole = message_from_bytes(f'Content-Type: {kind}\r\n\r\n'.encode('latin-1') + self._body)
            return {
                str(part.get_param('name', header='content-disposition')): bytes(part.get_payload(decode=True)).decode(
                    errors='replace'
                )
                for part in whole.walk()
                if not part.is_multipart()
            }
        if kind.startswith(FORM):
            return dict(parse_qsl(self._body.decode(errors='replace'), keep_blank_values=True))
        return {}


def receive(client: socket.socket) -> bytes:
    try:
        chunk = client.recv(CHUNK)
    except ConnectionError as error:
        raise DepartedError from error
    if not chunk:
        raise DepartedError
    return chunk


class Proxy(socketserver.ThreadingTCPServer):
    """Stands between clients and a farm; each request has a connection and a thread of its own."""

    request_queue_size = 64
    daemon_threads = False

    def __init__(self, farm_port: int, handle: Callable[[Exchange], None]) -> None:
        super().__init__(('127.0.0.1', 0), _Handler)
        self.port: int = self.server_address[1]
        self.farm_port = farm_port
        self.handle = handle
        self.ended = threading.Event()
        self.clients: set[socket.socket] = set()
        self._thread = threading.Thread(target=self.serve_forever, args=(0.02,))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End, and wait until the last request has ended: nothing happens to the farm afterwards."""
        self.ended.set()
        self.shutdown()
        self._thread.join()
        for client in list(self.clients):
            # Wakes the thread that waits for this client.
            with suppress(OSError):
                client.shutdown(socket.SHUT_RDWR)
        self.server_close()


class _Handler(socketserver.BaseRequestHandler):
    server: Proxy
    request: socket.socket

    def handle(self) -> None:
        self.server.clients.add(self.request)
        try:
            with suppress(DepartedError):
                self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self.server.handle(Exchange.read(self.request, self.server.farm_port, self.server.ended))
        finally:
            self.server.clients.discard(self.request)

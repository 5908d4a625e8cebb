"""What can be wrong with an answer of a service."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from .server import JSON, Answer, Fault, of_json

__all__ = ['ALL', 'again', 'busy', 'cut', 'empty', 'half', 'html', 'other', 'slow', 'status', 'wrong_type']

_HTML = b'<!DOCTYPE html>\n<html lang="en"><title>Wikimedia Error</title><h1>Under maintenance</h1></html>\n'


def slow(seconds: float) -> Fault:
    return lambda said, _: replace(said, wait=seconds)


def status(code: int, body: bytes = b'', headers: Mapping[str, str] | None = None) -> Fault:
    return lambda said, _: Answer(body or _HTML, code, headers or {'Content-Type': 'text/html'})


def busy(seconds: str = '60') -> Fault:
    """Too many questions: ``Retry-After`` is in seconds, or a date."""
    return status(429, b'slow down', {'Retry-After': seconds, 'Content-Type': 'text/plain'})


def half(said: Answer, _: Answer | None) -> Answer:
    """Half a JSON, in an answer that says that it is whole."""
    return replace(said, body=said.body[: len(said.body) // 2])


def html(_: Answer, __: Answer | None) -> Answer:
    """A page in place of JSON, with 200."""
    return Answer(_HTML, 200, {'Content-Type': 'text/html; charset=utf-8'})


def empty(said: Answer, _: Answer | None) -> Answer:
    return replace(said, body=b'')


def wrong_type(said: Answer, _: Answer | None) -> Answer:
    """The right words, of which the server says that they are a page."""
    return replace(said, headers={'Content-Type': 'text/html; charset=utf-8'})


def other(content: object) -> Fault:
    """JSON that is something else."""
    return lambda _, __: of_json(content)


def again(said: Answer, before: Answer | None) -> Answer:
    """What was answered to the question before: continuation does not move on."""
    return before or said


def cut(said: Answer, _: Answer | None) -> Answer:
    """The connection ends in the middle."""
    return replace(said, cut=True, body=said.body or JSON.encode())


#: Each kind of fault by its name, for tests that try them all.
ALL: Mapping[str, Fault] = {
    'slow': slow(3),
    '403': status(403),
    '404': status(404),
    '429, for long': busy(),
    '429, for a moment': busy('0'),
    '500': status(500),
    '503': status(503),
    'half': half,
    'html': html,
    'empty': empty,
    'null': other(None),
    'a number': other(7),
    'object in object': other({'error': 'internal', 'users': {}}),
    'list of nulls': other([None]),
    'again': again,
    'cut': cut,
    'wrong type': wrong_type,
}

"""Answers of MediaWiki that are valid and not all of it: fewer pages, no texts, nothing, as chance will have it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

from .proxy import Exchange, Request

__all__ = ['WAYS', 'Shortened']

#: What is done to the ``query`` part of an answer, by name; each says whether it has found something to take away.
WAYS: dict[str, Callable[[dict[str, Any], Random], bool]] = {}
_Way = Callable[[dict[str, Any], Random], bool]


def _way(one: _Way) -> _Way:
    WAYS[one.__name__.strip('_').replace('_', ' ')] = one
    return one


def _pages(answer: dict[str, Any]) -> list[dict[str, Any]]:
    pages = answer.get('query', {}).get('pages', [])
    return list(pages.values()) if isinstance(pages, dict) else pages


def _lists(answer: dict[str, Any]) -> Iterator[tuple[str, list[Any]]]:
    """The lists of an answer, and those of its pages."""
    for name, value in answer.get('query', {}).items():
        if isinstance(value, list) and name not in ('normalized', 'redirects', 'interwiki'):
            yield name, value
    for page in _pages(answer):
        yield from ((name, value) for name, value in page.items() if isinstance(value, list))


@_way
def _half(answer: dict[str, Any], random: Random) -> bool:
    """Every list ends in its middle."""
    found = [entries for _, entries in _lists(answer) if len(entries) > 1]
    for entries in found:
        del entries[(len(entries) + random.randint(0, 1)) // 2 :]
    return bool(found)


@_way
def _empty(answer: dict[str, Any], random: Random) -> bool:
    """Every list has nothing in it."""
    found = [entries for _, entries in _lists(answer) if entries]
    for entries in found:
        entries.clear()
    return bool(found)


@_way
def _nothing(answer: dict[str, Any], random: Random) -> bool:
    """It is over, and there was nothing."""
    there = answer.pop('query', None)
    answer.pop('continue', None)
    answer['batchcomplete'] = True
    return bool(there)


@_way
def _no_more(answer: dict[str, Any], random: Random) -> bool:
    """Whatever comes next is not told."""
    return bool(answer.pop('continue', None))


@_way
def _pages_without(answer: dict[str, Any], random: Random) -> bool:
    """Of some pages nothing but the title is told."""
    found = [page for page in _pages(answer) if page.keys() & {'revisions', 'templates', 'transcludedin'}]
    for page in found:
        if random.random() < 0.7:
            for name in ('revisions', 'templates', 'transcludedin', 'categoryinfo'):
                page.pop(name, None)
    return bool(found)


@_way
def _missing(answer: dict[str, Any], random: Random) -> bool:
    """Pages that are there are said to be missing."""
    found = [page for page in _pages(answer) if 'pageid' in page]
    for page in found:
        if random.random() < 0.8:
            kept = {name: page[name] for name in ('ns', 'title') if name in page}
            page.clear()
            page.update(kept, missing=True)
    return bool(found)


@_way
def _gone(answer: dict[str, Any], random: Random) -> bool:
    """Revisions that are there are said to be gone."""
    numbers = [each['revid'] for page in _pages(answer) for each in page.get('revisions', ()) if 'revid' in each]
    if numbers:
        answer['query'] = {'badrevids': {str(number): {'revid': number, 'missing': True} for number in numbers}}
        answer.pop('continue', None)
    return bool(numbers)


@_way
def _texts_cut(answer: dict[str, Any], random: Random) -> bool:
    """Texts end in their middle, or before they begin."""
    share = random.choice([0, 2])
    found = [
        (slot, name)
        for page in _pages(answer)
        for revision in page.get('revisions', ())
        for slot in revision.get('slots', {}).values()
        for name in ('content', '*')
        if slot.get(name)
    ]
    for slot, name in found:
        slot[name] = slot[name][: len(slot[name]) // share] if share else ''
    return bool(found)


@dataclass
class Shortened:
    """Takes something away from the answer.

    :ivar happened: what was done, and to which question; nothing, if there was nothing to take
    """

    random: Random
    happened: list[str] = field(default_factory=list)

    def happen(self, exchange: Exchange) -> None:
        exchange.set_header('Accept-Encoding', 'identity')
        asked = exchange.request()
        head, _, body = exchange.ask().partition(b'\r\n\r\n')
        answer = json.loads(body)
        ways = list(WAYS)
        self.random.shuffle(ways)
        if way := next((way for way in ways if isinstance(answer, dict) and WAYS[way](answer, self.random)), None):
            self.happened.append(f'{way}: {_said(asked)}')
        body = json.dumps(answer).encode()
        lines = [line for line in head.split(b'\r\n') if not line.lower().startswith(b'content-length:')]
        exchange.send(b'\r\n'.join([*lines, b'Content-Length: %d' % len(body), b'', body]))


def _said(request: Request) -> str:
    names = ('prop', 'list', 'generator', 'meta', 'rvprop')
    return ' '.join(f'{name}={request.params[name]}' for name in names if name in request.params)

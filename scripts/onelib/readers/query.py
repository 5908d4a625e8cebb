"""Questions to a wiki's API, with their continuation."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from pywikibot.site import APISite

__all__ = ['batches', 'query']

#: Pages whose text a wiki gives in one answer, to anyone.
BATCH = 50

_log = logging.getLogger(__name__)
# Parameters that list names of people.
_PEOPLE = frozenset({'ucuser', 'ususers'})
_T = TypeVar('_T')


def query(site: APISite, **parameters: Any) -> Iterator[dict[str, Any]]:
    """The ``query`` part of each answer to ``action=query``, until there is no more.

    :raises pywikibot.exceptions.Error: what pywikibot could not settle by trying again
    """
    following: dict[str, Any] = {}
    while True:
        if _log.isEnabledFor(logging.DEBUG):
            _log.debug('asks %s: %s', site, _shortened(parameters | following))
        answer = site.simple_request(action='query', **({'formatversion': 2} | parameters), **following).submit()
        yield answer.get('query', {})
        following = answer.get('continue', {})
        if not following:
            return


def _shortened(parameters: dict[str, Any]) -> str:
    """What is asked, without the names of many pages."""
    return ' '.join(
        f'{name}=({len(value)})'
        if isinstance(value, list | tuple | set) and (len(value) > 3 or name in _PEOPLE)
        else f'{name}={value}'
        for name, value in parameters.items()
    )


def batches(items: Sequence[_T], size: int = BATCH) -> Iterator[list[_T]]:
    """The items, so many at a time."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch

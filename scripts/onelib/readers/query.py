"""Questions to a wiki's API: their continuation, and what was asked for found again in the answers."""

from __future__ import annotations

import datetime
import logging
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

from pywikibot.site import APISite

from onelib.readers.budget import spend
from onelib.readers.shapes import OddAnswerError, checked, understood

__all__ = [
    'BATCH',
    'LOADED',
    'batches',
    'clock',
    'follow',
    'listed',
    'loaded',
    'many',
    'moves',
    'pages',
    'query',
    'revisions',
    'stamp',
    'whole_pages',
]

#: Pages whose text a wiki gives in one answer, to anyone.
BATCH = 50
#: Asks for pages as `pywikibot.data.api.update_page` takes them, with their text.
LOADED: Mapping[str, Any] = {
    'prop': 'info|revisions',
    'rvprop': 'ids|timestamp|user|comment|content|flags',
    'rvslots': 'main',
    'formatversion': 1,
}

_log = logging.getLogger(__name__)
# No answer that is wanted comes in so many parts: five hundred entries in each, of a wiki that knows the bot for none.
_MOST_PARTS = 5000
# Where an answer says something of pages and revisions that were named.
_ABOUT_PAGES = frozenset({'badpageids', 'badrevids', 'interwiki', 'pages', 'redirects'})
# Parameters that list names of people.
_PEOPLE = frozenset({'ucuser', 'ususers'})
_T = TypeVar('_T')
# What the clocks of wikis said last, and when that was on a clock that nobody sets.
_clocks: dict[str, tuple[datetime.datetime, float]] = {}


def query(site: APISite, **parameters: Any) -> Iterator[dict[str, Any]]:
    """The ``query`` part of each answer to ``action=query``, until there is no more.

    :raises OddAnswerError: the wiki answers something else, or the same again and again
    :raises OverBudgetError: whoever asks has asked as often as they may
    :raises pywikibot.exceptions.Error: what pywikibot could not settle by trying again
    """
    following: dict[str, Any] = {}
    seen: set[str] = set()
    # Nobody asks for nothing: of pages and revisions that are named, a wiki says at least that they are missing.
    is_silent = bool(parameters.get('titles') or parameters.get('revids')) and 'generator' not in parameters
    if 'content' in (asked_of := str(parameters.get('rvprop', ''))).split('|'):
        # A text that is shorter than it says was cut on its way.
        parameters = parameters | {'rvprop': f'{asked_of}|slotsize'}
    for _ in range(_MOST_PARTS):
        if _log.isEnabledFor(logging.DEBUG):
            _log.debug('asks %s: %s', site, _shortened(parameters | following))
        spend()
        wanted = {'formatversion': 2, 'curtimestamp': 1} | parameters | following
        with understood(site):
            answer = checked(_titled(site.simple_request(action='query', **wanted).submit(), parameters), site)
            _clocks[str(site)] = datetime.datetime.fromisoformat(answer['curtimestamp']), time.monotonic()
        part = answer.get('query', {})
        is_silent = is_silent and _ABOUT_PAGES.isdisjoint(part)
        yield part
        following = answer.get('continue', {})
        if not following and is_silent:
            raise OddAnswerError(f'{site} says nothing of what was asked')
        if not following:
            return
        if (step := repr(sorted(following.items()))) in seen:
            raise OddAnswerError(f'{site} begins its answer again and again')
        seen.add(step)
    raise OddAnswerError(f'{site} gives an answer that does not end after {_MOST_PARTS} parts')


def _titled(answer: Any, parameters: Mapping[str, Any]) -> Any:
    """An answer without the pages that were asked for by their numbers and are gone: of these it has no titles."""
    part = answer.get('query') if 'pageids' in parameters and isinstance(answer, dict) else None
    if isinstance(part, dict) and isinstance(found := part.get('pages'), list):
        part['pages'] = [
            page for page in found if not (isinstance(page, dict) and page.keys() <= {'pageid', 'missing'})
        ]
    return answer


def loaded(part: Mapping[str, Any]) -> Iterable[dict[str, Any]]:
    """What a part of an answer to `LOADED` says of each page."""
    found = part.get('pages', {})
    # Of pages by their numbers MediaWiki makes a list where the numbers look like those of one, as on a new wiki.
    return found.values() if isinstance(found, dict) else found


def clock(site: APISite) -> datetime.datetime:
    """What time it is on a wiki, in UTC; it is asked only if it has not answered anything yet.

    :raises pywikibot.exceptions.Error: it does not answer
    """
    if str(site) not in _clocks:
        list(query(site, meta='siteinfo', siprop='general'))
    said, then = _clocks[str(site)]
    return said + datetime.timedelta(seconds=time.monotonic() - then)


def listed(site: APISite, name: str, **parameters: Any) -> Iterator[dict[str, Any]]:
    """The entries of a list of the API, like ``recentchanges``, to its end; errors as in `query`."""
    for part in query(site, list=name, **parameters):
        if name not in part:
            raise OddAnswerError(f'{site} says nothing of "{name}"')
        yield from part[name]


def revisions(site: APISite, **parameters: Any) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Revisions, each after its page, of the pages or revisions that are asked for; errors as in `query`."""
    for part in query(site, **parameters):
        for page in part.get('pages', ()):
            for revision in page.get('revisions', ()):
                yield page, revision


def pages(site: APISite, titles: Iterable[str], **parameters: Any) -> dict[str, dict[str, Any]]:
    """Pages by their titles as given, missing ones too, but for those on other wikis; errors as in `query`.

    Several titles may be written as one, or lead to one page with ``redirects=1``. What comes in parts is put together.

    :raises OddAnswerError: the wiki says nothing of one of the titles
    """
    by_title: dict[str, dict[str, Any]] = {}
    for batch in batches(list(dict.fromkeys(titles))):
        moved: dict[str, str] = {}
        elsewhere: set[str] = set()
        there: dict[str, dict[str, Any]] = {}
        for part in query(site, titles=batch, **parameters):
            moved |= moves(part)
            elsewhere.update(entry['title'] for entry in part.get('interwiki', ()))
            _join(there, part)
        for title in batch:
            target = follow(title, moved)
            if target in there:
                by_title[title] = there[target]
            elif title not in elsewhere and title not in moved:
                raise OddAnswerError(f'{site} says nothing of "{title}"')
    return by_title


def whole_pages(site: APISite, **parameters: Any) -> list[dict[str, Any]]:
    """The pages of an answer, each put together of all parts in which it comes; errors as in `query`."""
    there: dict[str, dict[str, Any]] = {}
    for part in query(site, **parameters):
        _join(there, part)
    return list(there.values())


def _join(there: dict[str, dict[str, Any]], part: Mapping[str, Any]) -> None:
    """Add the pages of a part of an answer to what the parts before it said."""
    for page in part.get('pages', ()):
        known = there.setdefault(page['title'], {})
        lists = {name: known[name] + more for name, more in page.items() if isinstance(known.get(name), list)}
        known |= page | lists


def moves(answer: Mapping[str, Any]) -> dict[str, str]:
    """How an answer calls what was asked for: as the wiki writes it, and where redirects lead."""
    return {entry['from']: entry['to'] for key in ('normalized', 'redirects') for entry in answer.get(key, ())}


def follow(name: str, moved: Mapping[str, str]) -> str:
    """Where a title or name leads; a circle of redirects leads nowhere else."""
    for _ in range(len(moved)):
        name = moved.get(name, name)
    return name


def many(site: APISite) -> int:
    """How many revisions or users a question may name: fifty, for bots five hundred (ApiBase::LIMIT_SML1 and 2)."""
    return 10 * BATCH if site.has_right('apihighlimits') else BATCH


def stamp(moment: datetime.datetime) -> str:
    """A moment as the API takes it."""
    return moment.astimezone(datetime.UTC).strftime('%Y-%m-%dT%H:%M:%SZ')


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

"""Texts of revisions, as many a question as the account may ask for, each read once; and what became of them."""

from __future__ import annotations

import datetime
from collections import Counter, deque
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pywikibot.site import APISite

from onelib.readers.query import BATCH, batches, many, query, revisions, stamp
from onelib.readers.shapes import OddAnswerError, revision_text

__all__ = ['MOST_BYTES', 'Pair', 'State', 'Texts', 'as_of', 'states']

_T = TypeVar('_T')

# An answer of the API holds eight megabytes at most ($wgAPIMaxResultSize); what is more comes with the next one.
_ANSWER_BYTES = 7_000_000
#: How many bytes of texts are held, and one answer more.
MOST_BYTES = 32_000_000


@dataclass(frozen=True, slots=True)
class Pair(Generic[_T]):
    """Two revisions whose texts are wanted together.

    :ivar before: number of the revision before; 0: there is none, its text is ''
    :ivar after: number of the revision; 0 likewise
    :ivar subject: whatever they are wanted for
    """

    before: int
    after: int
    subject: _T

    @property
    def revisions(self) -> tuple[int, ...]:
        """The revisions that there are."""
        return tuple(number for number in (self.before, self.after) if number)


class Texts:
    """Reads texts of revisions of one wiki.

    :param most_bytes: how many bytes of texts are held at a time, one answer of the wiki more
    :ivar gone: revisions that were asked for and are not there; the text alone of others may be hidden
    """

    def __init__(self, site: APISite, *, most_bytes: int = MOST_BYTES) -> None:
        self._site = site
        self._most_bytes = most_bytes
        self._held: dict[int, str | None] = {}
        self._bytes = 0
        self.gone: set[int] = set()
        # How many revisions fit into an answer: known after the first one.
        self._size = BATCH

    def pairs(self, wanted: Iterable[Pair[_T]]) -> Iterator[tuple[Pair[_T], str | None, str | None]]:
        """The pairs in their order, with both texts; None instead of one that was deleted or hidden.

        :param wanted: those of a page together, by revision: then a text that two of them need is read once
        :raises pywikibot.exceptions.Error: the wiki cannot be read
        """
        queue = deque(wanted)
        needed = Counter(number for pair in queue for number in pair.revisions)
        while queue:
            if missing := self._next(queue):
                self._read(missing)
            while queue and all(number in self._held for number in queue[0].revisions):
                pair = queue.popleft()
                yield pair, self._text(pair.before), self._text(pair.after)
                for number in pair.revisions:
                    needed[number] -= 1
                    if not needed[number]:
                        self._bytes -= _size(self._held.pop(number))

    def _next(self, queue: Iterable[Pair[_T]]) -> list[int]:
        """The revisions to ask for next: of the first pair in any case, of more while they fit."""
        most = self._size if self._bytes < self._most_bytes else 1
        missing: dict[int, None] = {}
        for pair in queue:
            new = [number for number in pair.revisions if number not in self._held and number not in missing]
            if missing and len(missing) + len(new) > most:
                break
            missing |= dict.fromkeys(new)
        return list(missing)

    def _read(self, numbers: Collection[int]) -> None:
        waiting = set(numbers)
        gone: set[int] = set()
        read = 0
        for part in query(self._site, revids=sorted(numbers), prop='revisions', rvprop='ids|content', rvslots='main'):
            gone |= _gone(part)
            for page in part.get('pages', ()):
                for revision in page.get('revisions', ()):
                    # Hidden texts have no content.
                    text = revision_text(revision)
                    self._held[revision['revid']] = text
                    self._bytes += _size(text)
                    read += _size(text)
                    waiting.discard(revision['revid'])
            if self._bytes > self._most_bytes and len(waiting) < len(numbers):
                break
        else:
            self.gone |= gone
            _check_answered(self._site, waiting - gone)
            self._held |= dict.fromkeys(waiting)
        done = max(1, len(numbers) - len(waiting))
        self._size = max(2, min(many(self._site), _ANSWER_BYTES * done // (read + 1)))

    def _text(self, number: int) -> str | None:
        return self._held[number] if number else ''


def _size(text: str | None) -> int:
    """As much as a text takes in the memory at least, and in the answer."""
    return len(text.encode(errors='replace')) if text else 0


@dataclass(frozen=True, slots=True)
class State:
    """What a wiki says of a revision now.

    :ivar latest: the number of the latest revision of its page
    :ivar title: of the page, with spaces
    """

    page_id: int
    namespace: int
    title: str
    latest: int
    tags: tuple[str, ...]


def states(site: APISite, numbers: Collection[int]) -> dict[int, State]:
    """The state of each of these revisions; one that was deleted has none.

    :raises pywikibot.exceptions.Error: the wiki cannot be read
    """
    known: dict[int, State] = {}
    for batch in batches(sorted(numbers), many(site)):
        gone: set[int] = set()
        for part in query(site, revids=batch, prop='info|revisions', rvprop='ids|tags'):
            gone |= _gone(part)
            for page in part.get('pages', ()):
                for revision in page.get('revisions', ()):
                    known[revision['revid']] = State(
                        page_id=page['pageid'],
                        namespace=page['ns'],
                        title=page['title'],
                        latest=page['lastrevid'],
                        tags=tuple(revision.get('tags', ())),
                    )
        _check_answered(site, set(batch) - gone - known.keys())
    return known


def as_of(site: APISite, latest: Mapping[int, int], moment: datetime.datetime) -> dict[int, int]:
    """The revision that was the latest of each page at a moment.

    One question a page that has been edited since; whether it has, fifty pages and more a question.

    :param latest: number of a page → number of the revision that is the latest now
    :raises pywikibot.exceptions.Error: the wiki cannot be read
    """
    then = dict(latest)
    page_of = {revision: page for page, revision in latest.items()}
    for batch in batches(sorted(page_of), many(site)):
        for _, revision in revisions(site, revids=batch, prop='revisions', rvprop='ids|timestamp'):
            if datetime.datetime.fromisoformat(revision['timestamp']) > moment:
                number = page_of[revision['revid']]
                then[number] = _before(site, number, moment) or revision['revid']
    return then


def _before(site: APISite, page: int, moment: datetime.datetime) -> int:
    """The last revision of a page until a moment, 0 if it has none."""
    history = {'rvlimit': 1, 'rvdir': 'older', 'rvstart': stamp(moment)}
    found = revisions(site, pageids=page, prop='revisions', rvprop='ids', **history)
    return next((int(revision['revid']) for _, revision in found), 0)


def _gone(part: Mapping[str, Any]) -> set[int]:
    """The revisions of which a wiki says that they are not there."""
    return {int(number) for number in part.get('badrevids', ())}


def _check_answered(site: APISite, silent: Collection[int]) -> None:
    """A wiki names what was deleted: a revision of which it says nothing is not gone."""
    if silent:
        raise OddAnswerError(f'{site} says nothing of revision {min(silent)}')

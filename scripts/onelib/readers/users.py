"""Accounts: how they are called now, and since when they are there."""

from __future__ import annotations

import datetime
import logging
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from pywikibot.site import APISite

from onelib.readers.query import batches, follow, listed, many, moves, pages, query
from onelib.readers.shapes import OddAnswerError
from onelib.readers.sites import Sites
from onelib.store import Store, questions

__all__ = ['Users']

_log = logging.getLogger(__name__)
_KEPT = datetime.timedelta(days=1)
_FOR_EVER = datetime.datetime(2001, 1, 1, tzinfo=datetime.UTC)
# Who was renamed more often in one campaign is not followed.
_MOST_RENAMES = 5
# The log of renames cannot be asked for several names at once: more than these are looked for in its newest entries.
_ONE_BY_ONE = 10
_LOG_PARTS = 3
# So many accounts are asked for what only all wikis together know; the next run asks for others.
_MOST_GLOBAL = 100
# And so many for what they are called now.
_MOST_BY_ID = 4
# Names are asked for in so many at a time, and what was answered is kept.
_KEPT_TOGETHER = 500
_USER_NAMESPACE = 2
# Answers are kept in so many parts: what is new rewrites one of them only.
_SHELVES = 32


class Users:
    """Asks wikis for accounts, and remembers what they said: for a day who is there, for ever since when."""

    def __init__(self, sites: Sites, store: Store, now: datetime.datetime) -> None:
        self._sites = sites
        self._store = store
        self._now = now
        self._global_left = _MOST_GLOBAL
        self._by_id_left = _MOST_BY_ID

    def renamed(self, code: str, names: Collection[str]) -> dict[str, str]:
        """How those of these accounts are called now that a wiki knows by another name.

        A name without an account is looked up in the wiki's log of renames, which global renames are in, too; if it is
        not there, and its user page leads to that of an account, that is the one.

        :param code: of the wiki, best the one they signed on: there the accounts were
        :raises pywikibot.exceptions.Error: the wiki cannot be read
        """
        return {old: new for old, new in self._current(code, names).items() if new and new != old}

    def missing(self, code: str, names: Collection[str]) -> set[str]:
        """Those of these names that no account of a wiki has, or has had as far as it knows.

        :raises pywikibot.exceptions.Error: the wiki cannot be read
        """
        return {name for name, current in self._current(code, names).items() if not current}

    def _current(self, code: str, names: Collection[str]) -> dict[str, str]:
        """Name → name now, '' if there is and was no such account."""
        return self._remembered(
            questions.accounts(code), names, self._now - _KEPT, lambda unknown: self._names_now(code, unknown)
        )

    def called(self, code: str, ids: Mapping[str, int]) -> dict[str, str]:
        """Name → name now, of accounts whose global ids are known, as far as a wiki knows it.

        :param ids: name → id, by CentralAuth or, on wikis without that, by the wiki itself
        :raises pywikibot.exceptions.Error: the wiki cannot be read
        """
        names = {f'{number}|{name}': name for name, number in ids.items()}
        now = self._remembered(
            questions.accounts_by_id(code),
            names,
            self._now - _KEPT,
            lambda unknown: self._called(code, {names[key]: ids[names[key]] for key in unknown}),
        )
        return {names[key]: called for key, called in now.items() if called}

    def _called(self, code: str, ids: Mapping[str, int]) -> dict[str, str]:
        """As in `called`, by id and name; what is not there was not asked for."""
        site = self._sites.open(code)
        by_id = {number: name for name, number in ids.items()}
        if site.has_extension('CentralAuth'):
            right = {
                ids[name]: name for name, entry in _accounts(site, ids, 'centralids') if _central(entry) == ids[name]
            }
            asked = [number for number in by_id if number not in right][: self._by_id_left]
            self._by_id_left -= len(asked)
            now = right | {number: _called_globally(site, number) for number in asked}
        else:
            now = dict.fromkeys(by_id, '') | dict(_by_local_id(site, by_id))
        return {f'{number}|{by_id[number]}': called for number, called in now.items()}

    def registered(
        self, code: str, names: Collection[str], *, since: datetime.datetime
    ) -> dict[str, datetime.datetime | None]:
        """When these accounts were registered, anywhere, in UTC; None: long ago, or there is no such account.

        Each is asked for once. A wiki knows when an account came to it; only if that was lately may it matter when it
        was made, and where accounts are global (CentralAuth), that is asked, one account at a time.

        :param since: what was earlier need not be exact
        :raises pywikibot.exceptions.Error: the wiki cannot be read
        """
        dates = self._remembered(
            questions.registered(code, since), names, _FOR_EVER, lambda unknown: self._dates(code, unknown, since)
        )
        return {name: datetime.datetime.fromisoformat(date) if date else None for name, date in dates.items()}

    def _remembered(
        self,
        question: str,
        names: Collection[str],
        since: datetime.datetime,
        ask: Callable[[list[str]], Mapping[str, str]],
    ) -> dict[str, str]:
        """Name → answer, from the store if it was given since then; the rest is asked for and kept."""
        shelves: dict[int, dict[str, Any]] = {}
        for shelf in {_shelf(name) for name in names}:
            shelved = self._store.answer(f'{question}, {shelf}', since=since)
            shelves[shelf] = shelved or {'asked': self._now.isoformat(), 'names': {}}
        unknown = [name for name in dict.fromkeys(names) if name not in shelves[_shelf(name)]['names']]
        _log.debug('%s: %d are in the store, %d are asked for', question, len(set(names)) - len(unknown), len(unknown))
        for batch in batches(unknown, _KEPT_TOGETHER):
            for name, answer in ask(batch).items():
                shelves[_shelf(name)]['names'][name] = answer
            for shelf in {_shelf(name) for name in batch}:
                # As old as the oldest of its answers.
                oldest = datetime.datetime.fromisoformat(shelves[shelf]['asked'])
                self._store.keep(f'{question}, {shelf}', shelves[shelf], oldest)
        return {name: shelves[_shelf(name)]['names'].get(name, '') for name in names}

    def _names_now(self, code: str, names: list[str]) -> dict[str, str]:
        """As in `_current`, asked of the wiki."""
        site = self._sites.open(code)
        now = {name: name for name in names}
        waiting = set(names)
        for _ in range(_MOST_RENAMES):
            there = {name for name, _ in _accounts(site, {now[name] for name in waiting})}
            waiting = {name for name in waiting if now[name] not in there}
            new = _renames(site, sorted({now[name] for name in waiting}))
            now |= {name: new.get(now[name], '') for name in waiting}
            waiting = {name for name in waiting if now[name]}
        return now | dict.fromkeys(waiting, '')

    def _dates(self, code: str, names: list[str], since: datetime.datetime) -> dict[str, str]:
        site = self._sites.open(code)
        local = {name: entry.get('registration') or '' for name, entry in _accounts(site, names)}
        if not site.has_extension('CentralAuth'):
            return {name: local.get(name, '') for name in names}
        # The oldest accounts have no date; who has no account here has one elsewhere, if they were not invented.
        late = [name for name, date in local.items() if date and datetime.datetime.fromisoformat(date) >= since]
        elsewhere = [*late, *(name for name in names if name not in local)]
        for name in elsewhere[: self._global_left]:
            local[name] = _made_anywhere(site, name) or local.get(name, '')
        unknown = set(elsewhere[self._global_left :])
        self._global_left -= len(elsewhere) - len(unknown)
        return {name: local.get(name, '') for name in names if name not in unknown}


def _accounts(site: APISite, names: Iterable[str], props: str = 'registration') -> Iterator[tuple[str, dict[str, Any]]]:
    """The accounts that there are: name as given, and what the wiki says."""
    for batch in batches(sorted(names), many(site)):
        there: dict[str, dict[str, Any]] = {}
        moved: dict[str, str] = {}
        for part in query(site, list='users', ususers=batch, usprop=props):
            moved |= moves(part)
            there |= {entry['name']: entry for entry in part.get('users', ())}
        if not there:
            raise OddAnswerError(f'{site} says nothing of accounts')
        for name in batch:
            # Of names that nobody can have, it may say so under another one.
            if 'userid' in (entry := there.get(follow(name, moved), {})):
                yield name, entry


def _renames(site: APISite, names: list[str]) -> dict[str, str]:
    """What became of the accounts that had these names.

    Of many names, most are those of nobody: they are looked for in the newest part of the log, then by the pages of the
    accounts, fifty at a time, and only some of the rest one by one.
    """
    if len(names) <= _ONE_BY_ONE:
        renamed = _logged(site, names)
        return _moved_pages(site, [name for name in names if name not in renamed]) | renamed
    latest, is_whole = _latest_renames(site)
    renamed = {name: latest[name] for name in names if name in latest}
    renamed = _moved_pages(site, [name for name in names if name not in renamed]) | renamed
    rest = [name for name in names if name not in renamed]
    return renamed | ({} if is_whole else _logged(site, rest[:_ONE_BY_ONE]))


def _logged(site: APISite, names: Iterable[str]) -> dict[str, str]:
    """What the log of renames says of each of these names."""
    renamed: dict[str, str] = {}
    for name in names:
        events = listed(site, 'logevents', letype='renameuser', letitle=f'User:{name}', lelimit=1)
        if new := next(events, {}).get('params', {}).get('newuser'):
            renamed[name] = new
    return renamed


def _latest_renames(site: APISite) -> tuple[dict[str, str], bool]:
    """The newest entries of the log of renames, old name → new name, and whether that is all of it."""
    renamed: dict[str, str] = {}
    parts = query(site, list='logevents', letype='renameuser', leprop='details', lelimit='max')
    for part in islice(parts, _LOG_PARTS):
        for event in part.get('logevents', ()):
            details = event.get('params', {})
            if 'olduser' in details and 'newuser' in details:
                renamed.setdefault(details['olduser'], details['newuser'])
    return renamed, next(parts, None) is None


def _moved_pages(site: APISite, names: list[str]) -> dict[str, str]:
    """The accounts whose user pages those of these names lead to."""
    there = pages(site, (f'User:{name}' for name in names), redirects=1)
    targets = {name: there[f'User:{name}'] for name in names if f'User:{name}' in there}
    return {
        name: account
        for name, page in targets.items()
        if page.get('ns') == _USER_NAMESPACE and (account := page['title'].partition(':')[2]) != name
        if '/' not in account
    }


def _made_anywhere(site: APISite, name: str) -> str:
    for part in query(site, meta='globaluserinfo', guiuser=name):
        return str(part['globaluserinfo'].get('registration', ''))
    return ''


def _central(entry: Mapping[str, Any]) -> int:
    """The id that an account has on all wikis, 0 if the wiki does not say."""
    return int(entry.get('centralids', {}).get('CentralAuth', 0))


def _called_globally(site: APISite, number: int) -> str:
    """How the account of this global id is called, '' if there is none."""
    for part in query(site, meta='globaluserinfo', guiid=number):
        return str(part['globaluserinfo'].get('name', ''))
    return ''


def _by_local_id(site: APISite, numbers: Iterable[int]) -> Iterator[tuple[int, str]]:
    for batch in batches(sorted(numbers), many(site)):
        for part in query(site, list='users', ususerids=batch):
            yield from ((entry['userid'], entry['name']) for entry in part.get('users', ()) if 'name' in entry)


def _shelf(name: str) -> int:
    return zlib.crc32(name.encode()) % _SHELVES

"""The lists of sites that wikis keep themselves, and those who are blocked there: for eyes, and for no count."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from typing import Any

from pywikibot.site import APISite

from onelib.campaign import letters
from onelib.campaign.roster import is_account
from onelib.campaign.rows import Tally
from onelib.readers.query import BATCH, batches, listed, pages
from onelib.readers.shapes import text_of
from onelib.readers.sites import UNREADABLE, Sites
from onelib.store import Store, questions
from onelib.wikitext import source_lists
from onelib.wikitext.source_lists import SourceList

__all__ = ['SourceLists']

# The list of Meta that holds for all wikis, beside those of each wiki.
_OF_ALL = 'Spam blacklist'
# What MediaWiki itself reads, and the page on which a wiki names what else its coordinators want to see.
_TITLES = ('MediaWiki:Spam-blacklist', 'MediaWiki:BlockedExternalDomains.json', 'User:{bot}/deprecated sources')
_ASKED_EVERY = datetime.timedelta(days=1)


class SourceLists:
    """What wikis say of sites and people; if one does not answer, what it said before.

    :param now: in UTC
    """

    def __init__(self, sites: Sites, store: Store, now: datetime.datetime) -> None:
        self._sites = sites
        self._store = store
        self._now = now

    def of(self, codes: Collection[str]) -> dict[str, SourceList]:
        """The lists of each of these wikis, together with those of Meta."""
        of_all = self._of('meta')
        return {code: of_all | self._of(code) for code in codes}

    def _of(self, code: str) -> SourceList:
        question = questions.source_lists(code)
        if (kept := self._store.answer(question, since=self._now - _ASKED_EVERY)) is None:
            with suppress(*UNREADABLE):
                kept = _asked(self._sites.open(code), code).as_data()
                self._store.keep(question, kept, self._now)
        return SourceList.of_data(kept or self._store.answer(question) or {})

    def blocked(self, counts: Tally) -> set[tuple[str, str]]:
        """Wikis and names of those whose edits have the hashtag and who are blocked there now."""
        names: defaultdict[str, set[str]] = defaultdict(set)
        for edit in counts.counted:
            if edit.edit.hashtag and is_account(edit.name):
                names[edit.wiki].add(edit.name)
        found: set[tuple[str, str]] = set()
        for code, here in names.items():
            with suppress(*UNREADABLE):
                found |= {(code, name) for name in _blocked(self._sites.open(code), here)}
        return found

    def unreachable(self, counts: Tally) -> set[str]:
        """Those who agreed to be written to, and are blocked at home, or have no account there.

        :raises pywikibot.exceptions.Error: a wiki does not answer, so that nobody knows
        """
        homes: defaultdict[str, set[str]] = defaultdict(set)
        for name in letters.agreed(counts):
            homes[letters.home(counts, name) or 'meta'].add(name)
        found: set[str] = set()
        for code, names in homes.items():
            site = self._sites.open(code)
            there = {user['name'] for user in _users(site, names) if not _is_blocked(user) and 'userid' in user}
            found |= names - there
        return found


def _asked(site: APISite, code: str) -> SourceList:
    """What the lists of a wiki name; a list that is not there names nothing."""
    titles = [title.format(bot=site.username()) for title in _TITLES] + ([_OF_ALL] if code == 'meta' else [])
    found = SourceList()
    for page in pages(site, titles, prop='revisions', rvprop='content', rvslots='main').values():
        if not page.get('missing') and (text := text_of(page)):
            found |= source_lists.read(text)
    return found


def _blocked(site: APISite, names: Collection[str]) -> set[str]:
    """Those of these accounts that are blocked, and not only from some pages."""
    return {user['name'] for user in _users(site, names) if _is_blocked(user)}


def _users(site: APISite, names: Collection[str]) -> Iterator[Mapping[str, Any]]:
    """What a wiki says of these accounts."""
    for batch in batches(sorted(names), BATCH):
        yield from listed(site, 'users', ususers=batch, usprop='blockinfo')


def _is_blocked(user: Mapping[str, Any]) -> bool:
    return 'blockid' in user and not user.get('blockpartial')

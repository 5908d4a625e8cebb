"""What has changed on a wiki since somebody looked: titles of pages, in a bounded number of questions."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from pywikibot.site import APISite

from onelib.readers.query import clock, query, stamp
from onelib.readers.shapes import OddAnswerError, understood
from onelib.readers.sites import local_title

__all__ = ['LONGEST', 'MOST_PARTS', 'Changes', 'read']

#: Who has not looked for longer has missed a full run too; and wikis forget their changes after 30 or 90 days.
LONGEST = datetime.timedelta(days=1)
#: So many parts of an answer are read, of 500 changes each, for most bots of 5,000.
MOST_PARTS = 20

# A change is in the list some seconds after the moment that it has there, and what a page transcludes is known later.
_OVERLAP = datetime.timedelta(minutes=1)
# What changes what stands under a title, besides edits.
_LOGS = frozenset({'contentmodel', 'delete', 'import', 'merge', 'move'})
# Entries of categories and of Wikidata tell of no change of a page.
_TYPES = 'edit|log|new'


@dataclass(frozen=True, slots=True)
class Changes:
    """What has changed on a wiki.

    :ivar until: from when on it is to be asked the next time, by the wiki's own clock
    :ivar titles: of the pages that were edited, made, moved or deleted, as the wiki writes them: title → namespace
    :ivar moved: where pages were moved: old title → new title
    :ivar gap: why it is not known what has changed, in words: it is too long ago, or too much; '' if it is known
    :ivar seen: numbers of the entries that the next answer will have, too
    """

    until: datetime.datetime
    titles: Mapping[str, int] = field(default_factory=dict)
    moved: Mapping[str, str] = field(default_factory=dict)
    gap: str = ''
    seen: frozenset[int] = frozenset()

    def now(self, title: str) -> str:
        """Where a page is now that had this title."""
        for _ in range(len(self.moved)):
            title = self.moved.get(title, title)
        return title


def read(
    site: APISite,
    since: datetime.datetime | None,
    seen: Collection[int] = (),
    namespaces: Collection[int] = (),
) -> Changes:
    """What others than the bot have changed since then.

    :param since: `until` of the last answer; None: there was none
    :param seen: what that had of the last moments before
    :param namespaces: only pages in these, none given: in all
    :raises pywikibot.exceptions.Error: the wiki does not answer
    """
    if since is None:
        return Changes(clock(site) - _OVERLAP, gap='it was not looked at before')
    titles: dict[str, int] = {}
    moved: dict[str, str] = {}
    there = [number for number in sorted(namespaces) if number in site.namespaces]
    parts = query(
        site,
        list='recentchanges',
        rcstart=stamp(since),
        rcdir='newer',
        rctype=_TYPES,
        rcprop='ids|loginfo|timestamp|title',
        rcexcludeuser=site.username(),
        rclimit='max',
        **({'rcnamespace': there} if there else {}),
    )
    until, last = None, set[int]()
    for number, part in enumerate(parts, 1):
        if 'recentchanges' not in part:
            raise OddAnswerError(f'{site} says nothing of "recentchanges"')
        if until is None:
            # What is saved while further parts come belongs to the next answer.
            now = clock(site)
            # Never back: what was read is read.
            until = max(now - _OVERLAP, min(since, now))
            # A clock that was put back has made a moment of the future of what was read. Wikis have whole seconds.
            if not now - LONGEST <= since.replace(microsecond=0) <= now:
                return Changes(now - _OVERLAP, gap=f'it was last looked at {since:%Y-%m-%d %H:%M} UTC')
        with understood(site):
            for entry in part['recentchanges']:
                if datetime.datetime.fromisoformat(entry['timestamp']) >= until.replace(microsecond=0):
                    last.add(entry['rcid'])
                if entry['rcid'] not in seen:
                    _add(entry, site, titles, moved)
        if number == MOST_PARTS:
            return Changes(until, gap='there is more than a quick run reads')
    assert until
    return Changes(until, titles, moved, seen=frozenset(last))


def _add(entry: Mapping[str, Any], site: APISite, titles: dict[str, int], moved: dict[str, str]) -> None:
    """Note what an entry says; of some, administrators have hidden which page they are about."""
    is_logged = entry['type'] == 'log'
    if not entry.get('title') or (is_logged and entry.get('logtype') not in _LOGS):
        return
    title = _title(site, entry['title'], entry['ns'])
    titles[title] = entry['ns']
    details = entry.get('logparams', {})
    if is_logged and entry['logtype'] == 'move' and 'target_title' in details:
        target = _title(site, details['target_title'], details['target_ns'])
        titles[target] = details['target_ns']
        moved[title] = target
        # Who moves a page back undoes that.
        moved.pop(target, None)


def _title(site: APISite, title: str, namespace: int) -> str:
    """As others of the readers call the page; those of articles are as the wiki writes them."""
    return local_title(site, title) if namespace else title

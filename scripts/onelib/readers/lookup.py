"""One page or one edit, as the wiki has it now, with all that says why a job does not take it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pywikibot.site import APISite

from onelib.campaign.edits import Contribution
from onelib.readers.contributions import contribution
from onelib.readers.query import query

__all__ = ['FoundEdit', 'FoundPage', 'NotThereError', 'edit', 'page']


class NotThereError(LookupError):
    """There is no such page or revision; the message says which and why."""


@dataclass(frozen=True, slots=True)
class FoundPage:
    """A page.

    :ivar title: as the wiki has it, redirects followed
    :ivar asked: as the wiki would write what was asked for
    :ivar redirect: whether what was asked for is a redirect to it
    :ivar revision: number of its latest revision
    :ivar text: its wikitext, '' if that is hidden
    """

    title: str
    asked: str
    redirect: bool
    namespace: int
    revision: int
    text: str


@dataclass(frozen=True, slots=True)
class FoundEdit:
    """An edit.

    :ivar made: as the tally job knows it; without the name of an author who has no account, or whose name is hidden
    :ivar hidden: which parts of it are hidden: ``text``, ``user``, ``comment``
    :ivar bot: whether it is marked as a bot's, None if the wiki does not know any more
    """

    made: Contribution
    hidden: tuple[str, ...]
    bot: bool | None


def page(site: APISite, title: str) -> FoundPage:
    """The page with this title, or the one that it leads to.

    :raises NotThereError: there is none, or there can be none
    :raises pywikibot.exceptions.Error: the wiki cannot be read
    """
    asked, target, redirect = title, title, False
    for part in query(site, titles=title, redirects=1, prop='info|revisions', rvprop='ids|content', rvslots='main'):
        for entry in part.get('normalized', ()):
            asked = entry['to']
        for entry in part.get('redirects', ()):
            target, redirect = entry['to'], True
        if part.get('interwiki'):
            raise NotThereError(f'"{title}" leads to another wiki')
        for found in part.get('pages', ()):
            if found.get('invalid'):
                raise NotThereError(f'no page can be called "{title}": {found.get("invalidreason", "")}')
            if found.get('missing'):
                raise NotThereError(f'{site.code} has no page "{target if redirect else asked}"')
            for revision in found.get('revisions', ()):
                text = revision['slots']['main'].get('content', '')
                return FoundPage(found['title'], asked, redirect, found['ns'], revision['revid'], text)
    raise NotThereError(f'{site.code} says nothing of "{title}"')


def edit(site: APISite, code: str, number: int) -> FoundEdit:
    """The edit that made a revision.

    :raises NotThereError: there is no such revision, or it was deleted
    :raises pywikibot.exceptions.Error: the wiki cannot be read
    """
    wanted = 'ids|timestamp|user|comment|size|tags|flags'
    for part in query(site, revids=number, prop='info|revisions', rvprop=wanted):
        for found in part.get('pages', ()):
            for revision in found.get('revisions', ()):
                size = revision.get('size', 0) - _size(site, revision['parentid'])
                entry = {'pageid': found['pageid'], 'ns': found['ns'], 'title': found['title']} | revision
                made = contribution(entry, code, revision['parentid'], size)
                hidden = tuple(what for what in ('text', 'user', 'comment') if revision.get(f'{what}hidden'))
                return FoundEdit(made, hidden, _bot(site, made))
    raise NotThereError(f'{code} has no revision {number}, or it was deleted')


def _size(site: APISite, number: int) -> int:
    """How long a revision is; 0 for 0."""
    entries = _revisions(site, number) if number else []
    return int(entries[0].get('size', 0)) if entries else 0


def _revisions(site: APISite, number: int) -> list[Mapping[str, Any]]:
    return [
        revision
        for part in query(site, revids=number, prop='revisions', rvprop='ids|size')
        for found in part.get('pages', ())
        for revision in found.get('revisions', ())
    ]


def _bot(site: APISite, made: Contribution) -> bool | None:
    """Whether recent changes have the edit as a bot's."""
    moment = made.timestamp.astimezone(datetime.UTC).strftime('%Y-%m-%dT%H:%M:%SZ')
    for part in query(
        site,
        list='recentchanges',
        # Not its title: it may have had another one then.
        rcstart=moment,
        rcend=moment,
        rctype='edit|new',
        rcprop='ids|flags',
        rclimit='max',
    ):
        for entry in part.get('recentchanges', ()):
            if entry['revid'] == made.revision:
                return bool(entry.get('bot'))
    return None

"""One page or one edit, as the wiki has it now, with all that says why a job does not take it."""

from __future__ import annotations

from dataclasses import dataclass

from pywikibot.site import APISite

from onelib.campaign.edits import Contribution
from onelib.readers.contributions import contribution
from onelib.readers.query import listed, query, revisions, stamp
from onelib.readers.shapes import text_of

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
    :ivar text: its wikitext
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

    :raises NotThereError: there is none, there can be none, or its text is hidden or lost
    :raises pywikibot.exceptions.Error: the wiki cannot be read
    """
    for part in query(site, titles=title, redirects=1, prop='info|revisions', rvprop='ids|content', rvslots='main'):
        asked = next((entry['to'] for entry in part.get('normalized', ())), title)
        if part.get('interwiki'):
            raise NotThereError(f'"{title}" leads to another wiki')
        for entry in part.get('pages', ()):
            if entry.get('invalid'):
                raise NotThereError(f'no page can be called "{title}": {entry.get("invalidreason", "")}')
            if entry.get('missing'):
                raise NotThereError(f'{site.code} has no page "{entry["title"]}"')
            for revision in entry.get('revisions', ()):
                text = text_of(entry)
                if text is None:
                    raise NotThereError(f'{site.code} does not give the text of "{entry["title"]}"')
                redirect = bool(part.get('redirects'))
                return FoundPage(entry['title'], asked, redirect, entry['ns'], revision['revid'], text)
    raise NotThereError(f'{site.code} says nothing of "{title}"')


def edit(site: APISite, code: str, number: int) -> FoundEdit:
    """The edit that made a revision.

    :raises NotThereError: there is no such revision, or it was deleted
    :raises pywikibot.exceptions.Error: the wiki cannot be read
    """
    wanted = 'ids|timestamp|user|comment|size|tags|flags'
    for page, revision in revisions(site, revids=number, prop='info|revisions', rvprop=wanted):
        size = revision.get('size', 0) - _size(site, revision['parentid'])
        entry = {'pageid': page['pageid'], 'ns': page['ns'], 'title': page['title']} | revision
        made = contribution(entry, code, revision['parentid'], size)
        hidden = tuple(part for part in ('text', 'user', 'comment') if revision.get(f'{part}hidden'))
        return FoundEdit(made, hidden, _bot(site, made))
    raise NotThereError(f'{code} has no revision {number}, or it was deleted')


def _size(site: APISite, number: int) -> int:
    """How long a revision is; 0 for 0."""
    entries = revisions(site, revids=number, prop='revisions', rvprop='ids|size') if number else ()
    return next((int(revision.get('size', 0)) for _, revision in entries), 0)


def _bot(site: APISite, edit: Contribution) -> bool | None:
    """Whether recent changes have the edit as a bot's."""
    moment = stamp(edit.timestamp)
    # Not its title: it may have had another one then.
    wanted = {'rcstart': moment, 'rcend': moment, 'rctype': 'edit|new', 'rcprop': 'ids|flags', 'rclimit': 'max'}
    changes = listed(site, 'recentchanges', **wanted)
    return next((bool(change.get('bot')) for change in changes if change['revid'] == edit.revision), None)

"""Pages that the bot makes as a whole, as they stand on a wiki, and whether people have changed them since."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import pywikibot
from pywikibot.data import api
from pywikibot.site import APISite

from onelib import templates
from onelib.readers.query import query

__all__ = ['OwnPage', 'changed_by', 'gone', 'standings']


@dataclass(frozen=True, slots=True)
class OwnPage:
    """A page as it stands.

    :ivar text: '' if there is no such page
    :ivar revision: number of its latest revision, 0 if there is no such page
    :ivar author, day: of that revision, '' likewise; the day like 2026-11-22
    :ivar sha1: of its text, as the wiki has it
    """

    page: pywikibot.Page
    text: str = ''
    revision: int = 0
    author: str = ''
    day: str = ''
    sha1: str = ''
    redirect: bool = False


def standings(site: APISite, titles: Collection[str]) -> dict[str, OwnPage]:
    """Pages by their titles as given, in one question.

    :raises pywikibot.exceptions.Error: the wiki does not answer
    """
    found: dict[str, OwnPage] = {}
    local = {str(pywikibot.Page(site, title).title()): title for title in titles}
    for part in query(
        site,
        titles=list(local),
        prop='info|revisions',
        rvprop='ids|timestamp|user|comment|content|flags|sha1',
        rvslots='main',
        formatversion=1,  # what pywikibot's pages are made of
    ):
        for answer in part.get('pages', {}).values():
            # Not page.text = …: pywikibot takes that for the beginning of an edit and asks who may make it.
            page = pywikibot.Page(site, answer['title'])
            title = local[page.title()]
            if 'missing' in answer:
                found[title] = OwnPage(page)
            for revision in answer.get('revisions', ()):
                api.update_page(page, answer, ['info', 'revisions'])
                found[title] = OwnPage(
                    page,
                    # What is hidden is nothing that we know of, and so somebody else's.
                    revision['slots']['main'].get('*', ''),
                    revision['revid'],
                    revision.get('user', ''),
                    revision['timestamp'][:10],
                    revision.get('sha1', ''),
                    'redirect' in answer,
                )
    return found


def changed_by(site: APISite, now: OwnPage) -> str:
    """Who has changed a page since the bot has written it, and when; '' if nobody has.

    It is still the bot's if it has the text that the bot gave it last, whoever has brought that back; and where the bot
    has never written it, if somebody has put an unchanged text of onelib there.  Who goes back to an earlier text of
    the bot has changed the page.

    :raises pywikibot.exceptions.Error: the wiki does not answer
    """
    bot = site.username()
    if not now.revision or now.author == bot:
        return ''
    said = f'{now.author or "somebody"} on {now.day}'
    for part in query(site, titles=now.page.title(), prop='revisions', rvprop='sha1', rvuser=bot, rvlimit=1):
        for page in part.get('pages', ()):
            for revision in page.get('revisions', ()):
                return '' if revision.get('sha1') == now.sha1 != '' else said
        break
    return '' if templates.is_whole(now.text) else said


def gone(site: APISite, page: pywikibot.Page) -> str:
    """Who has deleted or moved away a page that is missing, when and why; '' if there never was one.

    :raises pywikibot.exceptions.Error: the wiki does not answer
    """
    for part in query(site, list='logevents', letitle=page.title(), leprop='type|user|timestamp|comment', lelimit=20):
        for event in part.get('logevents', ()):
            if event['type'] in ('delete', 'move'):
                done = 'deleted' if event['type'] == 'delete' else 'moved away'
                comment = f' ("{event["comment"]}")' if event.get('comment') else ''
                return f'{done} by {event.get("user", "somebody")} on {event["timestamp"][:10]}{comment}'
        break
    return ''

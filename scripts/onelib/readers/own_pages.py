"""Pages that the bot makes as a whole, as they stand on a wiki, and whether people have changed them since."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from itertools import islice

import pywikibot
from pywikibot.data import api
from pywikibot.site import APISite

from onelib import templates
from onelib.readers.query import LOADED, listed, loaded, query, revisions
from onelib.readers.sites import local_title
from onelib.wikis.mediawiki import NAMESPACES

__all__ = ['OwnPage', 'changed_by', 'gone', 'is_one', 'standings']

# The namespace of the extension Scribunto.
_MODULES = 828


def is_one(code: str, page: pywikibot.Page) -> bool:
    """Whether a page is one of those that the bot makes as a whole: the list of them is closed."""
    user = page.site.username()
    titles = {
        NAMESPACES['user']: {f'{user}/last run', f'{user}/catalogues', *([f'{user}/status'] if code == 'meta' else [])},
        _MODULES: {templates.MODULE.partition(':')[2]},
    }
    namespace, title = page.namespace().id, page.title(with_ns=False)
    if namespace == NAMESPACES['template']:
        return f'Template:{title}'.startswith(templates.PREFIX)
    return title in titles.get(namespace, ())


@dataclass(frozen=True, slots=True)
class OwnPage:
    """A page as it stands.

    :ivar page: with its latest revision loaded, if there is one
    :ivar text: '' if there is no such page
    :ivar revision: number of its latest revision, 0 if there is no such page
    """

    page: pywikibot.Page
    text: str = ''
    revision: int = 0
    redirect: bool = False


def standings(site: APISite, titles: Collection[str]) -> dict[str, OwnPage]:
    """Pages by their titles as given, in one question.

    :raises pywikibot.exceptions.Error: the wiki does not answer
    """
    there: dict[str, OwnPage] = {}
    local = {local_title(site, title): title for title in titles}
    for part in query(site, titles=list(local), **LOADED):
        for answer in loaded(part):
            # Not page.text = …: pywikibot takes that for the beginning of an edit and asks who may make it.
            page = pywikibot.Page(site, answer['title'])
            if 'missing' in answer:
                there[local[page.title()]] = OwnPage(page)
            elif answer.get('revisions'):
                api.update_page(page, answer, ['info', 'revisions'])
                # What is hidden is nothing that we know of, and so somebody else's.
                text, revision = page.latest_revision.text or '', page.latest_revision_id
                there[local[page.title()]] = OwnPage(page, text, revision, 'redirect' in answer)
    return there


def changed_by(site: APISite, now: OwnPage) -> str:
    """Who has changed a page since the bot has written it, and when; '' if nobody has.

    It is still the bot's if it has the text that the bot gave it last, whoever has brought that back; and where the bot
    has never written it, if somebody has put an unchanged text of onelib there.  Who goes back to an earlier text of
    the bot has changed the page.

    :raises pywikibot.exceptions.Error: the wiki does not answer
    """
    bot = site.username()
    if not now.revision or now.page.latest_revision.user == bot:
        return ''
    latest = now.page.latest_revision
    by_bot = revisions(site, titles=now.page.title(), prop='revisions', rvprop='sha1', rvuser=bot, rvlimit=1)
    given = next((revision.get('sha1', '') for _, revision in by_bot), None)
    unchanged = templates.is_whole(now.text) if given is None else given == latest.sha1
    return '' if unchanged else f'{latest.user or "somebody"} on {latest.timestamp:%Y-%m-%d}'


def gone(site: APISite, page: pywikibot.Page) -> str:
    """Who has deleted or moved away a page that is missing, when and why; '' if there never was one.

    :raises pywikibot.exceptions.Error: the wiki does not answer
    """
    wanted = 'type|user|timestamp|comment'
    for event in islice(listed(site, 'logevents', letitle=page.title(), leprop=wanted, lelimit=20), 20):
        if event['type'] in ('delete', 'move'):
            action = 'deleted' if event['type'] == 'delete' else 'moved away'
            comment = f' ("{event["comment"]}")' if event.get('comment') else ''
            return f'{action} by {event.get("user", "somebody")} on {event["timestamp"][:10]}{comment}'
    return ''

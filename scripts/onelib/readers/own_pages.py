"""Pages that the bot makes as a whole, as they stand on a wiki, and whether people have changed them since."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import islice

import pywikibot
from pywikibot.data import api
from pywikibot.site import APISite

from onelib import templates
from onelib.readers.query import LOADED, listed, loaded, query, revisions
from onelib.readers.sites import local_title
from onelib.settings import Settings

__all__ = ['ASKED_FOR', 'OwnPage', 'changed_by', 'gone', 'is_one', 'may_make', 'standings']

#: The pages that are made where a coordinator asks for them, by the word that switches them on in the setting
#: ``own_pages``; titles are those of MediaWiki in English.
ASKED_FOR: Mapping[str, re.Pattern[str]] = {
    'data': re.compile(r'Data:1Lib1Ref/.+\.tab|(?!Data:).+/1Lib1Ref [^/]+\.csv'),
    'events': re.compile('Event:.+/Worklist'),
}
# Those that setup_wiki makes, and on Meta some more.
_SET_UP = re.compile(rf'{templates.PREFIX}.+|{templates.MODULE}|User:<bot>/(?:last run|catalogues)')
_ON_META = re.compile('User:<bot>/status')


def is_one(settings: Settings, code: str, page: pywikibot.Page) -> bool:
    """Whether a page is one of those that the bot makes as a whole: the list of them is closed."""
    namespace, title = page.namespace(), page.title(with_ns=False)
    title = f'{namespace.canonical_name}:{title}' if namespace.canonical_name else title
    return may_make(settings.own_pages, code, title.replace(f'User:{page.site.username()}/', 'User:<bot>/', 1))


def may_make(switched_on: Collection[str], code: str, title: str) -> bool:
    """Whether the bot makes a page of that title, which is in English and has ``<bot>`` for its name.

    :param switched_on: what the setting ``own_pages`` names
    """
    set_up = _SET_UP.fullmatch(title) or (code == 'meta' and _ON_META.fullmatch(title))
    return bool(set_up) or any(kind in switched_on and titles.fullmatch(title) for kind, titles in ASKED_FOR.items())


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

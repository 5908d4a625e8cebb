"""The page with the worklist of an event: what it is called, who has put what there, and what can stand there."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from pywikibot.exceptions import APIError
from pywikibot.site import APISite

from onelib.campaign.event_worklist import Article, Articles, articles_of
from onelib.readers.candidates.services import Fault, ServiceError, Services
from onelib.readers.query import BATCH, batches, query, revisions
from onelib.readers.shapes import revision_text

__all__ = ['MODEL', 'SERVICE', 'SETTING', 'NoSuchEventError', 'PageEdit', 'edits_since', 'page_of', 'unfit']

#: The extension CampaignEvents, as the settings call it, and what it calls the content of such a page.
SERVICE, MODEL = 'campaignevents', 'worklist'
#: What the setting ``own_pages`` has to name before anything is written there.
SETTING = 'events'
# Of a page that was edited more often since the last run nobody asks who has edited what.
_MOST_EDITS = 500


class NoSuchEventError(Exception):
    """There is no event of that number, or its page is on another wiki."""


@dataclass(frozen=True, slots=True)
class PageEdit:
    """An edit of a worklist.

    :ivar revision: its number
    :ivar by_bot: whether the bot has made it
    :ivar articles: what stood there afterwards, None if that is not known
    """

    revision: int
    by_bot: bool
    articles: Articles | None


def page_of(services: Services, event: str, wiki: str) -> str:
    """The title of the page with the worklist of an event.

    :param wiki: on which its page has to be, by the name of its database
    :raises NoSuchEventError: there is no such event, or its page is elsewhere
    :raises ServiceError: CampaignEvents does not say
    """
    try:
        said: Mapping[str, object] = services.ask(SERVICE, path=f'event_registration/{event}')
    except ServiceError as problem:
        if problem.status in (400, 404):
            raise NoSuchEventError(event) from None
        raise
    page, where = said.get('event_page'), said.get('event_page_wiki')
    if not (isinstance(page, str) and page and isinstance(where, str) and str(said.get('id')) == event):
        raise ServiceError(Fault.ODD)
    if where != wiki:
        raise NoSuchEventError(event)
    return f'{page}/Worklist'


def edits_since(site: APISite, title: str, revision: int) -> list[PageEdit] | None:
    """The edits of a page from a revision on, which comes first, or from its beginning; None if nobody knows them all.

    :param revision: 0 for the beginning
    :raises pywikibot.exceptions.Error: the wiki does not answer
    """
    begin = {'rvstartid': revision} if revision else {}
    wanted = {'prop': 'revisions', 'rvprop': 'ids|user|content', 'rvslots': 'main', 'rvdir': 'newer', 'rvlimit': BATCH}
    bot = site.username()
    try:
        found = [
            PageEdit(each['revid'], each.get('user') == bot, _articles(revision_text(each)))
            for _, each in islice(revisions(site, titles=title, **wanted, **begin), _MOST_EDITS + 1)
        ]
    except APIError as problem:
        if str(problem.code).startswith('badid'):
            return None
        raise
    if len(found) > _MOST_EDITS or (revision and (not found or found[0].revision != revision)):
        return None
    return found


def _articles(text: str | None) -> Articles | None:
    try:
        return None if text is None else articles_of(text)
    except ValueError:
        return None


def unfit(site: APISite, articles: Collection[Article]) -> set[Article]:
    """Those of these articles that a worklist on this wiki does not take: their titles mean something else there.

    :raises pywikibot.exceptions.Error: the wiki does not answer
    """
    changed = {title for batch in batches(sorted({title for _, title in articles})) for title in _changed(site, batch)}
    return {article for article in articles if article[1] in changed}


def _changed(site: APISite, titles: Collection[str]) -> Iterator[str]:
    """The titles that are written otherwise on this wiki, or not at all, or lead to another one."""
    found: dict[str, bool] = {}
    for part in query(site, titles=list(titles)):
        found |= {page['title']: not page.get('invalid') for page in part.get('pages', ())}
    # What leads elsewhere or is written otherwise is not called so by any page.
    return (title for title in titles if not found.get(title))

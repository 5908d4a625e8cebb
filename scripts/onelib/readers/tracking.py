"""What wikis count themselves: articles, and the categories into which their own templates put those that want sources.

Nobody keeps a list of these categories: a wiki is asked what its templates put a page into, and how many are in there.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping

from pywikibot.site import APISite

from onelib.campaign.backlog import Live, Tracked
from onelib.readers.budget import spend
from onelib.readers.query import query
from onelib.readers.shapes import OddAnswerError, understood
from onelib.readers.sites import Sites
from onelib.readers.template_names import TemplateNames
from onelib.store import Store, questions
from onelib.wikis import Wiki

__all__ = ['KINDS', 'Tracking', 'templates_of']

#: Which templates count for what: tags at statements, and banners that say of an article that it cites nothing.
KINDS: Mapping[str, str] = {'tagged': 'inline', 'marked': 'unreferenced'}

_KEPT = datetime.timedelta(days=30)
# So many templates of a kind are tried, and so many of the categories counted.
_MOST_TEMPLATES, _MOST_CATEGORIES = 10, 20
# Templates look whether they stand in an article; of what is called so there is none.
_TITLE = '1Lib1Ref backlog'


def templates_of(wiki: Wiki, kind: str) -> list[str]:
    """The templates of a wiki that count for a kind, the best known first."""
    return list(wiki.templates.get(KINDS[kind], {}))[:_MOST_TEMPLATES]


class Tracking:
    """Asks wikis for the numbers that they keep.

    :param now: in UTC
    """

    def __init__(self, sites: Sites, names: TemplateNames, store: Store, now: datetime.datetime) -> None:
        self._sites = sites
        self._names = names
        self._store = store
        self._now = now
        self._live: dict[str, Live] = {}

    def live(self, code: str) -> Live:
        """What a wiki says of itself, with one question and, once a month, one for each kind of template.

        :raises pywikibot.exceptions.Error: it does not answer
        """
        if code not in self._live:
            self._live[code] = self._ask(code)
        return self._live[code]

    def _ask(self, code: str) -> Live:
        site, categories = self._sites.open(code), self._categories(code)
        titles = list(dict.fromkeys(title for group in categories.values() for title in group))
        articles, sizes = None, dict[str, int]()
        wanted = {'titles': titles, 'prop': 'categoryinfo'} if titles else {}
        for part in query(site, meta='siteinfo', siprop='statistics', **wanted):
            with understood(site):
                articles = int(part['statistics']['articles']) if 'statistics' in part else articles
                there = (page for page in part.get('pages', ()) if 'categoryinfo' in page)
                sizes |= {str(page['title']): int(page['categoryinfo']['pages']) for page in there}
        if articles is None:
            raise OddAnswerError(f'{site} does not say how many articles it has')
        return Live(articles, **{kind: _largest(group, sizes) for kind, group in categories.items()})

    def _categories(self, code: str) -> Mapping[str, Collection[str]]:
        """Into which categories templates of each kind put an article."""
        question = questions.tracking(code)
        known = self._store.answer(question, since=self._now - _KEPT)
        if known is None:
            wiki, site = self._names.complete(code), self._sites.open(code)
            known = {kind: _put_into(site, templates_of(wiki, kind)) for kind in KINDS}
            self._store.keep(question, known, self._now)
        return {kind: known.get(kind, ()) for kind in KINDS}


def _put_into(site: APISite, templates: Collection[str]) -> list[str]:
    """The categories of an article that has these templates in it, as the wiki itself works them out."""
    if not templates:
        return []
    spend()
    text = ' '.join(f'{{{{{name}}}}}' for name in templates)
    wanted = {'text': text, 'title': _TITLE, 'contentmodel': 'wikitext', 'prop': 'categories', 'formatversion': 2}
    with understood(site):
        answer = site.simple_request(action='parse', **wanted).submit()
        names = [str(each['category']).replace('_', ' ') for each in answer['parse']['categories']]
        return [f'{site.namespaces.CATEGORY.custom_name}:{name}' for name in names[:_MOST_CATEGORIES]]


def _largest(categories: Iterable[str], sizes: Mapping[str, int]) -> Tracked | None:
    """The category with most pages: that of a month, or of templates with a slip in them, is a part of it."""
    found = [Tracked(title, sizes[title]) for title in categories if title in sizes]
    return max(found, key=lambda tracked: tracked.pages, default=None)

"""What wikis count themselves: articles, and the categories into which their own templates put those that want sources.

A wiki is asked what its templates put a page into, and how many are in there. Where its data file names a category, and
there is anything in that, it counts instead.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping
from itertools import islice
from typing import Any, NamedTuple

from pywikibot.site import APISite

from onelib import wikis
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
# So many categories below one come in an answer, and so many answers are waited for: those of forty years of months.
_MOST_BELOW, _MOST_PARTS = 500, 2
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
        """What a wiki says of itself, with one question, one more for a category that has others below it and, once a
        month, one for each kind of template.

        :raises pywikibot.exceptions.Error: it does not answer
        """
        if code not in self._live:
            self._live[code] = self._ask(code)
        return self._live[code]

    def _ask(self, code: str) -> Live:
        site, found = self._sites.open(code), self._categories(code)
        namespace = site.namespaces.CATEGORY.custom_name
        named = {kind: [f'{namespace}:{name}' for name in wikis.load(code).categories.get(kind, ())] for kind in KINDS}
        titles = list(dict.fromkeys(title for groups in (named, found) for kind in KINDS for title in groups[kind]))
        articles, sizes = None, dict[str, _Size]()
        wanted = {'titles': titles, 'prop': 'categoryinfo'} if titles else {}
        for part in query(site, meta='siteinfo', siprop='statistics', **wanted):
            with understood(site):
                articles = int(part['statistics']['articles']) if 'statistics' in part else articles
                sizes |= _sizes(part)
        if articles is None:
            raise OddAnswerError(f'{site} does not say how many articles it has')
        chosen = {kind: _chosen(named[kind], sizes) or _largest(found[kind], sizes) for kind in KINDS}
        return Live(articles, **{kind: _tracked(site, title, sizes) for kind, title in chosen.items()})

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


class _Size(NamedTuple):
    """How many pages are in a category, and whether there are categories below it."""

    pages: int
    parted: bool


def _sizes(part: Mapping[str, Any]) -> dict[str, _Size]:
    there = {str(page['title']): page['categoryinfo'] for page in part.get('pages', ()) if 'categoryinfo' in page}
    return {title: _Size(int(info['pages']), bool(info.get('subcats'))) for title, info in there.items()}


def _chosen(named: Iterable[str], sizes: Mapping[str, _Size]) -> str | None:
    """The first of these categories that has anything in it: names go stale."""
    return next((title for title in named if any(sizes.get(title, ()))), None)


def _largest(categories: Iterable[str], sizes: Mapping[str, _Size]) -> str | None:
    """The category with most pages: that of a month, or of templates with a slip in them, is a part of it."""
    return max((title for title in categories if title in sizes), key=lambda title: sizes[title], default=None)


def _tracked(site: APISite, title: str | None, sizes: Mapping[str, _Size]) -> Tracked | None:
    """How many pages are in a category; some wikis have them in one of each month below it, some in both."""
    if title is None:
        return None
    size, below = sizes[title], 0
    if size.parted:
        asked = {'gcmtitle': title, 'gcmtype': 'subcat', 'gcmlimit': _MOST_BELOW, 'prop': 'categoryinfo'}
        for part in islice(query(site, generator='categorymembers', **asked), _MOST_PARTS):
            with understood(site):
                below += sum(one.pages for one in _sizes(part).values())
    return Tracked(title, max(size.pages, below))

"""Candidates: the titles of articles that hold citation-needed tags, found without reading their text."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pywikibot.site import APISite

from onelib.campaign.parameters import RequestError, WorklistRequest
from onelib.outcomes import decisions
from onelib.readers.query import batches, query
from onelib.wikis import BANNERS, Wiki, titles

__all__ = ['Candidates', 'collect']

_log = logging.getLogger(__name__)
_NO_TAG = 'no candidate: it transcludes no template that says of statements of the kinds %s that they want a source'

# A category tree is left where it is wider than this: no coordinator means a quarter of a wiki.
_MAX_CATEGORIES = 200


@dataclass(frozen=True, slots=True)
class Candidates:
    """Titles of articles, in the wiki's order.

    :ivar complete: False if there were more than may be read
    """

    titles: tuple[str, ...]
    complete: bool


def collect(site: APISite, wiki: Wiki, request: WorklistRequest, limit: int) -> Candidates:
    """The articles that a worklist may be made of: those that transclude one of the templates.

    For ``uncited`` statements no template says which: all articles of the category or page of links.

    :param limit: how many articles may be read
    :raises RequestError: the category or page that the request names does not exist
    """
    if request.category:
        found = _in_category(site, wiki, request)
    elif request.titles:
        found = _linked_from(site, wiki, request)
    else:
        found = _all_tagged(site, _titles(wiki, request.kinds))
    seen: dict[str, None] = {}
    for title in found:
        if len(seen) == limit and title not in seen:
            decisions.say(
                _log, wiki.code, title, 'no candidate, nor is what comes after it: %d articles are read', limit
            )
            return Candidates(tuple(seen), complete=False)
        if title not in seen:
            decisions.say(_log, wiki.code, title, 'candidate')
        seen[title] = None
    return Candidates(tuple(seen), complete=True)


def _all_tagged(site: APISite, templates: list[str]) -> Iterator[str]:
    for batch in batches(templates):
        for part in query(site, titles=batch, prop='transcludedin', tinamespace=0, tishow='!redirect', tilimit='max'):
            for page in part.get('pages', ()):
                yield from (entry['title'] for entry in page.get('transcludedin', ()))


def _titles(wiki: Wiki, kinds: Collection[str]) -> list[str]:
    """Titles of the templates that statements of these kinds hang on: tags for ``tagged``, banners for others."""
    banners = BANNERS if {'section', 'article'} & set(kinds) else ()
    groups = (*(('inline',) if 'tagged' in kinds else ()), *banners)
    return [f'Template:{name}' for group in groups for name in wiki.templates.get(group, {})]


def _in_category(site: APISite, wiki: Wiki, request: WorklistRequest) -> Iterator[str]:
    """Breadth first, each category once: categories hold each other on real wikis."""
    name = _without_category(wiki, request.category)
    if not name:
        raise RequestError('category', request.category, 'allowed-title')
    waiting = [f'Category:{name}']
    seen = set(waiting)
    for depth in range(request.depth + 1):
        subcategories: list[str] = []
        for category in waiting:
            found = False
            _log.debug('%s: looks into %s, at depth %d of %d', wiki.code, category, depth, request.depth)
            left = _Left(wiki, request)
            for page in _with_tags(
                site,
                _titles(wiki, request.kinds),
                generator='categorymembers',
                gcmtitle=category,
                gcmlimit='max',
                gcmtype='page|subcat' if depth < request.depth else 'page',
                gcmnamespace='0|14',
            ):
                found = True
                if page['ns'] == 14:
                    subcategories.append(page['title'])
                elif left.takes(page):
                    yield page['title']
            left.say()
            if depth == 0 and not found and not _exists(site, category):
                raise RequestError('category', request.category, 'allowed-category', wiki=request.wiki)
        new = [title for title in dict.fromkeys(subcategories) if title not in seen]
        waiting = new[: max(0, _MAX_CATEGORIES - len(seen))]
        for title in new[len(waiting) :]:
            decisions.say(_log, wiki.code, title, 'not looked into: no more than %d categories are', _MAX_CATEGORIES)
        seen.update(waiting)


def _linked_from(site: APISite, wiki: Wiki, request: WorklistRequest) -> Iterator[str]:
    found = False
    links = {'generator': 'links', 'titles': request.titles, 'gplnamespace': 0, 'gpllimit': 'max', 'redirects': 1}
    left = _Left(wiki, request)
    for page in _with_tags(site, _titles(wiki, request.kinds), **links):
        found = True
        if left.takes(page):
            yield page['title']
    left.say()
    if not found:
        raise RequestError('titles', request.titles, 'allowed-page', wiki=request.wiki)


class _Left:
    """Which pages are articles with tags, and which are left; a page may come several times, its tags only once."""

    def __init__(self, wiki: Wiki, request: WorklistRequest) -> None:
        self._code = wiki.code
        self._kinds = request.kinds
        self._taken: set[str] = set()
        self._without: dict[str, str] = {}

    def takes(self, page: Mapping[str, Any]) -> bool:
        """Whether a page is an article to read."""
        if page.get('missing'):
            self._without[page['title']] = 'no candidate: there is no such page'
            return False
        if page.get('templates') or 'uncited' in self._kinds:
            self._taken.add(page['title'])
            return True
        self._without.setdefault(page['title'], _NO_TAG % ', '.join(self._kinds))
        return False

    def say(self) -> None:
        """Say which were left, and why."""
        for title, why in self._without.items():
            if title not in self._taken:
                decisions.say(_log, self._code, title, '%s', why)


def _with_tags(site: APISite, templates: list[str], **generator: Any) -> Iterator[Mapping[str, Any]]:
    """The pages of a generator; those that hold citation-needed tags have ``templates``, but only once each."""
    # Without a name to look for, the wiki would list every template.
    wanted = {'prop': 'templates', 'tltemplates': templates, 'tllimit': 'max'} if templates else {}
    for part in query(site, **generator, **wanted):
        yield from part.get('pages', ())


def _exists(site: APISite, title: str) -> bool:
    for part in query(site, titles=title):
        return not any(page.get('missing') or page.get('invalid') for page in part.get('pages', ()))
    return False


def _without_category(wiki: Wiki, title: str) -> str:
    namespace, rest = titles.split_namespace(title, wiki)
    return rest.strip() if namespace == 'category' else title

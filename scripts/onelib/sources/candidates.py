"""Candidates: the titles of articles that hold citation-needed tags, found without reading their text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from types import MappingProxyType
from typing import Any

from pywikibot.site import APISite

from onelib.sources.query import query
from onelib.wikis import Wiki
from onelib.wikitext import titles
from onelib.wikitext.requests import RequestError, WorklistRequest

__all__ = ['Candidates', 'Tags', 'collect', 'tags']

# A category tree is left where it is wider than this: no coordinator means a quarter of a wiki.
_MAX_CATEGORIES = 200


@dataclass(frozen=True, slots=True)
class Tags:
    """The citation-needed templates of a wiki as they are now.

    :ivar wiki: what is known of the wiki, all names that lead to the templates included
    :ivar titles: full titles of the templates themselves, redirects resolved
    :ivar tagged: titles of all articles that use them, None if there are too many to know yet
    """

    wiki: Wiki
    titles: tuple[str, ...]
    tagged: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Candidates:
    """Titles of articles, in the wiki's order.

    :ivar complete: False if there were more than may be read
    """

    titles: tuple[str, ...]
    complete: bool


def tags(site: APISite, wiki: Wiki) -> Tags:
    """Ask the wiki where its citation-needed templates are now, what else they are called and who uses them.

    One request, unless a wiki has more of these than it says at once.
    """
    known = {f'Template:{name}': name for name in wiki.templates.get('inline', {})}
    if not known:
        return Tags(wiki, (), ())
    question = {'titles': list(known), 'redirects': 1, 'rdnamespace': 10, 'rdlimit': 'max'}
    both = {'prop': 'redirects|transcludedin', 'tinamespace': 0, 'tishow': '!redirect', 'tilimit': 'max'}
    answers = list(islice(query(site, **question, **both), 2))
    tagged = tuple(title for title in _listed(answers, 'transcludedin')) if len(answers) == 1 else None
    if len(answers) > 1:
        answers = list(query(site, **question, prop='redirects'))
    canonical = _canonical(known, answers)
    inline = {}
    for name, redirects in wiki.templates['inline'].items():
        title = canonical[name]
        live = (_without_namespace(other) for other in (title, *_listed(answers, 'redirects', title)))
        inline[name] = tuple(dict.fromkeys((*redirects, *live)))
    templates = MappingProxyType({**wiki.templates, 'inline': MappingProxyType(inline)})
    return Tags(replace(wiki, templates=templates), tuple(dict.fromkeys(canonical.values())), tagged)


def _canonical(known: Mapping[str, str], answers: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Where the templates are now, by the names that we know."""
    moved: dict[str, str] = {}
    for answer in answers:
        for entry in (*answer.get('normalized', ()), *answer.get('redirects', ())):
            moved[entry['from']] = entry['to']
    return {name: _follow(title, moved) for title, name in known.items()}


def _listed(answers: Iterable[Mapping[str, Any]], prop: str, title: str = '') -> Iterator[str]:
    """The titles that a property lists for a page, or for all pages that were asked about."""
    for answer in answers:
        for page in answer.get('pages', ()):
            if title in ('', page['title']):
                yield from (entry['title'] for entry in page.get(prop, ()))


def collect(site: APISite, known: Tags, request: WorklistRequest, limit: int) -> Candidates:
    """The articles that a worklist may be made of: those that transclude a citation-needed template.

    :param limit: how many articles may be read
    :raises RequestError: the category or page that the request names does not exist
    """
    if request.category:
        found = _in_category(site, known, request)
    elif request.titles:
        found = _linked_from(site, known, request)
    else:
        found = _all_tagged(site, known)
    seen: dict[str, None] = {}
    for title in found:
        if len(seen) == limit and title not in seen:
            return Candidates(tuple(seen), complete=False)
        seen[title] = None
    return Candidates(tuple(seen), complete=True)


def _all_tagged(site: APISite, known: Tags) -> Iterator[str]:
    if known.tagged is not None:
        yield from known.tagged
    elif known.titles:
        for part in query(
            site, titles=list(known.titles), prop='transcludedin', tinamespace=0, tishow='!redirect', tilimit='max'
        ):
            yield from _listed([part], 'transcludedin')


def _in_category(site: APISite, known: Tags, request: WorklistRequest) -> Iterator[str]:
    """Breadth first, each category once: categories hold each other on real wikis."""
    waiting = [f'Category:{_without_category(known.wiki, request.category)}']
    seen = set(waiting)
    for depth in range(request.depth + 1):
        subcategories: list[str] = []
        for category in waiting:
            found = False
            for page in _with_tags(
                site,
                known,
                generator='categorymembers',
                gcmtitle=category,
                gcmlimit='max',
                gcmtype='page|subcat' if depth < request.depth else 'page',
                gcmnamespace='0|14',
            ):
                found = True
                if page['ns'] == 14:
                    subcategories.append(page['title'])
                elif page.get('templates'):
                    yield page['title']
            if depth == 0 and not found and not _exists(site, category):
                raise RequestError('category', request.category, 'allowed-category', wiki=request.wiki)
        waiting = [title for title in dict.fromkeys(subcategories) if title not in seen]
        waiting = waiting[: max(0, _MAX_CATEGORIES - len(seen))]
        seen.update(waiting)


def _linked_from(site: APISite, known: Tags, request: WorklistRequest) -> Iterator[str]:
    found = False
    for page in _with_tags(
        site, known, generator='links', titles=request.titles, gplnamespace=0, gpllimit='max', redirects=1
    ):
        found = True
        if page.get('templates') and not page.get('missing'):
            yield page['title']
    if not found:
        raise RequestError('titles', request.titles, 'allowed-page', wiki=request.wiki)


def _with_tags(site: APISite, known: Tags, **generator: Any) -> Iterator[Mapping[str, Any]]:
    """The pages of a generator; those that hold citation-needed tags have ``templates``, but only once each."""
    for part in query(site, **generator, prop='templates', tltemplates=list(known.titles), tllimit='max'):
        yield from part.get('pages', ())


def _exists(site: APISite, title: str) -> bool:
    for part in query(site, titles=title):
        return not any(page.get('missing') or page.get('invalid') for page in part.get('pages', ()))
    return False


def _follow(title: str, moved: Mapping[str, str]) -> str:
    for _ in range(len(moved) + 1):
        if title not in moved:
            break
        title = moved[title]
    return title


def _without_namespace(title: str) -> str:
    return title.partition(':')[2]


def _without_category(wiki: Wiki, title: str) -> str:
    namespace, rest = titles.split_namespace(title, wiki)
    return rest.strip() if namespace == 'category' else title

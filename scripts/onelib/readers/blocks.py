"""Pages that hold a block: found through the transclusions of its template, and those that hide it."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import islice

from pywikibot.site import APISite

from onelib import wikis
from onelib.outcomes.decisions import Code, Decision
from onelib.readers.query import BATCH, listed, pages, whole_pages
from onelib.readers.shapes import is_there, text_of
from onelib.readers.sites import local_title
from onelib.wikis import Wiki
from onelib.wikis.mediawiki import NAMESPACES
from onelib.wikitext import blocks

__all__ = ['Holder', 'among', 'hidden', 'holders', 'mentions', 'transcluding']

_log = logging.getLogger(__name__)
_ARTICLES, _TEMPLATES = 0, 10
# Those that a wiki thinks of first, in one answer to a bot.
_MOST_HITS = 500
_Found = tuple[str, int, str | None, int]


@dataclass(frozen=True, slots=True)
class Holder:
    """A page that transcludes a template, or its end.

    :ivar wiki: what is known of its wiki, with what it calls the template and its namespaces now
    :ivar served: False for articles and templates
    :ivar title: with the name of its namespace that is for all: not the one for women, where a wiki has that
    :ivar revision: number of the one that it had, 0 if nobody knows
    :ivar is_read: False if the wiki did not give the text: the page is not empty, nobody knows what it says
    """

    title: str
    namespace: int
    text: str
    wiki: Wiki
    served: bool = True
    is_read: bool = True
    revision: int = 0


def holders(
    site: APISite, template: str, code: str, titles: Collection[str] = (), *, everywhere: bool = False
) -> list[Holder]:
    """The pages that transclude a template or its end, in whatever way.

    :param code: of the wiki
    :param titles: only the pages with these titles
    :param everywhere: also articles and templates, which are never served
    """
    wanted = {local_title(site, title) for title in titles}
    left_out = _left_out(site)
    found: list[_Found] = []
    for page in whole_pages(
        site,
        generator='transcludedin',
        titles=[f'Template:{name}' for name in _both(template)],
        gtilimit=BATCH,
        prop='info|revisions',
        rvprop='content',
        rvslots='main',
    ):
        name = local_title(site, page['title'])
        if page['ns'] in left_out:
            _log.debug('%s', Decision(site.code, name, Code.NEVER_SERVED))
        if (not wanted or name in wanted) and (everywhere or page['ns'] not in left_out):
            found.append((name, page['ns'], text_of(page), page.get('lastrevid', 0)))
    return _holders(site, template, code, found)


def _holders(site: APISite, template: str, code: str, found: Collection[_Found]) -> list[Holder]:
    """What is known of pages that hold a template: of each its title, namespace, text and revision."""
    wiki = _named(site, template, code, [text for _, _, text, _ in found if text])
    left_out = _left_out(site)
    return [
        Holder(title, space, text or '', wiki, space not in left_out, text is not None, revision)
        for title, space, text, revision in found
    ]


def _left_out(site: APISite) -> set[int]:
    """The namespaces that are never served."""
    # Articles of a Wikipedia are nobody's campaign page; Meta has its campaign pages in that namespace.
    return {_TEMPLATES} if site.code == 'meta' else {_ARTICLES, _TEMPLATES}


def among(
    site: APISite, template: str, code: str, titles: Collection[str], other: str = ''
) -> tuple[list[Holder], set[str]]:
    """Those of these pages that transclude a template or its end and may be served, fifty a question.

    :param other: another template; the titles of the pages that transclude that one come second
    :raises pywikibot.exceptions.Error: the wiki does not answer
    """
    names = (*_both(template), other) if other else _both(template)
    if len(titles) > BATCH:
        there = transcluding(site, names)
        titles = [title for title in titles if title in there]
    of_other = f'Template:{other}'
    asked = [f'Template:{name}' for name in names]
    wiki, others = wikis.load(code), set()
    found: list[_Found] = []
    answers = pages(
        site,
        titles,
        prop='info|revisions|templates',
        rvprop='content',
        rvslots='main',
        tltemplates=asked,
        tllimit='max',
    )
    ours = {local_title(site, title) for title in asked if title != of_other}
    for page in answers.values():
        if not is_there(page):
            continue
        name, text = local_title(site, page['title']), text_of(page)
        shown = {local_title(site, entry['title']) for entry in page.get('templates', ())}
        if other and local_title(site, of_other) in shown:
            others.add(name)
        # What a page transcludes is known a little later than its text.
        if page['ns'] not in _left_out(site) and (ours & shown or blocks.is_marked(text or '', template, wiki)):
            found.append((name, page['ns'], text, page.get('lastrevid', 0)))
    return _holders(site, template, code, found), others


def transcluding(site: APISite, names: Iterable[str]) -> set[str]:
    """The titles of all pages that transclude one of these templates; errors as in `holders`."""
    asked = [f'Template:{name}' for name in names]
    there = pages(site, asked, prop='transcludedin', tiprop='title', tilimit='max')
    return {local_title(site, entry['title']) for page in there.values() for entry in page.get('transcludedin', ())}


def _both(template: str) -> tuple[str, str]:
    return template, f'{template} end'


def _named(site: APISite, template: str, code: str, texts: Iterable[str]) -> Wiki:
    """What is known of a wiki, with its own names of namespaces; redirects to the template, if a text needs them."""
    names = {key: tuple(site.namespaces[number]) for key, number in NAMESPACES.items() if number in site.namespaces}
    wiki = wikis.with_names(wikis.load(code), names, {})
    # Other pages only show one with a block.
    if all(_is_clear(text, template, wiki) for text in texts):
        return wiki
    asked = {f'Template:{name}': name for name in _both(template)}
    answers = pages(site, asked, prop='redirects', rdnamespace=_TEMPLATES, rdlimit='max')
    redirects = {
        asked[title]: [entry['title'].partition(':')[2] for entry in page.get('redirects', ())]
        for title, page in answers.items()
    }
    return wikis.with_names(wiki, {}, redirects)


def _is_clear(text: str, template: str, wiki: Wiki) -> bool:
    """Whether all that is to be seen of a template on a page is seen by the names that are known."""
    if template not in blocks.NAMES:
        return blocks.is_marked(text, template, wiki)
    try:
        return bool(blocks.find(text, template, wiki))
    except blocks.BlockError:
        return False


def mentions(site: APISite, template: str) -> list[str]:
    """Titles of pages whose wikitext has the name of a template, as far as a wiki finds them."""
    # Where it has CirrusSearch, all else finds what readers see.
    where = 'insource:' if site.has_extension('CirrusSearch') else ''
    query = {'srsearch': f'{where}"{template}"', 'srwhat': 'text', 'srnamespace': '*', 'srlimit': 'max', 'srprop': ''}
    return [hit['title'] for hit in islice(listed(site, 'search', **query), _MOST_HITS)]


def hidden(site: APISite, template: str, code: str, titles: Collection[str]) -> dict[str, list[str]]:
    """Those of these pages on which a block is hidden or misspelt, and how: nothing is transcluded there."""
    there = pages(site, titles, prop='info|revisions', rvprop='content', rvslots='main')
    texts = {local_title(site, title): text_of(page) or '' for title, page in there.items() if is_there(page)}
    found = {title: list(blocks.unseen(text, template, wikis.load(code))) for title, text in texts.items()}
    return {title: reasons for title, reasons in found.items() if reasons}

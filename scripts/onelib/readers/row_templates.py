"""The templates of a wiki that show the rows of lists: whether they are there, and which page somebody means."""

from __future__ import annotations

from collections.abc import Collection

from pywikibot.site import APISite

from onelib import wikis
from onelib.campaign.parameter_kinds import RequestError, read_title
from onelib.i18n import languages
from onelib.outcomes.reasons import Kind, Reason
from onelib.readers.query import pages, query
from onelib.readers.sites import Sites
from onelib.templates import words
from onelib.wikis import Wiki, titles
from onelib.wikis.mediawiki import NAMESPACES
from onelib.wikitext.blocks import NAMES

__all__ = ['RowTemplates', 'missing', 'named']

# Whoever shows a row with one of these begins or ends a block.
_BLOCKS = frozenset(titles.normalise(f'{name}{end}') for name in NAMES for end in ('', ' end'))


def missing(site: APISite, templates: Collection[str]) -> list[str]:
    """Those of these templates that a wiki does not have.

    :raises pywikibot.exceptions.Error: it does not answer
    """
    there = pages(site, (f'Template:{name}' for name in templates))
    return [name for name in templates if there.get(f'Template:{name}', {}).get('missing')]


def named(site: APISite, wiki: Wiki, parameter: str, title: str) -> str:
    """The template that somebody names, as it is transcluded; a redirect is followed once.

    :param title: without a namespace, or with that of templates or of users
    :raises RequestError: there is no such page, it leads on and on, or it is none that may show rows
    :raises pywikibot.exceptions.Error: the wiki does not answer
    """
    wanted = read_title(parameter, title)
    namespace, colon, _ = wanted.partition(':')
    known = {name for key in NAMESPACES for name in wiki.namespace_prefixes[key]}
    if not (colon and titles.prefix(namespace) in known):
        wanted = f'Template:{wanted}'
    [page], redirects = [{'missing': True}], 0
    for part in query(site, titles=[wanted], prop='info', redirects=1):
        redirects += len(part.get('redirects', ()))
        [page] = part.get('pages', [page])
    name = str(page.get('title', ''))
    is_ours = page.get('ns') in (NAMESPACES['template'], NAMESPACES['user'])
    bare = name.partition(':')[2] if page.get('ns') == NAMESPACES['template'] else name
    if page.get('missing') or redirects > 1 or not is_ours or titles.normalise(bare) in _BLOCKS:
        raise RequestError(parameter, title, 'allowed-template')
    return bare


class RowTemplates:
    """What the wikis have of templates for rows; each is asked once."""

    def __init__(self, sites: Sites, ours: Collection[str]) -> None:
        self._sites = sites
        self._ours = sorted(set(ours))
        # By wiki: what is not there of ours; and the titles that requests name, as they are transcluded.
        self._missing: dict[str, Collection[str]] = {}
        self._named: dict[tuple[str, str], str] = {}

    def named(self, host: str, title: str) -> str:
        """The template of a wiki that a request names for its rows, '' if none.

        :raises RequestError: it is none, or not there
        """
        if title and (host, title) not in self._named:
            site, wiki = self._sites.open(host), wikis.load(host)
            self._named[host, title] = named(site, wiki, 'row_template', title)
        return self._named.get((host, title), '')

    def lacking(self, host: str, wanted: Collection[str], lang: str = '') -> Reason | None:
        """Why rows in a language cannot be shown on a wiki: templates of ours are not there."""
        if host not in self._missing:
            ours = (*self._ours, *_words(host, *languages.known()))
            self._missing[host] = missing(self._sites.open(host), ours)
        if absent := [name for name in (*wanted, *_words(host, lang)) if name in self._missing[host]]:
            names = ', '.join(f'{{{{{name}}}}}' for name in absent)
            return Reason(Kind.ROW_TEMPLATES, f'{names} is missing on {host}: run pwb setup_wiki -wiki:{host}')
        return None


def _words(host: str, *langs: str) -> list[str]:
    """The templates with the words of rows in these languages, where there are any."""
    return [words.title(lang) for lang in langs] if host == 'meta' else []

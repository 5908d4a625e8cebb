"""What the templates of a wiki are called now: names go stale, so the wikis are asked.

The pages of the templates on the English Wikipedia have language links to the templates for the same purpose on other
wikis; each wiki says which redirects lead to its own, and which of them its visual editor knows.  What was answered is
kept for a week.  Where a wiki does not answer, an older answer does, and where there is none, the data file.
"""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from pywikibot.site import APISite

from onelib import wikis
from onelib.readers import citation_cards
from onelib.readers.budget import unlimited
from onelib.readers.query import pages
from onelib.readers.sites import UNREADABLE, Sites
from onelib.store import Store, questions
from onelib.wikis import BANNERS, Wiki, titles, with_templates

__all__ = ['GROUPS', 'TemplateNames']

#: The groups of templates whose names are asked for: what says that a source is wanted, and what is a source.
GROUPS = ('inline', *BANNERS, 'citation', 'shortened', 'reflist', 'dead_link', 'disambiguation')

_log = logging.getLogger(__name__)
_KEPT = datetime.timedelta(days=7)
_Names = dict[str, dict[str, list[str]]]


class TemplateNames:
    """Completes what is known of wikis by what they answer."""

    def __init__(self, sites: Sites, store: Store, now: datetime.datetime) -> None:
        self._sites = sites
        self._store = store
        self._now = now
        self._completed: dict[str, Wiki] = {}

    def complete(self, code: str) -> Wiki:
        """What is known of a wiki, with the names that its templates have now; asked for once a week."""
        if code not in self._completed:
            wiki = wikis.load(code)
            with unlimited():
                # Once for all lists.
                names: _Names = self._answer(questions.template_names(code), lambda: self._ask(wiki)) or {}
            self._completed[code] = _merged(wiki, names)
        return self._completed[code]

    def _ask(self, wiki: Wiki) -> _Names:
        """The names of each group: titles of the templates themselves, with the redirects to them."""
        linked: Mapping[str, list[str]] = (
            self._answer(questions.LANGUAGE_LINKS, lambda: _language_links(self._sites.open('en'))) or {}
        ).get(wiki.code, {})
        site = self._sites.open(wiki.code)
        wanted = {group: [*wiki.templates.get(group, {}), *linked.get(group, ())] for group in GROUPS}
        known_to_editor = set(_on_cards(site)) - set(wanted['inline'])
        wanted['inline'] += sorted(known_to_editor)
        titles_wanted = (f'Template:{name}' for names in wanted.values() for name in names)
        there = pages(site, titles_wanted, redirects=1, prop='redirects', rdnamespace=10, rdlimit='max')
        names_now: _Names = {}
        for group, names in wanted.items():
            for name in names:
                page = there.get(f'Template:{name}', {'title': f'Template:{name}'})
                if name in known_to_editor and page.get('missing'):
                    continue
                redirects = (_bare(redirect['title']) for redirect in page.get('redirects', ()))
                names_now.setdefault(group, {})[_bare(page['title'])] = [name, *redirects]
        return names_now

    def _answer(self, question: str, ask: Callable[[], Any]) -> Any:
        """A fresh answer from the store, a new one, or an old one if the wiki is silent."""
        fresh = self._store.answer(question, since=self._now - _KEPT)
        if fresh is not None:
            _log.debug('%s: from the store', question)
            return fresh
        try:
            answer = ask()
        except UNREADABLE:
            return self._store.answer(question)
        self._store.keep(question, answer, self._now)
        return answer


def _on_cards(site: APISite) -> list[str]:
    """What the wiki's people have told the visual editor of their tags; nothing if that cannot be read."""
    try:
        return citation_cards.names(citation_cards.text(site))
    except citation_cards.CardsError as problem:
        _log.info('%s: %s: %s', site, citation_cards.PAGE, problem)
        return []


def _language_links(english: APISite) -> dict[str, dict[str, list[str]]]:
    """Names of templates by wiki and group, from the language links of the English ones."""
    groups = {f'Template:{name}': group for group in GROUPS for name in wikis.load('en').templates.get(group, {})}
    there = pages(english, groups, prop='langlinks', lllimit='max', redirects=1)
    linked: dict[str, dict[str, list[str]]] = {}
    # A page that two names lead to has its links once.
    for title, page in {page['title']: (title, page) for title, page in there.items()}.values():
        for link in page.get('langlinks', ()):
            # A wiki may link to another one by the code of its language.
            code = wikis.aliases().get(link['lang'], link['lang'])
            linked.setdefault(code, {}).setdefault(groups[title], []).append(_bare(link['title']))
    return linked


def _bare(title: str) -> str:
    return title.partition(':')[2]


def _merged(wiki: Wiki, names: _Names) -> Wiki:
    """The wiki with these names beside its own; a name that is known to mean something else keeps its meaning."""
    templates = dict(wiki.templates)
    for group, bases in names.items():
        known = dict(wiki.templates.get(group, {}))
        taken = frozenset().union(*(wiki.names(other) for other in wiki.templates if other != group))
        for title, others in bases.items():
            base = next((name for name in known if name in others), title)
            own = known.pop(base, ())
            known[title] = tuple(_unique((*own, base, *others, *known.get(title, ())), taken))
        templates[group] = MappingProxyType(known)
    return with_templates(wiki, templates)


def _unique(names: Iterable[str], taken: frozenset[str]) -> Iterator[str]:
    yield from dict.fromkeys(name for name in names if titles.normalise(name) not in taken)

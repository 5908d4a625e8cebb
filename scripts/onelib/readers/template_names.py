"""What the templates of a wiki are called now: names go stale, so the wikis are asked.

The pages of the templates on the English Wikipedia have language links to the templates for the same purpose on other
wikis; each wiki says which redirects lead to its own.  What was answered is kept for a week.  Where a wiki does not
answer, an older answer does, and where there is none, the data file.
"""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from pywikibot.exceptions import Error
from pywikibot.site import APISite

from onelib import wikis
from onelib.readers.query import batches, query
from onelib.readers.sites import Sites
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
        pages = list(dict.fromkeys(f'Template:{name}' for names in wanted.values() for name in names))
        moved, redirects = _redirects(site, pages)
        found: _Names = {}
        for group, names in wanted.items():
            for name in names:
                title = _follow(f'Template:{name}', moved)
                found.setdefault(group, {})[_bare(title)] = [name, *redirects.get(title, ())]
        return found

    def _answer(self, question: str, ask: Callable[[], Any]) -> Any:
        """A fresh answer from the store, a new one, or an old one if the wiki is silent."""
        kept = self._store.answer(question, since=self._now - _KEPT)
        if kept is not None:
            _log.debug('%s: from the store', question)
            return kept
        try:
            answer = ask()
        except (Error, ConnectionError):
            return self._store.answer(question)
        self._store.keep(question, answer, self._now)
        return answer


def _language_links(english: APISite) -> dict[str, dict[str, list[str]]]:
    """Names of templates by wiki and group, from the language links of the English ones."""
    groups = {f'Template:{name}': group for group in GROUPS for name in wikis.load('en').templates.get(group, {})}
    found: dict[str, dict[str, list[str]]] = {}
    for batch in batches(list(groups)):
        for answer in query(english, titles=batch, prop='langlinks', lllimit='max', redirects=1):
            moved = _moves(answer)
            target = {_follow(title, moved): groups[title] for title in batch}
            for page in answer.get('pages', ()):
                for link in page.get('langlinks', ()):
                    # A wiki may link to another one by the code of its language.
                    code = wikis.aliases().get(link['lang'], link['lang'])
                    names = found.setdefault(code, {}).setdefault(target.get(page['title'], ''), [])
                    names.append(_bare(link['title']))
    return found


def _redirects(site: APISite, pages: list[str]) -> tuple[dict[str, str], dict[str, list[str]]]:
    """Where these templates are now, and the names of the redirects to each."""
    moved: dict[str, str] = {}
    redirects: dict[str, list[str]] = {}
    for batch in batches(pages):
        for answer in query(site, titles=batch, redirects=1, prop='redirects', rdnamespace=10, rdlimit='max'):
            moved |= _moves(answer)
            for page in answer.get('pages', ()):
                redirects.setdefault(page['title'], []).extend(_bare(r['title']) for r in page.get('redirects', ()))
    return moved, redirects


def _moves(answer: Mapping[str, Any]) -> dict[str, str]:
    return {entry['from']: entry['to'] for entry in (*answer.get('normalized', ()), *answer.get('redirects', ()))}


def _follow(title: str, moved: Mapping[str, str]) -> str:
    """Where a title leads; a circle of redirects leads nowhere else."""
    for _ in range(len(moved)):
        if title not in moved:
            break
        title = moved[title]
    return title


def _bare(title: str) -> str:
    return title.partition(':')[2]


def _merged(wiki: Wiki, names: _Names) -> Wiki:
    """The wiki with these names beside its own; a name that is known to mean something else keeps its meaning."""
    templates = dict(wiki.templates)
    for group, found in names.items():
        known = dict(wiki.templates.get(group, {}))
        taken = frozenset().union(*(wiki.names(other) for other in wiki.templates if other != group))
        for title, others in found.items():
            base = next((name for name in known if name in others), title)
            own = known.pop(base, ())
            known[title] = tuple(_unique((*own, base, *others, *known.get(title, ())), taken))
        templates[group] = MappingProxyType(known)
    return with_templates(wiki, templates)


def _unique(names: Iterable[str], taken: frozenset[str]) -> Iterator[str]:
    yield from dict.fromkeys(name for name in names if titles.normalise(name) not in taken)

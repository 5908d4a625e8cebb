"""The page by which a wiki tells its visual editor which templates tag a statement, so that it shows a card at each.

VisualEditor reads it (``ve.ui.MWDefinedTransclusionContextItem``): ``{"citationNeeded": [{"title": ["Fact", "cn"],
"params": {"date": "date"}}]}``.  Redirects have to be listed, and only interface administrators can change it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from pywikibot.site import APISite

from onelib.readers.query import pages
from onelib.readers.shapes import text_of
from onelib.wikis import Wiki, titles

__all__ = ['PAGE', 'CardsError', 'completed', 'names', 'text']

PAGE = 'MediaWiki:Visualeditor-template-tools-definition.json'

_KEY = 'citationNeeded'
# No wiki has so many tags, and no title more bytes.
_MOST, _LONGEST = 100, 255
_NO_TITLE = re.compile(r'[\[\]{}|#<>:\x00-\x1f\x7f]')


class CardsError(ValueError):
    """The page is there, and the visual editor cannot read it; the message says why."""


def text(site: APISite) -> str:
    """The text of the page, '' if there is none.

    :raises pywikibot.exceptions.Error: the wiki does not answer
    """
    [page] = pages(site, [PAGE], prop='revisions', rvprop='content', rvslots='main').values()
    return text_of(page) or ''


def names(text: str) -> list[str]:
    """The names of templates that the page lists, each once; at most a hundred, what can be no title left out.

    :raises CardsError: it is not as VisualEditor wants it
    """
    listed = dict.fromkeys(name for entry in _entries(_read(text)) for name in _titles(entry))
    return [name for name in listed if 0 < len(name.encode()) <= _LONGEST and not _NO_TITLE.search(name)][:_MOST]


def completed(text: str, wiki: Wiki, tags: Mapping[str, Sequence[str]]) -> str:
    """The page with these tags in it, '' if it has them all.  What else it has stays.

    :param tags: redirects by the name of the template
    :raises CardsError: it is not as VisualEditor wants it
    """
    page = _read(text)
    entries = _entries(page)
    before = json.dumps(page)
    for tag, redirects in tags.items():
        called = {titles.normalise(name): name for name in (tag, *redirects)}
        entry = next((one for one in entries if called.keys() & set(map(titles.normalise, _titles(one)))), None)
        if entry is None:
            entries.append({'title': list(called.values()), 'params': _parameters(tag, wiki)})
            continue
        known = _titles(entry)
        if new := [name for key, name in called.items() if key not in set(map(titles.normalise, known))]:
            entry['title'] = [*known, *new]
    page[_KEY] = entries
    return '' if json.dumps(page) == before else json.dumps(page, ensure_ascii=False)


def _parameters(tag: str, wiki: Wiki) -> dict[str, str]:
    found = {kind: wiki.parameters[kind][0] for kind in ('reason', 'date') if wiki.parameters.get(kind)}
    return found | ({'encapsulate': '1'} if tag in (wiki.wraps or ()) else {})


def _read(text: str) -> dict[str, Any]:
    try:
        page = json.loads(text or '{}')
    except (ValueError, RecursionError) as problem:
        raise CardsError(f'it is no JSON: {problem}') from problem
    if not isinstance(page, dict) or not isinstance(page.get(_KEY, []), list):
        raise CardsError(f'it has no list called {_KEY}')
    return page


def _entries(page: Mapping[str, Any]) -> list[dict[str, Any]]:
    entries = page.get(_KEY, [])
    if not all(isinstance(entry, dict) and list(_titles(entry)) for entry in entries):
        raise CardsError(f'an entry of {_KEY} has no title')
    return list(entries)


def _titles(entry: Mapping[str, Any]) -> list[str]:
    given = entry.get('title')
    return [name for name in (given if isinstance(given, list) else [given]) if isinstance(name, str)]

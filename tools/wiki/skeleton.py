"""A first data file for a wiki: what MediaWiki itself knows of it, and tables to fill by hand."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from onelib import wikis
from onelib.wikis.mediawiki import MONTHS, NAMESPACES
from onelib.wikis.titles import normalise, prefix

__all__ = ['skeleton']

_TEXT = """\
# {what}.  Where names come from: MW, MediaWiki's language files; LOCAL, looked up on the wiki;
# unverified: from memory or from a list that names no source, a lead to be checked live.

database = {database}
language = {language}
script = {script}
direction = {direction}
abbreviations = []  # no sentence ends after these, in lower case, without their last full stop; unverified
superlatives = []  # beginnings of words, in lower case, like "great" and "first"; unverified

[namespaces]  # local name first, then aliases (MW, WMF); the English names always work
{namespaces}

[special_pages]  # MW: local names; the English ones always work
contributions = {contributions}

[months]  # MW: standing alone, in a date, abbreviated
{months}

# The tags.  What is not known stays out; only [templates.inline] has to be there, empty if need be.
# [templates.unreferenced], [templates.refimprove], [templates.reflist], [templates.dead_link] and others can follow.
[templates.inline]  # unverified: none known; the bot asks the wikis

[headings]  # unverified, from memory
references = []
literature = []
links = []
see_also = []
plot = []

[parameters]  # of tags, in lower case; unverified
date = []
reason = []

[categories]  # unverified: none that we know of
living = []
"""


def skeleton(code: str, ask: Callable[..., Mapping[str, Any]]) -> str:
    """The text of a data file, filled with what a MediaWiki answers.

    :param code: of the wiki
    :param ask: the API of that wiki, or of an empty one in its language
    """
    about = ask(
        action='query',
        meta='siteinfo',
        siprop='general|namespaces|namespacealiases|specialpagealiases',
        formatversion=2,
    )['query']
    general = about['general']
    months = {form: _messages(ask, general['lang'], names) for form, names in MONTHS.items()}
    return _TEXT.format(
        what=f'The Wikipedia {code!r}',
        # An empty wiki has a name of its own.
        database=_toml(f'{code.replace("-", "_")}wiki'),
        language=_toml(general['lang']),
        script=_toml(_script(months['names'])),
        direction=_toml('rtl' if general['rtl'] else 'ltr'),
        namespaces='\n'.join(f'{key} = {_toml(_namespace(about, number))}' for key, number in NAMESPACES.items()),
        contributions=_toml(_contributions(about)),
        months='\n'.join(f'{form} = {_toml(names)}' for form, names in months.items()),
    )


def _messages(ask: Callable[..., Mapping[str, Any]], language: str, names: Iterable[str]) -> list[str]:
    wanted = list(names)
    answer = ask(action='query', meta='allmessages', ammessages='|'.join(wanted), amlang=language, formatversion=2)[
        'query'
    ]['allmessages']
    texts = {message['name']: message.get('content', '') for message in answer}
    return [texts[name] for name in wanted]


def _namespace(about: Mapping[str, Any], number: int) -> list[str]:
    """Its names without the English one, the local one first; each once, however it is written."""
    namespace = about['namespaces'][str(number)]
    aliases = [entry['alias'] for entry in about['namespacealiases'] if entry['id'] == number]
    names = {prefix(name): name for name in reversed([namespace['name'], *aliases])}
    names.pop(prefix(namespace['canonical']), None)
    return list(reversed(names.values()))


def _contributions(about: Mapping[str, Any]) -> list[str]:
    pages = {page['realname']: page['aliases'] for page in about['specialpagealiases']}
    names = [normalise(name) for name in pages['Contributions']]
    return [name for name in dict.fromkeys(names) if name not in ('Contributions', 'Contribs')]


def _script(names: list[str]) -> str:
    """The script of these names, as another wiki that is written in it calls it; '' if there is none."""

    def first(months: Iterable[str]) -> str:
        letters = (letter for name in months for letter in name if letter.isalpha())
        return unicodedata.name(next(letters, ' ')).split()[0]

    known = {first(wiki.months['names']): wiki.script for wiki in map(wikis.load, wikis.codes())}
    return known.get(first(names), '')


def _toml(value: str | list[str]) -> str:
    # What JSON writes for texts and lists of them is TOML, too.
    return json.dumps(value, ensure_ascii=False)

"""What we know of each wiki, like the names of its citation-needed tags: one data file a wiki."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from onelib.wikis import titles
from onelib.wikis.catalogues import Catalogue
from onelib.wikis.mediawiki import CANONICAL_NAMESPACES
from onelib.wikis.wiki import Wiki

__all__ = [
    'ADDITIONS',
    'BrokenFileError',
    'UnknownWikiError',
    'aliases',
    'catalogues_for_all',
    'codes',
    'common',
    'load',
    'meanings',
    'with_names',
    'with_templates',
]

_CANONICAL_SPECIAL_PAGES = {'contributions': ('Contributions', 'Contribs')}
#: Tables of common.toml to whose lists a wiki's own file can add.
ADDITIONS = ('signups', 'footnotes', 'sources', 'remarks')


class UnknownWikiError(LookupError):
    """There is no data file for this wiki code."""


class BrokenFileError(ValueError):
    """A data file cannot be used: it is no TOML, or one of the tables that every wiki needs is not there."""


def codes() -> tuple[str, ...]:
    """Codes of all wikis that have a data file, sorted."""
    return tuple(sorted(f.name.removesuffix('.toml') for f in _data().iterdir() if f.name.endswith('.toml')))


@cache
def load(code: str) -> Wiki:
    """What is known offline of the wiki with this code, like ``cs``, ``be-tarask`` or ``meta``.

    :raises UnknownWikiError: there is no data file for the code
    :raises BrokenFileError: there is one, but it cannot be used
    """
    # Looked up in the listing, not opened by name: a code may come from a wiki page.
    if code not in codes():
        raise UnknownWikiError(f'no data file for the wiki {code!r}; known: {", ".join(codes())}')
    try:
        return _wiki(code, tomllib.loads((_data() / f'{code}.toml').read_text(encoding='utf-8')))
    except tomllib.TOMLDecodeError as error:
        raise BrokenFileError(f'{code}.toml is not TOML: {error}') from None
    except KeyError as error:
        hint = f'make wiki CODE={code} says what else is missing'
        raise BrokenFileError(f'{code}.toml lacks {error.args[0]!r}; {hint}') from None


@cache
def aliases() -> Mapping[str, str]:
    """Other names of wikis, of their languages and databases, and their codes: ``sgs`` is ``bat-smg``."""
    known = frozenset(codes())
    names = {
        name: code
        for code in codes()
        for name in (load(code).language, load(code).database.removesuffix('wiki').replace('_', '-'))
    }
    return MappingProxyType({name: code for name, code in names.items() if name not in known})


@cache
def common() -> Mapping[str, Any]:
    """What holds on many wikis at once: the tables of ``common.toml``, and what the wikis' files add to its lists."""
    tables = tomllib.loads((files(__package__) / 'common.toml').read_text(encoding='utf-8'))
    for code in codes():
        text = (_data() / f'{code}.toml').read_text(encoding='utf-8')
        # Few wikis add anything, and to read the others costs a start of the bot more than all the rest.
        if any(f'\n[{table}]' in text for table in ADDITIONS):
            own = tomllib.loads(text)
            for table in ADDITIONS:
                for key, names in own.get(table, {}).items():
                    tables[table][key] += names
    return MappingProxyType(tables)


@cache
def meanings(language: str) -> Mapping[str, str]:
    """What words of a language mean: by a name for it in English, the words, as ``meanings.toml`` has them."""
    tables = tomllib.loads((files(__package__) / 'meanings.toml').read_text(encoding='utf-8'))
    found: Mapping[str, str] = tables.get(tables['same'].get(language, language), {})
    return MappingProxyType(found)


@cache
def catalogues_for_all() -> tuple[Catalogue, ...]:
    """The catalogues that are of use on every wiki, behind its own."""
    return _catalogues(common())


def _catalogues(data: Mapping[str, Any]) -> tuple[Catalogue, ...]:
    return tuple(Catalogue(name, said['address']) for name, said in data.get('catalogues', {}).items())


def _data() -> Any:
    return files(__package__) / 'data'


def with_templates(wiki: Wiki, templates: Mapping[str, Mapping[str, tuple[str, ...]]]) -> Wiki:
    """The same wiki with other templates, like `Wiki.templates`."""
    return replace(wiki, templates=MappingProxyType(dict(templates)), canonical_names=_canonical_names(templates))


def with_names(wiki: Wiki, namespaces: Mapping[str, Iterable[str]], blocks: Mapping[str, Iterable[str]]) -> Wiki:
    """The same wiki with further names of namespaces, by key, and with redirects to the templates of blocks."""
    prefixes = {
        key: known | set(map(titles.prefix, namespaces.get(key, ()))) for key, known in wiki.namespace_prefixes.items()
    }
    group = {name: tuple(redirects) for name, redirects in blocks.items()}
    return replace(with_templates(wiki, {**wiki.templates, 'block': group}), namespace_prefixes=prefixes)


def _canonical_names(templates: Mapping[str, Mapping[str, tuple[str, ...]]]) -> Mapping[str, Mapping[str, str]]:
    return {
        kind: {
            titles.normalise(name): canonical
            for canonical, redirects in group.items()
            for name in (canonical, *redirects)
        }
        for kind, group in templates.items()
    }


def _wiki(code: str, data: dict[str, Any]) -> Wiki:
    namespaces = {key: (*data['namespaces'].get(key, ()), english) for key, english in CANONICAL_NAMESPACES.items()}
    templates = MappingProxyType({kind: _tuples(group) for kind, group in data.get('templates', {}).items()})
    return Wiki(
        code=code,
        database=data['database'],
        language=data['language'],
        called=tuple(data.get('called', ())),
        script=data['script'],
        direction=data['direction'],
        namespaces=MappingProxyType(namespaces),
        namespace_prefixes={key: frozenset(map(titles.prefix, names)) for key, names in namespaces.items()},
        special_pages=MappingProxyType(
            {key: (*data['special_pages'].get(key, ()), *english) for key, english in _CANONICAL_SPECIAL_PAGES.items()}
        ),
        months=_tuples(data['months']),
        templates=templates,
        canonical_names=_canonical_names(templates),
        headings=_tuples(data.get('headings', {})),
        parameters=_tuples(data.get('parameters', {})),
        categories=_tuples(data.get('categories', {})),
        abbreviations=frozenset(data.get('abbreviations', ())),
        superlatives=tuple(data.get('superlatives', ())),
        banners_in_text=data.get('banners_in_text', False),
        two_scripts=data.get('two_scripts', False),
        sisters=tuple(data.get('sisters', ())),
        catalogues=_catalogues(data),
        wraps=tuple(data['wraps']) if 'wraps' in data else None,
    )


def _tuples(table: Mapping[str, list[str]]) -> Mapping[str, tuple[str, ...]]:
    return MappingProxyType({key: tuple(values) for key, values in table.items()})

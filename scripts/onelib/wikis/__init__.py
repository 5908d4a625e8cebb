"""What we know of each wiki, like the names of its citation-needed tags: one data file a wiki."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from onelib.wikis.mediawiki import CANONICAL_NAMESPACES
from onelib.wikitext import titles

__all__ = ['ADDITIONS', 'BANNERS', 'BrokenFileError', 'UnknownWikiError', 'Wiki', 'aliases', 'codes', 'common', 'load']

_CANONICAL_SPECIAL_PAGES = {'contributions': ('Contributions', 'Contribs')}
#: Tables of common.toml to whose lists a wiki's own file can add.
ADDITIONS = ('signups', 'footnotes', 'sources')
#: Kinds of templates that stand above an article or section.
BANNERS = ('unreferenced', 'refimprove', 'section', 'no_footnotes', 'blp')


class UnknownWikiError(LookupError):
    """There is no data file for this wiki code."""


class BrokenFileError(ValueError):
    """A data file cannot be used: it is no TOML, or one of the tables that every wiki needs is not there."""


@dataclass(frozen=True)
class Wiki:
    """One wiki, like the Czech Wikipedia: `Wiki(code='cs', database='cswiki', …)`.

    :ivar code: code of the Wikipedia in its address, or ``meta``
    :ivar language: code of the language in MediaWiki; mostly the same, but that of ``bat-smg`` is ``sgs``
    :ivar namespaces: names by key (``file``, ``template``, …): local name first, then aliases, the English one last
    :ivar special_pages: names of special pages by key (``contributions``): local names first, then the English ones
    :ivar months: month names of MediaWiki, by form (``names``, ``genitive``, ``abbreviations``), January first
    :ivar templates: canonical name -> redirects to it, by kind (``inline``, ``section``, ``unreferenced``, …)
    :ivar headings: of sections in which nobody expects footnotes: ``references``, ``literature``, ``links``,
        ``see_also``, ``plot``
    :ivar parameters: names of the tags' parameters for ``date`` and ``reason``, in lower case
    :ivar categories: ``living``: of living people
    :ivar abbreviations: words that a full stop follows within a sentence, in lower case
    :ivar superlatives: beginnings of words that say of something that it is the first or the largest, in lower case
    :ivar banners_in_text: whether people put banners behind statements, where others put tags
    :ivar wraps: canonical names of the inline tags that can hold their statement; None: each of them can
    """

    code: str
    database: str
    language: str
    script: str
    direction: str
    namespaces: Mapping[str, tuple[str, ...]]
    special_pages: Mapping[str, tuple[str, ...]]
    months: Mapping[str, tuple[str, ...]]
    templates: Mapping[str, Mapping[str, tuple[str, ...]]]
    headings: Mapping[str, tuple[str, ...]]
    parameters: Mapping[str, tuple[str, ...]]
    categories: Mapping[str, tuple[str, ...]]
    abbreviations: frozenset[str] = frozenset()
    superlatives: tuple[str, ...] = ()
    banners_in_text: bool = False
    wraps: tuple[str, ...] | None = None

    def __hash__(self) -> int:
        return hash(self.code)

    def names(self, kind: str) -> frozenset[str]:
        """All names of the templates of a kind, normalised as by `onelib.wikitext.titles.normalise`."""
        return self._names.get(kind, frozenset())

    def canonical(self, kind: str, name: str) -> str | None:
        """The canonical name of the template of that kind which a normalised name leads to."""
        return self._canonical.get(kind, {}).get(name)

    @cached_property
    def banners(self) -> frozenset[str]:
        """All names of the templates that stand above an article or section which wants sources."""
        return frozenset().union(*(self.names(kind) for kind in BANNERS))

    @cached_property
    def _canonical(self) -> dict[str, dict[str, str]]:
        return {
            kind: {
                titles.normalise(name): canonical
                for canonical, redirects in group.items()
                for name in (canonical, *redirects)
            }
            for kind, group in self.templates.items()
        }

    @cached_property
    def _names(self) -> dict[str, frozenset[str]]:
        return {kind: frozenset(group) for kind, group in self._canonical.items()}

    @cached_property
    def namespace_prefixes(self) -> Mapping[str, frozenset[str]]:
        """Normalised namespace names by key, for looking a prefix up."""
        return {key: frozenset(titles.prefix(name) for name in names) for key, names in self.namespaces.items()}


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
    tables = tomllib.loads((files(__name__) / 'common.toml').read_text(encoding='utf-8'))
    for code in codes():
        text = (_data() / f'{code}.toml').read_text(encoding='utf-8')
        # Few wikis add anything, and to read the others costs a start of the bot more than all the rest.
        if any(f'\n[{table}]' in text for table in ADDITIONS):
            own = tomllib.loads(text)
            for table in ADDITIONS:
                for key, names in own.get(table, {}).items():
                    tables[table][key] += names
    return MappingProxyType(tables)


def _data() -> Any:
    return files(__name__) / 'data'


def _wiki(code: str, data: dict[str, Any]) -> Wiki:
    return Wiki(
        code=code,
        database=data['database'],
        language=data['language'],
        script=data['script'],
        direction=data['direction'],
        namespaces=MappingProxyType(
            {key: (*data['namespaces'].get(key, ()), english) for key, english in CANONICAL_NAMESPACES.items()}
        ),
        special_pages=MappingProxyType(
            {key: (*data['special_pages'].get(key, ()), *english) for key, english in _CANONICAL_SPECIAL_PAGES.items()}
        ),
        months=_tuples(data['months']),
        templates=MappingProxyType({kind: _tuples(group) for kind, group in data.get('templates', {}).items()}),
        headings=_tuples(data.get('headings', {})),
        parameters=_tuples(data.get('parameters', {})),
        categories=_tuples(data.get('categories', {})),
        abbreviations=frozenset(data.get('abbreviations', ())),
        superlatives=tuple(data.get('superlatives', ())),
        banners_in_text=data.get('banners_in_text', False),
        wraps=tuple(data['wraps']) if 'wraps' in data else None,
    )


def _tuples(table: Mapping[str, list[str]]) -> Mapping[str, tuple[str, ...]]:
    return MappingProxyType({key: tuple(values) for key, values in table.items()})

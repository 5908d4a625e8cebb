"""A `Wiki`: what the rest of the code asks of one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self

from onelib.wikis.catalogues import Catalogue

__all__ = ['BANNERS', 'Wiki']

#: Kinds of templates that say of an article or section that it wants sources; `issues` do if a parameter says so.
BANNERS = ('unreferenced', 'refimprove', 'section', 'no_footnotes', 'blp', 'issues')


@dataclass(frozen=True)
class Wiki:
    """One wiki, like the Czech Wikipedia: `Wiki(code='cs', database='cswiki', …)`.

    :ivar code: code of the Wikipedia in its address, or ``meta``
    :ivar language: code of the language in MediaWiki; mostly the same, but that of ``bat-smg`` is ``sgs``
    :ivar called: what people write for its code: names of the language and the country, codes of others
    :ivar namespaces: names by key (``file``, ``template``, …): local name first, then aliases, the English one last
    :ivar namespace_prefixes: the same names, normalised, for looking a prefix up
    :ivar special_pages: names of special pages by key (``contributions``): local names first, then the English ones
    :ivar months: month names of MediaWiki, by form (``names``, ``genitive``, ``abbreviations``), January first
    :ivar templates: canonical name -> redirects to it, by kind (``inline``, ``section``, ``unreferenced``, …)
    :ivar canonical_names: the same turned round, for looking a template up: normalised name -> canonical name, by kind
    :ivar headings: of sections in which nobody expects footnotes: ``references``, ``literature``, ``links``,
        ``see_also``, ``plot``
    :ivar parameters: names of the tags' parameters for ``date`` and ``reason``, in lower case; and of ``issues``, what
        says in them that ``sources`` are wanted
    :ivar categories: ``living``: of living people; ``tagged`` and ``marked``: where tags and banners put articles, if
        asking the wiki for that is of no use
    :ivar abbreviations: words that a full stop follows within a sentence, in lower case
    :ivar superlatives: beginnings of words that say of something that it is the first or the largest, in lower case
    :ivar banners_in_text: whether people put banners behind statements, where others put tags
    :ivar two_scripts: whether its pages can be read in two scripts, and MediaWiki turns one into the other
    :ivar sisters: codes of the editions whose articles may have the sources that its own lack, the likeliest first
    :ivar catalogues: where books are searched by whoever looks for a source, the best first
    :ivar wraps: canonical names of the inline tags that can hold their statement; None: each of them can
    """

    code: str
    database: str
    language: str
    called: tuple[str, ...]
    script: str
    direction: str
    namespaces: Mapping[str, tuple[str, ...]]
    namespace_prefixes: Mapping[str, frozenset[str]]
    special_pages: Mapping[str, tuple[str, ...]]
    months: Mapping[str, tuple[str, ...]]
    templates: Mapping[str, Mapping[str, tuple[str, ...]]]
    canonical_names: Mapping[str, Mapping[str, str]]
    headings: Mapping[str, tuple[str, ...]]
    parameters: Mapping[str, tuple[str, ...]]
    categories: Mapping[str, tuple[str, ...]]
    abbreviations: frozenset[str]
    superlatives: tuple[str, ...]
    banners_in_text: bool
    two_scripts: bool
    sisters: tuple[str, ...]
    catalogues: tuple[Catalogue, ...]
    wraps: tuple[str, ...] | None

    def __hash__(self) -> int:
        return hash(self.code)

    def speaking_as(self, other: Wiki) -> Self:
        """The same wiki, with the language of another one for its words."""
        return replace(self, language=other.language, months=other.months)

    def names(self, kind: str) -> frozenset[str]:
        """All names of the templates of a kind, normalised as by `onelib.wikis.titles.normalise`."""
        return self._names.get(kind, frozenset())

    @cached_property
    def _names(self) -> dict[str, frozenset[str]]:
        return {kind: frozenset(group) for kind, group in self.canonical_names.items()}

    def canonical(self, kind: str, name: str) -> str | None:
        """The canonical name of the template of that kind which a normalised name leads to."""
        return self.canonical_names.get(kind, {}).get(name)

    @cached_property
    def banners(self) -> frozenset[str]:
        """All names of the templates that say, or may say, that an article or section wants sources."""
        return frozenset().union(*(self.names(kind) for kind in BANNERS))

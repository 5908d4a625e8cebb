"""What the footnotes of a page cite: the sources in their texts, and the works that shortened footnotes name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from itertools import pairwise

from onelib import wikis
from onelib.wikis import Wiki
from onelib.wikitext import preprocessor, tree
from onelib.wikitext.references import citations, footnotes
from onelib.wikitext.references.citations import Source
from onelib.wikitext.references.footnotes import Reference

__all__ = ['Citation', 'CitingPage', 'cited', 'read', 'unit']

#: A footnote and one of the sources that it cites.
Citation = tuple[Reference, Source]

_HOLDS_FOOTNOTE = re.compile(r'<ref[\s>/]|\{\{\s*(?:#\w+:ref|sfn|r\|)', re.IGNORECASE)
_AUTHOR_YEAR = re.compile(r'\{\{\s*(?:[^{}|:]*:)?\s*(?:s[fn]|harv|shortened|odn|hrf)', re.IGNORECASE)
_LINE = re.compile(r'^[*#:;]+[ \t]*([^\n{]+)$', re.MULTILINE)
_YEAR = re.compile(r'(?<!\d)\d{4}(?!\d)')
_LONGEST_WORK = 3_000
# How a citation in words ends, “…, Praha 1999.”, but not a date like “May 5, 1999.”
_PUBLISHED = re.compile(r'(?<!\d),\s*(?:\w+\s+)?(?:1[5-9]|20)\d\d\W*$')


@lru_cache(maxsize=32)
def read(text: str, wiki: Wiki) -> CitingPage:
    """The footnotes of a text.  Answers are kept: what is new in one edit is old in the next."""
    return CitingPage(text, wiki)


class CitingPage:
    """The footnotes of one revision."""

    def __init__(self, text: str, wiki: Wiki) -> None:
        self.text = text
        self.wiki = wiki
        self.markers = footnotes.find(text, wiki)
        self.full = [marker for marker in self.markers if marker.content]
        self.definitions: dict[tuple[str, str], Reference] = {}
        for marker in self.full:
            if marker.name:
                self.definitions.setdefault((marker.group, marker.name), marker)
        # A pointer within a list of references shows nothing.
        self.pointers = Counter((m.group, m.name) for m in self.markers if m.points and not m.listed)
        self.units = Counter(map(unit, self.full))
        self.contents = {name: unit(marker) for name, marker in self.definitions.items() if name in self.pointers}

    @cached_property
    def has_short(self) -> bool:
        """Whether works are cited by author and year."""
        return any(_AUTHOR_YEAR.search(marker.content) for marker in self.full)

    @cached_property
    def works(self) -> _Works:
        """The works that it describes."""
        return _Works(self)

    def citations(self, footnotes: Iterable[Reference]) -> list[Citation]:
        """The sources that the texts of footnotes name, each with its footnote."""
        return [(footnote, source) for footnote in footnotes for source in cited(footnote, self.wiki)]

    def resolve(self, source: Source) -> Source | None:
        """The work that a shortened citation cites, as far as the page describes it."""
        return self.works.find(source) if source.work else None

    def identities(self, source: Source) -> frozenset[str]:
        """What identifies a source, and if it is cited by author and year, the work."""
        work = self.resolve(source)
        return source.ids | work.ids if work else source.ids


def unit(marker: Reference) -> tuple[str, str, bool, bool]:
    """What two footnotes have in common that are the same for us, whatever their names."""
    return marker.kind, marker.content, _is_note_group(marker.group), marker.listed


class _Works:
    """What a page says of works, to be found by author and year; read only where both are named."""

    def __init__(self, page: CitingPage) -> None:
        self.wiki = page.wiki
        self.by_year: dict[str, list[tuple[str, str]]] = {}
        self.found: dict[tuple[str, ...], Source | None] = {}
        for text in _described(page):
            folded = text.casefold()
            for year in {*_YEAR.findall(folded), ''}:
                self.by_year.setdefault(year, []).append((text, folded))

    def find(self, source: Source) -> Source | None:
        """The work that a shortened citation names; None if the page does not describe it."""
        if source.work not in self.found:
            self.found[source.work] = self._find(source)
        return self.found[source.work]

    def _find(self, source: Source) -> Source | None:
        *authors, year = source.work
        names = frozenset(word for author in authors for word in author.split())
        called = {*source.anchors, ''.join(source.work).replace(' ', '')}
        near: Source | None = None
        for text, folded in self.by_year.get(year[:4], ()):
            for work in citations.of(text, self.wiki) if all(name in folded for name in names) else ():
                if text.startswith('{{') and 'title' not in work.known:
                    continue  # an infobox, say
                if work.anchors & called:
                    return work
                if year and not work.work and names <= set(work.words):
                    if year in work.words:
                        return work
                    near = near or work  # 2001 may be 2001a
        return near


def _described(page: CitingPage) -> Iterator[str]:
    """Footnotes, citations by template, and items of lists that say a year."""
    yield from (marker.content for marker in page.full if marker.kind != 'short')
    for node in tree.templates(preprocessor.parse(page.text)):
        is_footnote = footnotes.role(tree.title(node, page.text), page.wiki)
        if len(node.parts) > 1 and node.end - node.start < _LONGEST_WORK and not is_footnote:
            yield page.text[node.start : node.end]
    for line in _LINE.finditer(page.text):
        if len(line[1]) < _LONGEST_WORK and _YEAR.search(line[1]):
            yield line[1]


def cited(footnote: Reference, wiki: Wiki) -> tuple[Source, ...]:
    """The sources that the text of a footnote names; none if it is a note or Cite refuses it."""
    return _cited(footnote.kind, footnote.content, _is_note_group(footnote.group), footnote.listed, wiki)


@lru_cache(maxsize=20_000)
def _cited(kind: str, content: str, notes: bool, listed: bool, wiki: Wiki) -> tuple[Source, ...]:
    if kind == 'ref' and not listed and footnotes.is_unclosed(content):
        return ()
    is_template = kind == 'short' and _AUTHOR_YEAR.match(content)
    found = citations.of(content, wiki, apart=kind != 'ref' and not is_template)
    may_be_note = notes or (kind != 'ref' and not is_template and _HOLDS_FOOTNOTE.search(content))
    if may_be_note and all(source.level == 1 and _in_words(source) and not _cites(source) for source in found):
        return ()
    return found


def _in_words(source: Source) -> bool:
    return all(name.startswith('words:') for name in source.ids)


@lru_cache(maxsize=1_000)
def _is_note_group(group: str) -> bool:
    """Whether a group of footnotes is one of explanations, by its name: ``note``, ``pozn.``, ``lower-alpha``, ``a``."""
    beginnings = tuple(wikis.common()['footnotes']['note_groups'])
    return len(group) == 1 or group.casefold().startswith(beginnings)


def _cites(source: Source) -> bool:
    """Whether it names a page or ends in a year."""
    said = source.words
    passing = wikis.common()['sources']['passing']
    return bool(_PUBLISHED.search(source.text)) or any(w in passing and after.isdigit() for w, after in pairwise(said))

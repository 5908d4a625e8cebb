"""The sentences of an article that have a source, and how rare it is in them what they tell."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

from onelib.wikis import Wiki
from onelib.wikitext import references, sentences, statements
from onelib.wikitext.references import Reference
from onelib.wikitext.statements import Statement
from onelib.wikitext.suggestions.spelling import KEY, alike
from onelib.wikitext.suggestions.traits import Traits, read

__all__ = ['SourcedArticle', 'SourcedSentence', 'Trait', 'sourced']

_YEAR = re.compile(r'(?<!\d)(?:1[5-9]|20)\d\d(?!\d)')
_AS_MANY_MORE = 40
# What more of the sentences have than this part of them, or so many, tells nothing; but a few are not many.
_MANY, _VERY_MANY, _FEW = 1 / 6, 150, 12
# So many words that begin alike are looked at: more have articles only that somebody wrote to take time.
_MOST_NEAR = 300


class Trait(NamedTuple):
    """One thing that a sentence has, and of which kind it is."""

    kind: str
    what: Any


@dataclass(slots=True)
class SourcedSentence:
    """A sentence with what it cites: each footnote with its text, be it defined here or elsewhere.

    :ivar weight: how much it tells in its article that a translation would tell as well
    """

    text: str
    section: str
    section_number: int
    traits: Traits
    cited: tuple[Reference, ...]
    weight: float = 0


class SourcedArticle:
    """The sourced sentences of an article: those with a footnote, and those before them in the same paragraph."""

    def __init__(self, text: str, wiki: Wiki) -> None:
        self.sentences = list(_sentences(_paragraphs(text, wiki), wiki))
        self._places: defaultdict[Trait, list[int]] = defaultdict(list)
        self._near: defaultdict[Trait, list[Trait]] = defaultdict(list)
        self._having: dict[Trait, Mapping[int, Trait]] = {}
        for number, sentence in enumerate(self.sentences):
            for trait in _traits(sentence.traits):
                places = self._places[trait]
                if not places:
                    self._near[_group(trait)].append(trait)
                places.append(number)
        for sentence in self.sentences:
            sentence.weight = self.weight(sentence.traits)

    def shared(self, traits: Traits) -> Mapping[int, dict[Trait, float]]:
        """What a sentence shares with each of these, by its number: which trait of it, and how rare that is."""
        found: defaultdict[int, dict[Trait, float]] = defaultdict(dict)
        for trait in _traits(traits):
            having = self._having_like(trait)
            if len(having) <= max(_FEW, min(_VERY_MANY, len(self.sentences) * _MANY)):
                rarity = self._rarity(len(having))
                for number, other in having.items():
                    found[number].setdefault(other, rarity)
        return found

    def weight(self, traits: Traits) -> float:
        """How much all of it tells that would be the same in a translation."""
        return sum(self._rarity(len(self._places.get(trait, ()))) for trait in _traits(traits) if trait.kind != 'word')

    def _having_like(self, trait: Trait) -> Mapping[int, Trait]:
        """Which sentences have this, or what may be the same, by their numbers."""
        if trait not in self._having:
            near = self._near.get(_group(trait), [])[:_MOST_NEAR]
            like = [other for other in near if _may_be(trait, other)]
            self._having[trait] = {number: other for other in reversed(like) for number in self._places[other]}
        return self._having[trait]

    def _rarity(self, count: int) -> float:
        """How much it tells that a sentence has what so many have: the logarithm of one in how many has it.

        A few sentences do not tell what is rare; these are taken for some of so many more.
        """
        return math.log((_AS_MANY_MORE + len(self.sentences)) / max(1, count))


def _traits(traits: Traits) -> Iterator[Trait]:
    return (Trait(kind, what) for kind, found in traits.by_kind().items() for what in found)


def _group(trait: Trait) -> Trait:
    """What is the same for all that may be the same as this."""
    if trait.kind == 'word':
        return Trait(trait.kind, trait.what[:KEY])
    return Trait(trait.kind, trait.what.month) if trait.kind == 'date' else trait


def _may_be(one: Trait, other: Trait) -> bool:
    """Whether two of a group may be the same: words with other endings, days without a year."""
    if one.kind == 'word':
        return alike(one.what, other.what)
    return one.kind != 'date' or bool(one.what.may_be(other.what))


@dataclass(slots=True)
class _CitedParagraph:
    """A paragraph with footnotes, as one of its statements gives it, and which of them are at each of its sentences."""

    statement: Statement
    cited: dict[int, list[Reference]] = field(default_factory=dict)


def _paragraphs(text: str, wiki: Wiki) -> Iterable[_CitedParagraph]:
    found = references.extract(text, wiki)
    defined = {(one.group, one.name): one for one in reversed(found) if one.content and one.name}
    markers = [one for one in found if not one.listed and not one.within]
    places = statements.at(text, [marker.start for marker in markers], wiki)
    paragraphs: dict[str, _CitedParagraph] = {}
    for marker, place in zip(markers, places, strict=True):
        source = defined.get((marker.group, marker.name), marker) if marker.points else marker
        if place.text and _names_source(source):
            paragraph = paragraphs.setdefault(place.context, _CitedParagraph(place))
            paragraph.cited.setdefault(place.offset, []).append(source)
    return paragraphs.values()


def _sentences(paragraphs: Iterable[_CitedParagraph], wiki: Wiki) -> Iterator[SourcedSentence]:
    for paragraph in paragraphs:
        statement, found = paragraph.statement, []
        cited: tuple[Reference, ...] = ()
        # A footnote is that of the sentences before it, too, up to the footnote before.
        for start, end in reversed(sentences.split(statement.context, wiki)):
            here = [source for at, sources in paragraph.cited.items() if start <= at < end for source in sources]
            cited = tuple(here) or cited
            if cited:
                said = statement.context[start:end]
                found.append(
                    SourcedSentence(said, statement.section, statement.section_number, read(said, wiki), cited)
                )
        yield from reversed(found)


def _names_source(reference: Reference) -> bool:
    """Whether a footnote says where something stands, and is no remark."""
    if not reference.content and not reference.key.startswith('work:'):
        return False
    return not reference.key.startswith(('words:', 'name:')) or bool(_YEAR.search(reference.content))


@lru_cache(maxsize=4)
def sourced(text: str, wiki: Wiki) -> SourcedArticle:
    """The sourced sentences of an article; the last few are remembered, for lists ask for several statements of one."""
    return SourcedArticle(text, wiki)

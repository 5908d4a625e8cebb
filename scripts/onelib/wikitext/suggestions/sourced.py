"""The sentences of an article that have a source, and how rare it is in them what they tell."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from onelib.wikis import Wiki
from onelib.wikitext import references, sentences, statements
from onelib.wikitext.references import Reference
from onelib.wikitext.statements import Statement
from onelib.wikitext.suggestions.spelling import KEY
from onelib.wikitext.suggestions.traits import Traits, read

__all__ = ['SourcedArticle', 'SourcedSentence', 'sourced']

_YEAR = re.compile(r'(?<!\d)(?:1[5-9]|20)\d\d(?!\d)')
_AS_MANY_MORE = 40


@dataclass(frozen=True, slots=True)
class SourcedSentence:
    """A sentence with what it cites: each footnote with its text, be it defined here or elsewhere."""

    text: str
    section: str
    section_number: int
    traits: Traits
    cited: tuple[Reference, ...]


class SourcedArticle:
    """The sourced sentences of an article: those with a footnote, and those before them in the same paragraph."""

    def __init__(self, text: str, wiki: Wiki) -> None:
        self.sentences = list(_sentences(_paragraphs(text, wiki), wiki))
        self.counts: Counter[Hashable] = Counter()
        for sentence in self.sentences:
            traits = sentence.traits
            self.counts.update((*traits.years, *traits.figures, *traits.dates, *{key[:KEY] for key in traits.words}))

    def rarity(self, trait: Hashable) -> float:
        """How much it tells that a sentence has this: the logarithm of one in how many has it.

        A few sentences do not tell what is rare; these are taken for some of so many more.
        """
        return math.log((_AS_MANY_MORE + len(self.sentences)) / max(1, self.counts[trait]))


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

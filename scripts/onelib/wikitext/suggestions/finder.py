"""Which sourced sentences of another language's article say what a statement says, and where their source may be found.

Nothing is better than a wrong source, so a sentence is offered only if what the two have in common is rare among the
sentences of that article, and if neither brings figures that the other has not.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass

from onelib.wikis import Wiki
from onelib.wikitext import sentences
from onelib.wikitext.references import Reference
from onelib.wikitext.statements import Statement
from onelib.wikitext.suggestions.sourced import SourcedArticle, SourcedSentence, sourced
from onelib.wikitext.suggestions.spelling import KEY, alike
from onelib.wikitext.suggestions.traits import Traits, read

__all__ = ['Suggestion', 'find']

# How much it counts for what two sentences have in common, beside how rare it is.
_FIGURE, _SHORT_FIGURE, _YEAR, _DATE, _NAME, _WORD = 1.2, 0.6, 0.8, 1.5, 0.6, 0.3
# How much it counts against them what only one has, beside what they have in common.
_AMISS, _STRANGE = 1.5, 0.3
# So much in common is plenty; and so many figures, dates and names, rare enough to tell something, are the least.
_PLENTY, _TELLING, _RARE = 10.0, 2, 1.0
_WORDS_ALONE, _NAMES_ONLY = 4, 0.75
_LEAST = 0.6
_MOST_SENTENCES, _MOST = 12, 3


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A source that an article in another language cites for what seems to be the same statement.

    :ivar reference: what is cited there
    :ivar sentence: what it is cited for, as plain text
    :ivar section: the heading there, '' in the lead, and `section_number`: the number of the section
    :ivar agrees: the figures, dates and names that both have, as they are written there
    :ivar score: from 0 to 1, how likely it is that both say the same; a person has to judge it
    """

    reference: Reference
    sentence: str
    section: str
    section_number: int
    agrees: tuple[str, ...]
    score: float


def find(statement: Statement, wiki: Wiki, text: str, other: Wiki) -> list[Suggestion]:
    """Sources of sentences in another edition's article that treat the same statement, the likeliest first.

    :param text: the wikitext of that article, `other` its wiki
    :returns: none if nothing there is plainly about the same
    """
    article = sourced(text, other)
    spans = sentences.split(statement.text, wiki)[:_MOST_SENTENCES]
    best: dict[int, _Likeness] = {}
    for start, end in spans:
        traits = read(statement.text[start:end], wiki)
        for number, sentence in enumerate(article.sentences):
            likeness = _compare(traits, sentence, article)
            if likeness and (number not in best or likeness.score > best[number].score):
                best[number] = likeness
    ranked = sorted(best.values(), key=lambda likeness: -likeness.score)[:_MOST]
    return [suggestion for likeness in ranked for suggestion in likeness.suggestions()][:_MOST]


@dataclass(frozen=True, slots=True)
class _Likeness:
    sentence: SourcedSentence
    agrees: tuple[str, ...]
    score: float

    def suggestions(self) -> Iterator[Suggestion]:
        said = self.sentence
        for reference in said.cited:
            yield Suggestion(reference, said.text, said.section, said.section_number, self.agrees, self.score)


def _compare(ours: Traits, sentence: SourcedSentence, article: SourcedArticle) -> _Likeness | None:
    """How like a sentence is to another one, None if they are hardly about the same."""
    if not _may_have_in_common(ours, sentence.traits):
        return None
    common = _Common.of(ours, sentence.traits)
    rarities = [(article.rarity(trait), weight) for trait, weight in common.weights()]
    weight = sum(rarity * weight for rarity, weight in rarities)
    telling = sum(rarity > _RARE and weight > _WORD for rarity, weight in rarities)
    share = weight / (weight + common.against() + 1)
    score = share * min(1, weight / _PLENTY)
    if not common.numbers:
        score *= _NAMES_ONLY  # people and places meet in many sentences
    if telling < _TELLING or score < _LEAST:
        return None
    return _Likeness(sentence, tuple(common.written()), round(score, 3))


def _may_have_in_common(ours: Traits, theirs: Traits) -> bool:
    """Whether two sentences are worth a closer look, by what costs little; most are not."""
    return (
        not ours.years.keys().isdisjoint(theirs.years)
        or not ours.figures.keys().isdisjoint(theirs.figures)
        or not ours.dates.keys().isdisjoint(theirs.dates)
        or len(ours.by_key.keys() & theirs.by_key.keys()) >= _WORDS_ALONE
    )


@dataclass(frozen=True, slots=True)
class _Common:
    """What two sentences have in common."""

    ours: Traits
    theirs: Traits
    years: list[str]
    figures: list[str]
    dates: list[tuple[int, int]]
    words: list[str]
    names: set[str]

    @classmethod
    def of(cls, ours: Traits, theirs: Traits) -> _Common:
        words = list(_shared_words(ours, theirs))
        return cls(
            ours,
            theirs,
            sorted(ours.years.keys() & theirs.years.keys()),
            sorted(ours.figures.keys() & theirs.figures.keys()),
            sorted(ours.dates.keys() & theirs.dates.keys()),
            [word for _, word in words],
            {word for our_word, word in words if our_word in ours.names and word in theirs.names},
        )

    @property
    def numbers(self) -> bool:
        return bool(self.years or self.figures or self.dates)

    def weights(self) -> Iterator[tuple[Hashable, float]]:
        """Each thing that they have in common, and how much it counts."""
        yield from ((year, _YEAR) for year in self.years)
        yield from ((figure, _FIGURE if len(figure.strip('.…')) > 2 else _SHORT_FIGURE) for figure in self.figures)
        yield from ((date, _DATE) for date in self.dates)
        yield from ((word[:KEY], _NAME if word in self.names else _WORD) for word in self.words)

    def against(self) -> float:
        """How much it counts what only one of them has; theirs counts more, for it is what the source is for."""
        ours, theirs = self.ours, self.theirs
        amiss = len(theirs.figures) + len(ours.figures) / 2 - 1.5 * len(self.figures)
        amiss += len(theirs.years) / 2 + len(ours.years) / 4 - 0.75 * len(self.years)
        amiss += bool(ours.dates and theirs.dates and not self.dates)
        return _AMISS * amiss + _STRANGE * max(0, theirs.surely - len(self.names))

    def written(self) -> Iterator[str]:
        """What agrees, as they write it: dates, years, figures, names."""
        theirs = self.theirs
        yield from (theirs.dates[date] for date in self.dates)
        yield from (theirs.years[year] for year in self.years)
        yield from (theirs.figures[figure] for figure in self.figures)
        yield from (theirs.words[word] for word in self.words if word in self.names)


def _shared_words(ours: Traits, theirs: Traits) -> Iterator[tuple[str, str]]:
    """The words of one that are those of the other, too, as they sound; each of theirs once."""
    taken = set()
    for word in ours.words:
        for other in theirs.words_like(word):
            if other not in taken and alike(word, other):
                yield word, other
                taken.add(other)
                break

"""Which sourced sentences of another language's article say what a statement says, and where their source may be found.

Nothing is better than a wrong source, so a sentence is offered only if what the two have in common is rare among the
sentences of that article, and if neither brings figures that the other has not.  What stands beside both being alike,
too, speaks for it: so it is where one article was translated from the other.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, replace

from onelib.wikis import Wiki
from onelib.wikitext import sentences
from onelib.wikitext.references import Reference
from onelib.wikitext.statements import Statement
from onelib.wikitext.suggestions.sourced import SourcedArticle, SourcedSentence, sourced
from onelib.wikitext.suggestions.spelling import KEY, alike
from onelib.wikitext.suggestions.traits import Date, Traits, read

__all__ = ['Suggestion', 'find']

# How much it counts for what two sentences have in common, beside how rare it is.
_FIGURE, _SHORT_FIGURE, _YEAR, _DATE, _NAME, _WORD = 1.2, 0.6, 0.8, 1.5, 0.6, 0.3
# How much it counts against them what only one has, beside what they have in common.
_AMISS, _STRANGE = 1.5, 0.3
# So much in common is plenty; and so many figures, dates and names, rare enough to tell something, are the least.
_PLENTY, _TELLING, _RARE = 10.0, 2, 1.0
_WORDS_ALONE, _NAMES_ONLY = 4, 0.75
# Small numbers agree by chance.
_SMALL, _SMALL_ONLY = 2, 0.8
# How much it counts what sentences beside both have in common, so many away at most, and how much of it is plenty.
_BESIDE, _NEAR = 0.5, 3
_LEAST = 0.67
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
    best: dict[int, _Likeness] = {}
    spans = _spans(statement, wiki)
    alike = [_in_common(statement.context[start:end], wiki, article) for start, end in spans]
    for place, (start, end) in enumerate(spans):
        if end <= statement.offset or start >= statement.offset + len(statement.text):
            continue  # it only tells how alike the paragraphs are
        for number, common in alike[place].items():
            likeness = _judge(common, article.sentences[number], _beside(alike, place, number))
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


def _spans(statement: Statement, wiki: Wiki) -> list[tuple[int, int]]:
    """The sentences of a statement's paragraph, from a few before it; of a long one not all."""
    spans = sentences.split(statement.context, wiki)
    first = next((n for n, (_, end) in enumerate(spans) if end > statement.offset), 0)
    return spans[max(0, first - _NEAR) :][:_MOST_SENTENCES]


def _in_common(sentence: str, wiki: Wiki, article: SourcedArticle) -> dict[int, _Common]:
    """What a sentence has in common with those of an article, by their numbers; with most it is nothing."""
    traits = read(sentence, wiki)
    return {
        number: _Common.of(traits, other.traits, article)
        for number, other in enumerate(article.sentences)
        if _may_have_in_common(traits, other.traits)
    }


def _beside(alike: list[dict[int, _Common]], place: int, number: int) -> float:
    """How much sentences beside the two have in common that stand in the same order."""
    found = [0.0]
    for other, commons in enumerate(alike):
        if other != place:
            step = 1 if other > place else -1
            near = (commons.get(number + step * distance) for distance in range(1, _NEAR + 1))
            found += [common.weight for common in near if common]
    return min(_PLENTY, max(found))


def _judge(common: _Common, sentence: SourcedSentence, beside: float) -> _Likeness | None:
    """How like two sentences are, None if they are hardly about the same.

    :param beside: how much those beside them have in common
    """
    weight = common.weight + _BESIDE * beside
    score = weight / (weight + common.against() + 1) * min(1, weight / _PLENTY)
    if not common.numbers:
        score *= _NAMES_ONLY  # people and places meet in many sentences
    elif common.small_only:
        score *= _SMALL_ONLY
    if common.telling < _TELLING or score < _LEAST:
        return None
    return _Likeness(sentence, tuple(common.written()), round(score, 3))


def _may_have_in_common(ours: Traits, theirs: Traits) -> bool:
    """Whether two sentences are worth a closer look, by what costs little; most are not."""
    return (
        not ours.years.keys().isdisjoint(theirs.years)
        or not ours.figures.keys().isdisjoint(theirs.figures)
        or any(one.may_be(other) for one in ours.dates for other in theirs.dates)
        or len(ours.by_key.keys() & theirs.by_key.keys()) >= _WORDS_ALONE
    )


@dataclass(frozen=True, slots=True)
class _Common:
    """What two sentences have in common; its weight, and how many things in it tell something."""

    ours: Traits
    theirs: Traits
    years: list[str]
    figures: list[str]
    dates: list[Date]
    words: list[str]
    names: set[str]
    weight: float = 0
    telling: int = 0

    @classmethod
    def of(cls, ours: Traits, theirs: Traits, article: SourcedArticle) -> _Common:
        words = list(_shared_words(ours, theirs))
        common = cls(
            ours,
            theirs,
            sorted(ours.years.keys() & theirs.years.keys()),
            sorted(ours.figures.keys() & theirs.figures.keys()),
            [date for date in theirs.dates if any(date.may_be(other) for other in ours.dates)],
            [word for _, word in words],
            {word for our_word, word in words if our_word in ours.names and word in theirs.names},
        )
        rarities = [(article.rarity(trait), weight) for trait, weight in common.weights()]
        return replace(
            common,
            weight=sum(rarity * weight for rarity, weight in rarities),
            telling=sum(rarity > _RARE and weight > _WORD for rarity, weight in rarities),
        )

    @property
    def numbers(self) -> bool:
        return bool(self.years or self.figures or self.dates)

    @property
    def small_only(self) -> bool:
        """Whether the numbers are small ones only."""
        return not self.years and not self.dates and all(len(figure.strip('.…')) <= _SMALL for figure in self.figures)

    def weights(self) -> Iterator[tuple[Hashable, float]]:
        """Each thing that they have in common, and how much it counts."""
        yield from ((year, _YEAR) for year in self.years)
        yield from ((figure, _FIGURE if len(figure.strip('.…')) > _SMALL else _SHORT_FIGURE) for figure in self.figures)
        # A month says hardly more than its year, which counts already.
        same_day = {other.day for other in self.ours.dates} - {0}
        yield from ((date, _DATE if date.day in same_day else _WORD) for date in self.dates)
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

"""Which sourced sentences of another language's article say what a statement says, and where their source may be found.

Nothing is better than a wrong source, so a sentence is offered only if what the two have in common is rare among the
sentences of that article, and if neither brings figures that the other has not.  What stands beside both being alike,
too, speaks for it: so it is where one article was translated from the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from onelib.wikis import Wiki
from onelib.wikitext import sentences
from onelib.wikitext.references import Reference
from onelib.wikitext.statements import Statement
from onelib.wikitext.suggestions.likeness import Common, likelihood
from onelib.wikitext.suggestions.sourced import SourcedArticle, SourcedSentence, sourced
from onelib.wikitext.suggestions.traits import Traits, read

__all__ = ['Suggestion', 'find']

# So likely it has to be; and what has less in common is not worth a closer look.
_LEAST, _LEAST_AMOUNT = 0.6, 3.5
# Sentences so far from another are beside it.
_NEAR = 3
_MOST_SENTENCES, _MOST = 12, 3


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A source that an article in another language cites for what seems to be the same statement.

    :ivar reference: what is cited there
    :ivar sentence: what it is cited for, as plain text
    :ivar section: the heading there, '' in the lead, and `section_number`: the number of the section
    :ivar agrees: the dates, figures, names and words of one meaning that both have, as they are written there
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
    said = [read(statement.context[start:end], wiki) for start, end in spans]
    commons = [_commons(traits, article) for traits in said]
    for place, (start, end) in enumerate(spans):
        if end <= statement.offset or start >= statement.offset + len(statement.text):
            continue  # it only tells how alike the paragraphs are
        weight = article.weight(said[place])
        for number, common in commons[place].items():
            if common.amount < _LEAST_AMOUNT:
                continue
            sentence = article.sentences[number]
            score = round(likelihood(common, sentence, weight, _beside(commons, place, number)), 3)
            if score >= _LEAST and (number not in best or score > best[number].score):
                best[number] = _Likeness(sentence, tuple(common.written()), score)
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


def _commons(traits: Traits, article: SourcedArticle) -> dict[int, Common]:
    """What a sentence has in common with those of an article, by their numbers; with most it is nothing."""
    return {
        number: Common.of(traits, article.sentences[number], shared)
        for number, shared in article.shared(traits).items()
    }


def _beside(commons: list[dict[int, Common]], place: int, number: int) -> float:
    """How much sentences beside the two have in common that stand in the same order."""
    found = [0.0]
    for other, there in enumerate(commons):
        if other != place:
            step = 1 if other > place else -1
            near = (there.get(number + step * distance) for distance in range(1, _NEAR + 1))
            found += [common.amount for common in near if common]
    return max(found)

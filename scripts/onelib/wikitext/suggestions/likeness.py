"""How likely it is that two sentences in two languages say the same, by what they have in common and what only one has.

What both have tells the more, the rarer it is among the sentences of the article.  How much each kind counts is rounded
from a logistic regression on 916 pairs of sentences in fifteen languages that somebody had judged.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from onelib.wikitext.suggestions.sourced import SourcedSentence, Trait
from onelib.wikitext.suggestions.traits import Traits

__all__ = ['Common', 'likelihood']

_START = -3.45
# How much it counts what they have in common, all of a kind together: it is that times a power of how rare it is.
_COUNTS = {'date': 0.25, 'year': 0.22, 'figure': 0.34, 'short': 0.19, 'meaning': 0.22, 'word': 0.31}
_POWER = 0.75
# How much of all that could be told again is told in both, and how much is alike in the sentences beside them.
_PART, _BESIDE = 2.5, 0.62
# What only one has counts against it, and that they have no number in common.
_THEIR_FIGURES, _OUR_FIGURES, _THEIR_YEAR, _OTHER_DATES, _NO_NUMBER = -0.7, -1.0, -0.25, -0.3, -1.4
# How much there is in common in sentences beside them, by kinds; so much is plenty.
_AMOUNTS = {
    'date': 1.5, 'year': 0.8, 'figure': 1.2, 'short': 0.6, 'name': 0.6, 'word': 0.3, 'meaning': 0.3, 'month': 0.3,
}  # fmt: skip
_PLENTY = 10.0
# Figures of fewer digits agree by chance, if there is no fraction.
_LONG = 3


@dataclass(slots=True)
class Common:
    """What two sentences have in common: each trait of theirs by its kind, and how rare it is.

    :ivar amount: how much it is
    """

    ours: Traits
    theirs: Traits
    found: list[tuple[str, Trait, float]]
    amount: float

    @classmethod
    def of(cls, ours: Traits, other: SourcedSentence, shared: Mapping[Trait, float]) -> Common:
        """Of what an article says that a sentence shares with one of its own."""
        theirs = other.traits
        days = {date.day for date in ours.dates} - {0}
        found = [(_kind(trait, theirs, days), trait, rarity) for trait, rarity in shared.items()]
        return cls(ours, theirs, found, sum(_AMOUNTS[kind] * rarity for kind, _, rarity in found))

    def written(self) -> Iterator[str]:
        """What agrees, as they write it: dates, years, figures, names, and words that mean the same."""
        names = self.theirs.by_kind()
        for wanted in (('date', 'month'), ('year',), ('figure', 'short'), ('name',), ('meaning',)):
            yield from (names[trait.kind][trait.what] for kind, trait, _ in self.found if kind in wanted)


def likelihood(common: Common, sentence: SourcedSentence, our_weight: float, beside: float) -> float:
    """From 0 to 1, how likely it is that two sentences with this in common say the same.

    :param our_weight: of ours, as `onelib.wikitext.suggestions.sourced.SourcedArticle.weight`
    :param beside: how much is alike in the sentences beside them
    """
    rare: defaultdict[str, float] = defaultdict(float)
    count: defaultdict[str, int] = defaultdict(int)
    for kind, _, rarity in common.found:
        # Any word that two languages have alike is a name, or as good as one.
        rare['word' if kind == 'name' else kind] += rarity
        count[kind] += 1
    told = sum(rarity for kind, rarity in rare.items() if kind != 'word')
    figures = count['figure'] + count['short']
    ours, theirs = common.ours, common.theirs
    days = count['date'] + count['month']
    evidence = (
        _START
        + sum(weight * rare[kind] ** _POWER for kind, weight in _COUNTS.items())
        + _PART * told / math.sqrt(max(1.0, our_weight * sentence.weight))
        + _BESIDE * math.sqrt(min(_PLENTY, beside))
        + _THEIR_FIGURES * math.log1p(len(theirs.figures) - figures)
        + _OUR_FIGURES * math.log1p(max(0, len(ours.figures) - figures))
        + _THEIR_YEAR * (len(theirs.years) - count['year'])
        + _OTHER_DATES * bool(ours.dates and theirs.dates and not days)
        + _NO_NUMBER * (not (figures or count['year'] or count['date']))
    )
    return 1 / (1 + math.exp(-evidence))


def _kind(trait: Trait, theirs: Traits, our_days: set[int]) -> str:
    """Which kind of evidence it is that both have this."""
    if trait.kind == 'date':
        # A month says hardly more than its year, which counts already.
        return 'date' if trait.what.day in our_days else 'month'
    if trait.kind == 'figure':
        return 'figure' if '.' in trait.what or len(trait.what.rstrip('…')) >= _LONG else 'short'
    if trait.kind == 'word':
        return 'name' if trait.what in theirs.names else 'word'
    return trait.kind

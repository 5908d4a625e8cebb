"""How well `Statement.weight` tells which paragraphs editors gave a source, in articles where some have one.

A paragraph with footnotes loses them, and only it: the rest of the article stays as it is, for that is how a paragraph
looks that nobody gave a source.  If it is found now, it has to rank above those of the article, and of the others, that
were found before.  The share of pairs where it does is the area under the curve (AUC); 0.5 is chance.

Those it is beside have one footnote more around them than itself.  So it is compared a second time, with them as they
are where its footnotes are hidden.
"""

from __future__ import annotations

import itertools
import math
import operator
import random
import re
import statistics
import time
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from unittest.mock import patch

from onelib import wikis
from onelib.wikis import Wiki, titles
from onelib.wikitext import preprocessor, references, tree
from onelib.wikitext.statements import Statement, find
from onelib.wikitext.statements.untagged import _ParagraphReader
from onelib.wikitext.tree import Extension, Node, Template, Text

from . import say

# Articles that somebody looks after, and so many; of long ones so many paragraphs, drawn at random.
LEAST_CITED, MOST, MOST_ARTICLES = 3, 25, 100
_KIND = ('uncited',)
_ROUNDS = 9
_BLANK_LINE = re.compile(r'\n[ \t]*\n')


Found = Sequence[Statement]
Trial = tuple[Found, Found]


@dataclass(frozen=True)
class Judged:
    """The weights, or other scores, of an article's paragraphs.

    :ivar sourced: of those that an editor had given a footnote, as far as they were drawn; `unsourced`: of the others
    :ivar times: for how many of its kind each of the drawn ones stands
    :ivar alike: how often each of the drawn ones was above the others of its article in the same text
    """

    sourced: Sequence[float]
    unsourced: Sequence[float]
    times: float = 1
    alike: Sequence[float] = ()

    @property
    def number(self) -> float:
        """How many have a footnote, drawn or not."""
        return self.times * len(self.sourced)


def measure(corpus: Mapping[str, Sequence[tuple[str, str]]], rng: random.Random) -> None:
    say('\nOrder of uncited paragraphs: the chance that one which had a source is above one that has none')
    say(f'{"":36}{"articles":>9}{"sourced":>9}{"not":>7}{"in all":>7}{"within":>8}{"alike":>8}{"by pair":>9}')
    for code, articles in sorted(corpus.items()):
        shuffled = rng.sample(articles, len(articles))
        hiding = (found for _, text in shuffled if (found := hidden(text, wikis.load(code), rng)))
        drawn = list(itertools.islice(hiding, MOST_ARTICLES))
        for name, score in (('weight', lambda s: s.weight), ('length alone', lambda s: len(s.text))):
            judged = [judge(score, *article) for article in drawn]
            if judged:
                say(line(code, name, judged))


def judge(score: Callable[[Statement], float], trials: Sequence[Trial], unsourced: Found, times: float) -> Judged:
    none = [*map(score, unsourced)]
    sourced = [score(statement) for had, _ in trials for statement in had]
    alike = [area(Judged([*map(score, had)], [*map(score, rivals)])) for had, rivals in trials if rivals]
    return Judged(sourced, none, times, alike)


def cost(corpus: Mapping[str, Sequence[tuple[str, str]]]) -> None:
    """How much longer finding uncited paragraphs takes because they are weighed, in time of the processor.

    Both take turns, and the least of many rounds is what they take if nothing disturbs them.
    """
    say('\nWhat weights cost: processor time beside finding the same paragraphs without')
    for code, articles in sorted(corpus.items()):
        wiki = wikis.load(code)
        least = [math.inf, math.inf]
        for _ in range(_ROUNDS):
            for place, weighed in enumerate((True, False)):
                with nullcontext() if weighed else patch.object(_ParagraphReader, 'weight', return_value=1):
                    started = time.process_time()
                    for _, text in articles:
                        find(text, wiki, _KIND)
                    least[place] = min(least[place], time.process_time() - started)
        say(f'  {code:10}{len(articles):6} articles{least[0] / least[1] - 1:8.1%}')


def line(code: str, name: str, judged: Sequence[Judged]) -> str:
    unsourced = [score for one in judged for score in one.unsourced]
    areas = [area(one) for one in judged]
    among_all = [area(Judged(one.sourced, unsourced)) for one in judged]
    return (
        f'  {code:10}{name:24}{len(judged):9}{sum(one.number for one in judged):9.0f}{len(unsourced):7}'
        f'{mean(among_all, [one.number for one in judged]):7.3f}{statistics.mean(areas):8.3f}'
        f'{statistics.mean(statistics.mean(one.alike) for one in judged if one.alike):8.3f}'
        f'{mean(areas, [one.number * len(one.unsourced) for one in judged]):9.3f}'
    )


def mean(numbers: Sequence[float], weights: Sequence[float]) -> float:
    return sum(map(operator.mul, numbers, weights)) / sum(weights)


def area(judged: Judged) -> float:
    """The chance that one that an editor had sourced has more than one that nobody sourced; equal ones count half."""
    lower = sorted(judged.unsourced)
    won = sum(bisect_left(lower, score) + bisect_right(lower, score) for score in judged.sourced)
    return won / (2 * len(lower) * len(judged.sourced))


def hidden(text: str, wiki: Wiki, rng: random.Random) -> tuple[list[Trial], Found, float] | None:
    """Some paragraphs of an article that had a source, as they look without, and those that have none.

    With each of the first, how the others look there; and for how many each of them stands.

    None if there are too few that have one, or no others.
    """
    unsourced = find(text, wiki, _KIND)
    places = list(cited(text, wiki))
    if not unsourced or len(places) < LEAST_CITED:
        return None
    before = {statement.fingerprint for statement in unsourced}
    trials: list[Trial] = []
    drawn = rng.sample(places, min(MOST, len(places)))
    for spans in drawn:
        bare = find(without(text, spans), wiki, _KIND)
        had = [statement for statement in bare if statement.fingerprint not in before]
        if had:
            trials.append((had, [statement for statement in bare if statement.fingerprint in before]))
    return (trials, unsourced, len(places) / len(drawn)) if trials else None


def cited(text: str, wiki: Wiki) -> Iterator[list[Node]]:
    """The footnotes of each piece of the text between blank lines that has some."""
    for _, _, body in tree.sections(preprocessor.parse(text)):
        notes: list[Node] = []
        for node in body:
            if isinstance(node, Text) and _BLANK_LINE.search(text, node.start, node.end):
                if notes:
                    yield notes
                notes = []
            elif is_footnote(node, text, wiki):
                notes.append(node)
        if notes:
            yield notes


def is_footnote(node: Node, text: str, wiki: Wiki) -> bool:
    match node:
        case Extension(name='ref'):
            return True
        case Template():
            title = tree.title(node, text)
            name = titles.template_name(title, wiki)
            return references.marks(title, wiki) or bool(name and references.is_citation(name, wiki))
    return False


def without(text: str, nodes: Sequence[Node]) -> str:
    out, at = [], 0
    for node in nodes:
        out.append(text[at : node.start])
        at = node.end
    return ''.join((*out, text[at:]))

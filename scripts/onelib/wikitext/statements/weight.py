"""How much a paragraph without a footnote wants a source: from what stands around it, and from what it says.

What tells most is what stands around it: where the paragraphs beside it have footnotes, an editor would want one there,
too; where none has, one footnote stands for nothing.  Only what is near counts, not how the article is in all: that
would be the same for all of its paragraphs but for one that lost its footnote, which would seem to stand in a worse
article than those beside it.  Then its length, figures for that length, and what readers doubt: words of others, recent
years, opinion.  Points are rounded from a logistic regression on Greek and English articles in
which the footnotes of each paragraph were hidden; ten points are about as many as make it three times as likely that an
editor had given a source.  `python -m tests.bench` measures how well that tells in other articles.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

from onelib import wikis
from onelib.wikis import Wiki

__all__ = ['Surroundings', 'around', 'may_name_volume', 'of', 'places_in_books', 'says_more']

#: The least that an uncited paragraph has.
_LEAST = 1
# Points; what is measured in them stands beside.
_AROUND = 60  # if all around have three footnotes or more
_DOUBLED = 4  # each time that the text is twice as long as the shortest; up to four times
_FIGURES = 4  # a figure in a hundred characters; up to two and a half
_QUOTATION = 12
_RECENT = 7  # a year of this century
_LAST = 3  # the last of its section, where footnotes for all of it stand
_OPINION = 3  # each word that tells of opinion, blame, research; up to three
_AMOUNT, _SUPERLATIVE, _LIVING = 2, 2, 3
_INTRODUCES = -3  # a list or table behind it, which may have the footnotes
_COVERED = -15  # the article is made from an encyclopedia that it names with volume and page

_SHORTEST, _DOUBLINGS, _MOST_FIGURES, _MOST_OPINIONS = 100, 4, 2.5, 3
# A paragraph that is one further away counts so much of the one before; one across a heading, half.
_FURTHER, _ACROSS = 0.6, 0.5
# What is expected where nothing stands: as if so many paragraphs were there, as full of footnotes as that.
_EXPECTED, _SHARE = 1.5, 0.3
# How far a paragraph has footnotes if it has none, one, two, three or more.
_FULL = (0, 2 / 3, 5 / 6, 1)
_MOST = len(_FULL) - 1

# Begins with a set of characters, which `re` looks for twice as fast as for what may repeat.
_NUMBER = re.compile(r'[0-9](?:[.,\u00a0 ]?[0-9])*')
_THIS_CENTURY = re.compile(r'(?<!\d)20\d\d(?!\d)')
_UNITS, _QUOTES = '%‰€$£¥₴₽₾֏₺₼₸', '„«“"‚»'
_UNIT, _QUOTE = re.compile(f'[{_UNITS}]'), re.compile(f'[{_QUOTES}]')
_MARK = re.compile(f'[0-9{_UNITS}{_QUOTES}](?:[.,\u00a0 ]?[0-9])*')
_QUOTED = re.compile(r'„([^“”"]+)[“”"]|«([^»]+)»|“([^”]+)”|"([^"]{10,})"|‚([^‘’]+)[‘’]|»([^«]+)«')
# Words in quotation marks: a title has fewer than a clause; with a verb of speech these will do.
_CLAUSE, _SAID = 8, 4
_NEAR = 50  # in so many characters behind an ordinal the name stands that it is the first in


class Surroundings(NamedTuple):
    """Where a paragraph stands.

    :ivar around: how far the paragraphs around it have footnotes, from 0 to 1
    :ivar last: it is the last one of its section; `introduces`: a list, table or quotation follows
    :ivar living: the article is about somebody who lives
    :ivar covered: the article names an encyclopedia that it was made from, with volume and page
    """

    around: float
    last: bool = False
    introduces: bool = False
    living: bool = False
    covered: bool = False


def of(text: str, where: Surroundings, wiki: Wiki) -> int:
    """The points of a paragraph, at least 1.

    :param text: plain text
    """
    # Figures and signs are picked out of the text once, and then told apart.
    marks = '|'.join(_MARK.findall(text))
    figures = len(_NUMBER.findall(marks)) * 100 / (len(text) + 150)
    doublings = math.log2(max(1, len(text) / _SHORTEST))
    lowered = f' {text.lower()}'
    opinions = len(_opinion(wiki.language).findall(lowered))
    points = (
        _AROUND * where.around
        + _DOUBLED * min(doublings, _DOUBLINGS)
        + _FIGURES * min(figures, _MOST_FIGURES)
        + _QUOTATION * (_QUOTE.search(marks) is not None and _quotes(text, said=bool(opinions)))
        + _RECENT * ('20' in marks and _THIS_CENTURY.search(marks) is not None)
        + _OPINION * min(opinions, _MOST_OPINIONS)
        + _AMOUNT * (_UNIT.search(marks) is not None or _tells_amounts(lowered, wiki))
        + _SUPERLATIVE * _boasts(text, wiki)
        + _LIVING * where.living
        + _LAST * where.last
        + _INTRODUCES * where.introduces
        + _COVERED * where.covered
    )
    return max(_LEAST, round(points))


def says_more(text: str, wiki: Wiki) -> bool:
    """Whether a sentence says more than what its subject is: it has a figure, a quotation or a superlative."""
    return bool(_NUMBER.search(text) or _QUOTED.search(text)) or _boasts(text, wiki)


def around(paragraphs: Sequence[tuple[int, int]]) -> list[float]:
    """How far what stands around each paragraph has footnotes, from 0 to 1; what is nearer counts more.

    :param paragraphs: how many footnotes each has, 1 if it names its source in another way, and which section it is in
    """
    before, behind = _passed(paragraphs), reversed(_passed(paragraphs[::-1]))
    return [
        (full + more + _EXPECTED * _SHARE) / (much + most + _EXPECTED)
        for (full, much), (more, most) in zip(before, behind, strict=True)
    ]


def _passed(paragraphs: Iterable[tuple[int, int]]) -> list[tuple[float, float]]:
    """What comes before each paragraph: how far it has footnotes, and how much it is."""
    full = much = 0.0
    passed = []
    before = -1
    for footnotes, section in paragraphs:
        if section != before:
            before, full, much = section, _ACROSS * full, _ACROSS * much
        passed.append((full, much))
        full = _FULL[footnotes if footnotes < _MOST else _MOST] + _FURTHER * full
        much = 1 + _FURTHER * much
    return passed


def _quotes(text: str, *, said: bool) -> bool:
    """Whether a text has words of somebody, and not only a title, in quotation marks."""
    quoted = (next(filter(None, found), '') for found in _QUOTED.findall(text))
    return max((len(words.split()) for words in quoted), default=0) >= (_SAID if said else _CLAUSE)


def _tells_amounts(lowered: str, wiki: Wiki) -> bool:
    # A generator would take longer than all that it does.
    for word in _beginnings('amounts', wiki.language):  # noqa: SIM110
        if word in lowered:
            return True
    return False


def _boasts(text: str, wiki: Wiki) -> bool:
    """Whether something is said to be the greatest, the only one, or the first of all.

    What begins a sentence is mostly a number in a row ("First floor"), and so is an ordinal that no name follows.
    """
    for beginning in _superlatives(wiki):
        at = text.find(beginning)
        while at >= 0:
            if _is_meant(text, at, wiki):
                return True
            at = text.find(beginning, at + 1)
    return False


def _is_meant(text: str, at: int, wiki: Wiki) -> bool:
    """Whether the word behind this blank, which begins like a superlative, is one."""
    if text.startswith(_beginnings('no_superlative', wiki.language), at):
        return False
    if not text.startswith(_ordinals(), at):
        return True
    return any(word[:1].isupper() for word in text[at + 1 : at + _NEAR].split()[1:-1])


@cache
def _beginnings(kind: str, language: str) -> tuple[str, ...]:
    return tuple(f' {word}' for word in wikis.common()['claims'][kind].get(language, ()))


@cache
def _superlatives(wiki: Wiki) -> tuple[str, ...]:
    return tuple(f' {beginning}' for beginning in wiki.superlatives)


@cache
def _opinion(language: str) -> re.Pattern[str]:
    """Matches the beginnings of all words of opinion; by their first letters, for most words have none of these."""
    by_letter: dict[str, list[str]] = {}
    for word in wikis.common()['claims']['opinion'].get(language, ()):
        by_letter.setdefault(word[0], []).append(re.escape(word[1:]))
    either = '|'.join(f'{re.escape(letter)}(?:{"|".join(rests)})' for letter, rests in by_letter.items())
    return re.compile(f' (?:{either or "(?!)"})')


@cache
def _ordinals() -> tuple[str, ...]:
    return tuple(f' {word}' for word in wikis.common()['claims']['ordinals'])


@cache
def places_in_books() -> tuple[frozenset[str], frozenset[str]]:
    """Names of parameters for a volume and for a page."""
    claims = wikis.common()['claims']
    return frozenset(claims['volume']), frozenset(claims['page'])


@cache
def may_name_volume() -> re.Pattern[str]:
    """Matches every call of a template that names a volume."""
    return re.compile(rf'\|\s*(?:{"|".join(map(re.escape, sorted(places_in_books()[0])))})\s*=')

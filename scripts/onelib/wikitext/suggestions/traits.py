"""What of a sentence can be told again in another language: its figures, its dates and its names."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

from onelib import wikis
from onelib.wikis import Wiki
from onelib.wikitext import dates, sentences
from onelib.wikitext.suggestions.meanings import meaning
from onelib.wikitext.suggestions.spelling import SHORTEST, skeleton

__all__ = ['Date', 'Traits', 'read']

_TOKEN = re.compile(
    r"""
    (?P<figure> (?<!\w) \d+ (?: [.,\u00a0\u202f\u2009'\ ] \d{3} (?!\d) )* (?: [.,] \d+ )? )
    | (?P<word> [^\W\d_]+ | % )
    """,
    re.VERBOSE,
)
_NUMERIC_DATE = re.compile(r'(?<!\d)([0-3]?\d)\.\s?([01]?\d)\.\s?(?=([12]\d{3})(?!\d))')
_NOT_DIGIT = re.compile(r'\D')
_YEAR = re.compile(r'[12]\d{3}')
# Three digits behind a separator are thousands, any other number of them is a fraction.
_FRACTION = re.compile(r'\D(?!\d{3}$)\d+$')
_ROMAN = re.compile(r'(?=[IVXLC]{2})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})')
_DIGITS = {'I': 1, 'V': 5, 'X': 10, 'L': 50, 'C': 100}
_BIG = 4
_PERCENT = '%'
_ENDS = '.!?:։'
_OPENING = ' „“"«(\'’‘–—-'
# So many characters are between a day and its month at most; and so many, and words, between these and their year.
_NEAR, _NEAR_YEAR, _WORDS_TO_YEAR = 8, 14, 1


class Date(NamedTuple):
    """A day, or the month of a year; what is not told of it is 0."""

    month: int
    day: int = 0
    year: int = 0

    def may_be(self, other: Date) -> bool:
        """Whether both may be one, as "in May 1945" and "on 8 May" may."""
        day = self.day == other.day or not (self.day and other.day)
        year = self.year == other.year or not (self.year and other.year)
        return (
            self.month == other.month and day and year and bool((self.day and other.day) or (self.year and other.year))
        )


@dataclass(slots=True)
class Traits:
    """What is compared of two sentences: by what it is compared by, how it is written there.

    :ivar years: numbers that may be years
    :ivar figures: other numbers.  Of thousands and millions only the digits that say something, since one writes
        3,400,000 and another one 3.4 million
    :ivar dates: days with a month, and months of a year
    :ivar meanings: what words mean that the dictionary has
    :ivar words: the others, by `skeleton`, and in `names` those of them that may be names, by how they are written
    """

    years: dict[str, str] = field(default_factory=dict)
    figures: dict[str, str] = field(default_factory=dict)
    dates: dict[Date, str] = field(default_factory=dict)
    meanings: dict[str, str] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)

    def by_kind(self) -> dict[str, dict[Any, str]]:
        """All that it has, by its kind."""
        return {
            'date': self.dates,
            'year': self.years,
            'figure': self.figures,
            'meaning': self.meanings,
            'word': self.words,
        }


def read(sentence: str, wiki: Wiki) -> Traits:
    """The figures, dates and words of a sentence in the language of a wiki."""
    return _Reader(sentence, wiki).traits


class _Reader:
    def __init__(self, sentence: str, wiki: Wiki) -> None:
        self.sentence, self.wiki = sentence, wiki
        self.traits = Traits()
        for found in _NUMERIC_DATE.finditer(sentence):
            self.add_date(Date(int(found[2]), int(found[1]), int(found[3])), found[0].strip())
        rest = _NUMERIC_DATE.sub(lambda found: ' ' * len(found[0]), sentence)
        self.tokens = list(_TOKEN.finditer(rest))
        self.months: set[int] = set()  # which words are the month of a day or year
        figures = [n for n, token in enumerate(self.tokens) if token['figure']]
        # Days before years: a month between the two belongs to the day.
        for n in sorted(figures, key=lambda n: len(self.tokens[n][0]) > 2):
            self.read_figure(n)
        for n, token in enumerate(self.tokens):
            if token['word'] and n not in self.months:
                self.add_word(token['word'], token.start())

    def read_figure(self, n: int) -> None:
        """Take note of a number, with the month beside it if it is of a date."""
        figure = self.tokens[n][0]
        is_year = bool(_YEAR.fullmatch(figure))
        if is_year:
            self.traits.years.setdefault(figure, figure)
        for m in (n + 1, n + 2, n - 1) if len(figure) < 3 else (n - 1, n + 1) if is_year else ():
            if m not in self.months and (month := self.month_at(m, n)):
                first, last = min(m, n), max(m, n)
                date = Date(month, 0, int(figure)) if is_year else Date(month, int(figure), self.year_of(first, last))
                if self.add_date(date, self.sentence[self.tokens[first].start() : self.tokens[last].end()]):
                    self.months.add(m)
                return
        if not is_year:
            following = self.tokens[n + 1]['word'] if n + 1 < len(self.tokens) else None
            self.add_figure(figure, following or '')

    def month_at(self, m: int, n: int) -> int:
        """Which month the word there is, if it stands near that number; 0 for none."""
        if not 0 <= m < len(self.tokens) or len(self.tokens[m]['word'] or '') < 3:
            return 0
        between = self.tokens[max(m, n)].start() - self.tokens[min(m, n)].end()
        return (dates.month(self.tokens[m][0], self.wiki) or 0) if between <= _NEAR else 0

    def year_of(self, first: int, last: int) -> int:
        """The year that stands nearest beside a day and its month; 0 if there is none."""
        found = []
        for there, step, end in ((first, -1, self.tokens[first].start()), (last, 1, self.tokens[last].end())):
            for n in range(there + step, there + (_WORDS_TO_YEAR + 2) * step, step):
                if not 0 <= n < len(self.tokens):
                    break
                token = self.tokens[n]
                if token['figure']:
                    gap = token.start() - end if step > 0 else end - token.end()
                    if _YEAR.fullmatch(token[0]) and gap <= _NEAR_YEAR:
                        found.append((gap, int(token[0])))
                    break
        return min(found)[1] if found else 0

    def add_date(self, date: Date, written: str) -> bool:
        """Take note of a date; whether there is such a one."""
        if not 0 < date.month <= 12 or date.day > 31 or not (date.day or date.year):
            return False
        self.traits.dates.setdefault(date, written)
        return True

    def add_figure(self, figure: str, following: str) -> None:
        digits = _NOT_DIGIT.sub('', figure).lstrip('0')
        if following.casefold().startswith(_scales()) or (len(digits) >= _BIG and not _FRACTION.search(figure)):
            self.traits.figures.setdefault(f'{digits.rstrip("0")}…', figure)
        elif len(digits) > 1:
            fraction = _FRACTION.search(figure)
            point = len(digits) - len(fraction[0]) + 1 if fraction else len(digits)
            self.traits.figures.setdefault(f'{digits[:point]}.{digits[point:]}'.rstrip('.'), figure)

    def add_word(self, word: str, at: int) -> None:
        if (number := _roman(word)) > 1:
            self.traits.figures.setdefault(str(number), word)
            return
        if word == _PERCENT:
            self.traits.meanings.setdefault('percent', word)
            return
        meant = meaning(word, self.wiki.language)
        key = skeleton(word) if len(word) > SHORTEST or word.isupper() else ''
        if meant:
            self.traits.meanings.setdefault(meant, word)
        elif len(key) >= SHORTEST:
            self.traits.words.setdefault(key, word)
        if len(key) >= SHORTEST and self.is_name(word, at):
            self.traits.names.add(key)

    def is_name(self, word: str, at: int) -> bool:
        """Whether a word may be a name: it has a capital, or its script has none, and no sentence begins with it."""
        before = self.sentence[max(0, at - _NEAR) : at].rstrip(_OPENING)
        return not sentences.is_small(word[0]) and bool(before) and before[-1] not in _ENDS


@cache
def _scales() -> tuple[str, ...]:
    """What words for thousands, millions and so on begin with."""
    return tuple(wikis.common()['figures']['scales'])


def _roman(word: str) -> int:
    """What a Roman numeral says; 0 for a word, or a numeral of one letter, which may be anything."""
    if not _ROMAN.fullmatch(word):
        return 0
    values = [_DIGITS[letter] for letter in word]
    return sum(-value if value < max(values[n + 1 :], default=0) else value for n, value in enumerate(values))

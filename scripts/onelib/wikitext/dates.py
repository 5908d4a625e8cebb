"""Dates that people write into citation-needed tags, like ``May 2019``, ``20190501174531`` or ``дата=жовтень 2014``."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterable
from functools import cache

from onelib import wikis
from onelib.wikis import Wiki

__all__ = ['month', 'parse']

_FIRST_YEAR = 2001  # Wikipedia's first: an earlier year is not when a tag was put there
_STAMP = re.compile(r'(?<!\d)(20\d\d)([01]\d)([0-3]\d)(?:[0-2]\d[0-5]\d[0-5]\d)?(?!\d)')
_YEAR_FIRST = re.compile(r'(?<!\d)(20\d\d)\s*[-/.|]\s*(\d{1,2})(?:\s*[-/.|]\s*(\d{1,2}))?(?!\d)')
_DAY_FIRST = re.compile(r'(?<!\d)(\d{1,2})\s*[-/.|]\s*(\d{1,2})\s*[-/.|]\s*(20\d\d)(?!\d)')
_MONTH_YEAR = re.compile(r'(?<!\d)(\d{1,2})\s*[-/.|]\s*(20\d\d)(?!\d)')
_YEAR = re.compile(r'(?<!\d)20\d\d(?!\d)')
_DAY = re.compile(r'(?<!\d)[0-3]?\d(?!\d)')
_WORD = re.compile(r'[^\W\d_]+')


def parse(values: Iterable[str], wiki: Wiki) -> datetime.date | None:
    """The date that these parameter values give together; without a day it is the first of the month.

    None if there is none, or nothing that can be one: nonsense is no error here.

    :param values: values of a tag's date parameters or of its positional ones (``3``, ``01``, ``2018``)
    """
    text = '|'.join(value.strip() for value in values)
    if not any(char.isdigit() for char in text):
        return None
    if found := _STAMP.search(text):
        return _date(*found.groups())
    if found := _YEAR_FIRST.search(text):
        return _date(found[1], found[2], found[3] or 0)
    if found := _DAY_FIRST.search(text):
        return _date(found[3], found[2], found[1])
    if found := _MONTH_YEAR.search(text):
        return _date(found[2], found[1], 0)
    return _with_month_name(text, wiki)


def _with_month_name(text: str, wiki: Wiki) -> datetime.date | None:
    year = _YEAR.search(text)
    if not year:
        return None
    named = next((found for found in (month(word, wiki) for word in _WORD.findall(_fold(text))) if found), None)
    if named is None:
        return None
    day = _DAY.search(text[: year.start()] + ' ' + text[year.end() :])
    return _date(year.group(), named, day.group() if day else 0)


def month(word: str, wiki: Wiki) -> int | None:
    """The month that a word names, 1 to 12, in any form that begins like one of its names."""
    word = _fold(word)
    names = _month_names(wiki)
    if word in names:
        return names[word]
    # Case endings: the longest common beginning decides, if it is most of the word or a whole name.
    stem = max(3, len(word) - 3)
    longest, found = 0, set[int]()
    for name, number in names.items():
        common = _common(name, word)
        if common >= longest and (common >= stem or common == len(name) > 3):
            found = found | {number} if common == longest else {number}
            longest = common
    return found.pop() if len(found) == 1 else None


@cache
def _month_names(wiki: Wiki) -> dict[str, int]:
    tables = [wikis.load('en').months, wiki.months]  # English ones are used everywhere
    names = {}
    for form in (table[form] for table in tables for form in ('abbreviations', 'genitive', 'names')):
        for i, name in enumerate(form, 1):
            word = _WORD.findall(_fold(name))
            if word and len(word[0]) >= 2:
                names[word[0]] = i
    return names


def _common(one: str, other: str) -> int:
    """How many letters two words have in common from their beginning."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((i for i, (a, b) in pairs if a != b), min(len(one), len(other)))


def _fold(word: str) -> str:
    return unicodedata.normalize('NFC', unicodedata.normalize('NFC', word).casefold())


def _date(year: str | int, month: str | int, day: str | int) -> datetime.date | None:
    """The date of these numbers; `day` is 0 if there is none."""
    year, month, day = int(year), int(month), int(day)
    if month > 12 >= day > 0:
        day, month = month, day
    try:
        date = datetime.date(year, month, day)
    except ValueError:
        try:
            date = datetime.date(year, month, 1)
        except ValueError:
            return None
    return date if date.year >= _FIRST_YEAR else None

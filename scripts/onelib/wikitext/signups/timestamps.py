"""Timestamps as ``~~~~~`` writes them in any language: where they stand in a text."""

from __future__ import annotations

import datetime
import re
import unicodedata
from dataclasses import dataclass, field
from functools import cache

from onelib import wikis
from onelib.wikis import Wiki
from onelib.wikitext import dates

__all__ = ['Stamp', 'is_day', 'signed_on', 'spans', 'split']

_WORD = re.compile(r'[^\W\d_]+')
# Of a day that somebody wrote by hand, besides the month: a weekday, an hour, a year.
_FEW = 3
_CLOCK = re.compile(r'\d[:.]\d\d')
_HOUR = re.compile(r'(?<![\d.:])\d{1,2}[:.]\d\d(?::\d\d)?(?![\d.]*\d)|\([^()]*\)')
_YEAR = r'[2۲٢][0۰٠]\d\d(?!\d)'
_TIME = r'(?<![\d.:])\d{1,2}[:.]\d\d(?::\d\d)?(?![\d.]*\d)'
_DAY_FIRST = rf'(?<!\d)\d{{1,2}}[^\d()\n]{{1,25}}(?:\d{{1,2}}[^\d()\n]{{1,4}})?{_YEAR}'
_YEAR_FIRST = rf'(?<!\d){_YEAR}[^\d()\n]{{1,25}}\d{{1,2}}(?![\d:])(?:[^\d()\n]{{1,4}}\d{{1,2}}(?!\d|[:.]\d\d))?'
_STAMP = re.compile(
    rf'(?:{_TIME}[^\d()\n]{{1,12}}(?:{_DAY_FIRST}|{_YEAR_FIRST})'
    rf'|(?:{_DAY_FIRST}|{_YEAR_FIRST})[^\d()\n]{{0,25}}(?:\([^()\d\n]{{1,4}}\)\s*)?{_TIME})'
    r'(?:\s?(?:\.|г\.|р\.|ж\.|y\.))?(?:\s*\((?:[A-ZА-ЯЁІЇ]{2,5}(?:[+−-]\d{1,2})?|[+−-]\d{1,2}(?::?\d\d)?|ت ع م|UTC)\))?'
)
_DATE = re.compile(rf'(?:{_DAY_FIRST}|{_YEAR_FIRST})(?:\.|\s?[гржy]\.)?')


@dataclass(frozen=True, slots=True)
class Stamp:
    """A timestamp.

    :ivar timed: whether it tells the time of day, too, as those of signatures do
    """

    timed: bool = field(default=True, compare=False)


def split(text: str, wiki: Wiki) -> list[str | Stamp]:
    """A text with its timestamps told apart."""
    parts: list[str | Stamp] = []
    at = 0
    for start, end in spans(text, wiki):
        parts += [text[at:start], Stamp(bool(_CLOCK.search(text, start, end)))]
        at = end
    return [*parts, text[at:]]


def spans(text: str, wiki: Wiki) -> list[tuple[int, int]]:
    """Start and end of each timestamp as ``~~~~~`` writes it in any language; a date that names a month is one, too."""
    found: list[tuple[int, int]] = []
    if not any(char.isdigit() for char in text):
        return found
    for stamp in sorted((*_STAMP.finditer(text), *_DATE.finditer(text)), key=lambda match: match.start()):
        whole = stamp.re is _STAMP or not _months(wiki).isdisjoint(_WORD.findall(stamp[0].lower()))
        if whole and (not found or stamp.start() >= found[-1][1]):
            found.append(stamp.span())
    return found


def signed_on(text: str, wiki: Wiki) -> datetime.date | None:
    """The day of the last signature in a text, which tells the time of day, too; None if there is none."""
    stamps = [text[start:end] for start, end in spans(text, wiki)]
    timed = [stamp for stamp in stamps if _CLOCK.search(stamp)]
    if not timed:
        return None
    day = _HOUR.sub(' ', timed[-1])
    return dates.parse([''.join(_plain_digit(char) for char in day)], wiki)


def _plain_digit(char: str) -> str:
    return str(unicodedata.decimal(char)) if char.isdecimal() else char


def is_day(text: str, wiki: Wiki) -> bool:
    """Whether a text says nothing but a day, like ``15 January`` or ``5. ledna v 10 h``."""
    words = set(_WORD.findall(text.lower()))
    return any(char.isdigit() for char in text) and not words.isdisjoint(_months(wiki)) and len(words) <= _FEW


@cache
def _months(wiki: Wiki) -> frozenset[str]:
    tables = (wiki.months, wikis.load('en').months)
    return frozenset(name.lower().rstrip('.') for table in tables for form in table.values() for name in form)

"""With which words the source of a statement is sought in a catalogue: its article, its names, a year or a figure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from onelib.wikis import Wiki
from onelib.wikitext.sentences import is_small
from onelib.wikitext.statements import Statement
from onelib.wikitext.suggestions import traits
from onelib.wikitext.suggestions.spelling import alike, skeleton

__all__ = ['MOST', 'search_words']

#: So many words at most: a catalogue gives what has all of them.
MOST = 6
_OF_TITLE, _OF_STATEMENT = 3, 2
# So many bytes in all: they stand in each row, more than once in what MediaWiki makes of it.
_BYTES = 84
_LETTER = r'[^\W_][\u0300-\u036f]*'
_WORD = re.compile(rf"(?:{_LETTER})+(?:['’ʼ‑-](?:{_LETTER})+)*+")
_JOINT = re.compile("['’ʼ‑-]")
# What tells one article from others of its name.
_BRACKETS = re.compile(r'\s*\([^()]*\)\s*\Z')
_SHORTEST = 3
# Where there are no names, a word of so many letters may be a rare one.
_RARE = 7
# A sentence is split by now: what is so short before a full stop is no end of one.
_ABBREVIATED = r'(?<!\w)\w{1,3}\. '
_YEAR = re.compile(r'[12]\d{3}')
_FIGURE = re.compile(r'(?<![\w.,])\d{2,9}(?![\w.,]*\d)')


def search_words(title: str, statement: Statement, wiki: Wiki) -> tuple[str, ...]:
    """A few words to search for: letters, digits, and what joins these in a word."""
    text = statement.text
    of_title = _told(_words(_BRACKETS.sub('', title) or title), _OF_TITLE)
    known = [skeleton(word) for word in of_title]
    others = [
        word
        for word in _words(text)
        if len(word) >= _SHORTEST and word not in of_title and not any(alike(one, skeleton(word)) for one in known)
    ]
    names = traits.read(text, wiki).names
    named = [
        word
        for word in others
        if any(skeleton(piece) in names for piece in _JOINT.split(word)) or _is_name(word, statement)
    ]
    rare = _unlike(named or [word for word in others if len(word) >= _RARE])
    longest = sorted(rare, key=len, reverse=True)[:_OF_STATEMENT]
    figures = _FIGURE.findall(text)
    figure = next(filter(_YEAR.fullmatch, figures), next(iter(figures), ''))
    chosen = dict.fromkeys([*of_title, figure, *(word for word in rare if word in longest)])
    return tuple(_fitting(filter(None, chosen)))[:MOST]


def _is_name(word: str, statement: Statement) -> bool:
    """Whether a word with a capital has it for itself, though a full stop is before it or nothing."""
    if is_small(word[0]) or not word[0].isupper():
        # Where there are no capitals, any word may be one.
        return not is_small(word[0]) and word[0].isalpha()
    name = rf'\b{re.escape(word)}\b'
    return bool(re.search(rf'{_ABBREVIATED}{name}', statement.text) or re.search(rf'[\w,] {name}', statement.context))


def _words(text: str) -> Iterator[str]:
    return (found.group() for found in _WORD.finditer(unicodedata.normalize('NFC', text)))


def _told(words: Iterable[str], most: int) -> list[str]:
    """The words of a title that tell most of it, in their order."""
    listed = list(dict.fromkeys(words))
    telling = [word for word in listed if len(word) >= _SHORTEST or word.isdigit() or not is_small(word[0])] or listed
    # All begin with a capital, the others are names or of a year.
    best = sorted(range(len(telling)), key=lambda n: (not n or is_small(telling[n][0]), -len(telling[n])))
    return [telling[n] for n in sorted(best[:most])]


def _unlike(words: Iterable[str]) -> list[str]:
    """Words, each but once whatever its ending."""
    found: dict[str, str] = {}
    for word in words:
        key = skeleton(word)
        if not any(alike(one, key) for one in found):
            found.setdefault(key or word, word)
    return list(found.values())


def _fitting(words: Iterable[str]) -> Iterator[str]:
    room = _BYTES
    for word in words:
        size = len(word.encode()) + 1
        if size <= room:
            room -= size
            yield word

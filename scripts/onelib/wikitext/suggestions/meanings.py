"""What a word means, if the dictionary has it: ``εκκλησίες`` and ``Kirchen`` are both a church."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache

from onelib import wikis

__all__ = ['meaning']

_ANY_ENDING = '-'
# One letter says nothing, and no word of the dictionary is so long.
_SHORTEST, _LONGEST = 2, 30
# The accent of a Greek word moves as it is inflected; elsewhere accents tell words apart.
_GREEK = str.maketrans('άέήίόύώϊϋΐΰ', 'αεηιουωιυιυ')


@lru_cache(maxsize=50_000)
def meaning(word: str, language: str) -> str:
    """A name for what a word means, '' if the dictionary does not have it."""
    whole, beginnings = _dictionary(language)
    if not beginnings:
        return ''
    said = _folded(word)
    if said in whole:
        return whole[said]
    longest = min(len(said), _LONGEST)
    found = (beginnings.get(said[:length]) for length in range(longest, _SHORTEST - 1, -1))
    return next(filter(None, found), '')


@cache
def _dictionary(language: str) -> tuple[dict[str, str], dict[str, str]]:
    """What whole words mean, and what words mean that begin so."""
    whole: dict[str, str] = {}
    beginnings: dict[str, str] = {}
    for meant, words in wikis.meanings(language).items():
        for word in words.split():
            (beginnings if word.endswith(_ANY_ENDING) else whole)[_folded(word.removesuffix(_ANY_ENDING))] = meant
    return whole, beginnings


def _folded(word: str) -> str:
    return unicodedata.normalize('NFC', word).casefold().replace('\u0307', '').translate(_GREEK)

"""How a word is spelt whatever its language: ``Вовереит``, ``Βόβεραϊτ`` and ``Wowereit`` come out much alike.

Names go from language to language by their sound, in other letters and with other endings.  What is left of them is
mostly their consonants, so these are compared, letters of one sound taken for one.
"""

from __future__ import annotations

import re
from functools import lru_cache

from anyascii import anyascii

__all__ = ['KEY', 'SHORTEST', 'alike', 'skeleton']

#: Words of fewer letters are taken for no names, and skeletons of fewer are like too many others.
SHORTEST = 3
#: Words that are alike begin with the same letters of their skeletons, so many.
KEY = 3

_NOT_LETTER = re.compile('[^a-z]')
_VOWELS = re.compile('[aeiou]')
_DOUBLE = re.compile(r'(.)\1+')
# Of these longer ones come first; what several languages write for one sound, or one for several.
_SOUNDS = (
    *((written, 's') for written in ('shch', 'tsch', 'tch', 'sch', 'dzh', 'sh', 'zh', 'cz', 'sz', 'ts', 'tz', 'z')),
    *((written, 'h') for written in ('ch', 'kh', 'gh', 'g')),
    ('ph', 'f'), ('th', 't'), ('ck', 'k'), ('qu', 'kv'), ('x', 'ks'),
    ('w', 'v'), ('b', 'v'), ('c', 'k'), ('q', 'k'), ('y', 'i'), ('j', 'i'),
)  # fmt: skip
# The sound that English writes as ch, and others otherwise.
_AS_IN_CHECK = dict.fromkeys(map(ord, 'чčćçჩჭչճћ'), 'tch')
# An ending is at most so long.
_ENDING = 2


@lru_cache(maxsize=50_000)
def skeleton(word: str) -> str:
    """The consonants of a word, and its first letter, as plain ones that stand for their sounds."""
    letters = _NOT_LETTER.sub('', anyascii(word.lower().translate(_AS_IN_CHECK)).lower())
    for written, sound in _SOUNDS:
        letters = letters.replace(written, sound)
    first = 'a' if letters[:1] in ('a', 'e', 'i', 'o', 'u') else letters[:1]
    return _DOUBLE.sub(r'\1', first + _VOWELS.sub('', letters[1:]))


def alike(one: str, other: str) -> bool:
    """Whether two skeletons are of one word, give or take an ending."""
    short, long = sorted((one, other), key=len)
    if len(short) < SHORTEST or len(long) - len(short) > _ENDING:
        return False
    # The last letter of a longer one may be of an ending, too.
    stem = short if len(short) <= SHORTEST + 1 else short[:-1]
    return long == short if len(short) == SHORTEST else long.startswith(stem)

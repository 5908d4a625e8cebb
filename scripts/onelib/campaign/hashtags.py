"""The campaign's hashtag in edit summaries, as people really write it: ``/* History */#1Lib1Ref``, ``(# 1lib1ref)``.

The Hashtags tool (hashtags.wmcloud.org) finds a tag only behind a space and only in its exact form. Here it is found

- behind anything: letters, brackets, quotes, a section comment, another ``#``, invisible characters;
- with spaces, quotes or a link between ``#`` and the word: ``# 1lib1ref``, ``#[[m:1Lib1Ref|1Lib1Ref]]``;
- in any case, with a full-width or musical ``#``, as ``&#35;``, with full-width digits, with accents, with letters of
  another alphabet that look the same (a Ukrainian keyboard's і, a Turkish one's ı and İ);
- with a hyphen, underscore, dot or space between digits and letters: ``#1lib-1ref``;
- with a year or a suffix behind it: ``#1lib1ref2027``, ``#1lib1ref_rs``, ``#1lib1ref-cs``, as local organisers make
  them up. Who writes them takes part in the campaign, and a tag that a campaign does name itself is found first.

Everything that the tool finds is found, so no number is below that of the global tally.

What names the campaign in another way is probable: coordinators see it, nobody is counted for it. So are the bare word
(``1lib1ref``), ``№1lib1ref`` (the # of a Russian keyboard), the word with letters behind it (``#1lib1reference``), a
slip of one letter (``#1lib1rfe``), and the anchor of a link or an address, which is no hashtag (``[[Page#1lib1ref]]``).
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile

__all__ = ['Match', 'find']

# Small letters that look like Latin ones (unicode.org/reports/tr39), of the keyboards of the region; ♯ for #; and №, to
# Unicode the letters "No", here a # that missed.
_LOOK_ALIKES = dict(zip('аеорсухіјѕӏһԁԛԝıοιν♯№', 'aeopcyxijslhdqwioiv# ', strict=True))
# MediaWiki keeps no more than 500 characters of a summary.
_LONGEST = 10_000
_ANCHOR = re.compile(r'(\[\[[^\[\]|#]*[^\[\]|#\s])#')
_ADDRESS = re.compile(r'://\S+')
_HASHED = re.compile(r'#(\w+)')
# github.com/WikipediaLibrary/hashtags, scripts/common.py: what the Hashtags tool takes for a hashtag.
_OF_THE_TOOL = re.compile(r'(?:^|\s)[＃#](\w+)')
_PIECES = re.compile(r'\d+|\D+')
# What may stand between # and the word.  Bounded, so that no summary takes more than its share of time.
_BETWEEN = r"""\s{0,3}(?:\[\[\s?:?(?:\w{1,20}:){0,3}\s?)?["'*_]{0,3}"""
# Of words shorter than this, a slip of one letter is another word.
_SLIPS_FROM = 6


class _Letters(dict[int, str]):
    """What is left of each character: small, without accents, invisible ones gone; for `str.translate`."""

    def __missing__(self, code: int) -> str:
        parts = unicodedata.normalize('NFKD', _LOOK_ALIKES.get(chr(code), chr(code))).casefold()
        kept = (part for part in parts if unicodedata.category(part) not in ('Mn', 'Me', 'Cf'))
        self[code] = ''.join(_LOOK_ALIKES.get(part, part) for part in kept)
        return self[code]


_LETTERS = _Letters()


@dataclass(frozen=True, slots=True)
class Match:
    """What a summary says of a campaign.

    :ivar hashtag: as the campaign writes it, the first one in the summary; '' if there is none
    :ivar probable: there is none, but the campaign is named
    """

    hashtag: str = ''
    probable: bool = False


def find(summary: str, hashtags: Sequence[str]) -> Match:
    """The hashtag of the campaign in an edit summary.

    :param hashtags: of the campaign, without ``#``
    """
    tags = _tags(tuple(hashtags))
    summary = html.unescape(summary[:_LONGEST])
    text = summary.translate(_LETTERS)
    # The # of an anchor is none of ours; the word behind it stays.
    text = _ADDRESS.sub(lambda address: address[0].replace('#', ' '), _ANCHOR.sub(r'\1 ', text))
    if (found := tags.hashtag.search(text)) and found.lastindex:
        return Match(tags.by_group[found.lastindex - 1])
    for word in _OF_THE_TOOL.findall(summary):
        if written := tags.written.get(word.translate(_LETTERS)):
            return Match(written)
    return Match(probable=bool(tags.word.search(text)) or any(_slip(word, tags) for word in _HASHED.findall(text)))


@dataclass(frozen=True, slots=True)
class _Tags:
    """A campaign's hashtags.

    :ivar written: what `_LETTERS` leaves of each -> how the campaign writes it
    :ivar hashtag: finds one of them behind its ``#``; which, says the number of the group
    :ivar by_group: how the campaign writes the first group's hashtag, the second's, …
    :ivar word: finds one that is no word of any language, because it mixes letters and digits
    """

    written: Mapping[str, str]
    hashtag: re.Pattern[str]
    by_group: tuple[str, ...]
    word: re.Pattern[str]


@lru_cache(maxsize=1000)
def _tags(hashtags: tuple[str, ...]) -> _Tags:
    written: dict[str, str] = {}
    for tag in hashtags:
        written.setdefault(tag.translate(_LETTERS), tag)
    # Longer ones first: a campaign may have both 1lib1ref and 1lib1ref_rs.
    tags = sorted(filter(None, written), key=lambda tag: (-len(tag), tag))
    mixed = [tag for tag in tags if len(tag) >= _SLIPS_FROM and len(_PIECES.findall(tag)) > 1]
    groups = '|'.join(f'({_with_gaps(tag)})' for tag in tags) or '(?!)'
    return _Tags(
        written,
        re.compile(rf'#{_BETWEEN}(?:{groups})\d{{0,4}}(?![^\W_])'),
        tuple(written[tag] for tag in tags),
        re.compile('|'.join(map(_with_gaps, mixed)) or '(?!)'),
    )


def _with_gaps(tag: str) -> str:
    """A regular expression: between the digits and letters of the tag may be something."""
    return '[-_. ]?'.join(map(re.escape, _PIECES.findall(tag)))


def _slip(word: str, tags: _Tags) -> bool:
    return any(len(tag) >= _SLIPS_FROM and _one_apart(word, tag) for tag in tags.written)


def _one_apart(one: str, other: str) -> bool:
    """Whether one letter more, one less, another one, or two neighbours that changed places make one of the other."""
    at = len(list(takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))))
    one, other = one[at:], other[at:]
    swapped = one[1::-1] + one[2:] if len(one) > 1 else one
    return one[1:] == other[1:] or one[1:] == other or one == other[1:] or swapped == other

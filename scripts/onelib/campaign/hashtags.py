"""The campaign's hashtag in edit summaries, as people really write it: ``/* History */#1Lib1Ref``, ``(# 1lib1ref)``.

The Hashtags tool (hashtags.wmcloud.org) finds a tag only behind a space and only in its exact form. Here it is found

- behind anything: letters, brackets, quotes, a section comment, another ``#``, invisible characters;
- with spaces, quotes or a link between ``#`` and the word: ``# 1lib1ref``, ``#[[m:1Lib1Ref|1Lib1Ref]]``;
- in any case, with a full-width or musical ``#``, as ``&#35;``, with full-width digits, with accents, with letters of
  another alphabet that look the same (a Ukrainian keyboard's і, a Turkish one's ı and İ);
- with a hyphen, underscore, dot or space between digits and letters: ``#1lib-1ref``;
- with a year, the code of a language or country, or a suffix behind it: ``#1lib1ref2027``, ``#1Lib1RefSR``,
  ``#1lib1ref2027cs``, ``#1lib1ref_rs``, as local organisers make them up. Who writes them takes part in the campaign,
  and a tag that a campaign does name itself is found first.

What names the campaign in another way is probable: coordinators see it, nobody is counted for it. So are the bare word
(``1lib1ref``), ``№1lib1ref`` (the # of a Russian keyboard), the word with letters behind it (``#1lib1reference``), a
slip of one letter (``#1lib1rfe``), the anchor of a link or an address, which is no hashtag (``[[Page#1lib1ref]]``), and
the name of the section that was edited (``/* #1Lib1Ref in Slovenia */``).

Who undoes an edit may quote its summary, and takes no part by that: no hashtag of theirs is found.  Apart from these
two, all that the tool finds is found.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import takewhile

from onelib import wikis
from onelib.campaign.edits import Contribution
from onelib.wikis import titles

__all__ = ['Match', 'find', 'of_edit']

# Small letters that look like Latin ones (unicode.org/reports/tr39), of the keyboards of the region; ♯ for #; and №, to
# Unicode the letters "No", here a # that missed.
_LOOK_ALIKES = dict(zip('аеорсухіјѕӏһԁԛԝıοιν♯№', 'aeopcyxijslhdqwioiv# ', strict=True))
# MediaWiki keeps no more than 500 characters of a summary.
_LONGEST = 10_000
# What MediaWiki puts before a summary: the name of the section.
_SECTION = re.compile(r'/\*.*?\*/', re.DOTALL)
_CONTRIBUTIONS = re.compile(r'\[\[\s*:?\s*([^\[\]|:/]{1,40}):\s*([^\[\]|/]{1,60})/')
_ANCHOR = re.compile(r'(\[\[[^\[\]|#]*[^\[\]|#\s])#')
_ADDRESS = re.compile(r'://\S+')
_HASHED = re.compile(r'#(\w+)')
# github.com/WikipediaLibrary/hashtags, scripts/common.py: what the Hashtags tool takes for a hashtag.
_OF_THE_TOOL = re.compile(r'(?:^|\s)[＃#](\w+)')
_PIECES = re.compile(r'\d+|\D+')
# What may stand between # and the word.  Bounded, so that no summary takes more than its share of time.
_BETWEEN = r"""\s{0,3}(?:\[\[\s?:?(?:\w{1,20}:){0,3}\s?)?["'*_]{0,3}"""
#: Tags of edits that undo others; by hand, one may put back what was there, too.
_UNDOING = frozenset({'mw-undo', 'mw-rollback'})
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
    summary = html.unescape(summary[:_LONGEST])
    own = _SECTION.sub(' ', summary)
    if _undoes(own):
        return Match()
    found = _find(own, _tags(tuple(hashtags)))
    if found.hashtag or found.probable or own == summary:
        return found
    # It may have been typed into the name of the section; nobody knows.
    section = _find(summary, _tags(tuple(hashtags)))
    return Match(probable=bool(section.hashtag))


def of_edit(made: Contribution, hashtags: Sequence[str]) -> Match:
    """The hashtag of the campaign that an edit carries."""
    return Match() if _UNDOING & set(made.tags) else find(made.summary, hashtags)


def _find(summary: str, tags: _Tags) -> Match:
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


def _undoes(summary: str) -> bool:
    """Whether it says that an edit was undone: as MediaWiki and tools write it, or in a word at its beginning."""
    if _openings().match(summary.translate(_LETTERS)):
        return True
    # All of them link to whom they undo.
    return any(
        titles.normalise(found[1]) in specials and titles.normalise(found[2]) in pages
        for specials, pages in (_contributions_pages(),)
        for found in _CONTRIBUTIONS.finditer(summary)
    )


@cache
def _openings() -> re.Pattern[str]:
    """How summaries begin that say so."""
    kinds = wikis.common()['summaries']
    words = [kind for kind in kinds['undoes'] if ' ' not in kind]
    phrases = [kind for kind in kinds['undoes'] if ' ' in kind]
    number, takes_back = r'\W{0,3}(?:\w{1,3}\W{1,2})?\d', _any_of(kinds['takes_back'])
    begun = rf'(?:{_any_of(phrases)}){number}|(?:{_any_of(words)}){number}{{5}}|(?:{takes_back})(?!\w)'
    return re.compile(rf'\W*(?:{begun})')


def _any_of(words: Iterable[str]) -> str:
    """A regular expression for one of these as `_LETTERS` leaves them, longer ones first."""
    return '|'.join(sorted((re.escape(word.translate(_LETTERS)) for word in words), reverse=True))


@cache
def _contributions_pages() -> tuple[frozenset[str], frozenset[str]]:
    """The names of the special namespace and of the page of somebody's contributions, on any wiki."""
    known = [wikis.load(code) for code in wikis.codes()]
    specials = {titles.normalise(name) for wiki in known for name in wiki.namespaces.get('special', ())}
    pages = {titles.normalise(name) for wiki in known for name in wiki.special_pages.get('contributions', ())}
    return frozenset(specials), frozenset(pages)


@lru_cache(maxsize=1000)
def _tags(hashtags: tuple[str, ...]) -> _Tags:
    written: dict[str, str] = {}
    for tag in hashtags:
        written.setdefault(tag.translate(_LETTERS), tag)
    # Longer ones first: a campaign may have both 1lib1ref and 1lib1ref_rs.
    tags = sorted(filter(None, written), key=lambda tag: (-len(tag), tag))
    mixed = [tag for tag in tags if len(tag) >= _SLIPS_FROM and len(_PIECES.findall(tag)) > 1]
    groups = '|'.join(f'({_with_gaps(tag)}){_behind(tag)}' for tag in tags) or '(?!)'
    return _Tags(
        written,
        re.compile(rf'#{_BETWEEN}(?:{groups})(?![^\W_])'),
        tuple(written[tag] for tag in tags),
        re.compile('|'.join(map(_with_gaps, mixed)) or '(?!)'),
    )


def _with_gaps(tag: str) -> str:
    """A regular expression: between the digits and letters of the tag may be something."""
    return '[-_. ]?'.join(map(re.escape, _PIECES.findall(tag)))


def _behind(tag: str) -> str:
    """A regular expression: what may stand right behind the tag: a year, and if it is no mere word, a code as well."""
    if len(_PIECES.findall(tag)) < 2:
        return r'\d{0,4}'
    codes = _any_of(wikis.common()['summaries']['codes'])
    return rf'(?:\d{{0,4}}(?:{codes})?|(?:{codes})(?:\d{{2}}|\d{{4}}))'


def _slip(word: str, tags: _Tags) -> bool:
    return any(len(tag) >= _SLIPS_FROM and _one_apart(word, tag) for tag in tags.written)


def _one_apart(one: str, other: str) -> bool:
    """Whether one letter more, one less, another one, or two neighbours that changed places make one of the other."""
    at = len(list(takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))))
    one, other = one[at:], other[at:]
    swapped = one[1::-1] + one[2:] if len(one) > 1 else one
    return one[1:] == other[1:] or one[1:] == other or one == other[1:] or swapped == other

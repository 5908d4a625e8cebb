"""Where sentences begin and end, like the two in ``Narodil se 15. května 1848. Zemřel r. 1910.``.

sentencex (the Wikimedia Foundation's own) knows where a sentence can end in each language; it splits after some
abbreviations and ordinals that it does not know, so what it splits too finely is joined again here.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator
from functools import cache
from operator import itemgetter

import sentencex

from onelib.wikis import Wiki

__all__ = ['CELL_BREAK', 'LINE_BREAK', 'around_each', 'is_small', 'several', 'split']

#: A line break that a reader sees, <br>.
LINE_BREAK = '\u2028'
#: The border between two cells of a table, or between a term and its definition.
CELL_BREAK = '\u2029'

_BREAK = re.compile(f'[{LINE_BREAK}{CELL_BREAK}]')

_FULL_STOP = re.compile(r'[.!?…։]["“”»’)\]]*')
# In Armenian a colon is typed for the full stop, which looks like one.
_COLON = re.compile(r':(?=\s*$|\s+[«„“"(]*[A-ZԱ-Ֆ]|[\u2028\u2029])')
_FIGURE = re.compile(r'\d|\b[IVXLCDMІХ]+\b')
_LETTERS = re.compile(r'[^\W\d_]+')
_LONGEST_DATE, _LONGEST_PREPOSITION = 40, 3
_INITIALS = re.compile(r'(?:^|[\s(„“"«\u00a0-])((?:[^\W\d_]\.)+)$')
_NUMBER = re.compile(r'(?:^|\s)\d{1,3}\.$|(?:^|\s)[IVXLCDM]+\.$')
_DAY = re.compile(r'(?:^|\s)\d{1,2}\.$')
_ORDINAL = re.compile(r'(?:\d{1,3}|[IVXLCDM]+)\.')
_LAST_WORD = re.compile(r'(\S+)\.$')
_TERMINATORS = ('.', '!', '?', '…', ';', '։')
_GOING_ON = (',', ';', ':', '.', ')')
_OPENING = '„“"«»‘’\'([{…-–—'
_GEORGIAN = 'ა', 'ჿ'
_BLANK = f' {LINE_BREAK}{CELL_BREAK}'
_BEFORE_WORD = re.compile(f'[ {re.escape(_OPENING)}]*')
# Of a sentence that is joined from many pieces only so much of the end is looked at for its last word.
_LONGEST_WORD = 200
# So often a text is split again for the tags in it; somebody's thousand initials with a tag each must not take longer.
_SPLIT_AGAIN = 20


def is_small(letter: str) -> bool:
    """Whether no sentence begins with this letter: it is in lower case, in a script that has two.

    Georgian letters are in lower case for Unicode, but their capitals are for inscriptions.
    """
    return letter.islower() and not _GEORGIAN[0] <= letter <= _GEORGIAN[1]


def split(text: str, wiki: Wiki, marks: Collection[int] = ()) -> list[tuple[int, int]]:
    """Spans of the sentences of a text, in order, white space around them left out.

    :param text: plain text; a sentence ends at a `CELL_BREAK`, and at a `LINE_BREAK` unless it is plain that it goes on
    :param marks: where tags and footnotes stand: behind one a sentence has ended, be the full stop an abbreviation's
    """
    text = _with_full_stops(text, wiki)
    spans: list[tuple[int, int]] = []
    for start, end in _lines(text, marks):
        line = text[start:end]
        found = [(start + a, start + b) for a, b in _split_line(line, wiki)]
        if found and spans and text[start - 1] == LINE_BREAK and _runs_on(text[slice(*spans[-1])], line):
            found[0] = spans.pop()[0], found[0][1]
        spans += found
    return spans


def several(text: str, wiki: Wiki) -> bool:
    """Whether a text has more than one sentence; no more of it is read than it takes to know."""
    if LINE_BREAK in text or CELL_BREAK in text:
        return len(split(text, wiki)) > 1
    return len(_split_line(_with_full_stops(text, wiki), wiki, most=2)) > 1


def _lines(text: str, marks: Collection[int]) -> Iterator[tuple[int, int]]:
    """What is between line breaks and borders of cells, and between the ends of sentences that marks tell of."""
    breaks = [(found.start(), found.end()) for found in _BREAK.finditer(text)]
    ends = {(end, end) for mark in marks if (end := _end_at(text, mark))}
    start = 0
    for stop, following in sorted((*breaks, *ends)):
        yield start, stop
        start = following
    yield start, len(text)


def _end_at(text: str, mark: int) -> int:
    """Where a sentence ends, right before a tag or footnote or with the full stop right behind it; 0: none does."""
    end = len(text[:mark].rstrip(_BLANK))
    if end and _ends_sentence(text, end):
        return end
    stop = _FULL_STOP.match(text, mark)
    return stop.end() if end and stop and _ends_sentence(text, stop.end()) else 0


def _with_full_stops(text: str, wiki: Wiki) -> str:
    """The text, as long as before, with the full stop of its script where a colon was typed for it."""
    return _COLON.sub('։', text) if wiki.script == 'Armn' and ':' in text else text


def _runs_on(before: str, after: str) -> bool:
    """Whether a sentence goes on in the next line, as in a verse."""
    if before.endswith(_TERMINATORS):
        return False
    return before.endswith(',') or is_small(after.lstrip(f' {_OPENING}')[:1])


def around_each(
    text: str, places: Collection[int], wiki: Wiki, marks: Collection[int] = ()
) -> dict[int, tuple[int, int]]:
    """The spans of the sentences that tags at these places belong to, in little more time than for one.

    A tag belongs to what it follows: behind a full stop still to the sentence which that ends, and to the next one only
    if nothing stands before it.

    :param marks: where tags and footnotes stand, as `split` takes them
    """
    spans = split(text, wiki, marks) or [(0, len(text))]
    text = _with_full_stops(text, wiki)
    found = {}
    # Up to the place that we look at; a place takes away what is behind it, so the last one comes first.
    so_far = spans[:]
    left = _SPLIT_AGAIN * len(text)
    for at in sorted(set(places), reverse=True):
        end = len(text[:at].rstrip(_BLANK))
        number = min(bisect_left(spans, end, key=itemgetter(1)), len(spans) - 1) if end else 0
        if end != at or not _ends_sentence(text, at):
            found[at] = spans[number]
            continue
        # Behind a full stop the tag itself says that the sentence ends, be it an initial or not.
        del so_far[bisect_left(so_far, at, key=itemgetter(1)) + 1 :]
        start = so_far[-1][0]
        if start < at < so_far[-1][1]:
            del so_far[-1]
            # Without what comes behind, a quotation may not be closed, and then it has sentences of its own.
            inner = split(text[start:at], wiki) if left > 0 else ()
            left -= at - start
            so_far += [(start + a, start + b) for a, b in inner] or [(start, at)]
        found[at] = so_far[-1]
    return found


def _ends_sentence(text: str, at: int) -> bool:
    """Whether a tag at this place stands between two sentences, as far as the characters beside it tell."""
    match = _BEFORE_WORD.match(text, at)
    following = text[match.end() : match.end() + 1] if match else ''
    return text[at - 1 : at] in _TERMINATORS and not is_small(following) and following not in _GOING_ON


def _split_line(line: str, wiki: Wiki, most: int | None = None) -> list[tuple[int, int]]:
    """The spans of the sentences of a line; if no more than `most` are asked for, the last of them may go on."""
    spans: list[tuple[int, int]] = []
    at = 0
    for piece in sentencex.segment(wiki.language, line):
        start = line.find(piece, at)
        if start < 0:
            continue
        at = start + len(piece)
        body = piece.strip()
        if not body:
            continue
        start += len(piece) - len(piece.lstrip())
        if spans and _goes_on(line[max(spans[-1][0], spans[-1][1] - _LONGEST_WORD) : spans[-1][1]], body, wiki):
            spans[-1] = spans[-1][0], start + len(body)
        else:
            spans.append((start, start + len(body)))
            if len(spans) == most:
                break
    return spans


def _goes_on(before: str, after: str, wiki: Wiki) -> bool:
    """Whether the split between these two was one too many."""
    first = after.lstrip(_OPENING + ' ')[:1]
    if not first:
        return True
    if is_small(first):
        return not before[-1:].isalnum()
    if not before.endswith('.'):
        return False
    if _is_date(before, wiki):
        return True  # W 1910 r. Jan
    if _ORDINAL.fullmatch(before) or (first.isdecimal() and _DAY.search(before)):
        return True  # IV. Béla; 29. 11. 1941
    initials = _INITIALS.search(before)
    # Not π.Χ., which can end a sentence.
    if initials and not any(map(is_small, initials[1])) and not _NUMBER.search(before):
        return True
    word = _LAST_WORD.search(before)
    return word is not None and word[1].lstrip(_OPENING).lower() in wiki.abbreviations


def _is_date(text: str, wiki: Wiki) -> bool:
    """Whether this is no more than a preposition, a date or number and what it is short for."""
    if len(text) > _LONGEST_DATE or not _FIGURE.search(text):
        return False
    return all(len(word) <= _LONGEST_PREPOSITION or word.lower() in _months(wiki) for word in _LETTERS.findall(text))


@cache
def _months(wiki: Wiki) -> frozenset[str]:
    return frozenset(name.lower() for names in wiki.months.values() for name in names)

"""Where sentences begin and end, like the two in ``Narodil se 15. května 1848. Zemřel r. 1910.``.

sentencex (the Wikimedia Foundation's own) knows where a sentence can end in each language; it splits after some
abbreviations and ordinals that it does not know, so what it splits too finely is joined again here.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection
from operator import itemgetter

import sentencex

from onelib.wikis import Wiki

__all__ = ['CELL_BREAK', 'LINE_BREAK', 'around_each', 'is_small', 'split']

#: A line break that a reader sees, <br>.
LINE_BREAK = '\u2028'
#: The border between two cells of a table, or between a term and its definition.
CELL_BREAK = '\u2029'

_BREAK = re.compile(f'[{LINE_BREAK}{CELL_BREAK}]')

_INITIALS = re.compile(r'(?:^|[\s(„“"«\u00a0-])((?:[^\W\d_]\.)+)$')
_NUMBER = re.compile(r'(?:^|\s)\d{1,3}\.$|(?:^|\s)[IVXLCDM]+\.$')
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


def split(text: str, wiki: Wiki) -> list[tuple[int, int]]:
    """Spans of the sentences of a text, in order, white space around them left out.

    :param text: plain text; a sentence ends at a `CELL_BREAK`, and at a `LINE_BREAK` unless it is plain that it goes on
    """
    spans: list[tuple[int, int]] = []
    start = 0
    for line in _BREAK.split(text):
        found = [(start + a, start + b) for a, b in _split_line(line, wiki)]
        if found and spans and text[start - 1] == LINE_BREAK and _runs_on(text[slice(*spans[-1])], line):
            found[0] = spans.pop()[0], found[0][1]
        spans += found
        start += len(line) + 1
    return spans


def _runs_on(before: str, after: str) -> bool:
    """Whether a sentence goes on in the next line, as in a verse."""
    if before.endswith(_TERMINATORS):
        return False
    return before.endswith(',') or is_small(after.lstrip(f' {_OPENING}')[:1])


def around_each(text: str, places: Collection[int], wiki: Wiki) -> dict[int, tuple[int, int]]:
    """The spans of the sentences that tags at these places belong to, in little more time than for one.

    A tag belongs to what it follows: behind a full stop still to the sentence which that ends, and to the next one only
    if nothing stands before it.
    """
    spans = split(text, wiki) or [(0, len(text))]
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


def _split_line(line: str, wiki: Wiki) -> list[tuple[int, int]]:
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
    if _ORDINAL.fullmatch(before):
        return True  # IV. Béla
    initials = _INITIALS.search(before)
    # Not π.Χ., which can end a sentence.
    if initials and not any(map(is_small, initials[1])) and not _NUMBER.search(before):
        return True
    word = _LAST_WORD.search(before)
    return word is not None and word[1].lstrip(_OPENING).lower() in wiki.abbreviations

"""Where the statements of a page stand before and after an edit, and which footnotes have come there.

Only the lines that changed are read, and the paragraphs around them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from onelib.wikis import Wiki
from onelib.wikitext import references, sentences, statements
from onelib.wikitext.statements.statement import Statement, fingerprint

__all__ = ['ChangedLines', 'Places', 'ReadLines', 'read']

_NOT_CLAIM = re.compile(r'[\W_]+')
# Lines without words at their end: a heading, the beginning of a table or row, its end.
_NO_WORDS = re.compile(r'\s*(?:=|:*\{\||\|[-}+])')
_SHORT = 12
_ALIKE, _CONTAINED = 0.6, 0.85
# More pairs of sentences than these are not compared, nor those of more letters.
_MOST_PAIRS, _LONGEST = 2000, 2000


class ChangedLines:
    """A text and those of its lines that another version of it does not have."""

    def __init__(self, text: str, other: str) -> None:
        self.text = text
        self.lines = text.split('\n')
        left = Counter(other.split('\n'))
        self.numbers: list[int] = []
        for number, line in enumerate(self.lines):
            if left[line]:
                left[line] -= 1
            else:
                self.numbers.append(number)

    @cached_property
    def starts(self) -> list[int]:
        """Where each line begins."""
        return list(accumulate((len(line) + 1 for line in self.lines[:-1]), initial=0))

    @property
    def changed(self) -> Iterator[str]:
        """The lines that the other version does not have."""
        return (self.lines[number] for number in self.numbers)

    def blocks(self) -> set[int]:
        """Numbers of the changed lines and of those around them up to the next empty ones."""
        found: set[int] = set()
        for number in self.numbers:
            for step in (-1, 1):
                at = number
                while 0 <= at < len(self.lines) and self.lines[at].strip() and (at == number or at not in found):
                    found.add(at)
                    at += step
        return found


@dataclass(frozen=True, slots=True)
class ReadLines:
    """What was found in a text.

    :ivar tags: the statements that are tagged
    :ivar markers: source and place of each footnote in the paragraphs that changed
    :ivar ends: the statements at the ends of the lines that changed
    :ivar cited: how many footnotes of the whole text have a source
    """

    tags: list[Statement]
    markers: list[tuple[str, Statement]]
    ends: list[Statement]
    cited: Counter[str]

    @property
    def contexts(self) -> list[str]:
        """The paragraphs that changed."""
        found = (*(statement for _, statement in self.markers), *self.ends, *self.tags)
        return list(dict.fromkeys(statement.context for statement in found))


class Places:
    """Where statements stand after an edit, and which footnotes have come there."""

    def __init__(self, before: ReadLines, after: ReadLines, wiki: Wiki) -> None:
        self._came = after.cited - before.cited
        self._had = _by_context(before)
        self._has = _by_context(after)
        self._pairs = _MOST_PAIRS
        self._at: dict[str, tuple[str, int]] = {}
        for at in (*after.ends, *(at for _, at in after.markers), *after.tags):
            self._at.setdefault(at.fingerprint, (at.context, at.offset))
        # Sentences that stood there before are not what a statement was turned into.
        known = {fingerprint(part) for context in before.contexts for _, part in _parts(context, wiki)}
        self._squeezed = [(context, _squeezed(context)) for context in after.contexts]
        self._new: list[tuple[str, int, str]] = []
        for context in after.contexts:
            for offset, part in _parts(context, wiki):
                mark = fingerprint(part)
                self._at.setdefault(mark, (context, offset))
                self._new += [] if mark in known else [(context, offset, part)]

    def find(self, statement: Statement) -> tuple[str, int] | None:
        """The paragraph that a statement stands in now and where in it; None if it is gone."""
        if place := self._at.get(statement.fingerprint):
            return place
        wanted = _squeezed(statement.text)
        if len(wanted) >= _SHORT:
            for context, letters in self._squeezed:
                if wanted in letters:
                    return context, _offset(context, wanted)
        return next(
            ((context, offset) for context, offset, part in self._new if self.similar(statement.text, part)), None
        )

    def sourced(self, statement: Statement, place: tuple[str, int]) -> bool:
        """Whether a footnote came to the statement, or behind it in its paragraph."""
        context, start = place
        had = Counter(source for source, _ in self._had.get(statement.context, ()))
        has = Counter(source for source, end in self._has.get(context, ()) if end > start)
        return any(number > had[source] and self._came[source] for source, number in has.items())

    def keep(self, statement: Statement) -> bool:
        """Whether a statement stands there as it did, by itself or in a paragraph that is as it was."""
        letters = _squeezed(statement.context)
        return statement.fingerprint in self._at or any(letters == other for _, other in self._squeezed)

    def supported(self, statement: Statement, place: tuple[str, int]) -> bool:
        """Whether a footnote that the article had already stands at the statement, or came behind it."""
        context, start = place
        had = Counter(source for source, end in self._had.get(statement.context, ()) if end > statement.offset)
        behind = [(source, end) for source, end in self._has.get(context, ()) if end > start]
        at = {source for source, end in behind if end <= start + len(statement.text)}
        return any(not self._came[source] for source in at | (Counter(source for source, _ in behind) - had).keys())

    def similar(self, one: str, other: str) -> bool:
        """Whether two sentences make much the same claim, or one is in the other; endings of words may differ."""
        self._pairs -= 1
        if self._pairs < 0:
            return False
        first, second = _threes(one), _threes(other)
        common = sum((first & second).values())
        smaller, larger = sorted((sum(first.values()), sum(second.values())))
        return bool(smaller) and (
            2 * common >= _ALIKE * (smaller + larger) or (smaller >= _SHORT and common >= _CONTAINED * smaller)
        )


def _by_context(reading: ReadLines) -> dict[str, list[tuple[str, int]]]:
    """The footnotes of each paragraph: source, and where the sentence ends that it is about."""
    found: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
    for source, at in reading.markers:
        found[at.context].append((source, at.offset + len(at.text)))
    return found


def _parts(context: str, wiki: Wiki) -> Iterator[tuple[int, str]]:
    """The sentences of a paragraph, and the cells of a row, with where they begin."""
    at = 0
    for cell in context.split('·'):
        yield from ((at + start, cell[start:end]) for start, end in sentences.split(cell, wiki))
        at += len(cell) + 1


def _squeezed(text: str) -> str:
    return _NOT_CLAIM.sub('', text.casefold())


def _offset(context: str, squeezed: str) -> int:
    """Where in a text a part of it begins of which only the letters and digits are known."""
    places = [(at, letter) for at, char in enumerate(context) for letter in _squeezed(char)]
    found = ''.join(letter for _, letter in places).find(squeezed)
    return places[found][0] if found >= 0 else 0


def _threes(text: str) -> Counter[str]:
    """How often each three letters or digits follow one another in a text."""
    text = f' {_NOT_CLAIM.sub(" ", text[:_LONGEST].casefold()).strip()} '
    return Counter(text[at : at + 3] for at in range(len(text) - 2))


def read(lines: ChangedLines, wiki: Wiki) -> ReadLines:
    """The tags of a text, and the footnotes in its changed paragraphs."""
    # A footnote that names no source is none for a statement.
    extracted = references.extract(lines.text, wiki)
    markers = [marker for marker in extracted if marker.key and not marker.listed and not marker.within]
    blocks = lines.blocks()
    near = [marker for marker in markers if bisect_right(lines.starts, marker.start) - 1 in blocks]
    ends = [
        lines.starts[number] + len(line)
        for number in lines.numbers
        if (line := lines.lines[number]).strip() and not _NO_WORDS.match(line) and line.rfind('{{') <= line.rfind('}}')
    ]
    tags, found = statements.find_and_at(lines.text, [*(marker.start for marker in near), *ends], wiki)
    return ReadLines(
        tags,
        [(marker.key, statement) for marker, statement in zip(near, found, strict=False)],
        found[len(near) :],
        Counter(marker.key for marker in markers),
    )

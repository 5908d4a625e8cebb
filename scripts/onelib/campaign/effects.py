"""What one edit did to the sources and the unsourced statements of its page, from the text before and after it.

An edit that takes the tag of a statement away

- **sourced** it, if a footnote came that was not in the article before, to the statement or behind it in its paragraph;
- **removed** it, if the statement went with its tag;
- did neither otherwise: the tag alone went, went to another statement, or was replaced by another tag.

The statement is the same if it was reworded a little, cut in two or moved. Where a whole page is blanked or made a
redirect, nobody has looked at its statements: they do not count as removed.

What finds the tagged statements says which statement a footnote stands at, too. Only edits that take a tag away are
read so closely.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate

from onelib.campaign.edits import Contribution, Count, NamedSource
from onelib.campaign.records import Ending
from onelib.wikis import Wiki
from onelib.wikitext import references, sentences, statements
from onelib.wikitext.escaping import cut
from onelib.wikitext.references import Reference, ReferenceChange
from onelib.wikitext.statements import tagged
from onelib.wikitext.statements.statement import Statement, fingerprint

__all__ = ['RESTORING', 'became', 'count', 'of_edit', 'stands', 'still_cited']

#: Tags of edits that bring back what others had written: its sources were added before.
RESTORING = frozenset({'mw-undo', 'mw-rollback', 'mw-manual-revert'})

_LONGEST_WORDS = 200
# A change without any of these is one of words: it takes no footnote, no tag and no source.
_MARKUP = re.compile(r'[<>{}\[\]|=]|//')
_REDIRECT = re.compile(r'\s*#\w+\s*:?\s*\[\[')
_WORD = re.compile(r'\w+|[^\w\s]')
_NOT_CLAIM = re.compile(r'[\W_]+')
# Lines without words at their end: a heading, the beginning of a table or row, its end.
_NO_WORDS = re.compile(r'\s*(?:=|:*\{\||\|[-}+])')
_SHORT = 12
_ALIKE, _CONTAINED = 0.6, 0.85
# More pairs of sentences than these are not compared, nor those of more letters.
_MOST_PAIRS, _LONGEST = 2000, 2000


def of_edit(
    contribution: Contribution,
    before: str | None,
    after: str | None,
    wiki: Wiki,
    listed: Collection[str] = (),
    earlier: Sequence[str] = (),
) -> Count | None:
    """What an edit did; nothing, if it only brought back what had been there; None if a text cannot be read.

    :param before: the text of the revision before it, '' if the edit made the page
    :param listed: as in `count`
    :param earlier: texts of the page before somebody else took something away
    """
    if before is None or after is None:
        return None
    if RESTORING & set(contribution.tags):
        return Count()
    done = count(before, after, wiki, listed)
    return _without_restored(done, earlier, wiki) if done.added else done


def count(before: str, after: str, wiki: Wiki, listed: Collection[str] = ()) -> Count:
    """What became of the sources and the tagged statements of a page.

    :param listed: fingerprints of the statements that stood on a worklist before the edit
    """
    gone, come = _ChangedLines(before, after), _ChangedLines(after, before)
    if not any(_MARKUP.search(line) for line in (*gone.changed, *come.changed)):
        return Count()
    change = references.compare(before, after, wiki)
    sourced, removed = _fates(gone, come, change, wiki) if _takes_tag(gone, wiki) else ([], [])
    return Count(
        added=_named(change.added),
        removed=_named(change.removed),
        improved=_named(change.improved),
        reused=change.reused,
        sourced=tuple(statement.text for statement in sourced),
        claims_removed=tuple(statement.text for statement in removed),
        listed=sum(statement.fingerprint in listed for statement in sourced),
    )


def _without_restored(done: Count, earlier: Iterable[str], wiki: Wiki) -> Count:
    """What is left of a count when the sources that the page has lost lately are others' work."""
    back: dict[str, NamedSource] = {}
    left = list(done.added)
    for text in earlier:
        there = {reference.key for reference in references.still_cited(_references(left), text, wiki)}
        back |= {source[0]: source for source in left if source[0] in there}
        left = [source for source in left if source[0] not in there]
    if not back:
        return done
    kept = replace(done, added=tuple(left), restored=tuple(back.values()), reused=0)
    return kept if left else replace(kept, improved=(), sourced=(), listed=0)


def _named(found: Iterable[Reference]) -> tuple[tuple[str, str], ...]:
    """Key and shortened words of references."""
    named = []
    for reference in found:
        words = ' '.join(reference.content.split())
        named.append((reference.key, cut(words, _LONGEST_WORDS)))
    return tuple(named)


class _ChangedLines:
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


def _takes_tag(gone: _ChangedLines, wiki: Wiki) -> bool:
    # The name of a tag may end its line; the bar is what comes next.
    return any(tagged.may_hold(wiki).search(f'{line}|') for line in gone.changed)


@dataclass(frozen=True, slots=True)
class _Reading:
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


def _fates(
    gone: _ChangedLines, come: _ChangedLines, change: ReferenceChange, wiki: Wiki
) -> tuple[list[Statement], list[Statement]]:
    """The statements that were sourced, and those that were removed, in reading order."""
    before, after = _read(gone, wiki), _read(come, wiki)
    still = {statement.fingerprint for statement in after.tags}
    was = {statement.fingerprint for statement in before.tags}
    reworded = [statement for statement in after.tags if statement.fingerprint not in was]
    blanked = _is_blanked(come.text)
    places = _Places(before, after, wiki)
    sourced, removed = [], []
    for statement in {
        s.fingerprint: s for s in reversed(before.tags) if s.text and s.fingerprint not in still
    }.values():
        twin = next((other for other in reworded if places.similar(statement.text, other.text)), None)
        if twin:
            reworded.remove(twin)
            continue
        place = places.find(statement)
        if place is None:
            removed += [] if blanked else [statement]
        elif (change.added or change.reused) and places.sourced(statement, place):
            sourced.append(statement)
    return sourced[::-1], removed[::-1]


def _is_blanked(text: str) -> bool:
    return not text.strip() or bool(_REDIRECT.match(text))


def became(gone: Iterable[Statement], before: str, after: str, wiki: Wiki) -> Iterator[Ending]:
    """What became of each of these statements, of any kind, for which the second text does not want a source any more.

    :param gone: as they are in the first text
    """
    if _is_blanked(after):
        yield from (Ending.GONE for _ in gone)
        return
    change = references.compare(before, after, wiki)
    near, whole = (_Lines(before, after, wiki, every_line) for every_line in (False, True))
    for found in gone:
        # Of equal ones, that which stood in a changed line is meant.
        statement = replace(found, fingerprint=fingerprint(found.text))
        # A banner far from the paragraph may have been taken away.
        for lines in (near, whole) if statement.kind == 'tagged' else (whole,):
            if place := lines.places.find(statement):
                is_sourced = (change.added or change.reused) and lines.places.sourced(statement, place)
                yield Ending.SOURCED if is_sourced else Ending.UNTAGGED
                break
        else:
            yield Ending.REMOVED


@dataclass
class _Lines:
    """Two texts, of which those lines are read that differ, or every one."""

    before: str
    after: str
    wiki: Wiki
    every_line: bool

    @cached_property
    def places(self) -> _Places:
        gone, come = (
            _read(_ChangedLines(text, '' if self.every_line else other), self.wiki)
            for text, other in ((self.before, self.after), (self.after, self.before))
        )
        return _Places(gone, come, self.wiki)


class _Places:
    """Where statements stand after an edit, and which footnotes have come there."""

    def __init__(self, before: _Reading, after: _Reading, wiki: Wiki) -> None:
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


def _by_context(reading: _Reading) -> dict[str, list[tuple[str, int]]]:
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


def _read(lines: _ChangedLines, wiki: Wiki) -> _Reading:
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
    return _Reading(
        tags,
        [(marker.key, statement) for marker, statement in zip(near, found, strict=False)],
        found[len(near) :],
        Counter(marker.key for marker in markers),
    )


def still_cited(added: Iterable[tuple[str, str]], current: str, wiki: Wiki) -> bool:
    """Whether a page still cites one of these sources, even if its number, address or words were corrected.

    :param added: as in `onelib.campaign.edits.Count`
    :param current: the text of the page now
    """
    return bool(references.still_cited(_references(added), current, wiki))


def stands(before: str, after: str, current: str) -> bool:
    """Whether most of the words that an edit brought are there, and most of those that it took away are not."""
    had, has, now = (_in_threes(_WORD.findall(text)) for text in (before, after, current))
    brought, taken = has - had, had - has
    lasting = (brought & (now - had)).total() + (taken & (had - now)).total()
    return 2 * lasting > brought.total() + taken.total()


def _in_threes(words: list[str]) -> Counter[tuple[str, ...]]:
    return Counter(zip(words, words[1:], words[2:], strict=False))


def _references(named: Iterable[NamedSource]) -> list[Reference]:
    return [Reference('ref', '', '', words, key=key) for key, words in named]

"""Reads a sign-up page line by line: in which section, list, paragraph or table a line stands, and who signs it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from onelib.wikis import Wiki
from onelib.wikitext.signups import accounts, signatures, unclear
from onelib.wikitext.signups.people import UnclearLine
from onelib.wikitext.signups.signatures import Part, User
from onelib.wikitext.signups.tables import SignUpTable
from onelib.wikitext.signups.timestamps import Stamp
from onelib.wikitext.signups.unclear import TYPED, Attempt, Group
from onelib.wikitext.signups.words import BREAK, END, HEADING, PAGE, STRUCK, PageWords

__all__ = ['SignUpLines']

_SEPARATOR = re.compile(r'\s*(?:[-–—−―~]+|[:,;|•·/]|→)\s*')
_MARKER = re.compile(r'(:+)[ \t]*\d{1,3}[.)]\s+|([*#:;]+)[ \t]*|\s*(?:\d{1,4}\s?[.)]|[•·▪◦‣●])\s+')
_TRANSCLUDED = re.compile(f'{PAGE}(\\d+){END}')
_WORD = re.compile(r'[^\W\d_]+')
# Longer names are not shown in any table, and are mostly sentences.
_LONGEST_LIBRARY = 120


class _WhoSigns(Enum):
    """Who signs up in a section: everybody, those whose signature has a time (below instructions), nobody."""

    ALL = 'all'
    SIGNED = 'signed'
    NONE = 'none'


@dataclass(slots=True)
class _Section:
    level: int
    reading: _WhoSigns
    of_participants: bool
    words: str = ''


@dataclass(slots=True)
class _Item:
    """An item of a list above.

    :ivar closed: whether what stands below it answers it: it is somebody's, or an answer itself
    :ivar library: what it says, if people below it may be of that library
    """

    marker: str
    closed: bool
    library: str = ''
    attempt: Attempt | None = None


class SignUpLines:
    """The lines of one page."""

    def __init__(self, wiki: Wiki, words: PageWords) -> None:
        self._wiki = wiki
        self._words = words
        self._sections = [_Section(0, _WhoSigns.ALL, of_participants=False)]
        self._number = 0  # of the section
        self._above: list[_Item] = []
        self._indent = 0  # colons before the markers of the list that stands above
        self._in_comment = False
        self._in_talk = False  # below words that somebody has signed: what is indented answers them
        self._struck = False  # whether something on the line was struck out or hidden
        self._tables: list[SignUpTable] = []  # those that are open
        self._attempts: list[Attempt] = []
        self._groups: set[Group] = set()  # lists in which people sign up
        self._headed: set[Group] = set()  # lists of libraries, with people below
        self._lead: set[Group] = set()  # in which names of people are sign-ups
        self.transcluded: dict[str, None] = {}

    @property
    def _section(self) -> _Section:
        return self._sections[-1]

    def read(self, lines: Sequence[str]) -> Iterator[User]:
        """Whoever signs up, in order."""
        for line in lines:
            if line.startswith(HEADING):
                self._heading(line[1:].strip())
                continue
            if self._section.reading is _WhoSigns.NONE:
                continue
            for page in _TRANSCLUDED.finditer(line):
                self.transcluded[self._words.pages[int(page[1])]] = None
            self._struck = STRUCK in line
            yield from self._line(_TRANSCLUDED.sub('', line).replace(STRUCK, ''))
        while self._tables:
            yield from self._end_table()

    def unclear(self) -> list[UnclearLine]:
        """At the end: the lines that look like sign-ups where they stand, and are none."""
        if self._number == 0:
            # The whole page is the list of those who sign up.
            self._lead = {attempt.group for attempt in self._attempts if attempt.group[1] == '#'}
        self._groups |= {attempt.group for attempt in self._attempts if attempt.certain and attempt.group[1]}
        return [attempt.line for attempt in self._attempts if self._is_unclear(attempt)]

    def _is_unclear(self, attempt: Attempt) -> bool:
        if attempt.certain:
            return True
        if attempt.group in self._headed:
            return False
        return attempt.group in self._groups or (attempt.named and attempt.group in self._lead)

    def _heading(self, line: str) -> None:
        level = len(line) - len(line.lstrip('='))
        shown = self._words.shown(line.strip('= '))
        words = shown.lower()
        while self._section.level >= level > 0:
            self._sections.pop()
        above = self._section.reading
        alone = frozenset(accounts.words('joining')).isdisjoint(words.split())
        of_others = words.startswith((*accounts.words('instruction_sections'), *accounts.words('other_sections')))
        said = any(word in words for word in accounts.words('participant_words'))
        of_participants = words.startswith(accounts.words('participant_words')) or (said and not of_others)
        if of_participants:
            reading = _WhoSigns.ALL
        elif not alone:
            reading = above
        elif words.startswith(accounts.words('instruction_sections')):
            reading = _WhoSigns.SIGNED if above is not _WhoSigns.NONE else above
        else:
            reading = _WhoSigns.NONE if words.startswith(accounts.words('other_sections')) else above
        self._sections.append(_Section(level, reading, of_participants, shown))
        self._number += 1
        self._above, self._in_comment, self._in_talk = [], False, False

    def _line(self, line: str) -> Iterator[User]:
        text = line.strip()
        start = text.lstrip(': ')
        table = self._tables[-1] if self._tables else None
        if start.startswith('{|'):
            self._tables.append(SignUpTable(self._wiki, self._words.parts))
        elif table and start.startswith('|}'):
            yield from self._end_table()
        elif table and start.startswith(('|-', '|+')):
            yield from self._rows(table)
        elif table and start.startswith(('|', '!')):
            table.cells(start)
        elif marker := _MARKER.match(text):
            given = marker[2] or f'{marker[1] or ""}#'  # 1. and :1. are typed for # and :#
            yield from self._item(given, text[marker.end() :], indented=line[:1].isspace())
        elif table and table.in_cell:
            table.add(text)
        elif not table:
            for piece in line.split(BREAK):
                yield from self._paragraph(piece)

    def _rows(self, table: SignUpTable) -> Iterator[User]:
        """Whoever signs in the row of a table that ends."""
        signed = list(table.end_row(self._section.words))
        if self._section.reading is _WhoSigns.ALL:
            yield from signed

    def _end_table(self) -> Iterator[User]:
        table = self._tables.pop()
        yield from self._rows(table)
        if self._section.reading is _WhoSigns.ALL:
            self._attempts += table.attempts()

    def _item(self, marker: str, body: str, *, indented: bool) -> Iterator[User]:
        """An item of a list.  Indented ones are shown as they are typed: examples, unless they were really signed."""
        self._in_comment = False
        colons = len(marker) - len(marker.lstrip(':'))
        if not self._above:
            self._indent = 0 if self._in_talk or colons == len(marker) else colons
        if colons == self._indent < len(marker):
            marker = marker[colons:]  # the whole list is indented
        while self._above and len(self._above[-1].marker) >= len(marker):
            self._above.pop()
        parts = self._words.parts(body)
        above = self._above[-1] if self._above else None
        timed = any(isinstance(part, Stamp) and part.timed for part in parts)
        # Below somebody's sign-up stand answers; below the name of a library may stand its people.
        answers = ':' in marker or bool(above and above.closed)
        answers |= len(marker) > 1 and not signatures.starts(parts) and not timed
        answers |= not above and '#' in marker[:-1]
        sample = indented and Stamp() not in parts
        example = self._section.reading is not _WhoSigns.ALL and not timed
        signed = [] if answers or sample or example or marker == ';' else signatures.signers(parts, self._wiki)
        if marker == ';':
            self._above = []  # made a heading of what is below
            return
        group = (self._number, marker)
        item = _Item(marker, answers or bool(signed))
        if signed:
            self._groups.add(group)
            if above:
                self._head(above)
                signed = [replace(user, library=user.library or above.library) for user in signed]
        elif not item.closed or (len(marker) > 1 and not (above and above.closed) and ':' not in marker):
            self._unsigned(item, body, parts, group, skipped=sample or example)
        self._above.append(item)
        yield from signed

    def _unsigned(self, item: _Item, body: str, parts: Sequence[Part], group: Group, *, skipped: bool) -> None:
        """Note what an item may be in which nobody signs up: the name of a library, or a sign-up in other words."""
        shown = self._words.shown(body).strip(' :–—-')
        lower = shown.lower()
        has_user = any(isinstance(part, User) for part in parts)
        # Struck out, or about those who organise: who stands below it does not sign up.
        item.closed |= (
            not _WORD.search(shown) or has_user or self._struck or lower.startswith(accounts.words('other_sections'))
        )
        if not lower.startswith(accounts.words('participant_words')):
            item.library = shown if len(shown) <= _LONGEST_LIBRARY else ''
        if skipped or self._struck:
            return
        attempt = unclear.attempt(body, parts, self._section.words, group, self._wiki)
        if attempt:
            item.attempt = attempt
            item.closed |= attempt.certain
            self._attempts.append(attempt)
            if self._section.of_participants:
                self._lead.add(group)

    def _head(self, item: _Item) -> None:
        """An item has people below it, so it is no sign-up, nor are those beside it."""
        self._headed.add((self._number, item.marker))

    def _paragraph(self, line: str) -> Iterator[User]:
        """A line that is no item: a sign-up without its marker only if nothing but a signature stands there."""
        parts = self._words.parts(line)
        self._in_talk = Stamp() in parts
        timed = any(isinstance(part, Stamp) and part.timed for part in parts)
        if not line.strip():
            # A list that goes on below it is the same.
            self._in_comment = False
            return
        if not signatures.starts(parts):
            if not self._in_comment and self._section.reading is _WhoSigns.ALL:
                self._typed(line)
            self._in_comment = not line.rstrip().endswith(':')
        elif not self._in_comment and (timed or self._section.reading is _WhoSigns.ALL):
            signed = signatures.signers(parts, self._wiki)
            rest = signatures.rest(parts, signed)
            sample = line[:1].isspace() or signed[:1] == [] or signed[0].kind == 'transcluded'
            if signed and (Stamp() in parts or (not sample and (not rest.strip(' .!)') or _SEPARATOR.match(rest)))):
                self._groups.add((self._number, ''))
                yield from signed
            elif unclear.is_certain(parts) and not line[:1].isspace():
                self._attempts.append(Attempt(UnclearLine(self._section.words), (self._number, ''), certain=True))
        self._above = []

    def _typed(self, line: str) -> None:
        """A paragraph that only holds what was typed in a sign-up's place: a name with its namespace, or tildes."""
        text = line.strip()
        is_typed = text.startswith(TYPED) and any(number == self._number for number, _ in self._groups)
        if line[:1].isspace() or not (is_typed or text[:1].isalpha()):
            return
        attempt = unclear.attempt(text, self._words.parts(text), self._section.words, (self._number, ''), self._wiki)
        if attempt and attempt.certain and (is_typed or attempt.line.name):
            self._attempts.append(attempt)

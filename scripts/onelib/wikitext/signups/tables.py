"""Who signs in the rows of a table, with the library and the wiki that other cells of the row name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from onelib.wikis import Wiki
from onelib.wikitext.signups import accounts, signatures, timestamps, unclear
from onelib.wikitext.signups.signatures import Part, User
from onelib.wikitext.signups.unclear import Attempt

__all__ = ['SignUpTable']

_WORD = re.compile(r'[^\W\d_]+')
_INNER_BAR = re.compile(r'\[\[(?:[^\[\]\n]|\[(?!\[)|\](?!\]))*+\]\]')
_BAR = '\ue004'
_SPAN = re.compile(r'\b(row|col)span\s*=\s*["\']?\s*(\d{1,3})', re.IGNORECASE)
_MOST_COLUMNS = 30


@dataclass(slots=True)
class _Cell:
    """A cell of a row.

    :ivar rows: how many rows it is high, or goes on for
    :ivar carried: whether it began in a row above
    """

    text: str
    rows: int = 1
    columns: int = 1
    carried: bool = False
    parts: Sequence[Part] = ()

    @property
    def has_user(self) -> bool:
        return any(isinstance(part, User) for part in self.parts)


class SignUpTable:
    """A table that is read line by line.

    :param parts: reads a line as the users on it and the text between them
    """

    def __init__(self, wiki: Wiki, parts: Callable[[str], list[Part]]) -> None:
        self._wiki = wiki
        self._parts = parts
        self._cells: list[_Cell] = []
        self._heads = 0
        self._carried: dict[int, _Cell] = {}
        self._columns: list[str] = []
        # Where people stood, and the rows in which nobody does.
        self._places: Counter[int] = Counter()
        self._others: list[tuple[list[_Cell], str]] = []

    @property
    def in_cell(self) -> bool:
        """Whether a line that begins no cell goes on with one."""
        return bool(self._cells)

    def add(self, text: str) -> None:
        """A line that goes on with the last cell."""
        self._cells[-1].text += f' {text}'

    def cells(self, line: str) -> None:
        """A line that begins a cell, or several."""
        head = line.startswith('!')
        bars = _INNER_BAR.sub(lambda link: link[0].replace('|', _BAR), line[1:])
        for cell in (bars.replace('!!', '||') if head else bars).split('||'):
            attributes, bar, content = cell.partition('|')
            has_attributes = bool(bar) and '[[' not in attributes
            spans = {kind.lower(): int(many) for kind, many in _SPAN.findall(attributes)} if has_attributes else {}
            text = (content if has_attributes else cell).replace(_BAR, '|')
            columns = min(max(1, spans.get('col', 1)), _MOST_COLUMNS)
            self._cells.append(_Cell(text, max(1, spans.get('row', 1)), columns))
            self._heads += head

    def end_row(self, section: str) -> Iterator[User]:
        """Whoever signs in the row that ends here.

        :param section: words of the heading above the table
        """
        given, heads = self._cells, self._heads
        self._cells, self._heads = [], 0
        if not given:
            return
        cells = self._grid(given)
        if heads and heads == len(given) and not (len(given) == 1 and self._columns):
            self._columns = [cell.text.lower() for cell in cells]
            return
        columns = self._columns if len(self._columns) == len(cells) else [''] * len(cells)
        # A user beside several rows stands for all of them, like their coordinator: who has a row of their own signs.
        order = sorted(range(len(cells)), key=lambda i: cells[i].rows > 1)
        for index in order:
            if cells[index].carried or _has(columns[index], 'other_columns'):
                continue
            if signed := signatures.signers(cells[index].parts, self._wiki):
                self._places[index] += 1
                yield from (self._completed(user, cells, columns, index) for user in signed)
                return
        self._others.append((cells, section))

    def _grid(self, given: Sequence[_Cell]) -> list[_Cell]:
        """The cells of a row in their columns, those among them that go on from above."""
        row: list[_Cell] = []
        rest = iter(given)
        new: _Cell | None = next(rest, None)
        while new or len(row) in self._carried:
            if cell := self._carried.pop(len(row), None):
                cell = replace(cell, rows=cell.rows - 1, carried=True)
                row.append(cell)
            elif new:
                new.parts = self._parts(new.text)
                row += [new] * new.columns
                new = next(rest, None)
            if len(row) > _MOST_COLUMNS:
                break
        self._carried |= {i: cell for i, cell in enumerate(row) if cell.rows > 1}
        return row

    def _completed(self, user: User, cells: Sequence[_Cell], columns: Sequence[str], index: int) -> User:
        """A user with the library and the wiki that the other cells of the row name."""
        others = [i for i in range(len(cells)) if i != index and not cells[i].has_user]
        words = {i: _words(cells[i].parts) for i in others}
        code = next((accounts.wiki_code(words[i]) for i in others if words[i].lower() in accounts.codes()), '')
        named = [i for i in others if _has(columns[i], 'library_columns')]
        free = [i for i in others if not _has(columns[i], 'other_columns') and not _has(columns[i], 'plain_columns')]
        # What stands beside several rows is what these have in common.
        common = [i for i in free if cells[i].rows > 1 or cells[i].carried]
        choices = (words[i] for i in named or common or [i for i in free if i > index])
        fitting = (
            text for text in choices if text.lower() not in accounts.codes() and not timestamps.is_day(text, self._wiki)
        )
        library = next(filter(_WORD.search, fitting), '')
        return replace(user, library=user.library or library, wiki=user.wiki or code)

    def attempts(self) -> Iterator[Attempt]:
        """At its end: rows in which something stands where others have their names."""
        named = [i for i, column in enumerate(self._columns) if _has(column, 'participant_words')]
        place = next((i for i, _ in self._places.most_common(1)), named[0] if named else None)
        if place is None:
            return
        for cells, section in self._others:
            if place < len(cells) and not cells[place].carried and cells[place].columns == 1:
                cell = cells[place]
                if cell.has_user and not unclear.is_certain(cell.parts):
                    continue
                found = unclear.cell_attempt(cell.text, cell.parts, section, self._wiki)
                if found and (found.line.name or not found.line.library):
                    yield found


def _words(parts: Sequence[Part]) -> str:
    return signatures.plain(''.join(part for part in parts if isinstance(part, str)))


def _has(column: str, key: str) -> bool:
    return any(word in column for word in accounts.words(key))

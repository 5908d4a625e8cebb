"""The pages of a dump, or of a part of one, and what of it cannot be read."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from onelib.readers.dumps.elements import DumpedArticle, Elements, Header
from onelib.readers.dumps.pieces import Gap, Piece

__all__ = ['PageReader', 'Problem']

# MediaWiki writes no tag or comment that is long.
_MAX_TAG = 1 << 22
_LONGEST_TAG = 1 << 12
# So much can be what is left of a page of which something could not be read; a bomb never ends.
_MAX_SKIPPED = 1 << 28
# A file of which nothing can be read would fill the memory with what is wrong with it.
_MOST_PROBLEMS = 1000
_PAGE = re.compile(rb'<page[\s/>]')
_LENGTH_OF_PAGE = len(b'<page>')
_ROOT = b'<mediawiki>'


@dataclass(slots=True)
class Problem:
    """What could not be read.

    :ivar place: the byte where that is: of the packed file, or of the XML
    :ivar title: of the page that is lost, as far as it is known
    :ivar before: the title of the last whole page before that, None if this part of the file has none
    :ivar after: the title of the first whole page behind it, None if there is none
    """

    reason: str
    place: int
    is_packed: bool
    title: str
    before: str | None
    after: str | None = None


class _Over(Exception):
    """What follows is a matter of whoever reads the next part."""


class PageReader:
    """Reads pages one after the other.

    A page that cannot be read costs itself: a new parser begins at the next `<page`, which can stand nowhere within a
    page of MediaWiki's.  So a part of a file gives its pages as the whole file does.

    :param header: what the beginning of the file says, if it is not this that is to be read
    :param end: pages that begin there or behind it are those of the next part
    :param may_go_on: says, when the XML is damaged, whether the packed bytes are not
    :ivar pages: the titles of the pages that are complete; with the article, if it is one
    :ivar is_over: there is nothing more to read
    :ivar left_out: problems that are counted only
    """

    def __init__(
        self, header: Header | None = None, end: int | None = None, may_go_on: Callable[[], bool] = lambda: True
    ) -> None:
        self.header = header or Header()
        self.pages: list[tuple[str, DumpedArticle | None]] = []
        self.problems: list[Problem] = []
        self.left_out = 0
        self.is_over = False
        self._end_of_part = end
        self._may_go_on = may_go_on
        # The pieces that the parser may have to look at again, each behind the number of bytes before it.
        self._kept: list[tuple[int, Piece]] = []
        self._given_up: int | None = None
        self._size = self._skipped = 0
        self._open: list[Problem] = []
        self._last_title: str | None = None
        # It is behind the part, and only looks for the first whole page there, which a problem wants to name.
        self._is_behind = False
        # A block of the next part has been read.
        self._is_in_next = False
        # The parser; None while the next page is looked for.
        self._elements = None if header else self._parser()
        # Where its first byte would be, where the page is that it has begun with, and where the one that it is at.
        self._origin, self._began = 0, -1
        self._page_at: int | None = None

    def read(self, piece: Piece | Gap | None) -> None:
        """Read on; after the last piece nothing follows."""
        if isinstance(piece, Piece):
            self._feed(piece)
        elif piece:
            self._gap(piece)
        else:
            self._close()

    def _feed(self, piece: Piece) -> None:
        if self.is_over or piece.stream == self._given_up:
            return
        start = self._size
        self._kept.append((start, piece))
        self._size += len(piece.data)
        self._is_in_next = piece.is_block and self._is_of_next(piece.place)
        if self._elements is None:
            self._search(start - _LENGTH_OF_PAGE)
            if self._elements is None and self._open:
                self._skip(len(piece.data))
        else:
            self._parse_from(start)
        self._forget()

    def _gap(self, gap: Gap) -> None:
        self.header.is_over = True
        if self._is_of_next(gap.place) and (gap.is_block or self._is_in_next):
            self._go_behind()
        else:
            self._note_problem(gap.reason, gap.place, is_packed=True, is_gap=True)
        self._elements, self._page_at, self._kept = None, None, []

    def _close(self) -> None:
        while self._elements and not self.is_over:
            if not (problem := self._parse(b'', last=True)):
                break
            offset = self._recover(problem if self._size else 'the file is empty')
            if offset >= 0:
                # Within what has had no end.
                self._parse_from(offset)
        self.header.is_over = self.is_over = True

    def _parse_from(self, offset: int) -> None:
        while not self.is_over:
            problem = ''
            for start, piece in list(self._kept):
                if start + len(piece.data) > offset and not problem:
                    problem = self._parse(memoryview(piece.data)[max(0, offset - start) :])
            if not problem and self._size - self._token() > _MAX_TAG:
                # A tag or comment without an end: the parser would keep it, and begin anew with each piece.
                problem = f'there is no end to what begins here, after {_MAX_TAG >> 20} MB'
            if not problem:
                return
            offset = self._recover(problem)
            if offset < 0:
                return

    def _recover(self, problem: str) -> int:
        """Where to go on, which is the next page; -1 if it is not there yet."""
        self.header.is_over = True
        token = self._tag(self._token())
        is_first = token == self._began
        is_page = bool(_PAGE.match(self._bytes(token, token + _LENGTH_OF_PAGE)))
        if is_first and self._is_of_next(self._place(token)):
            self._go_behind()
        is_outside = bool(self._elements and self._elements.is_outside)
        if is_first or not is_page or is_outside or self._page_at is not None:
            self._note_problem(problem, self._place(token), is_packed=self._is_block(token))
            if self._kept and not self._may_go_on():
                # What is damaged gives bytes that nobody has written, and these may look like a page.
                self._given_up, self._kept = self._kept[-1][1].stream, []
        self._elements, self._page_at = None, None
        return self._find(token + (is_first or not is_page))

    def _tag(self, offset: int) -> int:
        """Where the tag of a page begins, if what is wrong is within one."""
        first = max(self._kept[0][0], offset - _LONGEST_TAG) if self._kept else offset
        before = self._bytes(first, offset)
        at = before.rfind(b'<')
        is_in_tag = at >= 0 and b'>' not in before[at:] and _PAGE.match(before, at)
        return first + at if is_in_tag else offset

    def _search(self, first: int) -> None:
        offset = self._find(first)
        if offset >= 0:
            self._parse_from(offset)

    def _skip(self, length: int) -> None:
        self._skipped += length
        if self._skipped > _MAX_SKIPPED:
            place = self._place(self._size)
            reason = f'no page begins within {_MAX_SKIPPED >> 20} MB, and what follows has not been looked at'
            self._note_problem(reason, place, is_packed=self._is_block(self._size))
            self.is_over = True

    def _find(self, first: int) -> int:
        if self.header.is_refused:
            self.is_over = True
        if self.is_over or not self._kept:
            return -1
        start = max(first, self._kept[0][0])
        found = _PAGE.search(self._bytes(start, self._size))
        if not found:
            return -1
        self._began = start + found.start()
        self._elements = self._parser()
        self._skipped = 0
        self._origin = self._began - len(_ROOT)
        self._parse(_ROOT)
        return self._began

    def _forget(self) -> None:
        """Drop what nobody will look at again."""
        first = self._size - _LENGTH_OF_PAGE if self._elements is None else self._token()
        while len(self._kept) > 1 and self._kept[1][0] <= first:
            del self._kept[0]

    def _bytes(self, first: int, end: int) -> bytes:
        return b''.join(
            piece.data[max(0, first - start) : end - start]
            for start, piece in self._kept
            if start < end and start + len(piece.data) > first
        )

    def _token(self) -> int:
        return self._origin + (self._elements.byte if self._elements else 0)

    def _piece(self, offset: int) -> tuple[int, Piece]:
        return next(((start, piece) for start, piece in reversed(self._kept) if start <= offset), (0, Piece(b'', 0)))

    def _place(self, offset: int) -> int:
        start, piece = self._piece(offset)
        return piece.place if piece.is_block else piece.place + offset - start

    def _is_block(self, offset: int) -> bool:
        return self._piece(offset)[1].is_block

    def _is_of_next(self, place: int) -> bool:
        return self._end_of_part is not None and place >= self._end_of_part

    def _go_behind(self) -> None:
        self._is_behind = True
        self.is_over = not self._open

    def _note_problem(self, reason: str, place: int, *, is_packed: bool, is_gap: bool = False) -> None:
        if self._is_behind:
            return
        if len(self.problems) == _MOST_PROBLEMS:
            self.left_out += 1
            return
        # Of what could not be unpacked, more is lost than that.
        title = self._elements.title if self._elements and self._page_at is not None and not is_gap else ''
        problem = Problem(reason, place, is_packed, title, self._last_title)
        self.problems.append(problem)
        self._open.append(problem)

    def _parser(self) -> Elements:
        return Elements(self.header, self._start_page, self._end_page)

    def _parse(self, data: bytes | memoryview, *, last: bool = False) -> str:
        try:
            return self._elements.parse(data, last=last) if self._elements and not self.is_over else ''
        except _Over:
            self.is_over = True
            return ''

    def _start_page(self) -> None:
        self._page_at = self._token()
        if not self._is_behind and self._is_of_next(self._place(self._page_at)):
            self._go_behind()
            if self.is_over:
                raise _Over

    def _end_page(self, title: str, article: DumpedArticle | None) -> None:
        self._last_title = title
        self._page_at = None
        for problem in self._open:
            problem.after = title
        self._open.clear()
        if self._is_behind:
            raise _Over
        self.pages.append((title, article))

"""XML dumps, like ``cswiki-20260101-pages-articles.xml.bz2``: their articles, one after the other, in little memory."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from pathlib import Path

from onelib.readers.dumps import sources
from onelib.readers.dumps.elements import DumpedArticle, Header
from onelib.readers.dumps.files import DumpFile
from onelib.readers.dumps.pages import PageReader, Problem
from onelib.readers.dumps.parts import DumpPart
from onelib.readers.dumps.pieces import CountedFile, Gap, Piece

__all__ = ['Dump', 'DumpError']

# So far before a part is looked for the last whole page there, to name it.
_BACK = 1 << 22


class DumpError(Exception):
    """A file that is no dump, or ends too early, or is damaged; what else is in it has been read.

    :ivar problems: a line each
    """

    def __init__(self, problems: list[str]) -> None:
        super().__init__('\n'.join(problems))
        self.problems = problems


class Dump:
    """A file of pages that a MediaWiki exported, plain or packed, or a part of one.

    Several packed streams in a row are one file.

    :ivar size: bytes of the file, or of the part
    :ivar pages: how many pages of all namespaces have been read
    :ivar last_title: the title of the last of them
    """

    def __init__(self, source: Path | DumpPart) -> None:
        """Open the file.

        :raises OSError: it cannot be opened
        """
        self.part = source if isinstance(source, DumpPart) else DumpPart(DumpFile(source))
        self.path = self.part.path
        self.file = self.path.open('rb')
        self.size = (self.part.end or os.fstat(self.file.fileno()).st_size) - self.part.start
        self.pages = 0
        self.last_title = ''
        self._counted = CountedFile(self.file)
        self._reader = PageReader()

    def __enter__(self) -> Dump:
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()

    @property
    def position(self) -> int:
        """How many of its bytes have been read."""
        read = max(0, self._counted.position - self.part.start)
        # What goes through a pipe has no size; and a part is read a little beyond its end.
        return min(read, self.size) if self.size else read

    @property
    def database(self) -> str:
        """Which wiki the file says it is of, like ``cswiki``; excerpts often have the header of another."""
        return self._reader.header.database

    def articles(self) -> Iterator[DumpedArticle]:
        """The pages of namespace 0 that are no redirects.

        :raises DumpError: after the last one that could be read
        """
        for _, article in self._pages():
            if article:
                yield article
        if problems := [self._account(problem) for problem in self._reader.problems]:
            if left_out := self._reader.left_out:
                problems.append(f'{self.path}: and {left_out} problems more')
            raise DumpError(problems)

    def _pages(self) -> Iterator[tuple[str, DumpedArticle | None]]:
        reader, pieces = self._open()
        for piece in itertools.chain(pieces, [None]):
            reader.read(piece)
            pages, reader.pages = reader.pages, []
            for title, article in pages:
                self.pages += 1
                self.last_title = title
                yield title, article
            if reader.is_over:
                break

    def _open(self) -> tuple[PageReader, Iterator[Piece | Gap]]:
        self._packed_as = sources.kind(self._counted.start(), self.path)
        pieces = sources.pieces(self._counted, self._packed_as, self.part.start)
        if self.part.start:
            header = self._header()
            self._reader = PageReader(header, self.part.end)
            # Otherwise the first part reads all that there is to read.
            return self._reader, pieces if header.has_parts and not header.is_refused else iter(())
        first = next(pieces, None)
        pieces = pieces if first is None else itertools.chain((first,), pieces)
        name = sources.encoding(first.data) if isinstance(first, Piece) else sources.UTF_8
        has_parts = name == sources.UTF_8 and self._packed_as in ('', '.bz2')
        self._reader = PageReader(end=self.part.end if has_parts else None, may_go_on=self._is_sound)
        self._reader.header.has_parts = has_parts
        return self._reader, pieces if name == sources.UTF_8 else sources.in_utf8(pieces, name)

    def _header(self) -> Header:
        with Dump(self.path) as whole:
            reader, pieces = whole._open()
            for piece in pieces:
                reader.read(piece)
                if reader.header.is_over:
                    break
        reader.header.is_over = True
        return reader.header

    def _is_sound(self) -> bool:
        return self._packed_as in ('', '.bz2') or sources.is_sound(self.path, self._packed_as)

    def _account(self, problem: Problem) -> str:
        """What is wrong, where that is, and what was read before and behind it."""
        of = '' if not self._packed_as else ' of the packed file' if problem.is_packed else ' of the XML'
        lost = f'; the page “{problem.title}” is lost' if problem.title else ''
        before = self._title_before() if problem.before is None else problem.before
        last = 'there is no whole page before that' if before is None else f'the last whole page is “{before}”'
        first = '' if problem.after is None else f', the first one after that “{problem.after}”'
        return f'{self.path}: {problem.reason}: byte {problem.place}{of}{lost}; {last}{first}'

    def _title_before(self) -> str | None:
        """The last whole page of the parts before, as far as one has to go for it."""
        back = _BACK
        start = self.part.start
        while start:
            start = max(0, self.part.start - back)
            back *= 4
            with Dump(DumpPart(self.part.file, start, self.part.start)) as before:
                for _ in before._pages():
                    pass
                if before.pages:
                    return before.last_title
        return None

"""XML dumps, like ``cswiki-20260101-pages-articles.xml.bz2``: their articles, one after the other, in little memory."""

from __future__ import annotations

import bz2
import codecs
import lzma
import os
import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol
from xml.parsers import expat

__all__ = ['Dump', 'DumpError', 'DumpedArticle']

_CHUNK = 1 << 16
# Damage takes with it what was unpacked in the same call, so the calls are small; so is then what a call may unpack to.
_SLICE = 1 << 8
# MediaWiki saves no page of more than 2 MiB, and writes no tag or comment that is long.
_MAX_TEXT = 1 << 26
_MAX_TAG = 1 << 22
_MAX_DEPTH = 16
_ENDS_TOO_EARLY = [
    expat.errors.XML_ERROR_NO_ELEMENTS,
    expat.errors.XML_ERROR_UNCLOSED_TOKEN,
    expat.errors.XML_ERROR_PARTIAL_CHAR,
    expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
]
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_REDIRECT = re.compile(r'\s*#redirect\s*:?\s*\[\[', re.IGNORECASE)
# Before version 0.4 of the format only the text says that a page is a redirect, in the language of the wiki.
_OLD_REDIRECT = re.compile(r'\s*#\w+\s*:?\s*\[\[')
_OLD_FORMATS = frozenset({'0.1', '0.2', '0.3'})
# The elements whose text is wanted, after their parents: contributors have an <id> too, further slots a <text>.
_WANTED = frozenset(
    {
        *(('siteinfo', 'dbname'), ('namespaces', 'namespace'), ('page', 'title'), ('page', 'ns'), ('page', 'id')),
        *(('revision', 'id'), ('revision', 'timestamp'), ('revision', 'text')),
    }
)


class DumpError(Exception):
    """A file that is no dump, or ends too early, or is damaged; what stood before that has been read."""


@dataclass(frozen=True, slots=True)
class DumpedArticle:
    """The latest revision of an article, as far as the file has it; without a text if the file has none."""

    page_id: int | None
    revision_id: int | None
    title: str
    text: str


class Dump:
    """A file of pages that a MediaWiki exported, plain or packed; several packed streams in a row are one file.

    :ivar size: bytes of the file
    :ivar position: how many of them have been read
    :ivar pages: how many pages of all namespaces have been read
    :ivar last_title: the title of the last of them
    """

    def __init__(self, path: Path) -> None:
        """Open the file.

        :raises OSError: it cannot be opened
        """
        self.path = path
        self.file = path.open('rb')
        self.size = os.fstat(self.file.fileno()).st_size
        self.position = 0
        self.pages = 0
        self.last_title = ''
        self._reader = _DumpReader()
        self._packed = False

    def __enter__(self) -> Dump:
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()

    @property
    def database(self) -> str:
        """Which wiki the file says it is of, like ``cswiki``; excerpts often have the header of another."""
        return self._reader.database

    def articles(self) -> Iterator[DumpedArticle]:
        """The pages of namespace 0 that are no redirects.

        :raises DumpError: after the last one that could be read
        """
        try:
            for piece in self._pieces():
                problem = self._reader.feed(piece)
                # Also those in the same piece as the damage, but before it.
                yield from self._take()
                if problem:
                    raise DumpError(self._account(problem))
        except _PackedError as damage:
            raise DumpError(self._account(str(damage), packed=True)) from None
        if problem := self._reader.close():
            raise DumpError(self._account(problem))

    def _take(self) -> Iterator[DumpedArticle]:
        pages, self._reader.pages = self._reader.pages, []
        for title, article in pages:
            self.pages += 1
            self.last_title = title
            if article:
                yield article

    def _pieces(self) -> Iterator[bytes]:
        """The unpacked bytes of the file, in pieces of a good size for the parser."""
        pieces: list[bytes] = []
        length = 0
        try:
            for piece in self._unpacked():
                pieces.append(piece)
                length += len(piece)
                if length >= _CHUNK:
                    yield b''.join(pieces)
                    pieces, length = [], 0
        except _PackedError:
            yield b''.join(pieces)
            raise
        yield b''.join(pieces)

    def _unpacked(self) -> Iterator[bytes]:
        chunk = self._read()
        make = _unpacker(chunk, self.path)
        self._packed = make is not None
        unpacker: _Unpacker | None = None
        while chunk:
            if make is None:
                self.position += len(chunk)
                yield chunk
            else:
                at = 0
                while at < len(chunk):
                    # Ever smaller at the end, so that a wrong check sum there costs nothing.
                    packed = chunk[at : at + max(1, min(_SLICE, (len(chunk) - at) // 2))]
                    # xz, and tapes, fill up with zeros behind a stream.
                    if unpacker or packed.strip(b'\0'):
                        unpacker = unpacker or make()
                        yield _unpack(unpacker, packed)
                        packed = packed.removesuffix(unpacker.unused_data)
                        unpacker = None if unpacker.eof else unpacker
                    at += len(packed)
                    self.position += len(packed)
            chunk = self._read()
        if unpacker:
            raise _PackedError('the packed data ends too early')

    def _read(self) -> bytes:
        try:
            return self.file.read(_CHUNK)
        except OSError as problem:
            raise _PackedError(f'the file cannot be read any further ({problem.strerror})') from None

    def _account(self, problem: str, packed: bool = False) -> str:
        """What is wrong, where that is, and what was read before."""
        line, byte = self._reader.place
        where = f'line {line} of the XML, '
        if not self._packed:
            where += f'byte {self.position if packed else byte}'
        else:
            # The parser is a little behind.
            where += f'{"at" if packed else "before"} byte {self.position} of the packed file'
        last = f'the last whole page is “{self.last_title}”' if self.pages else 'there is no whole page before that'
        return f'{self.path}: {problem}: {where}; {last}'


class _PackedError(Exception):
    """The packed data ends too early, or is damaged, or cannot be read."""


class _Unpacker(Protocol):
    @property
    def eof(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    def decompress(self, data: bytes, /) -> bytes: ...


_UNPACKERS: Mapping[str, tuple[bytes, Callable[[], _Unpacker]]] = {
    '.bz2': (b'BZh', bz2.BZ2Decompressor),
    # 31: with the header of a gzip file.
    '.gz': (b'\x1f\x8b', partial(zlib.decompressobj, 31)),
    '.xz': (b'\xfd7zXZ\0', lzma.LZMADecompressor),
}


def _unpacker(start: bytes, path: Path) -> Callable[[], _Unpacker] | None:
    """What unpacks a file that begins like this; its name says it where the beginning is damaged."""
    for magic, make in _UNPACKERS.values():
        if start.startswith(magic):
            return make
    if not start or start.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b'<') or start.startswith(_UTF16):
        return None
    return _UNPACKERS.get(path.suffix.lower(), (b'', None))[1]


def _unpack(unpacker: _Unpacker, packed: bytes) -> bytes:
    try:
        return unpacker.decompress(packed)
    except (OSError, ValueError, EOFError, MemoryError, zlib.error, lzma.LZMAError) as problem:
        # Of "Error -3 while decompressing data: incorrect data check" what says something.
        reason = str(problem).rpartition(': ')[2].lower() or type(problem).__name__
        raise _PackedError(f'the packed data is damaged ({reason})') from None


class _UnwantedXmlError(Exception):
    """Something that no dump has and that nobody should try to read."""


class _DumpReader:
    """The parser; it keeps of the XML the page that it is at, in no tree that would have to be cleared.

    :ivar pages: the titles of the pages that are complete; with the article, if it is one
    """

    def __init__(self) -> None:
        self.pages: list[tuple[str, DumpedArticle | None]] = []
        self.database = ''
        self._version = ''
        self._namespaces: set[str] = set()
        self._path: list[str] = []
        self._text: list[str] | None = None
        self._length = 0
        self._fed = 0
        # The texts of the page that it is at, of the revision that it is at, and of the latest of the page so far.
        self._page: dict[str, str] = {}
        self._revision: dict[str, str] = {}
        self._latest: dict[str, str] | None = None
        self._is_redirect = False
        self._parser: expat.XMLParserType | None = None

    @property
    def place(self) -> tuple[int, int]:
        """The line and the byte of the XML that the parser is at."""
        return (self._parser.CurrentLineNumber, max(0, self._parser.CurrentByteIndex)) if self._parser else (1, 0)

    def feed(self, piece: bytes) -> str:
        """Read on; give back what is wrong with the XML, or ''."""
        if not piece:
            return ''
        self._parser = self._parser or self._make(piece)
        self._fed += len(piece)
        problem = self._parse(self._parser, piece)
        if not problem and self._fed - self.place[1] > _MAX_TAG:
            # A tag or comment without an end: the parser would keep it, and begin anew with each piece.
            return f'there is no end to what begins here, after {_MAX_TAG >> 20} MB'
        return problem

    def close(self) -> str:
        """There is no more; give back what is wrong with the end, or ''."""
        if self._parser is None:
            return 'the file is empty'
        return self._parse(self._parser, b'', True)

    def _parse(self, parser: expat.XMLParserType, piece: bytes, last: bool = False) -> str:
        try:
            parser.Parse(piece, last)
        except expat.ExpatError as problem:
            reason = expat.ErrorString(problem.code)
            return 'the XML ends too early' if reason in _ENDS_TOO_EARLY else f'the XML is damaged ({reason})'
        except _UnwantedXmlError as problem:
            return str(problem)
        except (LookupError, ValueError) as problem:
            # MediaWiki writes UTF-8; whatever Python makes of the name that stands there, it is no text.
            return f'the XML declares an encoding that it cannot have ({problem})'
        return ''

    def _make(self, start: bytes) -> expat.XMLParserType:
        # What the byte order mark says is true; the declaration may be from before a conversion.
        parser = expat.ParserCreate('utf-16' if start.startswith(_UTF16) else None)
        parser.buffer_text = True
        parser.buffer_size = _CHUNK
        parser.StartDoctypeDeclHandler = self._refuse_doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        return parser

    def _refuse_doctype(self, *_: object) -> None:
        # Only there can entities be declared that grow without end or that read other files.
        raise _UnwantedXmlError('the XML has a DOCTYPE, which no dump has')

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        parent = self._path[-1] if self._path else ''
        self._path.append(name)
        is_other_text = name == 'text' and (self._page.get('ns') or '0') != '0'
        self._text = [] if (parent, name) in _WANTED and not is_other_text else None
        self._length = 0
        if not parent:
            if name != 'mediawiki':
                raise _UnwantedXmlError(f'this is no dump: it begins with <{name[:40]}>, not with <mediawiki>')
            self._version = attributes.get('version', '')
        elif len(self._path) > _MAX_DEPTH:
            raise _UnwantedXmlError(f'this is no dump: its elements are nested more than {_MAX_DEPTH} deep')
        elif name == 'page':
            self._page, self._latest, self._is_redirect = {}, None, False
        elif name == 'revision':
            self._revision = {}
        elif (parent, name) == ('page', 'redirect'):
            self._is_redirect = True

    def _characters(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)
            self._length += len(text)
            if self._length > _MAX_TEXT:
                raise _UnwantedXmlError(f'there is a text of more than {_MAX_TEXT >> 20} MB')

    def _end(self, name: str) -> None:
        self._path.pop()
        parent = self._path[-1] if self._path else ''
        if self._text is not None:
            self._note(parent, name, ''.join(self._text))
            self._text = None
        elif name == 'revision':
            # A page may have thousands, in any order.
            if self._latest is None or _age(self._revision) >= _age(self._latest):
                self._latest = self._revision
        elif name == 'page':
            self.pages.append((self._page.get('title', ''), self._article()))

    def _note(self, parent: str, name: str, text: str) -> None:
        if parent == 'siteinfo':
            self.database = text
        elif parent == 'namespaces':
            self._namespaces.add(text)
        else:
            (self._page if parent == 'page' else self._revision)[name] = text

    def _article(self) -> DumpedArticle | None:
        title = self._page.get('title', '')
        if self._latest is None or self._is_redirect or not title or not self._is_article(title):
            return None
        text = self._latest.get('text', '')
        if (_OLD_REDIRECT if self._version in _OLD_FORMATS else _REDIRECT).match(text):
            return None
        return DumpedArticle(_number(self._page), _number(self._latest), title, text)

    def _is_article(self, title: str) -> bool:
        if namespace := self._page.get('ns'):
            return namespace == '0'
        # Before version 0.6 of the format only the title says it.
        prefix, colon, _ = title.partition(':')
        return not colon or prefix not in self._namespaces


def _age(revision: Mapping[str, str]) -> tuple[str, int]:
    """What is the greater, the later a revision is."""
    return revision.get('timestamp', ''), _number(revision) or 0


def _number(texts: Mapping[str, str]) -> int | None:
    """The number of a page or revision."""
    text = texts.get('id', '')
    return int(text) if text.isdecimal() and len(text) < 20 else None

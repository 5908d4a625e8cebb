"""The bytes of a file of a dump, plain or packed, and all of them in UTF-8."""

from __future__ import annotations

import codecs
import lzma
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Protocol

from onelib.readers.dumps import bzip2
from onelib.readers.dumps.pieces import CHUNK, DAMAGED, ENDS_EARLY, CountedFile, FileWindow, Gap, Piece

__all__ = ['UTF_8', 'encoding', 'in_utf8', 'is_sound', 'kind', 'pieces']

# Damage takes with it what was unpacked in the same call, so the calls are small; so is then what a call may unpack to.
_SLICE = 1 << 8
# So much of a stream behind damage has to be unpacked before it is taken for one.
_ENOUGH = 1 << 16
# No text can be packed so well.
_BOMB, _BOMB_RATIO = 1 << 28, 200
_BEGINNINGS = {codecs.BOM_UTF16_LE: 'utf-16', codecs.BOM_UTF16_BE: 'utf-16', b'<\0': 'utf-16-le', b'\0<': 'utf-16-be'}
_DECLARED = re.compile(rb'\s*<\?xml[^>]*\sencoding\s*=\s*["\']([\w.:-]{,40})')

UTF_8 = 'utf-8'
_AS_UTF_8 = frozenset({UTF_8, 'utf8', 'utf-16', 'us-ascii', 'ascii'})


class _Unpacker(Protocol):
    @property
    def eof(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    def decompress(self, data: bytes, /) -> bytes: ...


_MAGICS = {
    '.bz2': b'BZh',
    '.gz': b'\x1f\x8b\x08',
    '.xz': b'\xfd7zXZ\0',
    '.7z': b"7z\xbc\xaf'\x1c",
    '.zst': b'(\xb5/\xfd',
}
_UNPACKERS: dict[str, Callable[[], _Unpacker]] = {
    # 31: with the header of a gzip file.
    '.gz': partial(zlib.decompressobj, 31),
    '.xz': lzma.LZMADecompressor,
}
_UNKNOWN = {'.7z': '7z x -so', '.zst': 'zstd -dc'}


class _BrokenStreamError(Exception):
    """A stream that cannot be unpacked from this byte on."""

    def __init__(self, reason: str, place: int) -> None:
        super().__init__(reason)
        self.place = place


def kind(start: bytes, path: Path) -> str:
    """As what a file is packed that begins so; its name says it where the beginning is damaged; '' if it is not."""
    for suffix, magic in _MAGICS.items():
        if start.startswith(magic):
            return suffix
    is_xml = start.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b'<')
    if not start or is_xml or start.startswith(tuple(_BEGINNINGS)):
        return ''
    return path.suffix.lower() if path.suffix.lower() in _MAGICS else ''


def pieces(file: CountedFile, packed_as: str, start: int = 0) -> Iterator[Piece | Gap]:
    """What is in the file, from this byte on; where it cannot be read any further, there is a gap."""
    try:
        if packed_as == '.bz2':
            yield from bzip2.blocks(file, start)
        elif packed_as in _UNPACKERS:
            yield from _joined(_streams(file, packed_as))
        elif packed_as:
            yield Gap(f'a {packed_as} cannot be read here: unpack it first, or {_UNKNOWN[packed_as]} … | … -xml:-', 0)
        else:
            yield from _plain(file, start)
    except OSError as problem:
        yield Gap(f'the file cannot be read any further ({problem.strerror})', file.position)


def is_sound(path: Path, packed_as: str) -> bool:
    """Whether all of a packed file can be unpacked; of a pipe nobody knows."""
    if not path.is_file():
        return False
    with path.open('rb') as opened:
        file = CountedFile(opened)
        for one in pieces(file, packed_as):
            if isinstance(one, Gap) or one.place > max(_BOMB, _BOMB_RATIO * file.position):
                return False
    return True


def _plain(file: CountedFile, start: int) -> Iterator[Piece]:
    if start:
        file.seek(start)
    place = start
    while data := file.read():
        yield Piece(data, place)
        place += len(data)


def _joined(several: Iterator[Piece | Gap]) -> Iterator[Piece | Gap]:
    """The same in pieces of a good size for the parser."""
    waiting: list[Piece] = []
    size = 0
    for one in several:
        if waiting and (size >= CHUNK or isinstance(one, Gap) or one.stream != waiting[0].stream):
            yield replace(waiting[0], data=b''.join(piece.data for piece in waiting))
            waiting, size = [], 0
        if isinstance(one, Gap):
            yield one
        else:
            waiting.append(one)
            size += len(one.data)
    if waiting:
        yield replace(waiting[0], data=b''.join(piece.data for piece in waiting))


def _streams(file: CountedFile, packed_as: str) -> Iterator[Piece | Gap]:
    """The streams of a file, one behind the other; behind damage it goes on with the next whole one."""
    window, magic = FileWindow(file), _MAGICS[packed_as]
    at = number = size = 0
    is_gap = False
    while packed := window.bytes(at, at + CHUNK):
        window.forget(at)
        # xz, and tapes, fill up with zeros behind a stream.
        begin = at + (packed.find(magic) if is_gap else len(packed) - len(packed.lstrip(b'\0')) if number else 0)
        if begin < at or begin == at + len(packed):
            at += max(1, len(packed) - len(magic)) if is_gap else len(packed)
            continue
        number += 1
        held: list[bytes] | None = [] if is_gap else None
        try:
            for at, data in _stream(window, begin, _UNPACKERS[packed_as]()):
                if held is not None:
                    held.append(data)
                    if sum(map(len, held)) < _ENOUGH:
                        continue
                    data, held = b''.join(held), None
                window.forget(at)
                yield Piece(data, size, stream=number)
                size += len(data)
            if held:
                yield Piece(b''.join(held), size, stream=number)
            is_gap = False
        except _BrokenStreamError as problem:
            if held is None:
                yield Gap(str(problem), problem.place)
            at = begin + 1 if held is not None else max(problem.place, begin + 1)
            is_gap = True


def _stream(window: FileWindow, begin: int, unpacker: _Unpacker) -> Iterator[tuple[int, bytes]]:
    """How far it has been read, and what that gives."""
    at = begin
    while not unpacker.eof:
        chunk = window.bytes(at, at + CHUNK)
        if not chunk:
            raise _BrokenStreamError(ENDS_EARLY, at)
        done = 0
        while done < len(chunk) and not unpacker.eof:
            # Ever smaller at the end, so that a wrong check sum there costs nothing.
            packed = chunk[done : done + max(1, min(_SLICE, (len(chunk) - done) // 2))]
            try:
                data = unpacker.decompress(packed)
            except (OSError, ValueError, EOFError, MemoryError, zlib.error, lzma.LZMAError) as problem:
                # Of "Error -3 while decompressing data: incorrect data check" what follows the colon says something.
                reason = str(problem).rpartition(': ')[2].lower() or type(problem).__name__
                raise _BrokenStreamError(DAMAGED.format(reason), at + done) from None
            done += len(packed) - len(unpacker.unused_data)
            yield at + done, data
        at += done


def encoding(start: bytes) -> str:
    """In which encoding XML is that begins so, as Python calls it; '' if MediaWiki cannot have written it."""
    for beginning, name in _BEGINNINGS.items():
        if start.startswith(beginning):
            return name
    declared = _DECLARED.match(start.removeprefix(codecs.BOM_UTF8))
    name = declared[1].decode('ascii', 'replace').lower() if declared else UTF_8
    # A conversion may keep the declaration of before.
    if name in _AS_UTF_8:
        return UTF_8
    try:
        is_plain = len(bytes(range(256)).decode(name, 'replace')) == 256
        return name if is_plain and bytes(range(128)).decode(name) == bytes(range(128)).decode() else ''
    except (LookupError, ValueError):
        return ''


def in_utf8(several: Iterator[Piece | Gap], name: str) -> Iterator[Piece | Gap]:
    """The same out of this encoding."""
    if not name:
        yield Gap('the XML declares an encoding that it cannot have', 0)
        return
    decoder = codecs.getincrementaldecoder(name)('surrogatepass' if name.startswith('utf-16') else 'strict')
    for one in several:
        yield one if isinstance(one, Gap) else _recoded(one, decoder)


def _recoded(piece: Piece, decoder: codecs.IncrementalDecoder) -> Piece:
    try:
        # What is no character in UTF-8 either is damage that the parser finds.
        return replace(piece, data=decoder.decode(piece.data).encode('utf-8', 'surrogatepass'))
    except UnicodeError:
        decoder.reset()
        return replace(piece, data=b'\xff')

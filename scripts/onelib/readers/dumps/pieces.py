"""What a file of a dump holds, unpacked piece by piece, and the gaps in it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

__all__ = ['CHUNK', 'DAMAGED', 'ENDS_EARLY', 'CountedFile', 'FileWindow', 'Gap', 'Piece']

CHUNK = 1 << 16
DAMAGED = 'the packed data is damaged ({})'
ENDS_EARLY = 'the packed data ends too early'


@dataclass(frozen=True, slots=True)
class Piece:
    """Bytes of the XML that follow on those before, unless there is a gap between.

    :ivar place: the byte of the XML that they begin with
    :ivar is_block: the place is that of their block in the packed file
    :ivar stream: the number of the packed stream
    """

    data: bytes
    place: int
    is_block: bool = False
    stream: int = 0


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that cannot be unpacked, from this byte of the file on.

    :ivar is_block: a block begins there
    """

    reason: str
    place: int
    is_block: bool = False


class CountedFile:
    """A file, from its beginning or another place on.

    :ivar position: as far as it has been read
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._ahead = b''
        self.position = 0

    def start(self) -> bytes:
        """What the next `read` gives."""
        self._ahead = self._ahead or self._file.read(CHUNK)
        return self._ahead

    def read(self) -> bytes:
        """The next bytes, nothing at the end."""
        data, self._ahead = self.start(), b''
        self.position += len(data)
        return data

    def again(self) -> BinaryIO:
        """The same file, opened once more."""
        return Path(self._file.name).open('rb')

    def seek(self, place: int) -> None:
        """Go there."""
        self._file.seek(place)
        self._ahead = b''
        self.position = place


class FileWindow:
    """A stretch of a file that goes forward.

    :ivar is_last: it reaches to the end of the file
    """

    def __init__(self, file: CountedFile) -> None:
        self._file, self._start = file, file.position
        self._data = bytearray()
        self.is_last = False

    def bytes(self, first: int, end: int) -> bytes:
        """These, as far as the file has them."""
        while self._start + len(self._data) < end and not self.is_last:
            chunk = self._file.read()
            self._data += chunk
            self.is_last = not chunk
        return bytes(self._data[first - self._start : end - self._start])

    def forget(self, before: int) -> None:
        """Nobody will ask for what is before this byte."""
        if before - self._start >= CHUNK:
            del self._data[: before - self._start]
            self._start = before

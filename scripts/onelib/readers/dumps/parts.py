"""Which parts of dumps can be read apart from each other: whole files, and stretches of large ones."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from onelib.readers.dumps.files import DumpFile

__all__ = ['DumpPart', 'split']

# A part costs so many bytes more than are in it: a block or two of a .bz2.
_COST = 300_000
_LEAST, _MOST = 1 << 18, 1 << 26
# So many parts come to each worker at most, but for the longest.
_EACH = 6


@dataclass(frozen=True, slots=True)
class DumpPart:
    """The pages of a file that begin in these of its bytes; all of them if nothing else is said.

    :ivar end: the byte behind the last one; None if it is the end of the file, wherever that is by then
    """

    file: DumpFile
    start: int = 0
    end: int | None = None

    @property
    def path(self) -> Path:
        """That of the file."""
        return self.file.path

    def size(self) -> int:
        """How many bytes it has, 0 if that cannot be known."""
        try:
            return (self.end or self.path.stat().st_size) - self.start
        except OSError:
            return 0

    def problem(self) -> str:
        """What is wrong with the file as it was published, or ''; whoever reads its first part says so."""
        return '' if self.start else self.file.problem()


def split(files: Sequence[DumpFile], workers: int) -> list[DumpPart]:
    """All pages of these files in their order, in those parts with which so many workers are through first."""
    if workers == 1:
        return [DumpPart(file) for file in files]
    sizes = [_size(file) for file in files]
    lengths = [min(max(sum(sizes) // (workers * each), _LEAST), _MOST) for each in range(1, _EACH + 1)]
    return min(([*_divided(files, sizes, length)] for length in lengths), key=lambda parts: _effort(parts, workers))


def _divided(files: Sequence[DumpFile], sizes: Sequence[int], length: int) -> Iterator[DumpPart]:
    for file, size in zip(files, sizes, strict=True):
        number = max(1, round(size / length))
        starts = [size * one // number for one in range(number)]
        for start, end in zip(starts, [*starts[1:], None], strict=True):
            yield DumpPart(file, start, end)


def _effort(parts: Sequence[DumpPart], workers: int) -> int:
    """Bytes that are read by the worker who reads most, if whoever is free takes the next part.

    Some parts take longer than others of their length, the more so the larger they are.
    """
    read = [0] * workers
    for part in parts:
        # The first is the one that has read least.
        heapq.heapreplace(read, read[0] + part.size() + _COST)
    return max(read) + max(part.size() for part in parts) // 10


def _size(file: DumpFile) -> int:
    """The bytes of a file that can be read from any of them on, else 0."""
    try:
        if not file.path.is_file():
            return 0
        with file.path.open('rb') as opened:
            start = opened.read(3)
        return file.path.stat().st_size if start.startswith((b'BZh', b'<', b'\xef\xbb\xbf')) else 0
    except OSError:
        # Whoever reads it says so.
        return 0

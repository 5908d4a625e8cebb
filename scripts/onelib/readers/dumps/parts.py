"""Which parts of dumps can be read apart from each other: whole files, and stretches of large ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from onelib.readers.dumps.files import DumpFile

__all__ = ['DumpPart', 'split']

# A part costs a block or two more than are in it, and what is found in it is kept in memory or beside the output.
_LEAST, _MIDDLE, _MOST = 1 << 18, 1 << 22, 1 << 26
# So many parts come to each worker, so that none has long to wait for the last.
_EACH = 4


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

    def problem(self) -> str:
        """What is wrong with the file as it was published, or ''; whoever reads its first part says so."""
        return '' if self.start else self.file.problem()


def split(files: Sequence[DumpFile], workers: int) -> list[DumpPart]:
    """All pages of these files in their order, in parts for so many workers."""
    sizes = [_size(file) if workers > 1 else 0 for file in files]
    total = sum(sizes)
    length = max(_LEAST, min(total // workers, _MIDDLE), min(total // (workers * _EACH), _MOST))
    parts: list[DumpPart] = []
    for file, size in zip(files, sizes, strict=True):
        number = max(1, round(size / length))
        starts = [size * one // number for one in range(number)]
        ends = [*starts[1:], None]
        parts += [DumpPart(file, start, end) for start, end in zip(starts, ends, strict=True)]
    return parts


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

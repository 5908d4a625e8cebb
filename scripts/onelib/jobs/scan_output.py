"""Where the statements of a scan go: a file of lines, each of them whole."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

__all__ = ['Output', 'ScanError']


class ScanError(Exception):
    """Something that cannot be scanned, or a place that cannot be written to."""


class Output:
    """A file of lines, each written at once and whole, so that a run can be stopped at any time.

    :param name: of the file, ``-`` for the standard output
    :param read: files that must not be overwritten
    """

    def __init__(self, name: str, read: Sequence[Path]) -> None:
        self.path = None if name == '-' else Path(name)
        self.name = 'the standard output' if self.path is None else name
        self.length = 0
        try:
            if self.path and self.path.exists() and any(path.exists() and self.path.samefile(path) for path in read):
                raise ScanError(f'-output: {self.path} is the dump itself')
            # The file descriptor, not sys.stdout: there is no buffer in which half a line could wait.
            self.file = self.path.open('wb', buffering=0) if self.path else os.fdopen(1, 'wb', 0, closefd=False)
        except OSError as problem:
            raise ScanError(f'-output: {self.name} cannot be written: {problem.strerror}') from None

    def __enter__(self) -> Output:
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()

    def write(self, lines: bytes) -> None:
        """Write some whole lines."""
        rest = lines
        try:
            while rest:
                rest = rest[self.file.write(rest) :]
        except OSError as problem:
            # A full disk takes a part of a line.
            with suppress(OSError):
                self.file.truncate(self.length)
            raise ScanError(f'-output: {self.name} cannot be written: {problem.strerror}') from None
        self.length += len(lines)

"""How a run ends when it is told to, and how it is the only one."""

from __future__ import annotations

import fcntl
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from onelib.operations.terminal import say

__all__ = ['LockError', 'alone', 'end_on_sigterm']


class LockError(RuntimeError):
    """The file that keeps other runs out cannot be used; the message names it and says why."""


def end_on_sigterm() -> None:
    """From now on SIGTERM ends the run as ``SystemExit(143)``: what `finally` and atexit have to do is done.

    Without this, Python dies of the signal where it is, and as the first process of a container it does not even hear
    it. 143 is what a shell says of a process that SIGTERM has ended. A second SIGTERM does not wait for the first to be
    through: the run is gone at once, as it is with the SIGKILL that follows when the time for cleaning up is over.
    """
    signal.signal(signal.SIGTERM, _end)


def _end(number: int, _frame: FrameType | None) -> None:
    signal.signal(number, _end_at_once)
    raise SystemExit(128 + number)


def _end_at_once(number: int, _frame: FrameType | None) -> None:
    os._exit(128 + number)


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Within this, no other process is within the same: the next one waits, and says so once.

    Nothing is written to the file, and it stays. The lock is the operating system's: it is gone when this process is,
    however it ended, so there is never one to clear away by hand.

    :param path: of the file that is locked; it is made if there is none
    :raises LockError: it cannot be opened, or its file system has no locks
    """
    try:
        # For writing: over NFS an exclusive lock needs that.
        file = path.open('ab')
    except OSError as problem:
        raise LockError(f'{path} cannot be opened, and it keeps other runs out: {problem.strerror}') from None
    with file:
        try:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                say(f'Another run is at work, this one waits for its end ({path})')
                fcntl.flock(file, fcntl.LOCK_EX)
        except OSError as problem:
            raise LockError(f'{path} cannot be locked, and it keeps other runs out: {problem.strerror}') from None
        yield

"""The parts of a dump, each scanned by a process of its own, so many at a time; what they find comes in their order.

A process that dies costs its part once more, and no other.  All end with the process that has started them.
"""

from __future__ import annotations

import math
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from pathlib import Path

from onelib.jobs.scan_kept import KeptPart
from onelib.jobs.scan_output import ScanError
from onelib.jobs.scan_part import Lines, scan

__all__ = ['cores', 'run']

# A process that dies so often at the same place dies of what stands there; elsewhere, or before it has found anything,
# somebody may have ended it.
_DEATHS_AT_A_PLACE, _DEATHS = 3, 25
# The exit code of a process that could not keep what it found is this and the number of the error.
_NOT_KEPT = 100
# Whatever is loaded already, they have.
_FORK = multiprocessing.get_context('fork')


def cores(limit: Path = Path('/sys/fs/cgroup/cpu.max')) -> int:
    """How many cores this process may use: a container sees all of its machine, and gets a share of them."""
    free = len(os.sched_getaffinity(0))
    with suppress(OSError, ValueError):
        quota, period = limit.read_text().split()
        free = min(free, math.ceil(int(quota) / int(period)))
    return max(1, free)


def run(parts: Sequence[KeptPart], workers: int, told: Callable[[KeptPart], None]) -> Iterator[Lines]:
    """What is in each of the parts, in their order.

    :param told: is called with each part that is through
    :raises ScanError: what is found cannot be kept
    """
    crew = _Crew(parts, workers, told)
    try:
        for part in parts:
            crew.wait_for(part)
            for lines in part.lines():
                crew.look()
                yield lines
    finally:
        crew.end()


class _Crew:
    """The processes at work."""

    def __init__(self, parts: Sequence[KeptPart], workers: int, told: Callable[[KeptPart], None]) -> None:
        self.todo = deque(part for part in parts if not part.is_there())
        self.workers, self.told = workers, told
        self.running: dict[int, tuple[BaseProcess, KeptPart]] = {}
        self.deaths: dict[KeptPart, list[int]] = {}

    def wait_for(self, part: KeptPart) -> None:
        """Come back when a part is through."""
        self.look()
        while not part.is_there():
            self.look(None)

    def look(self, patience: float | None = 0) -> None:
        """See who has ended, and give everybody something to do; wait so long for somebody to end."""
        while self.todo and len(self.running) < self.workers:
            part = self.todo.popleft()
            # What one has left that has died says nothing of the next.
            part.draft.unlink(missing_ok=True)
            started = _FORK.Process(target=_work, args=(part,), daemon=True)
            started.start()
            self.running[started.sentinel] = started, part
        over = wait(list(self.running), patience)
        for sentinel in [one for one in self.running if one in over]:
            process, part = self.running.pop(sentinel)
            process.join()
            if part.is_there():
                self.told(part)
            else:
                self._died(part, process.exitcode or 0)

    def _died(self, part: KeptPart, code: int) -> None:
        if code > _NOT_KEPT:
            raise ScanError(f'{part.path.parent}: what is found cannot be kept: {os.strerror(code - _NOT_KEPT)}')
        deaths = self.deaths.setdefault(part, [])
        place = part.draft.stat().st_size if part.draft.exists() else 0
        deaths.append(place)
        if len(deaths) < _DEATHS and (not place or deaths.count(place) < _DEATHS_AT_A_PLACE):
            self.todo.appendleft(part)
        else:
            part.give_up(f'{part.part.path}: its process died {len(deaths)} times')

    def end(self) -> None:
        """End all that are at work."""
        for process, _ in self.running.values():
            process.kill()
            process.join()


def _work(part: KeptPart) -> None:
    # Ctrl-C is for the process that has started this one; what that one does when it is told to end, this one does not.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        part.keep(scan(part.part, part.wanted))
    except OSError as problem:
        os._exit(_NOT_KEPT + (problem.errno or 0))


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent
    parent.join()
    os._exit(1)

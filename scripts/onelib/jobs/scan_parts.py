"""The files of a dump, each scanned by a process of its own, so many at a time; what they find comes in their order.

What a file gives is kept beside the output until the whole scan is through: a scan that was interrupted goes on after
the last whole file.  A process that dies costs its file once more, and no other.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from onelib.jobs import scan_file
from onelib.jobs.scan_file import Options, Output, ScanError, ScanTally
from onelib.readers.dumps import DumpFile

__all__ = ['PartResult', 'run']

# So often a file is tried that takes its process with it.
_TRIES = 3
_FORK = multiprocessing.get_context('fork')


@dataclass(frozen=True, slots=True)
class PartResult:
    """What was found in a file.

    :ivar lines: where its lines are
    :ivar problems: what is wrong with it
    """

    lines: Path
    tally: ScanTally
    problems: list[str]


def run(parts: Sequence[DumpFile], options: Options) -> Iterator[PartResult]:
    """What is in each of the files, in their order."""
    with _folder(options.output) as folder:
        jobs = [_Job(part, options, folder / f'{number:05}') for number, part in enumerate(parts)]
        todo = [job for job in jobs if not job.is_done()]
        running: dict[int, tuple[BaseProcess, _Job]] = {}
        try:
            for job in jobs:
                while job in todo or any(job is one for _, one in running.values()):
                    while todo and len(running) < options.workers:
                        process = todo[0].start()
                        running[process.sentinel] = process, todo.pop(0)
                    over = wait(list(running))
                    for sentinel in [one for one in running if one in over]:
                        process, ended = running.pop(sentinel)
                        process.join()
                        if not ended.is_done() and ended.tries < _TRIES:
                            todo.insert(0, ended)
                yield job.result()
        finally:
            for process, _ in running.values():
                process.kill()
                process.join()


@contextmanager
def _folder(output: str) -> Iterator[Path]:
    """Where the results of files are kept; it stays if the scan does not come to its end, unless nobody would look."""
    if output == '-' or not Path(output).is_file():
        with tempfile.TemporaryDirectory() as directory:
            yield Path(directory)
        return
    folder = Path(f'{output}.parts')
    folder.mkdir(exist_ok=True)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


class _Job:
    """A file to be scanned."""

    def __init__(self, part: DumpFile, options: Options, kept: Path) -> None:
        self.part, self.options = part, options
        self.tries = 0
        status = part.path.stat() if part.path.exists() else None
        # What the result hangs on: another version of any of it is another job.
        stamp = [status.st_size, status.st_mtime_ns] if status else []
        self.key = [options.wiki.code, list(options.kinds), str(part.path.resolve()), part.sha256, stamp]
        self.lines, self.kept = kept.with_suffix('.jsonl'), kept.with_suffix('.json')

    def is_done(self) -> bool:
        return self._read() is not None

    def _read(self) -> dict[str, Any] | None:
        with suppress(OSError, ValueError):
            kept = json.loads(self.kept.read_text(encoding='utf-8'))
            if kept['key'] == self.key and self.lines.stat().st_size == kept['length']:
                return dict(kept)
        return None

    def start(self) -> BaseProcess:
        self.tries += 1
        process = _FORK.Process(target=self._work, daemon=True)
        process.start()
        return process

    def _work(self) -> None:
        # Ctrl-C is for the process that has started this one.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        tally = ScanTally(self.options.kinds)
        problems: list[str] = []
        length = 0
        try:
            with _Spool(self.lines) as output:
                try:
                    problems = scan_file.read(self.part, self.options, output, tally, hidden=True)
                finally:
                    length = output.length
        except ScanError as problem:
            problems = [str(problem)]
        kept = {'key': self.key, 'length': length, 'problems': problems, 'tally': tally.__dict__}
        draft = self.kept.with_suffix('.new')
        draft.write_text(json.dumps(kept), encoding='utf-8')
        draft.replace(self.kept)

    def result(self) -> PartResult:
        tally = ScanTally(self.options.kinds)
        kept = self._read()
        if kept is None:
            self.lines.write_bytes(b'')
            return PartResult(self.lines, tally, [f'{self.part.path}: its process died {self.tries} times'])
        tally.__dict__.update({**kept['tally'], 'kinds': type(tally.kinds)(kept['tally']['kinds'])})
        return PartResult(self.lines, tally, kept['problems'])


class _Spool(Output):
    """The lines of one file; whoever writes them ends with the process that has asked for them."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path), ())
        self.parent = os.getppid()

    def write(self, line: bytes) -> None:
        if os.getppid() != self.parent:
            os._exit(1)
        super().write(line)

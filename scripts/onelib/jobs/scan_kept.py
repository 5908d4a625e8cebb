"""What was found in each part of a dump, kept until the whole scan is through: one that was interrupted goes on."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from onelib import __version__
from onelib.jobs.scan_part import Lines, ScanTally, Wanted
from onelib.operations.lock import alone
from onelib.readers.dumps import DumpPart

__all__ = ['NOTE', 'KeptPart', 'kept']

#: The name of a file that may be kept beside the parts.
NOTE = 'scan'
_CHUNK = 1 << 16


class KeptPart:
    """What was found in a part, in a file of its own, which is there as soon as it is whole.

    :param number: of the part among all
    """

    def __init__(self, folder: Path, number: int, part: DumpPart, wanted: Wanted) -> None:
        self.part, self.wanted = part, wanted
        status = part.path.stat() if part.path.exists() else None
        # Whatever the result hangs on: with another version of any of it, another result is looked for.
        stamp = [status.st_size, status.st_mtime_ns] if status else []
        key = hashlib.sha256(repr((__version__, part, part.path.resolve(), stamp, wanted)).encode()).hexdigest()[:16]
        self.path = folder / f'{number:05}-{key}.found'
        # What is good for this run alone: of a part that cannot be read just now.
        self.unsure = self.path.with_suffix('.unsure')

    def is_there(self) -> bool:
        """Whether somebody has found it already."""
        return self.path.exists() or self.unsure.exists()

    @property
    def draft(self) -> Path:
        """Where it is written to while it is not whole."""
        return self.path.with_suffix('.draft')

    def keep(self, found: Iterable[Lines]) -> None:
        """Keep what is found.

        :raises OSError: it cannot be written
        """
        last: Lines = ()
        with self.draft.open('wb') as file:
            for lines in found:
                file.write(b''.join(lines))
                # So that its length says how far it was, if this process dies.
                file.flush()
                last = lines
        self.draft.replace(self.unsure if json.loads(last[-1][1:])['unread'] else self.path)

    def give_up(self, problem: str) -> None:
        """Keep that nothing can be found now."""
        tally = ScanTally(self.wanted.kinds)
        tally.problems.append(problem)
        tally.unread = True
        self.keep([[tally.line()]])

    def lines(self) -> Iterator[Lines]:
        """What was found."""
        with (self.path if self.path.exists() else self.unsure).open('rb') as file:
            while lines := file.readlines(_CHUNK):
                yield lines


@contextmanager
def kept(parts: Sequence[DumpPart], wanted: Wanted, folder: Path | None) -> Iterator[list[KeptPart]]:
    """Within this, what is found in parts can be kept; it stays if this does not come to its end.

    :param folder: where, None if nobody would look there again
    """
    if folder is None:
        with tempfile.TemporaryDirectory() as directory:
            yield [KeptPart(Path(directory), number, part, wanted) for number, part in enumerate(parts)]
        return
    folder.mkdir(exist_ok=True)
    with ExitStack() as stack:
        stack.enter_context(alone(folder / 'lock'))
        while not (folder / 'lock').exists():
            # Whoever was here before is through, and has taken it away.
            folder.mkdir(exist_ok=True)
            stack.enter_context(alone(folder / 'lock'))
        found = [KeptPart(folder, number, part, wanted) for number, part in enumerate(parts)]
        of_use = {'lock', NOTE, *(one.path.name for one in found)}
        for path in folder.iterdir():
            if path.name not in of_use:
                path.unlink()
        yield found
        shutil.rmtree(folder, ignore_errors=True)

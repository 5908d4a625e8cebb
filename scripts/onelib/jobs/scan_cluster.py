"""The parts of a dump, scanned by the workers of a Dask cluster; what they find comes in their order.

Dask gives a part to another worker if the one that has it dies.  Workers read the files themselves, so they have to see
them under the same names; what they find comes back here and is kept here.
"""

from __future__ import annotations

import logging
import platform
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from onelib import __version__
from onelib.jobs.scan_kept import KeptPart
from onelib.jobs.scan_output import ScanError
from onelib.jobs.scan_part import Lines, Wanted, scan
from onelib.readers.dumps import DumpPart

if TYPE_CHECKING:
    from distributed import Client, Future

__all__ = ['difference', 'run']

_PATIENCE = '10s'
# Every so many seconds it is asked whether something has come back, and whether there are workers at all.
_PAUSE, _ALONE = 0.02, 60.0
# Dask gives a part up if so many workers have died that had it; then it is asked so many times again.
_AGAIN = 10
_PACKAGES = ('dask', 'distributed')


class _OtherVersionError(Exception):
    """A worker has another version of this program."""


def run(
    parts: Sequence[KeptPart], address: str, told: Callable[[KeptPart], None], say: Callable[[str], None]
) -> Iterator[Lines]:
    """What is in each of the parts, in their order.

    :param address: of the scheduler, like ``tcp://127.0.0.1:8786``
    :param told: is called with each part that is through; `say`: takes a line about the cluster
    :raises ScanError: there is no such cluster, or it cannot be used
    """
    with _connected(address) as client:
        cluster = _Cluster(client, address, parts, told, say)
        say(f'{address}: {cluster.workers()} workers; see {client.dashboard_link}')
        for part in parts:
            while not part.is_there():
                cluster.take()
            for lines in part.lines():
                cluster.take_what_is_ready()
                yield lines


@contextmanager
def _connected(address: str) -> Iterator[Client]:
    try:
        from distributed import Client
    except ImportError:
        raise ScanError("-scheduler needs Dask, which is not installed here: pip install 'onelib[cluster]'") from None
    # They have a word for everything that comes and goes, and we have one for what matters.
    for name in ('distributed', 'distributed.client', 'tornado.application'):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        client = Client(address, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError) as refusal:
        reason = str(refusal) or type(refusal).__name__
        raise ScanError(f'-scheduler: {address} does not answer as a scheduler of Dask: {reason}') from None
    with client:
        if problem := difference(client.get_versions()):
            raise ScanError(f'-scheduler: {address}: {problem}')
        yield client


def difference(versions: Mapping[str, Any]) -> str:
    """What of the cluster is of another version than here, or ''."""
    own = versions['client']
    for where, other in (('the scheduler', versions['scheduler']), *versions['workers'].items()):
        for name in _PACKAGES:
            here, there = own['packages'][name], (other or own)['packages'][name]
            if here != there:
                return f'{where} has {name} {there}, and here it is {here}: install the same on all machines'
        here, there = platform.python_version(), (other or own)['host']['python'].split('.final')[0]
        if here.split('.')[:2] != there.split('.')[:2]:
            return f'{where} has Python {there}, and here it is {here}: install the same on all machines'
    return ''


class _Cluster:
    """What the cluster is asked for."""

    def __init__(
        self,
        client: Client,
        address: str,
        parts: Sequence[KeptPart],
        told: Callable[[KeptPart], None],
        say: Callable[[str], None],
    ) -> None:
        from distributed import as_completed

        self.client, self.address, self.told, self.say = client, address, told, say
        self.asked: dict[Future, KeptPart] = {}
        self.tries: dict[KeptPart, int] = {}
        asked = [self._ask(part) for part in parts if not part.is_there()]
        self.completed = as_completed(asked, loop=client.loop)

    def _ask(self, part: KeptPart) -> Future:
        self.tries[part] = self.tries.get(part, 0) + 1
        future = self.client.submit(_work, part.part, part.wanted, __version__, pure=False)
        self.asked[future] = part
        return future

    def workers(self) -> int:
        """How many there are."""
        return len(self.client.scheduler_info(n_workers=-1)['workers'])

    def take_what_is_ready(self) -> None:
        """Keep what has come back."""
        while self.completed.has_ready():
            self.take()

    def take(self) -> None:
        """Keep what comes back next."""
        from distributed import KilledWorker

        seen = time.monotonic()
        while not self.completed.has_ready():
            time.sleep(_PAUSE)
            if time.monotonic() - seen > _ALONE:
                seen = time.monotonic()
                if not self.workers():
                    self.say(f'{self.address} has no worker: nothing is read until one comes')
        future = next(self.completed)
        part = self.asked.pop(future)
        if future.cancelled() or future.status == 'lost':
            if self.client.status == 'running' and self.tries[part] < _AGAIN:
                # Its worker has gone, and the scheduler has not.
                self.completed.add(self._ask(part))
                return
            raise ScanError(f'-scheduler: {self.address} has gone away; the next run goes on behind what is done')
        problem = future.exception()
        if problem is None:
            part.keep([future.result().splitlines(keepends=True)])
        elif isinstance(problem, KilledWorker) and self.tries[part] < _AGAIN:
            self.completed.add(self._ask(part))
            return
        elif isinstance(problem, (_OtherVersionError, ImportError)):
            raise ScanError(f'-scheduler: {self.address}: {problem}')
        else:
            part.give_up(f'{part.part.path}: {type(problem).__name__}: {problem}')
        self.told(part)


def _work(part: DumpPart, wanted: Wanted, version: str) -> bytes:
    from distributed import get_worker

    worker = get_worker().address
    if version != __version__:
        raise _OtherVersionError(f'{worker} has onelib {__version__}, and here it is {version}')
    return b''.join(line for lines in scan(part, wanted, by=f' by the worker {worker}') for line in lines)

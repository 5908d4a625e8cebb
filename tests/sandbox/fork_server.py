"""Runs of pwb without its start-up: a process that has imported what is slow forks itself for each of them.

A run lacks nothing that makes it one: it has a process, arguments, an environment and a folder of its own, does what
the script `pwb` does, and ends as Python ends. It only finds libraries imported that have no settings. pywikibot has
some, so each run imports it by itself. `forked.py` starts this file and says which runs it wants.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import pkgutil
import runpy
import selectors
import signal
import socket
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

LIBRARIES = (
    'mwoauth',
    'mwparserfromhell',
    'packaging.version',
    'pymysql',
    'requests',
    'requests_oauthlib',
    'sentencex',
    'sqlalchemy.dialects.mysql',
    'sqlalchemy.dialects.sqlite',
    'tenacity',
)
# A message has to fit into what a socket holds.
MESSAGE_BYTES = 200_000


class WithoutPywikibot:
    """Whoever imports pywikibot fails: what it reads at its import would be the settings of every run."""

    @staticmethod
    def find_spec(name: str, path: Sequence[str] | None = None, target: ModuleType | None = None) -> None:
        if name.partition('.')[0] == 'pywikibot':
            raise ImportError(name, name=name)


def import_pure(package: ModuleType) -> None:
    """Import every module below a package that does without pywikibot."""
    for found in pkgutil.iter_modules(package.__path__, f'{package.__name__}.'):
        try:
            module = importlib.import_module(found.name)
        except ImportError:
            # The package of a run will be another one than that to which these belong.
            for name in [name for name in sys.modules if name.startswith(f'{found.name}.')]:
                del sys.modules[name]
        else:
            if found.ispkg:
                import_pure(module)


def prepare() -> None:
    for library in LIBRARIES:
        importlib.import_module(library)
    sys.meta_path.insert(0, WithoutPywikibot)
    import_pure(importlib.import_module('onelib'))
    sys.meta_path.remove(WithoutPywikibot)
    # Not to be looked through, and so copied, by each run.
    gc.collect()
    gc.freeze()


@dataclass(frozen=True)
class Run:
    """What a forked process has to become."""

    arguments: list[str]
    environment: dict[str, str]
    directory: str
    stdout: int
    stderr: int


@dataclass(frozen=True)
class Child:
    """A run that has not ended yet: what tells us of its end, and where to pass that on."""

    pid: int
    ends: int
    told: int

    def forget(self) -> None:
        os.close(self.ends)
        os.close(self.told)


def serve(control: socket.socket) -> Run | None:
    """Fork for each run that is asked for, and tell its exit code.

    Returns the run in the process that is to be it; and None in our own, when nobody is left to ask.
    """
    selector = selectors.DefaultSelector()
    selector.register(control, selectors.EVENT_READ)
    children: set[Child] = set()
    while True:
        for key, _ in selector.select():
            child: Child | None = key.data
            if child:
                code = os.waitstatus_to_exitcode(os.waitpid(child.pid, 0)[1])
                # Nobody may be waiting any more.
                with suppress(BrokenPipeError):
                    os.write(child.told, str(code).encode())
                selector.unregister(child.ends)
                child.forget()
                children.remove(child)
                continue
            message, files, _, _ = socket.recv_fds(control, MESSAGE_BYTES, 3)
            if not message:
                return None
            *output, told = files
            if not (pid := os.fork()):
                selector.close()
                control.close()
                os.close(told)
                for other in children:
                    other.forget()
                return Run(**json.loads(message), stdout=output[0], stderr=output[1])
            for file in output:
                os.close(file)
            child = Child(pid, os.pidfd_open(pid), told)
            children.add(child)
            selector.register(child.ends, selectors.EVENT_READ, child)


def become(run: Run) -> None:
    """Be the process that would have been started for this run."""
    for file, number in ((run.stdout, 1), (run.stderr, 2)):
        os.dup2(file, number)
        os.close(file)
    os.chdir(run.directory)
    os.environ.clear()
    os.environ.update(run.environment)
    time.tzset()
    sys.argv = run.arguments
    sys.path.insert(0, str(Path(sys.argv[0]).parent))
    runpy.run_path(sys.argv[0], run_name='__main__')


def main(control: str) -> None:
    # Python looks for modules beside the program first, and that is not this one.
    del sys.path[0]
    prepare()
    # Whoever interrupts the tests means them: without them, this ends as well.
    interrupted = signal.signal(signal.SIGINT, signal.SIG_IGN)
    if run := serve(socket.socket(fileno=int(control))):
        signal.signal(signal.SIGINT, interrupted)
        become(run)


if __name__ == '__main__':
    main(*sys.argv[1:])

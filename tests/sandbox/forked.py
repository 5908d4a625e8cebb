"""Runs of pwb in processes that `fork_server.py` forks: the same runs in a third of the time."""

from __future__ import annotations

import atexit
import itertools
import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

SERVER = Path(__file__).with_name('fork_server.py')
# Python orders sets anew in each process, in that of a server once. Runs that follow each other differ in it as ever.
SERVERS = 2

_turns = itertools.cycle(range(SERVERS))


class ForkServer:
    """A process that starts runs, with one set of variables for Python itself."""

    def __init__(self, python: Mapping[str, str]) -> None:
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, str(SERVER), str(theirs.fileno())],
                env={**{name: value for name, value in os.environ.items() if not of_python(name)}, **python},
                stdin=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
            )
        atexit.register(self.stop)

    def stop(self) -> None:
        self._control.close()
        self._process.wait()

    def run(self, command: Sequence[str], environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
        asked = {'arguments': command, 'environment': environment, 'directory': str(Path.cwd())}
        ends, told = os.pipe()
        with tempfile.TemporaryFile('w+') as stdout, tempfile.TemporaryFile('w+') as stderr, os.fdopen(ends) as code:
            files = [stdout.fileno(), stderr.fileno(), told]
            try:
                socket.send_fds(self._control, [json.dumps(asked).encode()], files)
            finally:
                os.close(told)
            returncode = int(code.read())
            stdout.seek(0)
            stderr.seek(0)
            return subprocess.CompletedProcess(command, returncode, stdout.read(), stderr.read())


def run(command: Sequence[str], environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a Python program, given by its path, with arguments; stdout and stderr are kept as text."""
    python = frozenset((name, value) for name, value in environment.items() if of_python(name))
    return server(next(_turns), python).run(command, environment)


@cache
def server(turn: int, python: frozenset[tuple[str, str]]) -> ForkServer:
    return ForkServer(dict(python))


def of_python(name: str) -> bool:
    """Whether Python looks at an environment variable when it starts."""
    return name.startswith('PYTHON')

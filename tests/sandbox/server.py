"""PHP's built-in server for one farm: start it on a free port, find it again, end it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from .mediawiki import PHP_FILES, FarmError, Installation

WORKERS = '4'
PHP_OPTIONS = {
    'opcache.enable_cli': '1',
    'opcache.memory_consumption': '192',
    'opcache.max_accelerated_files': '20000',
    'opcache.interned_strings_buffer': '24',
    'opcache.validate_timestamps': '0',
    'apc.enable_cli': '1',
    'apc.shm_size': '128M',
    'memory_limit': '512M',
    'max_execution_time': '120',
    'display_errors': 'stderr',
}
START_SECONDS = 20
STOP_SECONDS = 5

_ties: dict[int, subprocess.Popen[bytes]] = {}


def free_port(wanted: int = 0) -> int:
    """The wanted port if it is free, else one that the system picks."""
    with socket.socket() as probe:
        # As PHP does: a port whose last connections are still being closed is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(('127.0.0.1', wanted))
        except OSError:
            return free_port()
        port: int = probe.getsockname()[1]
        return port


def start(farm: Installation, *, tied: bool) -> tuple[Installation, int]:
    """Serve the farm, on the port that it had before if it can; returns it with its port, and the process id.

    :param tied: the server ends with our process
    """
    for attempt in range(5):
        # Between our looking and PHP's binding somebody else may take the port: then try another.
        farm = replace(farm, port=free_port(farm.port if attempt == 0 else 0))
        process = launch(farm)
        if tied:
            tie(process.pid)
        deadline = time.monotonic() + START_SECONDS
        while process.poll() is None and time.monotonic() < deadline:
            if answers(farm):
                return farm, process.pid
            time.sleep(0.02)
        stop(process.pid)
    log = (farm.directory / 'server.log').read_text(errors='replace')
    raise FarmError(f"PHP's server does not start:\n{log[-2000:]}")


def launch(farm: Installation) -> subprocess.Popen[bytes]:
    with (farm.directory / 'server.log').open('ab') as log:
        return subprocess.Popen(
            [*farm.php(**PHP_OPTIONS), '-S', f'127.0.0.1:{farm.port}', str(PHP_FILES / 'router.php')],
            env=farm.environment() | {'PHP_CLI_SERVER_WORKERS': WORKERS},
            cwd=farm.directory,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def answers(farm: Installation) -> bool:
    """Whether this very farm, and not another one, answers on the port."""
    try:
        with urllib.request.urlopen(f'http://127.0.0.1:{farm.port}/_farm/ping', timeout=STOP_SECONDS) as answer:
            return bool(answer.read().decode() == str(farm.directory))
    except (urllib.error.URLError, OSError, ValueError):
        return False


def belongs(pid: int, farm: Installation) -> bool:
    """Whether a process is this farm's server: by now the number may be somebody else's."""
    try:
        environment = Path(f'/proc/{pid}/environ').read_bytes()
    except (FileNotFoundError, PermissionError, ProcessLookupError):
        return False
    return f'ONELIB_FARM_DIR={farm.directory}'.encode() in environment.split(b'\0')


def stop(pid: int) -> None:
    """End the server and its workers, which are one process group."""
    # SIGINT to the server ends nothing, SIGTERM to it alone leaves its workers: so tell all of them at once.
    for sign in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(pid, sign)
        deadline = time.monotonic() + STOP_SECONDS
        while time.monotonic() < deadline and running(pid):
            time.sleep(0.02)
    untie(pid)


def running(pid: int) -> bool:
    """Whether a process still does anything; an ended one may stay on as a zombie until its parent looks."""
    with suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)
    try:
        state = Path(f'/proc/{pid}/stat').read_text().rpartition(')')[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state not in 'ZX'


def tie(pid: int) -> None:
    """End the server with our process, however that ends: the pipe that the watchman reads is closed."""
    watchman = 'read -r _; kill -TERM "-$1"'
    _ties[pid] = subprocess.Popen(
        ['sh', '-c', watchman, 'sh', str(pid)],
        stdin=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def untie(pid: int) -> None:
    if watchman := _ties.pop(pid, None):
        watchman.kill()
        watchman.communicate()

"""How a run ends, and that it is the only one: with real processes and real signals."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from onelib.operations.lock import LockError, alone

DEADLINE_SECONDS = 60
SCRIPTS = Path(__file__).parents[2] / 'scripts'

ENDING = """
import atexit, sys
from onelib.operations.lock import end_on_sigterm
end_on_sigterm()
atexit.register(print, 'atexit', flush=True)
def wait():
    print('waiting', flush=True)
    try:
        sys.stdin.readline()
    except Exception:
        print('swallowed', flush=True)
try:
    wait()
finally:
    print('finally', flush=True)
    if 'slow' in sys.argv:
        wait()
"""
LOCKING = """
import sys
from pathlib import Path
from onelib.operations.lock import alone, end_on_sigterm
end_on_sigterm()
try:
    with alone(Path(sys.argv[1])):
        print('alone', flush=True)
        sys.stdin.readline()
finally:
    print('gone', flush=True)
"""
# Each counts up what is in a file, a hundred times, as only one at a time can.
COUNTING = """
import sys
from pathlib import Path
from onelib.operations.lock import alone
count = Path(sys.argv[2])
for _ in range(100):
    with alone(Path(sys.argv[1])):
        count.write_text(str(int(count.read_text()) + 1))
"""


@contextmanager
def started(program: str, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, '-c', program, *arguments],
        env=os.environ | {'PYTHONPATH': str(SCRIPTS)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def heard(process: subprocess.Popen[str], *, said: str = 'stdout') -> str:
    line: str = getattr(process, said).readline()
    return line.strip()


def end(process: subprocess.Popen[str]) -> list[str]:
    return process.communicate(timeout=DEADLINE_SECONDS)[0].split()


def test_sigterm_lets_the_run_clean_up() -> None:
    with started(ENDING) as process:
        assert heard(process) == 'waiting'
        process.terminate()
        assert end(process) == ['finally', 'atexit']
        assert process.returncode == 143


def test_a_second_sigterm_ends_the_cleaning_up() -> None:
    with started(ENDING, 'slow') as process:
        assert heard(process) == 'waiting'
        process.terminate()
        assert [heard(process), heard(process)] == ['finally', 'waiting']
        process.terminate()
        assert end(process) == []
        assert process.returncode == 143


def test_without_sigterm_nothing_is_different() -> None:
    with started(ENDING) as process:
        assert heard(process) == 'waiting'
        assert process.communicate('\n', timeout=DEADLINE_SECONDS)[0].split() == ['finally', 'atexit']
        assert process.returncode == 0


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    return tmp_path / 'onelib-worklist.lock'


@pytest.mark.parametrize('number', [None, signal.SIGTERM, signal.SIGKILL], ids=str)
def test_the_second_run_waits_for_the_first_however_that_ends(lock: Path, number: signal.Signals | None) -> None:
    with started(LOCKING, str(lock)) as first:
        assert heard(first) == 'alone'
        with started(LOCKING, str(lock)) as second:
            assert str(lock) in heard(second, said='stderr')
            if number:
                first.send_signal(number)
            end(first)
            assert heard(second) == 'alone'
            said, complained = second.communicate('\n', timeout=DEADLINE_SECONDS)
            assert (said.split(), second.returncode) == (['gone'], 0)
            assert 'waits' not in complained


def test_sigterm_ends_the_waiting(lock: Path) -> None:
    with started(LOCKING, str(lock)) as first:
        assert heard(first) == 'alone'
        with started(LOCKING, str(lock)) as second:
            heard(second, said='stderr')
            second.terminate()
            assert end(second) == ['gone']
            assert second.returncode == 143
        with started(LOCKING, str(lock)) as third:
            assert 'waits' in heard(third, said='stderr')


def test_who_does_not_have_to_wait_says_nothing(lock: Path) -> None:
    for _ in range(2):
        with started(LOCKING, str(lock)) as process:
            said, complained = process.communicate('\n', timeout=DEADLINE_SECONDS)
            assert said.split() == ['alone', 'gone']
            assert 'waits' not in complained


def test_many_are_never_within_at_once(lock: Path, tmp_path: Path) -> None:
    count = tmp_path / 'count'
    count.write_text('0')
    with ExitStack() as ends:
        processes = [ends.enter_context(started(COUNTING, str(lock), str(count))) for _ in range(4)]
        for process in processes:
            end(process)
            assert process.returncode == 0
    assert count.read_text() == '400'


def test_a_lock_in_no_folder_is_named(tmp_path: Path) -> None:
    path = tmp_path / 'nowhere' / 'lock'
    with pytest.raises(LockError, match=str(path)), alone(path):
        raise AssertionError

"""A scan whose processes are killed, and that is killed itself: what it gives in the end is the same."""

from __future__ import annotations

import bz2
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from onelib.readers.dumps import DumpFile, split
from tests import fuzz
from tests.bench import SCRIPTS, write_dump

PARTS = 6


def text(number: int) -> str:
    paragraphs = (f'Roku {1500 + n} vyšla {number}. kniha o věci {n * number}.{{{{Fakt}}}}\n\n' for n in range(40))
    return f"'''Kniha {number}''' je [[kniha]].\n\n== Dějiny ==\n{''.join(paragraphs)}"


@pytest.fixture(scope='module')
def dump(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Parts that a process is busy with for some tenths of a second each."""
    folder = tmp_path_factory.mktemp('dump')
    for part in range(PARTS):
        numbers = range(part * 60, (part + 1) * 60)
        pages = ((f'Kniha {number}', text(number)) for number in numbers)
        plain = write_dump(folder / 'plain', pages, first=part * 60 + 1)
        (folder / f'cswiki-2026-10-01-p{part}p{part}.xml.bz2').write_bytes(bz2.compress(plain.read_bytes()))
        plain.unlink()
    (folder / '_SUCCESS').touch()
    return folder


@pytest.fixture(scope='module')
def whole(dump: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """What is in them, as one process finds it that nobody kills."""
    output = tmp_path_factory.mktemp('whole') / 'out.jsonl'
    with begun(dump, output, 1) as scan:
        assert scan.wait() == 0
    return output.read_bytes()


def begun(dump: Path, output: Path, workers: int = 2) -> subprocess.Popen[bytes]:
    command = [sys.executable, str(SCRIPTS / 'scan_dump.py'), '-wiki:cs', f'-xml:{dump}', f'-output:{output}']
    return subprocess.Popen(
        [*command, f'-workers:{workers}'], env=os.environ | {'PYTHONPATH': str(SCRIPTS)}, stderr=subprocess.PIPE
    )


def children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f'/proc/{pid}/task/{pid}/children').read_text().split()]
    except FileNotFoundError:
        return []


def until(is_so: Callable[[], object], seconds: float = 20) -> bool:
    end = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > end:
            return False
        time.sleep(0.005)
    return True


def is_alive(pid: int) -> bool:
    try:
        return Path(f'/proc/{pid}/stat').read_text().rpartition(')')[2].split()[0] != 'Z'
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_processes_that_are_killed_at_any_moment(dump: Path, whole: bytes, tmp_path: Path) -> None:
    """Each costs its part again; the lines are those of a scan that nobody has touched."""
    rng, killed, output = random.Random(fuzz.seed(7)), 0, tmp_path / 'out.jsonl'
    wanted = fuzz.examples(6)
    while killed < wanted:
        with begun(dump, output) as scan:
            while scan.poll() is None:
                time.sleep(rng.uniform(0, 0.1))
                victims = [pid for pid in children(scan.pid) if is_alive(pid)]
                if victims and killed < wanted:
                    os.kill(rng.choice(victims), signal.SIGKILL)
                    killed += 1
            assert scan.wait() == 0, scan.stderr and scan.stderr.read()
        assert output.read_bytes() == whole and whole.count(b'\n') > 60 * PARTS
    assert not list(tmp_path.glob('*.parts'))


@pytest.mark.parametrize('how', [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_scan_that_is_ended_leaves_nobody_and_goes_on(
    dump: Path, whole: bytes, tmp_path: Path, how: signal.Signals
) -> None:
    output = tmp_path / 'out.jsonl'
    kept = Path(f'{output}.parts')
    with begun(dump, output) as scan:
        assert until(lambda: list(kept.glob('*.found')))
        workers = children(scan.pid)
        scan.send_signal(how)
        assert scan.wait() != 0
        said = scan.stderr.read() if scan.stderr else b''
    assert b'Traceback' not in said and said.count(b'\n') <= 1
    assert until(lambda: not any(map(is_alive, workers)), 2)
    assert whole.startswith(output.read_bytes())
    before = {path.name: path.stat().st_mtime_ns for path in kept.glob('*.found')}
    assert before and len(before) < PARTS
    # What is there is not looked for again: only it is in the lines.
    first = kept / min(before)
    first.write_bytes(first.read_bytes().replace(b'"Kniha 1"', b'"Kniha i"'))
    with begun(dump, output) as scan:
        assert scan.wait() == 0
    assert output.read_bytes().replace(b'"Kniha i"', b'"Kniha 1"') == whole
    assert (b'"Kniha i"' in output.read_bytes()) == first.name.startswith('00000')
    assert not kept.exists()


def test_a_second_run_with_the_same_output_waits(dump: Path, whole: bytes, tmp_path: Path) -> None:
    output = tmp_path / 'out.jsonl'
    with begun(dump, output) as first:
        assert until(lambda: list(tmp_path.glob('*.parts/lock')))
        with begun(dump, output) as second:
            said = second.stderr.read() if second.stderr else b''
        assert first.wait() == 0
    assert second.returncode == 0 and said.startswith(b'Another run is at work, this one waits for its end'), said
    assert output.read_bytes() == whole and not list(tmp_path.glob('*.parts'))


def test_one_file_is_read_by_several(tmp_path: Path) -> None:
    """A stream of .bz2 is divided; its lines are those of one process, in the order of the pages."""
    rng = random.Random(1)
    texts = ((f'Kniha {n}', f'{rng.randbytes(5_000).hex()} je číslo {n}.{{{{Fakt}}}}') for n in range(200))
    dump = tmp_path / 'cswiki.xml.bz2'
    dump.write_bytes(bz2.compress(write_dump(tmp_path / 'plain', texts).read_bytes()))
    outputs = []
    for workers in (1, 2, 3):
        with begun(dump, tmp_path / f'{workers}.jsonl', workers) as scan:
            said = scan.stderr.read() if scan.stderr else b''
        assert scan.returncode == 0 and said.startswith(f'{dump}: 200 articles of 200 pages'.encode())
        assert (len(split([DumpFile(dump)], workers)) > 1) == (workers > 1)
        outputs.append((tmp_path / f'{workers}.jsonl').read_bytes())
    assert outputs[0].count(b'\n') == 200 and len(set(outputs)) == 1


def test_what_was_found_for_something_else_is_not_taken(dump: Path, tmp_path: Path) -> None:
    """Other kinds, or other files: what is kept is of no use, and is thrown away."""
    output = tmp_path / 'out.jsonl'
    kept = Path(f'{output}.parts')
    with begun(dump, output) as scan:
        assert until(lambda: list(kept.glob('*.found')))
        scan.kill()
    output.touch()
    command = [sys.executable, str(SCRIPTS / 'scan_dump.py'), '-wiki:cs', f'-xml:{dump}', f'-output:{output}']
    environment = os.environ | {'PYTHONPATH': str(SCRIPTS)}
    subprocess.run([*command, '-kinds:article'], env=environment, capture_output=True, check=True)
    assert output.read_bytes() == b'' and not kept.exists()

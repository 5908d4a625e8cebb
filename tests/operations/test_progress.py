"""How far a run is: a line a minute where there is no terminal, a bar where there is one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from onelib.operations.progress import Progress

SCRIPTS = Path(__file__).parents[2] / 'scripts'
# 300 articles, and in between something that is said.
PROGRAM = """
import sys, time
from tqdm import tqdm
from onelib.operations.progress import Progress

def say(text):
    with tqdm.external_write_mode(file=sys.stderr):
        print(text, file=sys.stderr)

for number in Progress(say).through(range(300), 300, 'cs: reading', 'articles'):
    time.sleep(0.002)
    if number == 150:
        say('something is wrong')
"""


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def run(clock: Clock, progress: Progress, items: int, seconds: float) -> None:
    for _ in progress.through(range(items), items, 'cs: reading', 'articles'):
        clock.now += seconds


def test_a_line_a_minute() -> None:
    clock, said = Clock(), list[str]()
    progress = Progress(said.append, clock)
    run(clock, progress, 600, 1)
    assert len(said) == 10
    assert said[0] == 'cs: reading: 60 of 600 articles (10%), about 9 min left'
    assert said[-2] == 'cs: reading: 540 of 600 articles (90%), about 1 min left'


def test_short_runs_say_nothing() -> None:
    clock, said = Clock(), list[str]()
    run(clock, Progress(said.append, clock), 59, 1)
    assert not said


def test_many_short_ones_have_a_line_a_minute_between_them() -> None:
    clock, said = Clock(), list[str]()
    progress = Progress(said.append, clock)
    for _ in range(18):
        run(clock, progress, 20, 0.5)
    assert len(said) == 3


def test_how_much_there_is_need_not_be_known() -> None:
    clock, said = Clock(), list[str]()
    with Progress(said.append, clock).of('dump.xml', None, 'B') as part:
        clock.now += 61
        part.at(1 << 20, '12 pages')
    assert said == ['dump.xml: 12 pages']


def test_what_ends_early_or_fails_passes_through() -> None:
    clock, said = Clock(), list[str]()
    progress = Progress(said.append, clock)
    assert list(progress.through([], 0, 'x', 'articles')) == []
    items = progress.through(iter('abc'), 3, 'x', 'articles')
    assert next(items) == 'a'
    items.close()
    assert list(progress.through('abc', 2, 'x', 'articles')) == ['a', 'b', 'c']


def test_on_a_terminal_there_is_a_bar(tmp_path: Path) -> None:
    program = tmp_path / 'program.py'
    program.write_text(PROGRAM, encoding='utf-8')
    environment = os.environ | {'PYTHONPATH': str(SCRIPTS)}
    # The terminal that `script` makes has no room at all.
    command = f'stty rows 40 cols 120; {sys.executable} {program}'
    shown = subprocess.run(['script', '-qec', command, '/dev/null'], env=environment, capture_output=True, check=True)
    text = shown.stdout.decode()
    assert 'cs: reading' in text and '/300 [' in text and ' articles/s]' in text
    # What is said stands on a line of its own.
    [line] = [line for line in text.split('\n') if 'something is wrong' in line]
    assert line.rstrip('\r').rpartition('\r')[2] == 'something is wrong'
    quiet = subprocess.run([sys.executable, program], env=environment, capture_output=True, check=True)
    assert quiet.stderr == b'something is wrong\n' and not quiet.stdout
    # Whoever has closed it is not to hear of it.
    command = f'{sys.executable} {program} 2>&-'
    assert subprocess.run(command, shell=True, env=environment, capture_output=True, check=False).returncode == 0

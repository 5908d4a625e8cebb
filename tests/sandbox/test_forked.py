"""A run that is forked is the run that the program itself would be."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from . import bot, forked
from .farm import Farm

# All that a program may notice of how it was started.
SURROUNDINGS = """
import json, os, sys, time
print(json.dumps({
    'arguments': sys.argv, 'name': __name__, 'path': sys.path, 'environment': dict(os.environ),
    'directory': os.getcwd(), 'time': time.tzname, 'stdin': sys.stdin.read(),
    'encodings': [sys.stdout.encoding, sys.stderr.encoding, sys.stderr.errors, sys.getfilesystemencoding()],
    'terminals': [sys.stdout.isatty(), sys.stderr.isatty()], 'files': sorted(os.listdir('/proc/self/fd'))[:-1],
    'libraries': [sys.flags.optimize, 'pywikibot' in sys.modules],
}))
"""
ENDS = {
    'by itself': 'pass',
    'with a code': 'raise SystemExit(3)',
    'with a word': 'raise SystemExit("no more")',
    'with an error': '1 / 0',
    'interrupted': 'raise KeyboardInterrupt',
    'killed': 'import os; os.kill(os.getpid(), 9)',
    'by SIGINT': 'import os, signal, time; os.kill(os.getpid(), signal.SIGINT); time.sleep(1)',
    'by SIGTERM': 'import os, signal; os.kill(os.getpid(), signal.SIGTERM)',
    'at once': 'import os; os._exit(5)',
}
END = """
import atexit, sys, threading, time
atexit.register(print, 'atexit')
threading.Thread(target=lambda: (time.sleep(0.1), print('thread'))).start()
print('stderr', file=sys.stderr)
print('žluťoučký\\r\\n kůň', flush=True)
print('not flushed')
"""
# For each script something that it does alike each time.
ASKED: dict[str, tuple[str, ...]] = {
    'worklist': ('-wiki:cs', '-page:Wikipedie:Není'),
    'tally': ('-wiki:cs', '-page:Wikipedie:Není'),
    'backlog': ('-wiki:cs', '-page:Wikipedie:Není'),
    'setup_wiki': ('-wiki:cs', '-check'),
    'explain': ('-wiki:cs', '-page:Klementinum'),
    'scan_dump': ('-wiki:cs', '-xml:nothing.xml', '-output:nothing.jsonl'),
    'index': ('-nonsense',),
    'status': ('-nonsense',),
    'store': ('-nonsense',),
}
SETTINGS = 'from pywikibot import config; print(config.put_throttle, config.base_dir)'


def run(program: str, directory: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """What comes of a program that is forked: the same as of the program."""
    path = directory / 'program'
    path.write_text(program)
    command, environment = [str(path), *arguments], os.environ | more
    ours = forked.run(command, environment)
    theirs = subprocess.run(
        [sys.executable, *command], env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    assert ours.returncode == theirs.returncode
    assert ours.stdout == theirs.stdout
    # Tracebacks begin with what we need to run a program.
    assert ours.stderr.rpartition('Traceback')[0] == theirs.stderr.rpartition('Traceback')[0]
    assert ours.stderr.splitlines()[-1:] == theirs.stderr.splitlines()[-1:]
    return ours


def test_nothing_around_it_is_different(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    said = run(SURROUNDINGS, tmp_path, 'a', 'ž', '', TZ='Asia/Tbilisi', ONELIB_ZKOUŠKA='ž').stdout
    assert str(tmp_path) in said and 'ONELIB_ZKOU' in said
    monkeypatch.setenv('ONELIB_MORE', 'yes')
    assert 'ONELIB_MORE' in run(SURROUNDINGS, Path(tmp_path)).stdout
    monkeypatch.delenv('ONELIB_MORE')
    assert 'ONELIB_MORE' not in run(SURROUNDINGS, Path(tmp_path), PYTHONOPTIMIZE='1').stdout


@pytest.mark.parametrize('how', ENDS)
def test_it_ends_as_the_program_does(how: str, tmp_path: Path) -> None:
    result = run(f'{END}\n{ENDS[how]}', tmp_path)
    assert result.stderr.startswith('stderr\n')
    assert result.stdout.startswith('žluťoučký\n kůň\n')


def test_settings_are_read_anew(tmp_path: Path) -> None:
    for seconds in (3, 4, 5, 6):
        directory = tmp_path / str(seconds)
        directory.mkdir()
        config = directory / 'user-config.py'
        config.write_text(f'put_throttle = {seconds}\n')
        config.chmod(0o644)
        said = run(SETTINGS, tmp_path, PYWIKIBOT_DIR=str(directory), PYWIKIBOT_NO_USER_CONFIG='').stdout
        assert said == f'{seconds} {directory}\n'


def test_runs_do_not_wait_for_each_other(tmp_path: Path) -> None:
    """Each one waits for the next one to have begun."""
    path = tmp_path / 'program'
    path.write_text(
        'import sys, time\nfrom pathlib import Path\nnumber = int(sys.argv[1])\nPath(str(number)).touch()\n'
        'while number < 4 and not Path(str(number + 1)).exists(): time.sleep(0.01)\nprint(number)'
    )
    environment = dict(os.environ)
    with ThreadPoolExecutor() as pool, pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path)
        results = pool.map(lambda number: forked.run([str(path), str(number)], environment), range(5))
        assert [(result.stdout, result.returncode) for result in results] == [(f'{number}\n', 0) for number in range(5)]


def test_sets_come_in_another_order_in_the_next_run(tmp_path: Path) -> None:
    """A second run that makes no edit shows nothing if it could not have had another order."""
    path = tmp_path / 'program'
    path.write_text("print(hash('onelib'))")
    first, second = (forked.run([str(path)], dict(os.environ)).stdout for _ in range(2))
    assert first != second


@pytest.mark.parametrize('script', ASKED)
def test_pwb_says_the_same(farm: Farm, script: str) -> None:
    results = [how(farm, *ASKED[script], script=script) for how in (bot.run, bot.run_program)]
    said = [re.sub(r'\b[0-9a-f]{8}\b|\d+[.\d]*', 'N', f'{one.returncode} {one.stdout} {one.stderr}') for one in results]
    assert said[0] == said[1]
    assert len(said[0]) > 50

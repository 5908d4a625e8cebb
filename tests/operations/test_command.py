"""What keeps a run from beginning, and where its words go: one line each, and an exit code that does not lie."""

from __future__ import annotations

import datetime
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from onelib.operations import base_directory
from onelib.outcomes.runs import Run
from onelib.store import Store

CHECKOUT = Path(__file__).parents[2]
PASSWORD = 'geheim12345'


@dataclass(frozen=True)
class Case:
    """Something that is wrong with the home of the bot, and what is said of it.

    :ivar shell: what runs, after ``$JOB``
    """

    shell: str
    code: int
    said: str = ''
    spoil: Callable[[Path], object] = field(default=lambda home: None)


def append(name: str, text: str) -> Callable[[Path], object]:
    return lambda home: (home / name).write_text((home / name).read_text('utf-8') + text, 'utf-8')


def put(name: str, content: bytes) -> Callable[[Path], object]:
    def spoil(home: Path) -> None:
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_bytes(content)
        (home / name).chmod(0o600)

    return spoil


def link_to_full(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.symlink_to('/dev/full')


def store_of(home: Path) -> Store:
    return Store(f'sqlite:///{home}/onelib.sqlite')


def by_hand_only(home: Path) -> None:
    store_of(home).begin(Run('by-hand', datetime.datetime.now(datetime.UTC), by_hand=True))


def remembered(home: Path) -> None:
    """Two jobs ran, once, and three days ago."""
    ago = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=3)
    for job in ('worklist-1', 'tally'):
        store_of(home).begin(Run(job, ago))
        store_of(home).end(Run(job, ago, ago, 0))


def without_password(home: Path) -> None:
    now = datetime.datetime.now(datetime.UTC)
    store_of(home).begin(Run('tally', now))
    store_of(home).end(Run('tally', now, now, 0))
    (home / 'user-password.py').unlink()


BASE = 'jobs/by-hand'
CASES = {
    'nothing': Case('by-hand status', 0),
    'a slip in a name': Case('check staus', 1, 'there is no script {code}/scripts/staus.py'),
    'a path': Case('check ../scripts/status', 1, 'there is no script'),
    'no user_script_paths': Case(
        'by-hand status', 0, 'No job has run yet', append('user-config.py', "user_script_paths = ['nowhere']\n")
    ),
    'a watcher that sees nothing': Case('check status', 1, 'no run of any job is remembered in sqlite:///'),
    'no password': Case(
        'by-hand status',
        1,
        'no job can log in: there is no bot password',
        lambda home: (home / 'user-password.py').unlink(),
    ),
    'curly quotes in user-config.py': Case(
        'by-hand status', 1, 'user-config.py, line ', append('user-config.py', 'x = “a”\n')
    ),
    'a missing module': Case(
        'by-hand status', 1, "No module named 'nothere'", append('user-config.py', 'import nothere\n')
    ),
    'another kind of setting': Case(
        'by-hand status', 1, 'Configuration variable "put_throttle"', append('user-config.py', "put_throttle = 'x'\n")
    ),
    'curly quotes in onelib.toml': Case(
        'by-hand status',
        1,
        'straight quotes',
        lambda home: (home / 'onelib.toml').write_text('wikis = [“cs”]', 'utf-8'),
    ),
    'settings that others can change': Case(
        'by-hand status', 1, 'mend it: chmod o-w', lambda home: (home / 'user-config.py').chmod(0o646)
    ),
    'a wiki that the family has not': Case(
        'by-hand worklist -wiki:cs', 1, "the family 'meta' has no wiki 'cs'", append('onelib.toml', '\n')
    ),
    'a folder that is missing': Case(
        'by-hand status', 1, 'there is no folder /nowhere', append('store', 'sqlite:////nowhere/x.sqlite')
    ),
    'rubbish for a store': Case('by-hand status', 1, 'is not a database', put('onelib.sqlite', b'\xfe' * 5000)),
    'an odd address': Case('by-hand status', 1, "'foo'", append('store', 'mysql+pymysql://u:p@127.0.0.1/x?foo=bar')),
    'rubbish for cookies': Case(
        'by-hand status',
        0,
        'is thrown away: the bot logs in anew',
        put(f'{BASE}/pywikibot-ExampleBot.lwp', b'rubbish\n'),
    ),
    'rubbish for a throttle': Case('by-hand status', 0, 'is thrown away', put(f'{BASE}/throttle.ctrl', b'\xff\xfe')),
    'a folder for a throttle': Case(
        'by-hand status',
        1,
        'throttle.ctrl: Is a directory',
        lambda home: (home / BASE / 'throttle.ctrl').mkdir(parents=True),
    ),
    'no number': Case('by-hand worklist -maxlag:x', 1, '-maxlag:x cannot be used'),
    'no UTF-8': Case("by-hand worklist $'-page:\\xff'", 1, 'no UTF-8'),
    'a password in an argument': Case(
        f'by-hand store -move:mysql+pymysql://u:{PASSWORD}@127.0.0.1/x', 1, 'TOOL_TOOLSDB_PASSWORD'
    ),
    'a full disk': Case('by-hand status >/dev/full', 1, 'the standard output cannot be written: No space left'),
    'nobody who reads on': Case('by-hand status -help | true; exit ${PIPESTATUS[0]}', 0),
    'help that nobody reads': Case('by-hand scan_dump -help | true; exit ${PIPESTATUS[0]}', 0),
    'no stdout': Case('by-hand status >&-', 0),
    'no stderr': Case('by-hand status 2>&-', 0),
    'no stderr, and something to say there': Case('by-hand store 2>&-', 0),
    'nobody ran what there is to run': Case('check status', 1, 'no run of any job is remembered', by_hand_only),
    'a job that never runs': Case('check status', 1, 'jobs.yaml has worklist-2, worklist-3', remembered),
    'a job that is late': Case('by-hand status', 1, 'worklist-1: needs a person: it should have run again', remembered),
    'all went well, and none can log in any more': Case('by-hand status', 1, 'no job can log in', without_password),
    'half a cookie': Case(
        'by-hand status',
        0,
        'is thrown away: the bot logs in anew',
        put(f'{BASE}/pywikibot-ExampleBot.lwp', b'#LWP-Cookies-2.0\nSet-Cookie3: x\n'),
    ),
    'a folder for cookies': Case(
        'by-hand status',
        1,
        '.lwp: Is a directory; something of another kind is in its place: move it away',
        lambda home: (home / BASE / 'pywikibot-ExampleBot.lwp').mkdir(parents=True),
    ),
    'settings that are no text': Case(
        'by-hand status', 1, '{home}/user-config.py', append('user-config.py', 'x = 1\0')
    ),
    'the settings are said by their own name': Case(
        'by-hand status', 1, '{home}/onelib.toml: there is no setting', append('onelib.toml', 'wiki = 1\n')
    ),
    'a store in memory': Case('by-hand status', 1, 'the store sqlite:// names no file', append('store', 'sqlite://')),
    'the password the other way round': Case(
        'by-hand status',
        1,
        'has to be suffix@secret, and not the other way round',
        lambda home: (home / 'password').write_text(f'{PASSWORD}@onelib'),
    ),
    'a password for an argument': Case(
        f'by-hand worklist -password:{PASSWORD}', 1, 'there is no argument -password:***'
    ),
    'a log on a full disk': Case(
        'by-hand status -log',
        1,
        'status-bot.log cannot be written: No space left on device',
        lambda home: link_to_full(home / BASE / 'logs' / 'status-bot.log'),
    ),
}


def run(home: Path, case: Case, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    home.mkdir(parents=True)
    shutil.copy(CHECKOUT / 'user-config.py.sample', home / 'user-config.py')
    (home / 'onelib.toml').write_text('wikis = ["cs"]\n', 'utf-8')
    if "'meta'" in case.said:
        (home / 'onelib.toml').write_text('wikis = ["cs"]\nfamily = "meta"\n', 'utf-8')
    put('user-password.py', b"('ExampleBot', BotPassword('onelib', 'abcdefgh'))\n")(home)
    (home / 'store').touch()
    case.spoil(home)
    more = {'ONELIB_HOME': str(home), 'ONELIB_STORE': (home / 'store').read_text('utf-8')}
    if (home / 'password').exists():
        more['ONELIB_BOT_PASSWORD'] = (home / 'password').read_text('utf-8')
    return subprocess.run(
        ['bash', '-c', f'{CHECKOUT}/tools/job {case.shell}'],
        env={**environment, **more},
        capture_output=True,
        text=True,
        errors='surrogateescape',
        check=False,
        timeout=100,
    )


@pytest.fixture(scope='module')
def done(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, tuple[Path, subprocess.CompletedProcess[str]]]:
    """How each case went: a process takes a second or two, so they run side by side."""
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ['PATH']))
    environment = {'PATH': path, 'HOME': os.environ.get('HOME', '/'), 'PYTHONDONTWRITEBYTECODE': '1'}
    homes = {name: tmp_path_factory.mktemp('homes') / 'bot' for name in CASES}
    with ThreadPoolExecutor(3) as pool:
        results = pool.map(lambda name: run(homes[name], CASES[name], environment), CASES)
        return {name: (homes[name], result) for name, result in zip(CASES, results, strict=True)}


@pytest.mark.parametrize('name', CASES)
def test_one_line_says_it_and_the_exit_code_does_not_lie(
    done: Mapping[str, tuple[Path, subprocess.CompletedProcess[str]]], name: str
) -> None:
    case, (home, result) = CASES[name], done[name]
    said = result.stdout + result.stderr
    assert result.returncode == case.code, said
    assert case.said.format(code=CHECKOUT, home=home) in said
    assert PASSWORD not in said and ('Everything works' in said) <= (case.code == 0)
    assert 'Traceback' not in said and 'Exception ignored' not in said and 'Logging error' not in said
    assert not case.code or len(result.stderr.splitlines()) <= 2, said


def test_a_password_in_an_argument_is_in_no_log(
    done: Mapping[str, tuple[Path, subprocess.CompletedProcess[str]]],
) -> None:
    home, result = done['a password in an argument']
    log = home / BASE / 'logs' / 'commands.log'
    assert 'store "-move:***"' in log.read_text('utf-8')
    assert log.stat().st_mode & 0o777 == 0o600
    assert PASSWORD not in result.stdout + result.stderr
    assert not any(PASSWORD in path.read_text('utf-8', 'replace') for path in home.rglob('*.log'))


def test_ctrl_c_is_one_line() -> None:
    program = (
        'import os, signal\n'
        'from onelib.operations import command\n'
        'command._begun = lambda *_: os.kill(os.getpid(), signal.SIGINT)\n'
        "raise SystemExit(command.prepared('x', [], lambda *_: 0, []))\n"
    )
    result = subprocess.run(
        [sys.executable, '-c', program],
        env=os.environ | {'PYTHONPATH': str(CHECKOUT / 'scripts')},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (result.returncode, result.stderr) == (
        128 + signal.SIGINT,
        'ERROR: ended by Ctrl-C; the next run goes on from there\n',
    )


def test_an_error_of_the_system_names_the_file_and_the_cure() -> None:
    with pytest.raises(OSError) as caught:
        Path('/dev/full').write_bytes(b'x')
    full = OSError(caught.value.errno, caught.value.strerror, 'jobs/tally/x')
    assert base_directory.in_words(full) == 'jobs/tally/x: No space left on device; make room on that disk'


def test_what_a_terminal_would_obey_does_not_reach_it() -> None:
    """Titles and texts are anybody's, and U+009B begins what ESC [ begins."""
    program = (
        'import pywikibot\n'
        'from onelib.operations.secrecy import keep_out_of_logs\n'
        'keep_out_of_logs()\n'
        "for say in (pywikibot.info, pywikibot.error, pywikibot.stdout): say('a\\x85b\\x9b2J\\x1b[31m\\rč\\tx\\ny')\n"
    )
    result = subprocess.run(
        [sys.executable, '-c', program],
        env=os.environ | {'PYTHONPATH': str(CHECKOUT / 'scripts'), 'PYTHONUTF8': '1'},
        capture_output=True,
        check=True,
    )
    harmless = 'aU+0085bU+009B2JU+001B[31mU+000Dč\tx\ny\n'.encode()
    assert (result.stdout, result.stderr) == (harmless, harmless + b'ERROR: ' + harmless)

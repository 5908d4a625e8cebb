"""Every job of jobs.yaml as Toolforge runs it: from an image that cannot be written to, with all else in variables.

With `-rP`, pytest shows how much memory each job took.
"""

from __future__ import annotations

import datetime
import fcntl
import hashlib
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

from onelib.operations.arguments import ArgumentError, Arguments
from onelib.outcomes.reasons import Kind
from onelib.store import Store
from onelib.wikitext import blocks
from tests.sandbox import bot_directory
from tests.sandbox.accounts import read_secrets
from tests.sandbox.farm import Farm
from tests.sandbox.mariadb import MariaDb
from tests.sandbox.pages import by_bot, edit, text_of
from tests.test_deployment import mebibytes

CHECKOUT = Path(__file__).parents[2]
JOBS: list[dict[str, Any]] = yaml.safe_load((CHECKOUT / 'jobs.yaml').read_text(encoding='utf-8'))
# What a build takes of the checkout as far as jobs need it.
CODE = ('Procfile', 'families', 'scripts', 'tools')
WORKLIST, RESULTS = '1Lib1Ref worklist', 'Results'
STATUS, STATUS_PAGE = '1Lib1Ref status', 'User:OnelibBot/status'
# Who starts a program counts as a part of it until it has begun: so it is started by something small.
MEASURE = (
    'import os, sys\n'
    'started = os.posix_spawn(sys.argv[2], sys.argv[2:], os.environ)\n'
    'status, used = os.wait4(started, 0)[1:]\n'
    'open(sys.argv[1], "w").write(str(used.ru_maxrss))\n'
    'sys.exit(os.waitstatus_to_exitcode(status))\n'
)


@dataclass
class Tool:
    """A tool on Toolforge.

    :ivar image: the code, as in /workspace
    :ivar data: its home, with the folder that the operator has made
    """

    farm: Farm
    image: Path
    data: Path
    more: dict[str, str] = field(default_factory=dict)

    @property
    def home(self) -> Path:
        return self.data / 'onelib'

    @property
    def password(self) -> str:
        return str(read_secrets(self.farm.directory)['bot_password'])

    def environment(self) -> dict[str, str]:
        """All that a job has; no HOME, as NO_HOME says, and nothing of ours."""
        path = os.pathsep.join((str(Path(sys.executable).parent), '/usr/bin', '/bin'))
        given = {'PATH': path, 'TOOL_DATA_DIR': str(self.data), 'NO_HOME': '1'}
        # Neither the image nor the home is to change by what Python keeps of the code.
        given |= {'PYTHONPYCACHEPREFIX': str(self.image.with_name('bytecode'))}
        return given | {'ONELIB_BOT_PASSWORD': f'onelib@{self.password}'} | self.more

    def run(self, command: str) -> tuple[int, str, float]:
        """Its exit code, what it says, and how many MiB it took at most."""
        used = self.data / f'used-{threading.get_ident()}'
        done = subprocess.run(
            [sys.executable, '-I', '-S', '-c', MEASURE, str(used), *command.split()],
            cwd=self.image,
            env=self.environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr, int(used.read_text()) / 1024

    def files(self, folder: Path) -> dict[str, str]:
        """What is in a folder, links not followed."""
        return {
            str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(folder.rglob('*'))
            if path.is_file() and not path.is_symlink() and '__pycache__' not in path.parts
        }


@pytest.fixture(scope='module')
def tool(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tool]:
    """A wiki for each shard, lists on all of them and on Meta, and a campaign that is on."""
    directory = tmp_path_factory.mktemp('tool')
    image, home = directory / 'image', directory / 'data' / 'onelib'
    image.mkdir()
    for name in CODE:
        copy = shutil.copytree if (CHECKOUT / name).is_dir() else shutil.copy
        copy(CHECKOUT / name, image / name)
    for path in [image, *image.rglob('*')]:
        path.chmod(path.stat().st_mode & ~0o222)
    with Farm.start(directory / 'farm', ['meta', 'cs', 'pl', 'sr', 'ka'], tied=True) as farm:
        home.parent.mkdir()
        bot_directory.write(farm.installation, home)
        for name in ('user-password.py', 'scripts'):
            (home / name).unlink()
        campaign(farm, -2, 5)
        edit(farm, 'meta', RESULTS, '{{1Lib1Ref tally|campaign=2027-01}}\n{{1Lib1Ref tally end}}')
        edit(farm, 'meta', STATUS_PAGE, f'{{{{{STATUS}}}}}\n{{{{{STATUS} end}}}}')
        yield Tool(farm, image, home.parent)
    for path in [image, *image.rglob('*')]:
        path.chmod(path.stat().st_mode | 0o200)


def campaign(farm: Farm, first: int, last: int, identity: str = '2027-01', title: str = '1Lib1Ref/CEE') -> None:
    """Say on Meta that a campaign lasts from so many days after today to so many."""
    today = datetime.datetime.now(datetime.UTC).date()
    start, end = (today + datetime.timedelta(days=days) for days in (first, last))
    described = f'|id={identity}|start={start}|end={end}|wikis=cs, pl|participants={title}/People'
    edit(farm, 'meta', title, f'{{{{1Lib1Ref campaign{described}}}}}')
    edit(farm, 'meta', f'{title}/People', '# [[:cs:User:Librarian|Librarian]]')


@pytest.fixture(scope='module', params=['sqlite', 'mariadb'])
def stored(request: pytest.FixtureRequest, tool: Tool) -> Iterator[Tool]:
    """The tool with its store in a file, then on a server that is named without user and password."""
    if request.param == 'sqlite':
        yield tool
        return
    shutil.rmtree(tool.home / 'jobs')
    # So that there is something to do.
    for code, title in lists(tool.farm):
        edit(tool.farm, code, title, blocks.replace(text_of(tool.farm, code, title), WORKLIST, ''))
    edit(tool.farm, 'meta', STATUS_PAGE, f'{{{{{STATUS}}}}}\n{{{{{STATUS} end}}}}')
    with MariaDb.start() as server:
        address = server.database()
        place = re.sub('//.*@', '//', address)
        user, password = re.findall('//(.*):(.*)@', address)[0]
        more = {'ONELIB_STORE': place, 'TOOL_TOOLSDB_USER': user, 'TOOL_TOOLSDB_PASSWORD': password}
        yield Tool(tool.farm, tool.image, tool.data, more)


def lists(farm: Farm) -> list[tuple[str, str]]:
    """The pages that have one list."""
    found = []
    for code in farm.wikis:
        answer = farm.api(code, list='embeddedin', eititle=f'Template:{WORKLIST}', einamespace='4|0')
        found += [(code, page['title']) for page in answer['query']['embeddedin']]
    return [(code, title) for code, title in found if len(blocks.find(text_of(farm, code, title), WORKLIST)) == 1]


def revisions(farm: Farm) -> dict[tuple[str, str], int]:
    """The newest revision of every page that the jobs edit, but that which says when they ran."""
    found = {}
    for code, title in (*lists(farm), ('meta', RESULTS)):
        [page] = farm.api(code, titles=title, prop='info')['query']['pages']
        found[code, title] = page['lastrevid']
    return found


def test_every_job_runs_twice(stored: Tool) -> None:
    code, before = stored.files(stored.image), revisions(stored.farm)
    run_all(stored)
    first = revisions(stored.farm)
    assert all(first[page] > before[page] for page in lists(stored.farm))
    assert len(blocks.find(text_of(stored.farm, 'meta', STATUS_PAGE), STATUS)[0].body) > 100
    run_all(stored)
    assert revisions(stored.farm) == first
    assert stored.files(stored.image) == code
    # Each in a directory of its own, and the password in none of them.
    assert {path.name for path in (stored.home / 'jobs').iterdir()} == {job['name'] for job in JOBS}
    texts = [path for path in stored.data.rglob('*') if path.is_file() and not path.is_relative_to(stored.image)]
    assert not [path for path in texts if stored.password.encode() in path.read_bytes()]


def run_all(tool: Tool) -> None:
    """All jobs, two at a time: they share the store and the account."""
    with ThreadPoolExecutor(2) as pool:
        runs = list(pool.map(lambda job: tool.run(job['command']), JOBS))
    for job, (code, said, memory) in zip(JOBS, runs, strict=True):
        print(f'{job["name"]:>14} {memory:6.0f} MiB of {job["mem"]}')
        assert code == 0, f'{job["name"]}: {said}'
        assert 'Traceback' not in said and tool.password not in said
        assert memory <= mebibytes(job['mem'])


def asked(tool: Tool, command: str, code: int = 0) -> tuple[list[tuple[str, str]], str]:
    """What a command asked the wikis, and what it said."""
    tool.farm.reset_requests()
    returned, said, _ = tool.run(command)
    assert returned == code, said
    return [(request['wiki'], request['action']) for request in by_bot(tool.farm)], said


def aged(tool: Tool, hours: int) -> None:
    """As if the last full run had been so long ago."""
    with sqlite3.connect(tool.home / 'onelib.sqlite') as connection:
        [(kept,)] = connection.execute("SELECT answer FROM onelib_answers WHERE question LIKE 'the last tally%'")
        last = json.loads(kept)
        last['at'] = (datetime.datetime.fromisoformat(last['at']) - datetime.timedelta(hours=hours)).isoformat()
        connection.execute(
            "UPDATE onelib_answers SET answer = ? WHERE question LIKE 'the last tally%'", (json.dumps(last),)
        )


def test_a_wrong_block_is_answered_by_the_quick_job(tool: Tool) -> None:
    """As jobs.yaml runs it, by the wiki's own clock; then nothing has changed, and it costs little."""
    command = next(job['command'] for job in JOBS if job['name'] == 'worklist-quick')
    asked(tool, command)
    title = 'Wikipedie:Hned'
    edit(tool.farm, 'cs', title, f'a\n{{{{{WORKLIST}|catgory=X|limit=many}}}}\n{{{{{WORKLIST} end}}}}\nb')
    asked(tool, command)
    text = text_of(tool.farm, 'cs', title)
    box = blocks.find(text, WORKLIST)[0].body
    assert all(word in box for word in ('onelib-error', 'catgory', 'category', 'limit', 'many'))
    assert text.startswith('a\n') and text.endswith('\nb')
    asked(tool, command)
    for code in tool.farm.wikis:
        mine = [request for request in by_bot(tool.farm) if request['wiki'] == code]
        assert sum(bool(request.get('list') or request.get('prop')) for request in mine) <= 2, code
    assert not any(request['action'] == 'edit' for request in by_bot(tool.farm))
    edit(tool.farm, 'cs', title, 'nothing')


def test_between_campaigns_the_tally_asks_no_wiki(tool: Tool) -> None:
    hourly = next(job['command'] for job in JOBS if job['name'] == 'tally')
    # What pwb asks before any job begins.
    nothing, _ = asked(tool, f'{hourly} -nonsense', code=1)
    campaign(tool.farm, 9, 12)
    assert len(asked(tool, hourly)[0]) > len(nothing)
    requests, said = asked(tool, hourly)
    assert requests == nothing and re.search(r'Asleep: no campaign until 20\d\d-', said)
    # Who asks for a wiki gets an answer.
    assert len(asked(tool, f'{hourly} -wiki:meta')[0]) > len(nothing)
    # What has changed on Meta is seen within a day, and from the day before a campaign on it is counted every hour.
    campaign(tool.farm, 1, 9)
    assert asked(tool, hourly)[0] == nothing
    aged(tool, 24)
    for _ in range(2):
        requests, said = asked(tool, hourly)
        assert len(requests) > len(nothing) and 'Asleep' not in said
    campaign(tool.farm, 9, 12)
    asked(tool, hourly)


def test_what_was_not_current_is_said_while_it_sleeps(tool: Tool) -> None:
    hourly = next(job['command'] for job in JOBS if job['name'] == 'tally')
    edit(tool.farm, 'meta', 'Wrong', '{{1Lib1Ref tally|campaign=nobody}}\n{{1Lib1Ref tally end}}')
    aged(tool, 24)
    # Whoever has written it has to mend it, and not the operator.
    asked(tool, hourly)
    requests, said = asked(tool, hourly)
    assert 'Asleep' in said and 'meta: Wrong: ' in said and 'nobody' in said
    edit(tool.farm, 'meta', 'Wrong', 'nothing')
    # Sooner than after a day, it looks whether somebody has mended it.
    aged(tool, 6)
    assert len(asked(tool, hourly)[0]) > len(requests)
    assert asked(tool, hourly)[0] == requests


def test_a_session_that_a_wiki_forgets_is_begun_anew(tool: Tool) -> None:
    """With the password from the environment: no file has it."""
    for cookies in tool.home.rglob('*.lwp'):
        text = cookies.read_text()
        cookies.write_text(re.sub('(ession="?)[^";]+', r'\1' + 32 * 'x', text))
    code, said, _ = tool.run('tools/job worklist-1 worklist -shard:1/4 -v -log -debug')
    assert code == 0, said
    assert 'Logging in to sandbox:cs as OnelibBot@onelib' in said
    # However much is logged, the login itself included.
    written = [path.read_bytes() for path in tool.home.rglob('*') if path.is_file() and not path.is_symlink()]
    assert any(b'lgpassword=***' in text for text in written)
    assert not [text for text in (*written, said.encode()) if tool.password.encode() in text]


def test_a_password_file_in_the_home_will_do(tool: Tool) -> None:
    shutil.rmtree(tool.home / 'jobs', ignore_errors=True)
    file = tool.home / 'user-password.py'
    file.touch(mode=0o600)
    file.write_text(f"('OnelibBot', BotPassword('onelib', {tool.password!r}))\n")
    without = Tool(tool.farm, tool.image, tool.data, {'ONELIB_BOT_PASSWORD': ''})
    code, said, _ = without.run('tools/job worklist-1')
    file.chmod(0o644)
    open_code, complaint, _ = without.run('tools/job worklist-1')
    file.chmod(0o600)
    file.write_text(f"(‘OnelibBot’, BotPassword('onelib', {tool.password!r}))\n")
    shutil.rmtree(tool.home / 'jobs')
    curly_code, curly, _ = without.run('tools/job worklist-1')
    file.unlink()
    assert curly_code == 1 and f'{file} has a line that is not like' in curly and tool.password not in curly
    assert code == 0 and 'as OnelibBot@onelib' in said, said
    assert open_code == 1 and f'chmod 600 {file}' in complaint


@pytest.mark.parametrize(
    'given, complaint',
    [
        ('', 'there is no bot password'),
        ('only-a-secret-123', 'suffix@secret'),
        ('onelib@', 'suffix@secret'),
        ('Another@onelib@secret-12345678', 'for Another'),
        ('onelib@wrong-secret-12345678', 'Incorrect username or password'),
    ],
)
def test_passwords_that_cannot_be_used(tool: Tool, given: str, complaint: str) -> None:
    # Without the session of an earlier run.
    shutil.rmtree(tool.home / 'jobs', ignore_errors=True)
    code, said, _ = Tool(tool.farm, tool.image, tool.data, {'ONELIB_BOT_PASSWORD': given}).run('tools/job worklist-1')
    assert code == 1 and complaint in said
    assert 'Traceback' not in said and 'secret-1' not in said and (not given or given not in said)
    if complaint != 'suffix@secret':
        # It does not pass by itself: the status page has to send for the operator at once.
        last = max(Store(f'sqlite:///{tool.home}/onelib.sqlite', writable=False).runs(), key=lambda run: run.started)
        assert {trouble.kind for trouble in last.troubles} == {Kind.LOGIN}


def test_shards() -> None:
    def shard(given: str, **more: Any) -> tuple[str, ...]:
        return Arguments(**{'wikis': (), 'pages': ()} | more, options={'shard': given}).shard('abcdefg')

    parts = [shard(f'{number}/3') for number in (1, 2, 3)]
    assert parts == [('a', 'd', 'g'), ('b', 'e'), ('c', 'f')]
    assert shard('9/9') == ()
    for wrong in ('0/3', '4/3', '1', '1/0', '1/3/4', 'a/b', '-1/3', '1/100'):
        with pytest.raises(ArgumentError, match='-shard has to be like'):
            shard(wrong)
    for more in ({'wikis': ('cs',)}, {'pages': ('Results',)}):
        with pytest.raises(ArgumentError, match='by itself'):
            shard('1/3', **more)


def test_two_that_start_at_once(tool: Tool) -> None:
    shutil.rmtree(tool.home / 'jobs')
    command = ['tools/job', 'worklist-1']
    started = [
        subprocess.Popen(command, cwd=tool.image, env=tool.environment(), stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    said = [process.communicate()[1] for process in started]
    assert [process.returncode for process in started] == [0, 0], said
    assert sum('Another run is at work' in one for one in said) <= 1
    assert not [
        path for path in (tool.home / 'jobs' / 'worklist-1').iterdir() if path.name.endswith(tuple('0123456789'))
    ]


def test_sigterm_reaches_the_bot(tool: Tool) -> None:
    lock = (tool.home / 'jobs' / 'worklist-1' / 'onelib-worklist.lock').open('ab')
    with (
        lock,
        subprocess.Popen(
            ['tools/job', 'worklist-1'], cwd=tool.image, env=tool.environment(), stderr=subprocess.PIPE, text=True
        ) as process,
    ):
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert process.stderr
        for line in process.stderr:
            if 'Another run is at work' in line:
                break
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        process.stderr.read()
    assert process.returncode == 143
    assert time.monotonic() - began < 15


def test_what_is_missing_is_named(tool: Tool, tmp_path: Path) -> None:
    def complaint(home: Path | None, *arguments: str) -> str:
        environment = tool.environment() | ({'ONELIB_HOME': str(home)} if home else {})
        if not home:
            del environment['TOOL_DATA_DIR']
        done = subprocess.run(
            [tool.image / 'tools' / 'job', *arguments], env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 1
        return done.stderr

    assert 'ONELIB_HOME has to name the folder' in complaint(None, 'worklist-1')
    assert f'there is no folder {tmp_path}/nowhere' in complaint(tmp_path / 'nowhere', 'worklist-1')
    assert f'{tmp_path}/user-config.py is missing: copy {tool.image}/user-config.py.sample' in complaint(
        tmp_path, 'check'
    )
    (tmp_path / 'user-config.py').touch()
    assert f'{tmp_path}/onelib.toml is missing' in complaint(tmp_path, 'check')
    assert 'Procfile has no job winners' in complaint(tmp_path, 'winners')
    assert 'usage: tools/job NAME' in complaint(tmp_path, '../x', 'worklist')
    assert 'usage: tools/job NAME' in complaint(tmp_path)

"""What is remembered between runs."""

from __future__ import annotations

import datetime
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Self

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import mysql

from onelib.store import Store, StoreError, schema

NOW = datetime.datetime(2027, 1, 15, 12, tzinfo=datetime.UTC)
WEEK = datetime.timedelta(days=7)
DEADLINE_SECONDS = 120
SCRIPTS = Path(__file__).parents[1] / 'scripts'

# As onelib 0.1.0 made it.
VERSION_1 = """
CREATE TABLE onelib_schema (version INTEGER NOT NULL, PRIMARY KEY (version));
CREATE TABLE onelib_answers (
    question VARCHAR(200) NOT NULL, answer TEXT NOT NULL, asked DATETIME NOT NULL, PRIMARY KEY (question)
);
"""
# As onelib made it before it counted edits.
VERSION_2 = (
    VERSION_1
    + """
CREATE TABLE onelib_rejections (
    wiki VARCHAR(20) NOT NULL, title VARCHAR(255) NOT NULL, fingerprint VARCHAR(64) NOT NULL, reason TEXT NOT NULL,
    rejected DATETIME NOT NULL, PRIMARY KEY (wiki, title, fingerprint)
);
"""
)
ROWS = """
INSERT INTO onelib_schema (version) VALUES (1);
INSERT INTO onelib_answers VALUES ('names of cs', '{"inline": ["Fakt/dne"]}', '2027-01-15 12:00:00.000000');
"""
ROWS_2 = """
INSERT INTO onelib_rejections VALUES ('cs', 'Kniha', 'aa', 'filter', '2027-01-15 12:00:00.000000');
UPDATE onelib_schema SET version = 2;
"""

# For each address it is given, a process opens the store, and says so.
OPENING = """
import sys
from onelib.store import Store
print(flush=True)
for line in sys.stdin:
    Store(line.strip())
    print('open', flush=True)
"""

# For each address it is given, a new process makes the store and keeps things in it until it is killed. What it keeps
# is as long as several pages of the file, so that there is something to tear.
KEEPING = """
import datetime, itertools, os, sys
from onelib.store import Store

def work(url):
    now = datetime.datetime(2027, 1, 15, 12, tzinfo=datetime.UTC)
    for number in itertools.count():
        store = Store(url)
        store.keep(f'q{number % 7}', [number] * 3000, now)
        store.reject('cs', f't{number % 7}', 'f', f'{number} ' * 3000, now)

for line in sys.stdin:
    if not (pid := os.fork()):
        work(line.strip())
    print(pid, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / 'store.sqlite'


@pytest.fixture
def url(path: Path) -> str:
    return f'sqlite:///{path}'


def make_version_1(path: Path, rows: str = ROWS) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(VERSION_1 + rows)


def make_version_2(path: Path, rows: str = ROWS + ROWS_2) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(VERSION_2 + rows)


def version_of(path: Path) -> list[tuple[int]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute('SELECT version FROM onelib_schema').fetchall()


class Helper:
    """A process that takes lines and answers with lines, and ends with the test."""

    def __init__(self, program: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, '-c', program],
            env=os.environ | {'PYTHONPATH': str(SCRIPTS)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def tell(self, line: str) -> None:
        assert self.process.stdin
        self.process.stdin.write(f'{line}\n')
        self.process.stdin.flush()

    def hear(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline().strip()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.communicate(timeout=DEADLINE_SECONDS)


@contextmanager
def on_every_connection(statement: str) -> Iterator[None]:
    def execute(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute(statement)

    sa.event.listen(sa.Engine, 'connect', execute)
    try:
        yield
    finally:
        sa.event.remove(sa.Engine, 'connect', execute)


def test_an_answer_is_there_for_the_next_run(url: str) -> None:
    Store(url).keep('names of cs', {'inline': ['Fakt/dne', 'Чињеница']}, NOW)
    assert Store(url).answer('names of cs') == {'inline': ['Fakt/dne', 'Чињеница']}
    assert Store(url).answer('names of pl') is None


def test_an_answer_grows_old_but_is_not_lost(url: str) -> None:
    store = Store(url)
    store.keep('names', 1, NOW - WEEK - datetime.timedelta(seconds=1))
    assert store.answer('names', since=NOW - WEEK) is None
    assert store.answer('names') == 1
    store.keep('names', 2, NOW - WEEK)
    assert store.answer('names', since=NOW - WEEK) == 2


def test_times_are_compared_across_time_zones(url: str) -> None:
    store = Store(url)
    there = NOW.astimezone(datetime.timezone(datetime.timedelta(hours=5)))
    store.keep('names', 1, there)
    store.reject('cs', 'Kniha', 'f', 'filter', there)
    assert store.answer('names', since=NOW) == 1
    assert store.rejections('cs', since=NOW)
    assert store.answer('names', since=NOW + datetime.timedelta(seconds=1)) is None
    assert not store.rejections('cs', since=NOW + datetime.timedelta(seconds=1))


def test_rejections_are_known_by_wiki_article_and_statement(url: str) -> None:
    store = Store(url)
    store.reject('cs', 'Kniha', 'aa', 'spam list', NOW)
    store.reject('cs', 'kniha', 'aa', 'filter 7', NOW)
    store.reject('cs', 'Kniha', 'bb', 'old', NOW - WEEK)
    store.reject('meta', 'Kniha', 'aa', 'elsewhere', NOW)
    store = Store(url)
    assert store.rejections('cs', since=NOW) == {('Kniha', 'aa'): 'spam list', ('kniha', 'aa'): 'filter 7'}
    store.reject('cs', 'Kniha', 'bb', 'filtr „ž“', NOW)
    assert store.rejections('cs', since=NOW)['Kniha', 'bb'] == 'filtr „ž“'
    assert len(store.rejections('cs', since=NOW - WEEK)) == 3
    assert store.rejections('pl', since=NOW - WEEK) == {}


def test_a_simulation_keeps_nothing(url: str, tmp_path: Path) -> None:
    store = Store(url, writable=False)
    store.keep('names', 1, NOW)
    store.reject('cs', 'Kniha', 'aa', 'filter', NOW)
    assert store.answer('names') is None
    assert store.rejections('cs', since=NOW) == {}
    assert not list(tmp_path.iterdir())
    Store(url).keep('names', 2, NOW)
    looking = Store(url, writable=False)
    looking.keep('names', 3, NOW)
    assert looking.answer('names') == 2


def test_a_store_of_version_1_is_brought_up_to_date_where_it_is(path: Path, url: str) -> None:
    make_version_1(path)
    store = Store(url)
    assert version_of(path) == [(schema.VERSION,)]
    assert store.answer('names of cs', since=NOW) == {'inline': ['Fakt/dne']}
    store.reject('cs', 'Kniha', 'aa', 'filter', NOW)
    assert Store(url).rejections('cs', since=NOW) == {('Kniha', 'aa'): 'filter'}


def test_a_store_of_version_2_is_brought_up_to_date_where_it_is(path: Path, url: str) -> None:
    make_version_2(path)
    store = Store(url)
    assert version_of(path) == [(3,)]
    assert store.answer('names of cs', since=NOW) == {'inline': ['Fakt/dne']}
    assert store.rejections('cs', since=NOW) == {('Kniha', 'aa'): 'filter'}
    store.move_cursor('2027-01', 'cs', 'recent', NOW)
    store.list_statements('2027-01', 'cs', [('Kniha', 'aa')], NOW)
    assert Store(url).cursor('2027-01', 'cs', 'recent') == NOW
    assert Store(url).listed('2027-01', 'cs') == {('Kniha', 'aa'): NOW}


@pytest.mark.parametrize('make', [make_version_1, make_version_2])
def test_a_simulation_knows_no_edits_in_a_store_of_an_earlier_version(
    path: Path, url: str, make: Callable[[Path], None]
) -> None:
    make(path)
    before = path.read_bytes()
    store = Store(url, writable=False)
    store.move_cursor('2027-01', 'cs', 'recent', NOW)
    store.list_statements('2027-01', 'cs', [('Kniha', 'aa')], NOW)
    assert store.cursor('2027-01', 'cs', 'recent') is None
    assert not [*store.edits('2027-01'), *store.known('2027-01', 'cs'), *store.listed('2027-01', 'cs')]
    assert not store.unchecked('2027-01', 'cs', NOW)
    assert path.read_bytes() == before


@pytest.mark.parametrize('done', ['', 'CREATE TABLE onelib_edits (x);', 'CREATE TABLE onelib_cursors (x);'])
def test_the_step_to_version_3_may_be_repeated(path: Path, url: str, done: str) -> None:
    make_version_2(path, ROWS + ROWS_2 + done)
    Store(url)
    assert version_of(path) == [(3,)]
    with closing(sqlite3.connect(path)) as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert tables == {table.name for table in schema.metadata.sorted_tables}


def test_a_simulation_reads_version_1_and_leaves_it_alone(path: Path, url: str) -> None:
    make_version_1(path)
    before = path.read_bytes()
    store = Store(url, writable=False)
    store.keep('names of cs', 1, NOW)
    assert store.answer('names of cs') == {'inline': ['Fakt/dne']}
    assert store.rejections('cs', since=NOW) == {}
    assert path.read_bytes() == before


@pytest.mark.parametrize('done', ['', 'CREATE TABLE onelib_rejections (wiki, title, fingerprint, reason, rejected)'])
@pytest.mark.parametrize('rows', ['', ROWS])
def test_a_step_that_was_done_but_not_counted_is_done_again(path: Path, url: str, done: str, rows: str) -> None:
    """As a run leaves it that is killed on a database whose changes of tables are in no transaction."""
    make_version_1(path, rows + done)
    Store(url).reject('cs', 'Kniha', 'aa', 'filter', NOW)
    assert version_of(path) == [(schema.VERSION,)]
    assert Store(url).rejections('cs', since=NOW)


def test_a_store_of_a_newer_version_is_refused(path: Path, url: str) -> None:
    Store(url)
    with sa.create_engine(url).begin() as connection:
        connection.execute(sa.text('UPDATE onelib_schema SET version = 99'))
    for writable in (True, False):
        with pytest.raises(StoreError, match='newer') as caught:
            Store(url, writable=writable)
        assert str(path) in str(caught.value)
    assert version_of(path) == [(99,)]


def test_mariadb_takes_the_keys() -> None:
    """At most 3072 bytes: https://mariadb.com/kb/en/innodb-limitations/"""
    for table in schema.metadata.sorted_tables:
        assert sum(4 * getattr(column.type, 'length', 2) for column in table.primary_key) <= 3072
        assert 'IF NOT EXISTS' in str(sa.schema.CreateTable(table, if_not_exists=True).compile(dialect=mysql.dialect()))


@pytest.mark.parametrize('version', [0, 1, 2])
def test_many_processes_open_the_same_store_at_once(tmp_path: Path, version: int) -> None:
    with ExitStack() as ends:
        helpers = [ends.enter_context(Helper(OPENING)) for _ in range(4)]
        for helper in helpers:
            helper.hear()
        for attempt in range(20):
            path = tmp_path / f'{attempt}.sqlite'
            if version:
                (make_version_1 if version == 1 else make_version_2)(path)
            for helper in helpers:
                helper.tell(f'sqlite:///{path}')
            assert [helper.hear() for helper in helpers] == ['open'] * len(helpers)
            assert version_of(path) == [(schema.VERSION,)]


def check_whole(path: Path) -> int:
    """Every row is as it was given; give back how many there are."""
    with closing(sqlite3.connect(path)) as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        assert tables in (
            set(),
            {'onelib_schema', 'onelib_answers'},
            {'onelib_schema', 'onelib_answers', 'onelib_rejections'},
            {table.name for table in schema.metadata.sorted_tables},
        )
        assert connection.execute('PRAGMA integrity_check').fetchall() == [('ok',)]
    store = Store(f'sqlite:///{path}')
    answers = [store.answer(f'q{number}') for number in range(7)]
    for number, answer in enumerate(answers):
        assert answer is None or (len(answer) == 3000 and set(answer) == {answer[0]} and answer[0] % 7 == number)
    reasons = store.rejections('cs', since=NOW)
    for (title, _), reason in reasons.items():
        numbers = reason.split()
        assert len(numbers) == 3000 and set(numbers) == {numbers[0]} and f't{int(numbers[0]) % 7}' == title
    return len(reasons) + sum(answer is not None for answer in answers)


@pytest.mark.parametrize('version', [0, 1])
def test_a_run_that_is_killed_leaves_a_whole_store(tmp_path: Path, version: int) -> None:
    """Killed at many moments: while it makes or upgrades the store, and while it keeps things."""
    chance = random.Random(version)
    kept = 0
    with Helper(KEEPING) as helper:
        for attempt in range(60):
            # Every other one goes on with what the last one has left.
            path = tmp_path / f'{attempt // 2}.sqlite'
            if version and attempt % 2 == 0:
                make_version_1(path)
            helper.tell(f'sqlite:///{path}')
            pid = int(helper.hear())
            time.sleep(chance.uniform(0, chance.choice((0.02, 0.2))))
            os.kill(pid, signal.SIGKILL)
            assert int(helper.hear()) == -signal.SIGKILL
            kept += check_whole(path)
            if version:
                assert Store(f'sqlite:///{path}').answer('names of cs') == {'inline': ['Fakt/dne']}
    assert kept


def test_an_address_that_leads_nowhere_is_named() -> None:
    with pytest.raises(StoreError, match=r'nowhere.*folder that exists'):
        Store('sqlite:////nowhere/at/all.sqlite')


def test_what_is_no_store_is_named(tmp_path: Path, path: Path, url: str) -> None:
    path.write_text('Dear diary, ' * 100)
    for writable in (True, False):
        with pytest.raises(StoreError, match=rf'{path} cannot be opened: .*name another file'):
            Store(url, writable=writable)
    assert path.read_text().startswith('Dear diary')
    with pytest.raises(StoreError, match=rf'{tmp_path} cannot be opened: .*has to be a file'):
        Store(f'sqlite:///{tmp_path}')


def test_a_store_that_may_only_be_read(path: Path) -> None:
    """As SQLite says it of a file without the right to write, which root always has."""
    make_version_1(path)
    readonly = f'sqlite:///file:{path}?mode=ro&uri=true'
    with pytest.raises(StoreError, match=rf'{path}.* cannot be opened: .*able to write'):
        Store(readonly)
    assert Store(readonly, writable=False).answer('names of cs')
    Store(f'sqlite:///{path}')
    store = Store(readonly)
    for write in (lambda: store.keep('q', 1, NOW), lambda: store.reject('cs', 'Kniha', 'aa', 'filter', NOW)):
        with pytest.raises(StoreError, match=rf'{path}.* cannot be written: .*able to write'):
            write()


def test_a_full_disk(path: Path, url: str) -> None:
    with on_every_connection('PRAGMA max_page_count = 3'), pytest.raises(StoreError, match=r'opened: .*make room'):
        Store(url)
    with on_every_connection('PRAGMA max_page_count = 20'):
        store = Store(url)
        store.keep('small', 1, NOW)
        with pytest.raises(StoreError, match=rf'{path} cannot be written: .*make room'):
            store.keep('big', 'x' * 1_000_000, NOW)
        assert store.answer('small') == 1


def test_a_store_that_somebody_else_holds(path: Path, url: str) -> None:
    Store(url).keep('q', 1, NOW)
    impatient = Store(f'{url}?timeout=0.01')
    with closing(sqlite3.connect(path)) as other:
        other.execute('BEGIN EXCLUSIVE')
        for use in (
            lambda: Store(f'{url}?timeout=0.01'),
            lambda: impatient.answer('q'),
            lambda: impatient.rejections('cs', since=NOW),
            lambda: impatient.keep('q', 2, NOW),
            lambda: impatient.reject('cs', 'Kniha', 'aa', 'filter', NOW),
        ):
            with pytest.raises(StoreError, match=rf'{path}.*another process is busy'):
                use()
    assert impatient.answer('q') == 1


def test_a_store_that_was_damaged_later(path: Path, url: str) -> None:
    Store(url).keep('q', 'x' * 100_000, NOW)
    size = path.stat().st_size
    with path.open('r+b') as file:
        file.seek(4096)
        file.write(b'\xff' * (size - 4096))
    with pytest.raises(StoreError, match=rf'{path} cannot be .*damaged: move it away'):
        Store(url).answer('q')


def test_an_answer_that_is_no_json(path: Path, url: str) -> None:
    make_version_1(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE onelib_answers SET answer = '[1, 2'")
        connection.commit()
    with pytest.raises(StoreError, match=str(path)):
        Store(url).answer('names of cs')


@pytest.mark.parametrize(
    'address',
    [
        'mysql+nodriver://bot:Secr3t/x@127.0.0.1/onelib',
        'postgresql://bot:Secr3t/x@127.0.0.1:1/onelib',
        'nosuchdatabase://bot:Secr3t/x@127.0.0.1/onelib',
        'sqlite://bot:Secr3t/x@127.0.0.1/onelib.sqlite',
        'mysql://bot@127.0.0.1:Secr3t/x',
        'Secr3t/x',
    ],
)
def test_no_password_is_in_a_message(address: str) -> None:
    with pytest.raises(StoreError, match='store') as caught:
        Store(address)
    assert 'Secr3t' not in str(caught.value)
    assert caught.value.__cause__ is None and caught.value.__suppress_context__


def test_what_json_cannot_hold_is_a_mistake_of_ours(url: str) -> None:
    with pytest.raises(TypeError):
        Store(url).keep('q', object(), NOW)
    assert json.dumps(Store(url).answer('q')) == 'null'


def test_a_copy_in_memory_has_everything_and_keeps_nothing(path: Path, url: str) -> None:
    store = Store(url)
    store.keep('names of cs', {'inline': ['Fakt/dne']}, NOW)
    store.reject('cs', 'Kniha', 'f1', 'spamblacklist', NOW)
    before = path.read_bytes()
    copy = Store(url, writable=False).copy()
    assert copy.answer('names of cs') == {'inline': ['Fakt/dne']}
    assert copy.rejections('cs', since=NOW) == {('Kniha', 'f1'): 'spamblacklist'}
    copy.keep('names of pl', 1, NOW)
    assert copy.answer('names of pl') == 1
    assert path.read_bytes() == before
    assert Store('sqlite:////nowhere.sqlite', writable=False).copy().answer('names of cs') is None

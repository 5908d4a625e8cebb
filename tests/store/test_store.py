"""What is remembered between runs."""

from __future__ import annotations

import datetime
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import Self

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import mysql

from onelib.store import Store, StoreError, schema
from tests.stores import REJECTIONS, ROWS, ROWS_2, ROWS_4, VERSION_1, VERSION_2, VERSION_4, Place, listing, record

NOW = datetime.datetime(2027, 1, 15, 12, tzinfo=datetime.UTC)
WEEK = datetime.timedelta(days=7)
DEADLINE_SECONDS = 120
SCRIPTS = Path(__file__).parents[2] / 'scripts'

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
        store.reject_row('cs', f't{number % 7}', 'f', f'{number} ' * 3000, now)

for line in sys.stdin:
    if not (pid := os.fork()):
        work(line.strip())
    print(pid, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)
"""


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


def test_an_answer_is_there_for_the_next_run(place: Place) -> None:
    Store(place.url).keep('names of cs', {'inline': ['Fakt/dne', 'Чињеница']}, NOW)
    assert Store(place.url).answer('names of cs') == {'inline': ['Fakt/dne', 'Чињеница']}
    assert Store(place.url).answer('names of pl') is None


def test_a_damaged_answer_is_asked_again_or_said(place: Place) -> None:
    store = Store(place.url)
    # What a wiki says again, and what nobody can say any more.
    for question in ('template names of cs', 'sign-ups on cs:A'):
        store.keep(question, ['a'], NOW)
    place.run("UPDATE onelib_answers SET answer = 'rubb'")
    assert Store(place.url).answer('template names of cs') is None
    with pytest.raises(StoreError, match='is damaged: put back a copy of it'):
        Store(place.url).answer('sign-ups on cs:A')
    store.keep('template names of cs', ['b'], NOW)
    assert Store(place.url).answer('template names of cs') == ['b']


def test_a_table_that_is_missing_has_its_cure(place: Place) -> None:
    Store(place.url).keep('question', 1, NOW)
    place.run('DROP TABLE onelib_answers')
    with pytest.raises(StoreError, match='a table of it is missing: put back a copy'):
        Store(place.url).answer('question')


def test_an_answer_grows_old_but_is_not_lost(place: Place) -> None:
    store = Store(place.url)
    store.keep('names', 1, NOW - WEEK - datetime.timedelta(seconds=1))
    assert store.answer('names', since=NOW - WEEK) is None
    assert store.answer('names') == 1
    store.keep('names', 2, NOW - WEEK)
    assert store.answer('names', since=NOW - WEEK) == 2


def test_many_answers_are_asked_for_at_once(place: Place) -> None:
    asked = [f'question {number}' for number in range(1200)]
    store = Store(place.url)
    store.keep_all(dict.fromkeys(asked[:600], 'old'), NOW - WEEK)
    store.keep_all({question: number for number, question in enumerate(asked[500:700])}, NOW)
    store.keep_all({}, NOW)
    store = Store(place.url)
    fresh = {question: number for number, question in enumerate(asked[500:700])}
    assert store.answers_to(asked, since=NOW) == fresh
    assert store.answers_to(iter(asked)) == dict.fromkeys(asked[:600], 'old') | fresh
    assert store.answers_to(['question 1', 'question 1', 'question 1200']) == {'question 1': 'old'}
    assert store.answers_to([]) == {}


def test_times_are_compared_across_time_zones(place: Place) -> None:
    store = Store(place.url)
    there = NOW.astimezone(datetime.timezone(datetime.timedelta(hours=5)))
    store.keep('names', 1, there)
    store.reject_row('cs', 'Kniha', 'f', 'filter', there)
    assert store.answer('names', since=NOW) == 1
    assert store.rejected_rows('cs', since=NOW)
    assert store.answer('names', since=NOW + datetime.timedelta(seconds=1)) is None
    assert not store.rejected_rows('cs', since=NOW + datetime.timedelta(seconds=1))


def test_rejections_are_known_by_wiki_article_and_statement(place: Place) -> None:
    store = Store(place.url)
    store.reject_row('cs', 'Kniha', 'aa', 'spam list', NOW)
    store.reject_row('cs', 'kniha', 'aa', 'filter 7', NOW)
    store.reject_row('cs', 'Kniha', 'bb', 'old', NOW - WEEK)
    store.reject_row('meta', 'Kniha', 'aa', 'elsewhere', NOW)
    store = Store(place.url)
    assert store.rejected_rows('cs', since=NOW) == {('Kniha', 'aa'): 'spam list', ('kniha', 'aa'): 'filter 7'}
    store.reject_row('cs', 'Kniha', 'bb', 'filtr „ž“', NOW)
    assert store.rejected_rows('cs', since=NOW)['Kniha', 'bb'] == 'filtr „ž“'
    assert len(store.rejected_rows('cs', since=NOW - WEEK)) == 3
    assert store.rejected_rows('pl', since=NOW - WEEK) == {}


def test_a_simulation_keeps_nothing(place: Place) -> None:
    store = Store(place.url, writable=False)
    store.keep('names', 1, NOW)
    store.reject_row('cs', 'Kniha', 'aa', 'filter', NOW)
    assert store.answer('names') is None
    assert store.rejected_rows('cs', since=NOW) == {}
    assert not place.tables()
    Store(place.url).keep('names', 2, NOW)
    looking = Store(place.url, writable=False)
    looking.keep('names', 3, NOW)
    assert looking.answer('names') == 2


def test_a_store_of_version_1_is_brought_up_to_date_where_it_is(place: Place) -> None:
    place.make_version_1()
    store = Store(place.url)
    assert place.version() == [(schema.VERSION,)]
    assert store.answer('names of cs', since=NOW) == {'inline': ['Fakt/dne']}
    store.reject_row('cs', 'Kniha', 'aa', 'filter', NOW)
    assert Store(place.url).rejected_rows('cs', since=NOW) == {('Kniha', 'aa'): 'filter'}


def test_a_store_of_version_2_is_brought_up_to_date_where_it_is(place: Place) -> None:
    place.make_version_2()
    store = Store(place.url)
    assert place.version() == [(schema.VERSION,)]
    assert store.answer('names of cs', since=NOW) == {'inline': ['Fakt/dne']}
    assert store.rejected_rows('cs', since=NOW) == {('Kniha', 'aa'): 'filter'}
    store.move_cursor('2027-01', 'cs', 'recent', NOW)
    store.list_statements(listing(), [record(NOW, 'aa')], NOW)
    assert Store(place.url).cursor('2027-01', 'cs', 'recent') == NOW
    assert Store(place.url).listed('2027-01', 'cs') == {(7, 'aa'): NOW}


@pytest.mark.parametrize('version', [VERSION_1 + ROWS, VERSION_2 + ROWS + ROWS_2])
def test_a_simulation_knows_no_edits_in_a_store_of_an_earlier_version(place: Place, version: str) -> None:
    place.run(version)
    before = place.contents()
    store = Store(place.url, writable=False)
    store.move_cursor('2027-01', 'cs', 'recent', NOW)
    store.list_statements(listing(), [record(NOW, 'aa')], NOW)
    assert store.cursor('2027-01', 'cs', 'recent') is None
    assert not [*store.edits('2027-01'), *store.known('2027-01', 'cs'), *store.listed('2027-01', 'cs')]
    assert not store.unchecked('2027-01', 'cs', NOW)
    assert place.contents() == before


@pytest.mark.parametrize('done', [*range(len(schema.STEPS))])
def test_every_step_may_be_repeated(place: Place, done: int) -> None:
    """As a run leaves it that is killed where changes of tables are in no transaction: done, but not counted."""
    Store(place.url)
    whole = place.contents()
    place.ask(f'UPDATE onelib_schema SET version = {done}')
    Store(place.url)
    assert place.contents() == whole


def test_a_store_of_version_4_is_brought_up_to_date_where_it_is(place: Place) -> None:
    place.run(VERSION_4 + ROWS + ROWS_2 + ROWS_4)
    store = Store(place.url)
    assert place.version() == [(schema.VERSION,)]
    assert store.answer('names of cs', since=NOW) == {'inline': ['Fakt/dne']}
    assert store.rejected_rows('cs', since=NOW) == {('Kniha', 'aa'): 'filter'}
    assert store.cursor('2027-01', 'cs', 'recent') == NOW
    assert store.listed('2027-01', 'cs') == {('Kniha', 'aa'): NOW}
    later = NOW + datetime.timedelta(microseconds=1)
    store.keep('names of cs', '📚' * 100_000, later)
    assert store.answer('names of cs', since=later) == '📚' * 100_000


def test_all_that_wikis_say_has_room(place: Place) -> None:
    """More characters than a column has, more bytes than characters, spaces at the end, halves of characters."""
    store = Store(place.url)
    long, half, zero = 'Книга 📚 ' * 200, 'a\ud83d', 'b\0c'
    words = [long, long + 'x', half, zero, 'a', 'a ', 'A', 'á']
    for number, word in enumerate(words):
        store.keep(f'{word} is final', [word], NOW)
        store.reject_row('cs', word, word, f'{word} {number}', NOW)
        store.move_cursor(word, 'cs', word, NOW + number * WEEK)
        store.list_statements(listing(word, word), [record(NOW, word, title=word)], NOW)
    assert [store.answer(f'{word} is final') for word in words] == [[word] for word in words]
    assert [store.cursor(word, 'cs', word) for word in words] == [NOW + n * WEEK for n in range(len(words))]
    assert len(store.rejected_rows('cs', since=NOW)) == len(words)
    assert [len(store.listed(word, 'cs')) for word in words] == [1] * len(words)
    for word in words:
        store.list_statements(listing(word, word), [record(NOW + WEEK, word, title=word)], NOW + WEEK)
    assert {first for word in words for first in store.listed(word, 'cs').values()} == {NOW}
    store.reject_row('pl', 'a', 'a', 'x' * 1_000_000, NOW)
    assert store.rejected_rows('pl', since=NOW)['a', 'a'].startswith('xxx')


def test_a_simulation_reads_version_1_and_leaves_it_alone(place: Place) -> None:
    place.make_version_1()
    before = place.contents()
    store = Store(place.url, writable=False)
    store.keep('names of cs', 1, NOW)
    assert store.answer('names of cs') == {'inline': ['Fakt/dne']}
    assert store.rejected_rows('cs', since=NOW) == {}
    assert place.contents() == before


@pytest.mark.parametrize('done', ['', REJECTIONS])
@pytest.mark.parametrize('rows', ['', ROWS])
def test_a_step_that_was_done_but_not_counted_is_done_again(place: Place, done: str, rows: str) -> None:
    """As a run leaves it that is killed on a database whose changes of tables are in no transaction."""
    place.make_version_1(rows + done)
    Store(place.url).reject_row('cs', 'Kniha', 'aa', 'filter', NOW)
    assert place.version() == [(schema.VERSION,)]
    assert Store(place.url).rejected_rows('cs', since=NOW)


def test_a_store_of_a_newer_version_is_refused(place: Place) -> None:
    Store(place.url)
    place.run('UPDATE onelib_schema SET version = 99;')
    for writable in (True, False):
        with pytest.raises(StoreError, match='newer') as caught:
            Store(place.url, writable=writable)
        assert place.url.rpartition('@')[2].removeprefix('sqlite:///') in str(caught.value)
    assert place.version() == [(99,)]


def test_mariadb_takes_the_keys() -> None:
    """At most 3072 bytes: https://mariadb.com/kb/en/innodb-limitations/"""
    for table in schema.metadata.sorted_tables:
        assert sum(4 * getattr(column.type, 'length', 2) for column in table.primary_key) <= 3072
        assert 'IF NOT EXISTS' in str(sa.schema.CreateTable(table, if_not_exists=True).compile(dialect=mysql.dialect()))


@pytest.mark.parametrize('version', ['', VERSION_4 + ROWS + ROWS_2 + ROWS_4])
def test_many_processes_open_the_same_store_at_once(places: Iterator[Place], version: str) -> None:
    with ExitStack() as ends:
        helpers = [ends.enter_context(Helper(OPENING)) for _ in range(3)]
        for helper in helpers:
            helper.hear()
        for place in islice(places, 3):
            place.run(version)
            for helper in helpers:
                helper.tell(place.url)
            assert [helper.hear() for helper in helpers] == ['open'] * len(helpers)
            assert place.version() == [(schema.VERSION,)]


def check_whole(place: Place) -> int:
    """Every row is as it was given; give back how many there are."""
    store = Store(place.url)
    answers = [store.answer(f'q{number}') for number in range(7)]
    for number, answer in enumerate(answers):
        assert answer is None or (len(answer) == 3000 and set(answer) == {answer[0]} and answer[0] % 7 == number)
    reasons = store.rejected_rows('cs', since=NOW)
    reasons.pop(('Kniha', 'aa'), None)
    for (title, _), reason in reasons.items():
        numbers = reason.split()
        assert len(numbers) == 3000 and set(numbers) == {numbers[0]} and f't{int(numbers[0]) % 7}' == title
    return len(reasons) + sum(answer is not None for answer in answers)


@pytest.mark.parametrize('version', ['', VERSION_4 + ROWS + ROWS_2 + ROWS_4])
def test_a_run_that_is_killed_leaves_a_whole_store(places: Iterator[Place], version: str) -> None:
    """Killed at many moments: while it makes or upgrades the store, and while it keeps things."""
    chance = random.Random(len(version))
    kept = 0
    with Helper(KEEPING) as helper:
        for place in islice(places, 4):
            place.run(version)
            # The second one goes on with what the first one has left, until it has kept something.
            for last in (False, True):
                helper.tell(place.url)
                pid = int(helper.hear())
                time.sleep(chance.uniform(0, chance.choice((0.05, 0.3))))
                while last and not Store(place.url, writable=False).answer('q0'):
                    time.sleep(0.01)
                os.kill(pid, signal.SIGKILL)
                assert int(helper.hear()) == -signal.SIGKILL
                # On SQLite, all of a step is done or nothing.
                assert place.sound()
                kept += check_whole(place)
                if version:
                    assert Store(place.url).answer('names of cs') == {'inline': ['Fakt/dne']}
    assert kept


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


def test_what_json_cannot_hold_is_a_mistake_of_ours(place: Place) -> None:
    with pytest.raises(TypeError):
        Store(place.url).keep('q', object(), NOW)
    assert json.dumps(Store(place.url).answer('q')) == 'null'


def test_a_copy_in_memory_has_everything_and_keeps_nothing(place: Place) -> None:
    store = Store(place.url)
    store.keep('names of cs', {'inline': ['Fakt/dne']}, NOW)
    store.reject_row('cs', 'Kniha', 'f1', 'spamblacklist', NOW)
    before = place.contents()
    copy = Store(place.url, writable=False).copy()
    assert copy.answer('names of cs') == {'inline': ['Fakt/dne']}
    assert copy.rejected_rows('cs', since=NOW) == {('Kniha', 'f1'): 'spamblacklist'}
    copy.keep('names of pl', 1, NOW)
    assert copy.answer('names of pl') == 1
    assert place.contents() == before
    assert Store('sqlite:////nowhere.sqlite', writable=False).copy().answer('names of cs') is None

"""What is remembered on a database server that goes away, is in the way, or does not let us in."""

from __future__ import annotations

import datetime
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from onelib.campaign.edits import Edit
from onelib.store import Store, StoreError
from onelib.store.engines import engine
from onelib.store.upkeep import Upkeep
from tests.sandbox.mariadb import MariaDb
from tests.store.test_edits import COUNT, contribution
from tests.stores import MariaDbPlace, listing, on_engines, record

NOW = datetime.datetime(2027, 1, 15, 12, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)


@pytest.fixture
def place(mariadb: MariaDb) -> MariaDbPlace:
    return MariaDbPlace(mariadb)


def made(*numbers: int) -> list[Edit]:
    return [Edit(contribution(number), '', False, COUNT) for number in numbers]


def test_a_server_that_is_killed_between_the_parts_loses_and_doubles_nothing(place: MariaDbPlace) -> None:
    """Once it is back at once, once later, and once it ends in order."""
    store = Store(place.url)
    back: list[threading.Timer] = []

    def later() -> None:
        place.server.kill()
        back.append(threading.Timer(0.5, place.server.resume))
        back[-1].start()

    def at_once() -> None:
        place.server.kill()
        place.server.resume()

    def in_order() -> None:
        place.server.stop()
        place.server.resume()

    troubles = {1001: later, 2500: at_once, 3001: in_order}

    def troubled(edits: Iterator[Edit]) -> Iterator[Edit]:
        for number, edit in enumerate(edits):
            if number in troubles:
                troubles[number]()
            yield edit

    wanted = range(2, 4002)
    store.keep_edits('c', troubled(iter(made(*wanted))), NOW)
    assert [edit.contribution.revision for edit in troubled(store.edits('c'))] == [*wanted]
    assert Upkeep(place.url).contents().tables['edits'].rows == len(wanted)
    for timer in back:
        timer.join()


def test_what_was_written_before_the_server_could_say_so_is_written_once(place: MariaDbPlace) -> None:
    store = Store(place.url)
    commits: list[int] = []

    def break_off(connection: sa.Connection) -> None:
        commits.append(1)
        if len(commits) == 1:
            connection.connection.commit()
            place.server.kill()
            place.server.resume()

    with on_engines('commit', break_off):
        store.list_statements(listing('c'), [record(NOW, 'aa')], NOW)
    assert len(commits) > 1
    store.list_statements(listing('c'), [record(NOW + DAY, 'aa')], NOW + DAY)
    assert store.listed('c', 'cs') == {(7, 'aa'): NOW}


def test_of_two_that_wait_for_each_other_both_are_written(place: MariaDbPlace) -> None:
    """The other one has written more, so the server breaks off the store's transaction."""
    store = Store(place.url)
    store.keep_edits('c', made(*range(2, 200)), NOW)
    # Ours takes edits in the order of their numbers; it meets the other's first row when it has a lock on its own.
    mine = "WHERE campaign = 'c' AND wiki = 'cs' AND revision"
    before = place.ask("SHOW GLOBAL STATUS LIKE 'Innodb_deadlocks'")
    with place.server.connect(place.name) as other, other.cursor() as cursor:
        other.begin()
        cursor.execute(f"UPDATE onelib_edits SET hashtag = 'other' {mine} BETWEEN 100 AND 199")
        with ThreadPoolExecutor() as pool:
            writing = pool.submit(store.keep_edits, 'c', made(2, 150), NOW)
            deadline = time.monotonic() + 60
            while not cursor.execute('SELECT 1 FROM information_schema.innodb_lock_waits'):
                assert time.monotonic() < deadline and not writing.done()
                # Asked more often, the server says what it said before.
                time.sleep(0.2)
            cursor.execute(f"UPDATE onelib_edits SET hashtag = 'other' {mine} = 2")
            other.commit()
            writing.result()
    assert place.ask("SHOW GLOBAL STATUS LIKE 'Innodb_deadlocks'") > before
    hashtags = {edit.contribution.revision: edit.hashtag for edit in store.edits('c')}
    assert len(hashtags) == 198 and (hashtags[2], hashtags[100], hashtags[150]) == ('', 'other', '')


def test_many_writers_at_once_lose_nothing(place: MariaDbPlace) -> None:
    """All write the same, in other orders, and each something of its own; of the statements, the first moment stays."""
    Store(place.url)

    def work(number: int) -> None:
        store = Store(place.url)
        for turn in range(5):
            store.keep_edits('c', reversed(made(*range(2 + number, 300))), NOW)
            store.keep_edits('c', made(*range(1000 * number + 1000, 1000 * number + 1100)), NOW)
            when = NOW - (number * 5 + turn) % 7 * DAY
            rows = [record(when, f'{mark}') for mark in range(50)]
            store.list_statements(listing('c'), rows[:: 1 - 2 * (number % 2)], when)
            store.keep(f'own {number}', turn, NOW)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    store = Store(place.url)
    assert len(list(store.edits('c'))) == 298 + 4 * 100
    assert [store.answer(f'own {number}') for number in range(4)] == [4] * 4
    assert len(store.listed('c', 'cs')) == 50


def test_the_first_moment_stays_whoever_writes_last(place: MariaDbPlace) -> None:
    first, second = Store(place.url), Store(place.url)
    # Both have looked before either has written.
    first._records = second._records = lambda *_, **__: []  # type: ignore[method-assign]
    first.list_statements(listing('c'), [record(NOW, 'aa')], NOW)
    second.list_statements(listing('c'), [record(NOW + DAY, 'aa'), record(NOW + DAY, 'bb')], NOW + DAY)
    assert Store(place.url).listed('c', 'cs') == {(7, 'aa'): NOW, (7, 'bb'): NOW + DAY}


def test_a_simulation_could_not_write_if_it_wanted(place: MariaDbPlace) -> None:
    Store(place.url).keep('q', 1, NOW)
    looking = engine(sa.make_url(place.url), writable=False)
    for statement in ("UPDATE onelib_answers SET answer = '2'", 'CREATE TABLE x (y INT)', 'DROP TABLE onelib_answers'):
        with looking.begin() as connection, pytest.raises(sa.exc.DBAPIError, match='READ ONLY'):
            connection.exec_driver_sql(statement)
    store = Store(place.url, writable=False)
    store.writable = True
    with pytest.raises(StoreError, match='READ ONLY'):
        store.keep('q', 2, NOW)
    assert store.answer('q') == 1


def test_too_many_connections_are_waited_for(place: MariaDbPlace) -> None:
    Store(place.url).keep('q', 1, NOW)
    place.server.query(
        "CREATE OR REPLACE USER 'few'@'%' IDENTIFIED BY 'Secr3t'",
        "GRANT ALL ON *.* TO 'few'@'%' WITH MAX_USER_CONNECTIONS 1",
    )
    url = f'mysql+pymysql://few:Secr3t@127.0.0.1:{place.server.port}/{place.name}'
    other = engine(sa.make_url(url), writable=True)
    held = other.connect()
    with pytest.raises(StoreError, match='let fewer jobs run') as caught:
        Store(f'{url}?timeout=0.2')
    assert 'Secr3t' not in str(caught.value)
    threading.Timer(0.5, lambda: (held.close(), other.dispose())).start()
    assert Store(url).answer('q') == 1


def test_whoever_is_not_let_in_hears_what_to_do(place: MariaDbPlace) -> None:
    right = place.url
    wrong = {
        right.replace(place.server.password, 'Secr3t'): 'replica.my.cnf',
        right.replace(place.name, 'nowhere'): 'CREATE DATABASE',
        'mysql+pymysql://onelib:Secr3t@127.0.0.1:1/x?timeout=0.2': 'is its server up',
    }
    for url, advice in wrong.items():
        with pytest.raises(StoreError, match=advice) as caught:
            Store(url)
        assert 'Secr3t' not in str(caught.value) and place.server.password not in str(caught.value)


def test_a_server_that_stays_down_ends_the_work_with_words(place: MariaDbPlace) -> None:
    store = Store(f'{place.url}?timeout=0.3')
    store.keep('q', 1, NOW)
    place.server.kill()
    try:
        for use in (
            lambda: store.answer('q'),
            lambda: store.keep('q', 2, NOW),
            lambda: list(store.edits('c')),
            lambda: Store(f'{place.url}?timeout=0.3'),
        ):
            with pytest.raises(StoreError, match=r'waited 0.3 s .* the next run goes on'):
                use()
    finally:
        place.server.resume()
    assert store.answer('q') == 1

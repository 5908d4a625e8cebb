"""What is remembered between runs, in a file that something is wrong with."""

from __future__ import annotations

import datetime
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from onelib.store import Store, StoreError
from tests.stores import SqlitePlace, on_engines

NOW = datetime.datetime(2027, 1, 15, 12, tzinfo=datetime.UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / 'store.sqlite'


@pytest.fixture
def url(path: Path) -> str:
    return f'sqlite:///{path}'


@contextmanager
def on_every_connection(statement: str) -> Iterator[None]:
    with on_engines('connect', lambda connection, _record: connection.execute(statement)):
        yield


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
    SqlitePlace(path).make_version_1()
    readonly = f'sqlite:///file:{path}?mode=ro&uri=true'
    with pytest.raises(StoreError, match=rf'{path}.* cannot be opened: .*able to write'):
        Store(readonly)
    assert Store(readonly, writable=False).answer('names of cs')
    Store(f'sqlite:///{path}')
    store = Store(readonly)
    for write in (lambda: store.keep('q', 1, NOW), lambda: store.reject_row('cs', 'Kniha', 'aa', 'filter', NOW)):
        with pytest.raises(StoreError, match=rf'{path}.* cannot be written: .*able to write'):
            write()


def test_a_full_disk(path: Path, url: str) -> None:
    with on_every_connection('PRAGMA max_page_count = 3'), pytest.raises(StoreError, match=r'opened: .*make room'):
        Store(url)
    with on_every_connection('PRAGMA max_page_count = 40'):
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
            lambda: impatient.rejected_rows('cs', since=NOW),
            lambda: impatient.keep('q', 2, NOW),
            lambda: impatient.reject_row('cs', 'Kniha', 'aa', 'filter', NOW),
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
    SqlitePlace(path).make_version_1()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE onelib_answers SET answer = '[1, 2'")
        connection.commit()
    with pytest.raises(StoreError, match=str(path)):
        Store(url).answer('names of cs')


def test_whoever_only_looks_can_find_out_whether_it_could_be_written_to(tmp_path: Path) -> None:
    """Without making a store, or changing one."""
    path = tmp_path / 'onelib.sqlite'
    Store(f'sqlite:///{path}', writable=False).probe()
    assert list(tmp_path.iterdir()) == []
    Store(f'sqlite:///{path}').keep('names of cs', [], NOW)
    before = path.read_bytes()
    Store(f'sqlite:///{path}', writable=False).probe()
    assert path.read_bytes() == before
    with pytest.raises(StoreError, match=r'written.*has to be able to write to it'):
        Store(f'sqlite:///file:{path}?mode=ro&uri=true', writable=False).probe()


def test_a_folder_that_is_missing_is_no_empty_store(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r'there is no folder .*gone'):
        Store(f'sqlite:///{tmp_path}/gone/onelib.sqlite', writable=False)

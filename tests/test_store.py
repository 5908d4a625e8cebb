"""What is remembered between runs."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from onelib.store import Store, StoreError

NOW = datetime.datetime(2027, 1, 15, 12, tzinfo=datetime.UTC)
WEEK = datetime.timedelta(days=7)


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f'sqlite:///{tmp_path / "store.sqlite"}'


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
    store.keep('names', 1, NOW.astimezone(datetime.timezone(datetime.timedelta(hours=5))))
    assert store.answer('names', since=NOW) == 1
    assert store.answer('names', since=NOW + datetime.timedelta(seconds=1)) is None


def test_a_simulation_keeps_nothing(url: str, tmp_path: Path) -> None:
    store = Store(url, writable=False)
    store.keep('names', 1, NOW)
    assert store.answer('names') is None
    assert not list(tmp_path.iterdir())
    Store(url).keep('names', 2, NOW)
    looking = Store(url, writable=False)
    looking.keep('names', 3, NOW)
    assert looking.answer('names') == 2


def test_a_store_of_a_newer_version_is_refused(url: str) -> None:
    Store(url)
    with sa.create_engine(url).begin() as connection:
        connection.execute(sa.text('UPDATE onelib_schema SET version = 99'))
    with pytest.raises(StoreError, match='newer'):
        Store(url)


def test_an_address_that_leads_nowhere_is_named() -> None:
    with pytest.raises(StoreError, match='nowhere'):
        Store('sqlite:////nowhere/at/all.sqlite')

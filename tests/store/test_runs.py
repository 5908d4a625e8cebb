"""The record of runs: what is kept comes back, is bounded, and old runs are forgotten."""

from __future__ import annotations

import datetime
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onelib.outcomes.reasons import Kind
from onelib.outcomes.runs import MOST_RUNS, MOST_TROUBLES, Run, Trouble
from onelib.store import Store
from tests.fuzz import fuzz

NOW = datetime.datetime(2026, 11, 22, 4, 10, 5, 123456, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)

words = st.text(max_size=40)
troubles = st.builds(Trouble, words, words, words, st.sampled_from(Kind), words)
runs = st.builds(
    Run,
    job=st.text(min_size=1, max_size=64, alphabet='abc-: čš'),
    started=st.just(NOW),
    ended=st.none() | st.just(NOW + HOUR),
    code=st.none() | st.integers(0, 255),
    edits=st.integers(0, 10_000),
    outcomes=st.dictionaries(words, st.integers(1, 1000), max_size=3),
    troubles=st.lists(troubles, max_size=3).map(tuple),
    more=st.integers(0, 5),
    by_hand=st.booleans(),
    repeats=st.booleans(),
)


@pytest.fixture(scope='module')
def store() -> Store:
    return Store('sqlite://')


@fuzz(60)
@given(runs)
def test_a_run_comes_back_as_it_was(store: Store, run: Run) -> None:
    store.begin(Run(run.job, run.started))
    store.end(run)
    assert [kept for kept in store.runs() if kept.job == run.job] == [run]
    store.forget_job(run.job)


def test_a_run_that_has_only_begun_is_there(store: Store) -> None:
    store.begin(Run('begun', NOW))
    [kept] = [run for run in store.runs() if run.job == 'begun']
    assert (kept.ended, kept.code) == (None, None)


def test_so_many_of_each_job_are_kept(store: Store) -> None:
    store.begin(Run('other', NOW - 500 * HOUR))
    for number in range(MOST_RUNS + 5):
        store.begin(Run('hourly', NOW + number * HOUR))
    kept = [run.started for run in store.runs() if run.job == 'hourly']
    assert kept == [NOW + number * HOUR for number in range(5, MOST_RUNS + 5)]
    assert 'other' in {run.job for run in store.runs()}
    assert store.forget_job('hourly') == MOST_RUNS
    assert {run.job for run in store.runs(since=NOW)} == {run.job for run in store.runs()} - {'other'}


def test_what_is_kept_of_a_run_is_bounded(store: Store) -> None:
    trouble = Trouble('cs', 'Stránka', 'failed', Kind.OTHER, 'x' * 100_000)
    store.end(Run('j' * 1000, NOW, NOW, 1, troubles=(trouble,) * (MOST_TROUBLES + 7), more=3))
    [kept] = [run for run in store.runs() if run.job.startswith('jj')]
    assert len(kept.troubles) == MOST_TROUBLES
    assert kept.more == 10
    assert max(len(one.text) for one in kept.troubles) <= 300


def test_a_simulation_keeps_nothing(tmp_path: Path) -> None:
    path = tmp_path / 'store.sqlite'
    Store(f'sqlite:///{path}').begin(Run('real', NOW))
    reading = Store(f'sqlite:///{path}', writable=False)
    reading.begin(Run('simulated', NOW))
    assert reading.forget_job('real') == 0
    assert [run.job for run in reading.runs()] == ['real']


@pytest.mark.parametrize('report', ['{', '[]', '{}', '{"outcomes": 1, "troubles": [1]}', 'null'])
def test_a_record_that_is_damaged_hides_no_other(tmp_path: Path, report: str) -> None:
    path = tmp_path / 'onelib.sqlite'
    store = Store(f'sqlite:///{path}')
    for hour in range(2):
        store.end(Run('job', NOW + hour * HOUR))
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            'UPDATE onelib_runs SET report = ? WHERE started = (SELECT MIN(started) FROM onelib_runs)', [report]
        )
    assert [run.started for run in store.runs()] == [NOW + HOUR]

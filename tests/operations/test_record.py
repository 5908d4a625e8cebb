"""The record of a run, however it ends."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from onelib.operations.arguments import Arguments
from onelib.operations.record import JOB, Record, begun, recorded
from onelib.outcomes.reasons import Kind, Reason
from onelib.outcomes.results import Outcome, Result
from onelib.outcomes.runs import MOST_TROUBLES, Run, Trouble
from onelib.store import Store, StoreError

NOW = datetime.datetime.now(datetime.UTC)


@pytest.mark.parametrize(
    ('problem', 'code', 'kind'),
    [
        (SystemExit(143), 143, Kind.CUT_OFF),
        (SystemExit('enough'), 1, Kind.CUT_OFF),
        (ValueError('broken'), 1, Kind.CRASH),
        (StoreError('the disk is full'), 1, Kind.STORE),
        (KeyboardInterrupt(), 130, Kind.CUT_OFF),
    ],
)
def test_what_ends_a_run_is_kept_and_goes_on(problem: BaseException, code: int, kind: Kind) -> None:
    store = Store('sqlite://')
    with pytest.raises(type(problem)), recorded(store, Run('job', NOW)) as record:
        assert [run.ended for run in store.runs()] == [None]
        record.note(Trouble('cs', 'A', 'failed', Kind.OTHER, 'why'))
        raise problem
    [run] = store.runs()
    assert run.ended and run.code == code
    assert [trouble.kind for trouble in run.troubles] == [Kind.OTHER, kind]


def test_what_results_say_is_kept() -> None:
    results = [
        Result('cs', 'A', Outcome.SAVED, edits=3),
        Result(
            'cs', 'B', Outcome.REFUSED, (Reason(Kind.PROTECTED, 'protectedpage'), Reason(Kind.OTHER, 'in other words'))
        ),
        Result('cs', '', Outcome.FAILED, (Reason(Kind.UNREADABLE, 'no answer'),)),
        Result('cs', 'C', Outcome.SAVED, rejected_rows={('Kniha', '1'): 'filter'}, edits=2),
        Result('cs', 'D', Outcome.FAILED, (Reason(Kind.OTHER, 'known'),), repeated=True),
    ]
    record = Record(Run('job', NOW))
    assert list(record.watch(results)) == results
    run = record.ended(record.done(1))
    assert (run.edits, run.code, run.repeats) == (5, 1, True)
    assert run.outcomes == {'saved': 2, 'refused': 1, 'failed': 1}
    assert [(trouble.page, trouble.kind) for trouble in run.troubles] == [
        ('B', Kind.PROTECTED),
        ('B', Kind.OTHER),
        ('', Kind.UNREADABLE),
        ('C', Kind.REJECTED_ROW),
    ]


def test_no_secret_is_kept_and_no_more_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv('EXAMPLE_PASSWORD', 'correct horse battery')
    record = Record(Run('job', NOW))
    for number in range(MOST_TROUBLES + 5):
        text = f'{number} lgpassword=opensesame1 and correct horse battery'
        record.note(Trouble('cs', 'A', 'failed', Kind.OTHER, text))
    run = record.ended(1)
    assert (len(run.troubles), run.more) == (MOST_TROUBLES, 5)
    assert not any('opensesame' in trouble.text or 'horse' in trouble.text for trouble in run.troubles)


@pytest.mark.parametrize(
    ('asked', 'job', 'by_hand'),
    [
        (Arguments((), ()), 'worklist', False),
        (Arguments(('cs', 'pl'), ()), 'worklist -wiki:cs,pl', False),
        (Arguments((), (), {'shard': '1/4'}), 'worklist -shard:1/4', False),
        (Arguments((), ('Strana',)), 'worklist', True),
        (Arguments((), (), {'trial': '5'}), 'worklist', True),
    ],
)
def test_names_of_jobs(monkeypatch: pytest.MonkeyPatch, asked: Arguments, job: str, by_hand: bool) -> None:
    monkeypatch.delenv(JOB, raising=False)
    run = begun('worklist', asked, NOW)
    assert (run.job, run.by_hand) == (job, by_hand)
    monkeypatch.setenv(JOB, 'lists-1')
    assert begun('worklist', asked, NOW) == Run('lists-1', NOW)


def test_a_run_that_is_not_remembered_is_said(tmp_path: Path) -> None:
    """The pages are as they should be all the same: it goes to its end."""
    store = Store(f'sqlite:///{tmp_path / "onelib.sqlite"}')
    with recorded(store, Run('job', NOW)) as record:
        assert not record.lost
        (tmp_path / 'onelib.sqlite').write_bytes(b'x' * 4096)
    assert record.lost

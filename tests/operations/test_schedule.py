"""How often each job is to run, as jobs.yaml says."""

from __future__ import annotations

import datetime

import pytest

from onelib.operations.record import JOB
from onelib.operations.schedule import schedule


def test_how_often_the_jobs_are_to_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(JOB, 'check')
    planned = schedule()
    quick = [planned[f'{name}-quick'] for name in ('worklist', 'tally', 'backlog')]
    assert quick == [datetime.timedelta(minutes=10)] * 3
    assert planned['tally'] == planned['status'] == datetime.timedelta(hours=1)
    assert planned['worklist-1'] == planned['worklist-meta'] == datetime.timedelta(days=1)
    # These leave no run.
    assert not {'check', 'prune'} & planned.keys()

"""What the store remembers of runs: when each job was at work, what came of it, and what was wrong where."""

from __future__ import annotations

import datetime
import json
import logging
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from onelib.outcomes.reasons import Kind
from onelib.outcomes.runs import MOST_RUNS, MOST_TROUBLES, Run, Trouble
from onelib.store.database import Database
from onelib.store.schema import runs
from onelib.wikitext.escaping import cut

__all__ = ['RunStore']

_log = logging.getLogger(__name__)
# So much of a name is kept: no column takes more.
_LONGEST_NAME = 64
_LONGEST_TEXT = 300


class RunStore(Database):
    """The part of the store that knows the runs."""

    def begin(self, run: Run) -> None:
        """Remember that a run has begun, and forget the oldest ones of the job."""
        self.end(run)
        mine = runs.c.job == run.job[:_LONGEST_NAME]
        # Two questions: MariaDB deletes nothing from a table that the same statement reads.
        newest = sa.select(runs.c.started).where(mine).order_by(runs.c.started.desc())
        for oldest in self._ask(newest.offset(MOST_RUNS - 1).limit(1)):
            self._execute(sa.delete(runs).where(mine, runs.c.started < oldest['started']))

    def end(self, run: Run, *, patience: float | None = None) -> None:
        """Remember what is known of a run now, in place of what was known before.

        :param patience: so many seconds, and not as many as otherwise, a server is waited for that is away
        """
        usual = self._patience
        self._patience = usual if patience is None else min(patience, usual)
        try:
            self._put(runs, [_row(run)])
        finally:
            self._patience = usual

    def runs(self, *, since: datetime.datetime | None = None) -> list[Run]:
        """All runs that are remembered, job by job, the oldest first.

        :param since: in UTC: only those that began then or later
        """
        wanted = [] if since is None else [runs.c.started >= since]
        return [run for row in self._rows_of(runs, *wanted) if (run := _run(row))]

    def forget_job(self, job: str) -> int:
        """Forget all runs of a job; give back how many there were."""
        return self._execute(sa.delete(runs).where(runs.c.job == job[:_LONGEST_NAME]))


def _row(run: Run) -> dict[str, Any]:
    report = {
        'outcomes': dict(run.outcomes),
        'troubles': [
            (trouble.wiki, trouble.page, trouble.outcome, trouble.kind, cut(trouble.text, _LONGEST_TEXT))
            for trouble in run.troubles[:MOST_TROUBLES]
        ],
        'more': run.more + max(0, len(run.troubles) - MOST_TROUBLES),
        'by_hand': run.by_hand,
        'repeats': run.repeats,
    }
    return {
        'job': run.job[:_LONGEST_NAME],
        'started': run.started,
        'ended': run.ended,
        'code': run.code,
        'edits': run.edits,
        'report': json.dumps(report, ensure_ascii=False),
    }


def _run(row: Mapping[str, Any]) -> Run | None:
    """The run, None if what is kept of it is damaged: others are kept, and the next one is."""
    try:
        return _read(row)
    except (ValueError, LookupError, TypeError):
        _log.warning('What is kept of the run of %s at %s is damaged and passed by', row['job'], row['started'])
        return None


def _read(row: Mapping[str, Any]) -> Run:
    report = json.loads(row['report'])
    values = {name: row[name] for name in ('job', 'started', 'ended', 'code', 'edits')}
    values |= {name: report[name] for name in ('outcomes', 'more', 'by_hand', 'repeats')}
    return Run(**values, troubles=tuple(_trouble(*trouble) for trouble in report['troubles']))


def _trouble(wiki: str, page: str, outcome: str, kind: str, text: str) -> Trouble:
    # A newer onelib may have more kinds.
    return Trouble(wiki, page, outcome, Kind(kind) if kind in set(Kind) else Kind.OTHER, text)

"""The record of a run: kept from its first moment on, so that one that is killed is seen, and of how it ended."""

from __future__ import annotations

import datetime
import os
import signal
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from onelib.operations.arguments import Arguments
from onelib.operations.secrecy import redactor
from onelib.operations.terminal import complain
from onelib.outcomes.reasons import TOLD_ON_PAGE, Kind, said
from onelib.outcomes.results import Result
from onelib.outcomes.runs import MOST_TROUBLES, Run, Trouble
from onelib.store import Store, StoreError

__all__ = ['JOB', 'Record', 'begun', 'is_scheduled', 'recorded']

#: Name of the variable that names the job.
JOB = 'ONELIB_JOB'

# What runs by itself, time and again.
_JOBS = ('worklist', 'tally', 'backlog', 'status')
# Nobody schedules these.
_BY_HAND = frozenset({'csv', 'html', 'preview', 'trial'})
# What operators call `tools/job by-hand SCRIPT`.
_NOT_A_JOB = 'by-hand'
# Who is told to end has few seconds left, and may not wait for a server that is away.
_LAST_PATIENCE = 3.0


class Record:
    """What is known of the run at work.

    :ivar run: as it would be kept now
    :ivar lost: whether the store did not take it
    """

    def __init__(self, run: Run) -> None:
        self.run = run
        self.lost = False
        self._outcomes: Counter[str] = Counter()
        self._troubles: list[Trouble] = []

    def watch(self, results: Iterable[Result]) -> Iterator[Result]:
        """The same results; what they say is noted as they pass."""
        for result in results:
            self._outcomes[result.outcome.value] += bool(result.page)
            if not result.repeated:
                self._troubles += _troubles(result)
            self.run = replace(
                self.run, edits=self.run.edits + result.edits, repeats=self.run.repeats or result.repeated
            )
            yield result

    def note(self, trouble: Trouble) -> None:
        """Remember a trouble."""
        self._troubles.append(trouble)

    def done(self, code: int) -> int:
        """Remember the exit code, and give it back."""
        self.run = replace(self.run, code=code)
        return code

    def keep(self, write: Callable[[], None]) -> None:
        """Write something of it to the store; say so if that cannot be done."""
        try:
            write()
        except StoreError as problem:
            self.lost = True
            complain(f'what becomes of this run is not remembered: {problem}')

    def ended(self, code: int) -> Run:
        """The run, which ends now; it holds no secrets."""
        hide = redactor()
        # What nothing else tells comes first.
        troubles = sorted(self._troubles, key=lambda trouble: trouble.kind in TOLD_ON_PAGE)[:MOST_TROUBLES]
        self.run = replace(
            self.run,
            ended=datetime.datetime.now(datetime.UTC),
            code=code,
            outcomes={outcome: number for outcome, number in self._outcomes.items() if number},
            troubles=tuple(replace(trouble, text=' '.join(hide(trouble.text).split())) for trouble in troubles),
            more=len(self._troubles) - len(troubles),
        )
        return self.run


def _troubles(result: Result) -> Iterator[Trouble]:
    for reason in dict.fromkeys(result.reasons):
        yield Trouble(result.wiki, result.page, result.outcome.value, reason.kind, reason.text)
    for (title, _), objection in result.rejected_rows.items():
        text = f'a row about "{title}" is left out: {objection}'
        yield Trouble(result.wiki, result.page, result.outcome.value, Kind.REJECTED_ROW, text)


def begun(name: str, arguments: Arguments, now: datetime.datetime) -> Run:
    """A run that begins now.

    It is a run of the job that the environment names, else of the one that is called like the script. Then whoever
    limits it to some wikis has another job, and whoever asks for a page or a file does something by hand.
    """
    job = os.environ.get(JOB, '').strip()
    if job:
        return Run(job, now, by_hand=job == _NOT_A_JOB)
    limits = f' -wiki:{",".join(arguments.wikis)}' if arguments.wikis else ''
    limits += f' -shard:{arguments.options["shard"]}' if 'shard' in arguments.options else ''
    limits += ' -quick' if 'quick' in arguments.options else ''
    by_hand = name not in _JOBS or bool(arguments.pages or arguments.options.keys() & _BY_HAND)
    return Run(name + limits, now, by_hand=by_hand)


def is_scheduled(run: Run) -> bool:
    """Whether a scheduler has begun this run, under the name of a job."""
    return bool(os.environ.get(JOB, '').strip()) and not run.by_hand


@contextmanager
def recorded(store: Store, run: Run) -> Iterator[Record]:
    """Within this, a run is kept in the store; its end is, too, however it comes.

    A store that cannot be written to is said, and does not keep the run from its end.
    """
    record = Record(run)
    record.keep(lambda: store.begin(run))
    try:
        yield record
    except SystemExit as end:
        # SIGTERM; or somebody else who has had enough.
        code = end.code if isinstance(end.code, int) else 1
        record.note(Trouble('', '', '', Kind.CUT_OFF, 'the run was told to end before it was through'))
        record.keep(lambda: store.end(record.ended(code), patience=_LAST_PATIENCE))
        raise
    except KeyboardInterrupt:
        record.note(Trouble('', '', '', Kind.CUT_OFF, 'somebody has ended the run in the terminal'))
        record.keep(lambda: store.end(record.ended(128 + signal.SIGINT), patience=_LAST_PATIENCE))
        raise
    except BaseException as problem:
        kind = Kind.STORE if isinstance(problem, StoreError) else Kind.CRASH
        record.note(Trouble('', '', '', kind, said(problem)))
        record.keep(lambda: store.end(record.ended(1), patience=_LAST_PATIENCE))
        raise
    record.keep(lambda: store.end(record.ended(record.run.code or 0)))

"""How each job is, judged by its runs alone: what is wrong since when, and whether that needs a person.  Asks nobody.

A wiki that is down is up again for one of the next runs: nobody has to know, unless it lasts.  What people have to mend
needs them at once, and the operator only when they have not done it for a week.
"""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from types import MappingProxyType

from onelib.outcomes.reasons import Kind, Mender, may_pass, mender
from onelib.outcomes.results import Outcome
from onelib.outcomes.runs import MOST_RUNS, Run, Trouble

__all__ = ['Health', 'OngoingTrouble', 'judge', 'patience', 'usual_interval']

# Somebody has asked for this.
_NEVER = frozenset({Kind.TRIAL})
# What a wiki says only when a page is about to be saved; a run with one of the others does not hear it.
_SAID_LAST = frozenset(
    {
        Kind.BOTS_KEPT_OFF,
        Kind.PROTECTED,
        Kind.BLOCKED,
        Kind.RIGHTS,
        Kind.FILTER,
        Kind.REJECTED_ROW,
        Kind.CAPTCHA,
        Kind.NOT_SAVED,
        Kind.READ_ONLY,
        Kind.OTHER,
    }
)
_SAID_BEFORE = frozenset({Kind.MAX_EDITS, Kind.TRIAL, Kind.NOT_SAVED, Kind.READ_ONLY, Kind.UNREADABLE})
# A wiki or a service that is away, and what people have been told on their page.
_LASTS_AFTER = datetime.timedelta(days=7)
_RUNS_UNTIL_PRESSING = 2
# A wiki is maintained for an hour, and schedulers begin a run that has failed again at once.
_PASSES_WITHIN = datetime.timedelta(hours=3)
# Clocks of two machines differ; a run that began later than this was kept by one that was wrong.
_CLOCKS_DIFFER = datetime.timedelta(hours=1)

# Nobody schedules a job more often: what is closer together was run by hand, or again after it had failed.
_SHORTEST_INTERVAL = datetime.timedelta(minutes=8)
_FEWEST_INTERVALS, _MOST_INTERVALS = 3, 10
_OVERDUE_FACTOR = 2
# A machine may be started anew without anybody being told.
_OVERDUE_AT_LEAST = datetime.timedelta(hours=2)
# A run that is at work so long is none any more.
_LOST_FACTOR = 3
_LOST_AT_LEAST = datetime.timedelta(hours=12)

_Key = tuple[str, str, Kind]


@dataclass(frozen=True, slots=True)
class OngoingTrouble:
    """A trouble that is there now.

    :ivar trouble: as the last run said it that met it
    :ivar since: in UTC, when the first of the runs began that met it without a break
    :ivar runs: how many of them there were
    :ivar longer: whether it may be older than the oldest run that is remembered
    :ivar pressing: whether it needs a person
    :ivar lasting: whether it is a week old, and nobody has done anything about it
    """

    trouble: Trouble
    since: datetime.datetime
    runs: int
    pressing: bool
    longer: bool = False
    lasting: bool = False


@dataclass(frozen=True, slots=True)
class Health:
    """How a job is.

    :ivar last: its last run; `at_work`: whether that is not over
    :ivar cut_off: whether the last run that is over was ended from outside, or by an error of the bot
    :ivar standings: what is wrong, what is pressing first
    :ivar more: how many troubles of the last run there was no room for
    :ivar usual: the usual time from one run to the next, None if it is not known
    :ivar overdue: when it should have run again, in UTC, None if it is not late
    :ivar edits: of the last run; `edits_in_a_day`: of all that began in the last 24 hours
    """

    job: str
    last: Run
    at_work: bool
    cut_off: bool
    standings: tuple[OngoingTrouble, ...]
    more: int
    usual: datetime.timedelta | None
    overdue: datetime.datetime | None
    edits_in_a_day: int

    @property
    def pressing(self) -> tuple[OngoingTrouble, ...]:
        """What of it needs a person."""
        return tuple(standing for standing in self.standings if standing.pressing)

    @property
    def needs_person(self) -> bool:
        """Whether somebody has to do something about the job."""
        return bool(self.pressing) or self.overdue is not None

    @property
    def needs_operator(self) -> bool:
        """Whether nobody but the operator can mend it: they have to hear of it at once."""
        own = (mender(standing.trouble.kind) is Mender.OPERATOR for standing in self.pressing)
        return any(own) or self.overdue is not None

    @property
    def lasting(self) -> tuple[OngoingTrouble, ...]:
        """What others should have mended, or should have passed, for a week: they are told of it once a day."""
        return tuple(standing for standing in self.pressing if standing.lasting)


def judge(
    runs: Iterable[Run], now: datetime.datetime, planned: Mapping[str, datetime.timedelta] = MappingProxyType({})
) -> list[Health]:
    """How each job is, in the order of their names; runs by hand say nothing of it, nor do those of the future.

    :param runs: in any order
    :param now: in UTC
    :param planned: how often a job is to run, for those that have not run often enough to know
    """
    jobs: defaultdict[str, list[Run]] = defaultdict(list)
    remembered: Counter[str] = Counter()
    for run in runs:
        remembered[run.job] += 1
        if not run.by_hand and run.started <= now + _CLOCKS_DIFFER:
            jobs[run.job].append(run)
    return [
        _health(
            job,
            sorted(jobs[job], key=lambda run: run.started),
            now,
            planned.get(job),
            all_known=remembered[job] < MOST_RUNS,
        )
        for job in sorted(jobs)
    ]


def _health(
    job: str,
    runs: Sequence[Run],
    now: datetime.datetime,
    planned: datetime.timedelta | None,
    *,
    all_known: bool,
) -> Health:
    last = runs[-1]
    at_work = last.ended is None and now - last.started <= _lost_after(runs)
    over = [_with_end(run) for run in (runs[:-1] if at_work else runs)]
    usual = usual_interval([run.started for run in runs]) or planned
    standings = sorted(
        _standings(over, now, all_known=all_known), key=lambda standing: (not standing.pressing, standing.since)
    )
    return Health(
        job=job,
        last=last,
        at_work=at_work,
        cut_off=bool(over) and _is_broken(over[-1]),
        standings=tuple(standings),
        more=over[-1].more if over else 0,
        usual=usual,
        overdue=None if at_work else _overdue(last.started, usual, now),
        edits_in_a_day=sum(run.edits for run in runs if now - run.started < datetime.timedelta(days=1)),
    )


def usual_interval(starts: Sequence[datetime.datetime]) -> datetime.timedelta | None:
    """The usual time from one run to the next, None if there were too few to know.

    Rather too long than too short: of a run that is done again after it has failed, every other interval is short.

    :param starts: when runs began, the first first
    """
    intervals = [later - earlier for earlier, later in pairwise(starts) if later - earlier >= _SHORTEST_INTERVAL]
    if len(intervals) < _FEWEST_INTERVALS:
        return None
    latest = sorted(intervals[-_MOST_INTERVALS:])
    return latest[len(latest) * 3 // 4]


def _overdue(
    last: datetime.datetime, usual: datetime.timedelta | None, now: datetime.datetime
) -> datetime.datetime | None:
    if usual is None or now - last <= patience(usual):
        return None
    return last + usual


def patience(usual: datetime.timedelta) -> datetime.timedelta:
    """How long after one run of a job nobody worries that the next has not begun."""
    return max(_OVERDUE_FACTOR * usual, usual + _OVERDUE_AT_LEAST)


def _lost_after(runs: Sequence[Run]) -> datetime.timedelta:
    longest = max((run.ended - run.started for run in runs if run.ended), default=datetime.timedelta())
    return max(_LOST_FACTOR * longest, _LOST_AT_LEAST)


def _with_end(run: Run) -> Run:
    """The run, with a trouble that says so if nothing is known of its end."""
    if run.ended is not None:
        return run
    lost = Trouble('', '', '', Kind.CUT_OFF, 'nothing is known of its end: it was killed, or its machine stopped')
    return replace(run, troubles=(*run.troubles, lost))


def _is_broken(run: Run) -> bool:
    """Whether it did not come to its end by itself."""
    return any(trouble.kind in (Kind.CUT_OFF, Kind.CRASH) and not trouble.wiki for trouble in run.troubles)


def _standings(runs: Sequence[Run], now: datetime.datetime, *, all_known: bool) -> list[OngoingTrouble]:
    """What is wrong after these runs, which are over.

    :param all_known: whether there were no others before
    """
    known = [(run, {_key(trouble): trouble for trouble in reversed(run.troubles)}) for run in reversed(runs)]
    keys = dict.fromkeys(key for _, troubles in known for key in troubles)
    ongoing = [standing for key in keys if (standing := _standing(key, known, now))]
    if all_known:
        return ongoing
    return [replace(standing, longer=standing.since == runs[0].started) for standing in ongoing]


def _standing(
    key: _Key, known: Sequence[tuple[Run, Mapping[_Key, Trouble]]], now: datetime.datetime
) -> OngoingTrouble | None:
    """A trouble as the runs know it, the last one first; None if it is over."""
    met: list[tuple[Run, Trouble]] = []
    for run, troubles in known:
        if key in troubles:
            met.append((run, troubles[key]))
        elif not _is_silent(run, troubles, key):
            break
    if not met:
        return None
    trouble, newest, oldest = met[0][1], met[0][0].started, met[-1][0].started
    pressing = _is_pressing(trouble, len(met), newest - oldest)
    return OngoingTrouble(trouble, oldest, len(met), pressing, lasting=now - oldest >= _LASTS_AFTER)


def _is_silent(run: Run, troubles: Iterable[_Key], key: _Key) -> bool:
    """Whether a run that did not meet a trouble does not know whether it is there."""
    wiki, page, kind = key
    if run.repeats or run.more or _is_broken(run):
        return True
    return any(
        # Nothing of that wiki was looked at, or nothing was saved on that page.
        (wiki == met_wiki and not met_page and page and met_kind is not Kind.MAX_PAGES)
        or ((wiki, page) == (met_wiki, met_page) and kind in _SAID_LAST and met_kind in _SAID_BEFORE)
        for met_wiki, met_page, met_kind in troubles
    )


def _key(trouble: Trouble) -> _Key:
    return trouble.wiki, trouble.page, trouble.kind


def _is_pressing(trouble: Trouble, runs: int, lasted: datetime.timedelta) -> bool:
    refused = trouble.outcome in (Outcome.REFUSED.value, Outcome.STOPPED.value)
    if trouble.kind in _NEVER:
        return False
    if not may_pass(trouble.kind) or (trouble.kind is Kind.OTHER and refused):
        return True
    if mender(trouble.kind) is Mender.TIME:
        return lasted >= _LASTS_AFTER
    return runs >= _RUNS_UNTIL_PRESSING and lasted >= _PASSES_WITHIN

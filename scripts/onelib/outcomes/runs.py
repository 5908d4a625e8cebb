"""A run of a job, as it is remembered: when it was at work, what came of it, and what was wrong where."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from onelib.outcomes.reasons import Kind

__all__ = ['MOST_RUNS', 'MOST_TROUBLES', 'Run', 'Trouble']

#: Of so many troubles of a run each is kept; of further ones only the number.
MOST_TROUBLES = 100
#: Runs that are kept of each job: eight days of an hourly one, so that it is known what is wrong for a week.
MOST_RUNS = 200


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a page, or a whole wiki, was not brought up to date.

    :ivar wiki: code of the wiki, '' if it is about the run; `page`: the title, '' if it is about the whole wiki
    :ivar outcome: value of an `Outcome`, '' if it is about the run
    :ivar text: what the log says, on one line
    """

    wiki: str
    page: str
    outcome: str
    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a job.

    :ivar job: its name; of runs that somebody limited by hand, the arguments are in it, too
    :ivar started: in UTC; `ended`: likewise, None if it is at work or was killed
    :ivar code: the exit code, None likewise
    :ivar outcomes: how many pages came to which `Outcome`, by its value
    :ivar more: how many troubles there were besides `troubles`
    :ivar repeats: whether it asked nobody, and what an earlier run has found still holds
    :ivar by_hand: whether somebody ran it for one page, or for another purpose: it says nothing of the job
    """

    job: str
    started: datetime.datetime
    ended: datetime.datetime | None = None
    code: int | None = None
    edits: int = 0
    outcomes: Mapping[str, int] = field(default_factory=dict)
    troubles: tuple[Trouble, ...] = ()
    more: int = 0
    by_hand: bool = False
    repeats: bool = False

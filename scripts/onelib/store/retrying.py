"""Which problems of a database server pass by themselves, and how long the store waits for that."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TypeVar

import sqlalchemy as sa
from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_delay, wait_random_exponential

__all__ = ['PATIENCE_SECONDS', 'code_of', 'passes', 'patiently']

#: So long a piece of work is done again and again, unless the address of the store says ``?timeout=…``.
PATIENCE_SECONDS = 120.0

# https://mariadb.com/kb/en/mariadb-error-codes/
_PASSING = frozenset(
    {
        # The connection is lost, or was ended by the server.
        *(2006, 2013, 2014, 2055, 4031, 1158, 1159, 1160, 1161, 1927),
        # Nobody listens: the server is being started again.
        *(2002, 2003, 1053),
        # There are too many connections, of all or of this user.
        *(1040, 1203, 1226),
        # Another process holds the rows, has changed them, or changes the table.
        *(1205, 1213, 1020, 1412),
        # It may only be read from: another server is about to take over.
        *(1290, 1836),
        # Somebody has ended the query, and not the connection.
        1317,
    }
)
_FIRST_SECONDS = 0.1
_LONGEST_SECONDS = 5.0
# Deadlocks are over before this, and of no interest to anybody.
_SAID_AFTER_SECONDS = 3.0

_Done = TypeVar('_Done')
_log = logging.getLogger('onelib.store')


def code_of(problem: BaseException) -> int:
    """MariaDB's number of an error, 0 if it has none."""
    if isinstance(problem, sa.exc.DBAPIError) and problem.orig and problem.orig.args:
        code = problem.orig.args[0]
        return code if isinstance(code, int) else 0
    return 0


def passes(problem: BaseException) -> bool:
    """Whether the same may well succeed on a new connection."""
    return code_of(problem) in _PASSING or (isinstance(problem, sa.exc.DBAPIError) and problem.connection_invalidated)


def patiently(work: Callable[[], _Done], seconds: float, afresh: Callable[[], object]) -> _Done:
    """Do a piece of work, and do it again, whole, for so long as there are problems that pass.

    It may have been done although a problem was reported: a server can be gone between the COMMIT and its answer.

    :param afresh: lets go of the connections that there are
    :raises sqlalchemy.exc.DBAPIError: the last problem, when that time is over, or one that does not pass
    """
    warned = False

    def say(state: RetryCallState) -> None:
        nonlocal warned
        afresh()
        if not warned and (state.seconds_since_start or 0) >= _SAID_AFTER_SECONDS and state.outcome:
            warned = True
            problem = state.outcome.exception()
            code = code_of(problem) if problem else 0
            _log.warning('The database of the store is away (error %s), waiting up to %.0f s for it', code, seconds)

    again = Retrying(
        retry=retry_if_exception(passes),
        # At random: of two that were in each other's way, one comes first.
        wait=wait_random_exponential(multiplier=_FIRST_SECONDS, max=_LONGEST_SECONDS),
        stop=stop_after_delay(seconds),
        before_sleep=say,
        reraise=True,
    )
    return again(work)

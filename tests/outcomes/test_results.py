"""How it went with a page, in the words of all jobs, and whether nobody but the operator can mend it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from onelib.outcomes.reasons import Kind, Mender, Reason, mender
from onelib.outcomes.results import Outcome, Result, Trace, not_served, settled

WELL = {Outcome.SAVED, Outcome.UNCHANGED, Outcome.SIMULATED, Outcome.WRITTEN, Outcome.KEPT}
PASSING = [kind for kind in Kind if mender(kind) is Mender.TIME and kind is not Kind.TRIAL]


@pytest.mark.parametrize('outcome', Outcome)
def test_a_page_is_current_if_nothing_on_it_is_wrong(outcome: Outcome) -> None:
    assert Result('cs', 'A', outcome).current == (outcome in WELL)
    assert not Result('cs', 'A', outcome, reasons=('why',)).current
    assert not Result('cs', 'A', outcome, rejected_rows={('A', 'x'): 'why'}).current


def test_what_nobody_has_said_has_not_happened() -> None:
    result = Result('cs', 'A', Outcome.KEPT)
    assert (result.edits, result.repeated, result.traces) == (0, False, ())


@pytest.mark.parametrize(
    ('trace', 'words'),
    [
        (Trace(), 'no revision'),
        (Trace(7), 'revision 7'),
        (Trace(7, 'https://example.org/7', 'abc'), 'revision 7, request abc'),
        (Trace(request='abc'), 'no revision, request abc'),
    ],
)
def test_by_what_an_edit_is_found(trace: Trace, words: str) -> None:
    assert str(trace) == words


def result(outcome: Outcome, *kinds: Kind) -> Result:
    return Result('cs', 'A', outcome, tuple(Reason(kind, 'why') for kind in kinds))


@pytest.mark.parametrize('kind', PASSING)
@pytest.mark.parametrize('outcome', [Outcome.UNCHANGED, Outcome.STOPPED, Outcome.REFUSED, Outcome.FAILED])
def test_what_passes_by_itself_is_deferred(kind: Kind, outcome: Outcome) -> None:
    """Neither stopped, nor refused, nor anybody's mistake."""
    deferred = settled(result(outcome, kind))
    assert deferred.outcome is Outcome.DEFERRED
    assert not deferred.current and not deferred.needs_operator


@pytest.mark.parametrize(
    'other',
    [
        result(Outcome.SAVED, Kind.UNREADABLE),
        result(Outcome.UNCHANGED),
        result(Outcome.STOPPED, Kind.TRIAL),
        result(Outcome.STOPPED, Kind.STOP_PAGE),
        result(Outcome.FAILED, Kind.LOGIN),
        result(Outcome.REFUSED, Kind.TEMPLATES),
        result(Outcome.UNCHANGED, Kind.UNREADABLE, Kind.PARAMETER),
        replace(result(Outcome.UNCHANGED, Kind.UNREADABLE), rejected_rows={('A', ''): 'why'}),
    ],
)
def test_all_else_stays_what_it_is(other: Result) -> None:
    assert settled(other) == other


@pytest.mark.parametrize('kind', Kind)
def test_only_what_nobody_else_can_mend_is_the_operators(kind: Kind) -> None:
    own = {
        *(Kind.STOP_PAGE, Kind.BLOCKED, Kind.RIGHTS, Kind.CAPTCHA, Kind.NOT_ENABLED, Kind.LOGIN, Kind.STORE),
        *(Kind.CUT_OFF, Kind.CRASH, Kind.OTHER, Kind.ROW_TEMPLATES),
    }
    assert result(Outcome.UNCHANGED, kind).needs_operator is (kind in own)


def test_a_failure_without_a_reason_is_the_operators() -> None:
    assert result(Outcome.FAILED).needs_operator
    assert not result(Outcome.SAVED).needs_operator


@pytest.mark.parametrize(
    ('kind', 'outcome'),
    [
        (Kind.STOP_PAGE, Outcome.STOPPED),
        (Kind.LOGIN, Outcome.FAILED),
        (Kind.UNREADABLE, Outcome.DEFERRED),
        (Kind.OTHER, Outcome.FAILED),
    ],
)
def test_only_a_stop_page_stops_the_bot(kind: Kind, outcome: Outcome) -> None:
    assert not_served('cs', Reason(kind, 'why')).outcome is outcome

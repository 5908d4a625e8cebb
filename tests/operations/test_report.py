"""The exit code: whether there is something that nobody but the operator can mend."""

from __future__ import annotations

import pytest

from onelib.operations.report import report
from onelib.outcomes.reasons import Kind, Reason
from onelib.outcomes.results import Outcome, Result


def result(outcome: Outcome, *kinds: Kind) -> Result:
    return Result('cs', 'A', outcome, tuple(Reason(kind, f'because {kind}') for kind in kinds))


@pytest.mark.parametrize(
    ('results', 'code'),
    [
        ([], 0),
        ([result(Outcome.SAVED), result(Outcome.UNCHANGED)], 0),
        ([result(Outcome.SAVED, Kind.PARAMETER)], 0),
        ([result(Outcome.REFUSED, Kind.TEMPLATES), result(Outcome.REFUSED, Kind.PROTECTED)], 0),
        ([result(Outcome.DEFERRED, Kind.UNREADABLE)], 0),
        ([result(Outcome.SAVED), result(Outcome.FAILED, Kind.LOGIN)], 1),
        ([result(Outcome.STOPPED, Kind.STOP_PAGE)], 1),
        ([result(Outcome.SAVED, Kind.PARAMETER, Kind.OTHER)], 1),
    ],
)
def test_mistakes_on_pages_and_what_is_tried_again_are_listed(
    results: list[Result], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert report(results) == code
    said = capsys.readouterr().err
    assert all(str(reason) in said for one in results for reason in one.reasons)


def test_for_what_the_operator_does_by_hand_everything_counts() -> None:
    assert report([result(Outcome.REFUSED, Kind.PROTECTED)], strict=True) == 1
    assert report([result(Outcome.SAVED)], strict=True) == 0

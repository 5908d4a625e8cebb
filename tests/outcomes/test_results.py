"""How it went with a page, in the words of all jobs."""

from __future__ import annotations

import pytest

from onelib.outcomes.results import Outcome, Result, Trace

WELL = {Outcome.SAVED, Outcome.UNCHANGED, Outcome.SIMULATED, Outcome.WRITTEN, Outcome.KEPT}


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

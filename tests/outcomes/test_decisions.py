"""Decisions: values that cost nothing until somebody reads them."""

from __future__ import annotations

import logging
from string import Formatter

import pytest

from onelib.outcomes import decisions
from onelib.outcomes.decisions import Code, Decision, Decisions

LOG = logging.getLogger('onelib.tests.decisions')


class Unreadable:
    def __str__(self) -> str:
        raise AssertionError('nobody wanted to read this')


def test_words() -> None:
    decision = Decision('cs', 'Kniha {x}', Code.FOUND, (5, {'tagged': 2, 'section': 0, 'uncited': 1}, ('a', 'b')))
    assert decision.text == 'revision 5 has statements without a source: tagged 2, uncited 1; looked for: a, b'
    assert str(decision) == f'cs: Kniha {{x}}: {decision.text}'
    assert Decision('cs', 7, Code.COUNTS, ('2027', {'added': 0})).text.endswith('; sources: none')
    # What wikis say is no wording.
    assert Decision('cs', 'x', Code.NO_LINK, ('{0.__class__}',)).text.count('{0.__class__}') == 1


def test_every_wording_can_be_filled() -> None:
    for code in Code:
        fields = [field for _, field, _, _ in Formatter().parse(code.value) if field is not None]
        assert set(fields) <= {''}, code


def test_nobody_pays_for_what_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    unread = Decision('cs', 'Kniha', Code.NO_LINK, (Unreadable(),))
    caplog.set_level(logging.INFO, LOG.name)
    Decisions(LOG, '').add(unread)
    decisions.log(LOG, [unread])
    decisions.log(LOG, (pytest.fail('it is not even made') for _ in range(1)))
    assert caplog.messages == []


def test_all_are_logged_and_those_about_one_subject_are_kept(caplog: pytest.LogCaptureFixture) -> None:
    found = [Decision('cs', subject, Code.CANDIDATE) for subject in ('Kniha', 'Jiná', 'Kniha')]
    caplog.set_level(logging.DEBUG, LOG.name)
    kept = Decisions(LOG, 'Kniha')
    for decision in found:
        kept.add(decision)
    assert kept.kept == (found[0], found[2])
    assert caplog.messages == [str(decision) for decision in found]
    assert Decisions(LOG, '').kept == ()

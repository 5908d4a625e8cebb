"""Why a page is not current: several reasons said as one."""

from __future__ import annotations

from onelib.outcomes.reasons import Kind, Reason, joined


def test_several_reasons_are_of_the_kind_of_the_first() -> None:
    reason = joined([Reason(Kind.PROTECTED, 'a'), Reason(Kind.FILTER, 'b')])
    assert (getattr(reason, 'kind', None), str(reason)) == (Kind.PROTECTED, 'a; b')
    single = joined([Reason(Kind.GONE, 'a')])
    assert (getattr(single, 'kind', None), str(single)) == (Kind.GONE, 'a')
    assert not joined([])

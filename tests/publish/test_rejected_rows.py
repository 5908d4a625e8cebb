"""Rows that a wiki objects to are found by trying."""

from __future__ import annotations

from collections.abc import Collection

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onelib.publish.rejected_rows import RejectionError, sift


class Wiki:
    """Objects to some rows; there may be others that it has taken before."""

    def __init__(self, rows: dict[int, str], bad: Collection[int], *, others: bool = False) -> None:
        self.rows = rows
        self.bad = set(bad)
        self.others = others
        self.shown: set[int] = set()
        self.refusals = 0

    def publish(self, without: Collection[int]) -> None:
        tried = set(self.rows) - set(without)
        if tried & self.bad:
            self.refusals += 1
            raise RejectionError('no')
        assert tried or self.others, 'an empty list says that there is nothing to do'
        assert tried >= self.shown, 'what was taken is not taken away again'
        self.shown = tried


@given(st.integers(2, 300), st.data())
def test_one_bad_row_is_found(number: int, data: st.DataObject) -> None:
    rows = {key: f'row {key}.' for key in range(number)}
    bad = data.draw(st.integers(0, number - 1))
    wiki = Wiki(rows, [bad])
    assert sift(wiki.publish, rows, RejectionError('no')) == {bad: 'no'}
    assert wiki.shown == set(rows) - {bad}


@given(st.integers(1, 300), st.data())
def test_of_several_none_is_published(number: int, data: st.DataObject) -> None:
    """Good ones may be left out with them: a wiki is not asked for ever."""
    rows = {key: f'row {key}.' for key in range(number)}
    wiki = Wiki(rows, data.draw(st.sets(st.integers(0, number - 1), min_size=1)))
    try:
        refused = sift(wiki.publish, rows, RejectionError('no'))
    except RejectionError:
        assert not wiki.shown
    else:
        assert wiki.shown and wiki.shown == set(rows) - set(refused)
        assert wiki.bad <= set(refused)
    assert wiki.refusals <= 12


@given(st.integers(2, 100), st.data())
def test_a_blacklist_says_what_it_minds(number: int, data: st.DataObject) -> None:
    rows = {key: f'row {key}.' for key in range(number)}
    bad = data.draw(st.integers(0, number - 1))
    wiki = Wiki(rows, [bad])
    assert sift(wiki.publish, rows, RejectionError('no', [rows[bad]])) == {bad: 'no'}
    assert wiki.refusals == 0


def test_a_wiki_that_objects_to_everything_is_soon_left_alone() -> None:
    rows = {key: str(key) for key in range(100)}
    wiki = Wiki(rows, rows)
    with pytest.raises(RejectionError, match='at all'):
        sift(wiki.publish, rows, RejectionError('at all'))
    assert wiki.refusals <= 4


def test_a_single_row_or_none() -> None:
    for rows in ({}, {1: 'row'}):
        with pytest.raises(RejectionError):
            sift(Wiki(rows, rows).publish, rows, RejectionError('no'))


@pytest.mark.parametrize('number', [1, 2, 3, 50])
def test_what_was_taken_before_stays_without_what_is_new(number: int) -> None:
    rows = {key: str(key) for key in range(number)}
    wiki = Wiki(rows, rows, others=True)
    assert set(sift(wiki.publish, rows, RejectionError('no'), others=True)) == set(rows)
    assert wiki.refusals <= 4

"""A store that onelib 1.0.0 made in the middle of a campaign, and what this version reads in it."""

from __future__ import annotations

import datetime
import shutil
from pathlib import Path

import pytest

from onelib.store import Store
from onelib.store.upkeep import Upkeep
from tests.stores import SqlitePlace

# Written by onelib 1.0.0 itself, of a farm with a campaign of the past and one that was on (sqlite3's `.dump`, but for
# answers that any run asks for anew).
MADE_BY_1_0_0 = Path(__file__).with_name('past') / '1.0.0.sql'
NOW = datetime.datetime(2026, 11, 29, 12, tzinfo=datetime.UTC)


@pytest.fixture
def place(tmp_path: Path) -> SqlitePlace:
    made = SqlitePlace(tmp_path / 'onelib.sqlite')
    made.run(MADE_BY_1_0_0.read_text())
    return made


def test_the_counts_are_those_that_1_0_0_published(place: SqlitePlace) -> None:
    # "29 edits by 2 editors, 29 references added"; 14 reused, 8 edits with the hashtag: its tally of that day.
    for _ in range(2):
        edits = list(Store(place.url).edits('2026-11'))
        counts = [edit.count for edit in edits if edit.count]
        assert len(edits) == 29
        assert len({edit.contribution.user for edit in edits}) == 2
        assert sum(len(count.added) for count in counts) == 29
        assert sum(count.reused for count in counts) == 14
        assert sum(bool(edit.hashtag) for edit in edits) == 8
        Upkeep(place.url).prune(NOW)


def test_what_was_known_of_a_campaign_is_known(place: SqlitePlace) -> None:
    store = Store(place.url)
    assert store.answer('tally of 2025-01 on cs is final') == ['Anna Kowalska', 'Jana Nováková']
    assert len(store.known('2026-01', 'sr')) == len(list(store.edits('2026-01', wiki='sr'))) > 0


def test_the_copy_is_what_one_goes_back_to(place: SqlitePlace, tmp_path: Path) -> None:
    """By the steps of docs/releasing.md the store is copied before; whatever is done then, the copy is what it was."""
    before = place.contents()
    copy = shutil.copyfile(place.path, tmp_path / 'copy.sqlite')
    Store(place.url).keep('written by this version', {}, NOW)
    assert place.contents() != before
    assert SqlitePlace(copy).contents() == before

"""What is remembered of the statements that have stood on lists."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest

from onelib.campaign.records import Ending, ListProgress, StatementRecord
from onelib.store import Store
from onelib.store.upkeep import Upkeep
from tests.stores import Place, listing, record

NOW = datetime.datetime(2027, 1, 15, 12, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)


@pytest.fixture
def store(place: Place) -> Store:
    return Store(place.url)


def sourced(mark: str, page: int = 7) -> StatementRecord:
    return replace(record(NOW, mark, page), ending=Ending.SOURCED, ended=NOW, revision=5, editor='Eva')


def test_a_record_comes_back_as_it_was(store: Store) -> None:
    kept = [record(NOW, 'aa'), record(NOW, 'bb')]
    store.list_statements(listing(), kept, NOW)
    assert store.records(listing()) == kept
    assert not store.records(listing(page='Jiný')) and not store.records(listing('2027-05'))
    store.keep_records([sourced('aa')])
    assert store.records(listing(), waiting=True) == [kept[1]]
    assert store.records(listing(), sourced_since=NOW) == [sourced('aa')]
    assert not store.records(listing(), sourced_since=NOW + DAY)
    assert store.records(listing(), titles=['Kniha']) and not store.records(listing(), titles=['kniha'])


def test_how_far_lists_are(store: Store) -> None:
    """A statement on two lists is one, with one ending; equal ones in two articles are two."""
    other = listing(page='Jiný')
    store.list_statements(listing(), [record(NOW, 'aa'), record(NOW, 'aa', 8), record(NOW, 'bb')], NOW)
    store.list_statements(other, [record(NOW, 'aa')], NOW)
    store.keep_records([sourced('aa')])
    assert store.progress(listing()) == ListProgress(3, 1) and store.progress(other) == ListProgress(1, 1)
    assert store.progress(listing('2027-05')) == ListProgress()
    assert store.lists('2027-01') == [(other, ListProgress(1, 1)), (listing(), ListProgress(3, 1))]
    # Listed again, it waits again.
    store.list_statements(other, [record(NOW + DAY, 'aa')], NOW + DAY)
    assert store.progress(listing()) == ListProgress(3, 0)
    assert store.records(other)[0].first == NOW


def test_a_statement_that_was_reworded_goes_on_with_its_record(store: Store) -> None:
    store.list_statements(listing('c'), [record(NOW, 'aa')], NOW)
    store.keep_records([replace(record(NOW, 'aa'), mark='a2', text='text a2')])
    store.list_statements(listing('c'), [record(NOW + DAY, 'a2')], NOW + DAY)
    [kept] = store.records(listing('c'))
    assert (kept.fingerprint, kept.mark, kept.first, kept.last) == ('aa', 'a2', NOW, NOW + DAY)
    # For edits that were made before, it was the other one.
    assert store.listed('c', 'cs') == {(7, 'aa'): NOW, (7, 'a2'): NOW}


def test_what_no_other_list_has_goes_with_its_campaign(place: Place, store: Store) -> None:
    store.list_statements(listing('a'), [record(NOW, 'aa'), record(NOW, 'bb')], NOW)
    store.list_statements(listing(''), [record(NOW, 'bb')], NOW)
    removed = Upkeep(place.url).prune(NOW, ['a'])
    assert (removed['listings'], removed['statements']) == (2, 1)
    assert [kept.mark for kept in store.records(listing(''))] == ['bb']

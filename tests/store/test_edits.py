"""What is remembered of campaigns."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import pytest

from onelib.campaign.edits import Contribution, Count, Edit
from onelib.store import Store, StoreError
from tests.stores import Place, listing, record

NOW = datetime.datetime(2027, 1, 15, 12, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)
COUNT = Count(
    added=(('doi:10.1/x', 'Novák, „Kniha“'), ('url:a.cz', 'a')),
    removed=(('isbn:1', 'b'),),
    improved=(('url:č.cz', 'c'),),
    reused=2,
    sourced=('Byla založena.', 'A zanikla.'),
    claims_removed=('Prý.',),
    listed=1,
)


def contribution(revision: int, wiki: str = 'cs', hours: int = 0, page: int = 7) -> Contribution:
    return Contribution(
        wiki=wiki,
        revision=revision,
        parent=revision - 1,
        page_id=page,
        namespace=0,
        title='Kniha (výtisk)',
        user='Jana Ž.',
        timestamp=NOW + datetime.timedelta(hours=hours),
        summary='/* Úvod */#1lib1ref 📚',
        bytes=-12,
        tags=('mw-reverted', 'visualeditor'),
    )


@pytest.fixture
def store(place: Place) -> Store:
    return Store(place.url)


def test_an_edit_comes_back_as_it_was(store: Store, place: Place) -> None:
    kept = [
        Edit(contribution(2), '1Lib1Ref', False, COUNT, True),
        Edit(contribution(3_000_000_000), '', True, None),
        Edit(contribution(4)),
    ]
    store.keep_edits('2027-01', kept, NOW)
    again = Store(place.url)
    assert list(again.edits('2027-01')) == [kept[0], kept[2], kept[1]]
    assert again.known('2027-01', 'cs') == {2, 4, 3_000_000_000}
    assert not list(again.edits('2027-05')) and not again.known('2027-05', 'cs') and not again.known('2027-01', 'pl')


def test_the_last_word_counts(store: Store) -> None:
    store.keep_edits('c', [Edit(contribution(2)), Edit(contribution(2), 'a')], NOW)
    assert [edit.hashtag for edit in store.edits('c')] == ['a']
    store.keep_edits('c', [Edit(contribution(2), 'b', reverted=True)], NOW)
    assert [(edit.hashtag, edit.reverted) for edit in store.edits('c')] == [('b', True)]


def test_edits_come_wiki_by_wiki_whatever_their_number(store: Store) -> None:
    """More of them than are read at a time."""
    kept = [Edit(contribution(n, wiki, hours=-(n % 3))) for wiki in ('pl', 'cs') for n in range(1, 1501)]
    store.keep_edits('c', iter(kept), NOW)
    found = [edit.contribution for edit in store.edits('c')]
    assert len(found) == 3000
    assert found == sorted(found, key=lambda made: (made.wiki, made.revision))
    assert [edit.contribution for edit in store.edits('c', wiki='pl')] == found[1500:]


def test_edits_of_pages(store: Store) -> None:
    store.keep_edits('c', [Edit(contribution(n, page=n % 4)) for n in range(1, 9)], NOW)
    assert {edit.contribution.revision for edit in store.edits('c', wiki='cs', pages={1, 3})} == {1, 3, 5, 7}


def test_one_may_write_while_reading(store: Store) -> None:
    store.keep_edits('c', [Edit(contribution(n)) for n in range(1, 2002)], NOW)

    def undone() -> Iterator[Edit]:
        for edit in store.edits('c'):
            yield Edit(edit.contribution, reverted=True)

    store.keep_edits('c', undone(), NOW)
    assert sum(edit.reverted for edit in store.edits('c')) == 2001


def test_what_is_no_edit_is_known_and_nothing_else(store: Store) -> None:
    store.set_aside('c', [contribution(2)], NOW)
    store.keep_edits('c', [Edit(contribution(3))], NOW)
    assert store.known('c', 'cs') == {2, 3}
    assert [edit.contribution.revision for edit in store.edits('c')] == [3]
    assert store.unchecked('c', 'cs', NOW + DAY) == {7}


def test_pages_that_nobody_has_looked_at_for_long(store: Store) -> None:
    store.keep_edits('c', [Edit(contribution(2, page=1))], NOW - 2 * DAY)
    store.keep_edits('c', [Edit(contribution(3, page=2))], NOW)
    assert store.unchecked('c', 'cs', NOW - DAY) == {1}
    assert store.unchecked('c', 'cs', NOW - 3 * DAY) == set()
    assert store.unchecked('c', 'cs', NOW + DAY) == {1, 2}


def test_cursors(store: Store) -> None:
    assert store.cursor('c', 'cs', 'q') is None
    store.move_cursor('c', 'cs', 'q', NOW)
    store.move_cursor('c', 'cs', 'q', NOW + DAY)
    store.move_cursor('c', 'pl', 'q', NOW)
    assert store.cursor('c', 'cs', 'q') == NOW + DAY
    assert store.cursor('c', 'pl', 'q') == NOW
    assert store.cursor('d', 'cs', 'q') is None


def test_a_statement_is_listed_since_the_first_time(store: Store) -> None:
    store.list_statements(listing('c'), [record(NOW, 'aa', 7), record(NOW, 'aa', 8)], NOW)
    store.list_statements(listing('c', 'Jiný'), [record(NOW + DAY, 'aa', 7), record(NOW + DAY, 'bb', 7)], NOW + DAY)
    assert store.listed('c', 'cs') == {(7, 'aa'): NOW, (8, 'aa'): NOW, (7, 'bb'): NOW + DAY}
    assert store.listed('c', 'pl') == {}


def test_a_simulation_keeps_no_edits(place: Place) -> None:
    Store(place.url)
    before = place.contents()
    looking = Store(place.url, writable=False)
    looking.keep_edits('c', [Edit(contribution(2))], NOW)
    looking.move_cursor('c', 'cs', 'q', NOW)
    assert not list(looking.edits('c')) and looking.cursor('c', 'cs', 'q') is None
    assert place.contents() == before


def test_a_damaged_store_is_named(store: Store, place: Place) -> None:
    store.keep_edits('c', [Edit(contribution(2))], NOW)
    place.run('DROP TABLE onelib_edits;')
    for use in (
        lambda: list(store.edits('c')),
        lambda: store.known('c', 'cs'),
        lambda: store.unchecked('c', 'cs', NOW),
    ):
        with pytest.raises(StoreError, match=place.url.rpartition('/')[2]):
            use()

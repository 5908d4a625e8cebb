"""The indexes of wikis: rows of scans, how a scan becomes the index, what is asked of it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onelib.campaign.index import Figures, IndexChoice, IndexedArticle, ScanEnd
from onelib.store import Store, StoreError
from onelib.store.index import Index
from onelib.store.upkeep import Upkeep
from onelib.wikitext.index_row import IndexRow
from tests.fuzz import fuzz
from tests.stores import MariaDbPlace, Place, on_engines

NOW = datetime.datetime(2027, 1, 15, 12, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)
DUMP = datetime.date(2027, 1, 1)


@pytest.fixture
def index(place: Place) -> Index:
    return Index(place.url)


def article(number: int, *categories: str, **values: object) -> IndexedArticle:
    return IndexedArticle(number, number * 10, replace(IndexRow(categories=categories), **values))  # type: ignore[arg-type]


BOOKS = [
    article(1, 'Knihy', sourceless=True, prose=500),
    article(2, 'Knihy', 'Česko', sourceless=True, prose=900, banners=1, banner_since=datetime.date(2019, 5, 1)),
    article(3, 'Knihy', references=7, sources=4, tagged=2, tag_since=datetime.date(2015, 1, 1), prose=3000),
    article(4, 'Česko', section=1, article=2, uncited=3, banners=2, banner_since=datetime.date(2011, 1, 1)),
    article(5, paragraphs=4, cited=1),
]


def filled(index: Index, wiki: str = 'cs', dump: datetime.date = DUMP, *, whole: bool = True) -> ScanEnd:
    scan = index.begin(wiki, dump, NOW)
    index.add(scan, BOOKS, NOW)
    return index.make_current(scan, NOW, whole=whole)


def pages(index: Index, what: IndexChoice, *categories: str, wiki: str = 'cs') -> list[int]:
    return [one.page_id for one in index.wanted(wiki, what, categories)]


def test_what_an_index_answers(index: Index) -> None:
    assert not index.current() and not pages(index, IndexChoice.MOST) and not index.topics('cs')
    assert filled(index) is ScanEnd.CURRENT
    assert pages(index, IndexChoice.NOTHING) == [2, 1]
    assert pages(index, IndexChoice.NOTHING, 'Česko') == [2]
    assert pages(index, IndexChoice.NOTHING, 'Česko', 'Knihy') == [2, 1]
    assert pages(index, IndexChoice.MOST) == [4, 3]
    assert pages(index, IndexChoice.OLDEST) == [4, 3]
    for kinds, most, oldest in (
        (['tagged'], [3], [3]),
        (['section'], [4], [4]),
        (['tagged', 'uncited'], [4, 3], [3, 4]),
    ):
        assert [one.page_id for one in index.wanted('cs', IndexChoice.MOST, kinds=kinds)] == most
        assert [one.page_id for one in index.wanted('cs', IndexChoice.OLDEST, kinds=kinds)] == oldest
    assert not pages(index, IndexChoice.MOST, 'knihy') and not pages(index, IndexChoice.MOST, wiki='pl')
    [found] = index.wanted('cs', IndexChoice.MOST, ['Knihy'])
    assert found == replace(BOOKS[2], row=replace(BOOKS[2].row, categories=()))
    [summary] = index.current().values()
    assert (summary.wiki, summary.dump, summary.scanned, summary.whole) == ('cs', DUMP, NOW, True)
    assert summary.figures == Figures(
        articles=5,
        sourceless=2,
        tagged=2,
        uncited=3,
        bannered=3,
        banners=2,
        banner_since=datetime.date(2011, 1, 1),
        tag_since=datetime.date(2015, 1, 1),
        references=7,
        sources=4,
        prose=4400,
        paragraphs=4,
        cited=1,
    )
    assert [(topic.name, topic.figures.articles) for topic in index.topics('cs')] == [('Knihy', 3), ('Česko', 2)]
    assert [topic.name for topic in index.topics('cs', 'uncited')] == ['Česko']
    topic = index.topic('cs', 'Knihy')
    assert topic and topic.figures.tagged == 2 and topic.figures.tag_since == datetime.date(2015, 1, 1)
    assert not index.topic('cs', 'kniha')


def rows(place: Place) -> list[int]:
    """How many there are in each table of an index."""
    names = ('scans', 'summaries', 'articles', 'topics', 'members')
    return [place.ask(f'SELECT COUNT(*) FROM onelib_{name}')[0][0] for name in names]


def test_a_new_scan_takes_the_place_of_the_one_before(place: Place, index: Index) -> None:
    assert filled(index) is ScanEnd.CURRENT
    before = rows(place)
    # The same dump again; then a newer one, in which an article is sourced and another one is gone.
    assert filled(index) is ScanEnd.CURRENT and rows(place) == before == [1, 1, 5, 2, 5]
    scan = index.begin('cs', DUMP + 31 * DAY, NOW + DAY)
    index.add(scan, [article(1, 'Knihy', references=1), *BOOKS[2:]], NOW + DAY)
    assert pages(index, IndexChoice.NOTHING) == [2, 1], 'nobody sees a scan that is not through'
    assert index.make_current(scan, NOW + DAY) is ScanEnd.CURRENT
    assert pages(index, IndexChoice.NOTHING) == [] and rows(place) == [1, 2, 4, 2, 3]
    assert [one.figures.sourceless for one in index.summaries('cs')] == [2, 0]
    assert index.current()['cs'].dump == DUMP + 31 * DAY
    with pytest.raises(StoreError, match='not in the store'):
        index.add(scan, BOOKS, NOW)
    assert index.make_current(scan, NOW) is ScanEnd.CURRENT, 'as after a server that had no time to say so'


def test_what_is_older_or_not_whole_replaces_nothing(place: Place, index: Index) -> None:
    later = DUMP + 31 * DAY
    assert filled(index, dump=later, whole=False) is ScanEnd.CURRENT, 'better than none'
    assert filled(index, dump=DUMP) is ScanEnd.OLDER and index.current()['cs'].dump == later
    assert filled(index, dump=later) is ScanEnd.CURRENT and index.current()['cs'].whole
    assert filled(index, dump=later, whole=False) is ScanEnd.PARTIAL and index.current()['cs'].whole
    assert filled(index, dump=later + 31 * DAY, whole=False) is ScanEnd.PARTIAL
    assert index.current()['cs'].dump == later
    empty = index.begin('cs', later + 62 * DAY, NOW)
    assert index.make_current(empty, NOW) is ScanEnd.EMPTY and rows(place)[2] == 5
    # The trend has them all, but for the empty one.
    assert [(one.dump, one.whole) for one in index.summaries()] == [
        (DUMP, True),
        (later, True),
        (later + 31 * DAY, False),
    ]


def test_two_scans_of_a_wiki_at_once(place: Place, index: Index) -> None:
    other = Index(place.url)
    scans = index.begin('cs', DUMP, NOW), other.begin('cs', DUMP, NOW)
    for number in range(len(BOOKS)):
        index.add(scans[0], BOOKS[number : number + 1], NOW)
        other.add(scans[1], [*BOOKS[number:], article(9)], NOW)
    assert index.make_current(scans[0], NOW) is other.make_current(scans[1], NOW) is ScanEnd.CURRENT
    assert index.current()['cs'].figures.articles == 6 and rows(place) == [1, 1, 6, 2, 5]
    assert filled(index, 'pl') is ScanEnd.CURRENT and sorted(index.current()) == ['cs', 'pl']


@pytest.mark.parametrize('table', ['members', 'topics', 'articles', 'scans'])
def test_a_run_that_is_killed_while_old_rows_go(place: Place, index: Index, table: str) -> None:
    filled(index)
    scan = index.begin('cs', DUMP + 31 * DAY, NOW)
    index.add(scan, [article(7, 'Nové', sourceless=True)], NOW)

    def kill(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith(f'DELETE FROM onelib_{table}'):
            raise KeyboardInterrupt

    with on_engines('before_cursor_execute', kill), pytest.raises(KeyboardInterrupt):
        index.make_current(scan, NOW)
    assert pages(index, IndexChoice.NOTHING) == [7] and not index.topic('cs', 'Knihy')
    assert Upkeep(place.url, writable=False).prune(NOW)['articles'] == (5 if table != 'scans' else 0)
    Upkeep(place.url).prune(NOW)
    assert rows(place) == [1, 2, 1, 1, 1] and pages(index, IndexChoice.NOTHING) == [7]


def test_a_scan_that_nobody_ends_goes_after_some_days(place: Place, index: Index) -> None:
    scan = index.begin('cs', DUMP, NOW)
    index.add(scan, BOOKS, NOW + DAY)
    given_up = index.begin('pl', DUMP, NOW)
    index.add(given_up, BOOKS, NOW)
    index.abandon(given_up, NOW)
    assert index.sweep(NOW + 4 * DAY) == 0 and rows(place)[:3] == [1, 0, 5]
    assert index.sweep(NOW + 5 * DAY) == 5 and not any(rows(place))
    with pytest.raises(StoreError, match='begin it anew'):
        index.add(scan, BOOKS, NOW)
    with pytest.raises(StoreError, match='begin it anew'):
        index.make_current(scan, NOW)


def test_many_rows_go_in_and_out_by_batches(place: Place, index: Index) -> None:
    scan = index.begin('cs', DUMP, NOW)
    index.add(scan, (article(n, 'Knihy', f'Kniha {n}') for n in range(1, 2101)), NOW)
    assert index.make_current(scan, NOW) is ScanEnd.CURRENT
    assert [(one.name, one.figures.articles) for one in index.topics('cs', 'articles', 1)] == [('Knihy', 2100)]
    contents = Upkeep(place.url).contents().tables
    assert (contents['articles'].rows, contents['members'].rows, contents['topics'].rows) == (2100, 4200, 2101)
    changed: list[int] = []

    def count(_connection: object, cursor: object, statement: str, *_: object) -> None:
        if statement.startswith('DELETE'):
            changed.append(cursor.rowcount)  # type: ignore[attr-defined]

    with on_engines('after_cursor_execute', count):
        filled(index, dump=DUMP + DAY)
    assert rows(place) == [1, 2, 5, 2, 5] and sum(changed) == 2100 + 4200 + 2101 + 1 and max(changed) <= 2000


def test_an_index_is_moved_but_not_copied_into_memory(places: Iterator[Place]) -> None:
    source, target = next(places), next(places)
    filled(Index(source.url))
    assert Upkeep(source.url).move_to(Upkeep(target.url))['members'] == 5
    index = Index(target.url)
    assert pages(index, IndexChoice.NOTHING) == [2, 1] and index.summaries() == Index(source.url).summaries()
    assert Store(source.url).copy().answers('') == []


def test_nothing_is_written_in_a_simulation_and_numbers_that_no_wiki_gives_are_left_out(place: Place) -> None:
    index = Index(place.url)
    scan = index.begin('cs', DUMP, NOW)
    index.add(scan, [replace(BOOKS[0], page_id=number) for number in (0, -1, 2**63, 2**63 - 1)], NOW)
    assert index.make_current(scan, NOW) is ScanEnd.CURRENT and pages(index, IndexChoice.NOTHING) == [2**63 - 1]
    before = place.contents()
    assert filled(Index(place.url, writable=False)) is not None and place.contents() == before


def test_names_of_all_kinds(index: Index) -> None:
    names = [
        'Knihy',
        'knihy',
        'Knihy ',
        'Книги 📚',
        'x' * 600,
        'x' * 599,
        'a\ud83d',
        "'; DROP TABLE onelib_articles --",
    ]
    scan = index.begin('cs', DUMP, NOW)
    index.add(scan, [article(n + 1, name, sourceless=True) for n, name in enumerate(names)], NOW)
    index.make_current(scan, NOW)
    assert [pages(index, IndexChoice.NOTHING, name) for name in names] == [[n + 1] for n in range(len(names))]
    assert len(index.topics('cs')) == len(names)


def test_a_server_that_is_killed_between_the_batches(request: pytest.FixtureRequest) -> None:
    place = MariaDbPlace(request.getfixturevalue('mariadb'))
    index = Index(place.url)
    scan = index.begin('cs', DUMP, NOW)

    def troubled() -> Iterator[IndexedArticle]:
        for number in range(1, 1001):
            if number == 500:
                place.server.kill()
                place.server.resume()
            yield article(number, 'Knihy', sourceless=True)

    index.add(scan, troubled(), NOW)
    place.server.kill()
    place.server.resume()
    assert index.make_current(scan, NOW) is ScanEnd.CURRENT and index.current()['cs'].figures.sourceless == 1000


DATES = st.none() | st.dates(datetime.date(2005, 1, 1), datetime.date(2026, 12, 31))
FEW = st.integers(0, 9)
ROWS = st.builds(
    IndexRow,
    references=FEW,
    sources=FEW,
    sourceless=st.booleans(),
    tagged=FEW,
    section=FEW,
    article=FEW,
    uncited=FEW,
    banners=FEW,
    banner_since=DATES,
    tag_since=DATES,
    prose=st.integers(0, 10**6),
    categories=st.sets(st.sampled_from(['Knihy', 'Česko', 'Věže', '']), max_size=3).map(tuple),
)


@fuzz(30)
@given(st.dictionaries(st.integers(1, 10**9), ROWS, min_size=1, max_size=25), st.data())
def test_rows_come_in_any_order_by_any_batches(given_rows: dict[int, IndexRow], data: st.DataObject) -> None:
    """And some of them twice: the answers are the same, and those that one would count by hand."""
    found = [IndexedArticle(number, 1, row) for number, row in given_rows.items()]
    shuffled = data.draw(st.permutations(found)) + data.draw(st.lists(st.sampled_from(found), max_size=5))
    cut = data.draw(st.integers(0, len(shuffled)))
    index = Index('sqlite://')
    for wiki, batches in (('cs', [found]), ('pl', [shuffled[:cut], shuffled[cut:]])):
        scan = index.begin(wiki, DUMP, NOW)
        for batch in batches:
            index.add(scan, batch, NOW)
        index.make_current(scan, NOW)
    one, other = index.current()['cs'], index.current()['pl']
    assert replace(one, wiki='pl') == other and one.figures.articles == len(found)
    assert one.figures.tagged == sum(row.tagged for row in given_rows.values())
    assert one.figures.banner_since == min(filter(None, (r.banner_since for r in given_rows.values())), default=None)
    assert index.topics('cs', 'articles') == index.topics('pl', 'articles')
    for choice in IndexChoice:
        for categories in ((), ('Knihy',), ('Knihy', 'Věže')):
            asked = index.wanted('cs', choice, categories)
            assert asked == index.wanted('pl', choice, categories)
            assert all(not categories or set(categories) & set(given_rows[a.page_id].categories) for a in asked)
    sourceless = {number for number, row in given_rows.items() if row.sourceless}
    assert set(pages(index, IndexChoice.NOTHING)) == sourceless

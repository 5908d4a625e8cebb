"""The indexes of wikis: rows of scans, how a scan becomes the index, what is asked of it."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest

from onelib.campaign.index import Figures, IndexChoice, IndexedArticle, ScanEnd
from onelib.store.index import Index
from onelib.wikitext.index_row import IndexRow
from tests.stores import Place

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
    assert pages(index, IndexChoice.OLDEST) == [4, 3, 2]
    for kinds, most, oldest in (
        (['tagged'], [3], [3]),
        (['section'], [4], [4, 2]),
        (['tagged', 'uncited'], [4, 3], [3]),
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

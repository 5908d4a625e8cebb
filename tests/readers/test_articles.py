"""Articles are read once a run, as long as there is room for them."""

from __future__ import annotations

from onelib import wikis
from onelib.campaign.ranking import ScannedArticle
from onelib.readers.articles import ArticleReader, Shelf
from onelib.readers.sites import Sites
from onelib.wikitext.statements import Statement
from tests.sandbox.farm import Farm


def article(title: str, size: int) -> ScannedArticle:
    text = 'x' * size
    tags = [Statement('tagged', text, text, 0, '', 0, 'Fact', None, f'{title} {number}') for number in range(5)]
    return ScannedArticle(title, 1, 1, tuple(tags))


def there(shelf: Shelf) -> list[str]:
    return [title for title in 'ABCD' if shelf.take('cs', ('tagged',), title)]


def test_what_nobody_wanted_for_longest_goes_first() -> None:
    shelf = Shelf(50_000)
    for title in 'AB':
        shelf.put('cs', ('tagged',), article(title, 10_000))
    shelf.put('pl', ('tagged',), article('D', 10_000))
    assert there(shelf) == ['A', 'B']
    assert shelf.take('cs', ('tagged', 'uncited'), 'A') is None
    # In place of what was there, so it takes no more room.
    for _ in range(9):
        shelf.put('cs', ('tagged',), article('C', 10_000))
    assert there(shelf) == ['A', 'B', 'C'] and shelf.take('pl', ('tagged',), 'D')
    shelf.take('cs', ('tagged',), 'A')
    shelf.put('cs', ('tagged',), article('D', 25_000))
    assert there(shelf) == ['A', 'D']
    # One article has room, however long it is.
    shelf.put('cs', ('tagged',), article('B', 10**6))
    assert there(shelf) == ['B']


def test_without_room_articles_are_the_same(farm: Farm, sites: Sites) -> None:
    found = farm.api('cs', list='allpages', apnamespace=0, aplimit=500)['query']['allpages']
    titles = ['No such article', *(page['title'] for page in reversed(found))]
    roomy, narrow = (ArticleReader(sites.open('cs'), wikis.load('cs'), ('tagged',), Shelf(room)) for room in (10**9, 0))
    farm.reset_requests()
    first = list(roomy.articles(titles))
    asked = len(farm.requests())
    assert [article.title for article in first] == titles[1:] and any(article.statements for article in first)
    assert list(roomy.articles(titles[1:])) == first
    assert len(farm.requests()) == asked
    # A part of them is there, and the order is that of the titles all the same.
    assert list(narrow.articles(titles[:3])) == first[:2]
    assert list(narrow.articles(titles)) == first
    assert len(farm.requests()) > asked

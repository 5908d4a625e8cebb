"""What was asked for is found again in the answers, however a wiki writes it and in however many parts it comes."""

from __future__ import annotations

import datetime
from types import SimpleNamespace
from typing import Any

from onelib.readers.query import (
    BATCH,
    LOADED,
    batches,
    follow,
    listed,
    loaded,
    many,
    moves,
    pages,
    query,
    revisions,
    stamp,
)
from onelib.readers.sites import Sites
from tests.sandbox.farm import Farm

CLOCK = {'curtimestamp': '2026-01-15T00:00:00Z'}


class Site:
    """A wiki that gives these answers, one after the other.

    :ivar asked: the parameters of each question
    """

    def __init__(self, *answers: dict[str, Any]) -> None:
        self.asked: list[dict[str, Any]] = []
        self._answers = iter(CLOCK | answer for answer in answers)

    @classmethod
    def answering(cls, answer: Any) -> Site:
        """A wiki that gives this as its only answer, whatever it is."""
        site = cls()
        site._answers = iter([answer])
        return site

    def simple_request(self, **parameters: Any) -> Any:
        self.asked.append(parameters)
        return SimpleNamespace(submit=lambda: next(self._answers))

    def has_right(self, right: str) -> bool:
        return right == 'apihighlimits'


def in_parts(*parts: dict[str, Any]) -> Site:
    """A wiki that answers one question in these parts."""
    last = len(parts) - 1
    return Site(*({'query': part} | ({'continue': {'at': n}} if n < last else {}) for n, part in enumerate(parts)))


def test_a_question_goes_on_until_there_is_no_more() -> None:
    site = in_parts({'logevents': [{'id': 1}]}, {'logevents': []}, {'logevents': [{'id': 2}]})
    assert [event['id'] for event in listed(site, 'logevents', lelimit=1)] == [1, 2]
    assert [question.get('at') for question in site.asked] == [None, 0, 1]
    assert all(question['list'] == 'logevents' and question['formatversion'] == 2 for question in site.asked)
    # Nobody asks for what nobody reads.
    site = in_parts({'a': 1}, {'a': 2})
    assert next(query(site, meta='x')) == {'a': 1} and len(site.asked) == 1


def test_revisions_come_after_their_pages() -> None:
    site = in_parts(
        {'pages': [{'title': 'A', 'revisions': [{'n': 1}, {'n': 2}]}, {'title': 'B'}]},
        {'pages': [{'title': 'B', 'revisions': [{'n': 3}]}]},
    )
    assert [(page['title'], revision['n']) for page, revision in revisions(site)] == [('A', 1), ('A', 2), ('B', 3)]


def test_pages_are_found_by_the_titles_that_were_given() -> None:
    redirects = {
        'normalized': [{'from': 'user:a', 'to': 'Wikipedista:A'}],
        'redirects': [{'from': 'Wikipedista:A', 'to': 'B'}, {'from': 'B', 'to': 'C'}],
    }
    site = in_parts(
        redirects | {'pages': [{'title': 'C', 'ns': 0, 'links': [1]}, {'title': 'Není', 'missing': True}]},
        redirects
        | {'interwiki': [{'title': 'en:Elsewhere', 'iw': 'en'}]}
        | {
            'pages': [
                {'title': 'C', 'ns': 0, 'links': [2], 'revisions': [{'n': 3}]},
                {'title': 'Není', 'missing': True},
            ]
        },
    )
    there = pages(site, ['user:a', 'C', 'Není', 'en:Elsewhere', 'C'], redirects=1)
    whole = {'title': 'C', 'ns': 0, 'links': [1, 2], 'revisions': [{'n': 3}]}
    assert there == {'user:a': whole, 'C': whole, 'Není': {'title': 'Není', 'missing': True}}
    assert site.asked[0]['titles'] == ['user:a', 'C', 'Není', 'en:Elsewhere']


def test_many_titles_are_many_questions() -> None:
    titles = [f'T{number}' for number in range(BATCH + 1)]
    site = Site(*({'query': {'pages': [{'title': title} for title in batch]}} for batch in batches(titles)))
    assert list(pages(site, titles)) == titles
    assert [len(question['titles']) for question in site.asked] == [BATCH, 1]
    assert pages(Site(), []) == {}


def test_a_circle_of_redirects_leads_nowhere_else() -> None:
    moved = moves({'redirects': [{'from': 'A', 'to': 'B'}, {'from': 'B', 'to': 'A'}]})
    assert follow('A', moved) == 'A' and follow('X', moved) == 'X'


def test_sizes_of_questions() -> None:
    assert list(batches([1, 2, 3], 2)) == [[1, 2], [3]]
    assert many(Site()) == 500
    assert many(SimpleNamespace(has_right=lambda right: False)) == 50


def test_a_moment_as_the_api_takes_it() -> None:
    zone = datetime.timezone(datetime.timedelta(hours=2))
    assert stamp(datetime.datetime(2026, 1, 15, 1, 2, 3, 4, tzinfo=zone)) == '2026-01-14T23:02:03Z'


def test_pages_whose_numbers_look_like_those_of_a_list(farm: Farm, sites: Sites) -> None:
    """MediaWiki takes the fifth page of a wiki and five that are not there for a list of six."""
    site = sites.open('cs')
    known = farm.api('cs', pageids=list(range(1, 10)))['query']['pages']
    there = {page['pageid']: page['title'] for page in known if 'title' in page}
    for number, title in there.items():
        titles = {title, *(f'Není {other}' for other in range(number))}
        [part] = query(site, titles=list(titles), **LOADED)
        assert isinstance(part['pages'], list)
        assert {page['title'] for page in loaded(part)} == titles
    assert there
    [part] = query(site, titles=[title, 'Není'], **LOADED)
    assert isinstance(part['pages'], dict) and {page['title'] for page in loaded(part)} == {title, 'Není'}

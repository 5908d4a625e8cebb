"""Answers of another shape are no answers, and what is missing in an answer is not empty."""

from __future__ import annotations

from typing import Any

import pytest

from onelib.readers.query import listed, pages, query
from onelib.readers.revisions import Pair, Texts, states
from onelib.readers.shapes import OddAnswerError, text_of
from tests.readers.test_query import CLOCK, Site

ODD: list[Any] = [
    None,
    [],
    'text',
    7,
    {},
    {'batchcomplete': True},
    {'query': {}},
    CLOCK | {'query': []},
    CLOCK | {'query': 'x'},
    CLOCK | {'query': None},
    CLOCK | {'continue': []},
    CLOCK | {'continue': 'x'},
    CLOCK | {'query': {'pages': 'x'}},
    CLOCK | {'query': {'pages': [[]]}},
    CLOCK | {'query': {'pages': [{}]}},
    CLOCK | {'query': {'pages': [{'title': 7}]}},
    CLOCK | {'query': {'pages': [{'title': 'A', 'revisions': 'x'}]}},
    CLOCK | {'query': {'pages': [{'title': 'A', 'revisions': [None]}]}},
    CLOCK | {'query': {'pages': {'-1': 'x'}}},
    CLOCK | {'query': {'recentchanges': ['x']}},
    CLOCK | {'query': {'userinfo': []}},
    {'curtimestamp': 7, 'query': {'pages': []}},
]


@pytest.mark.parametrize('answer', ODD, ids=repr)
def test_an_answer_of_another_shape_is_none(answer: Any) -> None:
    with pytest.raises(OddAnswerError):
        list(query(Site.answering(answer), titles='A'))


def test_what_stumbles_over_an_answer_says_so() -> None:
    """As pywikibot does over {"error": "x"}."""
    site = Site.answering({'error': 'x'})
    with pytest.raises(OddAnswerError):
        list(query(site, titles='A'))


def test_a_title_of_which_nothing_is_said_is_not_missing() -> None:
    with pytest.raises(OddAnswerError):
        pages(Site({'query': {'pages': [{'title': 'A'}]}}), ['A', 'B'])
    with pytest.raises(OddAnswerError):
        pages(Site({'query': {'pages': []}}), ['A'])


def test_a_list_of_which_nothing_is_said_is_not_empty() -> None:
    with pytest.raises(OddAnswerError):
        list(listed(Site({'batchcomplete': True}), 'logevents'))


def test_a_revision_of_which_nothing_is_said_is_not_deleted() -> None:
    gone = {'query': {'badrevids': {'7': {'revid': 7, 'missing': True}}}}
    assert list(Texts(Site(gone)).pairs([Pair(0, 7, 'x')])) == [(Pair(0, 7, 'x'), '', None)]
    assert states(Site(gone), [7]) == {}
    with pytest.raises(OddAnswerError):
        list(Texts(Site({'batchcomplete': True})).pairs([Pair(0, 7, 'x')]))
    with pytest.raises(OddAnswerError):
        states(Site({'batchcomplete': True}), [7])


@pytest.mark.parametrize(
    'revision',
    [
        {},
        {'slots': {}},
        {'slots': []},
        {'slots': {'main': {'textmissing': True}}},
        {'slots': {'main': {'texthidden': True}}},
        {'slots': {'main': {'content': None}}},
    ],
    ids=repr,
)
def test_a_text_that_the_wiki_does_not_give_is_not_empty(revision: dict[str, Any]) -> None:
    assert text_of({'title': 'A', 'revisions': [revision]}) is None
    assert text_of({'title': 'A'}) is None


def test_an_empty_text_is_one() -> None:
    assert text_of({'title': 'A', 'revisions': [{'slots': {'main': {'content': ''}}}]}) == ''


def test_an_answer_that_begins_again_and_again_has_an_end() -> None:
    again = {'query': {'logevents': []}, 'continue': {'lecontinue': 'x'}}
    site = Site(*[again] * 9)
    with pytest.raises(OddAnswerError):
        list(listed(site, 'logevents'))
    assert len(site.asked) == 2

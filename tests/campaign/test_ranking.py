"""Which statements go on a list."""

from __future__ import annotations

import datetime
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onelib.campaign.ranking import Ranking, Row, ScannedArticle, rank
from onelib.wikitext.statements import Statement


def statement(text: str, since: datetime.date | None = None, fingerprint: str = '') -> Statement:
    return Statement('tagged', text, text, 0, '', 0, 'Fact', since, fingerprint or text)


def article(title: str, *statements: Statement) -> ScannedArticle:
    return ScannedArticle(title, 1, 1, statements)


def day(year: int) -> datetime.date:
    return datetime.date(year, 1, 1)


def texts(ranking: Ranking) -> list[str]:
    return [row.statement.text for row in ranking.rows]


ARTICLES = [
    article(
        'Beta',
        statement('b1', day(2015)),
        statement('b2'),
        statement('b3', day(2010)),
        statement('b4', day(2020)),
    ),
    article('alpha', statement('a1', day(2012)), statement('a2', day(2018))),
    article('Gamma', statement('g1')),
]


@pytest.mark.parametrize(
    ('sort', 'expected'),
    [
        ('oldest', ['b3', 'a1', 'b1', 'a2', 'b4', 'g1']),
        ('newest', ['b4', 'a2', 'b1', 'a1', 'b3', 'g1']),
        ('title', ['a1', 'a2', 'b1', 'b2', 'b3', 'g1']),
    ],
)
def test_order(sort: str, expected: list[str]) -> None:
    """Dates decide, undated ones are last; a fourth statement of one article stays away."""
    ranking = rank(ARTICLES, limit=100, per_article=3, sort=sort)
    assert texts(ranking) == expected
    assert ranking.more == 1
    assert ranking.articles == 3


def test_the_limit() -> None:
    ranking = rank(ARTICLES, limit=2, per_article=1, sort='oldest')
    assert texts(ranking) == ['b3', 'a1']
    assert ranking.more == 5
    assert ranking.articles == 2


def test_equal_dates_read_from_top_to_bottom() -> None:
    rows = [statement(text, day(2015)) for text in ('c', 'a', 'b')]
    assert texts(rank([article('X', *rows)], limit=9, per_article=2, sort='oldest')) == ['c', 'a']


def test_one_row_for_two_tags_on_one_sentence() -> None:
    twice = article('X', statement('same.', day(2015), 'f'), statement('Same', None, 'f'), statement('other.'))
    ranking = rank([twice, article('Y', statement('same.', None, 'f'))], limit=9, per_article=9, sort='oldest')
    rows = [(row.title, row.statement.text) for row in ranking.rows]
    assert rows == [('X', 'same.'), ('X', 'other.'), ('Y', 'same.')]
    assert ranking.more == 0


def test_a_tag_without_a_statement_is_no_row() -> None:
    ranking = rank([article('X', statement('', day(2015), 'f'))], limit=9, per_article=9, sort='title')
    assert (ranking.rows, ranking.more) == ((), 0)
    assert ranking.articles == 0


STATEMENTS = st.builds(
    statement,
    st.sampled_from(['', 'a', 'b', 'c', 'd', 'e']),
    st.none() | st.dates(day(2004), day(2030)),
)


@given(
    st.lists(st.lists(STATEMENTS, max_size=8), max_size=8),
    st.integers(1, 20),
    st.integers(1, 5),
    st.sampled_from(['oldest', 'newest', 'title']),
)
def test_fair_and_complete(found: list[list[Statement]], limit: int, per_article: int, sort: str) -> None:
    articles = [article(f'Article {number}', *statements) for number, statements in enumerate(found)]
    ranking = rank(articles, limit=limit, per_article=per_article, sort=sort)
    distinct = {(a.title, s.fingerprint) for a in articles for s in a.statements if s.text}
    rows = [(row.title, row.statement.fingerprint) for row in ranking.rows]
    assert len(rows) == len(set(rows)) <= limit
    assert set(rows) <= distinct
    assert len(rows) + ranking.more == len(distinct)
    assert ranking.rows == rank(articles, limit=10**6, per_article=per_article, sort=sort).rows[:limit]
    assert max(Counter(title for title, _ in rows).values(), default=0) <= per_article
    possible = sum(min(per_article, n) for n in Counter(title for title, _ in distinct).values())
    assert len(rows) == min(limit, possible)
    dates = [row.statement.since for row in ranking.rows]
    known = [date for date in dates if date]
    if sort != 'title':
        assert known == sorted(known, reverse=sort == 'newest')
        assert dates == known + [None] * (len(dates) - len(known))


def test_a_row_is_a_value() -> None:
    assert Row('X', statement('a')) == Row('X', statement('a')) != Row('Y', statement('a'))

"""Which statements go on a list."""

from __future__ import annotations

import datetime
import tracemalloc
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onelib.campaign.ranking import Ranking, Row, ScannedArticle, rank
from onelib.outcomes.decisions import Code
from onelib.wikitext.statements import Statement


def statement(text: str, since: datetime.date | None = None, fingerprint: str = '', weight: int = 0) -> Statement:
    return Statement('tagged', text, text, 0, '', 0, 'Fact', since, fingerprint or text, weight)


def article(title: str, *statements: Statement) -> ScannedArticle:
    return ScannedArticle(title, 1, 1, statements)


def day(year: int) -> datetime.date:
    return datetime.date(year, 1, 1)


LONG: dict[str, Any] = {'limit': 200, 'per_article': 9, 'sort': 'oldest'}
NAMES = ('Elm', 'Ash', 'Willow', 'Alder', 'Birch', 'Maple', 'Hazel', 'Rowan')


def keys(ranking: Ranking) -> list[tuple[str, str]]:
    return [row.key for row in ranking.rows]


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


@pytest.mark.parametrize('sort', ['oldest', 'newest'])
def test_of_equal_dates_the_heaviest_is_first(sort: str) -> None:
    articles = [
        article('b', statement('b1', day(2015), weight=1), statement('b2', weight=3), statement('b3', weight=5)),
        article('C', statement('c1', day(2015), weight=2)),
    ]
    assert texts(rank(articles, limit=9, per_article=9, sort=sort)) == ['c1', 'b1', 'b3', 'b2']


def test_what_is_equal_is_not_in_the_order_of_the_alphabet() -> None:
    """Else a list begins with all the years."""
    titles = [*map(str, range(1700, 1750)), *(f'Article {number}' for number in range(50))]
    listed = rank([article(title, statement('a'), statement('b')) for title in titles], **LONG).rows
    half = [row.title for row in listed[:100]]
    assert 15 < sum(title.isdecimal() for title in half) / 2 < 35
    # What is of one article stays together, from top to bottom, whichever comes first.
    assert [row.statement.text for row in listed] == ['a', 'b'] * 100
    assert listed == rank([article(title, statement('a'), statement('b')) for title in titles[::-1]], **LONG).rows


def test_a_random_order_is_the_same_for_a_day() -> None:
    articles = [article(str(number), statement('a'), statement('b')) for number in range(50)]
    orders = [keys(rank(articles, **(LONG | {'sort': 'random', 'seed': seed}))) for seed in ('1', '1', '2')]
    assert orders[0] == orders[1] != orders[2]
    assert sorted(orders[0]) == sorted(orders[2])
    # Rows that come later in the run may come first.
    few = rank(articles, limit=3, per_article=1, sort='random', seed='1')
    every = rank(articles, limit=100, per_article=1, sort='random', seed='1')
    assert keys(few) == keys(every)[:3]


VILLAGE = (
    'The village of {} stands on the river {} and had {} inhabitants at the census, most of whom worked in the '
    'fields of the estate or in its mill, as those of the neighbouring villages did.'
)
OTHERS = (
    'The mill of the abbey ground corn for all the farms of the valley until a flood took its wheel and the bridge.',
    'A pharmacist founded the brass band, which plays on the square every summer and has toured three continents.',
    'Its timber vault was carved by two brothers from the mountains, whose tools are shown in the museum nearby.',
    'The observatory measured the light of variable stars with a telescope that students had built by themselves.',
)


def found(text: str, kind: str = 'uncited', weight: int = 0) -> Statement:
    return replace(statement(text, weight=weight), kind=kind)


def test_what_stands_nearly_the_same_in_many_articles_is_no_statement() -> None:
    villages = [article(name, found(VILLAGE.format(name, name[::-1], len(name) * 97))) for name in NAMES]
    others = [article(f'Other {number}', found(text)) for number, text in enumerate(OTHERS)]
    ranking = rank([*villages[:4], *others, *villages[4:]], **LONG, about=NAMES[0])
    assert sorted(texts(ranking)) == sorted(OTHERS)
    assert ranking.more == 0
    assert decided(ranking)[0].endswith(f'not listed: nearly the same stands in other articles, like "{NAMES[1]}"')


def test_it_takes_no_place_of_others() -> None:
    """Not even those that were held before anybody could know."""
    villages = [article(name, found(VILLAGE.format(name, name, 9), weight=9)) for name in NAMES * 5]
    others = [article(f'Other {number}', found(text)) for number, text in enumerate(OTHERS)]
    for articles in ([*villages, *others], [*others, *villages]):
        ranking = rank(articles, limit=2, per_article=1, sort='oldest')
        assert len(ranking.rows) == 2 and set(texts(ranking)) < set(OTHERS)


def test_what_begins_with_the_same_words_is_made_from_one_pattern() -> None:
    """Names and figures aside; but not where these words say nothing."""
    several = list(
        zip(NAMES, (17, 4210, 980), ('Its mill burnt down.', 'Weavers came.', 'It was closed.'), strict=False)
    )
    counted = [
        article(name, found(f'{name} parish has {n} people, of whom {n - 3} work. {end}')) for name, n, end in several
    ]
    born = [article(name, found(f'{name} was born on 5 May {n} in {name} and {end}')) for name, n, end in several]
    assert texts(rank(counted, **LONG)) == []
    assert len(rank(born, **LONG).rows) == 3


def test_of_two_that_are_nearly_the_same_the_first_is_listed() -> None:
    two = [article(name, found(VILLAGE.format(name, name, 9), weight=len(name))) for name in ('Elm', 'Willow')]
    ranking = rank([*two, article('Z', found(OTHERS[0]))], **LONG)
    assert [row.title for row in ranking.rows] == ['Willow', 'Z']


def test_twice_in_one_article_is_no_pattern() -> None:
    twice = article('Elm', found(VILLAGE.format('Elm', 'Elm', 9)), found(VILLAGE.format('Elm', 'Elm', 99)))
    assert len(rank([twice], **LONG).rows) == 2


def test_what_somebody_has_tagged_is_a_statement_however_often_it_stands() -> None:
    villages = [article(name, found(VILLAGE.format(name, name, 9), 'tagged')) for name in NAMES]
    assert len(rank(villages, **LONG).rows) == len(NAMES)


@pytest.mark.parametrize(
    ('text', 'expected'),
    [
        ('Königin ist Anna I. (bis 1714), König Karl II. (bis 1700), Zar Peter I. (bis 1725).', True),
        ('У Речі Посполитій королює Август III (до 1763), у Франції Людовик XV (до 1774), в Іспанії Карл III.', True),
        ('Starostové: Jan Novák (1850–1861), Petr Kos (1861–1870), Josef Vlk (1870–1883).', True),
        (
            'Charles IV (1316–1378) founded the university, the first in the lands of the empire north of the Alps.',
            False,
        ),
        (
            'The king came in 1346 and again in 1347, with 300 horsemen (and 20 carts) from the north of the land.',
            False,
        ),
    ],
)
def test_what_only_tells_who_held_which_office_is_no_statement(text: str, expected: bool) -> None:
    ranking = rank([article('X', found(text)), article('Y', found(text, 'tagged'))], **LONG, about='X')
    assert {row.title for row in ranking.rows} == ({'Y'} if expected else {'X', 'Y'})
    assert decided(ranking)[0].endswith('it only tells who held which office') is expected


def test_what_is_put_aside_takes_no_place() -> None:
    several = article('X', *(statement(text, day(2001)) for text in 'abc'))
    aside = replace(several, aside=frozenset('a'))
    ranking = rank([aside], limit=2, per_article=2, sort='oldest', about='X')
    assert texts(ranking) == ['b', 'c'] and ranking.more == 0
    assert [str(each.values[0]) for each in ranking.decisions if each.code is Code.PUT_ASIDE] == ['"a" (tagged)']


def test_rejected_rows_are_not_listed() -> None:
    """Nor do they take the place of others, or are counted."""
    ranking = rank(ARTICLES, limit=2, per_article=1, sort='oldest', rejected={('Beta', 'b3'), ('Gamma', 'g2')})
    assert (texts(ranking), ranking.more) == (['a1', 'b1'], 4)


def test_fewer_rows() -> None:
    ranking = rank(ARTICLES, limit=4, per_article=4, sort='oldest')
    assert (texts(ranking), ranking.more, ranking.limit, ranking.per_article) == (['b3', 'a1', 'b1', 'a2'], 3, 4, 4)
    less = ranking.without({('alpha', 'a1'), ('alpha', 'b3'), ('Beta', 'b1')})
    assert (texts(less), less.more, less.limit, less.articles) == (['b3', 'a2'], 5, 4, 2)
    assert ranking.cut(4) == ranking.cut(5) == ranking
    assert replace(ranking, limit=9).cut(4).limit == 9
    cut = ranking.cut(3)
    assert (texts(cut), cut.more, cut.limit, cut.per_article) == (['b3', 'a1', 'b1'], 4, 3, 4)


def test_more_articles_than_are_held_at_once() -> None:
    articles = [article(f'{number:02}', statement('a', day(2030 - number))) for number in range(20)]
    ranking = rank(articles, limit=2, per_article=1, sort='oldest')
    assert ([row.title for row in ranking.rows], ranking.more) == (['19', '18'], 18)


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


def decided(ranking: Ranking) -> list[str]:
    return [decision.text for decision in ranking.decisions]


def test_of_one_article_it_is_said_of_each_statement_whether_it_is_listed_and_why_not() -> None:
    several = article(
        'X',
        statement('', day(2001)),
        statement('Taken.', day(2010)),
        statement('Taken again.', day(2011), 'Taken.'),
        statement('Rejected.', day(2002)),
        statement('Late. ' * 20, day(2019)),
        statement('Later.', day(2020)),
    )
    ranking = rank(
        [*ARTICLES, several],
        limit=2,
        per_article=2,
        sort='oldest',
        rejected={('X', 'Rejected.')},
        wiki='cs',
        about='X',
    )
    assert {(decision.wiki, decision.subject) for decision in ranking.decisions} == {('cs', 'X')}
    late = f'"{("Late. " * 20)[:60]}…" (tagged)'
    assert decided(ranking) == [
        '"" (tagged): not listed: there is no text that could be shown',
        '"Taken again." (tagged): not listed: the same statement is in the article before',
        '"Rejected." (tagged): not listed: the wiki has rejected this row of late',
        '"Later." (tagged): not listed: per_article=2, others come first',
        '"Taken." (tagged): listed: number 2 of 7',
        f'{late}: not listed: number 6 of 7 in the order of the list, limit=2',
    ]
    assert ranking == rank([*ARTICLES, several], limit=2, per_article=2, sort='oldest', rejected={('X', 'Rejected.')})


@given(st.integers(1, 4), st.integers(1, 60), st.integers(0, 59))
def test_what_is_let_go_on_the_way_is_counted_and_said(limit: int, number: int, index: int) -> None:
    """Later articles come first, so that what was chosen has to go; in the end nothing is forgotten."""
    found = [article(f'A {n:02}', statement('x', day(2030 - n % 20))) for n in range(number)]
    about = found[index % number]
    ranking = rank(iter(found), limit=limit, per_article=1, sort='oldest', about=about.title)
    assert len(ranking.rows) + ranking.more == number
    [text] = decided(ranking)
    assert (': listed: number ' in text) == (about.title in {row.title for row in ranking.rows})
    if 'not listed' in text and number > 4 * limit:
        assert text.endswith(f'not listed: others fill the list, limit={limit}')


def test_a_long_way_takes_no_more_memory() -> None:
    def articles(number: int) -> Iterator[ScannedArticle]:
        for n in range(number):
            yield article(f'A {n}', statement(f'{n} ' * 200, day(2001 + n % 20)))

    def peak(number: int) -> int:
        tracemalloc.start()
        ranking = rank(articles(number), limit=10, per_article=1, sort='oldest', about='A 3')
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert ranking.more == number - 10 and len(ranking.decisions) == 1
        return most

    assert peak(2000) < 2 * peak(200)

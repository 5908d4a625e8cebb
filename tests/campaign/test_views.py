"""The views of the tally, on a campaign small enough to be counted by hand."""

from __future__ import annotations

import dataclasses
import datetime
import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onelib.campaign.edits import Count, Edit
from onelib.campaign.gatherings import Attendance, Gathering
from onelib.campaign.records import Listing, ListProgress
from onelib.campaign.roster import Roster, merge
from onelib.campaign.rows import SORTS, Library, ListRow, Shares, Tally
from onelib.campaign.scoring import Numbers, total
from onelib.campaign.views import (
    WHO,
    articles,
    days,
    events,
    explain,
    explanations,
    libraries,
    newcomers,
    participants,
    report,
    tally,
    wikis,
    worklists,
)
from onelib.wikitext.signups import Participant
from tests.campaign.builders import ANY_EDITS, CAMPAIGN, added, edit, removed, sources, utc
from tests.fuzz import fuzz

ROSTER = merge(
    [
        [
            Participant('Ana', 'City Library'),
            Participant('Boris', 'city  library'),
            Participant('Cyril', 'National Library'),
            Participant('Dana'),
            Participant('Hidden', 'Secret Library', optout=True),
            Participant('Olga', 'City Library'),
        ]
    ],
    optouts=['Shy'],
)
TAG = '1Lib1Ref'
EDITS = [
    # Ana: 3 sources on two wikis, one of them twice back and forth.
    edit('Ana', added('a', 'b'), hashtag=TAG, grew=200, at=utc('01-15')),
    edit('Ana', removed('b'), grew=-100, at=utc('01-15', '12:05')),
    edit('Ana', added('b', 'c'), wiki='sr', page=1, hashtag=TAG, grew=80, at=utc('01-16')),
    edit('Ana', added('z'), hashtag=TAG, grew=50, reverted=True, at=utc('01-16', '13:00')),
    # Boris: 2, and a statement.
    edit('Boris', added('d', sourced=('It is so.',), listed=1), page=2, grew=40, at=utc('01-17')),
    edit('Boris', added('e', reused=2), page=2, probable=True, grew=10, at=utc('01-19', '23:59')),
    # Cyril: 2, as many as Boris, in a new article.
    edit('Cyril', added('f', 'g'), wiki='pl', page=3, new=True, hashtag=TAG, grew=5000, at=utc('01-17')),
    # Dana: nothing yet.  Olga organises.
    edit('Olga', added('h', 'i', 'j', 'k'), page=2, hashtag='1bib1ref', grew=400, at=utc('01-18')),
    edit('Hidden', added('l'), page=4, grew=20, at=utc('01-18')),
    # Not signed up.
    edit('Eva', added('m'), page=4, hashtag=TAG, grew=30, at=utc('01-18')),
    edit('Eva', added('n'), page=4, grew=30, at=utc('01-18')),
    edit('Eva', added('n'), page=4, probable=True, at=utc('01-18')),
    edit('Shy', None, page=4, hashtag=TAG, grew=1, at=utc('01-18')),
    edit('192.0.2.1', Count(improved=sources('x')), page=4, hashtag=TAG, grew=1, at=utc('01-18')),
]
COUNTS = tally(EDITS, CAMPAIGN, ROSTER)


def test_the_total() -> None:
    assert COUNTS.total == Numbers(
        edits=11,
        hashtag_edits=7,
        probable=1,
        added=13,
        reused=2,
        improved=1,
        removed=0,
        articles=5,
        articles_improved=5,
        articles_created=1,
        sourced=1,
        listed=1,
        bytes=5782,
        unread=1,
    )
    # Ana, Boris, Cyril, Olga, Hidden, Eva and Shy.
    assert COUNTS.editors == 7


def test_participants() -> None:
    table = participants(COUNTS)
    assert [(row.rank, row.name, row.numbers.added, row.numbers.edits, row.wikis) for row in table.rows] == [
        (None, 'Olga', 4, 1, ('cs',)),
        (1, 'Ana', 3, 3, ('cs', 'sr')),
        (2, 'Boris', 2, 2, ('cs',)),
        (2, 'Cyril', 2, 1, ('pl',)),
        (None, 'Dana', 0, 0, ()),
    ]
    assert (table.others, table.others_numbers.added, table.below) == (1, 1, 0)
    assert table.total.added == 12
    ana = table.rows[1]
    assert ana.numbers == Numbers(edits=3, hashtag_edits=2, added=3, articles=2, articles_improved=2, bytes=280)
    assert (ana.library, ana.participant) == ('City Library', True)


def test_a_first_source_is_thanked_for_some_days() -> None:
    def firsts(day: str, counts: Tally = COUNTS, **asked: str) -> str:
        found = participants(counts, now=utc(day, '23:00'), **asked).firsts
        return ' '.join(f'{edit.name}:{edit.added[0][0]}' for edit in found)

    # Not the second one, nor one that was undone, nor that of who is not named or has not signed up.
    assert firsts('01-18') == 'Olga:h Cyril:f Boris:d'
    assert firsts('01-18', who='all') == 'Olga:h Cyril:f Boris:d'
    assert firsts('01-17') == 'Olga:h Cyril:f Boris:d Ana:a'
    assert firsts('01-20') == 'Olga:h' and firsts('01-21') == ''
    assert firsts('01-18', who='hashtag') == '' and participants(COUNTS).firsts == ()
    # Whose first one was undone is thanked for the next.
    undone = [edit('Dana', added('x'), reverted=True, at=utc('01-15')), edit('Dana', added('y'), at=utc('01-18'))]
    assert firsts('01-20', tally(undone, CAMPAIGN, ROSTER)) == 'Dana:y'
    # No more than fit into a line, the latest ones.
    many = merge([[Participant(f'P{n}') for n in range(9)]])
    counts = tally([edit(f'P{n}', added(f's{n}'), at=utc('01-18', f'1{n}:00')) for n in range(9)], CAMPAIGN, many)
    assert firsts('01-20', counts) == 'P8:s8 P7:s7 P6:s6 P5:s5 P4:s4'


@pytest.mark.parametrize(
    ('sort', 'order'),
    [
        ('references', 'Olga Ana1 Boris2 Cyril2 Dana'),
        ('edits', 'Ana1 Boris2 Cyril3 Olga Dana'),
        ('hashtag', 'Ana1 Cyril2 Olga Boris Dana'),
        ('reused', 'Boris1 Ana Cyril Dana Olga'),
        ('improved', 'Ana Boris Cyril Dana Olga'),
        ('articles', 'Ana1 Boris2 Cyril2 Olga Dana'),
        ('sourced', 'Boris1 Ana Cyril Dana Olga'),
        ('bytes', 'Cyril1 Olga Ana2 Boris3 Dana'),
    ],
)
def test_orders(sort: str, order: str) -> None:
    assert ' '.join(f'{row.name}{row.rank or ""}' for row in participants(COUNTS, sort=sort).rows) == order


def test_a_minimum() -> None:
    table = participants(COUNTS, minimum=2)
    assert [row.name for row in table.rows] == ['Olga', 'Ana', 'Boris', 'Cyril']
    assert (table.others, table.below) == (0, 2)
    assert table.total.added == 12
    assert [row.name for row in participants(COUNTS, sort='edits', minimum=3).rows] == ['Ana']


def test_those_who_did_not_sign_up() -> None:
    table = participants(COUNTS, who='hashtag')
    assert [(row.rank, row.name, row.numbers.edits, row.participant) for row in table.rows] == [(1, 'Eva', 1, False)]
    # Shy, and somebody without an account.
    assert (table.others, table.others_numbers.edits) == (2, 2)
    everybody = participants(COUNTS, who='all')
    assert [row.name for row in everybody.rows] == ['Olga', 'Ana', 'Boris', 'Cyril', 'Eva', 'Dana']
    assert everybody.others == 3
    assert everybody.total == COUNTS.total


def test_lists_by_what_has_got_a_source() -> None:
    lists = [
        (Listing('meta', 'Lists', 'cs', 'x'), ListProgress(10, 1)),
        (Listing('meta', 'Lists', 'ka', 'x'), ListProgress(20, 2)),
        (Listing('cs', 'B', 'cs', 'x'), ListProgress(5, 0)),
        (Listing('cs', 'A', 'cs', 'x'), ListProgress(5, 0)),
        (Listing('sr', 'C', 'sr', 'x'), ListProgress(9, 9)),
    ]
    assert worklists(COUNTS, lists) == (
        ListRow('sr', 'C', 9, 9),
        # Two lists on one page.
        ListRow('meta', 'Lists', 30, 3),
        ListRow('cs', 'A', 5, 0),
        ListRow('cs', 'B', 5, 0),
    )
    assert worklists(COUNTS, ()) == ()


def test_who_is_a_newcomer() -> None:
    registered = {'Ana': utc('01-01', '00:00'), 'Boris': utc('01-19'), 'Cyril': utc('01-20'), 'Eva': None}
    registered['Olga'] = datetime.datetime(2026, 12, 31, tzinfo=datetime.UTC)
    found = newcomers(COUNTS, registered=registered, now=utc('01-20'))
    assert [row.name for row in found.rows] == ['Ana', 'Boris']
    assert (found.editors, found.unknown) == (7, 3)


def test_wikis() -> None:
    assert [(row.wiki, row.editors, row.numbers.edits, row.numbers.added) for row in wikis(COUNTS)] == [
        ('cs', 6, 9, 9),
        ('pl', 1, 1, 2),
        ('sr', 1, 1, 2),
    ]
    assert [row.share for row in wikis(COUNTS)] == [9 / 11, 1 / 11, 1 / 11]


def test_libraries() -> None:
    assert [(row.name, row.participants, row.numbers.added) for row in libraries(COUNTS)] == [
        ('City Library', 3, 9),
        ('National Library', 1, 2),
        # Dana named none; that of Hidden would name her.
        ('', 2, 1),
    ]
    assert libraries(tally([], CAMPAIGN, Roster())) == ()
    lone = tally([], CAMPAIGN, merge([[Participant('A', 'x Y'), Participant('B', 'X  y'), Participant('C', 'X y')]]))
    assert libraries(lone) == (Library('X y', 3, Numbers()),)


def test_events() -> None:
    evening = Attendance(Gathering('event', '7'), people=('Ana', 'Cyril', 'Dana', 'Nobody'))
    course = Attendance(Gathering('dashboard', 'A/B'), people=('Ana', 'Hidden'))
    silent = Attendance(Gathering('event', '8'), trouble='down')
    registered = {'Ana': utc('01-10'), 'Cyril': utc('01-02').replace(year=2020), 'Dana': utc('01-16')}
    rows = events(COUNTS, attended=[silent, course, evening], registered=registered)
    by_name = {person.name: person.numbers for person in participants(COUNTS).rows}
    # Who did nothing is no new editor yet; who signed up nowhere else counts by their edits, too.
    assert [(row.attended.gathering.name, row.participants, row.newcomers, row.numbers.added) for row in rows] == [
        ('7', 3, 1 + (by_name['Dana'].edits > 0), sum(by_name[name].added for name in ('Ana', 'Cyril', 'Dana'))),
        ('A/B', 2, 1, by_name['Ana'].added + 1),
        ('8', 0, 0, 0),
    ]
    assert events(COUNTS, attended=[], registered={}) == ()


def test_days() -> None:
    assert [(row.date.day, row.editors, row.numbers.edits, row.numbers.added) for row in days(COUNTS)] == [
        (15, 1, 2, 1),
        (16, 1, 1, 2),
        (17, 2, 2, 3),
        (18, 4, 5, 6),
        (19, 1, 1, 1),
    ]
    zones = replace(CAMPAIGN, timezone='Europe/Prague')
    rows = days(tally([edit('Ana', at=utc('01-15', '23:30'))], zones, ROSTER))
    assert [(row.date.day, row.numbers.edits) for row in rows] == [(15, 0), (16, 1), (17, 0), (18, 0), (19, 0)]


def test_articles() -> None:
    rows = articles(COUNTS)
    assert [(row.wiki, row.title, row.editors, row.numbers.edits, row.numbers.added, row.created) for row in rows] == [
        ('cs', 'Article 2', 2, 3, 6, False),
        ('cs', 'Article 4', 3, 4, 2, False),
        ('sr', 'Article 1', 1, 1, 2, False),
        ('pl', 'Article 3', 1, 1, 2, True),
        ('cs', 'Article 1', 1, 2, 1, False),
    ]


def test_an_article_that_moved() -> None:
    first, second = edit('Ana', at=utc('01-15')), edit('Ana', at=utc('01-16'))
    moved = replace(second, contribution=replace(second.contribution, title='New title'))
    (row,) = articles(tally([moved, first], CAMPAIGN, ROSTER))
    assert (row.title, row.last) == ('New title', moved.contribution.revision)


REGISTERED = {
    'Ana': utc('01-10'),
    'Boris': utc('01-19', '23:59:59'),
    'Hidden': utc('01-16'),
    'Cyril': datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC),
    'Dana': utc('01-16'),
    'Eva': utc('01-20', '00:00'),
    'Shy': None,
}
END = utc('01-20', '00:00')
LATER = {
    'Ana': [END + datetime.timedelta(days=7)],
    'Boris': [END + datetime.timedelta(days=6, hours=23), END + datetime.timedelta(days=30)],
    'Hidden': [END + datetime.timedelta(days=29)],
    'Cyril': [END + datetime.timedelta(days=8)],
}


def test_newcomers() -> None:
    earlier = [merge([[Participant('Before'), Participant('Dana')]]), merge([[Participant('Eva')]])]
    counts = tally(EDITS, CAMPAIGN, merge([[Participant(name) for name in ROSTER.members]], optouts=['Hidden', 'Shy'],
                                          renames={'Before': 'Cyril'}))  # fmt: skip
    known = newcomers(
        counts, registered=REGISTERED, now=END + datetime.timedelta(days=30), earlier=earlier, later=LATER
    )
    # Dana has no edits.
    assert (known.editors, known.new, known.returning, known.unknown, known.retained) == (7, 3, 2, 2, 2)
    assert [(row.name, row.wikis, row.numbers.added, row.retained) for row in known.rows] == [
        ('Ana', ('cs', 'sr'), 3, True),
        ('Boris', ('cs',), 2, False),
    ]
    assert known.numbers.added == 6


def test_who_stays_is_not_known_before() -> None:
    before = END + datetime.timedelta(days=30, seconds=-1)
    for found in (
        newcomers(COUNTS, registered=REGISTERED, now=before, later=LATER),
        newcomers(COUNTS, registered=REGISTERED, now=END + datetime.timedelta(days=99)),
    ):
        assert (found.new, found.returning, found.retained) == (3, None, None)
        assert {row.retained for row in found.rows} == {None}


def test_the_report() -> None:
    found = report(COUNTS)
    assert found.numbers == COUNTS.total
    assert found.all == Shares(11, 3, 'cs', 9, 9 / 11, {10: 0, 100: 0, 1000: 0}, None)
    assert found.hashtag == Shares(7, 3, 'cs', 5, 5 / 7, {10: 0, 100: 0, 1000: 0}, None)
    assert (found.editors, found.participants, found.unsigned, found.growth_references) == (7, 6, 2, None)
    # Boris and Eva forgot the #.
    assert (found.reverted, found.probable) == (1, 2)


def test_growth() -> None:
    previous = tally(
        [edit('Ana', added('a', 'b'), hashtag=TAG), edit('Ana'), edit('Ana'), edit('Ana')], CAMPAIGN, ROSTER
    )
    found = report(COUNTS, previous=previous)
    assert (found.all.growth, found.hashtag.growth, found.growth_references) == (1.75, 6.0, 5.5)
    assert report(previous, previous=COUNTS).growth_references == -11 / 13
    nothing = tally([], CAMPAIGN, ROSTER)
    assert report(COUNTS, previous=nothing).all.growth is None
    assert report(nothing, previous=COUNTS).all == Shares(0, 0, '', 0, 0.0, {10: 0, 100: 0, 1000: 0}, -1.0)


def test_over() -> None:
    edits = [edit('Ana', wiki=wiki) for wiki, number in (('cs', 1001), ('pl', 100), ('sr', 11)) for _ in range(number)]
    assert report(tally(edits, CAMPAIGN, ROSTER)).all.over == {10: 3, 100: 1, 1000: 1}


def test_explain() -> None:
    points = explain(COUNTS, 'ana')
    assert [one.edit for one in points] == EDITS[:4]
    assert [(one.why, [key for key, _ in one.added], [key for key, _ in one.again]) for one in points] == [
        ('', ['a'], ['b']),
        ('', [], []),
        ('', ['b', 'c'], []),
        ('reverted', [], []),
    ]
    assert explain(COUNTS, 'Hidden') == explain(COUNTS, 'Shy') == explain(COUNTS, '192.0.2.1') == ()
    assert explain(COUNTS, 'Dana') == explain(COUNTS, 'Nobody') == ()
    assert set(explanations(COUNTS)) == {'Ana', 'Boris', 'Cyril', 'Olga', 'Eva'}
    assert explanations(COUNTS)['Ana'] == points


# --- Whatever the edits are.

# Distinct articles of two people can be the same article.
SUMS = [field.name for field in dataclasses.fields(Numbers) if not field.name.startswith('articles')]


def views(counts: Tally) -> list[object]:
    return [
        *(participants(counts, sort=sort, who=who) for sort in SORTS for who in WHO),
        wikis(counts),
        libraries(counts),
        days(counts),
        articles(counts),
        newcomers(counts, registered=REGISTERED, now=END),
        replace(report(counts), reverted=0),
    ]


def plus(rows: list[Numbers]) -> dict[str, int]:
    return {name: sum(getattr(numbers, name) for numbers in rows) for name in SUMS}


@fuzz(100)
@given(ANY_EDITS)
def test_every_view_adds_up(edits: list[Edit]) -> None:
    counts = tally(edits, CAMPAIGN, ROSTER)
    expected = plus([counts.total])
    table = participants(counts, who='all')
    assert plus([row.numbers for row in wikis(counts)]) == expected
    assert plus([row.numbers for row in days(counts)]) == expected
    assert plus([row.numbers for row in articles(counts)]) == expected
    assert plus([*(row.numbers for row in table.rows), table.others_numbers]) == expected
    assert plus([row.numbers for row in libraries(counts)]) == plus([participants(counts).total])
    assert sum(row.numbers.articles for row in wikis(counts)) == counts.total.articles == len(articles(counts))
    assert sum(row.numbers.articles_created for row in wikis(counts)) == sum(row.created for row in articles(counts))


@fuzz(50)
@given(ANY_EDITS, st.integers())
def test_the_order_of_the_edits_does_not_matter(edits: list[Edit], seed: int) -> None:
    mixed = list(edits)
    random.Random(seed).shuffle(mixed)
    assert tally(edits, CAMPAIGN, ROSTER) == tally(mixed, CAMPAIGN, ROSTER)
    assert views(tally(edits, CAMPAIGN, ROSTER)) == views(tally(mixed + edits, CAMPAIGN, ROSTER))


@fuzz(50)
@given(ANY_EDITS)
def test_reverted_edits_are_as_if_never_made(edits: list[Edit]) -> None:
    kept = [one for one in edits if not one.reverted]
    assert views(tally(edits, CAMPAIGN, ROSTER)) == views(tally(kept, CAMPAIGN, ROSTER))


@fuzz(100)
@given(ANY_EDITS)
def test_the_explanation_adds_up_to_the_row(edits: list[Edit]) -> None:
    counts = tally(edits, CAMPAIGN, ROSTER)
    for row in participants(counts, who='all').rows:
        points = explain(counts, row.name)
        assert total(points) == row.numbers
        for one in points:
            change = one.edit.count or Count()
            assert {*one.added, *one.translated, *one.again, *one.improved} <= {*change.added, *change.improved}
            assert one.reused <= change.reused
    shown = repr([participants(counts, who='all').rows, newcomers(counts, registered=REGISTERED, now=END).rows])
    assert not [name for name in ('Hidden', 'Shy', '192.0.2.1', '~2027') if name in shown]


@fuzz(100)
@given(ANY_EDITS, st.sampled_from(sorted(SORTS)))
def test_ranks(edits: list[Edit], sort: str) -> None:
    rows = participants(tally(edits, CAMPAIGN, ROSTER), sort=sort, who='all').rows
    values = [row.number(sort) for row in rows]
    assert values == sorted(values, reverse=True)
    competing = [row for row in rows if row.name != 'Olga']
    for row in competing:
        rank = 1 + sum(other.number(sort) > row.number(sort) for other in competing)
        assert row.rank == (rank if row.number(sort) else None)
    assert all(row.rank is None for row in rows if row not in competing)

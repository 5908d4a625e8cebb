"""What of each edit counts."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest

from onelib.campaign.campaigns import Campaign
from onelib.campaign.edits import Count, Edit
from onelib.campaign.parameters import RequestError
from onelib.campaign.roster import merge
from onelib.campaign.scoring import Counted, Numbers, count, total
from onelib.wikitext.signups import Participant
from tests.campaign.builders import CAMPAIGN, added, edit, removed, sources, utc

ROSTER = merge([[Participant('Ana'), Participant('Boris'), Participant('Hidden', optout=True)]], renames={'Old': 'Ana'})


def counted(*edits: Edit) -> tuple[Counted, ...]:
    return count(edits, CAMPAIGN, ROSTER).counted


def keys(found: tuple[tuple[str, str], ...]) -> str:
    return ' '.join(key for key, _ in found)


def test_one_edit() -> None:
    change = Count(
        added=sources('a', 'b'),
        removed=sources('c'),
        improved=sources('d'),
        reused=3,
        sourced=('It is so.',),
        claims_removed=('It was so.',),
        listed=1,
    )
    one = edit('ana', change, hashtag='1Lib1Ref', grew=120, new=True)
    assert counted(one) == (
        Counted(
            edit=one,
            name='Ana',
            participant=True,
            hidden=False,
            added=sources('a', 'b'),
            removed=sources('c'),
            improved=sources('d'),
            reused=3,
            sourced=('It is so.',),
            claims_removed=('It was so.',),
            listed=1,
            bytes=120,
        ),
    )
    assert total(counted(one)) == Numbers(
        edits=1,
        hashtag_edits=1,
        added=2,
        reused=3,
        improved=1,
        removed=1,
        articles=1,
        articles_improved=1,
        articles_created=1,
        sourced=1,
        listed=1,
        claims_removed=1,
        bytes=120,
    )


@pytest.mark.parametrize(
    ('one', 'belongs'),
    [
        (edit('Ana'), True),
        (edit('Old'), True),
        (edit('Zoe'), False),
        (edit('Zoe', hashtag='1bib1ref'), True),
        (edit('Zoe', probable=True), True),
        (edit('192.0.2.1', hashtag='1bib1ref'), True),
        (edit('Ana', wiki='de'), False),
        (edit('Ana', namespace=1), False),
        (edit('Ana', at=utc('01-14', '23:59:59')), False),
        (edit('Ana', at=utc('01-15', '00:00')), True),
        (edit('Ana', at=utc('01-19', '23:59:59')), True),
        (edit('Ana', at=utc('01-20', '00:00')), False),
        (edit('Ana', reverted=True), True),
    ],
)
def test_what_belongs_to_the_campaign(one: Edit, belongs: bool) -> None:
    assert bool(counted(one)) == belongs


def test_days_begin_in_the_zone_of_the_wiki() -> None:
    campaign = replace(CAMPAIGN, timezone='Europe/Prague', timezones={'sr': 'Asia/Tbilisi'})
    early = [
        edit('Ana', wiki=wiki, at=utc('01-14', time))
        for wiki, time in (('cs', '22:59'), ('cs', '23:00'), ('sr', '20:00'))
    ]
    late = [edit('Ana', wiki=wiki, at=utc('01-19', '22:00')) for wiki in ('cs', 'sr')]
    assert {one.edit for one in count(early + late, campaign, ROSTER).counted} == {early[1], early[2], late[0]}


def test_no_days() -> None:
    with pytest.raises(RequestError):
        count([], Campaign('x', hashtags=(), wikis=('cs',)), ROSTER)


def test_whose() -> None:
    found = counted(
        edit('old'),
        edit('Hidden'),
        edit('Zoe', hashtag='1Lib1Ref'),
        edit('~2027-1-2', hashtag='1Lib1Ref'),
        edit('Zoe', probable=True),
        edit('Ana', probable=True),
    )
    assert [(one.name, one.participant, one.hidden, one.why) for one in found] == [
        ('Ana', True, False, ''),
        ('Hidden', True, True, ''),
        ('Zoe', False, False, ''),
        ('~2027-1-2', False, True, ''),
        ('Zoe', False, False, 'probable'),
        ('Ana', True, False, ''),
    ]
    assert total(found) == Numbers(edits=5, hashtag_edits=2, probable=1, articles=1)


def test_an_edit_found_twice_counts_once() -> None:
    one = edit('Ana', added('a'))
    assert total(counted(one, one)) == Numbers(edits=1, added=1, articles=1, articles_improved=1)
    # Numbers of revisions are those of one wiki.
    other = replace(one, contribution=replace(one.contribution, wiki='pl'))
    assert total(counted(one, other)).edits == 2


def test_reverted_edits_count_nothing() -> None:
    change = added('a', reused=1, sourced=('x',))
    found = counted(edit('Ana', change, hashtag='1Lib1Ref', grew=10, new=True, reverted=True))
    assert [one.why for one in found] == ['reverted']
    assert total(found) == Numbers()
    assert found[0].added == ()


def test_texts_that_cannot_be_read() -> None:
    found = counted(edit('Ana', None, hashtag='1Lib1Ref', grew=10, new=True))
    assert [one.why for one in found] == ['unread']
    assert total(found) == Numbers(edits=1, hashtag_edits=1, articles=1, articles_created=1, bytes=10, unread=1)


def test_only_what_a_page_grew_by_counts() -> None:
    assert total(counted(edit('Ana', grew=10), edit('Ana', grew=-30), edit('Ana', grew=5))).bytes == 15


def test_a_redirect_is_no_article_created() -> None:
    assert total(counted(edit('Ana', new=True, tags=('mw-new-redirect',)))).articles_created == 0


def test_a_translation() -> None:
    found = counted(
        edit('Ana', added('a', 'b', 'c'), new=True, tags=('contenttranslation',)),
        edit('Ana', Count(added=sources('d'), removed=sources('c'))),
    )
    assert [(keys(one.added), keys(one.translated), keys(one.removed)) for one in found] == [
        ('', 'a b', ''),
        ('d', '', ''),
    ]
    assert total(found).added == 1
    assert total(found).translated == 2


def test_maintenance_is_no_reference() -> None:
    found = counted(edit('Ana', Count(improved=sources('a'), reused=1), tags=('IABotManagementConsole',)))
    assert [one.why for one in found] == ['maintenance']
    assert total(found) == Numbers(edits=1, articles=1)


@pytest.mark.parametrize(
    ('changes', 'brought', 'taken'),
    [
        ([added('a')], ['a'], ['']),
        ([added('a'), removed('a')], ['', ''], ['', '']),
        ([removed('a'), added('a')], ['', ''], ['', '']),
        ([added('a'), removed('a'), added('a')], ['', '', 'a'], ['', '', '']),
        ([removed('a'), added('a'), removed('a')], ['', '', ''], ['', '', 'a']),
        # Somebody else took it away in between.
        ([added('a'), added('a')], ['a', ''], ['', '']),
        ([removed('a'), removed('a')], ['', ''], ['a', '']),
        ([added('a', 'b', 'c'), removed('b')], ['a c', ''], ['', '']),
        ([added('a', 'a')], ['a'], ['']),
        ([added('a'), None, removed('a')], ['', '', ''], ['', '', '']),
    ],
)
def test_back_and_forth(changes: list[Count | None], brought: list[str], taken: list[str]) -> None:
    found = counted(*(edit('Ana', change) for change in changes))
    assert [keys(one.added) for one in found] == brought
    assert [keys(one.removed) for one in found] == taken
    for one, change in zip(found, changes, strict=True):
        if change:
            assert set(change.added) == {*one.added, *one.again}


def test_back_and_forth_is_of_one_person_in_one_article() -> None:
    found = counted(
        edit('Ana', added('a')),
        edit('Boris', Count(removed=sources('a'))),
        edit('Boris', added('a'), page=2, at=utc('01-18')),
        edit('Ana', added('a'), wiki='pl'),
        edit('Old', removed('a'), wiki='pl'),
    )
    assert [(keys(one.added), keys(one.removed)) for one in found] == [
        ('a', ''),
        ('', 'a'),
        ('', ''),
        ('', ''),
        ('a', ''),
    ]


def test_who_takes_the_old_name_of_somebody_is_somebody_else() -> None:
    found = counted(
        edit('Old', added('a'), at=utc('01-15')),
        edit('Ana', added('b'), at=utc('01-16')),
        edit('Old', added('c'), at=utc('01-17'), hashtag='1Lib1Ref'),
        edit('Old', added('d'), at=utc('01-17')),
        # Where they were not renamed, or have no other edits, nothing speaks against it.
        edit('Old', added('e'), at=utc('01-17'), wiki='pl'),
    )
    assert [(one.name, one.participant, keys(one.added)) for one in found] == [
        ('Ana', True, 'a'),
        ('Ana', True, 'b'),
        ('Old', False, 'c'),
        ('Ana', True, 'e'),
    ]


CUT, PASTE = removed('a', 'b'), added('a', 'b', 'c')
OTHERWISE = Count(added=(('a', 'other words of a'),))


@pytest.mark.parametrize(
    ('edits', 'expected'),
    [
        # Cut here, pasted there, in whichever order, by one person or two.
        ([edit('Ana', CUT), edit('Ana', PASTE, page=2)], [('', ''), ('c', '')]),
        ([edit('Ana', PASTE, page=2), edit('Ana', CUT)], [('c', ''), ('', '')]),
        ([edit('Ana', CUT), edit('Boris', PASTE, page=2)], [('', ''), ('c', '')]),
        ([edit('Ana', CUT), edit('Ana', OTHERWISE, page=2)], [('', 'b'), ('', '')]),
        # One footnote that many articles share is nobody's section.
        ([edit('Ana', removed('a')), edit('Boris', PASTE, page=2)], [('', 'a'), ('a b c', '')]),
        ([edit('Ana', removed('a')), edit('Ana', PASTE, page=2)], [('', ''), ('b c', '')]),
        # Another footnote to that source is somebody else's own.
        ([edit('Ana', CUT), edit('Boris', OTHERWISE, page=2)], [('', 'a b'), ('a', '')]),
        # One cut makes up for one paste.
        (
            [edit('Ana', CUT), edit('Ana', PASTE, page=2), edit('Ana', PASTE, page=3)],
            [('', ''), ('c', ''), ('a b c', '')],
        ),
        # Another day, another wiki.
        (
            [edit('Ana', CUT, at=utc('01-16')), edit('Ana', PASTE, page=2, at=utc('01-17', '12:01'))],
            [('', 'a b'), ('a b c', '')],
        ),
        ([edit('Ana', CUT, at=utc('01-16')), edit('Ana', PASTE, page=2, at=utc('01-17'))], [('', ''), ('c', '')]),
        ([edit('Ana', CUT), edit('Ana', PASTE, page=2, wiki='pl')], [('', 'a b'), ('a b c', '')]),
        # What was undone has moved nothing.
        ([edit('Ana', replace(CUT), reverted=True), edit('Ana', PASTE, page=2)], [('', ''), ('a b c', '')]),
    ],
)
def test_sections_that_are_moved_between_articles(edits: list[Edit], expected: list[tuple[str, str]]) -> None:
    found = counted(*edits)
    assert [(keys(one.added), keys(one.removed)) for one in found] == expected
    assert all(set(one.again) <= set(one.edit.count.added) for one in found if one.edit.count)


def test_what_was_put_back_is_shown_and_does_not_count() -> None:
    [one] = counted(edit('Ana', Count(added=sources('a'), restored=sources('b', 'c'))))
    assert (keys(one.added), keys(one.again)) == ('a', 'b c')
    assert total([one]).added == 1


def test_a_reverted_edit_takes_no_part_in_it() -> None:
    found = counted(edit('Ana', added('a')), edit('Ana', removed('a'), reverted=True))
    assert total(found).added == 1


def test_the_time_decides() -> None:
    second = edit('Ana', removed('a'), at=utc('01-17'))
    first = edit('Ana', added('a'), at=utc('01-15'))
    assert [one.edit for one in counted(second, first)] == [first, second]
    assert total(counted(second, first)).added == 0


def test_improving() -> None:
    found = counted(
        edit('Ana', added('a')),
        edit('Ana', Count(improved=sources('a', 'b'))),
        edit('Ana', Count(improved=sources('b'))),
        edit('Boris', Count(improved=sources('a', 'b'))),
    )
    assert [keys(one.improved) for one in found] == ['', 'b', '', 'a b']
    assert [keys(one.again) for one in found] == ['', 'a', 'b', '']


def test_a_statement_counts_once() -> None:
    found = counted(
        edit('Ana', Count(sourced=('x', 'y'), listed=2, claims_removed=('z',))),
        edit('Ana', Count(sourced=('x',), listed=1, claims_removed=('x', 'z'))),
        edit('Ana', Count(sourced=('x',)), page=2),
    )
    assert [one.sourced for one in found] == [('x', 'y'), (), ('x',)]
    assert [one.claims_removed for one in found] == [('z',), ('x',), ()]
    assert [one.listed for one in found] == [2, 0, 0]


def test_order_of_seconds() -> None:
    found = counted(edit('Ana', added('a')), edit('Ana', removed('a')))
    assert {one.edit.contribution.timestamp for one in found} == {
        datetime.datetime(2027, 1, 16, 12, tzinfo=datetime.UTC)
    }
    assert total(found).added == 0


def test_an_edit_counts_unless_something_else_is_said() -> None:
    made = Edit(edit('Ana').contribution)
    assert (made.hashtag, made.probable, made.reverted, made.count) == ('', False, False, Count())
    assert total(counted(made)).edits == 1

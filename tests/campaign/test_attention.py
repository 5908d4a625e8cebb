"""What somebody should look at, and what honest people do."""

from __future__ import annotations

import dataclasses
import datetime

import pytest

from onelib import wikis
from onelib.campaign import effects, views
from onelib.campaign.attention import attention
from onelib.campaign.edits import Count, Edit
from onelib.campaign.locators import locator
from onelib.campaign.own_sites import OwnSites, site_of
from onelib.campaign.roster import merge
from onelib.campaign.support import names_nothing
from onelib.wikitext import source_lists
from onelib.wikitext.signups import Participant
from tests.campaign import oddities
from tests.campaign.builders import CAMPAIGN, added, edit, utc

NOTHING = {'blocked': (), 'source_lists': {}, 'unclear': (), 'unregistered': {}}


def named(*edits: Edit, library: str = '', **known: object) -> list[list[str]]:
    """The reasons by which edits are named, row by row."""
    roster = merge([[Participant('Jana', library), Participant('Petr')]])
    rows = attention(views.tally(edits, CAMPAIGN, roster), **{**NOTHING, **known})  # type: ignore[arg-type]
    return [[ground.name for ground in row.reasons] for row in rows]


def seconds(number: int) -> datetime.datetime:
    return utc('01-16') + datetime.timedelta(seconds=number)


@pytest.mark.parametrize('seed', [0, 1, 101, 102])
def test_planted_oddities_and_honest_edits(seed: int) -> None:
    """The first seeds are those that the rules were made with, the others were never looked at."""
    found, honest, missed, wrong = oddities.result(seed)
    assert honest >= 300
    assert found >= 27, missed
    assert len(wrong) <= 6, wrong


def test_no_view_has_other_numbers_for_it() -> None:
    odd = oddities.campaign(3)
    before = oddities.tally(odd)
    plain = [
        dataclasses.replace(
            made, count=made.count and dataclasses.replace(made.count, locators=(), untagged=(), hollow=())
        )
        for made in odd.edits
    ]
    oddities.noticed(odd)
    after = views.tally(plain, before.campaign, before.roster)
    for view in (views.participants, views.wikis, views.libraries, views.days, views.articles, views.report):
        assert view(before) == view(after)


def test_one_row_has_all_reasons_and_the_one_with_most_is_first() -> None:
    hollow = edit('Jana', Count(hollow=('A.',), untagged=('B.',)), hashtag='1Lib1Ref')
    alone = edit('Petr', Count(untagged=('C.',)), page=2, at=utc('01-18'))
    assert named(hollow, alone, blocked={('cs', 'Jana')}) == [['untagged', 'hollow', 'blocked'], ['untagged']]


def test_the_same_source_in_many_articles_by_one_person() -> None:
    pasted = [edit('Jana', added('url:a.org/1'), page=page, at=utc('01-16', f'{page:02}:00')) for page in range(5)]
    assert named(*pasted) == [['pasted']] * 5
    assert named(*pasted[:4], edit('Petr', added('url:a.org/1'), page=9)) == []


def test_another_page_of_a_book_is_another_place() -> None:
    pages = [
        edit('Jana', Count(added=(('isbn:1', f'Novák 1999, s. {page}.'),)), page=page, at=utc('01-16', f'{page:02}:00'))
        for page in range(8)
    ]
    assert named(*pages) == []


@pytest.mark.parametrize(
    'words', ['Novák 1999, s. 5. [cit. {}.1.2027]', 'http://a.org/5 2027-01-{}', 'A 5, {} January 2027']
)
def test_the_day_of_a_look_is_no_place(words: str) -> None:
    assert locator(words.format(11)) == locator(words.format(12)) != locator(words.replace('5', '6').format(11))


def test_many_edits_within_a_minute() -> None:
    fast = [edit('Jana', added(f'url:a.org/{n}'), page=n, at=seconds(n * 12)) for n in range(5)]
    assert named(*fast) == [['burst']] * 5
    assert named(*fast[:4], edit('Jana', added('url:a.org/9'), page=9, at=seconds(75))) == []
    assert named(*(edit('Jana', added(f'url:b.org/{n}'), at=seconds(n * 19)) for n in range(3))) == []


def test_who_tidies_up_may_be_fast() -> None:
    tidy = [edit('Jana', Count(improved=((f'url:a.org/{n}', 'A'),)), page=n, at=seconds(n)) for n in range(20)]
    assert named(*tidy) == []


def test_who_took_it_back_was_not_undone_by_others() -> None:
    gone = edit('Jana', added('url:a.org/1'), reverted=True)
    own = edit('Jana', Count(removed=(('url:a.org/1', ''),)), at=utc('01-17'))
    others = edit('Petr', Count(removed=(('url:a.org/1', ''),)), at=utc('01-17'))
    assert named(gone) == named(gone, others) == [['undone']]
    assert named(gone, own) == []


def test_a_library_cites_its_own_site() -> None:
    own = [edit('Jana', added(f'url:katalog.kjm.cz/{n}'), page=n, at=utc('01-16', f'{n:02}:00')) for n in range(6)]
    others = [edit('Jana', added(f'url:a.org/{n}'), page=n, at=utc('01-17', f'{n:02}:00')) for n in range(6)]
    assert named(*own, library='Knihovna Jiřího Mahena') == [['own']] * 6
    assert named(*own, library='Library (www.kjm.cz)') == [['own']] * 6
    assert named(*own, library='Biblioteka') == named(*own) == []
    assert named(*own, *others, library='Knihovna Jiřího Mahena') == []


def test_only_who_has_the_hashtag_is_named_as_blocked() -> None:
    assert named(edit('Jana', hashtag='1Lib1Ref'), edit('Jana'), blocked={('cs', 'Jana')}) == [['blocked']]
    assert named(edit('Jana', hashtag='1Lib1Ref'), blocked={('pl', 'Jana')}) == []


def test_lines_are_named_by_their_place_alone() -> None:
    lines = [('cs', 'Page', 'Here'), ('cs', 'Page', 'Here'), ('pl', 'Strona', '')]
    assert named(unclear=lines, unregistered={('meta', 'Page'): 2}) == [['line'], ['line'], ['no-account']]
    assert named(unclear=lines, unregistered={('meta', 'Page'): 2}, wiki='pl') == [['line']]


def test_letters_of_a_name_are_those_of_its_site() -> None:
    sites = OwnSites(['Knihovna Petra Bezruče v Opavě', 'Матица српска'])
    assert sites.is_own('knihovna petra bezruče v opavě', 'okpb.cz')
    assert sites.is_own('матица српска', 'maticasrpska.org.rs')
    assert not sites.is_own('матица српска', 'politika.rs')
    assert (site_of('www.nkp.cz'), site_of('a.b.com.ua')) == ('nkp.cz', 'b.com.ua')


@pytest.mark.parametrize(
    'content',
    [
        '',
        ' ',
        '...',
        '—',
        '{{cite web|url=|title=}}',
        'nkp.cz',
        'http://nkp.cz',
        'https://www.nkp.cz/',
        '[//nkp.cz nkp.cz]',
        'книги.бел',
    ],
)
def test_footnotes_that_name_nothing(content: str) -> None:
    assert names_nothing(content)


@pytest.mark.parametrize(
    'content', ['Novák', 'nkp.cz/1', '[http://nkp.cz Katalog]', '{{cite book|title=A}}', 'ISBN 1', 'Tamtéž.']
)
def test_footnotes_that_name_something(content: str) -> None:
    assert not names_nothing(content)


SENTENCE, REST = 'Knihovna vznikla roku 1781.', ' Dnes je velká.'


@pytest.mark.parametrize(
    ('after', 'untagged', 'hollow'),
    [
        (SENTENCE + REST, True, False),
        (f'{SENTENCE}<!-- {{{{Fakt}}}} -->{REST}', True, False),
        (f'{SENTENCE}<ref></ref>{REST}', False, True),
        (f'{SENTENCE}<ref name="x"></ref>{REST}', False, True),
        (f'{SENTENCE}<ref>http://www.nkp.cz/</ref>{REST}', False, True),
        (f'{SENTENCE}<ref>Novák 2001</ref>{REST}', False, False),
        (f'{SENTENCE}{{{{sfn|Novák|2001}}}}{REST}', False, False),
        (f'{SENTENCE}{{{{Kdo?}}}}{REST}', False, False),
        (f'Podle kroniky knihovna vznikla roku 1781 v Praze.{REST}', False, False),
        (REST, False, False),
    ],
)
def test_tags_that_went(after: str, untagged: bool, hollow: bool) -> None:
    done = effects.count(f'{SENTENCE}{{{{Fakt}}}}{REST}', after, wikis.load('cs'))
    assert (bool(done.untagged), bool(done.hollow)) == (untagged, hollow)


LISTS = r"""
# a comment
\bspam\.com\b  # why
(?:www\.)?one-(?:two|three)\.org
https?://x-?y\.net/
\bsite\.de/bad
plain.example
* deprecated.example – since 2020
* [https://old.example/ Old]
(a+)+$
.*
[a-z]+\.ru
\.xyz\b
"""


@pytest.mark.parametrize(
    ('plain', 'site'),
    [
        ('spam.com/a', 'spam.com'),
        ('a.b.spam.com', 'spam.com'),
        ('one-two.org', 'one-two.org'),
        ('one-three.org/x', 'one-three.org'),
        ('xy.net', 'xy.net'),
        ('x-y.net', 'x-y.net'),
        ('site.de/bad/1', 'site.de'),
        ('plain.example', 'plain.example'),
        ('deprecated.example/1', 'deprecated.example'),
        ('old.example', 'old.example'),
        ('site.de/good', ''),
        ('notspam.com', ''),
        ('spam.com.example.org', ''),
        ('aaaa', ''),
        ('mail.ru', ''),
        ('a.xyz', ''),
        ('', ''),
    ],
)
def test_sites_that_lists_name(plain: str, site: str) -> None:
    assert source_lists.read(LISTS).names(plain) == site


def test_blocked_domains_are_json() -> None:
    text = '[{"domain": "bad.example", "notes": "x"}, {"notes": ""}, "worse.example", 3]'
    assert source_lists.read(text).sites == {'bad.example', 'worse.example'}
    assert source_lists.read('[{"domain": ').sites == frozenset()


@pytest.mark.parametrize('piece', ['(a|b)?', '(', 'a?', '\\', '|', 'a.', '(?:', 'x-'])
def test_no_line_takes_long(piece: str) -> None:
    text = '\n'.join(piece * (number % 300) for number in range(5_000))
    found = source_lists.read(text)
    assert source_lists.SourceList.of_data(found.as_data()) == found

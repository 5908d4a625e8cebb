"""What organisers take out: edits, and people from the ranking."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest

from onelib import wikis
from onelib.campaign import views
from onelib.campaign.campaigns import Campaign, parse
from onelib.campaign.parameters import RequestError, tally
from onelib.campaign.roster import merge
from onelib.campaign.rulings import Strike
from onelib.pages.context import Host
from onelib.pages.links import Target
from onelib.pages.tally import part
from onelib.wikitext.signups import Participant
from tests.campaign.builders import CAMPAIGN, added, edit

PEOPLE = merge(
    [[Participant('Jana'), Participant('Petr'), Participant('Eva (NK)'), Participant('Skrytá', optout=True)]]
)


def campaign(**written: str) -> Campaign:
    days = {'id': '2027-01', 'start': '2027-01-15', 'end': '2027-01-19', 'wikis': 'cs, pl, sr'}
    return parse({**days, **written}, served=('meta', 'cs', 'pl', 'sr'))


@pytest.mark.parametrize(
    ('written', 'strike'),
    [
        ('cs:12345 (why)', Strike('cs', 12345, 'why')),
        ('12345', Strike('', 12345)),
        ('cs:12345 – a copy', Strike('cs', 12345, 'a copy')),
        ('cs: 12345 (a, b; (c))', Strike('cs', 12345, 'a, b; (c)')),
        ('CS:12345（因）', Strike('cs', 12345, '因')),
        ('https://cs.wikipedia.org/w/index.php?title=A_(b)&diff=12345&oldid=12344 (why)', Strike('cs', 12345, 'why')),
        ('https://cs.wikipedia.org/w/index.php?diff=prev&oldid=12345', Strike('cs', 12345)),
        ('https://cs.m.wikipedia.org/wiki/Special:MobileDiff/12345 (why)', Strike('cs', 12345, 'why')),
        ('https://cs.wikipedia.org/wiki/Speci%C3%A1ln%C3%AD:Rozd%C3%ADl/1/12345', Strike('cs', 12345)),
        ('[https://cs.wikipedia.org/?diff=12345 this one] (why)', Strike('cs', 12345, 'why')),
        ('[[:cs:Special:Diff/12345|this]] (why)', Strike('cs', 12345, 'why')),
        ('[[cs:Speciální:Rozdíl/12345]]', Strike('cs', 12345)),
        ('[[w:cs:Special:Diff/12345]]', Strike('cs', 12345)),
    ],
)
def test_an_edit_in_the_words_of_coordinators(written: str, strike: Strike) -> None:
    assert campaign(strike=written).strike == (strike,)
    assert campaign(strike=f'* {written}\n* pl:7 (x)').strike == (strike, Strike('pl', 7, 'x'))
    assert campaign(strike=f'{written}, pl:7').strike == (strike, Strike('pl', 7))


@pytest.mark.parametrize(
    'written', ['the edit of Jana', 'cs:', '0', 'https://example.org/12', '//cs.wikipedia.org/wiki/A']
)
def test_what_is_no_edit_is_answered_with_what_would_be_one(written: str) -> None:
    with pytest.raises(RequestError) as raised:
        campaign(strike=f'cs:1 (x), {written}')
    assert raised.value.allowed.message == 'allowed-strike'


@pytest.mark.parametrize(
    ('written', 'named'),
    [
        ('Jana (why)', [('Jana', 'why')]),
        ('[[User:Jana|J.]] (a, b), [[Wikipedista:petr]]', [('Jana', 'a, b'), ('Petr', '')]),
        ('User:Jana', [('Jana', '')]),
    ],
)
def test_people(written: str, named: list[tuple[str, str]]) -> None:
    assert [(one.name, one.why) for one in campaign(suspend=written).suspend] == named


def test_a_struck_edit_counts_nothing_and_the_others_as_before() -> None:
    first, second = edit('Jana', added('a', 'b'), grew=50), edit('Jana', added('c'), page=2, grew=9)
    strike = Strike('', first.contribution.revision, 'why')
    counts = views.tally([first, second], replace(CAMPAIGN, strike=(strike,)), PEOPLE)
    assert [(one.why, one.counts, len(one.added), one.bytes) for one in counts.counted] == [
        ('struck', False, 0, 0),
        ('', True, 1, 9),
    ]
    assert (counts.total.edits, counts.total.added) == (1, 1)


def test_a_number_of_two_wikis_is_of_none() -> None:
    one = edit('Jana', added('a'))
    other = replace(one, contribution=replace(one.contribution, wiki='pl'))
    strike = Strike('', one.contribution.revision)
    assert views.tally([one, other], replace(CAMPAIGN, strike=(strike,)), PEOPLE).total.edits == 2


def test_who_is_suspended_has_a_row_without_a_rank_and_no_prize() -> None:
    made = [edit('Jana', added('a', 'b')), edit('Petr', added('c'), page=2), edit('Eva (NK)', added('d'), page=3)]
    ruled = replace(CAMPAIGN, suspend=campaign(suspend='jana (why), Eva (NK)').suspend)
    counts = views.tally(made, ruled, PEOPLE)
    ranks = {row.name: row.rank for row in views.participants(counts).rows}
    assert counts.suspended.keys() == {'Jana', 'Eva (NK)'}
    assert ranks == {'Jana': None, 'Petr': 1, 'Eva (NK)': None}
    assert [ticket.name for ticket in views.draw(counts, seed='x').tickets] == ['Petr']
    assert counts.total.added == 4


def test_what_is_said_above_each_tally() -> None:
    made = edit('Jana', added('a'))
    number = made.contribution.revision
    ruled = campaign(strike=f'cs:{number} (a <b>), cs:999999', suspend='Petr (asked), Nobody, Skrytá (x)')
    counts = views.tally([made], ruled, PEOPLE)
    host = Host(wikis.load('en'), datetime.date(2027, 1, 20), {'cs': Target('', 'cs')})
    request = tally({'campaign': '2027-01'}, served=('cs', 'pl', 'sr'), campaigns=['2027-01'])
    said = part(request, counts, host, now=datetime.datetime(2027, 1, 20, tzinfo=datetime.UTC)).count()
    assert f'[[:cs&#58;Special&#58;Diff/{number}|changes]] (a &lt;b&gt;)' in said
    assert 'Petr]] (asked)' in said
    assert 'not found in this campaign: cs&#58;999999, Nobody.' in said
    assert 'Skrytá' not in said

"""Prizes by lot: the shell's sha256sum and sort draw the same names."""

from __future__ import annotations

import shutil
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onelib.campaign.draw import lot, seed_of, ticket
from onelib.campaign.parameters import RequestError
from onelib.campaign.roster import merge
from onelib.campaign.rows import Tally
from onelib.campaign.views import draw, tally
from onelib.wikitext.signups import Participant
from tests.campaign.builders import CAMPAIGN, added, edit
from tests.fuzz import fuzz

NAMES = ["Ana O'Neill", 'Boris', 'Петар Петровић', 'ნინო', 'Jana Nováková', 'Zed']


def counts() -> Tally:
    people = [Participant(name) for name in (*NAMES, 'Olga', 'None yet')] + [Participant('Hidden', optout=True)]
    edits = [edit(name, added('a', 'b')) for name in (*NAMES, 'Olga', 'Hidden')]
    edits += [edit('Boris', added('c')), edit('Eva', added('a'), hashtag='1Lib1Ref')]
    return tally(edits, CAMPAIGN, merge([people]))


def test_known_lots() -> None:
    assert ticket('s', 'Jana Nováková') == 's|Jana Nováková'
    # printf %s 's|Jana Nováková' | sha256sum
    assert lot('s', 'Jana Nováková') == '269543de9212371903aecf72e0a55c4323548d55035928faeb8f809caaa8c729'


@pytest.mark.skipif(not shutil.which('sha256sum'), reason='no sha256sum')
@pytest.mark.parametrize('seed', ['2027-02-06 lottery 4 8 15 16 23 42', 'x', '100%'])
def test_the_shell_draws_the_same(seed: str) -> None:
    script = (
        'while IFS= read -r name; do printf "%s %s\\n" "$(printf %s "$1|$name" | sha256sum | cut -c1-64)" "$name"; done'
    )
    run = subprocess.run(
        ['sh', '-c', f'({script}) | LC_ALL=C sort', 'sh', seed],
        input='\n'.join(reversed(NAMES)) + '\n',
        capture_output=True,
        text=True,
        check=True,
        encoding='utf-8',
    )
    drawn = draw(counts(), seed=seed, prizes=2)
    assert run.stdout.splitlines() == [f'{one.lot} {one.name}' for one in drawn.tickets]
    assert [one.prize for one in drawn.tickets] == [1, 2, None, None, None, None]
    assert drawn.winners == drawn.tickets[:2]


def test_one_prize_for_those_who_did_something() -> None:
    """Unless something else is said."""
    drawn = draw(counts(), seed='x')
    assert (drawn.prizes, drawn.minimum, len(drawn.winners)) == (1, 1, 1)


def test_who_is_in_it() -> None:
    assert {one.name for one in draw(counts(), seed='x').tickets} == set(NAMES)
    assert [(one.name, one.number) for one in draw(counts(), seed='x', minimum=3).tickets] == [('Boris', 3)]
    assert [one.name for one in draw(counts(), seed='x', minimum=2, sort='edits').tickets] == ['Boris']
    assert {one.name for one in draw(counts(), seed='x', minimum=0).tickets} == {*NAMES, 'None yet'}
    assert draw(counts(), seed='x', minimum=4).winners == ()
    assert len(draw(counts(), seed='x', prizes=100).winners) == len(NAMES)


def test_before_there_is_a_seed() -> None:
    found = draw(counts(), seed='')
    assert [one.name for one in found.tickets] == sorted(NAMES)
    assert {(one.text, one.lot, one.prize) for one in found.tickets} == {('', '', None)}
    assert found.winners == ()


def test_the_names_of_the_organisers_may_be_old() -> None:
    before = counts()
    roster = merge([[Participant(name) for name in before.roster.members]], renames={'Olga': 'Boris'})
    found = draw(tally([one.edit for one in before.counted], CAMPAIGN, roster), seed='x')
    assert 'Boris' not in {one.name for one in found.tickets}


@pytest.mark.parametrize('seed', ['', 'x', '4 8 15', '2027-02-06', 'DAX 17,123.45', 'a' * 100])
def test_seeds(seed: str) -> None:
    assert seed_of(seed) == seed


@pytest.mark.parametrize(
    'seed', [' x', 'x ', 'a  b', 'a\nb', "a'b", 'a"b', 'a|b', '[[a]]', 'á', '<b>', '{{a}}', 'a' * 101]
)
def test_no_seeds(seed: str) -> None:
    with pytest.raises(RequestError) as caught:
        seed_of(seed)
    assert (caught.value.parameter, caught.value.allowed.message) == ('seed', 'allowed-seed')


@fuzz(50)
@given(st.text(st.sampled_from('abc12 ')).map(str.strip).filter(bool), st.integers(0, 9))
def test_any_draw(seed: str, prizes: int) -> None:
    found = draw(counts(), seed=seed, prizes=prizes)
    lots = [one.lot for one in found.tickets]
    assert lots == sorted(lots)
    assert len(found.winners) == min(prizes, len(NAMES))
    assert {one.name for one in found.tickets} == set(NAMES)

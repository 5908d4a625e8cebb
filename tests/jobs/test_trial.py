"""``-trial:N``: N edits, and the run stops; what they changed can be shown to a community."""

from __future__ import annotations

import re
import urllib.request
from collections.abc import Iterator

import pytest

from onelib.operations.arguments import ArgumentError, Arguments
from tests.sandbox import bot, rejections
from tests.sandbox.farm import Farm
from tests.sandbox.pages import END, START, by_bot, edit, edits, text_of

TITLES = tuple(f'Wikipedie:Na zkoušku {number}' for number in range(3))
OLD = f'{START}|limit=1}}}}\nstarý\n{END}'
DIFF = re.compile(r'^ +\d+\. (http\S+\?diff=(\d+))$', re.MULTILINE)


@pytest.fixture(scope='module', autouse=True)
def all_else_is_current(farm: Farm) -> None:
    assert bot.run(farm, '-wiki:cs,pl').returncode == 0


@pytest.fixture(autouse=True)
def pages(farm: Farm) -> Iterator[None]:
    for title in TITLES:
        edit(farm, 'cs', title, OLD)
    farm.reset_requests()
    yield
    for title in TITLES:
        edit(farm, 'cs', title, 'nic')


def old(farm: Farm) -> int:
    return sum('starý' in text_of(farm, 'cs', title) for title in TITLES)


def test_n_edits_and_no_more(farm: Farm) -> None:
    result = bot.run(farm, '-wiki:cs,pl', '-trial:2')
    assert result.returncode == 0, result.stderr
    assert edits(farm) == 2 and old(farm) == 1
    assert not any(request['wiki'] == 'pl' for request in by_bot(farm)), 'no other wiki is read any more'
    found = DIFF.findall(result.stderr)
    revisions = [
        farm.api('cs', titles=title, prop='revisions', rvprop='ids|user')['query']['pages'][0]['revisions'][0]
        for title in TITLES
    ]
    assert {int(number) for _, number in found} == {r['revid'] for r in revisions if r['user'] == 'OnelibBot'}
    for address, _ in found:
        with urllib.request.urlopen(address, timeout=30) as answer:
            assert 'diff-addedline' in answer.read().decode()
    farm.reset_requests()
    again = bot.run(farm, '-wiki:cs,pl', '-trial:2')
    assert again.returncode == 0, again.stderr
    assert edits(farm) == 1 and old(farm) == 0, 'it goes on where it has stopped'
    assert len(DIFF.findall(again.stderr)) == 1 and any(request['wiki'] == 'pl' for request in by_bot(farm))


def test_a_simulation_shows_the_first_changes(farm: Farm) -> None:
    result = bot.run(farm, '-wiki:cs,pl', '-trial:1', '-simulate')
    assert result.returncode == 0, result.stderr
    assert edits(farm) == 0 and old(farm) == len(TITLES)
    assert len(re.findall(r'^ *would be saved  ', result.stderr, re.MULTILINE)) == 1
    assert not any(request['wiki'] == 'pl' for request in by_bot(farm))


def test_what_goes_wrong_is_no_edit_but_is_told(farm: Farm) -> None:
    with rejections.protected(farm, 'cs', TITLES[0]), rejections.protected(farm, 'cs', TITLES[1]):
        result = bot.run(farm, '-wiki:cs', '-trial:500')
    assert result.returncode == 0 and 'protected' in result.stderr
    assert edits(farm) == 1 and len(DIFF.findall(result.stderr)) == 1


@pytest.mark.parametrize(
    ('script', 'argument', 'why'),
    [
        ('worklist', '-trial:0', '-trial needs a number of edits from 1 to 500'),
        ('tally', '-trial:501', '-trial needs a number of edits from 1 to 500'),
        ('worklist', '-shard:2/1', '-shard has to be like'),
    ],
)
def test_other_numbers_are_refused(farm: Farm, script: str, argument: str, why: str) -> None:
    result = bot.run(farm, argument, script=script)
    assert result.returncode == 1
    assert why in result.stderr
    assert edits(farm) == 0
    assert not re.search(r'^run ', result.stderr, re.MULTILINE), 'no run is begun, and none is recorded as failed'


@pytest.mark.parametrize('number', ['0', '501', '-1', 'x', '1.5', '٣', ' 5'])
def test_what_is_no_such_number(number: str) -> None:
    with pytest.raises(ArgumentError, match='from 1 to 500'):
        _ = Arguments((), (), {'trial': number}).trial


def test_a_number_is_one() -> None:
    assert [Arguments((), (), {'trial': number}).trial for number in ('1', '500')] == [1, 500]
    assert Arguments((), ()).trial == 0

"""Sign-ups of several pages as one list of people."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onelib.campaign.roster import Member, Roster, is_account, merge
from onelib.wikitext.signups import Participant
from tests.fuzz import fuzz


def test_one_roster() -> None:
    roster = merge(
        [
            [Participant('Jana'), Participant('Петар Петровић', 'НБС', 'sr'), Participant('jana', wiki='cs')],
            [Participant('Jana_', ' Městská  knihovna ', 'sk'), Participant('jana', 'Another', 'cs')],
            [],
        ]
    )
    assert list(roster.members.values()) == [
        Member('Jana', 'Městská knihovna', ('cs', 'sk')),
        Member('Петар Петровић', 'НБС', ('sr',)),
    ]
    assert 'Jana' in roster
    assert 'jana' not in roster
    assert roster.resolve('jana_') == 'Jana'
    assert not roster.hides('Jana')


def test_opting_out() -> None:
    pages = [[Participant('Jana'), Participant('Ola')], [Participant('Jana', optout=True)]]
    roster = merge(pages, optouts=['ola_', 'Nobody'])
    assert list(roster.members) == ['Jana', 'Ola']
    assert roster.hides('Jana')
    assert roster.hides('Ola')
    assert roster.hides('Nobody')
    assert not roster.hides('Someone')


def test_renames() -> None:
    renames = {'A': 'b', 'B': 'C', 'x_y': 'Z', 'P': 'Q', 'Q': 'R', 'R': 'Q', 'S': 'S', 'T': 'P'}
    roster = merge([[Participant('a'), Participant('C', 'L'), Participant('X y')]], optouts=['T'], renames=renames)
    assert list(roster.members.values()) == [Member('C', 'L'), Member('Z')]
    assert [roster.resolve(name) for name in 'ABCPQRST'] == ['C', 'C', 'C', 'Q', 'Q', 'Q', 'S', 'Q']
    assert roster.hides('Q')


@pytest.mark.parametrize(
    'name',
    [
        '192.0.2.1', '2001:DB8::1', '2001:0DB8:0:0:0:0:0:1', '::1', '~2026-12345-67', '~2026-1', '*Unregistered 123',
        '192.0.2.xxx', '',
    ],
)  # fmt: skip
def test_no_accounts(name: str) -> None:
    assert not is_account(name)
    roster = merge([[Participant(name)]], renames={'Old': name} if name else {})
    assert not roster.members
    assert roster.hides(name)


@pytest.mark.parametrize(
    'name', ['Jana', '~Jana', '~2026', '192.0.2', '1.2.3.4.5', '2026', 'A:b', '300.1.1.1', '~2026-a']
)
def test_accounts(name: str) -> None:
    assert is_account(name)


def test_a_long_chain() -> None:
    renames = {f'A{n}': f'A{n + 1}' for n in range(100_000)}
    assert merge([], renames=renames).resolve('A0') == 'A100000'
    assert merge([], renames=renames | {'A100000': 'A0'}).resolve('A77') == 'A0'


@fuzz()
@given(st.dictionaries(st.sampled_from('ABCDEFG'), st.sampled_from('ABCDEFG')))
def test_any_renames(renames: dict[str, str]) -> None:
    roster = merge([[Participant(name) for name in 'ABCDEFG']], renames=renames)
    for old, new in renames.items():
        assert roster.resolve(old) == roster.resolve(new)
    for name in 'ABCDEFG':
        assert roster.resolve(roster.resolve(name)) == roster.resolve(name)
    assert set(roster.members) == {roster.resolve(name) for name in 'ABCDEFG'}
    # In whichever order the renames are given.
    assert merge([], renames=dict(reversed(renames.items()))).renames == roster.renames


def test_nobody() -> None:
    assert Roster().resolve('a') == 'A'
    assert merge([]) == Roster()


def test_a_roster_may_be_a_key() -> None:
    roster = merge([[Participant('Ana')]])
    assert {roster: 1}[roster] == 1

"""Which page has a campaign: nobody takes one over, or stops one, with a page of their own."""

from __future__ import annotations

import pytest

from onelib.campaign.campaign_kinds import is_hashtag
from onelib.campaign.campaigns import campaign
from onelib.campaign.claims import Claim, settle, taken


def claim(page: str, identity: str = '2027-01', **more: str) -> Claim:
    return Claim(page, identity, {'id': identity, **more})


@pytest.mark.parametrize(
    ('pages', 'known', 'owner', 'refused'),
    [
        (['A'], '', 'A', ()),
        (['A'], 'A', 'A', ()),
        # Moved to another title.
        (['B'], 'A', 'B', ()),
        (['A', 'B'], '', None, ('A', 'B')),
        (['A', 'B'], 'A', 'A', ('B',)),
        (['B', 'A'], 'A', 'A', ('B',)),
        (['B', 'C', 'A'], 'A', 'A', ('B', 'C')),
        (['B', 'C'], 'A', None, ('B', 'C')),
    ],
)
def test_who_has_an_id(pages: list[str], known: str, owner: str | None, refused: tuple[str, ...]) -> None:
    settled = settle(map(claim, pages), {'2027-01': known})['2027-01']
    assert (settled.campaign.page if settled.campaign else None) == owner
    assert settled.refused == refused and settled.pages == tuple(pages)


def test_two_on_one_page_are_unclear_but_for_the_same_twice() -> None:
    assert settle([claim('A'), claim('A', hashtags='x')], {'2027-01': 'A'})['2027-01'].campaign is None
    assert settle([claim('A'), claim('A')], {})['2027-01'].campaign == claim('A')


def test_other_ids_have_nothing_to_do_with_it() -> None:
    settled = settle([claim('A', 'x'), claim('A', 'y'), claim('B', 'y')], {})
    assert settled['x'].campaign == claim('A', 'x') and settled['y'].campaign is None
    problem = taken('y', settled['y'].pages)
    assert (problem.campaign, problem.value, problem.allowed.values) == ('y', 'y', {'pages': 'A, B'})


@pytest.mark.parametrize('hashtags', ['x' * 40_000, ','.join(f'tag{n}' for n in range(5_000)), '#1, 2, 333', '[[x]]'])
def test_what_worklists_need_of_a_campaign_has_the_same_limits(hashtags: str) -> None:
    described = campaign({'id': 'a', 'hashtags': hashtags})
    assert described and len(described.hashtags) <= 20
    assert all(len(tag) <= 50 and is_hashtag(tag) for tag in described.hashtags)
    assert campaign({'id': 'a' * 40_000}) is None

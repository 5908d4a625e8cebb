"""Campaigns as coordinators set them up."""

from __future__ import annotations

import pytest

from onelib.campaign.campaigns import Campaign, campaign


def test_a_campaign() -> None:
    found = campaign({'id': '2027-01', 'hashtags': '1lib1ref, #1bib1ref ,'})
    assert found == Campaign('2027-01', ('1lib1ref', '1bib1ref'))


def test_no_id_is_no_campaign() -> None:
    assert campaign({'hashtags': '1lib1ref'}) is None
    assert campaign({'id': ''}) is None


@pytest.mark.parametrize(
    ('written', 'hashtags'),
    [
        ('', ()),
        ('##1Lib1Ref', ('1Lib1Ref',)),
        ('# 1Lib1Ref', ()),
        ('1Lib1Ref_2027', ('1Lib1Ref_2027',)),
        ('бібліотека, 1библиотека', ('бібліотека', '1библиотека')),
        ('two words, 1lib1ref', ('1lib1ref',)),
        ('1lib-1ref, ok', ('ok',)),
        ('[[x]], {{y}}, <b>, a&b, a]b, a\nb, %23, _x, ok', ('ok',)),
    ],
)
def test_only_words_are_hashtags(written: str, hashtags: tuple[str, ...]) -> None:
    found = campaign({'id': 'x', 'hashtags': written})
    assert found is not None
    assert found.hashtags == hashtags

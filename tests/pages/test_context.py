"""Links of a page: to people, articles and edits of wikis that it knows, and of others."""

from __future__ import annotations

from dataclasses import replace

from tests.pages.tallies import CAMPAIGN, host

HERE = host('cs')


def test_people() -> None:
    assert HERE.user('Ana', ('de', 'sr', 'cs')) == '[[:sr&#58;User&#58;Ana|Ana]]'
    assert HERE.user('Ana') == HERE.user('Ana', ('de',)) == '[[:User&#58;Ana|Ana]]'
    assert HERE.user('a/b', ('sr',)) == 'a/b'
    assert HERE.user('a[b', ('sr',)) == 'a&#91;b'


def test_edits() -> None:
    assert HERE.diff('cs', 7).startswith('[[Special:Diff/7|')
    assert HERE.diff('sr', 7).startswith('[[:sr:Special:Diff/7|')
    assert HERE.diff('de', 7) == '7'


def test_what_somebody_did_in_the_days_of_the_campaign() -> None:
    link = HERE.contributions('sr', 'Ana ~B', CAMPAIGN, '12')
    assert 'Special:Contributions/Ana_%7EB&start=2027-01-14&end=2027-02-05 12]' in link
    # The last day, not the moment after it.
    link = HERE.contributions('sr', 'Ana', replace(CAMPAIGN, timezone='UTC'), '12')
    assert '&start=2027-01-15&end=2027-02-05 12]' in link
    assert HERE.contributions('de', 'Ana', CAMPAIGN, '12') == HERE.contributions('sr', 'a/b', CAMPAIGN, '12') == '12'


def test_details() -> None:
    assert HERE.details('A', 'Ana', '12') == '[[:A#Ana|12]]'
    assert HERE.details('A/', 'Ana', '12') == '[[:A/Ana|12]]'
    assert HERE.details('A/', 'a/b', '12') == '12'

"""Links of a page: to people of wikis that it knows, and of others."""

from __future__ import annotations

from tests.pages.tallies import host

HERE = host('cs')


def test_people() -> None:
    assert HERE.user('Ana', ('de', 'sr', 'cs')) == '[[:sr&#58;User&#58;Ana|Ana]]'
    assert HERE.user('Ana') == HERE.user('Ana', ('de',)) == '[[:User&#58;Ana|Ana]]'
    assert HERE.user('a/b', ('sr',)) == 'a/b'
    assert HERE.user('a[b', ('sr',)) == 'a&#91;b'

"""The cheap checks change nothing: answers equal those of parsing every page whole."""

from __future__ import annotations

import re
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onelib import wikis
from onelib.wikis import Wiki
from onelib.wikitext.statements import banners, find, tagged, untagged
from onelib.wikitext.statements.statement import Statement
from tests.fuzz import fuzz
from tests.wikitext import oracle


def whole(text: str, wiki: Wiki) -> list[Statement]:
    """Everything, with cheap checks that say of each text that it may be there."""
    checks = [patch.object(module, 'may_hold', lambda _: re.compile('')) for module in (banners, tagged, untagged)]
    with checks[0], checks[1], checks[2]:
        return find(text, wiki)


@pytest.mark.parametrize('code', oracle.codes())
def test_real_articles(code: str) -> None:
    wiki = wikis.load(code)
    for title, text in oracle.texts(code).items():
        every = whole(text, wiki)
        assert find(text, wiki) == every, title
        for kinds in ({'tagged'}, {'section', 'article'}):
            assert find(text, wiki, kinds) == [s for s in every if s.kind in kinds], title


PIECES = st.sampled_from(
    [
        '{{fakt}}', '{{ Fakt/dne |x}}', '{{Šablona:doplňte_zdroj}}', '{{Neověřeno|datum=2020}}', '{{neověřeno', '{{',
        '}}', '{{Fakt<!-- x -->}}', '{{<!-- x -->fakt}}', '<nowiki>', '</nowiki>', '<!--', '-->', '<ref>x</ref>',
        '\n\n', '\n== A ==\n', ' a ', '|', '\n* ',
        'Knihovna stojí na náměstí už od roku 1848 a chodí do ní čtenáři z celého širokého okolí. ' * 2,
    ]
)  # fmt: skip


@fuzz(300)
@given(st.lists(PIECES, max_size=12).map(''.join))
def test_generated_articles(text: str) -> None:
    cs = wikis.load('cs')
    assert find(text, cs) == whole(text, cs)

"""Pages that ask bots to stay away."""

from __future__ import annotations

import pytest

from onelib import wikis
from onelib.wikitext.exclusion import keeps_off

CS = wikis.load('cs')


@pytest.mark.parametrize(
    'text',
    [
        '{{nobots}}', '{{Nobots}}', '{{noBots}}', '{{NOBOTS}}', '{{NoBots|}}', '{{Šablona:noBots}}', '{{nobots|all}}',
        '{{nobots|deny=all}}', '{{nobots|X, OnelibBot}}', '{{bots|deny=all}}', '{{bots|deny=ALL}}', '{{Bots|deny=All}}',
        '{{bots|Deny=ALL}}', '{{BOTS|deny=X,OnelibBot}}', '{{bots|deny=onelibBot}}', '{{bots|deny=Onelibbot, X}}',
        '{{bots|allow=none}}', '{{bots|allow=X}}', '{{bots|allow=all|deny=OnelibBot}}', '{{bots|optout=x|deny=all}}',
        '{{box|{{noBots}}}}', 'x {{pracuje se|z=1}}', '{{bots\n | deny = all\n}}',
        '<poem>{{nobots}}</poem>',
    ],
)  # fmt: skip
def test_the_bot_stays_away(text: str) -> None:
    assert keeps_off(text, 'OnelibBot', CS, ['Pracuje se'])


@pytest.mark.parametrize(
    'text',
    [
        '', 'nobots', '<nowiki>{{nobots}}</nowiki>', '<!-- {{nobots}} -->', '{{nobots|X}}', '{{bots}}',
        '{{bots|deny=X}}', '{{bots|deny=none}}', '{{bots|allow=all}}', '{{bots|allow=ALL}}',
        '{{bots|allow=X, OnelibBot}}',
        '{{Wikipedie:Nobots}}', '{{nobots x}}', '{{tl|nobots}}', '{{msgnw:nobots}}', '{{bots|deny=}}',
    ],
)  # fmt: skip
def test_the_bot_may_come(text: str) -> None:
    assert not keeps_off(text, 'OnelibBot', CS, ['Pracuje se'])

"""How readers are told of a source in a line."""

from __future__ import annotations

import pytest

from onelib import wikis
from onelib.wikitext.references import Description, describe

CASES = [
    (
        'cs',
        '{{Citace monografie|jméno=Jan|příjmení=Novák|titul=Dějiny|rok=1999|strany=12|isbn=80-85983-33-0}}',
        Description('Novák, Jan: Dějiny. 1999: 12', '9788085983333'),
    ),
    (
        'en',
        '{{cite web |url=https://example.org/a |title=A [[page|leaf]] |work=[[Metro]] |date=11 October 2004}}',
        Description('A leaf. 11 October 2004', '', 'https://example.org/a'),
    ),
    ('ru', '{{sfn|Кантемир|1973|с=21—24}}', Description('Кантемир 1973: 21—24')),
    (
        'de',
        "[https://example.org/b ''Tabelle 1.33''] (PDF), abgerufen am 2. Mai 2010.",
        Description('Tabelle 1.33 (PDF), abgerufen am 2. Mai 2010.', '', 'https://example.org/b'),
    ),
    ('pl', "Pierre Chaunu, ''Cywilizacja'', 1993, s. 403", Description('Pierre Chaunu, Cywilizacja, 1993, s. 403')),
    ('sk', 'https://example.org/c', Description('', '', 'https://example.org/c')),
]


@pytest.mark.parametrize(('code', 'content', 'expected'), CASES)
def test_description(code: str, content: str, expected: Description) -> None:
    assert describe(content, wikis.load(code)) == expected


@pytest.mark.parametrize('content', ['', '   ', '<!-- later -->'])
def test_no_source(content: str) -> None:
    assert describe(content, wikis.load('cs')) is None


def test_a_long_one_is_cut_between_words() -> None:
    found = describe('slovo ' * 200 + '1999', wikis.load('cs'))
    assert found and len(found.text) <= 302 and found.text.endswith('slovo …')

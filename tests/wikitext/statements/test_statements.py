"""Statements, case by case: one YAML file a wiki in tests/cases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from onelib import wikis
from onelib.wikitext.statements import find

CASES = Path(__file__).parents[2] / 'cases'


def cases() -> Iterator[Any]:
    for path in (file for file in sorted(CASES.glob('*.yaml')) if file.stem in wikis.codes()):
        for case in yaml.safe_load_all(path.read_text(encoding='utf-8')):
            if case:
                yield pytest.param(path.stem, case, id=f'{path.stem}-{case["name"]}')


@pytest.mark.parametrize(('code', 'case'), list(cases()))
def test_case(code: str, case: dict[str, Any]) -> None:
    found = find(case['input'], wikis.load(code), case.get('kinds', ['tagged']))
    seen = [
        {key: getattr(statement, key) for key in expected}
        for statement, expected in zip(found, case['output'], strict=False)
    ]
    assert seen == case['output'], case['label']
    assert len(found) == len(case['output']), case['label']
    for statement in found:
        assert statement.context[statement.offset :].startswith(statement.text)


def test_equal_claims_have_equal_fingerprints() -> None:
    cs = wikis.load('cs')
    one, same, other = (
        find(text, cs)[0].fingerprint
        for text in (
            'Byla založena [[1781|roku 1781]].{{Fakt/dne|2019}}',
            "''Byla  založena'' roku<!-- x --> 1781{{doplňte zdroj|datum=2020-01}}.",
            'Byla založena roku 1782.{{Fakt/dne|2019}}',
        )
    )
    assert one == same != other


def test_a_kind_that_there_is_not_is_refused() -> None:
    with pytest.raises(ValueError, match='guessed'):
        find('x', wikis.load('cs'), {'guessed'})


PIECES = st.sampled_from(
    [
        '{{fakt}}',
        '{{Fakt/dne|',
        '{{Citát|',
        '}}',
        '{{',
        '[[',
        ']]',
        '[[Soubor:A.jpg|',
        '|',
        '\n',
        '\n\n',
        '\n* ',
        '\n{|\n',
        '\n|}',
        '\n| ',
        '<ref>',
        '</ref>',
        '<!--',
        '-->',
        "''",
        "'''",
        '== ',
        ' ==',
        '<br>',
        '<div>',
        '</div>',
        '&amp;',
        '\U000f0000',
        '\x00',
        'Knihovna. ',
        'roku 1848 ',
        '{{{1|',
        '}}}',
        '-{',
        '}-',
        '<nowiki>',
        '</nowiki>',
        '\ud800',
        'č.',
    ]
)


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES, max_size=30).map(''.join))
def test_nothing_makes_find_raise_and_contexts_hold_their_statements(text: str) -> None:
    for statement in find(text, wikis.load('cs')):
        assert statement.context[statement.offset :].startswith(statement.text)


def test_tags_within_tags_within_tags() -> None:
    assert len(find('slovo ' + '{{fakt|slovo ' * 140 + '}}' * 140, wikis.load('cs'))) == 140


@pytest.mark.parametrize(
    'text',
    [
        '{{' * 20_000 + '{{fakt}}',
        '[[' * 20_000 + '{{fakt}}',
        '{{a|' * 5_000 + '{{fakt}}' + '}}' * 5_000,
        "'" * 200_000 + '{{fakt}}',
        '<ref>' * 20_000 + '{{fakt}}',
        'slovo ' * 100_000 + '{{fakt}}',
        '{|\n' * 5_000 + '{{fakt}}',
        '=' * 100_000 + '\n{{fakt}}',
        '{{Neověřeno}} ' * 20_000,
        '{{Neověřeno}}\n' + '[[a:[[b]]' * 20_000,
        '{{Neověřeno}}\n' + '. ' * 100_000 + 'a',
    ],
    ids=[
        'braces',
        'brackets',
        'nested',
        'apostrophes',
        'refs',
        'one line',
        'tables',
        'equals',
        'banners',
        'links',
        'dots',
    ],
)
def test_absurd_texts_are_survived(text: str) -> None:
    assert len(find(text, wikis.load('cs'))) <= 1

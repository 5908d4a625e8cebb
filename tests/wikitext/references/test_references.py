"""What an edit did to the references of an article: cases as data, then rules that hold for every text."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from onelib import wikis
from onelib.wikitext.references import compare

CASES = Path(__file__).resolve().parents[2] / 'cases' / 'references'
COUNTS = ('added', 'removed', 'reused', 'improved')


def cases() -> Iterator[Any]:
    for path in sorted(CASES.glob('*.yaml')):
        for case in yaml.safe_load_all(path.read_text(encoding='utf-8')):
            yield pytest.param(case, id=f'{path.stem}-{case["name"]}')


def counts(before: str, after: str, code: str) -> dict[str, int]:
    change = compare(before, after, wikis.load(code))
    return {name: value if isinstance(value := getattr(change, name), int) else len(value) for name in COUNTS}


@pytest.mark.parametrize('case', list(cases()))
def test_case(case: dict[str, Any]) -> None:
    assert set(case) <= {'name', 'label', 'wiki', 'before', 'after', *COUNTS}
    expected = {name: case.get(name, 0) for name in COUNTS}
    assert counts(case['before'], case['after'], case['wiki']) == expected, case['label']
    back = counts(case['after'], case['before'], case['wiki'])
    assert (back['added'], back['removed']) == (expected['removed'], expected['added'])


@pytest.mark.parametrize(
    'text',
    [
        '<ref' * 50_000,
        '<ref>' * 50_000,
        '{{sfn|' * 50_000,
        '{{#tag:ref|' * 10_000 + '}}' * 10_000,
        '<ref name="' * 30_000,
        f'<ref name={" " * 500_000}>x</ref>',
        f'<ref>{"<b>" * 100_000}<ref>x</ref>',
        f'<ref>{"http://a.org/x " * 20_000}</ref>',
        '{{reflist|' * 30_000,
        ''.join(f'<ref>http://a.org/{number}</ref>' for number in range(5_000)),
        ''.join(f'{{{{sfn|Smith|{number}}}}}' for number in range(5_000)),
    ],
    ids=[
        'tags',
        'unclosed',
        'braces',
        'nested',
        'quotes',
        'spaces',
        'swallowed',
        'addresses',
        'lists',
        'many',
        'short',
    ],
)
def test_absurd_texts_are_survived(text: str) -> None:
    started = time.process_time()
    change = compare(text, f'A<ref>http://z.org/1</ref>{text}', wikis.load('en'))
    assert len(change.added) <= 1
    # Two seconds here; a quadratic step would take minutes.
    assert time.process_time() - started < 30

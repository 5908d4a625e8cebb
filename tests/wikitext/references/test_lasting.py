"""Which of the sources that an edit brought a page still cites: cases as data, whole and as the store keeps them."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from onelib import wikis
from onelib.campaign import effects
from onelib.wikitext.references import compare, still_cited

EN = wikis.load('en')
CASES = Path(__file__).resolve().parents[2] / 'cases' / 'lasting'


def cases() -> Iterator[Any]:
    for path in sorted(CASES.glob('*.yaml')):
        for case in yaml.safe_load_all(path.read_text(encoding='utf-8')):
            yield pytest.param(case, id=f'{case["wiki"]}-{case["label"]}')


def page(footnotes: Iterable[str], end: str = '') -> str:
    return 'A.' + ''.join(f' B.<ref>{footnote}</ref>' for footnote in footnotes) + f'\n\n{end}'


@pytest.mark.parametrize('case', list(cases()))
def test_case(case: dict[str, Any]) -> None:
    assert set(case) <= {'wiki', 'label', 'added', 'now', 'end', 'still'}
    wiki, now = wikis.load(case['wiki']), page(case['now'], case.get('end', ''))
    added = compare('A.', page(case['added']), wiki).added
    assert len(added) == len(case['added'])
    assert len(still_cited(added, now, wiki)) == case.get('still', 0), case['label']
    assert len(still_cited(added, page(case['added']), wiki)) == len(added)
    # What the store keeps of them is enough to say the same.
    kept = effects.count('A.', page(case['added']), wiki).added
    assert effects.still_cited(kept, now, wiki) == bool(case.get('still', 0))


@pytest.mark.parametrize(
    ('one', 'other'),
    [
        (
            '{{{{cite web|title=Library {n}|url=http://a.org/{n}}}}}',
            '{{{{cite web|title=Library {n}|url=http://b.org/{n}}}}}',
        ),
        ('https://example.org/articles/library-of-moravia-{n}', 'https://example.org/library-of-moravia-x{n}'),
        ('Novák {n}, ' + 'slovo ' * 200, 'Novotný {n}, ' + 'slova ' * 200),
        (
            '{{{{cite book|title=' + 'abcd efgh ' * 300 + '{n}}}}}',
            '{{{{cite book|title=' + 'abce efgi ' * 300 + '{n}}}}}',
        ),
    ],
    ids=['titles', 'addresses', 'words', 'long titles'],
)
def test_many_that_are_much_alike_take_little_time(one: str, other: str) -> None:
    added = compare('', page(one.format(n=n) for n in range(1, 400)), EN).added
    now = page(other.format(n=n) for n in range(1, 400))
    start = time.process_time()
    still_cited(added, now, EN)
    assert time.process_time() - start < 3

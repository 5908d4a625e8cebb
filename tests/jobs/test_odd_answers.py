"""Well-formed answers of another shape: a page, a block and a wiki each fail alone, and what stands there stays."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.jobs.test_worklist import END, START, edit, text_of
from tests.sandbox import bot
from tests.sandbox.farm import Farm
from tests.sandbox.faults import ALWAYS, Faults, Matcher, Status, asking

CLOCK = {'curtimestamp': '2026-01-15T00:00:00Z'}
OF_A_QUESTION: list[Any] = [
    [],
    {},
    {'batchcomplete': True},
    {'query': []},
    {'error': 'x'},
    {'error': {'code': 7}},
    {'warnings': 'x', 'batchcomplete': True},
    {'edit': None},
    CLOCK | {'query': []},
    CLOCK | {'query': {'pages': {'1': None}}},
    CLOCK | {'query': {'pages': [{'title': 'A'}]}},
    CLOCK | {'query': {'pages': [{'title': 'A', 'ns': 'x', 'templates': 7}]}},
    CLOCK | {'query': {'pages': []}, 'continue': {'gcmcontinue': 'x', 'continue': '-'}},
]
OF_ARTICLES: list[Any] = [
    {},
    {'batchcomplete': True},
    CLOCK | {'batchcomplete': True},
    CLOCK | {'query': {'pages': []}},
    CLOCK | {'query': {'pages': [{'title': 'Kniha cizí', 'ns': 0, 'pageid': 1}]}},
    *(
        CLOCK | {'query': {'pages': [{'title': 'TITLE', 'ns': 0, 'pageid': 1, 'revisions': [revision]}]}}
        for revision in (
            {'revid': 1, 'slots': {'main': {'textmissing': ''}}},
            {'revid': 1, 'slots': {'main': {'texthidden': True}}},
            {'slots': {'main': {'content': 'x'}}},
            {'revid': 1, 'slots': []},
        )
    ),
]


def answer(body: Any) -> Status:
    return Status(200, {'Content-Type': 'application/json'}, body=json.dumps(body))


def old(category: str) -> str:
    return f'Před.\n{START}|category={category}}}}}\nstarý\n{END}\nZa.'


@pytest.fixture
def page(farm: Farm) -> Iterator[Callable[..., str]]:
    """Makes pages with an old list of one article in a category; they say nothing after the test."""
    made: list[tuple[str, str]] = []

    def make(name: str, code: str = 'cs') -> str:
        title = f'{"Wikipedie" if code == "cs" else "Wikipedia"}:Divná {name}'
        tag = '{{Fakt/dne}}' if code == 'cs' else '{{Fakt}}'
        edit(farm, code, f'Kniha {name}', f'Kniha {name} je stará.{tag} [[Category:Divná {name}]]')
        edit(farm, code, title, old(f'Divná {name}'))
        made.append((code, title))
        return title

    yield make
    for code, title in made:
        edit(farm, code, title, 'nic')


def test_a_block_a_page_and_a_wiki_fail_alone(farm: Farm, tmp_path: Path, page: Callable[..., str]) -> None:
    broken: dict[str, tuple[Matcher, Any]] = {}
    for number, body in enumerate(OF_A_QUESTION):
        name = f'otázka {number}'
        broken[page(name)] = asking('query', gcmtitle=f'Category:Divná {name}'), body
    for number, body in enumerate(OF_ARTICLES):
        name = f'text {number}'
        body = json.loads(json.dumps(body).replace('TITLE', f'Kniha {name}'))
        broken[page(name)] = asking('query', rvprop='content', titles=f'Kniha {name}'), body
    fine, there = page('dobrá'), page('dobra', 'pl')
    with Faults.between(farm, tmp_path) as faults:
        for matches, body in broken.values():
            faults.on(matches, answer(body), times=ALWAYS)
        result = bot.run(faults, '-wiki:cs,pl')
    assert result.returncode == 1
    assert 'Traceback' not in result.stdout + result.stderr
    assert '\nstarý\n' not in text_of(farm, 'cs', fine) + text_of(farm, 'pl', there)
    changed = {title for title in broken if '\nstarý\n' not in text_of(farm, 'cs', title)}
    assert changed == set()
    assert [title for title in broken if title not in result.stderr] == []


def test_a_wiki_that_answers_oddly_does_not_keep_others_waiting(
    farm: Farm, tmp_path: Path, page: Callable[..., str]
) -> None:
    here, there = page('tady'), page('tam', 'pl')
    with Faults.between(farm, tmp_path) as faults:
        faults.on(
            lambda request: request.wiki == 'cs' and request.params.get('generator') == 'transcludedin',
            answer({'query': []}),
            times=ALWAYS,
        )
        result = bot.run(faults, '-wiki:cs,pl')
    assert result.returncode == 0 and 'Traceback' not in result.stdout + result.stderr
    assert 'deferred  cs' in result.stderr
    assert '\nstarý\n' in text_of(farm, 'cs', here) and '\nstarý\n' not in text_of(farm, 'pl', there)


@pytest.mark.parametrize('who', [[], 'x', None])
def test_meta_that_does_not_say_who_is_logged_in_is_tried_again(farm: Farm, tmp_path: Path, who: Any) -> None:
    """It is asked for by pywikibot itself, before anything else."""
    with Faults.between(farm, tmp_path / 'bot') as faults:
        faults.on(
            lambda request: request.wiki == 'meta' and request.params.get('meta') == 'userinfo',
            answer(CLOCK | {'batchcomplete': True, 'query': {'userinfo': who}}),
            times=ALWAYS,
        )
        lists = bot.run(faults, '-wiki:cs')
        tables = bot.run(faults, f'-csv:{tmp_path / "csv"}', script='tally')
    assert (lists.returncode, tables.returncode) == (0, 0)
    assert 'deferred  cs' in lists.stderr and 'deferred  meta' in tables.stderr
    assert 'was not made' not in lists.stderr + tables.stderr

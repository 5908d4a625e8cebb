"""Answers that are valid and not all of it, at places that chance names, shrink no list at once."""

from __future__ import annotations

import datetime
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from onelib import wikis
from onelib.campaign.index import IndexedArticle, ScanEnd
from onelib.store.index import Index
from onelib.wikitext import statements
from onelib.wikitext.index_row import index_row
from tests.fuzz import examples
from tests.readers.service import Service, of_pagepile, of_petscan
from tests.sandbox import bot
from tests.sandbox.farm import Farm
from tests.sandbox.faults import ALWAYS, Faults, Request
from tests.sandbox.pages import END, START, edit, text_of
from tests.sandbox.shortened import Shortened

ROOT = 'Wikipedie:Krátké'
TITLES = [f'Krátký článek {number}' for number in range(22)]
CATEGORY, NAMED, TEMPLATE = 'Krátké články', f'{ROOT}/Články', 'Krátká šablona'
SOURCES = {
    'titles': f'titles={NAMED}',
    'pasted': 'titles=' + ''.join(f'\n* {title}' for title in TITLES),
    'links': f'links_of={NAMED}',
    'category': f'category={CATEGORY}',
    'tree': f'category=Strom {CATEGORY}|depth=1',
    'search': 'search=krátký',
    'transcludes': f'transcludes={TEMPLATE}',
    'several': f'search=krátký|titles={NAMED}|category={CATEGORY}',
    'uncited': f'category={CATEGORY}|kinds=uncited, tagged',
    'petscan': 'petscan=1',
    'pagepile': 'pagepile=2',
    'index': f'source=index|category={CATEGORY}',
    'all': 'sort=title',
}
TAG = '{{Fakt/dne}}'
TEXT = f'Úvod.\n\n%s je krátký.{TAG}\n\n{{{{{TEMPLATE}}}}}\n[[Category:{CATEGORY}]]'


class Bot:
    """The bot behind a wiki that tells only a part of it as long as it is told to."""

    def __init__(self, farm: Farm, faults: Faults) -> None:
        self.farm = farm
        self.faults = faults
        self.shortened = Shortened(Random(0))
        self.share = 0.0
        faults.on(self._due, self.shortened, times=ALWAYS)

    def _due(self, request: Request) -> bool:
        asked = (request.entry, request.action, request.wiki) == ('api', 'query', 'cs')
        return asked and self.shortened.random.random() < self.share

    def run(self, *arguments: str, seed: int = 0, share: float = 0.0) -> str:
        """Run the bot while so many of the answers are shortened; what it says."""
        self.shortened.random, self.share = Random(seed), share
        self.shortened.happened.clear()
        # As if an hour had gone by.
        with sqlite3.connect(self.faults.bot_dir / 'onelib.sqlite') as store:
            store.execute("DELETE FROM onelib_answers WHERE question LIKE 'candidates on %'")
            store.execute("DELETE FROM onelib_answers WHERE question LIKE 'articles of a list on %'")
            store.execute("UPDATE onelib_statements SET last = '2026-01-01 00:00:00.000000'")
        pages = [f'-page:{ROOT}/{name}' for name in SOURCES] if '-quick' not in arguments else []
        result = bot.run(self.faults, '-wiki:cs', *pages, *arguments)
        assert 'Traceback' not in result.stderr, result.stderr[-4000:]
        self.share = 0.0
        return result.stderr

    def rows(self) -> dict[str, int]:
        """How many rows of these articles each list has."""
        return {name: self._rows(text_of(self.farm, 'cs', f'{ROOT}/{name}')) for name in SOURCES}

    @staticmethod
    def _rows(text: str) -> int:
        return sum(
            line.startswith('{{1Lib1Ref worklist/row |') and '|article=Krátký' in line for line in text.splitlines()
        )


def indexed(farm: Farm, store: Path) -> None:
    """Make an index of the articles."""
    wiki, now = wikis.load('cs'), datetime.datetime.now(datetime.UTC)
    index = Index(f'sqlite:///{store}')
    scan = index.begin('cs', now.date(), now)
    numbers = farm.api('cs', titles='|'.join(TITLES))['query']['pages']
    for page in numbers:
        text = TEXT % page['title']
        index.add(scan, [IndexedArticle(page['pageid'], 1, index_row(text, wiki, statements.find(text, wiki)))], now)
    assert index.make_current(scan, now) is ScanEnd.CURRENT


@pytest.fixture(scope='module')
def behind(farm: Farm, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bot]:
    """All lists as they should be, and the bot that has made them."""
    for title in TITLES:
        edit(farm, 'cs', title, TEXT % title)
    edit(farm, 'cs', f'Template:{TEMPLATE}', 'krátká')
    edit(farm, 'cs', f'Category:{CATEGORY}', f'[[Category:Strom {CATEGORY}]]')
    edit(farm, 'cs', NAMED, ''.join(f'* [[{title}]]\n' for title in TITLES))
    wiki = str(farm.api('cs', meta='siteinfo', siprop='general')['query']['general']['wikiid'])
    with (
        Service(of_petscan(TITLES, wiki)) as petscan,
        Service(of_pagepile(TITLES, wiki)) as pagepile,
        Faults.between(farm, tmp_path_factory.mktemp('short')) as faults,
    ):
        settings = faults.bot_dir / 'onelib.toml'
        lines = f'petscan = "{petscan.address}"\npagepile = "{pagepile.address}"\n'
        settings.write_text(lines + settings.read_text())
        bot.run(faults, '-wiki:cs', f'-page:{ROOT}')
        indexed(farm, faults.bot_dir / 'onelib.sqlite')
        for name, source in SOURCES.items():
            edit(farm, 'cs', f'{ROOT}/{name}', f'Před.\n{START}|{source}|limit=200}}}}\n{END}\nZa.')
        behind = Bot(farm, faults)
        behind.run()
        assert behind.rows() == dict.fromkeys(SOURCES, len(TITLES))
        yield behind
    for title in [*TITLES, *(f'{ROOT}/{name}' for name in SOURCES), NAMED]:
        edit(farm, 'cs', title, 'nic')


@pytest.mark.parametrize('seed', range(examples(2)))
def test_no_list_is_shortened_at_once(behind: Bot, seed: int) -> None:
    before = behind.rows()
    texts = {name: text_of(behind.farm, 'cs', f'{ROOT}/{name}') for name in SOURCES}
    said = behind.run(seed=seed, share=0.2)
    after = behind.rows()
    print(f'FAULTS {len(behind.shortened.happened)}', *behind.shortened.happened, said, sep='\n')
    assert after == before
    for name, text in texts.items():
        assert text_of(behind.farm, 'cs', f'{ROOT}/{name}').startswith('Před.\n')
        assert text_of(behind.farm, 'cs', f'{ROOT}/{name}').endswith('\nZa.'), text

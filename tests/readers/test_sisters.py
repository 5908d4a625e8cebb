"""What articles of other editions have as sources, asked of real wikis."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.sandbox.farm import Farm
from tests.sandbox.faults import Faults, Status, asking
from tests.sandbox.pages import edit

FIRE = 'V Martině vyhořela knihovna 12. května 1923 a shořelo 4500 knih.'
TEXT = f'Knihovna je v Martině. {FIRE}{{{{Fakt/dne}}}} Nic dalšího se neví.{{{{Fakt/dne}}}}'
ENGLISH = """The library is in Martin.<ref>Guide 2001</ref>

== Fire ==
The library in Martin burnt down on 12 May 1923, and 4,500 books were lost.<ref>{{cite book
|last=Fox |title=Fires |year=1930 |isbn=9780306406157}}</ref>
"""

# Run in a process of its own: pywikibot's configuration is that of the process.
_ASK = """
import datetime, json, sys
from dataclasses import asdict
from pathlib import Path
import pywikibot
from onelib import wikis
from onelib.campaign.ranking import Row
from onelib.readers.sisters import SisterReader
from onelib.readers.sites import Sites
from onelib.settings import read
from onelib.store import Store
from onelib.wikitext import statements
base = Path(pywikibot.config.base_dir)
sites = Sites(read(base / 'onelib.toml'))
cs = wikis.load('cs')
text, title, days, editions = json.loads(sys.argv[1])
page = pywikibot.Page(sites.open('cs'), title)
rows = [Row(title, statement, page.pageid) for statement in statements.find(text, cs)]
now = datetime.datetime(2027, 1, 20, tzinfo=datetime.UTC) + datetime.timedelta(days=days)
reader = SisterReader(sites, Store('sqlite:///' + str(base / 'sisters.sqlite')), now)
leads = reader.leads(rows, cs, editions)
print(json.dumps([[key, asdict(lead)] for key, lead in leads.items()]))
"""


def ask(farm: Farm | Faults, days: int = 0) -> Any:
    """The leads for the statements of an article, some days after the first question."""
    wanted = json.dumps([TEXT, 'Požár', days, ('en', 'hu')])
    done = subprocess.run([sys.executable, '-c', _ASK, wanted], env=farm.environment(), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture
def article(farm: Farm) -> Iterator[Path]:
    """An article with a sister on the English wiki; gives the store."""
    store = farm.bot_dir / 'sisters.sqlite'
    store.unlink(missing_ok=True)
    edit(farm, 'en', 'Fire of Martin', ENGLISH)
    edit(farm, 'cs', 'Požár', f'{TEXT}\n[[en:Fire of Martin]]')
    yield store
    for code, title in (('en', 'Fire of Martin'), ('cs', 'Požár')):
        edit(farm, code, title, 'nic')
    store.unlink(missing_ok=True)


def reads(farm: Farm) -> int:
    return sum(bool({'langlinks', 'revisions'} & set(request.get('prop') or ())) for request in farm.requests())


def test_a_sister_article_has_the_source(farm: Farm, article: Path) -> None:
    [[key, lead]] = ask(farm)
    assert key[0] == 'Požár'
    assert (lead['wiki'], lead['title'], lead['section']) == ('en', 'Fire of Martin', 'Fire')
    assert lead['sentence'].startswith('The library in Martin burnt down')
    assert (lead['source'], lead['isbn']) == ('Fox: Fires. 1930', '9780306406157')


def test_within_a_week_nobody_is_asked_again(farm: Farm, article: Path) -> None:
    first = ask(farm)
    farm.reset_requests()
    assert ask(farm, days=6) == first
    assert reads(farm) == 0
    ask(farm, days=8)
    assert reads(farm) > 0


def test_what_cannot_be_asked_is_what_it_was(farm: Farm, article: Path, tmp_path: Path) -> None:
    first = ask(farm)
    with Faults.between(farm, tmp_path) as faults:
        shutil.copy(article, tmp_path)
        faults.on(asking('query', prop='langlinks'), Status(404), times=100)
        assert ask(faults, days=8) == first


def test_an_article_without_a_sister(farm: Farm, article: Path) -> None:
    edit(farm, 'cs', 'Požár', TEXT)
    assert ask(farm) == []
    farm.reset_requests()
    assert ask(farm, days=1) == [] and reads(farm) == 0, 'that there is none is remembered, too'


def test_a_sister_that_is_gone(farm: Farm, article: Path) -> None:
    edit(farm, 'cs', 'Požár', f'{TEXT}\n[[en:No such article]]')
    assert ask(farm) == []

"""Names of templates as the wikis have them now."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest

from onelib import wikis
from onelib.readers.template_names import TemplateNames
from onelib.store import Store
from onelib.wikitext.statements import find
from tests.sandbox import bot
from tests.sandbox.farm import Farm
from tests.sandbox.pages import END, START, edit, text_of

NOW = datetime.datetime(2027, 1, 15, tzinfo=datetime.UTC)


def test_a_template_that_no_data_file_knows(farm: Farm) -> None:
    """Its name comes from a language link on the English wiki, the name in the article is a redirect to it."""
    english = text_of(farm, 'en', 'Template:Citation needed')
    edit(farm, 'en', 'Template:Citation needed', f'{english}<noinclude>[[hu:Sablon:Honnan tudjuk]]</noinclude>')
    edit(farm, 'hu', 'Template:Honnan tudjuk', '<sup>[honnan?]</sup>')
    edit(farm, 'hu', 'Template:Ki mondta', '#ÁTIRÁNYÍTÁS [[Sablon:Honnan tudjuk]]')
    edit(farm, 'hu', 'Olvasókör', 'A kör 1898-ban alakult.{{Ki mondta|2019. május}} Ma is él.')
    edit(farm, 'hu', 'Wikipédia:Próba', f'{START}|limit=500}}}}\n{END}')
    (farm.bot_dir / 'onelib.sqlite').unlink(missing_ok=True)
    assert 'Ki mondta' not in wikis.load('hu').names('inline')
    result = bot.run(farm, '-wiki:hu', '-page:Wikipédia:Próba')
    assert result.returncode == 0, result.stderr
    assert 'A kör 1898-ban alakult.' in text_of(farm, 'hu', 'Wikipédia:Próba')
    farm.reset_requests()
    edit(farm, 'hu', 'Olvasókör', 'A kör 1899-ben alakult.{{Ki mondta}} Ma is él.')
    assert bot.run(farm, '-wiki:hu', '-page:Wikipédia:Próba').returncode == 0
    assert 'A kör 1899-ben alakult.' in text_of(farm, 'hu', 'Wikipédia:Próba')
    asked = [request for request in farm.requests() if 'redirects' in (request.get('prop') or ())]
    assert not asked, 'names are asked for once a week'
    edit(farm, 'en', 'Template:Citation needed', english)
    for title in ('Olvasókör', 'Wikipédia:Próba'):
        edit(farm, 'hu', title, 'semmi')
    (farm.bot_dir / 'onelib.sqlite').unlink()


class Silent:
    """Wikis that do not answer."""

    def open(self, code: str) -> Any:
        raise ConnectionError(code)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(f'sqlite:///{tmp_path / "store.sqlite"}')


def test_silent_wikis_leave_the_data_file(store: Store) -> None:
    assert TemplateNames(Silent(), store, NOW).complete('cs') == wikis.load('cs')


def test_silent_wikis_leave_an_old_answer(store: Store) -> None:
    names = {'inline': {'Ověřit': ['Fakt/dne', 'Kde to je?']}, 'refimprove': {}}
    store.keep('template names of cs', names, NOW - datetime.timedelta(days=400))
    cs = TemplateNames(Silent(), store, NOW).complete('cs')
    assert [s.template for s in find('Ano.{{kde to je?}} Ne.{{fakt/dne}}', cs)] == ['kde to je?', 'fakt/dne']


def test_a_name_that_is_known_to_mean_something_else_keeps_its_meaning(store: Store) -> None:
    """A redirect by that name may be new, a vandal's, or an error of the language links."""
    names = {'inline': {'Fakt/dne': ['Fakt/dne', 'Neověřeno', 'Kde?']}}
    store.keep('template names of cs', names, NOW)
    cs = TemplateNames(Silent(), store, NOW).complete('cs')
    assert 'Kde?' in cs.names('inline')
    assert 'Neověřeno' not in cs.names('inline')

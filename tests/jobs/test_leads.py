"""A list that says where another language has the source."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.readers.test_sisters import ENGLISH, TEXT
from tests.sandbox import bot
from tests.sandbox.farm import Farm
from tests.sandbox.pages import END, START, edit, text_of

PAGE = 'Wikipedie:Zkouška zdrojů'


@pytest.fixture
def article(farm: Farm) -> Iterator[None]:
    edit(farm, 'en', 'Fire of Martin', ENGLISH)
    edit(farm, 'cs', 'Požár', f'{TEXT}\n[[en:Fire of Martin]] [[Kategorie:Požáry]]')
    edit(farm, 'cs', 'Kategorie:Požáry', 'x')
    yield
    for code, title in (('en', 'Fire of Martin'), ('cs', 'Požár'), ('cs', PAGE), ('cs', 'Kategorie:Požáry')):
        edit(farm, code, title, 'nic')
    (farm.bot_dir / 'onelib.sqlite').unlink(missing_ok=True)


def listed(farm: Farm, parameters: str = '') -> str:
    edit(farm, 'cs', PAGE, f'{START} |category=Požáry {parameters}}}}}\n{END}')
    result = bot.run(farm, '-wiki:cs', f'-page:{PAGE}')
    assert result.returncode == 0 and 'deferred' not in result.stdout, result.stderr
    return text_of(farm, 'cs', PAGE)


def test_where_the_source_is(farm: Farm, article: None) -> None:
    text = listed(farm)
    assert '|found=en |source=Fox: Fires. 1930 |isbn=9780306406157 |place=en:Fire of Martin#Fire' in text
    html = farm.api('cs', action='parse', page=PAGE, prop='text')['parse']['text']
    assert 'Fire_of_Martin#Fire' in html and 'Fox: Fires. 1930' in html


def test_a_list_that_wants_no_suggestions(farm: Farm, article: None) -> None:
    farm.reset_requests()
    assert '|source=' not in listed(farm, '|from=none')
    assert not [request for request in farm.requests() if request['wiki'] == 'en' and 'Fire' in str(request)]


def test_editions_of_its_own(farm: Farm, article: None) -> None:
    assert '|source=' not in listed(farm, '|from=hu')
    text = listed(farm, '|from=hu, xx, en, de, sk')
    assert 'onelib-error' in text and 'none' in text


def test_an_unchanged_list_is_not_saved_again(farm: Farm, article: None) -> None:
    listed(farm)
    farm.reset_requests()
    assert bot.run(farm, '-wiki:cs', f'-page:{PAGE}').returncode == 0
    assert [request for request in farm.requests() if request['action'] == 'edit'] == []

"""What a wiki tells its visual editor of its tags."""

from __future__ import annotations

import json
from typing import Any

import pytest

from onelib import wikis
from onelib.readers.citation_cards import PAGE, CardsError, completed, names
from tests.sandbox import bot
from tests.sandbox.farm import Farm
from tests.sandbox.pages import END, START, edit, text_of

CS = wikis.load('cs')
TAGS = {'Fakt/dne': ['Fakt'], 'Doplňte zdroj': []}


def page(*entries: dict[str, Any], **others: Any) -> str:
    return json.dumps({'citationNeeded': list(entries), **others})


def test_names() -> None:
    text = page({'title': ['Fact', 'cn']}, {'title': 'Fact'}, {'title': ['[[x', '', 7, 'a' * 300, 'User:Anna']})
    assert names(text) == ['Fact', 'cn']
    assert names('') == []


@pytest.mark.parametrize('text', ['{', '[]', '{"citationNeeded": {}}', '{"citationNeeded": [7]}', '[' * 100_000,
                                  '{"citationNeeded": [{"title": null}]}'])  # fmt: skip
def test_a_page_that_the_editor_cannot_read(text: str) -> None:
    with pytest.raises(CardsError):
        names(text)
    with pytest.raises(CardsError):
        completed(text, CS, TAGS)


def test_a_wiki_without_the_page() -> None:
    first, second = json.loads(completed('', CS, TAGS))['citationNeeded']
    assert (first['title'], second['title']) == (['Fakt/dne', 'Fakt'], ['Doplňte zdroj'])
    assert first['params']['date'] in CS.parameters['date']


def test_a_tag_that_wraps_its_statement() -> None:
    [entry] = json.loads(completed('', wikis.load('ru'), {'Нет АИ 2': []}))['citationNeeded']
    assert entry['params']['encapsulate'] == '1'


def test_nothing_that_is_there_goes() -> None:
    mine = {'title': 'fakt', 'params': {'date': 'kdy'}, 'note': 1}
    now = json.loads(completed(page(mine, {'title': ['Jiná']}, other=[1, 2]), CS, TAGS))
    assert now['other'] == [1, 2]
    assert now['citationNeeded'][0] == {'title': ['fakt', 'Fakt/dne'], 'params': {'date': 'kdy'}, 'note': 1}
    assert now['citationNeeded'][1] == {'title': ['Jiná']}
    assert completed(json.dumps(now), CS, TAGS) == ''


def test_a_tag_that_only_the_visual_editor_knows(farm: Farm) -> None:
    """Its name is on the page of the editor; what is no template there is not believed."""
    edit(farm, 'hu', 'Template:Ki állítja', '<sup>[ki?]</sup>')
    edit(farm, 'hu', PAGE, page({'title': ['Ki állítja', 'Nincs ilyen sablon']}))
    edit(farm, 'hu', 'Olvasókör', 'A kör 1898-ban alakult.{{Ki állítja}} Ma is él.')
    edit(farm, 'hu', 'Wikipédia:Próba', f'{START}|limit=500}}}}\n{END}')
    (farm.bot_dir / 'onelib.sqlite').unlink(missing_ok=True)
    result = bot.run(farm, '-wiki:hu', '-page:Wikipédia:Próba')
    assert result.returncode == 0, result.stderr
    assert 'A kör 1898-ban alakult.' in text_of(farm, 'hu', 'Wikipédia:Próba')
    check = bot.run(farm, '-wiki:hu', '-check', script='setup_wiki')
    assert PAGE in check.stderr and 'interface administrator' in check.stderr
    for title in ('Olvasókör', 'Wikipédia:Próba', 'Template:Ki állítja'):
        edit(farm, 'hu', title, 'semmi')
    edit(farm, 'hu', PAGE, '{}')
    (farm.bot_dir / 'onelib.sqlite').unlink()


def test_a_page_of_nonsense_stops_nothing(farm: Farm) -> None:
    edit(farm, 'hu', PAGE, '{"citationNeeded": [7]}')
    (farm.bot_dir / 'onelib.sqlite').unlink(missing_ok=True)
    check = bot.run(farm, '-wiki:hu', '-check', script='setup_wiki')
    assert 'cannot read' in check.stderr and PAGE in check.stderr
    edit(farm, 'hu', PAGE, '{}')

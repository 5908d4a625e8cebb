"""On many wikis the user namespace has another name for women: their lists are served, and the bot may be one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest

from tests.sandbox import bot
from tests.sandbox.farm import Farm
from tests.sandbox.pages import END, START, edit, text_of

LIST = 'Uživatelka:Librarian/Seznam'


@pytest.fixture(autouse=True)
def women(farm: Farm) -> Iterator[None]:
    with sqlite3.connect(farm.installation.database('cs'), timeout=30) as database:
        database.execute(
            "INSERT INTO user_properties SELECT user_id, 'gender', 'female' FROM user"
            " WHERE user_name IN ('OnelibBot', 'Librarian')"
        )
    edit(farm, 'cs', LIST, f'{START}|limit=1}}}}\n{END}')
    yield
    edit(farm, 'cs', LIST, 'nic')
    with sqlite3.connect(farm.installation.database('cs'), timeout=30) as database:
        database.execute("DELETE FROM user_properties WHERE up_property = 'gender'")


def test_lists_of_women(farm: Farm) -> None:
    for title in (LIST, 'User:OnelibBot'):
        [page] = farm.api('cs', titles=title)['query']['pages']
        assert page['title'].startswith('Uživatelka:'), 'the wiki knows who they are'
    result = bot.run(farm, '-wiki:cs', f'-page:{LIST}')
    assert result.returncode == 0, result.stderr
    assert ' |article=' in text_of(farm, 'cs', LIST)
    checked = bot.run(farm, '-wiki:cs', '-check', script='setup_wiki')
    assert 'OnelibBot is missing' in checked.stderr

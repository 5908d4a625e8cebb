"""A bot that steps back: what people undo stays undone, and no list is emptied by one odd answer."""

from __future__ import annotations

import datetime
import json
import sqlite3
from collections.abc import Iterator

import pytest

from tests.sandbox import bot
from tests.sandbox.client import ApiClient
from tests.sandbox.farm import Farm
from tests.sandbox.pages import END, START, edit, text_of

PAGE, NAMED = 'Wikipedie:Zpět', 'Wikipedie:Zpět/Články'
TAG = '{{Fakt/dne}}'
TITLES = [f'Zpáteční {number}' for number in range(14)]
CALL = f'{START}|titles={NAMED}|limit=50}}}}\n{END}'


@pytest.fixture(scope='module', autouse=True)
def articles(farm: Farm) -> None:
    for title in TITLES:
        edit(farm, 'cs', title, f'{title} je stará cesta.{TAG}')
    # It makes the store.
    assert bot.run(farm, '-wiki:cs').returncode == 0


@pytest.fixture(autouse=True)
def listed(farm: Farm) -> Iterator[str]:
    """A list of all articles; gives back the text of its page."""
    name_articles(farm, TITLES)
    edit(farm, 'cs', PAGE, CALL)
    assert len(served(farm)) == len(TITLES)
    yield text_of(farm, 'cs', PAGE)
    edit(farm, 'cs', PAGE, 'nic')


def name_articles(farm: Farm, titles: list[str]) -> None:
    edit(farm, 'cs', NAMED, ''.join(f'* [[{title}]]\n' for title in titles) or 'nic')


def served(farm: Farm, page: str = PAGE) -> list[str]:
    """The rows of the list after a full run that asks everything anew."""
    with sqlite3.connect(farm.bot_dir / 'onelib.sqlite') as connection:
        connection.execute("DELETE FROM onelib_answers WHERE question LIKE 'candidates on %'")
        connection.execute("DELETE FROM onelib_answers WHERE question LIKE 'articles of a list on %'")
        # What was seen within the hour is not looked up.
        connection.execute(
            "UPDATE onelib_statements SET last = '2026-01-01 00:00:00.000000' WHERE title LIKE 'Zpáteční%'"
        )
    result = bot.run(farm, '-wiki:cs', f'-page:{page}')
    assert result.returncode == 0, result.stderr
    return [line for line in text_of(farm, 'cs', page).splitlines() if line.startswith('{{1Lib1Ref worklist/row |')]


def librarian(farm: Farm) -> ApiClient:
    return farm.person('cs', 'Librarian')


def undo(client: ApiClient, text: str = CALL, page: str = PAGE) -> None:
    client(action='edit', title=page, text=text)


def test_what_is_undone_stays_undone(farm: Farm) -> None:
    undo(librarian(farm))
    for _ in range(2):
        assert served(farm) == []
    bot.run(farm, '-quick')
    assert text_of(farm, 'cs', PAGE) == CALL
    assert 'undone in revision' in bot.run(farm, '-wiki:cs', f'-page:{PAGE}').stderr


def test_until_the_call_is_changed(farm: Farm) -> None:
    undo(librarian(farm))
    assert served(farm) == []
    edit(farm, 'cs', PAGE, CALL.replace('limit=50', 'limit=40'))
    assert len(served(farm)) == len(TITLES)


def test_until_the_undoing_is_undone(farm: Farm, listed: str) -> None:
    undo(librarian(farm))
    assert served(farm) == []
    edit(farm, 'cs', PAGE, listed)
    edit(farm, 'cs', TITLES[0], 'nic')
    assert len(served(farm)) == len(TITLES) - 1
    edit(farm, 'cs', TITLES[0], f'{TITLES[0]} je stará cesta.{TAG}')


def test_who_has_no_account_undoes_nothing(farm: Farm) -> None:
    undo(ApiClient.anonymous(farm.installation.api_url('cs')))
    assert len(served(farm)) == len(TITLES)


def test_whoever_edits_the_page_undoes_nothing(farm: Farm, listed: str) -> None:
    undo(librarian(farm), f'Úvod.\n\n{listed}')
    edit(farm, 'cs', PAGE, f'Úvod.\n\n{CALL}')
    assert len(served(farm)) == len(TITLES)


def test_a_bot_that_always_writes_over_it_wins(farm: Farm) -> None:
    other, page = librarian(farm), f'{PAGE}/Boti'
    edit(farm, 'cs', page, CALL)
    farm.api('cs', action='userrights', user='Librarian', add='bot', reason='test')
    try:
        for _ in range(3):
            assert len(served(farm, page)) == len(TITLES)
            undo(other, CALL.replace('\n', '\nroboti mají pravdu\n'), page)
        assert served(farm, page) == []
    finally:
        farm.api('cs', action='userrights', user='Librarian', remove='bot', reason='test')
        edit(farm, 'cs', page, 'nic')


def hours_pass(farm: Farm) -> None:
    """As if the bot had first seen it four hours ago."""
    since = (datetime.datetime.now(datetime.UTC) - datetime.timedelta(hours=4)).isoformat()
    with sqlite3.connect(farm.bot_dir / 'onelib.sqlite') as connection:
        wanted = "SELECT question, answer FROM onelib_answers WHERE question LIKE 'shrinking on %'"
        [(question, answer)] = connection.execute(wanted).fetchall()
        later = json.dumps(json.loads(answer) | {'since': since})
        connection.execute('UPDATE onelib_answers SET answer = ? WHERE question = ?', (later, question))


def test_a_list_is_emptied_by_the_second_run_that_says_so(farm: Farm) -> None:
    name_articles(farm, TITLES[:2])
    for _ in range(2):
        assert len(served(farm)) == len(TITLES)
    hours_pass(farm)
    assert len(served(farm)) == 2


def test_and_not_if_the_second_run_finds_less(farm: Farm) -> None:
    name_articles(farm, TITLES[:2])
    served(farm)
    hours_pass(farm)
    name_articles(farm, TITLES[:1])
    assert len(served(farm)) == len(TITLES)
    name_articles(farm, TITLES)
    assert len(served(farm)) == len(TITLES)
    name_articles(farm, TITLES[:1])
    # What was seen before the list was whole again does not count.
    assert len(served(farm)) == len(TITLES)


def remembered(farm: Farm, title: str) -> list[str]:
    with sqlite3.connect(farm.bot_dir / 'onelib.sqlite') as connection:
        asked = connection.execute('SELECT question FROM onelib_answers').fetchall()
    return sorted(question.partition(' on ')[0] for (question,) in asked if f': {title}' in question)


def test_what_is_known_of_a_page_goes_with_its_block(farm: Farm) -> None:
    page = 'Wikipedie:Zapomenutá'
    other = f'{page}: další'
    for each in (page, other):
        edit(farm, 'cs', each, CALL)
        served(farm, each)
    name_articles(farm, TITLES[:2])
    for each in (page, other):
        served(farm, each)
    assert remembered(farm, page) == ['own edit', 'own edit', 'served', 'served', 'shrinking', 'shrinking']
    edit(farm, 'cs', page, 'nic')
    assert bot.run(farm, '-wiki:cs').returncode == 0
    assert remembered(farm, page) == remembered(farm, other) == ['own edit', 'served', 'shrinking']
    farm.api('cs', action='delete', title=other)
    assert bot.run(farm, '-wiki:cs').returncode == 0
    assert remembered(farm, page) == []


def test_who_asks_for_less_gets_less(farm: Farm) -> None:
    edit(farm, 'cs', PAGE, text_of(farm, 'cs', PAGE).replace('limit=50', 'limit=3'))
    assert len(served(farm)) == 3


def test_statements_that_were_sourced_leave_at_once(farm: Farm) -> None:
    for title in TITLES[3:]:
        edit(farm, 'cs', title, f'{title} je stará cesta.<ref>Kniha o {title}</ref>')
    assert [row for row in served(farm) if '|done=' not in row] != []
    assert sum('|done=' not in row for row in served(farm)) == 3
    for title in TITLES[3:]:
        edit(farm, 'cs', title, f'{title} je stará cesta.{TAG}')
    # Their tags are back, and one run is enough to say so.
    assert sum('|done=' not in row for row in served(farm)) == len(TITLES)
    text = text_of(farm, 'cs', PAGE)
    served(farm)
    assert text_of(farm, 'cs', PAGE) == text

"""Worklists of events: what lists say stands there, what people do there stays, and nothing is asked in vain."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator

import pytest

from tests.neighbours import Event, Events, Neighbours, Worklists
from tests.sandbox import bot
from tests.sandbox.client import ApiError
from tests.sandbox.farm import Farm
from tests.sandbox.pages import END, START, edit, text_of

PAGE, NAMED = 'Wikipedie:Akce', 'Wikipedie:Akce/Články'
TITLES = [f'Akční {number}' for number in range(8)]
EVENT, WORKLIST = 1234, 'Event:Večer v knihovně/Worklist'
CALL = f'{START}|titles={NAMED}|limit=50|event={EVENT}}}}}\n{END}'


@pytest.fixture(scope='module', autouse=True)
def articles(farm: Farm) -> None:
    for title in TITLES:
        edit(farm, 'cs', title, f'{title} je stará událost.{{{{Fakt/dne}}}}')
    # It makes the store.
    assert bot.run(farm, '-wiki:cs').returncode == 0


@pytest.fixture(scope='module')
def running(farm: Farm) -> Iterator[Neighbours]:
    wikis = [f'{code.replace("-", "_")}wiki' for code in farm.wikis]
    events = Events(
        Event(EVENT, 'Večer v knihovně'),
        Event(7, deleted=True),
        Event(8, more={'event_page_wiki': 'cswiki'}),
    )
    with Neighbours(events, Worklists(farm.installation.api_url('meta'), wikis)) as running:
        yield running


@pytest.fixture
def event(farm: Farm, running: Neighbours) -> Iterator[Neighbours]:
    """The extension; the bot may write worklists, and knows nothing of this one, which there is not."""
    settings = farm.bot_dir / 'onelib.toml'
    before = settings.read_text()
    address = f'campaignevents = "{running.address}w/rest.php/campaignevents/v0/"\n'
    settings.write_text(f'own_pages = ["events"]\n{address}{before}')
    running.mend()
    edit(farm, 'cs', PAGE, 'nic')
    yield running
    settings.write_text(before)
    edit(farm, 'cs', PAGE, 'nic')
    forget(farm)
    for title in (WORKLIST,):
        try:
            farm.api('meta', action='delete', title=title)
        except ApiError as problem:
            assert problem.code == 'missingtitle'


def forget(farm: Farm) -> None:
    with sqlite3.connect(farm.bot_dir / 'onelib.sqlite') as connection:
        for table in ('event_articles', 'event_lists'):
            connection.execute(f'DELETE FROM onelib_{table}')
        connection.execute("DELETE FROM onelib_answers WHERE question LIKE 'worklist of the event %'")


def name_articles(farm: Farm, titles: Collection[str]) -> None:
    edit(farm, 'cs', NAMED, ''.join(f'* [[{title}]]\n' for title in sorted(titles)) or 'nic')
    with sqlite3.connect(farm.bot_dir / 'onelib.sqlite') as connection:
        connection.execute("DELETE FROM onelib_answers WHERE question LIKE 'articles of a list on %'")


def serve(farm: Farm, *more: str, code: int = 0) -> str:
    """What a run over the list says."""
    result = bot.run(farm, '-wiki:cs', f'-page:{PAGE}', *more)
    assert result.returncode == code, result.stderr
    return result.stderr + result.stdout


def there(farm: Farm, title: str = WORKLIST) -> set[str]:
    """The articles of the worklist, all of one wiki."""
    content = json.loads(text_of(farm, 'meta', title))
    assert set(content) <= {'cswiki'} and all(content.values())
    titles = content.get('cswiki', [])
    assert len(titles) == len(set(titles))
    return set(titles)


def people(farm: Farm, titles: Collection[str]) -> None:
    """Somebody makes the worklist this."""
    text = json.dumps({'cswiki': sorted(titles)} if titles else {}, ensure_ascii=False)
    farm.person('meta', 'Librarian')(action='edit', title=WORKLIST, text=text, contentmodel='worklist')


def changes(event: Neighbours) -> list[dict[str, dict[str, list[str]]]]:
    """What was sent to be changed since it was asked last."""
    sent = [dict(call.body) for call in event.calls if call.method == 'PATCH']
    event.calls.clear()
    assert all(set(body) <= {'add', 'remove', 'token'} for body in sent)
    return [{name: by for name, by in body.items() if name != 'token'} for body in sent]


def test_the_articles_of_a_list_stand_on_the_worklist(farm: Farm, event: Neighbours) -> None:
    name_articles(farm, TITLES[:3])
    edit(farm, 'cs', PAGE, CALL)
    said = serve(farm)
    assert WORKLIST in said and 'saved' in said
    assert there(farm) == set(TITLES[:3])
    assert changes(event) == [{'add': {'cswiki': TITLES[:3]}}]
    assert 'unchanged' in serve(farm) and not changes(event)
    name_articles(farm, TITLES[2:4])
    serve(farm)
    assert changes(event) == [{'add': {'cswiki': [TITLES[3]]}, 'remove': {'cswiki': TITLES[:2]}}]
    assert there(farm) == set(TITLES[2:4])

"""Worklists of events: what lists say stands there, what people do there stays, and nothing is asked in vain."""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Collection, Iterator
from functools import partial

import pytest

from tests.fuzz import examples
from tests.neighbours import Answer, Call, Event, Events, Neighbours, Worklists, faults
from tests.neighbours.rest import refusal
from tests.sandbox import bot
from tests.sandbox.client import ApiClient
from tests.sandbox.farm import Farm
from tests.sandbox.pages import END, START, edit, text_of

PAGE, NAMED = 'Wikipedie:Akce', 'Wikipedie:Akce/Články'
TITLES = [f'Akční {number}' for number in range(8)]
EVENT, WORKLIST = 1234, 'Event:Večer v knihovně/Worklist'
#: What is put in place of the page with the list, and of these worklists, when a test is over.
GONE = 'nic'
# Of those that come to the same, one.
FAULTS = ('403', '429, for a moment', '500', 'html', 'null', 'cut', 'again')


def call(*events: int | str, more: str = '') -> str:
    """A list for each of these events."""
    return '\n'.join(f'{START}|titles={NAMED}|limit=50|event={event}{more}}}}}\n{END}' for event in events)


def is_change(title: str, call: Call) -> bool:
    return call.method == 'PATCH' and title in call.path


def worklist(number: int) -> str:
    return WORKLIST if number == EVENT else f'Event:Akce {number}/Worklist'


@pytest.fixture(scope='module', autouse=True)
def articles(farm: Farm) -> None:
    for title in TITLES:
        edit(farm, 'cs', title, f'{title} je stará událost.{{{{Fakt/dne}}}}')
    # It makes the store.
    assert bot.run(farm, '-wiki:cs').returncode == 0


@pytest.fixture(scope='module')
def worklists(farm: Farm) -> Worklists:
    wikis = [f'{code.replace("-", "_")}wiki' for code in farm.wikis]
    return Worklists(farm.installation.api_url('meta'), wikis)


@pytest.fixture(scope='module')
def running(worklists: Worklists) -> Iterator[Neighbours]:
    events = Events(
        Event(EVENT, 'Večer v knihovně'),
        Event(7, deleted=True),
        Event(8, more={'event_page_wiki': 'cswiki'}),
        *(Event(number, f'Akce {number}') for number in range(100, 120)),
    )
    with Neighbours(events, worklists) as running:
        yield running


@pytest.fixture
def event(farm: Farm, running: Neighbours) -> Iterator[Neighbours]:
    """The extension; the bot may write worklists, and knows nothing of this one, which there is not."""
    settings = farm.bot_dir / 'onelib.toml'
    before = settings.read_text()
    address = f'campaignevents = "{running.address}w/rest.php/campaignevents/v0/"\n'
    settings.write_text(f'own_pages = ["events"]\n{address}{before}')
    running.mend()
    forget(farm)
    yield running
    settings.write_text(before)
    edit(farm, 'cs', PAGE, GONE)
    for page in farm.api('meta', action='query', list='allpages', apprefix='Event:')['query']['allpages']:
        farm.api('meta', action='delete', title=page['title'])


def forget(farm: Farm) -> None:
    with sqlite3.connect(farm.bot_dir / 'onelib.sqlite') as connection:
        for table in ('event_articles', 'event_lists'):
            connection.execute(f'DELETE FROM onelib_{table}')
        connection.execute("DELETE FROM onelib_answers WHERE question LIKE 'worklist of the event %'")


def name_articles(farm: Farm, titles: Collection[str]) -> None:
    edit(farm, 'cs', NAMED, ''.join(f'* [[{title}]]\n' for title in sorted(titles)) or 'nic')
    with sqlite3.connect(farm.bot_dir / 'onelib.sqlite') as connection:
        connection.execute("DELETE FROM onelib_answers WHERE question LIKE 'articles of a list on %'")


def serve(farm: Farm, *more: str, code: int | None = 0) -> str:
    """What a run over the list says."""
    result = bot.run(farm, '-wiki:cs', f'-page:{PAGE}', *more)
    assert code is None or result.returncode == code, result.stderr
    return result.stderr + result.stdout


def there(farm: Farm, title: str = WORKLIST) -> set[str]:
    """The articles of the worklist, all of one wiki."""
    content = json.loads(text_of(farm, 'meta', title))
    assert set(content) <= {'cswiki'} and all(content.values())
    titles = content.get('cswiki', [])
    assert len(titles) == len(set(titles))
    return set(titles)


@pytest.fixture(scope='module')
def librarian(farm: Farm) -> ApiClient:
    return farm.person('meta', 'Librarian')


def people(librarian: ApiClient, titles: Collection[str], page: str = WORKLIST) -> None:
    """Somebody makes the worklist this."""
    text = json.dumps({'cswiki': sorted(titles)} if titles else {}, ensure_ascii=False)
    librarian(action='edit', title=page, text=text, contentmodel='worklist')


def changes(event: Neighbours) -> list[dict[str, dict[str, list[str]]]]:
    """What was sent to be changed since it was asked last."""
    sent = [dict(call.body) for call in event.calls if call.method == 'PATCH']
    event.calls.clear()
    assert all(set(body) <= {'add', 'remove', 'token'} for body in sent)
    return [{name: by for name, by in body.items() if name != 'token'} for body in sent]


def test_the_articles_of_a_list_stand_on_the_worklist(farm: Farm, event: Neighbours) -> None:
    name_articles(farm, TITLES[:3])
    edit(farm, 'cs', PAGE, call(EVENT))
    said = serve(farm)
    assert WORKLIST in said and 'saved' in said
    assert there(farm) == set(TITLES[:3])
    assert changes(event) == [{'add': {'cswiki': TITLES[:3]}}]
    assert 'unchanged' in serve(farm) and not changes(event)
    name_articles(farm, TITLES[2:4])
    serve(farm)
    assert changes(event) == [{'add': {'cswiki': [TITLES[3]]}, 'remove': {'cswiki': TITLES[:2]}}]
    assert there(farm) == set(TITLES[2:4])


def test_what_people_do_to_it_stays(farm: Farm, event: Neighbours, librarian: ApiClient) -> None:
    mine, theirs = set(TITLES[:4]), {TITLES[0], 'Cizí článek'}
    people(librarian, theirs)
    name_articles(farm, mine)
    edit(farm, 'cs', PAGE, call(EVENT))
    serve(farm)
    assert there(farm) == mine | theirs
    # One is taken away, one is taken away and brought back, and both have been the bot's.
    people(librarian, (mine | theirs) - {TITLES[1], TITLES[2]})
    people(librarian, (mine | theirs) - {TITLES[1]})
    changes(event)
    serve(farm)
    assert not changes(event)
    # What no list wants any more goes, but what was theirs first or last.
    name_articles(farm, [TITLES[4]])
    serve(farm)
    assert there(farm) == {TITLES[4], TITLES[2]} | theirs
    name_articles(farm, [TITLES[1], TITLES[4]])
    serve(farm)
    assert TITLES[1] not in there(farm)
    edit(farm, 'cs', PAGE, call(EVENT, more='|per_article=2'))
    serve(farm)
    assert there(farm) == {TITLES[1], TITLES[2], TITLES[4]} | theirs
    # Who deletes it has taken away all.
    farm.api('meta', action='delete', title=WORKLIST)
    changes(event)
    serve(farm)
    assert not changes(event)


@pytest.mark.parametrize('seed', range(1, 1 + examples(1)))
def test_after_random_changes_by_bot_and_people(farm: Farm, event: Neighbours, librarian: ApiClient, seed: int) -> None:
    """Ten of them; the bot's runs are compared with what a careful person would have written."""
    chance = random.Random(seed)
    edit(farm, 'cs', PAGE, call(EVENT))
    owner: dict[str, str] = {}
    taken: set[str] = set()
    now: set[str] = set()
    for number in range(10):
        if number and chance.random() < 0.55:
            some = set(chance.sample([*TITLES, 'Cizí', 'Jiný'], chance.randrange(9)))
            kept = {title for title in now if chance.random() < 0.7}
            after = kept | {title for title in some if chance.random() < 0.3}
            people(librarian, after)
            taken = (taken - (after - now)) | {title for title in now - after if owner[title] == 'bot'}
            owner |= dict.fromkeys(after - now, 'people')
            now = after
            continue
        wanted = set(chance.sample(TITLES, chance.randrange(len(TITLES) + 1)))
        name_articles(farm, wanted)
        event.calls.clear()
        serve(farm, code=None)
        if not wanted:
            # Such a list is a mistake, which changes nothing.
            assert not changes(event)
            continue
        after = (wanted - taken) | {title for title in now if owner[title] == 'people'}
        assert len(changes(event)) == (after != now)
        assert not after or there(farm) == after
        owner |= dict.fromkeys(after - now, 'bot')
        now = after
    event.calls.clear()
    serve(farm, code=None)
    assert not changes(event)


def test_faults_lose_nothing(farm: Farm, event: Neighbours, librarian: ApiClient) -> None:
    """Of each change it is not known whether it was made, or something else is answered."""
    name_articles(farm, TITLES[:2])
    numbers = range(100, 100 + len(FAULTS))
    for number, name in zip(numbers, FAULTS, strict=True):
        people(librarian, ['Cizí článek'], worklist(number))
        event.break_at(partial(is_change, worklist(number)), faults.ALL[name])
    edit(farm, 'cs', PAGE, call(*numbers))
    serve(farm, code=None)
    event.mend()
    serve(farm)
    for number in numbers:
        assert there(farm, worklist(number)) == {*TITLES[:2], 'Cizí článek'}
        made = farm.api('meta', titles=worklist(number), prop='revisions', rvprop='user', rvlimit=9)
        assert [revision['user'] for revision in made['query']['pages'][0]['revisions']] == ['OnelibBot', 'Librarian']
    event.calls.clear()
    name_articles(farm, TITLES[:1])
    serve(farm)
    assert len(changes(event)) == len(numbers)
    assert all(there(farm, worklist(number)) == {TITLES[0], 'Cizí článek'} for number in numbers)


def test_what_passes_by_itself_is_deferred(farm: Farm, event: Neighbours, worklists: Worklists) -> None:
    name_articles(farm, TITLES[:2])
    busy = Answer(b'slow down', 429, {'Retry-After': '600'})
    passing = {100: [busy], 101: [Answer(b'', 503)] * 4, 102: [refusal(403, 'rest-badtoken')]}
    worklists.instead = {worklist(number): list(answers) for number, answers in passing.items()}
    edit(farm, 'cs', PAGE, call(*passing))
    said = serve(farm)
    assert said.count('deferred') >= 2 and 'onelib-note' not in text_of(farm, 'cs', PAGE)
    assert there(farm, worklist(102)) == set(TITLES[:2])
    event.break_at(lambda call: call.method == 'GET', faults.status(503))
    assert 'CampaignEvents cannot be read' in serve(farm)
    event.mend()
    serve(farm)
    assert all(there(farm, worklist(number)) == set(TITLES[:2]) for number in passing)


def test_what_is_in_the_way_is_said_in_the_block(farm: Farm, event: Neighbours, worklists: Worklists) -> None:
    name_articles(farm, TITLES[:2])
    edit(farm, 'meta', worklist(100), 'no worklist')
    people(farm.person('meta', 'Librarian'), ['Cizí'], worklist(101))
    farm.api('meta', action='protect', title=worklist(101), protections='edit=sysop', reason='test')
    worklists.instead = {
        worklist(102): [refusal(403, 'campaignevents-worklist-edit-permission-denied')],
        worklist(103): [refusal(403, 'rest-badtoken', 'The token is not valid.')] * 2,
    }
    edit(farm, 'cs', PAGE, call(7, 8, 9, 100, 101, 102, 103, 104))
    serve(farm, code=None)
    blocks = text_of(farm, 'cs', PAGE).split(f'{START}|titles')[1:]
    wanted = ['„7“', '„8“', '„9“', 'is no worklist', 'protectedpage', 'permission-denied', 'rest-badtoken']
    for block, words in zip(blocks, wanted, strict=False):
        assert 'onelib-note' in block and words in block.replace('&#61;', '='), words
    assert 'onelib-note' not in blocks[-1] and there(farm, worklist(104)) == set(TITLES[:2])
    # What is mended is not said any more.
    serve(farm, code=None)
    assert text_of(farm, 'cs', PAGE).count('onelib-note') == 5


def test_it_is_off_without_the_setting(farm: Farm, event: Neighbours) -> None:
    name_articles(farm, TITLES[:2])
    settings = farm.bot_dir / 'onelib.toml'
    settings.write_text(settings.read_text().replace('"events"', '"data"'))
    edit(farm, 'cs', PAGE, call(EVENT))
    serve(farm)
    assert not event.calls and 'own_pages' in text_of(farm, 'cs', PAGE)


def test_no_other_host_is_told_a_token(farm: Farm, event: Neighbours) -> None:
    name_articles(farm, TITLES[:2])
    settings = farm.bot_dir / 'onelib.toml'
    settings.write_text(settings.read_text().replace('"http://127.0.0.1:', '"http://localhost:', 1))
    edit(farm, 'cs', PAGE, call(EVENT))
    assert 'no other host is told tokens' in serve(farm, code=None)
    assert not changes(event)


def test_who_only_looks_and_who_is_stopped_changes_nothing(farm: Farm, event: Neighbours) -> None:
    name_articles(farm, TITLES[:2])
    edit(farm, 'cs', PAGE, call(EVENT))
    for arguments in (('-simulate',), ('-preview',)):
        serve(farm, *arguments)
        assert not changes(event)
    edit(farm, 'meta', 'User:OnelibBot/stop', 'stop')
    serve(farm, code=None)
    farm.api('meta', action='delete', title='User:OnelibBot/stop')
    assert not changes(event)
    serve(farm)
    assert there(farm) == set(TITLES[:2])


def test_titles_that_mean_something_else_on_meta(farm: Farm, event: Neighbours) -> None:
    """A worklist would take nothing of a change with such a title."""
    odd = 'Akce:stará cesta'
    edit(farm, 'cs', odd, 'Akce je stará cesta.{{Fakt/dne}}')
    name_articles(farm, [*TITLES[:2], odd])
    edit(farm, 'cs', PAGE, call(EVENT))
    with farm.configured('meta', wgExtraNamespaces={'3000': 'Akce', '3001': 'Akce_talk'}):
        serve(farm)
        assert 'stará cesta' in text_of(farm, 'cs', PAGE)
        assert there(farm) == set(TITLES[:2]) and len(changes(event)) == 1
        serve(farm)
        assert not changes(event)

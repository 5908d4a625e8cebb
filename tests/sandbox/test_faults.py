"""The faults themselves: whether each breaks what it says it breaks, and leaves the rest alone."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import ExitStack
from functools import partial
from http.client import HTTPConnection, IncompleteRead, RemoteDisconnected
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode

import pytest

from tests.sandbox import bot, rejections
from tests.sandbox.client import ApiClient, ApiError
from tests.sandbox.farm import Farm
from tests.sandbox.faults import (
    ALWAYS,
    Close,
    Cut,
    Fault,
    Faults,
    Html,
    Meanwhile,
    Request,
    Reset,
    Rewrite,
    Silence,
    Status,
    WithoutCookies,
    asking,
    editing,
    reading,
)
from tests.sandbox.mediawiki import FarmError

TITLE = 'Wikipedie:Poruchy'
BEFORE, AFTER = 'předtím', 'potom'
SAVE = """
import sys, pywikibot
page = pywikibot.Page(pywikibot.Site('cs', 'sandbox'), sys.argv[1])
page.text = sys.argv[2]
page.save('zkouška')
"""


def text_of(farm: Farm, title: str = TITLE) -> str | None:
    page = farm.api('cs', titles=title, prop='revisions', rvprop='content', rvslots='main')['query']['pages'][0]
    return None if 'missing' in page else str(page['revisions'][0]['slots']['main']['content'])


def latest(farm: Farm, title: str = TITLE) -> int:
    page = farm.api('cs', titles=title, prop='revisions', rvprop='ids')['query']['pages'][0]
    return int(page['revisions'][0]['revid'])


def last_editor(farm: Farm) -> str:
    page = farm.api('cs', titles=TITLE, prop='revisions', rvprop='user')['query']['pages'][0]
    return str(page['revisions'][0]['user'])


@pytest.fixture
def page(farm: Farm) -> Iterator[str]:
    """A page that is there before each test, and gone after it."""
    with rejections.page(farm, 'cs', TITLE, BEFORE):
        yield TITLE


@pytest.fixture
def faults(farm: Farm, tmp_path: Path) -> Iterator[Faults]:
    with Faults.between(farm, tmp_path / 'bot') as running:
        yield running


@pytest.fixture
def client(farm: Farm, faults: Faults) -> ApiClient:
    """The bot's account on the Czech wiki, through the proxy."""
    return farm.bot('cs', faults.url)


def test_what_is_not_broken_comes_through_unchanged(farm: Farm, faults: Faults) -> None:
    path = 'cs/resources/assets/wiki.png'
    answers = []
    for url in (farm.url, faults.url):
        with urllib.request.urlopen(f'{url}/{path}') as answer:
            headers = {name: value for name, value in answer.headers.items() if name not in ('Date', 'Host')}
            answers.append((answer.status, headers, answer.read()))
    assert answers[0] == answers[1]
    assert len(answers[0][2]) > 1000


def test_an_edit_comes_through(farm: Farm, client: ApiClient, page: str) -> None:
    assert client(action='edit', title=page, text=AFTER * 100_000, nocreate=True)['edit']['result'] == 'Success'
    assert text_of(farm) == AFTER * 100_000
    assert last_editor(farm) == 'OnelibBot'


def test_addresses_lead_through_the_proxy(faults: Faults, client: ApiClient, farm: Farm) -> None:
    """Else the bot would find that wikis have no interwiki prefix."""
    for expected, ask in ((faults.url, client), (farm.url, partial(farm.api, 'cs'))):
        answer = ask(meta='siteinfo', siprop='general|interwikimap')['query']
        assert answer['general']['server'] == expected
        assert {row['url'].partition('/meta/')[0] for row in answer['interwikimap'] if row['prefix'] == 'meta'} == {
            expected
        }


def test_requests_are_recorded_however_they_are_sent(faults: Faults) -> None:
    fields = {'action': 'purge', 'titles': 'Ř_&+=', 'format': 'json'}
    parts = ''.join(
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields.items()
    )
    multipart = urllib.request.Request(
        f'{faults.url}/ka/api.php',
        data=f'{parts}--x--\r\n'.encode(),
        headers={'Content-Type': 'multipart/form-data; boundary=x'},
    )
    urllib.request.urlopen(f'{faults.url}/ka/api.php?{urlencode(fields)}').close()
    urllib.request.urlopen(f'{faults.url}/ka/api.php', data=urlencode(fields).encode()).close()
    urllib.request.urlopen(f'{faults.url}/ka/api.php?titles=x', data=urlencode(fields).encode()).close()
    urllib.request.urlopen(multipart).close()
    assert faults.requests == [
        Request('ka', 'purge', fields, method, 'api') for method in ('GET', 'POST', 'POST', 'POST')
    ]


@pytest.mark.parametrize('after', [False, True], ids=['before', 'after'])
@pytest.mark.parametrize(
    ('fault', 'error'),
    [
        (Status, HTTPError),
        (Reset, ConnectionResetError),
        (Close, RemoteDisconnected),
        (Html, json.JSONDecodeError),
        (Silence, RemoteDisconnected),
    ],
)
def test_the_answer_does_not_come(
    farm: Farm, faults: Faults, client: ApiClient, page: str, fault: type, error: type[Exception], after: bool
) -> None:
    options: dict[type, dict[str, Any]] = {Status: {'code': 503}, Silence: {'seconds': 0}}
    faults.on(editing(page), fault(**options.get(fault, {}), after=after))
    with pytest.raises(error) as caught:
        client(action='edit', title=page, text=AFTER)
    assert caught.type is error
    assert text_of(farm) == (AFTER if after else BEFORE)
    assert client(action='edit', title=page, text='dál')['edit']['result'] == 'Success'


def test_a_status_has_its_headers_and_body(faults: Faults) -> None:
    faults.on(asking('query'), Status(429, {'Retry-After': '7', 'Content-Type': 'text/plain'}, 'Too Many Requests'))
    with pytest.raises(HTTPError) as caught:
        urllib.request.urlopen(f'{faults.url}/cs/api.php?action=query')
    with caught.value as answer:
        headers = answer.headers
        assert (answer.code, headers['Retry-After'], headers['Content-Type']) == (429, '7', 'text/plain')
        assert answer.read() == b'Too Many Requests'


@pytest.mark.parametrize('at', [0.0, 0.5, 0.99])
def test_an_answer_is_cut(farm: Farm, faults: Faults, client: ApiClient, page: str, at: float) -> None:
    faults.on(editing(page), Cut(at=at))
    with pytest.raises(IncompleteRead) as caught:
        client(action='edit', title=page, text=AFTER)
    sent, missing = len(caught.value.partial), caught.value.expected
    assert missing is not None and sent == int((sent + missing) * at)
    assert text_of(farm) == AFTER


def send_edit(faults: Faults) -> HTTPConnection:
    """An edit without an account, whose answer nobody has waited for yet."""
    connection = HTTPConnection('127.0.0.1', faults.port, timeout=0.5)
    fields = {'action': 'edit', 'title': TITLE, 'text': AFTER, 'token': '+\\', 'format': 'json'}
    connection.request('POST', '/cs/api.php', urlencode(fields), {'Content-Type': 'application/x-www-form-urlencoded'})
    return connection


def give_up(connection: HTTPConnection) -> None:
    """Go away without an answer: none ever comes."""
    with pytest.raises(TimeoutError):
        connection.getresponse()
    connection.close()


def eventually(condition: Callable[[], bool]) -> bool:
    """Whether it becomes true, which takes an instant; so many tries only keep a broken test from going on forever."""
    for _ in range(1000):
        if condition():
            return True
        time.sleep(0.02)
    return False


@pytest.mark.parametrize('after', [False, True], ids=['before', 'after'])
def test_silence_until_the_client_gives_up(farm: Farm, tmp_path: Path, page: str, after: bool) -> None:
    with Faults.between(farm, tmp_path / 'bot') as faults:
        faults.on(editing(page), Silence(after=after))
        give_up(send_edit(faults))
    assert text_of(farm) == (AFTER if after else BEFORE)


def test_an_edit_arrives_when_its_client_is_gone(farm: Farm, faults: Faults, page: str) -> None:
    faults.on(editing(page), Silence(late=True))
    connection = send_edit(faults)
    assert text_of(farm) == BEFORE
    give_up(connection)
    assert eventually(lambda: text_of(farm) == AFTER)


def test_an_answer_comes_late(farm: Farm, faults: Faults, client: ApiClient, page: str) -> None:
    faults.on(editing(page), Silence(seconds=0.1, late=True))
    assert client(action='edit', title=page, text=AFTER)['edit']['result'] == 'Success'
    assert text_of(farm) == AFTER


def test_the_end_of_the_proxy_ends_silence(farm: Farm, tmp_path: Path, page: str) -> None:
    silences = (Silence(), Silence(seconds=3600), Silence(late=True))
    with Faults.between(farm, tmp_path / 'bot') as faults:
        for silence in silences:
            faults.on(editing(page), silence)
        connections = [send_edit(faults) for _ in silences]
        assert eventually(lambda: len(faults.requests) == len(silences))
    for connection in connections:
        with pytest.raises(RemoteDisconnected):
            connection.getresponse()
    assert text_of(farm) == BEFORE


@pytest.mark.parametrize(
    ('fault', 'code'),
    [
        (Rewrite({'token': 'wrong+\\'}), 'badtoken'),
        (Rewrite({'token': None}), 'missingparam'),
        # A single database counts as one second ahead of itself.
        (Rewrite({'maxlag': '-2'}), 'maxlag'),
        (WithoutCookies(), 'assertuserfailed'),
    ],
    ids=['badtoken', 'missingparam', 'maxlag', 'assertuserfailed'],
)
def test_mediawiki_refuses_what_it_gets(
    farm: Farm, faults: Faults, client: ApiClient, page: str, fault: Fault, code: str
) -> None:
    faults.on(editing(page), fault)
    with pytest.raises(ApiError) as caught:
        client(action='edit', title=page, text=AFTER, **{'assert': 'user'})
    assert caught.value.code == code
    assert text_of(farm) == BEFORE
    assert client(action='edit', title=page, text=AFTER)['edit']['result'] == 'Success'


def test_parameters_of_the_address_are_rewritten_too(faults: Faults, client: ApiClient) -> None:
    faults.on(asking('query', meta='siteinfo'), Rewrite({'siprop': 'statistics', 'meta': 'userinfo|siteinfo'}))
    assert client(meta='siteinfo', siprop='general')['query'].keys() == {'statistics', 'userinfo'}


def test_somebody_is_quicker(farm: Farm, faults: Faults, client: ApiClient, page: str) -> None:
    base = latest(farm)
    faults.on(editing(page), Meanwhile(lambda: farm.api('cs', action='edit', title=page, text='někdo')))
    with pytest.raises(ApiError) as caught:
        client(action='edit', title=page, text=AFTER, baserevid=base)
    assert caught.value.code == 'editconflict'
    assert text_of(farm) == 'někdo'


def test_somebody_comes_before_the_answer(farm: Farm, faults: Faults, client: ApiClient, page: str) -> None:
    faults.on(editing(page), Meanwhile(lambda: farm.api('cs', action='edit', title=page, text='někdo'), after=True))
    revision = client(action='edit', title=page, text=AFTER)['edit']['newrevid']
    assert text_of(farm) == 'někdo'
    assert latest(farm) > revision


def test_a_rejection_begins_in_the_middle(farm: Farm, faults: Faults, client: ApiClient, page: str) -> None:
    with ExitStack() as until_the_end:
        protect = partial(until_the_end.enter_context, rejections.protected(farm, 'cs', page))
        faults.on(editing(page), Meanwhile(protect), skip=1)
        assert client(action='edit', title=page, text='dřív')['edit']['result'] == 'Success'
        with pytest.raises(ApiError, match='protectedpage'):
            client(action='edit', title=page, text=AFTER)
    assert client(action='edit', title=page, text=AFTER)['edit']['result'] == 'Success'


def test_faults_follow_one_another(faults: Faults) -> None:
    """Rules that match the same take turns, in the order in which they were made."""
    faults.on(asking('query'), Status(500), times=2, skip=1)
    faults.on(asking('query'), Status(501))
    faults.on(asking('query', meta='userinfo'), Status(502), times=ALWAYS)
    seen = []
    for _ in range(6):
        try:
            urllib.request.urlopen(f'{faults.url}/cs/api.php?action=query&meta=siteinfo|userinfo').close()
        except HTTPError as error:
            seen.append(error.code)
            error.close()
    # The first rule lets the first request go by, and the second one takes it.
    assert seen == [501, 500, 500, 502, 502, 502]


def test_requests_are_told_apart() -> None:
    edit = Request('cs', 'edit', {'title': 'Wikipedie:1_a'}, 'POST', 'api')
    form = Request('cs', 'edit', {'title': 'Wikipedie:1_a'}, 'GET', 'index')
    read = Request('cs', 'query', {'titles': 'A|B c', 'rvprop': 'ids|content'}, 'GET', 'api')
    info = Request('cs', 'query', {'titles': 'A|B c', 'prop': 'info'}, 'GET', 'api')

    def matched(matches: Callable[[Request], bool]) -> list[Request]:
        return [request for request in (edit, form, read, info) if matches(request)]

    assert matched(editing()) == matched(editing('Wikipedie:1 a')) == [edit]
    assert matched(editing('Wikipedie:1')) == []
    assert matched(reading()) == matched(reading('B_c')) == [read]
    assert matched(asking('query', titles='A')) == [read, info]


def test_a_fault_that_never_happens_is_a_mistake(farm: Farm, tmp_path: Path) -> None:
    with pytest.raises(FarmError, match='Reset'), Faults.between(farm, tmp_path / 'bot') as faults:
        faults.on(editing(), Reset())


def test_a_mistake_in_a_test_is_not_lost(farm: Farm, tmp_path: Path) -> None:
    with (
        pytest.raises(ExceptionGroup) as caught,
        Faults.between(farm, tmp_path / 'bot') as faults,
    ):
        faults.on(asking('query'), Meanwhile(lambda: 1 / 0))
        with pytest.raises(RemoteDisconnected):
            urllib.request.urlopen(f'{faults.url}/cs/api.php?action=query')
    assert caught.group_contains(ZeroDivisionError)


def test_pywikibot_comes_through(farm: Farm, faults: Faults, page: str) -> None:
    faults.on(editing(page), Status(502))
    done = subprocess.run([sys.executable, '-c', SAVE, page, AFTER], env=faults.environment(), capture_output=True)
    assert done.returncode == 0, done.stderr
    assert text_of(farm) == AFTER
    assert last_editor(farm) == 'OnelibBot'
    assert sum(editing(page)(request) for request in faults.requests) == 2


def test_the_bot_can_be_killed_at_a_request(faults: Faults) -> None:
    process: Future[subprocess.Popen[str]] = Future()
    faults.on(lambda request: True, Meanwhile(lambda: process.result().kill()))
    process.set_result(bot.start(faults, '-wiki:cs', '-page:Wikipedie:Není', '-simulate'))
    process.result().communicate()
    assert process.result().returncode == -signal.SIGKILL

"""Services beside the wikis: their answers, and what becomes of those that are none."""

from __future__ import annotations

import datetime
import time
from email.utils import format_datetime
from types import SimpleNamespace
from typing import Any

import pytest

from onelib import wikis
from onelib.campaign.parameters import RequestError, WorklistRequest
from onelib.pages.mistakes import sentence
from onelib.readers.candidates.lists import PagePile, PetScan
from onelib.readers.candidates.services import Fault, ServiceError, Services
from onelib.readers.page_views import PageViews
from onelib.store import Store
from tests.readers.conftest import utc
from tests.readers.service import HTML, Answer, Service, of_json, of_pagepile, of_petscan, of_views

CS: Any = SimpleNamespace(code='cs', family=SimpleNamespace(name='sandbox'), dbName=lambda: 'cswiki')
NOW = utc('2026-11-28T09:00')


def impatient(service: Service) -> Services:
    addresses = dict.fromkeys(('petscan', 'pagepile', 'pageviews'), service.address)
    return Services(addresses, most_seconds=0.5, longest_pause=0.3, pause=0.01)


def source(kind: type[PetScan | PagePile], services: Services, number: str = '29532421') -> Any:
    request = WorklistRequest(wiki='cs', petscan=number, pagepile=number)
    return kind(CS, wikis.load('cs'), request, services)


FAULTS = [
    (Answer(b'{}', wait=2), Fault.SLOW, 1),
    (Answer(HTML, 500), Fault.DOWN, 3),
    (Answer(HTML, 502), Fault.DOWN, 3),
    (Answer(b'{"pages": ["A"]}', cut=True), Fault.DOWN, 3),
    (Answer(b'slow down', 429, {'Retry-After': '60'}), Fault.BUSY, 1),
    (Answer(b'', 429), Fault.BUSY, 3),
    (Answer(b'', 503, {'Retry-After': '0'}), Fault.BUSY, 3),
    (Answer(HTML), Fault.ODD, 1),
    (Answer(b''), Fault.ODD, 1),
    (Answer(b'{"pages": ["A", '), Fault.ODD, 1),
    (Answer(b'[1]'), Fault.ODD, 1),
    (Answer(b'[' * 100_000), Fault.ODD, 1),
    (Answer(HTML, 404), Fault.REFUSED, 1),
]


@pytest.mark.parametrize(('answer', 'fault', 'asked'), FAULTS)
def test_faults(answer: Answer, fault: Fault, asked: int) -> None:
    with Service(answer) as service:
        begun = time.monotonic()
        with pytest.raises(ServiceError) as caught:
            impatient(service).ask('petscan', {'psid': '1'})
        assert time.monotonic() - begun < 4
    assert (caught.value.fault, len(service.asked)) == (fault, asked)


def test_nobody_is_there() -> None:
    with Service(Answer()) as service:
        services = impatient(service)
    with pytest.raises(ServiceError) as caught:
        services.ask('petscan')
    assert caught.value.fault is Fault.DOWN


@pytest.mark.parametrize(
    'first',
    [
        Answer(HTML, 500),
        Answer(b'{"pages": []}', cut=True),
        Answer(b'', 429, {'Retry-After': '0'}),
        Answer(b'', 429, {'Retry-After': format_datetime(datetime.datetime.now(datetime.UTC), usegmt=True)}),
    ],
)
def test_what_passes_is_asked_again(first: Answer) -> None:
    with Service(first, of_petscan(['A'])) as service:
        assert impatient(service).ask('petscan')['pages'] == ['A']
    assert len(service.asked) == 2
    # Whoever runs the service can find out whose bot it is.
    assert all('onelib' in agent.lower() or 'pywikibot' in agent.lower() for agent in service.agents)


def test_an_answer_that_drips_ends() -> None:
    with Service(Answer(b'x', headers={'Content-Length': '1000'}, wait=0)) as service, pytest.raises(ServiceError):
        impatient(service).ask('petscan')


def test_who_is_down_is_not_waited_for_by_every_list() -> None:
    with Service(Answer(b'{}', wait=2)) as service:
        services = impatient(service)
        for number in '123':
            with pytest.raises(ServiceError):
                services.ask('petscan', {'psid': number})
    assert len(service.asked) == 1


def test_what_was_asked_is_not_asked_again() -> None:
    with Service(of_petscan(['A'])) as service:
        services = impatient(service)
        for number in '1122':
            services.ask('petscan', {'psid': number})
    assert [parameters['psid'] for _, parameters in service.asked] == ['1', '2']


def titles_of(kind: type[PetScan | PagePile], answer: Answer) -> list[str]:
    with Service(answer) as service:
        titles: list[str] = source(kind, impatient(service))._titles()
    return titles


def test_petscan() -> None:
    assert titles_of(PetScan, of_petscan(['Kniha_o_knihách', 'Hrad', 'A|B'])) == ['Kniha o knihách', 'Hrad']
    entries = [{'page_title': 'Hrad', 'page_namespace': 0}, {'page_title': 'Hrad', 'page_namespace': 1}]
    assert titles_of(PetScan, of_json({'status': 'OK', 'wiki': 'cswiki', 'pages': entries})) == ['Hrad']
    with Service(of_petscan([])) as service:
        assert source(PetScan, impatient(service))._titles() == []
    [(_, asked)] = service.asked
    assert (asked['psid'], asked['format'], asked['output_compatability']) == ('29532421', 'json', 'quick-intersection')


def test_pagepile() -> None:
    assert titles_of(PagePile, of_pagepile(['Kniha_o_knihách', 'Hrad'])) == ['Kniha o knihách', 'Hrad']
    assert titles_of(PagePile, of_json({'wiki': 'cswiki', 'pages': {'Hrad': {}}})) == ['Hrad']


def test_of_very_many_some_are_drawn_by_lot(monkeypatch: pytest.MonkeyPatch) -> None:
    titles = [f'Kniha {number}' for number in range(3000)]
    asked: list[list[str]] = []

    def named(_: Any, names: Any, *, plain: bool = False) -> Any:
        asked.append(list(names))
        return iter(())

    monkeypatch.setattr(PetScan, 'named', named)
    with Service(of_petscan(titles)) as service:
        for day in ('2026-11-28', '2026-11-28', '2026-11-29'):
            services = impatient(service)
            services.day = day
            one = source(PetScan, services)
            assert list(one.found()) == [] and one.drawn_from == 3000
        assert one.members() == set(titles), 'what narrows a list does so with all of them'
    assert [len(set(names)) for names in asked] == [1000] * 3
    assert asked[0] == asked[1] != asked[2]


def said(kind: type[PetScan | PagePile], answer: Answer) -> str:
    with Service(answer) as service, pytest.raises(RequestError) as caught:
        source(kind, impatient(service))._titles()
    return sentence(caught.value, wikis.load('en'))


@pytest.mark.parametrize(
    ('answer', 'words'),
    [
        (of_json({'error': 'No query for PSID'}), 'PetScan does not take “29532421”: No query for PSID. Open it there'),
        (of_json({'error': {'a': 1}}), 'PetScan does not take “29532421”'),
        (of_json({'pages': None}), 'PetScan gives an answer to “29532421” that cannot be read. Open it there'),
        (of_json({'pages': [7]}), 'PetScan gives an answer to “29532421” that cannot be read.'),
        (of_json({'n': 'result', '*': []}), 'PetScan gives an answer to “29532421” that cannot be read.'),
        (of_json({'status': 'timeout', 'pages': []}), 'PetScan does not take “29532421”: timeout.'),
        (of_petscan(['A'], 'plwiki'), '“petscan=29532421” is of the wiki “plwiki”, not of “cswiki”. Make one for'),
        (Answer(HTML), 'PetScan gives an answer to “29532421” that cannot be read. Open it there'),
        (Answer(b'{}', wait=2), 'PetScan takes too long for “29532421”. The bot asks again at its next run; if'),
        (Answer(HTML, 500), 'PetScan does not answer just now. The bot asks again at its next run.'),
        (Answer(b'', 429), 'PetScan is too busy just now. The bot asks again at its next run.'),
    ],
)
def test_the_answer_names_cause_and_cure(answer: Answer, words: str) -> None:
    assert said(PetScan, answer).startswith(words)
    if b'PSID' not in answer.body and b'status' not in answer.body:
        assert said(PagePile, answer).startswith(words.replace('PetScan', 'PagePile').replace('petscan', 'pagepile'))


@pytest.mark.parametrize('lang', ['cs', 'hu', 'ka', 'tr'])
def test_in_the_language_of_the_wiki(lang: str) -> None:
    with Service(Answer(HTML, 500)) as service, pytest.raises(RequestError) as caught:
        source(PetScan, impatient(service))._titles()
    assert 'PetScan' in sentence(caught.value, wikis.load(lang))
    assert sentence(caught.value, wikis.load(lang)) != sentence(caught.value, wikis.load('en'))


def views(service: Service, store: Store, now: datetime.datetime = NOW) -> PageViews:
    return PageViews(impatient(service), store, now)


def test_page_views(store: Store) -> None:
    with Service(of_views(1200, 34)) as service:
        assert views(service, store).of(CS, 'Kniha / o') == 1234
    months = 'monthly/2026100100/2026103100'
    assert service.asked[0][0] == f'/cs.sandbox/all-access/user/Kniha_%2F_o/{months}'


def test_what_nobody_has_read(store: Store) -> None:
    not_found = of_json({'type': 'about:blank', 'title': 'Not found.', 'method': 'get', 'detail': '…'}, 404)
    with Service(not_found) as service:
        assert views(service, store).of(CS, 'Kniha') == 0


def test_fifty_new_articles_a_run_and_the_others_are_kept(store: Store) -> None:
    with Service(of_views(5)) as service:
        first = views(service, store)
        known = [first.of(CS, f'Kniha {number}') for number in range(60)]
        first.keep(CS)
        assert (known.count(5), known.count(None), len(service.asked)) == (50, 10, 50)
        second = views(service, store, NOW + datetime.timedelta(days=29))
        assert [second.of(CS, f'Kniha {number}') for number in range(60)] == [5] * 60
        assert (second.new, len(service.asked)) == (10, 60)
        later = views(service, store, NOW + datetime.timedelta(days=31))
        assert later.of(CS, 'Kniha 0', ask=False) is None


@pytest.mark.parametrize('answer', [Answer(HTML), Answer(HTML, 500), of_json({'items': [{'views': 'x'}]}), of_json({})])
def test_views_that_cannot_be_had(store: Store, answer: Answer) -> None:
    """The first fault ends it: fifty of them would take their time."""
    with Service(answer) as service:
        none = views(service, store)
        assert [none.of(CS, title) for title in 'ABC'] == [None] * 3
        assert none.trouble and none.new == 1
    assert len(service.asked) <= 3

"""Who came to events and courses: what is asked for, how often, and what holds if a service does not answer."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from onelib.campaign.gatherings import Gathering, Theirs
from onelib.readers.budget import Budget
from onelib.readers.candidates.services import Services
from onelib.readers.gatherings import Attended, read
from onelib.store import Store, questions
from tests.neighbours import Course, Dashboard, Enrolled, Event, Events, Neighbours, Registered, faults
from tests.readers.conftest import utc

NOW = utc('2027-01-20T09:00')
EVENT, COURSE = Gathering('event', '7'), Gathering('dashboard', 'NTK/Kurz')
PEOPLE = [
    Registered(f'Osoba {n}', n + 1, private=n in (3, 5), state={7: 'hidden', 9: 'not_found'}.get(n, ''))
    for n in range(45)
]
PUBLIC = tuple(one.name for one in PEOPLE if not one.private and not one.state)


class Meta:
    """In place of `Users`: what Meta knows of accounts by their ids."""

    def __init__(self, **called: str) -> None:
        self.now = called
        self.asked: list[str] = []

    def called(self, code: str, ids: Mapping[str, int]) -> dict[str, str]:
        self.asked += ids
        return {name: self.now[name] for name in ids if name in self.now}


@pytest.fixture
def events() -> Events:
    return Events(Event(7, 'Večer v knihovně', list(PEOPLE)))


@pytest.fixture
def dashboard() -> Dashboard:
    people = [Enrolled('Osoba 1', 2), Enrolled('Posluchačka', 900, references=4, bytes=90), Enrolled('Lektor', 901, 1)]
    return Dashboard(Course('NTK/Kurz', people, edits=12_345, articles=8))


@pytest.fixture
def neighbours(events: Events, dashboard: Dashboard) -> Iterator[Neighbours]:
    with Neighbours(events, dashboard) as running:
        yield running


@pytest.fixture
def attend(neighbours: Neighbours, store: Store) -> Callable[..., Attended]:
    def attend(
        *gatherings: Gathering, hours: float = 0, users: Any = None, over: bool = False, patience: float = 0.5
    ) -> Attended:
        addresses = {
            'campaignevents': f'{neighbours.address}w/rest.php/campaignevents/v0/',
            'dashboard': neighbours.address,
        }
        services = Services(addresses, most_seconds=patience, longest_pause=0.2, pause=0.01)
        now = NOW + datetime.timedelta(hours=hours)
        return read(services, users or Meta(), store, gatherings or (EVENT, COURSE), now, over=over)

    return attend


def test_who_came_and_where(attend: Callable[..., Attended], neighbours: Neighbours) -> None:
    found = attend()
    assert found.people == {EVENT: PUBLIC, COURSE: ('Osoba 1', 'Posluchačka')}
    assert found.agreed == set(PUBLIC)
    event, course = found.attendances
    assert (event.title, event.place, event.theirs) == ('Večer v knihovně', 'Mariánské náměstí 98, Praha, CZ', None)
    assert event.start == event.end == datetime.date(2027, 1, 18)
    assert (course.title, course.place, course.start) == ('Kurz', 'NTK', datetime.date(2027, 1, 15))
    assert course.theirs == Theirs(edits=12_300, rounded=True, articles=8, bytes=90, references=4)
    assert course.address == f'{neighbours.address}courses/NTK/Kurz'
    # Four pages of participants, the last of them empty, and what both say of themselves.
    assert len(neighbours.calls) == 1 + 4 + 2
    assert {call.query.get('include_private') for call in neighbours.asked('participants')} == {'false'}
    assert not found.silent and not found.unknown


def test_private_people_and_hidden_ones_are_nowhere(attend: Callable[..., Attended], store: Store) -> None:
    attend()
    kept = json.dumps([store.answer(questions.attendance(str(one))) for one in (EVENT, COURSE)], ensure_ascii=False)
    assert not [one.name for one in PEOPLE if one.name not in PUBLIC and f'"{one.name}"' in kept]


def test_who_is_called_otherwise_now_is_found_by_their_id(
    attend: Callable[..., Attended], events: Events, dashboard: Dashboard
) -> None:
    before = attend()
    events.by_number[7].participants[1] = Registered('Nové jméno', 2)
    meta = Meta(Posluchačka='Čtenářka')
    found = attend(hours=1, users=meta)
    assert set(found.people[EVENT]) == {*PUBLIC, 'Nové jméno'} - {'Osoba 1'}
    # The Dashboard calls them as before, and so may a sign-up page.
    assert found.renames == {'Osoba 1': 'Nové jméno', 'Posluchačka': 'Čtenářka'}
    assert meta.asked == ['Posluchačka'], 'who is in an event is known'
    assert before.renames == {}


@pytest.mark.parametrize('name', [*faults.ALL, 'nobody'])
@pytest.mark.parametrize('where', [2, 5, 7])
def test_a_fault_loses_nobody(attend: Callable[..., Attended], neighbours: Neighbours, name: str, where: int) -> None:
    before = attend()
    neighbours.mend()
    neighbours.break_at(where, faults.other([]) if name == 'nobody' else faults.ALL[name])
    # Until the trouble is over everything is asked once more, and again it breaks in the same place.
    found = attend(hours=1)
    assert {one: set(names) for one, names in found.people.items()} == {
        one: set(names) for one, names in before.people.items()
    }
    assert [one.title for one in found.attendances] == [one.title for one in before.attendances]
    neighbours.mend()
    assert attend(hours=2).people == before.people


def test_a_service_that_is_down_is_said_with_the_day_of_the_roster(
    attend: Callable[..., Attended], neighbours: Neighbours
) -> None:
    attend()
    neighbours.break_at(lambda call: True, faults.status(503))
    found = attend(hours=30)
    assert [(one.read, bool(one.trouble)) for one in found.attendances] == [(NOW.date(), True)] * 2
    assert [reason.text for reason in found.silent] == ['event:7: down: HTTP 503', 'dashboard:NTK/Kurz: down: HTTP 503']
    assert not found.unknown


def test_one_that_was_never_there_is_a_mistake(attend: Callable[..., Attended], neighbours: Neighbours) -> None:
    wrong = Gathering('event', '8'), Gathering('dashboard', 'NTK/Není')
    assert attend(*wrong, EVENT).unknown == wrong
    neighbours.break_at(lambda call: 'participants' not in call.path, faults.status(404))
    assert attend(EVENT, hours=1).unknown == (), 'it was there'


def test_who_leaves_is_not_named_at_once_and_counted_until_it_is_sure(
    attend: Callable[..., Attended], events: Events
) -> None:
    attend(EVENT)
    event = events.by_number[7]
    # One has made their registration private, one left, one was suppressed.
    event.participants[0] = Registered('Osoba 0', 1, private=True)
    event.participants[2] = Registered('Osoba 2', 3, state='hidden')
    left = event.participants.pop(1)
    found = attend(EVENT, hours=1)
    assert {'Osoba 0', 'Osoba 1', 'Osoba 2'}.isdisjoint(found.agreed)
    assert {'Osoba 0', 'Osoba 1'} < set(found.people[EVENT]) and 'Osoba 2' not in found.people[EVENT]
    assert {'Osoba 0', 'Osoba 1'} < set(attend(EVENT, hours=6).people[EVENT])
    assert {'Osoba 0', 'Osoba 1'}.isdisjoint(attend(EVENT, hours=8).people[EVENT])
    event.participants.append(left)
    assert 'Osoba 1' in attend(EVENT, hours=9).agreed


def test_a_campaign_that_is_long_over_asks_once_a_day(attend: Callable[..., Attended], neighbours: Neighbours) -> None:
    attend(EVENT)
    neighbours.calls.clear()
    assert attend(EVENT, hours=5, over=True).people[EVENT] == PUBLIC
    assert neighbours.calls == []
    attend(EVENT, hours=25, over=True)
    assert neighbours.calls


def test_events_cost_no_more_than_half_of_what_a_campaign_may_ask(
    attend: Callable[..., Attended], neighbours: Neighbours
) -> None:
    attend(EVENT)
    neighbours.calls.clear()
    with Budget(6, 'campaign x', 'max_campaign_requests').spent():
        found = attend(EVENT, hours=1)
    assert len(neighbours.calls) == 3
    assert found.people[EVENT] == PUBLIC and 'max_campaign_requests' in found.silent[0].text


def test_an_event_with_more_people_than_a_campaign_has_is_not_read_for_ever(
    attend: Callable[..., Attended], neighbours: Neighbours, events: Events
) -> None:
    events.add(Event(8, participants=[Registered(f'O {n}', n + 1) for n in range(1100)]))
    assert [reason.text for reason in attend(Gathering('event', '8')).silent] == ['event:8: odd']
    assert len(neighbours.calls) == 1 + 50


ODD: list[tuple[str, Callable[[dict[str, Any]], object]]] = [
    ('participants', lambda one: one.pop('participant_id')),
    ('participants', lambda one: one.update(user_name=None)),
    ('participants', lambda one: one.update(user_name=['x'])),
    ('participants', lambda one: one.update(user_id='many')),
    ('participants', lambda one: one.update(participant_id='7')),
    ('registration', lambda one: one.update(start_time='soon')),
    ('registration', lambda one: one.update(name=None)),
    ('registration', lambda one: one.update(start_time='99999999999999')),
    ('registration', lambda one: one.pop('meeting_address')),
]


@pytest.mark.parametrize(('what', 'change'), ODD)
def test_an_answer_of_another_shape_is_none(
    attend: Callable[..., Attended], neighbours: Neighbours, what: str, change: Callable[[dict[str, Any]], object]
) -> None:
    def changed(said: faults.Answer, _: faults.Answer | None) -> faults.Answer:
        content = json.loads(said.body)
        change(content[0] if isinstance(content, list) and content else content)
        return faults.of_json(content)

    attend(EVENT)
    neighbours.break_at(lambda call: call.path.endswith('participants') == (what == 'participants'), changed)
    found = attend(EVENT, hours=1)
    assert found.people[EVENT] == PUBLIC
    assert [reason.text for reason in found.silent] == ['event:7: odd']


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(f'sqlite:///{tmp_path / "store.sqlite"}')

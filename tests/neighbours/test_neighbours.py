"""The services on loopback: that they refuse what the real ones refuse, and break where they are told to."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests

from tests.neighbours import Course, Dashboard, Enrolled, Event, Events, Neighbours, Registered, faults
from tests.neighbours.events import BASE

PEOPLE = [
    Registered(f'U{n}', n + 1, private=n in (3, 5), state={7: 'hidden', 9: 'not_found'}.get(n, '')) for n in range(45)
]


@pytest.fixture
def neighbours() -> Iterator[Neighbours]:
    events = Events(
        Event(7, participants=PEOPLE, organisers=[Registered('Org', 900)]), Event(8, deleted=True, participants=PEOPLE)
    )
    courses = Course('Knihovna/Kurz_(2027)', [Enrolled('U1', 2, references=4, bytes=90)]), Course('A/B', private=True)
    with Neighbours(events, Dashboard(*courses)) as running:
        yield running


def get(neighbours: Neighbours, path: str, **query: object) -> requests.Response:
    return requests.get(neighbours.address.rstrip('/') + path, params=dict(query), timeout=9)  # type: ignore[arg-type]


def test_an_event(neighbours: Neighbours) -> None:
    assert get(neighbours, f'{BASE}/event_registration/7').json()['id'] == 7
    assert get(neighbours, f'{BASE}/event_registration/7/organizers').json()[0]['user_name'] == 'Org'
    assert [get(neighbours, f'{BASE}/event_registration/{n}').status_code for n in (8, 9, 'x')] == [404, 404, 400]
    assert requests.post(f'{neighbours.address}{BASE[1:]}/event_registration/7', timeout=9).status_code == 405


def test_participants_come_by_the_page(neighbours: Neighbours) -> None:
    path = f'{BASE}/event_registration/7/participants'
    found: list[dict[str, object]] = []
    sizes = []
    while part := get(neighbours, path, include_private='false', last_participant_id=_last(found)).json():
        found += part
        sizes.append(len(part))
    assert sizes == [20, 20, 3]
    names = [entry['user_name'] for entry in found if 'user_name' in entry]
    assert names == [one.name for one in PEOPLE if not one.private and not one.state]
    assert get(neighbours, path).json()['failureCode'] == 'missingparam'
    wrong = [{'include_private': 'true'}, {'include_private': 'perhaps'}]
    assert [get(neighbours, path, **query).status_code for query in wrong] == [403, 400]
    assert get(neighbours, path, include_private='0', last_participant_id='x').status_code == 400


def _last(found: list[dict[str, object]]) -> object:
    return found[-1]['participant_id'] if found else 0


def test_a_course(neighbours: Neighbours) -> None:
    users = get(neighbours, '/courses/Knihovna/Kurz_(2027)/users.json').json()
    assert users['course']['users'][0]['username'] == 'U1'
    course = get(neighbours, '/courses/Knihovna/Kurz_(2027)/course.json').json()['course']
    assert (course['student_count'], course['references_count'], course['character_sum']) == (1, '4', 90)
    assert [get(neighbours, f'/courses/{slug}/users.json').status_code for slug in ('A/B', 'A/C')] == [404, 404]


def test_faults_are_where_they_were_put(neighbours: Neighbours) -> None:
    path = f'{BASE}/event_registration/7'
    neighbours.break_at(2, faults.status(500))
    neighbours.break_at(lambda call: 'participants' in call.path, faults.html)
    assert [get(neighbours, path).status_code for _ in range(3)] == [200, 500, 200]
    assert b'<html' in get(neighbours, f'{path}/participants', include_private='false').content
    neighbours.mend()
    assert get(neighbours, f'{path}/participants', include_private='false').json()


@pytest.mark.parametrize('name', faults.ALL)
def test_every_fault_is_one(neighbours: Neighbours, name: str) -> None:
    path, first = f'{BASE}/event_registration/7/participants', {'include_private': 'false'}
    get(neighbours, path, **first)
    neighbours.break_at(2, faults.ALL[name])
    address, second = neighbours.address.rstrip('/') + path, {**first, 'last_participant_id': '1019'}
    try:
        broken = requests.get(address, second, timeout=1)
    except requests.RequestException:
        assert name in ('slow', 'cut')
        return
    right = requests.get(address, second, timeout=9)
    of_broken, of_right = ((one.status_code, one.headers['Content-Type'], one.content) for one in (broken, right))
    assert of_broken != of_right

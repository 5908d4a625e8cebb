"""What has changed on a wiki: which entries count, until when it is known, and that it has an end."""

from __future__ import annotations

import datetime
from types import SimpleNamespace
from typing import Any

import pytest

from onelib.readers import changes
from onelib.readers.changes import LONGEST, MOST_PARTS, read
from onelib.readers.shapes import OddAnswerError
from onelib.readers.sites import Sites
from tests.sandbox.farm import Farm
from tests.sandbox.pages import edit

NOW = datetime.datetime(2027, 1, 20, 12, tzinfo=datetime.UTC)
SINCE = NOW - datetime.timedelta(minutes=10)


class Wiki:
    """A wiki that gives these answers, one after the other.

    :ivar asked: the parameters of each question
    """

    namespaces = (0, 1, 4)

    def __init__(self, *answers: dict[str, Any]) -> None:
        self.asked: list[dict[str, Any]] = []
        self._answers = iter(answers)

    def username(self) -> str:
        return 'OnelibBot'

    def simple_request(self, **parameters: Any) -> Any:
        self.asked.append(parameters)
        return SimpleNamespace(submit=lambda: {'curtimestamp': f'{NOW:%Y-%m-%dT%H:%M:%SZ}'} | next(self._answers))


def entry(number: int, title: str | None, minutes: int = 5, kind: str = 'edit', **more: Any) -> dict[str, Any]:
    moment = f'{NOW - datetime.timedelta(minutes=minutes):%Y-%m-%dT%H:%M:%SZ}'
    named = {'title': title} if title else {}
    return {'type': kind, 'ns': 0, 'rcid': number, 'timestamp': moment} | named | more


def answer(*entries: dict[str, Any], following: str = '') -> dict[str, Any]:
    more = {'continue': {'rccontinue': following, 'continue': '-||'}} if following else {}
    return {'query': {'recentchanges': list(entries)}} | more


def moved(number: int, title: str, target: str) -> dict[str, Any]:
    return entry(number, title, kind='log', logtype='move', logparams={'target_title': target, 'target_ns': 0})


def test_which_entries_count() -> None:
    wiki = Wiki(
        answer(
            entry(1, 'A'),
            entry(2, 'B', kind='new'),
            entry(3, 'C', kind='log', logtype='delete'),
            entry(4, 'D', kind='log', logtype='thanks'),
            # An administrator has hidden which page it is about, or what it says.
            entry(5, None, actionhidden=True),
            entry(6, '', kind='log', logtype='move'),
            entry(7, 'E', kind='log', logtype='move', actionhidden=True),
            following='x',
        ),
        answer(moved(8, 'F', 'G'), moved(9, 'G', 'H'), moved(10, 'I', 'J'), moved(11, 'J', 'I')),
    )
    found = read(wiki, SINCE, namespaces=(0, 4, 100))  # type: ignore[arg-type]
    assert set(found.titles) == set('ABCEFGHIJ') and not found.gap
    assert [found.now(title) for title in 'AFGIJ'] == ['A', 'H', 'H', 'I', 'I']
    asked = wiki.asked[0]
    assert asked['rcexcludeuser'] == 'OnelibBot' and asked['rcnamespace'] == [0, 4]
    assert set(asked['rctype'].split('|')) == {'edit', 'log', 'new'}


def test_what_was_seen_is_not_seen_again_and_what_comes_late_is() -> None:
    first = read(Wiki(answer(entry(1, 'A', 5), entry(2, 'B', 0))), SINCE)  # type: ignore[arg-type]
    assert set(first.titles) == {'A', 'B'} and first.seen == {2} and SINCE < first.until < NOW
    late = answer(entry(2, 'B', 0), entry(3, 'C', 0))
    again = read(Wiki(late), first.until, first.seen)  # type: ignore[arg-type]
    assert set(again.titles) == {'C'} and again.seen == {2, 3} and again.until >= first.until


@pytest.mark.parametrize('since', [None, NOW - LONGEST - datetime.timedelta(1), NOW + datetime.timedelta(hours=1)])
def test_moments_of_which_nobody_knows(since: datetime.datetime | None) -> None:
    wiki = Wiki(answer(entry(1, 'A')))
    found = read(wiki, since)  # type: ignore[arg-type]
    assert found.gap and not found.titles and NOW - datetime.timedelta(minutes=2) < found.until <= NOW
    assert len(wiki.asked) == 1


def test_an_endless_answer_has_an_end() -> None:
    wiki = Wiki(*(answer(entry(n, f'A{n}'), following=str(n)) for n in range(1, 3 * MOST_PARTS)))
    found = read(wiki, SINCE)  # type: ignore[arg-type]
    assert found.gap and len(wiki.asked) == MOST_PARTS and found.until > SINCE


@pytest.mark.parametrize(
    'odd',
    [
        {'query': {}},
        {},
        {'query': {'recentchanges': 'x'}},
        {'query': {'recentchanges': [{'type': 'edit', 'title': 'A'}]}},
        {'query': {'recentchanges': [{'type': 'edit', 'title': 'A', 'rcid': 1, 'ns': 0, 'timestamp': 'soon'}]}},
    ],
)
def test_half_an_answer_is_none(odd: dict[str, Any]) -> None:
    with pytest.raises(OddAnswerError):
        read(Wiki(odd), SINCE)  # type: ignore[arg-type]


def test_an_answer_that_begins_again_and_again() -> None:
    with pytest.raises(OddAnswerError):
        read(Wiki(*(answer(entry(1, 'A'), following='x') for _ in range(5))), SINCE)  # type: ignore[arg-type]


def test_a_real_wiki(farm: Farm, sites: Sites) -> None:
    site = sites.open('cs')
    before = changes.read(site, datetime.datetime.now(datetime.UTC)).until
    edit(farm, 'cs', 'Wikipedie:Změna', 'text')
    edit(farm, 'cs', 'Změněný článek', 'text')
    farm.api('cs', action='move', **{'from': 'Změněný článek', 'to': 'Přesunutý článek'})
    farm.bot('cs')(action='edit', title='Wikipedie:Změna bota', text='text')
    found = changes.read(site, before)
    assert {'Wikipedie:Změna', 'Změněný článek', 'Přesunutý článek'} <= found.titles.keys()
    assert 'Wikipedie:Změna bota' not in found.titles
    assert found.now('Změněný článek') == 'Přesunutý článek' and found.titles['Wikipedie:Změna'] == 4
    assert not changes.read(site, found.until, found.seen).titles
    farm.api('cs', action='delete', title='Přesunutý článek')
    farm.api('cs', action='delete', title='Změněný článek')

"""The tables of docs/coordinator.md say what the code does."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Mapping

import pytest

from onelib.campaign import campaigns, parameters
from onelib.campaign.parameters import RequestError, TallyRequest, WorklistRequest
from onelib.wikitext import statements

from .markdown import CHECKOUT, Document

COORDINATOR = Document(CHECKOUT / 'docs' / 'coordinator.md')


def table(heading: str) -> dict[str, list[str]]:
    """The rows of a table of parameters by the parameter."""
    return {quoted(row[0])[0]: row for row in COORDINATOR.table(heading, 'parameter')}


def quoted(cell: str) -> list[str]:
    """What stands in a cell as code."""
    return re.findall(r'`([^`]*)`', cell)


def worklist(given: Mapping[str, str]) -> WorklistRequest:
    return parameters.worklist({'category': 'X', **given}, host='cs', served=['cs'])


def tally(given: Mapping[str, str]) -> TallyRequest:
    given = {'campaign': '2027-01', 'user': 'X', **given}
    return parameters.tally(given, served=['cs'], campaigns=['2027-01'])


TABLES: dict[str, tuple[tuple[str, ...], Callable[[Mapping[str, str]], WorklistRequest | TallyRequest], type]] = {
    'Worklists': (parameters.PARAMETERS, worklist, WorklistRequest),
    'Tallies': (parameters.TALLY_PARAMETERS, tally, TallyRequest),
}
CHOICES = {
    ('Worklists', 'sort'): parameters.SORTS,
    ('Worklists', 'kinds'): (*statements.ALL_KINDS, 'unreferenced'),
    ('Tallies', 'view'): parameters.TALLY_VIEWS,
    ('Tallies', 'sort'): parameters.TALLY_SORTS,
    ('Tallies', 'who'): parameters.TALLY_WHO,
}


@pytest.mark.parametrize('heading', TABLES)
def test_tables_have_all_parameters(heading: str) -> None:
    assert tuple(table(heading)) == TABLES[heading][0]


def test_the_table_of_the_campaign_has_all_parameters() -> None:
    assert set(table('The campaign')) == set(campaigns.PARAMETERS)


def test_every_view_is_described() -> None:
    assert tuple(quoted(row[0])[0] for row in COORDINATOR.table('Tallies', 'view')) == parameters.TALLY_VIEWS


@pytest.mark.parametrize('heading', TABLES)
def test_tables_have_the_limits(heading: str) -> None:
    ranges = {name: match for name, row in table(heading).items() if (match := re.search(r'`(\d+)`–`(\d+)`', row[2]))}
    assert ranges
    read = TABLES[heading][1]
    for name, match in ranges.items():
        low, high = int(match[1]), int(match[2])
        for value in (low, high):
            assert getattr(read({name: str(value)}), name) == value
        for value in (low - 1, high + 1):
            with pytest.raises(RequestError):
                read({name: str(value)})


@pytest.mark.parametrize(('heading', 'name'), CHOICES)
def test_tables_have_the_choices(heading: str, name: str) -> None:
    assert sorted(quoted(table(heading)[name][2])) == sorted(CHOICES[heading, name])


@pytest.mark.parametrize('heading', TABLES)
def test_tables_have_the_defaults(heading: str) -> None:
    fields = {field.name: field.default for field in dataclasses.fields(TABLES[heading][2])}
    stated = {name: values[0] for name, row in table(heading).items() if (values := quoted(row[3]))}
    assert stated
    for name, value in stated.items():
        default = fields[name]
        assert value == (', '.join(default) if isinstance(default, tuple) else str(default)), name
    unstated = {name for name, default in fields.items() if isinstance(default, int)} - stated.keys()
    assert unstated == set()


CAMPAIGN = {'id': 'x', 'start': '2027-01-15', 'end': '2027-01-16'}
MANY: Mapping[str, Callable[[int], str]] = {
    'hashtags': 'tag{}'.format,
    'participants': 'Page {}'.format,
    'organisers': 'Somebody {}'.format,
    'previous': 'id{}'.format,
    'namespaces': str,
}


def described(**given: str) -> campaigns.Campaign:
    return campaigns.parse(CAMPAIGN | given, served=['cs', 'uk'])


@pytest.mark.parametrize('name', MANY)
def test_the_table_of_the_campaign_has_the_limits(name: str) -> None:
    [most] = map(int, re.findall(r'up to (\d+)', table('The campaign')[name][2]))
    assert len(getattr(described(**{name: ','.join(map(MANY[name], range(most)))}), name)) == most
    with pytest.raises(RequestError):
        described(**{name: ','.join(map(MANY[name], range(most + 1)))})


def test_the_table_of_the_campaign_is_right_about_the_rest() -> None:
    rows = table('The campaign')
    days, letters = (int(re.findall(r'\d+', rows[name][2])[-1]) for name in ('end', 'id'))
    start = described().days()[0]
    last = start.fromordinal(start.toordinal() + days - 1)
    assert len(described(end=last.isoformat()).days()) == days
    assert described(id='x' * letters).id == 'x' * letters
    for wrong in ({'end': start.fromordinal(last.toordinal() + 1).isoformat()}, {'id': 'x' * (letters + 1)}):
        with pytest.raises(RequestError):
            described(**wrong)
    assert described(timezones=quoted(rows['timezones'][2])[0]).timezones
    assert described(timezone=quoted(rows['timezone'][2])[0]).timezone == quoted(rows['timezone'][2])[0]
    assert described().timezone == quoted(rows['timezone'][3])[0]
    assert ', '.join(described().hashtags) == quoted(rows['hashtags'][3])[0]
    assert described().namespaces == (int(quoted(rows['namespaces'][3])[0]),)
    needed = {name for name, row in rows.items() if row[3] == 'it is needed'}
    assert needed == CAMPAIGN.keys()
    for name in needed:
        with pytest.raises(RequestError) as problem:
            described(**{name: ''})
        assert problem.value.parameter == name

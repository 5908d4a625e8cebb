"""The tables of docs/coordinator.md say what the code does."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from onelib.campaign import campaigns, parameters
from onelib.campaign.all_views import VIEWS
from onelib.campaign.parameter_kinds import Parameter
from onelib.campaign.parameters import BACKLOG_VIEWS, BacklogRequest, RequestError, TallyRequest, WorklistRequest
from onelib.wikis import load
from onelib.wikitext import signups

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


def backlog(given: Mapping[str, str]) -> BacklogRequest:
    return parameters.backlog(given, served=['cs'])


CAMPAIGN = {'id': 'x', 'start': '2027-01-15', 'end': '2027-01-16'}


def campaign(given: Mapping[str, str]) -> campaigns.Campaign:
    return campaigns.parse(CAMPAIGN | given, served=['cs', 'uk'])


#: Of each table the parameters that it is about, and what reads them.
TABLES: dict[str, tuple[Mapping[str, Parameter], Callable[[Mapping[str, str]], Any]]] = {
    'Worklists': (parameters.WORKLIST_PARAMETERS, worklist),
    'Tallies': (parameters.TALLY_PARAMETERS, tally),
    'Backlogs': (parameters.BACKLOG_PARAMETERS, backlog),
    'The campaign': (campaigns.PARAMETERS, campaign),
}


@pytest.mark.parametrize('heading', TABLES)
def test_tables_have_all_parameters(heading: str) -> None:
    assert list(table(heading)) == list(TABLES[heading][0])


def test_the_table_of_the_sign_up_has_all_parameters() -> None:
    assert list(table('2. The sign-up page')) == list(parameters.PARTICIPANT)
    values = {'1': 'Jana', 'library': 'Klementinum', 'wiki': 'cs', 'optout': 'yes', 'message': 'yes'}
    assert values.keys() == parameters.PARTICIPANT.keys()
    written = '|'.join(f'{name}={value}' for name, value in values.items())
    [jana] = signups.parse(f'# {{{{1Lib1Ref participant|{written}}}}}', load('meta'))
    assert (jana.name, jana.library, jana.wiki, jana.optout, jana.message) == ('Jana', 'Klementinum', 'cs', True, True)


def test_every_view_is_described() -> None:
    assert [quoted(row[0])[0] for row in COORDINATOR.table('Tallies', 'view')] == list(VIEWS)
    assert [quoted(row[0])[0] for row in COORDINATOR.table('Backlogs', 'view')] == list(BACKLOG_VIEWS)


@pytest.mark.parametrize('heading', TABLES)
def test_tables_have_the_limits(heading: str) -> None:
    declared, read = TABLES[heading]
    for name, parameter in declared.items():
        match = re.search(r'`(\d+)`–`(\d+)`', table(heading)[name][2])
        assert (match and (int(match[1]), int(match[2]))) == parameter.limits, name
        if not parameter.limits:
            continue
        low, high = parameter.limits
        for value in (low, high):
            assert getattr(read({name: str(value)}), name) == value
        for value in (low - 1, high + 1):
            with pytest.raises(RequestError):
                read({name: str(value)})


@pytest.mark.parametrize('heading', TABLES)
def test_tables_have_the_choices(heading: str) -> None:
    for name, parameter in TABLES[heading][0].items():
        if parameter.choices:
            assert sorted(quoted(table(heading)[name][2])) == sorted(parameter.choices), name


@pytest.mark.parametrize('heading', TABLES)
def test_tables_have_the_defaults(heading: str) -> None:
    declared, read = TABLES[heading]
    for name, row in table(heading).items():
        default = declared[name].default
        assert quoted(row[3])[:1] == ([default] if default else []), name
        if default:
            assert read({name: default}) == read({})


@pytest.mark.parametrize('heading', TABLES)
def test_tables_say_what_is_needed(heading: str) -> None:
    declared, read = TABLES[heading]
    needed = {name for name, row in table(heading).items() if row[3] == 'it is needed'}
    assert needed == {name for name, parameter in declared.items() if parameter.required}
    for name in needed:
        with pytest.raises(RequestError) as problem:
            read({name: ''})
        assert problem.value.parameter == name


MANY: Mapping[str, Callable[[int], str]] = {
    'hashtags': 'tag{}'.format,
    'participants': 'Page {}'.format,
    'organisers': 'Somebody {}'.format,
    'previous': 'id{}'.format,
    'namespaces': str,
}


@pytest.mark.parametrize('name', MANY)
def test_the_table_of_the_campaign_has_the_limits(name: str) -> None:
    [most] = map(int, re.findall(r'up to (\d+)', table('The campaign')[name][2]))
    assert most == campaigns.PARAMETERS[name].most
    assert len(getattr(campaign({name: ','.join(map(MANY[name], range(most)))}), name)) == most
    with pytest.raises(RequestError):
        campaign({name: ','.join(map(MANY[name], range(most + 1)))})


def test_the_table_of_the_campaign_is_right_about_the_rest() -> None:
    rows = table('The campaign')
    days, letters = (int(re.findall(r'\d+', rows[name][2])[-1]) for name in ('end', 'id'))
    start = campaign({}).days()[0]
    last = start.fromordinal(start.toordinal() + days - 1)
    assert len(campaign({'end': last.isoformat()}).days()) == days
    assert campaign({'id': 'x' * letters}).id == 'x' * letters
    for wrong in ({'end': start.fromordinal(last.toordinal() + 1).isoformat()}, {'id': 'x' * (letters + 1)}):
        with pytest.raises(RequestError):
            campaign(wrong)
    assert campaign({'timezones': quoted(rows['timezones'][2])[0]}).timezones
    assert campaign({'timezone': quoted(rows['timezone'][2])[0]}).timezone == quoted(rows['timezone'][2])[0]

"""The rows of tallies as data: what is in them, and what the wiki and spreadsheets make of them."""

from __future__ import annotations

import csv
import html
import io
import json
import re

import pytest

from onelib import wikis
from onelib.campaign.all_views import VIEWS
from onelib.campaign.parameters import tally
from onelib.campaign.rows import Known, Library
from onelib.campaign.scoring import Numbers
from onelib.i18n import languages
from onelib.pages.page_update import standing
from onelib.pages.tally import TallyPart, part
from onelib.pages.tally_data import COLUMNS, Records, as_csv, as_tabular, faults, records, same
from tests.pages import tallies

HOST = tallies.host('cs')
PAGE = 'Wikipedie:1Lib1Ref/Výsledky'
COUNTS = tallies.counts()
ROOM = 2_000_000


def shown(parameters: dict[str, str]) -> TallyPart:
    request = tally({'campaign': '2027-01'} | parameters, served=tallies.CAMPAIGN.wikis, campaigns=['2027-01'])
    known = Known(registered=tallies.registrations(tallies.PEOPLE), previous=tallies.counts(2), lists=tallies.LISTS)
    return part(request, COUNTS, HOST, now=tallies.NOW, known=known, data_page=f'{PAGE}/1Lib1Ref x.csv')


def of(told: TallyPart) -> Records:
    """The data of a tally that stands on a page."""
    return told.records.only(standing(told.body(HOST.wiki, HOST.today, ''), told.rows(HOST.wiki)))


def in_csv(page: str) -> list[list[str]]:
    """The cells of a page, as a reader copies them."""
    [inside] = re.findall(r'<pre class="onelib-data">\n(.*)\n</pre>', page, re.DOTALL)
    return list(csv.reader(io.StringIO(html.unescape(inside))))


def test_every_view_has_columns() -> None:
    assert COLUMNS.keys() == VIEWS.keys()


@pytest.mark.parametrize('parameters', tallies.BLOCKS, ids=lambda given: ' '.join(given.values()))
def test_the_rows_of_each_view_are_there(parameters: dict[str, str]) -> None:
    """As many as stand in the tally, in that order; both forms have the same cells, and the wiki would take them."""
    told = shown(parameters)
    found = of(told)
    if parameters['view'] != 'report':
        assert [key for key, _ in found.rows] == [line.key for line in told.sheet.lines]
    text = as_tabular(found, HOST.wiki, 'x', PAGE, ROOM)
    assert faults(text) == []
    document = json.loads(text)
    head, *rows = in_csv(as_csv(found, 'x', PAGE))
    assert head == [field['name'] for field in document['schema']['fields']]
    assert rows == [['' if cell is None else str(cell) for cell in row] for row in document['data']]


@pytest.mark.parametrize('parameters', tallies.BLOCKS, ids=lambda given: ' '.join(given.values()))
def test_nobody_is_named_who_is_not_named_in_the_tally(parameters: dict[str, str]) -> None:
    """Neither who opted out, nor who is below the minimum or behind the limit, nor a row that the wiki did not take."""
    told = shown(parameters)
    body = told.body(HOST.wiki, HOST.today, '')
    for text in (as_csv(of(told), 'x', PAGE), as_tabular(of(told), HOST.wiki, 'x', PAGE, ROOM)):
        assert [name for name in (*tallies.PEOPLE, 'Tichá', 'Host') if name in text and name not in body] == []
        assert 'Skrytá' not in text
    if parameters == {'view': 'participants'}:
        rest = told.without([told.sheet.lines[0].key])
        left = told.records.only(standing(rest.body(HOST.wiki, HOST.today, ''), told.rows(HOST.wiki)))
        assert len(left.rows) == len(told.sheet.lines) - 1 and 'Jana Nováková' not in as_csv(left, 'x', PAGE)


def test_what_is_known_in_numbers() -> None:
    told = shown({'view': 'growth'})
    rows = json.loads(as_tabular(of(told), HOST.wiki, 'x', PAGE, ROOM))['data']
    assert rows[0][:3] == ['2027-01-15', 1, 19] and rows[-1][:4] == ['2027-02-05', 22, None, None]
    people = in_csv(as_csv(of(shown({'view': 'participants'})), 'x', PAGE))
    assert dict(zip(people[0], people[1], strict=True))['sources_added'] == '33'


@pytest.mark.parametrize(
    'name',
    ['=1+1', '@SUM(A1)', '+49', '\u200b=x', 'a;=x', 'x' * 500,
     ' \t x\n y ', '</pre>[[X]]', '&lt;', '-{A}-', '\x00\x1f\ud800', 'é' * 399 + '\u0301',
     '"quoted", and more', "''x''", '{{subst:X}} ~~~~', '\uff1dx', '\x85x\x85', '\xa0'],
)  # fmt: skip
def test_hostile_names(name: str) -> None:
    """One line, no formula, not too long, nothing that MediaWiki or JSON would make something else of."""
    row = Library(name, 1, Numbers())
    cell = str(records('libraries', [row]).cells[0][0])
    found = Records({'library': 'string', 'n': 'number'}, [(None, (cell, 1))])
    assert faults(as_tabular(found, HOST.wiki, 'x', PAGE, ROOM)) == []
    assert not cell.startswith(('=', '+', '@', '-', '\uff1d', '\u200b='))
    page = as_csv(found, 'x', PAGE)
    assert page.count('</pre>') == 1 and in_csv(page)[1] == [cell, '1'] and '-{' not in page
    page.encode()


def test_each_language_has_a_description_and_heads() -> None:
    found = of(shown({'view': 'participants'}))
    for code in languages.known():
        if code in wikis.codes():
            text = as_tabular(found, wikis.load(code), 'x', PAGE, ROOM)
            assert faults(text) == [] and wikis.load(code).language in json.loads(text)['description']


def test_it_is_no_longer_than_a_page_may_be() -> None:
    found = of(shown({'view': 'participants'}))
    whole = as_tabular(found, HOST.wiki, 'x', PAGE, ROOM)
    short = as_tabular(found, HOST.wiki, 'x', PAGE, len(whole.encode()) - 1)
    assert json.loads(short)['data'] == json.loads(whole)['data'][: len(found.rows) // 2]


@pytest.mark.parametrize(
    ('place', 'value', 'fault'),
    [
        (('license',), 'GPL', 'license'),
        (('extra',), 1, 'unknown extra'),
        (('schema', 'extra'), 1, 'unknown extra'),
        (('schema', 'fields'), {}, 'no list'),
        (('schema', 'fields', 0, 'name'), '1a', 'bad name'),
        (('schema', 'fields', 0, 'name'), 'a b', 'bad name'),
        (('schema', 'fields', 0, 'name'), 'n', 'twice'),
        (('schema', 'fields', 0, 'type'), 'text', 'bad type'),
        (('schema', 'fields', 0, 'title'), {}, 'one line'),
        (('description',), {'en': 'x' * 401}, 'one line'),
        (('data',), {}, 'another length'),
        (('data', 0), ['x'], 'another length'),
        (('data', 0, 0), 'x' * 401, 'no string'),
        (('data', 0, 0), ' x', 'no string'),
        (('data', 0, 0), 'a\tb', 'no string'),
        (('data', 0, 1), '1', 'no number'),
        (('data', 0, 1), True, 'no number'),
    ],
)
def test_what_jsonconfig_does_not_take(place: tuple[str | int, ...], value: object, fault: str) -> None:
    """By its rules (JCTabularContent, JCValidators), which it does not tell over the API."""
    found = Records({'a': 'string', 'n': 'number'}, [(None, ('x', 1)), (None, ('', None))])
    document = json.loads(as_tabular(found, HOST.wiki, 'x', PAGE, ROOM))
    assert faults(json.dumps(document)) == []
    inner = document
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = value
    assert any(fault in one for one in faults(json.dumps(document)))


def test_json_is_the_same_however_it_is_written() -> None:
    assert same('{"a": [1, 2],\n "b": "é"}', '{"b":"\\u00e9","a":[1,2]}') and not same('{"a": 1}', '{"a": 2}')
    assert same('x\n', 'x') and not same('x', '{}')

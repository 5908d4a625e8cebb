"""Tables for spreadsheets."""

from __future__ import annotations

import csv
import datetime
import io
from dataclasses import replace

import pytest

from onelib.campaign import views
from onelib.campaign.roster import merge
from onelib.pages import csv_files
from onelib.wikitext.signups import Participant
from tests.campaign.builders import CAMPAIGN, added, edit

REGISTERED = {'Ana': datetime.datetime(2020, 1, 2, tzinfo=datetime.UTC), 'Boris': None}


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_edits_and_participants_agree() -> None:
    roster = merge([[Participant('Ana', '=cmd()'), Participant('Boris'), Participant('Hidden', optout=True)]])
    edits = [edit('Ana', added('a', 'b')), edit('Boris', added('c')), edit('Hidden', added('d'))]
    counts = views.tally(edits, CAMPAIGN, roster)
    made = rows(csv_files.edits(counts.counted))
    people = rows(csv_files.participants(views.participants(counts).rows, REGISTERED))
    assert list(made[0]) == list(csv_files.EDITS) and list(people[0]) == list(csv_files.PARTICIPANTS)
    assert sorted(row['username'] for row in made) == ['', 'Ana', 'Boris']
    for person in people:
        hers = [row for row in made if row['username'] == person['username']]
        assert int(person['sources_added']) == sum(int(row['sources_added']) for row in hers) > 0
        assert int(person['mainspace_edits']) == sum(int(row['counts']) for row in hers)
    assert [(person['rank'], person['username']) for person in people] == [('1', 'Ana'), ('2', 'Boris')]
    assert [person['registered_at'] for person in people] == ['2020-01-02 00:00:00 UTC', '']


@pytest.mark.parametrize(
    ('text', 'harmless'),
    [
        ('MZK;=cmd()', "MZK;'=cmd()"),
        (';=1', ";'=1"),
        ('a; @x;-1', "a;' @x;'-1"),
        ('a|"=1', 'a|\'"=1'),
        ('a\t\uff1d1', "a\t'\uff1d1"),
        ('a; b = c', 'a; b = c'),
    ],
)
def test_nor_does_one_behind_what_ends_a_cell_elsewhere(text: str, harmless: str) -> None:
    counts = views.tally([], CAMPAIGN, merge([[Participant('Ana', 'x')]]))
    [person] = views.participants(counts).rows
    [row] = rows(csv_files.participants([replace(person, library=text)], {}))
    assert row['library'] == harmless


@pytest.mark.parametrize(
    'text', ['\uff1dcmd()', '\t=1', ' =1', '\u00a0=1', '\u200b+1', '\ufeff@x', '\uff20x', '\t', '\n-1', '\u2212 1']
)
def test_nor_does_one_in_disguise(text: str) -> None:
    """In full width, and behind what a spreadsheet passes by."""
    counts = views.tally([], CAMPAIGN, merge([[Participant('Ana', 'x')]]))
    [person] = views.participants(counts).rows
    written = csv_files.participants([replace(person, library=text)], {})
    [row] = csv.DictReader(io.StringIO(written, newline=''))
    assert row['library'] == f"'{text}"


@pytest.mark.parametrize('text', ['Knihovna', '(+420) 5', '„Knihovna“', '№ 5', 'a=b', ''])
def test_other_texts_stay(text: str) -> None:
    counts = views.tally([], CAMPAIGN, merge([[Participant('Ana', 'x')]]))
    [person] = views.participants(counts).rows
    assert f'Ana,{text},' in csv_files.participants([replace(person, library=text)], {})


def test_no_text_becomes_a_formula() -> None:
    roster = merge([[Participant('Ana', '=cmd()'), Participant('-Boris', '@x, "y"\nz')]])
    counts = views.tally([], CAMPAIGN, roster)
    people = rows(csv_files.participants(views.participants(counts).rows, {}))
    assert {(person['username'], person['library']) for person in people} == {
        ('Ana', "'=cmd()"),
        ("'-Boris", '\'@x, "y" z'),
    }


def test_organisers_have_no_rank() -> None:
    counts = views.tally([edit('Olga', added('a'))], CAMPAIGN, merge([[Participant('Olga')]]))
    [person] = rows(csv_files.participants(views.participants(counts).rows, {}))
    assert (person['rank'], person['sources_added']) == ('', '1')

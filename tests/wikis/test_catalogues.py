"""The catalogues in the data files, and which addresses may stand for one."""

from __future__ import annotations

import datetime
import tomllib
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

import pytest
from tools.wiki import data

from onelib import wikis
from onelib.wikis.catalogues import PLACE, Catalogue, has_form

CODES = wikis.codes()


def said(code: str) -> dict[str, Any]:
    name = 'common.toml' if code == 'common' else f'data/{code}.toml'
    return dict(tomllib.loads((files('onelib.wikis') / name).read_text(encoding='utf-8')).get('catalogues', {}))


def test_each_says_where_and_when_it_was_seen() -> None:
    entries = [entry for code in (*CODES, 'common') for entry in said(code).values()]
    assert len(entries) > 50
    for entry in entries:
        assert has_form(entry['address']), entry
        assert entry['source'].strip() and isinstance(entry['seen'], datetime.date)


def test_they_are_offered_in_their_order() -> None:
    assert [each.name for each in wikis.load('pl').catalogues] == list(said('pl'))
    assert [each.name for each in wikis.catalogues_for_all()] == ['Europeana', 'The Wikipedia Library']


@pytest.mark.parametrize(
    'entry',
    [
        '"X" = "https://example.org/?q=$1"',
        '"X" = { address = "https://example.org/?q=$1", source = "a book" }',
        '"X" = { address = "https://example.org/?q=$1", source = "", seen = 2026-11-28 }',
        '"X" = { address = "https://example.org/?q=$1", source = "a book", seen = "yesterday" }',
        '"X" = { address = "http://example.org/?q=$1", source = "a book", seen = 2026-11-28 }',
        '"X" = { address = "https://example.org/?q=", source = "a book", seen = 2026-11-28 }',
    ],
)
def test_a_data_file_is_told_what_its_catalogue_lacks(entry: str) -> None:
    text = (files('onelib.wikis') / 'data/lt.toml').read_text(encoding='utf-8')
    assert not data.problems('lt', text)
    [problem] = data.problems('lt', f'{text}\n[catalogues]  # LOCAL\n{entry}\n')
    assert problem.startswith("lt.toml, [catalogues]: 'X'")


@pytest.mark.parametrize(
    'address',
    [
        'http://example.org/?q=$1',
        'https://example.org/',
        'https://$1.example.org/',
        'https://example.org$1/',
        'https://example.org/$1/$1',
        'https://example.org/$1$2',
        'https://localhost/?q=$1',
        'https://127.0.0.1/?q=$1',
        'https://example.org:8080/?q=$1',
        'https://user@example.org/?q=$1',
        'https://example.org@evil.net/?q=$1',
        'https://EXAMPLE.org/?q=$1',
        'https://бібліотека.укр/?q=$1',
        'https://-example.org/?q=$1',
        'javascript:alert(1)//$1',
        '//example.org/?q=$1',
        'https://example.org/?q=$1 x',
        'https://example.org/?q=$1\n',
        "https://example.org/?q=''$1",
        'https://example.org/?q=$1]]',
        'https://example.org/?q={{{$1}}}',
        'https://example.org/?q=<$1>',
        'https://example.org/?q=$1|x',
        'https://example.org/?q=$1&amp;x',
        'https://example.org/~~~~?q=$1',
        'https://example.org/__NOTOC__?q=$1',
        'https://example.org/?q=$1&x=%zz',
        'https://example.org/?q=$1&x=' + 'x' * 160,
    ],
)
def test_what_is_no_address_of_a_catalogue(address: str) -> None:
    assert not has_form(address)


@pytest.mark.parametrize('code', [*(code for code in CODES if wikis.load(code).catalogues), ''])
def test_what_is_sought_changes_neither_host_nor_form(code: str) -> None:
    for catalogue in wikis.load(code).catalogues if code else wikis.catalogues_for_all():
        before, after = (urlsplit(catalogue.searched(words)) for words in ('', 'Klementinum%201904'))
        assert (before.scheme, before.netloc) == (after.scheme, after.netloc) == ('https', after.hostname)
        assert catalogue.home == f'https://{after.hostname}/'
        assert catalogue.address.startswith(catalogue.home) and PLACE not in catalogue.home


def test_words_stand_where_the_place_is() -> None:
    assert Catalogue('X', 'https://example.org/search/$1?x=1').searched('a%20b') == (
        'https://example.org/search/a%20b?x=1'
    )

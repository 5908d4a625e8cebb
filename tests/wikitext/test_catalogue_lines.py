"""The page on which a wiki adds catalogues and switches others off."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onelib import wikis
from onelib.wikis import Catalogue
from onelib.wikis.catalogues import has_form
from onelib.wikitext.catalogue_lines import read

ADDRESS = 'https://katalog.example.org/search?q=$1'
KNOWN = (*wikis.load('cs').catalogues, *wikis.catalogues_for_all())


def names(text: str) -> list[str]:
    return [each.name for each in read(text, KNOWN).chosen(KNOWN)]


def test_one_is_added_before_the_others_and_one_is_switched_off() -> None:
    text = f'For everybody:\n* Městská knihovna | {ADDRESS}\n*-  europeana \nKnihovny.cz | x'
    assert names(text) == ['Městská knihovna', 'Knihovny.cz', 'The Wikipedia Library']
    assert read(text, KNOWN).added == (Catalogue('Městská knihovna', ADDRESS),)
    assert not read(text, KNOWN).faults


def test_one_of_a_known_name_takes_its_place() -> None:
    assert names(f'* Europeana | {ADDRESS}') == ['Europeana', 'Knihovny.cz', 'The Wikipedia Library']


@pytest.mark.parametrize(
    'text',
    [
        '',
        'only words',
        f'<!-- * A | {ADDRESS} -->',
        f'<!--\n* A | {ADDRESS}\n-->',
        f'<pre>\n* A | {ADDRESS}\n* -Europeana\n</pre>',
        f'<nowiki>\n* A | {ADDRESS}</nowiki>',
        '*\n* ',
    ],
)
def test_what_says_nothing(text: str) -> None:
    assert read(text, KNOWN) == read('', KNOWN)


@pytest.mark.parametrize(
    ('line', 'why'),
    [
        (f'Katalog {ADDRESS}', 'form'),
        (f'[[Katalog]] | {ADDRESS}', 'form'),
        (f'{{{{Katalog}}}} | {ADDRESS}', 'form'),
        (f"''Katalog'' | {ADDRESS}", 'form'),
        (f'| {ADDRESS}', 'form'),
        ('x' * 61 + f' | {ADDRESS}', 'form'),
        ('Katalog | http://example.org/?q=$1', 'address'),
        ('Katalog | https://example.org/', 'address'),
        ('Katalog | https://$1.example.org/', 'address'),
        ('Katalog | https://example.org/?q=$1] [https://evil.example/', 'address'),
        ('Katalog | [https://example.org/?q=$1]', 'address'),
        ('Katalog | https://example.org/?q={{PAGENAME}}$1', 'address'),
        ('-Knihovna, které není', 'unknown'),
    ],
)
def test_a_bad_line_is_told_and_changes_nothing(line: str, why: str) -> None:
    found = read(f'* {line}\n* -Europeana', KNOWN)
    assert [(fault.line, fault.why) for fault in found.faults] == [(line, why)]
    assert [each.name for each in found.chosen(KNOWN)] == ['Knihovny.cz', 'The Wikipedia Library']


def test_there_is_an_end_to_it() -> None:
    found = read('\n'.join(f'* A{number} | {ADDRESS}' for number in range(100)), KNOWN)
    assert len(found.added) == 10
    assert {fault.why for fault in found.faults} == {'many'} and len(found.faults) == 10


@given(st.text(alphabet=st.sampled_from('*-| \n$1a.:/[]{}<>!\'"=&;#~_%'), max_size=80))
def test_whatever_stands_there_gives_addresses_with_a_form(text: str) -> None:
    for line in (text, f'* x | https://{text}', f'* x | https://example.org/{text}$1', f'* {text} | {ADDRESS}'):
        for each in read(line, KNOWN).added:
            assert has_form(each.address)
            assert not set(each.name) & set('[]{}<>|\n&')

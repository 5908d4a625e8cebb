"""Titles as MediaWiki reads them, with MediaWiki as the judge."""

from __future__ import annotations

import re

import pytest

from onelib import wikis
from onelib.wikis.titles import normalise, prefix, split_namespace, template_name, transclusion
from tests.sandbox.farm import Farm

WRITTEN = {
    'fakt/dne': 'Fakt/dne',
    'Fakt/dne': 'Fakt/dne',
    'fakt_/_dne': 'Fakt / dne',
    '  citation   needed ': 'Citation needed',
    '_citation__needed_': 'Citation needed',
    'citation\xa0needed': 'Citation needed',
    'ǆep': 'Ǆep',
    'éa': 'Éa',
    'źródło': 'Źródło',
    'вікі': 'Вікі',
    'ἀρχή': 'Ἀρχή',
    'ბიბლიოთეკა': 'ბიბლიოთეკა',
    '1lib': '1lib',
    '😀x': '😀x',
    'iPhone': 'IPhone',
    '\u200efakt\u200f': 'Fakt',
    'fa\u202akt\u202e': 'Fakt',
    'a\u3000b': 'A b',
    'a\u2003\u2002b': 'A b',
    'a\u202fb': 'A b',
    'a\u1680b': 'A b',
    'a \u2028 b': 'A b',
    'ı': 'I',
    'i': 'I',
    'æ': 'Æ',
    'ø': 'Ø',
    'ÿ': 'Ÿ',
    'ά': 'Ά',
    'ѐ': 'Ѐ',
    'ա': 'Ա',
}


def test_normalised_as_by_mediawiki(farm: Farm) -> None:
    for written in WRITTEN:
        page = farm.api('en', titles=f'Template:{written}')['query']['pages'][0]
        assert 'Template:' + normalise(written) == page['title'], written


@pytest.mark.parametrize('written', WRITTEN)
def test_normalised(written: str) -> None:
    assert normalise(written) == WRITTEN[written]


@pytest.mark.parametrize('written', WRITTEN)
def test_a_normalised_title_stays(written: str) -> None:
    assert normalise(normalise(written)) == normalise(written)


@pytest.mark.parametrize(('written', 'title'), [('ᲐᲑ', 'აᲑ'), ('Ჿა', 'ჿა'), ('ჿა', 'ჿა')])
def test_georgian_titles_begin_like_other_words(written: str, title: str) -> None:
    """Whatever a version of PHP makes of them."""
    assert normalise(written) == title


def test_empty_titles() -> None:
    assert normalise('') == normalise(' _ ') == normalise('\u200e') == ''


def test_prefixes_do_not_care_for_case() -> None:
    assert prefix('ŠABLONA') == prefix(' šablona_') == 'šablona'
    assert prefix('Diskuse_s  uživatelem') == 'diskuse s uživatelem'


@pytest.mark.parametrize(
    ('code', 'title', 'expected'),
    [
        ('cs', 'Šablona:Fakt', ('template', 'Fakt')),
        ('cs', 'šablona : Fakt', ('template', ' Fakt')),
        ('cs', 'TEMPLATE:Fakt', ('template', 'Fakt')),
        ('cs', 'Soubor:A:b.jpg', ('file', 'A:b.jpg')),
        ('cs', 'Obrázok:A.jpg', ('file', 'A.jpg')),
        ('cs', 'Image:A.jpg', ('file', 'A.jpg')),
        ('cs', 'Plik:A.jpg', (None, 'Plik:A.jpg')),
        ('pl', 'Plik:A.jpg', ('file', 'A.jpg')),
        ('sr', 'Датотека:A.jpg', ('file', 'A.jpg')),
        ('cs', 'Praha: město', (None, 'Praha: město')),
        ('cs', 'Šablona', (None, 'Šablona')),
        ('cs', '', (None, '')),
    ],
)
def test_namespaces(code: str, title: str, expected: tuple[str | None, str]) -> None:
    assert split_namespace(title, wikis.load(code)) == expected


@pytest.mark.parametrize(
    ('code', 'title', 'name'),
    [
        ('cs', 'fakt', 'Fakt'),
        ('cs', ' fakt\n', 'Fakt'),
        ('cs', 'Šablona:fakt', 'Fakt'),
        ('pl', 'Szablon: fakt', 'Fakt'),
        ('pl', 'template:Fakt', 'Fakt'),
        ('cs', ':Fakt', ''),
        ('cs', '#if:x', ''),
        ('cs', 'Wikipedista:Fakt', ''),
        ('cs', 'fa\nkt', ''),
        ('cs', '', ''),
        ('cs', '   ', ''),
    ],
)
def test_template_names(code: str, title: str, name: str) -> None:
    assert template_name(title, wikis.load(code)) == name


@pytest.mark.parametrize(
    ('text', 'found'),
    [
        ('{{Fakt}}', True), ('{{fakt|x}}', True), ('{{ fakt\n}}', True), ('{{Šablona:fakt}}', True),
        ('{{_Fakt_|', True),
        ('{{FAKT}}', False), ('{{fakta}}', False), ('{{xfakt}}', False), ('{{fakt x}}', False), ('{fakt}', False),
        ('{{akt}}', False), ('{{Chybí  zdroj}}', True), ('{{chybí_zdroj|', True), ('{{chybízdroj}}', False),
        ('{{fakt', False), ('{{fakt<!-- x -->}}', True), ('{{<!-- x -->y}}', True), ('{{Fakt.dne}}', False),
    ],
)  # fmt: skip
def test_where_templates_may_be_transcluded(text: str, found: bool) -> None:
    assert bool(re.search(transclusion(['Fakt', 'Fakt/dne', 'Chybí zdroj']), text)) is found
    assert not re.search(transclusion([]), text)

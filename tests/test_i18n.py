"""Every word a reader of a wiki sees: complete, well-formed, and right for the numbers it stands beside."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pywikibot import i18n, plural

import onelib.i18n

FOLDER = Path(onelib.i18n.__file__).parent
BUNDLES = sorted(path for path in FOLDER.iterdir() if (path / 'en.json').is_file())
FILES = sorted(path for bundle in BUNDLES for path in bundle.glob('*.json'))
TRANSLATIONS = [path for path in FILES if path.stem not in {'en', 'qqq'}]
FARM = ['bg', 'cs', 'el', 'en', 'hu', 'ka', 'pl', 'sr', 'uk']

PARAMETER = re.compile(r'%\((\w+)\)([sd])')
PLURAL = re.compile(r'\{\{PLURAL:([^|{}]*)\|([^{}]*)\}\}')


def label(path: Path) -> str:
    """Name a test by its file, like worklist/cs."""
    return f'{path.parent.name}/{path.stem}'


def load(path: Path) -> dict[str, str]:
    """Read the messages of one file, without its metadata; a key that stands twice is an error."""

    def unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
        keys = [key for key, _ in pairs]
        assert len(keys) == len(set(keys)), f'a key stands twice in {label(path)}'
        return dict(pairs)

    messages = json.loads(path.read_text(encoding='utf-8'), object_pairs_hook=unique)
    assert messages.pop('@metadata')['authors']
    return messages


def english(path: Path) -> dict[str, str]:
    """Read the English messages that stand beside a file."""
    return load(path.with_name('en.json'))


@pytest.fixture
def messages_package() -> Iterator[None]:
    """Let pywikibot take its messages from onelib for one test."""
    before = i18n._messages_package_name
    i18n.set_messages_package('onelib.i18n')
    yield
    i18n.set_messages_package(before)


@pytest.mark.parametrize('path', FILES, ids=label)
def test_file_is_complete(path: Path) -> None:
    messages = load(path)
    assert list(messages) == list(english(path))
    assert all(key.startswith(path.parent.name + '-') for key in messages)
    assert all(text.strip() == text != '' for text in messages.values())


def test_every_wiki_of_the_farm_has_its_language() -> None:
    assert set(FARM) <= {path.stem for path in (FOLDER / 'onelib').glob('*.json')}


@pytest.mark.parametrize('path', TRANSLATIONS, ids=label)
def test_parameters_are_those_of_english(path: Path) -> None:
    messages = load(path)
    for key, text in english(path).items():
        # What stands in PLURAL picks the form and shows nothing: only what is shown must agree with English.
        shown = set(PARAMETER.findall(PLURAL.sub('', messages[key])))
        assert shown == set(PARAMETER.findall(PLURAL.sub('', text))), key
        assert set(PARAMETER.findall(messages[key])) <= set(PARAMETER.findall(text)), key


@pytest.mark.parametrize('path', [path for path in FILES if path.stem != 'qqq'], ids=label)
def test_percent_signs_and_braces_are_whole(path: Path) -> None:
    for key, text in load(path).items():
        rest = PARAMETER.sub('', PLURAL.sub('', text))
        assert not re.search(r'[%{}]', rest), key


@pytest.mark.parametrize('path', [path for path in FILES if path.stem != 'qqq'], ids=label)
def test_number_of_plural_forms(path: Path) -> None:
    needed = plural.plural_rule(path.stem)['nplurals']
    for key, text in load(path).items():
        for selector, forms in PLURAL.findall(text):
            assert PARAMETER.fullmatch(selector), key
            assert len(forms.split('|')) == needed, key


@pytest.mark.parametrize('path', [path for path in FILES if path.stem != 'qqq'], ids=label)
def test_introduction_quotes_the_link(path: Path) -> None:
    messages = load(path)
    for key in messages:
        if key.endswith('-intro') and key.replace('-intro', '-add') in messages:
            quoted = messages[key.replace('-intro', '-add')]
            assert re.search(rf'[“„«]{re.escape(quoted)}[”“»]', messages[key])


# Written by hand, from the grammars: each number stands for one class of the plural rules.
COUNTS = [
    ('cs', 1, '1 nedoložené tvrzení (1 článek), stav k 2. listopadu 2026.'),
    ('cs', 2, '2 nedoložená tvrzení (2 články), stav k 2. listopadu 2026.'),
    ('cs', 5, '5 nedoložených tvrzení (5 článků), stav k 2. listopadu 2026.'),
    ('cs', 22, '22 nedoložených tvrzení (22 článků), stav k 2. listopadu 2026.'),
    ('cs', 112, '112 nedoložených tvrzení (112 článků), stav k 2. listopadu 2026.'),
    ('pl', 1, '1 stwierdzenie bez źródła w 1 artykule, stan na 2 listopada 2026 r.'),
    ('pl', 2, '2 stwierdzenia bez źródła w 2 artykułach, stan na 2 listopada 2026 r.'),
    ('pl', 5, '5 stwierdzeń bez źródła w 5 artykułach, stan na 2 listopada 2026 r.'),
    ('pl', 22, '22 stwierdzenia bez źródła w 22 artykułach, stan na 2 listopada 2026 r.'),
    ('pl', 112, '112 stwierdzeń bez źródła w 112 artykułach, stan na 2 listopada 2026 r.'),
    ('uk', 1, '1 твердження без джерела у 1 статті, станом на 2 листопада 2026 року.'),
    ('uk', 2, '2 твердження без джерела у 2 статтях, станом на 2 листопада 2026 року.'),
    ('uk', 5, '5 тверджень без джерела у 5 статтях, станом на 2 листопада 2026 року.'),
    ('uk', 22, '22 твердження без джерела у 22 статтях, станом на 2 листопада 2026 року.'),
    ('uk', 112, '112 тверджень без джерела у 112 статтях, станом на 2 листопада 2026 року.'),
    ('sr', 1, '1 тврдња без извора у 1 чланку, стање на дан 2. новембра 2026. године.'),
    ('sr', 2, '2 тврдње без извора у 2 чланка, стање на дан 2. новембра 2026. године.'),
    ('sr', 5, '5 тврдњи без извора у 5 чланака, стање на дан 2. новембра 2026. године.'),
    ('sr', 22, '22 тврдње без извора у 22 чланка, стање на дан 2. новембра 2026. године.'),
    ('sr', 112, '112 тврдњи без извора у 112 чланака, стање на дан 2. новембра 2026. године.'),
    ('ka', 1, '1 მტკიცება წყაროს გარეშე 1 სტატიაში; მდგომარეობა: 2 ნოემბერი, 2026.'),
    ('ka', 2, '2 მტკიცება წყაროს გარეშე 2 სტატიაში; მდგომარეობა: 2 ნოემბერი, 2026.'),
    ('ka', 5, '5 მტკიცება წყაროს გარეშე 5 სტატიაში; მდგომარეობა: 2 ნოემბერი, 2026.'),
    ('ka', 22, '22 მტკიცება წყაროს გარეშე 22 სტატიაში; მდგომარეობა: 2 ნოემბერი, 2026.'),
    ('ka', 112, '112 მტკიცება წყაროს გარეშე 112 სტატიაში; მდგომარეობა: 2 ნოემბერი, 2026.'),
    ('ro', 2, '2 afirmații fără sursă în 2 articole, la data de 2 noiembrie 2026.'),
    ('ro', 22, '22 de afirmații fără sursă în 22 de articole, la data de 2 noiembrie 2026.'),
    ('lt', 21, '21 teiginys be šaltinio (21 straipsnis), 2026 m. lapkričio 2 d. duomenys.'),
    ('lt', 112, '112 teiginių be šaltinio (112 straipsnių), 2026 m. lapkričio 2 d. duomenys.'),
    ('mk', 21, '21 тврдење без извор во 21 статија, состојба на 2 ноември 2026 г.'),
    ('hu', 5, '5 forrás nélküli állítás 5 szócikkben – a lista állapota: 2026. november 2.'),
    ('el', 1, '1 πρόταση χωρίς πηγή σε 1 λήμμα, στις 2 Νοεμβρίου 2026.'),
    ('bg', 22, '22 твърдения без източник в 22 статии към 2 ноември 2026 г.'),
]

# November as it stands in a date: MediaWiki's "-gen" form.
NOVEMBER = {
    "cs": "listopadu", "pl": "listopada", "uk": "листопада", "sr": "новембра", "ka": "ნოემბერი",
    "hu": "november", "ro": "noiembrie", "lt": "lapkričio",
    "mk": "ноември", "el": "Νοεμβρίου", "bg": "ноември",
}  # fmt: skip


@pytest.mark.usefixtures('messages_package')
@pytest.mark.parametrize(('lang', 'number', 'expected'), COUNTS, ids=lambda value: str(value)[:3])
def test_count_in_the_language(lang: str, number: int, expected: str) -> None:
    date = i18n.twtranslate(lang, 'onelib-worklist-date', {'day': 2, 'month': NOVEMBER[lang], 'year': 2026})
    assert (
        i18n.twtranslate(lang, 'onelib-worklist-count', {'statements': number, 'articles': number, 'date': date}) == expected
    )


TALLIES = [
    ('en', 1, '1 edit by 1 editor, 1 reference added.'),
    ('en', 22, '22 edits by 22 editors, 22 references added.'),
    ('cs', 1, '1 editace, 1 editor, 1 přidaná reference.'),
    ('cs', 2, '2 editace, 2 editoři, 2 přidané reference.'),
    ('cs', 22, '22 editací, 22 editorů, 22 přidaných referencí.'),
    ('sk', 3, '3 úpravy, 3 redaktori, 3 pridané referencie.'),
    ('sk', 5, '5 úprav, 5 redaktorov, 5 pridaných referencií.'),
    ('pl', 1, '1 edycja, 1 edytor, 1 dodane źródło.'),
    ('pl', 22, '22 edycje, 22 edytorzy, 22 dodane źródła.'),
    ('pl', 112, '112 edycji, 112 edytorów, 112 dodanych źródeł.'),
    ('uk', 21, '21 редагування, 21 редактор, 21 додане джерело.'),
    ('uk', 112, '112 редагувань, 112 редакторів, 112 доданих джерел.'),
    ('sr', 21, '21 измена, 21 уредник, 21 додата референца.'),
    ('sr', 22, '22 измене, 22 уредника, 22 додате референце.'),
    ('sr', 112, '112 измена, 112 уредника, 112 додатих референци.'),
    ('ka', 5, '5 რედაქტირება, 5 რედაქტორი, დამატებულია 5 წყარო.'),
    ('ro', 2, '2 modificări, 2 editori, 2 surse adăugate.'),
    ('ro', 22, '22 de modificări, 22 de editori, 22 de surse adăugate.'),
    ('lt', 21, '21 keitimas, 21 redaktorius, 21 pridėtas šaltinis.'),
    ('lt', 112, '112 keitimų, 112 redaktorių, 112 pridėtų šaltinių.'),
    ('mk', 21, '21 уредување, 21 уредник, 21 додаден извор.'),
    ('hu', 5, '5 szerkesztés, 5 szerkesztő, 5 hozzáadott forrás.'),
    ('el', 5, '5 επεξεργασίες, 5 συντάκτες, 5 παραπομπές που προστέθηκαν.'),
    ('bg', 22, '22 редакции, 22 редактори, 22 добавени източника.'),
]


@pytest.mark.usefixtures('messages_package')
@pytest.mark.parametrize(('lang', 'number', 'expected'), TALLIES, ids=lambda value: str(value)[:3])
def test_tally_in_the_language(lang: str, number: int, expected: str) -> None:
    numbers = {'edits': number, 'editors': number, 'references': number}
    assert i18n.twtranslate(lang, 'onelib-tally-count', numbers) == expected


@pytest.mark.parametrize('path', sorted((FOLDER / 'onelib').glob('*.json')), ids=label)
def test_numbers_of_a_tally_have_names_of_their_own(path: Path) -> None:
    """No two numbers are called the same, least of all edits and references."""
    messages = load(path)
    names = [messages[key.replace('-about-', '-')] for key in messages if '-about-' in key]
    assert len(names) == len(set(names)) == 8 or path.stem == 'qqq'


@pytest.mark.usefixtures('messages_package')
def test_error_sentences_fit_together() -> None:
    for lang, expected in [
        ('cs', 'Parametr „limit“ má hodnotu „mnoho“, povoleno je ale jen toto: celé číslo od 1 do 500.'),
        ('hu', 'A(z) „limit” paraméter értéke „mnoho”, de csak ez lehet: egész szám 1 és 500 között.'),
        ('sr', 'Параметар „limit“ има вредност „mnoho“, а дозвољено је само следеће: цео број од 1 до 500.'),
    ]:
        allowed = i18n.twtranslate(lang, 'onelib-worklist-allowed-number', {'low': 1, 'high': 500})
        parameters = {'parameter': 'limit', 'value': 'mnoho', 'allowed': allowed}
        assert i18n.twtranslate(lang, 'onelib-worklist-error-value', parameters) == expected

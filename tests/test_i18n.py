"""Every word a reader of a wiki sees: complete, well-formed, and right for the numbers it stands beside."""

from __future__ import annotations

import datetime
import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from babel import Locale
from tools.wiki import words

from onelib import wikis
from onelib.i18n import languages
from onelib.pages.messages import full_date, message
from tests.sandbox.mediawiki import DEFAULT_WIKIS

BUNDLES = sorted(path for path in words.FOLDER.parent.iterdir() if (path / 'en.json').is_file())
FILES = sorted(path for bundle in BUNDLES for path in bundle.glob('*.json'))
LANGUAGES = sorted(path.stem for path in FILES if path.parent == words.FOLDER and path.stem != 'qqq')
# Sentences written from the grammars: the numbers stand for the classes of the plural rules.
COUNTS = Path(__file__).with_name('cases') / 'counts'


def label(path: Path) -> str:
    """Name a test by its file, like onelib/cs."""
    return f'{path.parent.name}/{path.stem}'


@pytest.mark.parametrize('path', FILES, ids=label)
def test_nothing_is_missing_in_the_file(path: Path) -> None:
    english = words.read(path.with_name('en.json'))
    assert words.problems(path.stem, path.read_text(encoding='utf-8'), english) == []
    assert all(key.startswith(f'{path.parent.name}-') for key in english)


def test_every_wiki_of_the_farm_has_its_language() -> None:
    assert {wikis.load(code).language for code in DEFAULT_WIKIS} <= {path.stem for path in FILES}


def counts() -> Iterator[Any]:
    """What stands above lists and tallies, from a file a language: (language, which of the two, number, sentence)."""
    for path in sorted(COUNTS.glob('*.yaml')):
        for kind, sentences in yaml.safe_load(path.read_text(encoding='utf-8')).items():
            for number, sentence in sentences.items():
                yield pytest.param(path.stem, kind, number, sentence, id=f'{path.stem}-{kind}-{number}')


@pytest.mark.parametrize(('language', 'kind', 'number', 'sentence'), list(counts()))
def test_count_in_the_language(language: str, kind: str, number: int, sentence: str) -> None:
    wiki = wikis.load(language)
    names = ('statements', 'articles') if kind == 'worklist' else ('edits', 'editors', 'references')
    values: dict[str, Any] = dict.fromkeys(names, number)
    if kind == 'worklist':
        values['date'] = full_date(datetime.date(2026, 11, 2), wiki)
    assert message(f'{kind}-count', wiki, **values) == sentence


@pytest.mark.parametrize(
    'path', [path for path in FILES if path.parent.name == 'onelib' and path.stem != 'qqq'], ids=label
)
def test_each_plural_form_of_the_language_has_a_sentence(path: Path) -> None:
    sentences = yaml.safe_load((COUNTS / f'{path.stem}.yaml').read_text(encoding='utf-8'))
    for kind in ('worklist', 'tally'):
        forms = {plural_form(path.stem, number) for number in sentences[kind]}
        assert forms == set(range(languages.plural_rule(path.stem)['nplurals'])), kind


def plural_form(language: str, number: int) -> int:
    """Which of the forms in PLURAL a number takes."""
    form = languages.plural_rule(language)['plural']
    return int(form(number) if callable(form) else form)


@pytest.mark.parametrize('language', LANGUAGES)
def test_plural_forms_are_those_of_unicode(language: str) -> None:
    # The Belarusian of the other spelling counts as Belarusian does; of Serbo-Croatian, Unicode has the parts alone.
    unicode = Locale.parse({'be-tarask': 'be', 'sh': 'sr'}.get(language, language)).plural_form
    pairs = {(unicode(number), plural_form(language, number)) for number in (*range(2000), 10**6, 10**6 + 1)}
    # In the order of Unicode, which is that of translatewiki.net; what only fractions have is not counted.
    order = [name for name in ('zero', 'one', 'two', 'few', 'many', 'other') if name in dict(pairs)]
    assert sorted(pairs, key=lambda pair: pair[1]) == [(name, form) for form, name in enumerate(order)]
    assert languages.plural_rule(language)['nplurals'] == len(order)


def test_error_sentences_fit_together() -> None:
    for lang, expected in [
        ('cs', 'Parametr „limit“ má hodnotu „mnoho“, povoleno je ale jen toto: celé číslo od 1 do 500.'),
        ('hu', 'A(z) „limit” paraméter értéke „mnoho”, de csak ez lehet: egész szám 1 és 500 között.'),
        ('sr', 'Параметар „limit“ има вредност „mnoho“, а дозвољено је само следеће: цео број од 1 до 500.'),
    ]:
        allowed = languages.text(lang, 'onelib-worklist-allowed-number', {'low': 1, 'high': 500})
        parameters = {'parameter': 'limit', 'value': 'mnoho', 'allowed': allowed}
        assert languages.text(lang, 'onelib-worklist-error-value', parameters) == expected


def test_only_who_has_no_better_choice_reads_english() -> None:
    spoken = {wikis.load(code).language for code in wikis.codes()}
    assert {language for language in spoken if words.fallback(language) == 'en'} == {'en', 'mt'}


def test_what_a_language_lacks_comes_from_its_neighbours() -> None:
    # One Belarusian has the words of readers; those of coordinators are in the other one, not in English.
    assert languages.text('be-tarask', 'onelib-worklist-section', {}) == 'Сэкцыя'
    assert languages.text('be-tarask', 'onelib-worklist-doc-parameter', {}) == 'Параметр'
    assert languages.text('crh', 'onelib-worklist-section', {}) == 'Bölüm'


def test_what_is_said_of_languages_is_true_of_something() -> None:
    tables = tomllib.loads((words.FOLDER.parent / 'languages.toml').read_text(encoding='utf-8'))
    english = words.read(words.FOLDER / 'en.json')
    assert [start for start in tables['coordinators'] if not any(key.startswith(start) for key in english)] == []
    spoken = {wikis.load(code).language for code in wikis.codes()}
    assert set(tables['fallbacks']) | set(tables['plain_months']) | set(tables['plurals']) <= spoken
    assert {one for chain in tables['fallbacks'].values() for one in chain} <= spoken


def test_months_stand_in_dates_as_the_language_has_them() -> None:
    day = datetime.date(2026, 11, 2)
    assert [full_date(day, wikis.load(code)) for code in ('et', 'lv', 'sl', 'hy')] == [
        '2. november 2026',
        '2026. gada 2. novembris',
        '2. novembra 2026',
        '2 նոյեմբերի 2026',
    ]


def test_the_guide_for_translators_says_which_languages_there_are() -> None:
    guide = (words.FOLDER.parents[3] / 'docs' / 'translating.md').read_text(encoding='utf-8')
    table = re.findall(r'^\| (`\S+`(?:, `\S+`)*) \| (all|everybody) \|$', guide, re.MULTILINE)
    rows = {kind: re.findall('`(.+?)`', names) for names, kind in table}
    about = {}
    for language in LANGUAGES:
        text = (words.FOLDER / f'{language}.json').read_text(encoding='utf-8')
        about[language] = json.loads(text)['@metadata']
    assert sorted(rows['everybody']) == [language for language in LANGUAGES if about[language].get('for') == 'readers']
    assert sorted([*rows['everybody'], *rows['all']]) == LANGUAGES


@pytest.mark.parametrize('path', FILES, ids=label)
def test_the_file_is_as_translatewiki_writes_it(path: Path) -> None:
    """So that its first export changes words and nothing else."""
    text = path.read_text(encoding='utf-8')
    messages = json.loads(text)
    assert text == json.dumps(messages, ensure_ascii=False, indent='\t') + '\n'
    assert next(iter(messages)) == '@metadata'
    assert all(isinstance(author, str) for author in messages['@metadata']['authors'])

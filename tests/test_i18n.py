"""Every word a reader of a wiki sees: complete, well-formed, and right for the numbers it stands beside."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from pywikibot import i18n, plural
from tools.wiki import words

from onelib import wikis
from onelib.pages.messages import full_date, message
from tests.sandbox.mediawiki import DEFAULT_WIKIS

BUNDLES = sorted(path for path in words.FOLDER.parent.iterdir() if (path / 'en.json').is_file())
FILES = sorted(path for bundle in BUNDLES for path in bundle.glob('*.json'))
# Sentences written from the grammars: the numbers stand for the classes of the plural rules.
COUNTS = Path(__file__).with_name('cases') / 'counts'


def label(path: Path) -> str:
    """Name a test by its file, like onelib/cs."""
    return f'{path.parent.name}/{path.stem}'


@pytest.fixture
def messages_package() -> Iterator[None]:
    """Let pywikibot take its messages from onelib for one test."""
    before = i18n._messages_package_name
    i18n.set_messages_package('onelib.i18n')
    yield
    i18n.set_messages_package(before)


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
    rule = plural.plural_rule(path.stem)
    form = rule['plural'] if callable(rule['plural']) else lambda number: rule['plural']
    sentences = yaml.safe_load((COUNTS / f'{path.stem}.yaml').read_text(encoding='utf-8'))
    for kind in ('worklist', 'tally'):
        assert {int(form(number)) for number in sentences[kind]} == set(range(rule['nplurals'])), kind


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

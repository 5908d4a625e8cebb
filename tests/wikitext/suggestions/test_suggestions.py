"""What another language's article has a source for: tests/cases/suggestions.yaml, real articles, and nonsense."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from onelib import wikis
from onelib.wikitext import suggestions
from onelib.wikitext.statements import Statement
from onelib.wikitext.suggestions.meanings import meaning
from onelib.wikitext.suggestions.spelling import alike, skeleton
from tests.fuzz import fuzz

CASES = yaml.safe_load((Path(__file__).parents[2] / 'cases/suggestions.yaml').read_text(encoding='utf-8'))


def statement(text: str) -> Statement:
    return Statement('uncited', text, text, 0, '', 0, '', None, '')


@pytest.mark.parametrize('case', CASES, ids=lambda case: case['name'])
def test_case(case: dict[str, Any]) -> None:
    [(code, said)], [(other, text)] = case['said'].items(), case['there'].items()
    found = suggestions.find(statement(said), wikis.load(code), text, wikis.load(other))
    assert [one.sentence.startswith(case['finds']) for one in found[:1]] == [True] * bool(case['finds']), found


def test_what_is_told_of_a_suggestion() -> None:
    text = 'Eins.<ref>A 2001</ref>\n== Brand ==\nDas Haus in Martin brannte am 12. Mai 1923.<ref name="x">C, 1930</ref>'
    [found] = suggestions.find(
        statement('Dům v Martině shořel 12. května 1923.'), wikis.load('cs'), text, wikis.load('de')
    )
    assert (found.sentence, found.section, found.section_number) == (
        'Das Haus in Martin brannte am 12. Mai 1923.',
        'Brand',
        1,
    )
    assert found.agrees == ('12. Mai', '1923', 'Martin', 'brannte')
    assert (found.reference.name, found.reference.content) == ('x', 'C, 1930')
    assert 0 < found.score <= 1


def test_an_article_without_footnotes() -> None:
    assert not suggestions.find(
        statement('Shořel 12. května 1923.'), wikis.load('cs'), 'Brannte 12. Mai 1923.', wikis.load('de')
    )
    assert not suggestions.find(statement(''), wikis.load('cs'), '', wikis.load('de'))


@pytest.mark.parametrize(
    'spellings',
    [
        ('Вовереит', 'Wowereit'),
        ('Βερολίνο', 'Berlin', 'Berlína', 'Берлин', 'Berlīne', 'ბერლინი', 'Բեռլին'),
        ('Fridrix', 'Friedrich', 'Фридрих', 'Frederick'),
        ('Шекспир', 'Shakespeare', 'Szekspir', 'Šekspir'),
        ('Чайковский', 'Tchaikovsky', 'Tschaikowski', 'Čajkovskij'),
    ],
)
def test_one_name_in_many_spellings(spellings: tuple[str, ...]) -> None:
    first, *others = map(skeleton, spellings)
    assert [other for other in others if not alike(first, other)] == []


@pytest.mark.parametrize(
    ('one', 'other'), [('Berlin', 'Bern'), ('Praha', 'Paris'), ('Martin', 'Marx'), ('Anna', 'Jana')]
)
def test_two_names(one: str, other: str) -> None:
    assert not alike(skeleton(one), skeleton(other))


LANGUAGES = sorted({wikis.load(code).language for code in wikis.codes() if wikis.meanings(wikis.load(code).language)})


@pytest.mark.parametrize('language', LANGUAGES)
def test_words_of_the_dictionary(language: str) -> None:
    words = wikis.meanings(language)
    assert words.keys() <= wikis.meanings('en').keys()
    told = [word for said in words.values() for word in {word.removesuffix('-') for word in said.casefold().split()}]
    assert [word for word, count in Counter(told).items() if count > 1] == []
    assert [word for word in told if len(word) < 2 or not word.replace('-', '').replace("'", '').isalpha()] == []


@pytest.mark.parametrize(
    ('word', 'language', 'meant'),
    [
        ('εκκλησίες', 'el', 'church'),
        ('Εκκλησιών', 'el', 'church'),
        ('Kirchen', 'de', 'church'),
        ('İthalat', 'tr', 'import'),
        ('Цркве', 'hr', 'church'),
        ('Crkve', 'sr', 'church'),
        ('ԵՄ', 'hyw', 'eu'),
        ('warm', 'en', ''),
        ('лет', 'ru', ''),
        ('church', 'xmf', ''),
    ],
)
def test_what_a_word_means(word: str, language: str, meant: str) -> None:
    assert meaning(word, language) == meant


def _words(count: int) -> str:
    """So many different words that begin alike."""
    letters = 'bcdfghklmnprstvz'
    return ' '.join(f'Brl{letters[n % 16]}a{letters[n // 16 % 16]}a{letters[n // 256 % 16]}' for n in range(count))


@pytest.mark.parametrize(
    ('said', 'there'),
    [
        (_words(4000), '.<ref>A 2001</ref> '.join(_words(4000).split())),
        ('w' * 300_000, f'{"w" * 300_000}.<ref>A 2001</ref>'),
        ('V Martině 12. května 1923. ' * 2000, 'In Martin am 12. Mai 1923.<ref>A 2001</ref> ' * 2000),
        (' '.join(map(str, range(1000, 3000))), '.<ref>A 2001</ref> Das '.join(map(str, range(1000, 3000)))),
    ],
    ids=['words that begin alike', 'one long word', 'one sentence', 'years'],
)
def test_what_is_written_to_take_time(said: str, there: str) -> None:
    begin = time.process_time()
    suggestions.find(statement(said), wikis.load('cs'), there, wikis.load('de'))
    assert time.process_time() - begin < 10


@fuzz(200)
@given(st.text(), st.text())
def test_any_text(said: str, text: str) -> None:
    found = suggestions.find(statement(said), wikis.load('cs'), f'{said}<ref>Kniha 1999</ref> {text}', wikis.load('de'))
    assert all(0 < one.score <= 1 and one.sentence for one in found)

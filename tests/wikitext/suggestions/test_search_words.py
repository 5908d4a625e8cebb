"""With which words a source is sought."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onelib import wikis
from onelib.wikitext.statements import Statement
from onelib.wikitext.suggestions.search_words import MOST, search_words


def sought(code: str, title: str, text: str, context: str = '') -> str:
    context = context or text
    statement = Statement('tagged', text, context, context.index(text), '', 0, 'Fact', None, 'x')
    return ' '.join(search_words(title, statement, wikis.load(code)))


@pytest.mark.parametrize(
    ('code', 'title', 'text', 'words'),
    [
        ('cs', 'Klementinum', 'Karel IV. založil v Praze roku 1348 univerzitu.', 'Klementinum 1348 Praze'),
        ('cs', 'Jan Novák (herec)', 'V roce 1975 hrál ve filmu Otakara Vávry.', 'Jan Novák 1975 Otakara Vávry'),
        ('cs', '1904', 'Do té doby žil ve městě.', '1904'),
        ('cs', '!!!', '…', ''),
        ('uk', "Прип'ять (місто)", 'Місто засноване 4 лютого 1970 року.', "Прип'ять 1970 засноване"),
        ('tr', 'Beyazıt', 'Kütüphane 1884 yılında II. Abdülhamid tarafından kuruldu.', 'Beyazıt 1884 Abdülhamid'),
        ('el', 'Μέγαρο', 'Το 1903 αγοράστηκε από τον Παναγή Βαλλιάνο.', 'Μέγαρο 1903 Παναγή Βαλλιάνο'),
        ('sr', 'Никола Тесла', 'Тесла је 1884. отишао у Њујорк.', 'Никола Тесла 1884 Њујорк'),
        ('ka', 'თბილისი', 'ბიბლიოთეკა გაიხსნა 1904 წელს.', 'თბილისი 1904 ბიბლიოთეკა გაიხსნა'),
    ],
)
def test_names_and_a_figure_of_the_statement(code: str, title: str, text: str, words: str) -> None:
    assert sought(code, title, text) == words


def test_a_name_that_begins_the_sentence_is_one_if_it_is_elsewhere() -> None:
    text = 'Kepler bydlel v domě.'
    assert sought('cs', 'Dům', text, f'Tam žil i Kepler a jiní. {text}') == 'Dům Kepler'
    assert sought('cs', 'Dům', 'Potom bydlel v domě.', 'Tam žil i Kepler. Potom bydlel v domě.') == 'Dům'


@given(st.text(), st.text(), st.sampled_from(['cs', 'de', 'uk', 'sr', 'ka', 'tr']))
def test_few_and_plain_words_whatever_is_said(title: str, text: str, code: str) -> None:
    statement = Statement('tagged', text, text, 0, '', 0, 'Fact', None, 'x')
    words = search_words(title, statement, wikis.load(code))
    assert len(words) <= MOST and len(' '.join(words).encode()) < 90
    normal = unicodedata.normalize('NFC', f'{title} {text}')
    for word in words:
        assert word in normal
        assert word[0].isalnum() and not set(word) & set(' _~|[]{}<>&%/?#+=:;."')

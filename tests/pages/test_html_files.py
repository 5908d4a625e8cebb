"""Lists as files of HTML: well-formed, small, the same links, and nothing in them that somebody else has written."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onelib import wikis
from onelib.campaign.leads import Lead
from onelib.campaign.ranking import Row
from onelib.i18n import languages
from onelib.pages.html_files import Addresses, Page, name, page
from onelib.pages.messages import message
from onelib.wikitext import statements
from onelib.wikitext.statements import Statement
from tests.hostile import HOSTILE

ADDRESSES = {
    code: Addresses(f'https://{code}.wikipedia.org/w/index.php', f'https://{code}.wikipedia.org/wiki/$1')
    for code in ('cs', 'uk', 'de', 'sr')
}
TAGS = {'html', 'head', 'meta', 'title', 'style', 'body', 'h1', 'p', 'a', 'input', 'table', 'colgroup', 'col', 'thead'}
TAGS |= {'tbody', 'tr', 'th', 'td', 'time', 'span', 'mark', 'cite', 'script'}


def made(*rows: Row, host: str = 'cs', of: str = '', title: str = 'Wikipedie:Seznam') -> ElementTree.Element:
    """The file of a list, as a parser of XML sees it, which takes nothing that is not well-formed."""
    return ElementTree.fromstring(written(*rows, host=host, of=of, title=title))


def written(*rows: Row, host: str = 'cs', of: str = '', title: str = 'Wikipedie:Seznam') -> str:
    wiki = wikis.load(host)
    return page(Page(title, 'Výroky: 1.', rows, wiki, wikis.load(of or host), '1Lib1Ref', ADDRESSES))


def found(text: str, code: str = 'cs') -> Statement:
    [statement] = statements.find(text, wikis.load(code), {'tagged'})
    return statement


def links(html: ElementTree.Element) -> dict[str, str]:
    return {''.join(link.itertext()): link.attrib['href'] for link in html.iter('a')}


def test_a_row_and_its_links() -> None:
    text = '== Dějiny & lid ==\nHrad byl založen roku 1241.{{Fakt/dne|datum=20180901}}'
    html = made(Row('AT&T/50 %?', found(text), 7))
    assert (html.attrib['lang'], html.attrib['dir']) == ('cs', 'ltr')
    assert [''.join(head.itertext()) for head in html.iter('th')][:3] == ['Článek', 'Oddíl', 'Tvrzení bez zdroje']
    assert [head.attrib['scope'] for head in html.iter('th')] == ['col'] * 5 + ['rowgroup']
    assert [''.join(mark.itertext()) for mark in html.iter('mark')] == ['Hrad byl založen roku 1241.']
    to = links(html)
    assert to['AT&T/50 %?'] == 'https://cs.wikipedia.org/wiki/AT%26T/50_%25%3F'
    assert unquote(to['Dějiny & lid']) == 'https://cs.wikipedia.org/w/index.php?curid=7#Dějiny_&_lid'
    asked = parse_qs(urlsplit(to[message('worklist-add', wikis.load('cs'))]).query)
    assert asked == {
        'curid': ['7'],
        'section': ['1'],
        'action': ['submit'],
        'summary': ['/* Dějiny & lid */ #1Lib1Ref'],
    }
    visual = parse_qs(urlsplit(to[message('worklist-add-visual', wikis.load('cs'))]).query)
    assert (visual['veaction'], visual['ecenable'], visual['summary']) == (['edit'], ['suggestions'], ['#1Lib1Ref'])


@given(st.lists(HOSTILE, min_size=5, max_size=5), st.sampled_from(['cs', 'sr']))
def test_what_others_write_stays_text(texts: list[str], of: str) -> None:
    title, section, said, source, heading = texts
    statement = Statement('tagged', 'A.', section, 1, 'A.', 0, 'Fakt', None, said, heading=heading)
    lead = Lead('de', title, section, said, source, '9780306406157', '', 0.9, 'de')
    html = made(Row(title, replace(statement, text=said, context=said), 1, lead), of=of, title=title)
    assert {element.tag for element in html.iter()} <= TAGS
    assert all(address.startswith(('https://cs.', 'https://de.', 'https://sr.')) for address in links(html).values())
    assert len(list(html.iter('script'))) == len(list(html.iter('style'))) == len(list(html.iter('table'))) == 1
    attributes = {name for element in html.iter() for name in element.attrib}
    assert not any(name.startswith('on') or name == 'src' for name in attributes)


def test_where_a_source_may_be_found() -> None:
    lead = Lead(
        'de', 'Burg', 'Lage', 'Die Burg wurde 1241 gebaut.', 'Meyer 1999, S. 12', '9780306406157', '', 0.9, 'de'
    )
    html = made(Row('Hrad', found('Hrad byl založen roku 1241.{{Fakt/dne}}'), 7, lead))
    [shown] = [part for part in html.iter('span') if part.get('class') == 'lead']
    assert ''.join(shown.itertext()) == 'Deutsch: Meyer 1999, S. 12 (ISBN) (Die Burg wurde 1241 gebaut.)'
    assert shown[0].attrib == {'lang': 'de', 'dir': 'ltr'}
    assert [link.attrib['href'] for link in shown.iter('a')] == [
        'https://cs.wikipedia.org/wiki/Special:BookSources/9780306406157',
        'https://de.wikipedia.org/wiki/Burg#Lage',
    ]


def test_long_lists_are_small() -> None:
    """200 rows of long paragraphs with two bytes a letter, each of an article of its own: texts are cut shorter."""
    sentence = 'Замок збудовано за наказом князя Любарта на високому березі річки, де стояло давнє городище. '
    text = f'== Історія міста ==\n{sentence * 4}Його зруйновано 1648 року.{{{{Fact|date=May 2018}}}}'
    rows = [Row(f'Верхній замок ({number})', found(text, 'uk'), 1234567) for number in range(200)]
    html = written(*rows, host='uk')
    assert len(html.encode()) < 200_000
    marked = [''.join(mark.itertext()) for mark in ElementTree.fromstring(html).iter('mark')]
    assert marked == ['Його зруйновано 1648 року.'] * 200
    cells = [''.join(cell.itertext()) for cell in ElementTree.fromstring(html).iter('td')]
    assert min(map(len, cells[1::4])) > 100
    assert max(map(len, cells[1::4])) < len(text)


def test_rows_of_an_article_stand_together() -> None:
    first, second = (Row('A', found(f'Věta číslo {number} je zde.{{{{Fakt/dne}}}}'), 1) for number in (1, 2))
    other = Row('B', found('Jiná věta je zde.{{Fakt/dne}}'), 2)
    html = made(first, other, second)
    heads = [head for head in html.iter('th') if head.get('scope') == 'rowgroup']
    assert [(head[0].text, head.get('rowspan')) for head in heads] == [('A', '2'), ('B', None)]
    assert [len(body) for body in html.iter('tbody')] == [2, 1]


def test_texts_of_another_language_say_so() -> None:
    html = made(Row('Замок', found('Замок збудовано 1241 року.{{Fact}}', 'uk'), 1), of='uk')
    assert html.attrib['lang'] == 'cs'
    assert [part.attrib.get('lang') for part in html.iter('th')][-1] == 'uk'
    [mark] = [part for part in html.iter('span') if part.find('mark') is not None]
    assert mark.attrib['lang'] == 'uk'


def test_an_empty_list_has_no_table() -> None:
    html = made()
    assert html.find('body/p').text == 'Výroky: 1.' and not list(html.iter('table'))  # type: ignore[union-attr]


@pytest.mark.parametrize('language', languages.known())
def test_words_without_markup(language: str) -> None:
    wiki = wikis.load('cs').speaking_as(replace(wikis.load('cs'), language=language))
    words = [message(f'worklist-{key}', wiki) for key in ('intro', 'add', 'add-visual', 'lead', 'undated')]
    assert not any(set(word) & set('<>[]{}&') for word in words)


@given(HOSTILE)
def test_no_name_leaves_the_folder(title: str) -> None:
    file = name('cs', title, 1)
    assert Path(file).name == file and not file.startswith('.') and len(file.encode()) < 200 and file.isprintable()
    assert not set(file) & set('\\/:*?"<>| ')
    assert file != name('cs', f'{title}.', 1) and file != name('cs', title, 2)


@pytest.mark.parametrize('title', ['../../etc/passwd', '..', '/', 'CON', 'Ž' * 120, 'a\\b', '.htaccess'])
def test_names_of_odd_titles(title: str) -> None:
    file = name('cs', title, 1)
    assert file.startswith('cs-') and file.endswith('-1.html') and Path(file).name == file
    assert name('cs', 'Seznam', 1).casefold() != name('cs', 'SEZNAM', 1).casefold()

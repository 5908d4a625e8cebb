"""The worklist as MediaWiki renders it, made of text that people would break it with."""

from __future__ import annotations

import datetime
import html
from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from onelib import wikis
from onelib.campaign.parameters import RequestError, worklist
from onelib.campaign.ranking import Ranking, Row, ScannedArticle, rank
from onelib.pages.links import Target
from onelib.pages.mistakes import error, without_boxes
from onelib.pages.worklist import render, row_text, same
from onelib.wikitext.escaping import visible
from onelib.wikitext.statements import Statement
from tests.sandbox.farm import Farm

TODAY = datetime.date(2027, 1, 15)
SCRIPT = 'https://cs.wikipedia.org/w/index.php'
EFFECTS = ('templates', 'categories', 'images', 'sections', 'langlinks')
FRAGMENTS = [
    '{{Fact}}', '{{', '}}', '[[File:x|', '[[Category:X]]', ']]', '~~~~', '__NOTOC__', '__', 'https://example.org', '|-',
    '|}', '|', '||', '!!', '\n', '\n*', '\n== x ==\n', "'''", "''", '<ref>', '</mark>', '</td>',
    '</div>', '<!--', '-->',
    '<nowiki>', '-{', '}-', '&lt;', '&', 'RFC 1', ' :', '« ', '  ', ' ', 'e\u0301', '\u200f', '😀',
    '\x85', '\ufdd0', 'ž',
    '#', ';', '=', '"', 'word. ', 'Sentence one. ', '</span>', '<div class="onelib-error">', '%s', '%(date)s',
    '{{PLURAL:1|a}}',
]  # fmt: skip
TITLES = [
    'AT&T',
    "Rock 'n' Roll",
    "''x''",
    'Soubor:X.jpg',
    'Kategorie:X',
    'A/B',
    '!!!',
    '« x »',
    '50 %',
    'Ž' * 100,
    '-',
    '*',
]
TEXT = st.lists(st.sampled_from(FRAGMENTS), min_size=1, max_size=8).map(''.join)
# A heading is one line, and says something.
HEADING = TEXT.map(lambda text: ' '.join(text.split())).filter(lambda text: any(map(str.isalnum, text)))
DATES = st.none() | st.dates(datetime.date(2004, 1, 1), datetime.date(2027, 1, 1))


@st.composite
def statements(draw: st.DrawFn) -> Statement:
    before, text, after = draw(TEXT), draw(TEXT), draw(TEXT)
    section, number = draw(st.one_of(st.just(('', 0)), st.tuples(HEADING, st.integers(1, 99))))
    key = str(draw(st.integers()))
    return Statement('tagged', text, before + text + after, len(before), section, number, 'Fact', draw(DATES), key)


RANKINGS = st.lists(
    st.builds(
        ScannedArticle, st.sampled_from(TITLES), st.just(1), st.just(1), st.lists(statements(), max_size=4).map(tuple)
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda article: article.title,
).map(lambda articles: rank(articles, limit=100, per_article=3, sort='oldest'))


def example(*texts: str) -> Ranking:
    found = [Statement('tagged', text, text, 0, 'Dějiny', 2, 'Fact', None, text) for text in texts]
    return rank([ScannedArticle('Klementinum', 1, 1, tuple(found))], limit=2, per_article=9, sort='oldest')


def shown(element: ElementTree.Element) -> str:
    return ' '.join(''.join(element.itertext()).split())


def tables(page: ElementTree.Element) -> list[ElementTree.Element]:
    return [table for table in page.iter('table') if 'onelib-worklist' in table.get('class', '')]


def links(elements: Iterable[ElementTree.Element]) -> list[ElementTree.Element]:
    return [link for element in elements for link in element.iter('a')]


@pytest.mark.parametrize(('code', 'prefix'), [('cs', ''), ('meta', 'cs'), ('sr', 'cs')])
@settings(
    max_examples=15,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(ranking=RANKINGS)
def test_each_row_is_a_row(farm: Farm, code: str, prefix: str, ranking: Ranking) -> None:
    text = render(
        ranking, wiki=wikis.load(code), target=Target(SCRIPT, prefix), hashtag='1Lib1Ref', today=TODAY, not_read=7
    )
    page = farm.api(
        code,
        action='parse',
        title='Project:List',
        text=f'{text}\n<div id="behind">behind</div>',
        contentmodel='wikitext',
        pst=True,
        disablelimitreport=True,
        prop=['text', 'links', 'iwlinks', 'externallinks', *EFFECTS],
    )['parse']
    assert {effect: page[effect] for effect in EFFECTS if page[effect]} == {}
    linked = page['iwlinks'] if prefix else page['links']
    assert {link['title'].removeprefix(f'{prefix}:').replace('_', ' ') for link in linked} == {
        row.title for row in ranking.rows
    }
    assert bool(page['links']) == (bool(ranking.rows) and not prefix)

    content = ElementTree.fromstring(page['text'])
    behind = [element for element in content if element.get('id') == 'behind']
    assert [shown(element) for element in behind] == ['behind']
    if not ranking.rows:
        assert tables(content) == []
        return
    [table] = tables(content)
    head, *rows = table.iter('tr')
    assert [cell.tag for cell in head] == ['th'] * 5
    assert len(rows) == len(ranking.rows)
    for row, html_row in zip(ranking.rows, rows, strict=True):
        assert [cell.tag for cell in html_row] == ['td'] * 5
        article, section, statement, since, source = html_row
        assert shown(article) == row.title
        if row.statement.section:
            assert shown(section) == ' '.join(row.statement.section.split())
        assert len(links([article])) == 1
        assert links([section]) or not row.statement.section
        if prefix:  # to a page that does not exist there is no link with a fragment
            fragments = [urlsplit(link.get('href', '')).fragment for link in links([section])]
            assert all(bool(fragment) == bool(row.statement.section) for fragment in fragments)
        assert links([statement, since]) == []
        [mark] = statement.iter('mark')
        assert shown(mark) == ' '.join(row.statement.text.split())
        assert shown(statement) == ' '.join(row.statement.context.split())
        assert (str(row.statement.since.year) in shown(since)) if row.statement.since else shown(since)
        addresses = [urlsplit(link.get('href', '')) for link in links([source])]
        assert [parse_qs(address.query) for address in addresses] == [
            {
                'title': [row.title.replace(' ', '_')],
                action: ['edit'],
                'section': [str(row.statement.section_number)],
                'summary': ['#1Lib1Ref'],
            }
            for action in ('action', 'veaction')
        ]
        assert {address._replace(query='').geturl() for address in addresses} == {SCRIPT}


def test_the_link_leads_to_the_section_and_not_to_its_namesake() -> None:
    first = Statement('tagged', 'A.', 'A.', 0, 'Dějiny', 1, 'Fact', None, 'a')
    second = replace(first, section_number=3, anchor='Dějiny_2')
    for statement, link in (first, '[[:K#Dějiny|Dějiny]]'), (second, '[[:K#Dějiny_2|Dějiny]]'):
        row = row_text(Row('K', statement), wiki=wikis.load('cs'), target=Target(SCRIPT), hashtag='x')
        assert link in html.unescape(row)


def test_the_day_alone_makes_no_difference() -> None:
    one, other = example('A.'), example('A.', 'B.')
    cs = {'wiki': wikis.load('cs'), 'target': Target(SCRIPT), 'hashtag': '1Lib1Ref'}
    today = render(one, today=TODAY, **cs)
    later = render(one, today=TODAY + datetime.timedelta(400), **cs)
    assert today != later
    assert same(today, later)
    assert same(f'\n{today}\n', later)
    assert not same(today, render(other, today=TODAY, **cs))
    assert not same(today, render(one, today=TODAY, **(cs | {'hashtag': '1bib1ref'})))
    assert not same(today, '')
    empty = rank([], limit=1, per_article=1, sort='title')
    assert same(render(empty, today=TODAY, **cs), render(empty, today=TODAY + datetime.timedelta(1), **cs))
    assert not same(render(empty, today=TODAY, **cs), today)


@pytest.mark.parametrize(
    'parameters',
    [{'limit': fragment} for fragment in FRAGMENTS]
    + [{'titles': '[[' + fragment} for fragment in FRAGMENTS]
    + [{fragment: fragment} for fragment in FRAGMENTS],
)
def test_errors_stand_above_the_last_list(parameters: dict[str, str]) -> None:
    with pytest.raises(RequestError) as caught:
        worklist(parameters, host='cs', served=['cs'])
    cs = wikis.load('cs')
    last = render(example('A.'), wiki=cs, target=Target(SCRIPT), hashtag='1Lib1Ref', today=TODAY)
    text = error(caught.value, wiki=cs, last=last)
    assert text.endswith(f'\n{last}')
    assert without_boxes(text) == last
    # Errors do not pile up.
    assert error(caught.value, wiki=cs, last=text) == text
    assert error(caught.value, wiki=cs, last=f'\n{text}\n') == text


def test_errors_say_exactly_what_was_written(farm: Farm) -> None:
    boxes = []
    for fragment in FRAGMENTS:
        with pytest.raises(RequestError) as caught:
            worklist({'limit': fragment}, host='cs', served=['cs'])
        boxes.append(error(caught.value, wiki=wikis.load('cs'), last=''))
    page = farm.api(
        'cs',
        action='parse',
        text='\n'.join(boxes),
        contentmodel='wikitext',
        pst=True,
        disablelimitreport=True,
        prop=['text', 'links', 'externallinks', 'iwlinks', *EFFECTS],
    )['parse']
    assert [effect for effect in (*EFFECTS, 'links', 'externallinks', 'iwlinks') if page[effect]] == []
    found = [element for element in ElementTree.fromstring(page['text']) if element.get('class') == 'onelib-error']
    assert len(found) == len(FRAGMENTS)
    for element, fragment in zip(found, FRAGMENTS, strict=True):
        assert element.get('role') == 'alert'
        assert f'„{visible(fragment)}“' in ''.join(element.itertext())
        for word in ('limit', '1', '500'):
            assert word in shown(element)

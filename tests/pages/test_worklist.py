"""The worklist as MediaWiki renders it, made of text that people would break it with."""

from __future__ import annotations

import datetime
import html
from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from onelib import wikis
from onelib.campaign.parameters import RequestError, worklist
from onelib.campaign.ranking import Ranking, Row, ScannedArticle, rank
from onelib.pages.mistakes import error, without_boxes
from onelib.pages.worklist import Form, LookedAt, counted, render, row_text, same
from onelib.wikitext.escaping import cut, visible
from onelib.wikitext.statements import Statement
from tests.sandbox.farm import Farm

TODAY = datetime.date(2027, 1, 15)
EFFECTS = ('categories', 'images', 'sections', 'langlinks')
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


@pytest.mark.parametrize('code', wikis.codes())
def test_the_day_of_an_index_is_said(code: str) -> None:
    wiki = wikis.load(code)
    for ranking in (Ranking((), 0, 100, 3), Ranking((), 7, 100, 3)):
        without, said = (
            counted(ranking, wiki, TODAY, LookedAt(indexed=day), 0) for day in (None, datetime.date(2025, 11, 20))
        )
        assert said.startswith(without) and '2025' in said and '%' not in said


@pytest.mark.parametrize(('code', 'prefix'), [('cs', ''), ('meta', 'cs'), ('sr', 'cs')])
@settings(
    max_examples=15,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(ranking=RANKINGS)
def test_each_row_is_a_row(farm: Farm, code: str, prefix: str, ranking: Ranking) -> None:
    text = render(ranking, wiki=wikis.load(code), form=Form(prefix, '1Lib1Ref'), today=TODAY, looked_at=LookedAt(7))
    page = farm.api(
        code,
        action='parse',
        title='Project:List',
        text=f'{text}\n<div id="behind">behind</div>',
        contentmodel='wikitext',
        pst=True,
        disablelimitreport=True,
        prop=['text', 'links', 'iwlinks', 'externallinks', 'templates', *EFFECTS],
    )['parse']
    assert {effect: page[effect] for effect in EFFECTS if page[effect]} == {}
    assert {entry['title'].partition('/')[2] for entry in page['templates']} == (
        {'head', 'row', 'catalogues', *(['en'] if code == 'meta' else [])} if ranking.rows else set()
    )
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
    listed = by_article(ranking)
    assert len(rows) == len(listed)
    for (number, row), html_row in zip(listed, rows, strict=True):
        *named, section, statement, since, source = html_row
        # The article has a cell in its first row, as high as all of them.
        assert [(cell.tag, cell.get('rowspan'), shown(cell)) for cell in named] == (
            [('th', str(number), row.title)] if number else []
        )
        assert len(links(named)) == len(named)
        if row.statement.section:
            assert shown(section) == ' '.join(row.statement.section.split())
        assert links([section])
        if prefix:  # to a page that does not exist there is no link with a fragment
            fragments = [urlsplit(link.get('href', '')).fragment for link in links([section])]
            assert all(bool(fragment) == bool(row.statement.section) for fragment in fragments)
        assert links([statement, since]) == []
        [mark] = statement.iter('mark')
        assert shown(mark) == ' '.join(row.statement.text.split())
        assert shown(statement) == ' '.join(row.statement.context.split())
        assert (str(row.statement.since.year) in shown(since)) if row.statement.since else shown(since)
        check_links([link.get('href', '') for link in links([source])], farm, row, code)


def check_links(hrefs: list[str], farm: Farm, row: Row, code: str) -> None:
    """Both links of a row open the editor at its section, with what the summary is to be."""
    writing, visual = (urlsplit(href) for href in hrefs)
    heading = cut(' '.join(row.statement.section.split()), 250)
    comment = f'/* {heading} */ ' if heading else ''
    query = parse_qs(writing.query)
    # By its number a page is found, whatever its title is by then.
    assert query.pop('title', [unquote(writing.path).removeprefix('/cs/wiki/')]) == ['-']
    assert query == {
        'action': ['submit'],
        'curid': [str(row.page_id)],
        'section': [str(row.statement.section_number)],
        'summary': [f'{comment}#1Lib1Ref'],
    }
    query = parse_qs(visual.query)
    assert (query['veaction'], query['curid'], query['summary']) == (['edit'], ['1'], ['#1Lib1Ref'])
    assert (query['section'], query['ecenable']) == ([str(row.statement.section_number)], ['suggestions'])
    for address in (writing, visual):
        assert f'{address.scheme}://{address.netloc}' == farm.url
        assert address.path.startswith('/cs/' if code != 'cs' else '/cs/index.php')


def by_article(ranking: Ranking) -> list[tuple[int, Row]]:
    """The rows as they are shown, with how many there are of the article that is named in it, 0 for none."""
    titles = list(dict.fromkeys(row.title for row in ranking.rows))
    of_articles = [[row for row in ranking.rows if row.title == title] for title in titles]
    return [(0 if place else len(rows), row) for rows in of_articles for place, row in enumerate(rows)]


def test_the_link_leads_to_the_section_and_not_to_its_namesake() -> None:
    first = Statement('tagged', 'A.', 'A.', 0, 'Dějiny', 1, 'Fact', None, 'a')
    second = replace(first, section_number=3, anchor='Dějiny_2')
    for statement, data in (
        (first, '|section=Dějiny |number=1 '),
        (second, '|section=Dějiny |anchor=Dějiny_2 |number=3 '),
    ):
        assert data in html.unescape(row_text(Row('K', statement), Form(hashtag='x')))


@pytest.mark.parametrize(
    ('section', 'heading', 'anchor', 'row', 'summary'),
    [
        ('Historie', '', 'Historie_2', '|section=Historie |anchor=Historie_2 |', ''),
        ('H₂O', 'H2O', '', '|section=H₂O |anchor=H2O |', '/* H2O */ #1Lib1Ref'),
        ('H₂O', 'H2O', 'H2O_2', '|section=H₂O |anchor=H2O_2 |', '/* H2O */ #1Lib1Ref'),
        ('', '', '', '|section=… |anchor= |', '#1Lib1Ref'),
        ('Ž' * 600, '', '', '', f'/* {"Ž" * 249}… */ #1Lib1Ref'),
    ],
)
def test_what_readers_see_of_a_heading_is_not_its_name(
    section: str, heading: str, anchor: str, row: str, summary: str
) -> None:
    """The link and the summary have the name; a heading that only the wiki knows has none, and the hashtag has room."""
    statement = Statement('tagged', 'x', 'x', 0, section, 3, 'Fact', None, '', heading=heading, anchor=anchor)
    text = row_text(Row('A', statement, 1), Form(hashtag='1Lib1Ref'))
    assert row in html.unescape(text)
    given = parse_qs('summary=' + text.partition('|summary=')[2].rstrip()).get('summary', [''])
    assert given == [summary]


def test_the_day_alone_makes_no_difference() -> None:
    one, other = example('A.'), example('A.', 'B.')
    cs: dict[str, Any] = {'wiki': wikis.load('cs'), 'form': Form(hashtag='1Lib1Ref')}
    today = render(one, today=TODAY, **cs)
    later = render(one, today=TODAY + datetime.timedelta(400), **cs)
    assert today != later
    assert same(today, later)
    assert same(f'\n{today}\n', later)
    assert not same(today, render(other, today=TODAY, **cs))
    assert not same(today, render(one, today=TODAY, **(cs | {'form': Form(hashtag='1bib1ref')})))
    assert not same(today, '')
    empty = rank([], limit=1, per_article=1, sort='title')
    assert same(render(empty, today=TODAY, **cs), render(empty, today=TODAY + datetime.timedelta(1), **cs))
    assert not same(render(empty, today=TODAY, **cs), today)


@pytest.mark.parametrize(
    'parameters',
    [{'limit': fragment} for fragment in FRAGMENTS]
    # Whole links can be pasted.
    + [{'titles': '[[' + fragment} for fragment in FRAGMENTS if not fragment.endswith(']]')]
    + [{fragment: fragment} for fragment in FRAGMENTS],
)
def test_errors_stand_above_the_last_list(parameters: dict[str, str]) -> None:
    with pytest.raises(RequestError) as caught:
        worklist(parameters, host='cs', served=['cs'])
    cs = wikis.load('cs')
    last = render(example('A.'), wiki=cs, form=Form(hashtag='1Lib1Ref'), today=TODAY)
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
        prop=['text', 'links', 'externallinks', 'iwlinks', 'templates', *EFFECTS],
    )['parse']
    assert [effect for effect in (*EFFECTS, 'templates', 'links', 'externallinks', 'iwlinks') if page[effect]] == []
    found = [element for element in ElementTree.fromstring(page['text']) if element.get('class') == 'onelib-error']
    assert len(found) == len(FRAGMENTS)
    for element, fragment in zip(found, FRAGMENTS, strict=True):
        assert element.get('role') == 'alert'
        assert f'„{visible(fragment)}“' in ''.join(element.itertext())
        for word in ('limit', '1', '500'):
            assert word in shown(element)


def test_one_changed_row_is_one_changed_line() -> None:
    cs: dict[str, Any] = {'wiki': wikis.load('cs'), 'form': Form(hashtag='1Lib1Ref'), 'today': TODAY}
    before, after = render(example('A.', 'B.'), **cs).split('\n'), render(example('A.', 'Be.'), **cs).split('\n')
    assert len(before) == len(after) and sum(one != other for one, other in zip(before, after, strict=True)) == 1

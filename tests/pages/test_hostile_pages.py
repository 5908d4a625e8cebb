"""Whole pages of ours made of hostile data and really saved: what MediaWiki then says that they hold."""

from __future__ import annotations

import datetime
import json
import re
import unicodedata
import urllib.request
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onelib import wikis
from onelib.campaign.parameters import RequestError, worklist
from onelib.campaign.ranking import Ranking, Row, ScannedArticle, rank
from onelib.pages.done import StatementsOutcome
from onelib.pages.mistakes import error
from onelib.pages.row_calls import call
from onelib.pages.worklist import LAYOUTS, Form, excerpt, render
from onelib.templates import catalogues, words
from onelib.wikitext.blocks import find
from onelib.wikitext.escaping import cut, visible
from onelib.wikitext.statements import Statement
from tests.fuzz import batches
from tests.hostile import FRAGMENTS, HOSTILE, held
from tests.pages.test_links import TITLES
from tests.sandbox.farm import Farm
from tests.sandbox.mediawiki import FarmError

TODAY = datetime.date(2027, 1, 15)
PAGE = 'Project:Hostile'
LINKS = ('links', 'extlinks', 'iwlinks')
# What a saved page can do to others or to itself.
EFFECTS = ('categories', 'images', 'langlinks', 'pageprops')
MOST = {f'{prefix}limit': 'max' for prefix in ('pl', 'el', 'iw', 'tl', 'cl', 'im', 'll')}
# Legal in titles, or refused by the wiki: then they are left out.
TITLE = st.lists(
    st.sampled_from([*TITLES, *FRAGMENTS]) | st.characters(codec='utf-8', exclude_characters='#<>[]|{}\n\r'),
    min_size=1,
    max_size=6,
).map(''.join)
# A heading is one line, and says something.
HEADING = HOSTILE.map(lambda text: ' '.join(held(text).split())).filter(lambda text: any(map(str.isalnum, text)))
SPECIAL_TITLES = [
    *TITLES, 'A//example.org', 'Http://example.org', 'A///example.org/x', 'Www.example.org', 'A@example.org', 'A&amp',
    'A&amp B', 'ISBN', 'Mailto', '__NOTOC__'.strip('_'), 'X __NOTOC__', 'A~~b', 'A?action=delete', 'A&action=delete',
    'A+b', 'A%', 'A%zz', "A'b''c", 'A (b), c', 'A;b', 'A=b', 'A!b!!', '*a', '+a', '-a', '!a', ';a', '=a=', '"', "'",
    'A\u0301', 'אב', 'مكتبة', '😀😀', '👩\u200d🚒', 'Ž' * 127, '𝔄' * 63, 'A' * 255, 'A: b', 'A :b', 'A/b//c', '%',
    'СТАТИЧКО ПРЕУСМЕРЕЊЕ', 'SKRIVENAKAT', 'X onclick=y', 'A\\b', '^', '`x`', 'A, b (c)', '(a)', '$1', '@',
]  # fmt: skip


def legal(farm: Farm, titles: Iterable[str]) -> list[str]:
    """Those that an article may have, as the wiki writes them."""
    wanted = list(dict.fromkeys(held(title) for title in titles))
    found = []
    for start in range(0, len(wanted), 50):
        batch = '\x1f'.join(['', *(title.replace('\x1f', '') for title in wanted[start : start + 50])])
        for page in farm.api('cs', action='query', titles=batch)['query'].get('pages', ()):
            if not page.get('invalid') and page['ns'] == 0:
                found.append(page['title'])
    return list(dict.fromkeys(found))


def saved(farm: Farm, code: str, text: str) -> dict[str, Any]:
    """What MediaWiki knows of a page with this text, and its HTML, after a save through pre-save transform."""
    farm.api(code, action='edit', title=PAGE, text=text, summary='', contentmodel='wikitext')
    answer = farm.api(
        code, titles=PAGE, prop=('revisions', 'templates', *LINKS, *EFFECTS), rvprop='content', rvslots='main', **MOST
    )
    # Nothing was cut off.
    assert 'continue' not in answer
    page: dict[str, Any] = answer['query']['pages'][0]
    # The API takes white space off the end and puts letters and their accents together; nothing else may have changed.
    assert page['revisions'][0]['slots']['main']['content'] == unicodedata.normalize('NFC', text.rstrip())
    parsed = farm.api(code, action='parse', page=PAGE, prop='text|sections|parsewarnings', disablelimitreport=True)
    return page | parsed['parse']


def harmless(page: dict[str, Any], templates: Iterable[str] = ()) -> None:
    """Nothing has come of what was only text; nothing is transcluded but what shows it."""
    transcluded = {entry['title'].partition(':')[2] for entry in page.get('templates', ())}
    assert transcluded == set(templates)
    names = (*EFFECTS, 'sections', 'parsewarnings')
    assert {effect: page[effect] for effect in names if page.get(effect)} == {}


def showing(layout: str, code: str) -> set[str]:
    """The templates that show a list on a wiki; no catalogues on paper."""
    searched = [catalogues.NAME] if layout != 'print' else []
    return {*LAYOUTS[layout].templates, *searched, *([words.title()] if code == 'meta' else [])}


@st.composite
def statements(draw: st.DrawFn) -> Statement:
    before, text, after = draw(HOSTILE), draw(HOSTILE), draw(HOSTILE)
    section, number = draw(st.one_of(st.just(('', 0)), st.tuples(HEADING, st.integers(1, 99))))
    since = draw(st.none() | st.dates(datetime.date(2004, 1, 1), datetime.date(2027, 1, 1)))
    key = str(draw(st.integers()))
    return Statement('tagged', text, before + text + after, len(before), section, number, 'Fact', since, key)


CONTENT = st.lists(st.tuples(TITLE, st.lists(statements(), min_size=1, max_size=3)), min_size=10, max_size=16)


def ranking(titles: Iterable[str], found: Iterable[Iterable[Statement]]) -> Ranking:
    articles = [ScannedArticle(title, 1, 1, tuple(listed)) for title, listed in zip(titles, found, strict=False)]
    return rank(articles, limit=500, per_article=3, sort='title')


def simple(titles: Iterable[str]) -> Ranking:
    return ranking(titles, ([Statement('tagged', 'Text.', 'Text.', 0, 'Dějiny', 1, 'Fact', None, 'x')] for _ in titles))


def shown(element: ElementTree.Element) -> str:
    return ''.join(element.itertext()).removesuffix('\n')


def spaces(text: str) -> str:
    """A text as it is compared where the job makes single spaces of all white space."""
    return ' '.join(text.split())


def check(farm: Farm, code: str, listed: Ranking, layout: str = 'table') -> None:
    """Save a page with this list and compare it, row by row and in all, with what it was made of."""
    prefix = '' if code == 'cs' else 'cs'
    text = render(listed, wiki=wikis.load(code), form=Form(prefix, '1Lib1Ref', layout), today=TODAY)
    page = saved(farm, code, text)
    harmless(page, showing(layout, code))
    titles = {row.title for row in listed.rows}
    linked = page.get('iwlinks' if prefix else 'links', [])
    if prefix:
        assert {link['prefix'] for link in linked} == {'cs'}
    else:
        linked = [link for link in linked if link['ns'] != 10]
        assert {link['ns'] for link in linked} == {0}
    # With a fragment MediaWiki keeps interwiki links apart.
    assert {link['title'].partition('#')[0].replace('_', ' ') for link in linked} == titles
    # Those to the editors are the wiki's own.
    assert not page.get('extlinks')
    html = ElementTree.fromstring(page['text'])
    rows = [element for element in html.iter() if is_row(element, layout)]
    # Those of an article stand together.
    order = sorted(listed.rows, key=lambda row: list(dict.fromkeys(row.title for row in listed.rows)).index(row.title))
    assert len(rows) == len(order)
    named = ''
    for row, html_row in zip(order, rows, strict=True):
        check_row(farm, row, html_row, layout, first=row.title != named)
        named = row.title


def is_row(element: ElementTree.Element, layout: str) -> bool:
    if layout == 'table':
        return element.tag == 'tr' and element.find('td') is not None
    return element.get('class') in ('onelib-row', 'onelib-item')


def check_row(farm: Farm, row: Row, html: ElementTree.Element, layout: str, *, first: bool) -> None:
    """Compare a row with its statement, and follow its links."""
    statement = row.statement
    check_statement(row, html, layout)
    allowed = {'tr', 'th', 'td', 'b', 'a', 'mark', 'span', 'div', 'br'}
    assert {element.tag for element in html.iter()} <= allowed
    # That of paper is one that can be typed.
    links = [link for link in html.iter('a') if not urlsplit(link.attrib['href']).query.startswith('curid=')]
    named = links.pop(0) if first else None
    section, *edits = links
    if named is not None:
        assert shown(named) == row.title
        assert leads_to(farm, named.attrib['href']) == row.title
    assert spaces(shown(section)) == spaces(statement.section or shown(section))
    assert leads_to(farm, section.attrib['href']) == row.title
    if layout == 'print':
        return
    writing, visual = (urlsplit(link.attrib['href']) for link in edits)
    query = parse_qs(writing.query, strict_parsing=True)
    # A page is found by its number: no title, however written, leads elsewhere.
    assert query.pop('title', ['-']) == ['-']
    # A longer one would leave no room for the hashtag.
    heading = cut(' '.join(statement.section.split()), 250)
    comment = f'/* {held(heading)} */ ' if heading else ''
    summary = spaces(query.pop('summary')[0])
    assert held(summary) == spaces(f'{comment}#1Lib1Ref')
    assert query == {'action': ['submit'], 'curid': ['1'], 'section': [str(statement.section_number)]}
    query = parse_qs(visual.query, strict_parsing=True)
    assert query.pop('title', ['-']) == ['-']
    given = {'curid': ['1'], 'veaction': ['edit'], 'section': [str(statement.section_number)]}
    assert query == given | {'ecenable': ['suggestions'], 'summary': ['#1Lib1Ref']}
    for address in (writing, visual):
        assert address.netloc == urlsplit(farm.url).netloc and address.path.startswith('/cs/')


def check_statement(row: Row, html: ElementTree.Element, layout: str) -> None:
    """The statement and what is shown around it, to the letter: the row has it shortened, and is read as it stands."""
    statement = row.statement
    [(cell, mark)] = [(cell, mark) for cell in html.iter() for mark in cell.findall('mark')]
    if len(statement.text) <= 600:
        assert ''.join(mark.itertext()) == held(statement.text)
    assert list(mark) == []
    children = list(cell)
    at = children.index(mark)
    before, after = (cell.text if at == 0 else children[at - 1].tail) or '', mark.tail or ''
    shown = [held(text) for text in excerpt(statement)]
    if layout == 'list':
        # Article, section and date stand on the same line.
        before, after = before[len(before) - len(shown[0]) :], after[: len(shown[2])]
    assert [before, after.removesuffix('\n') if layout == 'table' else after] == [shown[0], shown[2]]


def leads_to(farm: Farm, address: str) -> str:
    """The title of the page on the Czech wiki that an address within the farm opens."""
    parts = urlsplit(address)
    if parts.path.startswith('/cs/wiki/'):
        title = unquote(parts.path.removeprefix('/cs/wiki/'))
    else:
        assert parts.path == '/cs/index.php'
        title = parse_qs(parts.query, strict_parsing=True)['title'][0]
    assert not parts.netloc or parts.netloc == urlsplit(farm.url).netloc
    return title.replace('_', ' ')


@pytest.mark.parametrize('code', ['cs', 'meta', 'sr'])
def test_every_title(farm: Farm, code: str) -> None:
    titles = legal(farm, [*SPECIAL_TITLES, *FRAGMENTS])
    assert {'A//example.org', 'A?action=delete', 'A&action=delete', 'A' * 255, '+a', "A'b''c"} <= set(titles)
    check(farm, code, simple(titles))


@pytest.mark.parametrize('layout', LAYOUTS)
@pytest.mark.parametrize('code', ['cs', 'meta', 'sr'])
# Some hundred strings a page: a thousand in all, twenty thousand under `make fuzz`.
@batches(1)
@given(content=CONTENT)
def test_generated_lists(farm: Farm, code: str, layout: str, content: list[tuple[str, list[Statement]]]) -> None:
    titles = legal(farm, (title for title, _ in content))
    titles += [f'A {number}' for number in range(len(content) - len(titles))]
    check(farm, code, ranking(titles, (found for _, found in content)), layout)


@pytest.mark.parametrize('layout', [layout for layout in LAYOUTS if layout != 'print'])
@pytest.mark.parametrize('code', ['cs', 'meta', 'sr'])
@batches(1)
@given(names=st.lists(HOSTILE.map(lambda text: ' '.join(held(text).split())).filter(bool), min_size=60, max_size=60))
def test_whoever_is_thanked(farm: Farm, code: str, layout: str, names: list[str]) -> None:
    """Whatever a wiki lets people call themselves, and more."""
    row = {'article': 'Kniha', 'page': '1', 'text': 'Text.'}
    data = (row | StatementsOutcome(None, {('1', 'Text.'): name}).done(row, TODAY) for name in (*FRAGMENTS, *names))
    rows = '\n'.join(call(LAYOUTS[layout].row, given) for given in data)
    page = saved(farm, code, f'{{|\n{rows}\n|}}' if layout == 'table' else rows)
    harmless(page, showing(layout, code) - {LAYOUTS[layout].head})
    html = ElementTree.fromstring(page['text'])
    thanks = [element for element in html.iter() if element.get('class') == 'onelib-done']
    for name, said in zip((*FRAGMENTS, *names), thanks, strict=True):
        assert spaces(held(name)) in spaces(shown(said)) and not list(said)


def test_edit_links_open_that_section_of_that_article(farm: Farm) -> None:
    """Followed to the end: the editor says which page it edits, and shows that section alone."""
    titles = legal(farm, SPECIAL_TITLES[len(TITLES) :])
    numbers = {title: number for number, title in enumerate(titles)}
    ids = {}
    for title, number in numbers.items():
        text = f'== A ==\na\n== B ==\nb{number}\n== C ==\nc'
        ids[title] = farm.api('cs', action='edit', title=title, text=text)['edit']['pageid']
    found = [Statement('tagged', 'b', 'b', 0, 'B', 2, 'Fact', None, 'b') for _ in titles]
    listed = ranking(titles, ([one] for one in found))
    # Half of them are of a source that knows no numbers of pages.
    rows = [replace(row, page_id=ids[row.title] if number % 2 else 0) for number, row in enumerate(listed.rows)]
    listed = replace(listed, rows=tuple(rows))
    page = saved(farm, 'meta', render(listed, wiki=wikis.load('meta'), form=Form('cs', 'x'), today=TODAY))
    every = [link.attrib['href'] for link in ElementTree.fromstring(page['text']).iter('a')]
    links = [link for link in every if 'action=submit' in link]
    for title, link in zip((row.title for row in listed.rows), links, strict=True):
        with urllib.request.urlopen(link) as answer:
            html = answer.read().decode()
        opened, _ = json.JSONDecoder().raw_decode(html.partition('"wgPageName":')[2])
        assert opened.replace('_', ' ') == title
        assert re.search(r'<input[^>]*value=["\']/\* B \*/ #x["\'][^>]*>', html)
        form = html.partition('name="wpTextbox1"')[2].partition('>')[2].partition('</textarea>')[0]
        assert form.strip() == f'== B ==\nb{numbers[title]}', title
    for title in titles:
        farm.api('cs', action='delete', title=title)


def test_the_spam_blacklist_finds_nothing_in_titles(farm: Farm) -> None:
    """A title that looks like an address must not keep a whole list from being saved."""
    farm.api('hu', action='edit', title='MediaWiki:Spam-blacklist', text=r'example\.org')
    with pytest.raises(FarmError, match='spamblacklist'):
        farm.api('hu', action='edit', title=PAGE, text='https://example.org/')
    titles = [title for title in legal(farm, SPECIAL_TITLES) if 'example.org' in title]
    assert len(titles) > 3
    listed = simple(titles)
    text = render(listed, wiki=wikis.load('hu'), form=Form(hashtag='x'), today=TODAY)
    saved(farm, 'hu', text)
    farm.api('hu', action='delete', title='MediaWiki:Spam-blacklist')


def problem(parameters: dict[str, str]) -> RequestError | None:
    try:
        worklist(parameters, host='cs', served=['cs'])
    except RequestError as caught:
        return caught
    return None


NAMES = HOSTILE | st.sampled_from(['limit', 'category', 'sort', 'wiki', 'kinds', 'titles'])


@pytest.mark.parametrize('code', ['cs', 'sr'])
@batches(10)
@given(given=st.lists(st.dictionaries(NAMES, HOSTILE, max_size=2), min_size=30, max_size=30))
def test_error_boxes(farm: Farm, code: str, given: list[dict[str, str]]) -> None:
    problems = [caught for parameters in given if (caught := problem(parameters))]
    boxes = [error(caught, wiki=wikis.load(code), last='') for caught in problems]
    page = saved(farm, code, '\n'.join(boxes))
    harmless(page)
    assert not any(page.get(kind) for kind in LINKS)
    html = [box for box in ElementTree.fromstring(page['text']) if box.get('class') == 'onelib-error']
    assert len(html) == len(problems)
    for box, caught in zip(html, problems, strict=True):
        # A sentence for each, on a line of its own.
        for mistake in caught.mistakes:
            assert held(visible(mistake.parameter)) in shown(box)
            assert held(visible(mistake.value)) in shown(box)
        assert Counter(element.tag for element in box.iter()) == Counter(
            {'div': 1, 'b': 1, 'br': len(caught.mistakes) - 1}
        )


def test_blocks_stay_blocks_around_hostile_lists(farm: Farm) -> None:
    """What was saved is what the next run finds: no fragment closes a block, or opens another one."""
    start, end = '{{1Lib1Ref worklist|limit=5}}', '{{1Lib1Ref worklist end}}'
    found = [Statement('tagged', text, text, 0, text.split('\n')[0], 1, 'Fact', None, text) for text in FRAGMENTS]
    listed = rank([ScannedArticle('A', 1, 1, tuple(found))], limit=500, per_article=500, sort='title')
    body = render(listed, wiki=wikis.load('cs'), form=Form(hashtag='x'), today=TODAY)
    boxes = [error(caught, wiki=wikis.load('cs'), last='') for text in FRAGMENTS if (caught := problem({text: text}))]
    text = f'{start}\n{body}\n{end}\n' + '\n'.join(f'{start}\n{box}{end}' for box in boxes)
    page = saved(farm, 'cs', text)
    assert [block.parameters for block in find(text, '1Lib1Ref worklist')] == [{'limit': '5'}] * (1 + len(boxes))
    # The start template asks a module, which reads the page itself and that of the last run.
    read = {'Modul:1Lib1Ref', 'Wikipedista:OnelibBot/last run', page['title']}
    assert {template['title'] for template in page['templates']} - read <= {
        f'Šablona:1Lib1Ref worklist{part}' for part in ('', ' end', '/head', '/row', '/catalogues')
    }

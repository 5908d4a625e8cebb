"""The bot on a wiki whose articles are full of what would do harm if it were more than text."""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import pytest

from onelib.pages.worklist import LAYOUTS
from onelib.wikitext import blocks
from tests.hostile import FRAGMENTS, held
from tests.sandbox import bot
from tests.sandbox.farm import Farm
from tests.sandbox.mediawiki import FarmError
from tests.sandbox.pages import END, NAME, START, edit, text_of
from tests.wikitext.oracle import squeezed

PAGE = 'Wikipedie:Nebezpečné'
TITLES = [
    'Kniha//example.org', "Kniha ''x'' ~~y",
    'Kniha?action=delete&x=y', 'Kniha + 50 % *', '!Kniha', '=Kniha=', ';Kniha:x',
    'Kniha "x" \\ ^', 'Kniha 😀 אב', 'Kniha ISBN 978-0-306-40615-7',
]  # fmt: skip
# As text: readers of the article see exactly them, but for what a wiki makes normal when an article is saved.
SHOWN = [
    ' '.join(text.split())
    for text in map(held, FRAGMENTS)
    if text.isprintable() and text.strip() and unicodedata.is_normalized('NFC', text)
]


@pytest.fixture(scope='module')
def farm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Farm]:
    with Farm.start(tmp_path_factory.mktemp('hostile-farm'), ('meta', 'cs'), tied=True) as running:
        yield running


def visible(text: str, number: int) -> str:
    """Wikitext that shows this text, in one of the ways that people use."""
    entities = ''.join(f'&#{ord(char)};' for char in text)
    ways = [
        entities,
        f'<nowiki>{html.escape(text, quote=False)}</nowiki>',
        f'<code><nowiki>{html.escape(text, quote=False)}</nowiki></code>',
        ''.join(f'&#x{ord(char):x};' if not char.isalnum() else char for char in text),
    ]
    return ways[number % len(ways)]


def article(number: int, texts: list[str]) -> str:
    sections = (
        f'== {visible(text, 0)} ==\nKniha {number} {visible(text, index)} vyšla roku {index}.{{{{Fakt/dne}}}}'
        for index, text in enumerate(texts)
    )
    return '\n\n'.join(sections)


@pytest.mark.parametrize('layout', LAYOUTS)
def test_a_list_of_hostile_articles(farm: Farm, layout: str) -> None:
    edit(farm, 'cs', 'MediaWiki:Spam-blacklist', r'example\.org')
    with pytest.raises(FarmError, match='spamblacklist'):
        edit(farm, 'cs', PAGE, '[https://example.org x]')
    share = -(-len(SHOWN) // len(TITLES))
    for number, title in enumerate(TITLES):
        edit(farm, 'cs', title, article(number, SHOWN[number * share : (number + 1) * share]))
    body = f'{START}|limit=500|per_article=50|layout={layout}}}}}'
    edit(farm, 'cs', PAGE, f'{body}\n{END}')
    result = bot.run(farm, '-wiki:cs', f'-page:{PAGE}')
    assert result.returncode == 0, result.stderr
    text = text_of(farm, 'cs', PAGE)
    assert len(blocks.find(text, NAME)) == 1

    page = farm.api('cs', action='parse', page=PAGE, disablelimitreport=True)['parse']
    # Within the templates there may be links to their pages.
    bare = farm.api('cs', action='parse', title=PAGE, text=f'{body}\n{END}', contentmodel='wikitext')['parse']
    transcluded = {entry['title'] for entry in page['templates']} - {entry['title'] for entry in bare['templates']}
    assert {title.partition(':')[2] for title in transcluded} == set(LAYOUTS[layout].templates)
    for effect in (
        'categories',
        'images',
        'iwlinks',
        'langlinks',
        'sections',
        'properties',
        'parsewarnings',
    ):
        assert page[effect] == bare[effect], effect
    own = {link['title'] for link in page['links'] if link['ns'] == 0} - {link['title'] for link in bare['links']}
    assert {link['ns'] for link in page['links'] if link not in bare['links']} <= {0, 10}
    tree = ElementTree.fromstring(page['text'])
    rows = [
        row for row in tree.iter() if row.find('td') is not None or row.get('class') in ('onelib-row', 'onelib-item')
    ]
    titles = list(titles_of(rows, layout))
    assert own == set(titles)
    assert set(TITLES) <= own
    there = farm.api('cs', titles='|'.join(TITLES))['query']['pages']
    ids = {entry['title']: str(entry['pageid']) for entry in there}
    expected = {title: SHOWN[number * share : (number + 1) * share] for number, title in enumerate(TITLES)}
    seen: dict[str, int] = {}
    wrong = []
    for row, title in zip(rows, titles, strict=True):
        if title in expected:
            seen[title] = seen.get(title, 0) + 1
            wrong += [text] if (text := check_row(row, ids[title], expected[title], layout)) else []
    assert wrong == []
    assert all(count >= len(expected[title]) * 0.9 for title, count in seen.items()), seen


def titles_of(rows: list[ElementTree.Element], layout: str) -> Iterator[str]:
    """The article of each row: the first of its rows names it, in bold or in the head of the row."""
    title = ''
    for row in rows:
        named = row.find('th') if layout == 'table' else next(row.iter('b'), None)
        title = title if named is None else ''.join(named.itertext()).strip()
        yield title


def around_mark(row: ElementTree.Element) -> str:
    """The statement and what stands around it, up to the next element on either side."""
    [(parent, index)] = [
        (parent, index) for parent in row.iter() for index, child in enumerate(parent) if child.tag == 'mark'
    ]
    before = parent[index - 1].tail if index else parent.text
    return (before or '') + ''.join(parent[index].itertext()) + (parent[index].tail or '')


def check_row(row: ElementTree.Element, page_id: str, texts: list[str], layout: str) -> str:
    """The links of a row lead to the article, and to a section; gives back the text of that if it is not shown."""
    allowed = {'tr', 'th', 'td', 'b', 'a', 'mark', 'span', 'div', 'br'}
    assert {element.tag for element in row.iter()} <= allowed
    queries = [parse_qs(urlsplit(link.attrib['href']).query) for link in row.iter('a')]
    edits = [query for query in queries if 'section' in query]
    assert len(edits) == (0 if layout == 'print' else 2)
    shown = squeezed(around_mark(row))
    if not edits:
        return '' if any(squeezed(text) in shown for text in texts) else shown
    # However an article is called, it is found by its number.
    assert edits[0]['curid'] == [page_id] and edits[0].get('title', ['-']) == ['-']
    [section] = {query['section'][0] for query in edits}
    text = texts[int(section) - 1]
    assert edits[0]['summary'][0].endswith('#1Lib1Ref') and edits[1]['summary'] == ['#1Lib1Ref']
    return '' if squeezed(text) in shown else text

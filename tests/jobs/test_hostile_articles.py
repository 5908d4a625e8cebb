"""The bot on a wiki whose articles are full of what would do harm if it were more than text."""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import pytest

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


def test_a_list_of_hostile_articles(farm: Farm) -> None:
    edit(farm, 'cs', 'MediaWiki:Spam-blacklist', r'example\.org')
    with pytest.raises(FarmError, match='spamblacklist'):
        edit(farm, 'cs', PAGE, '[https://example.org x]')
    share = -(-len(SHOWN) // len(TITLES))
    for number, title in enumerate(TITLES):
        edit(farm, 'cs', title, article(number, SHOWN[number * share : (number + 1) * share]))
    body = f'{START}|limit=500|per_article=50}}}}'
    edit(farm, 'cs', PAGE, f'{body}\n{END}')
    result = bot.run(farm, '-wiki:cs', f'-page:{PAGE}')
    assert result.returncode == 0, result.stderr
    text = text_of(farm, 'cs', PAGE)
    assert len(blocks.find(text, NAME)) == 1

    page = farm.api('cs', action='parse', page=PAGE, disablelimitreport=True)['parse']
    # Within the templates there may be links to their pages.
    bare = farm.api('cs', action='parse', title=PAGE, text=f'{body}\n{END}', contentmodel='wikitext')['parse']
    for effect in (
        'templates',
        'categories',
        'images',
        'iwlinks',
        'langlinks',
        'sections',
        'properties',
        'parsewarnings',
    ):
        assert page[effect] == bare[effect], effect
    own = {link['title'] for link in page['links']} - {link['title'] for link in bare['links']}
    tree = ElementTree.fromstring(page['text'])
    [table] = [table for table in tree.iter('table') if 'onelib-worklist' in table.get('class', '')]
    _, *rows = table.iter('tr')
    assert own == {''.join(row[0].itertext()).strip() for row in rows}
    assert set(TITLES) <= own
    expected = {title: SHOWN[number * share : (number + 1) * share] for number, title in enumerate(TITLES)}
    seen: dict[str, int] = {}
    wrong = []
    for row in rows:
        title = ''.join(row[0].itertext()).strip()
        if title in expected:
            seen[title] = seen.get(title, 0) + 1
            wrong += [text] if (text := check_row(row, title, expected[title])) else []
    assert wrong == []
    assert all(count >= len(expected[title]) * 0.9 for title, count in seen.items()), seen


def check_row(row: ElementTree.Element, title: str, texts: list[str]) -> str:
    """The links of a row lead to the article, and to a section; gives back the text of that if it is not shown."""
    assert {element.tag for element in row.iter()} <= {'tr', 'td', 'b', 'a', 'mark', 'span', 'br'}
    queries = [parse_qs(urlsplit(link.attrib['href']).query) for link in row[4].iter('a')]
    assert [query['title'][0].replace('_', ' ').replace('\u200e', '') for query in queries] == [title] * 2
    [section] = {query['section'][0] for query in queries}
    text = texts[int(section) - 1]
    return '' if squeezed(text) in squeezed(''.join(row[2].itertext())) else text

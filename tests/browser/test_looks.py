"""How lists look to readers: large letters, small screens, the dark, paper, and no stylesheet at all."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from selenium import webdriver

from onelib import wikis
from onelib.pages.messages import message
from onelib.pages.worklist import LAYOUTS, Form
from tests.pages.test_sizes import TITLES, listed, rows
from tests.sandbox.farm import Farm

from .driver import CONTRASTS, HEIGHT, emulate, open_page, resize

# Some read a list on their own wiki, others one in their language on Meta.
LANGUAGES = ('cs', 'ka', 'el', 'sr', 'uk', 'de')
AT_HOME = ('cs', 'ka', 'el')
SKINS = ('vector-2022', 'vector', 'minerva')
MOST_SCREENS = 30
READABLE = 4.5

# Words that are on two lines, but for those that are wider than what they stand in.
BROKEN = """
const broken = [], range = document.createRange();
document.querySelectorAll('.onelib-worklist').forEach(list => {
    const walker = document.createTreeWalker(list, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const node = walker.currentNode, cell = node.parentElement.closest('td, th, div, li');
        if (!cell.checkVisibility()) { continue; }
        const style = getComputedStyle(cell);
        const room = cell.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
        for (const word of node.data.matchAll(/[^\\s/?-]+/g)) {
            range.setStart(node, word.index);
            range.setEnd(node, word.index + word[0].length);
            const boxes = Array.from(range.getClientRects());
            const width = boxes.reduce((sum, box) => sum + box.width, 0);
            if (new Set(boxes.map(box => Math.round(box.top))).size > 1 && width < room) { broken.push(word[0]); }
        }
    }
});
return broken;
"""
# What a stylesheet writes behind links.
PRINTED = """
return Array.from(document.querySelectorAll('.onelib-worklist a')).filter(link => link.checkVisibility())
    .map(link => getComputedStyle(link, '::after').content).filter(text => text.includes('http'));
"""
# A link of several lines has a box a line; the text is what is copied.
LOOK = """
const list = document.querySelector('.onelib-worklist');
const seen = element => element.checkVisibility() && element.getClientRects().length;
getSelection().selectAllChildren(list);
return {
    height: list.getBoundingClientRect().height,
    width: document.documentElement.scrollWidth,
    links: Array.from(list.querySelectorAll('a')).filter(seen)
        .map(link => [link.textContent, Math.min(...Array.from(link.getClientRects(), box => box.height))]),
    heads: Array.from(list.querySelectorAll('th[scope=col]')).filter(seen).map(head => head.textContent.trim()),
    mark: getComputedStyle(list.querySelector(':not(.onelib-short) > mark')).backgroundColor,
    room: Array.from(list.querySelectorAll('.onelib-room'), line => line.getBoundingClientRect().height),
    text: getSelection().toString(),
};
"""


def place(code: str, layout: str) -> tuple[str, str, Form]:
    """The wiki and the title of the page with a list in a language, and its form."""
    if code in AT_HOME:
        return code, f'Project:{layout}', Form('', '1Lib1Ref', layout)
    return 'meta', f'{layout} {code}', Form('cs', '1Lib1Ref', layout, lang=code)


@pytest.fixture(scope='module')
def lists(farm: Farm) -> Iterator[Farm]:
    for code in LANGUAGES:
        for layout in LAYOUTS:
            host, title, form = place(code, layout)
            text = listed(code, 100 if layout == 'table' else 8, form)
            # Somebody has put aside the first one, the only one of its article.
            text = text.replace(' |rows=', ' |skip=yes |rows=', 1)
            farm.api(host, action='edit', title=title, text=text)
    yield farm
    for code in LANGUAGES:
        for layout in LAYOUTS:
            host, title, _ = place(code, layout)
            farm.api(host, action='edit', title=title, text='x')


def show(browser: webdriver.Chrome, farm: Farm, code: str, layout: str, skin: str = 'minerva', theme: str = '') -> None:
    host, title, _ = place(code, layout)
    open_page(browser, f'{farm.url}/{host}/index.php', title, useskin=skin, theme=theme)


def said(code: str, key: str) -> str:
    return message(f'worklist-{key}', wikis.load(code))


@pytest.mark.parametrize('code', LANGUAGES)
def test_a_hundred_rows_on_a_telephone(browser: webdriver.Chrome, lists: Farm, code: str) -> None:
    resize(browser, 375)
    show(browser, lists, code, 'table')
    look = browser.execute_script(LOOK)
    assert look['height'] <= MOST_SCREENS * HEIGHT
    assert look['width'] <= 375
    # A card needs no head of its column; an article is named once, above its rows, and each date says what it is.
    assert look['heads'] == []
    for title in (f'{TITLES[code][0]} 0', f'{TITLES[code][1]} 2'):
        assert look['text'].splitlines().count(title) == 1
    assert look['text'].count(said(code, 'since')) == 99 and look['text'].count(said(code, 'aside')) == 1


@pytest.mark.parametrize('layout', LAYOUTS)
@pytest.mark.parametrize('code', LANGUAGES)
def test_it_fits_every_screen(browser: webdriver.Chrome, lists: Farm, code: str, layout: str) -> None:
    # The others are not made for telephones, without any list.
    for skin, widths in (('minerva', (320, 375, 768)), ('vector', (1280,)), ('vector-2022', (1280, 1440))):
        show(browser, lists, code, layout, skin)
        for width in widths:
            resize(browser, width)
            look = browser.execute_script(LOOK)
            assert look['width'] <= width, (width, skin)
            assert browser.execute_script(BROKEN) == [], (width, skin)
            # Large enough for a thumb.
            assert len(look['links']) > 8
            assert width > 500 or [link for link in look['links'] if link[1] < 32] == [], width


@pytest.mark.parametrize('code', LANGUAGES)
def test_a_table_has_its_heads_on_a_wide_screen(browser: webdriver.Chrome, lists: Farm, code: str) -> None:
    heads = [said(code, key) for key in ('article', 'section', 'statement', 'since', 'source')]
    for skin in SKINS if code == 'cs' else SKINS[:1]:
        show(browser, lists, code, 'table', skin)
        look = browser.execute_script(LOOK)
        assert look['heads'] == heads, skin
        # What the head says, no row says again.
        assert look['text'].count(said(code, 'since')) == 1
        assert said(code, 'add') not in heads


@pytest.mark.parametrize('layout', LAYOUTS)
def test_the_dark(browser: webdriver.Chrome, lists: Farm, layout: str) -> None:
    """By the reader's choice, or by that of their system, but only if they leave it to that."""
    marks = {}
    for theme, dark in (('', False), ('', True), ('os', False), ('os', True), ('night', False)):
        with emulate(browser, scheme='dark' if dark else 'light'):
            show(browser, lists, 'de', layout, 'vector-2022', theme)
            for width in (375, 1280):
                resize(browser, width)
                contrasts = browser.execute_script(CONTRASTS)
                assert len(contrasts) >= 16
                assert [text for text in contrasts if text[2] < READABLE] == [], (theme, dark, width)
            marks[theme, dark] = browser.execute_script(LOOK)['mark']
    assert marks['', False] == marks['', True] == marks['os', False] != marks['night', False] == marks['os', True]


def test_on_paper_there_are_no_addresses(browser: webdriver.Chrome, lists: Farm) -> None:
    with emulate(browser, media='print'):
        for layout in LAYOUTS:
            for skin in SKINS:
                show(browser, lists, 'cs', layout, skin)
                assert browser.execute_script(PRINTED) == [], layout
                look = browser.execute_script(LOOK)
                assert 'http' not in look['text'], layout
                # Nobody clicks there.
                assert said('cs', 'add') not in look['text'], layout
                # Two lines for each source but that of what is put aside, and a short address for each article.
                assert len([line for line in look['room'] if line > 16]) == (14 if layout == 'print' else 0)
                articles = len({row.title for row in rows('cs', 8)[1:]})
                assert look['text'].count('?curid=') == (articles if layout == 'print' else 0)


def test_without_a_stylesheet_it_can_be_read(browser: webdriver.Chrome, lists: Farm) -> None:
    text = lists.api('cs', titles='MediaWiki:Common.css', prop='revisions', rvprop='content', rvslots='main')
    css = text['query']['pages'][0]['revisions'][0]['slots']['main']['content']
    lists.api('cs', action='edit', title='MediaWiki:Common.css', text='/* nothing */')
    try:
        for layout in LAYOUTS:
            show(browser, lists, 'cs', layout, 'vector')
            look = browser.execute_script(LOOK)
            assert look['width'] <= 1280
            for words in ('Klementinum 0', 'Sbírky a fondy', '2009', said('cs', 'since')):
                assert words in look['text']
            # Neither does it say twice what a head says.
            assert layout != 'table' or look['text'].count(said('cs', 'since')) == 1
    finally:
        lists.api('cs', action='edit', title='MediaWiki:Common.css', text=css)

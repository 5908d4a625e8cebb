"""How lists look to readers: large letters, small screens, the dark, paper, and no stylesheet at all."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from selenium import webdriver

from onelib.pages.worklist import LAYOUTS, Form
from tests.pages.test_sizes import TITLES, listed
from tests.sandbox.farm import Farm

from .driver import HEIGHT, open_page, resize

LANGUAGES = ('cs', 'ka', 'el')
SKINS = ('vector', 'vector-2022', 'minerva')
# As on Wikipedia.
LARGE = '.mw-body-content, .vector-body {font-size: 1rem !important; line-height: 1.6 !important}'
MOST_SCREENS = 30

ADD_STYLE = 'document.head.append(Object.assign(document.createElement("style"), {textContent: arguments[0]}))'
# Words that are on two lines, but for those that are wider than what they stand in.
BROKEN = """
const broken = [], range = document.createRange();
document.querySelectorAll('.onelib-worklist').forEach(list => {
    const walker = document.createTreeWalker(list, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const node = walker.currentNode, cell = node.parentElement.closest('td, th, div');
        if (!cell.checkVisibility()) { continue; }
        for (const word of node.data.matchAll(/[^\\s/?-]+/g)) {
            range.setStart(node, word.index);
            range.setEnd(node, word.index + word[0].length);
            if (new Set(Array.from(range.getClientRects(), box => Math.round(box.top))).size > 1) {
                broken.push(word[0]);
            }
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
LOOK = """
const list = document.querySelector('.onelib-worklist');
const seen = element => element.checkVisibility() && element.getClientRects().length;
return {
    height: list.getBoundingClientRect().height,
    width: document.documentElement.scrollWidth,
    links: Array.from(list.querySelectorAll('a')).filter(seen)
        .map(link => [link.textContent, link.getBoundingClientRect().height]),
    heads: Array.from(list.querySelectorAll('th[scope=col]')).filter(seen).map(head => head.textContent.trim()),
    text: list.innerText,
};
"""


@pytest.fixture(scope='module')
def lists(farm: Farm) -> Iterator[Farm]:
    for code in LANGUAGES:
        for layout in LAYOUTS:
            text = listed(code, 100 if layout == 'table' else 8, Form('', '1Lib1Ref', layout))
            farm.api(code, action='edit', title=f'Project:{layout}', text=text)
    yield farm
    for code in LANGUAGES:
        for layout in LAYOUTS:
            farm.api(code, action='edit', title=f'Project:{layout}', text='x')


def show(browser: webdriver.Chrome, farm: Farm, code: str, layout: str, skin: str = 'minerva') -> None:
    open_page(browser, f'{farm.url}/{code}/index.php', f'Project:{layout}', useskin=skin)
    if skin != 'vector':
        browser.execute_script(ADD_STYLE, LARGE)


@pytest.mark.parametrize('code', LANGUAGES)
def test_a_hundred_rows_on_a_telephone(browser: webdriver.Chrome, lists: Farm, code: str) -> None:
    resize(browser, 375)
    show(browser, lists, code, 'table')
    look = browser.execute_script(LOOK)
    assert look['height'] <= MOST_SCREENS * HEIGHT
    assert look['width'] <= 375
    assert [link for link in look['links'] if link[1] < 32] == []
    # A card needs no head of its column; an article is named once, above its rows.
    assert look['heads'] == []
    for title in (f'{TITLES[code][0]} 0', f'{TITLES[code][1]} 2'):
        assert look['text'].splitlines().count(title) == 1


@pytest.mark.parametrize('layout', LAYOUTS)
@pytest.mark.parametrize('width', [320, 768, 1280, 1440])
def test_no_word_is_broken(browser: webdriver.Chrome, lists: Farm, layout: str, width: int) -> None:
    resize(browser, width)
    for code in LANGUAGES:
        # The others are not made for telephones, without any list.
        for skin in SKINS if width > 500 else ('minerva',):
            show(browser, lists, code, layout, skin)
            look = browser.execute_script(LOOK)
            assert look['width'] <= width, (code, skin)
            assert browser.execute_script(BROKEN) == [], (code, skin)


def test_a_table_has_its_heads_on_a_wide_screen(browser: webdriver.Chrome, lists: Farm) -> None:
    for skin in SKINS:
        show(browser, lists, 'cs', 'table', skin)
        look = browser.execute_script(LOOK)
        assert look['heads'] == ['Článek', 'Oddíl', 'Tvrzení bez zdroje', 'Označeno od', 'Doplnit zdroj'], skin
        # What the head says, no row says again.
        assert look['text'].count('Označeno od') == 1


def test_on_paper_there_are_no_addresses(browser: webdriver.Chrome, lists: Farm) -> None:
    browser.execute_cdp_cmd('Emulation.setEmulatedMedia', {'media': 'print'})
    try:
        for layout in LAYOUTS:
            show(browser, lists, 'cs', layout, 'vector')
            assert browser.execute_script(PRINTED) == [], layout
            assert 'http' not in browser.execute_script(LOOK)['text'], layout
    finally:
        browser.execute_cdp_cmd('Emulation.setEmulatedMedia', {'media': ''})


def test_without_a_stylesheet_it_can_be_read(browser: webdriver.Chrome, lists: Farm) -> None:
    text = lists.api('cs', titles='MediaWiki:Common.css', prop='revisions', rvprop='content', rvslots='main')
    css = text['query']['pages'][0]['revisions'][0]['slots']['main']['content']
    lists.api('cs', action='edit', title='MediaWiki:Common.css', text='/* nothing */')
    try:
        for layout in LAYOUTS:
            show(browser, lists, 'cs', layout, 'vector')
            assert browser.execute_script(LOOK)['width'] <= 1280
            shown = browser.execute_script(LOOK)['text']
            assert 'Národní knihovna České republiky 0' in shown and 'Sbírky a fondy' in shown and '2008' in shown
    finally:
        lists.api('cs', action='edit', title='MediaWiki:Common.css', text=css)

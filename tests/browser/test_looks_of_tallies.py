"""How tallies look to readers: every view in every language, on wide and narrow screens, and on paper."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from selenium import webdriver

from onelib import wikis
from onelib.i18n import languages
from onelib.pages.messages import message
from onelib.pages.sheet_part import SheetPart
from tests.pages import backlogs, crowds, tallies
from tests.sandbox.farm import Farm

from .driver import HEIGHT, open_page, resize
from .test_looks import BROKEN, MOST_SCREENS

WORDS_BROKEN = BROKEN.replace('onelib-worklist', 'onelib-tally')
WIDTHS = {'vector-2022': (1280, 1120), 'vector': (1024,), 'minerva': (768, 375, 320)}
# What each cell shows before its text, and heads that can be seen.
LOOK = """
const tables = Array.from(document.querySelectorAll('.onelib-tally'));
const seen = element => element.checkVisibility() && element.getClientRects().length;
return {
    height: tables[0].getBoundingClientRect().height,
    width: document.documentElement.scrollWidth,
    heads: tables.flatMap(table => Array.from(table.querySelectorAll('th[scope=col]')).filter(seen).length),
    labels: Array.from(tables[0].querySelectorAll('td'), cell => getComputedStyle(cell, '::before').content),
    links: tables.flatMap(table => Array.from(table.querySelectorAll('a')).filter(seen))
        .map(link => [link.textContent, Math.min(...Array.from(link.getClientRects(), box => box.height))]),
};
"""


@pytest.fixture(scope='module')
def shown(farm: Farm) -> Iterator[Farm]:
    """All views on a page for each language, and a hundred people on the Czech wiki."""
    meta = tallies.host('meta')
    for lang in languages.known():
        host = replace(meta, wiki=meta.wiki.speaking_as(wikis.load(lang)))
        parts: list[SheetPart] = [tallies.shown(host, block) for block in tallies.BLOCKS]
        parts += [backlogs.shown(host, block) for block in backlogs.BLOCKS]
        text = '\n'.join(part.body(host.wiki, host.today, '') for part in parts)
        farm.api('meta', action='edit', title=f'Project:Tallies {lang}', text=text)
    people = tallies.shown(tallies.host('cs'), {}, crowds.crowd('cs', 100))
    farm.api('cs', action='edit', title='Project:People', text=people.body(people.host.wiki, people.host.today, ''))
    yield farm
    for lang in languages.known():
        farm.api('meta', action='edit', title=f'Project:Tallies {lang}', text='x')
    farm.api('cs', action='edit', title='Project:People', text='x')


@pytest.mark.parametrize('skin', WIDTHS)
def test_every_view_in_every_language(browser: webdriver.Chrome, shown: Farm, skin: str) -> None:
    """Nothing to scroll sideways, no word broken; heads where there is room, and names of cells where there is none."""
    for lang in languages.known():
        open_page(browser, f'{shown.url}/meta/index.php', f'Project:Tallies {lang}', useskin=skin)
        for width in WIDTHS[skin]:
            resize(browser, width)
            look = browser.execute_script(LOOK)
            assert look['width'] <= width, (lang, width)
            # A lot is one word, longer than any telephone is wide.
            assert [word for word in browser.execute_script(WORDS_BROKEN) if len(word) < 60] == [], (lang, width)
            named = [label.strip('"') for label in look['labels'] if label not in ('none', 'normal')]
            assert bool(named) != bool(sum(look['heads'])), (lang, width)
            assert width > 1000 or message('tally-references', wikis.load(lang)).replace("'", '’') in named, lang


def test_a_hundred_people_on_a_telephone(browser: webdriver.Chrome, shown: Farm) -> None:
    resize(browser, 375)
    open_page(browser, f'{shown.url}/cs/index.php', 'Project:People', useskin='minerva')
    look = browser.execute_script(LOOK)
    assert look['height'] <= MOST_SCREENS * HEIGHT
    assert [link for link in look['links'] if link[1] < 32] == []

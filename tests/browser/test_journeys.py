"""From the button on the sign-up page to a statement that is counted, thanked for and crossed out."""

from __future__ import annotations

import datetime

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By

from tests.sandbox import bot
from tests.sandbox.farm import Farm
from tests.sandbox.pages import edit, text_of

from .driver import open_page, resize, wait
from .test_worklist_pages import REFERENCE, TAG, at_the_tag, last_revision, log_in, shown

SCREENS = [('minerva', 375), ('vector-2022', 1280)]
NAME = 'Librarian'
# Links of rows that are crossed out: to editors, and to catalogues.
OFFERED = '.onelib-skip .plainlinks > a, .onelib-skip .onelib-seek a'
BUTTON = """
const style = getComputedStyle(arguments[0]), box = arguments[0].getBoundingClientRect();
return [box.height >= 44, box.right <= document.documentElement.clientWidth, style.backgroundColor, style.color];
"""


@pytest.mark.parametrize(('skin', 'width'), SCREENS)
def test_from_the_button_to_a_statement_with_its_source(
    browser: webdriver.Chrome, farm: Farm, skin: str, width: int
) -> None:
    """Nothing is typed but the source."""
    people, listed, results = (f'Wikipedie:Cesta {skin}/{part}' for part in ('lidé', 'seznam', 'součty'))
    article = f'Cesta {skin}'
    prepare(farm, skin, people, listed, results, article)
    script, typed = f'{farm.url}/cs/index.php', []
    with farm.configured('cs', wgDefaultSkin=skin):
        log_in(browser, farm, 'cs')
        resize(browser, width)
        open_page(browser, script, people)
        button = shown(browser, '.onelib-button a span')
        assert browser.execute_script(BUTTON, button) == [True, True, 'rgb(51, 102, 204)', 'rgb(255, 255, 255)']
        button.click()
        save(browser)
        assert f'* {{{{1Lib1Ref participant |1={NAME} |library=}}}}' in text_of(farm, 'cs', people)

        bot.run(farm, '-quick', script='tally')
        # Whatever they have done elsewhere on this farm counts, too.
        before = number(browser, script, results)

        open_page(browser, script, people)
        shown(browser, '.onelib-next li:first-child a').click()
        shown(browser, 'table.onelib-worklist .plainlinks a').click()
        box = at_the_tag(browser)
        typed.append(REFERENCE)
        box.send_keys(REFERENCE)
        save(browser)
        revision = last_revision(farm, 'cs', article)
        assert revision['user'] == NAME and '#1Lib1Ref' in revision['comment']

        bot.run(farm, '-quick')
        open_page(browser, script, listed)
        assert shown(browser, 'table.onelib-worklist .onelib-done')
        # There is nothing left to do for it.
        assert not any(link.is_displayed() for link in browser.find_elements(By.CSS_SELECTOR, OFFERED))
        assert bot.run(farm, '-wiki:cs', f'-page:{results}', script='tally').returncode == 0
        assert number(browser, script, results) == before + 1
        assert NAME in shown(browser, '.onelib-thanks').text
    assert typed == [REFERENCE]


def prepare(farm: Farm, skin: str, people: str, listed: str, results: str, article: str) -> None:
    """A campaign with its pages, all of which the bot has seen once."""
    today = datetime.datetime.now(datetime.UTC).date()
    start, end = today - datetime.timedelta(days=1), today + datetime.timedelta(days=5)
    described = f'|id=cesta-{skin}|start={start}|end={end}|wikis=cs|participants=cs:{people}'
    edit(farm, 'meta', f'Cesta {skin}', f'{{{{1Lib1Ref campaign{described}}}}}')
    edit(farm, 'cs', article, f'Cesta vede lesem.\n\n== Délka ==\nMěří dvanáct kilometrů.{TAG}')
    edit(farm, 'cs', people, f'{{{{1Lib1Ref join |list={listed} |results={results}}}}}\n\n== Účastníci ==\n')
    edit(farm, 'cs', listed, f'{{{{1Lib1Ref worklist |titles=\n* [[{article}]]\n}}}}\n{{{{1Lib1Ref worklist end}}}}')
    edit(farm, 'cs', results, f'{{{{1Lib1Ref tally |campaign=cesta-{skin}}}}}\n{{{{1Lib1Ref tally end}}}}')
    for script, title in (('worklist', listed), ('tally', results)):
        done = bot.run(farm, '-wiki:cs', f'-page:{title}', script=script)
        assert done.returncode == 0, done.stdout + done.stderr
        bot.run(farm, '-quick', script=script)


def save(browser: webdriver.Chrome) -> None:
    shown(browser, '#wpSave').click()
    wait(browser, lambda _: not browser.find_elements(By.ID, 'wpTextbox1'), 'the saved page')


def number(browser: webdriver.Chrome, script: str, results: str) -> int:
    """How many sources they have added, as the results say."""
    open_page(browser, script, results)
    [row] = [row for row in browser.find_elements(By.CSS_SELECTOR, 'table.onelib-tally tr') if NAME in row.text]
    return int(row.find_element(By.CSS_SELECTOR, 'td.onelib-references').text)

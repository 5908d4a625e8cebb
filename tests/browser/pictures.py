"""The pictures of docs/, taken of the demo, and those of each look of each list, for whoever wants to see all.

python -m tests.browser.pictures DIRECTORY_OF_THE_DEMO FOLDER_OF_DOCS FOLDER_OF_ALL
"""

from __future__ import annotations

import base64
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.sandbox import bot
from tests.sandbox.accounts import read_secrets
from tests.sandbox.demo import STATUS
from tests.sandbox.farm import Farm
from tests.sandbox.mediawiki import CHECKOUT

from . import driver, looks

WIDE, PHONE = 1000, 360
MARGIN = 12
LIST = 'Project:1Lib1Ref/Worklist'
RESULTS = '1Lib1Ref/CEE/Results'
MISTAKE, WRONG = '1Lib1Ref/CEE/Worklist pl', '{{1Lib1Ref worklist |wiki=pl |limit=10%s}}\n{{1Lib1Ref worklist end}}'

# The statement that is sourced in the pictures, by words of it.
STATEMENT = 'The wagon was destroyed by a train in 1910'
REFERENCE = '<ref>Mary L. Titcomb: Story of the Washington County Free Library. Hagerstown 1931, p. 14.</ref>'

# From the top of the first element to the bottom of the last one, in pixels of the page.
EXTENT = """
const boxes = arguments[0].map(selector => document.querySelector(selector).getBoundingClientRect());
const edge = (side, choose) => choose(...boxes.map(box => box[side]));
return [edge('left', Math.min) + scrollX, edge('top', Math.min) + scrollY,
        edge('right', Math.max) + scrollX, edge('bottom', Math.max) + scrollY];
"""
SIZE = 'return [innerWidth, document.documentElement.scrollHeight];'
# A heading and what is below it, up to the next one, in a box of its own.
SECTION = """
const wanted = Array.from(document.querySelectorAll('.mw-parser-output > h2')).find(
    heading => heading.querySelector('.mw-headline').textContent === arguments[0]);
const box = Object.assign(document.createElement('div'), {id: 'picture'});
wanted.before(box);
do { box.append(box.nextSibling); } while (box.nextSibling && box.nextSibling.tagName !== 'H2');
box.style.display = 'flow-root';
"""
# VisualEditor's dialog, as soon as it is there, and whether it can be typed into.
DIALOG = '.oo-ui-processDialog.oo-ui-window-ready'
FOCUSED = f"return Boolean(document.activeElement.closest('{DIALOG}'))"
# Neither a blinking caret nor what stands around the page.
STYLE = """
document.head.append(Object.assign(document.createElement('style'), {textContent:
    '* {caret-color: transparent !important; transition: none !important; animation: none !important}'
    + '.mw-editsection, #siteNotice, .mw-header, .mw-article-toolbar-container, .mw-table-of-contents-container'
    + ' {display: none !important}'}));
"""
# So much of a page is seen of each of its looks.
HIGHEST = 2400


class Pictures:
    """A browser before a demo, and the folder that its pictures go to."""

    def __init__(self, farm: Farm, browser: webdriver.Chrome, folder: Path) -> None:
        self.farm = farm
        self.browser = browser
        self.folder = folder

    def open(self, wiki: str, title: str, width: int = WIDE) -> None:
        driver.resize(self.browser, width)
        driver.open_page(self.browser, f'{self.farm.url}/{wiki}/index.php', title)
        self.browser.execute_script(STYLE)

    def take(self, name: str, selectors: Sequence[str], height: int = 700) -> None:
        """A picture of these elements, cut off below if they are higher."""
        self.browser.execute_script(STYLE)
        left, top, right, bottom = self.browser.execute_script(EXTENT, list(selectors))
        x, y = max(0, left - MARGIN), max(0, top - 3)
        self._save(name, x, y, right + MARGIN - x, min(bottom + MARGIN - y, height))

    def take_page(self, name: str) -> None:
        """A picture of the page as it is, from its top on."""
        width, height = self.browser.execute_script(SIZE)
        self._save(name, 0, 0, width, min(height, HIGHEST))

    def _save(self, name: str, x: float, y: float, width: float, height: float) -> None:
        clip = {'x': x, 'y': y, 'width': width, 'height': height, 'scale': 1}
        taken = self.browser.execute_cdp_cmd(
            'Page.captureScreenshot', {'format': 'png', 'clip': clip, 'captureBeyondViewport': True}
        )
        (self.folder / f'{name}.png').write_bytes(base64.b64decode(taken['data']))
        print(f'{name}.png', flush=True)

    def take_section(self, name: str, title: str, heading: str, height: int = 700) -> None:
        """A picture of a section of a page on Meta."""
        self.open('meta', title)
        self.browser.execute_script(SECTION, heading)
        self.take(name, ['#picture'], height)

    def log_in(self, wiki: str) -> None:
        self.open(wiki, 'Special:UserLogin')
        self.browser.find_element(By.ID, 'wpName1').send_keys('Librarian')
        password = read_secrets(self.farm.directory)['accounts']['Librarian']
        self.browser.find_element(By.ID, 'wpPassword1').send_keys(password, Keys.ENTER)
        driver.wait(self.browser, lambda browser: not browser.find_elements(By.ID, 'wpPassword1'), 'the login')

    def show(self, selector: str) -> None:
        """Wait until an element can be seen."""
        driver.wait(
            self.browser,
            lambda browser: any(one.is_displayed() for one in browser.find_elements(By.CSS_SELECTOR, selector)),
            selector,
        )


def all_of_them(pictures: Pictures) -> None:
    """Take every picture of docs/."""
    lists(pictures)
    results(pictures)
    mistake(pictures)
    status(pictures)
    pictures.log_in('en')
    source_editor(pictures)
    visual_editor(pictures)


def lists(pictures: Pictures) -> None:
    pictures.open('cs', LIST)
    pictures.take('worklist', ['.onelib-count', '.onelib-worklist'], 560)
    pictures.open('en', LIST)
    pictures.take('list', ['#firstHeading', '.onelib-worklist'], 620)
    pictures.open('en', LIST, PHONE)
    pictures.take('list-on-a-phone', ['.onelib-count', '.onelib-worklist'], 560)
    pictures.open('cs', 'Project:1Lib1Ref/Účastníci 2026')
    pictures.take('sign-up', ['#firstHeading', '.mw-parser-output'])


def results(pictures: Pictures) -> None:
    pictures.take_section('participants', RESULTS, 'Participants', 620)
    pictures.take_section('report', RESULTS, 'Report', 560)
    pictures.take_section('draw', RESULTS, 'Prizes', 480)
    pictures.take_section('edits', f'{RESULTS}/Edits', 'Jana Nováková', 560)


def mistake(pictures: Pictures) -> None:
    """A list that was good once, and then had a slip in a setting."""
    farm = pictures.farm
    for more in ('', ' |depth=12'):
        farm.api('meta', action='edit', title=MISTAKE, text=filled(farm, WRONG % more))
        done = bot.run(farm, '-wiki:meta', f'-page:{MISTAKE}')
        if done.returncode:
            raise SystemExit(f'The bot has not answered on {MISTAKE}: {done.stderr}')
    pictures.open('meta', MISTAKE)
    pictures.take('mistake', ['.onelib-error', '.onelib-worklist'], 330)


def status(pictures: Pictures) -> None:
    """The jobs as they are with that slip in a setting."""
    home = {'ONELIB_HOME': str(pictures.farm.bot_dir)}
    for job in ('worklist-1', 'worklist-2', 'worklist-meta', 'tally', 'status'):
        # They fail: that is what the picture shows.
        subprocess.run([str(CHECKOUT / 'tools' / 'job'), job], env=os.environ | home, check=False)
    pictures.open('meta', STATUS['meta'][0])
    pictures.take('status', ['.onelib-status', '.onelib-trouble:last-of-type'], 420)


def filled(farm: Farm, block: str) -> str:
    """The block with the list that the page has by now."""
    page = farm.api('meta', titles=MISTAKE, prop='revisions', rvprop='content', rvslots='main')['query']['pages'][0]
    if 'missing' in page:
        return block
    start, _, end = block.partition('\n')
    last = page['revisions'][0]['slots']['main']['content'].partition('\n')[2].rpartition('{{')[0]
    return f'{start}\n{last}{end}'


def source_editor(pictures: Pictures) -> None:
    browser = pictures.browser
    pictures.open('en', LIST)
    browser.get(wanted(pictures).editor)
    pictures.show('#wpTextbox1')
    # The reference goes where the tag was.
    browser.execute_script(
        'const box = document.getElementById("wpTextbox1"); box.rows = 8; box.style.height = "auto";'
        'const words = box.value.indexOf(arguments[0]), tag = box.value.indexOf("{{", words);'
        'box.value = box.value.slice(0, tag) + arguments[1] + box.value.slice(box.value.indexOf("}}", tag) + 2);',
        STATEMENT,
        REFERENCE,
    )
    pictures.take('editor', ['#firstHeading', '#wpSave'], 620)


def visual_editor(pictures: Pictures) -> None:
    browser = pictures.browser
    pictures.open('en', LIST)
    browser.get(wanted(pictures).visual)
    pictures.show('.ve-ce-surface .ve-ce-paragraphNode')
    pictures.show('.ve-init-target .oo-ui-toolbar')
    paragraph = browser.find_element(By.CSS_SELECTOR, '.ve-ce-surface .ve-ce-paragraphNode')
    corner = paragraph.size['width'] // 2 - 5, paragraph.size['height'] // 2 - 5
    webdriver.ActionChains(browser).move_to_element_with_offset(paragraph, *corner).click().perform()
    click(pictures, '.ve-ui-toolbar-group-cite .oo-ui-popupToolGroup-handle')
    click(pictures, '.oo-ui-tool-name-reference a')
    pictures.show(DIALOG)
    driver.wait(browser, lambda _: browser.execute_script(FOCUSED), 'the dialog')
    webdriver.ActionChains(browser).send_keys(REFERENCE[5:-6]).perform()
    pictures.take('visual-editor', ['#firstHeading', f'{DIALOG} .oo-ui-window-frame'], 450)
    click(pictures, f'{DIALOG} .oo-ui-processDialog-actions-primary a')
    click(pictures, '.oo-ui-widget-enabled > .ve-ui-toolbar-saveButton')
    pictures.show('.ve-ui-mwSaveDialog-summary textarea')
    field = browser.find_element(By.CSS_SELECTOR, '.ve-ui-mwSaveDialog-summary textarea')
    driver.wait(browser, lambda _: field.get_property('value'), 'a summary')
    pictures.take('visual-editor-saving', ['.ve-ui-mwSaveDialog .oo-ui-window-frame'])


def click(pictures: Pictures, selector: str) -> None:
    pictures.show(selector)
    next(one for one in pictures.browser.find_elements(By.CSS_SELECTOR, selector) if one.is_displayed()).click()


def wanted(pictures: Pictures) -> driver.Row:
    """The row of the statement, on the list that is open."""
    [row] = [row for row in driver.rows(pictures.browser) if row.statement.startswith(STATEMENT)]
    return row


@contextmanager
def browser() -> Iterator[webdriver.Chrome]:
    with tempfile.TemporaryDirectory() as directory:
        chrome = driver.start(Path(directory))
        try:
            yield chrome
        finally:
            chrome.quit()


def every_look(pictures: Pictures, german: Farm) -> None:
    """Take lists and results in each language and each look."""
    for shown in looks.pages(pictures.farm, german):
        for look in shown.looks:
            driver.resize(pictures.browser, look.width)
            with driver.emulate(pictures.browser, media=look.media):
                where = f'{shown.farm.url}/{shown.wiki}/index.php'
                driver.open_page(pictures.browser, where, shown.title, useskin=look.skin, theme=look.theme)
                pictures.take_page(f'{shown.name}-{look}')


def main(demo: Path, folder: Path, everything: Path) -> int:
    farm = Farm.start(demo)
    for pictures in (folder, everything):
        pictures.mkdir(parents=True, exist_ok=True)
        for old in pictures.glob('*.png'):
            old.unlink()
    with browser() as chrome, Farm.start(demo.with_name('german'), ('meta', 'de')) as german:
        # A picture of more than the window has none, and its page is wider then.
        chrome.execute_cdp_cmd('Emulation.setScrollbarsHidden', {'hidden': True})
        try:
            every_look(Pictures(farm, chrome, everything), german)
            all_of_them(Pictures(farm, chrome, folder))
        except WebDriverException as problem:
            print(f'{chrome.current_url}: {problem.msg}', file=sys.stderr)
            return 1
    return 0


if __name__ == '__main__':
    raise SystemExit(main(*map(Path, sys.argv[1:4])))

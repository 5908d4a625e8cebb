"""Chromium without a window, and what a reader sees of a worklist in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.support.ui import WebDriverWait

BROWSER = '/usr/bin/chromium'
DRIVER = '/usr/bin/chromedriver'
OPTIONS = (
    '--headless=new',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--disable-dev-shm-usage',
)
WAIT_SECONDS = 20
WIDTH, HEIGHT = 1280, 900

# Rows are read by where their links lead, not by which column they stand in.
ROWS = """
return Array.from(document.querySelectorAll('table.onelib-worklist tr')).filter(row => row.querySelector('td'))
    .map(row => ({
        article: Array.from(row.querySelectorAll('th a[href]'), link => [link.href, link.textContent]),
        links: Array.from(row.querySelectorAll('td a[href]'), link => [link.href, link.textContent]),
        marks: Array.from(row.querySelectorAll('mark'), mark => mark.textContent),
    }));
"""


@dataclass(frozen=True)
class Row:
    """A row of a worklist: the addresses it links to, and the statement that is set off in it."""

    article: str
    title: str
    section: str
    anchor: str
    editor: str
    visual: str
    statement: str

    @property
    def section_number(self) -> int:
        return int(parse_qs(urlsplit(self.editor).query)['section'][0])


def start(user_data: Path) -> webdriver.Chrome:
    options = webdriver.ChromeOptions()
    options.binary_location = BROWSER
    for option in (*OPTIONS, f'--user-data-dir={user_data}'):
        options.add_argument(option)
    chrome = webdriver.Chrome(options=options, service=Service(DRIVER))
    chrome.set_page_load_timeout(WAIT_SECONDS)
    resize(chrome)
    return chrome


def resize(browser: webdriver.Chrome, width: int = WIDTH) -> None:
    """A viewport of this width, however narrow; windows themselves have a minimum."""
    metrics = {'width': width, 'height': HEIGHT, 'deviceScaleFactor': 1, 'mobile': False}
    browser.execute_cdp_cmd('Emulation.setDeviceMetricsOverride', metrics)


def wait(browser: webdriver.Chrome, condition: Callable[[webdriver.Chrome], Any], what: str) -> Any:
    waiting = WebDriverWait(browser, WAIT_SECONDS, poll_frequency=0.05)
    return waiting.until(condition, f'{what} does not come')


def open_page(browser: webdriver.Chrome, script: str, title: str, **parameters: str) -> None:
    browser.get(f'{script}?{urlencode({"title": title, **parameters})}')


def rows(browser: webdriver.Chrome) -> list[Row]:
    """The rows of the worklists on the page that is open."""
    found: list[Row] = []
    article: list[str] = []
    for row in browser.execute_script(ROWS):
        # An article is named in the first of its rows.
        article = next(iter(row['article']), article)
        found.append(as_row(article, row['links'], row['marks']))
    return found


def as_row(article: list[str], links: list[list[str]], marks: list[str]) -> Row:
    assert len(marks) == 1, f'one statement a row, not {marks}'
    sections = [link for link in links if urlsplit(link[0]).fragment]
    [editor] = [href for href, _ in links if {'action', 'section'} <= parse_qs(urlsplit(href).query).keys()]
    [visual] = [href for href, _ in links if {'veaction', 'section'} <= parse_qs(urlsplit(href).query).keys()]
    [anchor, section] = sections[0] if sections else ['', '']
    return Row(*article, section, anchor, editor, visual, marks[0])

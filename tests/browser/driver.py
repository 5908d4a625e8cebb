"""Chromium without a window, and what a reader sees of a worklist in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
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

# WCAG 2.1, 1.4.3: https://www.w3.org/TR/WCAG21/#contrast-minimum
# Each piece of text in a worklist except links, which have the skin's colour, with its contrast.
CONTRASTS = """
const parse = colour => {
    const numbers = colour.match(/^rgba?\\(([^)]*)\\)$/)[1].split(/[ ,/]+/).map(Number);
    return numbers.length > 3 ? numbers : [...numbers, 1];
};
const over = (top, bottom) => [0, 1, 2].map(i => top[i] * top[3] + bottom[i] * (1 - top[3])).concat(1);
const background = element => {
    const colour = element ? parse(getComputedStyle(element).backgroundColor) : [255, 255, 255, 1];
    return colour[3] === 1 ? colour : over(colour, background(element.parentElement));
};
const luminance = colour => {
    const [red, green, blue] = colour.slice(0, 3).map(value => value / 255)
        .map(value => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};
const opacity = element => element ? getComputedStyle(element).opacity * opacity(element.parentElement) : 1;
const contrast = element => {
    const behind = background(element), [red, green, blue, alpha] = parse(getComputedStyle(element).color);
    const [dark, light] = [over([red, green, blue, alpha * opacity(element)], behind), behind]
        .map(luminance).sort((one, other) => one - other);
    return (light + 0.05) / (dark + 0.05);
};
const saysSomething = element => !element.closest('a') && element.checkVisibility() && Array.from(element.childNodes)
    .some(node => node.nodeType === Node.TEXT_NODE && node.textContent.trim());
return Array.from(document.querySelectorAll('.onelib-worklist *')).filter(saysSomething)
    .map(element => [element.tagName, element.textContent.trim().slice(0, 40), contrast(element)]);
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


@contextmanager
def emulate(browser: webdriver.Chrome, media: str = '', scheme: str = 'light') -> Iterator[None]:
    """A reader's paper, or their system that is dark."""
    try:
        features = [{'name': 'prefers-color-scheme', 'value': scheme}]
        browser.execute_cdp_cmd('Emulation.setEmulatedMedia', {'media': media, 'features': features})
        yield
    finally:
        browser.execute_cdp_cmd('Emulation.setEmulatedMedia', {'media': '', 'features': []})


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

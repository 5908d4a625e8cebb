"""A browser, and a small farm of its own whose worklists the bot has filled."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium import webdriver

from tests.sandbox.farm import Farm

from . import driver

# Counted requests and edits of other tests are theirs alone, so what is saved here is saved elsewhere.
WIKIS = ('meta', 'cs', 'ka', 'el')


@pytest.fixture(scope='session')
def farm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Farm]:
    with Farm.start(tmp_path_factory.mktemp('browser-farm'), WIKIS, tied=True) as running:
        yield running


@pytest.fixture(scope='session')
def chrome(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    chrome = driver.start(tmp_path_factory.mktemp('chromium'))
    try:
        yield chrome
    finally:
        chrome.quit()


@pytest.fixture
def browser(chrome: webdriver.Chrome) -> Iterator[webdriver.Chrome]:
    """The one browser, with a wide window and nobody logged in."""
    yield chrome
    chrome.get('about:blank')
    chrome.execute_cdp_cmd('Network.clearBrowserCookies', {})
    driver.resize(chrome)


@pytest.fixture(scope='session')
def filled(farm: Farm) -> Farm:
    """The farm after the bot has worked on it."""
    run_bot(farm, '-wiki:cs,ka')
    # Another page on Meta is wrong on purpose.
    run_bot(farm, '-wiki:meta', '-page:1Lib1Ref/CEE/Worklist cs')
    return farm


def run_bot(farm: Farm, *arguments: str) -> None:
    pwb = Path(sys.executable).with_name('pwb')
    done = subprocess.run(
        [str(pwb), 'worklist', *arguments], env=farm.environment(), cwd='/', capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr

"""What all tests share: a farm of real wikis, a database server, and pywikibot without anyone's own settings."""

from __future__ import annotations

import os

os.environ.setdefault('PYWIKIBOT_NO_USER_CONFIG', '2')

import pytest

from tests import articles
from tests.sandbox.fixtures import farm, mariadb
from tests.sandbox.mediawiki import FarmError
from tests.stores import place, places

__all__ = ['farm', 'mariadb', 'place', 'places']


def pytest_configure() -> None:
    try:
        articles.real()
    except (NotADirectoryError, FarmError) as problem:
        raise pytest.UsageError(f'ONELIB_ARTICLES: {problem}') from None


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    terminalreporter.write_line(articles.summary())

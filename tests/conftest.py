"""What all tests share: a farm of real wikis, a database server, and pywikibot without anyone's own settings."""

from __future__ import annotations

import os

os.environ.setdefault('PYWIKIBOT_NO_USER_CONFIG', '2')

import pytest

from tests import articles, fuzz
from tests.sandbox.fixtures import farm, mariadb
from tests.sandbox.mediawiki import FarmError
from tests.stores import place, places

# What takes longest begins first: at the end, a core would be idle while the other one is at it.
LONGEST = (
    'tests/jobs/test_scheduled_jobs.py',
    'tests/test_docs.py',
    'tests/jobs/test_killed.py',
    'tests/jobs/test_faults.py',
    'tests/jobs/test_worklist.py',
    'tests/jobs/test_tally_running.py',
    'tests/jobs/test_permission.py',
    'tests/browser/test_worklist_pages.py',
)

__all__ = ['farm', 'mariadb', 'place', 'places']


def pytest_configure() -> None:
    fuzz.choose()
    try:
        articles.real()
    except (NotADirectoryError, FarmError) as problem:
        raise pytest.UsageError(f'ONELIB_ARTICLES: {problem}') from None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    ranks = {path: rank for rank, path in enumerate(LONGEST)}
    items.sort(key=lambda item: ranks.get(item.nodeid.partition('::')[0], len(ranks)))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    terminalreporter.write_line(articles.summary())

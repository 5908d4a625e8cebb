"""Fixtures for tests that need real wikis; imported by conftest.py."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .farm import Farm
from .mariadb import MariaDb


@pytest.fixture(scope='session')
def farm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Farm]:
    """One farm for the whole session. It ends with the session, even if that is killed."""
    with Farm.start(tmp_path_factory.mktemp('farm'), tied=True) as running:
        yield running


@pytest.fixture(scope='session')
def mariadb() -> Iterator[MariaDb]:
    """One database server for the whole session; `database()` gives a test an empty database of its own."""
    with MariaDb.start() as running:
        yield running

"""Fixtures for tests that need real wikis; imported by conftest.py."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .farm import Farm


@pytest.fixture(scope='session')
def farm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Farm]:
    """One farm for the whole session. It ends with the session, even if that is killed."""
    with Farm.start(tmp_path_factory.mktemp('farm'), tied=True) as running:
        yield running

"""Wikis of the farm as the bot has them, in the process of the tests."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path

import pytest
import pywikibot
from pywikibot import config

from onelib.readers.sites import Sites
from onelib.settings import Settings, read
from onelib.store import Store
from tests.sandbox.farm import Farm
from tests.sandbox.mediawiki import CHECKOUT

# What user-config.py says in the bot's directory, and where pywikibot keeps what it remembers.
CONFIG = {
    'family': 'sandbox',
    'mylang': 'meta',
    'put_throttle': 0,
    'minthrottle': 0,
    'maxthrottle': 1,
    'max_retries': 3,
    'retry_wait': 1,
}


@pytest.fixture(scope='session')
def settings(farm: Farm) -> Iterator[Settings]:
    """The settings of the farm's bot, and pywikibot's own for as long as these tests run."""
    before = {name: getattr(config, name) for name in (*CONFIG, 'base_dir', 'password_file')}
    for name, value in CONFIG.items():
        setattr(config, name, value)
    config.base_dir = str(farm.bot_dir)
    config.password_file = str(farm.bot_dir / 'user-password.py')
    config.family_files['sandbox'] = str(CHECKOUT / 'families' / 'sandbox_family.py')
    config.usernames['sandbox']['*'] = 'OnelibBot'
    yield read(Path(farm.bot_dir) / 'onelib.toml')
    for name, value in before.items():
        setattr(config, name, value)
    pywikibot._sites.clear()


@pytest.fixture(scope='session')
def sites(settings: Settings) -> Sites:
    return Sites(settings)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(f'sqlite:///{tmp_path / "store.sqlite"}')


def utc(text: str) -> datetime.datetime:
    """A moment like 2026-01-16T09:00, in UTC."""
    return datetime.datetime.fromisoformat(text).replace(tzinfo=datetime.UTC)

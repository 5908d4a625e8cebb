"""The operator's settings: ``onelib.toml`` beside pywikibot's ``user-config.py``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from onelib import wikis
from onelib.campaign.campaigns import is_hashtag

__all__ = ['Settings', 'SettingsError', 'read']

_DEFAULTS: dict[str, Any] = {
    'family': 'wikipedia',
    'meta': {'family': 'meta', 'code': 'meta'},
    'wikis': [],
    'hashtag': '1Lib1Ref',
    'max_articles': 2000,
    'max_blocks': 20,
    'store': '',
}


class SettingsError(ValueError):
    """``onelib.toml`` is missing or says something that cannot be; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the operator decides.

    :ivar family: pywikibot's family of the local wikis; `meta_family`, `meta_code`: where Meta is
    :ivar wikis: codes of the local wikis that are served
    :ivar hashtag: of the campaign, without ``#``, where a block names no campaign
    :ivar max_articles: articles that are read for one list
    :ivar max_blocks: blocks that are served on one page
    :ivar store: SQLAlchemy's address of the store, '' for a file in the base directory
    """

    family: str
    meta_family: str
    meta_code: str
    wikis: tuple[str, ...]
    hashtag: str
    max_articles: int
    max_blocks: int
    store: str

    def store_url(self, base: Path) -> str:
        """Where the store is, for SQLAlchemy: what was set, else a file in the base directory."""
        return self.store or f'sqlite:///{base / "onelib.sqlite"}'


def read(path: Path) -> Settings:
    """The settings in this file.

    :raises SettingsError: no file, no TOML, or values that cannot be used
    """
    try:
        data = _DEFAULTS | tomllib.loads(path.read_text(encoding='utf-8'))
    except FileNotFoundError:
        raise SettingsError(f'{path} is missing: copy onelib.toml.sample there and name the wikis to serve') from None
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise SettingsError(f'{path} cannot be read: {problem}') from problem
    _check(path, data)
    meta = _DEFAULTS['meta'] | data['meta']
    return Settings(
        data['family'],
        meta['family'],
        meta['code'],
        tuple(data['wikis']),
        data['hashtag'].removeprefix('#'),
        data['max_articles'],
        data['max_blocks'],
        data['store'],
    )


def _check(path: Path, data: dict[str, Any]) -> None:
    for key, value in data.items():
        if key not in _DEFAULTS:
            raise SettingsError(f'{path}: there is no setting {key!r}; there are {", ".join(_DEFAULTS)}')
        if type(value) is not type(_DEFAULTS[key]):
            raise SettingsError(f'{path}: {key} must be like {_DEFAULTS[key]!r}, not {value!r}')
    if unknown := [code for code in data['wikis'] if code not in wikis.codes()]:
        raise SettingsError(f'{path}: nothing is known of the wikis {unknown}; known: {", ".join(wikis.codes())}')
    if not data['wikis']:
        raise SettingsError(f'{path}: wikis names no wiki to serve')
    if 'meta' in data['wikis'] or len(set(data['wikis'])) < len(data['wikis']):
        raise SettingsError(f'{path}: wikis has to name each Wikipedia once, and Meta not at all')
    for key in ('max_articles', 'max_blocks'):
        if data[key] < 1:
            raise SettingsError(f'{path}: {key} must be at least 1, not {data[key]}')
    if not is_hashtag(data['hashtag'].removeprefix('#')):
        raise SettingsError(f'{path}: hashtag must be letters, digits and single underscores, not {data["hashtag"]!r}')
    if not all(key in _DEFAULTS['meta'] and isinstance(value, str) for key, value in data['meta'].items()):
        raise SettingsError(f'{path}: [meta] has family and code, both texts')

"""The operator's settings: ``onelib.toml`` beside pywikibot's ``user-config.py``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from onelib import wikis
from onelib.campaign import gatherings
from onelib.campaign.campaign_kinds import is_hashtag
from onelib.store.address import locate

__all__ = ['DEFAULTS', 'OWN_PAGES', 'Settings', 'SettingsError', 'read']

#: The kinds of pages that the bot makes where a coordinator asks for them, if the operator lets it; which these are
#: says `onelib.readers.own_pages`.
OWN_PAGES = ('data', 'events')
#: What holds without a setting.
DEFAULTS: dict[str, Any] = {
    'family': 'wikipedia',
    'meta': {'family': 'meta', 'code': 'meta'},
    'wikis': [],
    'hashtag': '1Lib1Ref',
    'campaigns': '',
    'enabled': [],
    # User, Project, Help, Category, Portal and a project namespace that some wikis have, with their talk pages. But not
    # 3: whoever has a page there is told of every edit to it.
    'namespaces': [2, 4, 5, 12, 13, 14, 15, 100, 101, 102, 103],
    'own_pages': [],
    'max_articles': 1000,
    'max_blocks': 20,
    'max_pages': 200,
    'max_bytes': 1_000_000,
    'max_edits': 500,
    'max_page_requests': 500,
    'max_wiki_requests': 10_000,
    'max_campaign_requests': 5000,
    'store': '',
    'petscan': 'https://petscan.wmcloud.org/',
    'pagepile': 'https://pagepile.toolforge.org/api.php',
    'pageviews': 'https://wikimedia.org/api/rest_v1/metrics/pageviews/per-article/',
    'campaignevents': gatherings.EVENTS,
    'dashboard': gatherings.DASHBOARD,
}
_SERVICES = ('petscan', 'pagepile', 'pageviews', 'campaignevents', 'dashboard')
# Behind the addresses of these stands what is asked for.
_OF_PATHS = ('pageviews', 'campaignevents', 'dashboard')
# For messages, where what holds without a setting shows nothing of its form.
_EXAMPLES = {
    'wikis': ['cs', 'pl'],
    'enabled': ['meta', 'cs'],
    'own_pages': ['data'],
    'campaigns': '1Lib1Ref/',
    'store': 'sqlite:////srv/onelib/onelib.sqlite',
}
_LIMITS = (
    'max_articles',
    'max_blocks',
    'max_pages',
    'max_bytes',
    'max_edits',
    'max_page_requests',
    'max_wiki_requests',
    'max_campaign_requests',
)
_CURLY = re.compile('[‘’‚“”„«»]')
# Never articles, files, messages of the software, templates and modules: all pages that change others.
_NEVER = frozenset({0, 6, 8, 10, 828})


class SettingsError(ValueError):
    """``onelib.toml`` is missing or says something that cannot be; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the operator decides.

    :ivar family: pywikibot's family of the local wikis; `meta_family`, `meta_code`: where Meta is
    :ivar wikis: codes of the local wikis that are served
    :ivar enabled: codes of the wikis that the bot may edit, ``meta`` among them
    :ivar namespaces: numbers of the namespaces that it may write in; on Meta also 0, which on a Wikipedia it never may
    :ivar own_pages: the kinds of pages that it may make as a whole where a coordinator asks for them, of `OWN_PAGES`
    :ivar hashtag: of the campaign, without ``#``, where a block names no campaign
    :ivar campaigns: how the titles of Meta's pages begin that may set up a campaign; '' for any
    :ivar max_articles: articles that are read for one list; of more, so many are drawn by lot
    :ivar max_blocks: blocks that are served on one page
    :ivar max_pages: pages that are served on one wiki in a run
    :ivar max_bytes: how long the lists may make a page, in bytes of UTF-8
    :ivar max_edits: edits that a run may make
    :ivar max_page_requests: questions that a run may ask for the lists of one page; `max_wiki_requests`: for those of
        all pages of a wiki; `max_campaign_requests`: for the numbers of a campaign
    :ivar services: addresses of what else is asked: ``petscan``, ``pagepile``, ``pageviews``, ``campaignevents`` and
        ``dashboard``
    :ivar store: SQLAlchemy's address of the store, '' for a file beside ``onelib.toml``; see `store_url`
    """

    family: str
    meta_family: str
    meta_code: str
    wikis: tuple[str, ...]
    enabled: tuple[str, ...]
    namespaces: frozenset[int]
    own_pages: frozenset[str]
    hashtag: str
    campaigns: str
    max_articles: int
    max_blocks: int
    max_pages: int
    max_bytes: int
    max_edits: int
    max_page_requests: int
    max_wiki_requests: int
    max_campaign_requests: int
    store: str
    services: Mapping[str, str]

    def store_url(self, base: Path) -> str:
        """Where the store is, for SQLAlchemy: ``ONELIB_STORE``, what was set, or a file beside ``onelib.toml``.

        :raises StoreError: it needs a user and a password, and they cannot be had
        """
        return locate(base, self.store)


def read(path: Path) -> Settings:
    """The settings in this file.

    :raises SettingsError: no file, no TOML, or values that cannot be used
    """
    try:
        # Some editors put a mark before the first line.
        text = path.read_text(encoding='utf-8-sig')
        given = tomllib.loads(text)
    except FileNotFoundError:
        raise SettingsError(f'{path} is missing: copy onelib.toml.sample there and name the wikis to serve') from None
    except UnicodeDecodeError as problem:
        line = problem.object.count(b'\n', 0, problem.start) + 1
        raise SettingsError(f'{path} cannot be read: line {line} is no UTF-8; save it as UTF-8') from problem
    except tomllib.TOMLDecodeError as problem:
        cure = '; texts stand in straight quotes, like "cs"' if _CURLY.search(text) else ''
        raise SettingsError(f'{path} cannot be read: {problem}{cure}') from problem
    except OSError as problem:
        raise SettingsError(f'{path} cannot be read: {problem.strerror}') from problem
    data = DEFAULTS | given
    _check(path, data)
    meta = DEFAULTS['meta'] | data['meta']
    return Settings(
        family=data['family'],
        meta_family=meta['family'],
        meta_code=meta['code'],
        wikis=tuple(data['wikis']),
        # A list that is empty names none; only without one all are meant.
        enabled=tuple(given.get('enabled', (*data['wikis'], 'meta'))),
        namespaces=frozenset(data['namespaces']),
        own_pages=frozenset(data['own_pages']),
        hashtag=data['hashtag'].removeprefix('#'),
        campaigns=data['campaigns'],
        store=data['store'],
        services={name: f'{data[name].rstrip("/")}/' if name in _OF_PATHS else data[name] for name in _SERVICES},
        **{name: data[name] for name in _LIMITS},
    )


def _check(path: Path, data: dict[str, Any]) -> None:
    for key, value in data.items():
        if key not in DEFAULTS:
            raise SettingsError(f'{path}: there is no setting {key!r}; there are {", ".join(DEFAULTS)}')
        if type(value) is not type(DEFAULTS[key]):
            raise SettingsError(f'{path}: {key} must be like {_EXAMPLES.get(key, DEFAULTS[key])!r}, not {value!r}')
    if unknown := [code for code in data['wikis'] if code not in wikis.codes()]:
        raise SettingsError(f'{path}: nothing is known of the wikis {unknown}; known: {", ".join(wikis.codes())}')
    if not data['wikis']:
        raise SettingsError(f'{path}: wikis names no wiki to serve')
    if 'meta' in data['wikis'] or len(set(data['wikis'])) < len(data['wikis']):
        raise SettingsError(f'{path}: wikis has to name each Wikipedia once, and Meta not at all')
    if unknown := [code for code in data['enabled'] if code not in (*data['wikis'], 'meta')]:
        raise SettingsError(f'{path}: enabled names {unknown}, but only meta and what wikis names can be enabled')
    if wrong := [number for number in data['namespaces'] if type(number) is not int or number < 0 or number in _NEVER]:
        raise SettingsError(f'{path}: namespaces has {wrong}; it takes numbers, but never {sorted(_NEVER)}')
    if wrong := [kind for kind in data['own_pages'] if kind not in OWN_PAGES]:
        raise SettingsError(f'{path}: own_pages has {wrong}; there are {", ".join(OWN_PAGES)}')
    for key in _SERVICES:
        if not data[key].startswith(('https://', 'http://')):
            raise SettingsError(f'{path}: {key} must be an address that begins with https://, not {data[key]!r}')
    for key in _LIMITS:
        if data[key] < 1:
            raise SettingsError(f'{path}: {key} must be at least 1, not {data[key]}')
    if not is_hashtag(data['hashtag'].removeprefix('#')):
        raise SettingsError(f'{path}: hashtag must be letters, digits and single underscores, not {data["hashtag"]!r}')
    if not all(key in DEFAULTS['meta'] and isinstance(value, str) for key, value in data['meta'].items()):
        raise SettingsError(
            f'{path}: [meta] has family and code, both texts, not {", ".join(data["meta"])}; '
            'every other setting has to stand above the line [meta]'
        )

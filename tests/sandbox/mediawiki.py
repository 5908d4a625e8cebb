"""Debian's MediaWiki, and how its maintenance scripts run on one wiki of a farm."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from onelib import wikis

MEDIAWIKI = Path('/usr/share/mediawiki')
CHECKOUT = Path(__file__).resolve().parents[2]
PHP_FILES = Path(__file__).resolve().parent / 'mediawiki'
DEFAULT_WIKIS = ('meta', 'en', 'cs', 'pl', 'uk', 'sr', 'el', 'hu', 'ka', 'bg')
BASE_WIKI = 'base'

Item = TypeVar('Item')
Result = TypeVar('Result')


class FarmError(Exception):
    """The farm cannot do what was asked; the message says why."""


@cache
def version() -> str:
    """MediaWiki's version, like 1.39.17."""
    defines = MEDIAWIKI / 'includes' / 'Defines.php'
    if not defines.exists():
        raise FarmError(f'MediaWiki is not in {MEDIAWIKI}: apt-get install mediawiki')
    found = re.search(r"'MW_VERSION', '([^']+)'", defines.read_text())
    return found[1] if found else 'unknown'


def language(code: str) -> str:
    """The language of a wiki by MediaWiki's code: mostly that of the wiki, but ``bat-smg`` is written in ``sgs``."""
    return wikis.load(code).language if code in wikis.codes() else code


def check_language(code: str) -> None:
    """A wiki can be had in every language that MediaWiki has messages for."""
    file_name = f'Messages{language(code).replace("-", "_").capitalize()}.php'
    if code != 'meta' and not (MEDIAWIKI / 'languages' / 'messages' / file_name).exists():
        raise FarmError(f'MediaWiki does not know the language {code!r}')


def two_at_a_time(work: Callable[[Item], Result], items: Iterable[Item]) -> list[Result]:
    """Like map(), two at a time: the waiting is for PHP processes, one a wiki."""
    with ThreadPoolExecutor(max_workers=2) as pool:
        return list(pool.map(work, items))


@dataclass(frozen=True)
class Installation:
    """The files of a farm, seen from MediaWiki: enough to run maintenance scripts on it, served or not."""

    directory: Path
    wikis: Sequence[str]
    port: int = 0

    def database(self, wiki: str) -> Path:
        return self.directory / 'data' / f'{wiki.replace("-", "_")}wiki.sqlite'

    @property
    def compiled(self) -> Path:
        """Where PHP keeps what it has compiled: all copies of a prepared farm share that."""
        return self.directory / 'compiled'

    def php(self, **options: str) -> list[str]:
        """How to call PHP: with what others have compiled, if it is there."""
        if self.compiled.is_dir():
            # Nothing changes in there: when MediaWiki or our files do, there will be another prepared copy.
            options |= {'opcache.file_cache': str(self.compiled.resolve()), 'opcache.validate_timestamps': '0'}
        return ['php', *(word for name, value in options.items() for word in ('-d', f'{name}={value}'))]

    def api_url(self, wiki: str) -> str:
        return f'http://127.0.0.1:{self.port}/{wiki}/api.php'

    def changes(self, wiki: str) -> Path:
        """What was changed in a wiki's configuration, for LocalSettings.php."""
        return self.directory / 'changes' / f'{wiki}.json'

    def environment(self, wiki: str = '') -> dict[str, str]:
        """What LocalSettings.php and the router look at."""
        return {
            'PATH': os.environ.get('PATH', '/usr/bin:/bin'),
            'LC_ALL': 'C.UTF-8',
            'MW_CONFIG_FILE': str(PHP_FILES / 'LocalSettings.php'),
            'ONELIB_MEDIAWIKI': str(MEDIAWIKI),
            'ONELIB_FARM_DIR': str(self.directory),
            'ONELIB_FARM_PORT': str(self.port),
            'ONELIB_FARM_WIKIS': ' '.join(self.wikis),
            'ONELIB_FARM_WIKI': wiki,
        }

    def maintenance(self, wiki: str, script: str, *args: str, stdin: str = '', config: str = '') -> str:
        """Run one of MediaWiki's maintenance scripts, or one of ours, and return what it printed."""
        ours = PHP_FILES / script
        path = ours if ours.exists() else MEDIAWIKI / 'maintenance' / script
        environment = self.environment(wiki)
        if config:
            environment['MW_CONFIG_FILE'] = config
        done = subprocess.run(
            [*self.php(**{'opcache.enable_cli': '1', 'opcache.file_cache_only': '1'}), str(path), *args],
            input=stdin,
            env=environment,
            capture_output=True,
            text=True,
            errors='replace',
        )
        if done.returncode:
            raise FarmError(f'{script} failed on {wiki}:\n{done.stdout[-2000:]}{done.stderr[-2000:]}')
        return done.stdout

    def seed(self, wiki: str, seed: dict[str, Any]) -> None:
        """Create accounts and pages, and let every link table know of them."""
        self.maintenance(wiki, 'seed.php', stdin=json.dumps(seed))
        self.maintenance(wiki, 'runJobs.php', '--nothrottle')

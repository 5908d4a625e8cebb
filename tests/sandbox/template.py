"""The prepared copy: a farm that was installed and filled once, from which each new farm is copied."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from . import content, known, visit
from .accounts import account_seeds, read_secrets, write_secrets
from .mediawiki import (
    BASE_WIKI,
    CHECKOUT,
    DEFAULT_WIKIS,
    PHP_FILES,
    Installation,
    check_language,
    language,
    two_at_a_time,
    version,
)

# What makes a prepared copy what it is, beside the pages and what MediaWiki runs.
MAKERS = ('accounts.py', 'bot_directory.py', 'known.py', 'mediawiki.py', 'template.py', 'visit.py')
# Other checkouts' and older templates may be in use by a farm that is being copied just now.
KEEP_OLD_TEMPLATES_SECONDS = 3600


def cache_directory() -> Path:
    return Path(os.environ.get('ONELIB_FARM_CACHE') or CHECKOUT / 'var').resolve()


def key() -> str:
    """Changes whenever a prepared copy would come out differently."""
    digest = hashlib.sha256(version().encode())
    for file in (*sorted(PHP_FILES.iterdir()), *(Path(__file__).with_name(name) for name in MAKERS)):
        digest.update(file.read_bytes())
    for wiki in DEFAULT_WIKIS:
        digest.update(json.dumps([content.pages(wiki), content.main_page(wiki)]).encode())
    return digest.hexdigest()[:16]


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Only one process at a time; the lock ends with the process, however that ends."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open('w') as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def prepared() -> Path:
    """The prepared copy, built now if there is none for this version of everything."""
    cache, current = cache_directory(), key()
    target = cache / f'farm-template-{current}'
    with locked(cache / 'farm-template.lock'):
        if not target.exists():
            print('Preparing the wikis (once, about 30 seconds) ...', file=sys.stderr, flush=True)
            remove_leftovers(cache)
            unfinished = cache / f'farm-template-{current}.unfinished'
            build(unfinished)
            unfinished.rename(target)
    return target


def remove_leftovers(cache: Path) -> None:
    """Half-built copies, which nobody uses while we hold the lock, and copies of long ago."""
    for path in cache.glob('farm-template-*'):
        old = time.time() - path.stat().st_mtime > KEEP_OLD_TEMPLATES_SECONDS
        if path.is_dir() and (old or path.suffix == '.unfinished'):
            shutil.rmtree(path, ignore_errors=True)


def build(directory: Path) -> None:
    """Install one empty wiki, fill a copy of it for each wiki of the farm, and log in there."""
    for name in ('data', 'cache', 'l10n', 'images', 'compiled'):
        (directory / name).mkdir(parents=True)
    write_secrets(directory / 'secrets.json')
    farm = Installation(directory, DEFAULT_WIKIS)
    install_base(farm)
    add_wikis(farm, DEFAULT_WIKIS)
    visit.make(farm)


def install_base(farm: Installation) -> None:
    """The database of an empty wiki with the tables of all extensions."""
    farm.maintenance(
        BASE_WIKI,
        'install.php',
        '--dbtype=sqlite',
        f'--dbpath={farm.directory / "data"}',
        f'--dbname={farm.database(BASE_WIKI).stem}',
        '--scriptpath=/base',
        '--lang=en',
        f'--confpath={farm.directory / "cache"}',
        f'--pass={read_secrets(farm.directory)["accounts"]["Admin"]}',
        'Base',
        'Admin',
        # The installer refuses to start where a configuration exists.
        config='/nonexistent',
    )
    farm.maintenance(BASE_WIKI, 'rebuildLocalisationCache.php', '--lang=en')
    farm.maintenance(BASE_WIKI, 'update.php', '--quick', '--skip-external-dependencies')


def add_wikis(farm: Installation, wikis: Sequence[str]) -> None:
    """Create wikis in their languages, with their accounts and pages."""
    for wiki in wikis:
        check_language(wiki)
    languages = ','.join(sorted({'en'} | {language(wiki) for wiki in wikis}))
    farm.maintenance(BASE_WIKI, 'rebuildLocalisationCache.php', f'--lang={languages}', '--threads=2')
    accounts = account_seeds(read_secrets(farm.directory))

    def add(wiki: str) -> None:
        shutil.copyfile(farm.database(BASE_WIKI), farm.database(wiki))
        pages = content.pages(wiki)
        farm.seed(wiki, {'accounts': accounts, 'main_page': content.main_page(wiki), 'pages': pages})
        farm.maintenance(wiki, 'initSiteStats.php', '--update')

    two_at_a_time(add, wikis)


def copy(wikis: Sequence[str], directory: Path, *, passing: bool) -> Installation:
    """A new farm with these wikis; those that are not in the prepared copy are made now.

    :param passing: it goes before the prepared copy can, and has the large files in common with it
    """
    source = Installation(prepared(), DEFAULT_WIKIS)
    farm = Installation(directory, tuple(wikis))
    missing = [wiki for wiki in wikis if wiki not in DEFAULT_WIKIS]
    for name in ('data', 'cache', 'images', 'l10n', 'compiled'):
        if (directory / name).is_symlink():
            (directory / name).unlink()
        shutil.rmtree(directory / name, ignore_errors=True)
    for name in ('data', 'cache', 'images'):
        (directory / name).mkdir(parents=True)
    if passing and not missing:
        (directory / 'l10n').symlink_to(source.directory / 'l10n', target_is_directory=True)
        farm.compiled.symlink_to(source.compiled, target_is_directory=True)
    else:
        # New languages are no other farm's.
        shutil.copytree(source.directory / 'l10n', directory / 'l10n')
        farm.compiled.mkdir()
    shutil.copytree(source.directory / known.FOLDER, directory / known.FOLDER, dirs_exist_ok=True)
    shutil.copy2(source.directory / 'secrets.json', directory / 'secrets.json')
    for wiki in (BASE_WIKI, *(wiki for wiki in wikis if wiki in DEFAULT_WIKIS)):
        shutil.copyfile(source.database(wiki), farm.database(wiki))
    if missing:
        add_wikis(farm, missing)
    return farm

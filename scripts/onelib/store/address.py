"""Where the store is, and with which user and password it is opened."""

from __future__ import annotations

import configparser
import os
import shlex
from collections.abc import Iterable, Iterator
from pathlib import Path

import sqlalchemy as sa

from onelib.store.problems import StoreError

__all__ = ['complete', 'exposed', 'locate']

_VARIABLES = ('TOOL_TOOLSDB_USER', 'TOOL_TOOLSDB_PASSWORD')
_FILE = 'replica.my.cnf'
_OTHERS_READ = 0o044


def locate(base: Path, configured: str = '') -> str:
    """The address of the store: ``ONELIB_STORE``, else what is configured, else a file beside ``onelib.toml``.

    :param base: the folder with ``onelib.toml``; if that is a link, the file is beside what it leads to, so that all
        jobs that share their settings share the store
    :raises StoreError: user and password cannot be had, see `complete`
    """
    address = os.environ.get('ONELIB_STORE') or configured
    if not address:
        return f'sqlite:///{(base / "onelib.toml").resolve().parent / "onelib.sqlite"}'
    return complete(address)


def complete(address: str) -> str:
    """The address with user and password, if it is a server's and has none.

    They come from ``TOOL_TOOLSDB_USER`` and ``TOOL_TOOLSDB_PASSWORD``, else from ``replica.my.cnf`` in
    ``$TOOL_DATA_DIR`` or the home directory. Without a database, it is ``<user>__onelib``, as Toolforge wants it.

    :raises StoreError: there is none of them, or others can read that file; or it is in memory, gone after each run
    """
    try:
        url = sa.make_url(address)
    except (sa.exc.ArgumentError, ValueError):
        # Who opens it says what is wrong.
        return address
    if url.get_backend_name() == 'sqlite' and url.database in (None, '', ':memory:'):
        raise StoreError(f'the store {address} names no file: it has to be like sqlite:////srv/onelib.sqlite')
    if url.get_backend_name() not in ('mysql', 'mariadb') or not url.host:
        return address
    if not url.username:
        user, password = _credentials()
        url = url.set(username=user, password=password)
    if not url.database:
        url = url.set(database=f'{url.username}__onelib')
    return url.render_as_string(hide_password=False)


def _credentials() -> tuple[str, str]:
    user, password = (os.environ.get(name, '') for name in _VARIABLES)
    if user and password:
        return user, password
    for path in dict.fromkeys(_places()):
        if path.is_file():
            return _of_file(path)
    raise StoreError(
        'the address of the store has no user: put user and password into it, or into the environment as '
        f'{" and ".join(_VARIABLES)}, or have a {_FILE} in {" or ".join(str(path.parent) for path in _places())}'
    )


def _places() -> Iterator[Path]:
    if folder := os.environ.get('TOOL_DATA_DIR'):
        yield Path(folder) / _FILE
    yield Path.home() / _FILE


def _of_file(path: Path) -> tuple[str, str]:
    if complaint := exposed([path]):
        raise StoreError(complaint)
    parser = configparser.ConfigParser(interpolation=None, allow_no_value=True, strict=False)
    try:
        parser.read_string(path.read_text(encoding='utf-8'))
        user, password = (_bare(parser['client'][name] or '') for name in ('user', 'password'))
    except OSError as problem:
        raise StoreError(f'{path} cannot be read: {problem.strerror}') from None
    except (configparser.Error, KeyError, UnicodeDecodeError):
        # What is wrong with it could be the password.
        raise StoreError(f'{path} has to be like [client], user = s12345, password = …, a line each') from None
    return user, password


def exposed(paths: Iterable[Path]) -> str:
    """What to say of those of these files with secrets that their group or everybody can read, '' if there are none."""
    exposed_files = [str(path) for path in paths if path.stat().st_mode & _OTHERS_READ]
    names, quoted = ', '.join(exposed_files), shlex.join(exposed_files)
    return f'other users of this machine can read secrets in {names}; mend it: chmod 600 {quoted}' if names else ''


def _bare(value: str) -> str:
    """As MariaDB's own programs take it: quotes around all of it are none of it."""
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in '\'"' else value

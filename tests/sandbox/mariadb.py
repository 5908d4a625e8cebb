"""A MariaDB server of our own, small and on loopback only, that may be killed and started again.

>>> with MariaDb.start() as server:
...     Store(server.database())
...     server.kill()
...     server.resume()
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pymysql

from .server import free_port

USER = 'onelib'
# The server must not be root, and takes the account that Debian's package has made for it.
ACCOUNT = 'mysql'
START_SECONDS = 60
STOP_SECONDS = 20
PATH = os.pathsep.join((os.environ.get('PATH', ''), '/usr/sbin', '/usr/local/sbin'))
OPTIONS = {
    'bind-address': '127.0.0.1',
    'skip-name-resolve': '1',
    'skip-log-bin': '1',
    'performance-schema': '0',
    'innodb-buffer-pool-size': '32M',
    'innodb-log-file-size': '16M',
    'innodb-buffer-pool-dump-at-shutdown': '0',
    'innodb-fast-shutdown': '2',
    # What is committed survives the end of the server, though not that of the machine: there is no waiting for a disk.
    'innodb-flush-log-at-trx-commit': '2',
    'innodb-flush-method': 'nosync',
    'sync-frm': '0',
    'innodb-doublewrite': '0',
    'aria-pagecache-buffer-size': '8M',
    'key-buffer-size': '1M',
    # Unlike what the store asks for, so that it has to ask.
    'character-set-server': 'latin1',
    'collation-server': 'latin1_swedish_ci',
    'sql-mode': '',
}


class MariaDbError(RuntimeError):
    """The server does not start; the message has the end of its log."""


class MariaDb:
    """A running server with its data, which goes when it does."""

    def __init__(self, directory: Path, port: int) -> None:
        self.directory = directory
        self.port = port
        self.password = secrets.token_hex(16)
        self._count = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._watchman: subprocess.Popen[bytes] | None = None

    @classmethod
    def start(cls) -> Self:
        """Make the data of a new server and start it. It ends with our process, however that ends."""
        # Not in a folder of the tests, into which another account may not look.
        server = cls(Path(tempfile.mkdtemp(prefix='onelib-mariadb-')), free_port())
        server._watch()
        if os.geteuid() == 0:
            shutil.chown(server.directory, ACCOUNT)
        install = [
            '--skip-test-db',
            '--auth-root-authentication-method=normal',
            '--cross-bootstrap',
            '--skip-name-resolve',
        ]
        made = server._call('mariadb-install-db', f'--datadir={server._data}', *install)
        if made.wait(START_SECONDS):
            raise MariaDbError((server.directory / 'log').read_text(errors='replace')[-2000:])
        server.resume()
        return server

    def resume(self) -> None:
        """Start the server on the port and with the data that it had before."""
        rights = self.directory / 'rights.sql'
        rights.write_text(
            f"CREATE USER IF NOT EXISTS '{USER}'@'%' IDENTIFIED BY '{self.password}';\n"
            f"GRANT ALL ON *.* TO '{USER}'@'%' WITH GRANT OPTION;\n"
        )
        rights.chmod(0o644)
        options = [f'--{name}={value}' for name, value in OPTIONS.items()]
        files = [f'--datadir={self._data}', f'--socket={self.directory}/socket', f'--pid-file={self.directory}/pid']
        self._process = self._call('mariadbd', *options, *files, f'--port={self.port}', f'--init-file={rights}')
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self._process.poll() is None:
            with suppress(pymysql.Error):
                self.query('SELECT 1')
                return
            time.sleep(0.02)
        self.kill()
        raise MariaDbError((self.directory / 'log').read_text(errors='replace')[-2000:])

    def kill(self) -> None:
        """End the server where it is, as a machine that fails does."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """Let the server end in order."""
        self._end(signal.SIGTERM)

    def database(self) -> str:
        """The address of a new and empty database."""
        self._count += 1
        name = f'u{os.getpid()}__{self._count}'
        self.query(f'CREATE DATABASE {name}')
        return self.url(name)

    def url(self, database: str) -> str:
        """The address of a database for the store."""
        return f'mysql+pymysql://{USER}:{self.password}@127.0.0.1:{self.port}/{database}'

    def connect(self, database: str | None = None) -> pymysql.connections.Connection[Any]:
        """A connection past the store."""
        return pymysql.connect(
            host='127.0.0.1',
            port=self.port,
            user=USER,
            password=self.password,
            database=database,
            charset='utf8mb4',
            autocommit=True,
            ssl_disabled=True,
            connect_timeout=STOP_SECONDS,
        )

    def query(self, *statements: str, database: str | None = None) -> list[tuple[Any, ...]]:
        """What the last of these statements gives, past the store."""
        with self.connect(database) as connection, connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
            return list(cursor.fetchall()) if statements else []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()
        if self._watchman:
            # It takes the data away.
            self._watchman.communicate()

    @property
    def _data(self) -> Path:
        return self.directory / 'data'

    def _call(self, program: str, *arguments: str) -> subprocess.Popen[bytes]:
        found = shutil.which(program, path=PATH)
        if not found:
            raise MariaDbError(
                f'{program} is missing: it is in the package mariadb-server, which `make install` installs'
            )
        account = [f'--user={ACCOUNT}'] if os.geteuid() == 0 else []
        with (self.directory / 'log').open('ab') as log:
            return subprocess.Popen(
                [found, '--no-defaults', *account, *arguments],
                # A server that starts takes away the temporary tables that it finds, be they another server's.
                env=os.environ | {'PATH': PATH, 'TMPDIR': str(self.directory)},
                cwd=self.directory,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                umask=0o077,
            )

    def _end(self, sign: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        for last in (sign, signal.SIGKILL):
            with suppress(ProcessLookupError):
                os.killpg(process.pid, last)
            with suppress(subprocess.TimeoutExpired):
                process.wait(STOP_SECONDS)
                break
        # Until the system has let go of the port, nobody may have it.
        while _listens(self.port):
            time.sleep(0.01)

    def _watch(self) -> None:
        """End the server and take its data away with our process: then the pipe that the watchman reads is closed."""
        command = (
            'read -r _; [ ! -s "$1/pid" ] || kill -KILL "$(cat "$1/pid")"; rm -rf "$1" || { sleep 1; rm -rf "$1"; }'
        )
        self._watchman = subprocess.Popen(
            ['sh', '-c', command, 'sh', str(self.directory)],
            stdin=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(('127.0.0.1', port)) == 0

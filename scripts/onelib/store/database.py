"""The database of the store: how it is opened, brought up to date, and what is said when it cannot be used."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import sqlalchemy as sa

from onelib.store import schema

__all__ = ['Database', 'StoreError', 'aware', 'naive']

# How long SQLite waits for another process that writes, unless the address says ?timeout=….
_PATIENCE_SECONDS = 30

# What a driver says, and what the operator can do about it.
_ADVICE = (
    ('not a database', 'it is something else: name another file, or move it away and the next run makes a new one'),
    ('malformed', 'it is damaged: move it away and the next run makes a new one'),
    ('unable to open', 'it has to be a file in a folder that exists, and the bot has to be able to write to both'),
    ('readonly', 'the bot has to be able to write to it and to its folder'),
    ('is full', 'make room on the disk'),
    ('is locked', 'another process is busy with it: wait until that has ended'),
    ('', 'is the database there, and is store in onelib.toml its address?'),
)


class StoreError(RuntimeError):
    """The store cannot be used; the message names it, without its password, and says what to do."""


class Database:
    """A database with the tables of the store.

    A store of an earlier version is brought up to date where it is, unless it may not be written to: then what it does
    not have is not known. On SQLite a run that is killed, at whatever moment, leaves the store as it was before or as
    it should be; several processes may open the same new or old store at once.

    :param url: SQLAlchemy's, like ``sqlite:///onelib.sqlite``
    :param writable: False in a simulation, which keeps nothing
    :raises StoreError: from here and from every method: it cannot be opened, read or written, or is of a newer version
    """

    def __init__(self, url: str, *, writable: bool = True) -> None:
        self.writable = writable
        address = _address(url)
        self._name = address.render_as_string(hide_password=True)
        self._password = str(address.password or '')
        self._file = address.database or '' if address.get_backend_name() == 'sqlite' else ''
        with self._problems('opened'):
            if self._file and not writable and not self._file.startswith('file:') and not Path(self._file).exists():
                # Only to look into a file that is not there, SQLite would make it.
                address = sa.make_url('sqlite://')
            self._engine = _engine(address, writable=writable)
            self._version = self._prepare()

    def copy(self) -> Self:
        """The same in memory, for a simulation: it may write there, and nothing of it is kept."""
        memory = type(self)('sqlite://')
        with self._problems('read'), self._engine.connect() as ours, memory._writing() as theirs:
            there = set(sa.inspect(ours).get_table_names())
            for table in schema.metadata.sorted_tables:
                if table.name in there and table is not schema.schema:
                    for rows in ours.execute(sa.select(table)).mappings().partitions(1000):
                        theirs.execute(sa.insert(table), [dict(row) for row in rows])
        return memory

    def _prepare(self) -> int:
        """Bring the tables up to date, or only look, if the store may not be written to; give back the version."""
        version = self._read_version()
        if self.writable and version < schema.VERSION:
            try:
                self._upgrade()
            except sa.exc.IntegrityError:
                # Where nobody can be kept out (MariaDB), another process was there first with its number.
                self._upgrade()
            version = self._read_version()
        if version > schema.VERSION:
            raise StoreError(
                f'the store {self._name} was made by a newer onelib (schema {version}, this one knows '
                f'{schema.VERSION}): use that one, or name another store in onelib.toml'
            )
        return version

    def _upgrade(self) -> None:
        with self._writing() as connection:
            schema.create(schema.schema)(connection)
            # Once more: another process may have done it while this one waited.
            for version in range(_version(connection) + 1, schema.VERSION + 1):
                schema.STEPS[version - 1](connection)
                if not connection.execute(sa.update(schema.schema).values(version=version)).rowcount:
                    connection.execute(sa.insert(schema.schema).values(version=version))

    def _read_version(self) -> int:
        with self._engine.connect() as connection:
            return _version(connection) if sa.inspect(connection).has_table(schema.schema.name) else 0

    @contextmanager
    def _writing(self) -> Iterator[sa.Connection]:
        with self._engine.execution_options(onelib_writes=True).begin() as connection:
            yield connection

    @contextmanager
    def _problems(self, what: str) -> Iterator[None]:
        """Say of every problem whose it is and what to do; its own text can hold the address and whole rows."""
        try:
            yield
        except (sa.exc.SQLAlchemyError, ImportError, OSError, ValueError) as problem:
            said = str(problem.orig if isinstance(problem, sa.exc.DBAPIError) else problem)
            if self._password:
                said = said.replace(self._password, '***')
            if isinstance(problem, ImportError):
                advice = 'install it in the environment of the bot'
            else:
                advice = next(advice for part, advice in _ADVICE if part in said)
            raise StoreError(f'the store {self._name} cannot be {what}: {said}; {advice}') from None


def _address(url: str) -> sa.URL:
    try:
        return sa.make_url(url)
    except (sa.exc.ArgumentError, ValueError):
        # What is wrong with it is not known, so nothing of it may be shown: any part could be the password.
        raise StoreError(
            'the address of the store in onelib.toml cannot be understood: it has to be like '
            'sqlite:////srv/onelib.sqlite or mysql+pymysql://user:password@host/database'
        ) from None


def _engine(address: sa.URL, *, writable: bool) -> sa.Engine:
    if address.get_backend_name() != 'sqlite':
        return sa.create_engine(address, hide_parameters=True, pool_pre_ping=True)
    if 'timeout' not in address.query:
        address = address.update_query_dict({'timeout': str(_PATIENCE_SECONDS)})
    engine = sa.create_engine(address, hide_parameters=True)

    # Python's driver begins no transaction before a CREATE TABLE: a run that is killed would leave a part of them.
    # https://docs.sqlalchemy.org/en/20/dialects/sqlite.html#pysqlite-serializable
    @sa.event.listens_for(engine, 'connect')
    def take_over(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        if not writable:
            connection.execute('PRAGMA query_only = ON')

    @sa.event.listens_for(engine, 'begin')
    def begin(connection: sa.Connection) -> None:
        # Who reads first and writes then is refused at once, without waiting, if another has written in between.
        writes = connection.get_execution_options().get('onelib_writes')
        connection.exec_driver_sql('BEGIN IMMEDIATE' if writes else 'BEGIN')

    return engine


def _version(connection: sa.Connection) -> int:
    return connection.execute(sa.select(sa.func.max(schema.schema.c.version))).scalar() or 0


def naive(moment: datetime.datetime) -> datetime.datetime:
    """UTC without a time zone: not every database keeps one."""
    return moment.astimezone(datetime.UTC).replace(tzinfo=None)


def aware(moment: datetime.datetime) -> datetime.datetime:
    """What `naive` has made of a moment, in UTC again."""
    return moment.replace(tzinfo=datetime.UTC)

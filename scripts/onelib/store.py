"""The only module that remembers anything between runs: what the wikis answered, and what they refused."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

__all__ = ['Store', 'StoreError']

# How long SQLite waits for another process that writes, unless the address says ?timeout=….
_PATIENCE_SECONDS = 30

_metadata = sa.MetaData()
_schema = sa.Table('onelib_schema', _metadata, sa.Column('version', sa.Integer, primary_key=True))
_answers = sa.Table(
    'onelib_answers',
    _metadata,
    sa.Column('question', sa.String(200), primary_key=True),
    sa.Column('answer', sa.Text, nullable=False),
    sa.Column('asked', sa.DateTime, nullable=False),
)
_rejections = sa.Table(
    'onelib_rejections',
    _metadata,
    # Four bytes a character: 1356 of the 3072 that MariaDB takes for a key.
    sa.Column('wiki', sa.String(20), primary_key=True),
    sa.Column('title', sa.String(255), primary_key=True),
    sa.Column('fingerprint', sa.String(64), primary_key=True),
    sa.Column('reason', sa.Text, nullable=False),
    sa.Column('rejected', sa.DateTime, nullable=False),
    # By itself MariaDB takes Kniha and kniha for one title.
    mysql_charset='utf8mb4',
    mysql_collate='utf8mb4_bin',
)


def _create(table: sa.Table) -> Callable[[sa.Connection], object]:
    return lambda connection: connection.execute(sa.schema.CreateTable(table, if_not_exists=True))


# What leads from each version to the next, the first from an empty database to version 1. MariaDB ends a transaction at
# every change of a table, so that a run that is killed there leaves a step half done, or done but not counted: every
# step has to be safe to repeat. What stands here is never changed, only added to: there are stores of each version.
_STEPS: tuple[Callable[[sa.Connection], object], ...] = (_create(_answers), _create(_rejections))
_VERSION = len(_STEPS)

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


class Store:
    """What is known from earlier runs, in a database.

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

    def answer(self, question: str, *, since: datetime.datetime | None = None) -> Any:
        """What was answered, as it was given to `keep`; None if nothing, or nothing since then.

        :param since: in UTC; None: however old
        """
        if self._version < 1:
            return None
        wanted = sa.select(_answers.c.answer).where(_answers.c.question == question)
        if since is not None:
            wanted = wanted.where(_answers.c.asked >= _naive(since))
        with self._problems('read'):
            with self._engine.connect() as connection:
                found = connection.execute(wanted).scalar()
            return None if found is None else json.loads(found)

    def keep(self, question: str, answer: Any, asked: datetime.datetime) -> None:
        """Remember an answer in place of an earlier one.

        :param answer: anything that JSON can hold
        :param asked: in UTC
        """
        self._replace(
            _answers,
            {'question': question},
            {'answer': json.dumps(answer, ensure_ascii=False), 'asked': _naive(asked)},
        )

    def rejections(self, wiki: str, *, since: datetime.datetime) -> dict[tuple[str, str], str]:
        """The rows of lists that a wiki has refused since then: (title, fingerprint) → reason.

        :param wiki: whose page refused them, like ``cs``
        :param since: in UTC
        """
        if self._version < 2:
            return {}
        wanted = sa.select(_rejections.c.title, _rejections.c.fingerprint, _rejections.c.reason).where(
            _rejections.c.wiki == wiki, _rejections.c.rejected >= _naive(since)
        )
        with self._problems('read'), self._engine.connect() as connection:
            return {(title, fingerprint): reason for title, fingerprint, reason in connection.execute(wanted)}

    def reject(self, wiki: str, title: str, fingerprint: str, reason: str, when: datetime.datetime) -> None:
        """Remember that a wiki has refused a row, in place of an earlier refusal.

        :param wiki: whose page refused it, like ``cs``
        :param title: of the article; `fingerprint`: of the statement in it
        :param when: in UTC
        """
        self._replace(
            _rejections,
            {'wiki': wiki, 'title': title, 'fingerprint': fingerprint},
            {'reason': reason, 'rejected': _naive(when)},
        )

    def _replace(self, table: sa.Table, key: dict[str, str], values: dict[str, Any]) -> None:
        if not self.writable:
            return
        with self._problems('written'), self._writing() as connection:
            connection.execute(sa.delete(table).where(*(table.c[name] == value for name, value in key.items())))
            connection.execute(sa.insert(table).values(key | values))

    def _prepare(self) -> int:
        """Bring the tables up to date, or only look, if the store may not be written to; give back the version."""
        version = self._read_version()
        if self.writable and version < _VERSION:
            try:
                self._upgrade()
            except sa.exc.IntegrityError:
                # Where nobody can be kept out (MariaDB), another process was there first with its number.
                self._upgrade()
            version = self._read_version()
        if version > _VERSION:
            raise StoreError(
                f'the store {self._name} was made by a newer onelib (schema {version}, this one knows {_VERSION}): '
                'use that one, or name another store in onelib.toml'
            )
        return version

    def _upgrade(self) -> None:
        with self._writing() as connection:
            _create(_schema)(connection)
            # Once more: another process may have done it while this one waited.
            for version in range(_version(connection) + 1, _VERSION + 1):
                _STEPS[version - 1](connection)
                if not connection.execute(sa.update(_schema).values(version=version)).rowcount:
                    connection.execute(sa.insert(_schema).values(version=version))

    def _read_version(self) -> int:
        with self._engine.connect() as connection:
            return _version(connection) if sa.inspect(connection).has_table(_schema.name) else 0

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
    return connection.execute(sa.select(sa.func.max(_schema.c.version))).scalar() or 0


def _naive(moment: datetime.datetime) -> datetime.datetime:
    """UTC without a time zone: not every database keeps one."""
    return moment.astimezone(datetime.UTC).replace(tzinfo=None)

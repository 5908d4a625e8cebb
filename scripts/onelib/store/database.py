"""The database of the store: how it is opened and brought up to date, and how rows get into it and out of it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, Self, TypeVar

import sqlalchemy as sa

from onelib.store import schema
from onelib.store.engines import ADDRESSES, engine
from onelib.store.problems import StoreError, advice
from onelib.store.retrying import PATIENCE_SECONDS, patiently
from onelib.store.upserts import after, upsert

__all__ = ['ROWS', 'Database', 'StoreError']

#: Rows that are written in one transaction, and read in one: nobody is kept waiting for long, in either direction.
ROWS = 1000

_Done = TypeVar('_Done')
_Row = dict[str, Any]


class Database:
    """A database with the tables of the store.

    A store of an earlier version is brought up to date where it is, unless it may not be written to: then what it does
    not have is not known. A run that is killed, at whatever moment, leaves the store as it was before or as it should
    be; several processes may open the same new or old store at once.

    A database server may be started again meanwhile, and break off what is asked of it: it is asked again, for up to
    two minutes or as many seconds as the address says (``?timeout=…``).

    :param url: SQLAlchemy's, like ``sqlite:///onelib.sqlite``
    :param writable: False in a simulation, which keeps nothing
    :raises StoreError: from here and from every method: it cannot be opened, read or written, or is of a newer version
    """

    def __init__(self, url: str, *, writable: bool = True) -> None:
        self.url = url
        self.writable = writable
        address = _address(url)
        self.name = address.render_as_string(hide_password=True)
        self._password = str(address.password or '')
        self._file = address.database or '' if address.get_backend_name() == 'sqlite' else ''
        self._patience = PATIENCE_SECONDS
        with self._problems('opened'):
            if address.get_backend_name() != 'sqlite' and 'timeout' in address.query:
                self._patience = float(str(address.query['timeout']))
                address = address.difference_update_query(['timeout'])
            self._address = address
            if not writable and self._is_lacking():
                # Only to look into a file that is not there, SQLite would make it.
                address = sa.make_url('sqlite://')
            self._engine = engine(address, writable=writable)
            self._version = self._prepare()

    def _is_lacking(self) -> bool:
        """Whether there is no such file yet.

        :raises OSError: nor is there the folder that it has to be in
        """
        path = Path(self._file)
        if not self._file or self._file.startswith('file:') or path.exists():
            return False
        if not path.parent.is_dir():
            raise FileNotFoundError(f'unable to open it: there is no folder {path.parent}')
        return True

    def probe(self) -> None:
        """Find out whether the store could be written to now; nothing in it changes, and a new one is not made."""
        with self._problems('written'):
            if self._version == 0:
                self._probe_folder()
                return
            connecting = engine(self._address, writable=True).execution_options(onelib_writes=True)
            with connecting.connect() as connection, connection.begin() as transaction:
                # It has to be a change, or nothing is written anywhere.
                connection.execute(sa.update(schema.schema).values(version=schema.schema.c.version + 1))
                transaction.rollback()
            connecting.dispose()

    def _probe_folder(self) -> None:
        if self._file and not self._file.startswith('file:'):
            with tempfile.TemporaryFile(dir=Path(self._file).parent) as file:
                file.write(b'x' * 4096)

    def copy(self) -> Self:
        """The same in memory, for a simulation: it may write there, and nothing of it is kept.

        What would not fit, the indexes of wikis, is left out.
        """
        memory = type(self)('sqlite://')
        for table in (table for table in self._tables if not table.info['large']):
            memory._put(table, self._rows_of(table))
        return memory

    def _do(self, work: Callable[[sa.Connection], _Done], *, writes: bool = False) -> _Done:
        """What this piece of work gives back; if it writes, all of it is written or nothing.

        It is done again, whole, when the connection is lost or another process was in its way, and even when it was
        already written and the server had no time to say so. So it has to be safe to repeat: set, don't add.
        """

        def once() -> _Done:
            connecting = self._engine.execution_options(onelib_writes=writes)
            with connecting.begin() if writes else connecting.connect() as connection:
                return work(connection)

        return patiently(once, self._patience, self._engine.dispose)

    def _ask(self, question: sa.Select[Any]) -> list[_Row]:
        """All rows of an answer; none if the store is of a version before that of the table."""
        tables = (table for table in question.columns_clause_froms if isinstance(table, sa.Table))
        if any(table.info['since'] > self._version for table in tables):
            return []
        with self._problems('read'):
            return self._do(lambda connection: [dict(row) for row in connection.execute(question).mappings()])

    def _execute(self, statement: sa.Insert | sa.Delete, rows: Sequence[_Row] | None = None) -> int:
        """Do a statement, for each of the rows if there are any, in one transaction; give back how many it changed.

        In a simulation, do nothing.
        """
        if not self.writable:
            return 0
        with self._problems('written'):
            return self._do(lambda connection: connection.execute(statement, rows).rowcount, writes=True)

    def _put(self, table: sa.Table, rows: Iterable[_Row], *, least: str = '') -> None:
        """Write rows in place of those with the same keys; in a simulation, write nothing.

        Of other rows nothing is touched, so several processes may do it at once. Each thousand is one transaction.

        :param rows: may be a generator, and is read to its end; all have the same columns
        :param least: a column whose least value is kept, when a row is there already, like a first moment
        """
        key = [column.name for column in table.primary_key]
        rest = iter(rows)
        while batch := list(islice(rest, ROWS)):
            # A row that comes twice counts as it came last. In one order: two processes then wait for each other, but
            # not both at once.
            distinct = sorted({tuple(row[name] for name in key): row for row in batch}.items())
            statement = upsert(self._engine.dialect.name, table, tuple(batch[0]), least)
            self._execute(statement, [row for _, row in distinct])

    def _rows_of(self, table: sa.Table, *wanted: sa.ColumnElement[bool]) -> Iterator[_Row]:
        """The rows of a table that are wanted, in the order of its key, so many at a time.

        SQLite lets nobody write while somebody is reading. What is written between two parts is seen or not, but no
        row comes twice, and none is left out.
        """
        order = tuple(table.primary_key)
        rows: list[_Row] = []
        while not rows or len(rows) == ROWS:
            # Each part goes on where the last one ended.
            start = after(self._engine.dialect.name, order, rows[-1]) if rows else sa.true()
            rows = self._ask(sa.select(table).where(*wanted, start).order_by(*order).limit(ROWS))
            yield from rows
            if not rows:
                return

    @property
    def _tables(self) -> list[sa.Table]:
        """The tables that are there, but for that with the version."""
        return [table for table in schema.metadata.tables.values() if 0 < table.info['since'] <= self._version]

    def _prepare(self) -> int:
        """Bring the tables up to date, or only look, if the store may not be written to; give back the version."""
        version = self._do(_version)
        if self.writable and version < schema.VERSION:
            self._do(_upgrade, writes=True)
            version = self._do(_version)
        if version > schema.VERSION:
            raise StoreError(
                f'the store {self.name} was made by a newer onelib (schema {version}, this one knows '
                f'{schema.VERSION}): use that one, or name another store in onelib.toml'
            )
        return version

    @contextmanager
    def _problems(self, what: str) -> Iterator[None]:
        """Say of every problem whose it is and what to do; its own text can hold the address and whole rows."""
        try:
            yield
        # The last two: an address with a parameter that the driver does not have, or with a number that is no port.
        except (sa.exc.SQLAlchemyError, ImportError, OSError, ValueError, TypeError, OverflowError) as problem:
            message = str(problem.orig if isinstance(problem, sa.exc.DBAPIError) else problem)
            if self._password:
                message = message.replace(self._password, '***')
            advised = advice(problem, message, self._patience)
            raise StoreError(f'the store {self.name} cannot be {what}: {message}; {advised}') from None


def _address(url: str) -> sa.URL:
    try:
        return sa.make_url(url)
    except (sa.exc.ArgumentError, ValueError):
        # What is wrong with it is not known, so nothing of it may be shown: any part could be the password.
        raise StoreError(f'the address of the store cannot be understood: it has to be like {ADDRESSES}') from None


def _upgrade(connection: sa.Connection) -> None:
    if connection.dialect.name != 'sqlite':
        # There, other processes do not wait for the end of a transaction that changes tables. They wait for this lock,
        # until the connection is closed, which has to be at the end and not later.
        connection.detach()
        while not connection.exec_driver_sql("SELECT GET_LOCK(MD5(CONCAT('onelib ', DATABASE())), 10)").scalar():
            pass
    schema.create(0)(connection)
    # Once more: another process may have done it while this one waited.
    for version in range(_version(connection) + 1, schema.VERSION + 1):
        schema.STEPS[version - 1](connection)
        if not connection.execute(sa.update(schema.schema).values(version=version)).rowcount:
            connection.execute(sa.insert(schema.schema).values(version=version))


def _version(connection: sa.Connection) -> int:
    if not sa.inspect(connection).has_table(schema.schema.name):
        return 0
    return connection.execute(sa.select(sa.func.max(schema.schema.c.version))).scalar() or 0

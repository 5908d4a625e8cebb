"""Connections to the databases that the store can be in, set up so that they behave alike."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

__all__ = ['ADDRESSES', 'engine']

#: What addresses look like, for messages.
ADDRESSES = 'sqlite:////srv/onelib.sqlite or mysql+pymysql://user:password@host/database'

# How long SQLite waits for another process that writes, unless the address says ?timeout=….
_PATIENCE_SECONDS = 30

# A server that says nothing for so long is as good as gone. No answer of ours takes a second.
_SILENT_SECONDS = {'connect_timeout': '10', 'read_timeout': '60', 'write_timeout': '60'}
# A connection that nobody used for longer may be cut off.
_KEPT_SECONDS = 60
# Whatever the server's own settings are: what does not fit is refused and not cut, and who waits for another process
# waits less long than the connection.
_SESSION = (
    "SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,NO_ENGINE_SUBSTITUTION', "
    'SESSION innodb_lock_wait_timeout = 20, SESSION lock_wait_timeout = 40, SESSION tx_read_only = {only_read}'
)


def engine(address: sa.URL, *, writable: bool) -> sa.Engine:
    """What connects to the database of this address; if it is not writable, the database itself refuses changes."""
    if address.get_backend_name() == 'sqlite':
        return _sqlite(address, writable=writable)
    if address.get_backend_name() not in ('mysql', 'mariadb'):
        raise ValueError('the store can be in SQLite or MariaDB only')
    if address.get_driver_name() != 'pymysql':
        raise ValueError('MariaDB is spoken to by PyMySQL only: begin its address with mysql+pymysql://')
    query = _SILENT_SECONDS | dict(address.query) | {'charset': 'utf8mb4'}
    return sa.create_engine(
        address.set(query=query),
        connect_args={'init_command': _SESSION.format(only_read=int(not writable))},
        hide_parameters=True,
        # One connection is kept: to make one takes longer than most questions. What the server has cut off meanwhile is
        # made anew.
        pool_size=1,
        pool_recycle=_KEPT_SECONDS,
    )


def _sqlite(address: sa.URL, *, writable: bool) -> sa.Engine:
    if 'timeout' not in address.query:
        address = address.update_query_dict({'timeout': str(_PATIENCE_SECONDS)})
    connecting = sa.create_engine(address, hide_parameters=True)

    # Python's driver begins no transaction before a CREATE TABLE: a run that is killed would leave a part of them.
    # https://docs.sqlalchemy.org/en/20/dialects/sqlite.html#pysqlite-serializable
    @sa.event.listens_for(connecting, 'connect')
    def take_over(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        if not writable:
            connection.execute('PRAGMA query_only = ON')

    @sa.event.listens_for(connecting, 'begin')
    def begin(connection: sa.Connection) -> None:
        # Who reads first and writes then is refused at once, without waiting, if another has written in between.
        writes = connection.get_execution_options().get('onelib_writes')
        connection.exec_driver_sql('BEGIN IMMEDIATE' if writes else 'BEGIN')

    return connecting

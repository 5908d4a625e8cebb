"""Columns that take whatever comes from a wiki, and give the same back on every database."""

from __future__ import annotations

import datetime
import hashlib
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import mysql

__all__ = ['Key', 'LongText', 'Moment', 'Words']

# Of a key that is too long: enough that no two are alike.
_DIGEST = 24
# Four bytes a character: MariaDB makes it a MEDIUMTEXT of 16 MB.
_LONG_TEXT = 4_000_000
_IN_A_ROW = 1000


class Moment(sa.types.TypeDecorator[datetime.datetime]):
    """A moment to the microsecond, kept in UTC and without a time zone, which not every database has."""

    # MariaDB keeps whole seconds unless it is told.
    impl = sa.DateTime().with_variant(mysql.DATETIME(fsp=6), 'mysql', 'mariadb')
    cache_ok = True

    def process_bind_param(self, value: datetime.datetime | None, dialect: sa.Dialect) -> datetime.datetime | None:
        """The moment as the database takes it."""
        return value and value.astimezone(datetime.UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime.datetime | None, dialect: sa.Dialect) -> datetime.datetime | None:
        """The moment in UTC."""
        return value and value.replace(tzinfo=datetime.UTC)


class Words(sa.types.TypeDecorator[str]):
    """A text for people: one that is too long is cut, as MariaDB refuses it."""

    impl = sa.String
    cache_ok = True

    def __init__(self, length: int) -> None:
        super().__init__(length)
        self.length = length

    def load_dialect_impl(self, dialect: sa.Dialect) -> sa.types.TypeEngine[Any]:
        """A text that may be long stands beside the row: a row has 65,535 bytes at most."""
        return dialect.type_descriptor(sa.Text(_LONG_TEXT) if self.length > _IN_A_ROW else sa.String(self.length))

    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> str | None:
        """The text as the database takes it."""
        return value if value is None else _whole(value[: self.length])


class Key(Words):
    """A text that rows are found by: one that is too long ends with a digest of the whole.

    Only what is written and asked for changes; a row gives back what was written.
    """

    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> str | None:
        """The text as the database takes it."""
        if value is None or len(value) <= self.length:
            return super().process_bind_param(value, dialect)
        digest = hashlib.sha256(value.encode('utf-8', 'surrogatepass')).hexdigest()[:_DIGEST]
        return _whole(f'{value[: self.length - _DIGEST - 1]}…{digest}')


class LongText(sa.types.TypeDecorator[str]):
    """JSON, up to 16 MB: MariaDB's own TEXT ends at 64 KB."""

    impl = sa.Text(_LONG_TEXT)
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> str | None:
        """The text as the database takes it; JSON has an escape for half a character, UTF-8 has none."""
        return value if value is None else value.encode('utf-8', 'backslashreplace').decode()


def _whole(value: str) -> str:
    """Half a character, which nobody can read, as a question mark."""
    return value.encode('utf-8', 'replace').decode()

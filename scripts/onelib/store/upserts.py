"""The two statements that each database has its own words for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.dialects import mysql, sqlite

__all__ = ['after', 'upsert']


def upsert(dialect: str, table: sa.Table, columns: Sequence[str], least: str = '') -> sa.Insert:
    """Write a row, or what of it is not key into the one that has its key; done twice, it is as done once.

    :param columns: that the rows have
    :param least: a column that keeps the least of its old and its new value
    """
    keys = {column.name for column in table.primary_key}
    on_sqlite = dialect == 'sqlite'
    into: Any = (sqlite if on_sqlite else mysql).insert(table)
    new, least_of = (into.excluded, sa.func.min) if on_sqlite else (into.inserted, sa.func.least)
    values = {name: new[name] for name in columns if name not in keys}
    if least:
        values[least] = least_of(table.c[least], new[least])
    if not on_sqlite:
        # A row that is nothing but key stays as it is.
        into = into.on_duplicate_key_update(values or {columns[0]: table.c[columns[0]]})
    elif values:
        into = into.on_conflict_do_update(index_elements=sorted(keys), set_=values)
    else:
        into = into.on_conflict_do_nothing()
    return cast('sa.Insert', into)


def after(dialect: str, order: Sequence[sa.Column[Any]], row: Mapping[str, Any]) -> sa.ColumnElement[bool]:
    """Which rows come after this one in an order; written so that the database finds them by their index."""
    last = [sa.literal(row[column.name], column.type) for column in order]
    if dialect == 'sqlite':
        return sa.tuple_(*order) > sa.tuple_(*last)
    # MariaDB compares tuples row by row.
    return sa.or_(
        *(
            sa.and_(*(column == value for column, value in zip(order[:n], last, strict=False)), order[n] > last[n])
            for n in range(len(order))
        )
    )

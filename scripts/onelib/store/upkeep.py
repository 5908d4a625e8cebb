"""What the operator does with a store now and then: look into it, move it, take out what nobody needs any more."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from onelib.store import questions, schema
from onelib.store.columns import Moment
from onelib.store.database import Database, StoreError
from onelib.store.index import Index

__all__ = ['Contents', 'TableContents', 'Upkeep']

_DAYS_OF_ANSWERS = 90
_DAYS_OF_REJECTIONS = 60
_DAYS_OF_RUNS = 365
# Who came to an event of which no service has said anything for so long.
_DAYS_OF_ATTENDANCE = 365
# A list that stands is asked for each day.
_DAYS_OF_EVENTS = 365


@dataclass(frozen=True, slots=True)
class TableContents:
    """How many rows a table has, and from when to when they are, in UTC; None: there are none."""

    rows: int
    oldest: datetime.datetime | None
    newest: datetime.datetime | None


@dataclass(frozen=True, slots=True)
class Contents:
    """What is in a store.

    :ivar where: its address, without the password
    :ivar version: of its tables, 0 if there is nothing; `latest`: what this onelib makes of it when it writes
    :ivar size: in bytes
    :ivar tables: by their names, without ``onelib_``
    """

    where: str
    version: int
    latest: int
    size: int
    tables: Mapping[str, TableContents]


class Upkeep(Database):
    """The part of the store that looks after itself."""

    def contents(self) -> Contents:
        """What is in the store."""
        tables = {_bare(table): self._contents_of(table) for table in self._tables}
        with self._problems('read'):
            return Contents(self.name, self._version, schema.VERSION, self._do(_size), tables)

    def _contents_of(self, table: sa.Table) -> TableContents:
        if table.info['large']:
            # Scan by scan: each of these counts takes a second or two where all of them together take minutes.
            counted = sa.select(sa.func.count().label('rows')).select_from(table)
            numbers = [row['number'] for row in self._ask(sa.select(schema.scans.c.number))]
            counts = [self._ask(counted.where(table.c.scan == number))[0]['rows'] for number in numbers]
            return TableContents(sum(counts), None, None)
        moment = next(column for column in table.columns if isinstance(column.type, Moment))
        count, oldest, newest = sa.func.count(), sa.func.min(moment), sa.func.max(moment)
        wanted: Any = sa.select(count.label('rows'), oldest.label('oldest'), newest.label('newest'))
        [row] = self._ask(wanted.select_from(table))
        return TableContents(**row)

    def move_to(self, target: Upkeep) -> dict[str, int]:
        """Copy everything into another store, which has to be empty; give back how many rows each table has.

        This one stays as it is. If it cannot be copied to the end, the other one is emptied again.

        :raises StoreError: the other one holds rows, or does not have as many as this one in the end
        """
        full = [f'{table.rows} {name}' for name, table in target.contents().tables.items() if table.rows]
        if full:
            raise StoreError(
                f'the store {target.name} is not empty, it holds {", ".join(full)}: name another one, or empty it '
                'first, if that is what is left of a move that was broken off'
            )
        try:
            for table in self._tables:
                target._put(table, self._rows_of(table))
            ours, theirs = (
                {name: table.rows for name, table in store.contents().tables.items()} for store in (self, target)
            )
            if any(theirs[name] != rows for name, rows in ours.items()):
                raise StoreError(
                    f'the stores do not have the same rows ({ours} and {theirs}): something wrote to the old one '
                    'meanwhile; stop all jobs and move it again'
                )
        except BaseException:
            for table in target._tables:
                target._execute(sa.delete(table))
            raise
        return ours

    def prune(self, now: datetime.datetime, campaigns: Collection[str] = ()) -> dict[str, int]:
        """Take out what is of no use any more; give back how many rows of each table that is.

        If the store may not be written to, it is only counted.

        :param now: in UTC
        :param campaigns: ids of campaigns whose edits, statements and results are taken out, too
        """
        removed: dict[str, int] = {}
        for table, where in _unneeded(now, campaigns):
            if table in self._tables and self.writable:
                removed[_bare(table)] = self._execute(sa.delete(table).where(where))
            elif table in self._tables:
                [row] = self._ask(sa.select(sa.func.count().label('rows')).select_from(table).where(where))
                removed[_bare(table)] = row['rows']
        if schema.scans in self._tables:
            removed['articles'] = Index(self.url, writable=self.writable).sweep(now)
        return removed


def _unneeded(now: datetime.datetime, campaigns: Collection[str]) -> list[tuple[sa.Table, sa.ColumnElement[bool]]]:
    def before(column: sa.Column[datetime.datetime], days: int) -> sa.ColumnElement[bool]:
        return column < now - datetime.timedelta(days=days)

    question = schema.answers.c.question
    asked_again = sa.or_(*(question.startswith(start, autoescape=True) for start in questions.ASKED_AGAIN))
    of_campaigns = [question == questions.still_editing(campaign) for campaign in campaigns]
    attended = question.startswith(questions.attendance(), autoescape=True)
    of_campaigns += [question.startswith(questions.finals(campaign), autoescape=True) for campaign in campaigns]
    lists = schema.event_lists.c
    asked_for = sa.select(lists.event).where(~before(lists.asked, _DAYS_OF_EVENTS))
    unneeded: list[tuple[sa.Table, sa.ColumnElement[bool]]] = [
        (
            schema.answers,
            sa.or_(
                sa.and_(asked_again, before(schema.answers.c.asked, _DAYS_OF_ANSWERS)),
                sa.and_(attended, before(schema.answers.c.asked, _DAYS_OF_ATTENDANCE)),
                *of_campaigns,
            ),
        ),
        (schema.rejections, before(schema.rejections.c.rejected, _DAYS_OF_REJECTIONS)),
        (schema.runs, before(schema.runs.c.started, _DAYS_OF_RUNS)),
        (schema.event_lists, before(schema.event_lists.c.asked, _DAYS_OF_EVENTS)),
        (schema.event_articles, schema.event_articles.c.event.not_in(asked_for)),
    ]
    if campaigns:
        of_their_own = (schema.edits, schema.cursors, schema.listed, schema.listings)
        unneeded += [(table, table.c.campaign.in_(list(campaigns))) for table in of_their_own]
        # Behind those that say where they stood.
        unneeded.append((schema.statements, _unlisted(campaigns)))
    return unneeded


def _unlisted(campaigns: Collection[str]) -> sa.ColumnElement[bool]:
    """Which statements stood on lists of these campaigns alone."""
    stood = (
        sa.select(schema.listings.c.page_id)
        .where(
            schema.listings.c.campaign.not_in(list(campaigns)),
            *(schema.listings.c[name] == schema.statements.c[name] for name in ('wiki', 'page_id', 'fingerprint')),
        )
        .correlate(schema.statements)
    )
    return ~stood.exists()


def _size(connection: sa.Connection) -> int:
    if connection.dialect.name == 'sqlite':
        file = connection.engine.url.database or ''
        return Path(file).stat().st_size if file and Path(file).exists() else 0
    size = connection.exec_driver_sql(
        'SELECT SUM(data_length + index_length) FROM information_schema.tables '
        "WHERE table_schema = DATABASE() AND table_name LIKE 'onelib\\_%%'"
    ).scalar()
    return int(size or 0)


def _bare(table: sa.Table) -> str:
    return table.name.removeprefix('onelib_')

"""What the store remembers of the statements that have stood on lists."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping
from dataclasses import fields, replace
from typing import Any

import sqlalchemy as sa

from onelib.campaign.records import Ending, Listing, ListProgress, StatementRecord
from onelib.store.database import Database
from onelib.store.schema import listed, listings, statements

__all__ = ['StatementStore']

_KEY = ('wiki', 'page_id', 'fingerprint')
_LISTING = tuple(field.name for field in fields(Listing))
_RECORD = tuple(field.name for field in fields(StatementRecord))


class StatementStore(Database):
    """The part of the store that lists use."""

    def list_statements(self, where: Listing, standing: Iterable[StatementRecord], when: datetime.datetime) -> None:
        """Remember that statements stand on a list without a source, whatever had become of them before.

        One that is known goes on with its record: when it first stood there is kept.

        :param when: in UTC
        """
        new = {(record.page_id, record.mark): record for record in standing}
        for known in self._records(
            statements.c.wiki == where.wiki, statements.c.page_id.in_({page for page, _ in new})
        ):
            if record := new.get((known.page_id, known.mark)):
                new[known.page_id, known.mark] = replace(record, fingerprint=known.fingerprint, first=known.first)
        self.keep_records(new.values())
        # Wikis have whole seconds: what is listed in the second of an edit was there before it.
        stood = _row(where, _LISTING) | {'first': when.replace(microsecond=0)}
        # Another process may list the same at this moment.
        self._put(listings, (stood | _row(record, _KEY) for record in new.values()), least='first')

    def keep_records(self, records: Iterable[StatementRecord]) -> None:
        """Remember what is known of statements now."""
        rows = (_row(record, _RECORD) | {'ending': str(record.ending or '')} for record in records)
        self._put(statements, rows, least='first')

    def records(
        self,
        where: Listing,
        *,
        titles: Collection[str] | None = None,
        waiting: bool = False,
        sourced_since: datetime.datetime | None = None,
    ) -> list[StatementRecord]:
        """The statements that have stood on a list.

        :param titles: only those of the articles that are called so
        :param waiting: only those that still wait for a source
        :param sourced_since: only those that have got one since then, in UTC
        """
        wanted = [*_on(where)]
        if titles is not None:
            wanted.append(statements.c.title.in_(titles))
        if waiting:
            wanted.append(statements.c.ending == '')
        if sourced_since:
            wanted += [statements.c.ending == Ending.SOURCED.value, statements.c.ended >= sourced_since]
        return self._records(*wanted, stood=True)

    def _records(self, *wanted: sa.ColumnElement[bool], stood: bool = False) -> list[StatementRecord]:
        question = sa.select(statements).where(*wanted).order_by(*statements.primary_key)
        if stood:
            question = question.join(listings, _same)
        return [_record(row) for row in self._ask(question)]

    def progress(self, where: Listing) -> ListProgress:
        """How far a list is."""
        return next((progress for _, progress in self._progress(*_on(where))), ListProgress())

    def lists(self, campaign: str) -> list[tuple[Listing, ListProgress]]:
        """The lists of a campaign, and how far each is."""
        return self._progress(listings.c.campaign == campaign)

    def _progress(self, *wanted: sa.ColumnElement[bool]) -> list[tuple[Listing, ListProgress]]:
        sourced = sa.func.sum(sa.case((statements.c.ending == Ending.SOURCED.value, 1), else_=0))
        by = [listings.c[name] for name in _LISTING]
        question: Any = sa.select(*by, sa.func.count().label('listed'), sourced.label('sourced'))
        question = question.join_from(listings, statements, _same).where(*wanted).group_by(*by).order_by(*by)
        return [
            (Listing(**{name: row[name] for name in _LISTING}), ListProgress(row['listed'], int(row['sourced'])))
            for row in self._ask(question)
        ]

    def stood(self, where: Listing) -> set[tuple[int, str]]:
        """Pages and marks of the statements that have stood on a list."""
        question = sa.select(statements.c.page_id, statements.c.mark).join(listings, _same).where(*_on(where))
        return {(row['page_id'], row['mark']) for row in self._ask(question)}

    def listed(self, campaign: str, wiki: str) -> Mapping[tuple[int | str, str], datetime.datetime]:
        """The statements that have stood on a list of a campaign: (article, fingerprint) → since when, in UTC.

        The article is the number of a page; of what earlier versions have listed, its title.
        """
        found: dict[tuple[int | str, str], datetime.datetime] = {}
        old = self._rows_of(listed, listed.c.campaign == campaign, listed.c.wiki == wiki)
        for row in old:
            found[row['title'], row['fingerprint']] = row['first']
        question = sa.select(*(statements.c[name] for name in ('page_id', 'fingerprint', 'mark')), listings.c.first)
        wanted = listings.c.campaign == campaign, listings.c.wiki == wiki
        for row in self._ask(question.join_from(listings, statements, _same).where(*wanted)):
            for mark in (row['fingerprint'], row['mark']):
                found[row['page_id'], mark] = min(row['first'], found.get((row['page_id'], mark), row['first']))
        return found


_same = sa.and_(*(listings.c[name] == statements.c[name] for name in _KEY))


def _on(where: Listing) -> tuple[sa.ColumnElement[bool], ...]:
    return tuple(listings.c[name] == getattr(where, name) for name in _LISTING)


def _row(of: StatementRecord | Listing, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(of, name) for name in names}


def _record(row: Mapping[str, Any]) -> StatementRecord:
    values = {name: row[name] for name in _RECORD}
    return StatementRecord(**values | {'ending': Ending(row['ending']) if row['ending'] in set(Ending) else None})

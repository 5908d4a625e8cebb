"""The only package that remembers anything between runs: what the wikis answered, what they refused, who added what."""

from __future__ import annotations

import datetime
import json
from typing import Any

import sqlalchemy as sa

from onelib.store import schema
from onelib.store.database import StoreError, naive
from onelib.store.edits import EditStore

__all__ = ['Store', 'StoreError']


class Store(EditStore):
    """What is known from earlier runs, in a database.

    A store of an earlier version is brought up to date where it is, unless it may not be written to: then what it does
    not have is not known. On SQLite a run that is killed, at whatever moment, leaves the store as it was before or as
    it should be; several processes may open the same new or old store at once.

    :param url: SQLAlchemy's, like ``sqlite:///onelib.sqlite``
    :param writable: False in a simulation, which keeps nothing
    :raises StoreError: from here and from every method: it cannot be opened, read or written, or is of a newer version
    """

    def answer(self, question: str, *, since: datetime.datetime | None = None) -> Any:
        """What was answered, as it was given to `keep`; None if nothing, or nothing since then.

        :param since: in UTC; None: however old
        """
        if self._version < 1:
            return None
        wanted = sa.select(schema.answers.c.answer).where(schema.answers.c.question == question)
        if since is not None:
            wanted = wanted.where(schema.answers.c.asked >= naive(since))
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
            schema.answers,
            {'question': question},
            {'answer': json.dumps(answer, ensure_ascii=False), 'asked': naive(asked)},
        )

    def rejections(self, wiki: str, *, since: datetime.datetime) -> dict[tuple[str, str], str]:
        """The rows of lists that a wiki has refused since then: (title, fingerprint) → reason.

        :param wiki: whose page refused them, like ``cs``
        :param since: in UTC
        """
        if self._version < 2:
            return {}
        wanted = sa.select(
            schema.rejections.c.title, schema.rejections.c.fingerprint, schema.rejections.c.reason
        ).where(schema.rejections.c.wiki == wiki, schema.rejections.c.rejected >= naive(since))
        with self._problems('read'), self._engine.connect() as connection:
            return {(title, fingerprint): reason for title, fingerprint, reason in connection.execute(wanted)}

    def reject(self, wiki: str, title: str, fingerprint: str, reason: str, when: datetime.datetime) -> None:
        """Remember that a wiki has refused a row, in place of an earlier refusal.

        :param wiki: whose page refused it, like ``cs``
        :param title: of the article; `fingerprint`: of the statement in it
        :param when: in UTC
        """
        self._replace(
            schema.rejections,
            {'wiki': wiki, 'title': title, 'fingerprint': fingerprint},
            {'reason': reason, 'rejected': naive(when)},
        )

    def _replace(self, table: sa.Table, key: dict[str, str], values: dict[str, Any]) -> None:
        if not self.writable:
            return
        with self._problems('written'), self._writing() as connection:
            connection.execute(sa.delete(table).where(*(table.c[name] == value for name, value in key.items())))
            connection.execute(sa.insert(table).values(key | values))

"""The only module that remembers anything between runs: what the wikis answered, and when."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import sqlalchemy as sa

__all__ = ['Store', 'StoreError']

_VERSION = 1

_metadata = sa.MetaData()
_schema = sa.Table('onelib_schema', _metadata, sa.Column('version', sa.Integer, primary_key=True))
_answers = sa.Table(
    'onelib_answers',
    _metadata,
    sa.Column('question', sa.String(200), primary_key=True),
    sa.Column('answer', sa.Text, nullable=False),
    sa.Column('asked', sa.DateTime, nullable=False),
)


class StoreError(RuntimeError):
    """The store cannot be used; the message says what to do."""


class Store:
    """Answers by question, in a database.

    :param url: SQLAlchemy's, like ``sqlite:///onelib.sqlite``
    :param writable: False in a simulation, which keeps nothing
    """

    def __init__(self, url: str, *, writable: bool = True) -> None:
        self.writable = writable
        try:
            address = sa.make_url(url)
            if not writable and address.get_backend_name() == 'sqlite' and not Path(address.database or '').is_file():
                # Only to look into a file that is not there, SQLite would make it.
                address = sa.make_url('sqlite://')
            self._engine = sa.create_engine(address)
            self._prepare()
        except sa.exc.SQLAlchemyError as problem:
            raise StoreError(f'the store {url} cannot be opened: {problem}') from problem

    def answer(self, question: str, *, since: datetime.datetime | None = None) -> Any:
        """What was answered, as it was given to `keep`; None if nothing, or nothing since then.

        :param since: in UTC; None: however old
        """
        if not sa.inspect(self._engine).has_table(_answers.name):
            return None
        wanted = sa.select(_answers.c.answer).where(_answers.c.question == question)
        if since is not None:
            wanted = wanted.where(_answers.c.asked >= _naive(since))
        with self._engine.connect() as connection:
            found = connection.execute(wanted).scalar()
        return None if found is None else json.loads(found)

    def keep(self, question: str, answer: Any, asked: datetime.datetime) -> None:
        """Remember an answer in place of an earlier one.

        :param answer: anything that JSON can hold
        :param asked: in UTC
        """
        if not self.writable:
            return
        row = {'question': question, 'answer': json.dumps(answer, ensure_ascii=False), 'asked': _naive(asked)}
        with self._engine.begin() as connection:
            connection.execute(sa.delete(_answers).where(_answers.c.question == question))
            connection.execute(sa.insert(_answers).values(row))

    def _prepare(self) -> None:
        """Make the tables of a new store; refuse one that a newer onelib has made."""
        if sa.inspect(self._engine).has_table(_schema.name):
            with self._engine.connect() as connection:
                version = connection.execute(sa.select(_schema.c.version)).scalar() or 0
            if version > _VERSION:
                raise StoreError(f'the store was made by a newer onelib (schema {version}, this one knows {_VERSION})')
        elif self.writable:
            _metadata.create_all(self._engine)
            with self._engine.begin() as connection:
                connection.execute(sa.insert(_schema).values(version=_VERSION))


def _naive(moment: datetime.datetime) -> datetime.datetime:
    """UTC without a time zone: not every database keeps one."""
    return moment.astimezone(datetime.UTC).replace(tzinfo=None)

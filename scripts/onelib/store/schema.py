"""The tables of the store, and what leads from each version of them to the next."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

__all__ = [
    'STEPS',
    'VERSION',
    'answers',
    'create',
    'cursors',
    'edits',
    'listed',
    'metadata',
    'rejections',
    'runs',
    'schema',
]

metadata = sa.MetaData()
# By itself MariaDB takes Kniha and kniha for one title.
_EXACT: dict[str, Any] = {'mysql_charset': 'utf8mb4', 'mysql_collate': 'utf8mb4_bin'}
# Four bytes a character: the keys that these are in stay below the 3072 that MariaDB takes.
_CAMPAIGN = sa.String(255)
_WIKI = sa.String(20)
# The English Wikipedia has reached a third of what four bytes can hold.
_NUMBER = sa.BigInteger()

schema = sa.Table('onelib_schema', metadata, sa.Column('version', sa.Integer, primary_key=True))
answers = sa.Table(
    'onelib_answers',
    metadata,
    sa.Column('question', sa.String(200), primary_key=True),
    sa.Column('answer', sa.Text, nullable=False),
    sa.Column('asked', sa.DateTime, nullable=False),
)
rejections = sa.Table(
    'onelib_rejections',
    metadata,
    sa.Column('wiki', sa.String(20), primary_key=True),
    sa.Column('title', sa.String(255), primary_key=True),
    sa.Column('fingerprint', sa.String(64), primary_key=True),
    sa.Column('reason', sa.Text, nullable=False),
    sa.Column('rejected', sa.DateTime, nullable=False),
    **_EXACT,
)
edits = sa.Table(
    'onelib_edits',
    metadata,
    sa.Column('campaign', _CAMPAIGN, primary_key=True),
    sa.Column('wiki', _WIKI, primary_key=True),
    sa.Column('revision', _NUMBER, primary_key=True, autoincrement=False),
    sa.Column('parent', _NUMBER, nullable=False),
    sa.Column('page_id', _NUMBER, nullable=False),
    sa.Column('namespace', sa.Integer, nullable=False),
    sa.Column('title', sa.String(600), nullable=False),
    sa.Column('author', sa.String(255), nullable=False),
    sa.Column('made', sa.DateTime, nullable=False),
    sa.Column('summary', sa.Text, nullable=False),
    sa.Column('bytes', sa.Integer, nullable=False),
    sa.Column('tags', sa.Text, nullable=False),
    sa.Column('hashtag', sa.String(255), nullable=False),
    sa.Column('probable', sa.Boolean, nullable=False),
    # JSON; NULL: the texts could not be read.
    sa.Column('count', sa.Text(16_000_000)),
    sa.Column('reverted', sa.Boolean, nullable=False),
    # False: what the wiki lists as an edit and is none; only its number matters, so that it is not looked at again.
    sa.Column('counted', sa.Boolean, nullable=False),
    sa.Column('checked', sa.DateTime, nullable=False),
    **_EXACT,
)
cursors = sa.Table(
    'onelib_cursors',
    metadata,
    sa.Column('campaign', _CAMPAIGN, primary_key=True),
    sa.Column('wiki', _WIKI, primary_key=True),
    sa.Column('question', sa.String(64), primary_key=True),
    sa.Column('moment', sa.DateTime, nullable=False),
    **_EXACT,
)
listed = sa.Table(
    'onelib_listed',
    metadata,
    sa.Column('campaign', _CAMPAIGN, primary_key=True),
    sa.Column('wiki', _WIKI, primary_key=True),
    sa.Column('title', sa.String(255), primary_key=True),
    sa.Column('fingerprint', sa.String(64), primary_key=True),
    sa.Column('first', sa.DateTime, nullable=False),
    **_EXACT,
)
runs = sa.Table(
    'onelib_runs',
    metadata,
    sa.Column('job', sa.String(64), primary_key=True),
    sa.Column('started', sa.DateTime, primary_key=True),
    # NULL: it is at work, or was killed.
    sa.Column('ended', sa.DateTime),
    sa.Column('code', sa.Integer),
    sa.Column('edits', sa.Integer, nullable=False),
    # JSON: how many pages came to which outcome, and what was wrong where.
    sa.Column('report', sa.Text(16_000_000), nullable=False),
    **_EXACT,
)


def create(*tables: sa.Table) -> Callable[[sa.Connection], object]:
    """A step that makes these tables, those that are not there."""

    def step(connection: sa.Connection) -> None:
        for table in tables:
            connection.execute(sa.schema.CreateTable(table, if_not_exists=True))

    return step


#: What leads from each version to the next, the first from an empty database to version 1. MariaDB ends a transaction
#: at every change of a table, so that a run that is killed there leaves a step half done, or done but not counted:
#: every step has to be safe to repeat. What stands here is never changed, only added to: there are stores of each.
STEPS: tuple[Callable[[sa.Connection], object], ...] = (
    create(answers),
    create(rejections),
    create(edits, cursors, listed),
    create(runs),
)
VERSION = len(STEPS)

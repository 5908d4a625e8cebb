"""The tables of the store, and what leads from each version of them to the next."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from onelib.store.columns import Key, LongText, Moment, Words

__all__ = [
    'STEPS',
    'VERSION',
    'answers',
    'create',
    'cursors',
    'edits',
    'listed',
    'metadata',
    'modernise',
    'rejections',
    'runs',
    'schema',
]

metadata = sa.MetaData()
# By itself MariaDB takes Kniha and kniha for one title, and one with a space at its end, too.
_COLLATION = 'utf8mb4_nopad_bin'
_EXACT: dict[str, Any] = {
    f'{dialect}_{name}': value
    for dialect in ('mysql', 'mariadb')
    for name, value in (('charset', 'utf8mb4'), ('collate', _COLLATION), ('engine', 'InnoDB'))
}
# Four bytes a character: the keys that these are in stay below the 3072 that MariaDB takes.
_CAMPAIGN = Key(255)
_WIKI = Key(20)
# What a wiki says can be long, and nobody reads the rest of it.
_SAID = Words(100_000)
# The English Wikipedia has reached a third of what four bytes can hold.
_NUMBER = sa.BigInteger()

schema = sa.Table(
    'onelib_schema', metadata, sa.Column('version', sa.Integer, primary_key=True, autoincrement=False), **_EXACT
)
answers = sa.Table(
    'onelib_answers',
    metadata,
    sa.Column('question', Key(200), primary_key=True),
    sa.Column('answer', LongText, nullable=False),
    sa.Column('asked', Moment(), nullable=False),
    **_EXACT,
)
rejections = sa.Table(
    'onelib_rejections',
    metadata,
    sa.Column('wiki', _WIKI, primary_key=True),
    sa.Column('title', Key(255), primary_key=True),
    sa.Column('fingerprint', Key(64), primary_key=True),
    sa.Column('reason', _SAID, nullable=False),
    sa.Column('rejected', Moment(), nullable=False),
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
    sa.Column('title', Words(600), nullable=False),
    sa.Column('author', Words(255), nullable=False),
    sa.Column('made', Moment(), nullable=False),
    sa.Column('summary', _SAID, nullable=False),
    sa.Column('bytes', sa.Integer, nullable=False),
    sa.Column('tags', LongText, nullable=False),
    sa.Column('hashtag', Words(255), nullable=False),
    sa.Column('probable', sa.Boolean, nullable=False),
    # JSON; NULL: the texts could not be read.
    sa.Column('count', LongText),
    sa.Column('reverted', sa.Boolean, nullable=False),
    # False: what the wiki lists as an edit and is none; only its number matters, so that it is not looked at again.
    sa.Column('counted', sa.Boolean, nullable=False),
    sa.Column('checked', Moment(), nullable=False),
    **_EXACT,
)
cursors = sa.Table(
    'onelib_cursors',
    metadata,
    sa.Column('campaign', _CAMPAIGN, primary_key=True),
    sa.Column('wiki', _WIKI, primary_key=True),
    sa.Column('question', Key(64), primary_key=True),
    sa.Column('moment', Moment(), nullable=False),
    **_EXACT,
)
listed = sa.Table(
    'onelib_listed',
    metadata,
    sa.Column('campaign', _CAMPAIGN, primary_key=True),
    sa.Column('wiki', _WIKI, primary_key=True),
    sa.Column('title', Key(255), primary_key=True),
    sa.Column('fingerprint', Key(64), primary_key=True),
    sa.Column('first', Moment(), nullable=False),
    **_EXACT,
)
runs = sa.Table(
    'onelib_runs',
    metadata,
    sa.Column('job', Key(64), primary_key=True),
    sa.Column('started', Moment(), primary_key=True),
    # NULL: it is at work, or was killed.
    sa.Column('ended', Moment()),
    sa.Column('code', sa.Integer),
    sa.Column('edits', sa.Integer, nullable=False),
    # JSON: how many pages came to which outcome, and what was wrong where.
    sa.Column('report', LongText, nullable=False),
    **_EXACT,
)


def create(*tables: sa.Table) -> Callable[[sa.Connection], object]:
    """A step that makes these tables, those that are not there."""

    def step(connection: sa.Connection) -> None:
        for table in tables:
            connection.execute(sa.schema.CreateTable(table, if_not_exists=True))

    return step


def modernise(connection: sa.Connection) -> None:
    """A step that gives MariaDB's older tables the columns and the collation that new ones have."""
    if connection.dialect.name == 'sqlite':
        return
    # The moments of older tables have whole seconds; each ALTER is done whole or not at all.
    old = connection.execute(
        sa.text(
            'SELECT DISTINCT table_name FROM information_schema.columns '
            "WHERE table_schema = DATABASE() AND data_type = 'datetime' AND datetime_precision = 0"
        )
    ).scalars()
    for name in sorted(set(old) & metadata.tables.keys()):
        there = {column['name'] for column in sa.inspect(connection).get_columns(name)}
        columns = [
            f'MODIFY {sa.schema.CreateColumn(column).compile(dialect=connection.dialect)}'
            for column in metadata.tables[name].columns
            if column.name in there
        ]
        change = ', '.join((f'CONVERT TO CHARACTER SET utf8mb4 COLLATE {_COLLATION}', *columns))
        connection.exec_driver_sql(f'ALTER TABLE {name} ENGINE = InnoDB, {change}')


#: What leads from each version to the next, the first from an empty database to version 1. MariaDB ends a transaction
#: at every change of a table, so that a run that is killed there leaves a step half done, or done but not counted:
#: every step has to be safe to repeat. What stands here is never changed, only added to: there are stores of each.
STEPS: tuple[Callable[[sa.Connection], object], ...] = (
    create(answers),
    create(rejections),
    create(edits, cursors, listed),
    create(runs),
    modernise,
)
VERSION = len(STEPS)

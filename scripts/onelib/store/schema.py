"""The tables of the store, and what leads from each version of them to the next."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from onelib.store.columns import Key, LongText, Moment, Words

__all__ = ['STEPS', 'VERSION', 'create', 'metadata', 'schema']
__all__ += ['answers', 'cursors', 'edits', 'listed', 'listings', 'rejections', 'runs', 'statements']
__all__ += ['event_articles', 'event_lists']
__all__ += ['OLDEST', 'SUMS', 'articles', 'members', 'scans', 'summaries', 'topics']

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


def _table(since: int, name: str, *columns: sa.Column[Any], large: bool = False) -> sa.Table:
    """A table.

    :param since: the version of the store that it came with
    :param large: it has millions of rows, each of a scan
    """
    # SQLite keeps the key twice otherwise.
    sparse: dict[str, Any] = {'sqlite_with_rowid': False} if large else {}
    return sa.Table(f'onelib_{name}', metadata, *columns, info={'since': since, 'large': large}, **_EXACT, **sparse)


def _key(name: str, kind: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, primary_key=True, autoincrement=False)


def _value(name: str, kind: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


# Of the moments of a table, the first says how old a row is.
schema = _table(0, 'schema', _key('version', sa.Integer))
answers = _table(1, 'answers', _key('question', Key(200)), _value('answer', LongText), _value('asked', Moment))
rejections = _table(
    2,
    'rejections',
    _key('wiki', _WIKI),
    _key('title', Key(255)),
    _key('fingerprint', Key(64)),
    _value('reason', _SAID),
    _value('rejected', Moment),
)
edits = _table(
    3,
    'edits',
    _key('campaign', _CAMPAIGN),
    _key('wiki', _WIKI),
    _key('revision', _NUMBER),
    _value('parent', _NUMBER),
    _value('page_id', _NUMBER),
    _value('namespace', sa.Integer),
    _value('title', Words(600)),
    _value('author', Words(255)),
    _value('made', Moment),
    _value('summary', _SAID),
    _value('bytes', sa.Integer),
    _value('tags', LongText),
    _value('hashtag', Words(255)),
    _value('probable', sa.Boolean),
    # JSON; NULL: the texts could not be read.
    sa.Column('count', LongText),
    _value('reverted', sa.Boolean),
    # False: what the wiki lists as an edit and is none; only its number matters, so that it is not looked at again.
    _value('counted', sa.Boolean),
    _value('checked', Moment),
)
cursors = _table(
    3, 'cursors', _key('campaign', _CAMPAIGN), _key('wiki', _WIKI), _key('question', Key(64)), _value('moment', Moment)
)
# What earlier versions remembered of lists. It does not say which pages these titles were, so it stays as it is, and is
# only read.
listed = _table(
    3,
    'listed',
    _key('campaign', _CAMPAIGN),
    _key('wiki', _WIKI),
    _key('title', Key(255)),
    _key('fingerprint', Key(64)),
    _value('first', Moment),
)
runs = _table(
    4,
    'runs',
    _key('job', Key(64)),
    _key('started', Moment),
    # NULL: it is at work, or was killed.
    sa.Column('ended', Moment),
    sa.Column('code', sa.Integer),
    _value('edits', sa.Integer),
    # JSON: how many pages came to which outcome, and what was wrong where.
    _value('report', LongText),
)
# A statement that has stood on a list, and what became of it.
statements = _table(
    6,
    'statements',
    _key('wiki', _WIKI),
    _key('page_id', _NUMBER),
    # That with which it was first listed.
    _key('fingerprint', Key(64)),
    _value('first', Moment),
    _value('last', Moment),
    _value('title', Key(255)),
    _value('kind', Key(20)),
    _value('text', Words(600)),
    # The fingerprint that it had in the last revision in which it was seen.
    _value('mark', Key(64)),
    _value('seen', _NUMBER),
    # '': it waits for its source.
    _value('ending', Key(20)),
    sa.Column('ended', Moment),
    # 0 and '': nobody knows.
    _value('revision', _NUMBER),
    _value('editor', Words(255)),
)
# On which list it stood.
listings = _table(
    6,
    'listings',
    _key('campaign', _CAMPAIGN),
    _key('host', _WIKI),
    _key('page', Key(255)),
    _key('wiki', _WIKI),
    _key('page_id', _NUMBER),
    _key('fingerprint', Key(64)),
    _value('first', Moment),
)


# A scan of a dump, by whose number its rows are known; the rows are those of an index as soon as it is the current one.
scans = _table(
    7,
    'scans',
    _key('number', sa.Integer),
    _value('wiki', _WIKI),
    _value('dump', sa.Date),
    _value('begun', Moment),
    # When the last rows came.
    _value('touched', Moment),
    # '': at work; current; old: its rows are on their way out.
    _value('state', Key(20)),
)


#: Columns of figures that are sums, and those that are the oldest date.
SUMS: tuple[str, ...] = ('articles', 'sourceless', 'tagged', 'uncited', 'bannered', 'banners', 'references', 'sources')
SUMS += ('prose', 'paragraphs', 'cited')
OLDEST = ('banner_since', 'tag_since')


def _figures() -> list[sa.Column[Any]]:
    """Columns of sums over articles, as `onelib.campaign.index.Figures` has them."""
    return [
        *(sa.Column(name, sa.BigInteger, nullable=False, server_default='0') for name in SUMS),
        *(sa.Column(name, sa.Date) for name in OLDEST),
    ]


# What a dump came to: it stays when its rows are gone.
summaries = _table(
    7,
    'summaries',
    _key('wiki', _WIKI),
    _key('dump', sa.Date),
    _value('scanned', Moment),
    _value('whole', sa.Boolean),
    *_figures(),
)
# There are millions of rows in these three, so each byte of them counts: no titles, and the names of categories once.
articles = _table(
    7,
    'articles',
    _key('scan', sa.Integer),
    _key('page_id', _NUMBER),
    _value('revision', _NUMBER),
    *(_value(name, sa.Integer) for name in ('references', 'sources', 'short')),
    _value('sourceless', sa.Boolean),
    *(_value(name, sa.Integer) for name in ('tagged', 'section', 'article', 'uncited', 'banners')),
    *(sa.Column(name, sa.Date) for name in OLDEST),
    *(_value(name, sa.Integer) for name in ('prose', 'paragraphs', 'cited')),
    large=True,
)
topics = _table(
    7,
    'topics',
    _key('scan', sa.Integer),
    # A digest of the name: who writes rows need not know which numbers others have given.
    _key('topic', _NUMBER),
    _value('name', Key(255)),
    *_figures(),
    large=True,
)
members = _table(7, 'members', _key('scan', sa.Integer), _key('topic', _NUMBER), _key('page_id', _NUMBER), large=True)

# What an article of the worklist of an event is to the bot.
event_articles = _table(
    8,
    'event_articles',
    _key('event', Key(20)),
    # The name of its database, as that worklist has it.
    _key('wiki', Key(64)),
    _key('title', Key(255)),
    _value('standing', Key(20)),
    _value('noted', Moment),
)
# Which lists name an event, and their articles.
event_lists = _table(
    8,
    'event_lists',
    _key('event', Key(20)),
    _key('host', _WIKI),
    _key('page', Key(255)),
    _value('call', Key(64)),
    _value('articles', LongText),
    _value('asked', Moment),
)


def create(version: int) -> Callable[[sa.Connection], object]:
    """A step that makes the tables of a version, those that are not there."""

    def step(connection: sa.Connection) -> None:
        for table in metadata.tables.values():
            if table.info['since'] == version:
                connection.execute(sa.schema.CreateTable(table, if_not_exists=True))

    return step


def _modernise(connection: sa.Connection) -> None:
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
    *map(create, (1, 2, 3, 4)),
    _modernise,
    create(6),
    create(7),
    create(8),
)
VERSION = len(STEPS)

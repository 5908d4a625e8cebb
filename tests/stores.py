"""The databases that the store is tested on, as a test sees them past the store: SQLite and MariaDB."""

from __future__ import annotations

import datetime
import itertools
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from onelib.campaign.records import Listing, StatementRecord
from tests.sandbox.mariadb import MariaDb

# As onelib 0.1.0 made it.
VERSION_1 = """
CREATE TABLE onelib_schema (version INTEGER NOT NULL, PRIMARY KEY (version));
CREATE TABLE onelib_answers (
    question VARCHAR(200) NOT NULL, answer TEXT NOT NULL, asked DATETIME NOT NULL, PRIMARY KEY (question)
);
"""
REJECTIONS = """
CREATE TABLE onelib_rejections (
    wiki VARCHAR(20) NOT NULL, title VARCHAR(255) NOT NULL, fingerprint VARCHAR(64) NOT NULL, reason TEXT NOT NULL,
    rejected DATETIME NOT NULL, PRIMARY KEY (wiki, title, fingerprint)
)EXACT;
"""
# As onelib made it before it counted edits.
VERSION_2 = VERSION_1 + REJECTIONS
# As onelib made it before it was tried on MariaDB.
VERSION_4 = (
    VERSION_2
    + """
CREATE TABLE onelib_edits (
    campaign VARCHAR(255) NOT NULL, wiki VARCHAR(20) NOT NULL, revision BIGINT NOT NULL, parent BIGINT NOT NULL,
    page_id BIGINT NOT NULL, namespace INTEGER NOT NULL, title VARCHAR(600) NOT NULL, author VARCHAR(255) NOT NULL,
    made DATETIME NOT NULL, summary TEXT NOT NULL, bytes INTEGER NOT NULL, tags TEXT NOT NULL,
    hashtag VARCHAR(255) NOT NULL, probable BOOL NOT NULL, count TEXT(16000000), reverted BOOL NOT NULL,
    counted BOOL NOT NULL, checked DATETIME NOT NULL, PRIMARY KEY (campaign, wiki, revision)
)EXACT;
CREATE TABLE onelib_cursors (
    campaign VARCHAR(255) NOT NULL, wiki VARCHAR(20) NOT NULL, question VARCHAR(64) NOT NULL, moment DATETIME NOT NULL,
    PRIMARY KEY (campaign, wiki, question)
)EXACT;
CREATE TABLE onelib_listed (
    campaign VARCHAR(255) NOT NULL, wiki VARCHAR(20) NOT NULL, title VARCHAR(255) NOT NULL,
    fingerprint VARCHAR(64) NOT NULL, first DATETIME NOT NULL, PRIMARY KEY (campaign, wiki, title, fingerprint)
)EXACT;
CREATE TABLE onelib_runs (
    job VARCHAR(64) NOT NULL, started DATETIME NOT NULL, ended DATETIME, code INTEGER, edits INTEGER NOT NULL,
    report TEXT(16000000) NOT NULL, PRIMARY KEY (job, started)
)EXACT;
"""
)
ROWS = """
INSERT INTO onelib_schema (version) VALUES (1);
INSERT INTO onelib_answers VALUES ('names of cs', '{"inline": ["Fakt/dne"]}', '2027-01-15 12:00:00.000000');
"""
ROWS_2 = """
INSERT INTO onelib_rejections VALUES ('cs', 'Kniha', 'aa', 'filter', '2027-01-15 12:00:00.000000');
UPDATE onelib_schema SET version = 2;
"""
ROWS_4 = """
INSERT INTO onelib_cursors VALUES ('2027-01', 'cs', 'recent', '2027-01-15 12:00:00.000000');
INSERT INTO onelib_listed VALUES ('2027-01', 'cs', 'Kniha', 'aa', '2027-01-15 12:00:00.000000');
UPDATE onelib_schema SET version = 4;
"""


def listing(campaign: str = '2027-01', page: str = 'Wikipedie:Seznam') -> Listing:
    """A list on a page of the Czech wiki."""
    return Listing('cs', page, 'cs', campaign)


def record(when: datetime.datetime, mark: str, page: int = 7, title: str = 'Kniha', **values: Any) -> StatementRecord:
    """A statement that stands on it."""
    return StatementRecord('cs', page, mark, when, when, title, 'tagged', f'text {mark}', mark, 100, **values)


class Place(ABC):
    """An empty database."""

    url: str

    @abstractmethod
    def ask(self, question: str) -> list[tuple[Any, ...]]:
        """The answer to one statement."""

    @abstractmethod
    def run(self, script: str) -> None:
        """Do all statements of a script."""

    @abstractmethod
    def tables(self) -> dict[str, str]:
        """Each table and how it was made."""

    def sound(self) -> bool:
        """Whether the tables are those of one version, as far as one can rely on that, and the database is whole."""
        return True

    def version(self) -> list[tuple[Any, ...]]:
        """What the store says of its own version."""
        return self.ask('SELECT version FROM onelib_schema')

    def contents(self) -> dict[str, Any]:
        """All that there is."""
        tables = self.tables()
        return {name: (made, sorted(self.ask(f'SELECT * FROM {name}'), key=repr)) for name, made in tables.items()}

    def make_version_1(self, rows: str = ROWS) -> None:
        self.run(VERSION_1 + rows)

    def make_version_2(self, rows: str = ROWS + ROWS_2) -> None:
        self.run(VERSION_2 + rows)


class SqlitePlace(Place):
    def __init__(self, path: Path) -> None:
        self.path = path
        self.url = f'sqlite:///{path}'

    def ask(self, question: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.path)) as connection:
            return connection.execute(question).fetchall()

    def run(self, script: str) -> None:
        with closing(sqlite3.connect(self.path)) as connection:
            connection.executescript(script.replace('EXACT', ''))

    def sound(self) -> bool:
        there = {name.removeprefix('onelib_') for name in self.tables()}
        steps = ({'schema', 'answers'}, {'rejections'}, {'edits', 'cursors', 'listed'}, {'runs'})
        steps += ({'listings', 'statements'}, {'articles', 'members', 'scans', 'summaries', 'topics'})
        steps += ({'event_articles', 'event_lists'},)
        whole = [set(), *(set().union(*steps[:number]) for number in range(1, len(steps) + 1))]
        assert there in whole
        return self.ask('PRAGMA integrity_check') == [('ok',)]

    def tables(self) -> dict[str, str]:
        return dict(self.ask("SELECT name, sql FROM sqlite_master WHERE type = 'table'")) if self.path.exists() else {}


class MariaDbPlace(Place):
    def __init__(self, server: MariaDb) -> None:
        self.server = server
        self.url = server.database()
        self.name = self.url.rpartition('/')[2]

    def ask(self, question: str) -> list[tuple[Any, ...]]:
        return self.server.query(question, database=self.name)

    def run(self, script: str) -> None:
        script = script.replace('EXACT', ' CHARSET=utf8mb4 COLLATE utf8mb4_bin')
        statements = [part for part in script.split(';\n') if part.strip()]
        self.server.query(*(part.removesuffix(';') for part in statements), database=self.name)

    def tables(self) -> dict[str, str]:
        return {name: self.ask(f'SHOW CREATE TABLE {name}')[0][1] for (name,) in self.ask('SHOW TABLES')}


@contextmanager
def on_engines(event: str, listener: Callable[..., object]) -> Iterator[None]:
    """Within this, SQLAlchemy calls the listener at this event of every database."""
    sa.event.listen(sa.Engine, event, listener)
    try:
        yield
    finally:
        sa.event.remove(sa.Engine, event, listener)


@pytest.fixture(params=['sqlite', 'mariadb'])
def places(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """As many empty databases as a test wants, of each kind in turn."""
    if request.param == 'mariadb':
        server: MariaDb = request.getfixturevalue('mariadb')
        return (MariaDbPlace(server) for _ in itertools.count())
    return (SqlitePlace(tmp_path / f'store{number}.sqlite') for number in itertools.count())


@pytest.fixture
def place(places: Iterator[Place]) -> Place:
    """An empty database, of each kind in turn."""
    return next(places)

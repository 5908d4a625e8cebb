"""Runs whose store is on a database server: it may be killed and started again, two jobs may share it.

Some moments of a killing are random. They hang on the time, and are a little different each time.
"""

from __future__ import annotations

import random
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from onelib.store.upkeep import Upkeep
from tests.jobs.test_tally_running import BASE, Running, running
from tests.sandbox import bot
from tests.sandbox.mariadb import MariaDb
from tests.sandbox.pages import edit
from tests.stores import MariaDbPlace

__all__ = ['running']

# What hangs on when a run was, and not on what it found.
MOMENTS = ('asked', 'rejected', 'checked', 'first', 'last', 'ended', 'moment')
WORKLIST = 'Wikipedie:1Lib1Ref/Sdílený'


@dataclass(frozen=True)
class Stored:
    """A farm whose bot has its store on a server."""

    running: Running
    place: MariaDbPlace
    timeout: float = 60
    more: Mapping[str, str] = field(default_factory=dict)

    def environment(self) -> dict[str, str]:
        return (
            self.running.faults.environment() | {'ONELIB_STORE': f'{self.place.url}?timeout={self.timeout}'} | self.more
        )

    def rows(self) -> Mapping[str, list[str]]:
        """What is remembered, but for moments and for the runs themselves."""
        # Some answers have the moment in them.
        left_out = (*MOMENTS, 'answer')
        tables = [name for name in self.place.tables() if name != 'onelib_runs']
        columns = {name: [column[0] for column in self.place.ask(f'SHOW COLUMNS FROM {name}')] for name in tables}
        wanted = {name: ', '.join(f'`{each}`' for each in sorted({*columns[name]} - {*left_out})) for name in tables}
        found = {name: map(repr, self.place.ask(f'SELECT {wanted[name]} FROM {name}')) for name in tables}
        # Which edit was the bot's knows only the store of the run that has made it.
        return {name: sorted(row for row in rows if 'own edit on ' not in row) for name, rows in found.items()}


@contextmanager
def troubled(server: MariaDb, chance: random.Random) -> Iterator[list[int]]:
    """Meanwhile the server is killed and started again, over and over."""
    over = threading.Event()
    kills: list[int] = []

    def trouble() -> None:
        while not over.wait(chance.uniform(0.1, 0.7)):
            server.kill()
            kills.append(1)
            over.wait(chance.uniform(0, 0.3))
            server.resume()

    thread = threading.Thread(target=trouble)
    thread.start()
    try:
        yield kills
    finally:
        over.set()
        thread.join()


def both_at_once(stored: Stored) -> list[subprocess.CompletedProcess[str]]:
    runs = [bot.start(stored, '-wiki:cs', script=script) for script in ('worklist', 'tally')]
    said = [run.communicate() for run in runs]
    return [
        subprocess.CompletedProcess(run.args, run.returncode, *texts) for run, texts in zip(runs, said, strict=True)
    ]


@pytest.fixture(scope='module')
def world(running: Running) -> Running:
    """Enough edits for several parts, and a list that belongs to the campaign."""
    for number in range(6):
        edit(running.farm, 'cs', f'Kniha {number}', BASE)
        running.write('cs', f'Kniha {number}', BASE.replace('1574.', f'1574.<ref>Kronika {number}</ref>'))
    block = '{{1Lib1Ref worklist|campaign=now|limit=20}}\n{{1Lib1Ref worklist end}}'
    edit(running.farm, 'cs', WORKLIST, block)
    return running


def test_a_server_that_is_killed_again_and_again_loses_nothing(world: Running, mariadb: MariaDb) -> None:
    calm, wild = (Stored(world, MariaDbPlace(mariadb)) for _ in range(2))
    for result in both_at_once(calm):
        assert result.returncode == 0, result.stderr
    with troubled(mariadb, random.Random(7)) as kills:
        for result in both_at_once(wild):
            assert result.returncode == 0, result.stderr
            assert mariadb.password not in result.stdout + result.stderr
    assert len(kills) > 2
    rows = calm.rows()
    assert wild.rows() == rows
    assert len(rows['onelib_edits']) >= 6
    assert all(rows[f'onelib_{name}'] for name in ('statements', 'listings', 'answers', 'cursors'))


def test_a_server_that_stays_down_ends_the_run_and_the_next_one_goes_on(world: Running, mariadb: MariaDb) -> None:
    stored = Stored(world, MariaDbPlace(mariadb), timeout=0.5)
    assert bot.run(stored, script='tally').returncode == 0
    before = stored.rows()
    mariadb.kill()
    try:
        for script in ('tally', 'store'):
            result = bot.run(stored, script=script)
            assert result.returncode == 1
            assert 'is its server up' in result.stderr and 'Traceback' not in result.stderr
            assert mariadb.password not in result.stdout + result.stderr
    finally:
        mariadb.resume()
    assert stored.rows() == before
    assert bot.run(stored, script='tally').returncode == 0
    assert stored.rows()['onelib_edits'] == before['onelib_edits']


def test_a_simulation_changes_nothing_on_a_server(world: Running, mariadb: MariaDb) -> None:
    stored = Stored(world, MariaDbPlace(mariadb))
    for _ in range(2):
        before = stored.place.contents()
        for script in ('tally', 'worklist'):
            result = bot.run(stored, '-simulate', '-wiki:cs', script=script)
            assert result.returncode == 0, result.stderr
        assert stored.place.contents() == before
        # Once without its tables, once with them.
        Upkeep(stored.place.url)


def test_the_operator_looks_moves_and_prunes(world: Running, mariadb: MariaDb, tmp_path: Path) -> None:
    stored = Stored(world, MariaDbPlace(mariadb))
    other = MariaDbPlace(mariadb)
    moved = tmp_path / 'moved.sqlite'
    file = f'sqlite:///{moved}'
    assert bot.run(stored, '-wiki:cs', f'-page:{WORKLIST}').returncode == 0
    said = bot.run(stored, script='store')
    listed = len(stored.rows()['onelib_listed'])
    assert f'{listed} listed' in said.stdout + said.stderr
    before = stored.place.contents()
    result = bot.run(stored, f'-move:{file}', '-simulate', script='store')
    assert result.returncode == 0 and 'would be copied' in result.stdout + result.stderr
    assert not moved.exists()
    # Never through an argument, which everybody on the machine sees.
    refused = bot.run(stored, f'-move:{other.url}', script='store')
    assert refused.returncode == 1 and 'TOOL_TOOLSDB_PASSWORD' in refused.stderr
    assert mariadb.password not in refused.stdout + refused.stderr
    server = sa.make_url(other.url)
    given = {'TOOL_TOOLSDB_USER': str(server.username), 'TOOL_TOOLSDB_PASSWORD': str(server.password)}
    place = sa.URL.create(server.drivername, host=server.host, port=server.port, database=server.database)
    bare = place.render_as_string()
    for address in (file, bare):
        result = bot.run(replace(stored, more=given), f'-move:{address}', script='store')
        assert result.returncode == 0, result.stderr
        assert 'store = "' in result.stdout + result.stderr
        assert mariadb.password not in result.stdout + result.stderr
    assert bot.run(stored, f'-move:{file}', script='store').returncode == 1
    assert stored.place.contents() == before
    for script in (('-prune', '-campaign:now', '-simulate'), ('-prune', '-campaign:now')):
        result = bot.run(stored, *script, script='store')
        assert result.returncode == 0 and f'{listed} listed' in result.stdout + result.stderr
    assert not stored.rows()['onelib_listed']
    assert len(Stored(world, other).rows()['onelib_listed']) == listed
    assert Upkeep(file).contents().tables['listed'].rows == listed
    for wrong in (('-prune', '-move:x'), ('-campaign:now',)):
        assert bot.run(stored, *wrong, script='store').returncode == 1

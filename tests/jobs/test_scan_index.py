"""`pwb scan_dump -index`: the rows in the store, however many read the parts and however often they are killed."""

from __future__ import annotations

import bz2
import datetime
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from onelib import wikis
from onelib.jobs import scan_dump
from onelib.store.index import Index
from onelib.wikitext import statements
from onelib.wikitext.index_row import IndexRow, index_row
from tests import fuzz
from tests.bench import SCRIPTS, write_dump
from tests.jobs.test_scan_parts import children, dump, is_alive, text, until

__all__ = ['dump']

Rows = list[tuple[object, ...]]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with nothing but the store."""
    monkeypatch.setenv('ONELIB_STORE', f'sqlite:///{tmp_path}/onelib.sqlite')
    monkeypatch.setattr('pywikibot.config.base_dir', str(tmp_path))
    (tmp_path / 'user-config.py').touch(mode=0o600)
    return tmp_path


def rows(home: Path) -> Rows:
    """All that is there of the current index, but for the number of the scan."""
    with sqlite3.connect(home / 'onelib.sqlite') as connection:
        [(number,)] = connection.execute("SELECT number FROM onelib_scans WHERE state = 'current'")
        found: Rows = []
        for table in ('articles', 'topics', 'members'):
            columns = [name for _, name, *_ in connection.execute(f'PRAGMA table_info(onelib_{table})')]
            named = ', '.join(f'"{name}"' for name in columns if name != 'scan')
            question = f'SELECT {named} FROM onelib_{table} WHERE scan = ? ORDER BY 1, 2'
            found += [(table, *row) for row in connection.execute(question, [number])]
        return found


def scans(home: Path) -> int:
    """How many scans there are rows of."""
    with sqlite3.connect(home / 'onelib.sqlite') as connection:
        return len(connection.execute('SELECT DISTINCT scan FROM onelib_articles').fetchall())


def index(dump: Path, *more: str, wiki: str = 'cs') -> int:
    return scan_dump.main([f'-wiki:{wiki}', f'-xml:{dump}', '-index', *more])


def begun(home: Path, dump: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, str(SCRIPTS / 'scan_dump.py'), '-wiki:cs', f'-xml:{dump}', '-index', '-workers:2']
    kept = {name: value for name, value in os.environ.items() if not name.startswith('PYWIKIBOT')}
    environment = kept | {'PYTHONPATH': str(SCRIPTS), 'PYWIKIBOT_DIR': str(home)}
    return subprocess.Popen(command, env=environment, stderr=subprocess.PIPE)


def test_each_article_has_its_row(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cs = wikis.load('cs')
    texts = [text(1) + '[[Kategorie:Knihy]]', 'Nic.', f'{text(2)}<ref>Kniha, s. 1</ref>[[Kategorie:Knihy|x]]']
    dump = write_dump(home / 'cswiki-20261001-pages-articles.xml', ((f'Č{n}', one) for n, one in enumerate(texts)))
    assert index(dump) == 0
    said = capsys.readouterr().err
    assert '3 articles of 3 pages' in said and 'the index of cs is that of 2026-10-01 now' in said
    store = Index(f'sqlite:///{home}/onelib.sqlite')
    [summary] = store.current('cs').values()
    assert summary.dump == datetime.date(2026, 10, 1) and summary.whole and summary.figures.articles == 3
    with sqlite3.connect(home / 'onelib.sqlite') as connection:
        names = 'page_id', 'tagged', 'uncited', 'references', 'prose'
        found = connection.execute(
            'SELECT page_id, tagged, uncited, "references", prose FROM onelib_articles'
        ).fetchall()
    expected: list[tuple[int, IndexRow]] = [
        (number, index_row(one, cs, statements.find(one, cs))) for number, one in enumerate(texts, 1)
    ]
    assert sorted(found) == [(number, *(getattr(row, name) for name in names[1:])) for number, row in expected]
    topic = store.topic('cs', 'Knihy')
    assert topic and topic.figures.articles == 2
    assert not list(home.glob('*.parts'))


def test_statements_beside_the_index_are_those_without_it(home: Path, dump: Path) -> None:
    for kinds in ('tagged', 'uncited,article'):
        assert index(dump, f'-output:{home}/with', f'-kinds:{kinds}') == 0
        assert scan_dump.main(['-wiki:cs', f'-xml:{dump}', f'-output:{home}/without', f'-kinds:{kinds}']) == 0
        assert (home / 'with').read_bytes() == (home / 'without').read_bytes()


def test_the_rows_are_the_same_however_many_read_and_whoever_is_killed(home: Path, dump: Path) -> None:
    """The processes, and now and then the scan itself; it goes on with what is there."""
    assert index(dump, '-workers:1') == 0
    expected = rows(home)
    assert len(expected) == 360 and index(dump, '-workers:2') == 0 and rows(home) == expected
    rng, workers, mains = random.Random(fuzz.seed(5)), 0, 0
    done, wanted = False, fuzz.examples(4)
    while not done or workers < wanted:
        with begun(home, dump) as scan:
            while scan.poll() is None:
                time.sleep(rng.uniform(0, 0.2))
                victims = [pid for pid in children(scan.pid) if is_alive(pid)]
                if workers < wanted and victims:
                    os.kill(rng.choice(victims), signal.SIGKILL)
                    workers += 1
                elif mains < 2 and list(home.glob('*.parts/*.found')):
                    scan.kill()
                    mains += 1
            done = scan.wait() == 0
            assert done or scan.returncode == -signal.SIGKILL, scan.stderr and scan.stderr.read()
    assert mains == 2 and rows(home) == expected
    # Nothing is left of the scans that were killed, nor of those before.
    assert scans(home) == 1 and not list(home.glob('*.parts'))


def test_a_dump_that_is_not_whole_takes_no_index_away(
    home: Path, dump: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = home / 'dump'
    folder.mkdir()
    for file in dump.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    third = sorted(folder.glob('*.bz2'))[2]
    packed = third.read_bytes()
    third.write_bytes(packed[: len(packed) // 2])
    # Where there is none, what can be read is better than nothing.
    assert index(folder) == 1
    said = capsys.readouterr().err
    assert 'ends too early' in said and 'the index of cs is that of 2026-10-01 now, without what could not' in said
    [summary] = Index(f'sqlite:///{home}/onelib.sqlite').current('cs').values()
    assert not summary.whole
    assert index(dump) == 0
    expected = rows(home)
    for problem in ('ends too early', 'there is no _SUCCESS'):
        capsys.readouterr()
        assert index(folder) == 1
        said = capsys.readouterr().err
        assert problem in said and 'the index of cs stays as it was: it is of a dump that was whole' in said
        assert rows(home) == expected and scans(home) == 1
        third.write_bytes(packed)
        (folder / '_SUCCESS').unlink(missing_ok=True)


def test_a_dump_of_another_wiki_makes_no_index(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    dump = write_dump(home / 'dump.xml', [('A', text(1))])
    dump.write_text(dump.read_text().replace('<page>', '<siteinfo><dbname>plwiki</dbname></siteinfo><page>', 1))
    assert index(dump) == 1
    said = capsys.readouterr().err
    assert 'it is of plwiki, and -wiki:cs is cswiki: the index of cs stays as it was' in said
    assert not Index(f'sqlite:///{home}/onelib.sqlite').current()
    assert index(dump, wiki='pl') == 0


def test_ctrl_c_and_then_the_rest(home: Path, dump: Path) -> None:
    with begun(home, dump) as scan:
        assert until(lambda: list(home.glob('*.parts/*.found')))
        scan.send_signal(signal.SIGINT)
        assert scan.wait() == 1
    assert not Index(f'sqlite:///{home}/onelib.sqlite').current()
    assert index(dump) == 0 and len(rows(home)) == 360 and scans(home) == 1


def test_a_dump_through_a_pipe(home: Path) -> None:
    pipe = home / 'pipe'
    os.mkfifo(pipe)
    plain = write_dump(home / 'plain', [('A', text(1))]).read_bytes()
    with subprocess.Popen(['sh', '-c', f'cat > {pipe}'], stdin=subprocess.PIPE) as feed:
        assert feed.stdin
        feed.stdin.write(bz2.compress(plain))
        feed.stdin.close()
        assert index(pipe) == 0
    assert len(rows(home)) == 1


def test_a_store_that_cannot_be_opened(
    home: Path, dump: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv('ONELIB_STORE', 'sqlite:////nowhere/onelib.sqlite')
    assert index(dump) == 1
    said = capsys.readouterr().err
    assert '-index: ' in said and '/nowhere/onelib.sqlite' in said and 'Traceback' not in said
    (home / 'onelib.toml').write_text('wikis = 7')
    assert index(dump) == 1
    assert '-index: ' in capsys.readouterr().err

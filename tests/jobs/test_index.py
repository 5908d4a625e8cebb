"""`pwb index`: of each wiki the newest whole dump of a mirror is scanned, once, and nothing else."""

from __future__ import annotations

import bz2
import datetime
import re
from pathlib import Path

import pytest

from onelib.jobs import index
from onelib.jobs.scan_processes import cores
from onelib.operations.arguments import ArgumentError, Arguments
from onelib.outcomes.results import Outcome, Result
from onelib.settings import read
from onelib.store import Store
from onelib.store.index import Index
from tests.bench import write_dump
from tests.jobs.test_scan_parts import text

NOW = datetime.datetime(2026, 11, 5, tzinfo=datetime.UTC)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with settings, and the dumps of a mirror."""
    monkeypatch.setattr('pywikibot.config.base_dir', str(tmp_path))
    (tmp_path / 'onelib.toml').write_text('wikis = ["cs", "pl", "sk"]\n')
    (tmp_path / 'dumps').mkdir()
    return tmp_path


def publish(home: Path, wiki: str, day: str, articles: int = 3, *, whole: bool = True) -> Path:
    folder = home / 'dumps' / wiki / day / 'xml' / 'bzip2'
    folder.mkdir(parents=True, exist_ok=True)
    plain = write_dump(home / 'plain', ((f'A {number}', text(number)) for number in range(articles)))
    (folder / f'{wiki}-{day}-p1p{articles}.xml.bz2').write_bytes(bz2.compress(plain.read_bytes()))
    if whole:
        (folder / '_SUCCESS').touch()
    return folder


def run(home: Path, *, writable: bool = True, **options: str) -> dict[str, Result]:
    store = Store(f'sqlite:///{home}/onelib.sqlite', writable=writable)
    arguments = Arguments((), (), {'dumps': str(home / 'dumps')} | options)
    return {result.wiki: result for result in index.work(read(home / 'onelib.toml'), store, NOW, arguments)}


def outcomes(found: dict[str, Result]) -> dict[str, Outcome]:
    assert not any(result.needs_operator for result in found.values())
    return {code: result.outcome for code, result in found.items()}


def indexed(home: Path) -> dict[str, tuple[str, int]]:
    current = Index(f'sqlite:///{home}/onelib.sqlite').current()
    return {code: (str(summary.dump), summary.figures.articles) for code, summary in current.items()}


def test_each_dump_is_scanned_once_when_it_is_whole(home: Path) -> None:
    publish(home, 'cswiki', '2026-10-01')
    publish(home, 'cswiki', '2026-11-01', 5, whole=False)
    publish(home, 'plwiki', '2026-11-01', 4, whole=False)
    publish(home, 'skwiki', '2026-09-01', 1)
    publish(home, 'skwiki', '2026-10-01', 2)
    (home / 'dumps' / 'skwiki' / 'latest').mkdir()
    assert outcomes(run(home)) == {'cs': Outcome.WRITTEN, 'pl': Outcome.UNCHANGED, 'sk': Outcome.WRITTEN}
    assert indexed(home) == {'cs': ('2026-10-01', 3), 'sk': ('2026-10-01', 2)}
    assert set(outcomes(run(home)).values()) == {Outcome.UNCHANGED}
    (home / 'dumps' / 'cswiki' / '2026-11-01' / 'xml' / 'bzip2' / '_SUCCESS').touch()
    assert outcomes(run(home, writable=False)) == {
        'cs': Outcome.SIMULATED,
        'pl': Outcome.UNCHANGED,
        'sk': Outcome.UNCHANGED,
    }
    assert outcomes(run(home, shard='2/2')) == {'pl': Outcome.UNCHANGED}
    assert outcomes(run(home, shard='1/2')) == {'cs': Outcome.WRITTEN, 'sk': Outcome.UNCHANGED}
    assert indexed(home)['cs'] == ('2026-11-01', 5)
    assert not list(home.glob('*.parts'))


def test_a_damaged_dump_is_named_every_time_and_read_once(home: Path, capfd: pytest.CaptureFixture[str]) -> None:
    folder = publish(home, 'skwiki', '2026-10-01')
    assert outcomes(run(home, shard='3/3')) == {'sk': Outcome.WRITTEN}
    folder = publish(home, 'skwiki', '2026-11-01', 9)
    file = folder / 'skwiki-2026-11-01-p10p19.xml.bz2'
    file.write_bytes(bz2.compress(b'<mediawiki>')[:-9])
    found = run(home, shard='3/3')
    assert outcomes(found) == {'sk': Outcome.DEFERRED}
    assert 'stays as it was: it is of a dump that was whole' in str(found['sk'].reasons[-1])
    assert indexed(home) == {'sk': ('2026-10-01', 3)}
    file.write_bytes(b'')
    found = run(home, shard='3/3')
    assert outcomes(found) == {'sk': Outcome.DEFERRED}
    assert str(found['sk'].reasons[-1]) == f'a part of {folder} could not be read'


def test_folders_that_are_not_there(home: Path) -> None:
    publish(home, 'cswiki', '2026-10-01')
    found = run(home)
    assert outcomes(found) == {'cs': Outcome.WRITTEN, 'pl': Outcome.DEFERRED, 'sk': Outcome.DEFERRED}
    assert re.search('dumps/plwiki: No such file', str(found['pl'].reasons[0]))
    (home / 'dumps').rename(home / 'away')
    assert outcomes(run(home)) == {'dumps': Outcome.DEFERRED}
    with pytest.raises(ArgumentError, match='-dumps:FOLDER is missing'):
        run(home, dumps='')


def test_a_container_gets_a_share_of_the_cores(tmp_path: Path) -> None:
    limit = tmp_path / 'cpu.max'
    everything = cores(limit)
    for quota, expected in (
        ('max', everything),
        ('50000', 1),
        ('100000', 1),
        ('9900000', everything),
    ):
        limit.write_text(f'{quota} 100000\n')
        assert cores(limit) == expected

"""A scan by a cluster of Dask: its lines are those of one process, also if workers are killed."""

from __future__ import annotations

import copy
import os
import random
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from distributed import LocalCluster

from onelib import __version__
from onelib.jobs import scan_cluster, scan_dump
from tests.jobs.test_scan_index import home, index, rows, scans
from tests.jobs.test_scan_parts import dump, whole

__all__ = ['dump', 'home', 'whole']


@pytest.fixture(scope='module')
def cluster() -> Iterator[LocalCluster]:
    environment = dict(os.environ)
    try:
        with LocalCluster(
            n_workers=2, threads_per_worker=1, host='127.0.0.1', dashboard_address='127.0.0.1:0', silence_logs=50
        ) as cluster:
            yield cluster
    finally:
        # Dask gives its workers a hash seed by way of the environment of whoever starts them, and leaves it there.
        os.environ.clear()
        os.environ.update(environment)


def scan(dump: Path, output: Path, address: str, *more: str) -> int:
    return scan_dump.main(['-wiki:cs', f'-xml:{dump}', f'-output:{output}', f'-scheduler:{address}', *more])


def pids(cluster: LocalCluster) -> list[int]:
    return [nanny.pid for nanny in cluster.workers.values() if nanny.pid]


def test_the_same_lines_also_if_workers_are_killed(
    cluster: LocalCluster, dump: Path, whole: bytes, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / 'out.jsonl'
    assert scan(dump, output, cluster.scheduler_address) == 0
    assert output.read_bytes() == whole
    said = capfd.readouterr().err
    assert f'{cluster.scheduler_address}: 2 workers; see http://127.0.0.1:' in said
    rng, killed = random.Random(3), []

    def kill() -> None:
        for _ in range(2):
            time.sleep(rng.uniform(0.1, 0.4))
            killed.append(rng.choice(pids(cluster)))
            os.kill(killed[-1], signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    assert scan(dump, output, cluster.scheduler_address) == 0
    killer.join()
    assert len(killed) == 2 and output.read_bytes() == whole
    assert not Path(f'{output}.parts').exists()


def test_the_rows_of_an_index_are_those_of_processes(cluster: LocalCluster, home: Path, dump: Path) -> None:
    assert index(dump, '-workers:2') == 0
    expected = rows(home)
    killer = threading.Timer(0.3, lambda: os.kill(pids(cluster)[0], signal.SIGKILL))
    killer.start()
    assert index(dump, f'-scheduler:{cluster.scheduler_address}') == 0
    killer.join()
    assert rows(home) == expected and len(expected) == 360 and scans(home) == 1


def test_a_worker_that_cannot_see_a_file_says_which(
    cluster: LocalCluster, dump: Path, whole: bytes, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / 'out.jsonl'
    assert scan(dump, output, cluster.scheduler_address, f'-xml:{tmp_path}/none.xml') == 1
    said = capfd.readouterr().err
    assert f'-xml: {tmp_path}/none.xml cannot be read by the worker tcp://127.0.0.1:' in said
    assert output.read_bytes() == whole


def test_a_relative_name_is_that_of_this_process(
    cluster: LocalCluster, dump: Path, whole: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(dump)
    output = tmp_path / 'out.jsonl'
    assert scan(Path(), output, cluster.scheduler_address) == 0
    assert output.read_bytes() == whole


def test_workers_of_another_version_are_not_asked(
    cluster: LocalCluster,
    dump: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(scan_cluster, '__version__', '9.9')
    assert scan(dump, tmp_path / 'out.jsonl', cluster.scheduler_address) == 1
    assert f' has onelib {__version__}, and here it is 9.9' in capfd.readouterr().err


def test_versions_of_dask_are_compared(cluster: LocalCluster) -> None:
    with cluster.get_client() as client:
        versions = client.get_versions()
    assert scan_cluster.difference(versions) == ''
    other = copy.deepcopy(versions)
    other['scheduler']['packages']['distributed'] = '2020.1.0'
    assert scan_cluster.difference(other).startswith('the scheduler has distributed 2020.1.0, and here it is 20')
    other = copy.deepcopy(versions)
    worker = next(iter(other['workers']))
    other['workers'][worker]['host']['python'] = '3.9.1.final.0'
    assert scan_cluster.difference(other).startswith(f'{worker} has Python 3.9.1, and here it is 3.')


def test_a_cluster_without_workers_is_named(
    dump: Path, whole: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """The scan waits, and goes on when one comes."""
    monkeypatch.setattr(scan_cluster, '_ALONE', 0.5)
    with LocalCluster(n_workers=0, threads_per_worker=1, host='127.0.0.1', dashboard_address=None) as empty:
        helper = threading.Timer(1.5, lambda: empty.scale(1))
        helper.start()
        assert scan(dump, tmp_path / 'out.jsonl', empty.scheduler_address) == 0
        helper.join()
        said = capfd.readouterr().err
        assert f'{empty.scheduler_address} has no worker: nothing is read until one comes' in said
    assert (tmp_path / 'out.jsonl').read_bytes() == whole


def test_what_is_no_cluster(
    dump: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / 'out.jsonl'
    monkeypatch.setattr(scan_cluster, '_PATIENCE', '1s')
    for address in ('tcp://127.0.0.1:1', 'nonsense://x', 'tcp://'):
        assert scan(dump, output, address) == 1
        said = capfd.readouterr().err
        assert f'-scheduler: {address} does not answer as a scheduler of Dask: ' in said and 'Traceback' not in said
    assert scan(dump, output, '') == 1
    assert '-scheduler needs an address' in capfd.readouterr().err
    assert scan(dump, output, 'tcp://127.0.0.1:1', '-workers:2') == 1
    assert '-workers and -xml:- do not go with -scheduler' in capfd.readouterr().err
    monkeypatch.setitem(sys.modules, 'distributed', None)
    assert scan(dump, output, 'tcp://127.0.0.1:1') == 1
    assert "Dask, which is not installed here: pip install 'onelib[cluster]'" in capfd.readouterr().err

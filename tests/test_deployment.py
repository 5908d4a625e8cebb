"""What a deployment takes: jobs.yaml and Procfile, pinned packages, versions."""

from __future__ import annotations

import configparser
import importlib.metadata
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jobs_cli.cli import _job_to_arg_parser_args, arg_parser, get_api_payload
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from onelib import __version__

CHECKOUT = Path(__file__).parents[1]
TEXT = (CHECKOUT / 'jobs.yaml').read_text(encoding='utf-8')
JOBS: list[dict[str, Any]] = yaml.safe_load(TEXT)
NAMES = [job['name'] for job in JOBS]

# https://wikitech.wikimedia.org/wiki/Help:Toolforge/Running_jobs; the client takes any beginning of a key for the key.
REQUIRED = {'name', 'command', 'image', 'schedule', 'mount', 'mem', 'timeout', 'retry', 'emails'}
NAME = re.compile(r'[a-z0-9](?:[-a-z0-9]*[a-z0-9])?')
RANGES = ((0, 59), (0, 23), (1, 31), (1, 12))
DAYS = ('sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat')
# The default quota: MiB in all and for a job, jobs at once, cron jobs, of which `load` needs one to try things; cores
# in all and for a job.
MEMORY, MEMORY_OF_ONE, AT_ONCE, CRON_JOBS = 8192, 4096, 15, 49
CORES, CORES_OF_ONE = 8, 3
DAY = 24 * 60


def mebibytes(quantity: str) -> int:
    number, unit = re.fullmatch('([0-9]+)(Mi|Gi)', quantity).groups()  # type: ignore[union-attr]
    return int(number) * {'Mi': 1, 'Gi': 1024}[unit]


def moments(schedule: str) -> list[int]:
    """When a job begins in a week, in minutes since Sunday; only what jobs.yaml uses of cron."""
    minute, hour, _, _, weekday = schedule.split()
    first, _, step = minute.partition('-59/')
    minutes = range(int(first), 60, int(step)) if step else [int(minute)]
    hours = range(24) if hour == '*' else [int(hour)]
    days = range(7) if weekday == '*' else [DAYS.index(weekday)]
    return [day * DAY + hour * 60 + minute for day in days for hour in hours for minute in minutes]


@pytest.mark.parametrize('job', JOBS, ids=NAMES)
def test_toolforge_takes_the_job(job: dict[str, Any]) -> None:
    payload = get_api_payload(arg_parser(['run', *_job_to_arg_parser_args(dict(job))]))
    assert payload['job_type'] == 'scheduled'
    assert (payload['name'], payload['cmd'], payload['schedule']) == (job['name'], job['command'], job['schedule'])
    assert (payload['memory'], payload['timeout'], payload['retry']) == (job['mem'], job['timeout'], job['retry'])
    assert REQUIRED <= job.keys() <= {*REQUIRED, 'cpu'}
    assert payload.get('cpu') == job.get('cpu')
    assert NAME.fullmatch(job['name']) and len(job['name']) <= 52
    assert re.fullmatch(r'tool-([a-z0-9-]+)/tool-\1:[\w.-]+', job['image']) and job['mount'] == 'all'
    assert job['command'].split()[:2] == ['tools/job', job['name']]
    assert (CHECKOUT / 'scripts' / f'{job["command"].split()[2]}.py').exists()
    assert type(job['retry']) is int and 0 <= job['retry'] <= 5
    *numbers, weekday = re.sub(r'^(\d+)-59/10 ', r'\1 ', job['schedule']).split()
    for field, (low, high) in zip(numbers, RANGES, strict=True):
        assert field == '*' or low <= int(field) <= high
    assert weekday in ('*', *DAYS)


@pytest.mark.parametrize('job', JOBS, ids=NAMES)
def test_a_run_ends_before_the_next_begins_and_after_all_retries(job: dict[str, Any], retry_seconds: float) -> None:
    begun = moments(job['schedule'])
    interval = min(later - earlier for earlier, later in zip(begun, [*begun[1:], begun[0] + 7 * DAY], strict=True))
    assert retry_seconds < job['timeout'] < interval * 60


@pytest.fixture(scope='module')
def retry_seconds(tmp_path_factory: pytest.TempPathFactory) -> float:
    """How long pywikibot asks a wiki that does not answer, as user-config.py.sample sets it."""
    tmp_path = tmp_path_factory.mktemp('sample')
    shutil.copy(CHECKOUT / 'user-config.py.sample', tmp_path / 'user-config.py')
    code = (
        'from pywikibot import config as c\n'
        'waits = [min(c.retry_wait * 2 ** n, c.retry_max) for n in range(c.max_retries)]\n'
        'print(sum(waits) + (c.max_retries + 1) * max(c.socket_timeout))\n'
    )
    environment = {name: value for name, value in os.environ.items() if name != 'PYWIKIBOT_NO_USER_CONFIG'}
    done = subprocess.run(
        [sys.executable, '-W', 'error', '-c', code],
        env=environment | {'PYWIKIBOT_DIR': str(tmp_path)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    return float(done.stdout)


def test_a_slip_in_the_name_of_a_script_begins_no_other_one(tmp_path: Path) -> None:
    shutil.copy(CHECKOUT / 'user-config.py.sample', tmp_path / 'user-config.py')
    (tmp_path / 'scripts').symlink_to(CHECKOUT / 'scripts')
    environment = {name: value for name, value in os.environ.items() if name != 'PYWIKIBOT_NO_USER_CONFIG'}
    done = subprocess.run(
        [str(Path(sys.executable).with_name('pwb')), 'workist', '-simulate'],
        env=environment | {'PYWIKIBOT_DIR': str(tmp_path)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    said = done.stdout + done.stderr
    assert 'workist.py not found' in said and 'worklist' not in said


def test_oauth_of_the_sample(tmp_path: Path) -> None:
    text = (CHECKOUT / 'user-config.py.sample').read_text(encoding='utf-8')
    used = re.sub('^# (?=import os|_names|authenticate)', '', text, flags=re.MULTILINE)
    (tmp_path / 'user-config.py').write_text(used, encoding='utf-8')
    names = [f'ONELIB_OAUTH_{name}' for name in ('CONSUMER_KEY', 'CONSUMER_SECRET', 'ACCESS_KEY', 'ACCESS_SECRET')]
    environment = {name: value for name, value in os.environ.items() if name != 'PYWIKIBOT_NO_USER_CONFIG'}
    code = (
        'from pywikibot import config\n'
        'from pywikibot.comms.http import get_authentication as of\n'
        "print(of('https://cs.wikipedia.org/w/api.php') == of('https://meta.wikimedia.org/w/api.php'))\n"
        "print(*of('https://cs.wikipedia.org/w/api.php'), of('https://example.org/'))\n"
    )
    done = subprocess.run(
        [sys.executable, '-W', 'error', '-c', code],
        env=environment | {name: name.lower() for name in names} | {'PYWIKIBOT_DIR': str(tmp_path)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ['True', *(name.lower() for name in names), 'None']


def test_all_jobs_together_fit_into_the_default_quota() -> None:
    """Whatever may be at work at the same moment of a week, each for as long as it may be."""
    assert len(NAMES) == len(set(NAMES)) <= min(CRON_JOBS, AT_ONCE)
    assert all(mebibytes(job['mem']) <= MEMORY_OF_ONE and float(job.get('cpu', 0.5)) <= CORES_OF_ONE for job in JOBS)
    begins = sorted({moment for job in JOBS for moment in moments(job['schedule'])})
    for now in begins:
        at_work = [
            job
            for job in JOBS
            if any(0 <= (now - one) % (7 * DAY) < job['timeout'] / 60 for one in moments(job['schedule']))
        ]
        assert sum(mebibytes(job['mem']) for job in at_work) <= MEMORY
        assert sum(float(job.get('cpu', 0.5)) for job in at_work) <= CORES


def test_no_two_begin_at_the_same_minute_and_meta_comes_last() -> None:
    begins = Counter(moment % 60 for job in JOBS for moment in set(moments(job['schedule'])))
    assert sum(count > 0 for count in begins.values()) >= len(JOBS) - 1
    busy = Counter(moment for job in JOBS for moment in moments(job['schedule']))
    assert max(busy.values()) == 1
    named = {job['name']: job for job in JOBS}
    [meta] = moments(named['worklist-meta']['schedule'])[:1]
    for name, job in named.items():
        if 'worklist -shard' in job['command']:
            assert moments(job['schedule'])[0] + job['timeout'] / 60 <= meta, name


def test_the_shards_are_the_parts_of_one_whole() -> None:
    parts: dict[str, list[str]] = {}
    for job in JOBS:
        if match := re.search(r'-shard:(\S+)', job['command']):
            parts.setdefault(job['command'].split()[2], []).append(match[1])
    assert parts.keys() == {'worklist', 'index'}
    for found in parts.values():
        assert found == [f'{number}/{len(found)}' for number in range(1, len(found) + 1)]


def test_procfile_has_the_same_commands() -> None:
    lines = (CHECKOUT / 'Procfile').read_text(encoding='utf-8').splitlines()
    assert lines == [f'{job["name"]}: {job["command"]}' for job in JOBS]


def needed(package: str, extras: Collection[str] = ()) -> Iterator[Requirement]:
    """What an installed package needs here, and what that needs."""
    for requirement in map(Requirement, importlib.metadata.requires(package) or ()):
        if not requirement.marker or any(requirement.marker.evaluate({'extra': extra}) for extra in ('', *extras)):
            yield requirement
            yield from needed(requirement.name, requirement.extras)


def test_the_pins_are_complete_and_fit_setup_cfg() -> None:
    text = (CHECKOUT / 'requirements.txt').read_text(encoding='utf-8')
    # Where the packages came from is nobody's business, and may be out of reach elsewhere.
    assert '://' not in text
    # An option, like --index-url, is no requirement and would raise.
    pins = [Requirement(line) for line in re.sub('#.*', '', text).splitlines() if line.strip()]
    assert all([specifier.operator for specifier in pin.specifier] == ['=='] for pin in pins)
    versions = {
        canonicalize_name(pin.name): str(pin.specifier).removeprefix('==')
        for pin in pins
        if not pin.marker or pin.marker.evaluate()
    }
    wanted = list(needed('onelib', {'mariadb', 'oauth'}))
    assert versions.keys() == {canonicalize_name(requirement.name) for requirement in wanted}
    for requirement in wanted:
        assert requirement.specifier.contains(versions[canonicalize_name(requirement.name)]), requirement


def test_licences() -> None:
    # GPL-3.0 or later, and for development only.
    for package, code in (('pywikibot', 0), ('toolforge-jobs-cli', 1)):
        command = [sys.executable, '-m', 'piplicenses', '--packages', package]
        done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)
        assert (done.returncode, 'not in allow-only licenses' in done.stderr) == (code, bool(code))


def test_an_audit_that_looked_at_nothing_says_so(tmp_path: Path) -> None:
    skipped = 'Name Skip Reason\nrequests Dependency not found on PyPI and could not be audited: requests (1)\n'
    found = 'Found 1 known vulnerability in 1 package\nName Version ID Fix Versions\nurllib3 1 PYSEC-1 2\n'
    good = 'No known vulnerabilities found\n'
    for output, code, said in (
        (good, 0, 'Audited: no known vulnerabilities'),
        (good + skipped, 0, 'NOT AUDITED: 1 packages'),
        (found, 2, 'urllib3 1 PYSEC-1 2'),
        (found + skipped, 2, 'urllib3 1 PYSEC-1 2'),
        ('Traceback …\nConnectionError: no network\n', 0, 'NOT AUDITED: pip-audit could not ask: ConnectionError'),
        ('', 0, 'NOT AUDITED'),
    ):
        python = tmp_path / 'python'
        python.write_text(f'#!/bin/sh\ncat <<"END"\n{output}END\n', encoding='utf-8')
        python.chmod(0o755)
        command = ['make', '--old-file=install', 'audit', f'PYTHON={python}']
        done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)
        assert (done.returncode, said in done.stderr) == (code, True), done.stderr
        assert 'Audited' not in done.stderr or output == good


def test_python_of_the_image_is_one_that_setup_cfg_names() -> None:
    [version] = (CHECKOUT / '.python-version').read_text().split()
    assert f'Programming Language :: Python :: {version}' in (CHECKOUT / 'setup.cfg').read_text()


def test_the_version_is_the_newest_of_the_changelog() -> None:
    config = configparser.ConfigParser()
    config.read(CHECKOUT / 'setup.cfg', encoding='utf-8')
    text = (CHECKOUT / 'CHANGELOG.md').read_text(encoding='utf-8')
    versions = re.findall(r'^## \[([\d.]+)\] - (\d{4}-\d\d-\d\d)$', text, re.MULTILINE)
    assert config['metadata']['version'] == versions[0][0] == __version__
    # The newest first, and none without a date.
    assert versions == sorted(versions, key=lambda one: [int(part) for part in one[0].split('.')], reverse=True)
    assert [day for _, day in versions] == sorted((day for _, day in versions), reverse=True)
    assert len(re.findall('^## ', text, re.MULTILINE)) == len(versions) + text.count('## [Unreleased]')

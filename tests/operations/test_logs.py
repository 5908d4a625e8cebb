"""The log of a run: an id on every line, the ids of the requests that matter, one line a decision, no secret."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.operations.test_secrecy_of_runs import Wiki
from tests.sandbox import bot, rejections
from tests.sandbox.farm import Farm
from tests.sandbox.pages import END, START, edit, edits, text_of

TITLE = 'Wikipedie:Zapsáno'
FORGED = 'Zapsáno\u202e\nERROR: cs: forged'
START_LINE = re.compile(r'^run ([0-9a-f]{8}) of worklist, onelib \d', re.MULTILINE)
SUMMARY = re.compile(
    r'^run (\w{8}) of worklist: wikis (\d+), pages (\d+), edits (\d+), requests (\d+), ([\d.]+) s, memory (\d+) MiB',
    re.MULTILINE,
)
OURS = re.compile(r'DEBUG +\[(\w+)\] (.*)$', re.MULTILINE)


@pytest.fixture
def page(farm: Farm) -> Iterator[str]:
    edit(farm, 'cs', TITLE, f'{START}|limit=1}}}}\nstarý\n{END}\n{START}|category={FORGED}}}}}\n{END}')
    # Within the hour a run looks only at what has changed.
    (farm.bot_dir / 'onelib.sqlite').unlink(missing_ok=True)
    farm.reset_requests()
    yield TITLE
    edit(farm, 'cs', TITLE, 'nic')


def run(farm: Farm, name: str, *arguments: str) -> tuple[str, str]:
    """What it said, and its log."""
    log = farm.bot_dir / 'logs' / name
    log.unlink(missing_ok=True)
    result = bot.run(farm, '-wiki:cs', f'-page:{TITLE}', f'-log:{name}', *arguments)
    return result.stdout + result.stderr, log.read_text(encoding='utf-8')


@pytest.mark.parametrize('debug', ['-debug', '-debug:bot'])
def test_one_run_in_the_log(farm: Farm, page: str, debug: str) -> None:
    said, log = run(farm, f'log{debug.replace(":", "")}.log', debug)
    [identity] = START_LINE.findall(said)
    [summary] = SUMMARY.findall(said)
    assert summary[:4] == (identity, '1', '1', '1') and edits(farm) == 1
    asked = [request for request in farm.requests() if 'sandbox' not in str(request['agent']).split('/')[0]]
    # Those of the login come before the run says its name.
    assert 0 < len(asked) - int(summary[4]) < 4 or len(asked) == int(summary[4])
    assert 20 < int(summary[6]) < 500
    ours = OURS.findall(log)
    assert {found for found, _ in ours} == {identity}
    lines = [line for _, line in ours]
    assert all(line in log for line in (identity, said.splitlines()[0]))
    # With -debug:bot, too, each line is there once.
    assert sum(f'cs: {TITLE}: saved' in line for line in lines) == 1
    revision = farm.api('cs', titles=TITLE, prop='revisions', rvprop='ids')['query']['pages'][0]['revisions'][0][
        'revid'
    ]
    [request] = re.findall(rf'saved  cs: {TITLE} \(revision {revision}, request (\w+)\)', said)
    assert sum('answered 200 OK' in line and line.endswith(f'request {request}') for line in lines) == 1
    assert f'cs: {TITLE}: block 1 (limit=1) gets new content, 1 rows' in lines
    assert any(line.startswith('asks sandbox:cs: ') and 'rvprop=ids|content' in line for line in lines)
    assert any('limit=1' in line and 'not listed' in line for line in lines)
    # A setting with the end of a line and a mark that turns text around stays what it is.
    [forged] = [line for line in lines if f'{TITLE}: block 2 ' in line]
    assert 'U+202E' in forged and 'ERROR: cs: forged' in forged
    assert '\u202e' not in ''.join(lines) and not re.search(r'^ERROR: cs: forged', log, re.MULTILINE)


def test_what_fails_has_the_id_of_its_request(farm: Farm, page: str) -> None:
    """And without -debug there is no line for each decision."""
    with rejections.abuse_filter(farm, 'cs', "page_title rlike 'Zapsáno'"):
        said, log = run(farm, 'failed.log')
    assert text_of(farm, 'cs', TITLE).count('starý') == 1
    assert re.search(rf'refused  cs: {TITLE} \(request \w+\)', said)
    assert START_LINE.search(said) and 'abusefilter-disallowed' in log
    assert not OURS.search(log)


def test_no_secret_is_in_it(farm: Farm, page: str, tmp_path: Path) -> None:
    """Of the other scripts, `tests/operations/test_secrecy_of_runs.py` says the same."""
    wiki = Wiki(farm, tmp_path / 'bot')
    # It has no list there, so it is not explained, but the whole way there is in the log.
    _, said, logs = wiki.run('explain', '-wiki:cs', f'-page:{page}', '-debug')
    assert 'lists are of articles' in said and OURS.search(logs)
    assert 'lgpassword=***&' in logs
    assert wiki.found(said + logs) == [] and len(wiki.secrets()) >= 3

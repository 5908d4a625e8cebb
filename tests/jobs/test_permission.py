"""May the bot act?  Whoever can edit a wiki can stop it, and so can its settings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.sandbox import bot, rejections
from tests.sandbox.farm import Farm
from tests.sandbox.faults import ALWAYS, Faults, Meanwhile, Status, editing
from tests.sandbox.pages import END, START, by_bot, edit, edits, saved_as, text_of

TITLE = 'Wikipedie:Dovoleno'
OTHER = 'Wikipedie:Dovoleno také'
STOP = 'User:OnelibBot/stop'
OLD = f'{START}|limit=2}}}}\nstarý\n{END}'


@pytest.fixture(scope='module', autouse=True)
def all_else_is_current(farm: Farm) -> None:
    assert bot.run(farm, '-wiki:cs,pl,meta').returncode == 0


@pytest.fixture(autouse=True)
def pages(farm: Farm) -> Iterator[None]:
    for title in (TITLE, OTHER):
        edit(farm, 'cs', title, OLD)
    yield
    for title in (TITLE, OTHER):
        edit(farm, 'cs', title, 'nic')


@pytest.fixture
def until_the_end() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def stop_page(farm: Farm, until_the_end: ExitStack, code: str, text: str) -> None:
    until_the_end.enter_context(rejections.page(farm, code, STOP, text))


@pytest.mark.parametrize(
    ('code', 'text'),
    [
        ('cs', 'Stop!'),
        ('meta', '<!-- how to -->\nstop'),
        ('cs', '#REDIRECT [[User:Admin]]'),
        ('meta', '<nowiki></nowiki>'),
        ('cs', '{{stop}}'),
    ],
)
def test_any_text_on_the_stop_page_stops_the_bot(farm: Farm, until_the_end: ExitStack, code: str, text: str) -> None:
    stop_page(farm, until_the_end, code, text)
    farm.reset_requests()
    result = bot.run(farm, '-wiki:cs')
    assert result.returncode == 1
    assert 'OnelibBot/stop' in result.stderr and 'stopped' in result.stderr + result.stdout
    assert edits(farm) == 0
    # Nothing was asked for in vain.
    assert not any(request.get('generator') for request in by_bot(farm))


@pytest.mark.parametrize('text', ['', ' \n\n', '<!-- Write here to stop the bot. -->\n', '<!-- never ended'])
def test_comments_do_not_stop_it(farm: Farm, until_the_end: ExitStack, text: str) -> None:
    for code in ('cs', 'meta'):
        # A page cannot be created empty.
        stop_page(farm, until_the_end, code, 'x')
        edit(farm, code, STOP, text)
    result = bot.run(farm, '-wiki:cs', f'-page:{TITLE}')
    assert result.returncode == 0, result.stderr
    assert ' |text=' in text_of(farm, 'cs', TITLE)


@pytest.mark.parametrize('code', ['cs', 'meta'])
def test_it_is_read_again_before_each_edit(farm: Farm, until_the_end: ExitStack, tmp_path: Path, code: str) -> None:
    """Somebody stops the bot right after its first edit."""
    with Faults.between(farm, tmp_path) as faults:
        stop = Meanwhile(lambda: stop_page(farm, until_the_end, code, 'stop'), after=True)
        faults.on(editing(), stop)
        result = bot.run(faults, '-wiki:cs')
        assert sum(request.action == 'edit' for request in faults.requests) == 1
    assert result.returncode == 1
    assert sorted('starý' in text_of(farm, 'cs', title) for title in (TITLE, OTHER)) == [False, True]


@pytest.mark.parametrize('code', ['cs', 'meta'])
def test_a_stop_page_that_cannot_be_read_stops_it(farm: Farm, tmp_path: Path, code: str) -> None:
    with Faults.between(farm, tmp_path) as faults:
        faults.on(
            lambda request: request.wiki == code and 'OnelibBot/stop' in request.params.get('titles', ''),
            Status(503),
            times=ALWAYS,
        )
        result = bot.run(faults, '-wiki:cs')
        assert not any(request.action == 'edit' for request in faults.requests)
    assert result.returncode == 0
    # Nobody has stopped it: it is tried again.
    assert f'the stop page of {code} cannot be read' in result.stderr
    assert 'deferred' in result.stderr and not re.search(r'^ *stopped', result.stderr, re.MULTILINE)


def test_wikis_that_are_not_enabled_are_only_read(farm: Farm, tmp_path: Path) -> None:
    with Faults.between(farm, tmp_path) as faults:
        settings = tmp_path / 'onelib.toml'
        settings.write_text(f'enabled = ["meta", "pl"]\n{settings.read_text()}')
        assert bot.run(faults).returncode == 0
        assert {request.wiki for request in faults.requests if request.action == 'edit'} <= {'meta', 'pl'}
        result = bot.run(faults, '-wiki:cs')
        assert result.returncode == 1
        assert 'enabled' in result.stderr
    assert 'starý' in text_of(farm, 'cs', TITLE)


@pytest.mark.parametrize('namespace', ['File', 'MediaWiki', 'Article', 'Template'])
def test_other_namespaces_are_left_alone(farm: Farm, namespace: str) -> None:
    title = f'{namespace}:Seznam.txt'
    saved = saved_as(farm, 'cs', title, OLD)
    bot.run(farm, '-wiki:cs', f'-page:{title}')
    assert text_of(farm, 'cs', title) == saved
    edit(farm, 'cs', title, 'nic')


def test_the_settings_name_the_namespaces(farm: Farm, tmp_path: Path) -> None:
    with Faults.between(farm, tmp_path) as faults:
        settings = tmp_path / 'onelib.toml'
        settings.write_text(f'namespaces = [2]\n{settings.read_text()}')
        result = bot.run(faults, '-wiki:cs', f'-page:{TITLE}')
    assert result.returncode == 0
    assert TITLE in result.stderr and 'namespace' in result.stderr
    assert text_of(farm, 'cs', TITLE) == OLD


def test_no_more_edits_than_the_settings_allow(farm: Farm, tmp_path: Path) -> None:
    with Faults.between(farm, tmp_path) as faults:
        settings = tmp_path / 'onelib.toml'
        settings.write_text(f'max_edits = 1\n{settings.read_text()}')
        result = bot.run(faults, '-wiki:cs')
        assert sum(request.action == 'edit' for request in faults.requests) == 1
        assert result.returncode == 0
        assert 'max_edits' in result.stderr
    # The next run goes on where this one stopped.
    assert bot.run(farm, '-wiki:cs').returncode == 0
    assert all(' |text=' in text_of(farm, 'cs', title) for title in (TITLE, OTHER))


def test_one_table_sums_up(farm: Farm, until_the_end: ExitStack) -> None:
    until_the_end.enter_context(rejections.protected(farm, 'cs', OTHER))
    bot.run(farm, '-wiki:cs,pl')
    # Another call, so that it is no undoing of what the bot wrote.
    edit(farm, 'cs', TITLE, OLD.replace('limit=2', 'limit=3'))
    result = bot.run(farm, '-wiki:cs,pl')
    lines = [line.split() for line in (result.stdout + result.stderr).splitlines()]
    head = next(index for index, line in enumerate(lines) if line[:1] == ['wiki'])
    assert lines[head] == ['wiki', 'saved', 'unchanged', 'refused', 'not', 'current']
    assert lines[head + 1][:2] == ['cs', '1'] and lines[head + 1][3:] == ['1', '1']
    assert lines[head + 3][0] == 'all'

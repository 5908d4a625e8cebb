"""The page with the day of the last complete run: when the job of worklists writes it, and when it does not."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

import pytest

from onelib import wikis
from onelib.pages import last_run
from tests.sandbox import bot, rejections
from tests.sandbox.farm import Farm
from tests.sandbox.pages import END, START, edit, edits, text_of

PAGE, LAST = 'Wikipedie:Poslední běh', 'User:OnelibBot/last run'
OLD = last_run.written(datetime.date(2020, 1, 2), wikis.load('cs'))


def today() -> str:
    return last_run.written(datetime.datetime.now(datetime.UTC).date(), wikis.load('cs'))


def said(farm: Farm) -> list[str]:
    # As text: what the wiki has made of the page itself it may show for a while.
    text = text_of(farm, 'cs', PAGE)
    shown = farm.api('cs', action='parse', title=PAGE, text=text, prop='text')['parse']['text']
    return re.findall(r'class="onelib-(silent)"', shown)


@pytest.fixture(autouse=True)
def page(farm: Farm) -> Iterator[None]:
    edit(farm, 'cs', PAGE, f'{START}|limit=2}}}}\n{END}')
    with rejections.page(farm, 'cs', LAST, OLD):
        yield
    edit(farm, 'cs', PAGE, 'nic')


def test_who_comes_back_after_years_is_seen_to_be_there(farm: Farm) -> None:
    assert said(farm) == ['silent']
    assert bot.run(farm, '-wiki:cs').returncode == 0
    assert text_of(farm, 'cs', LAST) == today()
    assert said(farm) == []
    # A day has one edit, however often the bot comes.
    farm.reset_requests()
    assert bot.run(farm, '-wiki:cs').returncode == 0
    assert edits(farm) == 0


@pytest.mark.parametrize('arguments', [[f'-page:{PAGE}'], ['-simulate'], ['-trial:50']])
def test_what_is_no_complete_run_is_not_written_down(farm: Farm, arguments: list[str]) -> None:
    assert bot.run(farm, '-wiki:cs', *arguments).returncode == 0
    assert text_of(farm, 'cs', LAST) == OLD


def test_who_is_stopped_was_not_there(farm: Farm) -> None:
    with rejections.page(farm, 'cs', 'User:OnelibBot/stop', 'Dost.'):
        bot.run(farm, '-wiki:cs')
    assert text_of(farm, 'cs', LAST) == OLD


def test_who_has_made_its_edits_before_the_end_was_not_through(farm: Farm) -> None:
    settings = farm.bot_dir / 'onelib.toml'
    before = settings.read_text()
    edit(farm, 'cs', f'{PAGE} 2', f'{START}|limit=3}}}}\n{END}')
    try:
        settings.write_text(f'max_edits = 1\n{before}')
        bot.run(farm, '-wiki:cs')
    finally:
        settings.write_text(before)
        edit(farm, 'cs', f'{PAGE} 2', 'nic')
    assert text_of(farm, 'cs', LAST) == OLD


def test_a_page_that_cannot_be_served_keeps_nobody_from_being_seen(farm: Farm) -> None:
    edit(farm, 'cs', PAGE, f'{START}}}}}')
    bot.run(farm, '-wiki:cs')
    assert text_of(farm, 'cs', LAST) == today()


@pytest.mark.parametrize('text', ['Reklama', '{{#time:Y|now}}', '<ref>x', '2099-01-01'])
def test_whatever_somebody_has_put_there_is_gone_the_next_day(farm: Farm, text: str) -> None:
    edit(farm, 'cs', LAST, text)
    assert said(farm) == []
    assert bot.run(farm, '-wiki:cs').returncode == 0
    assert text_of(farm, 'cs', LAST) == today()


def test_keeping_bots_off_is_heeded(farm: Farm) -> None:
    edit(farm, 'cs', LAST, '{{nobots}}')
    result = bot.run(farm, '-wiki:cs')
    assert text_of(farm, 'cs', LAST) == '{{nobots}}' and 'last run' in result.stderr


def test_a_page_that_is_not_there_is_not_made(farm: Farm) -> None:
    with rejections.deleted(farm, 'cs', LAST):
        farm.reset_requests()
        assert bot.run(farm, '-wiki:cs').returncode == 0
        assert edits(farm) == 1 and said(farm) == []
        assert 'missing' in farm.api('cs', titles=LAST)['query']['pages'][0]

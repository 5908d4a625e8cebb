"""The page with the day of the last complete run: when the job of worklists writes it, and when it does not."""

from __future__ import annotations

import datetime
import html
import re
from collections.abc import Iterator
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from onelib import wikis
from onelib.pages import last_run, list_rows
from tests.sandbox import bot, rejections
from tests.sandbox.farm import Farm
from tests.sandbox.pages import END, START, edit, edits, text_of

PAGE, LAST = 'Wikipedie:Poslední běh', 'User:OnelibBot/last run'
OLD = last_run.written(datetime.date(2020, 1, 2), wikis.load('cs'))


def today() -> str:
    return last_run.written(datetime.datetime.now(datetime.UTC).date(), wikis.load('cs'))


def shown(farm: Farm, text: str) -> str:
    # As text: what the wiki has made of the page itself it may show for a while.
    made: str = farm.api('cs', action='parse', title=PAGE, text=text, prop='text')['parse']['text']
    return made


def said(farm: Farm) -> list[str]:
    return re.findall(r'class="onelib-(silent)"', shown(farm, text_of(farm, 'cs', PAGE)))


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


CATALOGUES = 'User:OnelibBot/catalogues'
LINKS = re.compile(r'<span class="onelib-seek">Hledat: (.*?)</span>')
OURS = ['https://www.knihovny.cz', 'https://www.europeana.eu']


def linked(farm: Farm) -> list[tuple[list[str], str]]:
    """The hosts of the catalogues that each row links to, and what is sought there first."""
    rows = [re.findall(r'href="(.*?)"', links) for links in LINKS.findall(shown(farm, text_of(farm, 'cs', PAGE)))]
    parts = [[urlsplit(html.unescape(address)) for address in row] for row in rows]
    return [([f'{each.scheme}://{each.netloc}' for each in row], parse_qs(row[0].query)['lookfor'][0]) for row in parts]


def test_rows_link_to_catalogues_that_a_page_changes_at_the_next_run(farm: Farm) -> None:
    assert bot.run(farm, '-wiki:cs').returncode == 0
    before, rows = linked(farm), list_rows.read(text_of(farm, 'cs', PAGE))
    assert [hosts for hosts, _ in before] == [OURS, OURS]
    for (_, words), row in zip(before, rows, strict=True):
        assert words == unquote(row.data['seek'])
        assert words.split()[0] in html.unescape(row.data['article'])

    lines = '* Města | https://example.org/katalog/$1\n* -europeana\n* Zlý | http://example.org/$1\n* [[Zlý]]'
    with rejections.page(farm, 'cs', CATALOGUES, f'{lines}\n{{{{1Lib1Ref worklist/catalogues|?}}}}'):
        farm.reset_requests()
        assert bot.run(farm, '-wiki:cs').returncode == 0
        # The template alone: rows are as they were.
        assert edits(farm) == 1
        text = shown(farm, text_of(farm, 'cs', CATALOGUES))
        assert re.findall(r'>([^<>]+)</a>', text.partition('onelib-catalogues')[2]) == [
            'Města',
            'Knihovny.cz',
            'The Wikipedia Library',
        ]
        assert text.count('class="onelib-fault"') == 2 and 'Zlý | http://' in html.unescape(text)
        first = re.findall(r'href="(.*?)"', LINKS.findall(shown(farm, text_of(farm, 'cs', PAGE)))[0])
        assert [urlsplit(each).netloc for each in first] == ['example.org', 'www.knihovny.cz']
        checked = bot.run(farm, '-wiki:cs', '-check', script='setup_wiki')
        said_of = checked.stdout + checked.stderr
        assert 'catalogue Města: open https://example.org/katalog/%C4%8De%C5%A1tina%201904' in said_of
        assert 'Zlý | http://example.org/$1' in said_of and 'is not protected' in said_of
    assert bot.run(farm, '-wiki:cs').returncode == 0
    assert linked(farm) == before

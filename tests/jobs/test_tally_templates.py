"""What stands beside tallies on a wiki: the templates that show their rows, and pages with their rows as data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from onelib.pages.messages import message
from onelib.wikis import load
from onelib.wikitext import blocks
from tests.sandbox import bot, rejections
from tests.sandbox.farm import Farm
from tests.sandbox.pages import anew, edit, edits, text_of

PAGE, NAME = '1Lib1Ref/Templates of a tally', '1Lib1Ref tally'
CAMPAIGN = (
    '{{1Lib1Ref campaign|id=templates|start=2026-01-15|end=2026-02-05|wikis=cs|participants=1Lib1Ref/Templates/People}}'
)
WAITS = message('worklist-no-templates', load('meta'))


@pytest.fixture(autouse=True)
def campaign(farm: Farm) -> Iterator[None]:
    edit(farm, 'meta', '1Lib1Ref/Templates', CAMPAIGN)
    edit(farm, 'meta', '1Lib1Ref/Templates/People', '# [[:cs:User:Jana Nováková]]\n# [[:cs:User:Knihomol]]')
    yield
    for page in ('1Lib1Ref/Templates', PAGE):
        edit(farm, 'meta', page, 'nic')


def run(farm: Farm, parameters: str = '', body: str = '') -> str:
    """A tally after a run."""
    edit(farm, 'meta', PAGE, f'{{{{{NAME}|campaign=templates{parameters}}}}}\n{body}{{{{{NAME} end}}}}')
    return again(farm)


def again(farm: Farm, code: int = 0) -> str:
    result = bot.run(farm, '-wiki:meta', f'-page:{PAGE}', script='tally')
    assert result.returncode == code, result.stderr
    return blocks.find(text_of(farm, 'meta', PAGE), NAME)[0].body


def test_a_template_of_the_wiki(farm: Farm) -> None:
    edit(farm, 'meta', 'Template:My row', '|-\n| ((({{{user|{{{note}}}}}}))) {{{references}}}')
    body = run(farm, '|row_template=My row')
    assert body.count('\n{{My row |rank=– |user=') == 2 and '{{1Lib1Ref tally/head' in body
    shown = farm.api('meta', action='parse', page=PAGE, prop='text')['parse']['text']
    assert '(((Jana Nováková)))' in shown and '(((total)))' in shown
    assert 'onelib-error' in run(farm, '|row_template=Not there')


def test_a_tally_waits_for_its_templates(farm: Farm) -> None:
    before = run(farm)
    with rejections.deleted(farm, 'meta', 'Template:1Lib1Ref tally/row'):
        assert again(farm, 1) == before
        assert WAITS in run_unready(farm)
        farm.reset_requests()
        again(farm, 1)
        assert edits(farm) == 0
        # Who has a template of their own needs not ours.
        edit(farm, 'meta', 'Template:My row', '|-\n| {{{references}}}')
        assert '{{My row' in run(farm, '|row_template=My row')
    assert '{{1Lib1Ref tally/row' in run(farm)


def run_unready(farm: Farm) -> str:
    anew(farm, 'meta', PAGE, f'{{{{{NAME}|campaign=templates}}}}\n{{{{{NAME} end}}}}')
    return again(farm, 1)


def test_tallies_of_before_are_replaced_without_a_word(farm: Farm) -> None:
    """What an earlier version wrote are tables with the style of each cell."""
    old = (
        '<p class="onelib-count">x</p>\n<div class="onelib-box" style="container-type:inline-size">\n'
        '{| class="onelib-tally" style="display:flex"\n|- style="x"\n| style="flex:2" | 1.\n|}\n</div>\n'
    )
    body = run(farm, body=old)
    assert 'style=' not in body and 'onelib-replaced' not in body and body.count('{{1Lib1Ref tally/row |') == 3
    farm.reset_requests()
    again(farm)
    assert edits(farm) == 0


def test_every_row_is_a_line_of_its_own(farm: Farm) -> None:
    lines = run(farm).strip().split('\n')
    assert [re.sub(r' \|.*', '', line) for line in lines[1:]] == [
        '{| class="wikitable sortable onelib-tally onelib-by-references"',
        '|-',
        '{{1Lib1Ref tally/head',
        *['{{1Lib1Ref tally/row'] * 3,
        '|}',
        '{{1Lib1Ref tally/legend',
    ]


DATA = f'{PAGE}/1Lib1Ref templates participants.csv'


@contextmanager
def own_pages(farm: Farm, more: str = 'own_pages = ["data"]') -> Iterator[None]:
    """While the operator lets the bot make them."""
    settings = farm.bot_dir / 'onelib.toml'
    before = settings.read_text()
    settings.write_text(f'{more}\n{before}')
    try:
        yield
    finally:
        settings.write_text(before)


def is_there(farm: Farm, title: str) -> bool:
    [page] = farm.api('meta', titles=title)['query']['pages']
    return 'missing' not in page


def test_data_are_published_where_the_operator_lets_it(farm: Farm) -> None:
    """Not without the setting, as the block says; then next to the tally, which links there, when something is new."""
    assert 'own_pages' in run(farm, '|data=yes') and not is_there(farm, DATA)
    with own_pages(farm):
        body = again(farm)
        assert f'[[:{DATA}|' in body and 'own_pages' not in body
        text = text_of(farm, 'meta', DATA)
        assert text.startswith(f'[[:{PAGE}]]') and 'username,library,wikis,rank' in text and 'Jana Nováková,' in text
        farm.reset_requests()
        again(farm)
        assert edits(farm) == 0
        # What is new on the sign-up page is new in both.
        edit(farm, 'meta', '1Lib1Ref/Templates/People', '# [[:cs:User:Knihomol]]')
        again(farm)
        assert 'Jana' not in text_of(farm, 'meta', DATA)
        # A page that people have changed is theirs, and one that they have deleted stays so.
        edit(farm, 'meta', DATA, 'ours')
        again(farm)
        assert text_of(farm, 'meta', DATA) == 'ours'
        farm.api('meta', action='delete', title=DATA)
        again(farm)
        assert not is_there(farm, DATA)


def test_what_stops_the_bot_stops_data(farm: Farm) -> None:
    """The limit of edits, nobots on the page with the tally or on that with the data, and the stop page."""
    data = f'{PAGE}/1Lib1Ref templates participants 7.csv'
    with own_pages(farm, 'own_pages = ["data"]\nmax_edits = 1'):
        edit(farm, 'meta', PAGE, f'{{{{{NAME}|campaign=templates|limit=7|data=yes}}}}\n{{{{{NAME} end}}}}')
        again(farm)
        assert not is_there(farm, data)
    with own_pages(farm):
        kept_off = text_of(farm, 'meta', PAGE)
        edit(farm, 'meta', PAGE, f'{{{{nobots}}}}{kept_off}')
        bot.run(farm, '-wiki:meta', f'-page:{PAGE}', script='tally')
        assert not is_there(farm, data)
        edit(farm, 'meta', PAGE, kept_off)
        with rejections.page(farm, 'meta', 'User:OnelibBot/stop', 'Stop.'):
            bot.run(farm, '-wiki:meta', f'-page:{PAGE}', script='tally')
        assert not is_there(farm, data)
        again(farm)
        assert is_there(farm, data)


def test_tallies_as_files(farm: Farm, tmp_path: Path) -> None:
    """Without an edit, neither of the page nor of its data."""
    edit(farm, 'meta', PAGE, f'{{{{{NAME}|campaign=templates|view=growth|data=yes}}}}\n{{{{{NAME} end}}}}')
    farm.reset_requests()
    with own_pages(farm):
        result = bot.run(farm, '-wiki:meta', f'-page:{PAGE}', f'-html:{tmp_path}', script='tally')
    assert result.returncode == 0 and edits(farm) == 0, result.stderr
    [file] = tmp_path.glob('*.html')
    assert '<svg' in file.read_text(encoding='utf-8') and file.name.startswith(
        'meta-1Lib1Ref_Templates_of_a_tally_tally-'
    )

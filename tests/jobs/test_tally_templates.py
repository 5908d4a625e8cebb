"""The templates that show the rows of tallies: named by people, not there, or in place of what stood there before."""

from __future__ import annotations

import re
from collections.abc import Iterator

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

"""The templates that show the rows of lists: of a layout, named by people, or not there."""

from __future__ import annotations

import datetime
import html
import json
import re
from collections.abc import Iterator
from contextlib import ExitStack
from xml.etree import ElementTree

import pytest

from onelib import templates
from onelib.pages import marks
from onelib.pages.messages import message
from onelib.pages.worklist import LAYOUTS
from onelib.wikis import load
from onelib.wikitext import blocks
from tests.sandbox import bot, rejections
from tests.sandbox.farm import Farm
from tests.sandbox.pages import END, NAME, START, edit, edits, text_of

PAGE = 'Wikipedie:Vzhled'
ARTICLE = 'Kniha je stará.{{Fakt/dne|2019-05}}\n\n== Dějiny & [x] ==\nDruhá je nová.{{Fakt/dne}}'
WAITS = message('worklist-no-templates', load('cs'))


@pytest.fixture(autouse=True)
def page(farm: Farm) -> Iterator[None]:
    edit(farm, 'cs', 'Wikipedie:Vzhledové články', '* [[Vzhledná]]\n* [[Jiná vzhledná]]')
    edit(farm, 'cs', 'Vzhledná', ARTICLE)
    edit(farm, 'cs', 'Jiná vzhledná', 'Třetí je malá.{{Fakt/dne}}')
    yield
    edit(farm, 'cs', PAGE, 'nic')


def run(farm: Farm, parameters: str = '') -> str:
    """A new list after a run."""
    edit(farm, 'cs', PAGE, f'{START}|titles=Wikipedie:Vzhledové články{parameters}}}}}\n{END}')
    return again(farm)


def again(farm: Farm) -> str:
    result = bot.run(farm, '-wiki:cs', f'-page:{PAGE}')
    assert result.returncode == 0, result.stderr
    return blocks.find(text_of(farm, 'cs', PAGE), NAME)[0].body


@pytest.mark.parametrize('layout', LAYOUTS)
def test_every_layout(farm: Farm, layout: str) -> None:
    body = run(farm, f'|layout={layout}')
    assert body.count(f'{{{{{LAYOUTS[layout].row} |article=') == 3
    shown = farm.api('cs', action='parse', page=PAGE, prop='text')['parse']['text']
    assert shown.count('<mark>') == 3 and '{{' not in shown and '[[' not in shown
    # Where there are columns, the one for dates says that there is none.
    assert shown.count('květen 2019') == 1 and shown.count('bez data') == (2 if layout == 'table' else 0)
    # An article is named once, in whatever follows its section links do not name it.
    assert shown.count('>Vzhledná</a>') == shown.count('>Jiná vzhledná</a>') == 1
    assert shown.count('action=submit') == shown.count('ecenable=suggestions') == (0 if layout == 'print' else 3)
    assert ('?curid=' in shown.replace('&amp;', '&')) == (layout == 'print')
    farm.reset_requests()
    again(farm)
    assert edits(farm) == 0


def test_a_layout_can_be_changed(farm: Farm) -> None:
    run(farm, '|layout=list')
    edit(farm, 'cs', PAGE, text_of(farm, 'cs', PAGE).replace('layout=list', 'layout=cards'))
    body = again(farm)
    assert 'worklist/card' in body and 'worklist/item' not in body


def test_a_template_of_the_wiki(farm: Farm) -> None:
    edit(farm, 'cs', 'Template:Můj řádek', '|-\n| ({{{article}}}) {{{text}}}')
    edit(farm, 'cs', 'Template:Starý řádek', '#REDIRECT [[Template:Můj řádek]]')
    edit(farm, 'cs', 'User:Librarian/Řádek', '|-\n| ((({{{text}}})))')
    for name in ('Můj řádek', 'Šablona:můj řádek', '[[Template:Můj řádek]]', 'Starý řádek'):
        body = run(farm, f'|row_template={name}')
        assert body.count('\n{{Můj řádek |article=') == 3, name
    assert '(Vzhledná) Kniha je stará.' in farm.api('cs', action='parse', page=PAGE, prop='text')['parse']['text']
    body = run(farm, '|row_template=User:Librarian/Řádek')
    assert body.count('{{Wikipedista:Librarian/Řádek |article=') == 3
    assert '(((Kniha je stará.)))' in farm.api('cs', action='parse', page=PAGE, prop='text')['parse']['text']


@pytest.mark.parametrize(
    'name', ['Není', 'Kruh', 'Dvakrát', 'Wikipedie:Výběr', ':Vzhledná', NAME, f'{NAME} end', 'm:X', 'Kniha#x']
)
def test_what_is_no_template_for_rows(farm: Farm, name: str) -> None:
    """Missing, going round in circles, in another namespace, or one that begins a block."""
    edit(farm, 'cs', 'Template:Kruh', '#REDIRECT [[Template:Kruh 2]]')
    edit(farm, 'cs', 'Template:Kruh 2', '#REDIRECT [[Template:Kruh]]')
    edit(farm, 'cs', 'Template:Dvakrát', '#REDIRECT [[Template:Jednou]]')
    edit(farm, 'cs', 'Template:Jednou', '#REDIRECT [[Template:Fakt]]')
    body = run(farm, f'|row_template={name}')
    assert 'onelib-error' in body and 'row_template' in body


def test_a_list_waits_for_its_templates(farm: Farm) -> None:
    before = run(farm)
    old = text_of(farm, 'cs', PAGE)
    new = f'{START}|titles=Wikipedie:Vzhledové články|limit=2}}}}'
    with ExitStack() as stack:
        stack.enter_context(rejections.deleted(farm, 'cs', 'Template:1Lib1Ref worklist/row'))
        edit(farm, 'cs', PAGE, f'{old}\n{new}\n{END}')
        # One has more to say now.
        edit(farm, 'cs', 'Jiná vzhledná', 'Třetí je malá.{{Fakt/dne}} Čtvrtá je velká.{{Fakt/dne}}')
        result = bot.run(farm, '-wiki:cs', f'-page:{PAGE}')
        assert '{{1Lib1Ref worklist/row}} is missing on cs' in result.stderr and 'setup_wiki' in result.stderr
        # Nobody but the operator can mend it.
        assert result.returncode == 1
        first, second = blocks.find(text_of(farm, 'cs', PAGE), NAME)
        assert first.body == before and WAITS in second.body and '|text=' not in second.body
        farm.reset_requests()
        bot.run(farm, '-wiki:cs', f'-page:{PAGE}')
        assert edits(farm) == 0
        # Another layout has what it takes.
        edit(farm, 'cs', PAGE, f'{START}|titles=Wikipedie:Vzhledové články|layout=cards}}}}\n{END}')
        assert again(farm).count('|text=') == 4
        edit(farm, 'cs', PAGE, f'{old}\n{new}\n{END}')
    for block in (again(farm), blocks.find(text_of(farm, 'cs', PAGE), NAME)[1].body):
        assert '|text=' in block and WAITS not in block


def test_lists_of_before_are_replaced_without_a_word(farm: Farm) -> None:
    """What an earlier version wrote are tables with all their cells."""
    old = (
        '<p class="onelib-count">1 nedoložené tvrzení (1 článek), stav k 1. ledna 2026.</p>\n'
        '<div class="onelib-box" style="container-type:inline-size">\n'
        '{| class="onelib-worklist" style="display:block"\n'
        "|- style=\"x\"\n| style=\"flex:2\" | '''[[:Vzhledná|Vzhledná]]'''\n|}\n</div>"
    )
    edit(farm, 'cs', PAGE, f'Úvod\n{START}|titles=Wikipedie:Vzhledové články}}}}\n{old}\n{END} konec')
    body = again(farm)
    text = text_of(farm, 'cs', PAGE)
    assert body.count('|text=') == 3 and 'onelib-box' not in text and 'onelib-replaced' not in text
    assert text.startswith('Úvod\n') and text.endswith(f'{END} konec')


def until() -> str:
    """The day until which a claim of today holds."""
    return f'{datetime.datetime.now(datetime.UTC) + marks.CLAIMED_FOR:%Y-%m-%d}'


def test_what_people_add_to_a_row_survives(farm: Farm) -> None:
    run(farm)
    text = text_of(farm, 'cs', PAGE)
    edit(farm, 'cs', PAGE, text.replace(' |text=Kniha je stará. |', ' |text=Kniha je stará. |by=Jana |'))
    # Until when it holds is noted once.
    for noted in (1, 0):
        farm.reset_requests()
        assert f' |by=Jana |until={until()}}}}}' in again(farm) and edits(farm) == noted
    edit(farm, 'cs', 'Jiná vzhledná', 'Třetí je malá.{{Fakt/dne}} Pátá je modrá.{{Fakt/dne}}')
    body = again(farm)
    assert 'Pátá je modrá.' in body and f' |by=Jana |until={until()}}}}}' in body and 'onelib-replaced' not in body


def test_pages_of_ours_are_named_by_the_layouts() -> None:
    ours = {title.partition(':')[2] for title in templates.pages('cs')}
    assert {name for layout in LAYOUTS.values() for name in layout.templates} <= ours


@pytest.mark.parametrize('layout', LAYOUTS)
def test_the_visual_editor_has_each_row_by_itself(farm: Farm, layout: str) -> None:
    """What is added to a row there is in that row, and nothing else of the page changes."""
    run(farm, f'|layout={layout}')
    before = text_of(farm, 'cs', PAGE)
    opened = farm.api('cs', action='visualeditor', paction='parse', page=PAGE)['visualeditor']
    rows = [data for data in re.findall(r"data-mw='([^']*)'", opened['content']) if LAYOUTS[layout].row in data]
    assert [len(json.loads(html.unescape(data))['parts']) for data in rows] == [1, 1, 1]
    changed = json.loads(html.unescape(rows[1]))
    changed['parts'][0]['template']['params']['skip'] = {'wt': 'yes'}
    content = opened['content'].replace(rows[1], html.escape(json.dumps(changed)))
    farm.api('cs', action='visualeditoredit', paction='save', page=PAGE, html=content, etag=opened['etag'], minor=True)
    now = text_of(farm, 'cs', PAGE)
    [(old, new)] = [pair for pair in zip(before.split('\n'), now.split('\n'), strict=True) if len(set(pair)) > 1]
    assert new == old.replace('}}', '|skip=yes}}')
    farm.reset_requests()
    today = f'{datetime.datetime.now(datetime.UTC):%Y-%m-%d}'
    assert f'|skip=yes |skipped={today}}}}}' in again(farm) and edits(farm) == 1
    shown = farm.api('cs', action='parse', page=PAGE, prop='text')['parse']['text']
    assert shown.count('onelib-aside') == (layout != 'print') and 'style="display:none"' in shown


@pytest.mark.parametrize('layout', LAYOUTS)
def test_marked_rows_are_shown(farm: Farm, layout: str) -> None:
    """What is put aside is a line with who and why, and what is claimed says by whom, until when; paper has neither."""
    run(farm, f'|layout={layout}')
    text = text_of(farm, 'cs', PAGE)
    first, second = (re.search(rf'.*\|text={said}.*', text) for said in ('Kniha je stará', 'Druhá je nová'))
    assert first and second
    for row, mark in ((first, "|skip = {{Fakt}} ''není'' [[Kategorie:Pryč]] <b>x ~~~~\n"), (second, ' |by=~~~~')):
        text = text.replace(row[0], f'{row[0][:-2]}{mark}}}}}')
    edit(farm, 'cs', PAGE, text)
    body = again(farm)
    assert body.count(' |skip=') == body.count(' |by=') == 1 and 'onelib-replaced' not in body
    # Whoever has signed is known by the wiki's own date.
    assert '|skipped=' not in body and f' |until={until()}}}}}' in body
    answer = farm.api('cs', action='parse', page=PAGE, prop='text|categories|templates')['parse']
    assert 'Pryč' not in str(answer['categories'])
    assert not any('Fakt' in found['title'] for found in answer['templates'])
    page = ElementTree.fromstring(answer['text'])
    hidden = {part for top in page.iter() if top.get('style') == 'display:none' for part in top.iter()}
    seen = ''.join(text for part in page.iter() if part not in hidden for text in (part.text or '', part.tail or ''))
    seen = ' '.join(seen.split())
    by_whom = '[[' not in seen and seen.count('Admin')
    if layout == 'print':
        assert 'Kniha je stará.' not in seen and 'Druhá je nová.' in seen and 'Přeskočeno' not in seen
        return
    assert seen.count('Přeskočeno: {{Fakt}} není Kategorie:Pryč x Admin') == 1
    assert seen.count('Zabráno do ') == 1 and by_whom >= 2
    links = [part.get('href', '') for part in page.iter('a') if part not in hidden]
    assert sum('action=submit' in link for link in links) == 2
    farm.reset_requests()
    again(farm)
    assert edits(farm) == 0


def test_what_is_put_aside_makes_room_for_the_next(farm: Farm) -> None:
    """At once, and back again at once, although nobody has edited the articles."""
    first = run(farm, '|limit=1')
    assert first.count('|article=') == 1 and 'Kniha je stará.' in first
    text = text_of(farm, 'cs', PAGE)
    edit(farm, 'cs', PAGE, text.replace(' |rows=1}}', ' |rows=1 |skip=Nikde není. ~~~~}}'))
    aside = again(farm)
    assert aside.count('|article=') == 2 and aside.count('|skip=Nikde není. [[') == 1
    before, _, after = aside.partition('Kniha je stará.')
    assert 'Třetí je malá.' in aside or 'Druhá je nová.' in aside
    assert '|skip=' not in before and '|skip=' in after
    edit(farm, 'cs', PAGE, re.sub(r' \|skip=.*(?=\}\}$)', '', text_of(farm, 'cs', PAGE), flags=re.MULTILINE))
    assert again(farm) == first

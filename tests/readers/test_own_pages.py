"""Which pages the bot makes as a whole: no others than those that the promises list."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from onelib import templates
from onelib.i18n import languages
from onelib.readers.own_pages import ASKED_FOR, may_make
from onelib.settings import DEFAULTS, OWN_PAGES
from onelib.templates import TemplateHost
from onelib.templates.catalogues import changed_on

PROMISES = (Path(__file__).parents[2] / 'docs' / 'promises.md').read_text(encoding='utf-8')
LISTED = re.findall(r'^\| (`[^|]+`) \| ([^|]+) \| ([^|]+) \|$', PROMISES, re.MULTILINE)
EXAMPLES = {
    '<page>': '1Lib1Ref/CEE/Results',
    '<tally>': '2027-01 participants',
    '<language>': 'cs',
    '<event>': '1Lib1Ref at the library',
}


def titles(what_makes_it: str) -> set[str]:
    return {title for cell, _, why in LISTED if what_makes_it in why for title in re.findall('`([^`]+)`', cell)}


def filled(title: str) -> str:
    for place, value in EXAMPLES.items():
        title = title.replace(place, value)
    return title


def test_the_list_in_the_promises_is_that_of_the_code() -> None:
    """What setup_wiki makes, of which wiki soever, and the kinds of pages that can be asked for."""
    host = TemplateHost(template_styles=True, modules=True, account='<bot>')
    made = {title for code in ('cs', 'meta') for title in templates.pages(code, host)}
    made |= {host.last_run, changed_on('<bot>'), 'User:<bot>/status'}
    spoken = '|'.join(sorted(languages.known(), key=len, reverse=True))
    assert titles('setup_wiki') == {re.sub(f'words/(?:{spoken})(?=/|$)', 'words/<language>', title) for title in made}
    for kind, known in ASKED_FOR.items():
        of_kind = titles(f'own_pages = ["{kind}"]')
        assert of_kind and all(known.fullmatch(filled(title)) for title in of_kind)
    assert all(
        may_make(OWN_PAGES, 'meta', filled(title)) for cell, *_ in LISTED for title in re.findall('`(.+?)`', cell)
    )


def test_each_kind_is_off_by_default() -> None:
    assert set(ASKED_FOR) == set(OWN_PAGES) and DEFAULTS['own_pages'] == []
    for kind in OWN_PAGES:
        others = set(OWN_PAGES) - {kind}
        for title in map(filled, titles(f'own_pages = ["{kind}"]')):
            assert may_make({kind}, 'meta', title) and not may_make(others, 'meta', title)


@pytest.mark.parametrize(
    'title',
    ['1Lib1Ref/CEE/Results', 'Data:Weather/Praha.tab', 'Data:1Lib1Ref/x.map', 'User:<bot>', 'User:<bot>/other',
     'User:Admin/last run', 'Template:Other', 'Module:1Lib1Ref other', '1Lib1Ref data.csv', 'Project:1Lib1Ref',
     'Data:1Lib1Ref/x/1Lib1Ref y.csv', 'MediaWiki:1Lib1Ref.js', 'Event:Worklist', 'X/Worklist',
     'User:Event:X/Worklist', 'Project:1Lib1Ref/1Lib1Ref a/b.csv'],
)  # fmt: skip
def test_what_is_on_no_list_is_not_made(title: str) -> None:
    assert not may_make(OWN_PAGES, 'meta', title)


def test_the_status_is_on_meta_alone() -> None:
    assert may_make((), 'meta', 'User:<bot>/status') and not may_make((), 'cs', 'User:<bot>/status')

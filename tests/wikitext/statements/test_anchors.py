"""Where links to sections lead, as MediaWiki says."""

from __future__ import annotations

import pytest

from onelib import wikis
from onelib.wikitext import plaintext, preprocessor, tree
from onelib.wikitext.statements import find
from onelib.wikitext.statements.anchors import repeated
from tests.sandbox.farm import Farm

TEXTS = [
    '== A ==\n== B ==\n== A ==\n=== A ===\n',
    '== A ==\n== A 2 ==\n== A_2 ==\n== A ==\n== A ==\n',
    '== A ==\n== A ==\n== A_2 ==\n== A 2 ==\n',
    '== a b ==\n== A_B ==\n== Č ==\n== č ==\n== Č ==\n',
    "== ''A'' ==\n== [[B|A]] ==\n== A<!-- x --> ==\n",
    '{{X|\n== A ==\n}}\n== A ==\n<poem>\nx\n</poem>\n== A ==\n',
]


@pytest.mark.parametrize('text', TEXTS)
def test_as_mediawiki_says(farm: Farm, text: str) -> None:
    cs = wikis.load('cs')
    answer = farm.api('cs', action='parse', text=text, contentmodel='wikitext', prop='sections')
    said = {int(section['index']): section['anchor'] for section in answer['parse']['sections']}
    nodes = preprocessor.parse(text)
    found = repeated(nodes, text, cs)
    headings = {number: plaintext.heading(heading, text, cs) for number, heading, _ in tree.sections(nodes) if heading}
    assert {n: found.get(n, name).replace(' ', '_') for n, name in headings.items()} == said


def test_a_statement_knows_the_anchor_of_its_section() -> None:
    text = 'Úvod.{{fakt}}\n== Historie ==\nJe stará.{{fakt}}\n== Dnes ==\n== Historie ==\nJe hezká.{{fakt}}'
    found = find(text, wikis.load('cs'), {'tagged'})
    assert [(one.section, one.anchor) for one in found] == [('', ''), ('Historie', ''), ('Historie', 'Historie_2')]


def test_many_equal_headings_take_no_long_time() -> None:
    text = '== A ==\n' * 5000
    assert repeated(preprocessor.parse(text), text, wikis.load('cs'))[5000] == 'A_5000'

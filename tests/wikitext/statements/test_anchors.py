"""Where links to sections lead, as MediaWiki says."""

from __future__ import annotations

import html
import re
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onelib import wikis
from onelib.wikitext import preprocessor
from onelib.wikitext.escaping import escape
from onelib.wikitext.statements import find
from onelib.wikitext.statements.anchors import names
from tests.fuzz import batches, share
from tests.sandbox.farm import Farm
from tests.wikitext import oracle

PAGE = 'Project:Anchors'
UNSPEAKABLE = re.compile(r'^\W*#|\*/|/\*|\*$|\[\[|\]\]|%\W*[0-9a-f]', re.IGNORECASE)
ONLY_THE_WIKI_KNOWS = re.compile(rb'\{\{|<(?:ref|math)\b', re.IGNORECASE)
TEXTS = [
    '== A ==\n== B ==\n== A ==\n=== A ===\n',
    '== A ==\n== A 2 ==\n== A_2 ==\n== A ==\n== A ==\n',
    '== A ==\n== A ==\n== A_2 ==\n== A 2 ==\n',
    '== Historie 2 ==\n== Historie ==\n== historie ==\n== HISTORIE ==\n== Historie 2 ==\n== Historie_2_2 ==\n',
    '== a b ==\n== A_B ==\n== a__b ==\n== _A B_ ==\n== A&nbsp;B ==\n== A\u2009B ==\n== Č ==\n== č ==\n== Č ==\n',
    "== ''A'' ==\n== [[B|A]] ==\n== A<!-- x --> ==\n",
    '{{X|\n== A ==\n}}\n== A ==\n<poem>\nx\n</poem>\n== A ==\n',
    '== A ==\n<nowiki>\n== A ==\n</nowiki>\n<!--\n== A ==\n-->\n== A ==\n',
    '<div>\n== A ==\n</div>\n* x\n== A ==\n{|\n|\n== A ==\n|}\n== A ==\n<pre>\n== A ==\n</pre>\n== A ==\n',
    '== A<sup>2</sup> ==\n== A2 ==\n== A² ==\n== H<sub>2</sub>O ==\n== H<sub>2</sub>O ==\n== A<br>B ==\n== AB ==\n',
    '== A ! ==\n== A! ==\n== «A» ? ==\n== A (,) ==\n== 50 % ==\n== 50% ==\n== %41 ==\n== 100%25 ==\n',
    '== -{A}- ==\n== A ==\n== -{A}- ==\n== -{sr-ec:Ж; sr-el:Ž}- ==\n== Ж ==\n',
    '== &amp; ==\n== & ==\n== &lt;b&gt; ==\n== &#91;A] ==\n== [A] ==\n== <nowiki>[[A]]</nowiki> ==\n== <nowiki/>A ==\n',
    f'== {"ž" * 600} ==\n== {"Ж" * 240} ==\n== {"x" * 1100} ==\n',
]  # fmt: skip
# What headings are made of.  What only the wiki knows is not among it: templates, footnotes, files that are there.
PIECES = [
    'A', 'a', 'b', 'B', '1', '2', 'ž', 'Ж', 'ж', 'ქ', ' ', '  ', '_', '__', ' _', '-', '–', ',', '.', ' !', ' ?',
    ' :', ' %', ' ;', '«', ' »', '(', ')', '()', '"', "'", "''", "'''", '&', '&amp;', '&lt;', '&nbsp;', '&eacute;',
    '&#91;', '&#x5d;', '%', '%41', '%25', '#', '*', ':', ';', '=', '|', '[', ']', '{', '}', '[[B]]', '[[B|a]]',
    '[[:B]]', '[[B#x|2]]', '[https://example.org a]', '<b>', '</b>', '<i>a</i>', '<sup>2</sup>', '<sub>2</sub>',
    '<small>a</small>', '<br>', '<br />', '<s>a</s>', '<span id="y">a</span>', '<code>a_b</code>', '<!-- x -->',
    '<nowiki>[[</nowiki>', '<nowiki/>', '<', '>', '\u00a0', '\u2009', '\u3000', '\u200b', '\u200e', '\u202e',
    '\u00ad', 'e\u0301', '\U0001d504', '-{A}-', '/', '?', '+', '~',
]  # fmt: skip
SIDE = st.lists(st.sampled_from(PIECES), max_size=4).map(''.join)
# With a letter somewhere: how many sections have no name at all nobody can see.
HEADING = st.tuples(SIDE, st.sampled_from('AaBž'), SIDE).map(''.join)


def agree(farm: Farm, code: str, text: str) -> None:
    """A link to each section leads where MediaWiki says that the section is."""
    wiki = wikis.load(code)
    _, sections = oracle.tree_and_sections(farm, code, text)
    said = {int(section['index']): section['anchor'] for section in sections}
    source = {int(section['index']): text.encode()[section['byteoffset'] :].partition(b'\n')[0] for section in sections}
    called = names(preprocessor.parse(text), text, wiki)
    assert called.keys() == said.keys()
    links = '\n'.join(f'<div>[[:{PAGE}#{escape(name.anchor)}|x]]</div>' for name in called.values())
    farm.api(code, action='edit', title=PAGE, text='x')
    shown = farm.api(code, action='parse', text=links, contentmodel='wikitext', prop='text', disablelimitreport=True)
    found = [link.attrib['href'].partition('#')[2] for link in ElementTree.fromstring(shown['parse']['text']).iter('a')]
    ours = dict(zip(called, map(unquote, found), strict=True))
    told = [number for number in said if not ONLY_THE_WIKI_KNOWS.search(source[number])]
    assert {n: ours[n] for n in told} == {n: said[n] for n in told}, text.split('\n')
    # A summary knows only the first section of a name, and these it cannot name.
    first = [n for n in told if called[n].heading == called[n].anchor and not UNSPEAKABLE.search(called[n].heading)]
    summary = ''.join(f'/* {called[number].heading} */' for number in first)
    shown = farm.api(code, action='parse', summary=summary, title=PAGE, prop='')['parse']['parsedsummary']
    linked = [unquote(html.unescape(link)) for link in re.findall(r'href="[^"#]*#([^"]*)"', shown)]
    assert linked == [said[number] for number in first]


@pytest.mark.parametrize('code', ['cs', 'sr'])
@pytest.mark.parametrize('text', TEXTS)
def test_as_mediawiki_says(farm: Farm, text: str, code: str) -> None:
    agree(farm, code, text)


@pytest.mark.parametrize('code', ['cs', 'sr'])
@batches(8)
@given(headings=st.lists(HEADING, min_size=10, max_size=40))
def test_headings_of_all_kinds(farm: Farm, code: str, headings: list[str]) -> None:
    agree(farm, code, '\n'.join(f'== {heading} ==' for heading in headings))


@pytest.mark.parametrize('code', ['bg', 'cs', 'el', 'en', 'hu', 'ka', 'pl', 'sr', 'uk'])
def test_articles(farm: Farm, code: str) -> None:
    for text in share(oracle.texts(code).values(), 12):
        agree(farm, code, text)


def test_a_statement_knows_the_anchor_of_its_section() -> None:
    text = 'Úvod.{{fakt}}\n== Historie ==\nJe stará.{{fakt}}\n== Dnes ==\n== Historie ==\nJe hezká.{{fakt}}'
    found = find(text, wikis.load('cs'), {'tagged'})
    assert [(one.section, one.anchor) for one in found] == [('', ''), ('Historie', ''), ('Historie', 'Historie_2')]


def test_what_readers_see_is_not_always_the_name() -> None:
    text = (
        '== H<sub>2</sub>O ==\nJe mokrá.{{fakt}}\n== H<sub>2</sub>O ==\nJe stará.{{fakt}}\n== {{X}} ==\nNevím.{{fakt}}'
    )
    found = find(text, wikis.load('cs'), {'tagged'})
    named = [(one.section, one.heading, one.anchor) for one in found]
    assert named == [('H₂O', 'H2O', ''), ('H₂O', 'H2O', 'H2O_2'), ('', '', '')]


def test_many_equal_headings_take_no_long_time() -> None:
    text = '== A ==\n' * 5000
    assert names(preprocessor.parse(text), text, wikis.load('cs'))[5000].anchor == 'A_5000'

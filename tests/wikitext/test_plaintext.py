"""Wikitext as readers see it."""

from __future__ import annotations

import html
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onelib import wikis
from onelib.wikis import Wiki
from onelib.wikitext import plaintext, preprocessor
from onelib.wikitext.plaintext import expand, heading, on_one_line, shows
from onelib.wikitext.sentences import CELL_BREAK, LINE_BREAK
from onelib.wikitext.tree import Heading, Template
from tests.sandbox.farm import Farm
from tests.wikitext import oracle

# What readers see of it; all of it needs no other page to be rendered, so that MediaWiki can be asked.
RENDERED = {
    'the [[Klementinum|library]] and [[Praha]]': 'the library and Praha',
    '[[Praha]]ge': 'Prahage',
    "''italics'' and '''bold''' and '''''both'''''": 'italics and bold and both',
    "l'''amour'' de l'''": 'lamour de l',
    "''''four''''": "'four'",
    "a '' b": 'a b',
    'x &lt;b&gt; &amp; y': 'x <b> & y',
    'caf&eacute; &#233; &#xe9;': 'café é é',
    'a&nbsp;b': 'a b',
    '<b>bold</b> <i>x</i> <span style="color:red">red</span>': 'bold x red',
    'H<sub>2</sub>O 10<sup>3</sup>': 'H2O 103',
    'one<!-- two -->three': 'onethree',
    '[https://example.org the site]': 'the site',
    'a <nowiki>[[b]] {{c}}</nowiki> d': 'a [[b]] {{c}} d',
    '[[:Soubor:X.jpg|x]] [[:Kategorie:Y]]': 'x Kategorie:Y',
    'a [[Soubor:X.jpg|thumb|caption]] b': 'a b',
    'a[[Kategorie:X]] b': 'a b',
    '5 < 6 > 4': '5 < 6 > 4',
    'a [ b ] c': 'a [b] c',
    'a { b } c': 'a { b } c',
    '[[a': '[[a',
    'b]]': 'b]]',
    "rock 'n' roll": "rock 'n' roll",
    'x = y': 'x = y',
    'a | b': 'a | b',
    '__NOTOC__a': 'a',
    '<u>x</u> <s>y</s>': 'x y',
    '<nowiki>&lt;ref&gt; &amp;nbsp; &#91; &x; & ; #</nowiki>': '<ref> &nbsp; [&x; &; #',
    '&#95;_TOC__ &#x5f;&#x5f;NOTOC&#95;&#95;': '__TOC__ __NOTOC__',
    '[[Rock & roll]]': 'Rock & roll',
    "[[A|''b'' c]]": 'b c',
    'https://example.org/x stays': 'https://example.org/x stays',
    '<code>x</code> <kbd>y</kbd>': 'x y',
    'a – b … c': 'a – b … c',
    '<small>(1781–1848)</small>': '(1781–1848)',
    'მთავარი [[გვერდი|გვერდის]]': 'მთავარი გვერდის',
    'П<sub>2</sub>': 'П2',
    '„quoted“': '„quoted“',
    "''''''six''''''": "'six'",
    "a '''''b''' c''": 'a b c',
    "l'''amour''": "l'amour",
    # One bold too many and one italic: the first of one letter is an apostrophe, else the first of more, else of none.
    "'''aa d'''b x'''c ''i": "aa d'b xc i",
    "aa'''bb'''cc'''dd ''e": "aa'bbccdd e",
    "aa '''bb'''cc'''dd ''e": "aa bb'ccdd e",
    "aa '''bb '''cc '''dd ''e": "aa 'bb cc dd e",
    "''x'' aa '''bb '''cc '''dd ''e": "x aa 'bb cc dd e",
    "'''''a '''b ''' c": "a 'b c",
    "''''''a '''b ''' c": "'a 'b c",
    "''''''''x''''''''": "'''x'''",
    "''''a ''b": "''a b",
    "'''a ''b ''c ''d": "'a b c d",
    # These are not both unbalanced.
    "'''a": 'a',
    "'''a ''b'' c": 'a b c',
    "'''''a''' b": 'a b',
    "'''''a'' b": 'a b',
    "'''a''\n''b'''": "'a b'",
    '[[a]] [[b': 'a [[b',
    'b]] [[a]] [[c': 'b]] a [[c',
    '[[:en:Prague]] a [[:en:Prague|P]]': 'en:Prague a P',
    '<span class="x" style="color:red">red</span>': 'red',
    '<x>y</x> <b>z': '<x>y</x> z',
    '{{formatnum:7}} {{lc:ab}}': '7 ab',
    '<nowiki/>x<nowiki>a</nowiki>': 'xa',
}


@pytest.mark.parametrize('source', RENDERED)
def test_what_readers_see(source: str) -> None:
    assert plain(source, wikis.load('cs')) == RENDERED[source]


def plain(text: str, wiki: Wiki) -> str:
    return plaintext.of(preprocessor.parse(text), text, wiki)


def test_as_mediawiki_renders_it(farm: Farm) -> None:
    text = '\n'.join(f'<div>x {source} y</div>' for source in RENDERED)
    answer = farm.api('cs', action='parse', text=text, contentmodel='wikitext', prop='text')
    seen = oracle.visible(answer['parse']['text'])
    for source in RENDERED:
        assert f'x{oracle.squeezed(plain(source, wikis.load("cs")))}y' in seen, source


@pytest.mark.parametrize(
    ('source', 'expected'),
    [
        ('Byla<ref name="x">Novák</ref> založena<ref name="x" />.', 'Byla založena.'),
        ('{{Lang|de|Wort}} a {{nowrap|10 km}}', 'Wort a 10 km'),
        ('Kniha {{Citace monografie|titul=X}} je', 'Kniha je'),
        ('text {{Neznámá|schovaná}}, dál', 'text, dál'),
        ('Praha ({{Neznámá|x}}) je', 'Praha je'),
        ('{{formatnum:1234}} svazků', '1234 svazků'),
        ('a{{!}}b {{=}} c', 'a|b = c'),
        ('-{sr-ec:књига; sr-el:knjiga}- и -{R}-', 'књига и R'),
        ('<math>x^2</math> je čtverec', 'je čtverec'),
        ('vidět <span style="display:none">skryté</span>není', 'vidět není'),
        ('<nowiki>{{x}} ~~~~ [[y]]</nowiki>', '{{x}} ~~~~ [[y]]'),
        ('{{{1|náhrada}}} a {{{2}}}', 'náhrada a'),
        ('[[cs:Praha]]x', 'x'),
        ('[[zh-min-nan:Praha]] x [[cs:Praha|Praha]]', 'x Praha'),
        ('[[Rock &amp; roll]] [[: Soubor:X.jpg]]', 'Rock & roll Soubor:X.jpg'),
        ('[https://example.org/]x', 'x'),
        ('a<br>b<br />\n c', f'a{LINE_BREAK}b{LINE_BREAK}c'),
        ('<span class="x" style="display:none">skryté</span>vidět<hr>', 'vidět'),
        ('<poem>\nverš\ndruhý\n</poem>', f'verš{LINE_BREAK}druhý'),
        ('<pre>{{x}}\n[[y]]</pre><pre/><poem/>', '{{x}} [[y]]'),
        ('{{convert|110|and|125|mph|km/h}} {{convert|5|x|6|x|7|m|abbr=on}}', '110 and 125 mph 5 x 6 x 7 m'),
        ('{{convert|110}} {{convert|1|to}} {{convert|3|e6km2}}', '110 1 to 3 ×10⁶ km2'),
        ('{{lang-de|Wort}} a {{Lang sr|реч}} {{unité|5|km}}, {{nowrap}}', 'Wort a реч 5 km,'),
        ('{{{{x}}|y}} {{|y}}, {{{3}}}', ','),
        ('[[a [[b]] c', '[[a b c'),
        ('[[ano]], [[Praha: město]]', 'ano, Praha: město'),
        ('{{{1|a|b}}} <span title="display:none">x</span>', 'a x'),
        ('* a\n{|\n| b\n|}\n----', 'a'),
        ('a ( ) b [ ] c ( , d) e', 'a b c (d) e'),
        ('a , b ; c . d', 'a, b; c. d'),
        ('', ''),
        ('   \n ', ''),
    ],
)
def test_what_remains(source: str, expected: str) -> None:
    assert plain(source, wikis.load('cs')) == expected


def test_a_link_to_another_wiki_is_shown_on_meta() -> None:
    """Meta has no other languages: there such a link is in the text."""
    assert plain('[[cs:Praha]]', wikis.load('meta')) == 'cs:Praha'


@pytest.mark.parametrize(
    ('source', 'known'),
    [
        ('{{nowrap|x}}', True), ('{{convert|1|m}}', True), ('{{Lang-de|x}}', True), ('{{!}}', True), ('{{lc:x}}', True),
        ('{{nowrap}}', False), ('{{Neznámá|x}}', False), ('{{neznámá}}', False), ('{{!|x}}', False),
    ],
)  # fmt: skip
def test_of_which_templates_readers_see_something(source: str, known: bool) -> None:
    [node] = preprocessor.parse(source)
    assert isinstance(node, Template)
    assert shows(node, source, wikis.load('cs')) is known


@pytest.mark.parametrize(
    ('source', 'words'),
    [('== Sbírky ==', 'Sbírky'), ("===''Staré'' [[tisk]]y<ref>x</ref>=== \n", 'Staré tisky'), ('=a<br>b=', 'a b')],
)
def test_headings(source: str, words: str) -> None:
    node = preprocessor.parse(source)[0]
    assert isinstance(node, Heading)
    assert heading(node, source, wikis.load('cs')) == words


def test_what_stands_for_templates_and_footnotes() -> None:
    source = 'a{{b|{{c}}}}<ref>d</ref><ref/>{{{1|{{e}}}}}<!-- f -->\n== {{g}} ==\n'
    nodes, cs = preprocessor.parse(source), wikis.load('cs')
    assert expand(nodes, source, cs) == 'a\n==  ==\n'
    assert expand(nodes, source, cs, lambda node: 'T', footnote='F') == 'aTFFT\n== T ==\n'


def test_a_paragraph_that_nobody_wrote_is_cut() -> None:
    assert plain('x' * 30_000, wikis.load('cs')) == 'x' * 20_000


def test_a_row_on_one_line() -> None:
    assert on_one_line(f'a{LINE_BREAK}b {CELL_BREAK} c') == 'a b · c'


MARKUP = st.lists(
    st.sampled_from(
        [
            '[[', ']]', '|', '{{', '}}', "''", "'''", '<ref>', '</ref>', '<nowiki>', '</nowiki>', '<!--', '-->', '<b>',
            '</b>', '<br>', '&amp;', '&#0;', '&lt;', '-{', '}-', 'sr-ec:', 'word', ' ', '\n', '==',
            '*', '{|', '|}', 'Soubor:x',
            'https://', '[http://a b]', '~~~~', '__TOC__', '\x00', '\ud800', '</', '<div', '>', '{{{', '}}}',
        ]
    )
    | st.text(max_size=3)
).map(''.join)  # fmt: skip


@given(MARKUP, st.sampled_from(['cs', 'sr', 'meta']))
def test_any_text_gives_one_line(source: str, code: str) -> None:
    text = plain(source, wikis.load(code))
    assert '\n' not in text
    assert '  ' not in text
    assert text == text.strip(' ')


@given(st.text(st.characters(categories=['L', 'N']), min_size=1))
def test_words_stay(word: str) -> None:
    assert plain(f"a [[b|{word}]] ''c''", wikis.load('cs')) == f'a {word} c'
    assert plain(html.escape(word), wikis.load('cs')) == word


@pytest.mark.parametrize(
    'unit',
    [
        '<s><s></s>',
        '{{a|b=',
        '<b><i>[[a|b</b>]]',
        '&lt;[http://x',
        '[http://a b',
        '[[a|',
        '<foo>',
        '<s a="',
        '}}',
        '<b style="display:none">',
        '{|\n|',
        '-{',
        "'''a''b",
    ],
)
def test_time_grows_no_faster_than_the_text(unit: str) -> None:
    """Some of these took minutes for a paragraph that is as long as one may be."""
    begun = time.process_time()
    plaintext.strip(unit * (plaintext.LONGEST // len(unit)), wikis.load('cs'))
    assert time.process_time() - begun < 3


def test_what_is_hidden_is_not_shown() -> None:
    cs = wikis.load('cs')
    assert plaintext.strip('a<span style="display:none">b<i>c</i></span>d', cs) == 'ad'
    assert plaintext.strip('a<span style="display:none">b', cs) == 'ab'
    assert plaintext.strip('a<i style="display: none">b</i><i>c</i>', cs) == 'ac'
    assert plaintext.strip('a <foo> b <i>c</i> <b', cs) == 'a <foo> b c <b'

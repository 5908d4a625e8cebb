"""Wikitext as readers see it."""

from __future__ import annotations

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onelib import wikis
from onelib.wikitext.plaintext import plain
from tests.sandbox.farm import Farm
from tests.wikitext import oracle

# What needs no other page to be rendered, so that MediaWiki can say what readers see.
RENDERED = [
    'the [[Klementinum|library]] and [[Praha]]', '[[Praha]]ge', "''italics'' and '''bold''' and '''''both'''''",
    "l'''amour'' de l'''", "''''four''''", "a '' b", 'x &lt;b&gt; &amp; y', 'caf&eacute; &#233; &#xe9;', 'a&nbsp;b',
    '<b>bold</b> <i>x</i> <span style="color:red">red</span>', 'H<sub>2</sub>O 10<sup>3</sup>', 'one<!-- two -->three',
    '[https://example.org the site]', 'a <nowiki>[[b]] {{c}}</nowiki> d', '[[:Soubor:X.jpg|x]] [[:Kategorie:Y]]',
    'a [[Soubor:X.jpg|thumb|caption]] b', 'a[[Kategorie:X]] b', '5 < 6 > 4',
    'a [ b ] c', 'a { b } c', '[[a', 'b]]', "rock 'n' roll", 'x = y', 'a | b', '__NOTOC__a', '<u>x</u> <s>y</s>',
    '<nowiki>&lt;ref&gt; &amp;nbsp; &#91; &x; & ; #</nowiki>', '&#95;_TOC__ &#x5f;&#x5f;NOTOC&#95;&#95;',
    '[[Rock & roll]]', "[[A|''b'' c]]", 'https://example.org/x stays', '<code>x</code> <kbd>y</kbd>', 'a – b … c',
    '<small>(1781–1848)</small>', 'მთავარი [[გვერდი|გვერდის]]', 'П<sub>2</sub>', '„quoted“',
]  # fmt: skip


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
        ('', ''),
        ('   \n ', ''),
    ],
)
def test_what_remains(source: str, expected: str) -> None:
    assert plain(source, wikis.load('cs')) == expected


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

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
from onelib.wikitext.expansion import GAP, expand, typed
from onelib.wikitext.plaintext import heading, on_one_line
from onelib.wikitext.sentences import CELL_BREAK, LINE_BREAK
from onelib.wikitext.tree import Heading
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
    'H<sub>2</sub>O 10<sup>3</sup>': 'H₂O 10³',
    '10<sup>&minus;9</sup> a 6,02·10<sup>23</sup>': '10⁻⁹ a 6,02·10²³',
    "x<sup>''n''+1</sup> a<sub>[[i]]</sub>": 'xⁿ⁺¹ aᵢ',
    '<sup>14</sup>C, Ca<sup>2+</sup>, 3<SUP class="x">2</SUP><sup></sup>': '¹⁴C, Ca²⁺, 3²',
    '19<sup>ος</sup> αι. a 1<sup>er</sup>': '19ος αι. a 1ᵉʳ',
    "<'''strong'''>R</'''strong'''>": '<strong>R</strong>',
    "'''''both": 'both',
    "'''''both''' a": 'both a',
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
    'П<sub>2</sub>': 'П₂',
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
        ('x<sup>a,b</sup> y<sub>max X</sub> 10<sup>1,5</sup> (a)<sub>кип</sub>', 'x^(a,b) y_(max X) 10^(1,5) (a)_кип'),
        ('e<sup>x<sup>2</sup></sup>', 'e^x²'),
        ('a<sup>[1]</sup> <sup>x, y</sup> 10<sup>9</sub> 5<sup/>', 'a[1] x, y 109 5'),
        (
            '{{sup|9}} 10{{e|9}}, 10{{sup|−9}}, H{{sub|2}}O, {{chem|C|2|H|6}}, {{frac|1|2}}',
            '⁹ 10×10⁹, 10⁻⁹, H₂O, C₂H₆, 1/2',
        ),
        ('a{{-}}b{{Clear}} {{circa|1900}}', 'ab c. 1900'),
        ('Byl to {{нп5|Карл Майер|Карл Майер (поэт)|de|Karl Mayer}}.', 'Byl to Карл Майер (поэт).'),
        ('{{нп5|Карл Майер||de|Karl Mayer}}, {{Не перекладено|A|B||C}}, {{iw|A|B}}', 'Карл Майер, B, A'),
        ('{{ill|de|Karl Mayer}}, {{ill|Karl|de|Karl Mayer}}, {{ill|Karl|de|X|lt=K.}}', 'Karl Mayer, Karl, K.'),
        ('{{link-interwiki|Karl Mayer|tekst=Karla|Q=Q1}}, {{num|1500|м}}', 'Karla, 1500 м'),
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
        ('{{Citát|Je stará.|Novák}}', 'Je stará.'),
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
    ('source', 'seen'),
    [
        # A template that we do not know: words between words of prose are shown, whichever its parameter.
        ('Byla to {{Neznámá|stará věž}} na kopci.', 'Byla to stará věž na kopci.'),
        ('Napsal ji {{Neznámá|Karl Mayer|básník Mayer|de|Karl Mayer}}.', 'Napsal ji básník Mayer.'),
        ('{{Neznámá|Karl Mayer}} napsal knihu.', 'Karl Mayer napsal knihu.'),
        ('* {{Neznámá|stará věž}}, dnes muzeum', 'stará věž, dnes muzeum'),
        ('| {{Neznámá|stará věž}}, dnes muzeum', '| stará věž, dnes muzeum'),
        # Something else is shown, or we cannot tell.
        ('Byla to {{Neznámá|1905}} věž.', 'Byla to … věž.'),
        ('Byla to {{Neznámá}}, na kopci.', 'Byla to …, na kopci.'),
        ('Byla to {{{{x}}|věž}}.', 'Byla to ….'),
        ('Byla to {{#if:a|b}} věž.', 'Byla to … věž.'),
        ('S metrikou <math>x^2</math> je úplný.', 'S metrikou … je úplný.'),
        ('Je to <math>x^2</math>', 'Je to …'),
        # Beside no words it stands apart from the text, and with no words it hangs on one.
        ('{{Neznámá|stará věž}}', ''),
        ('Byla to věž.\n{{Neznámá|stará věž}}\nNa kopci.', 'Byla to věž. Na kopci.'),
        ('{{Neznámá|stará věž}}Praha je město.', 'Praha je město.'),
        ('[[Soubor:X.jpg]] {{Neznámá|stará věž}}', ''),
        (':<math>x^2</math>', ''),
        ('Byla to věž.{{Neznámá|pozn. 1}} Na kopci.', 'Byla to věž. Na kopci.'),
        ('Byla to věž{{Neznámá|a|2005}} na kopci.', 'Byla to věž na kopci.'),
        ('Byla to věž {{Neznámá|datum=květen 2019}} na kopci.', 'Byla to věž na kopci.'),
        ('Byla to věž {{Neznámá|květen 2019}} na kopci.', 'Byla to věž na kopci.'),
        ('Byla to věž {{Neznámá|Novák|1990}} na kopci.', 'Byla to věž na kopci.'),
        # What is put there for editors.
        ('Stalo se to {{Коли}} v {{Který?|datum=2019}} věži {{Clear}} na {{kotva|x}} kopci {{Mrtvý odkaz}}.',
            'Stalo se to v věži na kopci.'),
        # Nothing is left of brackets around what is not shown.
        ('Věž ({{Neznámá|de}}{{Neznámá}}) stojí.', 'Věž stojí.'),
    ],
)  # fmt: skip
def test_templates_whose_names_say_nothing(source: str, seen: str) -> None:
    cs = wikis.load('cs')
    expanded = expand(preprocessor.parse(source), source, cs, gap=GAP)
    assert plaintext.strip(expanded, cs).replace(GAP, '…') == seen


def test_what_is_made_of_a_template_by_its_shape_is_marked() -> None:
    source = 'Byla to {{Neznámá|věž}} {{nowrap|na kopci}} {{Коли}}.'
    expanded = expand(preprocessor.parse(source), source, wikis.load('cs'), gap=GAP, unsure='?')
    assert expanded == 'Byla to ?věž na kopci .'


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
    source = '<nowiki>[[a]]</nowiki>'
    assert '[' not in expand(preprocessor.parse(source), source, cs)
    assert typed(expand(preprocessor.parse(source), source, cs)) == '[[a]]'


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
        '{{a|',
        'x<sup>',
        '<sub>1</sub>',
        '10<sup>9,</sup>',
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


PIECES = (
    '[[',
    ']]',
    '|',
    'Praha',
    ' ',
    '\n',
    '*',
    ':',
    "''",
    '&nbsp;',
    '&amp;',
    '&',
    'mailto:',
    '//',
    '----',
    '(',
    'ě',
    '-',
)


@given(st.lists(st.sampled_from(PIECES), max_size=12).map(''.join))
def test_simple_prose_is_made_plain_as_the_parser_does(text: str) -> None:
    simple = plaintext._of_simple(text)
    assert simple is None or simple == plaintext._of_any(text, wikis.load('cs'))

"""Text that would do harm on a wiki page if it were more than text."""

from __future__ import annotations

import re

from hypothesis import strategies as st

# Each of these means something to MediaWiki, its extensions or Unicode, alone or beside another one.
FRAGMENTS = [
    '{{', '}}', '{{!}}', '{{PAGENAME}}', '{{Fact}}', '{{{1|x}}}', '{{#if:1|2}}', '{{subst:Fact}}', '{', '}',
    '{{DEFAULTSORT:X}}', '{{DISPLAYTITLE:X}}', '{{#tag:ref|x}}', '{{safesubst:PAGENAME}}', '{{int:x}}', '{{msgnw:X}}',
    '{{raw:X}}', '{{Special:RecentChanges}}', '{{/sub}}', '{{:X}}', '{{#invoke:X|y}}', '{{=}}', '{{((}}', '{{{',
    '[[', ']]', '[[File:x|', '[[File:X.jpg|thumb]]', '[[Category:X]]', '[[en:X]]', '[[m:X]]', '[[X]]', '[', ']', '#',
    '[[Kategorie:X]]', '[[Soubor:X.jpg|thumb]]', '[[Категорија:X]]', '[[Датотека:X.jpg]]', '[[Media:X.jpg]]', '[[:X]]',
    '[[/sub]]', '[[../]]', '[[|x]]', '[[X|]]', '[[X (y)|]]', '[[X#y|z]]', '[[X]]ab', '[[Special:Log]]', '[[#x]]',
    '[[User:Admin]]', '[[Wikipedista:Admin]]', '@Admin', '[[cs:X]]', '[[:cs:X]]',
    '~~~~', '~~~', '~~~~~', '~', '__NOTOC__', '__TOC__', '__', '_', 'NOINDEX', '__NOINDEX__', '__HIDDENCAT__',
    '__БЕЗСАДРЖАЈА__', '__BEZOBSAHU__', '__OBSAH__', 'СТАТИЧКО_ПРЕУСМЕРЕЊЕ', 'STATIČKO_PREUSMERENJE', 'SKRIVENAKAT',
    '＿＿目次＿＿', '-{', '}-', '-{R|', '-{sr-el:x;sr-ec:y}-', '-{T|x}-', 'zh:', 'sr-el', 'Љ', 'lj',
    'https://example.org', 'HTTPS://EXAMPLE.ORG', 'https:', '//example.org', '[//example.org y]', '[https://x.org]',
    'https://[::1]/', 'mailto:a@example.org', 'tel:5', 'urn', ':', '://', 'ftp://', 'bitcoin:', 'news:', 'geo:1',
    'bitcoin:\n', 'mailto:  ', 'mailto:  \n', 'TEL: \nx', 'mailto: ', 'httpſ://example.org', 'newſ:x',
    'example.org', 'www.example.org', 'https&#58;//example.org', 'https:&#47;&#47;example.org', '@',
    'ISBN 978-0-306-40615-7', 'ISBN\u00a0978-0-306-40615-7', 'ISBN', 'ISB', 'N', '978-0-306-40615-7', '0306406152',
    'RFC 1', 'RFC', 'RFC\u30001', 'PMID 12', 'PMID\t12', '9780306406157', '1', '&nbsp;1', '&#160;1',
    '|', '||', '|-', '|+', '|}', '{|', '!', '!!', '\n', '\n\n', '\n*', '\n|-\n', '\n|}', '\n{|', '\n== x ==\n', '\n ',
    '\n----', '\n:', '\n;a:b', '\n!', '\n#REDIRECT [[X]]', '{{{!}}', '{{!}}}', '|}}', '\n|+ x',
    '*', ';', '=', '==', '-', '----', '+', "'", "''", "'''", "'''''", '"', '\\', '/', '$1', '\\1', '%41', '%', '%5B',
    '<ref>', '<ref>x</ref>', '</ref>', '<references/>', '<ref name=x />', '<nowiki>', '</nowiki>', '<nowiki/>',
    '<!--', '-->', '<', '>', '<div>', '</div>', '</mark>', '</td>', '</span>', '</p>', '<br>', '<pre>', '</pre>',
    '<noinclude>', '<onlyinclude>', '<includeonly>', '<script>', '<poem>', '<gallery>', '<templatedata>', '<hr>',
    '<translate>', '</translate>', '<!--T:1-->', '<tvar|x>', '<languages/>', '<templatestyles src="X/styles.css" />',
    '<syntaxhighlight lang="php">', '<section begin=x />', '<math>', '<indicator name="x">x</indicator>', '<style>',
    '<img src=x onerror=alert(1)>', '<a href="x">', '<b onclick="x">', '<table><tr><td>', '<caption>', '</table>',
    '<h2>x</h2>', '<li>', '<font color="red">', '<bdo dir="rtl">', '<meta property="mw:PageProp/toc" />',
    '<mw:editsection page="X" section="1">x</mw:editsection>', '<mw:toc>', '<div class="onelib-error">',
    '<!--LINK\'" 0:0-->', '<!--IWLINK\'" 0-->', '{{1Lib1Ref worklist}}', '{{1Lib1Ref worklist end}}',
    '&', '&lt;', '&amp;', '&#60;', '&#x5b;&#x5b;X]]', '&lbrack;', '&nbsp;', '&#', ';x', '&#0;', '&#x110000;', '&lt',
    ' ', '  ', '\t', ' :', ' ?', ' !', ' %', ' »', '« ', '‹ ', ' ›', ' ;',
    '\x7f\'"`UNIQ--nowiki-00000000-QINU`"\'\x7f', '\'"`UNIQ--h-0--QINU`"\'', '\x7fUNIQ', '\x07',
    '#REDIRECT [[X]]', '#přesměruj [[X]]', '#Преусмери [[X]]', 'javascript:',
    'a', 'B', 'word', 'ž', 'жы', 'ქა', 'ß', 'İ', 'ſ', 'ﬁ', 'e\u0301', '\u0301', '\u0340', '\u212b', '\u2126',
    '\u1100\u1161', '\u1161', 'a' + '\u0301' * 40, '\u0345', '\u0f73', '\u0958', '\ufb1d', '\U0001d15e', '\u2000',
    '\u200b', '\u200d', '\u200e', '\u200f', '\u202a', '\u202b', '\u202c', '\u202d', '\u202e', '\u2066', '\u2067',
    '\u2068', '\u2069', '\u061c', '\u0627\u0644', '👩\u200d🚒', '😀', '\ufe0f', '\ufff9', '\ufffb', '\U000e0041',
    '\ud800', '\udfff', '\x00', '\x01', '\x0b', '\x0c', '\x1f', '\x7f', '\x80', '\x85', '\x9b', '\x9f', '\r', '\r\n',
    '\ufdd0', '\ufdef', '\ufffd', '\ufffe', '\uffff', '\U0001fffe', '\U0010ffff', '\ue000', '\U000f0000', '\ufeff',
    '\u00a0', '\u00ad', '\u1680', '\u180e', '\u2003', '\u2028', '\u2029', '\u202f', '\u205f', '\u3000', '\u034f',
    '%s', '%(date)s', '{{PLURAL:1|a}}', '<<red>>', '<<default>>', '{0}',
]  # fmt: skip

#: No page can hold these characters, and each way to end a line is a line feed there.
NOWHERE = re.compile('[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]')


def held(text: str) -> str:
    """What a page can hold of a text: everything else in it is to be seen exactly as it is, white space included."""
    return NOWHERE.sub('\ufffd', re.sub('\r\n?', '\n', text))


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """A fragment that is almost what a filter would look for: a character more, fewer, or in the other case."""
    fragment, other = draw(st.sampled_from(FRAGMENTS)), draw(st.sampled_from(FRAGMENTS) | st.characters(codec=None))
    at = draw(st.integers(0, len(fragment) - 1))
    before, char, after = fragment[:at], fragment[at], fragment[at + 1 :]
    return (
        before + draw(st.sampled_from(['', char * 2, char.swapcase(), other, char + other, f'&#{ord(char)};'])) + after
    )


_PIECES = st.sampled_from(FRAGMENTS) | damaged() | st.characters(codec=None)
_REPEATED = st.builds(str.__mul__, st.sampled_from(FRAGMENTS), st.integers(2, 60))
HOSTILE: st.SearchStrategy[str] = st.one_of(
    st.lists(_PIECES, min_size=1, max_size=8).map(''.join),
    st.lists(st.sampled_from(FRAGMENTS) | _REPEATED, min_size=1, max_size=12).map(''.join),
).filter(bool)
#: Of these there are not many: each is thousands of characters long.
LONG = [
    text * number
    for text, number in {
        "'": 10_000, '"': 5_000, "''a": 1_500, '{{': 2_500, '{{a|': 1_000, '}}': 2_500, '{{{': 1_500, '[[': 2_500,
        '[[a|': 1_000, '[': 5_000, '-{': 2_500, '-{a;b:': 500, '<': 5_000, '<div>': 1_000, '</div>': 1_000,
        '<b>': 1_000, '<!--': 1_500, '<nowiki>': 1_000, '<ref>': 1_000, '&': 5_000, '&#': 2_500, '_': 5_000,
        '~': 5_000, '~~~~ ': 500, '\n': 1_500, '\n* ': 500, '\n{|': 500, '|': 5_000, '!!': 2_500, '=': 5_000,
        '\n== x ==\n': 500, ' ': 2_500, ' :': 1_500, '\t': 1_500, 'https://example.org/ ': 500, 'a:': 2_500,
        'ISBN 978-0-306-40615-7 ': 400, 'RFC 1': 1_000, '//': 2_500, '%41': 1_500, '\u202e': 2_500, '\u2067': 2_500,
        'e\u0301': 2_500, '\u0301': 2_500, '\U0001d15e': 1_000, '😀': 2_500, '\x00': 2_500, '\ufffe': 2_500,
        'slovo ': 1_000, 'x': 10_000, 'ž': 10_000, '\x7f\'"`UNIQ-': 500, '__NOTOC__': 500, '#': 2_500, ';:': 2_500,
    }.items()
]  # fmt: skip

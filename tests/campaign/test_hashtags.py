"""Hashtags in edit summaries, in every form that people write."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from onelib.campaign.hashtags import Match, find
from tests.fuzz import fuzz

TAGS = ('1Lib1Ref', '1bib1ref')


@pytest.mark.parametrize(
    'summary',
    [
        # The Hashtags tool finds these…
        'added ref #1lib1ref', '#1lib1ref', '#1Lib1Ref', '#1LIB1REF', '＃1lib1ref', '\u00a0#1lib1ref', '#1lib1ref.',
        '#1lib1ref, sources', '#1lib1ref–sources', '#1lib1ref,#1bib1ref', '/* Историја */ #1lib1ref', '#1lib1ref: ISBN',
        # …and misses these.
        '/* Историја */#1lib1ref', 'ref(#1lib1ref)', 'ref,#1lib1ref', 'ref;#1lib1ref', '##1lib1ref', '###1lib1ref',
        '# 1lib1ref', '#   1lib1ref', '\u200e#1lib1ref', '\u200b#1lib1ref', '\ufeff#1lib1ref', '#\u200e1lib1ref',
        '1\u200blib1ref #1lib\u00ad1ref', '[[#1lib1ref]]', '[[ #1lib1ref]]', '[[m:1Lib1Ref|#1Lib1Ref]]',
        '[[m:The Wikipedia Library/1Lib1Ref|#1Lib1Ref]]', '#[[1lib1ref]]', '#[[m:1Lib1Ref|1Lib1Ref]]',
        '#[[:meta:1Lib1Ref]]', '&#35;1lib1ref', '&#x23;1lib1ref', '&num;1lib1ref', '"#1lib1ref"', "'#1lib1ref'",
        '„#1lib1ref“', '«#1lib1ref»', '#"1lib1ref"', "''#1lib1ref''", '+ref#1lib1ref', 'ISBN 80-85047-92-7#1lib1ref',
        '{{#1lib1ref}}', '<!--#1lib1ref-->', '*#1lib1ref', ':#1lib1ref', '—#1lib1ref—', '#️⃣1lib1ref', '♯1lib1ref',
        '#１ｌｉｂ１ｒｅｆ', '＃１Ｌｉｂ１Ｒｅｆ', '#1lіb1ref', '#1lib1rеf', '#1LİB1REF', '#1lıb1ref', '#1líb1réf',
        '#1lib-1ref', '#1-lib-1-ref', '#1lib_1ref', '#1lib 1ref', '#1 lib 1 ref', '#1lib.1ref', '#_1lib1ref',
        '#1lib1ref2026', '#1lib1ref26', '#1lib1ref_2026', '#1lib1ref-2026', '#1lib1ref_rs', '#1lib1ref-cs',
        '#1Lib1Ref_CEE', '#1lib1ref/cs', '#1lib1ref#sr', '#1lib1ref #1lib1ref', '#1lib1ref\u200bsources',
        'see https://example.org/#top #1lib1ref', 'https://example.org #1lib1ref', '[[A#B]] #1lib1ref',
        '[[Knihovna]]#1lib1ref', '[[A|B]](#1lib1ref)', '#ref #1lib1ref', '1lib1ref #1lib1ref',
        '#1lib1reference #1lib1ref',        'a #1lib1ref ' + 'x' * 400, '\t#1lib1ref', 'ref\n#1lib1ref',
    ],
)  # fmt: skip
def test_hashtags(summary: str) -> None:
    assert find(summary, TAGS) == Match('1Lib1Ref')


@pytest.mark.parametrize(
    'summary',
    [
        '1lib1ref', '1Lib1Ref campaign', '(1lib1ref)', '[[m:1Lib1Ref]]', '[[1Lib1Ref|campaign]]', '1lib1ref2027',
        '№1lib1ref', '№ 1lib1ref', '#1lib1reference', '#1lib1refs', '#1lib1refCEE', '#1lib1ref2026cs', '#1lib1ref20261',
        '#1libref', '#1lib1re', '#1lib1rfe', '#1ilb1ref', '#1lib2ref', '#lib1ref', '#11lib1ref', '#1lib1reff',
        '[[Page#1lib1ref]]', '[[Page#1lib1ref|x]]', 'https://example.org/a#1lib1ref', 'http://a.org,#1lib1ref',
        '1 lib 1 ref', '1lib-1ref', '@1lib1ref', '/1lib1ref', '%231lib1ref',
    ],
)  # fmt: skip
def test_probable(summary: str) -> None:
    assert find(summary, TAGS) == Match(probable=True)


@pytest.mark.parametrize(
    'summary',
    [
        '', '#', '##', '# ', '#1', 'fixes #1', '#1lib', '#1ref', '#lib', '#library', '1 library, 1 reference', '#2',
        '#REDIRECT [[Knihovna]]', '[[#References]]', '[[A#B]]', 'https://example.org/#ref', '#wpwp', '#1pic1article',
        '#1library1reference', '1 lib', '&#35;', '/* 1 */', 'one librarian, one reference', '#1Lib', 'ref 1',
    ],
)  # fmt: skip
def test_neither(summary: str) -> None:
    assert find(summary, TAGS) == Match()


@pytest.mark.parametrize(
    ('summary', 'hashtags', 'found'),
    [
        ('#1bib1ref,#1lib1ref', TAGS, '1bib1ref'),
        ('#1lib1ref,#1bib1ref', TAGS, '1Lib1Ref'),
        ('#1bib1ref', ('1lib1ref',), ''),
        ('#1lib1ref_rs', ('1lib1ref', '1lib1ref_rs'), '1lib1ref_rs'),
        ('#1lib1ref_cs', ('1lib1ref', '1lib1ref_rs'), '1lib1ref'),
        ('#1lib1ref2027', ('1lib1ref', '1lib1ref2027'), '1lib1ref2027'),
        ('#1lib1ref2027', ('1lib1ref2027', '1lib1ref'), '1lib1ref2027'),
        ('#1lib1ref', ('1lib1ref2027',), ''),
        ('+ref#1библ1реф', ('1библ1реф',), '1библ1реф'),
        ('#1ԲԻԲ1ՀՂՈՒՄ', ('1բիբ1հղում',), '1բիբ1հղում'),
        ('(#1ბიბლ1წყარო)', ('1ბიბლ1წყარო',), '1ბიბლ1წყარო'),
        ('#Knihovny', ('knihovny',), 'knihovny'),
        ('#knihovnyCZ', ('knihovny',), ''),
        ('#1lib1ref', (), ''),
        ('#', ('',), ''),
        ('#1lib1ref', ('1lib1ref', '1LIB1REF'), '1lib1ref'),
    ],
)
def test_which(summary: str, hashtags: tuple[str, ...], found: str) -> None:
    assert find(summary, hashtags).hashtag == found


def test_a_word_of_a_language_is_not_probable() -> None:
    assert find('seznam: knihovny', ('knihovny',)) == Match()
    assert find('ref', ('1a',)) == find('1a', ('1a',)) == Match()
    assert find('#knihovnyCZ', ('knihovny',)) == Match()
    assert find('#knihovna', ('knihovny',)) == Match(probable=True)
    assert find('seznam: knihovny1', ('knihovny1',)) == Match(probable=True)


def test_of_short_hashtags_a_slip_is_another_word() -> None:
    assert find('1lib1r', ('1lib1r',)) == find('#1lib2r', ('1lib1r',)) == Match(probable=True)
    assert find('1lib1', ('1lib1',)) == find('#1lib2', ('1lib1',)) == Match()


# github.com/WikipediaLibrary/hashtags, scripts/common.py
OF_THE_TOOL = re.compile(r'(?:^|\s)[＃#]{1}(\w+)')
PIECES = st.sampled_from(
    [
        '#1lib1ref', '#', '＃', '1lib1ref', '1bib1ref', ' ', '\u00a0', '[[', ']]', '|', ':', 'm:', '://', 'a', '1',
        '_', '-', '\u200e', '\u0301', '™', '²', '&#35;', '№', '/*', '*/', '.', "'", 'https://a.b/', '\n',
    ]
)  # fmt: skip


@fuzz(1000)
@given(st.lists(PIECES | st.characters(codec=None), max_size=20).map(''.join))
@example('#1lib1ref\u0301abc')
@example('#1lib1ref™')
@example('[[a #1lib1ref')
def test_what_the_tool_finds_is_found(summary: str) -> None:
    if any(word.casefold() in ('1lib1ref', '1bib1ref') for word in OF_THE_TOOL.findall(summary)):
        assert find(summary, TAGS).hashtag


@fuzz(500)
@given(st.lists(PIECES | st.characters(codec=None), max_size=20).map(''.join), st.lists(st.text(), max_size=4))
def test_any_text(summary: str, hashtags: list[str]) -> None:
    found = find(summary, hashtags)
    assert found.hashtag in ('', *hashtags)
    assert not (found.hashtag and found.probable)
    assert find(summary, hashtags) == found


@pytest.mark.parametrize(
    'piece',
    [
        '#',
        '# ',
        '#[[',
        '[[',
        '[[a',
        '[[a#',
        '://',
        '1',
        '1lib',
        '#1lib1re',
        '1lib1ref1',
        "#'",
        '#[[m:',
        '&#35',
        '\u0301',
        'a:',
    ],
)
def test_linear(piece: str) -> None:
    def seconds(length: int) -> float:
        summary = (piece * length)[:length]
        start = time.process_time()
        for _ in range(5):
            find(summary, TAGS)
        return time.process_time() - start

    seconds(1000)
    assert seconds(10_000) < 40 * max(seconds(1000), 0.0005)

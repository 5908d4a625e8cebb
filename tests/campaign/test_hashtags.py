"""Hashtags in edit summaries, in every form that people write."""

from __future__ import annotations

import datetime
import html
import re
import time
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from onelib.campaign.edits import Contribution
from onelib.campaign.hashtags import Match, find, of_edit
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
        '#1Lib1Ref_CEE', '#1lib1ref/cs', '#1Lib1RefSR', '#1lib1ref2027cs', '#1lib1refCEE', '#1lib1refCZ2027',
        '#1Lib1RefUA27',
        '#1lib1refСР', '#1lib-1ref-rs', '#1lib1ref2026cs', '/* #1Lib1Ref v Česku */ #1lib1ref',
        '/* #1lib1ref #1lib1ref',
        'změna 20 odkazů #1lib1ref', 'Änderung 2026 belegt #1lib1ref', 'not a revert #1lib1ref',
        'undoubtedly #1lib1ref',
 '#1lib1ref#sr', '#1lib1ref #1lib1ref', '#1lib1ref\u200bsources',
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
        '№1lib1ref', '№ 1lib1ref', '#1lib1reference', '#1lib1refs', '#1lib1refed', '#1lib1ref20261',
        # The section that was edited is called so, or somebody typed it in there.
        '/* #1Lib1Ref v Česku */', '/* #1Lib1Ref v Česku */ oprava', '/* Historie #1lib1ref */',
        '/* #1lib1ref */ překlep',
        '/* [[#1lib1ref]] */', '/* A */ /* #1lib1ref */',

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
    'summary',
    [
        # As MediaWiki and its people's tools write them.
        'Undid revision 12345 by [[Special:Contributions/Eva|Eva]] ([[User talk:Eva|talk]]) #1lib1ref spam',
        'Undo revision 7 by Eva: "added a source #1lib1ref"',
        '/* History */ Undid revision 12345 by Eva (talk): #1lib1ref',
        'Reverted 2 edits by [[Special:Contributions/Eva|Eva]]: #1lib1ref', 'Reverted edits by Eva (#1lib1ref)',
        'Zrušena verze 123456 od uživatele Eva: + zdroj #1lib1ref', 'rv: #1lib1ref', 'rvv #1lib1ref',
        'Revert #1lib1ref',
        'Editace uživatele „[[Speciální:Příspěvky/Eva|Eva]]“ vráceny do předchozího stavu: #1lib1ref',
        'Anulowanie wersji 123456 autorstwa [[Specjalna:Wkład/Eva|Eva]] #1Lib1Ref',
        'Wycofano ostatnią zmianę (#1lib1ref)',
        'Revízia 1234567 používateľa Eva bola vrátená (#1lib1ref)',
        'Visszavontam Eva szerkesztését (oldid: 1) #1lib1ref',
        'Скасування редагування № 123 користувача Eva: #1lib1ref', 'Скасовано #1lib1ref',
        'Отмена правки 123, #1lib1ref',
        'Поништена измена бр. 123 корисника Ева: #1lib1ref', 'Poništena izmena br. 123 korisnika Eva #1lib1ref',
        'uklanjanje izmjene 123 suradnika Eva: #1lib1ref', 'Премахната редакция 123 на Eva #1lib1ref',
        'Откажано уредувањето 123 на уредникот Ева #1lib1ref', 'Anularea modificării 123 făcute de Eva #1lib1ref',
        'Αναίρεση αναθεώρησης 123 από τον Eva #1lib1ref',
        '[[Special:Contributions/Eva|Eva-ის]] ცვლილებების გაუქმება #1lib1ref',
        'Հետ է շրջվում 123 խմբագրումը #1lib1ref', 'Atšauktas [[Special:Contributions/Eva|Eva]] keitimas #1lib1ref',
        'Eemaldatud muudatus 123, mille tegi Eva #1lib1ref', 'Änderung 123456 von Eva rückgängig gemacht: #1lib1ref',
        '[[Spezial:Beiträge/192.0.2.1|192.0.2.1]]: #1lib1ref', 'Адкат праўкі 123 аўтарства Eva #1lib1ref',
        'rv 1lib1ref',
    ],
)  # fmt: skip
def test_who_undoes_an_edit_quotes_its_hashtag(summary: str) -> None:
    assert find(summary, TAGS) == Match()


def test_what_the_wiki_says_is_an_undo_is_one() -> None:
    made = Contribution('cs', 2, 1, 1, 0, 'A', 'Eva', datetime.datetime.now(datetime.UTC), 'spam: #1lib1ref', 5)
    assert of_edit(made, TAGS) == Match('1Lib1Ref')
    assert of_edit(replace(made, tags=('visualeditor', 'mw-undo')), TAGS) == Match()
    assert of_edit(replace(made, tags=('mw-rollback',)), TAGS) == Match()
    # Whose summary is their own.
    assert of_edit(replace(made, tags=('mw-manual-revert',)), TAGS) == Match('1Lib1Ref')


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
        ('#1lib1refrs', ('1lib1ref', '1lib1refrs'), '1lib1refrs'),
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
    # But for the names of sections.
    own = re.sub(r'/\*.*?\*/', ' ', html.unescape(summary), flags=re.DOTALL)
    if any(word.casefold() in ('1lib1ref', '1bib1ref') for word in OF_THE_TOOL.findall(own)):
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

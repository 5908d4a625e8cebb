"""Who stands on a list of those who do not want to be named, however they have written it."""

from __future__ import annotations

import time

import pytest

from onelib import wikis
from onelib.wikitext.signups import mentions

EVA = 'Eva Nováková'


@pytest.mark.parametrize('code', ['meta', 'cs'])
@pytest.mark.parametrize(
    'text',
    [
        '* [[:cs:Wikipedistka:Eva_Nováková|E]]',
        '* [[:de:Benutzerin:Eva Nováková/Archiv#1|E]]',
        '* [[Special:Log/Eva Nováková]]',
        '* [[User:Eva%20Nov%C3%A1kov%C3%A1]]',
        '* https://cs.wikipedia.org/wiki/User:Eva_Nov%C3%A1kov%C3%A1',
        '* {{ping|Eva Nováková}}',
        '* {{no such template|1=Eva Nováková}}',
        '{{User:Eva Nováková/sig}}',
        '* Eva Nováková',
        'Eva Nováková',
        '# Eva_Nováková – Knihovna',
        '# eva Nováková (MZK)',
        '== [[User:Eva Nováková]] ==',
        '== Eva Nováková ==\nNo.',
        ': [[User:Eva Nováková]]',
        '; Eva&nbsp;Nováková',
        '== Instructions ==\n# [[User:Eva Nováková]]',
        'Please do not name [[User:Eva Nováková]], thanks.',
        'Please do not name Eva Nováková, thanks.',
        'Prosím nejmenujte mě. [[User:Eva Nováková|Eva]] ([[User talk:Eva Nováková|d]]) 12:00, 1. 1. 2027 (CET)',
        'No. --[[User:Eva Nováková|Eva]]',
        '{|\n! User\n|-\n| Eva Nováková\n|}',
        '<gallery>\nFile:a.jpg|[[User:Eva Nováková]]\n</gallery>',
        '<blockquote>[[User:Eva Nováková]]</blockquote>',
        '<!-- [[User:Eva Nováková]] -->',
        '<nowiki>[[User:Eva Nováková]]</nowiki>',
        '<includeonly>* Eva Nováková</includeonly>',
        '# [[User:Jana]], Eva Nováková',
        '* [[User:Jana]] and Eva Nováková',
        '# [[User:Jana]] (also [[User:Eva Nováková]])',
        '* [[User:Eva Nováková',
        '* [User:Eva Nováková]',
        '* [[\u200bUser:Eva Nováková]]',
    ],
)
def test_whoever_stands_there_is_named(text: str, code: str) -> None:
    assert mentions(text, wikis.load(code)).tells_of(EVA)


@pytest.mark.parametrize(
    'text', ['', '* [[User:Eva]]', '* [[User:Eva Nováková mladší]]', '* [[User:Jana|Eva]]', 'Nováková Eva']
)
def test_nobody_else_is(text: str) -> None:
    assert not mentions(text, wikis.load('cs')).tells_of(EVA)


def test_a_name_of_one_word_is_no_word_of_a_sentence() -> None:
    found = mentions('Write your name below, please.\n* Karel\n* Petr, Jana\n* [[User:Eva|Please]]', wikis.load('meta'))
    assert [who for who in ('Karel', 'Petr', 'Jana', 'Eva') if found.tells_of(who)] == ['Karel', 'Petr', 'Jana', 'Eva']
    assert not found.tells_of('Below') and not found.tells_of('Write')


@pytest.mark.parametrize('unit', ['[[', '[[User:', '<s ', '{{a|', '# A\n', '//a', '%', '&amp;', ' - ', 'a ', '== '])
def test_time_grows_no_faster_than_the_text(unit: str) -> None:
    begun = time.process_time()
    mentions(unit * (200_000 // len(unit)), wikis.load('cs'))
    assert time.process_time() - begun < 3

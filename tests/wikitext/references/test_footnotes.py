"""Which footnotes a text has, where each begins, and what it says: tags, functions and templates."""

from __future__ import annotations

import pytest

from onelib import wikis
from onelib.wikitext.references import Reference, extract


def said(reference: Reference) -> str:
    words = (
        f'{reference.start}:',
        reference.kind,
        reference.name and f'name={reference.name}',
        reference.group and f'group={reference.group}',
        reference.content and repr(reference.content),
        'listed' if reference.listed else '',
        reference.within and f'in {reference.within}',
        'reuse' if reference.is_reuse else '',
    )
    return ' '.join(filter(None, words))


@pytest.mark.parametrize(
    ('text', 'expected'),
    [
        # A tag: its name, its group, with quotes or without.
        ('A<ref>x</ref>B<REF NAME=a GROUP="g h">y</Ref >', ["1: ref 'x'", "14: ref name=a group=g h 'y'"]),
        ('<ref name="a b" />c<ref name=\'d\'/><ref name=e/f/>', [
            '0: ref name=a b reuse', '19: ref name=d reuse', '34: ref name=e/f reuse']),
        ('<ref name= a group = g>x</ref>', ["0: ref name=a group=g 'x'"]),
        ('<ref name="a" name="b">x</ref>', ["0: ref name=b 'x'"]),
        ('<ref name="a&amp;b  c">x</ref>', ["0: ref name=a&b c 'x'"]),
        ('<ref name="a>b">x</ref>', ['0: ref name=a \'b">x\'']),
        ('<ref> </ref><ref name=a> </ref><ref/>', ['0: ref', '12: ref name=a reuse', '31: ref']),
        ('<ref name="a" extends="b">x</ref><ref name="a" details="p. 5">y</ref>', [
            '0: ref name=b reuse', "33: ref name=a 'y'"]),
        ('<ref name="a" details="p. 5" /><ref name="a" details="">y</ref><ref details="p. 6">z</ref>', [
            '0: ref name=a reuse', "31: ref name=a 'y'", "63: ref 'z'"]),
        ('<ref name="a">x</ref><ref follow="a">y</ref><ref follow=b>z</ref>', [
            "0: ref name=a 'x y'", '21: ref', "44: ref 'z'"]),
        ('<ref name="a" group="n">x</ref><ref follow="a">y</ref><ref follow="a" group="n">z</ref>', [
            "0: ref name=a group=n 'x z'", "31: ref 'y'", '54: ref group=n']),
        ('<refs>x</refs><ref', []),
        ('<ref a<ref>x</ref>', ["0: ref 'x'"]),
        # What Cite does not see.
        ('<!-- <ref>x</ref> --><nowiki><ref>y</ref></nowiki><ref>z</ref>', ["50: ref 'z'"]),
        ('<ref>x<!-- </ref> -->y</ref>', ["0: ref 'x<!-- '"]),
        ('<includeonly><ref>x</ref></includeonly><noinclude><ref>y</ref></noinclude>', ["50: ref 'y'"]),
        ('<pre><ref>x</ref></pre><poem><ref>y</ref></poem>', ["29: ref 'y' in poem"]),
        ('<!-- <ref>x</ref>', []),
        ('<ref>x', []),
        ('<ref>x<ref>y</ref>', ["0: ref 'x<ref>y'"]),
        ('<gallery>\nA.jpg|b<ref>x</ref>\nC.jpg|<ref name=a/>\n</gallery>', [
            "17: ref 'x' in gallery", '36: ref name=a in gallery reuse']),
        ('<gallery>\nA.jpg|b<ref>x\nC.jpg|y</ref>\n</gallery>', []),
        ('<ref>a <nowiki><ref></nowiki></ref>', ["0: ref 'a <nowiki><ref></nowiki>'"]),
        ('<includeonly>a<ref>x</ref>', []),
        ('a<ref b<!-- c', []),
        # Lists of references.
        ('<references>\n<ref name=a>x</ref>\n</references>', ["13: ref name=a 'x' listed in references"]),
        ('<references group=g><ref name=a>x</ref><ref name=b group=h>y</ref></references><references/>', [
            "20: ref name=a group=g 'x' listed in references",
            "39: ref name=b group=h 'y' listed in references",
        ]),
        ('{{reflist|refs=<ref name=a>x</ref>}}<ref name=a/>', ["15: ref name=a 'x' listed", '36: ref name=a reuse']),
        ('{{reflist|group="g"|refs=\n<ref name=a>x</ref>\n<ref name=b group=h>y</ref>}} <ref>z</ref>', [
            "26: ref name=a group=g 'x' listed", "46: ref name=b group=h 'y' listed", "76: ref 'z'"]),
        ('<ref>w</ref>{{reflist|refs={{#tag:ref|x|name=a}}{{sfn|S|2001}}}}', [
            "0: ref 'w'", "27: function name=a 'x' listed", "48: short '{{sfn|S|2001}}'"]),
        ('{{#tag:references|<ref name=a>x</ref>|group=g}}', ["18: ref name=a group=g 'x' listed"]),
        ('{{reflist|{{reflist|<ref name=a>x</ref>}}<ref name=b>y</ref>}}<ref>z</ref>', [
            "20: ref name=a 'x' listed", "41: ref name=b 'y' listed", "62: ref 'z'"]),
        ('{{reflist}}<ref>x</ref>{{reflist|refs=<ref name=a>y</ref>}}', ["11: ref 'x'", "38: ref name=a 'y' listed"]),
        # Functions.
        ('ab {{refn|x {{refn|y}} {{r|c}}}}', [
            "3: short 'x {{refn|y}} {{r|c}}'", "12: short 'y'", '23: short name=c reuse']),
        ('ab {{#tag:ref|x {{#tag:ref|y}}}}', ["3: function 'x {{#tag:ref|y}}'", "16: function 'y'"]),
        ('{{#tag:ref|x}}{{#TAG:Ref|y = z|name=a|group="g"}}', [
            "0: function 'x'", "14: function name=a group=g 'y = z'"]),
        ('{{#tag:ref}}{{#tag:ref||name=a}}{{#tag:ref|x|name="a"}}', [
            '0: function', '12: function name=a reuse', "32: function name=a 'x'"]),
        ('{{#tag:ref|x{{#tag:ref|y{{#tag:ref|z{{#tag:ref|w}}}}}}}}', [
            "0: function 'x{{#tag:ref|y{{#tag:ref|z{{#tag:ref|w}}}}}}'",
            "12: function 'y{{#tag:ref|z{{#tag:ref|w}}}}'",
            "24: function 'z{{#tag:ref|w}}'",
        ]),
        ('{{#tag:ref|x|extends=a}}', ['0: function name=a reuse']),
        ('{{#if:x|<ref>y</ref>}}', ["8: ref 'y'"]),
        ('{{#tag:ref|x {{harvnb|S|2001}} {{sfn|T|2002}}}}{{harvnb|U|2003}}', [
            "0: function 'x {{harvnb|S|2001}} {{sfn|T|2002}}'",
            "31: short '{{sfn|T|2002}}'",
            "47: short '{{harvnb|U|2003}}'",
        ]),
        # Templates that stand for footnotes.
        ('{{sfn|S|2001|p=5}}{{harvnb|S|2001}}{{sfnm|1a1=S|1y=2001}}', [
            "0: short '{{sfn|S|2001|p=5}}'",
            "18: short '{{harvnb|S|2001}}' reuse",
            "35: short '{{sfnm|1a1=S|1y=2001}}' reuse",
        ]),
        ('{{r|a|b|group=g}}{{r|a|g=h}}{{R|x=y|a|}}', [
            '0: short name=a group=g reuse',
            '0: short name=b group=g reuse',
            '17: short name=a group=h reuse',
            '28: short name=a reuse',
        ]),
        ('{{refn|x|name=a|group=g}}{{refn|name=a}}{{efn|y}}', [
            "0: short name=a group=g 'x'", '25: short name=a reuse']),
        ('{{rp|5}}{{r}}', []),
        ('{{sfn<!-- x -->|S|2001}}', ["0: short '{{sfn<!-- x -->|S|2001}}'"]),
        ('{{ sfn |S|{{nowrap|2001}}}}', ["0: short '{{ sfn |S|{{nowrap|2001}}}}'"]),
        ('{{{sfn|S|2001}}}', []),
        ('{{{{sfn|S|2001}}}}', []),
        ('{{x|{{sfn|S|2001}}|y}}', ["4: short '{{sfn|S|2001}}'"]),
        ('{{sfn|S|2001', []),
        ('{{sfn|S|2001}}}}{{sfn|T|2002}}', ["0: short '{{sfn|S|2001}}'", "16: short '{{sfn|T|2002}}'"]),
        ('{{sfn}}', ["0: short '{{sfn}}'"]),
        ('{{refn|x {{sfn|S|2001}} {{harvnb|T|2002}}}}', [
            "0: short 'x {{sfn|S|2001}} {{harvnb|T|2002}}'", "9: short '{{sfn|S|2001}}'"]),
        ('<ref>{{sfn|S|2001}}</ref>', ["0: ref '{{sfn|S|2001}}'"]),
        ('{{sfn|[[A{{!}}B]]|2001}}', ["0: short '{{sfn|[[A{{!}}B]]|2001}}'"]),
        ('{{sfn|S<nowiki>}}</nowiki>|2001}}', ["0: short '{{sfn|S<nowiki>}}</nowiki>|2001}}'"]),
    ],
)  # fmt: skip
def test_footnotes(text: str, expected: list[str]) -> None:
    assert [said(reference) for reference in extract(text, wikis.load('en'))] == expected


@pytest.mark.parametrize(
    ('code', 'text', 'expected'),
    [
        ('pl', '{{U|a}}{{r|b|grupa=g}}', ['0: short name=a group=uwaga reuse', '7: short name=b group=g reuse']),
        ('en', '{{U|a}}', []),
        ('hu', '{{refhely|a|5. o.}}', ['0: short name=a reuse']),
        ('cs', '{{#značka:ref|x}}', ["0: function 'x'"]),
    ],
)
def test_footnotes_of_a_wiki(code: str, text: str, expected: list[str]) -> None:
    assert [said(reference) for reference in extract(text, wikis.load(code))] == expected


@pytest.mark.parametrize(
    ('content', 'key'),
    [
        ('Smith says so.', ''), ('Smith says so, p. x.', ''), ('On p. 5 Smith says so.', 'words:on smith says so'),
        ('Smith says so on p. 5.', 'words:smith says so on'), ('Smith, Prague 1999.', 'words:smith prague 1999'),
        ('On May 5, 1999.', ''), ('See http://a.org/1.', 'url:a.org/1'),
    ],
)  # fmt: skip
def test_a_note_is_a_source_if_it_names_one(content: str, key: str) -> None:
    [reference] = extract(f'<ref group="note">{content}</ref>', wikis.load('en'))
    assert reference.key == key


@pytest.mark.parametrize('tag', ['gallery', 'poem'])
def test_a_list_of_references_within_a_tag(tag: str) -> None:
    text = f'abc<{tag}>\nA.jpg|{{{{reflist|refs=<ref name=a>x</ref>}}}}<ref>y</ref>\n</{tag}>'
    found = [(reference.start, reference.listed) for reference in extract(text, wikis.load('en'))]
    assert found == [(text.index('<ref name'), True), (text.index('<ref>'), False)]

"""Rules about references that hold for every text, on made-up texts and on real articles changed in known ways."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onelib import wikis
from onelib.wikitext import preprocessor
from onelib.wikitext.references import (
    Reference,
    ReferenceChange,
    citations,
    compare,
    comparison,
    extract,
    footnotes,
    still_cited,
)
from onelib.wikitext.tree import Argument, Extension, Heading, Node, Template
from tests.fuzz import fuzz
from tests.wikitext import oracle

EN = wikis.load('en')
NOTHING = ReferenceChange()
PIECES = [
    '<ref>', '</ref>', '<ref name=a>', '<ref name="a" />', "<ref name='b' group=n>", '<ref/>', 'http://a.org/1',
    'Jones, Book', '{{cite web|url=http://a.org/1|title=T}}', '{{sfn|Smith|2001|p=5}}', '{{harvnb|Smith|2001}}',
    '{{cite book|last=Smith|title=B|year=2001|isbn=0-306-40615-2}}', '{{sfnm|1a1=Smith|1y=2001|2a1=Jones|2y=1999}}',
    '{{r|a|b}}', '{{rp|5}}', '{{#tag:ref|', '{{refn|', '{{reflist|refs=', '{{', '}}', '{{{', '}}}', '[[', ']]', '|',
    '=', '\n', '\n* ', '\n== H ==\n', '<!--', '-->', '<nowiki>', '</nowiki>', '<references>', '</references>',
    '<references group="n">', '<gallery>\nX.jpg|', '</gallery>', '<poem>', '</poem>', '<includeonly>', '</includeonly>',
    '<noinclude>', '>', '"', ' ', 'word ', 'ISBN 0306406152', '10.1000/1', '-{', '}-', '<ref name="a/b>c">',
    '{{sfn<!-- x -->|Smith|2001}}', '{{Template:Sfn|A|2001}}', '{{efn|',
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES), max_size=25).map(''.join)
# Paragraphs with footnotes that stand by themselves.
PARAGRAPHS = st.lists(
    st.sampled_from(
        [
            'One.<ref>http://a.org/1</ref>',
            'Two.<ref name="b">{{cite web|url=http://b.org/2|title=T}}</ref>',
            'Three.<ref name="b" />',
            'Four.{{sfn|Smith|2001|p=5}}',
            'Five.',
            'Six.{{#tag:ref|Jones, A Book, 1990|name=c}}',
            'Seven.<ref name="c" />',
            '* {{cite book|last=Smith|title=B|year=2001}}',
            'Eight.<ref>Müller, Buch, S. 5</ref>',
            'Nine.<ref>{{cite book|last=Smith|title=B|year=2001|isbn=0306406152}}</ref>',
            'Ten.<ref>{{harvnb|Smith|2001}}; [https://www.a.org/1 One]</ref>',
        ]
    ),
    max_size=9,
)


def walk(nodes: list[Node], text: str) -> list[int]:
    """Where ``<ref>`` tags stand in a parse tree, without what is in the content of tags."""
    found = []
    for node in nodes:
        match node:
            case Extension() if node.name == 'ref':
                found.append(node.start)
            case Template() | Argument():
                found += walk(node.title, text)
                for part in node.parts:
                    found += walk(part.name or [], text) + walk(part.value, text)
            case Heading():
                found += walk(node.children, text)
            case _:
                pass
    return found


@fuzz(400)
@given(TEXTS)
def test_tags_are_those_of_the_preprocessor(text: str) -> None:
    tags = [marker.start for marker in footnotes.find(text, EN) if marker.kind == 'ref' and not marker.within]
    assert tags == walk(preprocessor.parse(text), text)


@fuzz(400)
@given(TEXTS)
def test_templates_are_those_of_the_whole_page(text: str) -> None:
    """Parsing templates one by one gives what parsing the page gives."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(footnotes._Scan, 'read_templates', lambda *_: False)
        whole = footnotes.find(text, EN)
    found = footnotes.find(text, EN)
    assert [(m.start, m) for m in found] == [(m.start, m) for m in whole]


@fuzz(300)
@given(TEXTS | st.text(max_size=60))
def test_extract_never_fails(text: str) -> None:
    found = extract(text, EN)
    assert [reference.start for reference in found] == sorted(reference.start for reference in found)
    assert all(reference.is_reuse for reference in found if reference.points)


@fuzz(300)
@given(TEXTS, TEXTS)
def test_there_and_back(before: str, after: str) -> None:
    there, back = compare(before, after, EN), compare(after, before, EN)
    assert keys(there.added) == keys(back.removed)
    assert keys(there.removed) == keys(back.added)
    assert compare(before, before, EN) == NOTHING


@fuzz(300)
@given(PARAGRAPHS, PARAGRAPHS, st.randoms())
def test_looking_at_less_changes_nothing(before: list[str], after: list[str], rng: random.Random) -> None:
    """Footnotes that are the same in both revisions are left out where they do not matter."""
    mixed = before + after
    rng.shuffle(mixed)
    pages = '\n\n'.join(before), '\n\n'.join(mixed[: len(before)])
    short = compare(*pages, EN)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(comparison, 'concerned', lambda *pages: [page.full for page in pages])
        whole = compare(*pages, EN)
    assert (keys(short.added), keys(short.removed), short.reused) == (
        keys(whole.added),
        keys(whole.removed),
        whole.reused,
    )


@fuzz(200)
@given(PARAGRAPHS, st.randoms())
def test_moving_paragraphs(paragraphs: list[str], rng: random.Random) -> None:
    moved = rng.sample(paragraphs, len(paragraphs))
    assert compare('\n\n'.join(paragraphs), '\n\n'.join(moved), EN) == NOTHING


@fuzz(100)
@given(PARAGRAPHS, st.sampled_from(['b2', 'Новак', 'x/y', 'с пробелом']))
def test_renaming_and_quoting(paragraphs: list[str], name: str) -> None:
    text = '\n\n'.join(paragraphs)
    renamed = text.replace('name="b"', f"name = '{name}'")
    assert compare(text, renamed, EN) == NOTHING
    assert compare(text, text.replace('http://', 'https://www.'), EN) == NOTHING


@fuzz(100)
@given(PARAGRAPHS, PARAGRAPHS)
def test_what_nobody_sees(paragraphs: list[str], hidden: list[str]) -> None:
    text = '\n\n'.join(paragraphs)
    for opening, closing in (('<!--', '-->'), ('<nowiki>', '</nowiki>'), ('<includeonly>', '</includeonly>')):
        assert compare(text, text + opening + '\n'.join(hidden) + closing, EN) == NOTHING


@fuzz(100)
@given(PARAGRAPHS)
def test_a_new_source(paragraphs: list[str]) -> None:
    text = '\n\n'.join(paragraphs)
    change = compare(text, text + 'New.<ref name="new">http://new.org/9</ref> Again.<ref name="new" />', EN)
    assert (keys(change.added), change.removed, change.reused) == (['url:new.org/9'], [], 1)


@pytest.mark.parametrize(
    ('url', 'expected'),
    [
        ('https://www.example.org/a/', 'example.org/a'),
        ('http://example.org:80/a#part', 'example.org/a'),
        ('https://example.org/#!/a', 'example.org#!/a'),
        ('//EXAMPLE.org/A?b=2&a=1&utm_source=x&gclid=y', 'example.org/A?a=1&b=2'),
        ('https://web.archive.org/web/20200102030405/http://www.example.org/a', 'example.org/a'),
        ('https://web.archive.org/web/20200102030405id_/example.org/a', 'example.org/a'),
        ('https://archive.ph/20200101/https://example.org/a?b=1', 'example.org/a?b=1'),
        ('http://www.webcitation.org/5abc?url=http%3A%2F%2Fexample.org%2Fa', 'example.org/a'),
        ('https://archive.org/details/book', 'archive.org/details/book'),
        ('https://www.google.com/url?sa=t&url=http%3A%2F%2Fexample.org%2Fa&usg=x', 'example.org/a'),
        ('http://example.org/index.html', 'example.org'),
        ('https://cs.wikipedia.org/wiki/%C5%98', 'cs.wikipedia.org/wiki/Ř'),
        ('http://[bad', '[bad'),
        ('', ''),
    ],
)
def test_addresses(url: str, expected: str) -> None:
    assert citations.address(url) == expected
    assert citations.address(expected) == expected


def test_extract() -> None:
    text = 'A<ref name="a">x y</ref> B<ref name=a/>{{sfn|S|2001}}{{#tag:ref|http://x.org}}{{r|a|b}}<ref name=q/><ref/>'
    text += '<references><ref name=b>z</ref></references>'
    found = [(r.kind, r.key, r.name, r.is_reuse, r.within) for r in extract(text, EN)]
    assert found == [
        ('ref', 'words:x y', 'a', False, ''),
        ('ref', 'words:x y', 'a', True, ''),
        ('short', 'work:s 2001', '', False, ''),
        ('function', 'url:x.org', '', False, ''),
        ('short', 'words:x y', 'a', True, ''),
        ('short', 'words:z', 'b', True, ''),
        ('ref', 'name:q', 'q', True, ''),
        ('ref', '', '', False, ''),
        ('ref', 'words:z', 'b', False, 'references'),
    ]


def keys(found: list[Reference]) -> list[str]:
    return sorted(reference.key for reference in found)


def articles(code: str, number: int) -> list[str]:
    """Articles with at least five footnotes, drawn from those that there are."""
    texts = [text for text in oracle.texts(code).values() if text.count('<ref') >= 5]
    return random.Random(1).sample(texts, min(number, len(texts)))


def removable(text: str) -> list[re.Match[str]]:
    """Paragraphs of prose, with nothing open at their ends."""
    return list(re.finditer(r'(?<=\n\n)[^\n{}|<*#=:;!]+(?:<ref>[^<>]*</ref>[^\n{}|<]*)+(?=\n\n)', text))


@pytest.mark.parametrize('code', [code for code in oracle.codes() if code in wikis.codes()])
class TestRealArticles:
    """Revisions made of real articles, so that what changed is known."""

    def test_moves(self, code: str) -> None:
        wiki = wikis.load(code)
        for text in articles(code, 15):
            first, *others = removable(text) or [None]
            for found in others[:3]:
                assert first
                rest = f'{text[first.start() : found.start()]}{text[found.end() :]}'
                assert compare(text, f'{text[: first.start()]}{found[0]}\n\n{rest}', wiki) == NOTHING

    def test_additions_and_reuse(self, code: str) -> None:
        wiki = wikis.load(code)
        for text in articles(code, 15):
            end = text.find('\n\n', len(text) // 3) + 1 or len(text)
            once, again = '<ref name="Ж/1">{{cite web|url=https://new.example/1|title=New}}</ref>', "<ref name='Ж/1'/>"
            change = compare(text, f'{text[:end]} X.{once} Y.{again}{text[end:]}', wiki)
            assert len(change.removed) <= text[:end].count('<ref') - text[:end].count('</ref')
            if len(footnotes.find(f'{text[:end]}{once}{text[end:]}', wiki)) == len(footnotes.find(text, wiki)) + 1:
                assert (keys(change.added), change.removed, change.reused) == (['url:new.example/1'], [], 1)

    def test_names(self, code: str) -> None:
        wiki = wikis.load(code)
        for text in articles(code, 15):
            names = {m.name for m in footnotes.find(text, wiki) if m.name and re.fullmatch(r'\w+', m.name)}
            name = min(names, default='')
            if name and text.count(f'"{name}"') == text.count(f'name="{name}"') == sum(
                m.name == name for m in footnotes.find(text, wiki)
            ):
                assert compare(text, text.replace(f'name="{name}"', f"name='{name} 2'"), wiki) == NOTHING

    def test_a_citation_from_another_article(self, code: str) -> None:
        wiki = wikis.load(code)
        texts = articles(code, 15)
        # What {{sfn}} and {{harvnb}} cite is described elsewhere in their article.
        given = [r for text in texts for r in extract(text, wiki) if r.key.startswith('url:') and r.kind == 'ref']
        given = [r for r in given if r.content and not re.search('(?i)sfn|harv', r.content)]
        rng = random.Random(2)
        for text in texts if given else ():
            there = extract(text, wiki)
            new, place = rng.choice(given), text.find('\n\n', len(text) // 3)
            after = f'{text[:place]}<ref>{new.content}</ref>{text[place:]}'
            if place < 0 or len(extract(after, wiki)) != len(there) + 1:
                continue
            change = compare(text, after, wiki)
            if new.key in {reference.key for reference in there}:
                assert (change.added, change.removed, change.reused) == ([], [], 1)
            elif not any(reference.content == new.content for reference in there):
                assert new.key in keys(change.added)
                assert (change.removed, change.reused) == ([], 0)
            assert keys(compare(after, text, wiki).removed) == keys(change.added)

    def test_bare_addresses_become_citations(self, code: str) -> None:
        wiki = wikis.load(code)
        for text in articles(code, 40):
            if found := re.search(r'<ref>\s*\[?(https?://[^\s<>\[\]|{}]+)\]?\s*</ref>', text):
                cited = f'<ref>{{{{cite web |url={found[1]} |title=A title |accessdate=1 May 2020}}}}</ref>'
                change = compare(text, text.replace(found[0], cited), wiki)
                assert (change.added, change.removed, change.reused) == ([], [], 0)
                assert len(change.improved) <= 1

    def test_sections_change_places(self, code: str) -> None:
        wiki = wikis.load(code)
        for text in articles(code, 15):
            heads = [head.start() for head in re.finditer(r'^==[^=\n]+==[ \t]*$', text, re.MULTILINE)]
            if len(heads) > 3:
                a, b, c = heads[:3]
                swapped = text[:a] + text[b:c] + text[a:b] + text[c:]
                if len(extract(swapped, wiki)) == len(extract(text, wiki)):
                    assert compare(text, swapped, wiki) == NOTHING

    def test_paragraphs_are_deleted(self, code: str) -> None:
        wiki = wikis.load(code)
        for text in articles(code, 15):
            for found in removable(text)[:2]:
                after = text[: found.start()] + text[found.end() :]
                change = compare(text, after, wiki)
                left = {reference.key for reference in extract(after, wiki)}
                assert (change.added, change.reused) == ([], 0)
                assert not left & set(keys(change.removed))


def test_which_of_the_added_sources_a_text_still_cites() -> None:
    added = compare(
        '',
        'A.<ref>https://www.example.org/a</ref> B.<ref>{{cite journal|doi=10.1000/1|title=On B}}</ref> '
        'C.<ref>Novák, Jan: Dějiny knihoven. Praha 2001</ref> D.{{sfn|Smith|1999|p=5}} E.<ref>https://b.org/e f</ref>',
        EN,
    ).added
    later = (
        '<ref>{{cite web|url=http://example.org/a?utm_source=x|title=A|doi=10.1000/2}}</ref>'
        '<ref>Novák, J.: Dejiny knihoven. Praha 2001</ref> * Smith, A Book, 1999'
    )
    assert keys(still_cited(added, later, EN)) == ['url:example.org/a', 'words:novák jan dějiny knihoven praha 2001']
    assert still_cited(added, '', EN) == []
    assert keys(still_cited(added[::-1], 'D.{{sfn|Smith|1999|p=6}} x https://b.org/e', EN)) == ['work:smith 1999']


def test_only_keys_matter_to_whether_a_source_is_still_cited() -> None:
    kept = [Reference('ref', '', '', '', key=key) for key in ('isbn:9780306406157', 'pmid:12', 'name:x', '')]
    text = '<ref>{{cite book|title=B|isbn=0-306-40615-7}}</ref><ref name="x" /><ref>Note</ref>'
    assert still_cited(kept, text, EN) == kept[:1]
    address = [Reference('ref', '', '', '', key='url:pubmed.ncbi.nlm.nih.gov/12')]
    assert still_cited(address, '<ref>{{cite journal|pmid=12|title=T}}</ref>', EN) == address


@pytest.mark.parametrize('code', oracle.codes())
def test_what_an_article_cites_it_still_cites(code: str) -> None:
    wiki = wikis.load(code)
    for title, text in oracle.texts(code).items():
        added = compare('', text, wiki).added
        assert still_cited(added, text, wiki) == added, title

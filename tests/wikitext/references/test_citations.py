"""Which sources a footnote names, by what each is known, and how well it is described."""

from __future__ import annotations

import pytest

from onelib import wikis
from onelib.wikitext.references import citations

EN = wikis.load('en')


@pytest.mark.parametrize(
    ('content', 'expected'),
    [
        # An address, bare or with words; of several the first that is no archived copy.
        ('http://a.org/1', ['url:a.org/1 (0)']),
        ('[http://a.org/1 A title]', ['url:a.org/1 (1)']),
        ('http://a.org/1. ', ['url:a.org/1 (0)']),
        ('http://a.org/1, p. 5', ['url:a.org/1 (1)']),
        ('http://a.org/1; 5', ['url:a.org/1 (0)']),
        ('[http://a.org/1. x]', ['url:a.org/1. (1)']),
        ('http://a.org/(1).', ['url:a.org/(1) (0)']),
        ('(http://a.org/1)', ['url:a.org/1 (0)']),
        ('http://a.org/1 //archive.is/http://a.org/1', ['url:a.org/1 (0) archive']),
        ('//archive.is/http://b.org/1 http://a.org/1', ['url:a.org/1 (0) archive']),
        ('//archive.is/http://a.org/1', ['url:a.org/1 (0) archive']),
        ('http://a.org/1 and http://b.org/2', ['url:a.org/1 (1)']),
        ('www.a.org', ['url:a.org (0)']),
        ('http://jstor.org/stable/5 x', ['jstor:5 url:jstor.org/stable/5 (1)']),
        ('https://arxiv.org/pdf/1234.5678v2.pdf', ['arxiv:1234.5678 url:arxiv.org/pdf/1234.5678v2.pdf (0)']),
        ('https://www.ncbi.nlm.nih.gov/pubmed/123', ['pmid:123 url:ncbi.nlm.nih.gov/pubmed/123 (0)']),
        ('http://doi.org/10.1000/182 http://x.org', ['doi:10.1000/182 (0)']),
        ('http://x.org/doi/abs/10.1000/182)', ['doi:10.1000/182 url:x.org/doi/abs/10.1000/182 (0)']),
        # Several, if each is named for itself.
        ('http://a.org/1; http://b.org/2', ['url:a.org/1 (0)', 'url:b.org/2 (0)']),
        ('http://a.org/1<br>http://b.org/2', ['url:a.org/1 (0)', 'url:b.org/2 (0)']),
        ('http://a.org/1; Smith', ['url:a.org/1 (1)']),
        ('http://a.org/1; http://a.org/1', ['url:a.org/1 (0)']),
        ('http://a.org/1; http://doi.org/10.1000/182', ['url:a.org/1 (0)']),
        ('http://a.org/1; //archive.is/http://b.org/2', ['url:a.org/1 (0)', 'url:b.org/2 (0) archive']),
        ('http://a.org/1; http://b.org/2 {{doi|10.1000/182}}', ['doi:10.1000/182 url:a.org/1 (0)']),
        ('* Smith, 1999\n* Jones, 2001', ['words:smith 1999 (1)', 'words:jones 2001 (1)']),
        ('* Smith\n* Jones', ['words:smith jones (1)']),
        ('* Smith, 1999\n* ', ['words:smith 1999 (1)']),
        ('A book:\n* http://a.org/1\n* Jones 2001', ['url:a.org/1 (1)']),
        ('* http://a.org/1\n* Jones', ['url:a.org/1 (1)']),
        ('\n* http://a.org/1 {{dead link}}\n* http://b.org/2; http://c.org/3', ['url:a.org/1 (0)', 'url:b.org/2 (0)']),
        # Words, without pages if there are others.
        ("Smith, ''A [[Book|book]]'', p. 5", ['words:smith a book (1)']),
        ('Smith, A Book, 1999, pp. 19–20', ['words:smith a book 1999 (1)']),
        ('Smith, p. 1999', ['words:smith p 1999 (1)']),
        ('p. 5', ['words:p 5 (1)']),
        ('5', ['words:5 (1)']),
        ('...', []),
        ('[[b:c]]', ['words:b c (1)']),
        ('<nowiki>Smith</nowiki> 2001', ['words:smith 2001 (1)']),
        ('<b>Smith</b><ref>x</ref> &amp; Co', ['words:smith co (1)']),
        ('== Smith ==', ['words:smith (1)']),
        ('', []),
        (' \n', []),
        # Numbers.
        ('10.1000/182(4).', ['doi:10.1000/182(4) (0)']),
        ('10.1000/182).', ['doi:10.1000/182 (0)']),
        ('10.1000/18%32', ['doi:10.1000/182 (0)']),
        ('ISBN 0-306-40615-2', ['isbn:9780306406157 (1)']),
        ('ISBN 978-0-306-40615-7', ['isbn:9780306406157 (1)']),
        ('ISBN 979-0-306-40615-7', ['isbn:9790306406156 (1)']),
        ('ISBN 0-306-40615-X', ['isbn:9780306406157 (1)']),
        ('ISBN 080442957X', ['isbn:9780804429573 (1)']),
        ('ISBN 0-306-4061', ['words:isbn 0 306 4061 (1)']),
        ('Smith ISBN&nbsp;0306406152', ['isbn:9780306406157 (1)']),
        ('{{ISBN|0306406152}}', ['isbn:9780306406157 (0)']),
        ('{{ISBN|030640615}}', ['isbn:030640615 (0)']),
        ('{{ISBN|03064061}}', []),
        ('{{ISBN|X306406152}}', []),
        ('{{cite doi|10.1000/182}}', ['doi:10.1000/182 (0)']),
        ('{{doi|10.1000/182}} {{pmid|12 345}} {{arxiv|1234.5678v2}}', [
            'arxiv:1234.5678 doi:10.1000/182 pmid:12345 (0)']),
        ('{{doi|x}}', []),
        ('{{pmid|x}}', []),
        ('{{pmid|PMID 5}}', ['pmid:5 (0)']),
        ('Smith {{doi|10.1000/182}}', ['doi:10.1000/182 (1)']),
        ('{{isbn}}', ['words:isbn (1)']),
        # What stands beside a source.
        ('{{webarchive|url=//archive.is/http://a.org/1}}', ['url:a.org/1 (0) archive']),
        ('http://a.org/1 {{webarchive|url=//archive.is/http://b.org/1}}', ['url:a.org/1 (0) archive']),
        ('http://a.org/1 {{webarchive|url=x}}', ['url:a.org/1 (0)']),
        ('{{webarchive|url=//archive.is/http://a.org/1}} {{dead link|date=2001}} Smith', ['url:a.org/1 (1) archive']),
        ('http://a.org/1 {{dead link}}', ['url:a.org/1 (0)']),
        ('{{cite web|url=http://a.org/1|title=T}} {{webarchive|url=//archive.is/http://b.org/1}}', [
            'url:a.org/1 (2) title']),
        ('{{cite web|url=http://a.org/1|title=T}} Smith, 2001', ['url:a.org/1 (2) title']),
        # Templates, of citations or not.
        ('{{cite web|url=http://a.org/1|title=T}}', ['url:a.org/1 (2) title']),
        ('{{cite web|url=[http://a.org/1 x]|title=T}}', ['url:a.org/1 (2) title']),
        ('{{cite web|title=T}}', ['words:t (2) title']),
        ('{{cite web}}', []),
        ('{{cite web|title=}}', []),
        ('{{cite web|url=http://a.org/1|archive-url=//archive.is/http://a.org/2|title=T|date=2001|author=A}}', [
            'url:a.org/1 (2) archive author date title']),
        ('{{cite web|archive-url=//archive.is/http://a.org/1|title=T}}', ['url:a.org/1 (2) archive title']),
        ('{{cite web|y=//archive.is/http://a.org/1|title=T}}', ['url:a.org/1 (2) archive title']),
        ('{{cite book|title=T|chapter-url=http://a.org/c|url=http://a.org/1}}', ['url:a.org/1 (2) title']),
        ('{{cite book|title=T|x=http://a.org/1|chapter-url=http://a.org/c}}', ['url:a.org/c (2) title']),
        ('{{cite web|archivedurl=http://x.org/1|odkaz=http://a.org/1|title=T}}', ['url:a.org/1 (2) title']),
        ('{{cite book|title=T|author-link=http://a.org/c|x=http://a.org/1}}', ['url:a.org/c (2) title']),
        ('{{cite book|title=T|x=http://a.org/1|y=http://a.org/2}}', ['url:a.org/1 (2) title']),
        ('{{cite book|title=T|isbn=0306406152|page=5|accessdate=2001}}', ['isbn:9780306406157 (2) title']),
        ('{{cite book|title1=T|last2=A|page1=5}}', ['words:a t (2) author title']),
        ('{{cite book|title=T|doi=10.1000/182|pmid=12}}', ['doi:10.1000/182 pmid:12 (2) title']),
        ('{{unknown|title=T}}', ['words:unknown t (1)']),
        ('{{unknown|title=T|year=2001}}', ['words:t 2001 (2) date title']),
        ('{{unknown|title=T|isbn=0306406152}}', ['isbn:9780306406157 (2) title']),
        ('{{unknown|title=T|url=http://a.org/1}}', ['url:a.org/1 (2) title']),
        ('{{unknown|author=A|year=2001}}', ['words:unknown a 2001 (1)']),
        ('{{unknown|x=http://a.org/1}}', ['url:a.org/1 (2)']),
        ('{{unknown|http://a.org/1}}', ['url:a.org/1 (1)']),
        ('{{unknown|III|95}}', ['words:unknown iii 95 (1)']),
        ('{{small|{{cite web|url=http://a.org/1|title=T}}}}', ['url:a.org/1 (2) title']),
        ('{{small|Smith 2001}}', ['words:small smith 2001 (1)']),
        ('{{ {{x}}|Smith}}', ['words:smith (1)']),
        # Works by author and year.
        ('{{sfn|Smith|2001|p=5}}', ['work:smith|2001 (1)']),
        ('{{sfn|Smith|Jones|2001}}', ['work:smith|jones|2001 (1)']),
        ('{{sfn|Smith}}', ['work:smith| (1)']),
        ('{{sfn|A|B|C|D|E}}', ['work:a|b|c|d| (1)']),
        ('{{harvnb|Smith|2001a}}', ['work:smith|2001a (1)']),
        ('{{sfn|Smith|n.d.}}', ['work:smith|n d (1)']),
        ('{{sfn|Smith|c. 999}}', ['work:smith|c 999 (1)']),
        ('{{sfn|Smith|99}}', ['work:smith|99| (1)']),
        ('{{sfn|Smith||2001}}', ['work:smith|2001 (1)']),
        ('{{sfn|Smith|2001|1999}}', ['work:smith|2001 (1)']),
        ('{{sfn}}', []),
        ('{{sfn|2001}}', ['work:2001 (1)']),
        ('{{sfnm|1a1=Smith|1a2=Jones|1y=2001|2a1=Low|2y=1999}}', ['work:smith|jones|2001 (1)', 'work:low|1999 (1)']),
        ('{{sfnm|1a=Smith|1y=2001|10a1=Low|2a1=Ray|2y=1}}', ['work:smith|2001 (1)', 'work:ray|1 (1)', 'work:low| (1)']),
        ('{{sfnm|Smith|2001|Jones|1999|Low}}', ['work:smith|2001 (1)', 'work:jones|1999 (1)']),
        ('{{sfnm|Smith}}', ['work:smith| (1)']),
        ('see {{harvnb|Smith|2001}} and {{harvnb|Jones|1999}}', ['work:smith|2001 (1)', 'work:jones|1999 (1)']),
    ],
)  # fmt: skip
def test_sources(content: str, expected: list[str]) -> None:
    found = [
        ' '.join(
            (
                *([f'work:{"|".join(source.work)}'] if source.work else sorted(source.ids)),
                f'({source.level})',
                *sorted(source.known),
            )
        )
        for source in citations.of(content, EN)
    ]
    assert found == expected


def test_shortened_footnotes_within_are_footnotes_of_their_own() -> None:
    content = 'See http://a.org/1 {{sfn|Smith|2001}} {{harv|Jones|1999}}'
    assert [source.work for source in citations.of(content, EN)] == [('smith', '2001'), ('jones', '1999')]
    assert [source.work for source in citations.of(content, EN, apart=True)] == [('jones', '1999')]


@pytest.mark.parametrize(
    ('template', 'anchors'),
    [
        ('{{cite book|title=T|date=1 May 2001|ref=Smith}}', {'smith', 'smith2001'}),
        ('{{cite book|title=T|year=2001a|ref=CITEREFSmith}}', {'smith', 'smith2001a'}),
        ('{{cite book|title=T|ref={{sfnref|Smith|Jones|2001|x=y}}}}', {'smithjones2001'}),
        ('{{cite book|title=T|ref=harv|year=2001}}', set()),
        ('{{cite book|title=T|ref=None|year=2001}}', set()),
        ('{{cite book|title=T|year=2001}}', set()),
        ('{{sfn|Smith|2001|ref=CITEREFSmith & Co}}', {'smithco'}),
    ],
)
def test_what_shortened_citations_may_call_a_work(template: str, anchors: set[str]) -> None:
    [source] = citations.of(template, EN)
    assert source.anchors == anchors


def test_a_footnote_that_nobody_wrote_is_cut() -> None:
    assert not citations.of(' ' * 20_000 + 'Smith', EN) and citations.of(' ' * 19_995 + 'Smith', EN)


def test_the_words_of_wikitext() -> None:
    assert citations.words("''A'' [[b|C]] [[d]]<br>e&amp;f_g-1") == ('a', 'c', 'd', 'e', 'f', 'g', '1')

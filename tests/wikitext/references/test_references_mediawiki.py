"""Footnote markers compared with what MediaWiki's own preprocessor sees."""

from __future__ import annotations

import random
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onelib import wikis
from onelib.wikitext.references import extract
from tests.fuzz import batches
from tests.sandbox.farm import Farm
from tests.wikitext import oracle

SAMPLE = 25
TAG_FUNCTION = wikis.common()['footnotes']['tag']
# MediaWiki parses the content of these when it comes to them.
PARSED = ('references', 'gallery', 'poem', 'imagemap')
PIECES = [
    '<ref>', '</ref>', '<ref name=a>x</ref>', '<ref/>', "<ref name='a/b' />", '<REF>', '<ref name="a>b">',
    '<reference>', '<!--', '-->', '<nowiki>', '</nowiki>', '<pre>', '</pre>', '<includeonly>', '</includeonly>',
    '<noinclude>', '{{', '}}', '{{a|', '[[', ']]', '{{#tag:ref|', '{{#tag: REF |', '|', '=', '\n', '\n==',
    '<references>', '</references>', '<poem>', '</poem>', 'x', ' ',
    '<syntaxhighlight lang=x>', '</syntaxhighlight>', '<ref', '/>', '"', '{{{', '}}}',
]  # fmt: skip


def seen(farm: Farm, code: str, text: str) -> tuple[int, int, int]:
    """How many ``<ref>`` there are on the page and in the content of other tags, and how many ``{{#tag:ref}}``."""
    return _count(farm, code, oracle.parse_tree(farm, code, text))


def _count(farm: Farm, code: str, tree: ElementTree.Element) -> tuple[int, int, int]:
    tags = inside = functions = 0
    for element in tree.iter():
        name = (element.findtext('name') or '').lower()
        inner = element.findtext('inner') or ''
        if element.tag == 'ext' and name == 'ref':
            tags += 1
        elif element.tag == 'ext' and name in PARSED and ('<' in inner or '{{' in inner):
            # Not a whole page: white space at its ends would be lost, and a newline opens a line.
            found = seen(farm, code, f'x{inner}x')
            inside, functions = inside + found[0] + found[1], functions + found[2]
        elif element.tag == 'template' and (title := element.find('title')) is not None:
            function, _, argument = ''.join(title.itertext()).strip().lower().partition(':')
            # What the function is called on a wiki is data: the farm's MediaWiki does not know the names in Cyrillic.
            functions += function.removeprefix('#') in TAG_FUNCTION and argument.strip() == 'ref'
    return tags, inside, functions


def found(text: str, code: str) -> tuple[int, int, int]:
    references = extract(text, wikis.load(code))
    tags = [reference for reference in references if reference.kind == 'ref']
    return (
        sum(not tag.within for tag in tags),
        sum(bool(tag.within) for tag in tags),
        sum(reference.kind == 'function' for reference in references),
    )


@pytest.mark.parametrize('code', [code for code in oracle.codes() if code in wikis.codes()])
def test_articles(farm: Farm, code: str) -> None:
    host = code if code in farm.wikis else 'en'
    texts = {title: text.strip() for title, text in oracle.texts(code).items() if '<ref' in text or '{{#' in text}
    for title in random.Random(1).sample(sorted(texts), min(SAMPLE, len(texts))):
        assert found(texts[title], code) == seen(farm, host, texts[title]), title


@batches(12)
@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=14).map(''.join), min_size=1, max_size=15))
def test_made_up_texts(farm: Farm, texts: list[str]) -> None:
    for text in texts:
        page = f'x{text}x'
        tags, _, functions = found(page, 'en')
        expected = seen(farm, 'en', page)
        assert (tags, functions) == (expected[0], expected[2]), page

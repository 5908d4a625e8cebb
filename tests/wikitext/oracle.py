"""MediaWiki as the judge: what its own preprocessor, section list and rendered pages say of a text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

from onelib import wikis
from onelib.wikis import Wiki, titles
from onelib.wikitext import preprocessor, raised
from onelib.wikitext import tree as wikitext_tree
from tests import articles
from tests.fuzz import share
from tests.sandbox import content, dumps
from tests.sandbox.farm import Farm

NOT_ARTICLES = re.compile(r'^(Project|Template|Category|MediaWiki|File|User):')


@cache
def texts(code: str) -> Mapping[str, str]:
    """Articles of a wiki by title: those of the farm, those written for their shapes, and real ones if any."""
    own = content.written_pages(code)
    found = {title: text for title, text in own.items() if not NOT_ARTICLES.match(title)}
    found |= articles.written(code)
    for path in articles.real().get(code, []):
        found |= {article.title: article.text for article in share(dumps.articles(path), 2)}
    return found


def codes() -> list[str]:
    """Codes of the wikis that `texts` has something of."""
    folders = [path for parent in (content.CONTENT, articles.WRITTEN) for path in parent.iterdir() if path.is_dir()]
    return sorted(({path.name for path in folders} - {'meta'}) | (articles.real().keys() & set(wikis.codes())))


def parse_tree(farm: Farm, code: str, text: str) -> ElementTree.Element:
    answer = farm.api(code, action='parse', prop='parsetree', contentmodel='wikitext', text=text)
    return ElementTree.fromstring(answer['parse']['parsetree'])


def tree_and_sections(farm: Farm, code: str, text: str) -> tuple[ElementTree.Element, list[dict[str, Any]]]:
    """MediaWiki's own parse tree and section list, the latter without the headings that no editor opens."""
    answer = farm.api(code, action='parse', prop='parsetree|sections', contentmodel='wikitext', text=text)['parse']
    sections = [section for section in answer['sections'] if section['index'].isdigit()]
    return ElementTree.fromstring(answer['parsetree']), sections


def tags(tree: ElementTree.Element, wiki: Wiki) -> list[tuple[str, int]]:
    """Name and section number of each citation-needed tag in a parse tree, in reading order.

    What <gallery> and <poem> hold, MediaWiki shows with its templates; its parse tree has it as source.
    """
    number = 0
    found = []
    for child in tree:
        if child.tag == 'h':
            number = int(child.get('i', 0))
        found += [(name, number) for name in _names(child) if titles.template_name(name, wiki) in wiki.names('inline')]
    return found


def _names(element: ElementTree.Element) -> Iterator[str]:
    if element.tag == 'ext' and (element.findtext('name') or '').lower() in ('gallery', 'poem'):
        source = element.findtext('inner') or ''
        inner = wikitext_tree.templates(preprocessor.parse(source), in_tags=True)
        yield from (wikitext_tree.title(node, source) for node in inner)
    if element.tag in ('comment', 'ext', 'ignore'):
        return
    if element.tag == 'template':
        title = element.find('title')
        assert title is not None
        if all(child.tag in ('comment', 'ignore') for child in title):
            yield ((title.text or '') + ''.join(child.tail or '' for child in title)).strip()
    for child in element:
        yield from _names(child)


class _Reader(HTMLParser):
    """Collects what a reader sees, apart from footnote marks and the tags themselves."""

    HIDDEN_CLASSES = frozenset({'reference', 'noprint', 'mw-editsection', 'mw-ref'})
    VOID = frozenset({'area', 'br', 'col', 'hr', 'img', 'input', 'link', 'meta', 'wbr'})

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.open: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.VOID:
            self.words.append(' ')
            return
        classes = set((dict(attrs).get('class') or '').split())
        self.open.append(tag in ('style', 'script') or bool(classes & self.HIDDEN_CLASSES))

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID and self.open:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if not any(self.open):
            self.words.append(data)


def visible(html: str) -> str:
    """The text of a rendered page, ready to be searched: no white space at all, superscripts like other characters."""
    reader = _Reader()
    reader.feed(html)
    return squeezed(''.join(reader.words))


def squeezed(text: str) -> str:
    return re.sub(r'\s+', '', raised.lowered(text))

"""Whether an article names any source at all, in a footnote or elsewhere."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from onelib import wikis
from onelib.wikis import Wiki, titles
from onelib.wikitext import plaintext, preprocessor, tree
from onelib.wikitext.references import footnotes
from onelib.wikitext.references.citations import is_citation
from onelib.wikitext.tree import Heading, Node, Text

__all__ = ['cites_nothing', 'names_nothing']

# An address among the words, or what stands for a book; those in an infobox are of what the article is about.
# Each begins with what a text is searched for as fast as memory is read.
_NAMED = (
    re.compile(r'//(?<![\w/]//)[^\s\[\]<>]+\.'),
    re.compile(r'isbn(?<=\bisbn)[ :-]*[\dx-]{9}'),
    re.compile(r'doi:(?<=\bdoi:)\s*10\.'),
)
_ITEM = re.compile(r'^[*#:]+[ \t]*\S|\w[^\n]{20}', re.MULTILINE)
_NO_ITEM = re.compile(r'\[\[[^\[\]|]+:[^\[\]]*\]\]|<[^<>]*>')
# In which what is listed are sources.
_SECTIONS = ('references', 'literature')


def cites_nothing(text: str, wiki: Wiki) -> bool:
    """Whether an article has neither a footnote, nor a citation, nor an address or a book among its words.

    Footnotes without text, and the list of them, are none.
    """
    # They stand in tables and templates, too.
    if any(footnote.content.strip() for footnote in footnotes.find(text, wiki)):
        return False
    return names_nothing(text, wiki)


def names_nothing(text: str, wiki: Wiki) -> bool:
    """The same of an article without a footnote."""
    nodes = preprocessor.parse(text)
    if any(_tells_source(tree.title(node, text), wiki) for node in tree.templates(nodes)):
        return False
    words = _words(nodes, text).lower()
    if any(source.search(words) for source in _NAMED):
        return False
    return not any(_lists_sources(heading, body, text, wiki) for _, heading, body in tree.sections(nodes) if heading)


@lru_cache(maxsize=10_000)
def _tells_source(title: str, wiki: Wiki) -> bool:
    name = titles.template_name(title, wiki)
    return bool(name) and (is_citation(name, wiki) or footnotes.marks(name, wiki))


def _words(nodes: Sequence[Node], text: str) -> str:
    return ' '.join(text[node.start : node.end] for node in nodes if isinstance(node, Text))


def _lists_sources(heading: Heading, body: Sequence[Node], text: str, wiki: Wiki) -> bool:
    name = plaintext.heading(heading, text, wiki).casefold()
    return name in _known(wiki) and bool(_ITEM.search(_NO_ITEM.sub('', _words(body, text))))


@cache
def _known(wiki: Wiki) -> frozenset[str]:
    """The headings of sections that list sources; English ones are seen everywhere."""
    known = (wikis.load('en'), wiki)
    return frozenset(name.casefold() for w in known for kind in _SECTIONS for name in w.headings.get(kind, ()))

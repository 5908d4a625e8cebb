"""What the finder makes of the text of an article: its tags, what only looks like one, and its statements."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache

from onelib import wikis
from onelib.wikis import BANNERS, Wiki, titles
from onelib.wikitext import preprocessor, tree
from onelib.wikitext.escaping import cut
from onelib.wikitext.statements import Statement, is_banner
from onelib.wikitext.tree import Node, Template

__all__ = ['described', 'explain', 'most']

_SHOWN = 80
# More lines of a kind than these say nothing new.
_MOST = 60
_ALIKE = 0.8


def explain(text: str, wiki: Wiki, statements: Sequence[Statement]) -> Iterator[str]:
    """The tags and the statements of an article, a line each.

    :param statements: its statements, of all kinds
    """
    nodes = preprocessor.parse(text)
    yield f'Its text, {len(text)} characters:'
    yield from most(
        [*_tags(nodes, text, wiki, statements), *_hidden(nodes, text, wiki), *_unknown(nodes, text, wiki)], _MOST
    )
    if any(titles.template_name(tree.title(node, text), wiki) in wiki.names('disambiguation') for node in _all(nodes)):
        yield '  it is a disambiguation page: only tags count there, no paragraph without a footnote'
    yield f'Statements without a source: {len(statements)}'
    yield from most([f'  {described(statement)}' for statement in statements], _MOST)


def described(statement: Statement) -> str:
    """A statement in a line."""
    where = f'section "{statement.section}"' if statement.section else 'the lead'
    what = f'{statement.kind}, {{{{{statement.template}}}}}' if statement.template else statement.kind
    since = f'since {statement.since}' if statement.since else 'undated'
    words = cut(statement.text, _SHOWN)
    return f'"{words}" ({what}, {since}, in {where})'


def _tags(nodes: Sequence[Node], text: str, wiki: Wiki, statements: Sequence[Statement]) -> Iterator[str]:
    """The templates that are taken for tags and banners."""
    as_tag = Counter(statement.template for statement in statements if statement.kind == 'tagged')
    mute = Counter(statement.template for statement in statements if statement.kind == 'tagged' and not statement.text)
    for node in _all(nodes):
        written = tree.title(node, text)
        name = titles.template_name(written, wiki)
        banners = [kind for kind in BANNERS if name in wiki.names(kind)]
        if name in wiki.names('inline') or (banners and as_tag[written]):
            meaning = 'a citation-needed tag' if not banners else 'a banner that stands behind a statement: a tag'
            if mute[written]:
                meaning += '; there is no text at one of this name that could be shown'
        elif banners and not is_banner(node, text, wiki):
            yield f'  line {_line(text, node)}: {{{{{written}}}}} is not taken: no parameter says that it wants sources'
            continue
        elif banners:
            meaning = f'a banner ({", ".join(banners)}): it says that the section or article wants sources'
        else:
            continue
        yield f'  line {_line(text, node)}: {{{{{written}}}}} is taken for {meaning}'


def _hidden(nodes: Sequence[Node], text: str, wiki: Wiki) -> Iterator[str]:
    """What would be a tag elsewhere, but MediaWiki sees no template there."""
    seen = {node.start for node in _all(nodes)}
    names = re.compile(titles.transclusion(wiki.names('inline') | wiki.banners))
    for match in names.finditer(text):
        if match.start() not in seen and (place := _around(nodes, match.start())):
            written = text[match.start() : match.start() + _SHOWN].partition('}}')[0].partition('\n')[0]
            line = text.count('\n', 0, match.start()) + 1
            yield f'  line {line}: {written}}}}} is not taken: it stands in {place}'


def _unknown(nodes: Sequence[Node], text: str, wiki: Wiki) -> Iterator[str]:
    """Templates that are called much like a tag, or as a tag of another wiki."""
    known = frozenset().union(*(wiki.names(kind) for kind in wiki.templates))
    own = sorted(wiki.names('inline') | wiki.banners)
    elsewhere = _elsewhere()
    for node in _all(nodes):
        name = titles.template_name(tree.title(node, text), wiki)
        if not name or name in known:
            continue
        if name in elsewhere:
            why = f'it is a tag on {elsewhere[name]}, but no name that is known for one on {wiki.code}'
        elif close := difflib.get_close_matches(name, own, 1, _ALIKE):
            why = f'no such tag is known on {wiki.code}; did somebody mean {{{{{close[0]}}}}}?'
        else:
            continue
        yield f'  line {_line(text, node)}: {{{{{name}}}}} is not taken: {why}'


@cache
def _elsewhere() -> dict[str, str]:
    """Names of tags and banners → a wiki that has them."""
    return {
        name: code for code in wikis.codes() for name in wikis.load(code).names('inline') | wikis.load(code).banners
    }


def _all(nodes: Sequence[Node]) -> list[Template]:
    return list(tree.templates(nodes))


def _line(text: str, node: Node) -> int:
    return text.count('\n', 0, node.start) + 1


def _around(nodes: Sequence[Node], at: int) -> str:
    """What hides a place of the text from MediaWiki's preprocessor, '' if nothing does."""
    for node in nodes:
        if not node.start <= at < node.end:
            continue
        match node:
            case tree.Comment():
                return 'a comment'
            case tree.Ignored():
                return 'a part that only matters where the page is transcluded'
            case tree.Extension():
                footnote = ', a footnote: what wants a source there is no statement of the article'
                return f'<{node.name}>{footnote if node.name == "ref" else ""}'
            case tree.Template() | tree.Argument():
                inside = [node.title, *(part.name or [] for part in node.parts), *(part.value for part in node.parts)]
                return next(filter(None, (_around(part, at) for part in inside)), '')
            case tree.Heading():
                return _around(node.children, at)
    return ''


def most(lines: Sequence[str], number: int) -> Iterator[str]:
    """The first so many of these lines, and how many more there are."""
    yield from lines[:number]
    if len(lines) > number:
        yield f'  … and {len(lines) - number} more'

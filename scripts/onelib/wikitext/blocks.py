"""Blocks that a bot keeps current, like ``{{1Lib1Ref worklist|limit=50}}…{{1Lib1Ref worklist end}}``.

What stands between the two templates is the bot's; outside of them no byte ever changes.  Only a transclusion of the
template itself begins or ends a block: no ``{{msgnw:…}}``, no parser function, no page of another namespace.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from onelib import wikis
from onelib.wikis import Wiki, titles
from onelib.wikitext import preprocessor, tree
from onelib.wikitext.tree import Argument, Extension, Heading, Node, Template

__all__ = [
    'NAMES',
    'Block',
    'BlockError',
    'NoRoomError',
    'fill',
    'find',
    'in_comments',
    'is_marked',
    'on_lines',
    'replace',
    'unseen',
]

#: The blocks that there are.  None may stand in another: what writes the outer one would delete the inner one.
NAMES = ('1Lib1Ref worklist', '1Lib1Ref tally', '1Lib1Ref backlog', '1Lib1Ref status')


# What a comment or an ignored part begins with.
_OPENING = re.compile(r'\s*(?:<!--|<[^>]*>)')


class BlockError(ValueError):
    """The templates of a block do not pair up, so it is not clear what the bot may write on."""


class NoRoomError(BlockError):
    """What the blocks should say does not fit on the page."""


@dataclass(frozen=True, slots=True)
class Block:
    """A start template, its body and its end template.

    :ivar start: where the body begins in the text of the page, `end`: where it ends
    :ivar parameters: names of the start template's parameters in lower case -> values, both stripped, without comments
    :ivar repeated: names of those that it has several times with different values, of which the last one counts
    """

    start: int
    end: int
    body: str
    parameters: Mapping[str, str]
    repeated: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Mark:
    """A start or an end template of a block.

    :ivar name: of the block; `ends`: whether it is its end template
    :ivar node: the node of the page that it is, or stands in
    :ivar within: what it stands in, '' if it stands in nothing and so is the `node`
    """

    name: str
    ends: bool
    node: Node
    within: str

    def __str__(self) -> str:
        return f'{{{{{self.name}{" end" if self.ends else ""}}}}}'


def find(page_text: str, name: str, wiki: Wiki | None = None) -> list[Block]:
    """The blocks of that name on a page, in order; none if there is only an example in ``<nowiki>``.

    :param name: name of the start template, like ``1Lib1Ref worklist``; the end template has `` end`` behind it
    :param wiki: whose page it is; without it, the namespace of templates may be called as on any wiki
    :raises BlockError: a start without an end, an end without a start, a block in a block, a template, a heading or a
        tag like ``<ref>``
    """
    return list(_found(page_text, name, wiki))


# Of one save, the same text is searched by what makes the blocks, what merges them and what saves the page.
@lru_cache(maxsize=4)
def _found(page_text: str, name: str, wiki: Wiki | None) -> tuple[Block, ...]:
    marks = list(_marks(page_text, name, wiki))
    pairs = _pairs(marks, name)
    for opened, closed in pairs:
        _refuse_overlap(opened, closed, [mark for mark in marks if mark.name != name])
    return tuple(_block(opened, closed, page_text) for opened, closed in pairs)


def _block(opened: Template, closed: Template, page_text: str) -> Block:
    parameters: dict[str, str] = {}
    repeated: dict[str, None] = {}
    for key, part in tree.arguments(opened, page_text):
        value = tree.source(part.value, page_text)
        if parameters.get(key, value) != value:
            repeated[key] = None
        parameters[key] = value
    return Block(opened.end, closed.start, page_text[opened.end : closed.start], parameters, tuple(repeated))


def _pairs(marks: Sequence[_Mark], name: str) -> list[tuple[Template, Template]]:
    """The start and the end template of each block of that name."""
    pairs: list[tuple[Template, Template]] = []
    opened: Template | None = None
    for mark in marks:
        if mark.name != name:
            continue
        if mark.within:
            raise BlockError(f'{mark} within {mark.within}')
        if mark.ends and opened is None:
            raise BlockError(f'{mark} without {{{{{name}}}}} before it')
        if not mark.ends and opened is not None:
            raise BlockError(f'a second {mark} before {{{{{name} end}}}}')
        assert isinstance(mark.node, Template)
        if opened is None:
            opened = mark.node
        else:
            pairs.append((opened, mark.node))
            opened = None
    if opened is not None:
        raise BlockError(f'{{{{{name}}}}} without {{{{{name} end}}}} behind it')
    return pairs


def _refuse_overlap(opened: Template, closed: Template, others: Sequence[_Mark]) -> None:
    """Blocks of another name neither stand in a block nor around it: one of the two would delete the other.

    :raises BlockError: they do
    """
    open_at: dict[str, int] = {}
    for mark in others:
        if opened.end <= mark.node.start < closed.start:
            raise BlockError(f'{mark} within another block')
        if not mark.ends:
            open_at[mark.name] = mark.node.start
        elif open_at.pop(mark.name, closed.start) < opened.start and closed.end <= mark.node.start:
            raise BlockError(f'a block between {{{{{mark.name}}}}} and {mark}')


def is_marked(page_text: str, name: str, wiki: Wiki | None = None) -> bool:
    """Whether a start or an end of a block of that name stands on a page, in whatever place."""
    return any(mark.name == name for mark in _marks(page_text, name, wiki))


def in_comments(page_text: str, name: str, wiki: Wiki | None = None) -> int:
    """How many start templates of blocks of that name stand in comments, where nothing is served."""
    return _starts_in(tree.Comment, page_text, name, wiki)


def unseen(page_text: str, name: str, wiki: Wiki | None = None) -> Iterator[str]:
    """Why blocks of that name are none, on a page that nothing is transcluded on; nothing for an example."""
    if in_comments(page_text, name, wiki):
        yield f'{{{{{name}}}}} stands in a comment, where nobody sees it'
    if _starts_in(tree.Ignored, page_text, name, wiki):
        yield f'{{{{{name}}}}} stands in <includeonly>, where it is not of this page'
    for node in tree.templates(preprocessor.parse(page_text)):
        title = tree.title(node, page_text)
        written = _block_name(title, wiki)
        if written != titles.normalise(name) and _letters(written) == _letters(name):
            yield f'{{{{{title}}}}} is no template of onelib; it is called {{{{{name}}}}}'


def _starts_in(kind: type[tree.Comment | tree.Ignored], page_text: str, name: str, wiki: Wiki | None) -> int:
    nodes = (node for node in preprocessor.parse(page_text) if isinstance(node, kind))
    # Without what opens and closes them they are read like a page.
    contents = (_OPENING.sub('', page_text[node.start : node.end], count=1).removesuffix('-->') for node in nodes)
    marks = (mark for content in contents if '{{' in content for mark in _marks(content, name, wiki))
    return sum(mark.name == name and not mark.ends for mark in marks)


def _letters(name: str) -> str:
    return ''.join(filter(str.isalnum, name.casefold()))


def replace(page_text: str, name: str, body: str, *, index: int | None = None, wiki: Wiki | None = None) -> str:
    """The text of a page with the body of a block replaced; outside of the block nothing changes.

    :param body: goes on lines of its own
    :param index: which block, if there are several
    :param wiki: as in `find`
    :raises BlockError: there is no such block, it is not clear which, or the body would break out of it
    """
    blocks = find(page_text, name, wiki)
    if not blocks:
        raise BlockError(f'no {{{{{name}}}}} on the page')
    if index is None and len(blocks) > 1:
        raise BlockError(f'{len(blocks)} times {{{{{name}}}}} on the page: which one?')
    return fill(page_text, name, blocks, {index or 0: body}, wiki)


def fill(
    page_text: str, name: str, blocks: Sequence[Block], bodies: Mapping[int, str], wiki: Wiki | None = None
) -> str:
    """The text of a page with the bodies of some of its blocks replaced; outside of them nothing changes.

    :param blocks: all that `find` finds on the page
    :param bodies: new bodies by the index of the block; each goes on lines of its own
    :param wiki: as in `find`
    :raises BlockError: there is no block of that index, or a body would break out of its block
    """
    if wrong := [index for index in bodies if not 0 <= index < len(blocks)]:
        raise BlockError(f'only {len(blocks)} times {{{{{name}}}}} on the page, none has the number {wrong[0]}')
    whole = {index: on_lines(body) for index, body in bodies.items()}
    text = page_text
    for index in sorted(whole, reverse=True):
        text = text[: blocks[index].start] + whole[index] + text[blocks[index].end :]
    written = _checked(text, name, len(blocks), wiki)
    if written is None or any(written[index].body != body for index, body in whole.items()):
        raise BlockError(f'what should stand between {{{{{name}}}}} and its end would break out of it')
    return text


def on_lines(body: str) -> str:
    """A body as it stands between its two templates: on lines of its own."""
    return ('' if body.startswith('\n') else '\n') + body + ('' if body.endswith('\n') else '\n')


def _checked(text: str, name: str, number: int, wiki: Wiki | None) -> list[Block] | None:
    try:
        blocks = find(text, name, wiki)
    except BlockError:
        return None
    return blocks if len(blocks) == number else None


def _marks(text: str, name: str, wiki: Wiki | None) -> Iterator[_Mark]:
    """The start and end templates of all blocks on a page, in order."""
    blocks = {
        titles.normalise(written): (block, ends)
        for block in (*NAMES, name)
        for written, ends in ((block, False), (f'{block} end', True))
    }
    for node in preprocessor.parse(text):
        for title, within in _transclusions([node], text):
            if block := blocks.get(_block_name(title, wiki)):
                yield _Mark(*block, node, within)


def _transclusions(nodes: Sequence[Node], text: str, within: str = '') -> Iterator[tuple[str, str]]:
    """The title of each transclusion, and what it stands in; MediaWiki reads what stands in some tags, too."""
    for node in nodes:
        match node:
            case Template() | Argument():
                if isinstance(node, Template):
                    yield tree.title(node, text), within
                inner = within or 'another template or a heading'
                yield from _transclusions(node.title, text, inner)
                for part in node.parts:
                    yield from _transclusions((*(part.name or ()), *part.value), text, inner)
            case Heading():
                yield from _transclusions(node.children, text, within or 'another template or a heading')
            case Extension(name=tag, inner=(start, end)) if tag in _tags_with_wikitext():
                content = text[start:end]
                # Most footnotes hold no template: there is nothing to parse.
                if '{{' in content:
                    yield from _transclusions(preprocessor.parse(content), content, f'<{tag}>')
            case _:
                pass


@cache
def _tags_with_wikitext() -> frozenset[str]:
    return frozenset({'ref', *wikis.common()['footnotes']['wikitext_tags']})


def _block_name(title: str, wiki: Wiki | None) -> str:
    """The normalised name of the template that ``{{title}}`` leads to; of anything else, no name of a template."""
    if wiki:
        name = titles.template_name(title, wiki)
        return titles.normalise(wiki.canonical('block', name) or name)
    namespace, colon, rest = title.partition(':')
    return titles.normalise(rest if colon and titles.prefix(namespace) in _template_prefixes() else title)


@cache
def _template_prefixes() -> frozenset[str]:
    """What the namespace of templates is called on any wiki."""
    return frozenset().union(*(wikis.load(code).namespace_prefixes['template'] for code in wikis.codes()))

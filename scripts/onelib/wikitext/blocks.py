"""Blocks that a bot keeps current, like ``{{1Lib1Ref worklist|limit=50}}…{{1Lib1Ref worklist end}}``.

What stands between the two templates is the bot's; outside of them no byte ever changes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from onelib.wikis import titles
from onelib.wikitext import preprocessor, tree
from onelib.wikitext.tree import Node, Template

__all__ = ['Block', 'BlockError', 'NoRoomError', 'fill', 'find', 'on_lines', 'replace']


class BlockError(ValueError):
    """The templates of a block do not pair up, so it is not clear what the bot may write on."""


class NoRoomError(BlockError):
    """What the blocks should say does not fit on the page."""


@dataclass(frozen=True, slots=True)
class Block:
    """A start template, its body and its end template.

    :ivar start: where the body begins in the text of the page, `end`: where it ends
    :ivar parameters: names of the start template's parameters in lower case -> values, both stripped, without comments
    """

    start: int
    end: int
    body: str
    parameters: Mapping[str, str]


def find(page_text: str, name: str) -> list[Block]:
    """The blocks of that name on a page, in order; none if there is only an example in ``<nowiki>``.

    :param name: name of the start template, like ``1Lib1Ref worklist``; the end template has `` end`` behind it
    :raises BlockError: a start without an end, an end without a start, a block in a block, a template or a heading
    """
    return list(_found(page_text, name))


# Of one save, the same text is searched by what makes the blocks, what merges them and what saves the page.
@lru_cache(maxsize=4)
def _found(page_text: str, name: str) -> tuple[Block, ...]:
    found: list[Block] = []
    opened: Template | None = None
    nodes = preprocessor.parse(page_text)
    for node, ends in _marks(nodes, page_text, name):
        if ends and opened is None:
            raise BlockError(f'{{{{{name} end}}}} without {{{{{name}}}}} before it')
        if not ends and opened is not None:
            raise BlockError(f'a second {{{{{name}}}}} before {{{{{name} end}}}}')
        if opened is None:
            opened = node
        else:
            found.append(
                Block(
                    opened.end,
                    node.start,
                    page_text[opened.end : node.start],
                    {name: tree.source(part.value, page_text) for name, part in tree.arguments(opened, page_text)},
                )
            )
            opened = None
    if opened is not None:
        raise BlockError(f'{{{{{name}}}}} without {{{{{name} end}}}} behind it')
    return tuple(found)


def replace(page_text: str, name: str, body: str, *, index: int | None = None) -> str:
    """The text of a page with the body of a block replaced; outside of the block nothing changes.

    :param body: goes on lines of its own
    :param index: which block, if there are several
    :raises BlockError: there is no such block, it is not clear which, or the body would break out of it
    """
    blocks = find(page_text, name)
    if not blocks:
        raise BlockError(f'no {{{{{name}}}}} on the page')
    if index is None and len(blocks) > 1:
        raise BlockError(f'{len(blocks)} times {{{{{name}}}}} on the page: which one?')
    return fill(page_text, name, blocks, {index or 0: body})


def fill(page_text: str, name: str, blocks: Sequence[Block], bodies: Mapping[int, str]) -> str:
    """The text of a page with the bodies of some of its blocks replaced; outside of them nothing changes.

    :param blocks: all that `find` finds on the page
    :param bodies: new bodies by the index of the block; each goes on lines of its own
    :raises BlockError: there is no block of that index, or a body would break out of its block
    """
    if wrong := [index for index in bodies if not 0 <= index < len(blocks)]:
        raise BlockError(f'only {len(blocks)} times {{{{{name}}}}} on the page, none has the number {wrong[0]}')
    whole = {index: on_lines(body) for index, body in bodies.items()}
    text = page_text
    for index in sorted(whole, reverse=True):
        text = text[: blocks[index].start] + whole[index] + text[blocks[index].end :]
    written = _checked(text, name, len(blocks))
    if written is None or any(written[index].body != body for index, body in whole.items()):
        raise BlockError(f'what should stand between {{{{{name}}}}} and its end would break out of it')
    return text


def on_lines(body: str) -> str:
    """A body as it stands between its two templates: on lines of its own."""
    return ('' if body.startswith('\n') else '\n') + body + ('' if body.endswith('\n') else '\n')


def _checked(text: str, name: str, number: int) -> list[Block] | None:
    try:
        blocks = find(text, name)
    except BlockError:
        return None
    return blocks if len(blocks) == number else None


def _marks(nodes: Sequence[Node], text: str, name: str) -> list[tuple[Template, bool]]:
    """The start (False) and end (True) templates of a page, in order."""
    start, end = titles.normalise(name), titles.normalise(f'{name} end')
    top = {id(node) for node in nodes}
    marks = []
    for node in tree.templates(nodes):
        written = tree.title(node, text)
        title = titles.bare_name(written)
        if title in (start, end):
            if id(node) not in top:
                raise BlockError(f'{{{{{title}}}}} within another template or a heading')
            marks.append((node, title == end))
    return marks

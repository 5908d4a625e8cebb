"""Places in a text, put into its tree: an empty template stands at each, and changes nothing of what is around it."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Collection, Iterator
from dataclasses import replace

from onelib.wikitext.tree import Argument, Comment, Heading, Ignored, Node, Template, Text

__all__ = ['plant']

# What would be broken by something in its midst.
_TOKEN = re.compile(
    r"""
    \n(?:[ \t]*\n)+                                    # empty lines
    | ^(?:[*\#:;]+ | [ \t:]*\{\| | [ \t]*\|[-+}] | -{4,})    # lists, tables, rules
    | \|\| | !! | '{2,} | -\{ | \}- | __[A-Za-z]+__ | &\#?\w+;
    | \[\[(?:[^\[\]{}|\n]*\|)? | \]\] | \[(?:\w+:)?//[^\s<{]* | </?[a-zA-Z][^<>{}\n]*>
    """,
    re.VERBOSE | re.MULTILINE,
)


def plant(nodes: list[Node], text: str, positions: Collection[int]) -> tuple[list[Node], dict[int, Template]]:
    """A tree with an empty template at each of these positions, and the templates by position.

    Where none can stand, it stands as near as it can: before a footnote, the name of a template or a piece of markup
    that the position is within, in the words of a heading, and at the end of the line before an empty one; in a comment
    it is not seen.  It may be that of several positions.

    :param nodes: as `onelib.wikitext.preprocessor.parse` gives them
    """
    planter = _Planter(text, positions)
    return planter.among(nodes, len(text), len(text)), planter.planted


def _places(text: str, positions: Collection[int]) -> Iterator[tuple[int, int]]:
    """Where something can stand, and the position that it is for, in order."""
    end = -1
    tokens: Iterator[re.Match[str]] = iter(())
    token: re.Match[str] | None = None
    for position in sorted(positions):
        place = min(max(0, position), len(text))
        if place >= end:
            # Only lines that hold positions are looked at, each with the end of the one before it.
            end = text.find('\n', place) + 1 or len(text)
            tokens = _TOKEN.finditer(text, max(0, text.rfind('\n', 0, place)), end)
            token = next(tokens, None)
        while token and token.end() <= place:
            token = next(tokens, None)
        yield (token.start() if token and token.start() < place else place), position


class _Planter:
    def __init__(self, text: str, positions: Collection[int]) -> None:
        self.text = text
        self.left = deque(_places(text, positions))
        self.planted: dict[int, Template] = {}

    def one(self, place: int, limit: int) -> list[Node]:
        """One at this place for all that are left up to a limit, if any are."""
        if not self.left or self.left[0][0] > limit:
            return []
        template = Template(place, place, [], [])
        while self.left and self.left[0][0] <= limit:
            self.planted[self.left.popleft()[1]] = template
        return [template]

    def among(self, nodes: list[Node], end: int, limit: int) -> list[Node]:
        """These nodes with what is left up to a limit; what is behind their end goes to it."""
        if not self.left or self.left[0][0] > limit:
            return nodes
        out: list[Node] = []
        for node in nodes:
            reach = node.end - (not isinstance(node, Heading))
            if not self.left or self.left[0][0] > reach:
                out.append(node)
                continue
            out += self.one(node.start, node.start - isinstance(node, Heading))
            out += self.within(node)
        return [*out, *self.one(end, limit)]

    def within(self, node: Node) -> Iterator[Node]:
        match node:
            case Text(start=start):
                while self.left and (place := self.left[0][0]) < node.end:
                    yield from (Text(start, place), *self.one(place, place))
                    start = place
                yield Text(start, node.end)
            case Template() | Argument():
                yield from self.one(node.start, (node.parts[0].start if node.parts else node.end) - 1)
                limits = [*(part.end for part in node.parts[:-1]), node.end - 1]
                parts = zip(node.parts, limits, strict=False)
                values = [replace(part, value=self.among(part.value, part.end, limit)) for part, limit in parts]
                kind = Template if isinstance(node, Template) else Argument
                yield kind(node.start, node.end, node.title, values)
            case Heading():
                self.move_into_words(node)
                yield replace(node, children=self.among(node.children, node.end, node.end))
            case Comment() | Ignored():
                # The name of a template is not shown, nor is this.
                yield from (Template(node.start, node.start, self.one(node.start, node.end - 1), []), node)
            case _:
                yield from (*self.one(node.start, node.end - 1), node)

    def move_into_words(self, heading: Heading) -> None:
        """Move those within the equals signs of a heading, and behind, to its words."""
        first = heading.start + heading.level
        texts = (node for node in heading.children if isinstance(node, Text))
        end = max(node.start + len(self.text[node.start : node.end].rstrip(' \t')) for node in texts)
        last = max(first, end - heading.level)
        within = []
        while self.left and self.left[0][0] <= heading.end:
            place, position = self.left.popleft()
            within.append((min(max(first, place), last), position))
        self.left.extendleft(reversed(within))

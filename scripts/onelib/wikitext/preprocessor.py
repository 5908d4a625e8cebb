"""The first half of MediaWiki's parser: which templates, tags, comments and headings a text holds.

``parse('{{Fact|date=May 2019}} <ref>x</ref>')`` gives a `Template`, a `Text` and an `Extension`.

MediaWiki itself decides this before it looks at anything else (its class ``Preprocessor_Hash``), by rules that general
parsers of wikitext do not share: what an unclosed brace does, which ``=`` makes a heading, where a ``<ref>`` that is
never closed ends.  Section numbers and "is this a tag or only looks like one" hang on just these, so this module
follows the same rules, character by character, and is tested against ``action=parse&prop=parsetree``.  Every node is a
span of the source; nothing is copied.  Time is linear in the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

from onelib.wikitext import tags, tree
from onelib.wikitext.tags import TagReader
from onelib.wikitext.tree import Argument, Comment, Extension, Heading, Node, Part, Template, Text, UnreadTemplate

__all__ = ['parse']

# Deeper than this MediaWiki shows no template any more ($wgMaxPPExpandDepth is 100).
_MAX_DEPTH = 150
# Up to here there is room for any template.
_DEEP = 70


@dataclass(slots=True)
class _Part:
    start: int
    out: list[Node] = field(default_factory=list)
    equals: int | None = None  # index in `out` of the node behind the first =
    equals_at: int = -1
    comment_end: int = -1
    visual_end: int = -1


@dataclass(slots=True)
class _Piece:
    r"""Something opened and not closed yet: ``{{``, ``[[``, ``-{`` or a heading (``\n``)."""

    open: str
    start: int
    count: int
    parts: list[_Part]
    saved_prefix: bool = False  # a - stands before, from -{{

    @property
    def opening_end(self) -> int:
        return self.start + self.count


@lru_cache(maxsize=4)
def parse(text: str) -> list[Node]:
    """The nodes of a text, in order, without gaps but for white space that goes with a comment.

    Answers are kept, as different questions are asked about a text one after another: nobody may change them.
    """
    return _Preprocessor(text).run()


_LINK = r'\[\[[^\[\]{}<\n]*\]\]'
# A template in which nothing stands but words and links; it ends at the first braces that close.
_PLAIN_TEMPLATE = rf'\{{\{{[^{{}}<\[]*+(?:(?:{_LINK}|\[(?!\[))[^{{}}<\[]*+)*+\}}\}}'
# A line that is a heading, whatever comes before it and behind, as long as nothing is open.
_PLAIN_HEADING = r'\n(={1,6})[^\n={<\[]++\2[ \t]*(?=\n|\Z)'


@cache
def _specials(closing: str, pipe: bool, equals: bool) -> re.Pattern[str]:
    """What can matter next, given what is open.  Single braces and brackets never do.

    What is most common is matched whole: templates of words, headings, and links, to be passed over.
    """
    special = (
        rf'<(?i:{tags.opening().pattern[1:]})',
        _PLAIN_TEMPLATE,
        r'\{\{',
        r'-\{',
        # Where nothing is open, no link keeps anything from being what it is.
        *((_LINK, r'\[\[') if closing else (_PLAIN_HEADING,)),
        closing,
        r'\n(?==)',
        r'\|' if pipe else '',
        '=' if equals else '',
    )
    return re.compile('|'.join(filter(None, special)))


def _read_plain(source: str) -> Template:
    """The template that this is, read from behind its braces."""
    preprocessor = _Preprocessor(source)
    (node,) = preprocessor.run(preprocessor.open('{{', 0))
    assert isinstance(node, Template)
    return node


_CLOSING = {'{': r'\}\}', '[': r'\]\]', '-{': r'\}-', '\n': r'\n', '': ''}


class _Preprocessor:
    def __init__(self, text: str) -> None:
        self.text = text
        self.stack: list[_Piece] = []
        self.root: list[Node] = []
        self.out = self.root
        self.heading_index = 1
        self.tags = TagReader(text)
        self.comments_until = 0
        self.find_pipe = self.find_equals = self.in_heading = False

    def run(self, start: int | None = None) -> list[Node]:
        """All nodes; from the beginning, or from what stands behind something that was opened."""
        at = self.line_start(0) if start is None else start
        behind = at  # what stands before it is plain text from `at` on
        length = len(self.text)
        while True:
            closing = _CLOSING[self.stack[-1].open if self.stack else '']
            found = _specials(closing, self.find_pipe, self.find_equals).search(self.text, behind)
            if not found:
                self.literal(at, length)
                if not self.in_heading:
                    break
                self.close_heading(length)
                at = behind = length
                continue
            special = found[0]
            if special[0] == '[' and len(special) > 2:
                behind = found.end()
                continue
            start = found.start()
            if at < start:
                self.literal(at, start)
            at = behind = self.handle(found, special, start)
        for piece in self.stack:
            self.root.extend(self.broken(piece))
        for node in self.root:
            if isinstance(node, Heading):
                node.counts = True
        return self.root

    def handle(self, found: re.Match[str], special: str, at: int) -> int:
        match special[0]:
            case '<':
                return self.angle(found)
            case '\n':
                if len(special) > 1:
                    return self.plain_heading(found)
                if self.in_heading:
                    self.close_heading(at)
                    # The newline itself is left: it may open the next heading.
                    return at if self.text.startswith('\n=', at) else self.literal(at, at + 1)
                return self.line_start(self.literal(at, at + 1))
            case '|':
                self.stack[-1].parts.append(_Part(at + 1))
                self.out = self.stack[-1].parts[-1].out
                self.find_equals = True
                return at + 1
            case '=':
                part = self.stack[-1].parts[-1]
                part.equals, part.equals_at = len(part.out), at
                self.find_equals = False
                return at + 1
            case '}' | ']':
                return self.close(at)
            case '{' if len(special) > 2 and '\n=' not in special and len(self.stack) < _DEEP:
                self.out.append(UnreadTemplate(at, found.end(), special, _read_plain))
                return found.end()
            case _:
                return self.open(special[:2], at)

    def literal(self, start: int, end: int) -> int:
        """Add a span of plain text; give back where it ends."""
        _add(self.out, start, end)
        return end

    def flags(self) -> None:
        """What to look for, given what is open now."""
        if not self.stack:
            self.out = self.root
            self.find_pipe = self.find_equals = self.in_heading = False
            return
        piece = self.stack[-1]
        self.out = piece.parts[-1].out
        self.find_pipe = piece.open not in ('\n', '[')
        self.find_equals = self.find_pipe and len(piece.parts) > 1 and piece.parts[-1].equals is None
        self.in_heading = piece.open == '\n'

    def line_start(self, at: int) -> int:
        """At the start of a line: open a heading if there may be one."""
        count = _run(self.text, '=', at, 6)
        if count == 0 or (count == 1 and self.find_equals):
            return at
        piece = _Piece('\n', at, count, [_Part(at)])
        _add(piece.parts[0].out, at, at + count)
        self.stack.append(piece)
        self.flags()
        return at + count

    def plain_heading(self, found: re.Match[str]) -> int:
        start, end = self.literal(found.start(), found.start() + 1), found.end()
        self.out.append(Heading(start, end, len(found[2]), self.heading_index, [Text(start, end)]))
        self.heading_index += 1
        return end

    def close_heading(self, at: int) -> None:
        """At the end of a line that started like a heading: is it one?"""
        piece = self.stack.pop()
        part = piece.parts[0]
        end = _back(self.text, ' \t', at)
        if end == part.comment_end:
            end = _back(self.text, ' \t', part.visual_end)
        equals = end - _back(self.text, '=', end)
        count = min(equals, piece.count)
        if equals and end - equals == piece.start:
            # A line of nothing but equals signs: the middle one or two are the heading.
            count = min(6, (equals - 1) // 2) if equals >= 3 else 0
        self.flags()
        if count:
            self.out.append(Heading(piece.start, at, count, self.heading_index, part.out))
            self.heading_index += 1
        else:
            self.extend(part.out)

    def open(self, special: str, at: int) -> int:
        brace, start, prefix = special[0], at, False
        if special == '-{':
            brace, count = '-{', _run(self.text, '{', at + 1) + 1
            if count > 2:
                # -{{ is a - before a template, not a { before a variant.
                brace, start, count, prefix = '{', at + 1, count - 1, True
        else:
            count = _run(self.text, brace, at)
        # Every two braces of a run may become a template within a template.
        room = 2 * _MAX_DEPTH - sum(piece.count for piece in self.stack)
        if len(self.stack) >= _MAX_DEPTH or room < 2:
            return self.literal(at, start + count)
        if brace == '{' and count > room:
            return self.literal(at, start + count - room)
        self.stack.append(_Piece(brace, start, count, [_Part(start + count)], prefix))
        self.flags()
        return start + count

    def close(self, at: int) -> int:
        piece = self.stack[-1]
        matched = min(_run(self.text, '}', at, piece.count), 3) if piece.open == '{' else 2
        end = at + matched
        opening = piece.opening_end - matched
        if piece.open == '{':
            kind = Template if matched == 2 else Argument
            element: list[Node] = [_element(kind, opening, end, piece.parts, at)]
        else:
            element = self.broken(piece, matched)
            _add(element, at, end)
        self.stack.pop()
        self.reopen(piece, matched, opening)
        self.flags()
        self.extend(element)
        return end

    def reopen(self, piece: _Piece, matched: int, opening: int) -> None:
        """Keep what a closing did not use up of the opening braces."""
        self.flags()
        left = piece.count - matched
        if left >= 2 or (left == 1 and piece.open == '{' and piece.saved_prefix):
            piece.parts, piece.count = [_Part(opening)], left
            if left == 1:
                piece.open, piece.start, piece.count, piece.saved_prefix = '-{', piece.start - 1, 2, False
            self.stack.append(piece)
        else:
            self.literal(piece.start - piece.saved_prefix, opening)

    def broken(self, piece: _Piece, count: int | None = None) -> list[Node]:
        """The nodes of a piece as if its opening had been plain text."""
        if piece.open == '\n':
            return piece.parts[0].out
        out: list[Node] = []
        # What a closing does not use of the opening is added by `reopen`.
        start = piece.start - piece.saved_prefix if count is None else piece.opening_end - count
        _add(out, start, piece.opening_end)
        for i, part in enumerate(piece.parts):
            if i:
                _add(out, part.start - 1, part.start)
            for j, node in enumerate(part.out):
                if j == part.equals:
                    _add(out, part.equals_at, part.equals_at + 1)
                _append(out, node)
            if part.equals is not None and part.equals == len(part.out):
                _add(out, part.equals_at, part.equals_at + 1)
        return out

    def extend(self, nodes: Sequence[Node]) -> None:
        for node in nodes:
            _append(self.out, node)

    def angle(self, found: re.Match[str]) -> int:
        at = found.start()
        node, end = self.tags.read(found)
        if node is None:
            return self.literal(at, end)
        if isinstance(node, Comment) and self.text.endswith('-->', at + 4, end):
            return self.comment(at, end)
        if isinstance(node, Extension) and node.inner and node.name in tags.showing():
            node.content = _Preprocessor(self.text[slice(*node.inner)]).run()
            tree.move(node.content, node.inner[0])
        self.out.append(node)
        return end

    def comment(self, at: int, end: int) -> int:
        text, start = self.text, _back(self.text, ' \t', at)
        if at >= self.comments_until:
            # Once for a row of comments, not once for each of them.
            self.comments_until = self.end_of_comments(end)
        stop = self.comments_until
        own_line = start > 0 and text[start - 1] == '\n' and text.startswith('\n', stop)
        if own_line:
            # The whole line goes, so that no empty line is left where it stood.
            if self.out and isinstance(last := self.out[-1], Text) and last.end == at and last.start <= start:
                last.end = start
            end = stop + 1
        if self.stack:
            part = self.stack[-1].parts[-1]
            if part.comment_end != start:
                part.visual_end = start
            part.comment_end = end
        self.out.append(Comment(start if own_line else at, end))
        return self.line_start(end) if own_line else end

    def end_of_comments(self, at: int) -> int:
        """Where a row of comments ends that has nothing but spaces and tabs between them."""
        stop = _forward(self.text, at)
        while self.text.startswith('<!--', stop):
            following = self.text.find('-->', stop + 4)
            if following < 0:
                break
            stop = _forward(self.text, following + 3)
        return stop


def _element(
    kind: type[Template] | type[Argument], start: int, end: int, parts: list[_Part], close: int
) -> Template | Argument:
    arguments = []
    for i, part in enumerate(parts[1:], 2):
        stop = parts[i].start - 1 if i < len(parts) else close
        if part.equals is None:
            arguments.append(Part(part.start, stop, None, part.out))
        else:
            arguments.append(Part(part.start, stop, part.out[: part.equals], part.out[part.equals :]))
    return kind(start, end, parts[0].out, arguments)


def _add(out: list[Node], start: int, end: int) -> None:
    if start < end:
        if out and isinstance(last := out[-1], Text) and last.end == start:
            last.end = end
        else:
            out.append(Text(start, end))


def _append(out: list[Node], node: Node) -> None:
    if isinstance(node, Text):
        _add(out, node.start, node.end)
    else:
        out.append(node)


def _run(text: str, char: str, start: int, limit: int | None = None) -> int:
    """How often a character stands from there on, up to a limit."""
    stop = len(text) if limit is None else min(len(text), start + limit)
    at = start
    while at < stop and text[at] == char:
        at += 1
    return at - start


def _back(text: str, chars: str, end: int) -> int:
    """Where the run of these characters begins that ends there."""
    while end and text[end - 1] in chars:
        end -= 1
    return end


def _forward(text: str, start: int) -> int:
    """Where the run of spaces and tabs ends that begins there."""
    while start < len(text) and text[start] in ' \t':
        start += 1
    return start

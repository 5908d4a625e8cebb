"""What MediaWiki's preprocessor finds in a text, like a `Template` or a `Heading`; every node is a span of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

__all__ = [
    'Argument',
    'Comment',
    'Extension',
    'Heading',
    'Ignored',
    'Node',
    'Part',
    'Template',
    'Text',
    'UnreadTemplate',
    'arguments',
    'move',
    'sections',
    'source',
    'templates',
    'title',
]


@dataclass(slots=True)
class _Span:
    start: int
    end: int


@dataclass(slots=True)
class Text(_Span):
    """A run of text that holds nothing of the other kinds; links and style are still in it."""


@dataclass(slots=True)
class Comment(_Span):
    """A comment, with the line that it alone stood on."""


@dataclass(slots=True)
class Ignored(_Span):
    """A part that only matters where the page is transcluded, like ``<includeonly>…</includeonly>``."""


@dataclass(slots=True)
class Extension(_Span):
    """A tag of an extension, like ``<ref name="x">…</ref>``.

    Its content is not looked into but for tags that show it where they stand, like ``<poem>``: their `content` are its
    nodes.
    """

    name: str
    attributes: str
    inner: tuple[int, int] | None
    content: list[Node] = field(default_factory=list)


@dataclass(slots=True)
class Part(_Span):
    """One argument of a template: ``=`` splits it at the top level only.  `name` is None if it is positional."""

    name: list[Node] | None
    value: list[Node]


@dataclass(slots=True)
class _Call(_Span):
    title: list[Node]
    parts: list[Part]


@dataclass(slots=True)
class Template(_Call):
    """A transclusion, like ``{{name|argument|key=value}}``: also parser functions and variables."""


class UnreadTemplate(Template):
    """A template with no other in it; it is read when somebody wants to know its arguments, and of most nobody does."""

    __slots__ = ('_read', '_source')

    def __init__(self, start: int, end: int, source: str, read: Callable[[str], Template]) -> None:
        """Only `start` and `end` are known.

        :param read: makes a template of its source, as if that were the whole text
        """
        self.start, self.end = start, end
        self._source, self._read = source, read

    def __getattr__(self, name: str) -> list[Any]:
        # Python looks here for what has no value yet.
        if name not in ('title', 'parts'):
            raise AttributeError(name)
        if name == 'title' and (words := self.words) is not None:
            self.title = _texts(self.start + 2, self.start + 2 + len(words))
        elif '[[' not in self._source:
            self.parts = list(self._split())
        else:
            known = self._read(self._source)
            move([known], self.start)
            self.title, self.parts = known.title, known.parts
        return self.title if name == 'title' else self.parts

    @property
    def words(self) -> str | None:
        """What stands before the first pipe, None if links have to be read for it."""
        words = self._source[2:-2].partition('|')[0]
        return None if '[[' in words else words

    def _split(self) -> Iterator[Part]:
        title, *arguments = self._source[:-2].split('|')
        end = self.start + len(title)
        for argument in arguments:
            start, end = end + 1, end + 1 + len(argument)
            equals = argument.find('=')
            if equals < 0:
                yield Part(start, end, None, _texts(start, end))
            else:
                yield Part(start, end, _texts(start, start + equals), _texts(start + equals + 1, end))

    def forget(self) -> None:
        """Read it anew, if somebody wants to know: it stands elsewhere now."""
        for name in ('title', 'parts'):
            with suppress(AttributeError):
                delattr(self, name)


def _texts(start: int, end: int) -> list[Node]:
    return [Text(start, end)] if start < end else []


@dataclass(slots=True)
class Argument(_Call):
    """A template's parameter, like ``{{{1|default}}}``."""


@dataclass(slots=True)
class Heading(_Span):
    """A heading, like ``== See also ==``.  `index` is the number that ``&action=edit&section=`` takes.

    Headings within the arguments of templates count, but open no section: `counts` is False.
    """

    level: int
    index: int
    children: list[Node]
    counts: bool = False


Node = Text | Comment | Ignored | Extension | Template | Argument | Heading


def move(nodes: Iterable[Node], by: int) -> None:
    """Move nodes that were read from a piece of a text to where it stands there."""
    for node in nodes:
        node.start += by
        node.end += by
        match node:
            case UnreadTemplate():
                node.forget()
            case Template() | Argument():
                move(node.title, by)
                for part in node.parts:
                    part.start += by
                    part.end += by
                    move(part.name or (), by)
                    move(part.value, by)
            case Heading():
                move(node.children, by)
            case Extension():
                node.inner = node.inner and (node.inner[0] + by, node.inner[1] + by)
                move(node.content, by)
            case _:
                pass


def title(template: Template | Argument, text: str) -> str:
    """What stands before the first pipe, comments removed; '' if it is itself made by a template."""
    if isinstance(template, UnreadTemplate) and (known := template.words) is not None:
        return known.strip()
    words = []
    for node in template.title:
        if isinstance(node, Text):
            words.append(text[node.start : node.end])
        elif not isinstance(node, Comment | Ignored):
            return ''
    return ''.join(words).strip()


def arguments(template: Template, text: str) -> Iterator[tuple[str, Part]]:
    """The arguments of a template with their names in lower case; positional ones are called 1, 2, …"""
    position = 0
    for part in template.parts:
        if part.name is None:
            position += 1
            yield str(position), part
        else:
            yield source(part.name, text).lower(), part


def source(nodes: Sequence[Node], text: str) -> str:
    """The wikitext of these nodes without comments, and without white space at its ends."""
    kept = (node for node in nodes if not isinstance(node, Comment | Ignored))
    return ''.join(text[node.start : node.end] for node in kept).strip()


def templates(nodes: Sequence[Node], *, in_tags: bool = False) -> Iterator[Template]:
    """All transclusions in reading order, each before those in its arguments.

    :param in_tags: those in the content of tags that show it, like ``<poem>``, as well
    """
    for node in nodes:
        match node:
            case Text():  # as most are
                pass
            case UnreadTemplate():
                yield node
            case Template() | Argument():
                if isinstance(node, Template):
                    yield node
                yield from templates(node.title, in_tags=in_tags)
                for part in node.parts:
                    yield from templates(part.name or (), in_tags=in_tags)
                    yield from templates(part.value, in_tags=in_tags)
            case Heading():
                yield from templates(node.children, in_tags=in_tags)
            case Extension() if in_tags:
                yield from templates(node.content, in_tags=True)
            case _:
                pass


def sections(nodes: Sequence[Node]) -> Iterator[tuple[int, Heading | None, list[Node]]]:
    """MediaWiki's number, the heading and the content of each section, the lead first."""
    number, heading = 0, None
    body: list[Node] = []
    for node in nodes:
        if isinstance(node, Heading) and node.counts:
            yield number, heading, body
            number, heading, body = node.index, node, []
        else:
            body.append(node)
    yield number, heading, body

"""Tags of extensions and comments, like ``<ref name="x">…</ref>``.

MediaWiki reads them from left to right, and whatever braces stand around them: so they can be found alone, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from onelib import wikis
from onelib.wikitext.tree import Comment, Extension, Ignored

__all__ = ['TagReader', 'find', 'opening', 'showing']

_IGNORED = ('noinclude', '/noinclude', 'onlyinclude', '/onlyinclude')


@cache
def opening() -> re.Pattern[str]:
    """How a comment begins, or a tag that is not HTML: one of an extension, or one that says what is transcluded."""
    names = '|'.join((*wikis.common()['tags']['extensions'], 'includeonly', *_IGNORED))
    return re.compile(rf'<(?:({names})(?=\s|/>|>)|!--)', re.IGNORECASE)


@cache
def showing() -> frozenset[str]:
    """Names of the tags that show their content where they stand, templates expanded."""
    return frozenset(wikis.common()['tags']['showing'])


@cache
def _closing(name: str) -> re.Pattern[str]:
    return re.compile(rf'</{re.escape(name)}\s*>', re.IGNORECASE)


def find(text: str) -> Iterator[Comment | Ignored | Extension]:
    """The comments and tags of a text, in order; what is within one is not looked into."""
    reader = TagReader(text)
    behind = 0
    while found := opening().search(text, behind):
        node, behind = reader.read(found)
        if node:
            yield node


class TagReader:
    """Reads the comments and tags of a text, from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.no_more_gt = False
        self.never_closed: set[str] = set()

    def read(self, found: re.Match[str]) -> tuple[Comment | Ignored | Extension | None, int]:
        """What begins with this match of `opening`, None if that is plain text; and where it ends."""
        text, at, attributes = self.text, found.start(), found.end()
        if not found[1]:
            close = text.find('-->', attributes)
            end = close + 3 if close >= 0 else len(text)
            return Comment(at, end), end
        name = found[1].lower()
        close = -1 if self.no_more_gt else text.find('>', attributes)
        if close < 0:
            self.no_more_gt = True
            return None, at + 1
        end = close + 1
        inner: tuple[int, int] | None = None
        if name in _IGNORED:
            return Ignored(at, end), end
        if text[close - 1] == '/':
            close -= 1
        elif name not in self.never_closed and (closing := _closing(name).search(text, end)):
            inner, end = (end, closing.start()), closing.end()
        elif found[1] == 'includeonly':  # MediaWiki forgives only this spelling
            end = len(text)
        else:
            self.never_closed.add(name)
            return None, end
        if name == 'includeonly':
            return Ignored(at, end), end
        return Extension(at, end, name, text[attributes : max(attributes, close)], inner), end

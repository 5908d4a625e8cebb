"""The passages of a text that readers see as one: a paragraph, a list item, a row of a table, a picture's caption."""

from __future__ import annotations

import itertools
import re
from functools import cache, lru_cache
from typing import NamedTuple

from onelib import wikis
from onelib.wikis import Wiki, titles
from onelib.wikitext.sentences import CELL_BREAK

__all__ = ['Passage', 'split']

# Tags that begin or end a block of their own wherever they stand.
_BLOCK_TAG = re.compile(
    r'</?(?:blockquote|caption|center|dd|div|dl|dt|h[1-6]|hr|li|ol|p|table|tbody|td|th|thead|tr|ul)(?:\s[^<>]*)?/?>',
    re.IGNORECASE,
)
_NESTING_TAG = re.compile(r'</?(?:blockquote|center|div|table)\b', re.IGNORECASE)
# A link with nothing in it but words is one mark, most of which nobody has to pair.
_LINK_MARK = re.compile(r'\[\[[^\[\]]*(?:\]\])?|\]\]')
_WITH_PREFIX = re.compile(r'\[\[([^\[\]|:]*:)')
_PIPE = re.compile(r'\[\[|\]\]|\|')
_TABLE_START = re.compile(r'[\s:]*\{\|')
_LIST = re.compile(r'[*#:;]+')
_MAY_BE_TYPED = re.compile(r'\n[ \t]*(?:[•‣◦●▪·–—-]|\d{1,3}[.)]|[^\W\d_]\))')
# What begins with one of these, as with a letter or a figure, is a line of a paragraph or of a cell.
_WORDS = frozenset('[\'"„“«»(<')
# Items that people typed: MediaWiki runs such lines together, but nobody meant them as one paragraph.
_TYPED = re.compile(r'^[ \t]*(?:[•‣◦●▪·]|(?:[–—-]|\d{1,3}\)|[^\W\d_]\))(?=[ \t]))[ \t]*', re.MULTILINE)
_NUMBERED = re.compile(r'^(\d{1,3})\.[ \t]+', re.MULTILINE)
_ITEM_MARKS = ('*', '#')
_HEADER_CELLS = re.compile(r'\|\||!!')
_RULE = re.compile(r'-{4,}')
_HEADING = re.compile(r'={1,6}(?P<text>.+?)={1,6}\s*$')


class Passage(NamedTuple):
    """A piece of wikitext without the marks of lists, tables and headings.

    :ivar kind: ``paragraph``, ``block`` (a paragraph within a <blockquote>, <div> or the like), ``item``, ``row``,
        ``caption``, ``heading`` or ``line`` (one that begins with a space)
    """

    kind: str
    text: str


def split(text: str, wiki: Wiki) -> list[Passage]:
    """The passages of an expanded text in reading order; captions of pictures come first.

    :param text: wikitext as `onelib.wikitext.expansion.expand` leaves it
    :returns: those that are not empty.  The cells of a row are one passage, `CELL_BREAK` between them, for a cell alone
        says little; a definition is one with its term
    """
    body, captions = _take_pictures(text, wiki)
    reader = _PassageReader()
    at = 0
    for tag in _BLOCK_TAG.finditer(body):
        reader.text(body[at : tag.start()])
        reader.tag(tag[0])
        at = tag.end()
    reader.text(body[at:])
    reader.end()
    found = [*(Passage('caption', caption) for caption in captions), *reader.passages]
    return [passage for passage in found if passage.text.strip()]


def _take_pictures(text: str, wiki: Wiki) -> tuple[str, list[str]]:
    """The text without its pictures, and their captions; links inside captions stay whole."""
    if not _may_hold_picture(text, wiki):
        return text, []
    body: list[str] = []
    captions: list[str] = []
    opened: list[int] = []
    kept = 0
    for mark in _LINK_MARK.finditer(text):
        found = mark[0]
        if found[0] == '[':
            if found[-1] != ']':
                opened.append(mark.start())
                continue
            if opened or ':' not in found:
                continue
            opened.append(mark.start())
        if opened:
            start = opened.pop()
            if not opened and titles.split_namespace(text[start + 2 : start + 200].split('|')[0], wiki)[0] == 'file':
                body.append(text[kept:start])
                captions += _caption(text[start + 2 : mark.end() - 2], wiki)
                kept = mark.end()
    return ''.join(body) + text[kept:], captions


def _may_hold_picture(text: str, wiki: Wiki) -> bool:
    """Whether a link begins like one to a file: most sections have none, and then nobody has to pair the brackets."""
    return any(_leads_to_file(head, wiki) for head in set(_WITH_PREFIX.findall(text)))


@lru_cache(maxsize=10_000)
def _leads_to_file(head: str, wiki: Wiki) -> bool:
    return titles.split_namespace(head, wiki)[0] == 'file'


def _caption(inner: str, wiki: Wiki) -> list[str]:
    """The last piece between pipes that is no option; pictures within a caption have captions too."""
    depth, starts = 0, []
    for mark in _PIPE.finditer(inner):
        if mark.group() == '|':
            if depth == 0:
                starts.append(mark.end())
        else:
            depth += 1 if mark.group() == '[[' else -1
    ends = [*(start - 1 for start in starts[1:]), len(inner)]
    pieces = (inner[start:end] for start, end in zip(reversed(starts), reversed(ends), strict=False))
    caption = next((piece for piece in pieces if piece.strip() and not _option().fullmatch(piece.strip())), '')
    body, nested = _take_pictures(caption, wiki)
    return [body, *nested]


@cache
def _option() -> re.Pattern[str]:
    """Matches what says how a picture is shown, in the words of any wiki."""
    words = [re.escape(word).replace(r'\$1', '.*') for word in wikis.common()['pictures']['options']]
    sizes = '|'.join(word.removeprefix('.*') for word in words if word.startswith('.*'))
    others = '|'.join(word.replace('=', r'\s*=\s*') for word in words if not word.startswith('.*'))
    return re.compile(rf'\d*\s*x?\s*\d+\s*(?:{sizes})|{others}', re.IGNORECASE | re.DOTALL)


class _PassageReader:
    """Goes through lines as MediaWiki's block pass does, and collects what belongs together."""

    def __init__(self) -> None:
        self.passages: list[Passage] = []
        self.paragraph: list[str] = []
        self.row: list[str] = []
        self.term = ''
        self.tables = 0
        self.blocks = 0  # open in the text, or in this cell
        self.around: list[int] = []  # how many were open where each table began

    def end(self) -> None:
        if self.row:
            self.passages.append(Passage('row', f' {CELL_BREAK} '.join(self.row)))
            self.row = []
        if self.paragraph:
            kind = 'block' if self.blocks or self.tables else 'paragraph'
            self.passages.append(Passage(kind, '\n'.join(self.paragraph)))
            self.paragraph = []

    def alone(self, kind: str, text: str) -> None:
        self.end()
        self.passages.append(Passage(kind, text))

    def text(self, text: str) -> None:
        typed = _typed_items(text)
        at = 0
        for line in text.split('\n'):
            if not typed and line and (line[0].isalnum() or line[0] in _WORDS):
                self.term = ''
                self.words(line)
            elif typed and at in typed and not (self.tables or self.row):
                self.alone('item', line[typed[at] - at :])
            else:
                self.line(line)
            at += len(line) + 1

    def tag(self, tag: str) -> None:
        """An HTML tag that begins or ends a block."""
        self.end()
        if _NESTING_TAG.match(tag):
            self.blocks = max(0, self.blocks + (-1 if tag[1] == '/' else 1))

    def line(self, line: str) -> None:
        term, self.term = self.term, ''
        if line[:1] in _ITEM_MARKS:
            marks = line[: len(line) - len(line.lstrip('*#:;'))]
            self.list_item(marks, line[len(marks) :], term)
            return
        stripped = line.strip()
        if not stripped:
            self.end()
        elif self.tables and stripped[0] in '|!':
            self.table_line(stripped)
        elif _TABLE_START.match(line):
            self.end()
            self.tables += 1
            self.around.append(self.blocks)
            self.blocks = 0
        elif listed := _LIST.match(line):
            self.list_item(listed[0], line[listed.end() :], term)
        elif _RULE.match(line):
            self.alone('line', line.lstrip('-'))
        elif heading := _HEADING.match(line):
            self.alone('heading', heading['text'])
        elif line[0] == ' ' and not self.paragraph:
            self.alone('line', stripped)
        else:
            self.words(line)

    def words(self, line: str) -> None:
        if self.row:
            self.row[-1] += f'\n{line}'
        else:
            self.paragraph.append(line)

    def list_item(self, marks: str, item: str, term: str) -> None:
        """A definition is one passage with its term, for it says little without; the term is one by itself, too."""
        if marks.endswith(';'):
            term, colon, item = _split_colon(item)
            self.alone('item', term)
            self.term = term
            if not colon:
                return
        if marks.endswith((';', ':')) and term:
            self.term = term
            item = f'{term} {CELL_BREAK} {item}'
        self.alone('item', item)

    def table_line(self, line: str) -> None:
        self.blocks = 0  # what is open in a cell ends with it
        if line.startswith('|}'):
            self.end()
            self.tables -= 1
            self.blocks = self.around.pop()
            if line[2:].strip():
                self.paragraph.append(line[2:])
        elif line.startswith('|-'):
            self.end()
        elif line.startswith('|+'):
            self.end()
            self.paragraph.append(_cell(line[2:]))
        else:
            if self.paragraph:
                self.end()
            cells = _HEADER_CELLS.split(line[1:]) if line[0] == '!' else line[1:].split('||')
            self.row += map(_cell, cells) if '|' in line[1:] else cells


def _typed_items(text: str) -> dict[int, int]:
    """Where lines begin that people meant as items, and where the words of each begin.

    Numbers with a full stop are those of a list if they count on from line to line; one alone is an ordinal.
    """
    if not _MAY_BE_TYPED.search(f'\n{text}'):
        return {}
    typed = {mark.start(): mark.end() for mark in _TYPED.finditer(text)}
    numbered = list(_NUMBERED.finditer(text))
    for one, other in itertools.pairwise(numbered):
        if int(one[1]) + 1 == int(other[1]):
            typed |= {one.start(): one.end(), other.start(): other.end()}
    return typed


def _cell(cell: str) -> str:
    """A cell without its attributes."""
    attributes, pipe, content = cell.partition('|')
    return content if pipe and '[[' not in attributes else cell


def _split_colon(item: str) -> tuple[str, str, str]:
    """``term : definition`` at the first colon outside of links and addresses."""
    depth = 0
    for i, char in enumerate(item):
        if char in '[{<':
            depth += 1
        elif char in ']}>':
            depth -= 1
        elif char == ':' and depth <= 0 and not item.startswith('//', i + 1):
            return item[:i], ':', item[i + 1 :]
    return item, '', ''

"""What the documents are made of: blocks of code, links, pictures, headings, tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest
from pathlib import Path

__all__ = ['CHECKOUT', 'DOCUMENTS', 'Block', 'Document']

CHECKOUT = Path(__file__).resolve().parents[2]

_FENCE = re.compile(
    r'^(?P<indent> *)```(?P<language>[\w-]*)[ \t]*(?P<more>[^\n]*)\n(?P<text>.*?)^(?P=indent)```[ \t]*$',
    re.MULTILINE | re.DOTALL,
)
_CODE = re.compile(r'`[^`\n]*`')
_LINK = re.compile(r'(?<!!)\[(?:!\[[^\]]*\]\([^)]*\)|[^\]\[]*)\]\(([^)\s]+)\)')
_PICTURE = re.compile(r'!\[([^\]]*)\]\(([^)\s]+)\)|<img\s[^>]*?src="([^"]+)"[^>]*?alt="([^"]*)"')
_HEADING = re.compile(r'^(#{1,6}) +(.*?) *#*$', re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """A block of code.

    :ivar language: what stands behind the fence, like ``sh``; `more`: the rest of that line
    :ivar before: the line of prose above
    :ivar output: the text block that follows it with not more than a line between them, '' if there is none
    """

    document: str
    line: int
    language: str
    more: str
    text: str
    before: str = ''
    output: str = ''

    @property
    def name(self) -> str:
        return f'{self.document}:{self.line}'


@dataclass(frozen=True)
class Document:
    """A file of the documentation."""

    path: Path

    @property
    def name(self) -> str:
        return str(self.path.relative_to(CHECKOUT))

    @cached_property
    def text(self) -> str:
        return self.path.read_text(encoding='utf-8')

    @cached_property
    def prose(self) -> str:
        """The text without its blocks of code."""
        return _FENCE.sub('', self.text)

    def blocks(self, language: str = '') -> list[Block]:
        """The blocks of code of that language, all without one."""
        fences = list(_FENCE.finditer(self.text))
        return [
            self._block(fence, following)
            for fence, following in zip_longest(fences, fences[1:])
            if language in ('', fence['language'])
        ]

    def _block(self, fence: re.Match[str], following: re.Match[str] | None) -> Block:
        output = ''
        if following and following['language'] == 'text':
            between = self.text[fence.end() : following.start()].strip()
            output = _unindented(following) if between.count('\n') == 0 else ''
        above = self.text[: fence.start()].rstrip()
        return Block(
            document=self.name,
            line=self.text.count('\n', 0, fence.start()) + 1,
            language=fence['language'],
            more=fence['more'].strip(),
            text=_unindented(fence),
            before=above.rpartition('\n')[2],
            output=output,
        )

    def links(self) -> Iterator[str]:
        """Where its links lead, those of pictures left out."""
        for match in _LINK.finditer(_CODE.sub('', self.prose)):
            yield match[1]

    def pictures(self) -> Iterator[tuple[str, str]]:
        """The pictures that it shows, and what is said of each for those who do not see it."""
        for match in _PICTURE.finditer(self.prose):
            yield (match[2] or match[3], match[1] or match[4] or '')

    def anchors(self) -> set[str]:
        """What a link can point to, as GitHub makes them of headings."""
        found: dict[str, int] = {}
        anchors = set()
        for match in _HEADING.finditer(self.prose):
            plain = re.sub(r'\[([^\]]*)\]\([^)]*\)', r'\1', match[2]).lower()
            slug = re.sub(r'[^\w\- ]', '', plain).replace(' ', '-')
            anchors.add(f'{slug}-{found[slug]}' if slug in found else slug)
            found[slug] = found.get(slug, 0) + 1
        return anchors

    def table(self, heading: str, first: str) -> list[list[str]]:
        """The cells of the table under a heading whose first column is called so, without its head."""
        section = re.split(r'^#{1,6} ', self.prose.split(f'# {heading}\n', 1)[1], maxsplit=1, flags=re.MULTILINE)[0]
        rows = [_cells(line) for line in section.splitlines()]
        start = next(number for number, row in enumerate(rows) if row[:1] == [first])
        table = []
        for row in rows[start + 2 :]:
            if not row:
                break
            table.append(row)
        return table


def _unindented(fence: re.Match[str]) -> str:
    indent = fence['indent']
    return ''.join(line.removeprefix(indent) for line in fence['text'].splitlines(keepends=True))


def _cells(line: str) -> list[str]:
    """The cells of a row; a bar in code, like that of ``{{…|…}}``, parts nothing."""
    if not line.startswith('|'):
        return []
    kept = _CODE.sub(lambda code: code[0].replace('|', '\0'), line.strip().strip('|'))
    return [cell.strip().replace('\0', '|') for cell in kept.split('|')]


#: All documents: those at the top, and those in docs/.
DOCUMENTS = [
    *(Document(CHECKOUT / name) for name in ('README.md', 'CONTRIBUTING.md')),
    *(Document(path) for path in sorted((CHECKOUT / 'docs').glob('*.md'))),
]

"""What a reader sees of tallies: their rows and numbers, taken from the rendered page."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass

from onelib import wikis
from onelib.pages.messages import message
from tests.sandbox.farm import Farm

__all__ = ['Section', 'plain', 'rows_of', 'sections']


@dataclass(frozen=True)
class Section:
    """What a reader sees under a heading."""

    html: str
    code: str

    @property
    def text(self) -> str:
        return plain(self.html)

    def say(self, key: str, **values: str | int) -> str:
        return plain(message(f'tally-{key}', wikis.load(self.code), **values))

    def rows(self) -> list[dict[str, str]]:
        """The rows of its table: the name of each column, and what stands there."""
        head, *rows = [cells_of(row) for row in rows_of(self.html)]
        return [dict(zip(head, row, strict=True)) for row in rows]

    def numbers(self, key: str, columns: Iterable[str]) -> dict[str, list[int]]:
        """Row → its numbers; a row is known by the first line of the cell in that column."""
        names = [self.say(column) for column in columns]
        return {
            row[self.say(key)].partition('\n')[0]: [int(row[name].replace(',', '')) for name in names]
            for row in self.rows()
        }


def rows_of(text: str) -> list[str]:
    [table] = re.findall(r'<table class="[^"]*onelib-tally.*?</table>', text, re.DOTALL)
    return re.findall(r'<tr.*?</tr>', table, re.DOTALL)


def cells_of(row: str) -> list[str]:
    """What stands in the cells; in one that spans several columns, in each of them."""
    found: list[str] = []
    for cell in re.findall(r'<t[hd].*?</t[hd]>', row, re.DOTALL):
        spanned = re.search(r'colspan="(\d+)"', cell.partition('>')[0])
        found += [plain(cell)] * (int(spanned[1]) if spanned else 1)
    return found


def plain(text: str) -> str:
    return html.unescape(re.sub('<[^>]*>', '', re.sub(r'<br ?/?>|<div', '\n<', text))).replace('\xa0', ' ').strip()


def sections(farm: Farm, code: str, title: str) -> dict[str, Section]:
    """The sections of a page as they are rendered, by their headings."""
    rendered = farm.api(code, action='parse', page=title, prop='text')['parse']['text']
    parts = re.split(r'<h2><span[^>]*></span><span class="mw-headline"|<h2><span class="mw-headline"', rendered)[1:]
    return {html.unescape(part.partition('>')[2].partition('<')[0]): Section(part, code) for part in parts}

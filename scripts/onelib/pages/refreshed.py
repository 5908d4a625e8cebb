"""A list of which only some articles have changed: their rows are made anew or marked as done, and nothing else."""

from __future__ import annotations

import datetime
import difflib
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from onelib.campaign.ranking import Row, ScannedArticle
from onelib.pages import seal
from onelib.pages.messages import message
from onelib.pages.page_update import BlockContent
from onelib.pages.worklist import MARK, Form, named, row_text
from onelib.wikis import Wiki
from onelib.wikitext.escaping import escape

__all__ = ['RefreshedWorklist']

_ROW = re.compile(r'(\**[ ]?)\{\{[^{}\n|]+\|[^{}\n]*\|text=[^{}\n]*\}\}')
_ROWS = re.compile(r' \|rows=\d+')
_PREFIX = re.compile(r' \|prefix=([^|{}]*)')
# Where a source may be found is not asked again.
_LEAD = re.compile(r'\|(?:found|source|isbn|place|says)=[^|{}]*')
_DONE = re.compile(r' \|done=[^|{}]*')
# A sentence that was reworded is still the same one.
_ALIKE = 0.75
# So many others of an article are compared with one that has gone.
_COMPARED = 20


@dataclass(frozen=True, slots=True)
class RefreshedWorklist(BlockContent):
    """A list with new rows for what has changed.

    :ivar articles: what they are called in the list → how they are now; None: there is none any more
    :ivar form: of the list
    :ivar of: the wiki of these articles
    """

    articles: Mapping[str, ScannedArticle | None]
    form: Form
    of: str
    keeps_notes: ClassVar[bool] = True

    def written(self, wiki: Wiki, today: datetime.date, last: str) -> str:
        """The list as it stands there, with new rows; if somebody else has written into it, as it is."""
        content = last.strip('\n')
        if not seal.is_whole(last):
            return content
        lines = content.split('\n')
        for title, article in self.articles.items():
            places = {
                number: row
                for number, line in enumerate(lines)
                if (row := _ROW.fullmatch(line)) and _is_of(line, title, self.form)
            }
            found = _places_of(article, list(places.values())) if article else {}
            for number, (place, row) in enumerate(places.items()):
                lines[place] = self._line(row, found.get(number), today)
        new = '\n'.join(lines)
        return content if new == content else seal.renewed(new)

    def stands(self, last: str, written: str) -> bool:
        """Whether the same stands there already."""
        return last.strip('\n') == written

    def _line(self, row: re.Match[str], statement: Row | None, today: datetime.date) -> str:
        """The line of a row: made anew of its statement, or marked as done if there is none."""
        whole = row.group()
        if statement is None:
            return whole if _DONE.search(whole) else f'{whole[:-2]} |done={today.isoformat()}}}}}'
        rows = _ROWS.search(whole)
        marks = ''.join(f' |{mark.strip()}' for mark in MARK.findall(whole))
        lead = ''.join(f' {part.strip()}' for part in _LEAD.findall(whole))
        return f'{row[1]}{row_text(statement, self.form)}{lead}{rows.group() if rows else ""}{marks}}}}}'

    @classmethod
    def summary(cls, parts: Sequence[BlockContent], wiki: Wiki) -> str:
        """That it is the list."""
        return message('worklist-summary-refreshed', wiki)


def _is_of(row: str, title: str, form: Form) -> bool:
    prefix = _PREFIX.search(row)
    of = prefix[1].strip().rstrip(':') if prefix else ''
    return dict(named(row)).get('article') == escape(title) and of == form.prefix


def _places_of(article: ScannedArticle, rows: Sequence[re.Match[str]]) -> dict[int, Row]:
    """The statements of an article that these rows are about, by the numbers of the rows; of others there are none."""
    form = Form()
    left: dict[str, list[Row]] = {}
    for statement in article.statements:
        row = Row(article.title, statement, article.page_id)
        if statement.text:
            left.setdefault(_text(row_text(row, form)), []).append(row)
    texts = [_text(row.group()) for row in rows]
    found = {number: left[text].pop(0) for number, text in enumerate(texts) if left.get(text)}
    others = [(text, row) for text, same in left.items() for row in same]
    for number, text in enumerate(texts):
        if number not in found and (alike := _most_like(text, others)):
            found[number] = alike[1]
            others.remove(alike)
    return found


def _text(row: str) -> str:
    return dict(named(row)).get('text', '')


def _most_like(text: str, others: Collection[tuple[str, Row]]) -> tuple[str, Row] | None:
    """Which of these says nearly the same."""
    matcher = difflib.SequenceMatcher(b=text, autojunk=False)
    best, most = None, _ALIKE
    # Cheap first: how long they are, and which letters they have.
    near = sorted(others, key=lambda other: abs(len(other[0]) - len(text)))[:_COMPARED]
    for other in near:
        matcher.set_seq1(other[0])
        if matcher.real_quick_ratio() >= most and matcher.quick_ratio() >= most and matcher.ratio() > most:
            best, most = other, matcher.ratio()
    return best

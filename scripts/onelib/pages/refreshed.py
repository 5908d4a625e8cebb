"""A list of which only some articles have changed: their rows are made anew or marked as done, and nothing else.

Beside that, what people have added of late to any row is made to stand as the bot keeps it.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from onelib.campaign.ranking import Row, ScannedArticle
from onelib.pages import list_rows, seal
from onelib.pages.done import SAID, UNKNOWN, StatementsOutcome, with_progress
from onelib.pages.list_rows import ListedRow
from onelib.pages.marks import is_new, written
from onelib.pages.messages import message
from onelib.pages.page_update import BlockContent
from onelib.pages.worklist import Form, row_data, row_text
from onelib.wikis import Wiki
from onelib.wikitext.escaping import escape

__all__ = ['RefreshedWorklist']

# Where a source may be found is not asked again; nor does it change which row is the first of its article.
_KEPT = ('found', 'source', 'isbn', 'place', 'says', 'seek', 'wiki', 'rows')


@dataclass(frozen=True, slots=True)
class RefreshedWorklist(BlockContent):
    """A list with new rows for what has changed.

    :ivar articles: what they are called in the list → how they are now; None: there is none any more
    :ivar form: of the list
    :ivar of: the wiki of these articles
    :ivar outcome: what has become of the statements that have stood on it
    """

    articles: Mapping[str, ScannedArticle | None]
    form: Form
    of: str
    outcome: StatementsOutcome = UNKNOWN
    keeps_notes: ClassVar[bool] = True

    def written(self, wiki: Wiki, today: datetime.date, last: str) -> str:
        """The list as it stands there, with new rows; if somebody else has written into it, as it is."""
        content = last.strip('\n')
        if not seal.is_whole(last):
            return content
        rows = list_rows.read(content)
        lines = [self._as_before(row, content[row.start : row.end], wiki, today) for row in rows]
        for title, article in self.articles.items():
            there = [number for number, row in enumerate(rows) if _is_of(row, title, self.form)]
            found = _statements_of(article, title, [rows[number] for number in there]) if article else {}
            for place, number in enumerate(there):
                lines[number] = self._line(rows[number], found.get(place), wiki, today)
        new = with_progress(list_rows.with_rows(content, rows, lines), self.outcome.progress, wiki)
        return content if new == content else seal.renewed(new)

    def stands(self, last: str, written: str) -> bool:
        """Whether the same stands there already."""
        return last.strip('\n') == written

    def _as_before(self, row: ListedRow, line: str, wiki: Wiki, today: datetime.date) -> str:
        """The line of a row of whose article nobody knows anything new."""
        if row.data.get('done'):
            return self._done(row, wiki, today)
        return row.written(written(row.marks, wiki, today)) if is_new(row, wiki, today) else line

    def _done(self, row: ListedRow, wiki: Wiki, today: datetime.date) -> str:
        """The line of a row that says that its statement does not wait any more."""
        bare = replace(row, parts=tuple(part for part in row.parts if part[0] not in SAID))
        said = ''.join(f' |{name}={value}' for name, value in self.outcome.done(row.data, today).items())
        return bare.written(said + written(row.marks, wiki, today))

    def _line(self, row: ListedRow, statement: Row | None, wiki: Wiki, today: datetime.date) -> str:
        """The line of a row: made anew of its statement, or marked as done if there is none."""
        marks = written(row.marks, wiki, today)
        if statement is None:
            return self._done(row, wiki, today)
        kept = ''.join(f' |{name}={value}' for name, value in row.parts if name in _KEPT)
        return f'{row.begins}{row_text(statement, replace(self.form, of=""))}{kept}{marks}}}}}'

    @classmethod
    def summary(cls, parts: Sequence[BlockContent], wiki: Wiki) -> str:
        """That it is the list."""
        return message('worklist-summary-refreshed', wiki)


def _is_of(row: ListedRow, title: str, form: Form) -> bool:
    return row.data['article'] == escape(title) and row.data.get('prefix', '').rstrip(':') == form.prefix


def _statements_of(article: ScannedArticle, title: str, rows: Sequence[ListedRow]) -> dict[int, Row]:
    """The statements of an article that these rows are about, by the numbers of the rows; of others there are none.

    :param title: what it is called in the list
    """
    statements = [Row(article.title, each, article.page_id) for each in article.statements if each.text]
    data = [{**row_data(row, Form()), 'article': escape(title)} for row in statements]
    places = list_rows.matched(rows, data, reworded=range(len(rows)))
    return {number: statements[place] for number, place in places.items()}

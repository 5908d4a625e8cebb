"""Which statements go on a list, and in which order: fair to articles, the longest unsourced first."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace

from onelib.outcomes.decisions import Code, Decision, Decisions
from onelib.outcomes.results import RowKey
from onelib.wikitext.statements import Statement

__all__ = ['Ranking', 'Row', 'ScannedArticle', 'rank']

_log = logging.getLogger(__name__)
_SHOWN = 60
# How many times as many rows as a list may have are held while they come in.
_HELD = 4


@dataclass(frozen=True, slots=True)
class ScannedArticle:
    """A revision of an article and what was found in it.

    :ivar title: full title, with spaces
    """

    title: str
    page_id: int
    revision_id: int
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A statement and the title of the article that it stands in.

    :ivar page_id: of the article, 0 if it is not known
    """

    title: str
    statement: Statement
    page_id: int = field(default=0, compare=False)

    @property
    def key(self) -> RowKey:
        """What the row is known by: the title and the statement's fingerprint."""
        return self.title, self.statement.fingerprint

    def __str__(self) -> str:
        """The statement, shortened, and its kind: for the log."""
        text = self.statement.text
        return f'"{text if len(text) <= _SHOWN else text[:_SHOWN] + "…"}" ({self.statement.kind})'


@dataclass(frozen=True, slots=True)
class Ranking:
    """The rows of a list, how many more there are, and the limits that kept them out.

    :ivar decisions: why statements of one article are listed or not, if somebody has asked for that
    """

    rows: tuple[Row, ...]
    more: int
    limit: int
    per_article: int
    decisions: tuple[Decision, ...] = field(default=(), compare=False, repr=False)

    @property
    def articles(self) -> int:
        """How many articles the rows are from."""
        return len({row.title for row in self.rows})

    def without(self, keys: Collection[RowKey]) -> Ranking:
        """The same without the rows of these keys."""
        rows = tuple(row for row in self.rows if row.key not in keys)
        return replace(self, rows=rows, more=self.more + len(self.rows) - len(rows))

    def cut(self, most: int) -> Ranking:
        """The same with no more than so many rows."""
        if len(self.rows) <= most:
            return self
        return replace(self, rows=self.rows[:most], more=self.more + len(self.rows) - most, limit=most)


def rank(
    articles: Iterable[ScannedArticle],
    *,
    limit: int,
    per_article: int,
    sort: str,
    rejected: Collection[RowKey] = (),
    wiki: str = '',
    about: str = '',
) -> Ranking:
    """The statements to list, at most `limit`, at most `per_article` from one article, each once.

    Chosen are those that come first in the order asked for; of an article, too.

    :param sort: ``oldest`` (by the date of the tag, undated ones last, then by weight), ``newest`` or ``title``
    :param rejected: keys of rows that the wiki has rejected: they are not listed
    :param wiki: code of the wiki of the articles
    :param about: title of the article of which is kept what was decided; the log has that of all
    """
    decisions = Decisions(_log, about)
    chosen: list[Row] = []
    more = dropped = 0
    for article in articles:
        rows = []
        for row, code in _judged(article, rejected):
            if code:
                decisions.add(Decision(wiki, article.title, code, (row,)))
            else:
                rows.append(row)
        best = {row.key for row in sorted(rows, key=lambda row: _key(row, sort))[:per_article]}
        # In the article's own order, so that equal dates read from top to bottom.
        chosen += [row for row in rows if row.key in best]
        for row in rows:
            if row.key not in best:
                decisions.add(Decision(wiki, article.title, Code.PER_ARTICLE, (row, per_article)))
        more += len(rows) - len(best)
        if len(chosen) > _HELD * limit:
            # What cannot be listed any more goes: its texts take memory.
            chosen.sort(key=lambda row: _key(row, sort))
            for row in chosen[limit:]:
                decisions.add(Decision(wiki, row.title, Code.FULL, (row, limit)))
            dropped += len(chosen) - limit
            del chosen[limit:]
    chosen.sort(key=lambda row: _key(row, sort))
    fitting = len(chosen) + dropped
    for number, row in enumerate(chosen, 1):
        if number <= limit:
            decisions.add(Decision(wiki, row.title, Code.LISTED, (row, number, fitting)))
        elif dropped:
            # Which of those that have gone come before it, nobody knows any more.
            decisions.add(Decision(wiki, row.title, Code.FULL, (row, limit)))
        else:
            decisions.add(Decision(wiki, row.title, Code.PAST_LIMIT, (row, number, fitting, limit)))
    return Ranking(tuple(chosen[:limit]), more + max(0, fitting - limit), limit, per_article, decisions.kept)


def _judged(article: ScannedArticle, rejected: Collection[RowKey]) -> Iterator[tuple[Row, Code | None]]:
    """A row for each statement of an article, and what keeps it off every list; None: nothing."""
    seen = set()
    for statement in article.statements:
        row = Row(article.title, statement, article.page_id)
        if not statement.text:
            # A tag alone in a parameter.
            yield row, Code.NO_TEXT
        elif row.key in seen:
            yield row, Code.REPEATED
        else:
            yield row, Code.REJECTED if row.key in rejected else None
            seen.add(row.key)


def _key(row: Row, sort: str) -> tuple[bool | int | str, ...]:
    since = row.statement.since
    if sort == 'title':
        return (row.title.casefold(),)
    if sort == 'newest':
        return (since is None, -(since or datetime.date.max).toordinal(), -row.statement.weight, row.title.casefold())
    return (since is None, (since or datetime.date.max).toordinal(), -row.statement.weight, row.title.casefold())

"""Which statements go on a list, and in which order: fair to articles, the longest unsourced first."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from onelib.outcomes import decisions
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
    """A statement and the title of the article that it stands in."""

    title: str
    statement: Statement

    @property
    def key(self) -> tuple[str, str]:
        """What the row is known by: the title and the statement's fingerprint."""
        return self.title, self.statement.fingerprint


@dataclass(frozen=True, slots=True)
class Ranking:
    """The rows of a list, how many more there are, and the limits that kept them out."""

    rows: tuple[Row, ...]
    more: int
    limit: int
    per_article: int

    @property
    def articles(self) -> int:
        """How many articles the rows are from."""
        return len({row.title for row in self.rows})

    def without(self, keys: Collection[tuple[str, str]]) -> Ranking:
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
    rejected: Collection[tuple[str, str]] = (),
    wiki: str = '',
) -> Ranking:
    """The statements to list, at most `limit`, at most `per_article` from one article, each once.

    Chosen are those that come first in the order asked for; of an article, too.

    :param sort: ``oldest`` (by the date of the tag, undated ones last, then by weight), ``newest`` or ``title``
    :param rejected: keys of rows that the wiki has rejected: they are not listed
    :param wiki: code of the wiki of the articles, for the log
    """
    log = _Log(wiki) if decisions.wanted(_log) else None
    chosen: list[Row] = []
    more = 0
    for article in articles:
        rows = [row for row in _distinct(article) if row.key not in rejected]
        best = sorted(rows, key=lambda row: _key(row, sort))[:per_article]
        # In the article's own order, so that equal dates read from top to bottom.
        chosen += [row for row in rows if row in best]
        more += len(rows) - len(best)
        if log:
            log.article(article, rejected, rows, best)
        elif len(chosen) > _HELD * limit:
            # What cannot be listed any more goes: its texts take memory. For the log every number is wanted.
            chosen.sort(key=lambda row: _key(row, sort))
            more += len(chosen) - limit
            del chosen[limit:]
    chosen.sort(key=lambda row: _key(row, sort))
    if log:
        log.rows(chosen, limit)
    return Ranking(tuple(chosen[:limit]), more + max(0, len(chosen) - limit), limit, per_article)


class _Log:
    """Says of each statement whether it is listed, and why not."""

    def __init__(self, wiki: str) -> None:
        self._wiki = wiki

    def article(
        self,
        article: ScannedArticle,
        rejected: Collection[tuple[str, str]],
        rows: Collection[Row],
        best: Collection[Row],
    ) -> None:
        distinct = _distinct(article)
        kept = {id(row.statement) for row in distinct}
        for statement in article.statements:
            if not statement.text:
                self.say(article.title, statement, 'not listed: there is no text that could be shown')
            elif id(statement) not in kept:
                self.say(article.title, statement, 'not listed: the same statement is in the article before')
        for row in distinct:
            if row.key in rejected:
                self.say(row.title, row.statement, 'not listed: the wiki has rejected this row of late')
        for row in rows:
            if row not in best:
                self.say(row.title, row.statement, f'not listed: per_article={len(best)}, others come first')

    def rows(self, chosen: Sequence[Row], limit: int) -> None:
        for number, row in enumerate(chosen, 1):
            of = f'number {number} of {len(chosen)}'
            if number > limit:
                self.say(row.title, row.statement, f'not listed: {of} in the order of the list, limit={limit}')
            else:
                self.say(row.title, row.statement, f'listed: {of}')

    def say(self, title: str, statement: Statement, what: str) -> None:
        text = statement.text if len(statement.text) <= _SHOWN else f'{statement.text[:_SHOWN]}…'
        decisions.say(_log, self._wiki, title, '"%s" (%s): %s', text, statement.kind, what)


def _distinct(article: ScannedArticle) -> list[Row]:
    """One row for each statement; where nothing can be shown (a tag alone in a parameter) there is none."""
    rows: dict[str, Row] = {}
    for statement in article.statements:
        if statement.text:
            rows.setdefault(statement.fingerprint, Row(article.title, statement))
    return list(rows.values())


def _key(row: Row, sort: str) -> tuple[bool | int | str, ...]:
    since = row.statement.since
    if sort == 'title':
        return (row.title.casefold(),)
    if sort == 'newest':
        return (since is None, -(since or datetime.date.max).toordinal(), -row.statement.weight, row.title.casefold())
    return (since is None, (since or datetime.date.max).toordinal(), -row.statement.weight, row.title.casefold())

"""Which statements go on a list, and in which order: fair to articles, the longest unsourced first."""

from __future__ import annotations

import datetime
import hashlib
import logging
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from onelib.campaign import boilerplate
from onelib.campaign.boilerplate import Boilerplate
from onelib.campaign.leads import Lead
from onelib.outcomes.decisions import Code, Decision, Decisions
from onelib.outcomes.results import RowKey
from onelib.wikitext.statements import Statement

__all__ = ['Ranking', 'Row', 'ScannedArticle', 'listable', 'rank']

_log = logging.getLogger(__name__)
_SHOWN = 60
# How many times as many rows as a list may have are held while they come in.
_HELD = 4

_Key = tuple[bool | int | str, ...]


@dataclass(frozen=True, slots=True)
class ScannedArticle:
    """A revision of an article and what was found in it.

    :ivar title: full title, with spaces
    :ivar aside: fingerprints of the statements that people have put aside, for the list that is made
    """

    title: str
    page_id: int
    revision_id: int
    statements: tuple[Statement, ...]
    aside: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Row:
    """A statement and the title of the article that it stands in.

    :ivar page_id: of the article, 0 if it is not known
    :ivar lead: where a source for it may be found, None if nobody knows
    :ivar revision_id: of the article, as `page_id`
    """

    title: str
    statement: Statement
    page_id: int = field(default=0, compare=False)
    lead: Lead | None = field(default=None, compare=False)
    revision_id: int = field(default=0, compare=False)

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
    :ivar in_articles: in how many articles there are statements, listed or not; 0: in those of the rows
    """

    rows: tuple[Row, ...]
    more: int
    limit: int
    per_article: int
    decisions: tuple[Decision, ...] = field(default=(), compare=False, repr=False)
    in_articles: int = 0

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
    seed: str = '',
    places: Mapping[str, int] = MappingProxyType({}),
) -> Ranking:
    """The statements to list, at most `limit`, at most `per_article` from one article, each once.

    Chosen are those that come first in the order asked for; of an article, too.

    :param sort: ``oldest`` (by the date of the tag, undated ones last, then by weight), ``newest``, ``title``,
        ``most_wanted`` (by weight), ``most_read`` or ``random``; what is equal comes in no order that a reader
        could see
    :param rejected: keys of rows that the wiki has rejected: they are not listed
    :param wiki: code of the wiki of the articles
    :param about: title of the article of which is kept what was decided; the log has that of all
    :param seed: with another one ``random`` is another order
    :param places: of the articles by their titles, the lowest first, where the order is that of readers or by lot;
        those without one are last
    """
    chooser = _Chooser(limit, per_article, lambda row: _key(row, sort, seed, places), Decisions(_log, about), wiki)
    for article in articles:
        chooser.add(article, rejected)
    return chooser.ranking()


class _Chooser:
    """Takes articles one by one and holds the rows that may be listed.

    :ivar more: how many statements have been passed over
    """

    def __init__(
        self, limit: int, per_article: int, key: Callable[[Row], _Key], decisions: Decisions, wiki: str
    ) -> None:
        self.limit = limit
        self.per_article = per_article
        self.key = key
        self.decisions = decisions
        self.wiki = wiki
        self.chosen: list[Row] = []
        self.more = self.dropped = 0
        self.seen = Boilerplate()

    def add(self, article: ScannedArticle, rejected: Collection[RowKey]) -> None:
        rows = []
        for row, code in _judged(article, rejected):
            if code:
                self.decide(row, code)
            else:
                rows.append(row)
        for row in rows:
            self.seen.add(row.title, _sketch(row))
        rows = self.statements(rows)
        best = {row.key for row in sorted(rows, key=self.key)[: self.per_article]}
        # In the article's own order, so that equal dates read from top to bottom.
        self.chosen += [row for row in rows if row.key in best]
        for row in rows:
            if row.key not in best:
                self.decide(row, Code.PER_ARTICLE, self.per_article)
        self.more += len(rows) - len(best)
        if len(self.chosen) > _HELD * self.limit:
            self.let_go()

    def let_go(self) -> None:
        """Let go what cannot be listed any more: its texts take memory."""
        self.chosen = sorted(self.statements(self.chosen), key=self.key)
        for row in self.chosen[self.limit :]:
            self.decide(row, Code.FULL, self.limit)
        self.dropped += len(self.chosen[self.limit :])
        del self.chosen[self.limit :]

    def statements(self, rows: Iterable[Row]) -> list[Row]:
        """These rows without what has turned out to stand nearly the same in other articles."""
        kept = []
        for row in rows:
            others = self.seen.others(row.title, _sketch(row))
            if len(others) >= boilerplate.MANY:
                self.decide(row, Code.BOILERPLATE, others[0])
            else:
                kept.append(row)
        return kept

    def once(self, rows: Iterable[Row]) -> list[Row]:
        """These rows, of two articles that have nearly the same only the first."""
        listed = Boilerplate()
        kept = []
        for row in rows:
            seen = _sketch(row)
            if others := listed.others(row.title, seen):
                self.decide(row, Code.BOILERPLATE, others[0])
            else:
                listed.add(row.title, seen)
                kept.append(row)
        return kept

    def ranking(self) -> Ranking:
        self.chosen = self.once(sorted(self.statements(self.chosen), key=self.key))
        fitting = len(self.chosen) + self.dropped
        for number, row in enumerate(self.chosen, 1):
            if number <= self.limit:
                self.decide(row, Code.LISTED, number, fitting)
            elif self.dropped:
                # Which of those that have gone come before it, nobody knows any more.
                self.decide(row, Code.FULL, self.limit)
            else:
                self.decide(row, Code.PAST_LIMIT, number, fitting, self.limit)
        rows = tuple(self.chosen[: self.limit])
        more = self.more + fitting - len(rows)
        return Ranking(rows, more, self.limit, self.per_article, self.decisions.kept)

    def decide(self, row: Row, code: Code, *values: object) -> None:
        self.decisions.add(Decision(self.wiki, row.title, code, (row, *values)))


def listable(article: ScannedArticle, rejected: Collection[RowKey] = ()) -> int:
    """How many statements of an article could be on a list."""
    return sum(code is None for _, code in _judged(article, rejected))


def _judged(article: ScannedArticle, rejected: Collection[RowKey]) -> Iterator[tuple[Row, Code | None]]:
    """A row for each statement of an article, and what keeps it off every list; None: nothing."""
    seen = set()
    for statement in article.statements:
        row = Row(article.title, statement, article.page_id, revision_id=article.revision_id)
        if not statement.text:
            # A tag alone in a parameter.
            yield row, Code.NO_TEXT
        elif row.key in seen:
            yield row, Code.REPEATED
        elif statement.fingerprint in article.aside:
            yield row, Code.PUT_ASIDE
        elif _is_found(row) and boilerplate.enumerates(statement.text):
            yield row, Code.ENUMERATION
        else:
            yield row, Code.REJECTED if row.key in rejected else None
            seen.add(row.key)


def _is_found(row: Row) -> bool:
    """Whether we have found it: what somebody has tagged is a statement, however many articles have it."""
    return row.statement.kind != 'tagged'


def _sketch(row: Row) -> boilerplate.Sketch:
    return boilerplate.sketch(row.statement.text) if _is_found(row) else boilerplate.Sketch()


def _key(row: Row, sort: str, seed: str, places: Mapping[str, int]) -> _Key:
    since, title = row.statement.since, row.title
    if sort == 'title':
        return (title.casefold(),)
    if sort == 'random':
        lot = hashlib.sha256('|'.join((seed, *row.key)).encode()).hexdigest()
        return title not in places, places.get(title, 0), lot
    # Titles of one kind stand together in the alphabet, numbers first of all.
    rest = -row.statement.weight, zlib.crc32(title.encode())
    if sort == 'most_read':
        return title not in places, places.get(title, 0), *reversed(rest)
    if sort == 'most_wanted':
        return rest
    day = (since or datetime.date.max).toordinal()
    return since is None, -day if sort == 'newest' else day, *rest

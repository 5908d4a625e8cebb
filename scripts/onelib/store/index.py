"""The indexes of wikis: what scans of dumps have found in each article, and the sums of it by wiki and by category.

The rows of a scan go in by batches, under its number, and nobody sees them before the whole scan becomes the index of
its wiki, in one small transaction.  The rows of the index before go out then, by batches, too.  What a dump came to is
kept for good.
"""

from __future__ import annotations

import datetime
import hashlib
import secrets
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, fields
from itertools import islice
from typing import Any

import sqlalchemy as sa

from onelib.campaign.index import Figures, IndexChoice, IndexedArticle, Scan, ScanEnd, Summary, TopicFigures
from onelib.store.database import ROWS, Database, StoreError
from onelib.store.schema import OLDEST, SUMS, articles, members, scans, summaries, topics
from onelib.store.upserts import upsert
from onelib.wikitext.index_row import IndexRow
from onelib.wikitext.statements import ALL_KINDS

__all__ = ['Index']

# Articles that are written in one transaction: with their categories, some thousand rows.
_BATCH = 500
# So many categories are remembered whose names are written.
_MOST_NAMED = 100_000
# Articles that are summed up in one question, and rows that are taken out in one transaction.
_SUMMED, _TAKEN = 50_000, 2_000
_DAYS_AT_WORK = 3
# What columns take; a dump may say anything.
_NUMBERS = 2**63
_CURRENT, _OLD = 'current', 'old'
_FIGURES = tuple(field.name for field in fields(IndexRow) if field.name != 'categories')


class Index(Database):
    """The part of the store that has the indexes; it is opened by those who want it, and never copied.

    What `Database` says of opening it, of several processes and of servers that go away is so here.
    """

    def __init__(self, url: str, *, writable: bool = True) -> None:
        super().__init__(url, writable=writable)
        # Numbers of scans and of categories whose names have just been written.
        self._named: set[tuple[int, int]] = set()

    def begin(self, wiki: str, dump: datetime.date, now: datetime.datetime) -> Scan:
        """Begin a scan of a dump of this date."""
        scan = Scan(secrets.randbelow(2**31 - 1) + 1, wiki, dump)
        row = {'number': scan.number, 'wiki': wiki, 'dump': dump, 'begun': now, 'touched': now, 'state': ''}
        self._put(scans, [row])
        return scan

    def add(self, scan: Scan, found: Iterable[IndexedArticle], now: datetime.datetime) -> None:
        """Add rows to a scan, in whichever order; a row that comes again replaces the one that is there.

        :param found: may be a generator, and is read to its end; what no wiki numbers so is left out
        :raises StoreError: the scan has been taken out, because for days no row came
        """
        rest = (one for one in found if 0 < one.page_id < _NUMBERS and 0 <= one.revision < _NUMBERS)
        while batch := list(islice(rest, _BATCH)):
            self._write(scan, list({one.page_id: one for one in batch}.values()), now)

    def _write(self, scan: Scan, found: Sequence[IndexedArticle], now: datetime.datetime) -> None:
        if not self.writable:
            return
        rows = [
            {'scan': scan.number, 'page_id': one.page_id, 'revision': one.revision}
            | {name: getattr(one.row, name) for name in _FIGURES}
            for one in sorted(found, key=lambda one: one.page_id)
        ]
        numbers = {name: _digest(name) for one in found for name in one.row.categories}
        new = sorted((number, name) for name, number in numbers.items() if (scan.number, number) not in self._named)
        named = [{'scan': scan.number, 'topic': topic, 'name': name} for topic, name in new]
        pairs = sorted({(numbers[name], one.page_id) for one in found for name in one.row.categories})
        within = [{'scan': scan.number, 'topic': topic, 'page_id': page} for topic, page in pairs]

        def work(connection: sa.Connection) -> bool:
            mine = sa.update(scans).where(scans.c.number == scan.number, scans.c.state == '')
            if not connection.execute(mine.values(touched=now)).rowcount:
                return False
            for table, values in ((articles, rows), (topics, named), (members, within)):
                if values:
                    connection.execute(upsert(self._engine.dialect.name, table, tuple(values[0])), values)
            return True

        with self._problems('written'):
            there = self._do(work, writes=True)
        if not there:
            raise self._gone(scan)
        if len(self._named) > _MOST_NAMED:
            self._named.clear()
        self._named.update((scan.number, topic) for topic, _ in new)

    def _gone(self, scan: Scan) -> StoreError:
        return StoreError(
            f'the scan of {scan.wiki} is not in the store {self.name} any more: it was taken out, or has ended; '
            'begin it anew'
        )

    def make_current(self, scan: Scan, now: datetime.datetime, *, whole: bool = True) -> ScanEnd:
        """Make a scan whose rows are all there the index of its wiki, unless there is a better one.

        Whatever was the index before is taken out.

        :param whole: all of the dump could be read
        """
        figures = self._sums(scan)
        if figures.articles:
            self._sum_topics(scan)
        made = self._decide(scan, now, whole, figures) if self.writable else ScanEnd.CURRENT
        self.sweep(now)
        return made

    def _decide(self, scan: Scan, now: datetime.datetime, whole: bool, figures: Figures) -> ScanEnd:
        row = _summary_row(Summary(scan.wiki, scan.dump, now, whole, figures))
        mine = sa.select(scans.c.number).where(scans.c.number == scan.number, scans.c.state.in_(['', _CURRENT]))
        of_wiki = scans.c.wiki == scan.wiki
        current = sa.select(scans.c.number, scans.c.dump, summaries.c.whole).where(of_wiki, scans.c.state == _CURRENT)
        current = current.outerjoin_from(scans, summaries, _summarised).with_for_update()

        def work(connection: sa.Connection) -> ScanEnd | None:
            there = connection.execute(current).mappings().first()
            if not connection.execute(mine).first():
                return None
            better = there if there and there['number'] != scan.number else None
            made = ScanEnd.CURRENT
            if not figures.articles:
                made = ScanEnd.EMPTY
            elif better and better['dump'] > scan.dump:
                made = ScanEnd.OLDER
            elif better and better['whole'] and not whole:
                made = ScanEnd.PARTIAL
            if made is ScanEnd.CURRENT and better:
                old = sa.update(scans).where(scans.c.number == better['number'])
                connection.execute(old.values(state=_OLD))
            state = _CURRENT if made is ScanEnd.CURRENT else _OLD
            connection.execute(sa.update(scans).where(scans.c.number == scan.number).values(state=state, touched=now))
            if made is not ScanEnd.EMPTY and self._may_summarise(connection, scan, whole):
                connection.execute(upsert(self._engine.dialect.name, summaries, tuple(row)), [row])
            return made

        with self._problems('written'):
            made = self._do(work, writes=True)
        if made is None:
            raise self._gone(scan)
        return made

    def _may_summarise(self, connection: sa.Connection, scan: Scan, whole: bool) -> bool:
        """Whether what is known of this dump is not more than this."""
        known = sa.select(summaries.c.whole).where(summaries.c.wiki == scan.wiki, summaries.c.dump == scan.dump)
        return whole or not connection.execute(known).scalar()

    def abandon(self, scan: Scan, now: datetime.datetime) -> None:
        """Take out a scan that will not come to its end."""
        self._end(scans.c.number == scan.number, scans.c.state == '')
        self.sweep(now)

    def _end(self, *which: sa.ColumnElement[bool]) -> None:
        if self.writable:
            with self._problems('written'):
                self._do(lambda c: c.execute(sa.update(scans).where(*which).values(state=_OLD)), writes=True)

    def sweep(self, now: datetime.datetime) -> int:
        """Take out scans that were replaced, or to which no row has come for days; give back of how many articles.

        Each transaction is small: nobody is kept waiting. If the store may not be written to, it is only counted.
        """
        stale = scans.c.state == '', scans.c.touched < now - datetime.timedelta(days=_DAYS_AT_WORK)
        self._end(*stale)
        outdated = sa.select(scans.c.number).where(sa.or_(scans.c.state == _OLD, sa.and_(*stale)))
        numbers = [row['number'] for row in self._ask(outdated)]
        if not self.writable:
            counted = sa.select(sa.func.count().label('rows')).select_from(articles)
            return sum(self._ask(counted.where(articles.c.scan == number))[0]['rows'] for number in numbers)
        taken = 0
        for number in numbers:
            # Last the scan itself, by which the others are found.
            taken += [self._take_out(table, number) for table in (members, topics, articles)][-1]
            self._execute(sa.delete(scans).where(scans.c.number == number, scans.c.state == _OLD))
        return taken

    def _take_out(self, table: sa.Table, number: int) -> int:
        mine = table.c.scan == number
        order = tuple(table.primary_key)[1:]
        taken = 0
        while True:
            # Both databases find this by the key, and neither has a LIMIT for what is deleted that the other one knows.
            [*last] = self._ask(sa.select(*order).where(mine).order_by(*order).offset(_TAKEN - 1).limit(1))
            taken += self._execute(sa.delete(table).where(mine, *(_up_to(order, row) for row in last)))
            if not last:
                return taken

    def _sums(self, scan: Scan) -> Figures:
        """The sums over the articles of a scan."""
        sums: list[Mapping[str, Any]] = []
        after = sa.true()
        while True:
            some = sa.select(articles).where(articles.c.scan == scan.number, after)
            part = some.order_by(articles.c.page_id).limit(_SUMMED).subquery()
            [row] = self._ask(sa.select(*_sums_of(part), sa.func.max(part.c.page_id).label('last')))
            sums.append(row)
            if row['articles'] < _SUMMED:
                return _added(sums)
            after = articles.c.page_id > row['last']

    def _sum_topics(self, scan: Scan) -> None:
        """Write the sums over the articles of each category of a scan."""
        for named in self._parts(scan):
            first, last = named[0]['topic'], named[-1]['topic']
            question = sa.select(members.c.topic, *_sums_of(articles)).join_from(members, articles, _of_member)
            for dialect in ('mysql', 'mariadb'):
                # It might begin with all articles of the scan.
                question = question.prefix_with('STRAIGHT_JOIN', dialect=dialect)
            wanted = members.c.scan == scan.number, members.c.topic.between(first, last)
            figures = {row['topic']: row for row in self._ask(question.where(*wanted).group_by(members.c.topic))}
            rows = ({**one, **_plain(figures[one['topic']])} for one in named if one['topic'] in figures)
            self._put(topics, rows)

    def _parts(self, scan: Scan) -> Iterator[list[dict[str, Any]]]:
        """The categories of a scan, so many at a time."""
        columns = topics.c.scan, topics.c.topic, topics.c.name
        after = sa.true()
        while named := self._ask(
            sa.select(*columns).where(topics.c.scan == scan.number, after).order_by(topics.c.topic).limit(ROWS)
        ):
            yield named
            after = topics.c.topic > named[-1]['topic']

    def summaries(self, wiki: str = '') -> list[Summary]:
        """What all dumps came to that were ever scanned, by wiki, the oldest first.

        :param wiki: only those of this one
        """
        return [_summary(row) for row in self._rows_of(summaries, *([summaries.c.wiki == wiki] if wiki else []))]

    def current(self, wiki: str = '') -> dict[str, Summary]:
        """What the index of each wiki comes to, by the wiki; those without one are left out.

        :param wiki: only that of this one
        """
        question = sa.select(summaries).join_from(summaries, scans, _summarised).where(scans.c.state == _CURRENT)
        rows = self._ask(question.where(*([summaries.c.wiki == wiki] if wiki else [])).order_by(summaries.c.wiki))
        return {row['wiki']: _summary(row) for row in rows}

    def topic(self, wiki: str, name: str) -> TopicFigures | None:
        """What the articles of a category come to, None if the index has none of them, or there is no index."""
        rows = self._of_current(wiki, topics, lambda n: sa.select(topics).where(topics.c.topic == _digest(name)))
        return next(map(_topic, rows), None)

    def topics(self, wiki: str, by: str = 'sourceless', most: int = 50, *, least: int = 1) -> list[TopicFigures]:
        """The categories of a wiki with most of something, those with most first.

        :param by: the name of a sum in `Figures`
        :param least: they have so many articles or more
        """
        order = topics.c[by].desc(), topics.c.topic
        question = sa.select(topics).where(topics.c[by] > 0, topics.c.articles >= least)
        return [_topic(row) for row in self._of_current(wiki, topics, lambda n: question.order_by(*order).limit(most))]

    def wanted(
        self,
        wiki: str,
        what: IndexChoice,
        categories: Collection[str] = (),
        *,
        kinds: Collection[str] = ALL_KINDS,
        most: int = ROWS,
    ) -> list[IndexedArticle]:
        """The articles of a wiki's index that are asked for, in order; their categories are left out.

        :param categories: only those that are in one of these
        :param kinds: of the statements that are wanted
        """

        def question(number: int) -> sa.Select[Any]:
            which, order = _chosen(what, kinds)
            question = sa.select(articles).where(which)
            if categories:
                of_topics = members.c.topic.in_([_digest(name) for name in categories])
                within = sa.select(members.c.page_id).where(members.c.scan == number, of_topics)
                question = question.where(articles.c.page_id.in_(within))
            return question.order_by(*order, articles.c.page_id).limit(most)

        return [_article(row) for row in self._of_current(wiki, articles, question)]

    def _of_current(self, wiki: str, table: sa.Table, question: Any) -> list[dict[str, Any]]:
        """The answer of the index of a wiki, none if there is none; never a mixture of two."""
        number = self._number(wiki)
        while number is not None:
            rows = self._ask(question(number).where(table.c.scan == number))
            before, number = number, self._number(wiki)
            if number == before:
                return rows
        return []

    def _number(self, wiki: str) -> int | None:
        rows = self._ask(sa.select(scans.c.number).where(scans.c.wiki == wiki, scans.c.state == _CURRENT))
        return rows[0]['number'] if rows else None


_summarised = sa.and_(summaries.c.wiki == scans.c.wiki, summaries.c.dump == scans.c.dump)
_of_member = sa.and_(articles.c.scan == members.c.scan, articles.c.page_id == members.c.page_id)


def _chosen(what: IndexChoice, kinds: Collection[str]) -> tuple[sa.ColumnElement[bool], list[sa.ColumnElement[Any]]]:
    """Which articles a choice means, and in which order."""
    row = articles.c
    if what is IndexChoice.NOTHING:
        return row.sourceless.is_(True), [row.prose.desc()]
    waiting: Any = sum((row[kind] for kind in kinds), sa.literal(0))
    if what is IndexChoice.MOST:
        return waiting > 0, [waiting.desc()]
    tag, banner = row.tag_since, row.banner_since
    if 'tagged' not in kinds:
        oldest: sa.ColumnElement[Any] = banner
    elif {'section', 'article'}.isdisjoint(kinds):
        oldest = tag
    else:
        oldest = sa.case((tag.is_(None), banner), (banner.is_(None), tag), (tag < banner, tag), else_=banner)
    # On some wikis few of them have a date.
    return waiting > 0, [oldest.is_(None), oldest, waiting.desc()]


def _digest(name: str) -> int:
    """The number of a category."""
    return int.from_bytes(hashlib.sha256(name.encode('utf-8', 'replace')).digest()[:8]) >> 1


def _up_to(order: Sequence[sa.Column[Any]], row: Mapping[str, Any]) -> sa.ColumnElement[bool]:
    """Which rows come before this one in an order of one or two columns, and itself."""
    *before, last = order
    bound: sa.ColumnElement[bool] = last <= row[last.name]
    for column in before:
        bound = sa.or_(column < row[column.name], sa.and_(column == row[column.name], bound))
    return bound


def _sums_of(rows: Any) -> list[sa.ColumnElement[Any]]:
    """The columns of `Figures` over rows of articles."""
    of = rows.c if isinstance(rows, sa.Subquery) else rows.columns
    each = {name: of[name] for name in SUMS if name in of}
    each |= {'articles': sa.literal(1), 'bannered': of.section + of.article}
    each['sourceless'] = sa.case((of.sourceless, 1), else_=0)
    each['banners'] = sa.case((of.banners > 0, 1), else_=0)
    summed = [sa.func.coalesce(sa.func.sum(each[name]), 0).label(name) for name in SUMS]
    return [*summed, *(sa.func.min(of[name]).label(name) for name in OLDEST)]


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    # MariaDB sums up to decimal numbers.
    return {**{name: int(row[name]) for name in SUMS}, **{name: row[name] for name in OLDEST}}


def _added(rows: Sequence[Mapping[str, Any]]) -> Figures:
    sums: dict[str, Any] = {name: sum(int(row[name]) for row in rows) for name in SUMS}
    return Figures(**sums | {name: min((row[name] for row in rows if row[name]), default=None) for name in OLDEST})


def _figures(row: Mapping[str, Any]) -> Figures:
    return Figures(**_plain(row))


def _summary_row(summary: Summary) -> dict[str, Any]:
    values = {name: getattr(summary, name) for name in ('wiki', 'dump', 'scanned', 'whole')}
    return values | asdict(summary.figures)


def _summary(row: Mapping[str, Any]) -> Summary:
    return Summary(row['wiki'], row['dump'], row['scanned'], bool(row['whole']), _figures(row))


def _topic(row: Mapping[str, Any]) -> TopicFigures:
    return TopicFigures(row['name'], _figures(row))


def _article(row: Mapping[str, Any]) -> IndexedArticle:
    return IndexedArticle(row['page_id'], row['revision'], IndexRow(**{name: row[name] for name in _FIGURES}))

"""What becomes of the statements of a list: looked up whenever its articles are read again."""

from __future__ import annotations

import datetime
import logging
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from onelib.campaign.edits import Edit
from onelib.campaign.ranking import Row, ScannedArticle
from onelib.campaign.records import Ending, Listing, StatementRecord
from onelib.jobs.list_making import FRESH
from onelib.pages.done import StatementsOutcome
from onelib.pages.worklist import excerpt
from onelib.readers.articles import ArticleReader
from onelib.readers.endings import Endings, matched
from onelib.readers.query import BATCH
from onelib.readers.revisions import State, states
from onelib.readers.sites import UNREADABLE
from onelib.store import Store, questions
from onelib.wikis.titles import normalise
from onelib.wikitext.statements import Statement

__all__ = ['Followed', 'StatementRecords']

_log = logging.getLogger(__name__)
# So long somebody is thanked, so that the next full run still sees to it.
_THANKED = datetime.timedelta(days=2)
_EVER = datetime.datetime(2001, 1, 15, tzinfo=datetime.UTC)


@dataclass(frozen=True, slots=True)
class Followed:
    """Statements that do not wait any more.

    :ivar ended: those that an edit has ended; `deleted`: those whose articles are gone, as the wiki says
    """

    ended: Sequence[StatementRecord] = ()
    deleted: Sequence[StatementRecord] = ()


@dataclass(frozen=True, slots=True)
class StatementRecords:
    """The records of a list.

    :ivar now: in UTC
    """

    store: Store
    where: Listing
    now: datetime.datetime

    def waiting(self, kinds: Collection[str]) -> list[StatementRecord]:
        """The statements of the list that wait for a source; those of other kinds nobody looks for."""
        return self._of(self.store.records(self.where, waiting=True), kinds)

    def of(self, titles: Collection[str], kinds: Collection[str]) -> list[StatementRecord]:
        """All statements of the list that are of these articles, whatever has become of them."""
        return self._of(self.store.records(self.where, titles=titles), kinds)

    def _of(self, records: Iterable[StatementRecord], kinds: Collection[str]) -> list[StatementRecord]:
        return [record for record in records if record.kind in kinds or 'nothing' in kinds]

    def follow(
        self,
        records: Collection[StatementRecord],
        articles: Mapping[int, ScannedArticle],
        reader: ArticleReader,
        fresh: datetime.timedelta = FRESH,
    ) -> Followed:
        """Find out what has become of these statements, and remember it; give back those that do not wait any more.

        :param articles: those that were read now, by the numbers of their pages
        :param fresh: others are looked up that nobody has seen for so long
        """
        try:
            followed, deleted = self._followed(records, articles, reader, fresh)
            self.store.keep_records([*followed, *deleted])
            return Followed([record for record in followed if record.ending], deleted)
        except UNREADABLE as problem:
            _log.info('%s: what became of statements is asked by the next run: %s', self.where.wiki, problem)
            return Followed()

    def _followed(
        self,
        records: Collection[StatementRecord],
        articles: Mapping[int, ScannedArticle],
        reader: ArticleReader,
        fresh: datetime.timedelta,
    ) -> tuple[list[StatementRecord], list[StatementRecord]]:
        """The records as they are now, and those whose articles are gone."""
        now: list[StatementRecord] = []
        deleted: list[StatementRecord] = []
        gone: list[StatementRecord] = []
        latest = {page: article.revision_id for page, article in articles.items()}
        of_pages: defaultdict[int, list[StatementRecord]] = defaultdict(list)
        for record in records:
            of_pages[record.page_id].append(record)
        for page, article in articles.items():
            found, lost = matched(of_pages.pop(page, ()), article)
            now += [self._standing(record, statement, article) for record, statement in found]
            waiting = [record for record in lost if record.ending is None]
            # Nobody has done anything to it: it is looked for in another way than before.
            now += [replace(record, last=self.now) for record in waiting if record.seen == article.revision_id]
            gone += [record for record in waiting if record.seen != article.revision_id]
        others = [record for of_page in of_pages.values() for record in of_page if record.ending is None]
        for record, state in self._looked_up(others, reader, fresh):
            if state is None:
                deleted.append(replace(record, ending=Ending.GONE, ended=self.now))
            elif state.latest == record.seen:
                now.append(replace(record, last=self.now, title=state.title))
            else:
                latest[record.page_id] = state.latest
                gone.append(replace(record, title=state.title))
        if gone:
            edits = self._edits({record.page_id for record in gone})
            now += Endings(reader.site, reader.wiki, self.now, edits).ended(gone, latest)
        return now, deleted

    def _looked_up(
        self, records: Iterable[StatementRecord], reader: ArticleReader, fresh: datetime.timedelta
    ) -> list[tuple[StatementRecord, State | None]]:
        """What the articles are now of those that nobody has looked at for longest; None: deleted."""
        due = sorted((each for each in records if each.last <= self.now - fresh), key=lambda each: each.last)
        asked: dict[int, None] = {}
        for record in due:
            if record.seen and len(asked) < BATCH:
                asked[record.seen] = None
        there = states(reader.site, asked) if asked else {}
        return [(record, there.get(record.seen)) for record in due if record.seen in asked]

    def _edits(self, pages: Collection[int]) -> Mapping[int, Sequence[Edit]]:
        """The edits of these pages that the campaign of the list knows."""
        found: defaultdict[int, list[Edit]] = defaultdict(list)
        if self.where.campaign:
            for edit in self.store.edits(self.where.campaign, wiki=self.where.wiki, pages=pages):
                found[edit.contribution.page_id].append(edit)
        return found

    def _standing(self, record: StatementRecord, statement: Statement, article: ScannedArticle) -> StatementRecord:
        """The record of a statement that stands in an article, and waits for a source, perhaps again."""
        return replace(
            record,
            title=article.title,
            kind=statement.kind,
            text=excerpt(statement)[1],
            mark=statement.fingerprint,
            seen=article.revision_id,
            last=self.now,
            ending=None,
            ended=None,
            revision=0,
            editor='',
        )

    def list(self, rows: Iterable[Row]) -> None:
        """Remember that these stand on the list."""
        standing = [
            StatementRecord(
                wiki=self.where.wiki,
                page_id=row.page_id,
                fingerprint=row.statement.fingerprint,
                first=self.now,
                last=self.now,
                title=row.title,
                kind=row.statement.kind,
                text=excerpt(row.statement)[1],
                mark=row.statement.fingerprint,
                seen=row.revision_id,
            )
            for row in rows
        ]
        self.store.list_statements(self.where, standing, self.now)

    def outcome(self, rows: Iterable[Row] = ()) -> StatementsOutcome:
        """What has become of the statements of the list, these among them that are going to stand there.

        Thanked by name are those alone who take part in the campaign and do not mind.
        """
        known = self.store.progress(self.where)
        standing = {(row.page_id, row.statement.fingerprint) for row in rows}
        new = standing - self.store.stood(self.where)
        # Whose tag is back waits again.
        ever = self.store.records(self.where, sourced_since=_EVER) if known.sourced else ()
        again = {(record.page_id, record.mark) for record in ever} & standing
        named = set(self.store.answer(questions.may_be_named(self.where.campaign)) or ())
        sourced = self.store.records(self.where, sourced_since=self.now - _THANKED)
        thanked = (record for record in sourced if (record.page_id, record.mark) not in again)
        names = ((record, normalise(record.editor)) for record in thanked)
        return StatementsOutcome.of(
            replace(known, listed=known.listed + len(new), sourced=known.sourced - len(again)),
            ((record, name if name in named else '') for record, name in names),
        )

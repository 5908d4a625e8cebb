"""How statements of lists have ended that are not found any more: from the texts before and after, and by whose edit.

Whatever has become of an article in the meantime, a run asks a few questions about all of them; what is not answered so
is asked by the next one.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from pywikibot.site import APISite

from onelib.campaign import effects
from onelib.campaign.edits import Edit
from onelib.campaign.ranking import ScannedArticle
from onelib.campaign.records import Ending, StatementRecord, most_like
from onelib.readers.query import BATCH, query
from onelib.readers.shapes import revision_text
from onelib.readers.time_limit import TooSlowError, limited
from onelib.wikis import Wiki
from onelib.wikitext import statements
from onelib.wikitext.statements import Statement
from onelib.wikitext.statements.statement import fingerprint

__all__ = ['Endings', 'matched']

_MOST_SECONDS = 10.0
# So many articles' histories are asked for in a run, and so much of each is looked at.
_MOST_HISTORIES, _LATEST = 3, 10


def matched(
    records: Iterable[StatementRecord], article: ScannedArticle
) -> tuple[list[tuple[StatementRecord, Statement]], list[StatementRecord]]:
    """The statements of an article that these records are of, and the records of which there is none any more.

    One that was reworded a little is still the same.
    """
    left = {statement.fingerprint: statement for statement in reversed(article.statements) if statement.text}
    found: list[tuple[StatementRecord, Statement]] = []
    lost: list[StatementRecord] = []
    for record in records:
        if statement := left.pop(record.mark, None):
            found.append((record, statement))
        else:
            lost.append(record)
    others = [(statement.text, statement) for statement in left.values()]
    gone = []
    for record in lost:
        if alike := most_like(record.text, others):
            found.append((record, alike))
            others = [other for other in others if other[1] is not alike]
        else:
            gone.append(record)
    return found, gone


@dataclass(slots=True)
class Endings:
    """Asks a wiki what has become of statements.

    :ivar edits: those of the campaign of the list that are known, by the numbers of their pages
    """

    site: APISite
    wiki: Wiki
    now: datetime.datetime
    edits: Mapping[int, Sequence[Edit]] = field(default_factory=dict)
    _histories: int = field(default=_MOST_HISTORIES, init=False)

    def ended(self, gone: Iterable[StatementRecord], latest: Mapping[int, int]) -> list[StatementRecord]:
        """These records with their endings; those that have to wait for the next run are left out.

        :param latest: of the pages, their revisions of now
        """
        by_page: defaultdict[int, list[StatementRecord]] = defaultdict(list)
        wanted: set[int] = set()
        for record in gone:
            revisions = {record.seen, latest[record.page_id]}
            if len(wanted | revisions) <= BATCH:
                wanted |= revisions
                by_page[record.page_id].append(record)
        read = self._read(revids=sorted(wanted)) if wanted else {}
        ended: list[StatementRecord] = []
        for page, records in by_page.items():
            after = read.get(latest[page])
            if after is None:
                continue
            for seen in {record.seen for record in records}:
                lost = [record for record in records if record.seen == seen]
                before = read.get(seen, _Revision(seen, 0, '', self.now, ''))
                with suppress(TooSlowError), limited(_MOST_SECONDS):
                    ended += self._compared(lost, before, after)
        return ended

    def _compared(
        self, records: Sequence[StatementRecord], before: _Revision, after: _Revision
    ) -> Iterator[StatementRecord]:
        found = _found(before.text, self.wiki, records)
        made = effects.became(found, before.text, after.text, self.wiki)
        for record, statement, ending in zip(records, found, made, strict=True):
            edit = self._edit(record, statement, before, after, ending)
            if edit is None:
                yield replace(record, ending=ending, ended=self.now)
            else:
                yield replace(record, ending=ending, ended=edit.made, revision=edit.number, editor=edit.editor)

    def _edit(
        self, record: StatementRecord, statement: Statement, before: _Revision, after: _Revision, ending: Ending
    ) -> _Revision | None:
        """In which edit it was; None if nobody knows."""
        if after.parent == before.number:
            return after
        if ending is not Ending.SOURCED:
            return None
        marks = {record.mark, fingerprint(statement.text)}
        for edit in reversed(self.edits.get(record.page_id, ())):
            made = edit.contribution
            if made.revision <= before.number or edit.reverted or edit.count is None:
                continue
            if marks & set(map(fingerprint, edit.count.sourced)):
                return _Revision(made.revision, made.parent, made.user, made.timestamp, '')
        if not self._histories:
            return None
        self._histories -= 1
        latest = self._read(pageids=record.page_id, rvlimit=_LATEST, rvstartid=after.number)
        return _sourcing(sorted(latest.values(), key=lambda each: -each.number), record, self.wiki)

    def _read(self, **which: Any) -> dict[int, _Revision]:
        """Revisions with their texts, by number; those without one are left out. It is one question."""
        rvprop = 'ids|user|timestamp|content'
        asked = query(self.site, prop='revisions', rvprop=rvprop, rvslots='main', **which)
        found = {}
        # Where all do not fit into an answer, the rest of a history is left out.
        for part in asked:
            for page in part.get('pages', ()):
                for revision in page.get('revisions', ()):
                    text = revision_text(revision)
                    if text is not None:
                        number, parent = revision['revid'], revision.get('parentid', 0)
                        made = datetime.datetime.fromisoformat(revision['timestamp'])
                        found[number] = _Revision(number, parent, revision.get('user', ''), made, text)
            if 'rvlimit' in which:
                break
        return found


@dataclass(frozen=True, slots=True)
class _Revision:
    number: int
    parent: int
    editor: str
    made: datetime.datetime
    text: str


def _found(text: str, wiki: Wiki, records: Sequence[StatementRecord]) -> list[Statement]:
    """The statements of a text that these records are of, or what the records know of them."""
    there = {found.fingerprint: found for found in statements.find(text, wiki, {record.kind for record in records})}
    return [there.get(record.mark) or _remembered(record) for record in records]


def _remembered(record: StatementRecord) -> Statement:
    return Statement(record.kind, record.text, record.text, 0, '', 0, '', None, record.mark)


def _sourcing(latest: Sequence[_Revision], record: StatementRecord, wiki: Wiki) -> _Revision | None:
    """The last of these revisions, of which the newest is first, that gave a statement its source."""
    for after, before in pairwise(latest):
        if any(found.fingerprint == record.mark for found in statements.find(before.text, wiki, {record.kind})):
            [ending] = effects.became(_found(before.text, wiki, [record]), before.text, after.text, wiki)
            return after if ending is Ending.SOURCED else None
    return None

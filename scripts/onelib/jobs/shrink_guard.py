"""A list does not lose most of its rows because of one answer that was half: a second run has to find the same, later.

A wiki may give half an answer that looks whole, somebody may empty a category, a template may get another name.  Whose
statement has ended by somebody's edit is no such loss.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from onelib.campaign.records import StatementRecord
from onelib.jobs.served import Served
from onelib.outcomes.reasons import Kind, Reason
from onelib.pages import list_rows
from onelib.store import Store, questions
from onelib.wikitext.escaping import escape

__all__ = ['ShrinkGuard', 'ended']

# Fewer rows may go at once; of more, half.
_LEAST = 10
# A second run so much later agrees: what is kept for an hour has been asked anew by then.
_LATER = datetime.timedelta(hours=3)


def ended(body: str, records: Iterable[StatementRecord]) -> int:
    """How many rows of a list that stands on a page are of these statements, whose endings are known."""
    gone = {(str(record.page_id), escape(record.text)) for record in records}
    return sum((data.get('page', ''), data.get('text', '')) in gone for data in _rows(body))


def _is_little(lost: int, there: int) -> bool:
    # Half of an odd number is one more or less.
    return lost < _LEAST or 2 * (lost + 1) < there


def _stand_there(body: str, titles: Collection[str]) -> bool:
    """Whether there are rows of one of these articles."""
    written = set(map(escape, titles))
    return any(row.get('article', '') in written for row in _rows(body)) if written else False


def _rows(body: str) -> list[Mapping[str, str]]:
    """The rows that people are to work on: neither done nor put aside."""
    return [row.data for row in list_rows.read(body) if not row.marks.get('skip') and 'done' not in row.data]


@dataclass(frozen=True, slots=True)
class ShrinkGuard:
    """Looks after the length of the lists of a page.

    :ivar now: in UTC
    """

    store: Store
    template: str
    wiki: str
    page: str
    now: datetime.datetime

    def objects(self, call: str, body: str, rows: int, ended: int, unread: Collection[str] = ()) -> Reason | None:
        """Why a list is not shortened yet, None if it may be what it should.

        :param call: what its block asks for, in short
        :param body: what stands there
        :param rows: how many rows it should have now
        :param ended: of how many that stand there the statements have ended
        :param unread: titles of articles that could not be read: of their rows, none goes at once
        """
        there = len(_rows(body))
        lost = there - rows - ended
        question = questions.shrinking(self.wiki, self.page, call)
        known = self.store.answer(question)
        if lost <= 0 or (_is_little(lost, there) and not _stand_there(body, unread)):
            if known:
                self.store.forget(question)
            return None
        # What stands there may have been made for another call.
        if not known and call not in Served.of(self.store, self.template, self.wiki, self.page).blocks:
            return None
        if known and rows >= known['rows']:
            if self.now - datetime.datetime.fromisoformat(known['since']) >= _LATER:
                self.store.forget(question)
                return None
        else:
            self.store.keep(question, {'rows': rows, 'since': self.now.isoformat()}, self.now)
        said = 'it stays as it is until a run some hours later finds the same'
        return Reason(
            Kind.SHRINKS, f'of {there} rows of a list {lost} would go, and no edit of an article says why: {said}'
        )

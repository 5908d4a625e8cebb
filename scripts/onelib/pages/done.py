"""Statements of a list that do not wait for a source any more: how its rows say so, and the line above it how many."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from onelib.campaign.records import ListProgress, StatementRecord
from onelib.pages.messages import message
from onelib.pages.numbers import Number, whole_percent
from onelib.wikis import Wiki
from onelib.wikitext.escaping import escape

__all__ = ['SAID', 'UNKNOWN', 'StatementsOutcome', 'progressed', 'with_progress']

#: What a row says that is done: since when, whether its statement has got a source, and who is thanked for it.
SAID = ('done', 'sourced', 'editor')

_COUNT = '(?=<p class="onelib-count">)'
_PROGRESS = re.compile(rf'^(?:<div class="onelib-progress">[^\n]*?</div></div>)?{_COUNT}', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class StatementsOutcome:
    """What has become of the statements of a list.

    :ivar progress: None: nobody knows
    :ivar sourced: those that have got a source of late: page and text of a row → the editor who is thanked, '' where
        nobody is to be named
    """

    progress: ListProgress | None = None
    sourced: Mapping[tuple[str, str], str] = field(default_factory=dict)

    @classmethod
    def of(cls, progress: ListProgress, thanked: Iterable[tuple[StatementRecord, str]]) -> StatementsOutcome:
        """Of these records, each with whom rows may thank for it."""
        return cls(progress, {(str(record.page_id), escape(record.text)): editor for record, editor in thanked})

    def is_sourced(self, row: Mapping[str, str]) -> bool:
        """Whether the statement of a row has got a source of late."""
        return _key(row) in self.sourced

    def said(self, row: Mapping[str, str], today: datetime.date) -> Mapping[str, str]:
        """What a row says, of these data, that stays on the list although its statement is not sought any more."""
        return self.done(row, today) if row.get('done') or self.is_sourced(row) else {}

    def done(self, row: Mapping[str, str], today: datetime.date) -> Mapping[str, str]:
        """What a row says whose statement does not wait any more; since today, if it has not said so before."""
        since = {'done': row.get('done') or today.isoformat()}
        if not self.is_sourced(row):
            return since
        editor = escape(self.sourced[_key(row)])
        return since | {'sourced': 'yes'} | ({'editor': editor} if editor else {})


#: Of none of them.
UNKNOWN = StatementsOutcome()


def _key(row: Mapping[str, str]) -> tuple[str, str]:
    return row.get('page', ''), row.get('text', '')


def progressed(progress: ListProgress | None, wiki: Wiki) -> str:
    """How many of the statements that have stood on a list have got a source; '' as long as none has."""
    if not (progress and progress.sourced):
        return ''
    number, most = Number(progress.sourced, wiki), Number(progress.listed, wiki)
    bar = f'<div class="onelib-bar" style="width:{whole_percent(progress.sourced / progress.listed)}%"></div>'
    return f'<div class="onelib-progress">{message("tally-sourced", wiki)}: {number} / {most}{bar}</div>'


def with_progress(content: str, progress: ListProgress | None, wiki: Wiki) -> str:
    """The content of a block, with how far its list is now above the line with date and counts."""
    if progress is None:
        return content
    return _PROGRESS.sub(lambda _: progressed(progress, wiki), content, count=1)

"""Tables of a campaign for spreadsheets: CSV, one of the edits and one of the participants.

Columns are called as in the downloads of the Programs & Events Dashboard where they mean the same.  Its
``references_added`` is a net number of footnotes, so sources have names of their own here.
"""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Iterable, Mapping, Sequence

from onelib.campaign.scoring import Counted
from onelib.campaign.views import Person

__all__ = ['EDITS', 'PARTICIPANTS', 'edits', 'participants']

EDITS = (
    'wiki',
    'revision_id',
    'parent_id',
    'timestamp',
    'username',
    'participant',
    'page_id',
    'title',
    'new_article',
    'hashtag',
    'counts',
    'why_not',
    'bytes_added',
    'sources_added',
    'sources_removed',
    'sources_improved',
    'sources_reused',
    'statements_sourced',
    'statements_from_worklists',
    'claims_removed',
)
PARTICIPANTS = (
    'rank',
    'username',
    'library',
    'registered_at',
    'wikis',
    'mainspace_edits',
    'edits_with_hashtag',
    'articles_created',
    'total_articles_edited',
    'mainspace_bytes_added',
    'sources_added',
    'sources_improved',
    'sources_reused',
    'statements_sourced',
    'claims_removed',
)
# What spreadsheets take for the beginning of a formula.
_FORMULA = ('=', '+', '-', '@', '\t', '\r')


def edits(counted: Iterable[Counted]) -> str:
    """All edits of a campaign, a row each; those who opted out have no name in it."""
    rows = []
    for one in counted:
        made = one.edit.contribution
        rows.append(
            (
                made.wiki,
                made.revision,
                made.parent,
                _moment(made.timestamp),
                '' if one.hidden else _text(one.name),
                int(one.participant),
                made.page_id,
                _text(made.title),
                int(one.creates),
                _text(one.edit.hashtag),
                int(one.counts),
                one.why,
                one.bytes,
                len(one.added),
                len(one.removed),
                len(one.improved),
                one.reused,
                len(one.sourced),
                one.listed,
                len(one.claims_removed),
            )
        )
    return _written(EDITS, rows)


def participants(people: Iterable[Person], registered: Mapping[str, datetime.datetime | None]) -> str:
    """The people of a table, a row each.

    :param registered: name -> when the account was registered, None or no entry if nobody knows
    """
    rows = []
    for person in people:
        numbers = person.numbers
        since = registered.get(person.name)
        rows.append(
            (
                person.rank or '',
                _text(person.name),
                _text(person.library),
                _moment(since) if since else '',
                ' '.join(person.wikis),
                numbers.edits,
                numbers.hashtag_edits,
                numbers.articles_created,
                numbers.articles,
                numbers.bytes,
                numbers.added,
                numbers.improved,
                numbers.reused,
                numbers.sourced,
                numbers.claims_removed,
            )
        )
    return _written(PARTICIPANTS, rows)


def _written(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    file = io.StringIO()
    writer = csv.writer(file, lineterminator='\n')
    writer.writerow(columns)
    writer.writerows(rows)
    return file.getvalue()


def _text(text: str) -> str:
    """A text that no spreadsheet takes for a formula: titles and names are anybody's."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _moment(moment: datetime.datetime) -> str:
    return moment.astimezone(datetime.UTC).strftime('%Y-%m-%d %H:%M:%S UTC')

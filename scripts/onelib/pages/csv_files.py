"""Tables of a campaign for spreadsheets: CSV, one of the edits and one of the participants.

Columns are called as in the downloads of the Programs & Events Dashboard where they mean the same.  Its
``references_added`` is a net number of footnotes, so sources have names of their own here.
"""

from __future__ import annotations

import csv
import datetime
import io
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from onelib.campaign.rows import Person
from onelib.campaign.scoring import Counted

__all__ = ['EDITS', 'PARTICIPANTS', 'edits', 'harmless', 'participants', 'written']

# What spreadsheets take for the beginning of a formula, in full width, too, and behind what they do not see.
_UNSEEN = r'[\s\x00-\x20\x7f-\xa0\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]'
_SIGN = r'[=+\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b\u2212]'
_FORMULA = re.compile(rf'{_UNSEEN}*{_SIGN}|[\t\r\n]')
# Many spreadsheets in Europe end a cell at a semicolon, some at a tab or a bar, also between quotes.
_FORMULA_BEHIND = re.compile(rf'((?!\A\t)[;\t|])(?=["\']?{_UNSEEN}{{0,20}}{_SIGN})')

#: The columns of the edits: what stands in each.
EDITS: Mapping[str, Callable[[Counted], Any]] = {
    'wiki': lambda edit: edit.wiki,
    'revision_id': lambda edit: edit.contribution.revision,
    'parent_id': lambda edit: edit.contribution.parent,
    'timestamp': lambda edit: _moment(edit.contribution.timestamp),
    'username': lambda edit: '' if edit.hidden else harmless(edit.name),
    'participant': lambda edit: int(edit.participant),
    'page_id': lambda edit: edit.contribution.page_id,
    'title': lambda edit: harmless(edit.contribution.title),
    'new_article': lambda edit: int(edit.creates),
    'hashtag': lambda edit: harmless(edit.edit.hashtag),
    'counts': lambda edit: int(edit.counts),
    'why_not': lambda edit: edit.why,
    'bytes_added': lambda edit: edit.bytes,
    'sources_added': lambda edit: len(edit.added),
    'sources_removed': lambda edit: len(edit.removed),
    'sources_improved': lambda edit: len(edit.improved),
    'sources_reused': lambda edit: edit.reused,
    'statements_sourced': lambda edit: len(edit.sourced),
    'statements_from_worklists': lambda edit: edit.listed,
    'claims_removed': lambda edit: len(edit.claims_removed),
}
#: Those of the participants; `registered_at` is not known to a row of them.
PARTICIPANTS: Mapping[str, Callable[[Person], Any]] = {
    'rank': lambda person: person.rank or '',
    'username': lambda person: harmless(person.name),
    'library': lambda person: harmless(person.library),
    'registered_at': lambda person: '',
    'wikis': lambda person: ' '.join(person.wikis),
    'mainspace_edits': lambda person: person.numbers.edits,
    'edits_with_hashtag': lambda person: person.numbers.hashtag_edits,
    'articles_created': lambda person: person.numbers.articles_created,
    'total_articles_edited': lambda person: person.numbers.articles,
    'mainspace_bytes_added': lambda person: person.numbers.bytes,
    'sources_added': lambda person: person.numbers.added,
    'sources_improved': lambda person: person.numbers.improved,
    'sources_reused': lambda person: person.numbers.reused,
    'statements_sourced': lambda person: person.numbers.sourced,
    'claims_removed': lambda person: person.numbers.claims_removed,
}


def edits(counted: Iterable[Counted]) -> str:
    """All edits of a campaign, a row each; those who opted out have no name in it."""
    return _written(EDITS, counted)


def participants(people: Iterable[Person], registered: Mapping[str, datetime.datetime | None]) -> str:
    """The people of a table, a row each.

    :param registered: name -> when the account was registered, None or no entry if nobody knows
    """

    def since(person: Person) -> str:
        moment = registered.get(person.name)
        return _moment(moment) if moment else ''

    return _written({**PARTICIPANTS, 'registered_at': since}, people)


def _written(columns: Mapping[str, Callable[[Any], Any]], rows: Iterable[Any]) -> str:
    return written(columns, ([cell(row) for cell in columns.values()] for row in rows))


def written(columns: Iterable[str], rows: Iterable[Iterable[Any]]) -> str:
    """The heads and the rows, as a file has them."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator='\n')
    writer.writerow(columns)
    writer.writerows(rows)
    return file.getvalue()


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula: titles and names are anybody's."""
    text = _FORMULA_BEHIND.sub(r"\1'", text)
    return f"'{text}" if _FORMULA.match(text) else text


def _moment(moment: datetime.datetime) -> str:
    return moment.astimezone(datetime.UTC).strftime('%Y-%m-%d %H:%M:%S UTC')

"""What the store remembers of campaigns: their edits, and how far they are read."""

from __future__ import annotations

import datetime
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import fields
from typing import Any

import sqlalchemy as sa

from onelib.campaign.edits import Contribution, Count, Edit
from onelib.store.database import Database
from onelib.store.schema import cursors, edits

__all__ = ['EditStore']

# Fields of a contribution → their columns.
_COLUMNS = {field.name: field.name for field in fields(Contribution)} | {'user': 'author', 'timestamp': 'made'}


class EditStore(Database):
    """The part of the store that campaigns use."""

    def keep_edits(self, campaign: str, updated: Iterable[Edit], checked: datetime.datetime) -> None:
        """Remember edits, each in place of what was known of it.

        :param updated: may be a generator: it is written in batches: a killed run has not worked for nothing
        :param checked: when it was last looked whether they were undone, in UTC
        """
        self._put(edits, (_row(campaign, edit, checked) for edit in updated))

    def set_aside(self, campaign: str, contributions: Iterable[Contribution], when: datetime.datetime) -> None:
        """Remember that these, which the wiki lists as edits, change no text: they are `known`, but no `edits`.

        :param when: in UTC
        """
        self._put(edits, (_row(campaign, Edit(each), when) | {'counted': False} for each in contributions))

    def edits(self, campaign: str, *, wiki: str = '', pages: Collection[int] | None = None) -> Iterator[Edit]:
        """The edits of a campaign, by wiki, then by revision; the store may be written to meanwhile.

        :param wiki: only those on this one
        :param pages: only those of the pages with these ids, which are one wiki's
        """
        wanted = [edits.c.campaign == campaign, edits.c.counted.is_(True)]
        if wiki:
            wanted.append(edits.c.wiki == wiki)
        yield from (_edit(row) for row in self._rows_of(edits, *wanted) if pages is None or row['page_id'] in pages)

    def known(self, campaign: str, wiki: str) -> set[int]:
        """Numbers of the revisions of a wiki that need not be read again."""
        return {row['revision'] for row in self._ask(sa.select(edits.c.revision).where(*_at(edits, campaign, wiki)))}

    def authors(self, campaign: str, wiki: str) -> dict[int, str]:
        """Who made the edits of a campaign on a wiki, by revision; those without a name are left out."""
        wanted = sa.select(edits.c.revision, edits.c.author).where(*_at(edits, campaign, wiki), edits.c.author != '')
        return {row['revision']: row['author'] for row in self._ask(wanted)}

    def unchecked(self, campaign: str, wiki: str, since: datetime.datetime) -> set[int]:
        """Ids of pages with an edit that nobody has looked at since then, in UTC."""
        wanted = sa.select(edits.c.page_id).distinct().where(*_at(edits, campaign, wiki), edits.c.counted)
        return {row['page_id'] for row in self._ask(wanted.where(edits.c.checked < since))}

    def cursor(self, campaign: str, wiki: str, question: str) -> datetime.datetime | None:
        """How far the answers to a question are read, in UTC; None: nothing of them is."""
        wanted = sa.select(cursors.c.moment).where(*_at(cursors, campaign, wiki), cursors.c.question == question)
        return next((row['moment'] for row in self._ask(wanted)), None)

    def move_cursor(self, campaign: str, wiki: str, question: str, moment: datetime.datetime) -> None:
        """Remember how far the answers to a question are read.

        :param question: a short name of it, up to 64 characters
        :param moment: in UTC
        """
        self._put(cursors, [{'campaign': campaign, 'wiki': wiki, 'question': question, 'moment': moment}])


def _at(table: sa.Table, campaign: str, wiki: str) -> tuple[sa.ColumnElement[bool], ...]:
    return table.c.campaign == campaign, table.c.wiki == wiki


def _row(campaign: str, edit: Edit, checked: datetime.datetime) -> dict[str, Any]:
    return {column: getattr(edit.contribution, name) for name, column in _COLUMNS.items()} | {
        'campaign': campaign,
        'tags': json.dumps(edit.contribution.tags),
        'hashtag': edit.hashtag,
        'probable': edit.probable,
        'count': None if edit.count is None else json.dumps(_filled(edit.count), ensure_ascii=False),
        'reverted': edit.reverted,
        'counted': True,
        'checked': checked,
    }


def _edit(row: Mapping[str, Any]) -> Edit:
    values = {name: row[column] for name, column in _COLUMNS.items()} | {'tags': tuple(json.loads(row['tags']))}
    count = None if row['count'] is None else Count(**{name: _fixed(v) for name, v in json.loads(row['count']).items()})
    return Edit(Contribution(**values), row['hashtag'], bool(row['probable']), count, bool(row['reverted']))


def _filled(count: Count) -> dict[str, Any]:
    """What is not nothing: most edits add a source at most."""
    return {field.name: value for field in fields(count) if (value := getattr(count, field.name))}


def _fixed(value: Any) -> Any:
    """Lists of JSON as the tuples that they were."""
    return tuple(map(_fixed, value)) if isinstance(value, list) else value

"""What is remembered of pages between runs: what their blocks asked for when served, and what they wait for now."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from onelib.store import Store, questions

__all__ = ['Served', 'Waiting', 'digest']

# Of what somebody has written, in short.
_DIGITS = 16


def digest(*asked: Any) -> str:
    """What somebody has written, in short."""
    written = json.dumps(asked, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(written.encode('utf-8', 'replace')).hexdigest()[:_DIGITS]


@dataclass(frozen=True, slots=True)
class Served:
    """A page that was served.

    :ivar blocks: what each of its blocks asked for, in short
    :ivar follows: by wiki, the titles of the pages that they are made of
    """

    title: str
    blocks: Collection[str] = ()
    follows: Mapping[str, Collection[str]] = field(default_factory=dict)

    @classmethod
    def on(cls, store: Store, template: str, wiki: str) -> dict[str, Served]:
        """The pages of a wiki that were served, by their titles."""
        kept = store.answers(questions.served(template, wiki))
        return {entry['title']: cls(entry['title'], entry['blocks'], entry['follows']) for entry in kept}

    @classmethod
    def of(cls, store: Store, template: str, wiki: str, title: str) -> Served:
        """What is known of a page."""
        entry = store.answer(questions.served(template, wiki, title))
        return cls(title, entry['blocks'], entry['follows']) if entry else cls(title)

    @staticmethod
    def forget(store: Store, template: str, wiki: str, title: str) -> None:
        """Forget a page that has no block any more."""
        store.forget(questions.served(template, wiki, title))
        store.forget(questions.own_edit(template, wiki, title))
        # Titles have colons, too.
        beginning = questions.shrinking(wiki, title, '')
        for question in store.questions(beginning):
            if len(question) == len(beginning) + _DIGITS:
                store.forget(question)

    def keep(self, store: Store, template: str, wiki: str, now: datetime.datetime) -> None:
        """Remember it, in place of what was known of the page."""
        follows = {code: sorted(titles) for code, titles in self.follows.items() if titles}
        entry = {'title': self.title, 'blocks': sorted(set(self.blocks)), 'follows': follows}
        store.keep(questions.served(template, wiki, self.title), entry, now)


@dataclass(slots=True)
class Waiting:
    """A page that a quick run has not served yet, or has refreshed not long ago.

    :ivar since: when it began to wait, in UTC
    :ivar look: whether there may be something new in its blocks
    :ivar changed: by wiki, which of the pages that it is made of have changed: title → title now
    :ivar refreshed: when it was last saved because of these, in UTC
    """

    since: datetime.datetime
    look: bool = False
    changed: dict[str, dict[str, str]] = field(default_factory=dict)
    refreshed: datetime.datetime | None = None

    @classmethod
    def on(cls, store: Store, template: str, wiki: str) -> dict[str, Waiting]:
        """The pages of a wiki that wait, by their titles."""
        kept = store.answer(questions.waiting(template, wiki)) or {}
        return {
            title: cls(
                datetime.datetime.fromisoformat(entry['since']),
                entry['look'],
                entry['changed'],
                datetime.datetime.fromisoformat(entry['refreshed']) if entry['refreshed'] else None,
            )
            for title, entry in kept.items()
        }

    @staticmethod
    def keep(waiting: Mapping[str, Waiting], store: Store, template: str, wiki: str, now: datetime.datetime) -> None:
        """Remember which pages of a wiki wait."""
        entries = {
            title: {
                'since': page.since.isoformat(),
                'look': page.look,
                'changed': page.changed,
                'refreshed': page.refreshed.isoformat() if page.refreshed else None,
            }
            for title, page in waiting.items()
        }
        store.keep(questions.waiting(template, wiki), entries, now)

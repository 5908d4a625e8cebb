"""Edits of a campaign, with what each of them did: kept per revision, so that a recount gives the same numbers."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

__all__ = ['Contribution', 'Count', 'Edit', 'NamedSource']

#: Key of a source, and its words in the reference, shortened.
NamedSource = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Contribution:
    """An edit as the wiki lists it, before its text is looked at.

    :ivar wiki: code of the wiki; with `revision` it identifies the edit
    :ivar parent: the revision before it, 0 if the edit made the page
    :ivar title: of the page, with spaces, as it was when the edit was read
    :ivar timestamp: in UTC
    :ivar bytes: by how much the page grew, negative if it shrank; 0 also where the revision before is gone, so that
        nobody knows
    :ivar tags: change tags like ``mw-reverted``
    """

    wiki: str
    revision: int
    parent: int
    page_id: int
    namespace: int
    title: str
    user: str
    timestamp: datetime.datetime
    summary: str
    bytes: int
    tags: tuple[str, ...] = ()

    @property
    def new_page(self) -> bool:
        """Whether the edit made the page."""
        return self.parent == 0


@dataclass(frozen=True, slots=True)
class Count:
    """What an edit did to the references and unsourced statements of its page.

    :ivar added: sources that were not cited before
    :ivar removed: sources that are not cited any more, likewise
    :ivar improved: sources that are described better than before, likewise
    :ivar reused: further markers of sources that were cited already
    :ivar sourced: texts of statements whose tag was taken away when a source came
    :ivar claims_removed: texts of statements that were taken away together with their tag
    :ivar listed: how many of `sourced` stood on a worklist of the campaign
    :ivar restored: sources that were put back, which somebody else had taken away lately: they are not among `added`
    """

    added: tuple[NamedSource, ...] = ()
    removed: tuple[NamedSource, ...] = ()
    improved: tuple[NamedSource, ...] = ()
    reused: int = 0
    sourced: tuple[str, ...] = ()
    claims_removed: tuple[str, ...] = ()
    listed: int = 0
    restored: tuple[NamedSource, ...] = ()


@dataclass(frozen=True, slots=True)
class Edit:
    """An edit of a campaign.

    :ivar hashtag: the campaign's hashtag that the summary carries, as the campaign writes it, '' if none
    :ivar probable: the summary names the campaign without a hashtag: reported, not counted as one
    :ivar count: None if the texts could not be read (a revision was deleted or hidden)
    :ivar reverted: it was undone, or nothing of what it added is in the article any more: it counts nothing
    """

    contribution: Contribution
    hashtag: str = ''
    probable: bool = False
    count: Count | None = field(default_factory=Count)
    reverted: bool = False

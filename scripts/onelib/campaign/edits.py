"""Edits of a campaign, with what each of them did: kept per revision, so that a recount gives the same numbers."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

__all__ = ['Contribution', 'Count', 'Counted', 'Edit', 'NamedSource']

#: Key of a source, and its words in the reference, shortened.
NamedSource = tuple[str, str]

_REDIRECT = 'mw-new-redirect'


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
    :ivar locators: for each of `added`, a digest of what is said of a place in it, like pages; none of edits that were
        read before anybody asked for it
    :ivar untagged: texts of statements that stand as they did but for their tag, when nothing came that may be a source
    :ivar hollow: those at which nothing came but a footnote that names no source
    """

    added: tuple[NamedSource, ...] = ()
    removed: tuple[NamedSource, ...] = ()
    improved: tuple[NamedSource, ...] = ()
    reused: int = 0
    sourced: tuple[str, ...] = ()
    claims_removed: tuple[str, ...] = ()
    listed: int = 0
    restored: tuple[NamedSource, ...] = ()
    # Nothing counts by these: who looks whether two counts are the same does not ask for them.
    locators: tuple[str, ...] = field(default=(), compare=False)
    untagged: tuple[str, ...] = field(default=(), compare=False)
    hollow: tuple[str, ...] = field(default=(), compare=False)


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


@dataclass(frozen=True, slots=True)
class Counted:
    """An edit of the campaign and what of it counts.

    :ivar name: who made it, normalised, renames followed
    :ivar participant: whether they signed up
    :ivar hidden: they opted out, or have no account: appears in totals, never by name
    :ivar why: why it counts less than one would think: ``struck`` (the organisers have taken it out),
        ``reverted`` or ``probable`` (names the campaign without a hashtag, by somebody who did not sign up): counts
        nothing; ``unread`` (its texts cannot be read) or ``maintenance`` (a tool repaired links in the name of
        the user): counts as an edit, without references;
        ``translation``: its references came with a translated article; else ''
    :ivar added: sources that count as added; `translated`: that came with a translation
    :ivar again: sources that the edit added or improved, but that do not count here, by the rules above
    :ivar removed: sources that count as removed
    :ivar improved: sources that count as improved
    :ivar sourced: texts of statements; `claims_removed` likewise
    :ivar listed: how many of `sourced` stood on a worklist
    :ivar bytes: by how much the page grew, 0 if it shrank
    """

    edit: Edit
    name: str
    participant: bool
    hidden: bool
    why: str = ''
    added: tuple[NamedSource, ...] = ()
    translated: tuple[NamedSource, ...] = ()
    again: tuple[NamedSource, ...] = ()
    removed: tuple[NamedSource, ...] = ()
    improved: tuple[NamedSource, ...] = ()
    reused: int = 0
    sourced: tuple[str, ...] = ()
    claims_removed: tuple[str, ...] = ()
    listed: int = 0
    bytes: int = 0

    @property
    def counts(self) -> bool:
        """Whether it counts as an edit at all."""
        return self.why not in ('struck', 'reverted', 'probable')

    @property
    def contribution(self) -> Contribution:
        """The edit as the wiki lists it."""
        return self.edit.contribution

    @property
    def wiki(self) -> str:
        """Code of the wiki."""
        return self.edit.contribution.wiki

    @property
    def article(self) -> tuple[str, int]:
        """Wiki and number of the page."""
        return self.wiki, self.edit.contribution.page_id

    @property
    def creates(self) -> bool:
        """Whether it made an article, and not a redirect."""
        return self.edit.contribution.new_page and _REDIRECT not in self.edit.contribution.tags

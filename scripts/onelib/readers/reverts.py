"""What edits did to their pages, and whether it lasted: reads the texts and asks `onelib.campaign.effects`.

An edit counts as undone if it was deleted, or if its page does not cite anything any more that it added. One that added
no source counts as undone if the wiki has tagged it as reverted, unless what it wrote stands there again: the tag stays
when an undo is itself undone.
"""

from __future__ import annotations

import datetime
import logging
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pywikibot.site import APISite

from onelib.campaign import effects
from onelib.campaign.edits import Contribution, Count, Edit
from onelib.outcomes.decisions import Code, Decision, Decisions
from onelib.readers.losses import losses
from onelib.readers.revisions import Pair, State, Texts, as_of, states
from onelib.wikis import Wiki

__all__ = ['Judge', 'PageEdits']

_log = logging.getLogger(__name__)

# mediawiki.org/wiki/Manual:Reverts
_REVERTED = 'mw-reverted'
_NEW_REDIRECT = 'mw-new-redirect'


@dataclass(slots=True)
class PageEdits:
    """The edits of one page: the new ones are to be counted, of all is asked whether they last."""

    new: list[Edit] = field(default_factory=list)
    old: list[Edit] = field(default_factory=list)

    @property
    def revisions(self) -> list[int]:
        """The revisions, oldest first."""
        return sorted(edit.contribution.revision for edit in (*self.new, *self.old))


@dataclass(frozen=True, slots=True)
class _Earlier:
    """A text of a page from before something was taken away, which an edit may have put back."""


@dataclass(frozen=True, slots=True)
class _Again:
    """An edit that was counted, and of which the wording matters once more."""

    edit: Edit


@dataclass(slots=True)
class _Page:
    """What has been read of a page.

    :ivar counted: its new edits, with what they did
    :ivar earlier: texts that the next edit may have put back
    :ivar wordings: the texts before and after those edits that are tagged as reverted and added no source
    """

    counted: list[Edit] = field(default_factory=list)
    earlier: list[str] = field(default_factory=list)
    wordings: dict[int, tuple[str, str]] = field(default_factory=dict)

    def keep(self, edit: Edit, before: str | None, after: str | None) -> None:
        if before is not None and after is not None:
            self.wordings[edit.contribution.revision] = before, after


class Judge:
    """Looks at the edits of some pages of a wiki.

    :param listed: the statements that stood on a worklist: (article, fingerprint) → since when; the article is the
        number of the page, or its title
    :param about: number of the revision of which is kept what was decided; the log has that of all
    :param until: when it is decided whether an edit lasts; None: that is yet to come
    :ivar no_edits: what the wiki lists as edits and what changed no text, like the note that a page was moved
    """

    def __init__(
        self,
        site: APISite,
        wiki: Wiki,
        listed: Mapping[tuple[int | str, str], datetime.datetime],
        about: int = 0,
        *,
        until: datetime.datetime | None = None,
    ) -> None:
        self._site = site
        self._wiki = wiki
        self._listed: defaultdict[int | str, dict[str, datetime.datetime]] = defaultdict(dict)
        for (article, fingerprint), first in listed.items():
            self._listed[article][fingerprint] = first
        self._until = until
        self.no_edits: list[Contribution] = []
        self._decisions = Decisions(_log, about)

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """What was decided about one edit."""
        return self._decisions.kept

    def judge(self, pages: Mapping[int, PageEdits], fresh: Collection[int]) -> Iterator[Edit]:
        """All edits of these pages as they are now, page by page.

        :param pages: by id
        :param fresh: revisions whose tags need not be asked for
        :raises pywikibot.exceptions.Error: the wiki cannot be read
        """
        asked = [number for page in pages.values() for number in _to_ask(page, fresh)]
        now = states(self._site, asked)
        gone = set(asked) - now.keys()
        lost = losses(self._site, [edit.contribution for page in pages.values() for edit in page.new if _adds(edit)])
        texts, read = Texts(self._site), _Page()
        for pair, before, after in texts.pairs(_pairs(pages, now, self._current(pages, now), lost)):
            match pair.subject:
                case _Earlier():
                    read.earlier += [before] if before else []
                case _Again(edit):
                    read.keep(edit, before, after)
                case Edit() as edit:
                    if edit.contribution.parent in texts.gone:
                        edit = replace(edit, contribution=replace(edit.contribution, bytes=0))
                    read.counted += self._counted(edit, before, after, read.earlier)
                    read.earlier = []
                    if _is_tagged(edit, now):
                        read.keep(edit, before, after)
                case page:
                    deleted = now.keys().isdisjoint(page.revisions)
                    for edit in (*page.old, *read.counted):
                        number = edit.contribution.revision
                        yield self._judged(edit, now.get(number), deleted or number in gone, after, read.wordings)
                    read = _Page()

    def _current(self, pages: Mapping[int, PageEdits], now: Mapping[int, State]) -> Mapping[int, int]:
        """The revision of each page that decides."""
        latest = {
            number: next((now[revision].latest for revision in reversed(page.revisions) if revision in now), 0)
            for number, page in pages.items()
        }
        there = {number: revision for number, revision in latest.items() if revision}
        return there if self._until is None else as_of(self._site, there, self._until)

    def _counted(self, edit: Edit, before: str | None, after: str | None, earlier: Sequence[str]) -> list[Edit]:
        """The edit with what it did; nothing if it is none."""
        contribution = edit.contribution
        note = before is not None and before == after and not contribution.new_page
        if note or (_NEW_REDIRECT in contribution.tags and self._left_by_move(contribution)):
            self.no_edits.append(contribution)
            self._decisions.add(Decision(contribution.wiki, contribution.revision, Code.NO_EDIT))
            return []
        listed = {
            mark
            for article in (contribution.page_id, contribution.title)
            for mark, first in self._listed[article].items()
            if first <= contribution.timestamp
        }
        count = effects.of_edit(contribution, before, after, self._wiki, listed, earlier)
        self._decisions.add(_effects(contribution, count, before, after))
        return [replace(edit, count=count)]

    def _left_by_move(self, contribution: Contribution) -> bool:
        """Whether this is the redirect that was made when a page was moved, and not by hand."""
        same = (contribution.user, contribution.timestamp, contribution.summary)
        return any((note.user, note.timestamp, note.summary) == same for note in self.no_edits)

    def _judged(
        self,
        edit: Edit,
        state: State | None,
        gone: bool,
        current: str | None,
        wordings: Mapping[int, tuple[str, str]],
    ) -> Edit:
        """The edit as it is now.

        :param current: the text of its page now, None if nobody may read it: then what was known stays
        :param wordings: as in `_Page`
        """
        contribution = edit.contribution
        if state:
            contribution = replace(contribution, title=state.title, namespace=state.namespace, tags=state.tags)
        added = edit.count.added if edit.count else ()
        tagged = _REVERTED in contribution.tags
        if gone:
            code: Code | None = Code.UNDONE_DELETED
        elif current is None:
            code = Code.UNDONE_TAGGED if tagged else Code.UNDONE if edit.reverted else None
        elif added:
            undone = Code.UNDONE_TAGGED if tagged else Code.UNDONE
            code = None if effects.still_cited(added, current, self._wiki) else undone
        else:
            wording = wordings.get(contribution.revision)
            stands = wording is not None and effects.stands(*wording, current)
            code = Code.UNDONE_TAGGED if tagged and not stands else None
        if code:
            self._decisions.add(Decision(contribution.wiki, contribution.revision, code))
        return replace(edit, contribution=contribution, reverted=code is not None)


def _effects(contribution: Contribution, count: Count | None, before: str | None, after: str | None) -> Decision:
    """What an edit did."""
    if count is None:
        gone = ' and '.join(name for name, text in (('before', before), ('after', after)) if text is None)
        return Decision(contribution.wiki, contribution.revision, Code.TEXT_GONE, (gone,))
    numbers = {
        'added': len(count.added),
        'removed': len(count.removed),
        'put back': len(count.restored),
        'improved': len(count.improved),
        'reused': count.reused,
        'sourced': len(count.sourced),
        'claims removed': len(count.claims_removed),
    }
    if any(numbers.values()):
        return Decision(contribution.wiki, contribution.revision, Code.CHANGED, (numbers,))
    if restored := effects.RESTORING & set(contribution.tags):
        return Decision(contribution.wiki, contribution.revision, Code.RESTORED, (tuple(sorted(restored)),))
    return Decision(contribution.wiki, contribution.revision, Code.NO_CHANGE)


def _to_ask(page: PageEdits, fresh: Collection[int]) -> list[int]:
    """The revisions whose tags are not known, and one in any case: it tells the latest one."""
    revisions = page.revisions
    return [number for number in revisions[:-1] if number not in fresh] + revisions[-1:]


def _adds(edit: Edit) -> bool:
    """Whether an edit may add something, as far as one can say without its text."""
    return not effects.RESTORING & set(edit.contribution.tags)


def _is_tagged(edit: Edit, now: Mapping[int, State]) -> bool:
    """Whether the wiki says now that it was reverted."""
    state = now.get(edit.contribution.revision)
    return _REVERTED in (state.tags if state else edit.contribution.tags)


def _pairs(
    pages: Mapping[int, PageEdits],
    now: Mapping[int, State],
    current: Mapping[int, int],
    lost: Mapping[int, Collection[int]],
) -> Iterator[Pair[Edit | PageEdits | _Again | _Earlier]]:
    """The texts of the new edits of each page, oldest first, and at the end the page as it is now.

    Pages come in the order in which they were made: a page that was moved before the redirect that this has left.
    """
    for number, page in sorted(pages.items()):
        again = [edit for edit in page.old if _is_tagged(edit, now) and not (edit.count and edit.count.added)]
        for edit in again:
            yield Pair(edit.contribution.parent, edit.contribution.revision, _Again(edit))
        for edit in sorted(page.new, key=lambda edit: edit.contribution.revision):
            for earlier in lost.get(edit.contribution.revision, ()):
                yield Pair(earlier, 0, _Earlier())
            yield Pair(edit.contribution.parent, edit.contribution.revision, edit)
        may_last = page.new or again or any(edit.count and edit.count.added for edit in page.old)
        yield Pair(0, current.get(number, 0) if may_last else 0, page)

"""What edits did to their pages, and whether it lasted: reads the texts and asks `onelib.campaign.effects`.

An edit counts as undone if the wiki has tagged it as reverted, if it was deleted, or if nothing of what it added is
cited any more by its page as it is now.
"""

from __future__ import annotations

import datetime
import logging
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace

from pywikibot.site import APISite

from onelib.campaign import effects
from onelib.campaign.edits import Contribution, Count, Edit
from onelib.outcomes.decisions import Code, Decision, Decisions
from onelib.outcomes.results import RowKey
from onelib.readers.revisions import Pair, State, Texts, states
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

    @property
    def may_last(self) -> bool:
        """Whether it depends on the page as it is now if one of these edits lasts."""
        return bool(self.new) or any(edit.count and edit.count.added for edit in self.old)


class Judge:
    """Looks at the edits of some pages of a wiki.

    :param listed: the statements that stood on a worklist: (title, fingerprint) → since when
    :param about: number of the revision of which is kept what was decided; the log has that of all
    :ivar no_edits: what the wiki lists as edits and what changed no text, like the note that a page was moved
    """

    def __init__(self, site: APISite, wiki: Wiki, listed: Mapping[RowKey, datetime.datetime], about: int = 0) -> None:
        self._site = site
        self._wiki = wiki
        self._listed: defaultdict[str, dict[str, datetime.datetime]] = defaultdict(dict)
        for (title, fingerprint), first in listed.items():
            self._listed[title][fingerprint] = first
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
        counted: list[Edit] = []
        for pair, before, after in Texts(self._site).pairs(_pairs(pages, now)):
            if isinstance(pair.subject, Edit):
                counted += self._counted(pair.subject, before, after)
                continue
            deleted = now.keys().isdisjoint(pair.subject.revisions)
            for edit in (*pair.subject.old, *counted):
                number = edit.contribution.revision
                yield self._judged(edit, now.get(number), deleted or number in gone, after)
            counted = []

    def _counted(self, edit: Edit, before: str | None, after: str | None) -> list[Edit]:
        """The edit with what it did; nothing if it is none."""
        contribution = edit.contribution
        note = before is not None and before == after and not contribution.new_page
        if note or (_NEW_REDIRECT in contribution.tags and self._left_by_move(contribution)):
            self.no_edits.append(contribution)
            self._decisions.add(Decision(contribution.wiki, contribution.revision, Code.NO_EDIT))
            return []
        listed = {mark for mark, first in self._listed[contribution.title].items() if first <= contribution.timestamp}
        count = effects.of_edit(contribution, before, after, self._wiki, listed)
        self._decisions.add(_effects(contribution, count, before, after))
        return [replace(edit, count=count)]

    def _left_by_move(self, contribution: Contribution) -> bool:
        """Whether this is the redirect that was made when a page was moved, and not by hand."""
        same = (contribution.user, contribution.timestamp, contribution.summary)
        return any((note.user, note.timestamp, note.summary) == same for note in self.no_edits)

    def _judged(self, edit: Edit, state: State | None, gone: bool, current: str | None) -> Edit:
        """The edit as it is now.

        :param current: the text of its page now, None if nobody may read it: then what was known stays
        """
        contribution = edit.contribution
        if state:
            contribution = replace(contribution, title=state.title, namespace=state.namespace, tags=state.tags)
        added = edit.count.added if edit.count else ()
        code = None
        if gone:
            code = Code.UNDONE_DELETED
        elif _REVERTED in contribution.tags:
            code = Code.UNDONE_TAGGED
        elif added and (edit.reverted if current is None else not effects.still_cited(added, current, self._wiki)):
            code = Code.UNDONE
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


def _pairs(pages: Mapping[int, PageEdits], now: Mapping[int, State]) -> Iterator[Pair[Edit | PageEdits]]:
    """The texts of the new edits of each page, oldest first, and at the end the page as it is now.

    Pages come in the order in which they were made: a page that was moved before the redirect that this has left.
    """
    for _, page in sorted(pages.items()):
        latest = next((now[number].latest for number in reversed(page.revisions) if number in now), 0)
        for edit in sorted(page.new, key=lambda edit: edit.contribution.revision):
            yield Pair(edit.contribution.parent, edit.contribution.revision, edit)
        yield Pair(0, latest if page.may_last else 0, page)

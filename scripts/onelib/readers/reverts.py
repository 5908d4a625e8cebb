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
from onelib.campaign.edits import Contribution, Edit
from onelib.outcomes import decisions
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
    :ivar no_edits: what the wiki lists as edits and what changed no text, like the note that a page was moved
    """

    def __init__(self, site: APISite, wiki: Wiki, listed: Mapping[tuple[str, str], datetime.datetime]) -> None:
        self._site = site
        self._wiki = wiki
        self._listed: defaultdict[str, dict[str, datetime.datetime]] = defaultdict(dict)
        for (title, fingerprint), first in listed.items():
            self._listed[title][fingerprint] = first
        self.no_edits: list[Contribution] = []

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
        made = edit.contribution
        note = before is not None and before == after and not made.new_page
        if note or (_NEW_REDIRECT in made.tags and self._left_by_move(made)):
            self.no_edits.append(made)
            decisions.say(_log, made.wiki, made.revision, 'no edit: it changed no text, as when a page is moved')
            return []
        listed = {mark for mark, first in self._listed[made.title].items() if first <= made.timestamp}
        counted = replace(edit, count=effects.of_edit(made, before, after, self._wiki, listed))
        if decisions.wanted(_log):
            decisions.say(_log, made.wiki, made.revision, '%s', _effects(counted, before is None, after is None))
        return [counted]

    def _left_by_move(self, made: Contribution) -> bool:
        """Whether this is the redirect that was made when a page was moved, and not by hand."""
        same = (made.user, made.timestamp, made.summary)
        return any((note.user, note.timestamp, note.summary) == same for note in self.no_edits)

    def _judged(self, edit: Edit, state: State | None, gone: bool, current: str | None) -> Edit:
        """The edit as it is now.

        :param current: the text of its page now, None if nobody may read it: then what was known stays
        """
        made = edit.contribution
        if state:
            made = replace(made, title=state.title, namespace=state.namespace, tags=state.tags)
        reverted = gone or _REVERTED in made.tags
        added = edit.count.added if edit.count else ()
        if reverted:
            why = 'deleted' if gone else f'tagged {_REVERTED}'
            decisions.say(_log, made.wiki, made.revision, 'undone: it is %s', why)
        if not reverted and added:
            reverted = edit.reverted if current is None else not effects.still_cited(added, current, self._wiki)
            if reverted:
                decisions.say(_log, made.wiki, made.revision, 'undone: its page cites nothing any more that it added')
        return replace(edit, contribution=made, reverted=reverted)


def _effects(edit: Edit, no_before: bool, no_after: bool) -> str:
    """What an edit did, in a line."""
    count = edit.count
    if count is None:
        which = ' and '.join(name for name, gone in (('before', no_before), ('after', no_after)) if gone)
        return f'the text {which} it was deleted or hidden: what it did is not known'
    numbers = {
        'added': len(count.added),
        'removed': len(count.removed),
        'improved': len(count.improved),
        'reused': count.reused,
        'sourced': len(count.sourced),
        'claims removed': len(count.claims_removed),
    }
    said = decisions.counted(numbers)
    restored = effects.RESTORING & set(edit.contribution.tags)
    return said or (f'brought back what there was ({", ".join(sorted(restored))})' if restored else 'no source changed')


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

"""The edits of a campaign on one wiki, in the store: what is new is read and counted, what was undone is found.

>>> Collector(site, wiki, store, now).collect(campaign, roster.members)
Collected(wiki='cs', new=12, changed=1, gap=None)
>>> list(store.edits(campaign.id, wiki='cs'))
[Edit(Contribution(wiki='cs', revision=7421, …), hashtag='1Lib1Ref', …), …]

Whether an edit was undone is looked at when somebody has edited the page since, when its tags have changed, and in any
case every three days, until two weeks after the end of the campaign: on some wikis an edit only counts as reverted when
somebody has approved of that.
"""

from __future__ import annotations

import datetime
import hashlib
import logging
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from pywikibot.site import APISite

from onelib.campaign import hashtags
from onelib.campaign.campaigns import Campaign, Window
from onelib.campaign.edits import Contribution, Edit
from onelib.campaign.roster import is_account
from onelib.readers import contributions
from onelib.readers.contributions import Recent
from onelib.readers.reverts import Judge, PageEdits
from onelib.store import Store
from onelib.wikis import Wiki

__all__ = ['RECHECKED_FOR', 'Collected', 'Collector']

_log = logging.getLogger(__name__)

#: How long after the end of a campaign its edits are looked at again.
RECHECKED_FOR = datetime.timedelta(days=14)

_RECHECKED_EVERY = datetime.timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Collected:
    """What became of a wiki's edits.

    :ivar new: how many edits were counted
    :ivar changed: how many of those that were known are undone now, or are not any more
    :ivar gap: from when to when edits with a hashtag, by people who did not sign up, may be missing; None: none are
    """

    wiki: str
    new: int = 0
    changed: int = 0
    gap: Window | None = None


class Collector:
    """Brings the store up to date with one wiki."""

    def __init__(self, site: APISite, wiki: Wiki, store: Store, now: datetime.datetime) -> None:
        self._site = site
        self._wiki = wiki
        self._store = store
        self._now = now

    def collect(self, campaign: Campaign, users: Collection[str]) -> Collected:
        """Read and count what is new on the wiki.

        :param users: names of the participants, those that they have now
        :raises pywikibot.exceptions.Error: the wiki cannot be read; what was read before is kept
        :raises RequestError: the campaign has no days
        """
        window = campaign.window(self._wiki.code)
        if self._now < window.start:
            return Collected(self._wiki.code)
        names = {name for name in users if is_account(name)}
        until, cursor = window.end + RECHECKED_FOR, self._store.cursor(*self._cursor(campaign))
        recent = contributions.recent(
            self._site,
            self._wiki.code,
            window,
            campaign.namespaces,
            lambda made: hashtags.of_edit(made, campaign.hashtags),
            until=until,
            cursor=cursor,
            now=self._now,
        )
        listing = {
            made.revision: _matched(campaign, made)
            for made in contributions.of_users(self._site, self._wiki.code, names, window, campaign.namespaces)
        }
        known, doubtful = self._refresh(campaign, names, window, listing)
        everything = {made.revision: _matched(campaign, made) for made, _ in recent.named} | listing
        seen = self._store.known(campaign.id, self._wiki.code)
        _log.debug(
            '%s: campaign %s, namespaces %s, from %s to %s (%s): %d edits are listed, %d are in the store',
            self._wiki.code,
            campaign.id,
            campaign.namespaces,
            *window,
            campaign.timezones.get(self._wiki.code, campaign.timezone),
            len(everything),
            len(seen),
        )
        new = [edit for revision, edit in everything.items() if revision not in seen]
        due = {edit.contribution.page_id for edit in new} | doubtful
        if cursor is None or cursor < until:
            due |= self._due(campaign, window, recent, known, seen)
        changed = self._look(campaign, new, due, listing.keys(), until if self._now > until else None)
        if recent.read_to:
            self._store.move_cursor(*self._cursor(campaign), recent.read_to)
        return Collected(self._wiki.code, len(new), changed, recent.gap)

    def _cursor(self, campaign: Campaign) -> tuple[str, str, str]:
        """Key of the cursor: if something else is looked for, all is read again."""
        wanted = (*campaign.window(self._wiki.code), campaign.hashtags, campaign.namespaces)
        digest = hashlib.sha256(repr(wanted).encode()).hexdigest()[:16]
        return campaign.id, self._wiki.code, f'recent changes {digest}'

    def _refresh(
        self, campaign: Campaign, users: Collection[str], window: Window, listing: Mapping[int, Edit]
    ) -> tuple[set[int], set[int]]:
        """Put what the wiki says of known edits now in place of what it said; give back their pages, by id.

        Of these, the second are in doubt: tags of an edit are new, or its author's list does not have it any more.
        """
        known: set[int] = set()
        doubtful: set[int] = set()
        fresh: list[Edit] = []
        for edit in self._store.edits(campaign.id, wiki=self._wiki.code):
            made = edit.contribution
            now = listing.get(made.revision)
            if now is None:
                # The hashtags of the campaign may have changed.
                now = _matched(campaign, made)
                if made.user in users and not edit.reverted and _belongs(made, campaign, window):
                    doubtful.add(made.page_id)
            elif set(now.contribution.tags) != set(made.tags):
                doubtful.add(now.contribution.page_id)
            known.add(now.contribution.page_id)
            # Once the revision before it is deleted, a wiki gives the length of the whole page.
            now = replace(now, contribution=replace(now.contribution, bytes=made.bytes))
            now = replace(now, count=edit.count, reverted=edit.reverted)
            if now != edit:
                fresh.append(now)
        # Not looked at yet: if the run ends here, the next one does.
        self._store.keep_edits(campaign.id, fresh, self._now - 2 * _RECHECKED_EVERY)
        return known, doubtful

    def _due(
        self, campaign: Campaign, window: Window, recent: Recent, known: set[int], seen: Collection[int]
    ) -> set[int]:
        """The pages whose known edits may have been undone."""
        if recent.gap and recent.gap.end > window.end:
            return known
        late = self._store.unchecked(campaign.id, self._wiki.code, self._now - _RECHECKED_EVERY)
        # What is our own last edit there was looked at when it was counted.
        changed = {page for page, latest in recent.changed.items() if latest not in seen}
        return late | (changed & known)

    def _look(
        self,
        campaign: Campaign,
        new: list[Edit],
        due: Collection[int],
        listed: Collection[int],
        until: datetime.datetime | None,
    ) -> int:
        """Count the new edits and see which edits of these pages last; give back of how many that is news.

        :param until: as in `Judge`
        """
        pages: defaultdict[int, PageEdits] = defaultdict(PageEdits)
        old: dict[int, Edit] = {}
        if due:
            for edit in self._store.edits(campaign.id, wiki=self._wiki.code, pages=due):
                pages[edit.contribution.page_id].old.append(edit)
                old[edit.contribution.revision] = edit
        for edit in new:
            pages[edit.contribution.page_id].new.append(edit)
        judge = Judge(self._site, self._wiki, self._store.listed(campaign.id, self._wiki.code), until=until)
        different = 0

        def judged() -> Iterator[Edit]:
            nonlocal different
            for edit in judge.judge(pages, listed):
                before = old.get(edit.contribution.revision)
                different += before is not None and before.reverted != edit.reverted
                yield edit

        self._store.keep_edits(campaign.id, judged(), self._now)
        self._store.set_aside(campaign.id, judge.no_edits, self._now)
        return different


def _matched(campaign: Campaign, made: Contribution) -> Edit:
    match = hashtags.of_edit(made, campaign.hashtags)
    return Edit(made, match.hashtag, match.probable)


def _belongs(made: Contribution, campaign: Campaign, window: Window) -> bool:
    return made.namespace in campaign.namespaces and window.holds(made.timestamp)

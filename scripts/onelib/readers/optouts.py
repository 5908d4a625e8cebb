"""Who does not want to be named: those who say so now, and those who did before somebody changed what they had said.

A page that was blanked, overwritten with other names, or that a campaign does not name or show any more says nothing
about those who stood on it.  Therefore the store keeps who stood where.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping

from onelib.campaign.campaign_kinds import WikiPage
from onelib.store import Store, questions

__all__ = ['OptOuts']


class OptOuts:
    """The wishes on the pages of one campaign.

    :param now: in UTC
    :ivar names: page → who does not want to be named, as the page says or said
    """

    def __init__(self, store: Store, campaign: str, now: datetime.datetime) -> None:
        self._store = store
        self._campaign = campaign
        self._now = now
        self._lists: set[WikiPage] = set()
        self._shown: set[str] = set()
        self.names: dict[WikiPage, set[str]] = {}

    def on_list(self, page: WikiPage, named: set[str]) -> None:
        """A page lists these; who was taken off it while others stayed may be named again."""
        stood, gone = self._kept(page)
        gone -= named
        if stood.isdisjoint(named):
            gone |= stood - named
        self._lists.add(page)
        self._keep(page, named, gone)

    def on_sign_ups(self, page: WikiPage, named: set[str], shown: Collection[str]) -> None:
        """On a sign-up page, these say so, and those stand there without such a wish."""
        stood, gone = self._kept(page)
        self._shown |= set(shown)
        self._keep(page, named, (gone | stood) - named - set(shown))

    def all(self) -> Mapping[WikiPage, set[str]]:
        """`names` at the end, with what stood on pages that the campaign has no more."""
        question = questions.optout_pages(self._campaign)
        kept = {WikiPage(wiki, title): bool(is_list) for wiki, title, is_list in self._store.answer(question) or ()}
        pages = kept | {page: page in self._lists for page, names in self.names.items() if names}
        if pages != kept:
            answer = sorted([page.wiki, page.title, is_list] for page, is_list in pages.items())
            self._store.keep(question, answer, self._now)
        for page in kept.keys() - self.names.keys():
            self.names[page] = set().union(*self._kept(page)) - (set() if kept[page] else self._shown)
        return self.names

    def _kept(self, page: WikiPage) -> tuple[set[str], set[str]]:
        """Who stood on a page when it was read last, and who had stood there before and is still not named."""
        kept = self._store.answer(questions.opted_out(page.wiki, page.title)) or {'stood': [], 'gone': []}
        return set(kept['stood']), set(kept['gone'])

    def _keep(self, page: WikiPage, stood: set[str], gone: set[str]) -> None:
        if (stood, gone) != self._kept(page):
            answer = {'stood': sorted(stood), 'gone': sorted(gone)}
            self._store.keep(questions.opted_out(page.wiki, page.title), answer, self._now)
        self.names[page] = stood | gone

"""Keeps the worklists of events what lists say, as far as people leave it to the bot: the page that the extension
CampaignEvents shows beside an event, which is changed through its REST interface, with one call for the whole change.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import quote

import pywikibot
import requests
from pywikibot.site import APISite

from onelib.campaign.event_worklist import (
    Article,
    Articles,
    Standing,
    articles_of,
    by_wiki,
    change,
    learned,
    text_of,
)
from onelib.outcomes.reasons import Kind, Reason, said
from onelib.outcomes.results import Outcome, Result, RowKey, settled
from onelib.publish.edit_request import RefusedError, TryAgainError
from onelib.publish.publisher import PageSave, Publisher
from onelib.publish.rest_request import BadTokenError, accepted, send
from onelib.readers.candidates.services import Services
from onelib.readers.event_pages import MODEL, SERVICE, PageEdit, edits_since, page_of, unfit
from onelib.readers.permission import Look, look
from onelib.readers.responses import request_id
from onelib.readers.sites import UNREADABLE
from onelib.store import Store, questions
from onelib.store.events import EventList
from onelib.wikitext.blocks import BlockError

__all__ = ['EventWorklists']


@dataclass(slots=True)
class EventWorklists:
    """The worklists of events that lists of a run name.

    :ivar now: in UTC
    """

    publisher: Publisher
    store: Store
    services: Services
    now: datetime.datetime

    def keep(self, event: str, listed: EventList) -> Result:
        """Make the worklist of an event what lists that name it say; give back how that went.

        :raises NoSuchEventError: there is none
        :raises ServiceError: CampaignEvents does not say which page it is
        :raises pywikibot.exceptions.Error: Meta does not answer
        """
        site = self.publisher.sites.open('meta')
        title = page_of(self.services, event, site.dbName())
        draft = _Draft(self.store, site, event, title, self.now)
        draft.ask_for(listed)
        save = _Save(self.publisher, site, title, draft, address=f'{self.services.addresses[SERVICE]}worklist/')
        reason = self.publisher.not_ours('meta', pywikibot.Page(site, title))
        now = look(site, title, new=True, models=(MODEL,))
        if reason or now.refusal:
            outcome = Outcome.FAILED if now.passing and not reason else Outcome.REFUSED
            return settled(Result('meta', title, outcome, tuple(filter(None, (reason or now.refusal,)))))
        try:
            draft.follow(now)
        except BlockError as problem:
            return Result('meta', title, Outcome.REFUSED, (Reason(Kind.GONE, f'the page is left alone: {problem}'),))
        return settled(self.publisher.published('meta', save, _text(now), None))


@dataclass(slots=True)
class _Draft:
    """What a worklist should say, whatever it says, and what is known of it.

    :ivar known: what its articles are to the bot
    :ivar seen: up to this revision it is known who has added what, None: nobody has looked at the page yet
    :ivar own: the last revision of the bot that was learned of, 0 for none
    """

    store: Store
    site: APISite
    event: str
    title: str
    now: datetime.datetime
    known: dict[Article, Standing] = field(default_factory=dict)
    seen: int | None = None
    own: int = 0
    wanted: Articles = frozenset()
    _renamed: bool = False

    def __post_init__(self) -> None:
        if page := self.store.answer(questions.event_page(self.event)):
            self.seen, self.known = page['revision'], self.store.event_articles(self.event)
            self._renamed = page['title'] != self.title

    def ask_for(self, listed: EventList) -> None:
        """Note what the lists of a page ask for; with another call, what people took away may come back."""
        others = self.store.event_lists(self.event)
        before = next((one for one in others if (one.host, one.page) == (listed.host, listed.page)), None)
        if before is not None and before.call != listed.call:
            self.known = {
                article: standing
                for article, standing in self.known.items()
                if standing is Standing.ADDED or article not in listed.articles
            }
        self.wanted = listed.articles.union(*(one.articles for one in others if one is not before))
        self._keep()
        # Last: killed before, the next run finds that the call is another one.
        self.store.keep_event_list(self.event, listed, self.now)

    def follow(self, now: Look) -> None:
        """Learn what has become of the page since it was seen last.

        :raises pywikibot.exceptions.Error: the wiki does not answer
        """
        if self._renamed and not now.revision:
            # The event has another name, and its worklist stayed behind.
            self.known, self.seen = {}, None
        # Whatever stood there before the bot has looked, it was not the bot.
        if self.seen is not None and now.revision != self.seen:
            edits = edits_since(self.site, self.title, self.seen) if now.revision else None
            if edits is None or not self._learn(edits):
                self._take_for_theirs(_articles(_text(now)))
        self.seen, self._renamed = now.revision, False
        self._keep()

    def _keep(self) -> None:
        self.store.keep_event_articles(self.event, self.known, self.now)
        if self.seen is not None:
            page = {'title': self.title, 'revision': self.seen}
            self.store.keep(questions.event_page(self.event), page, self.now)

    def _learn(self, edits: Sequence[PageEdit]) -> bool:
        """Learn of edits, of which the first is the one seen last, if there is one; say whether that could be."""
        before = edits[0].articles if self.seen else frozenset()
        if before is None:
            return False
        is_certain = True
        for edit in edits[1:] if self.seen else edits:
            if edit.articles is not None:
                by_bot = edit.by_bot and is_certain
                self.known = learned(self.known, before, edit.articles, by_bot=by_bot)
                self.own = edit.revision if by_bot else self.own
                before = edit.articles
            # What is hidden may have been anybody's.
            is_certain = edit.articles is not None
        return is_certain

    def _take_for_theirs(self, there: Articles) -> None:
        """Who has added what is not known: what is there is people's, and what has gone they took away."""
        self.known = {article: Standing.DECLINED for article in self.known if article not in there}

    def decline(self, articles: Collection[Article]) -> None:
        """Note that the wiki would not take these: they are not offered again as long as the lists ask for the same."""
        self.known |= dict.fromkeys(articles, Standing.DECLINED)
        self._keep()

    def rows(self) -> Mapping[RowKey, str]:
        """Nothing: what the wiki would not take is left out before."""
        return {}

    def merged(self, page_text: str, _without: Collection[RowKey] = ()) -> tuple[str, str]:
        """The worklist with what is changed of it, as it is if that is nothing; the wiki makes the summary.

        :raises BlockError: that is no worklist
        """
        there = _articles(page_text)
        after = change(there, self.known, self.wanted).of(there)
        return (page_text if after == there else text_of(after)), ''


@dataclass(slots=True)
class _Save(PageSave):
    """Changing of one worklist."""

    draft: _Draft
    # Of the interface, for worklists.
    address: str = ''
    _renewed: bool = False

    def look(self) -> Look:
        """The page as it is now; what was edited since the last look is known afterwards."""
        now = look(self.site, self.title, new=True, models=(MODEL,))
        if not now.refusal:
            self.draft.follow(now)
        return now

    def post(self, now: Look, text: str, _summary: str) -> bool:
        """Send the change, once; say whether the page has changed, of which there is a revision then."""
        there, after = _articles(_text(now)), _articles(text)
        bad = unfit(self.site, after - there)
        self.draft.decline(bad)
        wanted = {'add': by_wiki(after - there - bad), 'remove': by_wiki(there - after)}
        if not any(wanted.values()):
            return False
        address = f'{self.address}{quote(self.title, safe="")}/pages'
        answer = send(self.site, 'PATCH', address, now.token, {what: by for what, by in wanted.items() if by})
        request = request_id(answer.headers)
        self.publisher.traced(self.site, 0, request)
        self._accepted(answer)
        try:
            self.draft.own = 0
            self.look()
        except UNREADABLE as problem:
            raise TryAgainError(Reason(Kind.NOT_SAVED, said(problem)), unknown=True) from None
        self.publisher.traced(self.site, self.draft.own, request)
        return bool(self.draft.own)

    def _accepted(self, answer: requests.Response) -> None:
        """Nothing, if it is done.

        :raises NotSavedError: it is not; a token is renewed once
        """
        try:
            accepted(answer, HTTPStatus.NO_CONTENT)
        except BadTokenError as problem:
            if self._renewed:
                raise RefusedError(Reason(Kind.RIGHTS, f'{problem.reason}, nor is a new one')) from None
            self._renewed = True
            raise


def _text(now: Look) -> str:
    """What a page says, '' if there is none."""
    return str(now.page.text) if now.revision else ''


def _articles(text: str) -> Articles:
    """The articles of a worklist.

    :raises BlockError: that is none
    """
    try:
        return articles_of(text) if text else frozenset()
    except ValueError as problem:
        raise BlockError(f'it is no worklist: {problem}') from None

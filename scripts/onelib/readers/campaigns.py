"""The campaigns that are set up on Meta."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping

from onelib.campaign import campaigns
from onelib.campaign.campaigns import Campaign
from onelib.campaign.claims import Claim, Settled, settle, taken
from onelib.campaign.parameters import RequestError, no_campaign
from onelib.outcomes.reasons import Kind, Reason
from onelib.outcomes.results import Outcome, Result
from onelib.readers.blocks import Holder, holders
from onelib.readers.budget import unlimited
from onelib.readers.shapes import OddAnswerError
from onelib.readers.sites import Sites
from onelib.settings import Settings
from onelib.store import Store, questions
from onelib.wikis import titles
from onelib.wikitext import preprocessor, tree

__all__ = ['Campaigns']


class Campaigns:
    """Reads Meta's campaign pages once, when a block first names a campaign.

    :cvar TEMPLATE: in which they stand there
    :param now: in UTC
    """

    TEMPLATE = '1Lib1Ref campaign'

    def __init__(self, sites: Sites, settings: Settings, store: Store, now: datetime.datetime) -> None:
        self._sites = sites
        self._settings = settings
        self._store = store
        self._now = now
        self._elsewhere: list[str] = []
        # Titles of pages whose text the wiki did not give, known when `_settled` is: that is None until anybody asks.
        self._unread: list[str] = []
        self._settled: dict[str, Settled] | None = None

    def ids(self) -> list[str]:
        """The campaigns that there are, in the order of their ids."""
        return sorted(self._all)

    def hashtag(self, identity: str) -> str:
        """The hashtag to put into edit summaries, '' if the campaign, or nobody yet, says none.

        :raises RequestError: campaigns are set up, but not this one, or several with its id
        :raises OddAnswerError: perhaps it is, on a page that cannot be read
        """
        if not identity or not (self._all or self._unread):
            return ''
        described = campaigns.campaign(self._parameters(identity))
        return next(iter(described.hashtags), '') if described else ''

    def named(self, identity: str) -> Campaign:
        """The campaign with this id.

        :raises RequestError: there is none, or several, or what it says of itself cannot be used
        :raises OddAnswerError: perhaps there is one, on a page that cannot be read
        """
        written = self._parameters(identity)
        try:
            return campaigns.parse(written, served=self._settings.wikis)
        except RequestError as problem:
            raise problem.in_campaign(identity) from None

    def written(self, identity: str) -> Mapping[str, str] | None:
        """What stands in the template of the campaign with this id; None if there is none, or several."""
        settled = self._all.get(identity)
        return settled.campaign.parameters if settled and settled.campaign else None

    def refused_on(self, page: str) -> RequestError | None:
        """What is wrong with a campaign on a page of Meta whose id is another one's; None if nothing is."""
        for identity, settled in self._all.items():
            if page in settled.refused:
                return taken(identity, settled.pages)
        return None

    def contested_on(self, page: str) -> RequestError | None:
        """What is wrong with a campaign on a page of Meta whose id others have, too, if campaigns were asked for."""
        for identity, settled in (self._settled or {}).items():
            if page in settled.pages and (len(settled.pages) > 1 or settled.campaign is None):
                return taken(identity, settled.pages)
        return None

    def refusals(self) -> Iterator[Result]:
        """The pages with campaigns that are not served, if anybody has asked for campaigns."""
        for identity, settled in sorted((self._settled or {}).items()):
            if len(settled.pages) > 1 or settled.campaign is None:
                serves = settled.campaign.page if settled.campaign else 'neither'
                text = f'the campaign {identity} is on several pages: {", ".join(settled.pages)}; served is {serves}'
                for page in settled.pages:
                    yield Result('meta', page, Outcome.REFUSED, (Reason(Kind.PARAMETER, text),))
        for page in self._elsewhere:
            text = f'campaigns are read on {self._settings.campaigns} and pages that begin so (setting campaigns)'
            yield Result('meta', page, Outcome.REFUSED, (Reason(Kind.PARAMETER, text),))

    def _parameters(self, identity: str) -> Mapping[str, str]:
        if identity not in self._all:
            if self._unread:
                raise OddAnswerError(f'the text of {", ".join(self._unread)} on meta cannot be read')
            raise no_campaign(identity, self._all)
        settled = self._all[identity]
        if settled.campaign is None:
            raise taken(identity, settled.pages)
        return settled.campaign.parameters

    @property
    def _all(self) -> dict[str, Settled]:
        """Who has each id, as far as anybody can say."""
        if self._settled is None:
            self._settled = self._read()
        return self._settled

    def _read(self) -> dict[str, Settled]:
        claims = list(self._claims())
        identities = {claim.identity for claim in claims}
        known = {name: self._store.answer(questions.campaign_page(name)) or '' for name in identities}
        settled = settle(claims, known)
        for identity, result in settled.items():
            if len(result.pages) == 1 and result.campaign and result.campaign.page != known[identity]:
                self._store.keep(questions.campaign_page(identity), result.campaign.page, self._now)
        return settled

    def _claims(self) -> Iterator[Claim]:
        with unlimited():
            # Once for all blocks.
            pages = holders(self._sites.open('meta'), self.TEMPLATE, 'meta')
        for page in pages:
            if not page.is_read:
                self._unread.append(page.title)
            here = list(_on(page))
            if page.title.startswith(self._settings.campaigns):
                yield from here
            elif here:
                self._elsewhere.append(page.title)


def _on(page: Holder) -> Iterator[Claim]:
    """The campaigns on a page that have an id."""
    for node in tree.templates(preprocessor.parse(page.text)):
        name = titles.template_name(tree.title(node, page.text), page.wiki)
        if (page.wiki.canonical('block', name) or name) == Campaigns.TEMPLATE:
            given = {key: tree.source(part.value, page.text) for key, part in tree.arguments(node, page.text)}
            if described := campaigns.campaign(given):
                yield Claim(page.title, described.id, given)

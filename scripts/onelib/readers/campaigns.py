"""The campaigns that are set up on Meta."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cached_property

from onelib.campaign import campaigns
from onelib.campaign.campaigns import Campaign
from onelib.campaign.parameters import RequestError
from onelib.readers.blocks import holders
from onelib.readers.budget import unlimited
from onelib.readers.shapes import OddAnswerError
from onelib.readers.sites import Sites
from onelib.wikis import titles
from onelib.wikitext import preprocessor, tree

__all__ = ['Campaigns']

TEMPLATE = '1Lib1Ref campaign'


class Campaigns:
    """Reads Meta's campaign pages once, when a block first names a campaign.

    :param served: codes of the wikis that can take part
    """

    def __init__(self, sites: Sites, served: Collection[str]) -> None:
        self._sites = sites
        self._served = served
        # Titles of pages whose text the wiki did not give; known when `_all` is.
        self._unread: list[str] = []

    def ids(self) -> list[str]:
        """The campaigns that there are, in the order of their ids."""
        return sorted(self._all)

    def hashtag(self, identity: str) -> str:
        """The hashtag to put into edit summaries, '' if the campaign, or nobody yet, says none.

        :raises RequestError: campaigns are set up, but not this one
        :raises OddAnswerError: perhaps it is, on a page that cannot be read
        """
        if not identity or not (self._all or self._unread):
            return ''
        described = campaigns.campaign(self._parameters(identity))
        return next(iter(described.hashtags), '') if described else ''

    def named(self, identity: str) -> Campaign:
        """The campaign with this id.

        :raises RequestError: there is none, or what it says of itself cannot be used
        :raises OddAnswerError: perhaps there is one, on a page that cannot be read
        """
        return campaigns.parse(self._parameters(identity), served=self._served)

    def _parameters(self, identity: str) -> Mapping[str, str]:
        if identity not in self._all:
            if self._unread:
                raise OddAnswerError(f'the text of {", ".join(self._unread)} on meta cannot be read')
            raise RequestError('campaign', identity, 'allowed-campaign', choices=', '.join(sorted(self._all)))
        return self._all[identity]

    @cached_property
    def _all(self) -> dict[str, Mapping[str, str]]:
        """The parameters of each campaign by its id; the first that has an id has it."""
        found: dict[str, Mapping[str, str]] = {}
        with unlimited():
            # Once for all blocks.
            pages = holders(self._sites.open('meta'), TEMPLATE)
        for page in pages:
            if not page.is_read:
                self._unread.append(page.title)
            for node in tree.templates(preprocessor.parse(page.text)):
                if titles.bare_name(tree.title(node, page.text)) == TEMPLATE:
                    given = {key: tree.source(part.value, page.text) for key, part in tree.arguments(node, page.text)}
                    if described := campaigns.campaign(given):
                        found.setdefault(described.id, given)
        return found

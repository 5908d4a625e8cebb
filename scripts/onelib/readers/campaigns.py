"""The campaigns that are set up on Meta."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cached_property

from onelib import wikis
from onelib.campaign import campaigns
from onelib.campaign.campaigns import Campaign
from onelib.campaign.parameters import RequestError, no_campaign
from onelib.readers.blocks import holders
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

    def ids(self) -> list[str]:
        """The campaigns that there are, in the order of their ids."""
        return sorted(self._all)

    def hashtag(self, identity: str) -> str:
        """The hashtag to put into edit summaries, '' if the campaign, or nobody yet, says none.

        :raises RequestError: campaigns are set up, but not this one
        """
        if not identity or not self._all:
            return ''
        described = campaigns.campaign(self._parameters(identity))
        return next(iter(described.hashtags), '') if described else ''

    def named(self, identity: str) -> Campaign:
        """The campaign with this id.

        :raises RequestError: there is none, or what it says of itself cannot be used
        """
        written = self._parameters(identity)
        try:
            return campaigns.parse(written, served=self._served)
        except RequestError as problem:
            raise problem.in_campaign(identity) from None

    def _parameters(self, identity: str) -> Mapping[str, str]:
        if identity not in self._all:
            raise no_campaign(identity, self._all)
        return self._all[identity]

    @cached_property
    def _all(self) -> dict[str, Mapping[str, str]]:
        """The parameters of each campaign by its id; the first that has an id has it."""
        found: dict[str, Mapping[str, str]] = {}
        for page in holders(self._sites.open('meta'), TEMPLATE):
            for node in tree.templates(preprocessor.parse(page.text)):
                if titles.template_name(tree.title(node, page.text), wikis.load('meta')) == TEMPLATE:
                    given = {key: tree.source(part.value, page.text) for key, part in tree.arguments(node, page.text)}
                    if described := campaigns.campaign(given):
                        found.setdefault(described.id, given)
        return found

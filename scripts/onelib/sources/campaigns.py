"""The campaigns that are set up on Meta."""

from __future__ import annotations

from functools import cached_property

from onelib.campaign.campaigns import Campaign, campaign
from onelib.sources.blocks import holders
from onelib.sources.sites import Sites
from onelib.wikitext import preprocessor, titles, tree
from onelib.wikitext.requests import RequestError

__all__ = ['Campaigns']

TEMPLATE = '1Lib1Ref campaign'


class Campaigns:
    """Reads Meta's campaign pages once, when a block first names a campaign."""

    def __init__(self, sites: Sites) -> None:
        self._sites = sites

    def hashtag(self, identity: str) -> str:
        """The hashtag to put into edit summaries, '' if the campaign, or nobody yet, says none.

        :raises RequestError: campaigns are set up, but not this one
        """
        if not identity or not self._all:
            return ''
        if identity not in self._all:
            raise RequestError('campaign', identity, 'allowed-campaign', choices=', '.join(sorted(self._all)))
        return next(iter(self._all[identity].hashtags), '')

    @cached_property
    def _all(self) -> dict[str, Campaign]:
        found: dict[str, Campaign] = {}
        for page in holders(self._sites.open('meta'), TEMPLATE):
            for node in tree.templates(preprocessor.parse(page.text)):
                if titles.bare_name(tree.title(node, page.text)) == TEMPLATE:
                    given = {key: tree.source(part.value, page.text) for key, part in tree.arguments(node, page.text)}
                    if described := campaign(given):
                        found.setdefault(described.id, described)
        return found

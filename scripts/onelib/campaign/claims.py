"""Which page of Meta has which campaign: an id is one campaign's, whoever else writes it on a page of their own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from onelib.campaign.parameter_kinds import RequestError

__all__ = ['Claim', 'Settled', 'settle', 'taken']


@dataclass(frozen=True, slots=True)
class Claim:
    """A ``{{1Lib1Ref campaign}}`` on a page.

    :ivar page: title of the page, on Meta
    :ivar identity: the id that it has; `parameters`: all that it says
    """

    page: str
    identity: str
    parameters: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Settled:
    """What has become of the claims to one id.

    :ivar campaign: the one that has it, None if nobody can say which
    :ivar pages: titles of all pages that claim it, in their order
    """

    campaign: Claim | None
    pages: tuple[str, ...]

    @property
    def refused(self) -> tuple[str, ...]:
        """The pages that claim it and do not have it."""
        return tuple(page for page in self.pages if self.campaign is None or page != self.campaign.page)


def settle(claims: Iterable[Claim], known: Mapping[str, str]) -> dict[str, Settled]:
    """Who has each id that somebody claims.

    Of several pages it is the one that had it before, and without such a one none: else anybody could take a campaign
    over by a page of their own.  The same template twice is one claim.

    :param known: id -> title of the page that had it when it was last the only one
    """
    by_id: defaultdict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim not in by_id[claim.identity]:
            by_id[claim.identity].append(claim)
    return {
        identity: Settled(_owner(several, known.get(identity, '')), tuple(dict.fromkeys(each.page for each in several)))
        for identity, several in by_id.items()
    }


def _owner(claims: Sequence[Claim], known: str) -> Claim | None:
    mine = claims if len(claims) == 1 else [claim for claim in claims if claim.page == known]
    # Two on one page are as unclear as two on two.
    return mine[0] if len(mine) == 1 else None


def taken(identity: str, pages: Sequence[str]) -> RequestError:
    """What is wrong with an id that several pages have."""
    return RequestError('id', identity, 'allowed-own-id', pages=', '.join(pages)).in_campaign(identity)

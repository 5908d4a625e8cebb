"""What organisers have taken out of a campaign, above each of its tallies."""

from __future__ import annotations

from collections.abc import Iterator

from onelib.campaign import rulings
from onelib.campaign.rows import Tally
from onelib.campaign.rulings import Suspension
from onelib.pages.context import Host
from onelib.wikitext.escaping import escape

__all__ = ['remarks']

# More are not named on each page.
_MOST = 10


def remarks(counts: Tally, host: Host) -> Iterator[str]:
    """A sentence of the edits and people, each with the reason; and one of what is not there."""
    campaign, suspended = counts.campaign, counts.suspended
    struck = rulings.struck(campaign.strike, (counted.edit for counted in counts.counted))
    taken = [f'{host.change(wiki, revision)}{_why(strike.why)}' for (wiki, revision), strike in struck.items()]
    # Who does not want to be named is not named here, either.
    taken += [f'{host.user(name)}{_why(one.why)}' for name, one in suspended.items() if not counts.roster.hides(name)]
    if taken:
        yield host.say('struck', what=_some(taken))
    absent = [escape(str(strike)) for strike in campaign.strike if strike not in struck.values()]
    absent += [host.as_written(one.name) for one in campaign.suspend if _is_absent(one, counts)]
    if absent:
        yield host.say('error-unknown', what=_some(absent))


def _is_absent(one: Suspension, counts: Tally) -> bool:
    there = {known.written for known in counts.suspended.values()}
    return one.written not in there and not counts.roster.hides(counts.roster.resolve(one.name))


def _why(reason: str) -> str:
    return f' ({escape(reason)})' if reason else ''


def _some(names: list[str]) -> str:
    return ', '.join((*names[:_MOST], *(['…'] if names[_MOST:] else [])))

"""When a scheduled tally has nothing to do: between campaigns it asks no wiki, and once a day it looks all the same."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from onelib.campaign.campaigns import Window
from onelib.campaign.parameters import RequestError
from onelib.operations.terminal import say
from onelib.outcomes.reasons import Kind, Reason
from onelib.outcomes.results import Outcome, Result
from onelib.readers.campaigns import Campaigns
from onelib.readers.collector import RECHECKED_FOR
from onelib.readers.sites import UNREADABLE
from onelib.store import Store, questions

__all__ = ['asleep', 'remembered']

_BEFORE = datetime.timedelta(days=1)
# So long one full run is enough: for new campaigns and blocks, and sooner if a page was not current.
_ENOUGH = datetime.timedelta(days=1)
_ENOUGH_IF_BEHIND = datetime.timedelta(hours=6)
# So many pages are named again that were not current.
_MOST = 100


def asleep(store: Store, now: datetime.datetime) -> Iterator[Result] | None:
    """What a run has to say that asks no wiki; None: there is something to do.

    There is, from a day before each campaign until two weeks after it, when its edits are not looked at any more, and
    if it is too long since the last run that did everything.  What was not current then still is not.

    :param now: in UTC
    """
    last = store.answer(questions.LAST_TALLY)
    if last is None:
        return None
    at = datetime.datetime.fromisoformat(last['at'])
    windows = [Window(*map(datetime.datetime.fromisoformat, window)) for window in last['windows']]
    awake = any(window.start - _BEFORE <= now < window.end + RECHECKED_FOR for window in windows)
    if awake or not datetime.timedelta() <= now - at < (_ENOUGH_IF_BEHIND if last['behind'] else _ENOUGH):
        return None
    coming = min((window.start for window in windows if window.start > now), default=None)
    until = f'until {coming:%Y-%m-%d}' if coming else 'in sight'
    say(f'Asleep: no campaign {until}, and all pages were looked at {at:%Y-%m-%d %H:%M} UTC')
    return iter([_result(*kept) for kept in last['behind']])


def remembered(
    results: Iterable[Result], campaigns: Campaigns, store: Store, now: datetime.datetime
) -> Iterator[Result]:
    """The results of a run that does everything; at its end it is remembered, with the days of all campaigns.

    :param now: in UTC
    """
    behind: list[tuple[str, str, str, list[tuple[str, str]]]] = []
    for result in results:
        if not result.current and len(behind) < _MOST:
            behind.append(_kept(result))
        yield result
    try:
        windows = _windows(campaigns)
    except UNREADABLE:
        # Meta does not answer: the next run tries.
        return
    days = _days(windows, store.answer(questions.LAST_TALLY) or {}, now)
    known = [window for window, _ in days.values()]
    store.keep(
        questions.LAST_TALLY, {'at': now.isoformat(), 'windows': known, 'campaigns': days, 'behind': behind}, now
    )


def _days(
    windows: Mapping[str, Window], last: Mapping[str, Any], now: datetime.datetime
) -> dict[str, tuple[list[str], str]]:
    """The days of each campaign, and when they were read.

    Somebody may break the template of a campaign in the midst of it, and mend it in an hour: for a day, it still has
    the days that it had.
    """
    days = {name: ([moment.isoformat() for moment in window], now.isoformat()) for name, window in windows.items()}
    for name, (window, read) in last.get('campaigns', {}).items():
        if name not in days and datetime.timedelta() <= now - datetime.datetime.fromisoformat(read) < _ENOUGH:
            days[name] = (window, read)
    return days


def _kept(result: Result) -> tuple[str, str, str, list[tuple[str, str]]]:
    reasons = result.reasons or [
        Reason(Kind.REJECTED_ROW, f'left out: "{title}", {said}') for (title, _), said in result.rejected_rows.items()
    ]
    return result.wiki, result.page, result.outcome.value, [(reason.kind, reason.text) for reason in reasons]


def _result(wiki: str, page: str, outcome: str, reasons: list[tuple[str, str]]) -> Result:
    well = outcome == Outcome.SAVED.value
    said = tuple(Reason(Kind(kind), text) for kind, text in reasons)
    return Result(wiki, page, Outcome.UNCHANGED if well else Outcome(outcome), said, repeated=True)


def _windows(campaigns: Campaigns) -> dict[str, Window]:
    """When each campaign begins and ends, on whichever wiki."""
    windows = {}
    for identity in campaigns.ids():
        try:
            campaign = campaigns.named(identity)
            starts, ends = zip(*(campaign.window(code) for code in ('', *campaign.wikis)), strict=True)
        except RequestError:
            # Without days it cannot be counted; the blocks that name it say so.
            continue
        windows[identity] = Window(min(starts), max(ends))
    return windows

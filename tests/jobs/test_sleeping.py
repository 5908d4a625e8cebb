"""When a scheduled tally sleeps: the moments, one by one."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from onelib.campaign.claims import Claim, settle
from onelib.jobs.sleeping import asleep, remembered
from onelib.outcomes.reasons import Kind, Reason
from onelib.outcomes.results import Outcome, Result
from onelib.readers.campaigns import Campaigns
from onelib.readers.sites import Sites
from onelib.settings import read
from onelib.store import Store

DAY = datetime.timedelta(days=1)
HOUR = datetime.timedelta(hours=1)
# Of a campaign from the 15th to the 17th in Belgrade, Georgia ahead of it.
CAMPAIGN = {
    'id': '2027-01',
    'start': '2027-01-15',
    'end': '2027-01-17',
    'wikis': 'ka, sr',
    'timezone': 'Europe/Belgrade',
    'timezones': 'ka:Asia/Tbilisi',
}
START = datetime.datetime(2027, 1, 14, 20, tzinfo=datetime.UTC)
END = datetime.datetime(2027, 1, 17, 23, tzinfo=datetime.UTC)
LONG_AGO = datetime.datetime(2026, 11, 1, 12, tzinfo=datetime.UTC)


@pytest.fixture
def store() -> Iterator[Store]:
    yield Store('sqlite://')


def campaigns(*described: dict[str, str]) -> Campaigns:
    """As if Meta had these."""
    settings = read(Path(__file__).parents[2] / 'onelib.toml.sample')
    settings = replace(settings, wikis=('ka', 'sr'))
    known = Campaigns(Sites(settings), settings, Store('sqlite://'), START)
    known._settled = settle((Claim(given['id'], given['id'], given) for given in described), {})
    return known


def run(store: Store, now: datetime.datetime, *described: dict[str, str], results: tuple[Result, ...] = ()) -> None:
    assert list(remembered(results, campaigns(*described), store, now)) == list(results)


@pytest.mark.parametrize(
    'now, sleeps',
    [
        (START - DAY - HOUR, True),
        (START - DAY, False),
        (START, False),
        (END, False),
        (END + 14 * DAY - HOUR, False),
        (END + 14 * DAY, True),
    ],
)
def test_it_is_awake_from_the_day_before_until_two_weeks_after(
    store: Store, now: datetime.datetime, sleeps: bool
) -> None:
    run(store, now - HOUR, CAMPAIGN)
    assert (asleep(store, now) is not None) == sleeps


def test_it_looks_once_a_day_and_sooner_if_something_was_wrong(store: Store) -> None:
    assert asleep(store, LONG_AGO) is None
    run(store, LONG_AGO, CAMPAIGN)
    assert list(asleep(store, LONG_AGO + 23 * HOUR) or ['awake']) == []
    assert asleep(store, LONG_AGO + 24 * HOUR) is None
    # A clock that was wrong does not let it sleep for ever.
    assert asleep(store, LONG_AGO - HOUR) is None
    wrong = Result('meta', 'Results', Outcome.SAVED, (Reason(Kind.OTHER, 'somebody is missing'),))
    run(store, LONG_AGO, CAMPAIGN, results=(wrong, Result('cs', 'Fine', Outcome.SAVED)))
    [again] = asleep(store, LONG_AGO + 5 * HOUR) or ()
    assert (again.wiki, again.page, again.reasons) == ('meta', 'Results', wrong.reasons)
    assert again.outcome is Outcome.UNCHANGED and not again.current
    assert asleep(store, LONG_AGO + 6 * HOUR) is None


@pytest.mark.parametrize('described', [(), (CAMPAIGN | {'start': 'soon'},), (CAMPAIGN | {'end': '2027-01-14'},)])
def test_a_campaign_that_is_broken_for_an_hour_is_not_slept_through(
    store: Store, described: tuple[dict[str, str], ...]
) -> None:
    run(store, START, CAMPAIGN)
    run(store, START + HOUR, *described)
    run(store, START + 2 * HOUR, *described)
    assert asleep(store, START + 3 * HOUR) is None
    # What stays so is meant.
    run(store, START + 25 * HOUR, *described)
    assert asleep(store, START + 26 * HOUR) is not None
    run(store, START + 27 * HOUR, CAMPAIGN)
    assert asleep(store, START + 28 * HOUR) is None


def test_campaigns_without_days_and_no_campaigns_let_it_sleep(store: Store) -> None:
    for described in ((), (CAMPAIGN | {'start': 'soon'},)):
        run(store, LONG_AGO, *described)
        assert asleep(store, LONG_AGO + HOUR) is not None


def test_a_run_that_breaks_off_was_none(store: Store) -> None:
    broken = iter(remembered([Result('meta', 'Results', Outcome.SAVED)] * 2, campaigns(), store, LONG_AGO))
    next(broken)
    del broken
    assert asleep(store, LONG_AGO + HOUR) is None

"""What needs a person: judged by runs alone, over made-up histories."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from onelib.outcomes.health import Health, judge, usual_interval
from onelib.outcomes.reasons import Kind
from onelib.outcomes.runs import MOST_RUNS, Run, Trouble
from tests.fuzz import fuzz

START = datetime.datetime(2026, 1, 15, 4, 10, tzinfo=datetime.UTC)
MINUTE, HOUR, DAY = (datetime.timedelta(**{unit: 1}) for unit in ('minutes', 'hours', 'days'))
# Who can write on a wiki, or the operator, has said no: time changes nothing.
DECIDED = [Kind.STOP_PAGE, Kind.PROTECTED, Kind.NOT_ENABLED, Kind.TEMPLATES, Kind.PARAMETER, Kind.BLOCKED]
# A wiki or a service is away, a limit is reached: the next run tries again.
PASSING = [Kind.UNREADABLE, Kind.READ_ONLY, Kind.NOT_SAVED, Kind.MAX_EDITS, Kind.MAX_PAGES, Kind.MAX_REQUESTS]
# Nobody but the operator can mend it.
OPERATORS = [Kind.LOGIN, Kind.STORE, Kind.CRASH, Kind.STOP_PAGE, Kind.BLOCKED, Kind.RIGHTS, Kind.NOT_ENABLED]

wiki_codes = st.sampled_from(['cs', 'pl'])
pages = st.sampled_from(['', 'A', 'B'])
troubles = st.builds(
    Trouble, wiki_codes, pages, st.sampled_from(['refused', 'failed', 'saved']), st.sampled_from(Kind), st.just('why')
)


@st.composite
def histories(draw: st.DrawFn, job: str = 'job') -> list[Run]:
    """Runs of a job, one after the other, as they may be kept."""
    runs, when = [], START
    for _ in range(draw(st.integers(0, 8))):
        when += draw(st.timedeltas(MINUTE, 3 * DAY))
        found = tuple(draw(st.lists(troubles, max_size=3)))
        run = Run(job, when, when + MINUTE, int(bool(found)), len(runs), troubles=found)
        kind = draw(st.sampled_from(['over', 'over', 'over', 'killed', 'asleep', 'much']))
        if kind == 'killed':
            run = replace(run, ended=None, code=None, troubles=())
        elif kind == 'asleep':
            run = replace(run, troubles=(), repeats=True)
        elif kind == 'much':
            run = replace(run, more=3)
        runs.append(run)
    return runs


def daily(number: int, every: datetime.timedelta = DAY) -> list[Run]:
    """So many runs that went well."""
    return [Run('job', START + day * every, START + day * every + MINUTE, 0) for day in range(number)]


def with_trouble(run: Run, *found: Trouble) -> Run:
    return replace(run, code=1, troubles=found)


def only(runs: list[Run], after: datetime.timedelta = HOUR) -> Health:
    [health] = judge(runs, runs[-1].started + after)
    return health


@pytest.mark.parametrize('kind', DECIDED)
def test_what_people_have_decided_needs_a_person_at_once(kind: Kind) -> None:
    runs = daily(3)
    runs[-1] = with_trouble(runs[-1], Trouble('cs', 'A', 'refused', kind, 'why'))
    assert only(runs).needs_person


@pytest.mark.parametrize('kind', PASSING)
@pytest.mark.parametrize('page', ['', 'A'])
@pytest.mark.parametrize('every', [DAY, HOUR])
def test_what_passes_is_shown_and_needs_one_when_it_lasts_for_a_week(
    kind: Kind, page: str, every: datetime.timedelta
) -> None:
    trouble = Trouble('cs', page, 'deferred', kind, 'why')
    week = 7 * DAY // every

    def lasting(number: int) -> list[Run]:
        runs = daily(week + 4, every)
        return [
            *runs[:-number],
            *(with_trouble(run, replace(trouble, text=str(run.started))) for run in runs[-number:]),
        ]

    for number in (1, 2, week):
        [standing] = only(lasting(number)).standings
        assert (standing.pressing, standing.runs) == (False, number)
        assert not only(lasting(number)).needs_person and not only(lasting(number)).lasting
    late = only(lasting(week + 1))
    assert [one.since for one in late.lasting] == [lasting(week + 1)[-week - 1].started]
    assert late.needs_person and not late.needs_operator
    assert only([*lasting(week + 1), Run('job', START + 30 * DAY, START + 30 * DAY, 0)]).standings == ()


@pytest.mark.parametrize('kind', OPERATORS)
def test_what_only_the_operator_can_mend_needs_them_at_once(kind: Kind) -> None:
    runs = daily(3)
    runs[-1] = with_trouble(runs[-1], Trouble('cs', 'A', 'refused', kind, 'why'))
    assert only(runs).needs_operator and not only(runs).lasting


@pytest.mark.parametrize('kind', [Kind.TEMPLATES, Kind.PARAMETER, Kind.PROTECTED, Kind.SIGN_UPS, Kind.NAMESPACE])
def test_mistakes_on_pages_are_the_operators_when_nobody_has_mended_them_for_a_week(kind: Kind) -> None:
    mistake = Trouble('cs', 'A', 'saved', kind, 'why')
    for days, lasts in ((1, False), (7, False), (8, True), (20, True)):
        health = only([*daily(4), *(with_trouble(run, mistake) for run in daily(4 + days)[4:])], HOUR)
        assert health.needs_person and not health.needs_operator
        assert bool(health.lasting) is lasts, days


@pytest.mark.parametrize('kind', [Kind.CUT_OFF, Kind.REJECTED_ROW])
def test_what_passes_within_hours_needs_nobody(kind: Kind) -> None:
    """A wiki is maintained for an hour; a scheduler begins a run that has failed again at once."""
    trouble = Trouble('cs', 'A', 'failed', kind, 'why')
    nightly = [with_trouble(run, trouble) for run in daily(4)]
    night = [*daily(4)[:-1], nightly[-1], replace(nightly[-1], started=nightly[-1].started + 40 * MINUTE)]
    hourly = daily(30, HOUR)
    hourly[-2:] = [with_trouble(run, trouble) for run in hourly[-2:]]
    assert not only(night).needs_person and not only(hourly).needs_person
    hourly[-5:] = [with_trouble(run, trouble) for run in hourly[-5:]]
    assert only(hourly).needs_person
    hourly = daily(30, HOUR)
    hourly[-4:] = [with_trouble(run, trouble) for run in hourly[-4:]]
    assert only(hourly).needs_person
    hourly[-4] = daily(30, HOUR)[-4]
    assert not only(hourly).needs_person


def test_what_was_wrong_before_all_runs_that_are_kept_may_be_older() -> None:
    trouble = Trouble('cs', 'A', 'saved', Kind.PARAMETER, 'limit')
    always = [with_trouble(run, trouble) for run in daily(MOST_RUNS, HOUR)]
    by_hand = replace(always[0], by_hand=True)
    for runs, longer in (
        (always, True),
        ([by_hand, *always[1:]], True),
        (always[1:], False),
        ([*daily(1), *always[1:]], False),
    ):
        assert [one.longer for one in only(runs).standings] == [longer]


def test_what_is_pressing_comes_first_and_then_what_is_there_for_long() -> None:
    runs = daily(4)
    old, new, said_no = (Trouble('cs', page, 'failed', Kind.NOT_SAVED, '') for page in 'ABC')
    said_no = replace(said_no, kind=Kind.PROTECTED)
    runs[-2:] = [with_trouble(runs[-2], replace(old, kind=Kind.REJECTED_ROW)), with_trouble(runs[-1], new, said_no)]
    runs[-1] = replace(runs[-1], troubles=(new, replace(old, kind=Kind.REJECTED_ROW), said_no))
    health = only(runs)
    assert [one.trouble.page for one in health.standings] == ['A', 'C', 'B']
    assert [one.trouble.page for one in health.pressing] == ['A', 'C']


def test_two_troubles_of_different_pages_are_not_the_same() -> None:
    runs = daily(4)
    runs[-2:] = [
        with_trouble(r, Trouble('cs', p, 'failed', Kind.NOT_SAVED, '')) for r, p in zip(runs[-2:], 'AB', strict=True)
    ]
    assert not only(runs).needs_person


def test_a_trial_that_stops_needs_nobody() -> None:
    trouble = Trouble('cs', 'A', 'stopped', Kind.TRIAL, '')
    assert not only([with_trouble(run, trouble) for run in daily(4)]).needs_person


@fuzz(50)
@given(histories())
def test_after_a_run_that_served_everything_nothing_is_wrong(runs: list[Run]) -> None:
    start = runs[-1].started + DAY if runs else START
    health = only([*runs, Run('job', start, start + MINUTE, 0)])
    assert health.standings == () and not health.needs_person and not health.cut_off


@fuzz(50)
@given(histories(), histories('other'), st.timedeltas(MINUTE, 30 * DAY))
def test_jobs_and_order_and_runs_by_hand_do_not_matter(
    runs: list[Run], others: list[Run], after: datetime.timedelta
) -> None:
    now = START + 24 * DAY + after
    by_hand = [replace(run, by_hand=True, started=run.started + MINUTE / 2) for run in runs]
    assert judge([*reversed(runs), *others, *by_hand], now) == judge(runs, now) + judge(others, now)


@fuzz(50)
@given(histories(), st.sampled_from(['asleep', 'killed']))
def test_a_run_that_saw_nothing_changes_nothing(runs: list[Run], kind: str) -> None:
    assume(runs)
    start = runs[-1].started + HOUR
    end = start + MINUTE if kind == 'asleep' else None
    before, after = only(runs, DAY), only([*runs, Run('job', start, end, repeats=kind == 'asleep')], DAY)
    known = {(one.trouble.wiki, one.trouble.page, one.trouble.kind, one.runs) for one in before.standings}
    found = {(one.trouble.wiki, one.trouble.page, one.trouble.kind, one.runs) for one in after.standings}
    assert {one for one in known if one[0]} == {one for one in found if one[0]}


def test_a_wiki_that_is_down_does_not_hide_what_is_wrong_on_its_pages() -> None:
    runs = daily(4)
    broken = Trouble('cs', 'A', 'refused', Kind.TEMPLATES, 'no end')
    down = Trouble('cs', '', 'failed', Kind.UNREADABLE, '503')
    runs[-3], runs[-2], runs[-1] = (
        with_trouble(run, found) for run, found in zip(runs[1:], [broken, down, broken], strict=True)
    )
    [standing] = only(runs).standings
    assert (standing.trouble, standing.runs, standing.since) == (broken, 2, runs[-3].started)
    kinds = {one.trouble.kind: one.pressing for one in only(runs[:-1]).standings}
    assert kinds == {Kind.TEMPLATES: True, Kind.UNREADABLE: False}


def test_killed_once_is_shown_and_twice_needs_a_person() -> None:
    runs = daily(5)
    runs[-1] = replace(runs[-1], ended=None, code=None)
    assert only(runs, HOUR).at_work and not only(runs, HOUR).cut_off
    # No run takes so long.
    once = only(runs, DAY)
    assert not once.at_work and once.cut_off and not once.needs_person
    runs[-2] = replace(runs[-2], ended=None, code=None)
    twice = only(runs, DAY)
    assert twice.needs_person and [one.trouble.kind for one in twice.standings] == [Kind.CUT_OFF]


@pytest.mark.parametrize(('longest', 'hours'), [(MINUTE, 12), (4 * HOUR, 12), (5 * HOUR, 15)])
def test_how_long_a_run_may_be_at_work(longest: datetime.timedelta, hours: int) -> None:
    """Three times as long as the longest that came to an end, and half a day at least."""
    runs = daily(4)
    runs[1] = replace(runs[1], ended=runs[1].started + longest)
    runs[-1] = replace(runs[-1], ended=None, code=None)
    assert only(runs, hours * HOUR).at_work
    health = only(runs, hours * HOUR + MINUTE)
    assert not health.at_work and health.cut_off


def test_a_run_at_work_says_nothing_yet() -> None:
    trouble = Trouble('cs', 'A', 'refused', Kind.PROTECTED, 'why')
    before, last = daily(2)
    before, last = replace(with_trouble(before, trouble), more=7), replace(last, ended=None, code=None)
    assert [one.trouble for one in only([before, last]).standings] == [trouble]
    assert (only([before, last]).more, only([before, last]).overdue) == (7, None)
    first = only([last])
    assert (first.at_work, first.cut_off, first.standings, first.more) == (True, False, (), 0)


def test_what_a_run_cannot_know_is_still_so() -> None:
    """What a wiki says last is not heard by a run that came not so far; what it says first would have been."""

    def left(before: Trouble, now: Trouble) -> set[Trouble]:
        runs = daily(3)
        runs[-2:] = with_trouble(runs[-2], before), with_trouble(runs[-1], now)
        return {one.trouble for one in only(runs).standings}

    page = Trouble('cs', 'A', 'refused', Kind.PROTECTED, 'why')
    mistake, other_page = replace(page, kind=Kind.PARAMETER), replace(page, page='B')
    edits, other_wiki = replace(page, kind=Kind.MAX_EDITS), replace(page, wiki='pl')
    wiki, pages = replace(page, page='', kind=Kind.UNREADABLE), replace(page, page='', kind=Kind.MAX_PAGES)
    assert left(page, edits) == {page, edits}
    assert left(mistake, edits) == {edits}
    assert left(page, mistake) == {mistake}
    assert left(page, replace(edits, page='B')) == {replace(edits, page='B')}
    assert left(page, other_wiki) == {other_wiki}
    assert left(mistake, wiki) == {mistake, wiki}
    assert left(mistake, pages) == {pages}
    assert left(mistake, replace(wiki, wiki='pl')) == {replace(wiki, wiki='pl')}
    assert left(wiki, other_page) == {other_page}
    assert left(replace(page, page=''), wiki) == {replace(page, page=''), wiki}


intervals = st.timedeltas(10 * MINUTE, 7 * DAY)


@fuzz(50)
@given(intervals, st.integers(4, 30))
def test_late_is_who_misses_two_intervals(every: datetime.timedelta, number: int) -> None:
    runs = daily(number, every)
    assert usual_interval([run.started for run in runs]) == every
    assert only(runs, 1.9 * every).overdue is None
    late = only(runs, 2.1 * every + 2 * HOUR)
    assert late.overdue == runs[-1].started + every and late.needs_person


@fuzz(50)
@given(intervals, st.integers(1, 3))
def test_few_runs_know_no_interval(every: datetime.timedelta, number: int) -> None:
    assert only(daily(number, every), 365 * DAY).overdue is None
    # Unless somebody has said how often it is to run.
    now = daily(number, every)[-1].started + 365 * DAY
    [health] = judge(daily(number, every), now, {'job': DAY, 'another': DAY})
    assert health.usual == DAY and health.overdue and health.needs_operator
    [health] = judge(daily(number, every), now, {'job': 366 * DAY})
    assert health.overdue is None


@fuzz(50)
@given(histories(), st.timedeltas(MINUTE, 40 * DAY), st.timedeltas(MINUTE, 40 * DAY))
def test_who_is_late_stays_late(runs: list[Run], first: datetime.timedelta, then: datetime.timedelta) -> None:
    assume(runs and only(runs, first).overdue)
    assert only(runs, first + then).overdue == only(runs, first).overdue


def test_a_clock_that_was_wrong_once_hides_nothing() -> None:
    runs = daily(6)
    wrong = Run('job', START + 365 * DAY, START + 365 * DAY + MINUTE, 0)
    assert judge([*runs, wrong], START + 8 * DAY) == judge(runs, START + 8 * DAY)
    assert only(runs, 8 * DAY).needs_person


@pytest.mark.parametrize('number', range(2, 12))
def test_long_runs_that_are_tried_again_every_night_are_not_late(number: int) -> None:
    again = [replace(run, started=run.started + 41 * MINUTE, ended=None) for run in daily(number)]
    assert only(sorted([*daily(number), *again], key=lambda run: run.started), DAY).overdue is None


def test_retries_do_not_make_a_job_look_frequent() -> None:
    """A run that fails is begun again after a minute; nobody schedules a job so often."""
    runs = [again for run in daily(6) for again in (run, replace(run, started=run.started + MINUTE))]
    assert usual_interval([run.started for run in runs]) == DAY - MINUTE

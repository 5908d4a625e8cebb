"""Nobody can keep others from being served."""

from __future__ import annotations

import datetime
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from onelib.jobs.scheduling import in_fair_order
from tests.sandbox import bot
from tests.sandbox.farm import Farm
from tests.sandbox.faults import Faults
from tests.sandbox.pages import END, START, edit, text_of

DAY = datetime.date(2027, 1, 15)


@given(st.sets(st.text('abc/', min_size=1, max_size=5)))
def test_nobody_is_lost(titles: set[str]) -> None:
    ordered = in_fair_order(sorted(titles), DAY)
    assert sorted(ordered) == sorted(titles)
    assert in_fair_order(sorted(titles, reverse=True), DAY) == ordered


@given(st.integers(1, 1000), st.integers(1, 20), st.dates())
def test_a_thousand_below_one_page_come_last(many: int, few: int, day: datetime.date) -> None:
    vandal = [f'User:Vandal/{number}' for number in range(many)]
    others = [f'Project:List {number}' for number in range(few)]
    ordered = in_fair_order([*vandal, *others], day)
    assert set(others) <= set(ordered[: few + 1])


def test_a_second_page_comes_after_all_first_ones_and_the_day_decides_among_them() -> None:
    titles = ['A/1', 'A/2', 'A/3', 'B', 'C', 'D/x']
    orders = [in_fair_order(titles, DAY + datetime.timedelta(days=day)) for day in range(30)]
    assert all([title[0] for title in order[4:]] == ['A', 'A'] for order in orders)
    assert {order[0][0] for order in orders} == {*'ABCD'}


def test_a_thousand_spread_pages_do_not_keep_the_same_one_waiting() -> None:
    titles = [f'User:Vandal {number}' for number in range(1000)] + ['Project:List']
    days = [DAY + datetime.timedelta(days=day) for day in range(60)]
    assert sum('Project:List' in in_fair_order(titles, day)[:200] for day in days) >= 4


def test_a_run_serves_so_many_and_says_so(farm: Farm, tmp_path: Path) -> None:
    block = f'{START}|limit=1}}}}\n{END}'
    vandal = [f'User:Librarian/{number}' for number in range(6)]
    for title in (*vandal, 'Project:List'):
        edit(farm, 'hu', title, block)
    with Faults.between(farm, tmp_path) as faults:
        settings = tmp_path / 'onelib.toml'
        settings.write_text(f'max_pages = 5\n{settings.read_text()}')
        result = bot.run(faults, '-wiki:hu')
    assert result.returncode == 0
    assert 'max_pages' in result.stderr
    assert ' |text=' in text_of(farm, 'hu', 'Project:List')
    assert sum(' |text=' in text_of(farm, 'hu', title) for title in vandal) < 6
    for title in (*vandal, 'Project:List'):
        edit(farm, 'hu', title, 'nothing')

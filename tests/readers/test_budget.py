"""Nothing is asked for without end, and what is left is shared fairly."""

from __future__ import annotations

import pytest

from onelib.readers.budget import Budget, OverBudgetError, half, spend, unlimited
from onelib.readers.query import query
from tests.readers.test_query import Site


def asked(most: int) -> int:
    """How many questions may be asked now, of so many."""
    for number in range(most):
        try:
            spend()
        except OverBudgetError:
            return number
    return most


def test_a_question_is_not_asked_when_the_budget_is_used_up() -> None:
    site = Site(*[{'query': {'pages': []}}] * 3)
    with Budget(2, 'this page', 'max_page_requests').spent():
        list(query(site, titles='A'))
        list(query(site, titles='A'))
        with pytest.raises(OverBudgetError, match=r'this page are used up \(setting max_page_requests\)'):
            list(query(site, titles='A'))
    assert len(site.asked) == 2


def test_what_one_block_leaves_is_for_the_others() -> None:
    budget = Budget(10, 'this page', 'max_page_requests')
    with budget.spent():
        spent = []
        for number, wanted in enumerate((9, 1, 9, 9)):
            with budget.share(4 - number).spent():
                spent.append(asked(wanted))
    assert spent == [2, 1, 3, 4] and budget.left == 0


def test_budgets_within_budgets() -> None:
    wiki, page = Budget(10, 'cs', 'max_wiki_requests'), Budget(8, 'this page', 'max_page_requests')
    with wiki.spent(), page.spent():
        with half():
            assert asked(99) == 4
        with unlimited():
            assert asked(99) == 99
        assert asked(99) == 4
    assert (wiki.left, page.left) == (2, 0)
    with half():
        assert asked(99) == 99, 'nobody has a budget'

"""How many questions a page, a campaign or a wiki may cost in a run: nothing is asked for without end.

>>> with Budget(500, 'the page', 'max_page_requests').spent():
...     list(query(site, titles='A'))
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass

from pywikibot.exceptions import Error

__all__ = ['Budget', 'OverBudgetError', 'half', 'spend', 'unlimited']


class OverBudgetError(Error):  # type: ignore[misc]
    """No more questions may be asked for this; the message says for what, and which setting says so."""


@dataclass(slots=True)
class Budget:
    """So many questions.

    :ivar left: how many may be asked yet
    :ivar owner: what they are for, in words; `setting`: which one limits them
    """

    left: int
    owner: str
    setting: str

    def share(self, of: int) -> Budget:
        """A part of what is left, for one of so many that are still to come."""
        return Budget(self.left // max(1, of), self.owner, self.setting)

    @contextmanager
    def spent(self) -> Iterator[None]:
        """Within this, questions are asked out of this budget and of those within which this is."""
        with _spending((*_open.get(), self)):
            yield


# Those that are being spent, the widest first.
_open: ContextVar[Sequence[Budget]] = ContextVar('_open', default=())


@contextmanager
def _spending(budgets: Sequence[Budget]) -> Iterator[None]:
    outer = _open.set(budgets)
    try:
        yield
    finally:
        _open.reset(outer)


@contextmanager
def half() -> Iterator[None]:
    """Within this, half of what is left may be spent at most: something else is still to come."""
    budgets = _open.get()
    with budgets[-1].share(2).spent() if budgets else nullcontext():
        yield


@contextmanager
def unlimited() -> Iterator[None]:
    """Within this, nobody's budget is spent: who reads a campaign does so for all pages that show it."""
    with _spending(()):
        yield


def spend() -> None:
    """Note that a question is about to be asked.

    :raises OverBudgetError: a budget is used up
    """
    budgets = _open.get()
    for budget in budgets:
        if budget.left < 1:
            raise OverBudgetError(f'the requests for {budget.owner} are used up (setting {budget.setting})')
    for budget in budgets:
        budget.left -= 1

"""How hard the tests try that make up what they test: ``ONELIB_FUZZ=6`` makes six times as many examples.

With it, what hypothesis makes up is new in every run; a failing example is printed, with the line that repeats it.
Without it, the same tests try the same: whether a change is good does not hang on luck. What `random.Random` makes up
follows from its seed, which is in the name of the test; ``ONELIB_SEED`` shifts that of tests that kill processes.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TypeVar

from hypothesis import HealthCheck, Phase, settings

FACTOR = float(os.environ.get('ONELIB_FUZZ') or 1)

_T = TypeVar('_T')


def choose() -> None:
    """Let hypothesis make up the same in every run, or something new; to be called before tests are read."""
    settings.register_profile('same', derandomize=True)
    if 'ONELIB_FUZZ' not in os.environ:
        settings.load_profile('same')


def examples(number: int) -> int:
    """So many where nothing else is asked for."""
    return max(1, round(number * FACTOR))


def share(cases: Iterable[_T], part: int) -> list[_T]:
    """Every so many-th of these, where nothing else is asked for; all of them with an ONELIB_FUZZ as large as that."""
    return list(cases)[:: max(1, round(part / FACTOR))]


def fuzz(number: int = 100) -> settings:
    """For examples that Python alone judges."""
    return settings(max_examples=examples(number), deadline=None)


def batches(number: int) -> settings:
    """For examples of many texts at once, judged by a wiki."""
    return settings(
        max_examples=examples(number),
        deadline=None,
        # To shrink fifty texts is slow, and the comparison names the one that matters.
        phases=[Phase.explicit, Phase.reuse, Phase.generate],
        suppress_health_check=list(HealthCheck),
        print_blob=True,
    )


def seed(number: int) -> int:
    """The seed of a test that does something at random moments, shifted by what is asked for."""
    return number + int(os.environ.get('ONELIB_SEED') or 0)

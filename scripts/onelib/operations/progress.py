"""How far some work is: on a terminal a bar, and elsewhere, as in a log, a line a minute at most."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from tqdm import tqdm

from onelib.operations.terminal import say

__all__ = ['Progress', 'Stretch', 'progress']

_Item = TypeVar('_Item')
_MINUTE = 60.0


class Progress:
    """Says how far a run is, whatever it does one after the other.

    :param say: takes a line
    :param clock: what time it is, in seconds
    """

    def __init__(self, say: Callable[[str], None], clock: Callable[[], float] = time.monotonic) -> None:
        self.say = say
        self.clock = clock
        self._said = clock()

    @contextmanager
    def of(self, what: str, total: int | None, unit: str, *, hidden: bool = False) -> Iterator[Stretch]:
        """Within this, that is done.

        :param total: how much there is, None if nobody knows
        :param unit: of that; ``B`` for bytes
        :param hidden: whether nothing may be said now
        """
        on_terminal = _is_terminal()
        unit = unit if unit == 'B' else f' {unit}'
        off = hidden or not on_terminal
        with tqdm(desc=what, total=total, unit=unit, unit_scale=unit == 'B', disable=off, leave=False) as bar:
            yield Stretch(self, what, total, bar, quiet=hidden or on_terminal)

    def through(self, items: Iterable[_Item], total: int, what: str, unit: str) -> Iterator[_Item]:
        """The same items; each is done when the next one is asked for."""
        with self.of(what, total, unit) as part:
            for number, item in enumerate(items, 1):
                yield item
                part.at(number, f'{number} of {total} {unit}')

    def is_due(self) -> bool:
        """Whether a line may be said, for a minute has passed since the last one; then the next one has to wait."""
        now = self.clock()
        if now - self._said < _MINUTE:
            return False
        self._said = now
        return True


class Stretch:
    """One thing that a run does.

    :param quiet: whether there are no lines of it
    """

    def __init__(self, whole: Progress, what: str, total: int | None, bar: tqdm[Any], *, quiet: bool) -> None:
        self._whole, self._what, self._total, self._bar, self._quiet = whole, what, total, bar, quiet
        self._begun = whole.clock()

    def at(self, done: int, told: str, *, beside_bar: str = '') -> None:
        """So much of it is done.

        :param told: the same in words, for lines; `beside_bar`: for a bar, which counts by itself
        """
        if beside_bar:
            self._bar.set_postfix_str(beside_bar, refresh=False)
        self._bar.update(done - self._bar.n)
        if not self._quiet and self._whole.is_due():
            self._whole.say(f'{self._what}: {told}{self._left(done)}')

    def _left(self, done: int) -> str:
        if not self._total or not 0 < done <= self._total:
            return ''
        seconds = (self._whole.clock() - self._begun) * (self._total - done) / done
        minutes = round(seconds / _MINUTE)
        time_left = f'about {minutes} min' if minutes else 'less than a minute'
        return f' ({done / self._total:.0%}), {time_left} left'


def _is_terminal() -> bool:
    try:
        return sys.stderr.isatty()
    except (AttributeError, ValueError):
        # There is none, or it is closed.
        return False


#: That of this run.
progress = Progress(say)

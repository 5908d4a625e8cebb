"""A limit to the time that one text may take: whoever writes one that is slow to read keeps nobody waiting."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

__all__ = ['TooSlowError', 'limited']


class TooSlowError(Exception):
    """Something has taken longer than it may."""


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Within this, the process may be at work for so long; waiting does not count, nor what others do meanwhile.

    Signals reach only the main thread: in others, and where there are none, nothing is limited.

    :raises TooSlowError: it takes longer
    """
    if not hasattr(signal, 'setitimer') or threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(number: int, frame: FrameType | None) -> None:
        raise TooSlowError(f'it takes longer than {seconds:g} seconds')

    before = signal.signal(signal.SIGVTALRM, end)
    try:
        signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)

"""How modules say what they decide: one line at debug level, about an article, a page or an edit of a wiki.

>>> _log = logging.getLogger(__name__)
>>> decisions.say(_log, 'cs', 'Knihovna', 'not listed: %d statements of it are', 3)

`pwb explain` hears the same lines, so that it says nothing that the jobs do not do.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from onelib.wikitext.escaping import visible

__all__ = ['ROOT', 'Decision', 'counted', 'heard', 'say', 'wanted']

#: The logger that all of ours are below.
ROOT = logging.getLogger('onelib')


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided.

    :ivar wiki: code of the wiki; `subject`: a title, or the number of a revision as text
    :ivar text: plain, on one line
    """

    wiki: str
    subject: str
    text: str


def wanted(log: logging.Logger) -> bool:
    """Whether anybody listens: to be asked before anything is done for the line alone."""
    return log.isEnabledFor(logging.DEBUG)


def say(log: logging.Logger, wiki: str, subject: str | int, message: str, *values: object) -> None:
    """Say a decision, if anybody listens.

    :param subject: the title, or the number of the revision that it is about
    :param message: with the values, as in `logging.Logger.debug`
    """
    if log.isEnabledFor(logging.DEBUG):
        text = visible(message % values if values else message)
        about = Decision(wiki, visible(str(subject)), text)
        log.debug('%s: %s: %s', wiki, about.subject, text, extra={'decision': about}, stacklevel=2)


def counted(numbers: Mapping[str, int]) -> str:
    """The numbers that there are, with their names, for such a line: ``added 2, reused 1``."""
    return ', '.join(f'{name} {number}' for name, number in numbers.items() if number)


@contextmanager
def heard() -> Iterator[list[Decision]]:
    """Within this, all decisions are collected, whatever the level of the log is."""
    found: list[Decision] = []
    ear = _Ear(found)
    level = ROOT.level
    ROOT.setLevel(logging.DEBUG)
    ROOT.addHandler(ear)
    try:
        yield found
    finally:
        ROOT.removeHandler(ear)
        ROOT.setLevel(level)


class _Ear(logging.Handler):
    def __init__(self, found: list[Decision]) -> None:
        super().__init__()
        self._found = found

    def emit(self, record: logging.LogRecord) -> None:
        decision = getattr(record, 'decision', None)
        if isinstance(decision, Decision):
            self._found.append(decision)

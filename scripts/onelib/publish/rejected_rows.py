"""Find what a wiki objects to among many rows, by trying; what it takes is published on the way."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TypeVar

__all__ = ['ObjectionError', 'sift']

_Key = TypeVar('_Key')

# Each refusal is a line in a log that people watch.
_MOST_REFUSALS = 12
_MOST_REFUSALS_AT_FIRST = 4


class ObjectionError(Exception):
    """The wiki objects to something in the text.

    :ivar matches: the words that it objects to, as far as it says
    """

    def __init__(self, message: str, matches: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.matches = tuple(matches)


def sift(
    publish: Callable[[Collection[_Key]], None],
    rows: Mapping[_Key, str],
    objection: ObjectionError,
    *,
    others: bool = False,
) -> dict[_Key, str]:
    """Publish the rows but those that the wiki objects to; give these back, with what it said.

    :param publish: publishes all but some rows; raises ObjectionError if the wiki objects to one of the others
    :param rows: what may be objected to, with its text
    :param objection: what the wiki said to all of them together
    :param others: whether there are rows besides, which the wiki has taken before
    :raises ObjectionError: it is not about single rows
    """
    refused = {key: str(objection) for key, text in rows.items() if any(match in text for match in objection.matches)}
    if refused:
        try:
            publish(refused)
        except ObjectionError as problem:
            objection = problem
        else:
            return refused
    waiting = _halves([key for key in rows if key not in refused])
    published, refusals = False, 0
    while waiting and refusals < (_MOST_REFUSALS if published else _MOST_REFUSALS_AT_FIRST):
        part = waiting.pop(0)
        try:
            publish([*refused, *(key for other in waiting for key in other)])
            published = True
        except ObjectionError as problem:
            refusals += 1
            waiting += _halves(part)
            if len(part) == 1:
                refused[part[0]] = str(problem)
    if not published:
        if not others:
            raise objection
        publish(rows.keys())
        return {key: str(objection) for key in rows} | refused
    # Which of these it is was not worth more refusals.
    return refused | {key: str(objection) for part in waiting for key in part}


def _halves(keys: Sequence[_Key]) -> list[Sequence[_Key]]:
    """The two halves; of a single one, or none, nothing is left to try."""
    middle = len(keys) // 2
    return [keys[:middle], keys[middle:]] if middle else []

"""Find what a wiki objects to among many rows, by trying; what it takes is published on the way."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TypeVar

__all__ = ['RejectionError', 'sift']

_Key = TypeVar('_Key')

# Each rejection is a line in a log that people watch.
_MOST_REJECTIONS = 12
_MOST_REJECTIONS_AT_FIRST = 4


class RejectionError(Exception):
    """The wiki objects to something in the text.

    :ivar matches: the words that it objects to, as far as it says
    """

    def __init__(self, message: str, matches: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.matches = tuple(matches)


def sift(
    publish: Callable[[Collection[_Key]], None],
    rows: Mapping[_Key, str],
    rejection: RejectionError,
    *,
    others: bool = False,
) -> dict[_Key, str]:
    """Publish the rows but those that the wiki objects to; give these back, with what it said.

    :param publish: publishes all but some rows; raises RejectionError if the wiki rejects one of the others
    :param rows: what may be objected to, with its text
    :param rejection: what the wiki said to all of them together
    :param others: whether there are rows besides, which the wiki has taken before
    :raises RejectionError: it is not about single rows
    """
    rejected = {key: str(rejection) for key, text in rows.items() if any(match in text for match in rejection.matches)}
    if rejected:
        try:
            publish(rejected)
        except RejectionError as problem:
            rejection = problem
        else:
            return rejected
    waiting = _halves([key for key in rows if key not in rejected])
    published, rejections = False, 0
    while waiting and rejections < (_MOST_REJECTIONS if published else _MOST_REJECTIONS_AT_FIRST):
        part = waiting.pop(0)
        try:
            publish([*rejected, *(key for other in waiting for key in other)])
            published = True
        except RejectionError as problem:
            rejections += 1
            waiting += _halves(part)
            if len(part) == 1:
                rejected[part[0]] = str(problem)
    if not published:
        if not others:
            raise rejection
        publish(rows.keys())
        return {key: str(rejection) for key in rows} | rejected
    # Which of these it is was not worth more rejections.
    return rejected | {key: str(rejection) for part in waiting for key in part}


def _halves(keys: Sequence[_Key]) -> list[Sequence[_Key]]:
    """The two halves; of a single one, or none, nothing is left to try."""
    middle = len(keys) // 2
    return [keys[:middle], keys[middle:]] if middle else []

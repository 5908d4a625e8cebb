"""The views of the tally by name, as far as they are numbers; their tables are in `onelib.pages.tally_views`."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

__all__ = ['VIEWS', 'View', 'view']

_Numbers = TypeVar('_Numbers', bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class View:
    """What a tally can show.

    :ivar numbers: makes its rows of a `Tally`
    :ivar wants: what else that takes, each by its name: parameters of the request, and what is `Known`
    :ivar defaults: of its parameters, as they are written, where they differ from those of the other views
    :ivar needs: parameters that it cannot do without -> the message that says what they may be
    """

    numbers: Callable[..., Any]
    wants: frozenset[str]
    defaults: Mapping[str, str]
    needs: Mapping[str, str]


#: All views by name, in the order in which they are named to coordinators.
VIEWS: dict[str, View] = {}


def view(
    name: str, *, defaults: Mapping[str, str] | None = None, needs: Mapping[str, str] | None = None
) -> Callable[[_Numbers], _Numbers]:
    """Makes a view of a function; what is beside the tally, it takes by name."""

    def add(numbers: _Numbers) -> _Numbers:
        wants = frozenset(list(inspect.signature(numbers).parameters)[1:])
        VIEWS[name] = View(numbers, wants, defaults or {}, needs or {})
        return numbers

    return add

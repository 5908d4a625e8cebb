"""Why a page is not current: in words for the log, and as one of the kinds that tell who can mend it."""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, StrEnum
from pathlib import Path

__all__ = ['TOLD_ON_PAGE', 'Kind', 'Mender', 'Reason', 'joined', 'may_pass', 'mender', 'raised_at', 'said']


class Kind(StrEnum):
    """What stands between the bot and a page; kept in the store and named in messages, so none is ever renamed."""

    # People of the wiki have said no.
    STOP_PAGE = 'stop-page'
    BOTS_KEPT_OFF = 'bots-kept-off'
    PROTECTED = 'protected'
    BLOCKED = 'blocked'
    RIGHTS = 'rights'
    FILTER = 'filter'
    REJECTED_ROW = 'filtered-row'
    CAPTCHA = 'captcha'
    UNDONE = 'undone'
    # The settings of the operator.
    NOT_ENABLED = 'not-enabled'
    NAMESPACE = 'namespace'
    MAX_PAGES = 'max-pages'
    MAX_BLOCKS = 'max-blocks'
    MAX_EDITS = 'max-edits'
    MAX_REQUESTS = 'max-requests'
    TRIAL = 'trial'
    # The page itself.
    TEMPLATES = 'templates'
    ROW_TEMPLATES = 'row-templates'
    PARAMETER = 'parameter'
    NO_ROOM = 'no-room'
    GONE = 'gone'
    SIGN_UPS = 'sign-ups'
    # What the bot needs to be at work at all.
    LOGIN = 'login'
    STORE = 'store'
    # What mostly passes.
    UNREADABLE = 'unreadable'
    READ_ONLY = 'read-only'
    NOT_SAVED = 'not-saved'
    SHRINKS = 'shrinks'
    CUT_OFF = 'cut-off'
    CRASH = 'crash'
    OTHER = 'other'


class Mender(Enum):
    """Who can mend it, and so who has to hear of it.

    :cvar OPERATOR: nobody else can, or somebody has spoken to them; at once
    :cvar PEOPLE: who looks after a page, or the administrators of its wiki; the page and the status page tell them
    :cvar TIME: a wiki or a service is down, or a limit is reached: the next run tries again
    """

    OPERATOR = 'operator'
    PEOPLE = 'people'
    TIME = 'time'


_OTHERS = {
    **dict.fromkeys((Kind.BOTS_KEPT_OFF, Kind.PROTECTED, Kind.FILTER, Kind.REJECTED_ROW), Mender.PEOPLE),
    **dict.fromkeys((Kind.NAMESPACE, Kind.MAX_BLOCKS, Kind.TEMPLATES, Kind.PARAMETER), Mender.PEOPLE),
    **dict.fromkeys((Kind.NO_ROOM, Kind.GONE, Kind.SIGN_UPS, Kind.UNDONE), Mender.PEOPLE),
    **dict.fromkeys((Kind.MAX_PAGES, Kind.MAX_EDITS, Kind.MAX_REQUESTS, Kind.TRIAL), Mender.TIME),
    **dict.fromkeys((Kind.UNREADABLE, Kind.READ_ONLY, Kind.NOT_SAVED, Kind.SHRINKS), Mender.TIME),
}


def mender(kind: Kind) -> Mender:
    """Who can mend what is of this kind: the operator, unless we know better.

    A stop page and a block are the operator's, too: whoever made them has something to say to them.
    """
    return _OTHERS.get(kind, Mender.OPERATOR)


#: What stands on the page itself, above the list: who put the template there looks there first.
TOLD_ON_PAGE = frozenset({Kind.PARAMETER, Kind.SIGN_UPS, Kind.MAX_BLOCKS})

# Where a later run may find it mended, although it is somebody's to mend.
_MAY_PASS = frozenset({Kind.CUT_OFF, Kind.GONE, Kind.OTHER, Kind.REJECTED_ROW})


def may_pass(kind: Kind) -> bool:
    """Whether it may be over without anybody doing anything: then nobody has to hear of it before it lasts."""
    return kind in _MAY_PASS or mender(kind) is Mender.TIME


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason in words, and its kind.

    >>> str(Reason(Kind.PROTECTED, 'protectedpage: This page has been protected'))
    'protectedpage: This page has been protected'
    """

    kind: Kind
    text: str

    def __str__(self) -> str:
        return self.text


def joined(reasons: Sequence[Reason]) -> Reason | None:
    """Several reasons as one, of the kind of the first; None if there are none."""
    return Reason(reasons[0].kind, '; '.join(map(str, reasons))) if reasons else None


def raised_at(problem: BaseException) -> str:
    """Where in the code an error was raised, like ``query.py, line 12``."""
    place = traceback.extract_tb(problem.__traceback__)[-1]
    return f'{Path(place.filename).name}, line {place.lineno}'


def said(problem: BaseException) -> str:
    """An error in words, for the log."""
    return f'{type(problem).__name__}: {problem}'

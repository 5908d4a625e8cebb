"""Why a page is not current: in words for the log, and as one of the kinds that tell who can mend it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

__all__ = ['Kind', 'Reason', 'joined', 'said']


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
    PARAMETER = 'parameter'
    NO_ROOM = 'no-room'
    GONE = 'gone'
    SIGN_UPS = 'sign-ups'
    # What mostly passes.
    LOGIN = 'login'
    UNREADABLE = 'unreadable'
    READ_ONLY = 'read-only'
    NOT_SAVED = 'not-saved'
    CUT_OFF = 'cut-off'
    CRASH = 'crash'
    OTHER = 'other'


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


def said(problem: BaseException) -> str:
    """An error in words, for the log."""
    return f'{type(problem).__name__}: {problem}'

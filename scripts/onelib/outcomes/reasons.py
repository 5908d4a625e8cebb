"""Why a page is not current: in words for the log, and as one of the kinds that tell who can mend it."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Self

__all__ = ['Kind', 'Reason', 'joined', 'kind_of', 'said']


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


class Reason(str):
    """A reason in words, which knows its kind; '' is none.

    >>> Reason(Kind.PROTECTED, 'protectedpage: This page has been protected').kind
    <Kind.PROTECTED: 'protected'>
    """

    __slots__ = ('kind',)

    kind: Kind

    def __new__(cls, kind: Kind, text: str) -> Self:
        """A text that knows its kind."""
        reason = super().__new__(cls, text)
        reason.kind = kind
        return reason

    @classmethod
    def of(cls, problem: Exception) -> str:
        """What an exception was raised with: with its kind, if it has one."""
        said = problem.args[0] if problem.args else ''
        return said if isinstance(said, Reason) else str(problem)


def kind_of(reason: str) -> Kind:
    """The kind of a reason; plain words are of none of those that there are names for."""
    return reason.kind if isinstance(reason, Reason) else Kind.OTHER


def joined(reasons: Sequence[str]) -> str:
    """Several reasons as one, of the kind of the first."""
    return Reason(kind_of(reasons[0]), '; '.join(reasons)) if reasons else ''


def said(problem: BaseException) -> str:
    """An error in words, for the log."""
    return f'{type(problem).__name__}: {problem}'

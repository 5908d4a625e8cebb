"""How it went with a page: what every job says of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum

from onelib.outcomes.reasons import Kind, Mender, Reason, mender

__all__ = ['Outcome', 'Result', 'RowKey', 'Trace', 'not_served', 'settled']

#: What a row is known by between runs: in lists, the title of the article and the fingerprint of the statement.
RowKey = tuple[str, str]


class Outcome(Enum):
    """How it went with a page."""

    SAVED = 'saved'
    UNCHANGED = 'unchanged'
    SIMULATED = 'would be saved'
    WRITTEN = 'written'
    KEPT = 'left alone'
    STOPPED = 'stopped'
    DEFERRED = 'deferred'
    REFUSED = 'refused'
    FAILED = 'failed'
    LACKING = 'lacking'


@dataclass(frozen=True, slots=True)
class Trace:
    """By what an edit is found on the wiki and in the logs of its servers.

    :ivar revision: number of the revision, 0 if there is none or nobody knows which
    :ivar diff: address of what the edit changed, '' likewise
    :ivar request: MediaWiki's id of the request, '' if it gave none
    """

    revision: int = 0
    diff: str = ''
    request: str = ''

    def __str__(self) -> str:
        revision = f'revision {self.revision}' if self.revision else 'no revision'
        return f'{revision}, request {self.request}' if self.request else revision


@dataclass(frozen=True, slots=True)
class Result:
    """What happened to one page.

    :ivar wiki: code of its wiki
    :ivar page: its title; '' if the whole wiki is meant
    :ivar reasons: why it, or a block on it, is not current
    :ivar rejected_rows: rows that the wiki did not take, with what it said
    :ivar edits: how many were made; `traces`: by what each is found
    :ivar repeated: whether an earlier run has found this, and nothing was asked now
    :ivar request: MediaWiki's id of the last request that was to edit the page, or failed to read the wiki, '' for none
    """

    wiki: str
    page: str
    outcome: Outcome
    reasons: tuple[Reason, ...] = ()
    rejected_rows: Mapping[RowKey, str] = field(default_factory=dict)
    traces: tuple[Trace, ...] = ()
    request: str = ''
    edits: int = 0
    repeated: bool = False

    @property
    def needs_operator(self) -> bool:
        """Whether something is wrong that nobody but the operator can mend."""
        unexplained = self.outcome in (Outcome.FAILED, Outcome.LACKING) and not self.reasons
        return unexplained or any(mender(reason.kind) is Mender.OPERATOR for reason in self.reasons)

    @property
    def current(self) -> bool:
        """Whether every block of the page says what it should."""
        well = self.outcome in (
            Outcome.SAVED,
            Outcome.UNCHANGED,
            Outcome.SIMULATED,
            Outcome.WRITTEN,
            Outcome.KEPT,
        )
        return well and not self.reasons and not self.rejected_rows


def not_served(wiki: str, reason: Reason, request: str = '') -> Result:
    """A wiki on which nothing is done: somebody has stopped the bot, or it is away, or the bot cannot log in."""
    outcome = Outcome.STOPPED if reason.kind is Kind.STOP_PAGE else Outcome.FAILED
    return settled(Result(wiki, '', outcome, (reason,), request=request))


def settled(result: Result) -> Result:
    """The result; if the page waits only for something that passes by itself, it is deferred, and nobody's fault.

    What was asked for, like the end of a trial, is no deferral; nor is a page that was saved all the same.
    """
    waits = result.outcome in (Outcome.UNCHANGED, Outcome.STOPPED, Outcome.REFUSED, Outcome.FAILED)
    passing = [mender(reason.kind) is Mender.TIME and reason.kind is not Kind.TRIAL for reason in result.reasons]
    if waits and passing and all(passing) and not result.rejected_rows:
        return replace(result, outcome=Outcome.DEFERRED)
    return result

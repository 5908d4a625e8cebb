"""What a job decides about an article, a page or an edit: values, which functions return.

>>> print(Decision('cs', 'Knihovna', Code.NO_LINK, ('Wikipedie:Seznam',)))
cs: Knihovna: no candidate: the page "Wikipedie:Seznam" has no link to it

The log and `pwb explain` print the same ones.  A value costs next to nothing; its words are made when it is printed.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum, unique

__all__ = ['Code', 'Decision', 'Decisions', 'log']


@unique
class Code(Enum):
    """What was decided; its value is the wording, with ``{}`` for each value of the decision."""

    # Pages with blocks.
    NEVER_SERVED = 'left alone: pages of its namespace are never served'
    BLOCK_CHANGES = 'block {} ({}) gets new content'
    BLOCK_CHANGES_ROWS = 'block {} ({}) gets new content, {} rows'
    BLOCK_SAME = 'block {} ({}) says the same already, but for the date'
    BLOCK_KEPT = 'block {} ({}) keeps what it says: there is nothing new to put there'
    BLOCK_NOT_SERVED = 'block {} ({}) is not served in this run'
    PUBLISHED = '{}: {}; {}'

    # Articles that a list may be made of.
    CANDIDATE = 'candidate'
    NOT_DRAWN = 'not read: {} of {} articles are drawn by lot, others each day, and it is none of them today'
    NOT_READ = 'or it comes after the {} articles that could be asked for'
    NO_PAGE = 'no candidate: there is no such page'
    NO_ARTICLE = 'no candidate: it is no article, but a page of another namespace'
    NOT_IN_OTHERS = 'no candidate: it is not among the articles of the parameter {}'
    LEFT_OUT = 'no candidate: it is in a category that is left out, not_category={}'
    NOT_FOUND = 'no candidate: the search for "{}" does not find it'
    NOT_ON_LIST = 'no candidate: it is not on the list {} of {}'
    NOT_IN_INDEX = 'no candidate: it is not among the {} articles that the index of {} has for this list, or has gone'
    NO_TAG = 'no candidate: it transcludes no template that says of statements of the kinds {} that they want a source'
    NOT_IN_CATEGORY = 'no candidate: it is not in the category "{}" itself'
    NOT_IN_SUBCATEGORIES = 'no candidate: it is not in the category "{}" nor in its subcategories down to {} levels'
    NO_LINK = 'no candidate: the page "{}" has no link to it'
    CATEGORY_LEFT = 'not looked into: no more than {} categories are'

    # Statements of an article.
    FOUND = 'revision {} has statements without a source: {}; looked for: {}'
    NOTHING_FOUND = 'revision {} has no statement without a source; looked for: {}'
    NO_TEXT = '{}: not listed: there is no text that could be shown'
    REPEATED = '{}: not listed: the same statement is in the article before'
    BOILERPLATE = '{}: not listed: nearly the same stands in other articles, like "{}"'
    ENUMERATION = '{}: not listed: it only tells who held which office'
    PUT_ASIDE = '{}: not listed: somebody has put it aside, on the page of the list'
    REJECTED = '{}: not listed: the wiki has rejected this row of late'
    PER_ARTICLE = '{}: not listed: per_article={}, others come first'
    FULL = '{}: not listed: others fill the list, limit={}'
    PAST_LIMIT = '{}: not listed: number {} of {} in the order of the list, limit={}'
    LISTED = '{}: listed: number {} of {}'

    # Edits, as the wiki lists them.
    OF_PARTICIPANT = 'an edit of a participant, in the days of the campaign'
    NOT_NAMED = 'no hashtag of the campaign in its summary: it counts only if its author signed up'
    NAMED = 'its summary has {}'
    NAMED_BY_BOT = "its summary has {}, but it is marked as a bot's: it counts only if its author signed up"
    NAMED_OUTSIDE = 'its summary has {}, but it is outside the campaign: {} is not in {} to {}'

    # What an edit did.
    NO_EDIT = 'no edit: it changed no text, as when a page is moved'
    TEXT_GONE = 'the text {} it was deleted or hidden: what it did is not known'
    CHANGED = '{}'
    RESTORED = 'brought back what there was ({})'
    NO_CHANGE = 'no source changed'
    UNDONE_DELETED = 'undone: it is deleted'
    UNDONE_TAGGED = 'undone: it is tagged mw-reverted'
    UNDONE = 'undone: its page cites nothing any more that it added'

    # What of an edit counts in a campaign.
    OTHER_WIKI = 'not of the campaign {}: {} does not take part'
    OTHER_NAMESPACE = 'not of the campaign {}: it is in namespace {}, and only edits in {} count'
    TOO_EARLY = 'not of the campaign {}: it was made before it begins, on {} in {}, and edits from {} to {} count'
    TOO_LATE = 'not of the campaign {}: it was made after its end, on {} in {}, and edits from {} to {} count'
    NOBODYS = 'not of the campaign {}: its author did not sign up, and its summary has no hashtag of the campaign'
    STRUCK = 'campaign {}: counts nothing: the organisers have taken it out (strike= of the campaign)'
    REVERTED = 'campaign {}: counts nothing: it was undone, or nothing of what it added is cited any more'
    PROBABLE = (
        'campaign {}: counts nothing: its summary names the campaign without a hashtag, and its author did not sign up'
    )
    UNREAD = 'campaign {}: counts as an edit (its texts cannot be read); sources: {}'
    MAINTENANCE = 'campaign {}: counts as an edit (a tool repaired links in the name of the user); sources: {}'
    TRANSLATION = 'campaign {}: counts as an edit (its sources came with a translated article); sources: {}'
    COUNTS = 'campaign {}: counts as an edit; sources: {}'
    BELOW_MINIMUM = 'no row: {} are {}, minimum={}'


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided about something on a wiki.

    :ivar wiki: code of the wiki, or id of the campaign if it is about a person
    :ivar subject: a title, a name, or the number of a revision
    :ivar values: as the code wants them; `text` puts words to lists and to numbers with names
    """

    wiki: str
    subject: str | int
    code: Code
    values: tuple[object, ...] = ()

    @property
    def text(self) -> str:
        """The decision in words; titles and summaries in it are as wikis have them."""
        return self.code.value.format(*map(_worded, self.values))

    def __str__(self) -> str:
        return f'{self.wiki}: {self.subject}: {self.text}'


def _worded(value: object) -> str:
    if isinstance(value, Mapping):
        return ', '.join(f'{name} {number}' for name, number in value.items() if number) or 'none'
    return ', '.join(map(str, value)) if isinstance(value, tuple) else str(value)


def log(logger: logging.Logger, decisions: Iterable[Decision]) -> None:
    """Log decisions, a line each; they are not even made if nobody wants them."""
    if logger.isEnabledFor(logging.DEBUG):
        for decision in decisions:
            logger.debug('%s', decision, stacklevel=2)


class Decisions:
    """Decisions as they are made, however many: each is logged, those about one subject are kept.

    :param about: the subject; '' and 0 are none
    """

    def __init__(self, logger: logging.Logger, about: str | int) -> None:
        self._logger = logger
        self._about = about
        self._kept: list[Decision] = []

    def add(self, decision: Decision) -> None:
        """One more."""
        self._logger.debug('%s', decision, stacklevel=2)
        if decision.subject == self._about:
            self._kept.append(decision)

    @property
    def kept(self) -> tuple[Decision, ...]:
        """Those about the subject, in the order in which they were made."""
        return tuple(self._kept)

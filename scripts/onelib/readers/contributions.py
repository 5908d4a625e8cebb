"""Edits of a campaign on one wiki as the wiki lists them: those of participants, and those with a hashtag.

Edits of participants are listed anew each time, up to 500 people in a question and 5,000 edits in an answer: that is
cheap, and the list knows of pages that were moved, accounts that were renamed, tags that were added and edits that were
deleted meanwhile.  Recent changes, which are of everybody, are read once.
"""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from pywikibot.exceptions import APIError
from pywikibot.site import APISite

from onelib.campaign.campaigns import Window
from onelib.campaign.edits import Contribution
from onelib.campaign.hashtags import Match
from onelib.campaign.roster import is_account
from onelib.outcomes.decisions import Code, Decision
from onelib.readers.query import batches, clock, listed, many, query, stamp
from onelib.readers.shapes import OddAnswerError

__all__ = ['Recent', 'contribution', 'of_users', 'recent', 'still_editing', 'verdict']

_log = logging.getLogger(__name__)

# Changes become visible a little later than their times say, when they wait for another server or a long transaction.
_OVERLAP = datetime.timedelta(minutes=10)
_SECOND = datetime.timedelta(seconds=1)
# As long Wikimedia keeps recent changes ($wgRCMaxAge in its CommonSettings.php), and no wiki that we know less.
_SURELY_KEPT = datetime.timedelta(days=29)
_BAD_NAME = ('baduser', 'baduser_ucuser', 'paramempty_ucuser')


@dataclass(frozen=True, slots=True)
class Recent:
    """What recent changes say.

    :ivar named: the edits whose summary names the campaign, bots' left out
    :ivar changed: ids of all pages that anybody has edited since the cursor → the latest revision of each
    :ivar read_to: how far recent changes are read now, None: there were none
    :ivar gap: from when to when the wiki does not know its changes any more, None if it knows all that were asked for
    """

    named: tuple[tuple[Contribution, Match], ...] = ()
    changed: Mapping[int, int] = field(default_factory=dict)
    read_to: datetime.datetime | None = None
    gap: Window | None = None


def of_users(
    site: APISite, code: str, users: Collection[str], window: Window, namespaces: Collection[int]
) -> Iterator[Contribution]:
    """The edits that these users made, in no order; names that no account has, or can have, do no harm.

    :param code: of the wiki
    :raises pywikibot.exceptions.Error: the wiki cannot be read
    """
    for batch in batches(sorted(users), many(site)):
        for entry in _contributions(site, batch, window, namespaces, 'ids|title|timestamp|comment|sizediff|tags|flags'):
            edit = contribution(entry, code, entry['parentid'], entry.get('sizediff', 0))
            if window.holds(edit.timestamp):
                _log.debug('%s', Decision(code, edit.revision, Code.OF_PARTICIPANT))
                yield edit


def still_editing(site: APISite, users: Collection[str], window: Window) -> set[str]:
    """Those of these users who made an edit in that time, in any namespace; nobody's edits are read to the end.

    :raises pywikibot.exceptions.Error: the wiki cannot be read
    """
    active: set[str] = set()
    for waiting in batches(sorted(users), many(site)):
        while waiting:
            seen = {
                entry['user']
                for entry in _contributions(site, waiting, window, None, 'timestamp', parts=1)
                if window.holds(datetime.datetime.fromisoformat(entry['timestamp']))
            }
            active |= seen
            # Who is seen need not be asked for again: so the next answer is about others.
            waiting = [user for user in waiting if user not in seen] if seen else []
    return active & set(users)


def _contributions(
    site: APISite,
    users: Sequence[str],
    window: Window,
    namespaces: Collection[int] | None,
    wanted: str,
    *,
    parts: int | None = None,
) -> Iterator[dict[str, Any]]:
    """Entries of list=usercontribs; a name that the wiki refuses is found by halves, and left out."""
    where = {} if namespaces is None else {'ucnamespace': sorted(namespaces)}
    answers = query(
        site,
        list='usercontribs',
        ucuser=list(users),
        ucdir='newer',
        ucstart=stamp(window.start),
        ucend=stamp(window.end),
        ucprop=wanted,
        uclimit='max',
        **where,
    )
    try:
        for part in islice(answers, parts):
            if 'usercontribs' not in part:
                raise OddAnswerError(f'{site} says nothing of the edits of people')
            yield from (entry for entry in part.get('usercontribs', ()) if 'user' in entry)
    except APIError as problem:
        if problem.code not in _BAD_NAME:
            raise
        if len(users) > 1:
            middle = len(users) // 2
            for half in (users[:middle], users[middle:]):
                yield from _contributions(site, half, window, namespaces, wanted, parts=parts)


def recent(
    site: APISite,
    code: str,
    window: Window,
    namespaces: Collection[int],
    match: Callable[[Contribution], Match],
    *,
    until: datetime.datetime,
    cursor: datetime.datetime | None = None,
    now: datetime.datetime,
) -> Recent:
    """The recent changes since the cursor: who named the campaign, and which pages were edited.

    :param match: what an edit's summary says of the campaign
    :param until: up to when it matters which pages are edited, the end of the window or later
    :param cursor: `Recent.read_to` of the last time
    :raises pywikibot.exceptions.Error: the wiki cannot be read
    """
    if cursor is not None and cursor >= until:
        return Recent(read_to=cursor)
    start = window.start if cursor is None else max(window.start, cursor - _OVERLAP)
    if start >= now:
        return Recent(read_to=cursor)
    named: list[tuple[Contribution, Match]] = []
    changed: dict[int, int] = {}
    newest = cursor
    listening = _log.isEnabledFor(logging.DEBUG)
    for entry in listed(
        site,
        'recentchanges',
        rcdir='newer',
        rcstart=stamp(start),
        rcend=stamp(min(until, now)),
        rcnamespace=sorted(namespaces),
        rctype='edit|new',
        rcprop='ids|title|timestamp|comment|user|sizes|tags|flags',
        rclimit='max',
    ):
        edit = contribution(entry, code, entry['old_revid'], entry.get('newlen', 0) - entry.get('oldlen', 0))
        if cursor is None or edit.timestamp > cursor:
            changed[edit.page_id] = edit.revision
        newest = edit.timestamp if newest is None else max(newest, edit.timestamp)
        hashtag = match(edit)
        # As in the Hashtags tool; a program that runs in the name of a participant is found among their edits.
        if (hashtag.hashtag or hashtag.probable) and not entry.get('bot') and window.holds(edit.timestamp):
            named.append((edit, hashtag))
        if listening:
            _log.debug('%s', verdict(edit, hashtag, bool(entry.get('bot')), window))
    # A machine whose clock is ahead must not take for read what is yet to come.
    now = min(now, clock(site))
    if now > until + _OVERLAP:
        newest = until
    elif newest is not None:
        # Within its second there may be another one yet.
        newest = min(newest, now - _SECOND)
    return Recent(tuple(named), changed, newest, _gap(site, start, now))


def verdict(edit: Contribution, match: Match, bot: bool, window: Window) -> Decision:
    """Why a recent change is of the campaign, or is not, as far as its summary goes."""
    named = f'#{match.hashtag}' if match.hashtag else 'the name of the campaign without a hashtag'
    if not match.hashtag and not match.probable:
        return Decision(edit.wiki, edit.revision, Code.NOT_NAMED)
    if bot:
        return Decision(edit.wiki, edit.revision, Code.NAMED_BY_BOT, (named,))
    if not window.holds(edit.timestamp):
        return Decision(edit.wiki, edit.revision, Code.NAMED_OUTSIDE, (named, edit.timestamp, *window))
    return Decision(edit.wiki, edit.revision, Code.NAMED, (named,))


def _gap(site: APISite, start: datetime.datetime, now: datetime.datetime) -> Window | None:
    """From when to when recent changes may be lost."""
    if now - start < _SURELY_KEPT:
        return None
    for entry in listed(site, 'recentchanges', rcdir='newer', rcprop='timestamp', rclimit=1):
        oldest = datetime.datetime.fromisoformat(entry['timestamp'])
        return Window(start, oldest) if oldest > start else None
    return Window(start, now)


def contribution(entry: dict[str, Any], code: str, parent: int, size: int) -> Contribution:
    """An entry of a list of edits.

    :param parent: number of the revision before it; `size`: by how much the page grew
    """
    user = entry.get('user', '')
    return Contribution(
        wiki=code,
        revision=entry['revid'],
        parent=parent,
        page_id=entry['pageid'],
        namespace=entry['ns'],
        title=entry['title'],
        # What people without an account are called is nobody's business: they appear in totals only.
        user=user if is_account(user) and not entry.get('temp') else '',
        timestamp=datetime.datetime.fromisoformat(entry['timestamp']),
        # A summary can be hidden.
        summary=entry.get('comment', ''),
        bytes=size,
        tags=tuple(entry.get('tags', ())),
    )

"""Whether people have undone what the bot wrote on a page, and mean it."""

from __future__ import annotations

import datetime
import itertools
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any

from pywikibot.site import APISite

from onelib.campaign.roster import is_account
from onelib.readers.query import BATCH, listed, query, revisions
from onelib.readers.shapes import revision_text
from onelib.readers.sites import local_title

__all__ = ['undone_by']

# mediawiki.org/wiki/Manual:Reverts
_REVERTED, _REVERTS = 'mw-reverted', frozenset({'mw-undo', 'mw-rollback', 'mw-manual-revert'})
# So often in a day another bot has to write what this one does not leave standing.
_TIMES, _DAY = 3, datetime.timedelta(days=1)


def undone_by(site: APISite, title: str, ours: int, is_same_call: Callable[[str], bool]) -> int:
    """The revision that undid what the bot wrote in revision `ours`; 0: none, or it was itself undone.

    By an undoing somebody with an account gives the page a text that it had before, or MediaWiki calls it the revert of
    ours. Where another bot has written the page anew time and again within a day, that counts likewise.

    :param is_same_call: whether a text of the page asks for what it asked for then: who takes a call out and puts it
        in again has undone nothing, although the page says what it said before
    :raises pywikibot.exceptions.Error: the wiki does not answer
    """
    history = _history(site, title)
    at = next((number for number, revision in enumerate(history) if revision['revid'] == ours), None)
    if at is None:
        # Whatever it was, people have lived with it for fifty edits.
        return 0
    later = {revision.get('user', '') for revision in history[:at]} - {site.username()}
    if not any(map(is_account, later)):
        return 0
    undone = _reverted(history, at, {site.username()})
    if undone:
        undone = _reverted(history, at, {site.username(), *_bots(site, later)})
    if undone and all(map(is_same_call, _texts(site, [revision['revid'] for revision in history[:at]]))):
        return undone
    return _contested(site, history)


def _bots(site: APISite, names: Collection[str]) -> set[str]:
    """Those of these accounts that are bots; they follow rules of their own, and have decided nothing."""
    users = listed(site, 'users', ususers=sorted(names), usprop='groups')
    return {user['name'] for user in users if 'bot' in user.get('groups', ())}


def _history(site: APISite, title: str) -> Sequence[Mapping[str, Any]]:
    """The latest revisions of a page, the newest first."""
    wanted = 'ids|user|sha1|tags|timestamp'
    part = next(query(site, titles=title, prop='revisions', rvprop=wanted, rvlimit=BATCH))
    return next((page.get('revisions', ()) for page in part.get('pages', ()) if local_title(site, page['title'])), ())


def _texts(site: APISite, numbers: Collection[int]) -> Iterator[str]:
    """The texts of these revisions, as far as they are to be had."""
    asked = revisions(site, revids=numbers, prop='revisions', rvprop='content|ids', rvslots='main')
    yield from (text for _, revision in asked if (text := revision_text(revision)) is not None)


def _reverted(history: Sequence[Mapping[str, Any]], at: int, bots: Collection[str]) -> int:
    ours = history[at]
    before = {revision.get('sha1') for revision in history[at + 1 :]} - {None, ours.get('sha1')}
    since, undone = {ours.get('sha1')}, 0
    is_tagged = _REVERTED in ours.get('tags', ())
    for revision in reversed(history[:at]):
        text, who = revision.get('sha1'), revision.get('user', '')
        if undone and text in since:
            undone = 0
        elif not undone and who not in bots and is_account(who):
            reverts = text in before or (is_tagged and not _REVERTS.isdisjoint(revision.get('tags', ())))
            undone = int(revision['revid']) if reverts else 0
        if not undone:
            since.add(text)
    return undone


def _contested(site: APISite, history: Sequence[Mapping[str, Any]]) -> int:
    """The last edit of another bot that within a day has written its text over ours time and again."""
    bot = site.username()
    latest = datetime.datetime.fromisoformat(history[0]['timestamp'])
    over = defaultdict[str, list[tuple[str, str]]](list)
    for newer, older in itertools.pairwise(history):
        if latest - datetime.datetime.fromisoformat(newer['timestamp']) > _DAY:
            break
        if older.get('user') == bot and (who := newer.get('user', '')) != bot:
            over[who].append((older.get('sha1', ''), newer.get('sha1', '')))
    # Who edits something else on the page leaves ours, and has another text each time.
    often = [
        who for who, texts in over.items() if len(texts) >= _TIMES and 1 in map(len, map(set, zip(*texts, strict=True)))
    ]
    if not often:
        return 0
    bots = _bots(site, often)
    return next((int(each['revid']) for each in history if each.get('user') in bots), 0)

"""What pages had lost before an edit: who puts back what somebody else has taken away has not added it.

Revisions are followed back through their parents, those of all pages together, as many a question as the account may
ask for: most articles have not been edited for a month before, and are done with the first one.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from pywikibot.site import APISite

from onelib.campaign.edits import Contribution
from onelib.readers.query import batches, many, revisions

__all__ = ['losses']

# MediaWiki itself looks at fifteen revisions for what was put back by hand ($wgRevertedTagMaxDepth).
_STEPS = 16
_LATELY = datetime.timedelta(days=30)
# A shorter footnote names no source.
_LEAST_BYTES = 20
_MOST_TEXTS = 3
_EMPTYING = frozenset({'mw-blank', 'mw-replace', 'mw-new-redirect'})


@dataclass(frozen=True, slots=True)
class _Past:
    """A revision as a wiki describes it, without its text."""

    parent: int
    user: str
    timestamp: datetime.datetime
    size: int
    tags: frozenset[str]


def losses(site: APISite, edits: Collection[Contribution]) -> dict[int, tuple[int, ...]]:
    """Which revisions to look at for what an edit may have put back: those before others took something away.

    :returns: revision of the edit → numbers of such revisions, the latest first; without those that have none
    :raises pywikibot.exceptions.Error: the wiki cannot be read
    """
    known: dict[int, _Past] = {}
    found: defaultdict[int, list[int]] = defaultdict(list)
    behind: dict[int, _Past] = {}
    at = {edit.revision: edit.parent for edit in edits if edit.parent}
    for _ in range(_STEPS):
        known |= _pasts(site, {number for number in at.values() if number not in known})
        further: dict[int, int] = {}
        for edit in edits:
            past = known.get(at.get(edit.revision, 0))
            if past is None:
                continue
            later = behind.get(edit.revision)
            if later and later.user != edit.user and _took(later, past):
                found[edit.revision].append(at[edit.revision])
            behind[edit.revision] = past
            lately = past.timestamp > edit.timestamp - _LATELY
            if past.parent and lately and len(found.get(edit.revision, ())) < _MOST_TEXTS:
                further[edit.revision] = past.parent
        if not further:
            break
        at = further
    return {revision: tuple(numbers) for revision, numbers in found.items()}


def _took(later: _Past, past: _Past) -> bool:
    return past.size - later.size >= _LEAST_BYTES or bool(_EMPTYING & later.tags)


def _pasts(site: APISite, numbers: Iterable[int]) -> Mapping[int, _Past]:
    """Those of these revisions that there are."""
    known: dict[int, _Past] = {}
    for batch in batches(sorted(numbers), many(site)):
        for _, revision in revisions(site, revids=batch, prop='revisions', rvprop='ids|timestamp|user|size|tags'):
            known[revision['revid']] = _Past(
                parent=revision['parentid'],
                user=revision.get('user', ''),
                timestamp=datetime.datetime.fromisoformat(revision['timestamp']),
                size=revision.get('size', 0),
                tags=frozenset(revision.get('tags', ())),
            )
    return known

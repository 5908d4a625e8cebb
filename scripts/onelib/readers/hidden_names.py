"""Names that administrators have hidden: who made an edit of a campaign, and whose name is not for the public any more.

The deletion log says it of each edit. What oversighters hide is in no log that everybody can read: therefore one edit
of each person is looked at, besides those that are hidden as far as anybody knows. Both is one question to the wiki.

>>> ask(site, 'cs', campaign, store, now)
>>> known(store, campaign.id, 'cs')
{'Jana Nováková'}
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from typing import Any

from pywikibot.site import APISite

from onelib.campaign.campaigns import Campaign
from onelib.readers.query import batches, many, query, stamp
from onelib.store import Store, questions

__all__ = ['ask', 'asked_since', 'known']

# An entry may become visible a little later than its time says.
_OVERLAP = datetime.timedelta(minutes=10)


def known(store: Store, campaign: str, code: str) -> set[str]:
    """Those whose name a wiki hides from an edit of a campaign, as far as anybody has asked."""
    return set(_kept(store, campaign, code)['names'].values())


def asked_since(store: Store, campaign: str, code: str, moment: datetime.datetime) -> bool:
    """Whether the wiki was asked since then, in UTC."""
    read_to = _kept(store, campaign, code)['read_to']
    return bool(read_to) and datetime.datetime.fromisoformat(read_to) >= moment


def ask(site: APISite, code: str, campaign: Campaign, store: Store, now: datetime.datetime) -> None:
    """Ask a wiki which names it hides now, and remember it; what it does not say stays as it was.

    :param now: in UTC
    :raises pywikibot.exceptions.Error: the wiki cannot be read
    """
    authors = store.authors(campaign.id, code)
    if not authors:
        return
    kept = _kept(store, campaign.id, code)
    hidden = {int(number): name for number, name in kept['names'].items()}
    latest = {name: number for number, name in sorted(authors.items())}
    read_to = kept['read_to']
    since = datetime.datetime.fromisoformat(read_to) - _OVERLAP if read_to else campaign.window(code).start
    log: dict[str, Any] = {
        'list': 'logevents',
        'leaction': 'delete/revision',
        'leprop': 'ids|details',
        'ledir': 'newer',
    }
    log |= {'lestart': stamp(since), 'lelimit': 'max'}
    for batch in batches(sorted({*hidden, *latest.values()}), many(site)):
        for part in query(site, prop='revisions', revids=batch, rvprop='ids|user', **log):
            for number, is_hidden in _said(part):
                if not is_hidden:
                    hidden.pop(number, None)
                elif number in authors:
                    hidden[number] = authors[number]
        # Once is enough.
        log = {}
    names = {str(number): name for number, name in sorted(hidden.items())}
    store.keep(questions.hidden_names(campaign.id, code), {'read_to': now.isoformat(), 'names': names}, now)


def _kept(store: Store, campaign: str, code: str) -> dict[str, Any]:
    """Up to when the log is read, and revision → name."""
    kept: dict[str, Any] | None = store.answer(questions.hidden_names(campaign, code))
    return kept or {'read_to': '', 'names': {}}


def _said(part: Mapping[str, Any]) -> Iterator[tuple[int, bool]]:
    """What a part of an answer says of revisions: whether it is hidden who made them; what is so now comes last."""
    for event in part.get('logevents', ()):
        details = event.get('params', {})
        if details.get('type') == 'revision' and isinstance(details.get('new'), dict):
            for number in details.get('ids', ()):
                yield int(number), bool(details['new'].get('user'))
    for page in part.get('pages', ()):
        for revision in page.get('revisions', ()):
            yield revision['revid'], bool(revision.get('userhidden'))

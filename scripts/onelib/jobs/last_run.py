"""Writes down the day on which a run was through with a wiki, so that anybody can see if the bot stays away."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from onelib import wikis
from onelib.outcomes.reasons import Kind
from onelib.outcomes.results import Outcome, Result, not_served
from onelib.pages import last_run
from onelib.pages.messages import full_date
from onelib.publish import Publisher
from onelib.readers.own_pages import standings
from onelib.readers.sites import UNREADABLE, unreadable
from onelib.templates import TemplateHost

__all__ = ['had_its_turn', 'write']

# What ends a run before it is through; the pages that are left have their turn another time.
_ENDS = frozenset({Kind.STOP_PAGE, Kind.MAX_EDITS, Kind.TRIAL})


def had_its_turn(result: Result) -> bool:
    """Whether the page, or the wiki, of a result was looked at, however that went."""
    kinds = {reason.kind for reason in result.reasons}
    return not kinds & _ENDS and (bool(result.page) or kinds == {Kind.MAX_PAGES})


def write(publisher: Publisher, code: str, day: datetime.date) -> Iterator[Result]:
    """Write the day on the page for it, if there is one: setup_wiki makes it, and who deletes it has done with it."""
    wiki = wikis.load(code)
    try:
        site = publisher.sites.open(code)
        title = TemplateHost(account=site.username()).last_run
        now = standings(site, [title]).get(title)
    except UNREADABLE as problem:
        yield not_served(code, unreadable(problem))
        return
    if now is None or not now.revision:
        return
    result = publisher.put(
        code, now.page, last_run.written(day, wiki), f'1Lib1Ref: {full_date(day, wiki)}', now.revision
    )
    if result.outcome is not Outcome.UNCHANGED:
        yield result

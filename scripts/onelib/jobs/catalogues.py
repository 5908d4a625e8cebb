"""Brings what the wiki says of catalogues into the template that links to them, once in a nightly run."""

from __future__ import annotations

from collections.abc import Iterator

from onelib import templates, wikis
from onelib.outcomes.results import Outcome, Result, not_served
from onelib.pages.messages import message
from onelib.publish import Publisher
from onelib.readers import catalogues
from onelib.readers.own_pages import changed_by, standings
from onelib.readers.sites import UNREADABLE, unreadable
from onelib.templates.catalogues import NAME

__all__ = ['refresh']


def refresh(publisher: Publisher, code: str) -> Iterator[Result]:
    """Write the template anew if the wiki says something else now; as people have made or changed it, it stays."""
    title = f'Template:{NAME}'
    try:
        site = publisher.sites.open(code)
        changes, now = catalogues.changes(site, code), standings(site, [title]).get(title)
        if changes is None or now is None or not now.revision or now.redirect:
            return
        text = templates.catalogues_page(code, changes)
        if now.text == text or changed_by(site, now):
            return
    except UNREADABLE as problem:
        yield not_served(code, unreadable(problem))
        return
    result = publisher.put(code, now.page, text, message('setup-summary', wikis.load(code)), now.revision)
    if result.outcome is not Outcome.UNCHANGED:
        yield result

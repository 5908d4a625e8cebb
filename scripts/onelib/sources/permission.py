"""May the bot act?  What the people of a wiki say, asked anew before each edit, together with the page as it is now.

Anyone who can edit can stop the bot: any text but a comment on ``User:<bot>/stop`` stops it on that wiki, on Meta on
all of them.  What cannot be read counts as a stop.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pywikibot
from pywikibot.data import api
from pywikibot.exceptions import Error
from pywikibot.site import APISite

from onelib.sources.query import query
from onelib.sources.sites import Sites
from onelib.wikitext import preprocessor, titles, tree
from onelib.wikitext.excerpts import shorten

__all__ = ['Look', 'look', 'stopped']


@dataclass(frozen=True, slots=True)
class Look:
    """A page as it is now, and what speaks against editing it.

    :ivar page: with its text and revision loaded; they are missing if `refusal` says that the page is
    :ivar token: to edit it with
    :ivar stop: what the wiki's stop page says, '' if nothing
    :ivar refusal: why the bot may not edit this page, '' if it may
    :ivar passing: True if that will be over soon
    """

    page: pywikibot.Page
    token: str
    stop: str
    refusal: str
    passing: bool = False


def stopped(sites: Sites, code: str) -> str:
    """Why the bot must not act on a wiki, as its stop page says; '' if nobody says so."""
    try:
        site = sites.open(code)
        return _stop(site, _ask(site, [_stop_page(site)]))
    except (Error, ConnectionError) as problem:
        return f'the stop page of {code} cannot be read: {type(problem).__name__}: {problem}'


def look(site: APISite, title: str) -> Look:
    """Everything that has to be known of a page before it is saved, in one question.

    :raises pywikibot.exceptions.Error: the wiki does not answer
    """
    answer = _ask(
        site,
        [title, _stop_page(site)],
        intestactions='edit',
        intestactionsdetail='full',
        meta='tokens',
        type='csrf',
    )
    page = pywikibot.Page(site, title)
    found = answer.pages.get(page.title(), {})
    refusal = _refusal(found)
    if not refusal:
        api.update_page(page, found, ['info', 'revisions'])
        refusal = 'a template on the page keeps bots off' if _keeps_bots_off(page) else ''
    reasons = [reason for reason in _errors(found) if reason]
    passing = not refusal and any('readonly' in reason for reason in reasons)
    return Look(page, answer.token, _stop(site, answer), refusal or '; '.join(reasons), passing)


@dataclass(frozen=True, slots=True)
class _Answer:
    pages: Mapping[str, Mapping[str, Any]]
    token: str


def _ask(site: APISite, wanted: Sequence[str], **more: Any) -> _Answer:
    """These pages by their titles; what did not fit into one answer of the wiki is put together."""
    pages: dict[str, dict[str, Any]] = {}
    token = ''
    for part in query(
        site,
        titles=list(dict.fromkeys(pywikibot.Page(site, title).title() for title in wanted)),
        prop='info|revisions',
        rvprop='ids|timestamp|user|comment|content|flags',
        rvslots='main',
        formatversion=1,  # what pywikibot's pages are made of
        **more,
    ):
        token = part.get('tokens', {}).get('csrftoken', token)
        for page in part.get('pages', {}).values():
            pages.setdefault(page['title'], {}).update(page)
    return _Answer(pages, token)


def _stop_page(site: APISite) -> str:
    return str(pywikibot.Page(site, f'User:{site.username()}/stop').title())


def _stop(site: APISite, answer: _Answer) -> str:
    title = _stop_page(site)
    page = answer.pages.get(title, {})
    if 'missing' in page:
        return ''
    text = _text(page)
    if text is None:
        return f'[[{title}]] on {site.code} cannot be read'
    said = _without_comments(text).strip()
    return f'[[{title}]] on {site.code} says: {shorten(said, 0, len(said), longest=100)[1]}' if said else ''


def _without_comments(text: str) -> str:
    nodes = preprocessor.parse(text)
    for node in reversed([node for node in nodes if isinstance(node, tree.Comment)]):
        text = text[: node.start] + text[node.end :]
    return text


def _text(page: Mapping[str, Any]) -> str | None:
    """The text of a page, None if the wiki did not give it: it was hidden, or there is no such page."""
    for revision in page.get('revisions', ()):
        text = revision.get('slots', {}).get('main', {}).get('*')
        return text if isinstance(text, str) else None
    return None


def _refusal(page: Mapping[str, Any]) -> str:
    """What is wrong with a page itself."""
    if not page:
        return 'the wiki said nothing about the page'
    if 'missing' in page:
        return 'the page has been deleted or moved'
    if 'redirect' in page:
        return 'the page has become a redirect'
    if page.get('contentmodel') != 'wikitext':
        return f'the page is no wikitext but {page.get("contentmodel")}'
    return 'the text of the page is hidden' if _text(page) is None else ''


def _errors(page: Mapping[str, Any]) -> list[str]:
    """Why the wiki would not let the bot edit a page: protection, a block, missing rights."""
    errors = page.get('actions', {}).get('edit', ())
    return [_said(error) for error in errors] if isinstance(errors, list) else []


def _said(error: Mapping[str, Any]) -> str:
    text = error.get('text') or error.get('info') or error.get('*') or error.get('html') or ''
    return f'{error.get("code", "unknown")}: {text}'.rstrip(': ')


def _keeps_bots_off(page: pywikibot.Page) -> bool:
    """Whether the page asks bots to stay away, by {{nobots}}, {{bots|deny=…}}, {{in use}} and their like."""
    names = {'Bots', 'Nobots', *map(titles.normalise, page.site.get_edit_restricted_templates())}
    found = tree.templates(preprocessor.parse(page.text))
    # pywikibot looks at every template of the page, and may ask the wiki about each: only if there is one that matters.
    return any(titles.bare_name(tree.title(node, page.text)) in names for node in found) and not page.botMayEdit()

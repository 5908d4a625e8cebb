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
from pywikibot.site import APISite

from onelib import wikis
from onelib.outcomes.reasons import Kind, Reason, joined
from onelib.readers.query import LOADED, loaded, query
from onelib.readers.shapes import is_cut
from onelib.readers.sites import UNREADABLE, Sites, unreadable
from onelib.wikitext import preprocessor, tree
from onelib.wikitext.escaping import shorten
from onelib.wikitext.exclusion import keeps_off

__all__ = ['Look', 'keeps_bots_off', 'look', 'refused', 'stopped']

# Errors of action=edit by what they are about; https://www.mediawiki.org/wiki/API:Errors_and_warnings
_KINDS = {
    'readonly': Kind.READ_ONLY,
    **dict.fromkeys(('protectedpage', 'cascadeprotected', 'titleblacklist-forbidden'), Kind.PROTECTED),
    **dict.fromkeys(('blocked', 'autoblocked', 'globalblocking-blockedtext-user'), Kind.BLOCKED),
    **dict.fromkeys(('missingtitle', 'pagedeleted'), Kind.GONE),
    'contenttoobig': Kind.NO_ROOM,
}
# What MediaWiki calls the kinds of pages that the bot writes: lists stand in wikitext.
_MODELS = ('wikitext',)
_OWN_MODELS = (*_MODELS, 'Scribunto', 'sanitized-css', 'Tabular.JsonConfig')
_RIGHTS = frozenset(
    {'badaccess-groups', 'badaccess-group0', 'namespaceprotected', 'noedit', 'protectednamespace', 'writeapidenied'}
)


@dataclass(frozen=True, slots=True)
class Look:
    """A page as it is now, and what speaks against editing it.

    :ivar page: with its text and revision loaded; they are missing if `refusal` says that the page is
    :ivar token: to edit it with
    :ivar stop: what the wiki's stop page says, None if nothing
    :ivar refusal: why the bot may not edit this page, None if it may
    :ivar revision: its number, 0 if there is no such page
    :ivar passing: True if that will be over soon
    """

    page: pywikibot.Page
    token: str
    stop: Reason | None
    refusal: Reason | None
    revision: int
    passing: bool = False


def stopped(sites: Sites, code: str) -> Reason | None:
    """Why the bot must not act on a wiki, as its stop page says; None if nobody says so."""
    try:
        site = sites.open(code)
        return _stop(site, _ask(site, [_stop_page(site)]))
    except UNREADABLE as problem:
        return unreadable(problem, f'the stop page of {code}')


def look(site: APISite, title: str, *, new: bool = False, own: bool = False, models: Sequence[str] = _MODELS) -> Look:
    """Everything that has to be known of a page before it is saved, in one question.

    :param new: whether the page may be missing, and be made; its text is '' then
    :param own: whether it is a page that the bot makes as a whole, which may be a module or a stylesheet
    :param models: what it may be else, as MediaWiki calls its content
    :raises pywikibot.exceptions.Error: the wiki does not answer
    """
    answer = _ask(
        site,
        [title, _stop_page(site)],
        intestactions='edit|create' if new else 'edit',
        intestactionsdetail='full',
        meta='tokens',
        type='csrf',
    )
    page = pywikibot.Page(site, title)
    found = answer.pages.get(page.title(), {})
    missing = new and 'missing' in found
    refusal = None if missing else _refusal(found, _OWN_MODELS if own else models)
    if not (missing or refusal):
        api.update_page(page, found, ['info', 'revisions'])
        if keeps_bots_off(page):
            refusal = Reason(Kind.BOTS_KEPT_OFF, 'a template on the page keeps bots off')
    reasons = _errors(found, 'create' if missing else 'edit')
    passing = not refusal and any(reason.kind is Kind.READ_ONLY for reason in reasons)
    revision = int(found.get('lastrevid', 0))
    return Look(page, answer.token, _stop(site, answer), refusal or joined(reasons), revision, passing)


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
        **LOADED,
        **more,
    ):
        token = part.get('tokens', {}).get('csrftoken', token)
        for page in loaded(part):
            # Its namespace may have the name for women there: pywikibot calls it by the one for all.
            pages.setdefault(pywikibot.Page(site, page['title']).title(), {}).update(page)
    return _Answer(pages, token)


def _stop_page(site: APISite) -> str:
    return str(pywikibot.Page(site, f'User:{site.username()}/stop').title())


def _stop(site: APISite, answer: _Answer) -> Reason | None:
    title = _stop_page(site)
    page = answer.pages.get(title, {})
    if 'missing' in page:
        return None
    text = _text(page)
    if text is None:
        return Reason(Kind.UNREADABLE, f'[[{title}]] on {site.code} cannot be read')
    said = _without_comments(text).strip()
    if not said:
        return None
    quoted = shorten(said, 0, len(said), longest=100)[1]
    return Reason(Kind.STOP_PAGE, f'[[{title}]] on {site.code} says: {quoted}')


def _without_comments(text: str) -> str:
    nodes = preprocessor.parse(text)
    for node in reversed([node for node in nodes if isinstance(node, tree.Comment)]):
        text = text[: node.start] + text[node.end :]
    return text


def _text(page: Mapping[str, Any]) -> str | None:
    """The text of a page, None if the wiki did not give all of it: it was hidden, or there is no such page."""
    for revision in page.get('revisions', ()):
        slot = revision.get('slots', {}).get('main', {})
        text = slot.get('*')
        return text if isinstance(text, str) and not is_cut(slot, text) else None
    return None


def _refusal(page: Mapping[str, Any], models: Sequence[str]) -> Reason | None:
    """What is wrong with a page itself."""
    if not page:
        return Reason(Kind.UNREADABLE, 'the wiki said nothing about the page')
    if 'missing' in page:
        return Reason(Kind.GONE, 'the page has been deleted or moved')
    if 'redirect' in page:
        return Reason(Kind.GONE, 'the page has become a redirect')
    if page.get('contentmodel') not in models:
        return Reason(Kind.GONE, f'the page is no {models[0]} but {page.get("contentmodel")}')
    return Reason(Kind.GONE, 'the text of the page is hidden, or not whole') if _text(page) is None else None


def _errors(page: Mapping[str, Any], action: str) -> list[Reason]:
    """Why the wiki would not let the bot edit or create a page: protection, a block, missing rights."""
    errors = page.get('actions', {}).get(action, ())
    return [_said(error) for error in errors] if isinstance(errors, list) else []


def _said(error: Mapping[str, Any]) -> Reason:
    text = error.get('text') or error.get('info') or error.get('*') or error.get('html') or ''
    code = str(error.get('code', 'unknown'))
    return refused(code, f'{code}: {text}'.rstrip(': '))


def refused(code: str, said: str) -> Reason:
    """What a wiki said that does not take an edit, with the code of its error."""
    return Reason(_KINDS.get(code, Kind.RIGHTS if code in _RIGHTS or 'permission' in code else Kind.OTHER), said)


def keeps_bots_off(page: pywikibot.Page) -> bool:
    """Whether the page asks bots to stay away, by {{nobots}}, {{bots|deny=…}}, {{in use}} and their like."""
    restricted = page.site.get_edit_restricted_templates()
    # Meta may be called otherwise in the settings.
    code = page.site.code if page.site.code in wikis.codes() else 'meta'
    return keeps_off(page.text, page.site.username(), wikis.load(code), restricted)

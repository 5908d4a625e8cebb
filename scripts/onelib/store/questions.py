"""Under which questions answers are kept in the store, for those who ask and for those who prune: none is ever renamed.

They are in stores that have run for years.
"""

from __future__ import annotations

import datetime
import hashlib

__all__ = [
    'ASKED_AGAIN',
    'LANGUAGE_LINKS',
    'LAST_TALLY',
    'accounts',
    'accounts_by_id',
    'articles',
    'attendance',
    'campaign_page',
    'campaign_pages',
    'candidates',
    'changes',
    'event_page',
    'final',
    'finals',
    'hidden',
    'hidden_names',
    'leads',
    'links',
    'may_be_named',
    'offered',
    'opted_out',
    'optout_pages',
    'page_views',
    'registered',
    'served',
    'source_lists',
    'still_editing',
    'template_names',
    'tracking',
    'waiting',
]

#: Where the English templates lead to on other wikis.
LANGUAGE_LINKS = 'language links'
#: When a run last brought all tallies up to date, and what it knew of the campaigns.
LAST_TALLY = 'the last tally of everything'
#: How those questions begin that a wiki answers again when it is asked again. All others are kept: what a campaign came
#: to, and how pages link to wikis that are silent now.
ASKED_AGAIN = (
    'template names of ',
    LANGUAGE_LINKS,
    'accounts on ',
    'registered on ',
    'hidden on ',
    'served on ',
    'waiting on ',
    'changes on ',
    'sources on ',
    'candidates on ',
    'articles of a list on ',
    'page views on ',
    'tracking categories of ',
    'source lists of ',
    'shrinking on ',
)


def template_names(wiki: str) -> str:
    """What the templates of a wiki are called there."""
    return f'template names of {wiki}'


def tracking(wiki: str) -> str:
    """Into which categories the templates of a wiki put articles that want sources."""
    return f'tracking categories of {wiki}'


def source_lists(wiki: str) -> str:
    """The sites that the lists of a wiki name; those of Meta hold for all wikis."""
    return f'source lists of {wiki}'


def hidden(wiki: str, template: str) -> str:
    """On which pages of a wiki comments hide blocks."""
    return f'hidden on {wiki}: {template}'


def attendance(gathering: str = '') -> str:
    """Who came to an event or a course, as its service said last; without one, how all of these questions begin."""
    return f'attendance of {gathering}'


def accounts_by_id(wiki: str) -> str:
    """What accounts are called now that are known by a name and the id of their global account."""
    return f'accounts on {wiki} by their ids'


def accounts(wiki: str) -> str:
    """Which accounts there are on a wiki, and what they are called now."""
    return f'accounts on {wiki}'


def registered(wiki: str, since: datetime.datetime) -> str:
    """When accounts of a wiki were registered, if that was since then."""
    return f'registered on {wiki} {since.date()}'


def leads(wiki: str, edition: str, page_id: int) -> str:
    """Which sources another edition has for the statements of an article."""
    return f'sources on {edition} for {wiki} {page_id}'


def links(host: str, wiki: str) -> str:
    """How pages of one wiki link to another one."""
    return f'links from {host} to {wiki}'


def served(template: str, wiki: str, title: str = '') -> str:
    """What the blocks of a page asked for when it was last served, and which pages they hang on.

    :param title: of the page, '' for how the questions about all pages of the wiki begin
    """
    return f'served on {wiki}: {template}: {title}'


def own_edit(template: str, wiki: str, title: str) -> str:
    """Which edit of a page was the last of the bot, and whether people have undone it."""
    return f'own edit on {wiki}: {template}: {title}'


def shrinking(wiki: str, page: str, call: str) -> str:
    """Since when a list of a page would lose most of its rows; `call`: what it asks for, in short."""
    return f'shrinking on {wiki}: {page}: {call}'


def event_page(event: str) -> str:
    """Which page the worklist of an event is, and up to which revision the bot knows who added what."""
    return f'worklist of the event {event}'


def offered(event: str) -> str:
    """Which edits were offered to an event, which counts them."""
    return f'edits offered to the event {event}'


def changes(template: str, wiki: str) -> str:
    """Until when a wiki has said what has changed there."""
    return f'changes on {wiki}: {template}'


def waiting(template: str, wiki: str) -> str:
    """Which pages wait for the next quick run, and when one last refreshed them."""
    return f'waiting on {wiki}: {template}'


def campaign_page(campaign: str) -> str:
    """Which page of Meta has a campaign, when it was last the only one with its id."""
    return f'page of the campaign {campaign}'


def campaign_pages() -> str:
    """How the questions of all campaigns begin that `campaign_page` makes."""
    return campaign_page('')


def finals(campaign: str) -> str:
    """How the questions of a campaign begin that `final` and `hidden_names` make."""
    return f'tally of {campaign} on '


def final(campaign: str, wiki: str) -> str:
    """Of whom the edits on a wiki were counted for the last time."""
    return f'{finals(campaign)}{wiki} is final'


def hidden_names(campaign: str, wiki: str) -> str:
    """Of which edits of a campaign the wiki hides who made them."""
    return f'{finals(campaign)}{wiki}, hidden names'


def still_editing(campaign: str) -> str:
    """Who of a campaign was still there some weeks later."""
    return f'still editing after {campaign}'


def may_be_named(campaign: str) -> str:
    """Who takes part in a campaign and does not mind to be named."""
    return f'{finals(campaign)}people who may be named'


def opted_out(wiki: str, title: str) -> str:
    """Who of those on a page does not want to be named."""
    return f'opted out on {wiki}:{title}'


def optout_pages(campaign: str) -> str:
    """On which pages people of a campaign have not wanted to be named, and whether each was a list of them."""
    return f'pages of {campaign} with opt-outs'


def candidates(wiki: str, source: str) -> str:
    """Which articles a source names; `source`: what was asked, however long."""
    return f'candidates on {wiki}: {_digest(source)}'


def articles(wiki: str, asked: str) -> str:
    """What was in the articles that were read for a list; `asked`: the list, however long."""
    return f'articles of a list on {wiki}: {_digest(asked)}'


def page_views(wiki: str) -> str:
    """How often articles are read."""
    return f'page views on {wiki}'


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode('utf-8', 'replace')).hexdigest()[:32]

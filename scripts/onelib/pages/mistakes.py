"""A block whose parameters cannot be used: a box says what is wrong, above what the block said last."""

from __future__ import annotations

import re

from onelib.campaign.parameters import RequestError
from onelib.pages.messages import message
from onelib.wikis import Wiki
from onelib.wikitext.escaping import escape, visible

__all__ = ['error', 'sentence', 'without_error']

_BOX = 'border:1px solid #b32424;border-inline-start-width:0.4em;padding:0.5em 1em;margin:0.5em 0'
_ERROR_BOX = re.compile(r'<div class="onelib-error".*?</div>\n?', re.DOTALL)
# What may be given is said in the words of the worklists, but for what only tallies and campaigns have.
_OF_TALLIES = frozenset(
    f'allowed-{what}'
    for what in ('date', 'date-between', 'hashtag', 'id', 'list', 'seed', 'timezone', 'timezones', 'user')
)


def error(problem: RequestError, *, wiki: Wiki, last: str, bundle: str = 'worklist', campaign: str = '') -> str:
    """The wikitext of a block whose parameters cannot be used: what is wrong, and below it the last good content.

    :param last: what stands in the block now
    :param bundle: whose words the box begins with, ``worklist`` or ``tally``
    :param campaign: as in `sentence`
    """
    last = without_error(last).strip('\n')
    what = message(f'{bundle}-error' if last.strip() else f'{bundle}-error-first', wiki)
    why = escape(sentence(problem, wiki, campaign))
    return f'<div class="onelib-error" role="alert" style="{_BOX}">\'\'\'{what}\'\'\' {why}</div>\n{last}'


def sentence(problem: RequestError, wiki: Wiki, campaign: str = '') -> str:
    """One sentence that names the parameter, the bad value and what is allowed, as plain text.

    :param campaign: id of the campaign in whose template the parameter is, '' for the template of the block
    """
    values = {'parameter': visible(problem.parameter), 'value': visible(problem.value)}
    if not problem.known:
        text = message('worklist-error-unknown', wiki, **values, allowed=problem.allowed.message)
    else:
        bundle = 'tally' if problem.allowed.message in _OF_TALLIES else 'worklist'
        allowed = message(f'{bundle}-{problem.allowed.message}', wiki, **problem.allowed.values)
        text = message(f'worklist-error-{"value" if problem.value else "missing"}', wiki, **values, allowed=allowed)
    return f'{message("tally-error-campaign", wiki, campaign=visible(campaign))} {text}' if campaign else text


def without_error(body: str) -> str:
    """The content of a block without the error that may stand above it."""
    return _ERROR_BOX.sub('', body)

"""A block whose parameters cannot be used: a box says all that is wrong, above what the block said last."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from onelib.campaign.parameter_kinds import RequestError, WrongParameter
from onelib.pages.messages import message
from onelib.wikis import Wiki
from onelib.wikitext.escaping import escape, visible

__all__ = ['BOX', 'NOTE', 'error', 'noted', 'sentence', 'without_boxes']

# Who has made more mistakes than these mends some first.
_NAMED = 10
#: How a box looks that says what is wrong, and one that says what there is to know.
BOX = 'border:1px solid #b32424;border-inline-start-width:0.4em;padding:0.5em 1em;margin:0.5em 0'
NOTE = 'border-inline-start:0.4em solid #a2a9b1;padding:0.2em 1em;margin:0.5em 0'
# In them stand words and the ends of lines; with anything else in it, it is not the bot's.
_BOXES = re.compile(r'<div class="onelib-(?:error|note)"[^<>]*+>[^<]*+(?:<br>[^<]*+)*+</div>\n?')
# What may be given is said in the words of the worklists, but for what only tallies and campaigns have.
_OF_TALLIES = frozenset(
    f'allowed-{what}'
    for what in (
        *(
            'date',
            'date-between',
            'existing-gathering',
            'existing-page',
            'gathering',
            'hashtag',
            'id',
            'list',
            'own-id',
            'participant',
            'timezone',
            'timezones',
        ),
        *('seed', 'strike', 'user'),
    )
)


def error(problem: RequestError, *, wiki: Wiki, last: str, bundle: str = 'worklist', template: str = '') -> str:
    """The wikitext of a block whose parameters cannot be used: what is wrong, and below it the last good content.

    :param last: what stands in the block now
    :param bundle: whose words the box begins with, ``worklist`` or ``tally``
    :param template: title of the page that says what may be given, as the wiki links to it; '' for none
    """
    last = without_boxes(last).strip('\n')
    what = message(f'{bundle}-error' if last.strip() else f'{bundle}-error-first', wiki)
    why = '<br>'.join(escape(sentence) for sentence in _sentences(problem, wiki))
    where = f'<br>[[:{template}]]' if template else ''
    return f'<div class="onelib-error" role="alert" style="{BOX}">\'\'\'{what}\'\'\' {why}{where}</div>\n{last}'


def sentence(problem: RequestError, wiki: Wiki) -> str:
    """What is wrong, as plain text: a sentence for each parameter that names it, the bad value and what is allowed."""
    return ' '.join(_sentences(problem, wiki))


def _sentences(problem: RequestError, wiki: Wiki) -> Iterator[str]:
    where = f'{message("tally-error-campaign", wiki, campaign=visible(problem.campaign))} ' if problem.campaign else ''
    for mistake in problem.mistakes[:_NAMED]:
        yield where + _sentence(mistake, wiki)
    if more := len(problem.mistakes[_NAMED:]):
        yield where + message('worklist-error-more', wiki, number=more)


def _sentence(mistake: WrongParameter, wiki: Wiki) -> str:
    values = {'parameter': visible(mistake.parameter), 'value': visible(mistake.value)}
    if not mistake.known:
        text = message('worklist-error-unknown', wiki, **values, allowed=mistake.allowed.message)
    elif mistake.allowed.message.startswith('trouble-'):
        # It is nothing that the parameter may not be: a sentence of its own says what is in the way, and what helps.
        text = message(f'worklist-{mistake.allowed.message}', wiki, **{**values, **_plain(mistake.allowed.values)})
    else:
        bundle = 'tally' if mistake.allowed.message in _OF_TALLIES else 'worklist'
        allowed = message(f'{bundle}-{mistake.allowed.message}', wiki, **mistake.allowed.values)
        text = message(f'worklist-error-{"value" if mistake.value else "missing"}', wiki, **values, allowed=allowed)
    if mistake.nearest:
        text += f' {message("worklist-error-nearest", wiki, nearest=visible(mistake.nearest))}'
    return text


def _plain(values: Mapping[str, str | int]) -> Mapping[str, str | int]:
    """What a message is filled with; a wiki or a service may have said it."""
    return {name: visible(value) if isinstance(value, str) else value for name, value in values.items()}


def noted(content: str, notes: Iterable[str]) -> str:
    """The content of a block with remarks above it, which are plain text: it is right, but there is more to say."""
    boxes = (f'<div class="onelib-note" style="{NOTE}">{escape(note)}</div>\n' for note in notes)
    return ''.join(boxes) + content


def without_boxes(body: str) -> str:
    """The content of a block without what is wrong and what is remarked, which may stand above it."""
    return _BOXES.sub('', body)

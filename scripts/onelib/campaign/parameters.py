"""What a coordinator asks for, like ``{{1Lib1Ref worklist|wiki=cs|category=Knihovny|depth=2|limit=50}}``.

A field of a request is a parameter: what it may be, what it is without being written, and what forms and documents know
of it are declared there, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from onelib.campaign.draw import seed_of
from onelib.campaign.parameter_kinds import (
    Parameter,
    Reading,
    RequestError,
    account,
    choice,
    declared,
    number,
    parameters_of,
    read_choice,
    text,
    title,
    words,
)
from onelib.campaign.rows import SORTS
from onelib.campaign.views import VIEWS, WHO
from onelib.wikitext import statements

__all__ = [
    'PARTICIPANT',
    'TALLY_PARAMETERS',
    'WORKLIST_PARAMETERS',
    'RequestError',
    'TallyRequest',
    'WorklistRequest',
    'tally',
    'worklist',
]

# One word for what banners say.
_KINDS = {'unreferenced': ('section', 'article')}


def _wiki_of_list(name: str, value: str, reading: Reading[Any]) -> str:
    """A local wiki lists its own articles; Meta has none to list."""
    choices = sorted(reading.served) if reading.host == 'meta' else [reading.host]
    if not value and reading.host in choices:
        return reading.host
    return read_choice(name, value, choices, 'allowed-wiki')


def _kinds(name: str, value: str, _: Reading[Any]) -> tuple[str, ...]:
    written = (word.lower() for word in words(value))
    kinds = tuple(dict.fromkeys(kind for word in written for kind in _KINDS.get(word, (word,))))
    if not kinds or not set(kinds) <= set(statements.ALL_KINDS):
        raise RequestError(name, value, 'allowed-choices', choices=', '.join(statements.ALL_KINDS))
    return kinds


@dataclass(frozen=True, slots=True)
class WorklistRequest:
    """One worklist that somebody asked for.

    :ivar category: title of a category without its prefix, '' for none; `depth`: how far to go into subcategories
    :ivar titles: title of a page that lists links to articles, '' for none
    :ivar wiki: code of the wiki whose articles are listed
    """

    category: str = title('string', source=True, suggested=True)
    depth: int = number(0, 5, 0, example='2', suggested=True)
    titles: str = title(source=True)
    wiki: str = declared(_wiki_of_list, example='cs')
    limit: int = number(1, 500, 100, example='50', suggested=True)
    per_article: int = number(1, 50, 3)
    sort: str = choice(('oldest', 'newest', 'title'))
    kinds: tuple[str, ...] = declared(
        _kinds,
        ('tagged',),
        choices=(*statements.ALL_KINDS, *_KINDS),
        offered=('tagged', 'unreferenced', 'uncited'),
        example='tagged, unreferenced',
    )
    campaign: str = text(example='2027-01')


WORKLIST_PARAMETERS = parameters_of(WorklistRequest)


def worklist(parameters: Mapping[str, str], *, host: str, served: Collection[str]) -> WorklistRequest:
    """The request that the parameters of ``{{1Lib1Ref worklist}}`` make; an empty value is as good as none.

    :param host: code of the wiki that the block stands on
    :param served: codes of the wikis that a block on Meta may name
    :raises RequestError: the first parameter that cannot be used
    """
    reading = Reading(WorklistRequest, parameters, host=host, served=served)
    wiki = reading.value('wiki')
    sources = [name for name, parameter in WORKLIST_PARAMETERS.items() if parameter.source and name in reading.given]
    if len(sources) > 1:
        raise RequestError(sources[1], reading.given[sources[1]], 'allowed-one', other=sources[0])
    reading.value('sort')
    if 'uncited' in reading.value('kinds') and not sources:
        # No list is of all articles of a wiki.
        raise RequestError('category', '', 'allowed-category', wiki=wiki)
    return reading.all()


def _campaign(name: str, value: str, reading: Reading[Any]) -> str:
    if value not in reading.campaigns:
        choices = ', '.join(sorted(reading.campaigns)) or '—'
        raise RequestError(name, value, 'allowed-campaign', choices=choices)
    return value


def _one_wiki(name: str, value: str, reading: Reading[Any]) -> str:
    choices = sorted(code for code in reading.served if code != 'meta')
    return read_choice(name, value, choices, 'allowed-wiki') if value else ''


def _seed(name: str, value: str, reading: Reading[Any]) -> str:
    return seed_of(value) if reading.value('view') == 'draw' else value


@dataclass(frozen=True, slots=True)
class TallyRequest:
    """One tally that somebody asked for.

    :ivar minimum: of the number that is sorted by; who and what is below it is left out
    :ivar wiki: code of the wiki whose edits alone are counted, '' for all of the campaign
    :ivar details: title of the page that explains the numbers of each person: under their name as an anchor or, if it
        ends in a slash, on a subpage of their name; '' for none
    :ivar user: whose edits are explained
    :ivar seed: what prizes are drawn with; judged only where they are
    """

    campaign: str = declared(_campaign, required=True, example='2027-01')
    view: str = choice(VIEWS, suggested=True)
    sort: str = choice(SORTS)
    limit: int = number(1, 500, 100)
    minimum: int = number(0, 100_000, 0)
    who: str = choice(WHO)
    wiki: str = declared(_one_wiki, example='cs')
    details: str = title()
    user: str = account()
    seed: str = declared(_seed)
    prizes: int = number(1, 50, 1)


TALLY_PARAMETERS = parameters_of(TallyRequest)


def tally(parameters: Mapping[str, str], *, served: Collection[str], campaigns: Collection[str]) -> TallyRequest:
    """The request that the parameters of ``{{1Lib1Ref tally}}`` make; an empty value is as good as none.

    :param served: codes of the wikis that can be counted alone
    :param campaigns: the campaigns that there are
    :raises RequestError: the first parameter that cannot be used
    """
    reading = Reading(TallyRequest, parameters, served=served, campaigns=campaigns)
    first = ('campaign', 'wiki', 'view', 'user')
    for name in first:
        reading.value(name)
    view = VIEWS[reading.value('view')]
    for name, message in view.needs.items():
        if name not in reading.given:
            raise RequestError(name, '', message)
    reading.given = {**view.defaults, **reading.given}
    return reading.all(*first)


#: Of ``{{1Lib1Ref participant}}``, which `onelib.wikitext.signups` reads.
PARTICIPANT: Mapping[str, Parameter] = {
    '1': Parameter(form='wiki-user-name', required=True),
    'library': Parameter(suggested=True),
    'wiki': Parameter(example='cs'),
    'optout': Parameter(choices=('yes',), offered=('yes',)),
}

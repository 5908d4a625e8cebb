"""What a coordinator asks for, like ``{{1Lib1Ref worklist|wiki=cs|category=Knihovny|depth=2|limit=50}}``.

A field of a request is a parameter: what it may be, what it is without being written, and what forms and documents know
of it are declared there, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from onelib import wikis
from onelib.campaign.all_views import VIEWS
from onelib.campaign.draw import seed_of
from onelib.campaign.parameter_kinds import (
    Parameter,
    Reading,
    RequestError,
    account,
    choice,
    declared,
    nearest,
    number,
    parameters_of,
    read_choice,
    title,
    words,
)
from onelib.campaign.rows import SORTS
from onelib.campaign.several import identity, titles_of
from onelib.campaign.views import WHO
from onelib.i18n import languages
from onelib.wikis import Wiki
from onelib.wikitext import statements

__all__ = [
    'BACKLOG_PARAMETERS',
    'BACKLOG_VIEWS',
    'JOIN',
    'LAYOUTS',
    'PARTICIPANT',
    'TALLY_PARAMETERS',
    'WORKLIST_PARAMETERS',
    'BacklogRequest',
    'RequestError',
    'TallyRequest',
    'WorklistRequest',
    'backlog',
    'no_campaign',
    'spoken',
    'tally',
    'worklist',
]

#: How a list can look.
LAYOUTS = ('table', 'cards', 'list', 'print')

# One word for what banners say.
_KINDS = {'unreferenced': ('section', 'article')}
# So many editions are asked for sources at most.
_MOST_EDITIONS = 3
_OFFERED = ('tagged', 'unreferenced', 'uncited', 'nothing')
#: So many categories, templates or pages one parameter may name, and so many titles somebody may paste.
_MOST_NAMES, _MOST_TITLES = 20, 1000
# CirrusSearch takes no longer one.
_LONGEST_SEARCH = 300
#: The orders of a list.
ORDERS = ('oldest', 'newest', 'most_read', 'most_wanted', 'title', 'random')


def _wiki_of_list(name: str, value: str, reading: Reading[Any]) -> str:
    """A local wiki lists its own articles; Meta has none to list."""
    choices = sorted(reading.served) if reading.host == 'meta' else [reading.host]
    if not value and reading.host in choices:
        return reading.host
    return read_choice(name, value, choices, 'allowed-wiki')


def _lang(name: str, value: str, reading: Reading[Any]) -> str:
    """Who reads a local wiki has come for its language; on Meta many stand side by side."""
    choices = languages.known() if reading.host == 'meta' else (wikis.load(reading.host).language,)
    return read_choice(name, value, choices) if value else ''


def _editions(name: str, value: str, reading: Reading[Any]) -> tuple[str, ...] | None:
    """Editions whose articles may have sources; None for those of the data file."""
    if not value:
        return None
    written = [word.lower() for word in words(value)]
    if written == ['none']:
        return ()
    choices = [code for code in wikis.codes() if code not in ('meta', reading.usable('wiki'))]
    wrong = [code for code in written if code not in choices] or written[_MOST_EDITIONS:]
    if wrong or not written:
        like = nearest(wrong[0], choices) if wrong and wrong[0] not in choices else ''
        raise RequestError(name, value, 'allowed-editions', nearest=like, most=_MOST_EDITIONS)
    return tuple(dict.fromkeys(written))


def spoken(wiki: Wiki, parameters: Mapping[str, str]) -> Wiki:
    """The wiki that a block stands on, with the language that it asks for, whatever else may be wrong with it."""
    lang = parameters.get('lang', '').lower()
    asked = wiki.code == 'meta' and lang in languages.known()
    return wiki.speaking_as(wikis.load(lang)) if asked else wiki


def _kinds(name: str, value: str, reading: Reading[Any]) -> tuple[str, ...]:
    written = [word.lower() for word in words(value)]
    choices = reading.parameters[name].choices
    unknown = [word for word in written if word not in choices]
    if unknown or not written:
        like = nearest(unknown[0], choices) if unknown else ''
        raise RequestError(name, value, 'allowed-choices', nearest=like, choices=', '.join(choices))
    return tuple(dict.fromkeys(kind for word in written for kind in _KINDS.get(word, (word,))))


def _search(name: str, value: str, reading: Reading[Any]) -> str:
    if len(value) > _LONGEST_SEARCH or not value.isprintable():
        raise RequestError(name, value, 'allowed-search', most=_LONGEST_SEARCH)
    return value


def _source(name: str, value: str, reading: Reading[Any]) -> str:
    return read_choice(name, value, ('index',)) if value else ''


def _campaign(name: str, value: str, reading: Reading[Any]) -> str:
    if value not in reading.campaigns:
        raise no_campaign(value, reading.campaigns, name)
    return value


def _campaign_of_list(name: str, value: str, reading: Reading[Any]) -> str:
    return _campaign(name, value, reading) if value and reading.campaigns else value


def no_campaign(identity: str, campaigns: Collection[str], name: str = 'campaign') -> RequestError:
    """What is wrong with a parameter that names a campaign which is not set up.

    :param campaigns: those that are
    """
    choices = ', '.join(sorted(campaigns)) or '—'
    return RequestError(name, identity, 'allowed-campaign', nearest=nearest(identity, campaigns), choices=choices)


@dataclass(frozen=True, slots=True)
class WorklistRequest:
    """One worklist that somebody asked for.

    Where several of what names articles are given, those are listed that each of them names.

    :ivar category: titles of categories; `not_category`: whose articles are left out; `depth`: how far to go into
        subcategories of both
    :ivar titles: title of a page that lists links to articles; `Pasted`: the articles themselves
    :ivar petscan: number of a query of PetScan, `pagepile`: of a list of PagePile; '' for none
    :ivar links_of: titles of pages that link to the articles; `transcludes`: of templates that they transclude
    :ivar search: what the wiki is searched for
    :ivar source: ``index``: what the index of the wiki has, made of a dump
    :ivar wiki: code of the wiki whose articles are listed
    :ivar event: number of the event on Meta on whose worklist they are to stand, too, '' for none
    :ivar from_: codes of the editions that are asked for sources; None: those that the data file of the wiki names
    :ivar row_template: title of a template, or of a page of a user, that shows the rows; '' for that of the layout
    :ivar lang: the language of its words on Meta, '' for that of the wiki where it stands
    """

    category: tuple[str, ...] = titles_of(_MOST_NAMES, source=True, suggested=True)
    not_category: tuple[str, ...] = titles_of(_MOST_NAMES)
    depth: int = number(0, 5, 0, example='2', suggested=True, beside='category, not_category')
    titles: tuple[str, ...] = titles_of(_MOST_TITLES, source=True)
    petscan: str = identity(source=True, example='29532421')
    pagepile: str = identity(source=True, example='12345')
    links_of: tuple[str, ...] = titles_of(_MOST_NAMES, source=True)
    search: str = declared(_search, form='line', source=True)
    transcludes: tuple[str, ...] = titles_of(_MOST_NAMES, source=True)
    source: str = declared(_source, choices=('index',), offered=('index',), source=True)
    wiki: str = declared(_wiki_of_list, example='cs')
    limit: int = number(1, 500, 100, example='50', suggested=True)
    per_article: int = number(1, 50, 3)
    sort: str = choice(ORDERS)
    kinds: tuple[str, ...] = declared(
        _kinds,
        ('tagged',),
        choices=(*_OFFERED, *(kind for kind in statements.ALL_KINDS if kind not in _OFFERED)),
        offered=_OFFERED,
        example='tagged, unreferenced',
    )
    campaign: str = declared(_campaign_of_list, example='2027-01')
    event: str = identity(example='1234')
    from_: tuple[str, ...] | None = declared(_editions, None, example='de, en')
    layout: str = choice(LAYOUTS)
    row_template: str = title()
    lang: str = declared(_lang, example='cs')


WORKLIST_PARAMETERS = parameters_of(WorklistRequest)


def worklist(
    parameters: Mapping[str, str], *, host: str, served: Collection[str], campaigns: Collection[str] = ()
) -> WorklistRequest:
    """The request that the parameters of ``{{1Lib1Ref worklist}}`` make; an empty value is as good as none.

    :param host: code of the wiki that the block stands on
    :param served: codes of the wikis that a block on Meta may name
    :param campaigns: the campaigns that there are; without any, nobody can name a wrong one
    :raises RequestError: all parameters that cannot be used
    """
    reading = Reading(WorklistRequest, parameters, host=host, served=served, campaigns=campaigns)
    sources = [name for name, parameter in WORKLIST_PARAMETERS.items() if parameter.source and name in reading.given]
    if 'uncited' in (reading.usable('kinds') or ()) and not sources:
        # No list is of all articles of a wiki.
        others = ', '.join(name for name, parameter in WORKLIST_PARAMETERS.items() if parameter.source)
        reading.refuse(RequestError('kinds', reading.given['kinds'], 'allowed-with', others=others))
    return reading.all('wiki')


def _one_wiki(name: str, value: str, reading: Reading[Any]) -> str:
    choices = sorted(code for code in reading.served if code != 'meta')
    return read_choice(name, value, choices, 'allowed-wiki') if value else ''


def _seed(name: str, value: str, reading: Reading[Any]) -> str:
    return seed_of(value) if reading.usable('view') == 'draw' else value


@dataclass(frozen=True, slots=True)
class TallyRequest:
    """One tally that somebody asked for.

    :ivar minimum: of the number that is sorted by; who and what is below it is left out
    :ivar wiki: code of the wiki whose edits alone are counted, '' for all of the campaign
    :ivar details: title of the page that explains the numbers of each person: under their name as an anchor or, if it
        ends in a slash, on a subpage of their name; '' for none
    :ivar user: whose edits are explained
    :ivar seed: what prizes are drawn with; judged only where they are
    :ivar row_template: title of a template, or of a page of a user, that shows the rows; '' for that of the view
    :ivar data: whether its rows are to be on a page of their own, for spreadsheets
    """

    campaign: str = declared(_campaign, required=True, example='2027-01')
    view: str = choice(VIEWS, suggested=True)
    sort: str = choice(SORTS)
    limit: int = number(1, 500, 100)
    minimum: int = number(0, 100_000, 0)
    who: str = choice(WHO, beside='view=participants')
    wiki: str = declared(_one_wiki, example='cs')
    details: str = title(beside='view=participants, messages')
    user: str = account(beside='view=edits')
    seed: str = declared(_seed, beside='view=draw')
    prizes: int = number(1, 50, 1, beside='view=draw')
    row_template: str = title()
    data: str = choice(('no', 'yes'))
    lang: str = declared(_lang, example='cs')


TALLY_PARAMETERS = parameters_of(TallyRequest)


def tally(
    parameters: Mapping[str, str], *, host: str = 'meta', served: Collection[str], campaigns: Collection[str]
) -> TallyRequest:
    """The request that the parameters of ``{{1Lib1Ref tally}}`` make; an empty value is as good as none.

    :param host: code of the wiki that the block stands on
    :param served: codes of the wikis that can be counted alone
    :param campaigns: the campaigns that there are
    :raises RequestError: all parameters that cannot be used
    """
    reading = Reading(TallyRequest, parameters, host=host, served=served, campaigns=campaigns)
    if named := reading.usable('view'):
        view = VIEWS[named]
        for name, message in view.needs.items():
            if name not in reading.given:
                reading.refuse(RequestError(name, '', message))
        reading.given = {**view.defaults, **reading.given}
    return reading.all('campaign', 'wiki', 'view', 'user')


#: What a page of the backlog can show: all wikis side by side, one of them, its categories, or how it has become.
BACKLOG_VIEWS = ('region', 'wiki', 'topics', 'trend')
# These are about one wiki.
_OF_ONE_WIKI = ('wiki', 'topics')


def _wikis(name: str, value: str, reading: Reading[Any]) -> tuple[str, ...]:
    """Codes of wikis; without any a local wiki shows itself, and Meta all that are served."""
    choices = sorted(code for code in reading.served if code != 'meta')
    codes = tuple(dict.fromkeys(read_choice(name, code, choices, 'allowed-wiki') for code in words(value)))
    if reading.usable('view') not in _OF_ONE_WIKI:
        return codes or tuple(choices)
    codes = codes or ((reading.host,) if reading.host in choices else ())
    if len(codes) != 1:
        raise RequestError(name, value, 'allowed-wiki', choices=', '.join(choices))
    return codes


@dataclass(frozen=True, slots=True)
class BacklogRequest:
    """What somebody wants to know of the statements without a source on whole wikis.

    :ivar wikis: codes of the wikis that it is about
    :ivar campaign: id of the campaign whose people and sources stand beside it, '' for the one that began last
    :ivar category: titles of categories of which the numbers are wanted, none for the largest of those that are known
    :ivar limit: how many categories, or how many scans of each wiki
    """

    view: str = choice(BACKLOG_VIEWS, suggested=True)
    wikis: tuple[str, ...] = declared(_wikis, (), most=60, example='cs, pl, sr', suggested=True)
    campaign: str = declared(_campaign_of_list, example='2027-01')
    category: tuple[str, ...] = titles_of(_MOST_NAMES, beside='view=topics')
    limit: int = number(1, 500, 50)
    lang: str = declared(_lang, example='cs')


BACKLOG_PARAMETERS = parameters_of(BacklogRequest)


def backlog(
    parameters: Mapping[str, str], *, host: str = 'meta', served: Collection[str], campaigns: Collection[str] = ()
) -> BacklogRequest:
    """The request that the parameters of ``{{1Lib1Ref backlog}}`` make; an empty value is as good as none.

    :param host: code of the wiki that the block stands on
    :param served: codes of the wikis that it can be about
    :param campaigns: the campaigns that there are
    :raises RequestError: all parameters that cannot be used
    """
    reading = Reading(BacklogRequest, parameters, host=host, served=served, campaigns=campaigns)
    return reading.all('view', 'wikis', 'campaign')


#: Of ``{{1Lib1Ref participant}}``, which `onelib.wikitext.signups` reads.
PARTICIPANT: Mapping[str, Parameter] = {
    '1': Parameter(form='wiki-user-name', required=True),
    'library': Parameter(suggested=True),
    'wiki': Parameter(example='cs'),
    'optout': Parameter(choices=('yes',), offered=('yes',)),
    'message': Parameter(choices=('yes',), offered=('yes',)),
}
#: Of ``{{1Lib1Ref join}}``, which nobody reads but the template itself.
JOIN: Mapping[str, Parameter] = {
    'list': Parameter(form='wiki-page-name', suggested=True),
    'results': Parameter(form='wiki-page-name', suggested=True),
    'library': PARTICIPANT['library'],
    'wiki': PARTICIPANT['wiki'],
    'page': Parameter(form='wiki-page-name'),
    'lang': TALLY_PARAMETERS['lang'],
}

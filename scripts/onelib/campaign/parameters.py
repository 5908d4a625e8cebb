"""What a coordinator asks for, like ``{{1Lib1Ref worklist|wiki=cs|category=Knihovny|depth=2|limit=50}}``."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from onelib.wikis import titles
from onelib.wikitext import statements

__all__ = [
    'PARAMETERS',
    'SORTS',
    'TALLY_PARAMETERS',
    'TALLY_SORTS',
    'TALLY_VIEWS',
    'TALLY_WHO',
    'Allowed',
    'RequestError',
    'TallyRequest',
    'WorklistRequest',
    'choice',
    'given_values',
    'number',
    'tally',
    'title',
    'words',
    'worklist',
]

SORTS = ('oldest', 'newest', 'title')
PARAMETERS = ('category', 'depth', 'titles', 'wiki', 'limit', 'per_article', 'sort', 'kinds', 'campaign')

TALLY_PARAMETERS = (
    'campaign',
    'view',
    'sort',
    'limit',
    'minimum',
    'who',
    'wiki',
    'details',
    'user',
    'seed',
    'prizes',
)
#: ``edits`` explains the numbers of one person, edit by edit.
TALLY_VIEWS = ('participants', 'wikis', 'libraries', 'days', 'articles', 'newcomers', 'report', 'draw', 'edits')
TALLY_SORTS = ('references', 'edits', 'hashtag', 'reused', 'improved', 'articles', 'sourced', 'bytes')
TALLY_WHO = ('participants', 'hashtag', 'all')

_LIMITS = {'depth': (0, 5), 'limit': (1, 500), 'per_article': (1, 50)}
# One word for what banners say.
_KINDS = {'unreferenced': ('section', 'article')}
_LINK = re.compile(r'\[\[([^|]*)(?:\|.*)?\]\]')
_BAD_TITLE = re.compile(
    r'[\[\]{}|<>#\x00-\x1f\x7f\ufffd\ud800-\udfff]|^:|~~~|&[\w#]+;|^\.{1,2}$|^\.{1,2}/|/\.{1,2}/|%[0-9a-fA-F]{2}'
)
_MAX_TITLE = 255  # bytes, MediaWiki's limit
_SHOWN_VALUE = 100


@dataclass(frozen=True, slots=True)
class Allowed:
    """What a parameter may be: a message of ``i18n`` (without its prefix) and what it is filled with."""

    message: str
    values: Mapping[str, str | int]


class RequestError(ValueError):
    """A parameter that cannot be used; says which, what was given and what may be given.

    :ivar known: False if there is no such parameter at all
    """

    def __init__(self, parameter: str, value: str, message: str, known: bool = True, **values: str | int) -> None:
        super().__init__(f'{parameter}={value}: {message} {values or ""}'.strip())
        self.parameter = parameter[:_SHOWN_VALUE]
        self.value = value if len(value) <= _SHOWN_VALUE else value[:_SHOWN_VALUE] + '…'
        self.allowed = Allowed(message, values)
        self.known = known


@dataclass(frozen=True, slots=True)
class WorklistRequest:
    """One worklist that somebody asked for.

    :ivar wiki: code of the wiki whose articles are listed
    :ivar category: title of a category without its prefix, '' for none; `depth`: how far to go into subcategories
    :ivar titles: title of a page that lists links to articles, '' for none
    """

    wiki: str
    campaign: str = ''
    category: str = ''
    depth: int = 0
    titles: str = ''
    kinds: tuple[str, ...] = ('tagged',)
    limit: int = 100
    per_article: int = 3
    sort: str = 'oldest'


def worklist(parameters: Mapping[str, str], *, host: str, served: Collection[str]) -> WorklistRequest:
    """The request that the parameters of ``{{1Lib1Ref worklist}}`` make; an empty value is as good as none.

    :param host: code of the wiki that the block stands on
    :param served: codes of the wikis that a block on Meta may name
    :raises RequestError: the first parameter that cannot be used
    """
    given = given_values(parameters, PARAMETERS)
    wiki = given.get('wiki', host).lower()
    # A local wiki lists its own articles; Meta has none to list.
    choices = sorted(served) if host == 'meta' else [host]
    if wiki not in choices:
        raise RequestError('wiki', given.get('wiki', ''), 'allowed-wiki', choices=', '.join(choices))
    if 'category' in given and 'titles' in given:
        raise RequestError('titles', given['titles'], 'allowed-one', other='category')
    sort = choice('sort', given.get('sort', 'oldest'), SORTS)
    kinds = _kinds(given)
    if 'uncited' in kinds and not given.keys() & {'category', 'titles'}:
        # No list is of all articles of a wiki.
        raise RequestError('category', '', 'allowed-category', wiki=wiki)
    return WorklistRequest(
        wiki=wiki,
        campaign=given.get('campaign', ''),
        category=title('category', given.get('category', '')),
        depth=_number(given, 'depth', 0),
        titles=title('titles', given.get('titles', '')),
        kinds=kinds,
        limit=_number(given, 'limit', 100),
        per_article=_number(given, 'per_article', 3),
        sort=sort,
    )


@dataclass(frozen=True, slots=True)
class TallyRequest:
    """One tally that somebody asked for.

    :ivar wiki: code of the wiki whose edits alone are counted, '' for all of the campaign
    :ivar minimum: of the number that is sorted by; who and what is below it is left out
    :ivar details: title of the page that explains the numbers of each person: under her name as an anchor or, if it
        ends in a slash, on a subpage of her name; '' for none
    :ivar user: whose edits are explained
    :ivar seed: as it was written; `onelib.campaign.draw.seed_of` judges it
    """

    campaign: str
    view: str = 'participants'
    sort: str = 'references'
    limit: int = 100
    minimum: int = 0
    who: str = 'participants'
    wiki: str = ''
    details: str = ''
    user: str = ''
    seed: str = ''
    prizes: int = 1


def tally(parameters: Mapping[str, str], *, served: Collection[str], campaigns: Collection[str]) -> TallyRequest:
    """The request that the parameters of ``{{1Lib1Ref tally}}`` make; an empty value is as good as none.

    :param served: codes of the wikis that can be counted alone
    :param campaigns: the campaigns that there are
    :raises RequestError: the first parameter that cannot be used
    """
    given = given_values(parameters, TALLY_PARAMETERS)
    campaign, wiki = given.get('campaign', ''), given.get('wiki', '').lower()
    if campaign not in campaigns:
        raise RequestError('campaign', campaign, 'allowed-campaign', choices=', '.join(sorted(campaigns)) or '—')
    choices = sorted(code for code in served if code != 'meta')
    if wiki and wiki not in choices:
        raise RequestError('wiki', given['wiki'], 'allowed-wiki', choices=', '.join(choices))
    view = choice('view', given.get('view', 'participants'), TALLY_VIEWS)
    user = _user(given.get('user', ''))
    if view == 'edits' and not user:
        raise RequestError('user', '', 'allowed-user')
    return TallyRequest(
        campaign=campaign,
        view=view,
        sort=choice('sort', given.get('sort', 'references'), TALLY_SORTS),
        # An explanation with gaps would be none.
        limit=number('limit', given.get('limit', '500' if view == 'edits' else '100'), 1, 500),
        # A prize is for those who did something.
        minimum=number('minimum', given.get('minimum', '1' if view == 'draw' else '0'), 0, 100_000),
        who=choice('who', given.get('who', 'participants'), TALLY_WHO),
        wiki=wiki,
        details=title('details', given.get('details', '')),
        user=user,
        seed=given.get('seed', ''),
        prizes=number('prizes', given.get('prizes', '1'), 1, 50),
    )


def _user(value: str) -> str:
    """Name of an account, written plainly or as a link to its page; '' for ''."""
    link = _LINK.fullmatch(value)
    try:
        name = title('user', link[1].rpartition(':')[2] if link else value)
    except RequestError:
        name = ''
    # No account has these in its name (UserNameUtils::isValid).
    if (value and not name) or set(name) & set('/:@'):
        raise RequestError('user', value, 'allowed-user')
    return name


def given_values(parameters: Mapping[str, str], known: Collection[str]) -> dict[str, str]:
    """The parameters that have a value.

    :param known: names of the parameters that there are
    :raises RequestError: there is no parameter of this name
    """
    given = {name: value for name, value in parameters.items() if value}
    for name, value in given.items():
        if name not in known:
            raise RequestError(name, value, ', '.join(known), known=False)
    return given


def number(name: str, value: str, low: int, high: int) -> int:
    """A whole number from `low` to `high`.

    :raises RequestError: it is none
    """
    # isascii: int() would take digits of any script, and a sign or an underscore too.
    if not (value.isascii() and value.isdigit() and len(value) <= 6 and low <= int(value) <= high):
        raise RequestError(name, value, 'allowed-number', low=low, high=high)
    return int(value)


def choice(name: str, value: str, choices: Collection[str]) -> str:
    """One of these words, which are in lower case.

    :raises RequestError: it is none of them
    """
    if value.lower() not in choices:
        raise RequestError(name, value, 'allowed-choice', choices=', '.join(choices))
    return value.lower()


def words(value: str) -> list[str]:
    """What stands between commas, without what is empty."""
    return [word for part in value.split(',') if (word := part.strip())]


def title(name: str, value: str) -> str:
    """A title, written plainly or as a link to it, normalised; '' for ''.

    :raises RequestError: no page can have it
    """
    link = _LINK.fullmatch(value)
    plain = titles.normalise((link[1] if link else value).strip().removeprefix(':'))
    if value and (not plain or _BAD_TITLE.search(plain) or len(plain.encode('utf-8', 'replace')) > _MAX_TITLE):
        raise RequestError(name, value, 'allowed-title')
    return plain


def _number(given: Mapping[str, str], name: str, default: int) -> int:
    return number(name, given.get(name, str(default)), *_LIMITS[name])


def _kinds(given: Mapping[str, str]) -> tuple[str, ...]:
    value = given.get('kinds', 'tagged')
    written = (word.lower() for word in words(value))
    kinds = tuple(dict.fromkeys(kind for word in written for kind in _KINDS.get(word, (word,))))
    if not kinds or not set(kinds) <= set(statements.ALL_KINDS):
        raise RequestError('kinds', value, 'allowed-choices', choices=', '.join(statements.ALL_KINDS))
    return kinds

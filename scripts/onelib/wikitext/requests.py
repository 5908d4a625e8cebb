"""What a coordinator asks for, like ``{{1Lib1Ref worklist|wiki=cs|category=Knihovny|depth=2|limit=50}}``."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from onelib.wikitext import statements, titles

__all__ = ['PARAMETERS', 'SORTS', 'Allowed', 'RequestError', 'WorklistRequest', 'worklist']

SORTS = ('oldest', 'newest', 'title')
PARAMETERS = ('category', 'depth', 'titles', 'wiki', 'limit', 'per_article', 'sort', 'kinds', 'campaign')

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
    given = {name: value for name, value in parameters.items() if value}
    for name, value in given.items():
        if name not in PARAMETERS:
            raise RequestError(name, value, ', '.join(PARAMETERS), known=False)
    wiki = given.get('wiki', host).lower()
    # A local wiki lists its own articles; Meta has none to list.
    choices = sorted(served) if host == 'meta' else [host]
    if wiki not in choices:
        raise RequestError('wiki', given.get('wiki', ''), 'allowed-wiki', choices=', '.join(choices))
    if 'category' in given and 'titles' in given:
        raise RequestError('titles', given['titles'], 'allowed-one', other='category')
    sort = given.get('sort', 'oldest').lower()
    if sort not in SORTS:
        raise RequestError('sort', given['sort'], 'allowed-choice', choices=', '.join(SORTS))
    kinds = _kinds(given)
    if 'uncited' in kinds and not given.keys() & {'category', 'titles'}:
        # No list is of all articles of a wiki.
        raise RequestError('category', '', 'allowed-category', wiki=wiki)
    return WorklistRequest(
        wiki=wiki,
        campaign=given.get('campaign', ''),
        category=_title(given, 'category'),
        depth=_number(given, 'depth', 0),
        titles=_title(given, 'titles'),
        kinds=kinds,
        limit=_number(given, 'limit', 100),
        per_article=_number(given, 'per_article', 3),
        sort=sort,
    )


def _number(given: Mapping[str, str], name: str, default: int) -> int:
    low, high = _LIMITS[name]
    value = given.get(name, str(default))
    # isascii: int() would take digits of any script, and a sign or an underscore too.
    if not (value.isascii() and value.isdigit() and len(value) <= 6 and low <= int(value) <= high):
        raise RequestError(name, value, 'allowed-number', low=low, high=high)
    return int(value)


def _kinds(given: Mapping[str, str]) -> tuple[str, ...]:
    value = given.get('kinds', 'tagged')
    words = (kind.strip().lower() for kind in value.split(','))
    kinds = tuple(dict.fromkeys(kind for word in words if word for kind in _KINDS.get(word, (word,))))
    if not kinds or not set(kinds) <= set(statements.ALL_KINDS):
        raise RequestError('kinds', value, 'allowed-choices', choices=', '.join(statements.ALL_KINDS))
    return kinds


def _title(given: Mapping[str, str], name: str) -> str:
    """A title, written plainly or as a link to it."""
    value = given.get(name, '')
    link = _LINK.fullmatch(value)
    title = titles.normalise((link[1] if link else value).strip().removeprefix(':'))
    if value and (not title or _BAD_TITLE.search(title) or len(title.encode('utf-8', 'replace')) > _MAX_TITLE):
        raise RequestError(name, value, 'allowed-title')
    return title

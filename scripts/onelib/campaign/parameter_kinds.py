"""What a template's parameter can be: it is declared once, as a field of a dataclass, and read as that says."""

from __future__ import annotations

import dataclasses
import difflib
import re
import urllib.parse
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, TypeVar

from onelib import wikis
from onelib.wikis import titles
from onelib.wikitext.escaping import cut

__all__ = [
    'Allowed',
    'Parameter',
    'Reading',
    'RequestError',
    'WrongParameter',
    'account',
    'choice',
    'declared',
    'idle',
    'nearest',
    'number',
    'of_address',
    'parameters_of',
    'read_choice',
    'read_number',
    'read_title',
    'title',
    'words',
]

_Request = TypeVar('_Request')

_LINK = re.compile(r'\[\[([^|]*)(?:\|.*)?\]\]')
_BAD_TITLE = re.compile(
    r'[\[\]{}|<>#\x00-\x1f\x7f\ufffd\ud800-\udfff]|^:|~~~|&[\w#]+;|^\.{1,2}$|^\.{1,2}/|/\.{1,2}/|%[0-9a-fA-F]{2}|^[Hh]ttps?:/'
)
_ADDRESS = re.compile(
    r'\[?(?:https?:)?//(?P<wiki>[\w-]+)(?:\.[\w.-]+)?/?(?:(?:wiki/|\S*[?&]title=)(?P<title>[^\s?&#\]]+))?',
    re.IGNORECASE,
)
_COMMA = re.compile('[,;，；、،]')
_MAX_TITLE = 255  # bytes, MediaWiki's limit
_SHOWN_VALUE = 100
_SHOWN_CHOICES = 600
# Nobody has meant anything by more wrong names than these.
_WITH_NEAREST = 20
_NAMED = re.compile(r'([^:：＝]{1,50})[:：＝]')
_WIKI = re.compile(r'^https?://|(?:wiki|\.wikipedia\.org.*)$')


@dataclass(frozen=True, slots=True)
class Allowed:
    """What a parameter may be: a message of ``i18n`` (without its prefix) and what it is filled with."""

    message: str
    values: Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class WrongParameter:
    """A parameter that cannot be used: which, what was given and what may be given.

    :ivar known: False if there is no such parameter at all; then `allowed` names those that there are
    :ivar nearest: of what may be given, what was most likely meant; '' if nothing is like it
    """

    parameter: str
    value: str
    allowed: Allowed
    known: bool = True
    nearest: str = ''


class RequestError(ValueError):
    """Parameters that cannot be used.

    :ivar mistakes: all of them
    :ivar parameter: of the first, which is all that most have; `value`, `allowed` and `known` likewise
    :ivar campaign: id of the campaign in whose own template they are; '' if they are in that of the block
    """

    def __init__(
        self,
        parameter: str,
        value: str,
        message: str,
        known: bool = True,
        nearest: str = '',
        **values: str | int,
    ) -> None:
        super().__init__(f'{parameter}={value}: {message} {values or ""}'.strip())
        # What may be given can be long, too: names of campaigns are written by people.
        values = {name: cut(v, _SHOWN_CHOICES) if isinstance(v, str) else v for name, v in values.items()}
        self.parameter = parameter[:_SHOWN_VALUE]
        self.value = cut(value, _SHOWN_VALUE + 1)
        self.allowed = Allowed(message, values)
        self.known = known
        self.mistakes: tuple[WrongParameter, ...] = (
            WrongParameter(self.parameter, self.value, self.allowed, known, nearest),
        )
        self.campaign = ''

    def with_all(self, others: Iterable[RequestError]) -> RequestError:
        """The error itself, with the mistakes of others behind its own."""
        self.mistakes += tuple(mistake for other in others for mistake in other.mistakes)
        return self

    def in_campaign(self, identity: str) -> RequestError:
        """The error itself, as one in the template of a campaign."""
        self.campaign = identity
        return self


def nearest(written: str, choices: Iterable[str]) -> str:
    """Which of these somebody meant who wrote something else, in whichever language, '' if none is like it.

    >>> nearest('catgory', ['category', 'depth']), nearest('hloubka', ['category', 'depth'])
    ('category', 'depth')
    """
    words = written[:_SHOWN_VALUE].casefold()
    choices = list(choices)
    known = {word: choice for choice in choices for word in _called(choice)}
    # What is right means nothing else.
    known |= {choice.casefold(): choice for choice in choices}
    # A wiki by its database or its address: cswiki, cs.wikipedia.org.
    if found := known.get(words) or known.get(_WIKI.sub('', words)):
        return found
    # Longer words are no slips, and would take their time.
    like = difflib.get_close_matches(words, known, 1)
    return known[like[0]] if like else ''


def _called(choice: str) -> Iterable[str]:
    """What else people call a wiki, a parameter or one of its values."""
    names = wikis.load(choice).called if choice in _codes() else wikis.common()['called'].get(choice, ())
    return map(str.casefold, names)


@cache
def _codes() -> frozenset[str]:
    return frozenset(wikis.codes())


def _as_it_is(name: str, value: str, reading: Reading[Any]) -> str:
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A parameter of a template, for whatever reads it, makes a form of it or writes of it.

    :ivar read: takes its name, what was written and the `Reading`, gives the value; may raise `RequestError`
    :ivar form: its type in TemplateData
    :ivar default: what is taken without it, as one would write it; '' for nothing
    :ivar example: for forms; `required`, `suggested`: a form asks for it, or has the field from the start
    :ivar limits: the lowest and the highest number that it may be
    :ivar most: how many it may list
    :ivar choices: all words that it may be; `offered`: those that a form offers
    :ivar source: names articles for a list; those that several of these name are listed
    :ivar beside: what it does nothing without: another parameter, one of several, or one with this value, like
        ``view=draw``
    """

    read: Callable[[str, str, Reading[Any]], Any] = _as_it_is
    form: str = 'string'
    default: str = ''
    example: str = ''
    required: bool = False
    suggested: bool = False
    limits: tuple[int, int] | None = None
    most: int = 0
    choices: tuple[str, ...] = ()
    offered: tuple[str, ...] = ()
    source: bool = False
    beside: str = ''


def declared(read: Callable[[str, str, Reading[Any]], Any], default: Any = '', **more: Any) -> Any:
    """A field of a dataclass that is a parameter.

    :param default: of the field; written out it is that of the parameter
    :param more: as in `Parameter`
    """
    metadata = {'parameter': Parameter(read=read, default=_written(default), **more)}
    if isinstance(default, dict):
        return dataclasses.field(default_factory=default.copy, hash=False, metadata=metadata)
    return dataclasses.field(default=default, metadata=metadata)


def _written(value: Any) -> str:
    if isinstance(value, tuple | dict):
        return ', '.join(map(str, value))
    return '' if value is None else str(value)


def number(low: int, high: int, default: int, **more: Any) -> Any:
    """A field that is a whole number."""
    return declared(
        lambda name, value, _: read_number(name, value, low, high),
        default,
        form='number',
        limits=(low, high),
        **more,
    )


def choice(choices: Iterable[str], **more: Any) -> Any:
    """A field that is one of these words, the first if nothing is written."""
    choices = tuple(choices)
    return declared(
        lambda name, value, _: read_choice(name, value, choices), choices[0], choices=choices, offered=choices, **more
    )


def title(form: str = 'wiki-page-name', **more: Any) -> Any:
    """A field that is the title of a page."""
    return declared(lambda name, value, _: read_title(name, value), form=form, **more)


def account(**more: Any) -> Any:
    """A field that is the name of an account."""
    return declared(lambda name, value, _: _read_account(name, value), form='wiki-user-name', **more)


def parameters_of(request: type) -> dict[str, Parameter]:
    """The parameters that a dataclass declares, by name, in their order; ``from_`` stands for ``from``."""
    return {name: field.metadata['parameter'] for name, field in _fields(request).items()}


def _fields(request: Any) -> dict[str, dataclasses.Field[Any]]:
    return {field.name.removesuffix('_'): field for field in dataclasses.fields(request)}


def idle(written: Mapping[str, str], parameters: Mapping[str, Parameter]) -> Iterator[tuple[str, str]]:
    """The parameters that do nothing as they are written, and what each would want, like ``view=draw``."""
    for name, parameter in parameters.items():
        if parameter.beside and written.get(name):
            others, _, wanted = parameter.beside.partition('=')
            given = [written.get(other) or parameters[other].default for other in others.split(', ')]
            if not any(value and (not wanted or value.lower() in wanted.split(', ')) for value in given):
                yield name, parameter.beside


class Reading(Generic[_Request]):
    """The reading of what somebody wrote, parameter by parameter; an empty value is as good as none.

    :ivar given: what was written of each parameter that has a value
    :ivar served: codes of the wikis that may be named; `host`: that of the wiki where it is written
    :ivar campaigns: the campaigns that there are
    """

    def __init__(
        self,
        request: type[_Request],
        written: Mapping[str, str],
        *,
        served: Collection[str] = (),
        host: str = '',
        campaigns: Collection[str] = (),
    ) -> None:
        self.request = request
        self.parameters = parameters_of(request)
        self.given = {name: value for name, value in written.items() if value}
        self.served = served
        self.host = host
        self.campaigns = campaigns
        self._values: dict[str, Any] = {}
        self._problems: dict[str, RequestError] = {}
        for name, value in self.given.items():
            if name not in self.parameters:
                # ``category: Libraries`` is a value without a name.
                named = _NAMED.match(value) if name.isdigit() else None
                meant = named[1].strip() if named else name
                like = nearest(meant, self.parameters) if len(self._problems) < _WITH_NEAREST else ''
                self.refuse(RequestError(name, value, ', '.join(self.parameters), known=False, nearest=like))

    def value(self, name: str) -> Any:
        """The value of a parameter.

        :raises RequestError: it cannot be used
        """
        if name not in self._values:
            parameter = self.parameters[name]
            self._values[name] = parameter.read(name, self.given.get(name, parameter.default), self)
        return self._values[name]

    def usable(self, name: str) -> Any:
        """The value of a parameter, None if it cannot be used."""
        try:
            return self.value(name)
        except RequestError as problem:
            self.refuse(problem)
            return None

    def refuse(self, problem: RequestError) -> None:
        """Remember what is wrong with a parameter, so that all mistakes are named at once."""
        self._problems.setdefault(problem.parameter, problem)

    def all(self, *first: str) -> _Request:
        """The request.

        :param first: what is complained of before the others, which come in their order
        :raises RequestError: all parameters that cannot be used
        """
        order = list(dict.fromkeys((*first, *self.parameters)))
        values = {name: self.usable(name) for name in order}
        if self._problems:
            problems = self._problems.values()
            unknown = (problem for problem in problems if not problem.known)
            in_order = (self._problems[name] for name in order if name in self._problems)
            first_problem, *others = dict.fromkeys((*unknown, *in_order))
            raise first_problem.with_all(others)
        return self.request(**{field.name: values[name] for name, field in _fields(self.request).items()})


def read_number(name: str, value: str, low: int, high: int) -> int:
    """A whole number from `low` to `high`.

    :raises RequestError: it is none
    """
    # isascii: int() would take digits of any script, and a sign or an underscore too.
    if not (value.isascii() and value.isdigit() and len(value) <= 6 and low <= int(value) <= high):
        raise RequestError(name, value, 'allowed-number', low=low, high=high)
    return int(value)


def read_choice(name: str, value: str, choices: Collection[str], message: str = 'allowed-choice') -> str:
    """One of these words, which are in lower case.

    :param message: says what may be written, with `choices`
    :raises RequestError: it is none of them
    """
    word = value.lower()
    if word in choices:
        return word
    if (joined := re.sub('[ -]+', '_', word)) in choices:
        return joined
    raise RequestError(name, value, message, nearest=nearest(value, choices), choices=', '.join(choices))


def words(value: str) -> list[str]:
    """What stands between commas, or what people type for one, without what is empty."""
    return [word for part in _COMMA.split(value) if (word := part.strip())]


def read_title(name: str, value: str) -> str:
    """A title, written plainly or as a link to it, normalised; '' for ''.

    :raises RequestError: no page can have it
    """
    link = _LINK.fullmatch(value)
    plain = titles.normalise((link[1] if link else value).strip().removeprefix(':'))
    if value and (not plain or _BAD_TITLE.search(plain) or len(plain.encode('utf-8', 'replace')) > _MAX_TITLE):
        raise RequestError(name, value, 'allowed-title', nearest=of_address(value).partition(':')[2])
    return plain


def of_address(value: str) -> str:
    """The title of the page that an address is of, behind the code of its wiki and a colon; '' if it is of none."""
    address = _ADDRESS.match(value[: 3 * _MAX_TITLE])
    if not address or not address['title']:
        return ''
    title = titles.normalise(urllib.parse.unquote(address['title']))
    return '' if _BAD_TITLE.search(title) else f'{address["wiki"].lower()}:{title}'


def _read_account(name: str, value: str) -> str:
    """Name of an account, written plainly or as a link to its page; '' for ''."""
    link = _LINK.fullmatch(value)
    try:
        user = read_title(name, link[1].rpartition(':')[2] if link else value)
    except RequestError:
        user = ''
    # No account has these in its name (UserNameUtils::isValid).
    if (value and not user) or set(user) & set('/:@'):
        raise RequestError(name, value, 'allowed-user')
    return user

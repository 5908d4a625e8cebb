"""What the parameters of ``{{1Lib1Ref campaign}}`` can be, beside the kinds that those of all templates have."""

from __future__ import annotations

import datetime
import re
import zoneinfo
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple, TypeVar

from onelib import wikis
from onelib.campaign import gatherings
from onelib.campaign.gatherings import Gathering
from onelib.campaign.parameter_kinds import (
    Reading,
    RequestError,
    nearest,
    of_address,
    read_choice,
    read_number,
    read_title,
    words,
)
from onelib.wikis import titles

__all__ = [
    'GOALS',
    'LONGEST_CLAIM',
    'Goal',
    'WikiPage',
    'end',
    'goals',
    'hashtags',
    'identities',
    'identity',
    'is_hashtag',
    'namespaces',
    'optout',
    'participating',
    'sign_ups',
    'start',
    'users',
    'zone',
    'zones',
]

_Value = TypeVar('_Value')

_MAX_DAYS = 92
_MAX_ID = 50
#: An id that is a little too long is answered as such; of a longer one nobody hears.
LONGEST_CLAIM = 2 * _MAX_ID
_MAX_HASHTAG = 50
_MAX_NAMESPACE = 5999
# No day is written longer, whatever the weekday.
_LONGEST_DAY = 40
_DAY_AND_YEAR = 2
# Wikipedia began in 2001; the end keeps sums with dates in the range of datetime.
_FIRST_DAY, _LAST_DAY = datetime.date(2001, 1, 15), datetime.date(2099, 12, 31)

#: What a campaign can want to reach a number of.
GOALS = ('edits', 'sourced', 'references', 'editors', 'articles')
_MOST_OF_GOAL = 999_999

# Two underscores in a row could be part of a magic word.
_HASHTAG = re.compile(r'[^\W_]+(?:_[^\W_]+)*')
_DATE = re.compile(r'[0-9]{4}-[0-9]{2}-[0-9]{2}')
_ID = re.compile(r'[^\W_](?:[\w.\- ]*[^\W_])?')
# A title with a comma in it has to be written as a link.
_TITLES = re.compile(r'(?:\[\[[^\[\]\n]*\]\]|[^,\n])+')
_LINK = re.compile(r'\[\[([^\[\]|]*)(?:\|[^\[\]]*)?\]\]')
# 'wikipedia:' or 'w:' may stand before the code of a Wikipedia.
_INTERWIKI = re.compile(r':?\s*(?:(?:w|wikipedia)\s*:\s*)?([a-z]{2,}(?:-[a-z]+)*)\s*:(.*)', re.IGNORECASE)
_META = re.compile(r'\A:?\s*m\s*:', re.IGNORECASE)
# A number with its thousands apart, in whichever way.  A comma does that unless it may end a number and what comes next
# is of its own: 'references:500,100 editors'.
_THOUSANDS = re.compile(r"(?<=[0-9])[ .'’\u00a0\u202f](?=[0-9]{3}(?![0-9]))")
_COMMA_IN_NUMBER = re.compile(
    r'(?:(?P<first>(?:^|[,;])\s*[0-9]{1,3}),(?=[0-9]{3}(?![0-9])))|(?<=[0-9]),(?=[0-9]{3}(?![0-9]|\s*[^\W\d]))'
)
# 'references:500', or the other way round.
_GOAL = re.compile(r'([^\W\d][^\d:=]*?)\s*[:=：＝]?\s*([0-9]+)')
_GOAL_BEHIND = re.compile(r'([0-9]+)\s*[:=：＝]?\s*([^\W\d][^\d:=]*)')
# MediaWiki allows neither in the name of an account (UserNameUtils::isValid, $wgInvalidUsernameCharacters).
_USER = re.compile(r'[^/#<>\[\]|{}@:\x00-\x1f\x7f\ufffd\ud800-\udfff]{1,85}')


@dataclass(frozen=True, slots=True)
class WikiPage:
    """A page on one of the wikis; `wiki` is its code, ``meta`` included."""

    wiki: str
    title: str


class Goal(NamedTuple):
    """What a campaign wants to reach: so many of what `kind` of `GOALS` says."""

    kind: str
    number: int


def identity(name: str, value: str, _: Reading[Any]) -> str:
    """The id of a campaign."""
    if len(value) > _MAX_ID or not _ID.fullmatch(value):
        raise RequestError(name, value, 'allowed-id', most=_MAX_ID)
    return value


def start(name: str, value: str, reading: Reading[Any]) -> datetime.date:
    """Its first day."""
    return _date(name, value, _FIRST_DAY, _LAST_DAY, reading.served)


def end(name: str, value: str, reading: Reading[Any]) -> datetime.date:
    """Its last day, which has to be near the first."""
    first = reading.usable('start')
    if first is None:
        return _date(name, value, _FIRST_DAY, _LAST_DAY, reading.served)
    latest = min(first + datetime.timedelta(days=_MAX_DAYS - 1), _LAST_DAY)
    return _date(name, value, first, latest, reading.served)


def _date(name: str, value: str, low: datetime.date, high: datetime.date, served: Collection[str]) -> datetime.date:
    try:
        date = datetime.date.fromisoformat(value) if _DATE.fullmatch(value) else None
    except ValueError:
        date = None
    if date is None:
        raise RequestError(name, value, 'allowed-date', nearest=_meant(value, served), example='2027-01-15')
    if not low <= date <= high:
        raise RequestError(name, value, 'allowed-date-between', low=low.isoformat(), high=high.isoformat())
    return date


def _meant(value: str, served: Collection[str]) -> str:
    """A day as it has to be written that somebody has written otherwise, '' if it can be two, or none."""
    value = value[:_LONGEST_DAY]
    numbers = [int(number) for number in re.findall(r'\d{1,4}', value)]
    named = {_months(frozenset(served)).get(word, 0) for word in re.findall(r'[^\W\d_]+', value.casefold())} - {0}
    if len(numbers) == _DAY_AND_YEAR and len(named) == 1:
        day, year = sorted(numbers)
        month = named.pop()
    elif len(numbers) == _DAY_AND_YEAR + 1:
        # The year first; or last, behind the day, or the month where that alone can be one.
        year, month, day = numbers if numbers[0] > 31 else reversed(numbers)
        if month > 12:
            month, day = day, month
        elif numbers[0] <= 12 and '/' in value and day != month:
            return ''
    else:
        return ''
    try:
        return datetime.date(year, month, day).isoformat() if year > 99 else ''
    except ValueError:
        return ''


@cache
def _months(codes: frozenset[str]) -> dict[str, int]:
    """Numbers of the months by their names on these wikis and in English, without those that are two there."""
    found: dict[str, set[int]] = {}
    for code in codes | {'en'}:
        for names in wikis.load(code).months.values():
            for number, name in enumerate(names, 1):
                found.setdefault(name.casefold().rstrip('.'), set()).add(number)
    return {name: min(numbers) for name, numbers in found.items() if len(numbers) == 1 and name.isalpha()}


def _listed(name: str, value: str, reading: Reading[Any], split: Callable[[str], list[str]] = words) -> list[str]:
    """What a parameter lists, each once."""
    listed = list(dict.fromkeys(split(value)))
    most = reading.parameters[name].most
    if len(listed) > most or (value and not listed):
        raise RequestError(name, value, 'allowed-list', most=most)
    return listed


def _each(listed: Iterable[str], read: Callable[[str], _Value]) -> tuple[_Value, ...]:
    """What each of a list says, without what says the same again.

    :raises RequestError: all that cannot be used
    """
    values: dict[_Value, None] = {}
    problems = []
    for written in listed:
        try:
            values[read(written)] = None
        except RequestError as problem:
            problems.append(problem)
    if problems:
        raise problems[0].with_all(problems[1:])
    return tuple(values)


def _links(value: str) -> list[str]:
    """Titles, separated by commas or one a line with or without a bullet."""
    return [title for match in _TITLES.finditer(value) if (title := match[0].strip(' \t\r*'))]


def hashtags(name: str, value: str, reading: Reading[Any]) -> tuple[str, ...]:
    """Hashtags, without their ``#``."""

    def read(word: str) -> str:
        tag = word.lstrip('#＃')
        if not is_hashtag(tag):
            meant = ''.join(filter(str.isalnum, tag[: 2 * _MAX_HASHTAG]))
            raise RequestError(
                name, word, 'allowed-hashtag', nearest=meant if is_hashtag(meant) else '', most=_MAX_HASHTAG
            )
        return tag

    first: dict[str, str] = {}
    for tag in _each(_listed(name, value, reading), read):
        first.setdefault(tag.casefold(), tag)
    return tuple(first.values())


def participating(name: str, value: str, reading: Reading[Any]) -> tuple[str, ...]:
    """Codes of wikis, those of all if none is named."""
    choices = sorted(code for code in reading.served if code != 'meta')
    listed = _listed(name, value, reading)
    return _each(listed, lambda code: read_choice(name, code, choices, 'allowed-choices')) or tuple(choices)


def zones(name: str, value: str, reading: Reading[Any]) -> dict[str, str]:
    """Wikis, each with the time zone in which its days begin."""

    def read(pair: str) -> tuple[str, str]:
        code, _, written = pair.replace('=', ':', 1).partition(':')
        code = code.strip().lower()
        wikis_of_campaign = reading.usable('wikis')
        if (wikis_of_campaign is not None and code not in wikis_of_campaign) or not written.strip():
            raise RequestError(name, pair, 'allowed-timezones', example='uk: Europe/Kiev')
        return code, zone(name, written.strip(), reading)

    return dict(_each(_listed(name, value, reading), read))


def zone(name: str, value: str, _: Reading[Any]) -> str:
    """A time zone, by its IANA name."""
    found = _zone_names().get(value.replace(' ', '_').casefold())
    if found is None:
        like = nearest(value.replace(' ', '_'), _zone_names().values())
        raise RequestError(name, value, 'allowed-timezone', nearest=like, example='Europe/Prague')
    return found


@cache
def _zone_names() -> dict[str, str]:
    # 'localtime' is whatever the computer is set to.
    return {name.casefold(): name for name in zoneinfo.available_timezones() - {'localtime', 'Factory'}}


def sign_ups(name: str, value: str, reading: Reading[Any]) -> tuple[WikiPage | Gathering, ...]:
    """Pages, events and courses."""

    def read(written: str) -> WikiPage | Gathering:
        link = _LINK.fullmatch(written)
        return gatherings.read(name, link[1] if link else written) or _page(name, written, reading.served)

    return _each(_listed(name, value, reading, _links), read)


def optout(name: str, value: str, reading: Reading[Any]) -> WikiPage | None:
    """A page, or None."""
    return _page(name, value, reading.served) if value else None


def _page(name: str, value: str, served: Collection[str]) -> WikiPage:
    """A page of Meta, or, behind the code of a wiki, of that one."""
    link = _LINK.fullmatch(value)
    title = _META.sub('', (link[1] if link else value).strip(), count=1)
    interwiki = _INTERWIKI.fullmatch(title)
    code = interwiki[1].lower() if interwiki else 'meta'
    # On Meta, 'Meta:' is the namespace of the project's pages.
    if not interwiki or code not in wikis.codes():
        code = 'meta'
    elif code != 'meta':
        title = interwiki[2]
        if code not in served:
            raise RequestError(name, value, 'allowed-wiki', choices=', '.join(sorted(served)))
    try:
        title = read_title(name, title)
    except RequestError:
        title = ''
    if not title:
        raise RequestError(name, value, 'allowed-title', nearest=of_address(value))
    return WikiPage(code, title)


def users(name: str, value: str, reading: Reading[Any]) -> tuple[str, ...]:
    """Names of accounts, written plainly or as links to user pages."""

    def read(written: str) -> str:
        link = _LINK.fullmatch(written)
        user = titles.normalise((link[1] if link else written).rpartition(':')[2])
        if not _USER.fullmatch(user):
            raise RequestError(name, written, 'allowed-user')
        return user

    return _each(_listed(name, value, reading, _links), read)


def identities(name: str, value: str, reading: Reading[Any]) -> tuple[str, ...]:
    """Ids of other campaigns."""
    return _each(_listed(name, value, reading), lambda written: identity(name, written, reading))


def namespaces(name: str, value: str, reading: Reading[Any]) -> tuple[int, ...]:
    """Numbers of namespaces."""
    return _each(_listed(name, value, reading), lambda number: read_number(name, number, 0, _MAX_NAMESPACE))


def goals(name: str, value: str, reading: Reading[Any]) -> tuple[Goal, ...]:
    """What a campaign wants to reach, each kind once."""

    def read(written: str) -> Goal:
        plain = _THOUSANDS.sub('', written)
        if found := _GOAL.fullmatch(plain):
            kind, number = found[1], found[2]
        elif found := _GOAL_BEHIND.fullmatch(plain):
            number, kind = found[1], found[2]
        else:
            raise wrong(written)
        kind = kind.strip().lower()
        if len(number) > len(str(_MOST_OF_GOAL)) or not int(number):
            raise wrong(written)
        if kind not in GOALS:
            meant = nearest(kind, GOALS)
            raise wrong(written, f'{meant}:{int(number)}' if meant else '')
        return Goal(kind, int(number))

    def wrong(written: str, meant: str = '') -> RequestError:
        return RequestError(
            name, written, 'allowed-goal', nearest=meant, choices=', '.join(GOALS), example='references:500'
        )

    found = _each(_listed(name, _COMMA_IN_NUMBER.sub(lambda found: found['first'] or '', value), reading), read)
    if len({goal.kind for goal in found}) < len(found):
        raise wrong(value)
    return found


def is_hashtag(word: str) -> bool:
    """Whether a word, without its ``#``, can be a hashtag: letters and digits, and underscores between them."""
    # The Hashtags tool, too, takes no number for a hashtag: #1 is what people call the first of a list.
    short = len(word) <= _MAX_HASHTAG
    return short and bool(_HASHTAG.fullmatch(word)) and any(letter.isalpha() for letter in word)

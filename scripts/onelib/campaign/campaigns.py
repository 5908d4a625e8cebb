"""Campaigns as coordinators set them up: ``{{1Lib1Ref campaign|id=2027-01|start=2027-01-15|end=2027-02-05|…}}``."""

from __future__ import annotations

import datetime
import re
import zoneinfo
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple, TypeVar

from onelib import wikis
from onelib.campaign.parameter_kinds import (
    Reading,
    RequestError,
    declared,
    nearest,
    of_address,
    parameters_of,
    read_choice,
    read_number,
    read_title,
    words,
)
from onelib.wikis import titles

__all__ = ['HASHTAGS', 'PARAMETERS', 'Campaign', 'WikiPage', 'Window', 'campaign', 'is_hashtag', 'parse']

#: Those that the global tally is made of (github.com/Samwalton9/1Lib1Ref, update_1lib1ref.py).
HASHTAGS = ('1lib1ref', '1bib1ref')

_Value = TypeVar('_Value')

_MAX_DAYS = 92
_MAX_ID = 50
# An id that is a little too long is answered as such; of a longer one nobody hears.
_LONGEST_CLAIM = 2 * _MAX_ID
_MAX_HASHTAG = 50
_MAX_NAMESPACE = 5999
# No day is written longer, whatever the weekday.
_LONGEST_DAY = 40
_DAY_AND_YEAR = 2
# Wikipedia began in 2001; the end keeps sums with dates in the range of datetime.
_FIRST_DAY, _LAST_DAY = datetime.date(2001, 1, 15), datetime.date(2099, 12, 31)

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
# MediaWiki allows neither in the name of an account (UserNameUtils::isValid, $wgInvalidUsernameCharacters).
_USER = re.compile(r'[^/#<>\[\]|{}@:\x00-\x1f\x7f\ufffd\ud800-\udfff]{1,85}')


class Window(NamedTuple):
    """From when to when, in UTC; `end` is the first moment that is no more in it."""

    start: datetime.datetime
    end: datetime.datetime

    def holds(self, moment: datetime.datetime) -> bool:
        """Whether a moment is in it."""
        return self.start <= moment < self.end


@dataclass(frozen=True, slots=True)
class WikiPage:
    """A page on one of the wikis; `wiki` is its code, ``meta`` included."""

    wiki: str
    title: str


def _identity(name: str, value: str, _: Reading[Any]) -> str:
    if len(value) > _MAX_ID or not _ID.fullmatch(value):
        raise RequestError(name, value, 'allowed-id', most=_MAX_ID)
    return value


def _start(name: str, value: str, reading: Reading[Any]) -> datetime.date:
    return _date(name, value, _FIRST_DAY, _LAST_DAY, reading.served)


def _end(name: str, value: str, reading: Reading[Any]) -> datetime.date:
    start = reading.usable('start')
    if start is None:
        return _date(name, value, _FIRST_DAY, _LAST_DAY, reading.served)
    latest = min(start + datetime.timedelta(days=_MAX_DAYS - 1), _LAST_DAY)
    return _date(name, value, start, latest, reading.served)


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


def _hashtags(name: str, value: str, reading: Reading[Any]) -> tuple[str, ...]:
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


def _wikis(name: str, value: str, reading: Reading[Any]) -> tuple[str, ...]:
    choices = sorted(code for code in reading.served if code != 'meta')
    listed = _listed(name, value, reading)
    return _each(listed, lambda code: read_choice(name, code, choices, 'allowed-choices')) or tuple(choices)


def _zones(name: str, value: str, reading: Reading[Any]) -> dict[str, str]:
    def read(pair: str) -> tuple[str, str]:
        code, _, zone = pair.replace('=', ':', 1).partition(':')
        code = code.strip().lower()
        wikis_of_campaign = reading.usable('wikis')
        if (wikis_of_campaign is not None and code not in wikis_of_campaign) or not zone.strip():
            raise RequestError(name, pair, 'allowed-timezones', example='uk: Europe/Kiev')
        return code, _zone_name(name, zone.strip(), reading)

    return dict(_each(_listed(name, value, reading), read))


def _zone_name(name: str, value: str, _: Reading[Any]) -> str:
    zone = _zone_names().get(value.replace(' ', '_').casefold())
    if zone is None:
        like = nearest(value.replace(' ', '_'), _zone_names().values())
        raise RequestError(name, value, 'allowed-timezone', nearest=like, example='Europe/Prague')
    return zone


@cache
def _zone_names() -> dict[str, str]:
    # 'localtime' is whatever the computer is set to.
    return {name.casefold(): name for name in zoneinfo.available_timezones() - {'localtime', 'Factory'}}


def _pages(name: str, value: str, reading: Reading[Any]) -> tuple[WikiPage, ...]:
    return _each(_listed(name, value, reading, _links), lambda title: _page(name, title, reading.served))


def _optout(name: str, value: str, reading: Reading[Any]) -> WikiPage | None:
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


def _users(name: str, value: str, reading: Reading[Any]) -> tuple[str, ...]:
    """Names of accounts, written plainly or as links to user pages."""

    def read(written: str) -> str:
        link = _LINK.fullmatch(written)
        user = titles.normalise((link[1] if link else written).rpartition(':')[2])
        if not _USER.fullmatch(user):
            raise RequestError(name, written, 'allowed-user')
        return user

    return _each(_listed(name, value, reading, _links), read)


def _identities(name: str, value: str, reading: Reading[Any]) -> tuple[str, ...]:
    return _each(_listed(name, value, reading), lambda identity: _identity(name, identity, reading))


def _namespaces(name: str, value: str, reading: Reading[Any]) -> tuple[int, ...]:
    return _each(_listed(name, value, reading), lambda number: read_number(name, number, 0, _MAX_NAMESPACE))


@dataclass(frozen=True, slots=True)
class Campaign:
    """One campaign; its fields are the parameters of ``{{1Lib1Ref campaign}}``.

    :ivar start: first day; `end`: last day, which counts whole; None if nobody has said: then it cannot be tallied
    :ivar timezone: IANA name of the zone in which days begin; `timezones`: code of a wiki -> zone, where it differs
    :ivar hashtags: without ``#``, the first is the one to recommend
    :ivar wikis: codes of the wikis that take part
    :ivar participants: pages with sign-ups
    :ivar organisers: names of accounts, normalised: they are shown, but do not compete
    :ivar previous: ids of earlier campaigns, for comparison, the latest first
    :ivar namespaces: numbers of the namespaces in which edits count
    :ivar optout: page that lists who does not want to be named
    """

    id: str = declared(_identity, required=True, example='2027-01')
    start: datetime.date | None = declared(_start, None, form='date', required=True, example='2027-01-15')
    end: datetime.date | None = declared(_end, None, form='date', required=True, example='2027-02-05')
    timezone: str = declared(_zone_name, 'UTC', example='Europe/Prague')
    timezones: Mapping[str, str] = declared(_zones, {}, most=60, example='uk: Europe/Kyiv, ka: Asia/Tbilisi')
    hashtags: tuple[str, ...] = declared(_hashtags, HASHTAGS, most=20, suggested=True)
    wikis: tuple[str, ...] = declared(_wikis, (), most=60, example='cs, pl, sr', suggested=True)
    participants: tuple[WikiPage, ...] = declared(
        _pages, (), most=50, example='1Lib1Ref/CEE/Participants, cs:Wikipedie:1Lib1Ref', suggested=True
    )
    organisers: tuple[str, ...] = declared(_users, (), most=100)
    previous: tuple[str, ...] = declared(_identities, (), most=20, example='2026-01')
    namespaces: tuple[int, ...] = declared(_namespaces, (0,), most=20)
    optout: WikiPage | None = declared(_optout, None, form='wiki-page-name')

    def window(self, wiki: str = '') -> Window:
        """From when to when edits on a wiki count.

        :param wiki: '' for wikis without a zone of their own
        :raises RequestError: the campaign has no days
        """
        days = self.days()
        zone = self._zone(wiki)
        # A midnight that the clock skips or repeats: zoneinfo takes the moment at which the day begins.
        start, end = (
            datetime.datetime.combine(day, datetime.time(), zone).astimezone(datetime.UTC)
            for day in (days[0], days[-1] + datetime.timedelta(days=1))
        )
        return Window(start, end)

    def days(self) -> list[datetime.date]:
        """All days of the campaign.

        :raises RequestError: it has none
        """
        for name, day in (('start', self.start), ('end', self.end)):
            if day is None:
                raise RequestError(name, '', 'allowed-date', example='2027-01-15').in_campaign(self.id)
        assert self.start and self.end
        return [self.start + datetime.timedelta(days=n) for n in range((self.end - self.start).days + 1)]

    def day(self, wiki: str, moment: datetime.datetime) -> datetime.date:
        """Which day a moment belongs to on a wiki."""
        return moment.astimezone(self._zone(wiki)).date()

    def _zone(self, wiki: str) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.timezones.get(wiki, self.timezone))


#: Those of ``{{1Lib1Ref campaign}}``.
PARAMETERS = parameters_of(Campaign)


def campaign(parameters: Mapping[str, str]) -> Campaign | None:
    """The campaign as far as worklists need it: name and hashtags; None without an id.

    Nothing is wrong here: a slip in the dates of a campaign does not stop its worklists.
    """
    identity = parameters.get('id', '')
    if not identity or len(identity) > _LONGEST_CLAIM:
        return None
    tags = (word.lstrip('#＃') for word in words(parameters.get('hashtags', '')))
    usable = [word for word in tags if is_hashtag(word)]
    return Campaign(identity, hashtags=tuple(usable[: PARAMETERS['hashtags'].most]))


def is_hashtag(word: str) -> bool:
    """Whether a word, without its ``#``, can be a hashtag: letters and digits, and underscores between them."""
    # The Hashtags tool, too, takes no number for a hashtag: #1 is what people call the first of a list.
    short = len(word) <= _MAX_HASHTAG
    return short and bool(_HASHTAG.fullmatch(word)) and any(letter.isalpha() for letter in word)


def parse(parameters: Mapping[str, str], *, served: Collection[str]) -> Campaign:
    """The campaign that the parameters of ``{{1Lib1Ref campaign}}`` describe; an empty value is as good as none.

    :param served: codes of the wikis that can take part; without ``wikis`` all of them do
    :raises RequestError: all parameters that cannot be used
    """
    return Reading(Campaign, parameters, served=served).all('start', 'wikis', 'id', 'hashtags')

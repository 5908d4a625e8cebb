"""Campaigns as coordinators set them up: ``{{1Lib1Ref campaign|id=2027-01|start=2027-01-15|end=2027-02-05|…}}``."""

from __future__ import annotations

import datetime
import re
import zoneinfo
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import cache

from onelib import wikis
from onelib.campaign.parameters import RequestError, given_values, number, title, words
from onelib.wikis import titles

__all__ = ['HASHTAGS', 'PARAMETERS', 'Campaign', 'WikiPage', 'campaign', 'is_hashtag', 'parse']

PARAMETERS = (
    'id',
    'start',
    'end',
    'timezone',
    'timezones',
    'hashtags',
    'wikis',
    'participants',
    'organisers',
    'previous',
    'namespaces',
    'optout',
)
#: Those that the global tally is made of (github.com/Samwalton9/1Lib1Ref, update_1lib1ref.py).
HASHTAGS = ('1lib1ref', '1bib1ref')

# How many a parameter may name.
_MOST = {
    'hashtags': 20,
    'wikis': 60,
    'timezones': 60,
    'participants': 50,
    'organisers': 100,
    'previous': 20,
    'namespaces': 20,
}
_MAX_DAYS = 92
_MAX_ID = 50
_MAX_HASHTAG = 50
_MAX_NAMESPACE = 5999
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
_META = re.compile(r':?\s*m\s*:', re.IGNORECASE)
# MediaWiki allows neither in the name of an account (UserNameUtils::isValid, $wgInvalidUsernameCharacters).
_USER = re.compile(r'[^/#<>\[\]|{}@:\x00-\x1f\x7f\ufffd\ud800-\udfff]{1,85}')


@dataclass(frozen=True, slots=True)
class WikiPage:
    """A page on one of the wikis; `wiki` is its code, ``meta`` included."""

    wiki: str
    title: str


@dataclass(frozen=True, slots=True)
class Campaign:
    """One campaign.

    :ivar hashtags: without ``#``, the first is the one to recommend
    :ivar start: first day; `end`: last day, which counts whole; None if nobody has said: then it cannot be tallied
    :ivar timezone: IANA name of the zone in which days begin; `timezones`: code of a wiki -> zone, where it differs
    :ivar wikis: codes of the wikis that take part
    :ivar participants: pages with sign-ups
    :ivar organisers: names of accounts, normalised: they are shown, but do not compete
    :ivar previous: ids of earlier campaigns, for comparison, the latest first
    :ivar namespaces: numbers of the namespaces in which edits count
    :ivar optout: page that lists who does not want to be named
    """

    id: str
    hashtags: tuple[str, ...]
    start: datetime.date | None = None
    end: datetime.date | None = None
    timezone: str = 'UTC'
    timezones: Mapping[str, str] = field(default_factory=dict, hash=False)
    wikis: tuple[str, ...] = ()
    participants: tuple[WikiPage, ...] = ()
    organisers: tuple[str, ...] = ()
    previous: tuple[str, ...] = ()
    namespaces: tuple[int, ...] = (0,)
    optout: WikiPage | None = None

    def window(self, wiki: str = '') -> tuple[datetime.datetime, datetime.datetime]:
        """From when to when edits on a wiki count, in UTC; the second is the first moment that does not count.

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
        return start, end

    def days(self) -> list[datetime.date]:
        """All days of the campaign.

        :raises RequestError: it has none
        """
        for name, day in (('start', self.start), ('end', self.end)):
            if day is None:
                raise RequestError(name, '', 'allowed-date', example='2027-01-15')
        assert self.start and self.end
        return [self.start + datetime.timedelta(days=n) for n in range((self.end - self.start).days + 1)]

    def day(self, wiki: str, moment: datetime.datetime) -> datetime.date:
        """Which day a moment belongs to on a wiki."""
        return moment.astimezone(self._zone(wiki)).date()

    def _zone(self, wiki: str) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.timezones.get(wiki, self.timezone))


def campaign(parameters: Mapping[str, str]) -> Campaign | None:
    """The campaign as far as worklists need it: name and hashtags; None without an id.

    Nothing is wrong here: a slip in the dates of a campaign does not stop its worklists.
    """
    identity = parameters.get('id', '')
    tags = (word.lstrip('#') for word in words(parameters.get('hashtags', '')))
    return Campaign(identity, tuple(word for word in tags if is_hashtag(word))) if identity else None


def is_hashtag(word: str) -> bool:
    """Whether a word, without its ``#``, can be a hashtag: letters and digits, and underscores between them."""
    return bool(_HASHTAG.fullmatch(word))


def parse(parameters: Mapping[str, str], *, served: Collection[str]) -> Campaign:
    """The campaign that the parameters of ``{{1Lib1Ref campaign}}`` describe; an empty value is as good as none.

    :param served: codes of the wikis that can take part; without ``wikis`` all of them do
    :raises RequestError: the first parameter that cannot be used
    """
    given = given_values(parameters, PARAMETERS)
    start = _date('start', given.get('start', ''), _FIRST_DAY, _LAST_DAY)
    latest = min(start + datetime.timedelta(days=_MAX_DAYS - 1), _LAST_DAY)
    taking_part = _wikis(given, served)
    return Campaign(
        id=_identity('id', given.get('id', '')),
        hashtags=_hashtags(given),
        start=start,
        end=_date('end', given.get('end', ''), start, latest),
        timezone=_zone_name('timezone', given.get('timezone', 'UTC')),
        timezones=_zones(given, taking_part),
        wikis=taking_part,
        participants=tuple(_page('participants', one, served) for one in _limited(given, 'participants', _links)),
        organisers=_users(given),
        previous=tuple(_identity('previous', one) for one in _limited(given, 'previous')),
        namespaces=_namespaces(given),
        optout=_page('optout', given['optout'], served) if 'optout' in given else None,
    )


def _date(name: str, value: str, low: datetime.date, high: datetime.date) -> datetime.date:
    try:
        date = datetime.date.fromisoformat(value) if _DATE.fullmatch(value) else None
    except ValueError:
        date = None
    if date is None:
        raise RequestError(name, value, 'allowed-date', example='2027-01-15')
    if not low <= date <= high:
        raise RequestError(name, value, 'allowed-date-between', low=low.isoformat(), high=high.isoformat())
    return date


def _identity(name: str, value: str) -> str:
    if len(value) > _MAX_ID or not _ID.fullmatch(value):
        raise RequestError(name, value, 'allowed-id', most=_MAX_ID)
    return value


def _limited(given: Mapping[str, str], name: str, split: Callable[[str], list[str]] = words) -> list[str]:
    """What a parameter lists, each once."""
    listed = list(dict.fromkeys(split(given.get(name, ''))))
    if len(listed) > _MOST[name] or (name in given and not listed):
        raise RequestError(name, given[name], 'allowed-list', most=_MOST[name])
    return listed


def _links(value: str) -> list[str]:
    """Titles, separated by commas or one a line with or without a bullet."""
    return [one for match in _TITLES.finditer(value) if (one := match[0].strip(' \t\r*'))]


def _hashtags(given: Mapping[str, str]) -> tuple[str, ...]:
    listed: dict[str, str] = {}
    for word in _limited(given, 'hashtags') or HASHTAGS:
        tag = word.lstrip('#＃')
        # The Hashtags tool, too, takes no number for a hashtag: #1 is what people call the first of a list.
        if not is_hashtag(tag) or len(tag) > _MAX_HASHTAG or not any(letter.isalpha() for letter in tag):
            raise RequestError('hashtags', word, 'allowed-hashtag', most=_MAX_HASHTAG)
        listed.setdefault(tag.casefold(), tag)
    return tuple(listed.values())


def _wikis(given: Mapping[str, str], served: Collection[str]) -> tuple[str, ...]:
    choices = sorted(code for code in served if code != 'meta')
    listed = _limited(given, 'wikis')
    for code in listed:
        if code.lower() not in choices:
            raise RequestError('wikis', code, 'allowed-choices', choices=', '.join(choices))
    return tuple(dict.fromkeys(code.lower() for code in listed)) or tuple(choices)


def _zones(given: Mapping[str, str], codes: Collection[str]) -> dict[str, str]:
    zones = {}
    for pair in _limited(given, 'timezones'):
        code, _, zone = pair.replace('=', ':', 1).partition(':')
        code = code.strip().lower()
        if code not in codes or not zone.strip():
            raise RequestError('timezones', pair, 'allowed-timezones', example='uk: Europe/Kiev')
        zones[code] = _zone_name('timezones', zone.strip())
    return zones


def _zone_name(name: str, value: str) -> str:
    zone = _zone_names().get(value.replace(' ', '_').casefold())
    if zone is None:
        raise RequestError(name, value, 'allowed-timezone', example='Europe/Prague')
    return zone


@cache
def _zone_names() -> dict[str, str]:
    # 'localtime' is whatever the computer is set to.
    return {name.casefold(): name for name in zoneinfo.available_timezones() - {'localtime', 'Factory'}}


def _page(name: str, value: str, served: Collection[str]) -> WikiPage:
    """A page of Meta, or, behind the code of a wiki, of that one."""
    link = _LINK.fullmatch(value)
    written = _META.sub('', (link[1] if link else value).strip(), count=1)
    interwiki = _INTERWIKI.fullmatch(written)
    # On Meta, 'Meta:' is the namespace of the project's pages.
    code = interwiki[1].lower() if interwiki else 'meta'
    if interwiki and code != 'meta' and code in wikis.codes():
        if code not in served:
            raise RequestError(name, value, 'allowed-wiki', choices=', '.join(sorted(served)))
        return WikiPage(code, _existing(name, interwiki[2], value))
    return WikiPage('meta', _existing(name, written, value))


def _existing(name: str, written: str, value: str) -> str:
    """The title, normalised."""
    try:
        found = title(name, written)
    except RequestError as problem:
        raise RequestError(name, value, problem.allowed.message) from None
    if not found:
        raise RequestError(name, value, 'allowed-title')
    return found


def _users(given: Mapping[str, str]) -> tuple[str, ...]:
    """Names of accounts, written plainly or as links to user pages."""
    names: dict[str, None] = {}
    for written in _limited(given, 'organisers', _links):
        link = _LINK.fullmatch(written)
        name = titles.normalise((link[1] if link else written).rpartition(':')[2])
        if not _USER.fullmatch(name):
            raise RequestError('organisers', written, 'allowed-user')
        names[name] = None
    return tuple(names)


def _namespaces(given: Mapping[str, str]) -> tuple[int, ...]:
    listed = _limited(given, 'namespaces')
    return tuple(dict.fromkeys(number('namespaces', one, 0, _MAX_NAMESPACE) for one in listed)) or (0,)

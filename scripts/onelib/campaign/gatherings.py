"""Events and courses that a campaign is made of, and who came to them: ``event:1234``, ``dashboard:School/Course``.

An event is one of Wikimedia's extension CampaignEvents, a course one of the Programs & Events Dashboard.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
import urllib.parse
from dataclasses import dataclass

from onelib.campaign.parameter_kinds import RequestError

__all__ = ['DASHBOARD', 'EVENTS', 'Attendance', 'Gathering', 'Theirs', 'called', 'read']

#: Where they are if nobody says otherwise.
EVENTS = 'https://meta.wikimedia.org/w/rest.php/campaignevents/v0/'
DASHBOARD = 'https://outreachdashboard.wmflabs.org/'
_EVENT = re.compile(r'event\s*:\s*0*([1-9][0-9]{0,8})', re.IGNORECASE)
_COURSE = re.compile(r'dashboard\s*:(.*)', re.IGNORECASE | re.DOTALL)
# The pages of an event on any wiki, which all have the same numbers.
_ADDRESS_OF_EVENT = re.compile(
    r'\[?(?:https?:)?//[\w.-]+\.(?:wikimedia|wikipedia)\.org/\S*?'
    r'(?:EventDetails|RegisterForEvent|EditEventRegistration|event_registration)/0*([1-9][0-9]{0,8})(?![0-9])',
    re.IGNORECASE,
)
_ADDRESS_OF_COURSE = re.compile(
    rf'\[?(?:https?:)?//{re.escape(urllib.parse.urlsplit(DASHBOARD).netloc)}/courses/([^/?#\s\]]+/[^/?#\s\]]+)',
    re.IGNORECASE,
)
_LONGEST = 255
# What ends a part of an address, or is none of a name.
_NEVER = frozenset('/\\?#%<>[]{}|"^`')


@dataclass(frozen=True, slots=True, order=True)
class Gathering:
    """An event or a course.

    :ivar kind: ``event`` or ``dashboard``
    :ivar name: the number of the event; of a course its school and title as in its address, without percent signs
    """

    kind: str
    name: str

    def __str__(self) -> str:
        return f'{self.kind}:{self.name}'

    @property
    def is_event(self) -> bool:
        """Whether it is one of CampaignEvents."""
        return self.kind == 'event'

    @property
    def path(self) -> str:
        """Where it is below the address of its service."""
        return f'event_registration/{self.name}' if self.is_event else f'courses/{urllib.parse.quote(self.name)}'

    @property
    def page(self) -> str:
        """The page of Meta that shows an event, '' of a course."""
        return f'Special:EventDetails/{self.name}' if self.is_event else ''


def read(name: str, written: str) -> Gathering | None:
    """What somebody names in a parameter, None if it is no event or course.

    :raises RequestError: it is meant to be one, and cannot be; of an address it says how it has to be written
    """
    written = written.strip()
    if event := _EVENT.fullmatch(written):
        return Gathering('event', event[1])
    if course := _COURSE.fullmatch(written):
        if slug := _slug(course[1]):
            return Gathering('dashboard', slug)
        slug = _slug(urllib.parse.unquote(course[1]))
        raise RequestError(name, written, 'allowed-gathering', nearest=f'dashboard:{slug}' if slug else '')
    if event := _ADDRESS_OF_EVENT.match(written):
        raise RequestError(name, written, 'allowed-gathering', nearest=f'event:{event[1]}')
    if course := _ADDRESS_OF_COURSE.match(written):
        slug = _slug(urllib.parse.unquote(course[1]))
        raise RequestError(name, written, 'allowed-gathering', nearest=f'dashboard:{slug}' if slug else '')
    return None


def _slug(written: str) -> str:
    """A school and a title, as the Dashboard writes both; '' if it is none."""
    parts = ['_'.join(unicodedata.normalize('NFC', part).replace('_', ' ').split()) for part in written.split('/')]
    slug = '/'.join(parts)
    if len(parts) != 2 or len(slug) > _LONGEST or not all(part.strip('._') for part in parts):
        return ''
    bad = any(set(part) & _NEVER or any(unicodedata.category(letter)[0] == 'C' for letter in part) for part in parts)
    return '' if bad else slug


@dataclass(frozen=True, slots=True)
class Theirs:
    """What the Dashboard counts of a course.

    :ivar edits: as it says, which may be rounded: it gives this number to people
    :ivar rounded: whether it is
    """

    edits: int | None
    rounded: bool
    articles: int
    bytes: int
    references: int


@dataclass(frozen=True, slots=True)
class Attendance:
    """An event or a course, and who came.

    :ivar title: as its service calls it
    :ivar address: of the page that shows a course, '' of an event
    :ivar start: its first day; `end`: its last one; None if nobody knows
    :ivar place: where it was, '' if nobody says
    :ivar people: names as in the roster
    :ivar read: the day on which its service said so, None if it never did
    :ivar trouble: why that was not today, '' if it was
    """

    gathering: Gathering
    title: str = ''
    address: str = ''
    start: datetime.date | None = None
    end: datetime.date | None = None
    place: str = ''
    people: tuple[str, ...] = ()
    theirs: Theirs | None = None
    read: datetime.date | None = None
    trouble: str = ''


def called(attended: Attendance) -> str:
    """What an event or course is called, in any case something."""
    return attended.title or str(attended.gathering)

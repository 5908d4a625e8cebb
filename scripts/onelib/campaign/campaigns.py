"""Campaigns as coordinators set them up: ``{{1Lib1Ref campaign|id=2027-01|start=2027-01-15|end=2027-02-05|…}}``."""

from __future__ import annotations

import datetime
import zoneinfo
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from onelib.campaign import campaign_kinds as kinds
from onelib.campaign.campaign_kinds import Goal, WikiPage
from onelib.campaign.gatherings import Gathering
from onelib.campaign.parameter_kinds import Reading, RequestError, choice, declared, parameters_of, words
from onelib.campaign.rulings import Strike, Suspension, strikes, suspensions

__all__ = ['HASHTAGS', 'PARAMETERS', 'Campaign', 'Window', 'campaign', 'parse']

#: Those that the global tally is made of (github.com/Samwalton9/1Lib1Ref, update_1lib1ref.py).
HASHTAGS = ('1lib1ref', '1bib1ref')


class Window(NamedTuple):
    """From when to when, in UTC; `end` is the first moment that is no more in it."""

    start: datetime.datetime
    end: datetime.datetime

    def holds(self, moment: datetime.datetime) -> bool:
        """Whether a moment is in it."""
        return self.start <= moment < self.end


@dataclass(frozen=True, slots=True)
class Campaign:
    """One campaign; its fields are the parameters of ``{{1Lib1Ref campaign}}``.

    :ivar start: first day; `end`: last day, which counts whole; None if nobody has said: then it cannot be tallied
    :ivar timezone: IANA name of the zone in which days begin; `timezones`: code of a wiki -> zone, where it differs
    :ivar hashtags: without ``#``, the first is the one to recommend
    :ivar wikis: codes of the wikis that take part
    :ivar participants: pages with sign-ups, events and courses
    :ivar organisers: names of accounts, normalised: they are shown, but do not compete
    :ivar previous: ids of earlier campaigns, for comparison, the latest first
    :ivar namespaces: numbers of the namespaces in which edits count
    :ivar optout: page that lists who does not want to be named
    :ivar goal: what it wants to reach, which changes nothing of what counts
    :ivar report: ``yes``: edits that count are offered to its events, too
    :ivar strike: edits that its organisers take out; `suspend`: people without a rank
    """

    id: str = declared(kinds.identity, required=True, example='2027-01')
    start: datetime.date | None = declared(kinds.start, None, form='date', required=True, example='2027-01-15')
    end: datetime.date | None = declared(kinds.end, None, form='date', required=True, example='2027-02-05')
    timezone: str = declared(kinds.zone, 'UTC', example='Europe/Prague')
    timezones: Mapping[str, str] = declared(kinds.zones, {}, most=60, example='uk: Europe/Kyiv, ka: Asia/Tbilisi')
    hashtags: tuple[str, ...] = declared(kinds.hashtags, HASHTAGS, most=20, suggested=True)
    wikis: tuple[str, ...] = declared(kinds.participating, (), most=60, example='cs, pl, sr', suggested=True)
    participants: tuple[WikiPage | Gathering, ...] = declared(
        kinds.sign_ups, (), most=50, example='1Lib1Ref/CEE/Participants, cs:Wikipedie:1Lib1Ref', suggested=True
    )
    organisers: tuple[str, ...] = declared(kinds.users, (), most=100)
    previous: tuple[str, ...] = declared(kinds.identities, (), most=20, example='2026-01')
    namespaces: tuple[int, ...] = declared(kinds.namespaces, (0,), most=20)
    optout: WikiPage | None = declared(kinds.optout, None, form='wiki-page-name')
    goal: tuple[Goal, ...] = declared(kinds.goals, (), most=5, example='references:500, editors:40')
    report: str = choice(('no', 'yes'))
    thanks: str = choice(('no', 'yes'))
    strike: tuple[Strike, ...] = declared(strikes, (), most=100, example='cs:12345 (why)')
    suspend: tuple[Suspension, ...] = declared(suspensions, (), most=100, example='Name (why)')

    @property
    def sign_ups(self) -> tuple[WikiPage, ...]:
        """The pages among its `participants`."""
        return tuple(one for one in self.participants if isinstance(one, WikiPage))

    @property
    def gatherings(self) -> tuple[Gathering, ...]:
        """The events and courses among its `participants`."""
        return tuple(one for one in self.participants if isinstance(one, Gathering))

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
    if not identity or len(identity) > kinds.LONGEST_CLAIM:
        return None
    tags = (word.lstrip('#＃') for word in words(parameters.get('hashtags', '')))
    usable = [word for word in tags if kinds.is_hashtag(word)]
    return Campaign(identity, hashtags=tuple(usable[: PARAMETERS['hashtags'].most]))


def parse(parameters: Mapping[str, str], *, served: Collection[str]) -> Campaign:
    """The campaign that the parameters of ``{{1Lib1Ref campaign}}`` describe; an empty value is as good as none.

    :param served: codes of the wikis that can take part; without ``wikis`` all of them do
    :raises RequestError: all parameters that cannot be used
    """
    return Reading(Campaign, parameters, served=served).all('start', 'wikis', 'id', 'hashtags')

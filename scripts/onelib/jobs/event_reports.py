"""Campaigns with ``report=yes``: edits of theirs that count are offered to their events, too."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from onelib.campaign.gatherings import Attendance
from onelib.jobs.preview import Preview
from onelib.outcomes.reasons import Kind, Reason
from onelib.outcomes.results import Outcome, Result, settled
from onelib.publish.event_edits import EventEdits, OfferedEdit
from onelib.readers.campaign_loader import CampaignData
from onelib.readers.candidates.services import ServiceError
from onelib.readers.event_pages import SETTING
from onelib.readers.sites import UNREADABLE, unforeseen, unreadable

__all__ = ['EventReports']


@dataclass(slots=True)
class EventReports:
    """What offers the edits of campaigns to their events."""

    edits: EventEdits

    def of(self, data: CampaignData) -> Iterator[Result]:
        """How it went with each event of a campaign that wants that, if there was something to do."""
        if data.counts.campaign.report != 'yes' or isinstance(self.edits.publisher, Preview):
            return
        for attended in data.signed.attended:
            if attended.gathering.is_event and (result := self._offered(data, attended)):
                yield result

    def _offered(self, data: CampaignData, attended: Attendance) -> Result | None:
        event = attended.gathering.name
        failed = Outcome.FAILED
        if SETTING not in self.edits.publisher.settings.own_pages:
            failed = Outcome.REFUSED
            reason = Reason(Kind.PARAMETER, f'report=yes of {data.counts.campaign.id} wants "{SETTING}" in own_pages')
        else:
            try:
                return self.edits.offer(event, self._edits(data, attended))
            except ServiceError as problem:
                reason = Reason(Kind.UNREADABLE, f'CampaignEvents cannot be read: {problem}')
            except UNREADABLE as problem:
                reason = unreadable(problem)
            except Exception as problem:
                reason = unforeseen(problem)
        return settled(Result('meta', f'Special:EventDetails/{event}', failed, (reason,)))

    def _edits(self, data: CampaignData, attended: Attendance) -> Iterator[OfferedEdit]:
        """The edits that count of its participants who do not mind to be named."""
        people = set(attended.people)
        for one in data.counts.counted:
            if one.counts and not one.hidden and one.name in people:
                wiki = self.edits.publisher.sites.open(one.wiki).dbName()
                yield OfferedEdit(wiki, one.edit.contribution.revision, one.edit.contribution.timestamp)

"""What a service says of an event or a course, and what of that is remembered from run to run.

Nobody is lost because a service says less for once: who is not among the people any more is counted until it says so
again some hours later. But at once nobody is named who is not there: they may have decided so.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from onelib.campaign.gatherings import Theirs
from onelib.wikitext.escaping import cut

__all__ = ['ODD', 'Attendee', 'KeptAnswer', 'ServiceSays', 'line']

#: What is raised by looking for something in an answer that is something else.
ODD = (AttributeError, ArithmeticError, LookupError, TypeError, ValueError)

# Two answers that far apart are no two halves of the same trouble.
_AGREED_AFTER = datetime.timedelta(hours=6)
_LONGEST = 120


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody who is in an event or a course.

    :ivar name: of the account, normalised
    :ivar central: the id of the global account, 0 if nobody knows
    """

    name: str
    central: int = 0


@dataclass(frozen=True, slots=True)
class ServiceSays:
    """What a service says; the fields are those of `onelib.campaign.gatherings.Attendance`.

    :ivar gone: ids of accounts that it names no more
    """

    title: str
    start: datetime.date
    end: datetime.date
    place: str
    people: tuple[Attendee, ...]
    theirs: Theirs | None = None
    gone: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """What it said last, and what is still held of what it had said before.

    :ivar read: when it said so, in UTC
    :ivar leaving: who is in it no more → since when
    :ivar renames: old name → the name now, by ids
    """

    found: ServiceSays
    read: datetime.datetime
    leaving: Mapping[Attendee, datetime.datetime]
    renames: Mapping[str, str]

    @classmethod
    def after(cls, found: ServiceSays, before: KeptAnswer | None, now: datetime.datetime) -> KeptAnswer:
        """What is known now that the service has said this."""
        if before is None:
            return cls(found, now, {}, {})
        names = {one.name for one in found.people}
        current = {one.central: one.name for one in found.people if one.central}
        leaving: dict[Attendee, datetime.datetime] = {}
        renames = dict(before.renames)
        for one in (*before.found.people, *before.leaving):
            since = before.leaving.get(one, now)
            if one.central in current:
                if one.name != current[one.central]:
                    renames[one.name] = current[one.central]
            elif one.name not in names and one.central not in found.gone and now - since < _AGREED_AFTER:
                leaving[one] = since
        # Who has got the name of somebody else is no longer called otherwise.
        return cls(found, now, leaving, {old: new for old, new in renames.items() if old not in names})

    def to_json(self) -> dict[str, Any]:
        """As it is put into the store."""
        found = self.found
        return {
            **{name: getattr(found, name) for name in ('title', 'place')},
            **{name: getattr(found, name).isoformat() for name in ('start', 'end')},
            'theirs': asdict(found.theirs) if found.theirs else None,
            'people': [[one.name, one.central] for one in found.people],
            'read': self.read.isoformat(),
            'leaving': [[one.name, one.central, since.isoformat()] for one, since in self.leaving.items()],
            'renames': dict(self.renames),
        }

    @classmethod
    def of_json(cls, kept: Mapping[str, Any]) -> KeptAnswer:
        """What `to_json` made."""
        found = ServiceSays(
            title=kept['title'],
            start=datetime.date.fromisoformat(kept['start']),
            end=datetime.date.fromisoformat(kept['end']),
            place=kept['place'],
            theirs=Theirs(**kept['theirs']) if kept['theirs'] else None,
            people=tuple(Attendee(*one) for one in kept['people']),
        )
        leaving = {Attendee(*one): datetime.datetime.fromisoformat(since) for *one, since in kept['leaving']}
        return cls(found, datetime.datetime.fromisoformat(kept['read']), leaving, kept['renames'])


def line(text: str) -> str:
    """What people have written, as one line that is not too long."""
    return cut(' '.join(text.split()), _LONGEST)

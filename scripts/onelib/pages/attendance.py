"""Events and courses on a page: links to them, what is said of them above a tally, and their rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from onelib.campaign.events_view import EventRow
from onelib.campaign.gatherings import Attendance, Theirs, called
from onelib.pages.context import Host
from onelib.pages.numbers import UNKNOWN
from onelib.pages.view_context import ViewContext

__all__ = ['event', 'link', 'origins', 'remarks', 'why_others']


def link(attended: Attendance, host: Host) -> str:
    """A link to the page of an event on Meta, or to that of a course."""
    if attended.gathering.is_event and 'meta' in host.targets:
        return host.targets['meta'].article(
            attended.gathering.page, label=called(attended), own_script=host.wiki.two_scripts
        )
    if attended.address:
        return f'[{attended.address} {host.as_written(called(attended))}]'
    return host.as_written(called(attended))


def remarks(attended: Sequence[Attendance], host: Host) -> Iterable[str]:
    """What is to be known of the roster: whom it lacks, and which service has not answered."""
    if any(one.gathering.is_event for one in attended):
        yield host.say('private')
    late = [one for one in attended if one.trouble]
    for day in sorted({one.read for one in late if one.read}):
        links = ', '.join(link(one, host) for one in late if one.read == day)
        yield host.say('silent-since', links=links, date=host.date(day))
    if never := [link(one, host) for one in late if not one.read]:
        yield host.say('silent', links=', '.join(never))


def origins(name: str, view: ViewContext) -> str:
    """Where somebody came from, '' in a campaign without events and courses."""
    if not view.counts.campaign.gatherings:
        return ''
    member, host = view.counts.roster.members.get(name), view.host
    named = (
        host.as_written(origin) if origin else host.say('from-page') for origin in (member.origins if member else ())
    )
    return ', '.join(named) or UNKNOWN


def event(row: EventRow, view: ViewContext) -> Mapping[str, str]:
    """What a row says beside its numbers."""
    host, attended = view.host, row.attended
    days = [host.date(day) for day in dict.fromkeys((attended.start, attended.end)) if day]
    return {
        'event': link(attended, host),
        'when': ' – '.join(days) or UNKNOWN,
        'place': host.as_written(attended.place) if attended.place else UNKNOWN,
        'participants': host.figure(row.participants),
        'newcomers': host.figure(row.newcomers),
        'theirs': _counted(attended.theirs, host) if attended.theirs else UNKNOWN,
    }


def _counted(theirs: Theirs, host: Host) -> str:
    """What the Dashboard counts, by the names that the same numbers have here."""
    numbers = {name: getattr(theirs, name) for name in ('edits', 'articles', 'bytes')}
    about = {
        name: f'≈ {host.number(number)}' if name == 'edits' and theirs.rounded else host.number(number)
        for name, number in numbers.items()
        if number is not None
    }
    footnotes = {'references': host.number(theirs.references)}
    return '<br>'.join(f'{host.say(name)}: {number}' for name, number in (about | footnotes).items())


def why_others(view: ViewContext) -> str:
    """Why the numbers of others differ."""
    return f'<p>{view.host.say("about-theirs")}</p>'

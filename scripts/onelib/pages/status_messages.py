"""How the jobs are, in words: plain text, for the terminal and for wiki pages alike."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from onelib import wikis
from onelib.outcomes.health import Health, OngoingTrouble
from onelib.outcomes.reasons import TOLD_ON_PAGE, Kind, Mender, mender
from onelib.outcomes.runs import Trouble
from onelib.pages.messages import message
from onelib.wikitext.escaping import visible

__all__ = ['StatusMessage', 'findings', 'moment', 'plain', 'pressing', 'say', 'state', 'summary', 'title', 'took']

# So many pages with the same trouble are named; more of them where nobody would hear of it otherwise.
_NAMED, _NAMED_HERE_ALONE = 5, 50
_MINUTE, _HOUR = 60, 3600


@dataclass(frozen=True, slots=True)
class StatusMessage:
    """A trouble, with all pages of a wiki that have it.

    :ivar troubles: of the pages that are named, `more`: how many others there are
    :ivar advice: who can mend it, and how
    :ivar since: since when it is so; `log`: what the log says: both change although nothing happens
    """

    pressing: bool
    troubles: tuple[Trouble, ...]
    more: int
    advice: str
    since: str
    log: str


def say(key: str, **values: str | int) -> str:
    """A message of the bundle ``meta``, below ``meta-status-``."""
    return message(f'meta-status-{key}', wikis.load('meta'), **values)


def findings(health: Health) -> list[StatusMessage]:
    """What is wrong with a job, what needs a person first."""
    return [*_overdue(health), *(_finding(list(group)) for _, group in groupby(_sorted(health), key=_group))]


def _overdue(health: Health) -> Iterator[StatusMessage]:
    if health.overdue is not None and health.usual is not None:
        late = Trouble('', '', '', Kind.CUT_OFF, '')
        advice = say('advice-overdue', job=visible(health.job))
        yield StatusMessage(True, (late,), 0, advice, say('usual', time=duration(health.usual)), '')


def _group(standing: OngoingTrouble) -> tuple[bool, str, Kind]:
    return not standing.pressing, standing.trouble.wiki, standing.trouble.kind


def _sorted(health: Health) -> Sequence[OngoingTrouble]:
    # Not by time: when nothing happens, the order has to stay.
    return sorted(health.standings, key=lambda standing: (*_group(standing), standing.trouble.page))


def _finding(standings: Sequence[OngoingTrouble]) -> StatusMessage:
    first = min(standings, key=lambda standing: (standing.since, standing.trouble.page))
    kind = first.trouble.kind
    most = _NAMED_HERE_ALONE if mender(kind) is Mender.PEOPLE and kind not in TOLD_ON_PAGE else _NAMED
    troubles = tuple(standing.trouble for standing in standings[:most])
    return StatusMessage(
        pressing=first.pressing,
        troubles=troubles,
        more=len(standings) - len(troubles),
        advice=say(f'advice-{first.trouble.kind}'),
        since=say(
            'since-longer' if first.longer else 'since',
            time=moment(first.since),
            number=max(standing.runs for standing in standings),
        ),
        log=_log(troubles),
    )


def _log(troubles: Sequence[Trouble]) -> str:
    """What the log says of each page, and of which pages where it does not say the same of all."""
    about: dict[str, list[str]] = {}
    for trouble in troubles:
        about.setdefault(trouble.text, []).append(title(trouble))
    if len(about) == 1:
        return visible(troubles[0].text)
    return ' · '.join(f'{visible(", ".join(pages))}: {visible(text)}' for text, pages in about.items())


def state(health: Health) -> str:
    """How a job is, in a few words that stay the same as long as nothing changes."""
    if health.overdue is not None:
        return say('overdue', time=moment(health.overdue))
    if any(standing.trouble.kind in (Kind.CUT_OFF, Kind.CRASH) for standing in health.pressing):
        return say('cut-off-again')
    behind = {(standing.trouble.wiki, standing.trouble.page) for standing in health.standings if standing.trouble.wiki}
    number = len(behind) + health.more
    if health.pressing:
        return say('needed', number=number)
    if health.cut_off:
        return say('cut-off')
    return say('behind', number=number) if number else say('well')


def title(trouble: Trouble) -> str:
    """What a trouble is about, where it cannot be linked."""
    if not trouble.wiki:
        return say('whole-run')
    return f'{trouble.wiki}: {trouble.page}' if trouble.page else say('whole-wiki', wiki=trouble.wiki)


def took(health: Health) -> str:
    """How long the last run took."""
    if health.at_work:
        return say('at-work')
    ended = health.last.ended
    return duration(ended - health.last.started) if ended else say('unknown')


def moment(when: datetime.datetime) -> str:
    """A moment, like ``22 November 2026, 04:10 UTC``."""
    month = wikis.load('meta').months['genitive'][when.month - 1]
    return say('time', day=when.day, month=month, year=when.year, clock=f'{when:%H:%M}')


def duration(time: datetime.timedelta) -> str:
    """A time, like ``42 s``, ``7 min`` or ``2 h 5 min``."""
    seconds = max(0, round(time.total_seconds()))
    if seconds < _MINUTE:
        return say('seconds', number=seconds)
    if seconds < _HOUR:
        return say('minutes', number=round(seconds / _MINUTE))
    minutes = round(seconds / _MINUTE)
    return say('hours', hours=minutes // _MINUTE, minutes=minutes % _MINUTE)


def plain(jobs: Sequence[Health], *, summed: bool = True) -> str:
    """How all jobs are, for the terminal; `summed`: in one sentence, too, which knows nothing of anything else."""
    if not jobs:
        return say('none')
    return '\n\n'.join('\n'.join(_lines(health)) for health in jobs) + (f'\n\n{summary(jobs)}' if summed else '')


def summary(jobs: Sequence[Health]) -> str:
    """One sentence for all."""
    if number := pressing(jobs):
        return say('pressing', number=number)
    return say('nobody') if any(health.standings for health in jobs) else say('all-well')


def pressing(jobs: Sequence[Health]) -> int:
    """How many things need a person."""
    return sum(finding.pressing for health in jobs for finding in findings(health))


def _lines(health: Health) -> Iterator[str]:
    yield f'{visible(health.job)}: {state(health)}'
    yield f'    {say("last")}: {moment(health.last.started)}; {say("took")}: {took(health)}'
    yield (
        f'    {say("edits")}: {health.last.edits}; {say("edits-day")}: {health.edits_in_a_day}'
        + ''.join(f'; {outcome}: {number}' for outcome, number in health.last.outcomes.items())
    )
    for finding in findings(health):
        about = ', '.join(visible(title(trouble)) for trouble in finding.troubles)
        more = f' {say("and-more", number=finding.more)}' if finding.more else ''
        yield f'  {say("needs-person" if finding.pressing else "tried-again")}: {about}{more}'
        yield f'    {finding.advice}'
        yield f'    {finding.since}'
        if finding.log:
            yield f'    {say("said")} {finding.log}'
    if health.more:
        yield f'  {say("more-troubles", number=health.more)}'

"""How the jobs are, on a wiki page: everything on the bot's own pages, one line a job on those of others."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self

from onelib.outcomes.health import Health
from onelib.outcomes.reasons import Kind
from onelib.outcomes.runs import Trouble
from onelib.pages import passing
from onelib.pages.links import Target
from onelib.pages.page_update import BlockContent
from onelib.pages.status_messages import StatusMessage, findings, moment, pressing, say, state, summary, title, took
from onelib.wikis import Wiki
from onelib.wikitext.escaping import escape

__all__ = ['StatusPart', 'same']

_BOX = (
    'border:1px solid {colour};border-inline-start-width:0.4em;padding:0.5em 1em;margin:0.5em 0;overflow-wrap:anywhere'
)
# Nobody reads more of them, and a page has no room for hundreds.
_BOXES = 100
_PRESSING, _PASSING = '#b32424', '#a2a9b1'
# What changes from run to run although nothing happens: times, and what wikis say word by word.
_TIME = passing.element('span', 'onelib-time')
# Numbers of edits, which are news once a day.
_NUMBER = passing.element('span', 'onelib-number')
_DAY = re.compile(r'<p class="onelib-status" data-day="([\d-]*)">')


@dataclass(frozen=True, slots=True)
class StatusPart(BlockContent):
    """A block that says how the jobs are.

    :ivar now: in UTC
    :ivar own: whether it stands on a page of the bot
    :ivar details: title of the bot's page that says everything
    """

    jobs: Sequence[Health]
    now: datetime.datetime
    own: bool
    details: str

    def body(self, wiki: Wiki, today: datetime.date, last: str) -> str:
        """The wikitext."""
        if not self.jobs:
            return f'<p class="onelib-status" data-day="">{say("none")}</p>'
        return '\n'.join(self._own_lines() if self.own else self._lines())

    def same(self, one: str, other: str) -> bool:
        """Whether two contents of the block say the same."""
        return same(one, other)

    @classmethod
    def summary(cls, parts: Sequence[Self], wiki: Wiki) -> str:
        """Whether anything needs a person."""
        jobs = parts[0].jobs
        if number := pressing(jobs):
            return say('summary-pressing', number=number)
        return say('summary-nobody') if any(health.standings for health in jobs) else say('summary-well')

    def _first(self) -> str:
        written = _time(say('written', time=moment(self.now)))
        return f"<p class=\"onelib-status\" data-day=\"{self.now.date()}\">'''{summary(self.jobs)}''' {written}</p>"

    def _lines(self) -> Iterator[str]:
        """One line a job, in the words of a coordinator."""
        yield self._first()
        for health in self.jobs:
            yield f"* '''{escape(health.job)}''': {state(health)}. {_time(_last(health))}"
        if any(health.standings or health.needs_person for health in self.jobs):
            yield f'<p>{say("details", link=Target("").article(self.details))}</p>'

    def _own_lines(self) -> Iterator[str]:
        """A table of all jobs, and below it what is wrong with each."""
        yield self._first()
        # Its numbers are seldom read on a telephone; there it moves under the finger.
        yield from ('<div style="overflow-x:auto">', '{| class="wikitable"')
        names = ('job', 'state', 'last', 'took', 'edits', 'edits-day')
        yield '! ' + ' !! '.join(f'scope="col" | {say(name)}' for name in names)
        for health in self.jobs:
            yield f'|-\n! scope="row" | {escape(health.job)}\n| ' + ' || '.join(_cells(health))
        yield from ('|}', '</div>')
        messages = [(health, finding) for health in self.jobs for finding in findings(health)]
        messages.sort(key=lambda message: not message[1].pressing)
        yield from (_box(health, finding) for health, finding in messages[:_BOXES])
        left = Counter({health.job: health.more for health in self.jobs})
        for health, finding in messages[_BOXES:]:
            left[health.job] += len(finding.troubles) + finding.more
        for job, number in left.items():
            if number:
                yield f'<p>{escape(job)}: {say("more-troubles", number=number)}</p>'


def _cells(health: Health) -> tuple[str, ...]:
    words = state(health)
    return (
        f"'''{words}'''" if health.needs_person else words,
        _time(moment(health.last.started)),
        _time(took(health)),
        _number(health.last.edits),
        _number(health.edits_in_a_day),
    )


def _box(health: Health, finding: StatusMessage) -> str:
    colour = _PRESSING if finding.pressing else _PASSING
    pages = ', '.join(_link(trouble) for trouble in finding.troubles)
    more = f' {say("and-more", number=finding.more)}' if finding.more else ''
    since, log = finding.since, f' {say("said")} {escape(finding.log)}' if finding.log else ''
    # What wikis say comes in other words every time; what is wrong with templates is in our own.
    said = f'{_time(since)}{log}' if finding.troubles[0].kind is Kind.TEMPLATES else _time(since + log)
    urgency = say('needs-person' if finding.pressing else 'tried-again')
    return (
        f'<div class="onelib-trouble" style="{_BOX.format(colour=colour)}">'
        f"'''{urgency}''' · {escape(health.job)} · {pages}{more}<br>{escape(finding.advice)}<br>"
        f'<small>{said}</small></div>'
    )


def _link(trouble: Trouble) -> str:
    if not trouble.page:
        return title(trouble)
    # Meta's prefixes of the Wikipedias are their codes.
    prefix = '' if trouble.wiki == 'meta' else trouble.wiki
    label = f'{trouble.wiki}: {trouble.page}'
    return Target('', prefix).article(trouble.page, label=label)


def _last(health: Health) -> str:
    return say('last-run', time=moment(health.last.started))


def _time(text: str) -> str:
    return f'<span class="onelib-time">{text}</span>'


def _number(number: int) -> str:
    return f'<span class="onelib-number">{number}</span>'


def same(one: str, other: str) -> bool:
    """Whether two contents of a block say the same: times say nothing, and numbers of edits only on another day."""
    old, new = _without_times(one), _without_times(other)
    return old == new or (_days(one) == _days(other) and _NUMBER.sub('…', old) == _NUMBER.sub('…', new))


def _without_times(body: str) -> str:
    return _DAY.sub('<p>', _TIME.sub('…', body)).strip()


def _days(body: str) -> list[str]:
    return _DAY.findall(body)

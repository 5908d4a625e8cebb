"""A tally on a wiki page: what a coordinator asked for, made of the numbers of a campaign."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Self

from onelib.campaign import views
from onelib.campaign.campaign_kinds import Goal
from onelib.campaign.campaigns import Campaign
from onelib.campaign.gatherings import Attendance
from onelib.campaign.parameter_kinds import RequestError, nearest
from onelib.campaign.parameters import TallyRequest
from onelib.campaign.roster import is_account
from onelib.campaign.rows import Known, Tally
from onelib.campaign.scoring import Counted
from onelib.pages import attendance, rulings
from onelib.pages.context import Host
from onelib.pages.page_update import NO_WORD
from onelib.pages.sheet_part import SheetPart
from onelib.pages.tally_data import NONE, Records, records
from onelib.pages.tally_views import SHEETS
from onelib.pages.view_context import ViewContext
from onelib.wikis import Wiki
from onelib.wikitext.escaping import cut, escape

__all__ = ['Place', 'TallyPart', 'part']

#: Where a line stands: the code of its wiki, the title of the page, and the words of the heading above it.
Place = tuple[str, str, str]
# So many are linked, and so much of a heading is shown.
_PLACES, _SECTION = 5, 80


def part(
    request: TallyRequest,
    counts: Tally,
    host: Host,
    *,
    now: datetime.datetime,
    known: Known | None = None,
    unclear: Sequence[Place] = (),
    empty: Sequence[Place] = (),
    attended: Sequence[Attendance] = (),
    template: str = '',
    data_page: str = '',
) -> TallyPart:
    """What a block should say.

    :param counts: the tally of the campaign that the request names
    :param now: in UTC
    :param unclear: where lines stand that nobody understands, one for each: wiki, page and section
    :param empty: the sign-up pages on which nobody is
    :param attended: the events and courses of the campaign
    :param data_page: title of the page on the same wiki with the rows as data, '' if there is none
    :param template: a template of the wiki that shows the rows in place of that of the view
    :raises RequestError: the campaign has no such wiki or nobody of that name, or the campaign has no days
    """
    _check(request, counts)
    goals = tuple((goal, counts.reached(goal)) for goal in counts.campaign.goal)
    known, ruled = known or Known(), tuple(rulings.remarks(counts, host))
    if request.wiki:
        counts = _only(counts, request.wiki)
        known = replace(known, previous=known.previous and _only(known.previous, request.wiki))
    view = views.VIEWS[request.view]
    there_is: dict[str, Any] = {'now': now}
    for values in (request, known):
        there_is |= {field.name: getattr(values, field.name) for field in fields(values)}
    rows = view.numbers(counts, **{name: there_is[name] for name in view.wants})
    sheet = SHEETS[request.view](rows, ViewContext(request, host, counts))
    sheet = replace(sheet, above=(*(host.goal(*goal) for goal in goals), *sheet.above))
    if data_page:
        link = f'<p class="onelib-data">[[:{escape(data_page)}|{host.say("data")}]]</p>'
        # What stands below a table is not there without one.
        sheet = (
            replace(sheet, below=(*sheet.below, link)) if sheet.lines else replace(sheet, above=(*sheet.above, link))
        )
    if template:
        sheet = replace(sheet, row=template)
    sums, editors = counts.total, counts.editors
    if request.view == 'participants':
        # The line above the table is of the same people as the sum below it.
        sums = rows.total
        editors = len({edit.name for edit in counts.counted if edit.counts and _is_asked(edit, request.who)})
    return TallyPart(
        sheet,
        host,
        counts.campaign,
        sums.edits,
        editors,
        sums.added,
        request,
        unclear,
        empty,
        attended,
        data_page,
        records(request.view, rows),
        goals,
        ruled,
    )


def _check(request: TallyRequest, counts: Tally) -> None:
    """What only the campaign itself knows: whether it has such a wiki, and anybody of that name.

    :raises RequestError: it has not
    """
    problems = []
    if request.wiki and request.wiki not in counts.campaign.wikis:
        choices = counts.campaign.wikis
        like = nearest(request.wiki, choices)
        problems.append(RequestError('wiki', request.wiki, 'allowed-choice', nearest=like, choices=', '.join(choices)))
    if 'user' in views.VIEWS[request.view].needs:
        people = dict.fromkeys((*counts.roster.members, *(edit.name for edit in counts.counted)))
        if counts.roster.resolve(request.user) not in people:
            # Who does not want to be named is not guessed, either.
            like = nearest(request.user, [name for name in people if not counts.roster.hides(name)])
            problems.append(RequestError('user', request.user, 'allowed-participant', nearest=like))
    if problems:
        raise problems[0].with_all(problems[1:])


def _is_asked(edit: Counted, who: str) -> bool:
    """Whether an edit is by somebody with an account whom the table lists."""
    return is_account(edit.name) and (who == 'all' or edit.participant == (who == 'participants'))


def _only(counts: Tally, wiki: str) -> Tally:
    """The numbers of one wiki, and the people who edited there or said that they would."""
    edits = [edit for edit in counts.counted if edit.wiki == wiki]
    here = {edit.name for edit in edits}
    members = {name: member for name, member in counts.roster.members.items() if name in here or wiki in member.wikis}
    roster = replace(counts.roster, members=members)
    return views.tally((edit.edit for edit in edits), replace(counts.campaign, wikis=(wiki,)), roster)


@dataclass(frozen=True, slots=True)
class TallyPart(SheetPart):
    """A block that gets new numbers.

    :ivar edits: of the campaign, `editors` and `references` (added) likewise
    :ivar unclear: where lines of the sign-up pages stand that nobody understands; `empty`: the pages on which nobody is
    :ivar attended: the events and courses of the campaign
    :ivar data_page: title of the page with its rows as data, '' for none; `records`: all of these rows
    :ivar goals: what the campaign wants to reach, and how much of it there is
    :ivar ruled: what its organisers have taken out
    """

    campaign: Campaign
    edits: int
    editors: int
    references: int
    request: TallyRequest
    unclear: Sequence[Place] = ()
    empty: Sequence[Place] = ()
    attended: Sequence[Attendance] = ()
    data_page: str = ''
    records: Records = NONE
    goals: Sequence[tuple[Goal, int]] = ()
    ruled: Sequence[str] = ()

    @classmethod
    def summary(cls, parts: Sequence[Self], wiki: Wiki) -> str:
        """The sums of each campaign that the page has tallies of."""
        largest: dict[str, Self] = {}
        for part in sorted(parts, key=lambda part: part.edits):
            largest[part.campaign.id] = part
        return '; '.join(
            part.host.say('summary', campaign=NO_WORD.sub('', campaign), edits=part.edits, references=part.references)
            for campaign, part in sorted(largest.items())
        )

    def _links(self, places: Sequence[Place]) -> str:
        """Links to these places, to some of them if there are many."""
        places = list(dict.fromkeys(places))
        links = [self.host.article(*place[:2], cut(place[2], _SECTION)) for place in places[:_PLACES]]
        return ', '.join((*links, *(['…'] if places[_PLACES:] else [])))

    def said(self) -> str:
        """How much there is and as of when, in plain words."""
        how_much = self.host.say('count', edits=self.edits, editors=self.editors, references=self.references)
        return f'{how_much} {self.host.say("as-of", date=self.host.date(self.host.today))}'

    def count(self) -> str:
        """The line above the table: which campaign, how much there is, what is not shown, and as of when."""
        days = self.campaign.days()
        name = escape(self.campaign.id) + (f' · {self.request.wiki}' if self.request.wiki else '')
        say = self.host.say
        sentences = [
            f"'''{name}''' ({self.host.date(days[0])} – {self.host.date(days[-1])}).",
            say('count', edits=self.edits, editors=self.editors, references=self.references),
        ]
        if self.sheet.left:
            sentences.append(say('left-out', left=self.sheet.left, limit=self.request.limit))
        if self.unclear:
            sentences.append(say('unclear', number=len(self.unclear), links=self._links(self.unclear)))
        if self.empty:
            sentences.append(say('nobody', links=self._links(self.empty)))
        sentences += self.ruled
        sentences += attendance.remarks(self.attended, self.host)
        sentences.append(f'<span class="onelib-date">{say("as-of", date=self.host.date(self.host.today))}</span>')
        return ' '.join(sentences)

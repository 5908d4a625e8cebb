"""A tally on a wiki page: what a coordinator asked for, made of the numbers of a campaign."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Self

from onelib.campaign import views as views
from onelib.campaign.campaigns import Campaign
from onelib.campaign.draw import draw, seed_of
from onelib.campaign.parameters import TALLY_PARAMETERS, RequestError, TallyRequest
from onelib.campaign.roster import Roster, is_account
from onelib.campaign.rows import Tally
from onelib.campaign.scoring import Counted
from onelib.outcomes.results import RowKey
from onelib.pages import edit_breakdown, table, tally_report, tally_views
from onelib.pages.context import Host
from onelib.pages.messages import message
from onelib.pages.page_update import NO_WORD, BlockContent, Mistake
from onelib.pages.table import Sheet
from onelib.pages.worklist import error_box
from onelib.wikis import Wiki
from onelib.wikitext.escaping import escape, visible

__all__ = ['Known', 'TallyMistake', 'TallyPart', 'part', 'sentence']

# What may be given is said in the words of the worklists, where they have them.
_OWN = frozenset(
    f'allowed-{what}'
    for what in ('date', 'date-between', 'hashtag', 'id', 'list', 'seed', 'timezone', 'timezones', 'user')
)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a campaign besides its edits; each of it can be unknown.

    :ivar registered: name -> when the account was registered
    :ivar later: name -> times of edits after the campaign; None as long as nobody looked
    :ivar earlier: rosters of earlier campaigns
    :ivar previous: the tally of the campaign before, for comparison
    """

    registered: Mapping[str, datetime.datetime | None] = field(default_factory=dict)
    later: Mapping[str, Collection[datetime.datetime]] | None = None
    earlier: Collection[Roster] = ()
    previous: Tally | None = None


def part(
    request: TallyRequest, counts: Tally, host: Host, *, now: datetime.datetime, known: Known | None = None
) -> TallyPart:
    """What a block should say.

    :param counts: the tally of the campaign that the request names
    :param now: in UTC
    :raises RequestError: the seed cannot be used, or the campaign has no days
    """
    known = known or Known()
    if request.wiki:
        counts = _only(counts, request.wiki)
        known = replace(known, previous=known.previous and _only(known.previous, request.wiki))
    sheet = _sheet(request, counts, host, now, known)
    sums, editors = counts.total, counts.editors
    if request.view == 'participants':
        # The line above the table is of the same people as the sum below it.
        sums = views.participants(counts, sort=request.sort, who=request.who).total
        editors = len({one.name for one in counts.counted if one.counts and _is_asked(one, request.who)})
    return TallyPart(sheet, host, counts.campaign, sums.edits, editors, sums.added, request)


def _is_asked(one: Counted, who: str) -> bool:
    """Whether an edit is by somebody with an account whom the table lists."""
    return is_account(one.name) and (who == 'all' or one.participant == (who == 'participants'))


def _only(counts: Tally, wiki: str) -> Tally:
    """The numbers of one wiki, and the people who edited there or said that they would."""
    edits = [one for one in counts.counted if one.wiki == wiki]
    here = {one.name for one in edits}
    members = {name: one for name, one in counts.roster.members.items() if name in here or wiki in one.wikis}
    roster = replace(counts.roster, members=members)
    return views.tally((one.edit for one in edits), replace(counts.campaign, wikis=(wiki,)), roster)


def _homes(counts: Tally) -> dict[str, tuple[str, ...]]:
    """On which wikis people are at home: those they edited, or else those of their sign-ups."""
    members = counts.roster.members
    return {
        person.name: person.wikis or (members[person.name].wikis if person.name in members else ())
        for person in views.participants(counts, who='all').rows
    }


def _sheet(request: TallyRequest, counts: Tally, host: Host, now: datetime.datetime, known: Known) -> Sheet:
    campaign, sort, minimum = counts.campaign, request.sort, request.minimum
    match request.view:
        case 'participants':
            people = views.participants(
                counts, sort=sort, minimum=minimum, who=request.who, registered=known.registered
            )
            return tally_views.participants(people, request, host, campaign, _homes(counts))
        case 'wikis':
            return tally_views.wikis(views.wikis(counts), request, host)
        case 'libraries':
            return tally_views.libraries(views.libraries(counts), request, host)
        case 'days':
            return tally_views.days(views.days(counts), request, host)
        case 'articles':
            return tally_views.articles(views.articles(counts), request, host)
        case 'newcomers':
            found = views.newcomers(
                counts, registered=known.registered, now=now, earlier=known.earlier, later=known.later
            )
            return tally_views.newcomers(found, request, host)
        case 'report':
            return tally_report.report(views.report(counts, previous=known.previous), host)
        case 'draw':
            seed = seed_of(request.seed)
            drawn = draw(counts, seed=seed, prizes=request.prizes, sort=sort, minimum=minimum)
            return tally_report.draw(drawn, request, host, _homes(counts))
        case 'edits':
            return edit_breakdown.edits(views.explain(counts, request.user), request, host, campaign)
    raise ValueError(f'no view {request.view!r}')


@dataclass(frozen=True, slots=True)
class TallyPart(BlockContent):
    """A block that gets new numbers.

    :ivar edits: of the campaign, `editors` and `references` (added) likewise
    """

    sheet: Sheet
    host: Host
    campaign: Campaign
    edits: int
    editors: int
    references: int
    request: TallyRequest

    @property
    def length(self) -> int:
        """How many rows it has."""
        return len(self.sheet.lines)

    def rows(self, wiki: Wiki) -> Mapping[RowKey, str]:
        """The wikitext of each row."""
        return {line.key: self.sheet.row_text(line.cells) for line in self.sheet.lines}

    def without(self, keys: Collection[RowKey]) -> Self:
        """The block without some of its rows; that they are missing is said."""
        return replace(self, sheet=self.sheet.without(keys))

    def cut(self, most: int) -> Self:
        """The block with no more rows than that."""
        return replace(self, sheet=self.sheet.cut(most))

    def body(self, wiki: Wiki, today: datetime.date, last: str) -> str:
        """The wikitext."""
        return self.sheet.render(self._count())

    def same(self, one: str, other: str) -> bool:
        """Whether two contents differ in their date at most."""
        return table.same(one, other)

    @classmethod
    def summary(cls, parts: Sequence[Self], wiki: Wiki) -> str:
        """The sums of each campaign that the page has tallies of."""
        largest: dict[str, Self] = {}
        for one in sorted(parts, key=lambda one: one.edits):
            largest[one.campaign.id] = one
        return '; '.join(
            one.host.say('summary', campaign=NO_WORD.sub('', campaign), edits=one.edits, references=one.references)
            for campaign, one in sorted(largest.items())
        )

    def _count(self) -> str:
        """The line above the table: which campaign, how much there is, what is not shown, and as of when."""
        days = self.campaign.days()
        name = escape(self.campaign.id) + (f' · {self.request.wiki}' if self.request.wiki else '')
        say = self.host.say
        said = [
            f"'''{name}''' ({self.host.date(days[0])} – {self.host.date(days[-1])}).",
            say('count', edits=self.edits, editors=self.editors, references=self.references),
        ]
        if self.sheet.left:
            said.append(say('left-out', left=self.sheet.left, limit=self.request.limit))
        said.append(f'<span class="onelib-date">{say("as-of", date=self.host.date(self.host.today))}</span>')
        return ' '.join(said)


@dataclass(frozen=True, slots=True)
class TallyMistake(Mistake):
    """A block that cannot be tallied.

    :ivar campaign: id of the campaign in whose own template the mistake is; '' if it is in that of the block
    """

    campaign: str = ''

    def body(self, wiki: Wiki, today: datetime.date, last: str) -> str:
        """What is wrong, and below it the last good content."""
        return error_box(self.sentence(wiki), wiki, last, 'tally-error')

    def sentence(self, wiki: Wiki) -> str:
        """What is wrong, as plain text in the language of the wiki."""
        return sentence(self.problem, wiki, self.campaign)

    @classmethod
    def summary(cls, parts: Sequence[Self], wiki: Wiki) -> str:
        """The first parameter that is wrong."""
        return message('tally-summary-error', wiki, parameter=NO_WORD.sub('', parts[0].problem.parameter))


def sentence(problem: RequestError, wiki: Wiki, campaign: str = '') -> str:
    """One sentence that names the parameter, the bad value and what is allowed, as plain text.

    :param campaign: id of the campaign in whose template the parameter is, '' for the template of the block
    """
    values = {'parameter': visible(problem.parameter), 'value': visible(problem.value)}
    if not problem.known:
        allowed = problem.allowed.message if campaign else ', '.join(TALLY_PARAMETERS)
        said = message('worklist-error-unknown', wiki, **values, allowed=allowed)
    else:
        bundle = 'tally' if problem.allowed.message in _OWN else 'worklist'
        allowed = message(f'{bundle}-{problem.allowed.message}', wiki, **problem.allowed.values)
        kind = 'value' if problem.value else 'missing'
        if kind == 'missing':
            del values['value']
        said = message(f'worklist-error-{kind}', wiki, **values, allowed=allowed)
    return f'{message("tally-error-campaign", wiki, campaign=visible(campaign))} {said}' if campaign else said

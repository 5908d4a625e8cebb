"""All that is known of a campaign: who signed up, what they edited, and what that did; what is new is read."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace

from onelib.campaign import views
from onelib.campaign.campaign_kinds import WikiPage
from onelib.campaign.campaigns import Campaign, Window
from onelib.campaign.parameters import RequestError, no_campaign
from onelib.campaign.roster import is_account
from onelib.campaign.rows import Known, Tally
from onelib.outcomes.reasons import Kind, Reason
from onelib.readers import hidden_names, signups
from onelib.readers.budget import Budget, OverBudgetError, unlimited
from onelib.readers.campaigns import Campaigns
from onelib.readers.candidates.services import Services
from onelib.readers.collector import RECHECKED_FOR, Collector
from onelib.readers.contributions import still_editing
from onelib.readers.signups import SignUps
from onelib.readers.sites import UNREADABLE, Sites, local_title, unforeseen, unreadable
from onelib.readers.source_lists import SourceLists
from onelib.readers.template_names import TemplateNames
from onelib.readers.users import Users
from onelib.store import Store, StoreError, questions
from onelib.wikitext.signups import UnclearLine

__all__ = ['CampaignData', 'CampaignLoader', 'Followed']

#: Gives back the same codes of wikis, and notes how far a campaign, by its id, has been read.
Followed = Callable[[Collection[str], str], Iterable[str]]

# Who registered earlier is no newcomer, whenever exactly it was.
_LATELY = datetime.timedelta(days=60)
# So many seconds a service of events or courses is waited for.
_PATIENCE = 30.0
# So often wikis are asked whose names they hide when nothing else of a campaign changes any more.
_ASKED_WHEN_OVER = datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class CampaignData:
    """A campaign with its people and edits.

    :ivar behind: what could not be read, so that the numbers are not those of today
    """

    counts: Tally
    signed: SignUps
    behind: tuple[Reason, ...]

    @property
    def unclear(self) -> list[tuple[WikiPage, UnclearLine]]:
        """The lines of its sign-up pages that look like sign-ups, and nobody knows whose."""
        return [(page, line) for page, lines in self.signed.unclear.items() for line in lines]


class CampaignLoader:
    """Reads campaigns, each at most once; what was read in earlier runs comes from the store.

    :param now: in UTC
    :param followed: is told how far the reading of a campaign is
    """

    def __init__(
        self,
        sites: Sites,
        store: Store,
        campaigns: Campaigns,
        now: datetime.datetime,
        followed: Followed = lambda codes, _: codes,
    ) -> None:
        self._sites = sites
        self._store = store
        self._campaigns = campaigns
        self._now = now
        self._followed = followed
        self._names = TemplateNames(sites, store, now)
        self._users = Users(sites, store, now)
        self._sources = SourceLists(sites, store, now)
        self.services = Services(sites.settings.services, most_seconds=_PATIENCE)
        self._loaded: dict[str, CampaignData | Exception] = {}
        self._budgets: dict[str, Budget] = {}
        self._registered: dict[str, Mapping[str, datetime.datetime | None]] = {}

    @property
    def loaded(self) -> list[CampaignData]:
        """The campaigns that were read."""
        return [data for data in self._loaded.values() if isinstance(data, CampaignData)]

    def load(self, identity: str) -> CampaignData:
        """A campaign with its people and edits.

        :raises RequestError: its template cannot be used, or names what is not there
        :raises pywikibot.exceptions.Error: its sign-up pages cannot be read
        """
        if identity not in self._loaded:
            try:
                campaign = self._campaigns.named(identity)
                with unlimited(), self._budget(identity).spent():
                    self._loaded[identity] = self._load(campaign)
            except StoreError:
                raise
            except Exception as problem:
                # Not again for each block.
                self._loaded[identity] = problem
        loaded = self._loaded[identity]
        if isinstance(loaded, Exception):
            raise loaded
        return loaded

    def pages(self, identity: str) -> Collection[WikiPage]:
        """The sign-up pages of a campaign, as far as it has been loaded, or names them, as their wikis call them.

        :raises pywikibot.exceptions.Error: Meta does not answer
        """
        try:
            campaign = self._campaigns.named(identity)
        except RequestError:
            return ()
        data = self._loaded.get(identity)
        read = data.signed.pages if isinstance(data, CampaignData) else ()
        named = {*campaign.sign_ups, *([campaign.optout] if campaign.optout else []), *read}
        return set(map(self._called, named))

    def _called(self, page: WikiPage) -> WikiPage:
        """A page as its wiki calls it, whatever people call the namespace; as they do if the wiki does not answer."""
        with suppress(*UNREADABLE):
            return replace(page, title=local_title(self._sites.open(page.wiki), page.title))
        return page

    def _budget(self, identity: str) -> Budget:
        """The questions that may be asked for a campaign in a run."""
        most = self._sites.settings.max_campaign_requests
        return self._budgets.setdefault(identity, Budget(most, f'campaign {identity}', 'max_campaign_requests'))

    def _load(self, campaign: Campaign) -> CampaignData:
        # Before anything is read: it has to have its days.
        campaign.window()
        signed = signups.read(self._sites, self._users, self._store, campaign, self._now, self.services)
        if problems := [*_missing(campaign, signed), *self._unknown(campaign)]:
            raise problems[0].with_all(problems[1:]).in_campaign(campaign.id)
        behind = list(signed.silent)
        hidden: set[str] = set()
        budget = self._budget(campaign.id)
        for number, code in enumerate(self._followed(campaign.wikis, campaign.id)):
            with budget.share(len(campaign.wikis) - number).spent():
                hidden |= self._hidden(code, campaign)
                behind += self._collect(code, campaign, signed)
        signed = replace(signed, roster=signed.roster.without_names_of(hidden))
        self._note_names(campaign, signed)
        counts = views.tally(self._store.edits(campaign.id), campaign, signed.roster)
        return CampaignData(counts, signed, tuple(behind))

    def _note_names(self, campaign: Campaign, signed: SignUps) -> None:
        """Have lists know whom they may thank by name."""
        question = questions.may_be_named(campaign.id)
        names = sorted(name for name in signed.roster.members if not signed.roster.hides(name))
        if self._store.answer(question) != names:
            self._store.keep(question, names, self._now)

    def _unknown(self, campaign: Campaign) -> list[RequestError]:
        """The earlier campaigns that it names and that are not set up."""
        there_are = self._campaigns.ids()
        return [
            no_campaign(identity, there_are, 'previous') for identity in campaign.previous if identity not in there_are
        ]

    def _collect(self, code: str, campaign: Campaign, signed: SignUps) -> list[Reason]:
        """Bring the store up to date with a wiki; give back what could not be read, and why."""
        question = questions.final(campaign.id, code)
        if self._store.answer(question) == sorted(signed.roster.members):
            return []
        try:
            collector = Collector(self._sites.open(code), self._names.complete(code), self._store, self._now)
            collected = collector.collect(campaign, signed.roster.members)
        except OverBudgetError as problem:
            return [Reason(Kind.MAX_REQUESTS, f'{code} is not read to the end: {problem}')]
        except UNREADABLE as problem:
            return [unreadable(problem, code)]
        except Exception as problem:
            return [unforeseen(problem, f'{code}: ')]
        if self._now > campaign.window(code).end + RECHECKED_FOR:
            self._store.keep(question, sorted(signed.roster.members), self._now)
        if not collected.gap:
            return []
        start, end = (moment.strftime('%Y-%m-%d %H:%M') for moment in collected.gap)
        return [Reason(Kind.UNREADABLE, f'{code} does not know its recent changes from {start} to {end} any more')]

    def _hidden(self, code: str, campaign: Campaign) -> set[str]:
        """Whose name a wiki hides; if it does not answer, whose it hid before."""
        is_over = self._now > campaign.window(code).end + RECHECKED_FOR
        since = self._now - _ASKED_WHEN_OVER
        if not (is_over and hidden_names.asked_since(self._store, campaign.id, code, since)):
            # That it does not answer is said by whoever counts its edits.
            with suppress(*UNREADABLE):
                hidden_names.ask(self._sites.open(code), code, campaign, self._store, self._now)
        return hidden_names.known(self._store, campaign.id, code)

    def known(self, data: CampaignData, wanted: Collection[str]) -> Known:
        """What is known besides the edits.

        :param wanted: the fields of it that somebody wants; what others need is not asked for
        :raises pywikibot.exceptions.Error: a wiki does not answer
        """
        with unlimited(), self._budget(data.counts.campaign.id).spent():
            return self._known(data, wanted)

    def _known(self, data: CampaignData, wanted: Collection[str]) -> Known:
        """As `known`."""
        rosters, previous = [], None
        if {'earlier', 'previous'} & set(wanted):
            tallies = [tally for identity in data.counts.campaign.previous if (tally := self._earlier(identity))]
            rosters = [tally.roster for tally in tallies]
            previous = next((tally for tally in tallies if tally.counted), None)
        return Known(
            registered=self.registered(data) if 'registered' in wanted else {},
            later=self._later(data) if 'later' in wanted else None,
            earlier=rosters,
            previous=previous,
            lists=self._store.lists(data.counts.campaign.id) if 'lists' in wanted else (),
            attended=data.signed.attended,
            blocked=self._sources.blocked(data.counts) if 'blocked' in wanted else (),
            unreachable=self._sources.unreachable(data.counts) if 'unreachable' in wanted else (),
            source_lists=self._sources.of(data.counts.campaign.wikis) if 'source_lists' in wanted else {},
            unclear=[(page.wiki, page.title, line.section) for page, line in data.unclear],
            unregistered={(page.wiki, page.title): number for page, number in data.signed.unregistered.items()},
        )

    def registered(self, data: CampaignData) -> Mapping[str, datetime.datetime | None]:
        """When the people of a campaign registered, as far as that is not long ago."""
        campaign = data.counts.campaign
        if campaign.id not in self._registered:
            moments: dict[str, datetime.datetime | None] = {}
            for code, names in _at_home(data).items():
                try:
                    moments |= self._users.registered(code, names, since=campaign.window().start - _LATELY)
                except UNREADABLE:
                    continue
            self._registered[campaign.id] = moments
        return self._registered[campaign.id]

    def _earlier(self, identity: str) -> Tally | None:
        """The tally of an earlier campaign, None if there is none; two weeks after its end it is read no more.

        :raises pywikibot.exceptions.Error: it cannot be read; that does not make anybody new
        """
        try:
            return self.load(identity).counts
        except RequestError:
            return None

    def _later(self, data: CampaignData) -> Mapping[str, Collection[datetime.datetime]] | None:
        """Who edited again some weeks after the end, None until that time is over."""
        campaign = data.counts.campaign
        window = Window(*(campaign.window().end + time for time in views.STAYED))
        if self._now < window.end:
            return None
        names = sorted(self.registered(data))
        question = questions.still_editing(campaign.id)
        answer = self._store.answer(question)
        if answer is None or answer['asked'] != names:
            editing: set[str] = set()
            for code in campaign.wikis:
                editing |= still_editing(self._sites.open(code), names, window)
            answer = {'asked': names, 'found': sorted(editing)}
            self._store.keep(question, answer, self._now)
        return {name: [window.start] for name in answer['found']}


def _missing(campaign: Campaign, signed: SignUps) -> list[RequestError]:
    """What a campaign names, and pages that these show, that are not there: the numbers would be of nobody."""
    problems = []
    for page, named in signed.missing.items():
        title = page.title if page.wiki == 'meta' else f'{page.wiki}:{page.title}'
        name = 'optout' if named == campaign.optout else 'participants'
        problems.append(RequestError(name, title, 'allowed-existing-page', example='cs:Wikipedie:1Lib1Ref'))
    problems += [RequestError('participants', str(one), 'allowed-existing-gathering') for one in signed.unknown]
    return problems


def _at_home(data: CampaignData) -> Mapping[str, list[str]]:
    """The people of a campaign by the wiki where they edit most, or signed up."""
    edits: defaultdict[str, Counter[str]] = defaultdict(Counter)
    # Those who are not named, too: the sums of new editors are of all.
    for edit in data.counts.counted:
        if edit.counts and is_account(edit.name):
            edits[edit.name][edit.wiki] += 1
    homes: defaultdict[str, list[str]] = defaultdict(list)
    for name in dict.fromkeys((*data.counts.roster.members, *edits)):
        signed = (page.wiki for page in data.signed.signed.get(name, ()))
        most = sorted(edits[name].items(), key=lambda item: (-item[1], item[0]))
        for code in (*(code for code, _ in most), *signed)[:1]:
            homes[code].append(name)
    return homes

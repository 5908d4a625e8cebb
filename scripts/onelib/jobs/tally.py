"""The tally job: reads who signed up, counts what they did, and keeps the tallies on the pages current."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from pywikibot.exceptions import Error

from onelib import wikis
from onelib.campaign import parameters
from onelib.campaign import views as numbers
from onelib.campaign.campaigns import Campaign
from onelib.campaign.parameters import RequestError
from onelib.campaign.roster import is_account
from onelib.campaign.rows import Known, Tally
from onelib.jobs.page_job import PageJob
from onelib.jobs.sleeping import asleep, remembered
from onelib.operations.arguments import Arguments
from onelib.outcomes.reasons import Kind, Reason, joined, said
from onelib.outcomes.results import Outcome, Result
from onelib.pages import csv_files
from onelib.pages.context import Host
from onelib.pages.links import Target
from onelib.pages.mistakes import sentence
from onelib.pages.page_update import BlockContent, Mistake
from onelib.pages.tally import part
from onelib.readers import signups
from onelib.readers.collector import RECHECKED_FOR, Collector
from onelib.readers.contributions import still_editing
from onelib.readers.signups import SignUps
from onelib.readers.template_names import TemplateNames
from onelib.readers.users import Users
from onelib.settings import Settings
from onelib.store import Store, questions
from onelib.wikitext.blocks import Block

__all__ = ['TallyJob', 'work']

# Who registered earlier is no newcomer, whenever exactly it was.
_LATELY = datetime.timedelta(days=60)


def work(settings: Settings, store: Store, now: datetime.datetime, asked: Arguments) -> Iterator[Result]:
    """Bring the tallies that the arguments ask for up to date, or write their tables to files."""
    job = TallyJob(settings, store, now)
    if 'csv' in asked.options:
        return job.write(Path(asked.options['csv']))
    if asked.wikis or asked.page or asked.options.keys() - {'sleep'} or not store.writable:
        return job.run(asked.wikis, asked.page, asked.trial)
    rest = asleep(store, now) if 'sleep' in asked.options else None
    return remembered(job.run(), job.campaigns, store, now) if rest is None else rest


@dataclass(frozen=True, slots=True)
class Gathered:
    """All that is known of a campaign.

    :ivar behind: what could not be read, so that the numbers are not those of today
    """

    counts: Tally
    signed: SignUps
    behind: tuple[str, ...]


class TallyJob(PageJob):
    """One run over the tallies of some wikis."""

    template = '1Lib1Ref tally'

    def __init__(self, settings: Settings, store: Store, now: datetime.datetime) -> None:
        # A simulation keeps nothing, but counts all the same.
        super().__init__(settings, store if store.writable else store.copy(), now)
        self.names = TemplateNames(self.sites, self.store, now)
        self.users = Users(self.sites, self.store, now)
        self._gathered: dict[str, Gathered | Exception] = {}
        self._targets: dict[tuple[str, str], Target | None] = {}
        self._registered: dict[str, Mapping[str, datetime.datetime | None]] = {}

    def make(self, block: Block, code: str) -> tuple[BlockContent, str]:
        """The numbers that a block asks for."""
        request = parameters.tally(block.parameters, served=self.settings.wikis, campaigns=self.campaigns.ids())
        gathered = self.gathered(request.campaign)
        host = Host(wikis.load(code), self.now.date(), self.targets(gathered.counts.campaign, code))
        known = self.known(gathered, request.view)
        return part(request, gathered.counts, host, now=self.now, known=known), joined(gathered.behind)

    def mistake(self, problem: RequestError, block: Block) -> tuple[BlockContent, str]:
        """What is wrong with the block, or with the template of the campaign that it names."""
        own = problem.parameter in parameters.TALLY_PARAMETERS or not problem.known
        campaign = '' if own else block.parameters.get('campaign', '')
        return Mistake(problem, 'tally', campaign), sentence(problem, wikis.load('en'), campaign)

    def targets(self, campaign: Campaign, host: str) -> dict[str, Target]:
        """How to link to the wikis of a campaign, as far as the host can."""
        found = {code: self._linked(code, host) for code in campaign.wikis}
        return {code: target for code, target in found.items() if target}

    def _linked(self, code: str, host: str) -> Target | None:
        """How to link to a wiki: as before if it does not answer, so that pages do not lose their links for a day."""
        if (code, host) not in self._targets:
            question = questions.links(host, code)
            kept = self.store.answer(question)
            try:
                target = self.target(code, host)
            except (Error, ConnectionError):
                self._targets[code, host] = Target(**kept) if kept else None
            else:
                self._targets[code, host] = target
                if asdict(target) != kept:
                    self.store.keep(question, asdict(target), self.now)
        return self._targets[code, host]

    def gathered(self, identity: str) -> Gathered:
        """A campaign with its people and edits; what is new is read once in a run.

        :raises RequestError: its template cannot be used
        :raises pywikibot.exceptions.Error: its sign-up pages cannot be read
        """
        if identity not in self._gathered:
            try:
                self._gathered[identity] = self._gather(self.campaigns.named(identity))
            except (RequestError, Error, ConnectionError) as problem:
                # Not again for each block.
                self._gathered[identity] = problem
        gathered = self._gathered[identity]
        if isinstance(gathered, Exception):
            raise gathered
        return gathered

    def _gather(self, campaign: Campaign) -> Gathered:
        # Before anything is read: it has to have its days.
        campaign.window()
        signed = signups.read(self.sites, self.users, campaign)
        behind: list[str] = [
            Reason(Kind.SIGN_UPS, f'there is no page {page.wiki}:{page.title} with sign-ups') for page in signed.missing
        ]
        behind += self.collect(campaign, signed)
        counts = numbers.tally(self.store.edits(campaign.id), campaign, signed.roster)
        return Gathered(counts, signed, tuple(behind))

    def collect(self, campaign: Campaign, signed: SignUps) -> list[str]:
        """Bring the store up to date with all wikis of a campaign; give back which could not be read, and why."""
        behind: list[str] = []
        for code in campaign.wikis:
            question = questions.final(campaign.id, code)
            if self.store.answer(question) == sorted(signed.roster.members):
                continue
            try:
                site = self.sites.open(code)
                collector = Collector(site, self.names.complete(code), self.store, self.now)
                collected = collector.collect(campaign, signed.roster.members)
            except (Error, ConnectionError) as problem:
                behind.append(Reason(Kind.UNREADABLE, f'{code} could not be read: {said(problem)}'))
                continue
            if collected.gap:
                start, end = (moment.strftime('%Y-%m-%d %H:%M') for moment in collected.gap)
                reason = f'{code} does not know its recent changes from {start} to {end} any more'
                behind.append(Reason(Kind.UNREADABLE, reason))
            if self.now > campaign.window(code)[1] + RECHECKED_FOR:
                self.store.keep(question, sorted(signed.roster.members), self.now)
        return behind

    def known(self, gathered: Gathered, view: str) -> Known:
        """What a view needs besides the edits."""
        counts = gathered.counts
        if view not in ('participants', 'newcomers', 'report'):
            return Known()
        registered = self.registered(gathered)
        if view == 'participants':
            return Known(registered)
        earlier = [self._earlier(identity) for identity in counts.campaign.previous]
        return Known(
            registered,
            self._later(gathered) if view == 'newcomers' else None,
            [one.roster for one in earlier if one],
            next((one for one in earlier if one and one.counted), None),
        )

    def registered(self, gathered: Gathered) -> Mapping[str, datetime.datetime | None]:
        """When the people of a campaign registered, as far as that is not long ago."""
        campaign = gathered.counts.campaign
        if campaign.id not in self._registered:
            found: dict[str, datetime.datetime | None] = {}
            for code, names in self._at_home(gathered).items():
                try:
                    found |= self.users.registered(code, names, since=campaign.window()[0] - _LATELY)
                except (Error, ConnectionError):
                    continue
            self._registered[campaign.id] = found
        return self._registered[campaign.id]

    def _at_home(self, gathered: Gathered) -> Mapping[str, list[str]]:
        """The people of a campaign by the wiki where they edit most, or signed up."""
        edits: defaultdict[str, Counter[str]] = defaultdict(Counter)
        # Those who are not named, too: the sums of new editors are of all.
        for one in gathered.counts.counted:
            if one.counts and is_account(one.name):
                edits[one.name][one.wiki] += 1
        homes: defaultdict[str, list[str]] = defaultdict(list)
        for name in dict.fromkeys((*gathered.counts.roster.members, *edits)):
            signed = (page.wiki for page in gathered.signed.signed.get(name, ()))
            most = sorted(edits[name].items(), key=lambda item: (-item[1], item[0]))
            for code in (*(code for code, _ in most), *signed)[:1]:
                homes[code].append(name)
        return homes

    def _earlier(self, identity: str) -> Tally | None:
        """The tally of an earlier campaign, None if it cannot be had; two weeks after its end it is read no more."""
        try:
            return self.gathered(identity).counts
        except (RequestError, Error, ConnectionError):
            return None

    def _later(self, gathered: Gathered) -> Mapping[str, Collection[datetime.datetime]] | None:
        """Who edited again some weeks after the end, None until that time is over."""
        campaign = gathered.counts.campaign
        end = campaign.window()[1]
        if self.now < end + numbers.STAYED[1]:
            return None
        names = sorted(self.registered(gathered))
        question = questions.still_editing(campaign.id)
        kept = self.store.answer(question)
        if kept is None or kept['asked'] != names:
            found: set[str] = set()
            for code in campaign.wikis:
                found |= still_editing(self.sites.open(code), names, (end + numbers.STAYED[0], end + numbers.STAYED[1]))
            kept = {'asked': names, 'found': sorted(found)}
            self.store.keep(question, kept, self.now)
        return {name: [end + numbers.STAYED[0]] for name in kept['found']}

    def write(self, folder: Path) -> Iterator[Result]:
        """Write the edits and the participants of every campaign to files for spreadsheets."""
        folder.mkdir(parents=True, exist_ok=True)
        for identity in self.campaigns.ids():
            try:
                gathered = self.gathered(identity)
            except RequestError as problem:
                reason = Reason(Kind.PARAMETER, sentence(problem, wikis.load('en'), identity))
                yield Result('meta', identity, Outcome.FAILED, (reason,))
                continue
            except (Error, ConnectionError) as problem:
                yield Result('meta', identity, Outcome.FAILED, (Reason(Kind.UNREADABLE, said(problem)),))
                continue
            registered = self.registered(gathered)
            people = numbers.participants(gathered.counts, registered=registered, who='all').rows
            files = {
                'edits': csv_files.edits(gathered.counts.counted),
                'participants': csv_files.participants(people, registered),
            }
            for name, text in files.items():
                (folder / f'{identity}-{name}.csv').write_text(text, encoding='utf-8')
            yield Result('meta', identity, Outcome.WRITTEN, gathered.behind)

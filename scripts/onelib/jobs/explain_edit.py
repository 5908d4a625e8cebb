"""Why an edit counts or does not: asks what the tally job asks, and says what the tally has of it now."""

from __future__ import annotations

import datetime
import zoneinfo
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from onelib import wikis
from onelib.campaign import hashtags, scoring
from onelib.campaign.campaigns import Campaign
from onelib.campaign.edits import Contribution, Edit
from onelib.campaign.parameters import RequestError
from onelib.campaign.roster import Roster
from onelib.campaign.scoring import Counted
from onelib.jobs.explain_text import most
from onelib.outcomes.decisions import Decision
from onelib.pages.context import Host
from onelib.pages.edit_breakdown import points
from onelib.pages.mistakes import sentence
from onelib.readers import contributions, lookup, signups
from onelib.readers.campaigns import Campaigns
from onelib.readers.collector import RECHECKED_FOR
from onelib.readers.lookup import FoundEdit
from onelib.readers.reverts import Judge, PageEdits
from onelib.readers.revisions import Pair, Texts
from onelib.readers.signups import SignUps
from onelib.readers.sites import Sites
from onelib.readers.template_names import TemplateNames
from onelib.readers.users import Users
from onelib.settings import Settings
from onelib.store import Store, questions
from onelib.wikis import Wiki, titles
from onelib.wikitext import references
from onelib.wikitext.escaping import cut

__all__ = ['explain']

_SHOWN = 100
_MOST = 40


def explain(settings: Settings, store: Store, now: datetime.datetime, code: str, number: int) -> Iterator[str]:
    """The steps from the edit to the tallies, line by line.

    :param store: is only read
    :param number: of the revision
    :raises NotThereError: there is no such revision
    :raises pywikibot.exceptions.Error: a wiki does not answer
    """
    sites = Sites(settings)
    site = sites.open(code)
    found = lookup.edit(site, code, number)
    wiki = TemplateNames(sites, store, now).complete(code)
    yield from _edit(found)
    yield from _texts(found.made, Texts(site), wiki)
    campaigns = Campaigns(sites, settings, store, now)
    if not campaigns.ids():
        yield 'Meta has no campaign ({{1Lib1Ref campaign}}): nothing is counted.'
    for identity in campaigns.ids():
        try:
            campaign = campaigns.named(identity)
            campaign.window()
        except RequestError as problem:
            yield f'Campaign {identity} is not counted: {sentence(problem, wikis.load("en"))}'
            continue
        yield from _InCampaign(sites, store, now, found.made, bool(found.bot), wiki, campaign).explain()


def _edit(found: FoundEdit) -> Iterator[str]:
    edit = found.made
    yield f'Revision {edit.revision} of "{edit.title}" on {edit.wiki}, namespace {edit.namespace}'
    yield f'  made at {edit.timestamp}'
    author = f'"{edit.user}", an account' if edit.user else 'without an account (an address or a temporary account)'
    yield f'  author: {"hidden" if "user" in found.hidden else author}'
    yield f'  summary: {"hidden" if "comment" in found.hidden else edit.summary or "none"}'
    bot = {True: 'yes', False: 'no', None: 'not known any more: it is not in the recent changes'}[found.bot]
    yield f"  marked as a bot's: {bot}; tags: {', '.join(edit.tags) or 'none'}; size: {edit.bytes:+} bytes"


def _texts(edit: Contribution, texts: Texts, wiki: Wiki) -> Iterator[str]:
    """The sources that the page cited before and after."""
    [(_, before, after)] = texts.pairs([Pair(edit.parent, edit.revision, edit)])
    for name, text in (('before', before), ('after', after)):
        if text is None:
            yield f'Sources {name} it: not known, the text was deleted or hidden'
        elif name == 'before' and not edit.parent:
            yield 'Sources before it: none, it made the page'
        else:
            cited = dict.fromkeys(reference.key for reference in references.extract(text, wiki) if reference.key)
            yield f'Sources {name} it: {len(cited)}'
            yield from most([f'  {_short(key)}' for key in cited], _MOST)
    if before is not None and after is not None:
        change = references.compare(before, after, wiki)
        yield f'Compared: added {len(change.added)}, removed {len(change.removed)}, ' + (
            f'better described {len(change.improved)}, cited once more {change.reused}'
        )
        for what in ('added', 'removed', 'improved'):
            yield from most([f'  {what}: {_short(reference.key)}' for reference in getattr(change, what)], _MOST)


@dataclass(frozen=True, slots=True)
class _InCampaign:
    """The edit in the eyes of one campaign."""

    sites: Sites
    store: Store
    now: datetime.datetime
    edit: Contribution
    # Whether it is marked as a bot's.
    bot: bool
    wiki: Wiki
    campaign: Campaign

    def explain(self) -> Iterator[str]:
        """What the campaign makes of the edit."""
        campaign, edit = self.campaign, self.edit
        yield f'Campaign {campaign.id}, from {campaign.start} to {campaign.end}:'
        match = hashtags.of_edit(edit, campaign.hashtags)
        stored = self._stored()
        known = stored.get(_key(edit))
        matched = Edit(edit, match.hashtag, match.probable)
        if edit.wiki in campaign.wikis:
            yield from self._when()
        windows = {code: campaign.window(code) for code in campaign.wikis}
        if known is None and (outside := scoring.outside(matched, campaign, windows)):
            yield f'  result: counts nothing, {outside.text}'
            return
        listed = ', '.join(map(str, campaign.namespaces))
        yield f'  namespace {edit.namespace}: {"" if edit.namespace in campaign.namespaces else "not "}one of {listed}'
        users = Users(self.sites, self.store, self.now)
        sign_ups = signups.read(self.sites, users, self.store, campaign, self.now)
        roster = sign_ups.roster
        yield from self._signed_up(sign_ups)
        yield f'  hashtag: {contributions.verdict(edit, match, self.bot, campaign.window(edit.wiki)).text}'
        left_out = scoring.count([matched], campaign, roster).left_out
        if left_out:
            yield from (f'  {decision.text}' for decision in left_out)
            yield from self._kept(None, None, known, roster)
            return
        if self.bot and roster.resolve(edit.user) not in roster:
            yield '  a bot made it that did not sign up'
            yield from self._kept(None, None, known, roster)
            return
        judged, decisions = self._judged(matched, stored.values())
        yield from (f'  what it did: {decision.text}' for decision in decisions)
        if judged is None:
            yield '  result: counts nothing, it is no edit of a text'
        counted = self._counted(judged, stored, roster)
        if counted:
            yield from self._points(counted, 'result')
        yield from self._kept(judged, counted, known, roster)

    def _stored(self) -> dict[tuple[str, int], Edit]:
        """What the tally has, by wiki and revision."""
        return {_key(stored.contribution): stored for stored in self.store.edits(self.campaign.id)}

    def _when(self) -> Iterator[str]:
        campaign, edit = self.campaign, self.edit
        zone = campaign.timezones.get(edit.wiki, campaign.timezone)
        local = edit.timestamp.astimezone(zoneinfo.ZoneInfo(zone))
        start, end = campaign.window(edit.wiki)
        inside = 'within' if start <= edit.timestamp < end else 'outside'
        days = f'the days of the campaign there, {start} to {end}'
        yield f'  made on {local:%Y-%m-%d at %H:%M:%S} in {zone}: {inside} {days}'

    def _signed_up(self, sign_ups: SignUps) -> Iterator[str]:
        """Whether the author signed up, and where."""
        user, roster = self.edit.user, sign_ups.roster
        name = roster.resolve(user)
        for page in sign_ups.missing:
            yield f'  there is no page {page.wiki}:{page.title}, which the campaign names'
        if not user:
            yield '  signed up: who has no account cannot'
            return
        if name != titles.normalise(user):
            yield f'  the account is called "{name}" now'
        if name not in roster:
            pages = [f'{page.wiki}:{page.title}' for page in self.campaign.sign_ups]
            named = ', '.join((*pages, *map(str, self.campaign.gatherings)))
            yield f'  signed up: no, "{name}" is on none of the pages {named or "(the campaign names none)"}'
            return
        names = {name, *(old for old, new in roster.renames.items() if new == name)}
        for attended in sign_ups.attended:
            if name in attended.people:
                yield f'  signed up: in {attended.gathering}'
        for page, text in signups.texts(self.sites, sign_ups.signed.get(name, ())).items():
            for number, line in enumerate(text.split('\n'), 1):
                if any(called in line.replace('_', ' ') for called in names):
                    yield f'  signed up: on {page.wiki}:{page.title}, line {number}: {_short(line)}'
                    break
            else:
                yield f'  signed up: on {page.wiki}:{page.title}'
        if roster.hides(name):
            yield '  they do not want to be named: their edits are in the totals only'
        if any(roster.resolve(one.name) == name for one in self.campaign.suspend):
            yield '  the organisers have taken them out of the ranking: their row has no rank'
        if name in self.campaign.organisers:
            yield '  they are an organiser: shown, but without a rank'

    def _judged(self, edit: Edit, stored: Iterable[Edit]) -> tuple[Edit | None, Sequence[Decision]]:
        """The edit with what it did and whether it lasts, None if it is none; and why."""
        code, page, revision = self.edit.wiki, self.edit.page_id, self.edit.revision
        of_page = [e for e in stored if (e.contribution.wiki, e.contribution.page_id) == (code, page)]
        others = [e for e in of_page if e.contribution.revision != revision]
        until = self.campaign.window(code).end + RECHECKED_FOR
        listed = self.store.listed(self.campaign.id, code)
        judge = Judge(self.sites.open(code), self.wiki, listed, revision, until=until if self.now > until else None)
        judged = list(judge.judge({page: PageEdits([edit], others)}, ()))
        return next((e for e in judged if e.contribution.revision == revision), None), judge.decisions

    def _nothing(self, counted: Counted | None) -> str:
        """Why the tally has nothing."""
        campaign, code = self.campaign.id, self.edit.wiki
        if self.edit.revision in self.store.known(campaign, code):
            return 'it set aside: it changed no text'
        if counted is None:
            return 'nothing'
        if self.store.answer(questions.final(campaign, code)) is not None:
            return 'nothing: the campaign is long over there, and is read again only if somebody signs up'
        return 'nothing yet: the next run of the tally brings it'

    def _counted(self, judged: Edit | None, stored: Mapping[tuple[str, int], Edit], roster: Roster) -> Counted | None:
        """What counts of an edit among all that the tally has: a person and article are looked at together."""
        key = _key(self.edit)
        edits = {**stored, key: judged} if judged else stored
        counting = scoring.count(edits.values(), self.campaign, roster)
        return next((counted for counted in counting.counted if _key(counted.edit.contribution) == key), None)

    def _points(self, counted: Counted, what: str) -> Iterator[str]:
        english = Host(wikis.load('en'), self.now.date(), {})
        yield f'  {what}: {english.say(f"why-{counted.why}") if counted.why else "counts"}'
        if counted.why == 'struck':
            yield from (
                f'    reason: {_short(one.why)}' for one in self.campaign.strike if one.revision == self.edit.revision
            )
        for point in points(counted):
            yield f'    {english.say(point.name)}: {point.number}'
            yield from (f'      {_short(text)}' for text in point.texts)

    def _kept(self, judged: Edit | None, counted: Counted | None, known: Edit | None, roster: Roster) -> Iterator[str]:
        """What the tally has for the edit, and whether that is the same."""
        if known is None:
            yield f'  the tally has {self._nothing(counted)}'
        elif judged and _effect(known) == _effect(judged):
            yield '  the tally has the same'
        else:
            yield '  the tally has something else; its next run looks again if somebody has edited the page since:'
            if kept := self._counted(None, self._stored(), roster):
                yield from self._points(kept, 'as kept')
            else:
                yield '  kept, but not counted any more'


def _effect(edit: Edit) -> tuple[object, ...]:
    """What an edit counts by; the title of a page that was moved makes no difference."""
    return edit.count, edit.reverted, edit.hashtag, edit.probable


def _key(edit: Contribution) -> tuple[str, int]:
    return edit.wiki, edit.revision


def _short(text: str) -> str:
    return cut(' '.join(text.split()), _SHOWN)

"""Why an edit counts or does not: asks what the tally job asks, and says what the tally has of it now."""

from __future__ import annotations

import datetime
import zoneinfo
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from onelib import wikis
from onelib.campaign import hashtags, scoring
from onelib.campaign.campaigns import Campaign
from onelib.campaign.edits import Edit
from onelib.campaign.parameters import RequestError
from onelib.campaign.scoring import Counted
from onelib.jobs.explain_text import most
from onelib.outcomes import decisions
from onelib.pages.context import Host
from onelib.pages.edit_breakdown import points
from onelib.pages.mistakes import sentence
from onelib.readers import contributions, lookup, signups
from onelib.readers.campaigns import Campaigns
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
    yield from _texts(found, Texts(site), wiki)
    campaigns = Campaigns(sites, settings.wikis)
    if not campaigns.ids():
        yield 'Meta has no campaign ({{1Lib1Ref campaign}}): nothing is counted.'
    for identity in campaigns.ids():
        try:
            campaign = campaigns.named(identity)
            campaign.window()
        except RequestError as problem:
            yield f'Campaign {identity} is not counted: {sentence(problem, wikis.load("en"), identity)}'
            continue
        yield from _InCampaign(sites, store, now, found, wiki, campaign).explain()


def _edit(found: FoundEdit) -> Iterator[str]:
    made = found.made
    yield f'Revision {made.revision} of "{made.title}" on {made.wiki}, namespace {made.namespace}'
    yield f'  made at {made.timestamp}'
    author = f'"{made.user}", an account' if made.user else 'without an account (an address or a temporary account)'
    if 'user' in found.hidden:
        author = 'hidden'
    yield f'  author: {author}'
    yield f'  summary: {"hidden" if "comment" in found.hidden else made.summary or "none"}'
    bot = {True: 'yes', False: 'no', None: 'not known any more: it is not in the recent changes'}[found.bot]
    yield f"  marked as a bot's: {bot}; tags: {', '.join(made.tags) or 'none'}; size: {made.bytes:+} bytes"


def _texts(found: FoundEdit, texts: Texts, wiki: Wiki) -> Iterator[str]:
    """The sources that the page cited before and after."""
    made = found.made
    for _, before, after in texts.pairs([Pair(made.parent, made.revision, made)]):
        for name, text in (('before', before), ('after', after)):
            if text is None:
                yield f'Sources {name} it: not known, the text was deleted or hidden'
                continue
            cited = list(dict.fromkeys(one.key for one in references.extract(text, wiki) if one.key))
            if name == 'before' and not made.parent:
                yield 'Sources before it: none, it made the page'
                continue
            yield f'Sources {name} it: {len(cited)}'
            yield from most([f'  {_short(key)}' for key in cited], _MOST)
        if before is not None and after is not None:
            change = references.compare(before, after, wiki)
            yield f'Compared: added {len(change.added)}, removed {len(change.removed)}, ' + (
                f'better described {len(change.improved)}, cited once more {change.reused}'
            )
            for what in ('added', 'removed', 'improved'):
                yield from most([f'  {what}: {_short(one.key)}' for one in getattr(change, what)], _MOST)


@dataclass(frozen=True, slots=True)
class _InCampaign:
    """The edit in the eyes of one campaign."""

    sites: Sites
    store: Store
    now: datetime.datetime
    found: FoundEdit
    wiki: Wiki
    campaign: Campaign

    def explain(self) -> Iterator[str]:
        """What the campaign makes of the edit."""
        campaign, made = self.campaign, self.found.made
        yield f'Campaign {campaign.id}, from {campaign.start} to {campaign.end}:'
        said = hashtags.find(made.summary, campaign.hashtags)
        stored = {(e.contribution.wiki, e.contribution.revision): e for e in self.store.edits(campaign.id)}
        has = stored.get((made.wiki, made.revision))
        edit = Edit(made, said.hashtag, said.probable)
        if made.wiki in campaign.wikis:
            yield from self._when()
        windows = {code: campaign.window(code) for code in campaign.wikis}
        if has is None and (why := scoring.outside(edit, campaign, windows)):
            yield f'  result: counts nothing, {why}'
            return
        listed = ', '.join(map(str, campaign.namespaces))
        yield f'  namespace {made.namespace}: {"" if made.namespace in campaign.namespaces else "not "}one of {listed}'
        signed = signups.read(self.sites, Users(self.sites, self.store, self.now), campaign)
        yield from self._signed(signed)
        window = campaign.window(made.wiki)
        verdict = contributions.verdict(made, said, bool(self.found.bot), window)
        yield f'  hashtag: {verdict}'
        name = signed.roster.resolve(made.user)
        with decisions.heard() as heard:
            belongs = scoring.count([edit], campaign, signed.roster)
        if not belongs or (name not in signed.roster and self.found.bot):
            said_so = [decision.text for decision in heard]
            yield from (f'  {text}' for text in (['a bot made it that did not sign up'] if belongs else said_so))
            yield from self._kept(None, None, has, signed)
            return
        with decisions.heard() as heard:
            judged = self._judged(edit, stored.values())
        yield from (f'  what it did: {one.text}' for one in heard if one.subject == str(made.revision))
        if judged is None:
            yield '  result: counts nothing, it is no edit of a text'
        counted = self._counted(judged, stored, signed)
        if counted:
            yield from self._points(counted, 'result')
        yield from self._kept(judged, counted, has, signed)

    def _when(self) -> Iterator[str]:
        campaign, made = self.campaign, self.found.made
        zone = campaign.timezones.get(made.wiki, campaign.timezone)
        local = made.timestamp.astimezone(zoneinfo.ZoneInfo(zone))
        start, end = campaign.window(made.wiki)
        inside = 'within' if start <= made.timestamp < end else 'outside'
        days = f'the days of the campaign there, {start} to {end}'
        yield f'  made on {local:%Y-%m-%d at %H:%M:%S} in {zone}: {inside} {days}'

    def _signed(self, signed: SignUps) -> Iterator[str]:
        """Whether the author signed up, and where."""
        user = self.found.made.user
        name = signed.roster.resolve(user)
        for page in signed.missing:
            yield f'  there is no page {page.wiki}:{page.title}, which the campaign names'
        if not user:
            yield '  signed up: who has no account cannot'
            return
        if name != titles.normalise(user):
            yield f'  the account is called "{name}" now'
        if name not in signed.roster:
            pages = ', '.join(f'{page.wiki}:{page.title}' for page in self.campaign.participants)
            yield f'  signed up: no, "{name}" is on none of the pages {pages or "(the campaign names none)"}'
            return
        names = {name, *(old for old, new in signed.roster.renames.items() if new == name)}
        for page, text in signups.texts(self.sites, signed.signed[name]).items():
            for number, line in enumerate(text.split('\n'), 1):
                if any(one in line.replace('_', ' ') for one in names):
                    yield f'  signed up: on {page.wiki}:{page.title}, line {number}: {_short(line)}'
                    break
            else:
                yield f'  signed up: on {page.wiki}:{page.title}'
        if signed.roster.hides(name):
            yield '  she does not want to be named: her edits are in the totals only'
        if name in self.campaign.organisers:
            yield '  she is an organiser: shown, but without a rank'

    def _judged(self, edit: Edit, stored: Iterable[Edit]) -> Edit | None:
        """The edit with what it did and whether it lasts; None if it is none."""
        made = edit.contribution
        site = self.sites.open(made.wiki)
        others = [
            one
            for one in stored
            if (one.contribution.wiki, one.contribution.page_id) == (made.wiki, made.page_id)
            and one.contribution.revision != made.revision
        ]
        judge = Judge(site, self.wiki, self.store.listed(self.campaign.id, made.wiki))
        judged = judge.judge({made.page_id: PageEdits([edit], others)}, ())
        return next((one for one in list(judged) if one.contribution.revision == made.revision), None)

    def _nothing(self, counted: Counted | None) -> str:
        """Why the tally has nothing."""
        made = self.found.made
        if made.revision in self.store.known(self.campaign.id, made.wiki):
            return 'it set aside: it changed no text'
        if counted is None:
            return 'nothing'
        if self.store.answer(questions.final(self.campaign.id, made.wiki)) is not None:
            return 'nothing: the campaign is long over there, and is read again only if somebody signs up'
        return 'nothing yet: the next run of the tally brings it'

    def _counted(self, judged: Edit | None, stored: Mapping[tuple[str, int], Edit], signed: SignUps) -> Counted | None:
        """What counts of an edit among all that the tally has: a person and article are looked at together."""
        made = self.found.made
        edits = dict(stored)
        if judged:
            edits[made.wiki, made.revision] = judged
        counted = scoring.count(edits.values(), self.campaign, signed.roster)
        return next((one for one in counted if _number(one) == (made.wiki, made.revision)), None)

    def _points(self, counted: Counted, what: str) -> Iterator[str]:
        english = Host(wikis.load('en'), self.now.date(), {})
        yield f'  {what}: {english.say(f"why-{counted.why}") if counted.why else "counts"}'
        for point in points(counted):
            yield f'    {english.say(point.name)}: {point.number}'
            yield from (f'      {_short(text)}' for text in point.texts)

    def _kept(self, judged: Edit | None, counted: Counted | None, has: Edit | None, signed: SignUps) -> Iterator[str]:
        """What the tally has for the edit, and whether that is the same."""
        if has is None:
            yield f'  the tally has {self._nothing(counted)}'
            return
        if judged and _same(has, judged):
            yield '  the tally has the same'
            return
        stored = {(e.contribution.wiki, e.contribution.revision): e for e in self.store.edits(self.campaign.id)}
        kept = self._counted(None, stored, signed)
        yield '  the tally has something else; its next run looks at the page again if somebody has edited it since:'
        if kept:
            yield from self._points(kept, 'as kept')
        else:
            yield '  kept, but not counted any more'


def _same(kept: Edit, now: Edit) -> bool:
    """Whether two edits count the same; the title of a page that was moved makes no difference."""
    one = (kept.count, kept.reverted, kept.hashtag, kept.probable)
    return one == (now.count, now.reverted, now.hashtag, now.probable)


def _number(one: Counted) -> tuple[str, int]:
    return one.wiki, one.edit.contribution.revision


def _short(text: str) -> str:
    return cut(' '.join(text.split()), _SHOWN)

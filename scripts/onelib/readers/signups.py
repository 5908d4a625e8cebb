"""Who takes part in a campaign: its sign-up pages, on Meta and elsewhere, read and made one list of people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pywikibot.site import APISite

from onelib import wikis
from onelib.campaign.campaigns import Campaign, WikiPage
from onelib.campaign.roster import Roster, merge
from onelib.readers.query import batches, query
from onelib.readers.sites import Sites
from onelib.readers.users import Users
from onelib.wikitext import signups
from onelib.wikitext.signups import Participant

__all__ = ['SignUps', 'read', 'texts']


@dataclass(frozen=True, slots=True)
class SignUps:
    """The sign-ups of a campaign.

    :ivar roster: all participants, as their accounts are called now
    :ivar signed: name as in the roster → the pages that she signed on
    :ivar missing: pages that the campaign names and that are not there
    """

    roster: Roster
    signed: Mapping[str, tuple[WikiPage, ...]] = field(default_factory=dict)
    missing: tuple[WikiPage, ...] = ()


def read(sites: Sites, users: Users, campaign: Campaign) -> SignUps:
    """The participants of a campaign, and who does not want to be named.

    :raises pywikibot.exceptions.Error: a wiki cannot be read
    """
    wanted = [*campaign.participants, *([campaign.optout] if campaign.optout else [])]
    found = texts(sites, wanted)
    on_page = {page: signups.parse(text, wikis.load(page.wiki)) for page, text in found.items()}
    sign_ups = [on_page[page] for page in campaign.participants if page in on_page]
    optouts = on_page.get(campaign.optout, []) if campaign.optout else []
    renames = _renames(users, on_page)
    roster = merge(sign_ups, optouts=[one.name for one in optouts], renames=renames)
    signed: defaultdict[str, dict[WikiPage, None]] = defaultdict(dict)
    for page in campaign.participants:
        for one in on_page.get(page, ()):
            signed[roster.resolve(one.name)][page] = None
    missing = tuple(page for page in dict.fromkeys(wanted) if page not in found)
    return SignUps(roster, {name: tuple(pages) for name, pages in signed.items() if name in roster}, missing)


def _renames(users: Users, on_page: Mapping[WikiPage, Iterable[Participant]]) -> dict[str, str]:
    """Old name → new name: as the wiki knows it on which somebody signed, else the one that she named."""
    here: defaultdict[str, set[str]] = defaultdict(set)
    elsewhere: defaultdict[str, set[str]] = defaultdict(set)
    for page, participants in on_page.items():
        for one in participants:
            here[page.wiki].add(one.name)
            if one.wiki not in ('', page.wiki) and one.wiki in wikis.codes():
                elsewhere[one.name].add(one.wiki)
    found: dict[str, str] = {}
    again: defaultdict[str, set[str]] = defaultdict(set)
    for code, names in sorted(here.items()):
        found |= users.renamed(code, names)
        for name in users.missing(code, names) & elsewhere.keys():
            for other in elsewhere[name]:
                again[other].add(name)
    for code, names in sorted(again.items()):
        found |= users.renamed(code, names - found.keys())
    return found


def texts(sites: Sites, pages: Iterable[WikiPage]) -> dict[WikiPage, str]:
    """The wikitext of those of these pages that there are, fifty a question; redirects are followed.

    :raises pywikibot.exceptions.Error: a wiki cannot be read
    """
    by_wiki: defaultdict[str, list[str]] = defaultdict(list)
    for page in dict.fromkeys(pages):
        by_wiki[page.wiki].append(page.title)
    found: dict[WikiPage, str] = {}
    for code, titles in sorted(by_wiki.items()):
        for batch in batches(titles):
            found |= {WikiPage(code, title): text for title, text in _texts(sites.open(code), batch).items()}
    return found


def _texts(site: APISite, titles: list[str]) -> dict[str, str]:
    leads: dict[str, str] = {}
    text: dict[str, str] = {}
    for part in query(site, titles=titles, prop='revisions', rvprop='content', rvslots='main', redirects=1):
        for entry in (*part.get('normalized', ()), *part.get('redirects', ())):
            leads[entry['from']] = entry['to']
        for page in part.get('pages', ()):
            for revision in page.get('revisions', ()):
                text[page['title']] = revision['slots']['main'].get('content', '')
    found = {}
    for title in titles:
        target = title
        for _ in range(len(leads)):
            target = leads.get(target, target)
        if target in text:
            found[title] = text[target]
    return found

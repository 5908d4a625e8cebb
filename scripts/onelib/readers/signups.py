"""Who takes part in a campaign: its sign-up pages, on Meta and elsewhere, read and made one list of people."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace

from onelib import wikis
from onelib.campaign.campaigns import Campaign, WikiPage
from onelib.campaign.roster import Roster, merge
from onelib.readers import query
from onelib.readers.shapes import OddAnswerError, is_there, text_of
from onelib.readers.sites import Sites
from onelib.readers.users import Users
from onelib.store import Store, questions
from onelib.wikitext import signups
from onelib.wikitext.signups import Participant

__all__ = ['SignUps', 'read', 'texts']


@dataclass(frozen=True, slots=True)
class SignUps:
    """The sign-ups of a campaign.

    :ivar roster: all participants, as their accounts are called now
    :ivar signed: name as in the roster → the pages that they signed on
    :ivar missing: pages that the campaign names and that are not there; of a sign-up page that was there before, the
        roster has those who stood on it then
    """

    roster: Roster
    signed: Mapping[str, tuple[WikiPage, ...]] = field(default_factory=dict)
    missing: tuple[WikiPage, ...] = ()


def read(sites: Sites, users: Users, store: Store, campaign: Campaign, now: datetime.datetime) -> SignUps:
    """The participants of a campaign, and who does not want to be named.

    :param store: who signed up on a page is kept there, for the day when somebody moves it away
    :param now: in UTC
    :raises OddAnswerError: a page is there, and the wiki does not give its text
    :raises pywikibot.exceptions.Error: a wiki cannot be read
    """
    wanted = [*campaign.participants, *([campaign.optout] if campaign.optout else [])]
    on_wikis = texts(sites, wanted)
    on_page = {page: signups.parse(text, wikis.load(page.wiki)) for page, text in on_wikis.items()}
    for page in campaign.participants:
        _keep_or_recall(store, page, on_page, now)
    sign_ups = [on_page[page] for page in campaign.participants if page in on_page]
    optouts = on_page.get(campaign.optout, []) if campaign.optout else []
    renames = _renames(users, on_page)
    roster = merge(sign_ups, optouts=[participant.name for participant in optouts], renames=renames)
    signed: defaultdict[str, dict[WikiPage, None]] = defaultdict(dict)
    for page in campaign.participants:
        for participant in on_page.get(page, ()):
            signed[roster.resolve(participant.name)][page] = None
    missing = tuple(page for page in dict.fromkeys(wanted) if page not in on_wikis)
    pages_of = {name: tuple(pages) for name, pages in signed.items() if name in roster}
    # A page that was moved away does not mean that everybody may be named.
    return SignUps(replace(roster, nameless=campaign.optout in missing), pages_of, missing)


def _keep_or_recall(
    store: Store, page: WikiPage, on_page: dict[WikiPage, list[Participant]], now: datetime.datetime
) -> None:
    """Remember who stands on a sign-up page; if it is missing, put those there who last did."""
    question = questions.sign_ups(page.wiki, page.title)
    kept = store.answer(question)
    if page not in on_page:
        if kept is not None:
            on_page[page] = [Participant(**participant) for participant in kept]
        return
    participants = [asdict(participant) for participant in on_page[page]]
    if participants != kept:
        store.keep(question, participants, now)


def _renames(users: Users, on_page: Mapping[WikiPage, Iterable[Participant]]) -> dict[str, str]:
    """Old name → new name: as the wiki knows it on which somebody signed, else the one that they named."""
    here: defaultdict[str, set[str]] = defaultdict(set)
    elsewhere: defaultdict[str, set[str]] = defaultdict(set)
    for page, participants in on_page.items():
        for participant in participants:
            here[page.wiki].add(participant.name)
            if participant.wiki not in ('', page.wiki) and participant.wiki in wikis.codes():
                elsewhere[participant.name].add(participant.wiki)
    renames: dict[str, str] = {}
    again: defaultdict[str, set[str]] = defaultdict(set)
    for code, names in sorted(here.items()):
        renames |= users.renamed(code, names)
        for name in users.missing(code, names) & elsewhere.keys():
            for other in elsewhere[name]:
                again[other].add(name)
    for code, names in sorted(again.items()):
        renames |= users.renamed(code, names - renames.keys())
    return renames


def texts(sites: Sites, pages: Iterable[WikiPage]) -> dict[WikiPage, str]:
    """The wikitext of those of these pages that there are, fifty a question; redirects are followed.

    :raises OddAnswerError: a page is there, and the wiki does not give its text
    :raises pywikibot.exceptions.Error: a wiki cannot be read
    """
    by_wiki: defaultdict[str, list[str]] = defaultdict(list)
    for page in dict.fromkeys(pages):
        by_wiki[page.wiki].append(page.title)
    by_page: dict[WikiPage, str] = {}
    for code, titles in sorted(by_wiki.items()):
        there = query.pages(sites.open(code), titles, prop='revisions', rvprop='content', rvslots='main', redirects=1)
        for title, entry in there.items():
            if not is_there(entry):
                continue
            text = text_of(entry)
            if text is None:
                raise OddAnswerError(f'{code} does not give the text of "{title}"')
            by_page[WikiPage(code, title)] = text
    return by_page

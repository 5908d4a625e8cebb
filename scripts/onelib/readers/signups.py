"""Who takes part in a campaign: its sign-up pages, on Meta and elsewhere, read and made one list of people."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from onelib import wikis
from onelib.campaign.campaign_kinds import WikiPage
from onelib.campaign.campaigns import Campaign
from onelib.campaign.gatherings import Attendance, Gathering, called
from onelib.campaign.roster import Roster, is_account, merge
from onelib.outcomes.reasons import Reason
from onelib.readers import gatherings, query
from onelib.readers.candidates.services import Services
from onelib.readers.collector import RECHECKED_FOR
from onelib.readers.gatherings import Attended
from onelib.readers.optouts import OptOuts
from onelib.readers.shapes import OddAnswerError, is_there, text_of
from onelib.readers.sites import Sites
from onelib.readers.users import Users
from onelib.store import Store
from onelib.wikis import titles
from onelib.wikitext import signups
from onelib.wikitext.signups import Participant, SignUpPage, UnclearLine

__all__ = ['SignUps', 'read', 'texts']

# Pages that a sign-up page shows are read, and those that these show; all together so many.
_DEEPEST = 3
_MOST_PAGES = 200


@dataclass(frozen=True, slots=True)
class SignUps:
    """The sign-ups of a campaign.

    :ivar roster: all participants, as their accounts are called now
    :ivar signed: name as in the roster → the pages that they signed on
    :ivar missing: pages that are not there → the page by which the campaign names them: itself, or one that shows them
    :ivar unclear: page → the lines of it that look like sign-ups, and nobody knows whose
    :ivar empty: pages that the campaign names, and that are there, with neither the one nor the other
    :ivar pages: all that were read
    :ivar attended: the events and courses of the campaign, with their people by their names in the roster
    :ivar silent: why some of these are not as of today
    :ivar unknown: those of which nobody has ever heard
    :ivar unregistered: page → how many are on it who have no account, if there are any
    """

    roster: Roster
    signed: Mapping[str, tuple[WikiPage, ...]] = field(default_factory=dict)
    missing: Mapping[WikiPage, WikiPage] = field(default_factory=dict)
    unclear: Mapping[WikiPage, tuple[UnclearLine, ...]] = field(default_factory=dict)
    empty: tuple[WikiPage, ...] = ()
    pages: tuple[WikiPage, ...] = ()
    attended: tuple[Attendance, ...] = ()
    silent: tuple[Reason, ...] = ()
    unknown: tuple[Gathering, ...] = ()
    unregistered: Mapping[WikiPage, int] = field(default_factory=dict)


def read(
    sites: Sites,
    users: Users,
    store: Store,
    campaign: Campaign,
    now: datetime.datetime,
    services: Services | None = None,
) -> SignUps:
    """The participants of a campaign, and who does not want to be named.

    :param store: who did not want to be named is kept there, for the day when somebody blanks the page
    :param now: in UTC
    :param services: those of events and courses, as far as this run has asked them
    :raises OddAnswerError: a page is there, and the wiki does not give its text; or it shows too many others
    :raises pywikibot.exceptions.Error: a wiki cannot be read
    """
    wanted = dict.fromkeys((*campaign.sign_ups, *([campaign.optout] if campaign.optout else [])))
    found = _all_pages(sites, wanted, campaign.optout)
    understood, unclear = _understood(users, found)
    optouts = OptOuts(store, campaign.id, now)
    for page, people in understood.items():
        if page in found.lists:
            optouts.on_list(page, {one.name for one in people})
        else:
            named = {one.name for one in people if one.optout}
            optouts.on_sign_ups(page, named, {one.name for one in people} - named)
    hidden = optouts.all()
    sign_ups = {page: people for page, people in understood.items() if page not in found.lists}
    attended = _attended(services or Services(sites.settings.services), users, store, campaign, now)
    roster = merge(
        (
            *(_at_home(page, people) for page, people in sign_ups.items()),
            *(map(Participant, people) for people in attended.people.values()),
        ),
        optouts=set().union(*hidden.values()),
        renames={**_renames(users, understood, hidden), **attended.renames},
    )
    signed: defaultdict[str, dict[WikiPage, None]] = defaultdict(dict)
    for page, participants in sign_ups.items():
        for participant in participants:
            signed[roster.resolve(participant.name)][page] = None
    pages_of = {name: tuple(pages) for name, pages in signed.items() if name in roster}
    used = {page for page, people in sign_ups.items() if people} | unclear.keys() | found.missing.keys()
    empty = tuple(page for page in campaign.sign_ups if used.isdisjoint(_reached(page, found.shows)))
    if campaign.gatherings:
        roster = _with_attended(roster, pages_of, attended)
    return SignUps(
        roster,
        pages_of,
        found.missing,
        unclear,
        empty,
        tuple(found.texts),
        tuple(_of_roster(roster, one, attended) for one in attended.attendances),
        tuple(attended.silent),
        attended.unknown,
        {page: number for page, people in sign_ups.items() if (number := _without_account(people))},
    )


def _without_account(people: Iterable[Participant]) -> int:
    return len({one.name for one in people if not is_account(titles.normalise(one.name))})


def _attended(services: Services, users: Users, store: Store, campaign: Campaign, now: datetime.datetime) -> Attended:
    """Who came to the events and courses of a campaign."""
    if not campaign.gatherings:
        return Attended()
    over = now > campaign.window().end + RECHECKED_FOR
    return gatherings.read(services, users, store, campaign.gatherings, now, over=over)


def _with_attended(roster: Roster, signed: Collection[str], attended: Attended) -> Roster:
    """The roster, in which nobody is named who has agreed to nothing, and all have where they came from."""
    agreed = {*signed, *map(roster.resolve, attended.agreed)}
    origins: defaultdict[str, list[str]] = defaultdict(list, {name: [''] for name in signed})
    for one in attended.attendances:
        for name in _of_roster(roster, one, attended).people:
            origins[name].append(called(one))
    members = {name: replace(member, origins=tuple(origins[name])) for name, member in roster.members.items()}
    return replace(roster, members=members).without_names_of(members.keys() - agreed)


def _of_roster(roster: Roster, attendance: Attendance, attended: Attended) -> Attendance:
    """An event or a course, with its people as the roster calls them."""
    names = dict.fromkeys(map(roster.resolve, attended.people.get(attendance.gathering, ())))
    return replace(attendance, people=tuple(name for name in names if name in roster))


@dataclass(slots=True)
class _Pages:
    """The pages that a campaign names, and those that they show where people sign up.

    :ivar texts: page → its wikitext, in the order in which the campaign names them; `read`: the same as it is read
    :ivar shows: page → those that it shows
    :ivar lists: those of people who do not want to be named
    :ivar missing: as in `SignUps`
    """

    texts: Mapping[WikiPage, str]
    read: Mapping[WikiPage, SignUpPage]
    shows: Mapping[WikiPage, Iterable[WikiPage]]
    lists: Collection[WikiPage]
    missing: Mapping[WikiPage, WikiPage]


def _all_pages(sites: Sites, wanted: Iterable[WikiPage], optout: WikiPage | None) -> _Pages:
    """These pages and those that they show; the one of those who do not want to be named is `optout`."""
    shown_by = {page: page for page in wanted}
    shows: dict[WikiPage, list[WikiPage]] = {}
    by_page: dict[WikiPage, str] = {}
    read_pages: dict[WikiPage, SignUpPage] = {}
    missing: dict[WikiPage, WikiPage] = {}
    asked = list(shown_by)
    for _ in range(_DEEPEST):
        new = texts(sites, asked)
        by_page |= new
        missing |= {page: shown_by[page] for page in asked if page not in new}
        read_pages |= {page: signups.read(text, wikis.load(page.wiki)) for page, text in new.items()}
        shows |= {
            page: [part for title in read_pages[page].transcluded if (part := _shown(title, page))] for page in new
        }
        asked = list(dict.fromkeys(part for page in new for part in shows[page] if part not in shown_by))
        for page in new:
            shown_by = dict.fromkeys(shows[page], shown_by[page]) | shown_by
        if len(shown_by) > _MOST_PAGES:
            raise OddAnswerError(f'the sign-up pages show more than {_MOST_PAGES} others')
    if asked:
        raise OddAnswerError(f'the sign-up page {shown_by[asked[0]].title} shows pages that show others, without end')
    in_order = {page: by_page[page] for page in shown_by if page in by_page}
    return _Pages(in_order, read_pages, shows, _reached(optout, shows), missing)


def _reached(first: WikiPage | None, shows: Mapping[WikiPage, Iterable[WikiPage]]) -> set[WikiPage]:
    """A page and all that it shows, by whatever way, also where a page of sign-ups shows them, too."""
    reached: set[WikiPage] = set()
    new = {first} if first else set()
    while new:
        reached |= new
        new = {part for page in new for part in shows.get(page, ())} - reached
    return reached


def _shown(title: str, page: WikiPage) -> WikiPage | None:
    """The page that ``{{title}}`` shows on a page, None if it is none that belongs to it."""
    if title.startswith('/'):
        return WikiPage(page.wiki, page.title + title.rstrip('/'))
    namespace, name = titles.split_namespace(title.lstrip(':'), wikis.load(page.wiki))
    prefix, colon, _ = title.lstrip(':').partition(':')
    if namespace is None and colon and prefix.strip().lower() in wikis.codes():
        return None
    if namespace is not None or title.startswith(':'):
        return WikiPage(page.wiki, title.lstrip(': '))
    # A template that is called like the page, or else one that has nothing to do with it.
    return WikiPage(page.wiki, f'Template:{name}') if titles.normalise(name).startswith(f'{page.title}/') else None


def _understood(
    users: Users, found: _Pages
) -> tuple[dict[WikiPage, list[Participant]], dict[WikiPage, tuple[UnclearLine, ...]]]:
    """Who signed up on each page, those among them whom a line only names; and the lines that nobody understands.

    Of a list of those who do not want to be named it is whoever stands there in any way.
    """
    on_list = {
        page: signups.mentions(found.texts[page], wikis.load(page.wiki)) for page in found.lists & found.texts.keys()
    }
    possible: defaultdict[str, set[str]] = defaultdict(set)
    for page, read_page in found.read.items():
        possible[page.wiki] |= {line.name for line in read_page.unclear if line.name}
    for page, named in on_list.items():
        possible[page.wiki] |= named.possible
    there = {code: names - users.missing(code, names) for code, names in sorted(possible.items()) if names}
    people: dict[WikiPage, list[Participant]] = {}
    unclear: dict[WikiPage, tuple[UnclearLine, ...]] = {}
    for page in found.texts:
        read_page, known = found.read[page], there.get(page.wiki, set())
        lines = [Participant(line.name, line.library) for line in read_page.unclear if line.name in known]
        people[page] = [*read_page.participants, *lines]
        if left := tuple(line for line in read_page.unclear if line.name not in known):
            unclear[page] = left
    signed = {one.name for page in people.keys() - on_list.keys() for one in people[page]}
    for page, named in on_list.items():
        names = named.linked | (named.possible & there.get(page.wiki, set())) | set(filter(named.tells_of, signed))
        names |= {line.name for line in found.read[page].unclear if line.name}
        known_names = {one.name for one in people[page]}
        people[page] += [Participant(name) for name in sorted(names - known_names)]
    return people, unclear


def _at_home(page: WikiPage, people: Iterable[Participant]) -> Iterator[Participant]:
    """Sign-ups, with the wiki of their page besides what they name, unless that is Meta."""
    for one in people:
        yield one
        if page.wiki != 'meta':
            yield replace(one, wiki=page.wiki)


def _renames(
    users: Users, on_page: Mapping[WikiPage, Iterable[Participant]], hidden: Mapping[WikiPage, Collection[str]]
) -> dict[str, str]:
    """Old name → new name: as the wiki knows it on which somebody signed, else the one that they named."""
    here: defaultdict[str, set[str]] = defaultdict(set)
    elsewhere: defaultdict[str, set[str]] = defaultdict(set)
    for page, participants in on_page.items():
        for participant in participants:
            here[page.wiki].add(participant.name)
            if participant.wiki not in ('', page.wiki) and participant.wiki in wikis.codes():
                elsewhere[participant.name].add(participant.wiki)
    for page, names in hidden.items():
        here[page.wiki] |= set(names)
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
    for code, wanted in sorted(by_wiki.items()):
        there = query.pages(sites.open(code), wanted, prop='revisions', rvprop='content', rvslots='main', redirects=1)
        for title, entry in there.items():
            if not is_there(entry):
                continue
            text = text_of(entry)
            if text is None:
                raise OddAnswerError(f'{code} does not give the text of "{title}"')
            by_page[WikiPage(code, title)] = text
    return by_page

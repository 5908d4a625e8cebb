"""Participants of a campaign from sign-up pages on real wikis, renamed accounts among them."""

from __future__ import annotations

import datetime
import itertools
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, replace
from types import SimpleNamespace

import pytest

from onelib.campaign.campaign_kinds import WikiPage
from onelib.campaign.campaigns import Campaign, Window
from onelib.campaign.gatherings import Gathering
from onelib.readers.candidates.services import Services
from onelib.readers.contributions import of_users, still_editing
from onelib.readers.revisions import Pair, Texts, states
from onelib.readers.signups import SignUps, read
from onelib.readers.sites import Sites
from onelib.readers.users import Users
from onelib.store import Store
from tests.neighbours import Course, Dashboard, Enrolled, Event, Events, Neighbours, Registered, faults
from tests.readers.conftest import utc
from tests.sandbox.farm import Farm
from tests.sandbox.history import Revision, replay

NOW = utc('2026-01-20T00:00')
META, CS = WikiPage('meta', '1Lib1Ref/Test/Participants'), WikiPage('cs', 'Wikipedie:Přihlášky')
OPTOUT, MISSING = WikiPage('meta', '1Lib1Ref/Test/Opt-out'), WikiPage('cs', 'Wikipedie:Není')
WINDOW = Window(utc('2026-01-15T00:00'), utc('2026-02-06T00:00'))


@pytest.fixture(scope='module')
def past(farm: Farm) -> Iterator[dict[str, int]]:
    """Sign-ups on two wikis and some edits; name of an edit → its revision."""
    signed = '# [[User:Alena|Alena]] ([[User talk:Alena|talk]]) 10:00, 15 January 2026 (UTC) – City Library\n'
    signed += '# [[User:Stará značka]]\n# [[User:Překlep]]\n# [[User:Skrytá]]\n'
    local = '# [[Wikipedista:Alena]]\n# [[Wikipedista:Dřívější]]\n'
    meta = [
        Revision(META.title, 'Alena', '2026-01-10T10:00:00Z', signed),
        Revision(OPTOUT.title, 'Skrytá', '2026-01-10T10:00:00Z', '* [[User:Skrytá]]\n'),
        Revision('Sandbox', 'Stará značka', '2026-01-10T10:00:00Z', 'x'),
    ]
    replay(farm, 'meta', meta, accounts={'Novější': '2026-01-09T00:00:00Z'}, renames={'Stará značka': 'Mezitím'})
    replay(farm, 'meta', [], renames={'Mezitím': 'Nová značka'})
    texts = [Revision('Texty', 'Alena', f'2026-01-16T10:0{n}:00Z', f'text {n}' * 1000, f'{n}') for n in range(9)]
    cs = [
        Revision('Project:Přihlášky', 'Alena', '2026-01-11T10:00:00Z', local),
        Revision('User:Dřívější', 'Alena', '2026-01-11T10:00:00Z', '#PŘESMĚRUJ [[Wikipedista:Pozdější]]'),
        Revision('Později', 'Pozdější', '2026-02-20T10:00:00Z', 'text'),
        *texts,
    ]
    made = replay(farm, 'cs', cs)
    yield {str(n): revision for n, revision in enumerate(made[3:])}


def test_one_roster_of_several_pages(farm: Farm, sites: Sites, store: Store, past: dict[str, int]) -> None:
    campaign = Campaign('c', hashtags=('1lib1ref',), participants=(META, CS, MISSING), optout=OPTOUT)
    farm.reset_requests()
    found = read(sites, Users(sites, store, NOW), store, campaign, NOW)
    assert set(found.roster.members) == {'Alena', 'Nová značka', 'Překlep', 'Skrytá', 'Pozdější'}
    assert found.roster.members['Alena'].library == 'City Library'
    assert found.roster.resolve('Stará značka') == 'Nová značka'
    assert found.roster.optouts == {'Skrytá'}
    assert found.signed['Alena'] == (META, CS) and found.signed['Pozdější'] == (CS,)
    assert found.missing == {MISSING: MISSING}
    farm.reset_requests()
    later = NOW + datetime.timedelta(hours=1)
    again = read(sites, Users(sites, store, later), store, campaign, later)
    assert again == found
    assert len(farm.requests()) == 2, 'the pages are read, accounts are known for a day'


def test_a_page_that_was_moved_away_is_not_an_empty_one(
    farm: Farm, sites: Sites, store: Store, past: dict[str, int]
) -> None:
    """It is missing, and whoever counts the campaign is told so."""
    campaign = Campaign('moved', hashtags=('1lib1ref',), participants=(META, CS), optout=OPTOUT)
    for page in (META, OPTOUT):
        farm.api(page.wiki, action='move', **{'from': page.title, 'to': f'{page.title} away', 'noredirect': True})
    try:
        after = read(sites, Users(sites, store, NOW), store, campaign, NOW)
    finally:
        for page in (META, OPTOUT):
            farm.api(page.wiki, action='move', **{'from': f'{page.title} away', 'to': page.title, 'noredirect': True})
    assert after.missing == {META: META, OPTOUT: OPTOUT}


def written(farm: Farm, page: WikiPage, text: str) -> WikiPage:
    farm.api(page.wiki, action='edit', title=page.title, text=text)
    return page


def test_pages_that_a_sign_up_page_shows_are_read(farm: Farm, sites: Sites, store: Store, past: dict[str, int]) -> None:
    """Whatever their titles look like; one that is missing is no empty one, and circles end."""
    page = written(farm, WikiPage('meta', 'Shown'), '{{/Brno}}\n{{:Shown by title}}\n{{Shown/Praha}}\n{{/Gone}}\n')
    written(farm, WikiPage('meta', 'Shown/Brno'), '# [[User:Brno]]\n{{/Židenice}}{{:Shown}}')
    written(farm, WikiPage('meta', 'Shown/Brno/Židenice'), '# [[User:Alena]] – MZK')
    written(farm, WikiPage('meta', 'Shown by title'), '# [[User:Colon]]')
    written(farm, WikiPage('meta', 'Template:Shown/Praha'), '# [[User:Praha]]\n{{Unrelated/Praha}}')
    optout = written(farm, WikiPage('meta', 'Shown out'), '{{/List}}')
    written(farm, WikiPage('meta', 'Shown out/List'), '* [[User:Brno]]')
    campaign = Campaign('shown', hashtags=('x',), participants=(page,), optout=optout)
    farm.reset_requests()
    found = read(sites, Users(sites, store, NOW), store, campaign, NOW)
    assert set(found.roster.members) == {'Brno', 'Alena', 'Colon', 'Praha'}
    assert found.roster.members['Alena'].library == 'MZK'
    assert found.roster.optouts == {'Brno'}
    assert found.missing == {WikiPage('meta', 'Shown/Gone'): page}
    assert found.signed['Colon'] == (WikiPage('meta', 'Shown by title'),)
    assert len([request for request in farm.requests() if 'rvprop' in str(request)]) <= 3, 'a question a level'


def test_pages_on_which_nobody_is(farm: Farm, sites: Sites, store: Store, past: dict[str, int]) -> None:
    pages = (
        written(farm, WikiPage('meta', 'Nobody'), 'Sign up here.\n\n== Participants =='),
        written(farm, WikiPage('meta', 'In parts'), '{{/One}}'),
        written(farm, WikiPage('meta', 'Not clear'), '== Participants ==\n# <nowiki>~~~~</nowiki>'),
        written(farm, WikiPage('meta', 'One'), '# [[User:Alena]]'),
        WikiPage('meta', 'Nowhere'),
    )
    written(farm, WikiPage('meta', 'In parts/One'), '# [[User:Alena]]')
    campaign = Campaign('nobody', hashtags=('x',), participants=pages)
    found = read(sites, Users(sites, store, NOW), store, campaign, NOW)
    assert found.empty == pages[:1]


def test_who_is_only_named_is_a_participant_if_there_is_such_an_account(
    farm: Farm, sites: Sites, store: Store, past: dict[str, int]
) -> None:
    lines = [
        '# User:Alena – City Library',
        '# @Novější',
        '# [[Nová značka]]',
        '# @Vymyšlený',
        '# <nowiki>~~~~</nowiki>',
    ]
    lines += [f'# @Vymyšlená {number}' for number in range(120)]
    page = written(farm, WikiPage('meta', 'Named'), '== Participants ==\n' + '\n'.join(lines))
    campaign = Campaign('named', hashtags=('x',), participants=(page,))
    farm.reset_requests()
    found = read(sites, Users(sites, store, NOW), store, campaign, NOW)
    assert set(found.roster.members) == {'Alena', 'Novější', 'Nová značka'}
    assert found.roster.members['Alena'].library == 'City Library'
    assert [line.section for line in found.unclear[page]] == ['Participants'] * 122
    assert len(farm.requests()) < 30, 'names are asked for together'


def test_the_wiki_of_a_sign_up_page_is_one_of_theirs(
    farm: Farm, sites: Sites, store: Store, past: dict[str, int]
) -> None:
    text = '# [[Wikipedista:Alena]]\n# {{1Lib1Ref participant|Jiná|wiki=pl}}'
    page = written(farm, WikiPage('cs', 'Wikipedie:Doma'), text)
    found = read(sites, Users(sites, store, NOW), store, Campaign('home', hashtags=('x',), participants=(page,)), NOW)
    assert {name: member.wikis for name, member in found.roster.members.items()} == {
        'Alena': ('cs',),
        'Jiná': ('pl', 'cs'),
    }


@pytest.mark.parametrize(
    ('first', 'then', 'hidden'),
    [
        ('* [[User:A]]\n* [[User:B]]', '', {'A', 'B'}),
        ('* [[User:A]]\n* [[User:B]]', '#REDIRECT [[Sandbox]]', {'A', 'B'}),
        ('* [[User:A]]\n* [[User:B]]', '* [[User:Vandal]]', {'A', 'B', 'Vandal'}),
        ('* [[User:A]]\n* [[User:B]]', 'Who is listed:\n* [[User:A]]', {'A'}),
        ('* User:A\n* @B', '', {'A', 'B'}),
        ('* [[User:Stará značka]]', '', {'Nová značka'}),
        ('Please do not name Stará značka!\n* A, Alena', 'All is well.', {'Alena', 'Nová značka'}),
        ('== Alena ==\nI do not want that. --[[User:Stará značka|S.]]', '', {'Alena', 'Nová značka'}),
        ('* Alena\n* <!-- [[User:B]] -->\n* Nobody', '* [[User:C]]', {'Alena', 'B', 'C'}),
    ],
)
def test_a_blanked_list_of_those_who_are_not_named(
    farm: Farm, sites: Sites, store: Store, past: dict[str, int], first: str, then: str, hidden: set[str]
) -> None:
    """Names nobody; who is taken off it while others stay may be named again."""
    optout = written(farm, WikiPage('meta', 'Blanked list'), first)
    campaign = Campaign('blanked', hashtags=('x',), participants=(META,), optout=optout)
    read(sites, Users(sites, store, NOW), store, campaign, NOW)
    written(farm, optout, then)
    for _ in range(2):
        assert read(sites, Users(sites, store, NOW), store, campaign, NOW).roster.optouts == hidden


@pytest.mark.parametrize('other', [None, WikiPage('meta', 'Another list')])
def test_a_campaign_that_names_another_list_or_none_names_nobody_of_the_first(
    farm: Farm, sites: Sites, store: Store, past: dict[str, int], other: WikiPage | None
) -> None:
    optout = written(farm, WikiPage('meta', 'First list'), '* [[User:Alena]]\n{{/More}}')
    written(farm, WikiPage('meta', 'First list/More'), '* [[User:B]]')
    written(farm, WikiPage('meta', 'Another list'), '* [[User:C]]')
    campaign = Campaign('listed', hashtags=('x',), participants=(META,), optout=optout)
    assert read(sites, Users(sites, store, NOW), store, campaign, NOW).roster.optouts == {'Alena', 'B'}
    for _ in range(2):
        found = read(sites, Users(sites, store, NOW), store, replace(campaign, optout=other), NOW)
        assert found.roster.optouts == {'Alena', 'B'} | ({'C'} if other else set())
    # What the list does not show any more is of it all the same.
    written(farm, optout, '* [[User:Alena]]')
    assert read(sites, Users(sites, store, NOW), store, campaign, NOW).roster.optouts >= {'Alena', 'B'}


def test_a_list_that_a_sign_up_page_shows_stays_a_list(
    farm: Farm, sites: Sites, store: Store, past: dict[str, int]
) -> None:
    optout = written(farm, WikiPage('meta', 'Taken list'), '{{/A}}')
    written(farm, WikiPage('meta', 'Taken list/A'), '{{/B}}')
    written(farm, WikiPage('meta', 'Taken list/A/B'), '* [[User:Alena]]')
    shown = '{{:Taken list}}{{:Taken list/A}}{{:Taken list/A/B}}\n# [[User:C]]'
    page = written(farm, WikiPage('meta', 'Taking'), shown)
    campaign = Campaign('taken', hashtags=('x',), participants=(page,), optout=optout)
    found = read(sites, Users(sites, store, NOW), store, campaign, NOW)
    assert found.roster.optouts == {'Alena'} and set(found.roster.members) == {'C'}


def test_who_opted_out_on_a_page_that_is_not_shown_any_more(
    farm: Farm, sites: Sites, store: Store, past: dict[str, int]
) -> None:
    """Stays out until they stand elsewhere without that wish."""
    page = written(farm, WikiPage('meta', 'Leaving'), '{{/Brno}}')
    written(farm, WikiPage('meta', 'Leaving/Brno'), '# {{1Lib1Ref participant|Alena|optout=yes}}')
    campaign = Campaign('leaving', hashtags=('x',), participants=(page,))
    for text, hidden in ((None, {'Alena'}), ('# [[User:B]]', {'Alena'}), ('# [[User:Alena]]', set())):
        if text is not None:
            written(farm, page, text)
        assert read(sites, Users(sites, store, NOW), store, campaign, NOW).roster.optouts == hidden


def test_who_opted_out_on_a_sign_up_page_stays_out_when_it_is_blanked(
    farm: Farm, sites: Sites, store: Store, past: dict[str, int]
) -> None:
    """Until they stand there without that wish."""
    page = written(farm, WikiPage('meta', 'Blanked'), '# {{1Lib1Ref participant|Alena|optout=yes}}\n# [[User:B]]')
    campaign = Campaign('blanked', hashtags=('x',), participants=(page,))
    for text, hidden in ((None, {'Alena'}), ('', {'Alena'}), ('# [[User:B]]', {'Alena'}), ('# [[User:Alena]]', set())):
        if text is not None:
            written(farm, page, text)
        assert read(sites, Users(sites, store, NOW), store, campaign, NOW).roster.optouts == hidden


def test_when_accounts_were_made(farm: Farm, sites: Sites, store: Store, past: dict[str, int]) -> None:
    users = Users(sites, store, NOW)
    found = users.registered('meta', ['Alena', 'Novější', 'Nikdo'], since=utc('2026-01-01T00:00'))
    assert found == {'Alena': utc('2020-01-01T00:00'), 'Novější': utc('2026-01-09T00:00'), 'Nikdo': None}
    farm.reset_requests()
    assert users.registered('meta', ['Alena', 'Novější', 'Nikdo'], since=utc('2026-01-01T00:00')) == found
    assert not farm.requests()


def test_bad_names_do_not_keep_the_others_away(sites: Sites, past: dict[str, int]) -> None:
    names = ['Alena', 'a#b', '[[x]]', 'Nikdo', 'x' * 300, *(f'Někdo {n}' for n in range(700))]
    assert len(list(of_users(sites.open('cs'), 'cs', names, WINDOW, (0,)))) == 9


def test_who_still_edits(sites: Sites, past: dict[str, int]) -> None:
    later = Window(utc('2026-02-12T00:00'), utc('2026-03-08T00:00'))
    assert still_editing(sites.open('cs'), ['Alena', 'Pozdější', 'Nikdo'], later) == {'Pozdější'}


@pytest.mark.parametrize('most', [10, 12_000, 1_000_000])
def test_texts_come_in_order_each_read_once(farm: Farm, sites: Sites, past: dict[str, int], most: int) -> None:
    """However little may be held at a time."""
    numbers = [0, *past.values()]
    wanted = [Pair(before, after, n) for n, (before, after) in enumerate(itertools.pairwise(numbers))]
    wanted.append(Pair(10**9, numbers[1], 'gone'))
    found = list(Texts(sites.open('cs'), most_bytes=most).pairs(wanted))
    assert [pair for pair, _, _ in found] == wanted
    expected = ['', *(f'text {n}' * 1000 for n in range(9))]
    assert [(before, after) for _, before, after in found[:-1]] == list(itertools.pairwise(expected))
    assert found[-1][1:] == (None, expected[1])


def test_states_of_revisions(sites: Sites, past: dict[str, int]) -> None:
    found = states(sites.open('cs'), [past['0'], past['8'], 10**9])
    assert set(found) == {past['0'], past['8']}
    assert found[past['0']].latest == past['8'] and found[past['0']].title == 'Texty'


def test_many_names_of_nobody_are_asked_for_together(
    farm: Farm, sites: Sites, store: Store, past: dict[str, int]
) -> None:
    """Who was renamed is found among them, and what one run has learned the next one knows."""
    invented = [f'Vymyšlená {number}' for number in range(400)]
    users = Users(sites, store, NOW)
    farm.reset_requests()
    renamed = users.renamed('meta', [*invented, 'Stará značka', 'a#b', '[[x]]', 'Alena'])
    assert renamed == {'Stará značka': 'Nová značka'}
    assert len(farm.requests()) < 40
    farm.reset_requests()
    assert Users(sites, store, NOW).renamed('meta', [*invented, 'Stará značka']) == renamed
    assert not farm.requests()


# Three registered privately, two are hidden, one is gone.
PRIVATE, HIDDEN, GONE = (4, 60, 129), (41, 99), (100,)
BASE = 'w/rest.php/campaignevents/v0/'
EVENT, COURSE = Gathering('event', '1234'), Gathering('dashboard', 'NTK/Kurz_(2027)')


@dataclass(frozen=True)
class Gathered:
    """A campaign with a sign-up page, an event of 130 and a course of 40, twelve of whom are in both."""

    neighbours: Neighbours
    event: Event
    campaign: Campaign
    sites: Sites
    store: Store

    def read(self, hours: int = 0) -> SignUps:
        addresses = {'campaignevents': f'{self.neighbours.address}{BASE}', 'dashboard': self.neighbours.address}
        services = Services(addresses, most_seconds=0.4, longest_pause=0.1, pause=0.01)
        now = NOW + datetime.timedelta(hours=hours)
        return read(self.sites, Users(self.sites, self.store, now), self.store, self.campaign, now, services)


@pytest.fixture
def gathered(farm: Farm, sites: Sites, store: Store, past: dict[str, int]) -> Iterator[Gathered]:
    told = farm.api('meta', list='users', ususers='Nová značka|Novější')['query']['users']
    ids = {entry['name']: entry['userid'] for entry in told}
    event = Event(1234, participants=[_registered(number) for number in range(130)])
    event.participants[0] = Registered('Nová značka', ids['Nová značka'])
    event.participants[1] = Registered('Skrytá', 9001)
    both = [Enrolled(f'Účastník {number}', 9000 + number) for number in range(20, 31)]
    # What the Dashboard calls them is no longer so: one is in the event, one is known to Meta alone.
    earlier = [Enrolled('Dříve jinak', 9031), Enrolled('Kdysi', ids['Novější'])]
    alone = [Enrolled(f'Posluchač {number}', 9500 + number if number % 2 else None) for number in range(26)]
    people = [*both, *earlier, *alone, Enrolled('Alena', None), Enrolled('Lektorka', 9999, 1)]
    course = Course('NTK/Kurz_(2027)', people)
    campaign = Campaign(
        'gathered',
        start=datetime.date(2026, 1, 15),
        end=datetime.date(2026, 2, 5),
        participants=(META, EVENT, COURSE),
        optout=OPTOUT,
    )
    with Neighbours(Events(event), Dashboard(course)) as neighbours:
        yield Gathered(neighbours, event, campaign, sites, store)


def _registered(number: int) -> Registered:
    state = 'hidden' if number in HIDDEN else 'not_found' if number in GONE else ''
    return Registered(f'Účastník {number}', 9000 + number, number in PRIVATE, state)


def named(found: SignUps) -> set[str]:
    return {name for name in found.roster.members if not found.roster.hides(name)}


def test_a_page_an_event_and_a_course_are_one_roster(farm: Farm, gathered: Gathered) -> None:
    public = {f'Účastník {number}' for number in range(2, 130)} - {
        f'Účastník {number}' for number in (*PRIVATE, *HIDDEN, *GONE)
    }
    farm.reset_requests()
    found = gathered.read()
    on_page = {'Alena', 'Nová značka', 'Překlep', 'Skrytá'}
    assert found.roster.members.keys() == public | on_page | {f'Posluchač {n}' for n in range(26)} | {'Novější'}
    # In the course alone they have agreed to nothing, and who opted out on the page is not named for the event either.
    assert named(found) == public | on_page - {'Skrytá'}
    assert {found.roster.resolve(name) for name in ('Kdysi', 'Dříve jinak')} == {'Novější', 'Účastník 31'}
    event, course = found.attended
    assert (len(event.people), len(course.people)) == (124, 40)
    assert len(set(event.people) & set(course.people)) == 12
    assert found.roster.members['Alena'].origins == ('', 'Kurz (2027)')
    assert found.roster.members['Účastník 31'].origins == (event.title, 'Kurz (2027)')
    assert found.roster.members['Nová značka'].origins == ('', event.title)
    assert len(gathered.neighbours.calls) == 11
    assert len(gathered.neighbours.calls) + len(farm.requests()) <= 20


def test_private_people_are_in_no_roster_and_not_in_the_store(gathered: Gathered) -> None:
    gathered.read()
    with sqlite3.connect(str(gathered.store.url).removeprefix('sqlite:///')) as connection:
        kept = '\n'.join(connection.iterdump())
    assert 'Účastník 2"' in kept
    assert [number for number in (*PRIVATE, *HIDDEN, *GONE) if f'"Účastník {number}"' in kept] == []


def test_twenty_faults_lose_nobody(gathered: Gathered) -> None:
    before = gathered.read()
    kinds = itertools.cycle(faults.ALL.items())
    for hour in range(1, 21):
        kind, fault = next(kinds)
        gathered.neighbours.mend()
        gathered.neighbours.break_at(1 + 7 * hour % 11, fault)
        found = gathered.read(hour)
        assert set(found.roster.members) == set(before.roster.members), kind
        assert named(found) == named(before), kind
    # Half an answer that is right as JSON: nobody is lost, and who is in neither half is not named for that long.
    gathered.neighbours.mend()
    gathered.neighbours.break_at(5, faults.other([]))
    found = gathered.read(21)
    assert set(found.roster.members) == set(before.roster.members) and named(found) < named(before)
    gathered.neighbours.mend()
    assert named(gathered.read(22)) == named(before)


def test_an_account_is_found_by_its_global_id(sites: Sites, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on wikis with CentralAuth, which the farm does not have: what these answer is from its documentation."""
    asked: list[dict[str, object]] = []
    globally = {12: 'Nové jméno', 13: 'Bez účtu zde'}

    def query(_: object, **parameters: object) -> Iterator[dict[str, object]]:
        asked.append(parameters)
        if 'guiid' in parameters:
            entry = globally.get(int(str(parameters['guiid'])))
            yield {'globaluserinfo': {'name': entry} if entry else {'missing': True}}
        else:
            there = {'name': 'Tady', 'userid': 5, 'centralids': {'CentralAuth': 11, 'local': 5}}
            # Somebody else has taken the name since.
            taken = {'name': 'Starší jméno', 'userid': 6, 'centralids': {'CentralAuth': 99, 'local': 6}}
            yield {'users': [there, taken, {'name': 'Bez účtu zde', 'missing': True}]}

    site = SimpleNamespace(has_extension=lambda name: name == 'CentralAuth')
    monkeypatch.setattr('onelib.readers.users.query', query)
    monkeypatch.setattr('onelib.readers.users.many', lambda _: 50)
    monkeypatch.setattr(sites, 'open', lambda _: site)
    ids = {'Tady': 11, 'Starší jméno': 12, 'Bez účtu zde': 13, 'Nikdo': 14}
    users = Users(sites, store, NOW)
    right = {'Tady': 'Tady', 'Starší jméno': 'Nové jméno', 'Bez účtu zde': 'Bez účtu zde'}
    assert users.called('meta', ids) == right
    assert len(asked) == 4
    assert Users(sites, store, NOW).called('meta', ids) == right and len(asked) == 4, 'known for a day'
    # Many are asked for in several runs.
    users.called('meta', {f'Další {number}': 100 + number for number in range(9)})
    assert len(asked) == 4 + 1 + 1

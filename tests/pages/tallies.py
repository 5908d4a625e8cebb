"""A campaign with people, libraries and edits, to be shown in all views."""

from __future__ import annotations

import datetime
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from onelib import wikis
from onelib.campaign import views as counting
from onelib.campaign.all_views import VIEWS
from onelib.campaign.campaigns import Campaign
from onelib.campaign.edits import Contribution, Count, Edit
from onelib.campaign.gatherings import Attendance, Gathering, Theirs
from onelib.campaign.parameters import TallyRequest, tally
from onelib.campaign.records import Listing, ListProgress
from onelib.campaign.roster import Roster, merge
from onelib.campaign.rows import Known, Tally
from onelib.pages.context import Host
from onelib.pages.links import Target
from onelib.pages.tally import TallyPart, part
from onelib.wikitext.signups import Participant
from onelib.wikitext.source_lists import SourceList

CAMPAIGN = Campaign(
    id='2027-01',
    hashtags=('1Lib1Ref', '1bib1ref'),
    start=datetime.date(2027, 1, 15),
    end=datetime.date(2027, 2, 5),
    timezone='Europe/Prague',
    wikis=('cs', 'ka', 'sr'),
    organisers=('Organizátorka',),
)
NOW = datetime.datetime(2027, 1, 27, 6, tzinfo=datetime.UTC)
PEOPLE = {
    'Jana Nováková': ('Městská knihovna v Praze', ('cs',)),
    'Bibliotekářka 1968': ('Moravská zemská knihovna v Brně', ('cs',)),
    'Organizátorka': ('Národní knihovna České republiky', ('cs',)),
    'Николина': ('Библиотека Матице српске', ('sr', 'cs')),
    'Библиотекар из Требиња': ('Народна библиотека Требиње', ('sr',)),
    'მარიამ ბიბლიოთეკარი': ('საქართველოს პარლამენტის ეროვნული ბიბლიოთეკა', ('ka',)),
    'Knihomol': ('', ('cs',)),
    'Petr': ('Městská knihovna v Praze', ('cs',)),
    'Skrytá': ('Městská knihovna v Praze', ('cs',)),
}
TITLES = {
    'cs': ['Klementinum', 'Strahovská knihovna', 'Dějiny knihtisku', 'Bible kralická', 'Lístkový katalog'],
    'sr': ['Октоих првогласник', 'Народна библиотека Србије', 'Библиотека Матице српске', 'Читалиште'],
    'ka': ['ვახტანგ VI-ის სტამბა', 'ადიშის ოთხთავი', 'საქართველოს პარლამენტის ეროვნული ბიბლიოთეკა'],
}
LISTS = [
    (Listing('cs', 'Wikipedie:1Lib1Ref/Seznam', 'cs', '2027-01'), ListProgress(120, 31)),
    (Listing('sr', 'Википедија:1Lib1Ref', 'sr', '2027-01'), ListProgress(1500, 204)),
    (Listing('meta', '1Lib1Ref/CEE/Worklists', 'cs', '2027-01'), ListProgress(100, 0)),
    (Listing('meta', '1Lib1Ref/CEE/Worklists', 'ka', '2027-01'), ListProgress(100, 7)),
]
ATTENDED = [
    Attendance(
        Gathering('event', '1234'),
        'Večer v Městské knihovně',
        start=datetime.date(2027, 1, 18),
        end=datetime.date(2027, 1, 18),
        place='Mariánské náměstí 98, Praha, CZ',
        people=('Jana Nováková', 'Petr', 'Skrytá', 'Николина'),
        read=datetime.date(2027, 1, 27),
    ),
    Attendance(
        Gathering('dashboard', 'Матица_српска/Курс_(2027)'),
        "Курс | [за] ''све'' {{x}} ~~~~",
        'https://outreachdashboard.wmflabs.org/courses/%D0%9C/%D0%9A_%282027%29',
        datetime.date(2027, 1, 15),
        datetime.date(2027, 2, 5),
        'Матица <b>српска</b>',
        ('Николина', 'Библиотекар из Требиња'),
        Theirs(edits=12_300, rounded=True, articles=45, bytes=67_890, references=123),
        datetime.date(2027, 1, 25),
        'down: HTTP 503',
    ),
    Attendance(Gathering('event', '99'), trouble='slow'),
]
WORDS = 'Karel Novák: Naše čítárny. Praha: Melantrich 1931, s. {}. ISBN 80-200-0980-9.'


def contribution(revision: int, wiki: str, page: int, title: str, user: str, grew: int, day: float) -> Contribution:
    moment = datetime.datetime(2027, 1, 15, 9, tzinfo=datetime.UTC) + datetime.timedelta(days=day)
    return Contribution(wiki, revision, revision - 1, page, 0, title, user, moment, '', grew)


def edits(seed: int = 1) -> list[Edit]:
    """What the people did, the same in every run."""
    chance = random.Random(seed)
    made = []
    for number, (name, (_, codes)) in enumerate([*PEOPLE.items(), ('Host', ('', ('sr',)))]):
        for n in range((37 * (number + 3)) % 41 + 4):
            wiki = chance.choice(codes)
            page = chance.randrange(len(TITLES[wiki]))
            revision = 25_000_000 + number * 1000 + n
            count = Count(
                added=tuple((f'{name}{n}{k}', WORDS.format(n + k)) for k in range(chance.choice([0, 1, 1, 2]))),
                improved=((f'i{name}{n}', 'https://example.org/katalog'),) if n % 7 == 0 else (),
                reused=int(n % 5 == 0),
                sourced=('Čítárnu otevřel roku 1904 místní spolek, který ji vedl až do druhé světové války.',)
                if n % 3 == 0
                else (),
            )
            place = contribution(revision, wiki, page, TITLES[wiki][page], name, chance.randrange(900), n * 0.31)
            if n == 5:
                place = replace(place, tags=('contenttranslation',))
            tag = '1Lib1Ref' if chance.random() < 0.8 or name == 'Host' else ''
            made.append(Edit(place, tag, False, None if n == 8 else count, reverted=n == 4))
    return made


def roster() -> Roster:
    signed = [Participant(name, library, codes[0], name == 'Skrytá') for name, (library, codes) in PEOPLE.items()]
    return merge([[*signed, Participant('Tichá', 'Knihovna Jiřího Mahena')]])


def counts(seed: int = 1) -> Tally:
    return counting.tally(edits(seed), CAMPAIGN, roster())


def registrations(names: Iterable[str]) -> Mapping[str, datetime.datetime]:
    """Every third account is new."""
    return {
        name: datetime.datetime(2027 if n % 3 == 0 else 2015, 1, 16, tzinfo=datetime.UTC)
        for n, name in enumerate(names)
    }


def host(code: str, scripts: Mapping[str, str] | None = None) -> Host:
    """A page on that wiki; `scripts`: addresses of the wikis."""
    known = scripts or {wiki: f'https://{wiki}.wikipedia.org/w/index.php' for wiki in CAMPAIGN.wikis}
    targets = {wiki: Target(script, '' if wiki == code else wiki) for wiki, script in known.items()}
    return Host(wikis.load(code), NOW.date(), targets)


def asked(parameters: Mapping[str, str]) -> TallyRequest:
    """What these parameters ask for."""
    return tally({'campaign': '2027-01'} | parameters, served=CAMPAIGN.wikis, campaigns=['2027-01'])


def shown(
    place: Host,
    parameters: Mapping[str, str],
    tallied: Tally | None = None,
    attended: Sequence[Attendance] = ATTENDED,
) -> TallyPart:
    """The block that these parameters make."""
    request = asked(parameters)
    known = Known(
        registered=registrations(PEOPLE),
        earlier=[merge([[Participant('Petr')]])],
        previous=counts(2),
        lists=LISTS,
        attended=attended,
        blocked={(wiki, name) for wiki in CAMPAIGN.wikis for name in PEOPLE},
        source_lists={wiki: SourceList(frozenset({'example.org'})) for wiki in CAMPAIGN.wikis},
        unclear=[('cs', 'Wikipedie:1Lib1Ref', 'Účastníci'), ('meta', '1Lib1Ref', '')],
        unregistered={('meta', '1Lib1Ref'): 2},
    )
    said = attended if request.view == 'events' else ()
    return part(request, tallied or counts(), place, now=NOW, known=known, attended=said)


#: Of each view one block, and the draw before and after there is a seed.
BLOCKS = [
    *({'view': view} for view in VIEWS if view != 'edits'),
    {'view': 'draw', 'seed': '4 8 15 16 23 42', 'prizes': '3', 'minimum': '5'},
    {'view': 'edits', 'user': 'Николина', 'limit': '12'},
    {'view': 'participants', 'sort': 'edits', 'who': 'all', 'wiki': 'cs', 'minimum': '12', 'limit': '3'},
    {'view': 'participants', 'details': '1Lib1Ref/Edits'},
]

"""Events and courses among the participants of a campaign: how they are named."""

from __future__ import annotations

import pytest

from onelib import wikis
from onelib.campaign.campaign_kinds import WikiPage
from onelib.campaign.campaigns import Campaign, parse
from onelib.campaign.gatherings import Gathering
from onelib.campaign.parameters import RequestError
from onelib.pages.mistakes import sentence

SERVED = ('meta', 'cs', 'sr')


def participants(written: str) -> Campaign:
    days = {'id': 'x', 'start': '2027-01-15', 'end': '2027-02-05'}
    return parse({**days, 'participants': written}, served=SERVED)


@pytest.mark.parametrize(
    ('written', 'named'),
    [
        ('event:1234', Gathering('event', '1234')),
        ('Event: 0012', Gathering('event', '12')),
        ('[[event:7]]', Gathering('event', '7')),
        ('dashboard:NTK/Kurz_(2027)', Gathering('dashboard', 'NTK/Kurz_(2027)')),
        ('dashboard: Матица српска / Курс 1', Gathering('dashboard', 'Матица_српска/Курс_1')),
        ("[[dashboard:St. John's, library/Ref, 1]]", Gathering('dashboard', "St._John's,_library/Ref,_1")),
        ('dashboard:हिन्दी/कोर्स', Gathering('dashboard', 'हिन्दी/कोर्स')),
        ('Event:1Lib1Ref in Brno', WikiPage('meta', 'Event:1Lib1Ref in Brno')),
        ('Event:1234 people', WikiPage('meta', 'Event:1234 people')),
        ('cs:Wikipedie:1Lib1Ref', WikiPage('cs', 'Wikipedie:1Lib1Ref')),
    ],
)
def test_what_can_be_named(written: str, named: object) -> None:
    assert participants(written).participants == (named,)


def test_pages_events_and_courses_side_by_side() -> None:
    campaign = participants('* 1Lib1Ref/Participants\n* event:5\n* dashboard:A/B\n* Event: 5')
    assert campaign.sign_ups == (WikiPage('meta', '1Lib1Ref/Participants'),)
    assert campaign.gatherings == (Gathering('event', '5'), Gathering('dashboard', 'A/B'))


@pytest.mark.parametrize(
    ('written', 'meant'),
    [
        ('https://meta.wikimedia.org/wiki/Special:EventDetails/1234', 'event:1234'),
        ('https://cs.wikipedia.org/wiki/Special:RegisterForEvent/77?uselang=cs', 'event:77'),
        ('https://meta.wikimedia.org/w/rest.php/campaignevents/v0/event_registration/9/participants', 'event:9'),
        ('//meta.wikimedia.org/w/index.php?title=Special:EventDetails/5', 'event:5'),
        ('https://outreachdashboard.wmflabs.org/courses/NTK/Kurz_(2027)/home', 'dashboard:NTK/Kurz_(2027)'),
        ('https://outreachdashboard.wmflabs.org/courses/A/%C4%8Cten%C3%AD?enroll=x', 'dashboard:A/Čtení'),
        ('dashboard:A/%C4%8Cten%C3%AD', 'dashboard:A/Čtení'),
    ],
)
def test_an_address_is_answered_with_what_was_meant(written: str, meant: str) -> None:
    with pytest.raises(RequestError) as caught:
        participants(written)
    assert caught.value.mistakes[0].nearest == meant
    assert f'Did you mean “{meant}”?' in sentence(caught.value, wikis.load('en'))
    assert meant.partition(':')[0] in sentence(caught.value, wikis.load('cs'))


@pytest.mark.parametrize(
    'written',
    [
        'dashboard:',
        'dashboard:A',
        'dashboard:A/B/C',
        'dashboard:../..',
        'dashboard:A/..',
        'dashboard:A/B?x=1',
        'dashboard:A/B#x',
        'dashboard:A\\B/C',
        'dashboard://evil.example/x',
        'dashboard:A/B%2f..%2fadmin',
        f'dashboard:{"A" * 300}/B',
        'https://evil.example/courses/A/B',
        'https://dashboard.wikiedu.org/courses/A/B',
        'https://evil.example/wiki/Special:EventDetails/1234',
    ],
)
def test_nothing_else_is_taken(written: str) -> None:
    with pytest.raises(RequestError) as caught:
        participants(written)
    assert 'dashboard:A' not in caught.value.mistakes[0].nearest
    assert 'event:' not in caught.value.mistakes[0].nearest

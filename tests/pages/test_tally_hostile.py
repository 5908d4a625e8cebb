"""Tallies of hostile people, libraries, articles and sources, really saved: nothing but the links meant."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onelib.campaign import views as counting
from onelib.campaign.edits import Count, Edit
from onelib.campaign.gatherings import Attendance, Gathering
from onelib.campaign.roster import is_account, merge
from onelib.campaign.rows import Tally
from onelib.pages.table import TEMPLATES
from onelib.readers.attendees import line
from onelib.templates import words
from onelib.wikis.titles import normalise
from onelib.wikitext.escaping import escape
from onelib.wikitext.signups import Participant
from tests.fuzz import batches
from tests.hostile import FRAGMENTS, HOSTILE, held
from tests.pages import tallies
from tests.pages.test_hostile_pages import SPECIAL_TITLES, harmless, legal, saved
from tests.sandbox.farm import Farm

SCRIPT, META = 'https://cs.wikipedia.org/w/index.php', 'https://meta.wikimedia.org/w/index.php'
COURSE = 'https://outreachdashboard.wmflabs.org/courses/A/B'


def campaign(people: list[str], titles: list[str], texts: list[str]) -> Tally:
    """Each person has an edit of each third article, with these words in its sources."""
    signed = [Participant(name, texts[n % len(texts)], 'cs') for n, name in enumerate(people)]
    made = []
    for n, name in enumerate(people):
        for k, title in enumerate(titles):
            if (n + k) % 3 == 0:
                text = texts[(n + k) % len(texts)]
                change = Count(
                    added=((f'{n} {k}', text),),
                    improved=((f'i{k}', text),),
                    sourced=(text,),
                    claims_removed=(text + 'x',),
                )
                place = tallies.contribution(1000 * n + k + 1, 'cs', k, title, name, 10, 1 + k / 100)
                made.append(Edit(replace(place, summary=text), '1Lib1Ref', False, change))
    return counting.tally(made, tallies.CAMPAIGN, merge([signed]))


def gatherings(people: list[str], texts: list[str]) -> list[Attendance]:
    """Events and courses that are called so, and held there, by turns; the service of each fourth is silent."""
    found = []
    for n, text in enumerate(texts):
        named = Gathering('dashboard', 'A/B') if n % 2 else Gathering('event', str(n + 1))
        said = line(text)
        trouble = 'slow' if n % 4 == 1 else ''
        day = tallies.NOW.date()
        found.append(
            Attendance(named, said, COURSE if n % 2 else '', day, day, said, tuple(people), None, day, trouble)
        )
    return found


def check(farm: Farm, code: str, tally: Tally, texts: list[str]) -> None:
    """Save a page with every view and look at what MediaWiki found on it."""
    host = tallies.host(code, {'cs': SCRIPT, 'meta': META})
    attended = gatherings(list(tally.roster.members), texts)
    people = [name for name in tally.roster.members if not tally.roster.hides(name)]
    bodies = []
    for block in (block for block in tallies.BLOCKS if block['view'] != 'edits'):
        part = tallies.shown(host, block | {'limit': '500'}, tally, attended)
        bodies.append(part.body(host.wiki, host.today, ''))
    for name in people[:5]:
        request = replace(tallies.asked({'view': 'edits', 'user': 'Petr'}), user=name)
        made = tallies.part(request, tally, host, now=tallies.NOW)
        bodies.append(made.body(host.wiki, host.today, ''))
    page = saved(farm, code, '\n'.join(bodies))
    harmless(page, {*TEMPLATES, *([words.title(), f'{words.title()}/results'] if code == 'meta' else [])})
    allowed = {2, -1, 0, 4, 10}
    assert {link['ns'] for link in page.get('links', ())} <= allowed
    titles = {one.edit.contribution.title for one in tally.counted} | {'1Lib1Ref/Edits', '1Lib1Ref/CEE/Worklists'}
    # A page with lines that nobody understands.
    titles.add('1Lib1Ref')
    local = {link['title'] for link in page.get('links', ()) if link['ns'] == 0}
    assert local <= titles | {f'1Lib1Ref/Edits#{name}' for name in people}
    assert {link['prefix'] for link in page.get('iwlinks', ())} <= {'cs', 'meta'} - {code}
    assert {link['url'] for link in page.get('extlinks', ())} <= {COURSE}
    html = ElementTree.fromstring(page['text'])
    tags = {element.tag for element in html.iter()}
    assert tags <= {
        'div',
        'p',
        'b',
        'i',
        'a',
        'span',
        'table',
        'tbody',
        'tr',
        'td',
        'th',
        'small',
        'br',
        'ul',
        'li',
        'code',
    }
    check_words(html, tally)


def check_words(html: ElementTree.Element, tally: Tally) -> None:
    """Names and libraries stand there as they are."""
    table = next(table for table in html.iter('table'))
    _, *rows = table.iter('tr')
    shown = {' '.join(''.join(row.find('th').itertext()).split()) for row in rows}
    for name, member in tally.roster.members.items():
        expected = ' '.join(held(f'{name} {member.library}').split())
        assert any(''.join(one.split()) == ''.join(expected.split()) for one in shown), (name, escape(name))


def accounts(texts: list[str]) -> list[str]:
    """What a sign-up page could hand over as names, hostile ones among them."""
    found = dict.fromkeys(normalise(held(text).replace('\n', ' ')) for text in texts)
    return [name for name in found if is_account(name)]


@pytest.mark.parametrize('code', ['cs', 'sr', 'meta'])
def test_every_fragment(farm: Farm, code: str) -> None:
    titles = legal(farm, SPECIAL_TITLES[:60])
    for start in range(0, len(FRAGMENTS), 60):
        batch = FRAGMENTS[start : start + 60]
        check(farm, code, campaign(accounts(batch), titles[:12], batch), batch)


@pytest.mark.parametrize('code', ['cs', 'sr'])
@batches(6)
@given(names=st.lists(HOSTILE, min_size=1, max_size=12), texts=st.lists(HOSTILE, min_size=1, max_size=12))
def test_generated(farm: Farm, code: str, names: list[str], texts: list[str]) -> None:
    check(farm, code, campaign(accounts(names) or ['A'], ['A', 'Klementinum', 'B'], texts), texts)

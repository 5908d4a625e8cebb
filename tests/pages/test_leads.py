"""Where a source may be found, in the rows of a list: as MediaWiki shows it, made of hostile text."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onelib import wikis
from onelib.campaign.leads import Lead
from onelib.pages.worklist import LAYOUTS, Form, render
from tests.fuzz import batches
from tests.hostile import HOSTILE, held
from tests.pages.test_hostile_pages import HEADING, TITLE, TODAY, harmless, legal, saved, showing, shown, simple, spaces
from tests.sandbox.farm import Farm

SAID = HOSTILE.filter(lambda text: bool(held(text).strip()))
LEADS = st.lists(st.tuples(TITLE, SAID, SAID, st.just('') | HEADING), min_size=1, max_size=12)


@pytest.mark.parametrize('layout', LAYOUTS)
@pytest.mark.parametrize('code', ['cs', 'meta', 'sr'])
@batches(3)
@given(content=LEADS)
def test_generated_leads(farm: Farm, code: str, layout: str, content: list[tuple[str, str, str, str]]) -> None:
    titles = legal(farm, (title for title, *_ in content)) or ['A']
    leads = [
        Lead('hu', title, section, held(said), held(source), '9780306406157' if number % 2 else '', '', 0.9, 'hu')
        for number, (title, (_, source, said, section)) in enumerate(zip(titles, content, strict=False))
    ]
    listed = simple([f'Článek {number}' for number, _ in enumerate(leads)])
    listed = replace(listed, rows=tuple(replace(row, lead=lead) for row, lead in zip(listed.rows, leads, strict=True)))
    form = Form('' if code == 'cs' else 'cs', '1Lib1Ref', layout)
    page = saved(farm, code, render(listed, wiki=wikis.load(code), form=form, today=TODAY))
    harmless(page, showing(layout, code))
    html = ElementTree.fromstring(page['text'])
    found = [element for element in html.iter('span') if element.get('class') == 'onelib-lead']
    assert len(found) == len(leads)
    for element, lead in zip(found, leads, strict=True):
        check(element, lead)
    there = {link['title'].partition('#')[0].replace('_', ' ') for link in page['iwlinks'] if link['prefix'] == 'hu'}
    assert there == {lead.title for lead in leads}


def check(element: ElementTree.Element, lead: Lead) -> None:
    """Compare what is shown with what was told; long texts are cut at a word."""
    [italic] = element.iter('i')
    assert spaces(lead.source).startswith(spaces(shown(italic)).removesuffix('…').strip())
    links = list(element.iter('a'))
    assert len(links) == 1 + bool(lead.isbn)
    said = spaces(shown(links[-1]))
    assert said and spaces(lead.sentence).startswith(said.removesuffix('…').strip())
    assert links[-1].attrib['href'].startswith('http') or '/hu/' in links[-1].attrib['href']
    assert {part.tag for part in element.iter()} <= {'span', 'i', 'a'}
    assert not lead.isbn or lead.isbn in links[0].attrib['href']


def test_a_source_may_begin_and_end_with_an_apostrophe(farm: Farm) -> None:
    """Beside those of italics, it would make bold of them."""
    lead = Lead('hu', 'A', '', 'said', "'s-Gravenhage, de jongens'", '', '', 0.9, 'hu')
    listed = simple(['Článek'])
    listed = replace(listed, rows=tuple(replace(row, lead=lead) for row in listed.rows))
    page = saved(farm, 'cs', render(listed, wiki=wikis.load('cs'), form=Form('', '1Lib1Ref'), today=TODAY))
    html = ElementTree.fromstring(page['text'])
    assert [shown(element) for element in html.iter('i')] == [lead.source] and not list(html.iter('b'))


def test_a_row_without_a_lead_shows_nothing_of_it(farm: Farm) -> None:
    text = render(simple(['A']), wiki=wikis.load('cs'), form=Form('', '1Lib1Ref'), today=TODAY)
    assert 'source' not in text and 'onelib-lead' not in saved(farm, 'cs', text)['text']

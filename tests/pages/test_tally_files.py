"""Tallies as files of HTML: well-formed, without scripts, with a graph that is told in words and in a table."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from onelib.campaign.campaign_kinds import Goal
from onelib.campaign.views import tally
from onelib.pages import tally_files
from onelib.pages.growth_graph import graph
from onelib.pages.html_files import in_html
from tests.pages import tallies

HOST = tallies.host('cs')
SVG = '{http://www.w3.org/2000/svg}'


@pytest.mark.parametrize('parameters', tallies.BLOCKS, ids=lambda given: ' '.join(given.values()))
def test_every_view_is_a_page(parameters: dict[str, str]) -> None:
    told = tallies.shown(HOST, parameters)
    text = tally_files.page('Wikipedie:1Lib1Ref <b>&', told)
    html = ElementTree.fromstring(text)
    assert html.findtext('body/h1') == 'Wikipedie:1Lib1Ref <b>& – 2027-01' and '<script' not in text
    rows = html.findall('body/table/tbody/tr')
    assert len(rows) == (len(told.sheet.lines) or len(told.records.rows))
    assert {len(row) for row in rows} <= {len(html.findall('body/table/thead/tr/th'))}
    assert 'Skrytá' not in text and (html.find('body/figure/svg') is not None) == (parameters['view'] == 'growth')


def test_goals_are_told_in_words() -> None:
    goals = (Goal('references', 150), Goal('editors', 20))
    counts = tallies.counts()
    html = ElementTree.fromstring(
        tally_files.page('x', tallies.shown(HOST, {}, replace(counts, campaign=replace(counts.campaign, goal=goals))))
    )
    told = [(goal.text, goal.find('div').attrib['style']) for goal in html.findall("body/div[@class='goal']")]
    assert told == [
        ('Cíl kampaně: Přidané reference: 199 / 150 (132\u00a0%)', 'width:100%'),
        ('Cíl kampaně: Editoři: 10 / 20 (50\u00a0%)', 'width:50%'),
    ]


def drawn(*curves: list[int | None]) -> ElementTree.Element:
    return ElementTree.fromstring(graph(curves, '2027-01', HOST))


def test_what_the_graph_shows() -> None:
    """Two lines that differ in more than their colour; the one of this round ends where its days do."""
    svg = drawn([0, 5, 10, None], [2, 4, 6, 8])
    assert svg.attrib['role'] == 'img'
    assert svg.attrib['aria-labelledby'].split() == [svg.find(name).attrib['id'] for name in ('title', 'desc')]
    assert svg.findtext('title') == 'Přidané reference: 2027-01'
    assert svg.findtext('desc') == 'Celkem do toho dne: 10; Předchozí kampaň do téhož dne: 8'
    this, last = (line.attrib['points'].split() for line in svg.findall('polyline'))
    assert (len(this), len(last)) == (3, 4)
    heights = [float(point.split(',')[1]) for point in this]
    assert heights == sorted(heights, reverse=True) and heights[2] < float(last[3].split(',')[1])
    assert [point.split(',')[0] for point in this] == [point.split(',')[0] for point in last[:3]]
    style = tally_files.styles()
    assert re.search(r'\.last \{[^}]*stroke-dasharray', style) and not re.search(r'\.this \{[^}]*dasharray', style)


@pytest.mark.parametrize('curves', [[], [[]], [[None, None]], [[0]], [[7]], [[0, 0], [None, None]]])
def test_graphs_of_nearly_nothing(curves: list[list[int | None]]) -> None:
    for line in drawn(*curves).findall('polyline'):
        assert re.fullmatch(r'(?:\d+\.\d,\d+\.\d ?){2,}', line.attrib['points'])


def test_before_the_campaign_there_is_a_page_too() -> None:
    early = tally([], tallies.CAMPAIGN, tallies.roster())
    text = tally_files.page(in_html('x'), tallies.shown(HOST, {'view': 'growth'}, early))
    assert ElementTree.fromstring(text).find('body/figure/svg/polyline') is not None

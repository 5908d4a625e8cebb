"""The sentences above a backlog: what they say can be checked, and is never more than what is known."""

from __future__ import annotations

import datetime
from dataclasses import replace

from onelib import wikis
from onelib.campaign.backlog import WikiBacklog
from onelib.campaign.index import Figures, Summary
from onelib.pages.backlog import BacklogPart, part
from tests.pages import backlogs

SCANNED = datetime.datetime(2027, 1, 3, tzinfo=datetime.UTC)


def shown(*rows: tuple[str, int, bool]) -> str:
    """What stands above the table for wikis: how many of a hundred articles cite nothing, and if the dump is whole."""
    place = backlogs.host('meta')
    example: BacklogPart = backlogs.shown(place, {}, campaign=False)
    dump = datetime.date(2027, 1, 1)
    known = [
        WikiBacklog(code, f'{code}wiki', scans=(Summary(code, dump, SCANNED, whole, Figures(100, sourceless)),))
        for code, sourceless, whole in rows
    ]
    request = replace(example.view.request, wikis=tuple(row.wiki for row in known))
    return part(known, replace(example.view, request=request)).count()


def test_the_one_with_most_is_named() -> None:
    text = shown(('cs', 7, True), ('pl', 9, True))
    assert 'Of 200 articles on the Wikipedias counted here (2), 16 cite no source at all: 8&#37;.' in text
    assert '(pl), 9 of 100 (9&#37;)' in text


def test_of_two_with_as_many_neither_has_the_most() -> None:
    text = shown(('cs', 9, True), ('pl', 9, True), ('uk', 2, True))
    assert 'Of 300 articles' in text and 'largest number' not in text


def test_a_part_of_a_dump_is_in_no_sum() -> None:
    """However much it has: the sentence is about the wikis that are counted."""
    text = shown(('el', 60, False), ('pl', 9, True))
    assert '(pl): of 100 articles, 9 cite no source at all: 9&#37;.' in text and '60' not in text


def test_one_is_one() -> None:
    assert 'of 100 articles, 1 cites no source at all: 1&#37;.' in shown(('cs', 1, True))
    assert 'of 100 articles, 0 cite no source at all: 0&#37;.' in shown(('cs', 0, True))


def test_each_number_of_a_dump_leads_to_the_articles_that_it_counts() -> None:
    """To a list of them in the index or, on a wiki that the bot does not keep lists on, to the dump by its date."""
    place = backlogs.host('meta')
    rows = {line.data['language']: line.data for line in backlogs.shown(place, {}).sheet.lines}
    assert rows['cs']['list'] == 'yes' and not rows['uk']['list'] and not rows['sr']['list']
    assert rows['cs']['year-dump'] == '2025-12-01' and rows['uk']['campaign-dump'] == '2026-12-01'
    # What has no dump is what the wiki itself says.
    assert rows['ka']['articles-page'] == 'Special:Statistics' and 'articles-page' not in rows['cs']
    alone = {
        line.data['what']: line.data for line in backlogs.shown(place, {'view': 'wiki', 'wikis': 'cs'}).sheet.lines
    }
    listed = {name for name, data in alone.items() if data.get('list')}
    assert listed == {'sourceless', 'tagged', 'uncited', 'banners', 'oldest'}


def test_what_a_number_is_stands_once_on_a_page() -> None:
    place = backlogs.host('meta')
    region, wiki, trend = (
        backlogs.shown(place, block) for block in ({}, {'view': 'wiki', 'wikis': 'cs'}, {'view': 'trend'})
    )
    said = '<div class="onelib-legend">'
    assert said in wiki.body(place.wiki, place.today, '')
    for above in ([region], [trend, region]):
        assert said not in wiki.below(above).body(place.wiki, place.today, '')
    # Of what stands in none of those above it is said.
    rest = wiki.below([trend]).body(place.wiki, place.today, '').rpartition(said)[2]
    assert 'Articles with tags, today' in rest and 'Articles that cite nothing' not in rest
    czech = replace(place, wiki=place.wiki.speaking_as(wikis.load('cs')))
    assert said in backlogs.shown(czech, {'lang': 'cs'}).below([region]).body(czech.wiki, czech.today, '')


def test_a_part_of_a_newer_dump_is_no_number_of_a_whole_one() -> None:
    """The index stays that of the whole one, and so do the numbers."""
    [whole, part_of_one] = (
        Summary('cs', datetime.date(2027, month, 1), SCANNED, month == 1, Figures(100, month)) for month in (1, 2)
    )
    assert WikiBacklog('cs', 'cswiki', scans=(whole, part_of_one)).scanned == whole
    assert WikiBacklog('cs', 'cswiki', scans=(part_of_one,)).scanned == part_of_one


def test_a_change_is_a_number_and_of_a_share_two() -> None:
    """The number of articles without a source grows with the wiki; the share says whether it is better."""
    place = backlogs.host('meta')
    alone = {
        line.data['what']: line.data for line in backlogs.shown(place, {'view': 'wiki', 'wikis': 'cs'}).sheet.lines
    }
    # 61,200 of 560,000, and 59,000 of 590,000.
    assert alone['share']['year'] == '11&#37; → 10&#37;' and alone['share']['year-dump'] == '2025-12-01'
    # 701 more than 251,300 are no whole percent; that they were none at all would be wrong.
    [ukrainian] = [line for line in backlogs.shown(place, {}).sheet.lines if line.data['language'] == 'uk']
    assert ukrainian.data['campaign'] == '+701'

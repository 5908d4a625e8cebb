"""The sentences above a backlog: what they say can be checked, and is never more than what is known."""

from __future__ import annotations

import datetime
from dataclasses import replace

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

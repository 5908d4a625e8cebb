"""The status on a wiki page: what is news, and that nothing breaks out of it."""

from __future__ import annotations

import datetime
import html
import json
import re
from dataclasses import replace
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onelib import wikis
from onelib.outcomes.health import Health, judge
from onelib.outcomes.reasons import Kind
from onelib.outcomes.runs import Run, Trouble
from onelib.pages import status_messages
from onelib.pages.page_update import PageDraft
from onelib.pages.status import StatusPart, same
from onelib.wikitext import blocks
from tests.fuzz import fuzz
from tests.hostile import HOSTILE

NOW = datetime.datetime(2026, 11, 22, 12, 0, tzinfo=datetime.UTC)
HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)
META = wikis.load('meta')
NAME = '1Lib1Ref status'
PAGE = f'Before.\n{{{{{NAME}}}}}\n{{{{{NAME} end}}}}\nAfter.'

TROUBLE = Trouble('cs', 'Wikipedie:Seznam', 'failed', Kind.NOT_SAVED, 'HTTP 503')


def runs(
    *found: Trouble, now: datetime.datetime = NOW, edits: int = 2, job: str = 'lists', took: int = 60
) -> list[Run]:
    """The runs of five days, of which only the last is in trouble."""
    starts = [now - HOUR - day * DAY for day in range(4, -1, -1)]
    kept = [Run(job, start, start + datetime.timedelta(seconds=took), 0, edits) for start in starts]
    return [*kept[:-1], replace(kept[-1], code=int(bool(found)), troubles=found)]


def body(kept: list[Run], now: datetime.datetime = NOW, *, own: bool = True) -> str:
    return part(judge(kept, now), now, own=own).body(META, now.date(), '')


def part(jobs: list[Health], now: datetime.datetime = NOW, *, own: bool = True) -> StatusPart:
    return StatusPart(jobs, now, own, 'User:ExampleBot/status')


@pytest.mark.parametrize('own', [True, False])
@pytest.mark.parametrize('found', [(), (TROUBLE,)])
def test_times_alone_are_no_news(own: bool, found: tuple[Trouble, ...]) -> None:
    later = NOW + 2 * DAY
    before, after = body(runs(*found), own=own), body(runs(*found, now=later, took=5000), later, own=own)
    assert before != after and same(before, after)


@pytest.mark.parametrize('own', [True, False])
def test_what_is_news(own: bool) -> None:
    well = body(runs(), own=own)
    behind = body(runs(TROUBLE), own=own)
    pressing = body(runs(replace(TROUBLE, kind=Kind.PROTECTED)), own=own)
    late = body(runs(), NOW + 5 * DAY, own=own)
    another = body([*runs(), *runs(job='tally')], own=own)
    bodies = [well, behind, pressing, late, another]
    assert [[same(one, other) for other in bodies] for one in bodies] == [
        [one is other for other in bodies] for one in bodies
    ]


def test_each_page_whose_templates_are_wrong_is_named_with_what_is_wrong() -> None:
    found = [
        replace(TROUBLE, kind=Kind.TEMPLATES, page=f'Wikipedie:Seznam {number}', text=f'wrong {number % 2}')
        for number in range(20)
    ]
    before = body(runs(*found))
    shown = html.unescape(before)
    assert all(f'|cs: Wikipedie:Seznam {number}]]' in shown for number in range(20))
    assert 'Seznam 8: wrong 0' in shown and 'Seznam 9: wrong 1' in shown
    # Who has mended one thing and broken another sees what it is now.
    assert not same(before, body(runs(replace(found[0], text='two starts'), *found[1:])))


def test_numbers_of_edits_are_news_once_a_day() -> None:
    morning, evening, tomorrow = (
        body(runs(now=now, edits=n), now) for now, n in ((NOW, 2), (NOW + HOUR, 7), (NOW + DAY, 7))
    )
    assert same(morning, evening) and not same(morning, tomorrow) and same(evening, tomorrow)


def test_what_wikis_say_in_other_words_is_no_news() -> None:
    assert same(body(runs(TROUBLE)), body(runs(replace(TROUBLE, text='HTTP 503, request 4dcc198e'))))


def test_details_stand_on_the_pages_of_the_bot_alone() -> None:
    own, other = (body(runs(TROUBLE), own=own) for own in (True, False))
    assert 'HTTP 503' in own and 'Seznam' in own
    assert 'HTTP 503' not in other and 'Seznam' not in other and 'ExampleBot/status' in other


texts = HOSTILE | st.text(max_size=80)


@fuzz(50)
@given(texts, texts, texts, st.booleans())
def test_nothing_breaks_out(job: str, title: str, text: str, own: bool) -> None:
    trouble = Trouble('cs', title, 'refused', Kind.STOP_PAGE, text)
    made = part(judge(runs(trouble, job=job), NOW), own=own)
    draft = PageDraft(NAME, META, NOW.date(), [({}, made)], 1_000_000)
    merged, summary = draft.merged(PAGE)
    assert merged.startswith(PAGE.partition('\n{{1Lib1Ref status end')[0]) and merged.endswith(
        PAGE[-len('}}\nAfter.') :]
    )
    [block] = blocks.find(merged, NAME)
    # A second look changes nothing: what is ignored ends where it should.
    assert draft.merged(merged)[0] == merged
    assert len(re.findall('<span', block.body)) == len(re.findall('</span>', block.body))
    assert not re.search(r'[\[{]{2}(?!:)|<script', block.body.replace('{| class', ''))
    assert re.fullmatch(r'[\w :]+', summary)


def test_every_kind_has_its_advice() -> None:
    known = json.loads((files('onelib.i18n') / 'meta' / 'en.json').read_text(encoding='utf-8'))
    advice = {key.removeprefix('meta-status-advice-') for key in known if key.startswith('meta-status-advice-')}
    assert advice == {*(kind.value for kind in Kind), 'overdue'}


@pytest.mark.parametrize('kind', Kind)
def test_the_terminal_names_page_cause_and_advice(kind: Kind) -> None:
    said = status_messages.plain(judge(runs(replace(TROUBLE, kind=kind)), NOW))
    assert all(
        part in said for part in ('lists', 'cs: Wikipedie:Seznam', 'HTTP 503', status_messages.say(f'advice-{kind}'))
    )


def test_more_trouble_than_anybody_would_read_fits_on_a_page() -> None:
    many = [
        replace(TROUBLE, wiki=f'w{number}', kind=kind, text='x' * 300)
        for number in range(50)
        for kind in (Kind.UNREADABLE, Kind.PROTECTED, Kind.NOT_SAVED)
    ]
    full = body([*runs(*many), *runs(*many, job='tally')])
    boxes = full.split('<div class="onelib-trouble"')[1:]
    # What needs a person comes first, and all the rest is counted.
    assert len(boxes) == 100 and all('Needs a person' in box for box in boxes)
    assert sum(map(int, re.findall(r': (\d+) further troubles', full))) == 2 * len(many) - len(boxes)
    assert len(full) < 200_000


def test_many_pages_with_one_trouble_are_one_finding() -> None:
    many = [replace(TROUBLE, page=f'Stránka {number:02}') for number in range(12)]
    [health] = judge(runs(*many), NOW)
    [finding] = status_messages.findings(health)
    assert len(finding.troubles) + finding.more == 12 and finding.more > 0
    assert '12' in status_messages.state(health)

"""Quick runs of tallies on real wikis: new and wrong blocks, campaigns and sign-up pages."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import pytest

from onelib.wikitext import blocks
from tests.jobs.test_quick import quick, reads, settle
from tests.sandbox import bot
from tests.sandbox.farm import Farm
from tests.sandbox.pages import edit, edits, text_of

TALLY, CAMPAIGN, PEOPLE = 'Rychlé výsledky', 'Rychlá kampaň', 'Rychlá kampaň/People'
NAME = '1Lib1Ref tally'


@pytest.fixture(scope='module')
def farm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Farm]:
    with Farm.start(tmp_path_factory.mktemp('quick'), ['meta', 'cs'], tied=True) as running:
        campaign(running)
        edit(running, 'meta', PEOPLE, '# [[:cs:User:Librarian|Librarian]]')
        edit(running, 'meta', TALLY, block('campaign=rychle|view=participants|who=all'))
        assert bot.run(running, script='tally').returncode == 0
        quick(running, script='tally')
        settle(running)
        yield running


def campaign(farm: Farm, more: str = '') -> None:
    today = datetime.datetime.now(datetime.UTC).date()
    start, end = today - datetime.timedelta(days=1), today + datetime.timedelta(days=5)
    described = f'|id=rychle|start={start}|end={end}|wikis=cs|participants={PEOPLE}{more}'
    edit(farm, 'meta', CAMPAIGN, f'{{{{1Lib1Ref campaign{described}}}}}')


def block(parameters: str) -> str:
    return f'a\n{{{{{NAME}|{parameters}}}}}\n{{{{{NAME} end}}}}\nb'


def body(farm: Farm, code: str = 'meta', title: str = TALLY) -> str:
    return blocks.find(text_of(farm, code, title), NAME)[0].body


def test_what_a_quick_run_costs(farm: Farm) -> None:
    settle(farm)
    before = text_of(farm, 'meta', TALLY)
    farm.reset_requests()
    quick(farm, script='tally')
    assert reads(farm) == {'meta': 1, 'cs': 1} and edits(farm) == 0
    edit(farm, 'meta', 'Something else', 'words')
    edit(farm, 'cs', 'Klementinum/něco', 'words')
    farm.reset_requests()
    quick(farm, script='tally')
    assert all(number <= 2 for number in reads(farm).values()) and edits(farm) == 0
    assert text_of(farm, 'meta', TALLY) == before


def test_a_wrong_block_on_a_wikipedia_is_answered(farm: Farm) -> None:
    title = 'Wikipedie:Rychlé výsledky'
    edit(farm, 'cs', title, block('campain=rychle|view=participnts|sort=foo'))
    quick(farm, script='tally')
    box = body(farm, 'cs', title)
    assert all(word in box for word in ('campain', '„campaign“', '„participants“', 'foo', f'[[:Template:{NAME}]]'))
    edit(farm, 'cs', title, block('campaign=rychle|view=participants'))
    quick(farm, script='tally')
    assert 'onelib-error' not in body(farm, 'cs', title) and 'rychle' in body(farm, 'cs', title)
    farm.reset_requests()
    quick(farm, script='tally')
    assert edits(farm) == 0
    edit(farm, 'cs', title, 'nic')


def test_a_mistake_in_a_campaign_is_answered_where_it_is_tallied(farm: Farm) -> None:
    campaign(farm, '|timezone=Europe/Prage|hashtag=x')
    quick(farm, script='tally')
    box = body(farm).partition('</div>')[0]
    assert all(word in box for word in ('Europe/Prage', 'Europe/Prague', 'hashtags', '[[:Template:1Lib1Ref campaign]]'))
    campaign(farm)
    quick(farm, script='tally')
    assert 'onelib-error' not in body(farm)
    # Words beside its template are nothing to the tallies.
    edit(farm, 'meta', CAMPAIGN, text_of(farm, 'meta', CAMPAIGN) + '\nwords')
    farm.reset_requests()
    quick(farm, script='tally')
    assert edits(farm) == 0


def test_whoever_signs_up_is_there_at_the_next_quick_run(farm: Farm) -> None:
    settle(farm)
    assert 'Reader' not in body(farm)
    librarian = '# [[:cs:User:Librarian|Librarian]]'
    edit(farm, 'meta', PEOPLE, f'{librarian}\n# [[:cs:User:Reader|Reader]]')
    quick(farm, script='tally')
    assert '|user=Reader ' in body(farm)
    # Somebody else does minutes later; and what signs nobody up makes no edit.
    joined = f'{librarian}\n\n== New participant ==\n\n* {{{{1Lib1Ref participant |1=Admin |library= |wiki=cs}}}}'
    edit(farm, 'meta', PEOPLE, joined)
    quick(farm, script='tally')
    assert '|user=Admin ' in body(farm)
    edit(farm, 'meta', PEOPLE, f'Words.\n\n{joined}')
    farm.reset_requests()
    quick(farm, script='tally')
    assert edits(farm) == 0


def test_a_namespace_may_be_called_as_people_like(farm: Farm) -> None:
    """``Project:`` is ``Wikipedie:`` there, and that is what the wiki says has changed."""
    edit(farm, 'cs', 'Wikipedie:Účastníci', '# [[Wikipedista:Librarian]]')
    campaign(farm, '|optout=cs:Project:účastníci')
    quick(farm, script='tally')
    assert '|user=Admin ' in body(farm)
    edit(farm, 'cs', 'Wikipedie:Účastníci', '# [[Wikipedista:Librarian]]\n# [[Wikipedista:Admin]]')
    quick(farm, script='tally')
    assert '|user=Admin ' not in body(farm)

"""A campaign of last January on real wikis: what is found, what counts, what was undone, and what it costs."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from onelib import wikis
from onelib.campaign.campaigns import Campaign
from onelib.campaign.edits import Count, Edit
from onelib.readers.collector import Collected, Collector
from onelib.readers.reverts import Judge
from onelib.readers.sites import Sites
from onelib.store import Store, schema
from onelib.wikitext.statements import find
from tests.readers.conftest import utc
from tests.sandbox.farm import Farm
from tests.sandbox.history import Revision, replay
from tests.stores import listing, record

NOW = utc('2026-02-10T00:00')
ALONE = '1lib1cena'
A, B = '<ref>Novák 2001, s. 5</ref>', '<ref>https://example.org/b</ref>'
TEXT = 'Knihovna byla založena roku 1781 v Praze.{{Fakt/dne|20190501}} Dnes má dva miliony svazků.'


@pytest.fixture
def campaign(request: pytest.FixtureRequest) -> Campaign:
    """One with an id of its own for each test."""
    return Campaign(
        id=request.node.name,
        hashtags=('1lib1ref',),
        start=datetime.date(2026, 1, 15),
        end=datetime.date(2026, 2, 5),
        wikis=('cs',),
    )


class Bench:
    """Collects a campaign on the Czech wiki and counts what it costs."""

    def __init__(self, farm: Farm, sites: Sites, store: Store, campaign: Campaign) -> None:
        self.farm, self.sites, self.store, self.campaign = farm, sites, store, campaign
        self.asked: list[dict[str, Any]] = []

    def collect(self, *users: str, now: datetime.datetime = NOW) -> Collected:
        site = self.sites.open('cs')
        self.farm.reset_requests()
        collected = Collector(site, wikis.load('cs'), self.store, now).collect(self.campaign, users)
        self.asked = [asked for asked in self.farm.requests() if 'sandbox' not in str(asked['agent']).split('/')[0]]
        return collected

    def edits(self, title: str = '') -> dict[str, Edit]:
        """By summary."""
        found = self.store.edits(self.campaign.id)
        return {e.contribution.summary: e for e in found if title in ('', e.contribution.title)}


@pytest.fixture
def bench(farm: Farm, sites: Sites, store: Store, campaign: Campaign) -> Bench:
    return Bench(farm, sites, store, campaign)


def alone(campaign: Campaign) -> Campaign:
    """The campaign with a hashtag that no other test writes: what is counted here does not hang on what ran before."""
    return replace(campaign, hashtags=(ALONE,))


def page(title: str, *edits: tuple[str, str, str, str], start: str = TEXT) -> list[Revision]:
    """The history of a page: its beginning, then (day of January and time, user, summary, text)."""
    made = [Revision(title, 'Zakladatel', '2026-01-02T08:00:00Z', start, 'založeno')]
    return made + [Revision(title, user, f'2026-01-{when}:00Z', text, said) for when, user, said, text in edits]


def test_edits_of_participants_and_edits_with_the_hashtag(farm: Farm, bench: Bench) -> None:
    past = page(
        'Sběr',
        ('14T23:59', 'Účastnice', 'too early', f'{TEXT} 1'),
        ('15T00:00', 'Účastnice', 'first', f'{TEXT}{A}'),
        ('16T09:00', 'Cizí', '/* Úvod */#1lib1ref', f'{TEXT}{A}{B}'),
        ('16T10:00', 'Cizí', 'nothing', f'{TEXT}{A}{B} 2'),
        ('16T11:00', 'Cizí', '1lib1ref maybe', f'{TEXT}{A}{B} 3'),
        ('16T12:00', 'Robot Jan', '#1lib1ref by a bot', f'{TEXT}{A}{B} 4'),
        ('17T10:00', '192.0.2.7', '#1lib1ref by nobody', f'{TEXT}{A}{B} 5'),
    )
    replay(farm, 'cs', past, groups={'Robot Jan': ['bot']})
    late = Revision('Sběr', 'Účastnice', '2026-02-06T00:00:00Z', 'x', 'too late')
    elsewhere = Revision('Talk:Sběr', 'Účastnice', '2026-01-20T00:00:00Z', 'x #1lib1ref', 'talk')
    replay(farm, 'cs', [elsewhere, late])
    collected = bench.collect('Účastnice', 'Nikdo takový', 'a#b', 'Jan / Ivan', '192.0.2.7', '~2026-1-2')
    found = bench.edits('Sběr')
    assert set(found) == {'first', '/* Úvod */#1lib1ref', '1lib1ref maybe', '#1lib1ref by nobody'}
    assert collected.new >= 4 and collected.gap is None
    assert found['/* Úvod */#1lib1ref'].hashtag == '1lib1ref' and not found['first'].hashtag
    assert found['1lib1ref maybe'].probable and not found['1lib1ref maybe'].hashtag
    assert found['#1lib1ref by nobody'].contribution.user == '', 'addresses are not kept'
    first = found['first'].contribution
    assert (first.user, first.namespace, first.timestamp) == ('Účastnice', 0, utc('2026-01-15T00:00'))
    assert first.bytes == len(A.encode()) - 2 and not first.new_page


def test_a_rerun_with_nothing_new_asks_two_questions(farm: Farm, bench: Bench) -> None:
    replay(farm, 'cs', page('Znovu', ('15T10:00', 'Anna', 'a', f'{TEXT}{A}'), ('15T11:00', 'Jiná', '#1lib1ref', TEXT)))
    during = utc('2026-01-25T00:00')
    assert bench.collect('Anna', now=during).new
    before = list(bench.store.edits(bench.campaign.id))
    assert bench.collect('Anna', now=during) == Collected('cs', gap=None)
    assert [sorted(asked['list']) for asked in bench.asked] == [['recentchanges'], ['usercontribs']]
    assert list(bench.store.edits(bench.campaign.id)) == before
    bench.collect('Anna', now=NOW + datetime.timedelta(days=30))
    assert not bench.collect('Anna', now=NOW + datetime.timedelta(days=30)).new
    assert [asked['list'] for asked in bench.asked] == [['usercontribs']], 'after two weeks nobody looks for reverts'


def test_a_clock_that_is_ahead_freezes_no_campaign(farm: Farm, bench: Bench) -> None:
    """What is edited between the wiki's time and the machine's is read when the machine's is right again."""
    now = datetime.datetime.now(datetime.UTC).replace(microsecond=0)
    today = now.date()
    bench.campaign = replace(bench.campaign, start=today, end=today + datetime.timedelta(days=20))
    replay(farm, 'cs', page('Hodiny', ('15T10:00', 'Hodinářka', 'old', f'{TEXT}{A}')))
    bench.collect(now=now + datetime.timedelta(days=200))
    cursors = list(bench.store._rows_of(schema.cursors))
    assert all(row['moment'] <= datetime.datetime.now(datetime.UTC) for row in cursors), cursors


def test_new_edits_alone_are_read_and_each_text_once(farm: Farm, bench: Bench) -> None:
    steps = [(f'16T10:{n:02}', 'Bára', f'step {n}', f'{TEXT}{"x" * n}{A}') for n in range(20)]
    replay(farm, 'cs', page('Postupně', *steps))
    bench.campaign = alone(bench.campaign)
    during = utc('2026-01-25T00:00')
    bench.collect('Bára', now=during)
    assert sum(asked['content'] for asked in bench.asked) == 1
    # Two lists, the states, the texts, and what the pages had lost before, step by step for all pages together.
    assert len(bench.asked) <= 4 + 4
    replay(farm, 'cs', [Revision('Postupně', 'Bára', '2026-01-26T10:00:00Z', f'{TEXT}{A}{B}', 'last')])
    assert bench.collect('Bára', now=utc('2026-01-27T00:00')).new == 1
    last = bench.edits('Postupně')['last'].count
    assert last and [key for key, _ in last.added] == ['url:example.org/b']


def stood_on_list(farm: Farm, bench: Bench, title: str, when: datetime.datetime) -> None:
    found = farm.api('cs', action='query', titles=title, formatversion=2)['query']['pages']
    statements = find(TEXT, wikis.load('cs'), ('tagged',))
    # What it was called then does not matter.
    standing = [record(when, each.fingerprint, found[0]['pageid'], 'Jinak') for each in statements]
    bench.store.list_statements(listing(bench.campaign.id), standing, when)


def test_what_an_edit_did(farm: Farm, bench: Bench) -> None:
    sourced = TEXT.replace('{{Fakt/dne|20190501}}', A)
    replay(
        farm,
        'cs',
        page(
            'Účinky',
            ('16T10:00', 'Dana', 'source', sourced),
            ('16T11:00', 'Dana', 'again', f'{sourced} Navíc.<ref>Novák 2001, s. 5</ref>'),
            ('16T12:00', 'Dana', 'nothing', f'{sourced} Navíc.<ref>Novák 2001, s. 5</ref>'),
        ),
    )
    mark = 'Knihovna byla založena roku 1781 v Praze.'
    stood_on_list(farm, bench, 'Účinky', utc('2026-01-15T00:00'))
    bench.collect('Dana')
    found = bench.edits('Účinky')
    count = found['source'].count
    assert count and len(count.added) == 1 and count.sourced == (mark,) and count.listed == 1
    assert found['again'].count == Count(reused=1)


def test_statements_count_as_listed_only_if_they_were_before_the_edit(farm: Farm, bench: Bench) -> None:
    replay(farm, 'cs', page('Později', ('16T10:00', 'Dita', 'source', TEXT.replace('{{Fakt/dne|20190501}}', A))))
    stood_on_list(farm, bench, 'Později', utc('2026-01-17T00:00'))
    bench.collect('Dita')
    count = bench.edits('Později')['source'].count
    assert count and len(count.sourced) == 1 and count.listed == 0


def test_what_was_undone_counts_nothing(farm: Farm, bench: Bench) -> None:
    """By the tag, by what is cited now, and of those who undo nothing is counted as theirs."""
    replay(farm, 'cs', page('Odkaz', ('16T10:00', 'Eva', 'good', f'{TEXT}{A}'), ('17T10:00', 'X', 'x', f'{TEXT}{A}.')))
    replay(farm, 'cs', page('Smazáno', ('16T10:00', 'Eva', 'gone', f'{TEXT}{A}'), ('17T10:00', 'X', 'y', TEXT)))
    tagged = Revision('Zrušeno', 'Eva', '2026-01-16T10:00:00Z', f'{TEXT}{A}', 'tagged', ('mw-reverted',))
    undo = Revision('Zrušeno', 'Eva', '2026-01-16T11:00:00Z', f'{TEXT}{B}', 'undo', ('mw-undo',))
    replay(farm, 'cs', [*page('Zrušeno'), tagged, undo])
    bench.collect('Eva')
    found = {said: edit for said, edit in bench.edits().items() if edit.contribution.user == 'Eva'}
    assert {said: edit.reverted for said, edit in found.items()} == {
        'good': False,
        'gone': True,
        'tagged': True,
        'undo': False,
    }
    assert found['undo'].count == Count()


REVERTED, UNDO, ROLLBACK = ('mw-reverted',), ('mw-undo',), ('mw-rollback',)


def history(
    title: str, *made: tuple[str, str, str, str] | tuple[str, str, str, str, tuple[str, ...]]
) -> list[Revision]:
    """As `page`, with the tags of each edit."""
    plain = page(title, *(edit[:4] for edit in made))
    tags = [(), *(edit[4] if len(edit) > 4 else () for edit in made)]
    return [replace(revision, tags=tuple(given)) for revision, given in zip(plain, tags, strict=True)]


def test_what_was_undone_and_put_back_counts_for_who_added_it(farm: Farm, bench: Bench) -> None:
    """By the patroller, by a rollback of who took it away, or by who had added it; who puts it back gets nothing."""
    better = '<ref>{{Citace elektronické monografie|titul=Sbírky|url=https://example.org/b}}</ref>'
    with_b = f'{TEXT}{B}'
    replay(
        farm,
        'cs',
        [
            *history(
                'Vrácený patrolář',
                ('16T10:00', 'Iva', 'patrol', with_b, REVERTED),
                ('16T11:00', 'Patrola', 'Undid revision 5 by Iva: #1lib1ref', TEXT, UNDO),
                ('16T12:00', 'Patrola', 'my mistake', with_b, UNDO),
            ),
            *history(
                'Vrácený vandal',
                ('16T10:00', 'Iva', 'vandal', with_b, REVERTED),
                ('16T11:00', 'Vandal', 'ha ha', 'ha', REVERTED),
                ('16T12:00', 'Účastník', 'rollback', with_b, ROLLBACK),
            ),
            *history(
                'Znovu uložené',
                ('16T10:00', 'Iva', 'first', with_b, REVERTED),
                ('16T11:00', 'Patrola', 'no', TEXT, UNDO),
                ('16T12:00', 'Iva', 'second', f'{TEXT} Jinak.{better}'),
            ),
            *history(
                'Vrácené rukou',
                ('16T10:00', 'Iva', 'by hand', with_b, REVERTED),
                ('16T11:00', 'Patrola', 'no', TEXT, UNDO),
                ('16T12:00', 'Účastník', 'puts it back', f'{TEXT} Trochu jinak.{better}{A}'),
            ),
            *history(
                'Zůstane zrušené',
                ('16T10:00', 'Iva', 'gone', with_b, REVERTED),
                ('16T11:00', 'Patrola', 'no', TEXT, UNDO),
            ),
        ],
    )
    bench.collect('Iva', 'Účastník')
    mine = {said: edit for said, edit in bench.edits().items() if edit.contribution.user in ('Iva', 'Účastník')}
    lasting = {
        said: (not edit.reverted, [key for key, _ in edit.count.added]) for said, edit in mine.items() if edit.count
    }
    b = ['url:example.org/b']
    assert lasting == {
        'patrol': (True, b),
        'vandal': (True, b),
        'rollback': (True, []),
        'first': (True, b),
        'second': (True, []),
        'by hand': (True, b),
        'puts it back': (True, ['words:novák 2001']),
        'gone': (False, b),
    }
    assert [key for key, _ in (mine['puts it back'].count or Count()).restored] == b
    assert not any(edit.contribution.user == 'Patrola' and edit.hashtag for edit in bench.edits().values())
    # What is known of them stays so when it is looked at again.
    assert bench.collect('Iva', 'Účastník', now=NOW + datetime.timedelta(days=4)).changed == 0


def test_words_that_were_undone_and_put_back(farm: Farm, bench: Bench) -> None:
    more = f'{TEXT} V roce 1902 se přestěhovala do nové budovy na náměstí.'
    replay(
        farm,
        'cs',
        [
            *history(
                'Slova zpět',
                ('16T10:00', 'Jolana', 'words', more, REVERTED),
                ('16T11:00', 'Patrola', 'no', TEXT, UNDO),
                ('16T12:00', 'Patrola', 'yes', f'{more} A ještě něco.', UNDO),
            ),
            *history(
                'Slova pryč',
                ('16T10:00', 'Jolana', 'words gone', more, REVERTED),
                ('16T11:00', 'Patrola', 'no', TEXT, UNDO),
                ('16T12:00', 'Patrola', 'other', f'{TEXT} V roce 1950 se tu konala výstava na počest knihovny.'),
            ),
        ],
    )
    bench.collect('Jolana')
    assert (bench.edits()['words'].reverted, bench.edits()['words gone'].reverted) == (False, True)
    replay(farm, 'cs', [Revision('Slova pryč', 'Patrola', '2026-02-11T10:00:00Z', more, 'back after all')])
    bench.collect('Jolana', now=utc('2026-02-12T00:00'))
    assert (bench.edits()['words'].reverted, bench.edits()['words gone'].reverted) == (False, False)


def test_sources_of_others_that_are_put_back_by_hand(farm: Farm, bench: Bench) -> None:
    """Whether the text is the same or not, beyond what MediaWiki looks at, too; not what they took away themselves."""
    old = f'{TEXT}{A}{B}<ref>Svoboda, Petr: Knihy a jejich čtenáři. Brno 1998</ref>'
    changes = tuple((f'16T10:{n:02}', 'Jiná', f'step {n}', f'{TEXT} Krok {n}.') for n in range(12))
    replay(
        farm,
        'cs',
        [
            *page('Vybílené', ('15T09:00', 'Vandal', 'x', 'x'), ('15T10:00', 'Kamila', 'same', old), start=old),
            *page(
                'Vybílené před časem',
                ('15T09:00', 'Vandal', 'x', TEXT),
                *changes,
                ('17T10:00', 'Kamila', 'other', f'{TEXT} Krok 11.{B}{A} Čtenáři.<ref>https://example.org/new</ref>'),
                start=old,
            ),
            *page('Své vlastní', ('16T10:00', 'Kamila', 'cut', TEXT), ('16T11:00', 'Kamila', 'paste', old), start=old),
            *page('Dávno pryč', ('16T10:00', 'Kamila', 'new', f'{TEXT}{B}'), start=TEXT),
        ],
    )
    bench.collect('Kamila')
    done = {said: edit.count for said, edit in bench.edits().items() if edit.contribution.user == 'Kamila'}
    found = {said: (len(count.added), len(count.restored)) for said, count in done.items() if count}
    assert found == {'same': (0, 3), 'other': (1, 2), 'cut': (0, 0), 'paste': (3, 0), 'new': (1, 0)}


def test_what_stands_there_two_weeks_after_the_end_counts(farm: Farm, bench: Bench) -> None:
    with_b = f'{TEXT}{B}'
    replay(
        farm,
        'cs',
        [*page('Potom', ('16T10:00', 'Lea', 'kept', with_b)), *page('Dříve', ('16T10:00', 'Lea', 'lost', with_b))],
    )
    replay(farm, 'cs', [Revision('Potom', 'X', '2026-02-25T10:00:00Z', TEXT, 'too late')])
    replay(farm, 'cs', [Revision('Dříve', 'X', '2026-02-18T10:00:00Z', TEXT, 'in time')])
    replay(farm, 'cs', [Revision('Dříve', 'X', '2026-02-26T10:00:00Z', with_b, 'too late again')])
    bench.collect('Lea', now=utc('2026-03-20T00:00'))
    assert (bench.edits()['kept'].reverted, bench.edits()['lost'].reverted) == (False, True)


def test_the_last_look_is_at_the_day_two_weeks_after_the_end(farm: Farm, bench: Bench) -> None:
    """Who looks a day later finds what was undone until then, and not what was undone since."""
    with_b = f'{TEXT}{B}'
    replay(
        farm,
        'cs',
        [*page('Zůstalo', ('16T10:00', 'Mia', 'kept', with_b)), *page('Zmizelo', ('16T10:00', 'Mia', 'lost', with_b))],
    )
    bench.collect('Mia', now=utc('2026-02-19T00:00'))
    replay(farm, 'cs', [Revision('Zmizelo', 'X', '2026-02-19T12:00:00Z', TEXT, 'in time')])
    replay(farm, 'cs', [Revision('Zůstalo', 'X', '2026-02-20T12:00:00Z', TEXT, 'too late')])
    bench.collect('Mia', now=utc('2026-02-21T00:00'))
    assert (bench.edits()['kept'].reverted, bench.edits()['lost'].reverted) == (False, True)


def test_bytes_of_an_edit_whose_parent_is_gone_are_not_those_of_the_page(farm: Farm, bench: Bench) -> None:
    made = page(
        'Bez rodiče', ('16T10:00', 'Nela', 'parent', f'{TEXT} 1'), ('16T11:00', 'Nela', 'child', f'{TEXT} 1{A}')
    )
    replay(farm, 'cs', made)
    replay(farm, 'cs', page('S rodičem', ('16T10:00', 'Nela', 'known', f'{TEXT}{A}')))
    bench.collect('Nela')
    whole = bench.edits()['child'].contribution.bytes
    assert whole == len(A.encode())

    def keep_but(timestamp: str) -> None:
        history = farm.api('cs', action='query', titles='Bez rodiče', prop='revisions', rvprop='timestamp', rvlimit=9)
        moments = [revision['timestamp'] for revision in history['query']['pages'][0]['revisions']]
        farm.api('cs', action='delete', title='Bez rodiče')
        farm.api('cs', action='undelete', title='Bez rodiče', timestamps='|'.join({*moments} - {timestamp}))

    keep_but('2026-01-16T10:00:00Z')
    # What was read before it was deleted stays known.
    bench.collect('Nela', now=NOW + datetime.timedelta(days=4))
    assert bench.edits()['child'].contribution.bytes == whole
    again = replace(bench.campaign, id=f'{bench.campaign.id} again')
    bench.campaign = again
    bench.collect('Nela')
    assert bench.edits()['child'].contribution.bytes == 0 and bench.edits()['child'].count is None
    assert bench.edits()['known'].contribution.bytes == whole


def test_what_is_undone_later_is_found_at_the_next_run(farm: Farm, bench: Bench) -> None:
    replay(farm, 'cs', page('Časem', ('16T10:00', 'Fany', 'good', f'{TEXT}{A}'), ('16T11:00', 'Jiná', '#1lib1ref', B)))
    replay(farm, 'cs', page('Zůstane', ('16T10:00', 'Fany', 'stays', f'{TEXT}{A}')))
    bench.collect('Fany', now=utc('2026-01-18T00:00'))
    # B alone was left by the second edit of the page.
    assert [bench.edits()[said].reverted for said in ('good', '#1lib1ref', 'stays')] == [True, False, False]
    replay(farm, 'cs', [Revision('Časem', 'Správce', '2026-01-18T10:00:00Z', f'{TEXT}{A}', 'back')])
    assert bench.collect('Fany', now=utc('2026-01-19T00:00')).changed == 2
    assert [bench.edits()[said].reverted for said in ('good', '#1lib1ref', 'stays')] == [False, True, False]


def test_a_real_revert_is_found_by_its_tag(farm: Farm, bench: Bench) -> None:
    """MediaWiki itself tags what was undone, in a job; the edit added nothing that could be missed."""
    today = datetime.datetime.now(datetime.UTC).date()
    bench.campaign = replace(bench.campaign, start=today - datetime.timedelta(days=1), end=today)
    farm.api('cs', action='edit', title='Skutečně', text=TEXT, summary='start')
    done = farm.api('cs', action='edit', title='Skutečně', text=f'{TEXT} Ano.', summary='words #1lib1ref')
    bench.collect(now=datetime.datetime.now(datetime.UTC))
    assert bench.edits('Skutečně')['words #1lib1ref'].reverted is False
    farm.api('cs', action='edit', title='Skutečně', undo=done['edit']['newrevid'], summary='no')
    farm.installation.maintenance('cs', 'runJobs.php')
    assert bench.collect(now=datetime.datetime.now(datetime.UTC)).changed == 1
    assert bench.edits('Skutečně')['words #1lib1ref'].reverted is True


def test_a_page_that_was_deleted_and_comes_back(farm: Farm, bench: Bench) -> None:
    replay(farm, 'cs', page('Na smazání', ('16T10:00', 'Gita', 'good', f'{TEXT}{A}')))
    during = utc('2026-01-20T00:00')
    bench.collect('Gita', now=during)
    farm.api('cs', action='delete', title='Na smazání')
    assert bench.collect('Gita', now=during).changed == 1
    assert bench.edits()['good'].reverted
    farm.api('cs', action='undelete', title='Na smazání')
    bench.collect('Gita', now=utc('2026-01-24T00:00'))
    assert not bench.edits()['good'].reverted


def test_hidden_texts_are_not_counted_and_hidden_summaries_do_no_harm(farm: Farm, bench: Bench) -> None:
    made = replay(
        farm, 'cs', page('Tajné', ('16T10:00', 'Hana', 'a', f'{TEXT}{A}'), ('17T10:00', 'Hana', 'b', f'{A}{B}'))
    )
    with farm.configured('cs', wgGroupPermissions={'sysop': {'deleterevision': True}}):
        farm.api('cs', action='revisiondelete', type='revision', ids=made[1], hide='content|comment')
    bench.collect('Hana')
    found = {edit.contribution.revision: edit for edit in bench.store.edits(bench.campaign.id)}
    assert found[made[1]].count is None and found[made[1]].contribution.summary == ''
    assert found[made[2]].count is None, 'what it did cannot be said either'


def test_moves_are_no_edits(farm: Farm, bench: Bench) -> None:
    now = datetime.datetime.now(datetime.UTC) + datetime.timedelta(minutes=1)
    today = now.date()
    bench.campaign = replace(bench.campaign, start=today - datetime.timedelta(days=1), end=today)
    farm.api('cs', action='edit', title='Starý název', text=TEXT, summary='start #1lib1ref')
    farm.api('cs', action='move', **{'from': 'Starý název', 'to': 'Nový název', 'reason': '#1lib1ref'})
    farm.api('cs', action='edit', title='Přesměrování', text='#REDIRECT [[Nový název]]', summary='by hand')
    bench.collect('Admin', now=now + datetime.timedelta(minutes=1))
    mine = {said for said, edit in bench.edits().items() if edit.contribution.title in ('Nový název', 'Starý název')}
    assert mine == {'start #1lib1ref'}
    assert bench.edits()['start #1lib1ref'].contribution.title == 'Nový název'
    assert 'by hand' in bench.edits()
    assert not bench.collect('Admin', now=now + datetime.timedelta(minutes=1)).new
    assert not any(asked['content'] for asked in bench.asked)


def test_a_page_that_is_moved_away_is_not_an_article_any_more(farm: Farm, bench: Bench) -> None:
    replay(farm, 'cs', page('Odejde', ('16T10:00', 'Ida', 'good', f'{TEXT}{A}')))
    during = utc('2026-01-20T00:00')
    bench.collect('Ida', now=during)
    farm.api('cs', action='move', **{'from': 'Odejde', 'to': 'User:Ida/Odejde', 'noredirect': True})
    bench.collect('Ida', now=during)
    assert bench.edits()['good'].contribution.namespace == 2
    bench.collect('Ida', now=during)
    assert not any(asked['prop'] for asked in bench.asked)


def test_other_hashtags_are_looked_for_from_the_beginning(farm: Farm, bench: Bench) -> None:
    replay(farm, 'cs', page('Značky', ('16T10:00', 'Jana', '#knihovna', f'{TEXT}{A}')))
    bench.collect()
    assert '#knihovna' not in bench.edits()
    bench.campaign = replace(bench.campaign, hashtags=('1lib1ref', 'knihovna'))
    bench.collect()
    assert bench.edits()['#knihovna'].hashtag == 'knihovna'


def test_a_recount_gives_the_same_numbers(farm: Farm, bench: Bench, sites: Sites, tmp_path: Path) -> None:
    steps = [(f'{16 + n}T10:00', 'Klára', f'{n}', f'{TEXT}{n}{A * (n % 3)}{B * (n % 2)}') for n in range(6)]
    replay(farm, 'cs', page('Přepočet', *steps[:3]))
    bench.collect('Klára', now=utc('2026-01-19T00:00'))
    replay(farm, 'cs', page('Přepočet', *steps)[4:])
    bench.collect('Klára')
    again = Bench(farm, sites, Store(f'sqlite:///{tmp_path / "again.sqlite"}'), bench.campaign)
    again.collect('Klára')
    assert again.edits('Přepočet') == bench.edits('Přepočet')
    assert len(again.edits('Přepočet')) == 6


def test_a_run_that_breaks_off_goes_on_where_it_was(farm: Farm, bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    replay(
        farm, 'cs', [r for n in range(5) for r in page(f'Přerušeno {n}', ('16T10:00', 'Lída', f'{n}', f'{TEXT}{A}'))]
    )
    whole = Judge.judge

    def breaking(self: Judge, *arguments: Any) -> Iterator[Edit]:
        for number, edit in enumerate(whole(self, *arguments)):
            if number == 2:
                raise ConnectionError('the line is cut')
            yield edit

    with monkeypatch.context() as patch:
        patch.setattr(Judge, 'judge', breaking)
        with pytest.raises(ConnectionError):
            bench.collect('Lída')
    bench.collect('Lída')
    mine = [edit for edit in bench.edits().values() if edit.contribution.user == 'Lída']
    assert len(mine) == 5 and all(edit.count and edit.count.added for edit in mine)


def test_a_campaign_that_has_not_begun_asks_nothing(bench: Bench) -> None:
    assert bench.collect('Anna', now=utc('2026-01-14T23:00')) == Collected('cs')
    assert bench.asked == []


def test_what_a_campaign_costs(farm: Farm, bench: Bench) -> None:
    """As in January 2021, four edits an article: read requests at most one for twenty edits, and ten a wiki."""
    past = []
    for n in range(60):
        text = TEXT + 'Tak to bylo. ' * 300
        edits = []
        for k in range(4):
            text = text.replace('Tak to bylo. ', f'Tak to bylo.<ref>https://example.org/{n}/{k}</ref> ', 1)
            edits.append((f'{15 + k * 4}T{n % 24:02}:{n % 60:02}', f'Účastník {n % 9}', f'#{ALONE}', text))
        past += page(f'Článek {n}', *edits, start=TEXT + 'Tak to bylo. ' * 300)
    replay(farm, 'cs', past)
    bench.campaign = alone(bench.campaign)
    users = [f'Účastník {n}' for n in range(9)]
    assert bench.collect(*users, now=utc('2026-02-06T02:00')).new >= 240
    assert len(bench.asked) <= 9
    mine = [edit for edit in bench.store.edits(bench.campaign.id) if edit.contribution.title.startswith('Článek')]
    assert sum(len(edit.count.added) for edit in mine if edit.count) == len(mine) == 240
    bench.collect(*users, now=utc('2026-02-06T03:00'))
    assert len(bench.asked) == 2

"""Looking into a store, moving it, and taking out what nobody needs any more; where it is, and who may open it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from onelib.campaign.edits import Edit
from onelib.campaign.event_worklist import Standing
from onelib.store import Store, StoreError, questions
from onelib.store.address import complete, locate
from onelib.store.events import EventList
from onelib.store.upkeep import Upkeep
from tests.sandbox.mariadb import MariaDb
from tests.store.test_edits import COUNT, contribution
from tests.stores import MariaDbPlace, Place, SqlitePlace, listing, on_engines, record

NOW = datetime.datetime(2027, 1, 15, 12, 0, 0, 7, tzinfo=datetime.UTC)
DAY, MICROSECOND = datetime.timedelta(days=1), datetime.timedelta(microseconds=1)
CAMPAIGNS = ('2026-01', '2026-01x', '2027-01')
CREDENTIALS = ('TOOL_TOOLSDB_USER', 'TOOL_TOOLSDB_PASSWORD', 'TOOL_DATA_DIR', 'ONELIB_STORE')

KNIHA = ('cswiki', 'Kniha 📚')

# Question → how many days ago it was answered.
ANSWERS = {
    f'{start}{"" if days == 10 else days}': days
    for days in (10, 80, 100)
    for start in ('template names of cs', 'accounts on cs, 3', 'links from cs to pl')
}
for campaign in CAMPAIGNS:
    ANSWERS |= {f'tally of {campaign} on cs is final': 400, f'still editing after {campaign}': 400}


def fill(url: str) -> Store:
    store = Store(url)
    for question, days in ANSWERS.items():
        store.keep(question, {'Kniha 📚': [days]}, NOW - days * DAY)
    for days in (10, 80, 100):
        store.reject_row('cs', 'Kniha', f'{days}', 'filter', NOW - days * DAY)
    for campaign in CAMPAIGNS:
        # More than are written or read at once.
        made = (Edit(contribution(n), '1Lib1Ref', False, COUNT if n % 2 else None) for n in range(2, 1203))
        store.keep_edits(campaign, made, NOW)
        store.move_cursor(campaign, 'cs', 'recent', NOW)
        store.list_statements(listing(campaign), [record(NOW, 'aa'), record(NOW, 'aa', 8, 'kniha ')], NOW)
    for days in (10, 400):
        store.keep_event_list(f'{days}', EventList('cs', 'Seznam', 'x', frozenset({KNIHA})), NOW - days * DAY)
        store.keep_event_articles(f'{days}', {KNIHA: Standing.ADDED}, NOW - days * DAY)
    return store


def everything(place: Place) -> list[Any]:
    """All that the store answers of what `fill` has put into it."""
    store = Store(place.url)
    answers: list[Any] = [Upkeep(place.url).contents().tables, store.rejected_rows('cs', since=NOW - 100 * DAY)]
    for question, days in ANSWERS.items():
        asked = NOW - days * DAY
        answers += [store.answer(question, since=asked), store.answer(question, since=asked + MICROSECOND)]
    for campaign in CAMPAIGNS:
        answers += [list(store.edits(campaign)), store.known(campaign, 'cs'), store.listed(campaign, 'cs')]
        answers += [store.unchecked(campaign, 'cs', moment) for moment in (NOW, NOW + MICROSECOND)]
        answers += [store.cursor(campaign, 'cs', 'recent')]
    return [*answers, store.event_lists('10'), store.event_articles('10')]


def test_a_store_moves_to_another_database_and_back(mariadb: MariaDb, tmp_path: Path) -> None:
    here, there, back = SqlitePlace(tmp_path / 'a'), MariaDbPlace(mariadb), SqlitePlace(tmp_path / 'b')
    fill(here.url)
    before = here.contents()
    for source, target in ((here, there), (there, back)):
        moved = Upkeep(source.url, writable=False).move_to(Upkeep(target.url))
        assert moved['edits'] == 3603 and moved['listings'] == 6
    assert here.contents() == before
    assert everything(here) == everything(there) == everything(back)
    # Not onto what is there, and not a row of that is lost.
    for target in (there, back):
        with pytest.raises(StoreError, match=r'not empty.*3603 edits'):
            Upkeep(here.url, writable=False).move_to(Upkeep(target.url))
        assert everything(target) == everything(here)


def test_a_move_that_is_broken_off_leaves_nothing(places: Iterator[Place]) -> None:
    source, target = next(places), next(places)
    fill(source.url)

    def break_off(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        # Not the first part of the edits, which is written then.
        if statement.startswith('INSERT INTO onelib_edits'):
            inserted.append(Upkeep(target.url, writable=False).contents().tables['edits'].rows)
            if len(inserted) == 2:
                raise KeyboardInterrupt

    inserted: list[int] = []
    with on_engines('before_cursor_execute', break_off), pytest.raises(KeyboardInterrupt):
        Upkeep(source.url, writable=False).move_to(Upkeep(target.url))
    assert inserted == [0, 1000]
    assert not any(table.rows for table in Upkeep(target.url).contents().tables.values())
    assert Upkeep(source.url).move_to(Upkeep(target.url))['edits'] == 3603


def test_what_nobody_needs_is_removed_and_nothing_else(place: Place) -> None:
    store = fill(place.url)
    for days in (100, 400):
        store.keep(questions.attendance(f'event:{days}'), {}, NOW - days * DAY)
    before = place.contents()
    simulated = Upkeep(place.url, writable=False).prune(NOW)
    assert place.contents() == before
    removed = {'answers': 3, 'rejections': 2, 'runs': 0, 'articles': 0, 'event_lists': 1, 'event_articles': 1}
    assert Upkeep(place.url).prune(NOW) == simulated == removed
    assert store.event_articles('10') and not store.event_articles('400')
    assert store.event_lists('10') and not store.event_lists('400')
    assert store.answer('template names of cs80') and not store.answer('template names of cs100')
    assert store.answer('links from cs to pl100')
    assert (
        store.answer(questions.attendance('event:400')) is None
        and store.answer(questions.attendance('event:100')) == {}
    )
    assert len(store.rejected_rows('cs', since=NOW - 400 * DAY)) == 1
    kept = Upkeep(place.url).contents().tables
    assert kept['edits'].rows == 3603 and (kept['answers'].oldest, kept['answers'].newest) == (
        NOW - 400 * DAY,
        NOW - 10 * DAY,
    )
    removed = Upkeep(place.url).prune(NOW, ['2026-01'])
    taken = {'edits': 1201, 'cursors': 1, 'listed': 0, 'listings': 2, 'statements': 0, 'articles': 0}
    assert removed == {'answers': 2, 'rejections': 0, 'runs': 0, 'event_lists': 0, 'event_articles': 0} | taken
    for campaign, there in (('2026-01', False), ('2026-01x', True), ('2027-01', True)):
        assert bool(store.known(campaign, 'cs')) is there
        assert bool(store.answer(f'tally of {campaign} on cs is final')) is there
    assert not any(Upkeep(place.url).prune(NOW, ['2026-01']).values())


def test_user_and_password_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in CREDENTIALS:
        monkeypatch.delenv(name, raising=False)
    home, tool = tmp_path / 'home', tmp_path / 'tool'
    home.mkdir(), tool.mkdir()
    monkeypatch.setenv('HOME', str(home))
    address = 'mysql+pymysql://tools.db.svc.wikimedia.cloud/s1__onelib'
    with pytest.raises(StoreError, match=f'TOOL_TOOLSDB_USER.*{home}'):
        complete(address)

    def write(folder: Path, text: str, mode: int = 0o400) -> None:
        (folder / 'replica.my.cnf').unlink(missing_ok=True)
        (folder / 'replica.my.cnf').write_text(text)
        (folder / 'replica.my.cnf').chmod(mode)

    write(home, "[client]\nuser = s1\npassword = 'a%b@c/d#e'\n")
    assert complete(address) == address.replace('//', '//s1:a%25b%40c%2Fd%23e@')
    assert complete('mysql+pymysql://tools.db').endswith('@tools.db/s1__onelib')
    monkeypatch.setenv('TOOL_DATA_DIR', str(tool))
    write(tool, '[client]\nuser=s2\npassword=Secr3t\n')
    assert complete(address) == address.replace('//', '//s2:Secr3t@')
    write(tool, 'user=s2\npassword=Secr3t\n')
    with pytest.raises(StoreError, match='has to be like') as caught:
        complete(address)
    assert 'Secr3t' not in str(caught.value)
    write(tool, '[client]\nuser=s2\npassword=Secr3t\n', 0o440)
    with pytest.raises(StoreError, match=f'chmod 600 {tool}') as caught:
        complete(address)
    assert 'Secr3t' not in str(caught.value)
    monkeypatch.setenv('TOOL_TOOLSDB_USER', 's3')
    monkeypatch.setenv('TOOL_TOOLSDB_PASSWORD', 'x')
    assert complete(address) == address.replace('//', '//s3:x@')
    assert complete('mysql+pymysql://me:y@h/d') == 'mysql+pymysql://me:y@h/d'


def test_all_jobs_that_share_their_settings_share_the_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv('ONELIB_STORE', raising=False)
    (tmp_path / 'onelib.toml').touch()
    job = tmp_path / 'jobs' / 'one'
    job.mkdir(parents=True)
    (job / 'onelib.toml').symlink_to('../../onelib.toml')
    assert locate(job) == f'sqlite:///{tmp_path}/onelib.sqlite'
    assert locate(job, 'sqlite:///x') == 'sqlite:///x'
    monkeypatch.setenv('ONELIB_STORE', 'sqlite:///y')
    assert locate(job, 'sqlite:///x') == 'sqlite:///y'

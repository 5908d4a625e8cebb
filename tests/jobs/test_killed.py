"""Runs that are killed, or told to end, or two at once: the next run makes what is missing, and nothing twice.

Some moments of a killing are random. They follow from the seed, which is in the name of the test, where they hang on
what the bot asks; those that hang on the time, or on a file that changes, are a little different each time.
"""

from __future__ import annotations

import random
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Literal

import pytest

from onelib.operations.lock import alone
from tests.fuzz import examples
from tests.jobs.killing import OLD, OLD_TEXTS, Killing, Place, Then, World
from tests.sandbox import bot, rejections
from tests.sandbox.farm import Farm
from tests.sandbox.faults import Fault, Faults, Matcher, Meanwhile, Request, Silence, Status, editing
from tests.sandbox.pages import edit, text_of
from tests.sandbox.proxy import Exchange

# What the manager of a container gives a process to end, after SIGTERM and before SIGKILL.
GRACE_SECONDS = 10
DEADLINE_SECONDS = 120


@pytest.fixture(scope='module')
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    directory = tmp_path_factory.mktemp('killed')
    with (
        Farm.start(directory / 'farm', ['meta', 'cs', 'pl'], tied=True) as farm,
        Faults.between(farm, directory / 'bot', stranger=True) as faults,
    ):
        world = World(farm, faults, Place(faults, faults.bot_dir), {}, 0, 0)
        world.reset()
        began = time.monotonic()
        result = bot.run(faults)
        assert result.returncode == 0, result.stderr
        seconds = time.monotonic() - began
        world = replace(world, expected=world.texts(), requests=len(faults.requests), seconds=seconds)
        assert all(' |text=' in text and 'starý' not in text for text in world.expected.values())
        yield world


def any_request(_: Request) -> bool:
    return True


def state_of(directory: Path) -> set[tuple[Path, int, int]]:
    """What the files of the bot look like at this moment."""
    found = set()
    for path in (*directory.glob('*'), *directory.glob('apicache/*')):
        try:
            status = path.stat()
        except FileNotFoundError:
            continue
        found.add((path, status.st_mtime_ns, status.st_size))
    return found


def kill_at_change(process: subprocess.Popen[str], directory: Path, number: int) -> None:
    """Kill the bot as soon as its files have changed so many times."""
    before = state_of(directory)
    while number and process.poll() is None:
        now = state_of(directory)
        number -= now != before
        before = now
    process.kill()


@pytest.mark.parametrize('seed', range(examples(5)))
def test_a_run_that_was_killed_is_made_good_by_the_next(world: World, tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    fresh = seed % 2 == 0
    place = Place.made(world.faults, tmp_path / 'bot') if fresh else world.place
    since = world.reset()
    may_be_over = False
    with bot.start(place) as process:
        match (seed + seed // 5) % 5:
            case 0 | 1 | 2 as which:
                request: Literal['lost', 'late', 'done'] = ('lost', 'late', 'done')[which]
                to_edit = chance.random() < 0.5
                # A place that knows the wikis asks less; how much less hangs on where it was killed before.
                skip = chance.randrange(len(OLD_TEXTS) if to_edit else world.requests if fresh else 30)
                print(f'killed at request {skip}, {to_edit=}, which is {request}')
                killing = Killing(process, request)
                world.faults.on(editing() if to_edit else any_request, killing, skip=skip)
                # Else what is written below could undo an edit that is still on its way.
                assert killing.over.wait(DEADLINE_SECONDS)
            case 3:
                seconds = chance.uniform(0, world.seconds)
                print(f'killed after {seconds} s')
                time.sleep(seconds)
                process.kill()
                may_be_over = True
            case _:
                number = chance.randint(1, 40 if fresh else 5)
                print(f'killed at change {number} of its files')
                kill_at_change(process, place.directory, number)
                may_be_over = True
        process.communicate(timeout=DEADLINE_SECONDS)
    print(f'exit code {process.returncode}')
    assert process.returncode == -signal.SIGKILL or (may_be_over and process.returncode == 0)
    # Somebody else writes on one of the pages, whether it was saved already or not.
    code, title = page = chance.choice(list(OLD_TEXTS))
    edit(world.farm, code, title, text_of(world.farm, code, title) + '\nPoznámka.')
    world.finish(place, since, {page: '\nPoznámka.'})


@pytest.mark.parametrize('note', ['', '\nPoznámka.'], ids=['nobody else', 'somebody'])
def test_an_edit_that_arrives_after_the_next_run_changes_nothing(world: World, note: str) -> None:
    """It was on its way when the run was killed; and somebody has written on the page after the next run, or nobody."""
    code, title = page = ('cs', 'Wikipedie:Zabito')
    finished, arrived = threading.Event(), threading.Event()

    class OnItsWay:
        def happen(self, exchange: Exchange) -> None:
            process.kill()
            finished.wait(DEADLINE_SECONDS)
            exchange.ask()
            arrived.set()

    since = world.reset()
    with bot.start(world.place) as process:
        world.faults.on(editing(title), OnItsWay())
        process.communicate(timeout=DEADLINE_SECONDS)
    assert process.returncode == -signal.SIGKILL
    world.finish(world.place, since)
    if note:
        edit(world.farm, code, title, text_of(world.farm, code, title) + note)
    finished.set()
    assert arrived.wait(DEADLINE_SECONDS)
    world.check(since, {page: note} if note else {})


def cut(path: Path, part: float) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * part)])


def cut_cookies(directory: Path) -> None:
    (cookies,) = directory.glob('*.lwp')
    cut(cookies, 0.5)


def cut_last_cookie(directory: Path) -> None:
    """Before the version, without which the rest looks complete."""
    (cookies,) = directory.glob('*.lwp')
    cookies.write_text(cookies.read_text().rpartition('; version')[0])


def cut_cache(directory: Path) -> None:
    for path in (directory / 'apicache').iterdir():
        cut(path, 0.5)


def cut_throttle(directory: Path) -> None:
    path = directory / 'throttle.ctrl'
    now = int(time.time())
    path.write_text(f'ab12 1 {now} sandbox:cs\nab12 1 {now} sandbox:pl\nab12 1 {now}')


def empty_store(directory: Path) -> None:
    (directory / 'onelib.sqlite').write_bytes(b'')


def cut_journal(directory: Path) -> None:
    """A journal that was begun; what it should protect is as it was."""
    store = directory / 'onelib.sqlite'
    magic = bytes.fromhex('d9d505f920a163d7')
    header = magic + (1).to_bytes(4) + (7).to_bytes(4) + (len(store.read_bytes()) // 4096).to_bytes(4)
    journal = header + (512).to_bytes(4) + (4096).to_bytes(4)
    (directory / 'onelib.sqlite-journal').write_bytes(journal.ljust(512, b'\0') + (1).to_bytes(4) + b'SQLite form')


@pytest.fixture(scope='module')
def used(world: World, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A base directory with all that a run leaves behind."""
    place = Place.made(world.faults, tmp_path_factory.mktemp('used') / 'bot')
    assert bot.run(place).returncode == 0
    return place


@pytest.mark.parametrize(
    'damage',
    [cut_cookies, cut_last_cookie, cut_cache, cut_throttle, empty_store, cut_journal],
    ids=lambda damage: damage.__name__,
)
def test_files_that_were_cut(world: World, used: Place, damage: Callable[[Path], None]) -> None:
    damage(used.directory)
    world.finish(used, world.reset())


def articles_of(code: str) -> Matcher:
    return lambda request: request.wiki == code and request.params.get('rvprop', '').startswith('ids|content')


def tell_soon(process: subprocess.Popen[str]) -> None:
    """When it has been answered, and does what comes after that."""
    time.sleep(0.5)
    process.terminate()


EDIT = editing('Wikipedia:1Lib1Ref/Lista tematyczna')
LATER = {'Retry-After': '100'}
#: Where a run is when it is told to end, with the Czech wiki served: at which request, and what happens to that.
MOMENTS: dict[str, tuple[Matcher, Callable[[subprocess.Popen[str]], Fault]]] = {
    'waiting for articles': (articles_of('pl'), lambda process: Then(process.terminate, Silence())),
    'waiting to hear of an edit': (EDIT, lambda process: Then(process.terminate, Silence(after=True))),
    'before an edit is tried again': (
        EDIT,
        lambda process: Then(bool, Status(503, LATER), partial(tell_soon, process)),
    ),
    'before a question is asked again': (
        articles_of('pl'),
        lambda process: Then(bool, Status(503, LATER), partial(tell_soon, process)),
    ),
}


@pytest.mark.parametrize('moment', MOMENTS)
def test_a_run_that_is_told_to_end_says_what_it_has_done(world: World, moment: str) -> None:
    since = world.reset()
    tell_to_end(world, *MOMENTS[moment])
    world.finish(world.place, since)


def test_a_run_that_is_told_to_end_while_it_parses(world: World) -> None:
    """An article of almost a megabyte, on a list of its own."""
    text = '\n\n'.join(' '.join(f'Książka {number} jest stara.' for number in range(20)) for _ in range(2000))
    pages = {
        'Gruba książka': f'{text}\n[[Kategoria:Grube]]',
        'Category:Grube': 'kategoria',
        'Wikipedia:Gruba lista': OLD % '|category=Grube|kinds=uncited',
    }
    since = world.reset()
    with ExitStack() as until_the_end:
        for title, text in pages.items():
            until_the_end.enter_context(rejections.page(world.farm, 'pl', title, text))
        tell_to_end(
            world,
            lambda request: articles_of('pl')(request) and request.params['titles'] == 'Gruba książka',
            lambda process: Then(bool, Meanwhile(bool), partial(tell_soon, process)),
        )
        assert text_of(world.farm, 'pl', 'Wikipedia:Gruba lista') == pages['Wikipedia:Gruba lista']
    world.finish(world.place, since)


def tell_to_end(world: World, matches: Matcher, fault: Callable[[subprocess.Popen[str]], Fault]) -> None:
    """Run the bot on two wikis, and tell it to end when it is at the second one."""
    told = threading.Event()
    with bot.start(world.place, '-wiki:cs,pl') as process:
        world.faults.on(matches, Then(bool, fault(process), told.set))
        assert told.wait(DEADLINE_SECONDS)
        _, said = process.communicate(timeout=GRACE_SECONDS)
    assert process.returncode == 143, said
    assert 'Traceback' not in said
    table = said[said.index('wiki  ') :].splitlines()
    assert ['cs', '3'] in [line.split() for line in table], said


def test_a_run_that_waits_for_another_ends_when_it_is_told_to(world: World) -> None:
    since = world.reset()
    before = len(world.faults.requests)
    with alone(world.place.directory / 'onelib-worklist.lock'), bot.start(world.place) as process:
        wait_until_it_waits(process)
        process.terminate()
        process.communicate(timeout=GRACE_SECONDS)
    assert process.returncode == 143
    # While it was read what to do, pywikibot has asked who it is.
    assert {request.params.get('meta') for request in world.faults.requests[before:]} <= {'userinfo'}
    world.finish(world.place, since)


def wait_until_it_waits(process: subprocess.Popen[str]) -> None:
    assert process.stderr
    assert any('this one waits' in line for line in process.stderr)


def test_two_runs_at_once(world: World) -> None:
    """The second begins while the first one saves, and finds everything done."""
    since = world.reset()
    runs = [bot.start(world.place)]

    def begin() -> None:
        runs.append(bot.start(world.place))
        wait_until_it_waits(runs[1])

    world.faults.on(editing(), Meanwhile(begin))
    said = [process.communicate(timeout=DEADLINE_SECONDS)[1] for process in runs]
    assert [process.returncode for process in runs] == [0, 0], said
    assert [text.count('  saved  ') for text in said] == [len(OLD_TEXTS), 0]
    assert [text.count('  unchanged  ') for text in said] == [0, len(OLD_TEXTS)]
    world.check(since)


def test_two_runs_at_once_that_do_not_know_of_each_other(world: World, tmp_path: Path) -> None:
    """They send every edit at the same moment."""
    since = world.reset()
    for _, title in OLD_TEXTS:
        meet = threading.Barrier(2, timeout=DEADLINE_SECONDS)
        world.faults.on(editing(title), Meanwhile(meet.wait), times=2)
    runs = [bot.start(place) for place in (world.place, Place.made(world.faults, tmp_path / 'bot'))]
    said = [process.communicate(timeout=DEADLINE_SECONDS)[1] for process in runs]
    assert [process.returncode for process in runs] == [0, 0], said
    assert 'Traceback' not in ''.join(said)
    world.check(since)

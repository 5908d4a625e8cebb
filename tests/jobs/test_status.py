"""`pwb status` after real runs on real wikis: what it says, what needs a person, and what it writes on Meta."""

from __future__ import annotations

import datetime
import signal
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from onelib.outcomes.health import Health, judge
from onelib.outcomes.reasons import Kind
from onelib.outcomes.runs import Run
from onelib.store import Store
from tests.sandbox import bot, bot_directory, rejections
from tests.sandbox.farm import Farm
from tests.sandbox.faults import Faults, Meanwhile, asking
from tests.sandbox.pages import END, START, by_bot, edit, text_of

TITLE = 'Wikipedie:Stav'
WHOLE = f'{START}|limit=2}}}}\n{END}'
BROKEN = f'{START}|limit=2}}}}\nbez konce'
STOP = 'User:OnelibBot/stop'
OWN, COMMUNITY, FOREIGN = 'User:OnelibBot/status', '1Lib1Ref/CEE/Stav', 'MediaWiki:Stav'
BLOCK = 'Before.\n{{1Lib1Ref status}}\n{{1Lib1Ref status end}}\nAfter.'
# Nobody waits long for a wiki that will not come back.
IMPATIENCE = 'retry_wait = 0\nretry_max = 0\n'


@dataclass(frozen=True)
class Place:
    """A base directory with a store of its own, where a job with a name of its own runs."""

    farm: Farm
    directory: Path
    job: str = 'lists'

    @classmethod
    def made(cls, farm: Farm, directory: Path) -> Place:
        bot_directory.write(farm.installation, directory, IMPATIENCE)
        return cls(farm, directory)

    def environment(self) -> dict[str, str]:
        return self.farm.environment() | {'PYWIKIBOT_DIR': str(self.directory), 'ONELIB_JOB': self.job}

    def work(self, code: int, *arguments: str) -> None:
        """Run the job, which exits with this code."""
        result = bot.run(self, '-wiki:cs', f'-page:{TITLE}', *arguments)
        assert result.returncode == code, result.stderr
        assert 'Traceback' not in result.stderr

    def status(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        result = bot.run(self.scheduled('status'), *arguments, script='status')
        assert 'Traceback' not in result.stderr
        return result

    def scheduled(self, job: str) -> Place:
        """The same for another job."""
        return replace(self, job=job)

    def runs(self) -> list[Run]:
        known = Store(f'sqlite:///{self.directory / "onelib.sqlite"}', writable=False).runs()
        return [run for run in known if run.job == self.job]

    def daily(self) -> Health:
        """How it would be if there were a day between any two runs."""
        ages = [datetime.timedelta(days=number) for number in range(len(self.runs()))]
        apart = [
            replace(run, started=run.started - age, ended=run.ended and run.ended - age)
            for run, age in zip(reversed(self.runs()), ages, strict=True)
        ]
        [health] = judge(apart, datetime.datetime.now(datetime.UTC))
        return health

    def health(self) -> Health:
        [health] = judge(self.runs(), datetime.datetime.now(datetime.UTC))
        return health


@pytest.fixture
def place(farm: Farm, tmp_path: Path) -> Iterator[Place]:
    edit(farm, 'cs', TITLE, WHOLE)
    yield Place.made(farm, tmp_path / 'bot')
    edit(farm, 'cs', TITLE, 'nic')


@pytest.fixture
def until_the_end() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def test_what_it_says_of_runs(farm: Farm, place: Place) -> None:
    place.work(0, '-simulate')
    assert place.runs() == []
    place.work(0)
    [run] = place.runs()
    assert (run.job, run.code, run.edits, run.outcomes, run.by_hand) == ('lists', 0, 1, {'saved': 1}, False)
    assert run.ended and run.started < run.ended
    assert not place.health().needs_person

    # Who looks after the page has to mend it, and has it in hand at once.
    edit(farm, 'cs', TITLE, BROKEN)
    place.work(0)
    broken = place.status()
    assert broken.returncode == 0
    assert all(part in broken.stdout for part in ('lists', f'cs: {TITLE}', 'end template', 'do not pair up'))
    edit(farm, 'cs', TITLE, WHOLE)

    # A wiki that is being maintained is shown, and needs nobody unless it is so for a week.
    with farm.configured('cs', wgReadOnly='údržba'):
        place.work(0)
        once = place.status()
        assert once.returncode == 0 and TITLE in once.stdout and 'maintained' in once.stdout
        place.work(0)
        assert not place.health().needs_person
        assert not place.daily().needs_person
    place.work(0)
    assert not place.health().needs_person and not place.health().standings
    kinds = [[trouble.kind for trouble in run.troubles] for run in place.runs()]
    assert kinds == [[], [Kind.TEMPLATES], [Kind.READ_ONLY], [Kind.READ_ONLY], []]

    assert place.status('-forget:lists').returncode == 0
    assert place.runs() == []


def test_who_only_looks_makes_no_store(place: Place) -> None:
    result = bot.run(place.scheduled('by-hand'), script='status')
    assert result.returncode == 0 and result.stdout.strip()
    # Whoever watches every day wants to know why nothing is there.
    watching = bot.run(place.scheduled('check'), script='status')
    assert watching.returncode == 1 and 'no run of any job is remembered in sqlite:///' in watching.stderr
    assert not (place.directory / 'onelib.sqlite').exists()


def test_runs_that_are_killed(farm: Farm, place: Place, until_the_end: ExitStack, tmp_path: Path) -> None:
    faults = until_the_end.enter_context(Faults.between(farm, tmp_path / 'proxied'))
    proxied = Place(farm, faults.bot_dir)
    for number, code in ((signal.SIGKILL, -signal.SIGKILL), (signal.SIGTERM, 128 + signal.SIGTERM)):
        running: list[subprocess.Popen[str]] = []
        # At work already, and far from its end.
        at_work = asking('query', generator='transcludedin')
        faults.on(at_work, Meanwhile(lambda running=running, number=number: running[0].send_signal(number)))
        running.append(bot.start(proxied, '-wiki:cs', f'-page:{TITLE}'))
        running[0].communicate(timeout=60)
        assert running[0].returncode == code
    first, second = proxied.runs()
    assert (first.ended, first.code, second.code) == (None, None, code)
    assert [standing.trouble.kind for standing in proxied.daily().pressing] == [Kind.CUT_OFF]


def test_pages_of_meta(farm: Farm, place: Place, until_the_end: ExitStack) -> None:
    for title in (OWN, COMMUNITY, FOREIGN):
        edit(farm, 'meta', title, BLOCK)
    place.work(0)
    # A page that the settings do not allow is refused, and stays as it is.
    simulated = place.status('-publish', '-simulate')
    assert simulated.returncode == 0 and FOREIGN in simulated.stderr
    assert text_of(farm, 'meta', OWN) == text_of(farm, 'meta', COMMUNITY) == BLOCK
    assert place.status('-publish').returncode == 0
    assert text_of(farm, 'meta', FOREIGN) == BLOCK
    # Of what it cannot write, no page can tell: the terminal does, and to each edit there would be another one.
    assert [standing.trouble.page for standing in place.scheduled('status').health().pressing] == [FOREIGN]
    assert FOREIGN in place.status().stdout and FOREIGN not in text_of(farm, 'meta', OWN)
    edit(farm, 'meta', FOREIGN, 'gone')

    # Times are no news, however often it looks and runs.
    written = text_of(farm, 'meta', OWN), text_of(farm, 'meta', COMMUNITY)
    place.work(0)
    farm.reset_requests()
    assert place.status('-publish').returncode == 0
    assert (text_of(farm, 'meta', OWN), text_of(farm, 'meta', COMMUNITY)) == written
    assert not place.scheduled('status').health().needs_person
    asked = by_bot(farm)
    assert {request['wiki'] for request in asked} == {'meta'} and len(asked) <= 5

    # What somebody has written on a wiki stands on the bot's own page alone, as it was written.
    hostile = "</span></div><script>alert(1)</script>{{1Lib1Ref status end}}[[Category:X]]'''~~~~"
    until_the_end.enter_context(rejections.page(farm, 'cs', STOP, f'<nowiki>{hostile}</nowiki>'))
    place.work(1)
    assert place.status('-publish').returncode == 1
    own, community = text_of(farm, 'meta', OWN), text_of(farm, 'meta', COMMUNITY)
    assert all(text.startswith('Before.\n') and text.endswith('\nAfter.') for text in (own, community))
    assert 'stop page' in own and 'alert' in own
    assert 'alert' not in community
    links = farm.api('meta', titles=COMMUNITY, prop='links')['query']['pages'][0]['links']
    assert OWN in {link['title'] for link in links}
    parsed = farm.api('meta', action='parse', page=OWN, prop='text|categories')['parse']
    assert '<script>' not in parsed['text'] and parsed['categories'] == []
    assert '&lt;script&gt;alert(1)' in parsed['text']

    # All is well again: that is news.
    until_the_end.close()
    place.work(0)
    assert place.status('-publish').returncode == 0
    assert 'stop page' not in text_of(farm, 'meta', OWN)
    for title in (OWN, COMMUNITY):
        edit(farm, 'meta', title, 'gone')


def test_the_end_of_a_run_is_its_own_if_the_store_is_gone(farm: Farm, place: Place, tmp_path: Path) -> None:
    with Faults.between(farm, tmp_path / 'proxied') as faults:
        proxied = Place(farm, faults.bot_dir)
        store = faults.bot_dir / 'onelib.sqlite'
        # Right before its first edit: what was kept of it is no database any more.
        faults.on(asking('edit'), Meanwhile(lambda: store.write_bytes(b'x' * 4096)))
        result = bot.run(proxied, '-wiki:cs', f'-page:{TITLE}')
    assert result.returncode == 1, result.stderr
    assert 'not remembered' in result.stderr and 'Traceback' not in result.stderr
    assert ' |text=' in text_of(farm, 'cs', TITLE)

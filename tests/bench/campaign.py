"""What the tally of a campaign costs: a twentieth of January 2021, replayed on real MediaWikis."""

from __future__ import annotations

import datetime
import itertools
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from onelib import wikis
from onelib.store import Store
from tests.sandbox.farm import Farm
from tests.sandbox.history import Revision, replay

from . import say
from .edits import Made, chain, texts

# All of January 2021 were 36,960 edits by 549 editors in 9,650 articles of 31 wikis.
PART = 20
EDITS, EDITORS, ARTICLES = 36_960 // PART, 549 // PART, 9_650 // PART
# A wiki of the campaign had 1,200 edits on average, most of them on a few.
WIKIS = {'sr': 10, 'pl': 6, 'cs': 4}
SIGNED_UP = 22
# Of those who signed up every fifth edit has no hashtag; in every tenth article the last edit is reverted.
WITHOUT_HASHTAG, REVERTED = 0.2, 0.1
IDENTITY = 'bench'
FOUNDER, PATROLLER = 'Founder', 'Patroller'
ROSTER, RESULTS = 'Project:1Lib1Ref/Participants', '1Lib1Ref/Results'
VIEWS = ('participants', 'wikis', 'days', 'articles', 'newcomers', 'report')
# What is aimed at: a read for so many edits, and so many for each wiki; the second for a rerun.
EDITS_A_READ, READS_A_WIKI, READS_OF_A_RERUN = 20, 10, 5
TALLY = """\
import atexit, resource, sys
atexit.register(lambda: print('peak', resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, flush=True))
sys.argv = ['pwb', 'tally']
from pywikibot.scripts.wrapper import run
sys.exit(run())
"""


@dataclass
class Step:
    """An edit of somebody.

    :ivar made: if it is one of the campaign
    :ivar undone: by a patroller, or what it added was taken out later
    """

    revision: Revision
    made: Made | None = None
    undone: bool = False


@dataclass(frozen=True)
class Run:
    """What a run of the bot did.

    :ivar reads: by wiki; `edits` likewise
    :ivar peak: memory in KiB
    """

    reads: Counter[str]
    edits: Counter[str]
    seconds: float
    peak: int
    code: int
    said: str


def measure(corpus: Mapping[str, Sequence[tuple[str, str]]], rng: random.Random) -> None:
    """Replay a campaign, count it, and print what that took; then once more, with nothing new."""
    now = datetime.datetime.now(datetime.UTC)
    # It has just ended, so that a rerun still has to look for what was undone.
    start, end = now.date() - datetime.timedelta(days=23), now.date() - datetime.timedelta(days=2)
    steps = tell(corpus, start, end, rng)
    counting = [step for history in steps.values() for step in history if step.made]
    articles = len({(code, step.revision.title) for code, history in steps.items() for step in history})
    size = sum(len(step.revision.text.encode()) for step in counting) / len(counting)
    say(
        f'\nA campaign on {", ".join(steps)}: {len(counting):,} edits by {EDITORS} editors in {articles} articles of '
        f'{size / 1000:.0f} kB'
    )
    with tempfile.TemporaryDirectory() as directory, Farm.start(Path(directory), ('meta', *steps), tied=True) as farm:
        began = time.perf_counter()
        for code, history in steps.items():
            replay(farm, code, [step.revision for step in history], accounts={_name(n): _day(start) for n in _people()})
        ask(farm, start, end)
        say(f'{"":22}{"requests":>10}{"seconds":>9}{"MiB":>7}{"saved":>7}')
        first, again = run(farm), run(farm)
        for name, done in (('first run', first), ('rerun, nothing new', again)):
            say(
                f'{name:22}{done.reads.total():10}{done.seconds:9.1f}{done.peak / 1024:7.0f}{done.edits.total():7}'
                f'   {", ".join(f"{code} {count}" for code, count in sorted(done.reads.items()))}'
            )
        judge(first, again, len(counting), counted(farm), sum(step.undone for step in counting))
        say(f'The replay on the wikis took {time.perf_counter() - began - first.seconds - again.seconds:.0f} seconds')


def judge(first: Run, again: Run, edits: int, found: tuple[int, int], reverted: int) -> None:
    """Print how that is beside what is aimed at, and beside what was made."""
    # Meta is asked besides, and has no allowance of its own.
    served = len(WIKIS)
    reads, granted = first.reads.total(), READS_A_WIKI * served
    rate = max(0, reads - granted) / edits * EDITS_A_READ
    say(
        f'Beside {READS_A_WIKI} a wiki: {rate:.2f} requests for {EDITS_A_READ} edits, at most 1 is aimed at; '
        f'in all {reads}, and at most {edits / EDITS_A_READ + granted:.0f} are'
    )
    say(
        f'Rerun: {again.edits.total()} edits, at most {max(again.reads.values(), default=0)} requests to a wiki; '
        f'0 and {READS_OF_A_RERUN} are aimed at'
    )
    say(f'Found: {found[0]:,} of {edits:,} edits; reverted: {found[1]} of {reverted}')
    for done in (first, again):
        if done.code:
            say(f'The run has ended with {done.code}:\n{done.said[-1500:]}')


def tell(
    corpus: Mapping[str, Sequence[tuple[str, str]]], start: datetime.date, end: datetime.date, rng: random.Random
) -> dict[str, list[Step]]:
    """The history of each wiki: the edits of all articles by time."""
    people = list(_people())
    # Few make most of the edits; each makes some.
    weights = [1 / (1 + number) for number in people]
    authors = itertools.chain(people, (rng.choices(people, weights)[0] for _ in itertools.count()))
    homes = [code for code, share in WIKIS.items() for _ in range(share)]
    chosen = [homes[number % len(homes)] for number in range(ARTICLES)]
    often = Counter(range(ARTICLES)) + Counter(rng.choices(range(ARTICLES), k=EDITS - ARTICLES))
    days = (end - start).days  # less than there are, for the zone of the campaign is UTC and we begin at noon
    first = datetime.datetime.combine(start, datetime.time(12), datetime.UTC)
    everything: dict[str, list[Step]] = {code: [] for code in WIKIS}
    # Where the corpus does not have a wiki, articles of another language will do: what is asked is the same.
    sources = {code: texts(corpus.get(code) or max(corpus.values(), key=len), rng) for code in WIKIS}
    for number, code in enumerate(chosen):
        # None twice in an article, and one more than its edits.
        moments = iter(sorted(rng.sample(range(days * 86_400), often[number] + 1)))
        text, title = next(sources[code]), f'Bench {number}'
        article = [Step(Revision(title, FOUNDER, _at(first - datetime.timedelta(days=400)), text, 'new'))]
        for made in chain(text, wikis.load(code), rng, often[number]):
            author, when = next(authors), first + datetime.timedelta(seconds=next(moments))
            summary = 'source added' if author < SIGNED_UP and rng.random() < WITHOUT_HASHTAG else 'source #1Lib1Ref'
            article.append(Step(Revision(title, _name(author), _at(when), made.after, summary), made))
        if rng.random() < REVERTED:
            last = article[-1]
            last.undone = True
            last.revision = replace(last.revision, tags=('mw-reverted',))
            when, before = first + datetime.timedelta(seconds=next(moments)), article[-2].revision.text
            article.append(Step(Revision(title, PATROLLER, _at(when), before, 'undone')))
        final = article[-1].revision.text
        for step in article:
            step.undone |= bool(step.made and step.made.footnote and step.made.footnote not in final)
        everything[code] += article
    for history in everything.values():
        history.sort(key=lambda step: step.revision.timestamp)
    return everything


def ask(farm: Farm, start: datetime.date, end: datetime.date) -> None:
    """Set the campaign up, sign people up, and have pages ask for tallies."""
    home = next(iter(WIKIS))
    signed = '\n'.join(f'# [[User:{_name(n)}]] ([[User talk:{_name(n)}|talk]]) 12:00 (UTC)' for n in range(SIGNED_UP))
    farm.api(home, action='edit', title=ROSTER, text=signed)
    campaign = (
        f'{{{{1Lib1Ref campaign|id={IDENTITY}|start={start}|end={end}|hashtags=1lib1ref|wikis={", ".join(WIKIS)}'
        f'|participants={home}:{ROSTER}}}}}'
    )
    farm.api('meta', action='edit', title='1Lib1Ref/Campaigns', text=campaign)
    blocks = [f'{{{{1Lib1Ref tally|campaign={IDENTITY}|view={view}}}}}\n{{{{1Lib1Ref tally end}}}}' for view in VIEWS]
    farm.api('meta', action='edit', title=RESULTS, text='\n\n'.join(blocks))
    for code in WIKIS:
        farm.api(code, action='edit', title=f'Project:{RESULTS}', text=blocks[0])
    for code in ('meta', *WIKIS):
        farm.installation.maintenance(code, 'runJobs.php', '--nothrottle')


def run(farm: Farm) -> Run:
    """`pwb tally` in a process of its own."""
    farm.reset_requests()
    started = time.perf_counter()
    # A process inherits the peak of the one that starts it, and that may be a large one; a shell is small.
    command = ['sh', '-c', '"$0" "$@"; exit $?', sys.executable, '-c', TALLY]
    done = subprocess.run(command, env=os.environ | farm.environment(), capture_output=True, text=True)
    seconds = time.perf_counter() - started
    asked = [request for request in farm.requests() if request['entry'] == 'api' and not _ours(request)]
    reads, edits = (
        Counter(str(request['wiki']) for request in asked if (request['action'] == 'edit') is is_edit)
        for is_edit in (False, True)
    )
    peak = [int(line.split()[1]) for line in done.stdout.splitlines() if line.startswith('peak ')]
    return Run(reads, edits, seconds, max(peak, default=0), done.returncode, done.stdout + done.stderr)


def counted(farm: Farm) -> tuple[int, int]:
    """How many edits the bot has in its store, and how many of them as reverted."""
    store = Store(f'sqlite:///{farm.bot_dir / "onelib.sqlite"}', writable=False)
    edits = list(store.edits(IDENTITY))
    return len(edits), sum(edit.reverted for edit in edits)


def _ours(request: Mapping[str, Any]) -> bool:
    return str(request['agent']).startswith('onelib-sandbox')


def _people() -> range:
    return range(EDITORS)


def _name(number: int) -> str:
    return f'Librarian {number:02}'


def _at(moment: datetime.datetime) -> str:
    return moment.strftime('%Y-%m-%dT%H:%M:%SZ')


def _day(start: datetime.date) -> str:
    return f'{start - datetime.timedelta(days=10)}T00:00:00Z'

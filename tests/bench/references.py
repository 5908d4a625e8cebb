"""The speed of `references.compare` on edits of 30 kB, beside mwedittypes on the same ones."""

from __future__ import annotations

import gc
import random
import signal
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any

from onelib import wikis
from onelib.wikis import Wiki
from onelib.wikitext.references import compare

from . import say
from .edits import Made, chain, texts

# In January 2021 an article was edited four times.
ARTICLES, EDITS = 20, 4
ROUNDS = 3
# A pair that takes longer is given up: StructuredEditTypes does not come to an end with some.
LIMIT = 5
GOAL = 300

Pairs = list[tuple[Made, Wiki]]


class _TooLongError(Exception):
    pass


def measure(corpus: Mapping[str, Sequence[tuple[str, str]]], rng: random.Random) -> None:
    """Print how many edits are compared in a second, and whether right."""
    pairs = make(corpus, rng)
    size = statistics.mean(len(made.after.encode()) for made, _ in pairs)
    say(f'\nReferences of {len(pairs)} edits of {ARTICLES} articles of {size / 1000:.0f} kB, compared on one core')
    say(f'{"":38}{"edits/s":>9}{"slowest, ms":>13}{"ratio":>9}')
    ours = {
        'compare, caches emptied for each edit': rounds(pairs, _compare, empty_caches),
        'compare, caches as in a run': rounds(pairs, _compare),
    }
    theirs = _their_ways()
    # They take seconds, and none of them keeps anything: one round is enough.
    results = ours | {name: rounds(pairs, way, times=1) for name, way in theirs.items()}
    slowest = max(sum(seconds) for seconds in results.values())
    for name, seconds in results.items():
        rate, most = len(seconds) / sum(seconds), max(seconds) * 1000
        say(f'{name:38}{rate:9,.1f}{most:13,.1f}{slowest / sum(seconds):9.1f}')
        if given_up := sum(one >= LIMIT for one in seconds):
            say(f'  {given_up} of them were given up after {LIMIT} seconds: the rate is what it is at most')
    if not theirs:
        say(f'mwedittypes is not installed, so it is left out; to have it: {sys.executable} -m pip install -e .[bench]')
    honest = ours['compare, caches emptied for each edit']
    say(f'The goal is {GOAL} edits a second with caches emptied: {len(honest) / sum(honest) / GOAL:.1f} times that')
    right = sum(counted(made, wiki) == made.counts for made, wiki in pairs)
    say(f'Added, reused and removed counted as they were made: {right} of {len(pairs)} edits')


def make(corpus: Mapping[str, Sequence[tuple[str, str]]], rng: random.Random) -> Pairs:
    """Edits of articles of all wikis that there are, by turns."""
    codes = [code for code in sorted(corpus) if code != 'meta' and corpus[code]]
    sources = {code: texts(corpus[code], rng) for code in codes}
    turns = islice((code for _ in range(ARTICLES) for code in codes), ARTICLES)
    return [
        (made, wiki)
        for code in turns
        for wiki in [wikis.load(code)]
        for made in chain(next(sources[code]), wiki, rng, EDITS)
    ]


def counted(made: Made, wiki: Wiki) -> tuple[int, int, int]:
    change = compare(made.before, made.after, wiki)
    return len(change.added), change.reused, len(change.removed)


def rounds(
    pairs: Pairs, way: Callable[[Made, Wiki], object], before_each: Callable[[], object] = int, times: int = ROUNDS
) -> list[float]:
    """Seconds of a core for each edit, those of the round that is the median; others who work do not slow it down."""
    found = []
    # In the first round tables are loaded and patterns compiled.
    for number in range(1 + times if times > 1 else 1):
        empty_caches()
        gc.collect()
        seconds = []
        for made, wiki in pairs:
            before_each()
            started = time.process_time()
            with limited(LIMIT):
                way(made, wiki)
            seconds.append(time.process_time() - started)
        if number or times == 1:
            found.append(seconds)
    return sorted(found, key=sum)[len(found) // 2]


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Give up what is done after so many seconds."""

    def give_up(*_: object) -> None:
        raise _TooLongError

    before = signal.signal(signal.SIGALRM, give_up)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    except _TooLongError:
        pass
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def empty_caches() -> None:
    """Forget all texts; what is kept of a wiki as such, like its patterns, is made once in a run and stays."""
    for cached in _text_caches():
        cached.cache_clear()


def _text_caches() -> Iterable[Any]:
    for name, module in list(sys.modules.items()):
        if name.startswith('onelib.'):
            for value in vars(module).values():
                # Those of texts are bounded, for texts have no end.
                if hasattr(value, 'cache_parameters') and value.cache_parameters()['maxsize'] is not None:
                    yield value


def _compare(made: Made, wiki: Wiki) -> object:
    return compare(made.before, made.after, wiki)


def _their_ways() -> dict[str, Callable[[Made, Wiki], object]]:
    try:
        from mwedittypes import SimpleEditTypes, StructuredEditTypes
    except ImportError:
        return {}

    def way(types: Any) -> Callable[[Made, Wiki], object]:
        def theirs(made: Made, wiki: Wiki) -> object:
            # Without the names of the arguments it finds nothing, and does not say so.
            pair = {'prev_content': made.before, 'curr_content': made.after}
            return types(content_type='wikitext', lang=wiki.code, **pair).get_diff()

        return theirs

    return {
        'mwedittypes, SimpleEditTypes': way(SimpleEditTypes),
        'mwedittypes, StructuredEditTypes': way(StructuredEditTypes),
    }

"""What a scan of a packed dump costs beside unpacking and parsing it alone, in seconds of a core, in one run.

All take turns, and the least of a few rounds counts, so that it holds on a busy machine.  Of a wiki so much is taken
that a round is a matter of seconds.
"""

from __future__ import annotations

import bz2
import os
import random
import resource
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from xml.parsers import expat

import mwparserfromhell
from distributed import Client, LocalCluster

from onelib import wikis
from onelib.jobs import scan_part
from onelib.jobs.scan_dump import Options, scan
from onelib.jobs.scan_part import Wanted
from onelib.readers.dumps import Dump, DumpFile, DumpPart
from onelib.wikis import titles
from onelib.wikitext.statements import ALL_KINDS

from . import SCRIPTS, peak_memory, say, write_dump

ROUNDS = 3
WIKIS = 2
# So many characters of a wiki are measured.
_MOST = 6_000_000
_CHUNK = 1 << 16
_EVERY = tuple(ALL_KINDS)


def measure(corpus: Mapping[str, Sequence[tuple[str, str]]], directory: Path) -> None:
    """Print what is read in a second of a core, for the wikis with most text."""
    for code in sorted(corpus, key=lambda code: -sum(len(text) for _, text in corpus[code]))[:WIKIS]:
        plain = write_dump(directory / f'{code}.xml', _some(corpus[code]))
        files = [directory / f'{code}-{number}.xml.bz2' for number in (1, 2)]
        for file in files:
            file.write_bytes(bz2.compress(plain.read_bytes()))
        size = plain.stat().st_size / 1e6
        table(code, files[0], size)
        workers(code, files, size)


def _some(articles: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    chosen, left = [], _MOST
    for title, text in random.Random(1).sample(articles, len(articles)):
        if left > 0:
            chosen.append((title, text))
        left -= len(text)
    return chosen


def table(code: str, packed: Path, size: float) -> None:
    """Each kind of statement alone, all of them, all with the rows of an index; and what one would write first."""
    contestants: dict[str, Callable[[], object]] = {
        'bz2 + XML': partial(bare, packed),
        'articles alone': partial(read, packed),
        **{kind: partial(scan_all, packed, Wanted(code, (kind,))) for kind in ALL_KINDS},
        'all kinds': partial(scan_all, packed, Wanted(code, _EVERY)),
        'all kinds and rows': partial(scan_all, packed, Wanted(code, _EVERY, rows=True)),
    }
    least = dict.fromkeys(contestants, float('inf'))
    for _ in range(1 + ROUNDS):
        for name, contestant in contestants.items():
            least[name] = min(least[name], seconds(contestant))
    # It takes so long that one round is as good as many.
    slow = 'mwxml, whole pages'
    try:
        least[slow] = seconds(partial(whole_pages, packed, code))
    except ImportError:
        say("mwxml is not installed, so it is left out; to have it: pip install -e '.[bench]'")
    kinds = {**{kind: kind for kind in ALL_KINDS}, 'all kinds': ','.join(_EVERY)}
    say(f'\nScans of {code}, {size:.1f} MB of XML from .bz2: in a second of a core, the share of bz2 + XML alone, peak')
    for name, taken in least.items():
        asked = (f'-wiki:{code}', f'-xml:{packed}', '-output:/dev/null', f'-kinds:{kinds.get(name)}', '-workers:1')
        peak = f'{peak_memory(*asked) / 1024:9.1f} MiB' if name in kinds else ''
        say(f'{name:22}{size / taken:9.1f} MB{least["bz2 + XML"] / taken:9.3f}{peak}')


def workers(code: str, files: Sequence[Path], size: float) -> None:
    """One file and two, by one process, by two, and by two workers of a cluster; the clock beside it."""
    wiki, environment = wikis.load(code), dict(os.environ)
    say(f'All kinds of {code} by several:')
    for name, some in (('two files', tuple(files)), ('one file', (files[0],))):
        for number in (1, 2):
            options = Options(wiki, some, '/dev/null', _EVERY, number)
            _told(f'{name}, {number} worker{"s" * (number > 1)}', len(some) * size, partial(scan, options))
    try:
        # They have to find what they are to do.
        os.environ['PYTHONPATH'] = str(SCRIPTS)
        with (
            LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50) as cluster,
            Client(cluster) as client,
        ):
            options = Options(wiki, tuple(files), '/dev/null', _EVERY, scheduler=cluster.scheduler_address)
            for file in files:
                # Once around, as in the table: tables are loaded and patterns compiled.
                scan(Options(wiki, (file,), '/dev/null', _EVERY, scheduler=cluster.scheduler_address))
            _told('two files, Dask with 2', len(files) * size, partial(scan, options), client)
    finally:
        # Dask leaves a hash seed there.
        os.environ.clear()
        os.environ.update(environment)


def _told(name: str, size: float, work: Callable[[], object], client: Client | None = None) -> None:
    before, started = _of_workers(client), time.perf_counter()
    taken = seconds(work)
    clock = time.perf_counter() - started
    taken += _of_workers(client) - before
    peak = f', peak {max(client.run(_peak).values()) / 1024:.1f} MiB' if client else ''
    say(f'{name:22}{size / taken:9.1f} MB    in {clock:.1f} s by the clock{peak}')


def _of_workers(client: Client | None) -> float:
    return sum(client.run(time.process_time).values()) if client else 0.0


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def whole_pages(path: Path, code: str) -> None:
    """What one would write first: pages by mwxml, each of them parsed by mwparserfromhell, and its tags."""
    import mwxml

    wiki = wikis.load(code)
    names = wiki.names('inline') | wiki.banners
    with bz2.open(path) as file:
        for page in mwxml.Dump.from_file(file):
            for revision in page:
                parsed = mwparserfromhell.parse(revision.text or '')
                [t for t in parsed.filter_templates() if titles.template_name(str(t.name).strip(), wiki) in names]


def scan_all(path: Path, wanted: Wanted) -> None:
    """Find all that is wanted, and make lines of it."""
    for _ in scan_part.scan(DumpPart(DumpFile(path)), wanted):
        pass


def read(path: Path) -> None:
    """Read the articles, and find nothing in them."""
    with Dump(path) as dump:
        for _ in dump.articles():
            pass


def bare(path: Path) -> None:
    """Unpack and parse, and take every text."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.CharacterDataHandler = lambda text: None
    unpacker = bz2.BZ2Decompressor()
    with path.open('rb') as file:
        while chunk := file.read(_CHUNK):
            parser.Parse(unpacker.decompress(chunk))
    parser.Parse(b'', True)


def seconds(work: Callable[[], object]) -> float:
    """What it takes of a core, with its children."""
    before = sum(os.times()[:4])
    work()
    return sum(os.times()[:4]) - before

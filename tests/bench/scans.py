"""What a scan of a packed dump costs beside unpacking and parsing it alone, in seconds of a core, in one run.

All take turns, and the least of a few rounds counts, so that it holds on a busy machine.
"""

from __future__ import annotations

import bz2
import os
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from xml.parsers import expat

from onelib import wikis
from onelib.jobs import scan_part
from onelib.jobs.scan_dump import Options, scan
from onelib.jobs.scan_part import Wanted
from onelib.readers.dumps import Dump, DumpFile, DumpPart
from onelib.wikitext.statements import ALL_KINDS

from . import peak_memory, say, write_dump

ROUNDS = 3
WIKIS = 2
_CHUNK = 1 << 16


def measure(corpus: Mapping[str, Sequence[tuple[str, str]]], directory: Path) -> None:
    """Print what is read in a second of a core, for the wikis with most text."""
    for code in sorted(corpus, key=lambda code: -sum(len(text) for _, text in corpus[code]))[:WIKIS]:
        plain = write_dump(directory / f'{code}.xml', corpus[code])
        packed = directory / f'{code}-1.xml.bz2'
        packed.write_bytes(bz2.compress(plain.read_bytes()))
        size = plain.stat().st_size / 1e6
        table(code, packed, size)
        workers(code, packed, size)


def table(code: str, packed: Path, size: float) -> None:
    """Each kind of statement alone, all of them, and all with the rows of an index."""
    every = tuple(ALL_KINDS)
    contestants: dict[str, Callable[[], object]] = {
        'bz2 + XML': partial(bare, packed),
        'articles alone': partial(read, packed),
        **{kind: partial(scan_all, packed, Wanted(code, (kind,))) for kind in ALL_KINDS},
        'all kinds': partial(scan_all, packed, Wanted(code, every)),
        'all kinds and rows': partial(scan_all, packed, Wanted(code, every, rows=True)),
    }
    least = dict.fromkeys(contestants, float('inf'))
    for _ in range(1 + ROUNDS):
        for name, contestant in contestants.items():
            least[name] = min(least[name], seconds(contestant))
    say(f'\nScans of {code}, {size:.1f} MB of XML from .bz2: in a second of a core, and the share of bz2 + XML alone')
    for name, taken in least.items():
        say(f'{name:22}{size / taken:9.1f} MB{least["bz2 + XML"] / taken:9.2f}')
    for kinds in ('tagged', ','.join(every)):
        peak = peak_memory(f'-wiki:{code}', f'-xml:{packed}', '-output:/dev/null', f'-kinds:{kinds}', '-workers:1')
        say(f'{"peak, " + ("tagged" if kinds == "tagged" else "all kinds"):22}{peak / 1024:9.1f} MiB')


def workers(code: str, packed: Path, size: float) -> None:
    """Two files, one at a time and both, by the clock."""
    other = packed.with_name(f'{code}-2.xml.bz2')
    other.write_bytes(packed.read_bytes())
    for name, files in (('two files', (packed, other)), ('one file', (packed,))):
        for number in (1, 2):
            options = Options(wikis.load(code), files, '/dev/null', tuple(ALL_KINDS), number)
            started = time.perf_counter()
            taken = seconds(partial(scan, options))
            clock = time.perf_counter() - started
            said = f'{name}, {number} worker{"s" * (number > 1)}'
            say(f'{said:22}{len(files) * size / taken:9.1f} MB    in {clock:.1f} s by the clock')


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

"""What a scan of a packed dump costs beside unpacking and parsing it alone, in seconds of a core, in one run."""

from __future__ import annotations

import bz2
import os
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from xml.parsers import expat

from onelib import wikis
from onelib.jobs.scan_dump import Options, scan
from onelib.wikitext.statements import ALL_KINDS

from . import say, write_dump

ROUNDS = 3
WIKIS = 2
KINDS = {'tagged': ('tagged',), 'uncited': ('uncited',), 'all kinds': tuple(ALL_KINDS)}
_CHUNK = 1 << 16


def measure(corpus: Mapping[str, Sequence[tuple[str, str]]], directory: Path) -> None:
    """Print the ratio for the wikis with most text; twice the file, too, with one worker and with two."""
    largest = sorted(corpus, key=lambda code: -sum(len(text) for _, text in corpus[code]))[:WIKIS]
    for code in largest:
        plain = write_dump(directory / f'{code}.xml', corpus[code])
        files = [directory / f'{code}-{number}.xml.bz2' for number in (1, 2)]
        for file in files:
            file.write_bytes(bz2.compress(plain.read_bytes()))
        size = plain.stat().st_size / 1e6
        alone = seconds(partial(bare, files[0]))
        say(
            f'\nScans of {code}, {size:.1f} MB of XML from .bz2: MB in a second of a core, the share of bz2 + XML alone'
        )
        say(f'{"bz2 + XML":22}{size / alone:9.1f}')
        wiki = wikis.load(code)
        for name, kinds in KINDS.items():
            taken = seconds(partial(scan, Options(wiki, (files[0],), '/dev/null', kinds)))
            say(f'{name:22}{size / taken:9.1f}{alone / taken:9.2f}')
        for workers in (1, 2):
            options = Options(wiki, tuple(files), '/dev/null', KINDS['all kinds'], workers)
            started = time.perf_counter()
            taken = seconds(partial(scan, options), 1)
            clock = time.perf_counter() - started
            say(f'{f"two files, {workers} at a time":22}{2 * size / taken:9.1f}    in {clock:.1f} s by the clock')


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


def seconds(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """The least that it takes of a core, with its children."""
    found = []
    for _ in range(rounds):
        before = sum(os.times()[:4])
        work()
        found.append(sum(os.times()[:4]) - before)
    return min(found)

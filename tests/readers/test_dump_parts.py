"""Parts of dumps: read apart from each other they give what the whole file gives, however it is cut."""

from __future__ import annotations

import bz2
import itertools
import random
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onelib.readers.dumps import Dump, DumpedArticle, DumpError, DumpFile, DumpPart, split
from tests.fuzz import fuzz

from .test_dumps import export, page, revision

# What bzip2 packs badly, so that a small file has many blocks.
LETTERS = [chr(code) for code in (*range(0x61, 0x7B), *range(0x430, 0x450), *range(0x561, 0x580), 0x1F4DA)]


def words(seed: int, length: int) -> str:
    return ''.join(random.Random(seed).choices(LETTERS, k=length))


def read(source: Path | DumpPart) -> tuple[list[DumpedArticle], list[str]]:
    found = []
    with Dump(source) as dump:
        try:
            for article in dump.articles():
                found.append(article)
        except DumpError as problem:
            return found, problem.problems
    return found, []


def in_parts(path: Path, cuts: Sequence[int]) -> tuple[list[DumpedArticle], list[str]]:
    """What its parts give, the last one being read first."""
    ends = [*sorted(cuts), None]
    parts = [DumpPart(DumpFile(path), start or 0, end) for start, end in itertools.pairwise([0, *ends])]
    results = [read(part) for part in reversed(parts)][::-1]
    return [one for found, _ in results for one in found], [one for _, problems in results for one in problems]


def packed(data: bytes, level: int, streams: int = 1) -> bytes:
    length = -(-len(data) // streams)
    return b''.join(bz2.compress(data[at : at + length], level) for at in range(0, len(data), length))


@pytest.fixture(scope='module')
def dump(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of some twenty small blocks."""
    pages = [page(f'Článek {n}', revision(words(n, 300 + 6000 * (n % 7 == 0))), number=n) for n in range(600)]
    path = tmp_path_factory.mktemp('dumps') / 'dump.xml.bz2'
    path.write_bytes(bz2.compress(export(*pages).encode(), 1))
    return path


def test_every_cut(dump: Path) -> None:
    """Each page comes once, wherever two parts meet."""
    whole = read(dump)
    assert len(whole[0]) == 600 and whole[1] == []
    size = dump.stat().st_size
    for cut in range(1, size, size // 20):
        assert in_parts(dump, [cut]) == whole, cut
    assert in_parts(dump, range(1000, size, size // 25)) == whole


@fuzz(25)
@given(
    lengths=st.lists(st.integers(0, 40_000), min_size=1, max_size=40),
    level=st.integers(1, 9),
    streams=st.integers(1, 4),
    cuts=st.lists(st.floats(0, 1), max_size=6),
    seed=st.integers(0, 1 << 16),
)
def test_any_pages_in_any_parts(
    tmp_path_factory: pytest.TempPathFactory,
    lengths: list[int],
    level: int,
    streams: int,
    cuts: list[float],
    seed: int,
) -> None:
    pages = [page(f'P {n}', revision(words(seed + n, length)), number=n) for n, length in enumerate(lengths)]
    path = tmp_path_factory.mktemp('parts') / 'dump.xml.bz2'
    path.write_bytes(packed(export(*pages).encode(), level, streams))
    size = path.stat().st_size
    expected = [DumpedArticle(n, 7, f'P {n}', words(seed + n, length)) for n, length in enumerate(lengths)]
    assert read(path) == (expected, [])
    assert in_parts(path, [max(1, int(size * cut)) for cut in cuts]) == (expected, [])


def test_a_split_has_all_pages_once(dump: Path) -> None:
    for workers in (1, 2, 3, 7):
        parts = split([DumpFile(dump), DumpFile(dump)], workers)
        assert [part.start for part in parts].count(0) == 2
        assert all(one.end == two.start or two.start == 0 for one, two in itertools.pairwise(parts))
        assert sum(len(read(part)[0]) for part in parts) == 1200
    assert len(split([DumpFile(dump)], 2)) == 2


def test_what_cannot_be_split_is_one_part(tmp_path: Path) -> None:
    files = [DumpFile(tmp_path / 'none.xml'), DumpFile(tmp_path), DumpFile(Path('/dev/null'))]
    assert split(files, 4) == [DumpPart(file) for file in files]


@pytest.mark.parametrize(
    'megabytes', [(13,), (3.4, 3.4, 3.4, 3.4), (4, 4, 4), (30,), (400,), (10, 1, 1), (5, 5, 5, 5, 5)]
)
def test_no_worker_reads_much_more_than_another(tmp_path: Path, megabytes: tuple[float, ...]) -> None:
    """Parts as they come to whoever is free; and not so many that most is read twice."""
    files = []
    for number, size in enumerate(megabytes):
        path = tmp_path / f'{number}.xml.bz2'
        with path.open('wb') as file:
            file.write(b'BZh9')
            file.truncate(int(size * 1_000_000))
        files.append(DumpFile(path))
    parts = split(files, 2)
    assert sum(part.size() for part in parts) == sum(int(size * 1_000_000) for size in megabytes)
    read = [0, 0]
    for part in parts:
        read[read.index(min(read))] += part.size()
    assert max(read) <= 0.53 * sum(read)
    assert len(parts) * 0.3 <= max(1.5, 0.15 * sum(megabytes))


# The number with which a block of bzip2 begins.
MARK = 0x314159265359


def block_with_marks(number: int) -> tuple[bytes, bytes]:
    """A stream of bzip2 with one block, within which its mark stands so often, and what is in it: letters.

    With thirty letters all symbols have five bits, and nearly any bits are a block; only what comes of it, and its sum,
    are not known before it is unpacked.
    """
    rng = random.Random(number)
    letters = range(0x5B, 0x79)
    mark = [MARK << 2 >> 5 * place & 31 for place in reversed(range(10))]
    symbols: list[int] = []
    for _ in range(number):
        symbols += rng.choices(range(2, 31), k=rng.randrange(300, 900)) + mark
    symbols.append(31)
    used = [any(byte >> 4 == high for byte in letters) for high in range(16)]
    maps = [high << 4 | low in letters for high in range(16) if used[high] for low in range(16)]
    groups = -(-len(symbols) // 50)
    head = '0' * 25 + ''.join(str(int(bit)) for bit in used + maps)
    # Of two tables of codes, the first one is always taken.
    tables = f'010{groups:015b}' + '0' * groups + 2 * ('00101' + '0' * 32)
    bits = head + tables + ''.join(f'{symbol:05b}' for symbol in symbols)

    def stream(total: int) -> bytes:
        total ^= 0xFFFFFFFF
        whole = f'{MARK:048b}{total:032b}{bits}{0x177245385090:048b}{total:032b}'
        whole += '0' * (-len(whole) % 8)
        return b'BZh9' + int(whole, 2).to_bytes(len(whole) // 8, 'big')

    unpacker, total = bz2.BZ2Decompressor(), 0xFFFFFFFF
    with suppress(OSError):
        # All but the last byte comes before it notices the wrong sum.
        piece = unpacker.decompress(stream(0), 1)
        while piece:
            total = summed(total, piece[0])
            piece = unpacker.decompress(b'', 1)
    for letter in letters:
        made = stream(summed(total, letter))
        with suppress(OSError):
            return made, bz2.decompress(made)
    raise AssertionError


def summed(total: int, byte: int) -> int:
    """A check sum of bzip2 with one more byte."""
    total ^= byte << 24
    for _ in range(8):
        total = total << 1 ^ (0x104C11DB7 if total >> 31 else 0)
    return total


def test_a_mark_within_a_block_is_none(tmp_path: Path) -> None:
    marked, text = block_with_marks(40)
    assert marked.count(MARK.to_bytes(6, 'big')) >= 2  # and the others at other bits
    letters = text.decode().replace('<', '')
    before = export(*(page(f'A{n}', revision(words(n, 3000)), number=n) for n in range(8)), page('M', revision('|')))
    start, end = before.split('|')
    rest = end.removesuffix('</mediawiki>\n') + ''.join(page(f'B{n}', revision(words(n, 3000))) for n in range(8))
    path = tmp_path / 'dump.xml.bz2'
    path.write_bytes(bz2.compress(start.encode()) + marked + bz2.compress(f'{rest}</mediawiki>\n'.encode(), 1))
    whole = read(path)
    assert [len(whole[0]), whole[1]] == [17, []]
    assert whole[0][8].text == letters
    size = path.stat().st_size
    for cut in range(1, size, size // 16):
        assert in_parts(path, [cut]) == whole, cut
    assert in_parts(path, range(2000, size, 2000)) == whole

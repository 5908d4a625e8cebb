"""A .bz2 from any byte on: several processes can read one file, and damage in a block costs no other.

A stream of bzip2 is a header, blocks, and an end.  Each block, and the end, begins with a mark of 48 bits, at any bit
of a byte.  A decompressor that gets a header and then all bits from a mark on gives block after block, each of which
has a check sum; as soon as it gives one, the next mark has to be there.  A mark can also stand by chance within a
block: it does not count, as marks are looked for where a block has just ended.
"""

from __future__ import annotations

import bz2
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import BinaryIO

from onelib.readers.dumps.pieces import CHUNK, DAMAGED, ENDS_EARLY, CountedFile, FileWindow, Gap, Piece

__all__ = ['blocks']

_BLOCK, _END = 0x314159265359, 0x177245385090
_MARK_BITS, _SUM_BITS = 48, 32
_HEADER = re.compile(rb'BZh[1-9](?:1AY&SY|\x17rE8P\x90)')
_HEADER_BITS = 32
# So many bytes are unpacked at a time: where a block has just ended is then known well.
_STEP = 1 << 10
# So far in front of a doubtful block is looked for one that can be read.  A packed one has 900 kB at most.
_BACK = 1 << 22


def _cores(*marks: int) -> dict[bytes, int]:
    """The five bytes that a mark fills, and at which bit of the byte before them it begins."""
    return {(mark << 8 - bit).to_bytes(7, 'big')[1:6]: bit for mark in marks for bit in range(8)}


_WRONG_SUM = DAMAGED.format('wrong check sum')
_CORES = _cores(_BLOCK, _END)
_BLOCK_CORE = re.compile(b'|'.join(map(re.escape, _cores(_BLOCK))), re.DOTALL)
_ANY_CORE = re.compile(b'|'.join(map(re.escape, _CORES)), re.DOTALL)


class _BrokenBlockError(Exception):
    """A block that cannot be unpacked."""


class _Bits(FileWindow):
    """A stretch of a file, bit by bit."""

    def bits(self, bit: int, number: int) -> int:
        """The number that they make; -1 if the file ends before."""
        first, end = bit >> 3, bit + number + 7 >> 3
        data = self.bytes(first, end)
        if len(data) < end - first:
            return -1
        return int.from_bytes(data, 'big') >> (end * 8 - bit - number) & (1 << number) - 1

    def marks(self, first: int, last: int) -> list[int]:
        """The bits from the first to the last at which there is a mark."""
        return self._marks(_ANY_CORE, first >> 3, (last >> 3) + 7, first, last)

    def added(self, total: int, mark: int) -> int:
        """The sum of blocks with that of the one that begins at the mark."""
        return (total << 1 & 0xFFFFFFFF | total >> 31) ^ self.bits(mark + _MARK_BITS, _SUM_BITS)

    def next_block(self, first: int) -> int | None:
        """The first bit, of this one and those behind it, at which there is the mark of a block."""
        at = first >> 3
        while True:
            self.forget(at)
            if marks := self._marks(_BLOCK_CORE, at, at + CHUNK + 8, first, (at + CHUNK + 8) * 8):
                return marks[0]
            if not self.bytes(at + CHUNK, at + CHUNK + 8):
                return None
            at += CHUNK

    def _marks(self, core: re.Pattern[bytes], begin: int, end: int, first: int, last: int) -> list[int]:
        found = ((begin + one.start() - 1) * 8 + _CORES[one[0]] for one in core.finditer(self.bytes(begin, end)))
        return [bit for bit in found if first <= bit <= last and self.bits(bit, _MARK_BITS) in (_BLOCK, _END)]


class _Run:
    """A decompressor that goes on from a mark.

    :ivar before: as far as it had been fed before the last time
    :ivar bit: as far as it has been fed
    """

    def __init__(self, window: _Bits, mark: int) -> None:
        self._window = window
        self._unpacker = bz2.BZ2Decompressor()
        self._unpacker.decompress(b'BZh9')
        self._chunk, self._fed = b'', 0
        self.bit = self.before = mark

    def feed(self, step: int) -> bytes:
        """What the next bytes give.

        :raises _BrokenBlockError: they cannot follow, or there are none
        """
        if self._fed == len(self._chunk):
            self._chunk, self._fed = self._next_chunk(), 0
        if self._window.is_last and len(self._chunk) - self._fed < _STEP:
            # Behind the last block comes the sum of all, which is not to take that block with it.
            step = 1
        packed = self._chunk[self._fed : self._fed + step]
        self._fed += len(packed)
        self.before = self.bit
        self.bit += 8 * len(packed)
        try:
            pieces = [self._unpacker.decompress(packed)]
            # Where the packed bytes end with a block, a part of it is still to be asked for.
            while pieces[-1] and not self._unpacker.eof:
                pieces.append(self._unpacker.decompress(b''))
            return b''.join(pieces)
        except (OSError, EOFError, ValueError, MemoryError) as problem:
            raise _BrokenBlockError(DAMAGED.format(str(problem).lower() or 'it needs too much memory')) from None

    def _next_chunk(self) -> bytes:
        at, shift = divmod(self.bit, 8)
        data = self._window.bytes(at, at + CHUNK + 1)
        if not data:
            raise _BrokenBlockError(ENDS_EARLY)
        shifted = int.from_bytes(data, 'big') << shift & (1 << 8 * len(data)) - 1
        return shifted.to_bytes(len(data), 'big')[:CHUNK]


class _Chain:
    """The blocks of a file from a mark on, one after the other.

    :ivar mark: where the next one begins, or the end of a stream; None if there is no mark where one should be
    :ivar end: where the last one ended, or a few bits behind that
    """

    def __init__(self, window: _Bits) -> None:
        self._window = window
        self._run: _Run | None = None
        self.mark: int | None = None
        self.end = 0

    def block(self, mark: int) -> bytes:
        """The block that begins there.

        :raises _BrokenBlockError: it cannot be unpacked
        """
        self._window.forget(mark >> 3)
        run, self._run = self._run or _Run(self._window, mark), None
        with suppress(_BrokenBlockError):
            while not (data := run.feed(_STEP)):
                pass
            marks = self._window.marks(run.before + 1, run.bit)
            if len(marks) == 1:
                self.mark, self.end = marks[0], run.bit
                if self._window.bits(self.mark, _MARK_BITS) == _BLOCK:
                    self._run = run
                return data
        # Several blocks in a few bytes, or the end of a stream that was not read from its beginning, or damage.
        return self.block_by_bytes(mark)

    def block_by_bytes(self, mark: int) -> bytes:
        """The same, whatever follows on it; it takes more time.

        :raises _BrokenBlockError: it cannot be unpacked
        """
        run, self._run = _Run(self._window, mark), None
        while not (data := run.feed(1)):
            pass
        self.mark, self.end = next(iter(self._window.marks(run.before + 1, run.bit)), None), run.bit
        return data


def blocks(file: CountedFile, start: int = 0) -> Iterator[Piece | Gap]:
    """What the blocks hold that begin at this byte or behind it, in their order.

    The gaps are those that somebody finds who reads the file from its beginning; one that begins before the byte, or
    between it and the first block, is a matter of whoever reads the part before.
    """
    back = 0
    while True:
        begin = start - back if back < start else 0
        if begin or start:
            file.seek(begin)
        is_known, is_ours = begin == 0, False
        for one in _from(file, begin):
            is_ours = is_ours or (one.place >= start and (isinstance(one, Piece) or one.is_block or not start))
            if isinstance(one, Gap) and is_ours and not is_known:
                # Either damage, or a mark that stands in a block by chance: those before know it.
                break
            is_known = is_known or isinstance(one, Piece)
            if is_ours:
                yield one
        else:
            return
        back = back * 4 or _BACK


def _from(file: CountedFile, begin: int) -> Iterator[Piece | Gap]:
    """The same; at this byte there is the beginning of a file or of a stream, or nothing is known of it."""
    window = _Bits(file)
    chain = _Chain(window)
    # Sums are compared with those in the file: that of each block as it is unpacked, that of all blocks in the end.
    total: int | None = None
    mark: int | None = None
    is_gap, is_whole = False, True
    if _HEADER.match(window.bytes(begin, begin + 10)):
        mark, total = begin * 8 + _HEADER_BITS, 0
    elif begin == 0:
        is_cut = len(window.bytes(0, 10)) < 10
        yield Gap(ENDS_EARLY if is_cut else DAMAGED.format('it does not begin like a .bz2'), 0)
    if mark is None:
        mark, is_gap = window.next_block(begin * 8), begin == 0
        is_whole = not is_gap
    while mark is not None:
        if window.bits(mark, _MARK_BITS) == _END:
            found = window.bits(mark + _MARK_BITS, _SUM_BITS)
            if found < 0:
                yield Gap(ENDS_EARLY, mark >> 3)
            elif _is_wrong(file, begin, mark, found) if total is None and is_whole else total not in (None, found):
                yield Gap(_WRONG_SUM, mark >> 3)
            at = mark + _MARK_BITS + _SUM_BITS + 7 >> 3
            while rest := window.bytes(at, at + 10):
                if rest[0]:
                    break
                window.forget(at)
                at += 1
            if not rest:
                return
            is_whole = True
            if _HEADER.match(rest):
                mark, total = at * 8 + _HEADER_BITS, 0
                continue
            yield Gap(DAMAGED.format('there is something else behind the end'), at)
            mark, is_gap, is_whole, total = window.next_block(at * 8), True, False, None
            continue
        try:
            data = chain.block_by_bytes(mark) if is_gap else chain.block(mark)
        except _BrokenBlockError as problem:
            if not is_gap:
                yield Gap(str(problem), mark >> 3, is_block=True)
            mark, is_gap, is_whole, total = window.next_block(mark + 1), True, False, None
            continue
        is_gap = False
        yield Piece(data, mark >> 3, is_block=True)
        total = None if total is None else window.added(total, mark)
        mark = chain.mark
        if mark is None:
            is_cut = window.bits(chain.end, _MARK_BITS) < 0
            reason = ENDS_EARLY if is_cut else DAMAGED.format('there is neither a block nor an end')
            yield Gap(reason, chain.end >> 3)
            mark, is_gap, is_whole, total = window.next_block(chain.end - 7), True, False, None


def _is_wrong(file: CountedFile, begin: int, end: int, found: int) -> bool:
    """Whether this is not the sum of the stream that ends there, and that begins before the byte."""
    with file.again() as opened:
        first = _stream_before(opened, begin)
        if first is None:
            return False
        again = CountedFile(opened)
        again.seek(first)
        window, total = _Bits(again), 0
        for at in range(first, end >> 3, CHUNK):
            for mark in window.marks(at * 8, min((at + CHUNK) * 8, end) - 1):
                # Another stream may end where this one begins.
                total = window.added(total, mark) if window.bits(mark, _MARK_BITS) == _BLOCK else 0
            window.forget(at)
        if total == found:
            return False
        # Either so, or one of the marks was none, or there was damage, of which somebody else has spoken.
        again.seek(first)
        gap = next((one for one in _from(again, first) if isinstance(one, Gap) or one.place > end >> 3), None)
        return gap == Gap(_WRONG_SUM, end >> 3)


def _stream_before(file: BinaryIO, place: int) -> int | None:
    """Where the stream begins in which this byte is."""
    while place:
        before = max(0, place - CHUNK)
        file.seek(before)
        data = file.read(place - before + 9)
        if found := [one.start() for one in _HEADER.finditer(data)]:
            return before + found[-1]
        place = before
    return None

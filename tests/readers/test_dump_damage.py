"""Damaged and odd dumps: what can be read is kept, what cannot is named with its place, in parts as in one piece."""

from __future__ import annotations

import bz2
import functools
import gzip
import itertools
import lzma
import os
import random
import threading
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onelib.readers.dumps import Dump, DumpError
from tests.fuzz import fuzz

from .test_dump_parts import in_parts, read, words
from .test_dumps import export, page, revision

PAGES = 60
TEXTS = {f'P{n}': words(n, 2800) for n in range(PAGES)}
PLAIN = export(*(page(title, revision(text)) for title, text in TEXTS.items())).encode()
DOCTYPE = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>'
REVISION = b'preserve">'


def small(data: bytes) -> bytes:
    """With several blocks, which hold some ten pages each."""
    return bz2.compress(data, 1)


@functools.cache
def whole(pack: Callable[[bytes], bytes] = small) -> bytes:
    return pack(PLAIN)


def at(number: int) -> int:
    """Where a page begins."""
    return PLAIN.index(f'<page><title>P{number}<'.encode())


def put(data: bytes, share: float, what: bytes) -> bytes:
    """The data with this at a place, as far from the beginning as the share says."""
    place = int(len(data) * share)
    return data[:place] + what + data[place + len(what) :]


def with_(what: bytes, before: bytes = REVISION) -> bytes:
    """The dump with this in page 30."""
    place = PLAIN.index(before, at(30)) + len(before)
    return PLAIN[:place] + what + PLAIN[place:]


def without(what: bytes) -> bytes:
    place = PLAIN.index(what, at(30))
    return PLAIN[:place] + PLAIN[place + len(what) :]


def two(between: bytes) -> bytes:
    """Two dumps one behind the other, the second one with pages 30 and those behind it."""
    return PLAIN[: at(30)] + between + PLAIN[: at(0)] + PLAIN[at(30) :]


def streams(pack: Callable[[bytes], bytes], *, broken: bytes = b'', share: float = 0.5, behind: bytes = b'') -> bytes:
    """Four packed streams with 15 pages each; something is wrong in the second one, or behind it."""
    places = [0, at(15), at(30), at(45), len(PLAIN)]
    one, other, *rest = (pack(PLAIN[first:end]) for first, end in itertools.pairwise(places))
    return b''.join([one, put(other, share, broken), behind, *rest])


class Case(NamedTuple):
    """A file, which pages of it are lost, and what is said, a part of each line."""

    build: Callable[[], bytes]
    said: tuple[str, ...] = ()
    lost: range | None = range(0)
    suffix: str = ''


MARKUP = 'the XML is damaged'
PACKED = 'the packed data is damaged'
EARLY = 'the packed data ends too early'
ALL = range(PAGES)
LATER = range(30, PAGES)
ONE = range(30, 31)
# Which of the pages a block has hit hangs on how they were packed.
SOME = None

CASES = {
    'nothing': Case(lambda: b'', ('the file is empty: byte 0',), ALL),
    'nothing packed': Case(lambda: bz2.compress(b''), ('the file is empty',), ALL, '.bz2'),
    'zeros alone': Case(lambda: bytes(5000), (MARKUP,), ALL),
    'zeros called .bz2': Case(lambda: bytes(5000), ('it does not begin like a .bz2',), ALL, '.bz2'),
    'white space': Case(lambda: b' \n' * 500, ('the XML ends too early',), ALL),
    'a letter': Case(lambda: b'Dear Sir or Madam', (MARKUP,), ALL),
    'a page of HTML': Case(lambda: b'<html><body/></html>', ('it begins with <html>, not with',), ALL),
    'a prefix': Case(lambda: b'<m:mediawiki xmlns:m="x"/>', ('it begins with <m:mediawiki>',), ALL),
    'no root': Case(lambda: PLAIN[at(0) :], ('it begins with <page>',)),
    'cut at the front': Case(lambda: PLAIN[30:], (MARKUP,)),
    'cut': Case(lambda: PLAIN[: at(30) + 200], ('the XML ends too early: byte',), LATER),
    'cut in a tag': Case(lambda: PLAIN[: at(30) + 3], ('the XML ends too early: byte',), LATER),
    'cut in a character': Case(lambda: PLAIN[: PLAIN.index('Š'.encode()) + 1], ('the XML ends too early',), ALL),
    'a piece missing': Case(lambda: PLAIN[: at(30) + 9] + PLAIN[at(33) + 5 :], (MARKUP,), range(30, 34)),
    'cut .bz2': Case(lambda: whole()[: len(whole()) // 2], (f'{EARLY}: byte ',), SOME, '.bz2'),
    '.bz2 cut in its header': Case(lambda: whole()[:7], (EARLY,), ALL, '.bz2'),
    '.bz2 cut in its sum': Case(lambda: whole()[:-3], (EARLY,), range(0), '.bz2'),
    'a wrong sum in .bz2': Case(lambda: put(whole(), 0.99999, b'ab'), ('(wrong check sum)',), range(0), '.bz2'),
    '.bz2 cut in its end': Case(lambda: whole()[:-9], (EARLY,), range(0), '.bz2'),
    'a broken block': Case(lambda: put(whole(), 0.5, b'xyzxyz'), (f'{PACKED} (invalid',), SOME, '.bz2'),
    'two broken blocks': Case(
        lambda: put(put(whole(), 0.1, b'xyzxyz'), 0.9, b'xyzxyz'), (PACKED, PACKED), SOME, '.bz2'
    ),
    'a broken first block': Case(lambda: put(whole(), 0.01, b'xyzxyz'), ('no whole page before',), SOME, '.bz2'),
    'a broken last block': Case(lambda: put(whole(), 0.99, b'xyzxyz'), (PACKED,), SOME, '.bz2'),
    'a broken header': Case(lambda: put(whole(), 0, b'X'), ('not begin like a .bz2',), range(0), '.bz2'),
    'a sector of zeros': Case(lambda: put(whole(), 0.5, bytes(4096)), (PACKED,), SOME, '.bz2'),
    'a sector missing': Case(lambda: whole()[:60_000] + whole()[64_096:], (PACKED,), SOME, '.bz2'),
    'bytes too many': Case(lambda: whole()[:60_000] + b'abc' + whole()[60_000:], (PACKED,), SOME, '.bz2'),
    'rubbish behind .bz2': Case(lambda: whole() + b'rubbish', ('something else behind',), range(0), '.bz2'),
    'zeros behind .bz2': Case(lambda: whole() + bytes(999), (), range(0), '.bz2'),
    'a broken stream': Case(lambda: streams(small, broken=b'xyzxyz'), (PACKED,), SOME, '.bz2'),
    'rubbish between streams': Case(lambda: streams(small, behind=b'x' * 99), ('else behind',), range(0), '.bz2'),
    'a broken header of a stream': Case(
        lambda: streams(small, broken=b'X', share=0), ('else behind',), range(0), '.bz2'
    ),
    **{
        f'{name} {suffix}': Case(functools.partial(build, pack), said, lost, suffix)
        for suffix, pack in (('.gz', gzip.compress), ('.xz', lzma.compress))
        for name, build, said, lost in (
            ('cut', lambda pack: whole(pack)[: len(whole(pack)) // 2], (f'{EARLY}: byte ',), SOME),
            ('damage in', lambda pack: put(whole(pack), 0.5, b'xyzxyzxyz'), (MARKUP, PACKED), SOME),
            ('damage in one of several', lambda pack: streams(pack, broken=b'xyzxyzxyz'), (MARKUP, PACKED), SOME),
            ('a broken beginning', lambda pack: streams(pack, broken=b'ab', share=0), (PACKED,), range(15, 30)),
            ('a broken page in', lambda pack: pack(with_(b'\1')), (MARKUP,), ONE),
            ('rubbish behind', lambda pack: whole(pack) + b'rubbish', (PACKED,), range(0)),
        )
    },
    **{
        f'{name} in a text': Case(functools.partial(with_, what), said, ONE)
        for name, what, said in (
            ('bad UTF-8', b'\xff\xfe', (MARKUP,)),
            ('a character too long', b'\xc0\x80', (MARKUP,)),
            ('half a pair of UTF-16', b'\xed\xa0\x80', (MARKUP,)),
            ('zero bytes', bytes(10), (MARKUP,)),
            ('many zero bytes', bytes(9000), (MARKUP,)),
            ('a control character', b'\1', (MARKUP,)),
            ('no character', '\uffff'.encode(), (MARKUP,)),
            ('an entity of HTML', b'&nbsp;', (MARKUP,)),
            ('a bare ampersand', b'a & b', (MARKUP,)),
            ('a bare sign', b'a < b', (MARKUP,)),
            ('an element', b'<b>x</b>', ('there is a <b> within a <text>',)),
            ('an end', b'</page>', (MARKUP,)),
            ('a beginning', b'<page>', ('the page has no end before the next one', MARKUP)),
            ('a comment with a page', b'<!-- <page> -->', ('a page begins where there can be none', MARKUP)),
            ('an instruction', b'<?x <page> ?>', ('a page begins where there can be none', MARKUP)),
            ('a comment without an end', b'<!-- ', ('the XML ends too early',)),
            ('a section without an end', b'<![CDATA[', ('a page begins where there can be none',)),
        )
    },
    'bad UTF-8 in a title': Case(lambda: with_(b'\xff', b'<title>'), (MARKUP,), ONE),
    'a tag of a page without an end': Case(lambda: PLAIN.replace(b'<page><title>P30', b'<page x=<'), (MARKUP,), ONE),
    'no </text>': Case(lambda: without(b'</text>'), ('there is a <sha1> within a <text>',), ONE),
    'no </revision>': Case(lambda: without(b'</revision>'), (MARKUP,), ONE),
    'no </page>': Case(lambda: without(b'</page>'), ('has no end before the next',), ONE),
    'no <page>': Case(lambda: without(b'<page>'), (MARKUP,), ONE),
    'no title': Case(lambda: without(b'<title>P30</title>'), ('a page has no title',), ONE),
    'deep': Case(lambda: with_(b'<a>' * 20, b'</title>'), ('more than 16 deep',), ONE),
    'a second root': Case(lambda: two(b'</mediawiki>'), ('junk after document element',)),
    'a root within': Case(lambda: two(b''), ('a second <mediawiki> begins',)),
    'a DOCTYPE behind': Case(lambda: two(b'</mediawiki>' + DOCTYPE), (MARKUP,)),
    'a bomb': Case(lambda: DOCTYPE + PLAIN, ('has a DOCTYPE, which no dump has',), ALL),
    'a bomb in .bz2': Case(lambda: small(DOCTYPE + PLAIN), ('has a DOCTYPE, which no dump has',), ALL, '.bz2'),
    'UTF-16': Case(lambda: PLAIN.decode().encode('utf-16')),
    'UTF-16 without a mark': Case(lambda: PLAIN.decode().encode('utf-16-le')),
    'UTF-16, the other way': Case(lambda: small(PLAIN.decode().encode('utf-16-be')), suffix='.bz2'),
    'UTF-16, cut': Case(lambda: PLAIN.decode().encode('utf-16')[:-99], ('XML ends too early',), range(59, 60)),
    'UTF-16, broken': Case(
        lambda: with_(b'XY').decode().encode('utf-16').replace(b'X\0Y\0', b'\0\xd8Y\0'), (MARKUP,), ONE
    ),
    'xz called .bz2': Case(lambda: whole(lzma.compress), suffix='.bz2'),
    'plain called .gz': Case(lambda: PLAIN, suffix='.gz'),
    '.7z': Case(lambda: b"7z\xbc\xaf'\x1c" + bytes(99), ('7z x -so … | … -xml:-',), ALL, '.7z'),
    '.zst': Case(lambda: b'(\xb5/\xfd' + bytes(99), ('zstd -dc … | … -xml:-',), ALL, '.zst'),
}


@pytest.mark.parametrize('name', CASES)
def test_what_can_be_read_is_kept_and_the_rest_is_named(tmp_path: Path, name: str) -> None:
    build, said, lost, suffix = CASES[name]
    path = tmp_path / f'dump.xml{suffix}'
    data = build()
    path.write_bytes(data)
    found, problems = read(path)
    titles = [article.title for article in found]
    assert [TEXTS[article.title] for article in found] == [article.text for article in found]
    assert titles == [title for title in TEXTS if title in titles]
    if lost is SOME:
        assert 14 < len(titles) < PAGES
    else:
        assert titles == [f'P{n}' for n in range(PAGES) if n not in lost]
    assert len(problems) == len(said), problems
    for problem, words_of_it in zip(problems, said, strict=True):
        assert problem.startswith(f'{path}: ') and words_of_it in problem
        assert ': byte ' in problem and '\n' not in problem
    size = len(data)
    for cuts in ([1 + size // 2], [1 + size // 3, 1 + size * 2 // 3], range(1 + size // 6, size, 1 + size // 6)):
        assert in_parts(path, cuts) == (found, problems), cuts


def test_the_pages_beside_a_broken_block_are_named(tmp_path: Path) -> None:
    path = tmp_path / 'dump.xml.bz2'
    path.write_bytes(put(whole(), 0.5, b'xyzxyz'))
    found, problems = read(path)
    titles = [article.title for article in found]
    first = next(n for n in range(PAGES) if f'P{n}' not in titles)
    behind = next(n for n in range(first, PAGES) if f'P{n}' in titles)
    assert len(titles) == PAGES - (behind - first)
    assert f'; the last whole page is “P{first - 1}”, the first one after that “P{behind}”' in problems[0]
    # The byte is that at which the block begins, which is less than a block before the damage.
    place = int(problems[0].partition(': byte ')[2].partition(' ')[0])
    assert 0 < len(whole()) // 2 - place < 60_000


def test_what_is_wrong_within_a_large_page_is_named_once(tmp_path: Path) -> None:
    """The part in which the page begins reads on through blocks of others."""
    data = export(*(page(f'P{n}', revision(words(n, 250_000 * (n == 2) + 9))) for n in range(4))).encode()
    middle = len(data) // 2
    one, two = small(data[:middle]), small(data[middle:])
    path = tmp_path / 'dump.xml.bz2'
    path.write_bytes(one[:-2] + b'xy' + two)
    whole = read(path)
    assert [article.title for article in whole[0]] == ['P0', 'P1', 'P3']
    assert len(whole[1]) == 1 and 'wrong check sum' in whole[1][0]
    for cut in range(1, path.stat().st_size, 40_009):
        assert in_parts(path, [cut]) == whole, cut
    assert in_parts(path, range(20_000, path.stat().st_size, 20_000)) == whole


def test_a_page_that_is_broken_is_named(tmp_path: Path) -> None:
    path = tmp_path / 'dump.xml'
    data = with_(b'\xff')
    path.write_bytes(data)
    assert read(path)[1] == [
        f'{path}: the XML is damaged (not well-formed (invalid token)): byte {data.index(bytes([255]))}; '
        'the page “P30” is lost; the last whole page is “P29”, the first one after that “P31”'
    ]


@fuzz(20)
@given(
    places=st.lists(st.floats(0, 1, exclude_max=True), min_size=1, max_size=5),
    what=st.sampled_from(('flip', 'zeros', 'delete', 'insert', 'copy')),
    cuts=st.lists(st.floats(0, 1), max_size=3),
    seed=st.integers(0, 1 << 16),
)
def test_random_damage_makes_no_article_that_was_not_there(
    tmp_path_factory: pytest.TempPathFactory, places: list[float], what: str, cuts: list[float], seed: int
) -> None:
    rng = random.Random(seed)
    data = whole()
    for share in places:
        place, length = int(len(data) * share), rng.randrange(1, 3000)
        middle = {
            'flip': bytes([data[place] ^ 1 << rng.randrange(8)]) + data[place + 1 : place + length],
            'zeros': bytes(length),
            'delete': b'',
            'insert': rng.randbytes(length) + data[place : place + length],
            'copy': data[place : place + length] * 2,
        }[what]
        data = data[:place] + middle + data[place + length :]
    path = tmp_path_factory.mktemp('damage') / 'dump.xml.bz2'
    path.write_bytes(data)
    found, problems = read(path)
    assert problems
    titles = [article.title for article in found]
    assert titles == [title for title in TEXTS if title in titles]
    assert all(TEXTS[article.title] == article.text for article in found)
    assert in_parts(path, [max(1, int(len(data) * cut)) for cut in cuts])[0] == found


def test_a_file_that_grows_or_shrinks_while_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / 'dump.xml'
    # More than is read at once, and the end comes while it is being read.
    path.write_bytes(PLAIN[: at(40)])
    with Dump(path) as dump:
        articles = dump.articles()
        titles = [next(articles).title]
        with path.open('ab') as file:
            file.write(PLAIN[at(40) :])
        assert titles + [article.title for article in articles] == list(TEXTS)
    with Dump(path) as dump:
        articles = dump.articles()
        titles = [next(articles).title]
        os.truncate(path, at(50))
        with pytest.raises(DumpError, match='the XML ends too early'):
            titles += [article.title for article in articles]


def test_a_broken_stream_in_a_pipe(tmp_path: Path) -> None:
    """Nobody can go back in it."""
    for suffix, data in (('.bz2', put(whole(), 0.5, b'xyzxyz')), ('.gz', gzip.compress(with_(b'\1')))):
        pipe = tmp_path / f'pipe{suffix}'
        os.mkfifo(pipe)
        writer = threading.Thread(target=pipe.write_bytes, args=(data,))
        writer.start()
        found, problems = read(pipe)
        writer.join()
        assert 20 < len(found) < PAGES and len(problems) == 1


def test_thousands_of_broken_pages_take_little_time(tmp_path: Path) -> None:
    path = tmp_path / 'dump.xml'
    path.write_text(export(*(page(f'A{n}', revision('&x;')) for n in range(5000)), page('B', revision('b'))))
    found, problems = read(path)
    assert [article.title for article in found] == ['B']
    assert len(problems) == 1001 and problems[-1].endswith('and 4000 problems more')

"""Dumps: which pages of them are articles, in every format, whole, cut and damaged."""

from __future__ import annotations

import bz2
import gzip
import lzma
from collections.abc import Callable
from pathlib import Path

import pytest

from onelib.readers.dumps import Dump, DumpedArticle, DumpError

PACKERS: dict[str, Callable[[bytes], bytes]] = {
    '': bytes,
    '.bz2': bz2.compress,
    '.gz': gzip.compress,
    '.xz': lzma.compress,
}
SITEINFO = (
    '<siteinfo><dbname>cswiki</dbname><namespaces><namespace key="0" />'
    '<namespace key="10">Šablona</namespace></namespaces></siteinfo>'
)


def revision(text: str, *, number: int = 7, timestamp: str = '2026-01-01T00:00:00Z') -> str:
    return (
        f'<revision><id>{number}</id><parentid>1</parentid><timestamp>{timestamp}</timestamp>'
        f'<contributor><username>Někdo</username><id>99</id></contributor><model>wikitext</model>'
        f'<text bytes="1" xml:space="preserve">{text}</text><sha1>x</sha1></revision>'
    )


def page(title: str, *revisions: str, ns: str = '<ns>0</ns>', number: int = 3, redirect: str = '') -> str:
    return f'<page><title>{title}</title>{ns}<id>{number}</id>{redirect}{"".join(revisions)}</page>\n'


def export(*pages: str, version: str = '0.11', siteinfo: str = SITEINFO) -> str:
    xmlns = f'http://www.mediawiki.org/xml/export-{version}/'
    return f'<mediawiki xmlns="{xmlns}" version="{version}" xml:lang="cs">\n{siteinfo}\n{"".join(pages)}</mediawiki>\n'


def read(path: Path) -> list[DumpedArticle]:
    with Dump(path) as dump:
        return list(dump.articles())


def texts(tmp_path: Path, xml: str) -> dict[str, str]:
    path = tmp_path / 'dump.xml'
    path.write_text(xml, encoding='utf-8')
    return {article.title: article.text for article in read(path)}


def until_it_fails(path: Path) -> tuple[list[DumpedArticle], str]:
    found = []
    with Dump(path) as dump, pytest.raises(DumpError) as problem:
        for article in dump.articles():
            found.append(article)
    return found, str(problem.value)


@pytest.mark.parametrize('suffix', PACKERS)
@pytest.mark.parametrize('named', [True, False])
def test_formats(tmp_path: Path, suffix: str, named: bool) -> None:
    path = tmp_path / f'dump.xml{suffix * named}'
    path.write_bytes(PACKERS[suffix](export(page('Kniha &amp; list', revision('a &lt;b&gt;\nč'))).encode()))
    assert read(path) == [DumpedArticle(3, 7, 'Kniha & list', 'a <b>\nč')]


@pytest.mark.parametrize('suffix', ['.bz2', '.gz', '.xz'])
def test_several_packed_streams_are_one_file(tmp_path: Path, suffix: str) -> None:
    data = export(*(page(f'Článek {n}', revision('á' * 500)) for n in range(50))).encode()
    parts = [data[at : at + 1001] for at in range(0, len(data), 1001)]
    path = tmp_path / f'dump.xml{suffix}'
    path.write_bytes(b''.join(map(PACKERS[suffix], parts)))
    assert len(read(path)) == 50


@pytest.mark.parametrize('suffix', ['.gz', '.xz'])
def test_zeros_behind_a_stream_are_padding(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f'dump.xml{suffix}'
    path.write_bytes(PACKERS[suffix](export(page('A', revision('a'))).encode()) + bytes(4096))
    assert [article.title for article in read(path)] == ['A']


@pytest.mark.parametrize('encoding', ['utf-16', 'utf-16-be', 'utf-16-le', 'utf-8-sig'])
@pytest.mark.parametrize('declaration', ['', '<?xml version="1.0" encoding="utf-8"?>\n'])
@pytest.mark.parametrize('suffix', PACKERS)
def test_byte_order_marks(tmp_path: Path, encoding: str, declaration: str, suffix: str) -> None:
    mark = '\ufeff' if encoding[-2:] in ('be', 'le') else ''
    data = (mark + declaration + export(page('Ďábel', revision('ďábel 𝄞' * 9000)))).encode(encoding)
    path = tmp_path / f'dump.xml{suffix}'
    path.write_bytes(PACKERS[suffix](data))
    assert read(path) == [DumpedArticle(3, 7, 'Ďábel', 'ďábel 𝄞' * 9000)]


@pytest.mark.parametrize('version', ['0.3', '0.4', '0.5', '0.6', '0.8', '0.9', '0.10', '0.11', '0.12'])
def test_versions_of_the_format(tmp_path: Path, version: str) -> None:
    assert texts(tmp_path, export(page('A', revision('a')), version=version)) == {'A': 'a'}


def test_the_latest_revision_counts_in_any_order(tmp_path: Path) -> None:
    times = [revision(f'text {year}', number=year, timestamp=f'{year}-05-01T00:00:00Z') for year in (2020, 2024, 2022)]
    same = [revision(text, number=number) for text, number in (('first', 4), ('last', 10), ('middle', 9))]
    assert texts(tmp_path, export(page('A', *times), page('B', *same), page('C'))) == {'A': 'text 2024', 'B': 'last'}


def test_only_the_main_slot_is_the_text(tmp_path: Path) -> None:
    slot = '<content><role>data</role><model>json</model><text>{}</text></content></revision>'
    both = revision('the article').replace('</revision>', slot)
    assert texts(tmp_path, export(page('A', both))) == {'A': 'the article'}


def test_a_hidden_text_is_none(tmp_path: Path) -> None:
    hidden = '<revision><id>8</id><timestamp>2027-01-01T00:00:00Z</timestamp><text deleted="deleted" /></revision>'
    assert texts(tmp_path, export(page('A', revision('old'), hidden))) == {'A': ''}


def test_namespaces_and_redirects_are_left_out(tmp_path: Path) -> None:
    pages = [
        page('Šablona:A', revision('a'), ns='<ns>10</ns>'),
        page('B', revision('#PŘESMĚRUJ [[A]]'), redirect='<redirect title="A" />'),
        page('C', revision('#REDIRECT [[A]]')),
        page('2001: Vesmírná odysea', revision('c')),
    ]
    assert list(texts(tmp_path, export(*pages))) == ['2001: Vesmírná odysea']


def test_namespaces_and_redirects_of_old_formats(tmp_path: Path) -> None:
    pages = [
        page('Šablona:A', revision('a'), ns=''),
        page('B', revision('#PŘESMĚRUJ [[A]]'), ns=''),
        page('2001: Vesmírná odysea', revision('# položka [[A]]'), ns=''),
    ]
    assert list(texts(tmp_path, export(*pages, version='0.3'))) == ['2001: Vesmírná odysea']


def test_what_a_dump_tells_on_the_way(tmp_path: Path) -> None:
    path = tmp_path / 'dump.xml'
    path.write_text(export(page('A', revision('a')), page('Šablona:B', revision('b'), ns='<ns>10</ns>')))
    with Dump(path) as dump:
        assert [article.title for article in dump.articles()] == ['A']
        assert (dump.pages, dump.last_title, dump.database) == (2, 'Šablona:B', 'cswiki')
        assert dump.position == dump.size == path.stat().st_size


@pytest.mark.parametrize('suffix', ['.bz2', '.gz', '.xz'])
def test_a_wrong_check_sum_at_the_end_costs_nothing(tmp_path: Path, suffix: str) -> None:
    packed = bytearray(PACKERS[suffix](export(page('A', revision('a')), page('B', revision('b'))).encode()))
    packed[-5] ^= 0xFF
    path = tmp_path / f'dump.xml{suffix}'
    path.write_bytes(packed)
    found, problem = until_it_fails(path)
    assert [article.title for article in found] == ['A', 'B']
    assert str(path) in problem and 'the packed data is damaged' in problem and '“B”' in problem


@pytest.mark.parametrize('suffix', PACKERS)
def test_damage_in_the_middle_costs_what_it_has_hit(tmp_path: Path, suffix: str) -> None:
    # bz2 packs 900 kB together, gzip and xz all.
    pages = [page(f'Článek {n}', revision(f'{n * 7919**5} ' * 500)) for n in range(300)]
    data = bytearray(PACKERS[suffix](export(*pages).encode()))
    middle = len(data) * 3 // 4
    data[middle : middle + 40] = bytes(range(40))
    path = tmp_path / f'dump.xml{suffix}'
    path.write_bytes(data)
    found, problem = until_it_fails(path)
    assert 30 < len(found) < 300
    numbers = [int(article.title.removeprefix('Článek ')) for article in found]
    lost = [n for n in range(300) if n not in numbers]
    assert numbers == sorted(numbers) and lost == list(range(lost[0], lost[-1] + 1))
    assert f'the last whole page is “Článek {lost[0] - 1}”' in problem and 'byte ' in problem
    if suffix in ('', '.bz2'):
        assert f', the first one after that “Článek {lost[-1] + 1}”' in problem and problem.count('\n') == 0
    assert all(article.text == f'{n * 7919**5} ' * 500 for n, article in zip(numbers, found, strict=True))


def test_the_place_of_damage_in_plain_xml(tmp_path: Path) -> None:
    path = tmp_path / 'dump.xml'
    text = export(page('A', revision('a')), page('B', revision('b')), page('C', revision('c')))
    data = text.encode().replace(b'<title>C', b'<title>\xff\xff')
    path.write_bytes(data)
    found, problem = until_it_fails(path)
    assert [article.title for article in found] == ['A', 'B']
    assert problem == (
        f'{path}: the XML is damaged (not well-formed (invalid token)): '
        f'byte {data.index(bytes([255, 255]))}; the last whole page is “B”'
    )


@pytest.mark.parametrize(
    ('content', 'reason'),
    [
        (b'', 'the file is empty'),
        (b'Not XML at all', 'the XML is damaged (syntax error)'),
        (b'<html><body><page/></body></html>', 'it begins with <html>, not with <mediawiki>'),
        (b'<mediawiki>', 'the XML ends too early'),
        (b'<mediawiki>' + b'<a>' * 1000, 'nested more than 16 deep'),
        (b'<mediawiki></mediawiki><mediawiki>', 'the XML is damaged (junk after document element)'),
    ],
)
def test_no_dump_at_all(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / 'dump.xml'
    path.write_bytes(content)
    found, problem = until_it_fails(path)
    assert found == []
    assert reason in problem and str(path) in problem and 'no whole page' in problem


@pytest.mark.parametrize('suffix', ['.bz2', '.gz', '.xz'])
def test_a_name_that_promises_what_the_file_is_not(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f'dump.xml{suffix}'
    path.write_bytes(b'PK\3\4 something else')
    assert 'the packed data is damaged' in until_it_fails(path)[1]


@pytest.mark.parametrize(
    'doctype',
    [
        '<!DOCTYPE mediawiki [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE mediawiki [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE mediawiki SYSTEM "http://127.0.0.1:9/x.dtd">',
        '<!DOCTYPE mediawiki>',
    ],
)
def test_a_doctype_is_refused_before_anything_else(tmp_path: Path, doctype: str) -> None:
    path = tmp_path / 'dump.xml'
    path.write_text(doctype + export(page('A', revision('a &a; &b;'))))
    found, problem = until_it_fails(path)
    assert found == []
    assert 'DOCTYPE' in problem


@pytest.mark.parametrize('before', ['<!-- ', '<?x ', '<page a="', '<page><title>', '<page><title><![CDATA['])
def test_what_has_no_end_is_not_waited_for(tmp_path: Path, before: str) -> None:
    """Of 2 GB, packed into 2 MB, no more than the part is looked at in which a page might begin."""
    path = tmp_path / 'dump.xml.gz'
    filling = gzip.compress(b'x' * (1 << 24))
    path.write_bytes(gzip.compress(f'<mediawiki>{before}'.encode()) + filling * 128)
    with Dump(path) as dump:
        with pytest.raises(DumpError, match='4 MB'):
            list(dump.articles())
        assert dump.position < dump.size / 4


def test_the_bytes_of_a_text_in_another_namespace_do_not_count(tmp_path: Path) -> None:
    path = tmp_path / 'dump.xml.gz'
    start, end = export(page('Šablona:A', revision('|'), ns='<ns>10</ns>'), page('B', revision('b'))).split('|')
    path.write_bytes(gzip.compress(start.encode()) + gzip.compress(b'x' * (1 << 24)) * 5 + gzip.compress(end.encode()))
    assert [article.title for article in read(path)] == ['B']


@pytest.mark.parametrize('encoding', ['klingon', 'utf-7', 'rot13', 'hex', 'idna', 'undefined', 'utf-32'])
def test_an_encoding_that_no_dump_has_is_named(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / 'dump.xml'
    path.write_text(f'<?xml version="1.0" encoding="{encoding}"?>{export(page("A", revision("x")))}', 'utf-8')
    with pytest.raises(DumpError, match=r'encoding|damaged'), Dump(path) as dump:
        list(dump.articles())

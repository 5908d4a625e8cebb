"""`pwb scan_dump`: what it writes, what it says, and that it needs no wiki and little memory."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import json
import lzma
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from onelib import wikis
from onelib.jobs import scan_dump, scan_part
from onelib.readers.dumps import DumpedArticle
from onelib.wikitext import statements
from tests import articles
from tests.bench import SCRIPTS, peak_memory, write_dump
from tests.sandbox.bot import PWB
from tests.wikitext import oracle

PACKERS: dict[str, Callable[[bytes], bytes]] = {
    '': bytes,
    '.bz2': bz2.compress,
    '.gz': gzip.compress,
    '.xz': lzma.compress,
}
# Whoever asks for a connection or an address ends the process.
NO_NETWORK = """\
import os, socket
def refuse(*_, **__):
    os._exit(99)
socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = refuse
"""
# Wiki, exit code, tagged statements of two real dumps, where they are.
KNOWN = {
    'el/elwiki-truncated-100k.xml.xz': ('el', 1, 90),
    'ltg/ltgwiki-latest-pages-articles.xml.bz2': ('ltg', 0, 0),
}


def article(number: int) -> tuple[str, str]:
    return (
        f'Kniha {number}',
        f"'''Kniha {number}''' je [[kniha]].\n\n== Dějiny ==\nVyšla roku {1500 + number}.{{{{Fakt/dne|20190501}}}} "
        f'Je to kniha č. {number}.\n\n== Text ==\n{number * 7919**9} je číslo. Má ji {number}. knihovna.{{{{Fakt}}}}\n',
    )


@pytest.fixture(scope='module')
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small dump."""
    return write_dump(tmp_path_factory.mktemp('dumps') / 'whole.xml', map(article, range(60)))


def scan(path: Path, output: Path | str, *more: str, wiki: str = 'cs') -> int:
    return scan_dump.main([f'-wiki:{wiki}', f'-xml:{path}', f'-output:{output}', '-kinds:tagged', *more])


def lines(output: Path) -> list[dict[str, Any]]:
    text = output.read_text(encoding='utf-8')
    assert text == '' or text.endswith('\n')
    return [json.loads(line) for line in text.splitlines()]


def test_the_fields(tmp_path: Path, whole: Path, capsys: pytest.CaptureFixture[str]) -> None:
    output = tmp_path / 'out.jsonl'
    assert scan(whole, output) == 0
    found = lines(output)
    assert len(found) == 120
    assert found[2] == {
        'wiki': 'cs',
        'page_id': 2,
        'revision_id': 2,
        'title': 'Kniha 1',
        'kind': 'tagged',
        'section': 'Dějiny',
        'section_number': 1,
        'text': 'Vyšla roku 1501.',
        'template': 'Fakt/dne',
        'since': '2019-05-01',
    }
    assert found[3]['section_number'] == 2
    assert found[3]['since'] is None
    out, err = capsys.readouterr()
    assert out == ''
    assert err.startswith(f'{whole}: 60 articles of 60 pages, 120 statements (120 tagged), ')
    assert err.endswith(' s\n') and err.count('\n') == 1


def test_the_statements_are_those_of_the_finder(tmp_path: Path, whole: Path) -> None:
    output = tmp_path / 'out.jsonl'
    assert scan_dump.main(['-wiki:CS', f'-xml:{whole}', f'-output:{output}']) == 0
    cs = wikis.load('cs')
    expected = [(title, s.kind, s.text) for title, text in map(article, range(60)) for s in statements.find(text, cs)]
    assert [(line['title'], line['kind'], line['text']) for line in lines(output)] == expected


@pytest.mark.parametrize('kinds', [(kind,) for kind in statements.ALL_KINDS] + [tuple(statements.ALL_KINDS)])
def test_the_finder_is_asked_for_the_wanted_kinds_only(
    tmp_path: Path, whole: Path, kinds: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = set()

    def nothing(text: str, wiki: wikis.Wiki, kinds: tuple[str, ...], **_: bool) -> list[statements.Statement]:
        asked.add(kinds)
        return []

    monkeypatch.setattr(statements, 'find', nothing)
    arguments = ['-wiki:cs', f'-xml:{whole}', f'-output:{tmp_path}/out.jsonl', f'-kinds:{",".join(kinds)}']
    assert scan_dump.main(arguments) == 0
    assert asked == {kinds}


def test_a_line_is_a_line_for_everybody(tmp_path: Path) -> None:
    ends = '\x85\u2028\u2029'
    dump = write_dump(tmp_path / 'dump.xml', [(f'Konec{ends}řádku', 'Je to tak.{{Fakt}}')])
    output = tmp_path / 'out.jsonl'
    assert scan(dump, output) == 0
    assert [line['title'] for line in lines(output)] == [f'Konec{ends}řádku']


def test_a_lone_surrogate_has_a_line() -> None:
    cs = wikis.load('cs')
    statement = statements.find('Je to tak.{{Fakt}}', cs)[0]
    line = scan_part.record(statement, DumpedArticle(1, 1, 'x\ud800', ''), cs)
    assert json.loads(line.decode())['title'] == 'x\ud800'


@pytest.mark.parametrize('suffix', PACKERS)
def test_cut_anywhere(tmp_path: Path, whole: Path, suffix: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What is left gives the beginning of what the whole gives, one sentence on stderr, and exit code 1."""
    full = tmp_path / 'full.jsonl'
    assert scan(whole, full) == 0
    data = PACKERS[suffix](whole.read_bytes())
    path, output = tmp_path / f'cut.xml{suffix}', tmp_path / 'out.jsonl'
    sizes = []
    for size in range(0, len(data) - 1, 997):
        capsys.readouterr()
        path.write_bytes(data[:size])
        assert scan(path, output) == 1, size
        written = output.read_bytes()
        assert full.read_bytes().startswith(written), size
        assert written == b'' or written.endswith(b'\n'), size
        sizes.append(len(written))
        said = capsys.readouterr().err
        assert said.count('\n') == 1 and str(path) in said and 'byte ' in said, size
    assert sizes == sorted(sizes)


def test_cut_behind_the_last_page(tmp_path: Path, whole: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / 'cut.xml'
    data = whole.read_bytes().removesuffix(b'</mediawiki>\n')
    path.write_bytes(data)
    assert scan(path, tmp_path / 'out.jsonl') == 1
    said = capsys.readouterr().err
    assert f'the XML ends too early: byte {len(data)}; ' in said
    assert 'the last whole page is “Kniha 59”' in said
    assert '60 articles of 60 pages, 120 statements' in said


@pytest.mark.parametrize(
    ('arguments', 'reason'),
    [
        ([], '-wiki:… is missing'),
        (['-wiki:cs', '-xml:DUMP', '-output:OUT', '-workers:0'], '-workers:0 is no number from 1 to 256'),
        (['-wiki:cs'], '-xml:… is missing'),
        (['-wiki:cs', '-xml:DUMP'], '-output:… is missing'),
        (['-wiki:cs', '-xml:DUMP', '-output:'], '-output:… is missing'),
        (['-wiki:cs', '-xml:DUMP', '-output:OUT', '-page:A'], 'there is no argument -page:A'),
        (['-wiki:cs', '-xml:DUMP', '-output:OUT', '-kinds:'], 'there is no kind “”'),
        (['-wiki:cs', '-xml:DUMP', '-output:OUT', '-kinds:tagged,x'], 'there is no kind “x”; there are tagged'),
        (['-wiki:tlh', '-xml:DUMP', '-output:OUT'], "no data file for the wiki 'tlh'; known: az, ba, "),
        (['-wiki:../cs', '-xml:DUMP', '-output:OUT'], 'known: az, ba, '),
        (['-wiki:cs', '-xml:DUMP.none', '-output:OUT'], 'DUMP.none cannot be read: No such file or directory'),
        (['-wiki:cs', '-xml:/', '-output:OUT'], '/: there is no dump in this folder'),
        (['-wiki:cs', '-xml:DUMP', '-output:/nowhere/out'], '/nowhere/out cannot be written: No such file'),
        (['-wiki:cs', '-xml:DUMP', '-output:/dev/full'], '/dev/full cannot be written: No space left on device'),
        (['-wiki:cs', '-xml:DUMP', '-output:DUMP'], 'DUMP is the dump itself'),
    ],
)
def test_what_cannot_be_done(
    tmp_path: Path, whole: Path, arguments: list[str], reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    def filled(text: str) -> str:
        return text.replace('DUMP', str(whole)).replace('OUT', f'{tmp_path}/out.jsonl')

    before = whole.read_bytes()
    assert scan_dump.main([filled(argument) for argument in arguments]) == 1
    out, err = capsys.readouterr()
    assert filled(reason) in err
    assert out == '' and err.count('\n') == 1
    assert whole.read_bytes() == before


def test_no_pages(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert scan(write_dump(tmp_path / 'dump.xml', []), tmp_path / 'out.jsonl') == 1
    assert capsys.readouterr().err == f'{tmp_path}/dump.xml: there is no page in it\n'


def test_no_texts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    dump = write_dump(tmp_path / 'dump.xml', [('A', ''), ('B', '')])
    assert scan(dump, tmp_path / 'out.jsonl') == 1
    assert 'its articles have no text' in capsys.readouterr().err


def test_a_dump_of_another_wiki(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    dump = write_dump(tmp_path / 'dump.xml', [('A', 'a')])
    dump.write_text(dump.read_text().replace('<page>', '<siteinfo><dbname>plwiki</dbname></siteinfo><page>', 1))
    assert scan(dump, tmp_path / 'out.jsonl') == 0
    assert 'it says that it is of plwiki, and -wiki:cs is cswiki' in capsys.readouterr().err


def test_a_doctype_is_refused(tmp_path: Path, whole: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bomb = '<!DOCTYPE mediawiki [<!ENTITY a0 "ha">'
    bomb += ''.join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12)) + ']>\n'
    path, output = tmp_path / 'bomb.xml', tmp_path / 'out.jsonl'
    path.write_text(bomb + whole.read_text().replace('kniha', '&a11;'))
    assert scan(path, output) == 1
    assert 'the XML has a DOCTYPE, which no dump has' in capsys.readouterr().err
    assert output.read_bytes() == b''


def in_a_process(directory: Path, *arguments: str, **more: Any) -> subprocess.CompletedProcess[bytes]:
    """As an operator runs it who has no network and no settings of pywikibot."""
    (directory / 'sitecustomize.py').write_text(NO_NETWORK)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(('PYWIKIBOT', 'PYTHON'))}
    environment = kept | {'HOME': str(directory), 'PYTHONPATH': f'{directory}:{SCRIPTS}'}
    command = [str(PWB), str(SCRIPTS / 'scan_dump'), *arguments]
    return subprocess.run(command, cwd=directory, env=environment, capture_output=True, check=False, **more)


def test_pwb_without_network_and_settings(tmp_path: Path, whole: Path) -> None:
    output = tmp_path / 'out.jsonl'
    done = in_a_process(tmp_path, '-wiki:cs', f'-xml:{whole}', f'-output:{output}', '-kinds:tagged')
    assert (done.returncode, done.stdout) == (0, b''), done.stderr
    # No bar where there is no terminal.
    assert done.stderr.count(b'\n') == 1 and b'\r' not in done.stderr
    assert len(lines(output)) == 120
    assert in_a_process(tmp_path, '-wiki:cs', '-xml:none.xml', f'-output:{output}').returncode == 1


def test_standard_output(tmp_path: Path, whole: Path) -> None:
    output = tmp_path / 'out.jsonl'
    assert scan(whole, output) == 0
    done = in_a_process(tmp_path, '-wiki:cs', f'-xml:{whole}', '-output:-', '-kinds:tagged')
    assert done.returncode == 0, done.stderr
    assert done.stdout == output.read_bytes()


def test_help_is_the_manual(tmp_path: Path) -> None:
    done = in_a_process(tmp_path, '-help')
    assert done.returncode == 0, done.stderr
    assert all(name in done.stdout for name in (b'-wiki:CODE', b'-xml:FILE', b'-output:FILE', b'-kinds:KIND'))


def test_a_bar_on_a_terminal(whole: Path) -> None:
    # The terminal that `script` makes has no room at all.
    command = f'stty rows 40 cols 120; {sys.executable} {SCRIPTS}/scan_dump.py -wiki:cs -xml:{whole} -output:/dev/null'
    environment = os.environ | {'PYTHONPATH': str(SCRIPTS)}
    done = subprocess.run(['script', '-qec', command, '/dev/null'], env=environment, capture_output=True, check=True)
    assert b'\r' in done.stdout and b'%|' in done.stdout and b'B/s' in done.stdout
    assert b'60 articles of 60 pages' in done.stdout


@pytest.mark.parametrize('how', [signal.SIGKILL, signal.SIGTERM])
def test_a_stopped_run_leaves_whole_lines(tmp_path: Path, whole: Path, how: signal.Signals) -> None:
    """The dump comes through a pipe that stays open, so the run is in the middle when it is stopped."""
    full, output, pipe = tmp_path / 'full.jsonl', tmp_path / 'out.jsonl', tmp_path / 'pipe'
    assert scan(whole, full) == 0
    os.mkfifo(pipe)
    command = [sys.executable, str(SCRIPTS / 'scan_dump.py'), '-wiki:cs', f'-xml:{pipe}', f'-output:{output}']
    environment = os.environ | {'PYTHONPATH': str(SCRIPTS)}
    with subprocess.Popen([*command, '-kinds:tagged'], env=environment, stderr=subprocess.PIPE) as process:
        with pipe.open('wb', buffering=0) as feed:
            # A chunk of a file is read before it is looked at; white space fills it up.
            data = whole.read_bytes()
            feed.write(data[: data.index(b'<title>Kniha 30')] + b' ' * (1 << 18))
            while not output.exists() or output.read_bytes().count(b'\n') < 60:
                assert process.poll() is None
            process.send_signal(how)
            assert process.wait() != 0
        said = process.stderr.read() if process.stderr else b''
    assert b'Traceback' not in said
    assert full.read_bytes().startswith(output.read_bytes())
    assert len(lines(output)) == 60


def test_ctrl_c_says_how_far_it_was(
    tmp_path: Path, whole: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    find = statements.find

    def until_somebody_stops_it(
        text: str, wiki: wikis.Wiki, kinds: tuple[str, ...], **_: bool
    ) -> list[statements.Statement]:
        if 'Kniha 30' in text:
            raise KeyboardInterrupt
        return find(text, wiki, kinds)

    monkeypatch.setattr(statements, 'find', until_somebody_stops_it)
    output = tmp_path / 'out.jsonl'
    assert scan(whole, output) == 1
    assert 'stopped after “Kniha 30”; written: 30 articles of 31 pages, 60 statements' in capsys.readouterr().err
    assert len(lines(output)) == 60


def test_memory_does_not_grow_with_the_dump(tmp_path: Path) -> None:
    peaks = []
    for pages in (2_000, 20_000):
        dump = write_dump(tmp_path / f'{pages}.xml', map(article, range(pages)))
        peaks.append(peak_memory('-wiki:cs', f'-xml:{dump}', f'-output:{tmp_path}/out.jsonl', '-kinds:tagged'))
    assert peaks[1] - peaks[0] < 3 * 1024, peaks


def test_articles(tmp_path: Path) -> None:
    output = tmp_path / 'out.jsonl'
    for code in ('cs', 'uk', 'el', 'en'):
        texts = oracle.texts(code)
        dump = write_dump(tmp_path / f'{code}.xml', texts.items())
        assert scan(dump, output, wiki=code) == 0
        wiki = wikis.load(code)
        expected = [(title, s.text) for title, text in texts.items() for s in statements.find(text, wiki, {'tagged'})]
        assert expected and [(line['title'], line['text']) for line in lines(output)] == expected


def folder_of_parts(place: Path) -> Path:
    """A folder as it is published, with three parts of twenty pages each."""
    place.mkdir()
    sums = ''
    for first in (1, 21, 41):
        name = f'cswiki-2026-10-01-p{first}p{first + 19}.xml.bz2'
        plain = write_dump(place / 'plain', map(article, range(first, first + 20)))
        packed = bz2.compress(plain.read_bytes())
        plain.unlink()
        (place / name).write_bytes(packed)
        sums += f'{hashlib.sha256(packed).hexdigest()}  {name}\n'
    (place / 'SHA256SUMS').write_text(sums)
    (place / '_SUCCESS').write_text('')
    return place


@pytest.mark.parametrize('workers', [1, 2, 5])
def test_a_folder_of_parts(tmp_path: Path, workers: int, capsys: pytest.CaptureFixture[str]) -> None:
    """Its lines are those of its parts in the order of their pages, whoever is through first."""
    folder, output = folder_of_parts(tmp_path / 'dump'), tmp_path / 'out.jsonl'
    assert scan(folder, output, f'-workers:{workers}') == 0
    assert [line['title'] for line in lines(output)[::2]] == [f'Kniha {number}' for number in range(1, 61)]
    assert capsys.readouterr().err.startswith('3 files: 60 articles of 60 pages, 120 statements (120 tagged), ')
    # The same files one by one; nothing is left beside the output.
    assert (
        scan_dump.main(
            [
                '-wiki:cs',
                f'-output:{tmp_path}/one',
                '-kinds:tagged',
                *(f'-xml:{file}' for file in sorted(folder.glob('*p*'))),
            ]
        )
        == 0
    )
    assert output.read_bytes() == (tmp_path / 'one').read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ['dump', 'one', 'out.jsonl']


def test_what_is_wrong_with_a_folder_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, output = folder_of_parts(tmp_path / 'dump'), tmp_path / 'out.jsonl'
    first, second, third = sorted(folder.glob('*.bz2'))
    (folder / '_SUCCESS').unlink()
    second.unlink()
    third.write_bytes(bz2.compress(bz2.decompress(third.read_bytes()), 1))
    assert scan(folder, output) == 1
    said = capsys.readouterr().err
    assert f'{folder}: there is no _SUCCESS' in said
    assert f'{second}: this part is missing' in said
    assert f'{third}: its sum is not that of SHA256SUMS' in said
    assert '; what could be read is written: 40 articles of 40 pages' in said
    assert str(first) not in said
    assert len(lines(output)) == 80


def test_a_gap_between_parts_is_named_without_sums(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = folder_of_parts(tmp_path / 'dump')
    (folder / 'SHA256SUMS').unlink()
    sorted(folder.glob('*.bz2'))[1].unlink()
    assert scan(folder, tmp_path / 'out.jsonl') == 1
    assert 'the part with the pages 21 to 40 is missing' in capsys.readouterr().err


def test_damage_in_one_file_is_no_matter_of_the_others(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, output = folder_of_parts(tmp_path / 'dump'), tmp_path / 'out.jsonl'
    (folder / 'SHA256SUMS').unlink()
    second = sorted(folder.glob('*.bz2'))[1]
    second.write_bytes(second.read_bytes()[:-100])
    assert scan(folder, output, f'-xml:{tmp_path}/none.xml') == 1
    said = capsys.readouterr().err
    assert f'{second}: the packed data ends too early' in said
    assert f'{tmp_path}/none.xml cannot be read: No such file' in said
    assert len(lines(output)) == 80 and 'Traceback' not in said


def test_of_files_with_the_same_pages_one_kind_is_read(tmp_path: Path) -> None:
    folder, output = tmp_path / 'dump', tmp_path / 'out.jsonl'
    folder.mkdir()
    for number, name in enumerate(
        ('pages-articles-multistream.xml.bz2', 'pages-articles2.xml-p5p9.bz2', 'pages-articles1.xml-p1p4.bz2')
    ):
        plain = write_dump(tmp_path / 'plain', [article(number)])
        (folder / f'cswiki-20261001-{name}').write_bytes(bz2.compress(plain.read_bytes()))
    (folder / 'cswiki-20261001-pages-articles-multistream-index.txt.bz2').write_bytes(bz2.compress(b'1:1:A'))
    assert scan(folder, output) == 0
    assert [line['title'] for line in lines(output)[::2]] == ['Kniha 2', 'Kniha 1']


def test_a_process_that_dies_costs_its_file_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, output, died = folder_of_parts(tmp_path / 'dump'), tmp_path / 'out.jsonl', tmp_path / 'died'
    find = statements.find

    def deadly(text: str, wiki: wikis.Wiki, kinds: tuple[str, ...], **_: bool) -> list[statements.Statement]:
        if 'Kniha 30' in text and not died.exists():
            died.write_text('')
            os.kill(os.getpid(), signal.SIGKILL)
        if 'Kniha 50' in text and always:
            os.kill(os.getpid(), signal.SIGKILL)
        return find(text, wiki, kinds)

    monkeypatch.setattr(statements, 'find', deadly)
    always = False
    assert scan(folder, output, '-workers:2') == 0
    assert died.exists() and len(lines(output)) == 120
    always = True
    assert scan(folder, output, '-workers:2') == 1
    assert 'its process died 3 times' in capsys.readouterr().err
    assert len(lines(output)) == 80


def test_an_interrupted_scan_goes_on_behind_its_last_whole_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, output, read = folder_of_parts(tmp_path / 'dump'), tmp_path / 'out.jsonl', tmp_path / 'read'
    find = statements.find

    def watched(text: str, wiki: wikis.Wiki, kinds: tuple[str, ...], **_: bool) -> list[statements.Statement]:
        with read.open('a') as file:
            file.write('x')
        return find(text, wiki, kinds)

    def stop(*_: object) -> None:
        if output.stat().st_size:
            raise KeyboardInterrupt

    monkeypatch.setattr(statements, 'find', watched)
    with monkeypatch.context() as stopping:
        stopping.setattr(scan_part.ScanTally, 'add_sum', stop)
        assert scan(folder, output, '-workers:1') == 1
    assert read.stat().st_size == 20
    assert scan(folder, output, '-workers:2') == 0
    assert read.stat().st_size == 60 and len(lines(output)) == 120
    assert not Path(f'{output}.parts').exists()


def test_a_dump_through_a_pipe(tmp_path: Path, whole: Path) -> None:
    packed = bz2.compress(whole.read_bytes())
    done = in_a_process(tmp_path, '-wiki:cs', '-xml:-', '-output:-', '-kinds:tagged', input=packed)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count(b'\n') == 120


def test_real_dumps(tmp_path: Path) -> None:
    output = tmp_path / 'out.jsonl'
    for name, (wiki, code, tagged) in KNOWN.items():
        dump = (articles.folder() or tmp_path) / name
        if dump.exists():
            assert scan(dump, output, wiki=wiki) == code
            assert len(lines(output)) == tagged

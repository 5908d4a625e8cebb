"""Which files a dump has, and what is wrong with a folder of them."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from onelib.readers.dumps import find

NAMES = [f'cswiki-2026-10-01-p{first}p{first + 9}.xml.bz2' for first in (1, 11, 21)]
SUMS = {name: hashlib.sha256(name.encode()).hexdigest() for name in NAMES}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with three parts, as it is published."""
    for name in NAMES:
        (tmp_path / name).write_bytes(name.encode())
    (tmp_path / '_SUCCESS').touch()
    (tmp_path / 'SHA256SUMS').write_text(''.join(f'{sum_}  {name}\n' for name, sum_ in SUMS.items()))
    return tmp_path


def found(*paths: Path) -> tuple[list[str], list[str]]:
    """The names of the files, and what is wrong."""
    files, problems = find(paths)
    return [file.path.name for file in files], problems + [file.problem() for file in files if file.problem()]


def test_a_whole_folder(folder: Path) -> None:
    assert found(folder) == (NAMES, [])


@pytest.mark.parametrize(
    'line',
    [
        '{sum} *{name}\n',
        '{sum}  ./{name}\n',
        '{sum}  xml/bzip2/{name}\n',
        '{sum}\t{name}\r\n',
        '\\{sum}  {name}\n',
        'SHA256 ({name}) = {sum}\n',
        '# made by hand\n\n{sum}   {name}  \n',
        'd41d8cd98f00b204e9800998ecf8427e  {name}\n{sum}  {name}\n',
    ],
)
@pytest.mark.parametrize('list_of_sums', ['SHA256SUMS', 'sha256sums.txt', 'cswiki-20261001-sha256sums.txt'])
def test_forms_of_sums(folder: Path, line: str, list_of_sums: str) -> None:
    (folder / 'SHA256SUMS').unlink()
    text = ''.join(line.format(name=name, sum=sum_.upper()) for name, sum_ in SUMS.items())
    # Some programs begin each file with a mark.
    encoding = 'utf-8-sig' if list_of_sums.endswith('.txt') else 'utf-8'
    (folder / list_of_sums).write_text(text, encoding, newline='')
    assert found(folder) == (NAMES, [])
    (folder / NAMES[1]).write_bytes(b'other')
    assert found(folder) == (NAMES, [f'{folder / NAMES[1]}: its sum is not that of SHA256SUMS'])


def test_sums_that_say_nothing_or_two_things(folder: Path) -> None:
    (folder / 'SHA256SUMS').write_text('<html>404</html>')
    assert found(folder) == (NAMES, [f'{folder}/SHA256SUMS: there is no sum in it'])
    lines = [f'{sum_}  {NAMES[0]}\n' for sum_ in (SUMS[NAMES[0]], 'a' * 64)]
    (folder / 'SHA256SUMS').write_text(''.join([*lines, *(f'{SUMS[name]}  {name}\n' for name in NAMES[1:])]))
    assert found(folder) == (NAMES, [f'{folder}/SHA256SUMS: it has two sums of {NAMES[0]}'])


def test_parts_that_hold_the_same_pages(folder: Path) -> None:
    (folder / 'SHA256SUMS').unlink()
    within, across = (f'cswiki-2026-10-01-p{pages}.xml.bz2' for pages in ('11p15', '28p40'))
    for name in (within, across):
        (folder / name).touch()
    names, problems = found(folder)
    assert names == [*NAMES, across]
    assert problems == [
        f'{folder / within}: its pages are also in {NAMES[1]}; it is not read',
        f'{folder / across}: its pages from 28 to 30 are also in {NAMES[2]}',
    ]


def test_a_file_that_is_there_unpacked_too_is_read_once(folder: Path) -> None:
    (folder / NAMES[0].removesuffix('.bz2')).touch()
    assert found(folder) == (NAMES, [])


def test_a_file_with_several_names_is_read_once(folder: Path) -> None:
    (folder / 'link.xml.bz2').symlink_to(folder / NAMES[0])
    paths = [folder / NAMES[0], folder / 'link.xml.bz2', folder / '..' / folder.name / NAMES[0], folder]
    assert found(*paths) == (NAMES, [])


def test_what_is_no_file(folder: Path) -> None:
    (folder / 'SHA256SUMS').unlink()
    loop, inner = (folder / f'cswiki-2026-10-01-p{pages}.xml.bz2' for pages in ('31p40', '41p50'))
    loop.symlink_to(loop)
    inner.mkdir()
    names, problems = found(folder)
    assert names == NAMES
    assert problems == [f'{loop}: this is no file', f'{inner}: this is no file']
    # By itself it is tried.
    assert found(loop)[0] == [loop.name]


def test_a_folder_that_cannot_be_read_is_no_matter_of_the_others(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / 'closed').mkdir()
    listed = os.listdir

    def refused(path: str | Path) -> list[str]:
        if str(path).endswith('closed'):
            raise PermissionError(13, 'Permission denied', str(path))
        return listed(path)

    monkeypatch.setattr(os, 'listdir', refused)
    assert found(folder / 'closed', folder) == (NAMES, [f'{folder}/closed cannot be read: Permission denied'])


def test_what_nobody_can_unpack_here_is_found(tmp_path: Path) -> None:
    (tmp_path / 'cswiki-20261001-pages-meta-current.xml.7z').touch()
    assert found(tmp_path) == (['cswiki-20261001-pages-meta-current.xml.7z'], [])

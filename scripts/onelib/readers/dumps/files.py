"""Which files a dump has: one, or a folder of parts as dumps.wikimedia.org publishes them.

The folders of today have ``{db}-{date}-p1p5000.xml.bz2`` with the pages from number 1 to 5000, ``SHA256SUMS``, and
``_SUCCESS`` as soon as they are whole.  Those of before have ``{db}-{date}-pages-articles.xml.bz2`` or parts of it
beside files that hold the same pages again.
"""

from __future__ import annotations

import hashlib
import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

__all__ = ['DumpFile', 'find']

_SUFFIX = r'(?:\.bz2|\.gz|\.xz)?'
_RANGE = r'p(?P<first>\d+)p(?P<last>\d+)'
# Of the files that hold the same pages only the first kind is read; whole ones before those in parts.
_KINDS = tuple(
    re.compile(pattern + '$')
    for pattern in (
        rf'\w+-\d{{4}}-\d\d-\d\d-{_RANGE}\.xml{_SUFFIX}',
        *(
            rf'\w+-\w+-pages-{name}{form}{_SUFFIX}'
            for name in ('articles', 'articles-multistream', 'meta-current')
            for form in (r'\.xml', rf'\d*\.xml-{_RANGE}')
        ),
        rf'.*\.xml{_SUFFIX}',
    )
)
_TODAY = _KINDS[0]
_SUMS = re.compile(r'^(?P<sum>[0-9a-fA-F]{64})\s+[*]?(?:\./)?(?P<name>[^/\s]+)\s*$', re.MULTILINE)
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class DumpFile:
    """A file of a dump.

    :ivar sha256: what its sum has to be, '' if nobody says so
    """

    path: Path
    sha256: str = ''

    def problem(self) -> str:
        """What is wrong with it as it was published, or ''."""
        if not self.sha256:
            return ''
        found = hashlib.sha256()
        with self.path.open('rb') as file:
            while chunk := file.read(_CHUNK):
                found.update(chunk)
        return '' if found.hexdigest() == self.sha256 else f'{self.path}: its sum is not that of SHA256SUMS'


def find(paths: Sequence[Path]) -> tuple[list[DumpFile], list[str]]:
    """The files of these dumps in the order of their pages, each once, and what is wrong with the folders.

    :raises OSError: a folder cannot be read
    """
    parts: dict[Path, DumpFile] = {}
    problems: list[str] = []
    for path in paths:
        if path.is_dir():
            found, wrong = _in_folder(path)
            parts |= {part.path: part for part in found if part.path not in parts}
            problems += wrong
        else:
            parts.setdefault(path, DumpFile(path))
    return list(parts.values()), problems


def _in_folder(folder: Path) -> tuple[list[DumpFile], list[str]]:
    names = sorted(path.name for path in folder.iterdir() if path.is_file())
    list_of_sums = folder / 'SHA256SUMS'
    text = list_of_sums.read_text(encoding='utf-8', errors='replace') if list_of_sums.is_file() else ''
    sums = {found['name']: found['sum'].lower() for found in _SUMS.finditer(text)}
    kind = next((kind for kind in _KINDS if any(map(kind.match, {*names, *sums}))), None)
    if kind is None:
        return [], [f'{folder}: there is no dump in this folder']
    problems = []
    if kind is _TODAY and '_SUCCESS' not in names:
        problems.append(f'{folder}: there is no _SUCCESS, so it is not whole yet')
    chosen = sorted(filter(kind.match, names), key=lambda name: (_pages(kind, name), name))
    missing = [name for name in sorted(sums) if kind.match(name) and name not in names]
    problems += [f'{folder / name}: this part is missing' for name in missing]
    if kind is _TODAY and not sums:
        pages = [_pages(kind, name) for name in chosen]
        problems += [
            f'{folder}: the part with the pages {before + 1} to {first - 1} is missing'
            for (_, before), (first, _) in itertools.pairwise(pages)
            if first > before + 1
        ]
    problems += [f'{folder / name}: SHA256SUMS does not have this part' for name in chosen if sums and name not in sums]
    return [DumpFile(folder / name, sums.get(name, '')) for name in chosen], problems


def _pages(kind: re.Pattern[str], name: str) -> tuple[int, int]:
    """The numbers of the first and the last page of a part; zeros of a file that is whole."""
    found = kind.match(name)
    numbers = found.groupdict() if found else {}
    return (int(numbers['first']), int(numbers['last'])) if numbers else (0, 0)

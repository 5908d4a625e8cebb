"""Which files a dump has: one, or a folder of parts as dumps.wikimedia.org publishes them.

The folders of today have ``{db}-{date}-p1p5000.xml.bz2`` with the pages from number 1 to 5000, ``SHA256SUMS``, and
``_SUCCESS`` as soon as they are whole.  Those of before have ``{db}-{date}-pages-articles.xml.bz2`` or parts of it
beside files that hold the same pages again.
"""

from __future__ import annotations

import hashlib
import itertools
import os
import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

__all__ = ['DumpFile', 'find']

# The last two cannot be read here, which is said when it is tried.
_SUFFIX = r'(?:\.bz2|\.gz|\.xz|\.7z|\.zst)?'
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
_PACKED = re.compile(_SUFFIX + '$')
# As sha256sum writes them, and with --tag; some lists have the paths of the files.
_SUMS = re.compile(
    r'^\\?(?:(?P<sum>[0-9a-f]{64})[ \t]+[*]?(?P<name>\S.*?)|SHA256 \((?P<tagged>.+)\) ?= ?(?P<its>[0-9a-f]{64}))\s*$',
    re.MULTILINE | re.IGNORECASE,
)
_LISTS = re.compile(r'(?:.*[-_.])?sha256sums?(?:\.txt)?', re.IGNORECASE)
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
    """The files of these dumps in the order of their pages, each once, and what is wrong with the folders."""
    parts: dict[str, DumpFile] = {}
    problems: list[str] = []
    for path in paths:
        found = [DumpFile(path)]
        if path.is_dir():
            try:
                found, wrong = _in_folder(path)
            except OSError as problem:
                found, wrong = [], [f'{path} cannot be read: {problem.strerror}']
            problems += wrong
        for part in found:
            # The same file may have several names.
            parts.setdefault(os.path.realpath(part.path), part)
    return list(parts.values()), problems


def _in_folder(folder: Path) -> tuple[list[DumpFile], list[str]]:
    entries = sorted(folder.iterdir())
    names = [entry.name for entry in entries if entry.is_file()]
    sums, problems = _sums(folder, names)
    kind = next((kind for kind in _KINDS if any(map(kind.match, {*names, *sums}))), None)
    if kind is None:
        return [], [*problems, f'{folder}: there is no dump in this folder']
    if kind is _TODAY and '_SUCCESS' not in names:
        problems.append(f'{folder}: there is no _SUCCESS, so it is not whole yet')
    others = [entry.name for entry in entries if entry.name not in names and entry.name not in sums]
    problems += [f'{folder / name}: this is no file' for name in filter(kind.match, others)]
    missing = [name for name in sorted(sums) if kind.match(name) and name not in names]
    problems += [f'{folder / name}: this part is missing' for name in missing]
    chosen, twice = _once(folder, kind, _of_each(filter(kind.match, names), sums))
    problems += twice
    if kind is _TODAY and not sums:
        pages = [_pages(kind, name) for name in chosen]
        problems += [
            f'{folder}: the part with the pages {before + 1} to {first - 1} is missing'
            for (_, before), (first, _) in itertools.pairwise(pages)
            if first > before + 1
        ]
    problems += [f'{folder / name}: SHA256SUMS does not have this part' for name in chosen if sums and name not in sums]
    return [DumpFile(folder / name, sums.get(name, '')) for name in chosen], problems


def _sums(folder: Path, names: Iterable[str]) -> tuple[dict[str, str], list[str]]:
    """The sum of each file of which one is known."""
    sums: dict[str, str] = {}
    problems = []
    for list_of_sums in (folder / name for name in names if _LISTS.fullmatch(name)):
        text = list_of_sums.read_text(encoding='utf-8-sig', errors='replace')
        for found in _SUMS.finditer(text):
            name = PurePosixPath(found['name'] or found['tagged']).name
            its = (found['sum'] or found['its']).lower()
            if sums.setdefault(name, its) != its:
                problems.append(f'{list_of_sums}: it has two sums of {name}')
        if not sums:
            problems.append(f'{list_of_sums}: there is no sum in it')
    return sums, problems


def _of_each(names: Iterable[str], sums: Container[str]) -> list[str]:
    """Of files that differ only in how they are packed one each: that of which there is a sum, or a packed one."""
    by_stem: dict[str, list[str]] = {}
    for name in names:
        by_stem.setdefault(_PACKED.sub('', name), []).append(name)
    return [max(several, key=lambda name: (name in sums, len(name))) for several in by_stem.values()]


def _once(folder: Path, kind: re.Pattern[str], names: Iterable[str]) -> tuple[list[str], list[str]]:
    """The files in the order of their pages, without those whose pages are all in another one."""
    chosen: list[str] = []
    problems = []
    end = 0
    # Of two that begin with the same page the longer one comes first.
    for name in sorted(names, key=lambda name: (_pages(kind, name)[0], -_pages(kind, name)[1], name)):
        first, last = _pages(kind, name)
        if last and last <= end:
            problems.append(f'{folder / name}: its pages are also in {chosen[-1]}; it is not read')
            continue
        if last and first <= end:
            problems.append(f'{folder / name}: its pages from {first} to {end} are also in {chosen[-1]}')
        chosen.append(name)
        end = max(end, last)
    return chosen, problems


def _pages(kind: re.Pattern[str], name: str) -> tuple[int, int]:
    """The numbers of the first and the last page of a part; zeros of a file that is whole."""
    found = kind.match(name)
    numbers = found.groupdict() if found else {}
    return (int(numbers['first']), int(numbers['last'])) if numbers else (0, 0)

"""The job that scans a dump: its articles in, a line of JSON for each statement without a source out.

A file is read here; of several, each is read by a process of its own (`onelib.jobs.scan_parts`), so many at a time.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from onelib import wikis
from onelib.jobs import scan_parts
from onelib.jobs.scan_file import Options, Output, ScanError, ScanTally, read, record, say
from onelib.readers.dumps import DumpFile, find
from onelib.wikis import UnknownWikiError
from onelib.wikitext import statements

__all__ = ['OPTIONS', 'Options', 'ScanError', 'main', 'parse', 'record', 'scan']

#: The arguments of its script, as its docstring shows them.
OPTIONS = ('-wiki:CODE', '-xml:FILE', '-output:FILE', '-kinds:KIND,...', '-workers:N')
_NAMES = tuple(option.partition(':')[0] for option in OPTIONS)
# pywikibot has read these before.
_PYWIKIBOTS = ('-dir', '-config', '-nolog')
_MOST_WORKERS = 256


def main(arguments: Sequence[str]) -> int:
    """Scan what the arguments name and say how it went; give back the exit code."""
    try:
        code, said = 0, scan(parse(arguments))
    except (ScanError, UnknownWikiError) as problem:
        code, said = 1, str(problem.args[0])
    except KeyboardInterrupt:
        code, said = 128 + signal.SIGINT, 'stopped before anything was read'
    for line in said.split('\n'):
        say(line)
    return code


def parse(arguments: Sequence[str]) -> Options:
    """Read the arguments, like ``-wiki:cs -xml:cswiki.xml.bz2 -output:cs.jsonl``.

    :raises ScanError: one is missing, or there is no such argument or kind of statement
    :raises UnknownWikiError: there is no data file for the wiki
    """
    values: dict[str, str] = {}
    files: list[str] = []
    for argument in arguments:
        name, _, value = argument.partition(':')
        if name in _NAMES:
            values[name] = value
            files += [value] if name == '-xml' else []
        elif name not in _PYWIKIBOTS:
            raise ScanError(f'there is no argument {argument}; see -help')
    for name in _NAMES[:3]:
        if not values.get(name):
            raise ScanError(f'{name}:… is missing; see -help')
    return Options(
        wiki=wikis.load(values['-wiki'].lower()),
        xml=tuple(Path('/dev/stdin' if file == '-' else file) for file in files),
        output=values['-output'],
        kinds=_kinds(values['-kinds']) if '-kinds' in values else tuple(statements.ALL_KINDS),
        workers=_workers(values['-workers']) if '-workers' in values else len(os.sched_getaffinity(0)),
    )


def _workers(value: str) -> int:
    if not (value.isascii() and value.isdecimal() and 0 < int(value) <= _MOST_WORKERS):
        raise ScanError(f'-workers:{value} is no number from 1 to {_MOST_WORKERS}')
    return int(value)


def _kinds(value: str) -> tuple[str, ...]:
    kinds = tuple(dict.fromkeys(kind.strip() for kind in value.split(',')))
    if unknown := [kind for kind in kinds if kind not in statements.ALL_KINDS]:
        raise ScanError(f'-kinds: there is no kind “{unknown[0]}”; there are {", ".join(statements.ALL_KINDS)}')
    return kinds


def scan(options: Options) -> str:
    """Write the statements of a dump, article by article; give back a line that sums the run up.

    :raises ScanError: the dump could not be read or not to its end, or the output could not be written
    """
    started = time.monotonic()
    parts, problems = _parts(options.xml)
    with Output(options.output, [part.path for part in parts]) as output:
        tally = ScanTally(options.kinds)
        if len(parts) == 1:
            # A bar between the lines of a list is of no use to anybody.
            hidden = output.path is None and sys.stdout.isatty()
            problems += read(parts[0], options, output, tally, hidden=hidden)
        else:
            problems += _read_all(parts, options, output, tally)
        what = parts[0].path if len(parts) == 1 else f'{len(parts)} files'
        if problems:
            *others, last = problems
            raise ScanError('\n'.join((*others, f'{last}; what could be read is written: {tally.found()}')))
        return f'{what}: {tally.check(options.wiki, str(what))}, {time.monotonic() - started:.1f} s'


def _parts(paths: Sequence[Path]) -> tuple[list[DumpFile], list[str]]:
    try:
        parts, problems = find(paths)
        if len(parts) == 1 and not parts[0].path.is_fifo():
            parts[0].path.open('rb').close()  # before the output of another run is overwritten
    except OSError as problem:
        raise ScanError(f'-xml: {problem.filename} cannot be read: {problem.strerror}') from None
    if not parts:
        raise ScanError('\n'.join(problems))
    return parts, problems


def _read_all(parts: Sequence[DumpFile], options: Options, output: Output, tally: ScanTally) -> list[str]:
    problems: list[str] = []
    try:
        for one in scan_parts.run(parts, options):
            output.copy(one.lines)
            problems += one.problems
            tally.add_all(one.tally)
    except KeyboardInterrupt:
        raise ScanError(f'stopped; written: {tally.found()}') from None
    return problems

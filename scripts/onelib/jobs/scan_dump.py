"""The job that scans a dump: its articles in, a line of JSON for each statement without a source out.

What is one part is read here, and written while it is read; of several parts each is read by a process of its own
(`onelib.jobs.scan_processes`), so many at a time.
"""

from __future__ import annotations

import json
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

from pywikibot import config

from onelib import wikis
from onelib.jobs import scan_cluster, scan_processes
from onelib.jobs.scan_kept import NOTE, KeptPart, kept
from onelib.jobs.scan_output import Output, ScanError
from onelib.jobs.scan_part import STATEMENT, SUM, Lines, ScanTally, Wanted
from onelib.jobs.scan_part import scan as scan_part
from onelib.operations.lock import LockError
from onelib.operations.progress import Progress, Stretch
from onelib.readers.dumps import Dump, DumpFile, DumpPart, find, split
from onelib.wikis import UnknownWikiError, Wiki
from onelib.wikitext import statements
from onelib.wikitext.escaping import visible

__all__ = ['OPTIONS', 'Options', 'ScanError', 'main', 'parse', 'scan']

#: The arguments of its script, as its docstring shows them.
OPTIONS = ('-wiki:CODE', '-xml:FILE', '-output:FILE', '-kinds:KIND,...', '-workers:N', '-scheduler:ADDRESS', '-index')
_NAMES = tuple(option.partition(':')[0] for option in OPTIONS)
# pywikibot has read these before.
_PYWIKIBOTS = ('-dir', '-config', '-nolog')
_MOST_WORKERS = 256
# For so many workers a dump is divided if nobody knows how many there are.
_AT_ONCE = 16


@dataclass(frozen=True, slots=True)
class Options:
    """What to scan and where to write.

    :ivar output: of statements, ``-`` for the standard output, '' if nobody wants them
    :ivar scheduler: the address of a Dask cluster, '' for processes of this machine
    :ivar store: the address of the store in which the index of the wiki is made anew, '' if it is not
    """

    wiki: Wiki
    xml: tuple[Path, ...]
    output: str
    kinds: tuple[str, ...]
    workers: int = 1
    scheduler: str = ''
    store: str = ''


def main(arguments: Sequence[str]) -> int:
    """Scan what the arguments name and say how it went; give back the exit code."""
    try:
        code, told = 0, scan(parse(arguments))
    except (ScanError, UnknownWikiError, LockError) as problem:
        code, told = 1, str(problem.args[0])
    except OSError as problem:
        code, told = 1, f'{problem.filename}: {problem.strerror}'
    except KeyboardInterrupt:
        code, told = 128 + signal.SIGINT, 'stopped before anything was read'
    for line in told.split('\n'):
        _say(line)
    return code


def _say(text: str) -> None:
    # Whoever has closed the terminal, or has no room for it, does without.
    with suppress(OSError):
        print(visible(text), file=sys.stderr)


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
        if not values.get(name) and not (name == '-output' and name not in values and '-index' in values):
            raise ScanError(f'{name}:… is missing; see -help')
    if '-scheduler' in values and ('-workers' in values or '-' in files):
        raise ScanError('-workers and -xml:- do not go with -scheduler; see -help')
    if not values.get('-scheduler', 'one'):
        raise ScanError('-scheduler needs an address, like tcp://127.0.0.1:8786')
    store = ''
    if '-index' in values:
        from onelib.jobs import scan_index

        store = scan_index.store()
    return Options(
        wiki=wikis.load(values['-wiki'].lower()),
        xml=tuple(Path('/dev/stdin' if file == '-' else file) for file in files),
        output=values.get('-output', ''),
        kinds=_kinds(values['-kinds']) if '-kinds' in values else tuple(statements.ALL_KINDS),
        workers=_workers(values['-workers']) if '-workers' in values else scan_processes.cores(),
        scheduler=values.get('-scheduler', ''),
        store=store,
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
    """Write the statements of a dump and the index, article by article; give back a line that sums the run up.

    :raises ScanError: the dump could not be read or not to its end, or output or index could not be written
    """
    started = time.monotonic()
    # Workers elsewhere are in other folders.
    files, problems = _files([path.absolute() for path in options.xml] if options.scheduler else options.xml)
    paths = [file.path for file in files]
    what = str(paths[0]) if len(files) == 1 else f'{len(files)} files'
    # Of an index, what is found in a part is kept also if only one is read at a time.
    workers = max(2, options.workers) if options.store else options.workers
    parts = split(files, _AT_ONCE if options.scheduler else workers)
    tally = ScanTally(options.kinds)
    tally.problems += problems
    index = ''
    with ExitStack() as stack:
        output = stack.enter_context(Output(options.output, paths)) if options.output else None
        folder = _folder(options)
        if len(parts) == 1 and not options.scheduler and not (options.store and folder and paths[0].is_file()):
            # A bar between the lines of a list is of no use to anybody.
            hidden = options.output == '-' and sys.stdout.isatty()
            found, folder = _of_one(parts[0], options, hidden), None
        else:
            found = _of_several(stack.enter_context(kept(parts, _wanted(options), folder)), options)
        writer = None
        if options.store:
            # What a store needs is not loaded by those who want none.
            from onelib.jobs.scan_index import IndexWriter, date_of

            note = folder / NOTE if folder else None
            writer = IndexWriter(options.store, options.wiki, date_of(paths), note)
        try:
            for lines in found:
                if output:
                    output.write(b''.join(line[1:] for line in lines if line.startswith(STATEMENT)))
                if writer:
                    writer.take(lines)
                if lines and lines[-1].startswith(SUM):
                    tally.add_sum(json.loads(lines[-1][1:]))
        except KeyboardInterrupt:
            raise ScanError(f'stopped; written: {tally.found()}' if tally.pages else 'stopped') from None
        if writer:
            index = f'; {writer.end(tally.database, whole=not tally.problems)}'
    return f'{what}: {_checked(tally, options.wiki, what, index)}, {time.monotonic() - started:.1f} s'


def _folder(options: Options) -> Path | None:
    """Where what is found is kept until all is through: beside the output, if that is a file."""
    if options.output not in ('', '-') and Path(options.output).is_file():
        return Path(f'{options.output}.parts')
    return Path(config.base_dir) / f'scan-{options.wiki.code}.parts' if options.store else None


def _files(paths: Sequence[Path]) -> tuple[list[DumpFile], list[str]]:
    try:
        files, problems = find(paths)
        if len(files) == 1 and not files[0].path.is_fifo():
            files[0].path.open('rb').close()  # before the output of another run is overwritten
    except OSError as problem:
        raise ScanError(f'-xml: {problem.filename} cannot be read: {problem.strerror}') from None
    if not files:
        raise ScanError('\n'.join(problems))
    return files, problems


def _of_one(part: DumpPart, options: Options, hidden: bool) -> Iterator[Lines]:
    """What is in a part, as soon as it is found."""
    with _progress(part.path.name, part.path.stat().st_size, hidden) as stretch:
        last: tuple[Dump, ScanTally] | None = None

        def tell(dump: Dump, tally: ScanTally) -> None:
            nonlocal last
            last = dump, tally
            done = f'{dump.pages} pages, {tally.kinds.total()} statements'
            stretch.at(dump.position, done, beside_bar=done)

        try:
            yield from scan_part(part, _wanted(options), tell)
        except KeyboardInterrupt:
            if not last:
                raise
            dump, tally = last
            tally.pages = dump.pages
            raise ScanError(f'{part.path}: stopped after “{dump.last_title}”; written: {tally.found()}') from None


def _of_several(parts: Sequence[KeptPart], options: Options) -> Iterator[Lines]:
    """What is in the parts, in their order."""
    sizes = {part: part.part.size() for part in parts}
    hidden = options.output == '-' and sys.stdout.isatty()
    with _progress(f'{len(parts)} parts', sum(sizes.values()), hidden) as stretch:

        def tell(_: KeptPart | None = None) -> None:
            through = [part for part in parts if part.is_there()]
            done = f'{len(through)} of {len(parts)} parts'
            stretch.at(sum(sizes[part] for part in through), done, beside_bar=done)

        tell()
        if options.scheduler:
            yield from scan_cluster.run(parts, options.scheduler, tell, _say)
        else:
            yield from scan_processes.run(parts, options.workers, tell)


def _progress(what: str, size: int, hidden: bool) -> AbstractContextManager[Stretch]:
    return Progress(_say).of(what, size, 'B', hidden=hidden)


def _wanted(options: Options) -> Wanted:
    return Wanted(options.wiki.code, options.kinds, bool(options.output), bool(options.store))


def _checked(tally: ScanTally, wiki: Wiki, what: str, index: str) -> str:
    """What was found.

    :param index: what has become of the index
    :raises ScanError: something is wrong with what was read, or there was nothing to read
    """
    if tally.problems:
        *others, last = tally.problems
        raise ScanError('\n'.join((*others, f'{last}; what could be read is written: {tally.found()}{index}')))
    if not tally.pages:
        raise ScanError(f'{what}: there is no page in it')
    if tally.articles and not tally.has_text:
        raise ScanError(f'{what}: its articles have no text; dumps called “stub” have none')
    if not tally.kinds.total() and tally.database not in ('', wiki.database):
        return f'{tally.found()}; it says that it is of {tally.database}, and -wiki:{wiki.code} is {wiki.database}'
    return f'{tally.found()}{index}'

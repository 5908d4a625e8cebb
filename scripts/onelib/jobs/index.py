"""The job that keeps the indexes current: for each wiki, the newest whole dump of a mirror is scanned, once."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path

from onelib import wikis
from onelib.jobs.scan_dump import Options, ScanError, scan
from onelib.jobs.scan_processes import cores
from onelib.operations.arguments import ArgumentError, Arguments
from onelib.outcomes.reasons import Kind, Reason
from onelib.outcomes.results import Outcome, Result
from onelib.settings import Settings
from onelib.store import Store
from onelib.store.index import Index
from onelib.wikitext import statements

__all__ = ['OPTIONS', 'newest', 'work']

#: The arguments of its script, as its docstring shows them.
OPTIONS = ('-wiki:CODE,...', '-shard:PART', '-dumps:FOLDER')
# Below the folder of a wiki there is one for each dump, called like its day.
_FORMAT = Path('xml', 'bzip2')


def work(settings: Settings, store: Store, now: datetime.datetime, arguments: Arguments) -> Iterator[Result]:
    """Scan what is new; a dump that is not whole yet is left to a later run."""
    if not (given := arguments.options.get('dumps')):
        raise ArgumentError('-dumps:FOLDER is missing; see -help')
    dumps = Path(given)
    chosen = arguments.shard(settings.wikis) if 'shard' in arguments.options else arguments.wikis or settings.wikis
    if not dumps.is_dir():
        # A mount that is away is there again another day.
        yield Result('dumps', given, Outcome.DEFERRED, (Reason(Kind.UNREADABLE, 'there is no such folder'),))
        return
    index = Index(store.url, writable=store.writable)
    for code in chosen:
        yield _brought_up_to_date(index, code, dumps)


def _brought_up_to_date(index: Index, code: str, dumps: Path) -> Result:
    wiki = wikis.load(code)
    try:
        found = newest(dumps / wiki.database)
    except OSError as problem:
        return Result(code, wiki.database, Outcome.DEFERRED, (_unreadable(f'{problem.filename}: {problem.strerror}'),))
    if not found:
        return Result(code, wiki.database, Outcome.UNCHANGED)
    day, folder = found
    for summary in reversed(index.summaries(code)):
        if summary.dump >= day:
            # Nor is it read again every day, if a part of it could not be.
            why = () if summary.whole else (_unreadable(f'a part of {folder} could not be read'),)
            return Result(code, wiki.database, Outcome.DEFERRED if why else Outcome.UNCHANGED, why)
    if not index.writable:
        return Result(code, str(folder), Outcome.SIMULATED)
    try:
        options = Options(wiki, (folder,), '', tuple(statements.ALL_KINDS), cores(), store=index.url)
        scan(options)
    except ScanError as problem:
        return Result(code, str(folder), Outcome.DEFERRED, tuple(map(_unreadable, str(problem).split('\n'))))
    return Result(code, str(folder), Outcome.WRITTEN)


def newest(folder: Path) -> tuple[datetime.date, Path] | None:
    """The newest dump of a wiki that is whole, None if there is none yet.

    :raises OSError: the folder cannot be read
    """
    for name in sorted((path.name for path in folder.iterdir()), reverse=True):
        place = folder / name / _FORMAT
        try:
            day = datetime.date.fromisoformat(name)
        except ValueError:
            continue
        if (place / '_SUCCESS').is_file():
            return day, place
    return None


def _unreadable(text: str) -> Reason:
    return Reason(Kind.UNREADABLE, text)

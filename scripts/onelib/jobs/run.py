"""What every job begins and ends with: its arguments and settings, its secrets kept, its store, one run at a time."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path

import pywikibot

from onelib.jobs.arguments import ArgumentError, Arguments, parse
from onelib.jobs.report import report
from onelib.jobs.running import LockError, alone, end_on_sigterm, forget_cut_cookies
from onelib.jobs.secrecy import SecrecyError, check_files, keep_out_of_logs
from onelib.publish import Result
from onelib.settings import Settings, SettingsError, read
from onelib.store import Store, StoreError

__all__ = ['Work', 'run']

#: Does the work of a job, page by page, at the moment that is given (in UTC).
Work = Callable[[Settings, Store, datetime.datetime, Arguments], Iterator[Result]]


def run(name: str, arguments: Sequence[str], work: Work, options: Collection[str] = ()) -> int:
    """Do the work of a job; give back the exit code: 0 if every block is current, else 1.

    Ended by SIGTERM, it still says what it has done, and exits with 143.  A second run of the same name waits for the
    first to end.

    :param name: of the job, like ``worklist``
    :param options: names of the arguments that only this job has
    """
    end_on_sigterm()
    keep_out_of_logs()
    base = Path(pywikibot.config.base_dir)
    try:
        # Before pywikibot, which mends what it finds without a word.
        check_files(base)
        forget_cut_cookies(base)
        asked = parse(arguments, options)
        settings = read(base / 'onelib.toml')
        asked.check((*settings.wikis, 'meta'))
        check_files(base, settings.store)
        writable = not pywikibot.config.simulate
        with alone(base / f'onelib-{name}.lock') if writable else nullcontext():
            store = Store(settings.store_url(base), writable=writable)
            return report(work(settings, store, datetime.datetime.now(datetime.UTC), asked))
    except (ArgumentError, LockError, SecrecyError, SettingsError, StoreError) as problem:
        pywikibot.error(str(problem))
        return 1

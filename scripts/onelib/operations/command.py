"""What every job begins and ends with: its arguments and settings, its secrets kept, its store, one run at a time."""

from __future__ import annotations

import datetime
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path

import pywikibot

from onelib.operations.arguments import ArgumentError, Arguments, parse
from onelib.operations.base_directory import BaseError, check_base, in_words, throw_rubbish_away
from onelib.operations.lock import LockError, alone, end_on_sigterm
from onelib.operations.logs import RunLog
from onelib.operations.password import PasswordError, log_in_from_environment
from onelib.operations.record import begun, recorded
from onelib.operations.report import report
from onelib.operations.secrecy import SecrecyError, check_files, keep_out_of_logs
from onelib.operations.terminal import complain, guard_streams, is_cut_off, plain
from onelib.outcomes.reasons import raised_at, said
from onelib.outcomes.results import Result
from onelib.readers.sites import check_wikis
from onelib.settings import Settings, SettingsError, read
from onelib.store import Store, StoreError

__all__ = ['Deed', 'Work', 'prepared', 'run']

#: Does the work of a job, page by page, at the moment that is given (in UTC).
Work = Callable[[Settings, Store, datetime.datetime, Arguments], Iterator[Result]]
#: Does what the arguments ask for; gives back the exit code.
Deed = Callable[[Settings, Store, Arguments], int]


_COMPLAINTS = (ArgumentError, BaseError, LockError, PasswordError, SecrecyError, SettingsError, StoreError)


def run(name: str, arguments: Sequence[str], work: Work, options: Sequence[str], *, strict: bool = False) -> int:
    """Do the work of a job; give back the exit code: 1 if there is something that only the operator can mend, else 0.

    Ended by SIGTERM, it still says what it has done, and exits with 143.  A second run of the same name waits for the
    first to end.  Unless it is a simulation, the store keeps a record of it.

    :param name: of the job, like ``worklist``
    :param options: the arguments that it takes, as in `parse`
    :param strict: whether the code is 1 whatever is not as it should be, as for what an operator does by hand
    """

    def do(settings: Settings, store: Store, asked: Arguments) -> int:
        now = datetime.datetime.now(datetime.UTC)
        log = RunLog(name, asked.trial)
        with log.kept(), recorded(store, begun(name, asked, now)) as record:
            code = record.done(report(log.watched(record.watch(work(settings, store, now, asked))), strict=strict))
        return 1 if record.lost else code

    return prepared(name, arguments, do, options)


def prepared(
    name: str,
    arguments: Sequence[str],
    do: Deed,
    options: Sequence[str],
    *,
    writes: Callable[[Arguments], bool] = lambda _: True,
) -> int:
    """Do something with the settings and the store, secrets kept; give back its exit code, 1 if it cannot be begun.

    :param name: of the script, like ``worklist``
    :param options: the arguments that it takes, as in `parse`
    :param writes: False for arguments with which the store is only read: then nobody else is kept out
    """
    guard_streams()
    end_on_sigterm()
    keep_out_of_logs()
    try:
        code = _begun(name, arguments, do, options, writes)
    except _COMPLAINTS as problem:
        complain(plain(str(problem)))
        code = 1
    except OSError as problem:
        complain(plain(in_words(problem)))
        code = 1
    except KeyboardInterrupt:
        complain('ended by Ctrl-C; the next run goes on from there')
        code = 128 + signal.SIGINT
    except Exception as problem:
        if pywikibot.config.verbose_output or pywikibot.config.debug_log:
            raise
        where = raised_at(problem)
        complain(plain(f'the bot was not made for this error: {said(problem)} ({where}; -verbose says more)'))
        code = 1
    return 1 if is_cut_off() and not code else code


def _begun(
    name: str,
    arguments: Sequence[str],
    do: Deed,
    options: Sequence[str],
    writes: Callable[[Arguments], bool],
) -> int:
    """What `prepared` does where nothing is in its way."""
    base = Path(pywikibot.config.base_dir)
    check_base(base)
    log_in_from_environment()
    # Before pywikibot, which mends what it finds without a word.
    check_files(base)
    throw_rubbish_away(base)
    asked = parse(arguments, options)
    # In the base directory of a job it is a link: who mends it wants the file.
    file = (base / 'onelib.toml').resolve()
    settings = read(file)
    asked.check((*settings.wikis, 'meta'))
    check_wikis(settings, file)
    check_files(base, settings.store)
    writable = writes(asked) and not pywikibot.config.simulate
    with alone(base / f'onelib-{name}.lock') if writable else nullcontext():
        return do(settings, Store(settings.store_url(base), writable=writable), asked)

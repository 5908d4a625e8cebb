"""What a run says on the terminal, in the colours and to the log files that pywikibot has for it."""

from __future__ import annotations

import atexit
import logging
import os
import sys
import threading
from contextlib import suppress
from logging import LogRecord
from typing import TextIO

import pywikibot
from pywikibot import bot
from pywikibot.userinterfaces.terminal_interface_base import TerminalHandler
from tqdm import tqdm

from onelib.wikitext.escaping import visible

__all__ = ['answer', 'complain', 'guard_streams', 'is_cut_off', 'plain', 'say']

# Names of the streams and logs that could not be written to, as to a full disk.
_cut_off: list[str] = []
_emit = TerminalHandler.emit
_handle_error = logging.Handler.handleError


def say(text: str) -> None:
    """Something that is good to know: on stderr, and in the log."""
    pywikibot.info(text)


def complain(text: str) -> None:
    """Something that is wrong, likewise."""
    pywikibot.error(text)


def answer(text: str) -> None:
    """What was asked for: on stdout."""
    pywikibot.stdout(text)


def plain(text: str) -> str:
    """What a wiki says, on one line and without what a terminal does anything with, or pywikibot, like <<red>>."""
    return visible(text).replace('<<', '< <')


def guard_streams() -> None:
    """From now on a stream that is closed, full or read by nobody keeps no run from its work.

    Whoever has read enough (``| head -1``) is not told; that a disk is full is said on stderr, and by `is_cut_off`.
    """
    for number, name in ((0, 'stdin'), (1, 'stdout'), (2, 'stderr')):
        # Else the next file that is opened gets its number, and all that is printed.
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(number, 'r' if number == 0 else 'w', encoding='utf-8', closefd=False))
            setattr(bot.ui, name, getattr(sys, name))
    if TerminalHandler.emit is _emit:
        # Its own lock is of multiprocessing, which gives the script a second name; pywikibot's log header refuses that.
        tqdm.set_lock(threading.RLock())
        TerminalHandler.emit = _emit_guarded
        logging.Handler.handleError = _say_unwritten  # type: ignore[assignment, method-assign]
        atexit.register(_flush)


def is_cut_off() -> bool:
    """Whether something that was said has not arrived, because a disk is full."""
    _flush()
    return bool(_cut_off)


def _emit_guarded(handler: TerminalHandler, record: LogRecord) -> None:
    try:
        # Not behind a bar that shows how far the work is.
        with tqdm.external_write_mode(file=sys.stderr):
            _emit(handler, record)
    except OSError as problem:
        # What is printed later at once would be printed again.
        bot.ui.cache.clear()
        _let_go(sys.stdout if handler.stream is bot.ui.stdout else sys.stderr, problem)


def _say_unwritten(handler: logging.Handler, record: LogRecord) -> None:
    """A log on a full disk is said once; Python would print a traceback for each of its lines."""
    problem, file = sys.exc_info()[1], getattr(handler, 'baseFilename', '')
    if not isinstance(problem, OSError) or not file:
        _handle_error(handler, record)
    elif file not in _cut_off:
        _cut_off.append(file)
        with suppress(OSError):
            sys.stderr.write(f'ERROR: the log {file} cannot be written: {problem.strerror}\n')


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream and not stream.closed:
                stream.flush()
        except OSError as problem:
            _let_go(stream, problem)


def _let_go(stream: TextIO, problem: OSError) -> None:
    """Send what goes to a stream nowhere from now on; say so, unless nobody wants to read it."""
    name = 'standard output' if stream is sys.stdout else 'standard error'
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
        stream.flush()
    if isinstance(problem, BrokenPipeError):
        return
    _cut_off.append(name)
    if stream is sys.stdout:
        with suppress(OSError):
            sys.stderr.write(f'ERROR: the {name} cannot be written: {problem.strerror}\n')
            sys.stderr.flush()

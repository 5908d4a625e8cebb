"""What a run says of itself in the log: who it is, what it decided, and at its end what it took.

All modules log with Python's ``logging`` below ``onelib``; here their lines are handed to pywikibot, so that ``-log``,
``-verbose``, ``-debug`` and ``-debug:bot`` do with them what they do with its own.
"""

from __future__ import annotations

import copy
import logging
import resource
import secrets
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from pywikibot import config

from onelib import __version__
from onelib.operations.terminal import say
from onelib.outcomes.results import Outcome, Result, Trace
from onelib.readers.responses import answers
from onelib.wikitext.escaping import visible

__all__ = ['RunLog', 'bridge']

# The layer of scripts, by pywikibot's own convention.
_LAYER = 'pywiki.bot'
_KIBIBYTES = 1024
# All of ours are below it.
_ROOT = logging.getLogger('onelib')


def bridge(identity: str) -> None:
    """Hand the lines of all our modules to pywikibot's handlers, each with this before it; at most one bridge stands.

    Called when pywikibot has read its arguments: before that, nobody knows who listens.
    """
    for old in [handler for handler in _ROOT.handlers if isinstance(handler, _Bridge)]:
        _ROOT.removeHandler(old)
    target = logging.getLogger(_LAYER)
    # With -debug:bot pywikibot adds its file twice, here and above, and every line would be there twice.
    for double in [handler for handler in target.handlers if handler in logging.getLogger('pywiki').handlers]:
        target.removeHandler(double)
    _ROOT.addHandler(_Bridge(identity, target))
    _ROOT.propagate = False
    # What nobody wants is not even made.
    _ROOT.setLevel(target.getEffectiveLevel())


class _Bridge(logging.Handler):
    def __init__(self, identity: str, target: logging.Logger) -> None:
        super().__init__()
        self._identity = identity
        self._target = target

    def emit(self, record: logging.LogRecord) -> None:
        line = copy.copy(record)
        # Titles come from wikis: a line of the log stays one, whatever is in them.
        line.msg, line.args = '[%s] %s', (self._identity, visible(record.getMessage()))
        line.name = self._target.name
        # What pywikibot's formatters ask for.
        for name, value in (
            ('caller_name', record.funcName),
            ('caller_file', record.filename),
            ('caller_line', record.lineno),
            ('newline', '\n'),
        ):
            setattr(line, name, value)
        self._target.handle(line)


class RunLog:
    """The first and the last lines of a run.

    :param job: name of the job
    :param trial: how many edits it may make before it stops, 0: as many as there are
    """

    def __init__(self, job: str, trial: int = 0) -> None:
        self.identity = secrets.token_hex(4)
        self._job = job
        self._trial = trial
        self._pages: set[tuple[str, str]] = set()
        self._traces: list[Trace] = []
        self._edits = self._simulated = 0

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Within this the run is at work: it says its id first, and how it went last, even if it is ended."""
        bridge(self.identity)
        answers.listen()
        begun, requests = time.monotonic(), answers.count
        say(f'run {self.identity} of {self._job}, onelib {__version__}')
        try:
            yield
        finally:
            if self._trial:
                self._say_trial()
            say(self._summary(time.monotonic() - begun, answers.count - requests))

    def watched(self, results: Iterable[Result]) -> Iterator[Result]:
        """The same results; they are counted on the way."""
        for result in results:
            if result.page:
                self._pages.add((result.wiki, result.page))
            self._edits += result.edits
            self._traces += result.traces
            self._simulated += result.outcome is Outcome.SIMULATED
            yield result

    def _summary(self, seconds: float, requests: int) -> str:
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // _KIBIBYTES
        wikis = len({wiki for wiki, _ in self._pages})
        numbers = f'wikis {wikis}, pages {len(self._pages)}, edits {self._edits}, requests {requests}'
        return f'run {self.identity} of {self._job}: {numbers}, {seconds:.1f} s, memory {memory} MiB at most'

    def _say_trial(self) -> None:
        if config.simulate:
            say(f'Trial: nothing is saved (-simulate); changes that are shown: {self._simulated}.')
            return
        if self._edits < self._trial:
            say(f'Trial: edits that were needed: {self._edits}, of {self._trial} that were allowed.')
        else:
            say(f'Trial: edits that are made: {self._edits}. The run stops here. What they changed:')
        for number, trace in enumerate(self._traces, 1):
            where = trace.diff or 'the answer of the wiki was lost: see the history of the page'
            say(f'{number:>4}. {where}')
        if self._edits:
            say('Look at each of them, and show them where the bot is asked for.')
        say('To go on: the same command makes the next edits, without -trial all that are left.')

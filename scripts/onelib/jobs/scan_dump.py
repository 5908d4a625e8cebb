"""The job that scans a dump: its articles in, a line of JSON for each statement without a source out."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from onelib import wikis
from onelib.operations.progress import Progress
from onelib.readers.dumps import Dump, DumpedArticle, DumpError
from onelib.wikis import UnknownWikiError, Wiki
from onelib.wikitext import statements
from onelib.wikitext.escaping import visible
from onelib.wikitext.statements import Statement

__all__ = ['OPTIONS', 'Options', 'ScanError', 'main', 'parse', 'record', 'scan']

#: The arguments of its script, as its docstring shows them.
OPTIONS = ('-wiki:CODE', '-xml:FILE', '-output:FILE', '-kinds:KIND,...')
_NAMES = tuple(option.partition(':')[0] for option in OPTIONS)
# pywikibot has read these before.
_PYWIKIBOTS = ('-dir', '-config', '-nolog')
# Within a string of JSON these may stand as they are, but some programs end a line there, and terminals obey others.
_ESCAPED = (*range(0x7F, 0xA0), 0x2028, 0x2029)
_LINE_ENDS = {code: f'\\u{code:04x}' for code in _ESCAPED}


class ScanError(Exception):
    """Something that cannot be scanned, or a place that cannot be written to."""


@dataclass(frozen=True, slots=True)
class Options:
    """What to scan and where to write; an output of ``-`` is the standard output."""

    wiki: Wiki
    xml: Path
    output: str
    kinds: tuple[str, ...]


def main(arguments: Sequence[str]) -> int:
    """Scan what the arguments name and say how it went; give back the exit code."""
    try:
        code, said = 0, scan(parse(arguments))
    except (ScanError, UnknownWikiError) as problem:
        code, said = 1, str(problem.args[0])
    except KeyboardInterrupt:
        code, said = 128 + signal.SIGINT, 'stopped before anything was read'
    _say(said)
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
    for argument in arguments:
        name, _, value = argument.partition(':')
        if name in _NAMES:
            values[name] = value
        elif name not in _PYWIKIBOTS:
            raise ScanError(f'there is no argument {argument}; see -help')
    for name in _NAMES[:3]:
        if not values.get(name):
            raise ScanError(f'{name}:… is missing; see -help')
    return Options(
        wiki=wikis.load(values['-wiki'].lower()),
        xml=Path(values['-xml']),
        output=values['-output'],
        kinds=_kinds(values['-kinds']) if '-kinds' in values else tuple(statements.ALL_KINDS),
    )


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
    with _open(options.xml) as dump, _Output(options) as output:
        tally = _ScanTally(options, dump)
        try:
            _write(dump, output, tally)
        except DumpError as problem:
            raise ScanError(f'{problem}; what stands before that is written: {tally.found()}') from None
        except KeyboardInterrupt:
            raise ScanError(f'{dump.path}: stopped after “{dump.last_title}”; written: {tally.found()}') from None
        return f'{dump.path}: {tally.check()}, {time.monotonic() - started:.1f} s'


def _open(path: Path) -> Dump:
    try:
        return Dump(path)
    except OSError as problem:
        raise ScanError(f'-xml: {path} cannot be read: {problem.strerror}') from None


def _write(dump: Dump, output: _Output, tally: _ScanTally) -> None:
    # A bar between the lines of a list is of no use to anybody.
    hidden = output.path is None and sys.stdout.isatty()
    with Progress(_say).of(dump.path.name, dump.size, 'B', hidden=hidden) as part:
        for article in dump.articles():
            found = statements.find(article.text, tally.options.wiki, tally.options.kinds)
            for statement in found:
                output.write(record(statement, article, tally.options.wiki))
            tally.add(article, found)
            said = f'{dump.pages} pages, {tally.kinds.total()} statements'
            part.at(dump.position, said, beside_bar=said)


def record(statement: Statement, article: DumpedArticle, wiki: Wiki) -> bytes:
    """The line of a statement."""
    fields = {
        'wiki': wiki.code,
        'page_id': article.page_id,
        'revision_id': article.revision_id,
        'title': article.title,
        'kind': statement.kind,
        'section': statement.section,
        'section_number': statement.section_number,
        'text': statement.text,
        'template': statement.template,
        'since': statement.since.isoformat() if statement.since else None,
    }
    line = json.dumps(fields, ensure_ascii=False).translate(_LINE_ENDS)
    # A lone surrogate has no UTF-8, but it has an escape.
    return line.encode('utf-8', 'backslashreplace') + b'\n'


class _ScanTally:
    """What a scan has read and found."""

    def __init__(self, options: Options, dump: Dump) -> None:
        self.options = options
        self.dump = dump
        self.articles = 0
        self.has_text = False
        self.kinds: Counter[str] = Counter(dict.fromkeys(options.kinds, 0))

    def add(self, article: DumpedArticle, found: list[Statement]) -> None:
        self.articles += 1
        self.has_text = self.has_text or bool(article.text)
        self.kinds.update(statement.kind for statement in found)

    def found(self) -> str:
        """Like ``525 articles of 934 pages, 90 statements (90 tagged)``."""
        kinds = ', '.join(f'{count} {kind}' for kind, count in self.kinds.items())
        return f'{self.articles} articles of {self.dump.pages} pages, {self.kinds.total()} statements ({kinds})'

    def check(self) -> str:
        """What was found, if there was something to read.

        :raises ScanError: there was not
        """
        if not self.dump.pages:
            raise ScanError(f'{self.dump.path}: there is no page in it')
        if self.articles and not self.has_text:
            raise ScanError(f'{self.dump.path}: its articles have no text; dumps called “stub” have none')
        wiki, database = self.options.wiki, self.dump.database
        if not self.kinds.total() and database not in ('', wiki.database):
            return f'{self.found()}; it says that it is of {database}, and -wiki:{wiki.code} is {wiki.database}'
        return self.found()


class _Output:
    """A file of lines, each written at once and whole, so that a run can be stopped at any time."""

    def __init__(self, options: Options) -> None:
        self.path = None if options.output == '-' else Path(options.output)
        self.name = 'the standard output' if self.path is None else options.output
        self.length = 0
        try:
            if self.path and self.path.exists() and self.path.samefile(options.xml):
                raise ScanError(f'-output: {self.path} is the dump itself')
            # The file descriptor, not sys.stdout: there is no buffer in which half a line could wait.
            self.file = self.path.open('wb', buffering=0) if self.path else os.fdopen(1, 'wb', 0, closefd=False)
        except OSError as problem:
            raise ScanError(f'-output: {self.name} cannot be written: {problem.strerror}') from None

    def __enter__(self) -> _Output:
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()

    def write(self, line: bytes) -> None:
        rest = line
        try:
            while rest:
                rest = rest[self.file.write(rest) :]
        except OSError as problem:
            # A full disk takes a part of a line.
            with suppress(OSError):
                self.file.truncate(self.length)
            raise ScanError(f'-output: {self.name} cannot be written: {problem.strerror}') from None
        self.length += len(line)

"""One file of a dump: a line of JSON for each statement in it."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from onelib.operations.progress import Progress
from onelib.readers.dumps import Dump, DumpedArticle, DumpError, DumpFile
from onelib.wikis import Wiki
from onelib.wikitext import statements
from onelib.wikitext.escaping import visible
from onelib.wikitext.statements import Statement

__all__ = ['Options', 'Output', 'ScanError', 'ScanTally', 'read', 'record', 'say']

# Within a string of JSON these may stand as they are, but some programs end a line there, and terminals obey others.
_ESCAPED = (*range(0x7F, 0xA0), 0x2028, 0x2029)
_LINE_ENDS = {code: f'\\u{code:04x}' for code in _ESCAPED}


class ScanError(Exception):
    """Something that cannot be scanned, or a place that cannot be written to."""


@dataclass(frozen=True, slots=True)
class Options:
    """What to scan and where to write; an output of ``-`` is the standard output."""

    wiki: Wiki
    xml: tuple[Path, ...]
    output: str
    kinds: tuple[str, ...]
    workers: int = 1


def say(text: str) -> None:
    """Say it on stderr."""
    # Whoever has closed the terminal, or has no room for it, does without.
    with suppress(OSError):
        print(visible(text), file=sys.stderr)


def read(part: DumpFile, options: Options, output: Output, tally: ScanTally, *, hidden: bool) -> list[str]:
    """Write the statements of one file, and give back what is wrong with it."""
    try:
        problem = part.problem()
        with Dump(part.path) as dump:
            try:
                _write(dump, options, output, tally, hidden=hidden)
            except DumpError as damage:
                return [*filter(None, (problem, str(damage)))]
            except KeyboardInterrupt:
                raise ScanError(f'{dump.path}: stopped after “{dump.last_title}”; written: {tally.found()}') from None
    except OSError as trouble:
        raise ScanError(f'-xml: {part.path} cannot be read: {trouble.strerror}') from None
    return [problem] if problem else []


def _write(dump: Dump, options: Options, output: Output, tally: ScanTally, *, hidden: bool) -> None:
    with Progress(say).of(dump.path.name, dump.size, 'B', hidden=hidden) as stretch:
        try:
            for article in dump.articles():
                found = statements.find(article.text, options.wiki, options.kinds)
                for statement in found:
                    output.write(record(statement, article, options.wiki))
                tally.add(article, found)
                said = f'{dump.pages} pages, {tally.kinds.total()} statements'
                stretch.at(dump.position, said, beside_bar=said)
        finally:
            tally.pages, tally.database = dump.pages, dump.database


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


class ScanTally:
    """What a scan has read and found."""

    def __init__(self, kinds: Sequence[str]) -> None:
        self.pages = self.articles = 0
        self.has_text = False
        self.database = ''
        self.kinds: Counter[str] = Counter(dict.fromkeys(kinds, 0))

    def add(self, article: DumpedArticle, found: list[Statement]) -> None:
        """Count an article."""
        self.articles += 1
        self.has_text = self.has_text or bool(article.text)
        self.kinds.update(statement.kind for statement in found)

    def add_all(self, other: ScanTally) -> None:
        """Count what another file has."""
        self.pages += other.pages
        self.articles += other.articles
        self.has_text = self.has_text or other.has_text
        self.database = self.database or other.database
        self.kinds.update(other.kinds)

    def found(self) -> str:
        """Like ``525 articles of 934 pages, 90 statements (90 tagged)``."""
        kinds = ', '.join(f'{count} {kind}' for kind, count in self.kinds.items())
        return f'{self.articles} articles of {self.pages} pages, {self.kinds.total()} statements ({kinds})'

    def check(self, wiki: Wiki, what: str) -> str:
        """What was found, if there was something to read.

        :raises ScanError: there was not
        """
        if not self.pages:
            raise ScanError(f'{what}: there is no page in it')
        if self.articles and not self.has_text:
            raise ScanError(f'{what}: its articles have no text; dumps called “stub” have none')
        if not self.kinds.total() and self.database not in ('', wiki.database):
            return f'{self.found()}; it says that it is of {self.database}, and -wiki:{wiki.code} is {wiki.database}'
        return self.found()


class Output:
    """A file of lines, each written at once and whole, so that a run can be stopped at any time.

    :param name: of the file, ``-`` for the standard output
    :param read: files that must not be overwritten
    """

    def __init__(self, name: str, read: Sequence[Path]) -> None:
        self.path = None if name == '-' else Path(name)
        self.name = 'the standard output' if self.path is None else name
        self.length = 0
        try:
            if self.path and self.path.exists() and any(path.exists() and self.path.samefile(path) for path in read):
                raise ScanError(f'-output: {self.path} is the dump itself')
            # The file descriptor, not sys.stdout: there is no buffer in which half a line could wait.
            self.file = self.path.open('wb', buffering=0) if self.path else os.fdopen(1, 'wb', 0, closefd=False)
        except OSError as problem:
            raise ScanError(f'-output: {self.name} cannot be written: {problem.strerror}') from None

    def __enter__(self) -> Output:
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()

    def copy(self, path: Path) -> None:
        """Write the lines of a file."""
        with path.open('rb') as lines:
            for line in lines:
                self.write(line)

    def write(self, line: bytes) -> None:
        """Write a line."""
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

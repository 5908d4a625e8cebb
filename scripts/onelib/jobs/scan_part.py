"""One part of a dump: what is found in it, line by line.

`scan` reads nothing but the part and writes nothing: the same is found in this process, in one of several, and on
another machine.  Each line says by its first byte what it is, so that the lines of a part are one file, or one answer.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from onelib import wikis
from onelib.outcomes.reasons import said
from onelib.readers.dumps import Dump, DumpedArticle, DumpError, DumpPart
from onelib.wikis import Wiki
from onelib.wikitext import statements
from onelib.wikitext.index_row import IndexRow, index_row
from onelib.wikitext.statements import Statement

__all__ = ['ROW', 'STATEMENT', 'SUM', 'Lines', 'ScanTally', 'Wanted', 'record', 'scan']

#: What a line is: a statement, the row of an article, or the sum of the part, which comes last.
STATEMENT, ROW, SUM = b's', b'r', b'='
#: Some lines at a time, each with what it is before it.
Lines = Sequence[bytes]

# Within a string of JSON these may stand as they are, but some programs end a line there, and terminals obey others.
_ESCAPED = (*range(0x7F, 0xA0), 0x2028, 0x2029)
_ANY_ESCAPED = re.compile(f'[{"".join(map(chr, _ESCAPED))}]')
_as_json = json.JSONEncoder(ensure_ascii=False).encode
# A mistake of ours may be made on every page.
_MOST_PROBLEMS = 20


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for.

    :ivar wiki: the code of the wiki that the dump is of
    :ivar kinds: of statements; with `statements` False they are only counted
    :ivar rows: whether each article has a row of the index
    """

    wiki: str
    kinds: tuple[str, ...]
    statements: bool = True
    rows: bool = False


class ScanTally:
    """What a scan has read and found.

    :ivar problems: what is wrong with what it has read
    :ivar unread: whether something could not be read just now, and may be another time
    """

    def __init__(self, kinds: Sequence[str]) -> None:
        self.pages = self.articles = 0
        self.has_text = self.unread = False
        self.database = ''
        self.kinds: Counter[str] = Counter(dict.fromkeys(kinds, 0))
        self.problems: list[str] = []

    def add(self, article: DumpedArticle, found: Sequence[Statement]) -> None:
        """Count an article."""
        self.articles += 1
        self.has_text = self.has_text or bool(article.text)
        self.kinds.update(statement.kind for statement in found)

    def add_sum(self, other: Mapping[str, Any]) -> None:
        """Count what a part has, as its last line says."""
        self.pages += other['pages']
        self.articles += other['articles']
        self.has_text |= other['has_text']
        self.unread |= other['unread']
        self.database = self.database or other['database']
        self.kinds.update(other['kinds'])
        self.problems += other['problems']

    def line(self) -> bytes:
        """It as a line."""
        return SUM + _line(self.__dict__)

    def found(self) -> str:
        """Like ``525 articles of 934 pages, 90 statements (90 tagged)``."""
        kinds = ', '.join(f'{count} {kind}' for kind, count in self.kinds.items())
        return f'{self.articles} articles of {self.pages} pages, {self.kinds.total()} statements ({kinds})'


def scan(
    part: DumpPart,
    wanted: Wanted,
    told: Callable[[Dump, ScanTally], None] = lambda _dump, _tally: None,
    *,
    by: str = '',
) -> Iterator[Lines]:
    """What is found in a part, article by article; the last line is the sum.

    :param told: is called after each article with how far it is
    :param by: who reads it, if somebody has to be told who cannot, like `` by the worker …``
    """
    tally = ScanTally(wanted.kinds)
    try:
        tally.problems += filter(None, [part.problem()])
        with Dump(part) as dump:
            try:
                for article in dump.articles():
                    yield _found(article, wanted, tally)
                    tally.pages = dump.pages
                    told(dump, tally)
            except DumpError as damage:
                tally.problems += damage.problems
            tally.pages, tally.database = dump.pages, dump.database
    except OSError as trouble:
        tally.problems.append(f'-xml: {part.path} cannot be read{by}: {trouble.strerror}')
        tally.unread = True
    yield [tally.line()]


def _found(article: DumpedArticle, wanted: Wanted, tally: ScanTally) -> Lines:
    wiki = wikis.load(wanted.wiki)
    try:
        kinds = tuple(statements.ALL_KINDS) if wanted.rows else wanted.kinds
        found = statements.find(article.text, wiki, kinds, for_lists=False)
        listed = [statement for statement in found if statement.kind in wanted.kinds]
        lines = [STATEMENT + record(statement, article, wiki) for statement in listed if wanted.statements]
        if wanted.rows and article.page_id is not None:
            lines.append(ROW + _row(article, index_row(article.text, wiki, found)))
    except Exception as problem:
        # An article that nobody has thought of; all others have nothing to do with it.
        if len(tally.problems) < _MOST_PROBLEMS:
            tally.problems.append(f'“{article.title}”: the bot was not made for this article: {said(problem)}')
        return []
    tally.add(article, listed)
    return lines


def _row(article: DumpedArticle, row: IndexRow) -> bytes:
    return _line({'page_id': article.page_id, 'revision_id': article.revision_id or 0, 'row': row.plain()})


def record(statement: Statement, article: DumpedArticle, wiki: Wiki) -> bytes:
    """The line of a statement."""
    return _line(
        {
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
    )


def _line(fields: Mapping[str, Any]) -> bytes:
    line = _as_json(fields)
    if not line.isprintable():
        line = _ANY_ESCAPED.sub(lambda found: f'\\u{ord(found[0]):04x}', line)
    # A lone surrogate has no UTF-8, but it has an escape.
    return line.encode('utf-8', 'backslashreplace') + b'\n'

"""Prints all that the finder says of real articles, to be compared before and after a change that is to change nothing.

Usage: python -m tests.bench.answers CODE=DUMP... > FILE

Each line is a statement with all its fields, the weight as well, or what would be said of a place in the text. Each
article is read as it is, and again with some of its markup broken, always in the same way.
"""

from __future__ import annotations

import dataclasses
import random
import re
import sys
import zlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from onelib import wikis
from onelib.readers.dumps import Dump, DumpError
from onelib.wikis import Wiki
from onelib.wikitext.statements import ALL_KINDS, Statement, find, find_and_at

_STEP = 997
_MARKUP = re.compile(r"\[\[|\]\]|\{\{|\}\}|\{\||\|\}|\n+|<[^<>]*>|'{2,}|[=|*#:;(!-]|\. ")
# In every so many marks one is broken.
_BROKEN = 60


def main(arguments: Sequence[str]) -> int:
    for argument in arguments:
        code, _, path = argument.partition('=')
        wiki = wikis.load(code)
        with Dump(Path(path)) as dump, suppress(DumpError):
            for article in dump.articles():
                for name, text in (('', article.text), (' (broken)', broken(article.text, article.title))):
                    for line in answers(text, wiki):
                        print(f'{code} {article.title}{name}: {line}')
    return 0


def answers(text: str, wiki: Wiki) -> Iterator[str]:
    for kinds in (ALL_KINDS, ('tagged',), ('section', 'article'), ('uncited',)):
        yield from (f'{"+".join(kinds)} {told(one)}' for one in find(text, wiki, kinds))
    found, placed = find_and_at(text, range(0, len(text), _STEP), wiki)
    yield from (f'there {told(one)}' for one in found)
    yield from (f'at {number * _STEP} {told(one)}' for number, one in enumerate(placed))


def told(statement: Statement) -> str:
    return ascii({field.name: getattr(statement, field.name) for field in dataclasses.fields(statement)})


def broken(text: str, title: str) -> str:
    """The text with some of its markup left out, said twice or replaced by other markup of it."""
    rng = random.Random(zlib.crc32(title.encode()))
    marks = _MARKUP.findall(text) or ['']

    def change(found: re.Match[str]) -> str:
        if rng.randrange(_BROKEN):
            return found[0]
        return rng.choice(('', found[0] * 2, rng.choice(marks), rng.choice(marks) + found[0]))

    return _MARKUP.sub(change, text)


if __name__ == '__main__':
    raise SystemExit(main(sys.argv[1:]))

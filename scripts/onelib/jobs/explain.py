"""`pwb explain`: says step by step what the jobs make of an article or an edit, with their own functions."""

from __future__ import annotations

import datetime
import re
import secrets
from collections.abc import Iterator, Sequence

import pywikibot
from pywikibot.exceptions import Error

from onelib.jobs import explain_edit, explain_page, run
from onelib.jobs.arguments import ArgumentError, Arguments
from onelib.jobs.logs import bridge
from onelib.jobs.page_job import said
from onelib.settings import Settings
from onelib.sources.answers import answers
from onelib.sources.lookup import NotThereError
from onelib.store import Store
from onelib.wikitext.excerpts import visible

__all__ = ['main']

# A number, alone or as it stands in addresses.
_REVISION = re.compile(r'(?:.*(?:diff=|oldid=|Special:Diff/|Special:PermanentLink/))?([1-9][0-9]{0,17})', re.IGNORECASE)


def main(arguments: Sequence[str]) -> int:
    """Explain what the arguments ask for; give back 0, or 1 if it cannot be explained."""
    return run.prepared('explain', arguments, _do, options=('diff',), writes=lambda _: False)


def _do(settings: Settings, store: Store, asked: Arguments) -> int:
    bridge(secrets.token_hex(4))
    answers.listen()
    lines = _lines(settings, store, asked)
    try:
        for line in lines:
            # Titles and summaries come from wikis: a line stays one.
            indent = len(line) - len(line.lstrip())
            pywikibot.stdout(line[:indent] + visible(line))
    except NotThereError as problem:
        pywikibot.error(visible(str(problem)))
        return 1
    except (Error, ConnectionError) as problem:
        request = f' (request {answers.failed})' if answers.failed else ''
        pywikibot.error(f'it cannot be explained, a wiki does not answer: {visible(said(problem))}{request}')
        return 1
    return 0


def _lines(settings: Settings, store: Store, asked: Arguments) -> Iterator[str]:
    """The explanation; two spaces before what belongs to the line above.

    :raises ArgumentError: it is not clear what is to be explained
    """
    revision = asked.options.get('diff', '')
    if len(asked.wikis) != 1 or bool(asked.page) == bool(revision) or asked.wikis[0] == 'meta':
        raise ArgumentError('explain needs the code of one Wikipedia and either -page or -diff; see -help')
    now = datetime.datetime.now(datetime.UTC)
    if asked.page:
        return explain_page.explain(settings, store, now, asked.wikis[0], asked.page)
    number = _REVISION.fullmatch(revision)
    if not number:
        raise ArgumentError(f'-diff needs the number of a revision, not {revision}')
    return explain_edit.explain(settings, store, now, asked.wikis[0], int(number[1]))

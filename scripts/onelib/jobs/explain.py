"""`pwb explain`: says step by step what the jobs make of an article or an edit, with their own functions."""

from __future__ import annotations

import datetime
import re
import secrets
from collections.abc import Iterator, Sequence
from urllib.parse import parse_qs, unquote

from onelib import wikis
from onelib.jobs import explain_edit, explain_page
from onelib.operations import command
from onelib.operations.arguments import ArgumentError, Arguments
from onelib.operations.logs import bridge
from onelib.operations.terminal import answer, complain, plain
from onelib.outcomes.reasons import said
from onelib.readers.lookup import NotThereError
from onelib.readers.responses import answers
from onelib.readers.sites import UNREADABLE, Sites
from onelib.settings import Settings
from onelib.store import Store
from onelib.wikis import Wiki, titles

__all__ = ['OPTIONS', 'main', 'revision_in']

#: The arguments of its script, as its docstring shows them.
OPTIONS = ('-wiki:CODE', '-page:TITLE', '-diff:REVISION')

_NUMBER = re.compile('[1-9][0-9]{0,17}')
# Special:Diff/5, Special:Diff/4/5 and Special:PermanentLink/5: the last number is meant.
_SPECIAL = re.compile(r'(?:.*/)?([^/:]+):[^/:]+(?:/[1-9][0-9]{0,17})?/([1-9][0-9]{0,17})')


def main(arguments: Sequence[str]) -> int:
    """Explain what the arguments ask for; give back 0, or 1 if it cannot be explained."""
    return command.prepared('explain', arguments, _do, OPTIONS, writes=lambda _: False)


def _do(settings: Settings, store: Store, arguments: Arguments) -> int:
    bridge(secrets.token_hex(4))
    answers.listen()
    lines = _lines(settings, store, arguments)
    try:
        for line in lines:
            # Titles and summaries come from wikis: a line stays one.
            indent = len(line) - len(line.lstrip())
            answer(line[:indent] + plain(line))
    except NotThereError as problem:
        complain(plain(str(problem)))
        return 1
    except UNREADABLE as problem:
        request = f' (request {answers.failed})' if answers.failed else ''
        complain(f'it cannot be explained, a wiki does not answer: {plain(said(problem))}{request}')
        return 1
    return 0


def _lines(settings: Settings, store: Store, arguments: Arguments) -> Iterator[str]:
    """The explanation; two spaces before what belongs to the line above.

    :raises ArgumentError: it is not clear what is to be explained
    """
    revision = arguments.options.get('diff', '')
    if len(arguments.wikis) != 1 or len(arguments.pages) + bool(revision) != 1 or arguments.wikis[0] == 'meta':
        raise ArgumentError('explain needs the code of one Wikipedia and either -page or -diff; see -help')
    now = datetime.datetime.now(datetime.UTC)
    if arguments.pages:
        return explain_page.explain(settings, store, now, arguments.wikis[0], arguments.pages[0])
    host, number = revision_in(revision, wikis.load(arguments.wikis[0]))
    if not number:
        raise ArgumentError(f'-diff needs the number of a revision, not {revision}')
    if host and host != (own := Sites(settings).host(arguments.wikis[0])):
        raise ArgumentError(f'-diff: {host} is not {arguments.wikis[0]}, which is {own}')
    return explain_edit.explain(settings, store, now, arguments.wikis[0], number)


def revision_in(given: str, wiki: Wiki) -> tuple[str, int]:
    """The host of an address, '' for a number alone, and the number of the revision that is meant; 0 if none is.

    >>> revision_in('https://cs.m.wikipedia.org/w/index.php?title=Kniha&diff=5&oldid=4#top', wikis.load('cs'))
    ('cs.wikipedia.org', 5)
    """
    if _NUMBER.fullmatch(given):
        return '', int(given)
    place, mark, query = given.partition('#')[0].partition('?')
    values = {name: found[-1] for name, found in parse_qs(query if mark else place).items()}
    # Telephones are sent to cs.m.wikipedia.org.
    host = re.sub(r'^(?:https?:)?//([^/]*).*|^.*', r'\1', place, flags=re.DOTALL).lower().replace('.m.', '.')
    # diff=prev&oldid=5 is what 5 changed, diff=next&oldid=5 is not.
    before = values.get('oldid', '') if values.get('diff', 'prev') in ('prev', '0') else ''
    for number in filter(_NUMBER.fullmatch, (values.get('diff', ''), before)):
        return host, int(number)
    special = _SPECIAL.fullmatch(unquote(place))
    if special and titles.prefix(special[1]) in wiki.namespace_prefixes['special']:
        return host, int(special[2])
    return host, 0

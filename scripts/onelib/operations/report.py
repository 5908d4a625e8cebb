"""What a run did, page by page, for the person who reads the log."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import pywikibot

from onelib.outcomes.results import Outcome, Result
from onelib.wikitext.escaping import visible

__all__ = ['plain', 'report']

_BEHIND = 'not current'


def report(results: Iterable[Result]) -> int:
    """Say each result as it comes, and sum them up in a table, even if the run is ended; give back its exit code.

    The code is 0 if every block is current, else 1.
    """
    counted: Counter[tuple[str, str]] = Counter()
    behind = 0
    try:
        for result in results:
            counted[result.wiki, result.outcome.value] += bool(result.page)
            counted[result.wiki, _BEHIND] += not result.current
            behind += not result.current
            _say(result)
        if not counted:
            pywikibot.info('no page to bring up to date')
    finally:
        if counted:
            pywikibot.info(_table(counted))
    return 1 if behind else 0


def plain(text: str) -> str:
    """What a wiki says, on one line and without what a terminal does anything with, or pywikibot, like <<red>>."""
    return visible(text).replace('<<', '< <')


def _say(result: Result) -> None:
    name = f'{result.wiki}: {result.page}'.removesuffix(': ')
    found = '; '.join(map(str, result.traces)) or (f'request {result.request}' if result.request else '')
    pywikibot.info(f'{result.outcome.value:>14}  {name}{f" ({found})" if found else ""}')
    for reason in dict.fromkeys(result.reasons):
        pywikibot.error(plain(f'{name}: {reason}'))
    for (title, _), said in result.rejected_rows.items():
        pywikibot.error(plain(f'{name}: a row about "{title}" is left out, the wiki does not take it: {said}'))


def _table(counted: Counter[tuple[str, str]]) -> str:
    """How many pages of each wiki came to which outcome, and how many are not current; only what there is."""
    columns = [
        column
        for column in (*(outcome.value for outcome in Outcome), _BEHIND)
        if any(counted[code, column] for code, _ in counted)
    ]
    codes = list(dict.fromkeys(code for code, _ in counted))
    rows = [('wiki', *columns)]
    rows += [(code, *(str(counted[code, column]) for column in columns)) for code in codes]
    if len(codes) > 1:
        rows.append(('all', *(str(sum(counted[code, column] for code in codes)) for column in columns)))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return '\n'.join('  '.join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)

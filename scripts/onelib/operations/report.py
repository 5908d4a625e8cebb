"""What a run did, page by page, for the person who reads the log."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from onelib.operations.terminal import complain, plain, say
from onelib.outcomes.results import Outcome, Result

__all__ = ['report']

_BEHIND = 'not current'


def report(results: Iterable[Result], *, strict: bool = False) -> int:
    """Say each result as it comes, and sum them up in a table, even if the run is ended; give back its exit code.

    The code is 1 if there is something that nobody but the operator can mend, else 0: mistakes on pages and what is
    tried again are only listed.

    :param strict: whether everything that is not as it should be is the operator's, who has asked for it
    """
    counted: Counter[tuple[str, str]] = Counter()
    alarms = 0
    try:
        for result in results:
            counted[result.wiki, result.outcome.value] += bool(result.page)
            counted[result.wiki, _BEHIND] += not result.current
            alarms += not result.current if strict else result.needs_operator
            _say(result)
        if not counted:
            say('no page to bring up to date')
    finally:
        if counted:
            say(_table(counted))
    return 1 if alarms else 0


def _say(result: Result) -> None:
    name = f'{result.wiki}: {result.page}'.removesuffix(': ')
    trace = '; '.join(map(str, result.traces)) or (f'request {result.request}' if result.request else '')
    say(f'{result.outcome.value:>14}  {plain(name)}{f" ({trace})" if trace else ""}')
    for reason in dict.fromkeys(result.reasons):
        complain(plain(f'{name}: {reason}'))
    for (title, _), objection in result.rejected_rows.items():
        complain(plain(f'{name}: a row about "{title}" is left out, the wiki does not take it: {objection}'))


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

"""What a run did, page by page, for the person who reads the log."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import pywikibot

from onelib.publish import Result

__all__ = ['report']


def report(results: Iterable[Result]) -> int:
    """Print each result as it comes, and a line that sums them up; give back the exit code of the run."""
    outcomes: Counter[str] = Counter()
    behind = 0
    for result in results:
        outcomes[result.outcome.value] += 1
        pywikibot.info(f'{result.outcome.value:>14}  {result.page}')
        if not result.current:
            behind += 1
            for reason in result.reasons:
                pywikibot.error(f'{result.page}: {reason}')
    pywikibot.info(', '.join(f'{count} {outcome}' for outcome, count in sorted(outcomes.items())) or 'no blocks found')
    return 1 if behind else 0

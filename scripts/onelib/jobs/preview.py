"""A run that edits nothing: it says what each list would be."""

from __future__ import annotations

from typing import Any

from onelib import wikis
from onelib.operations.terminal import answer, plain
from onelib.outcomes.reasons import Reason
from onelib.outcomes.results import Outcome, Result
from onelib.pages.page_update import BlockContent, Mistake, PageDraft, Worklist
from onelib.pages.worklist import counted
from onelib.publish import Publisher
from onelib.publish.publisher import Draft
from onelib.readers.blocks import Holder

__all__ = ['Preview']


class Preview(Publisher):
    """In place of saving a page it says on stdout what would stand above each of its lists."""

    def stopped(self, code: str) -> Reason | None:
        """Nothing: to look is allowed."""
        return None

    def save(self, code: str, page: Holder, draft: Draft) -> Result:
        """Say it; the page stays as it is."""
        for number, (parameters, part) in enumerate(draft.parts if isinstance(draft, PageDraft) else (), 1):
            given = ', '.join(f'{name}={value}' for name, value in parameters.items() if value) or 'no parameters'
            answer(plain(f'{code}: {page.title}, list {number} ({given}): {_said(part, draft)}'))
        return Result(code, page.title, Outcome.UNCHANGED)

    def put(self, code: str, page: Any, text: str, summary: str, base: int) -> Result:
        """Nothing: what is the bot's own stays as it is, too."""
        return Result(code, page.title(), Outcome.UNCHANGED)


def _said(part: BlockContent, draft: Draft) -> str:
    """What a block would say, in English."""
    english = wikis.load('en')
    if isinstance(part, Mistake):
        return part.sentence(english)
    if isinstance(part, Worklist) and isinstance(draft, PageDraft):
        return counted(part.ranking, english, draft.today, part.looked_at, len(part.unread))
    return 'it stays as it is'

"""A bot that steps back: what people have undone once stays undone until they ask for it anew.

Whoever reverts the bot has decided something.  So the page is left alone until one of its template calls is changed,
or somebody puts back what the bot wrote.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from onelib.jobs.served import digest
from onelib.outcomes.reasons import Kind, Reason
from onelib.readers.blocks import Holder
from onelib.readers.sites import Sites
from onelib.readers.undoing import undone_by
from onelib.store import Store, questions
from onelib.wikitext import blocks

__all__ = ['SteppingBack']


@dataclass(frozen=True, slots=True)
class SteppingBack:
    """What is remembered of the bot's own edits of the pages of a wiki with one template.

    :ivar now: in UTC
    """

    sites: Sites
    store: Store
    template: str
    wiki: str
    now: datetime.datetime

    def why(self, page: Holder, calls: Sequence[Mapping[str, str]]) -> Reason | None:
        """Why the page is left alone now, None if it is not; a wiki is asked only if somebody has edited the page.

        :param calls: the parameters of its blocks
        :raises pywikibot.exceptions.Error: the wiki does not answer
        """
        known = self.store.answer(self._question(page.title))
        if not known or known['calls'] != digest(calls) or page.revision in (0, known['revision']):
            return None
        if page.revision != known['looked']:

            def is_same(text: str) -> bool:
                return self._calls(text, page) == str(known['calls'])

            known |= {
                'looked': page.revision,
                'undone': undone_by(self.sites.open(self.wiki), page.title, known['revision'], is_same),
            }
            self.store.keep(self._question(page.title), known, self.now)
        if not known['undone']:
            return None
        said = 'the page is left alone until a parameter of its template is changed, or that edit is put back'
        return Reason(Kind.UNDONE, f'what the bot wrote was undone in revision {known["undone"]}: {said}')

    def _calls(self, text: str, page: Holder) -> str:
        with suppress(blocks.BlockError):
            return digest([block.parameters for block in blocks.find(text, self.template, page.wiki)])
        return ''

    def saved(self, title: str, revision: int, calls: Sequence[Mapping[str, str]]) -> None:
        """Remember an edit of the bot, made for these calls."""
        entry = {'revision': revision, 'calls': digest(calls), 'looked': revision, 'undone': 0}
        self.store.keep(self._question(title), entry, self.now)

    def _question(self, title: str) -> str:
        return questions.own_edit(self.template, self.wiki, title)

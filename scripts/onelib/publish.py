"""The only module that saves a page."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import pywikibot
from pywikibot.exceptions import Error

from onelib.wikitext import preprocessor, titles, tree

__all__ = ['Outcome', 'Result', 'save']


class Outcome(Enum):
    """How it went with a page."""

    SAVED = 'saved'
    UNCHANGED = 'unchanged'
    SIMULATED = 'would be saved'
    FAILED = 'failed'


@dataclass(frozen=True, slots=True)
class Result:
    """What happened to one page; `reasons` say why it, or a block on it, is not current."""

    page: str
    outcome: Outcome
    reasons: tuple[str, ...] = ()

    @property
    def current(self) -> bool:
        """Whether every block of the page says what it should."""
        return self.outcome is not Outcome.FAILED and not self.reasons


def save(page: pywikibot.Page, text: str, summary: str) -> tuple[Outcome, str]:
    """Save a page that was loaded before, as a new revision of just that version; say how it went and why.

    In a simulation the difference is printed and nothing is written.

    :param summary: plain text
    """
    if text == page.text:
        return Outcome.UNCHANGED, ''
    if pywikibot.config.simulate:
        pywikibot.info(f'\n>>> {page.site}:{page.title()} <<<\n{summary}')
        pywikibot.showDiff(page.text, text)
        return Outcome.SIMULATED, ''
    try:
        if _may_keep_bots_off(page) and not page.botMayEdit():
            return Outcome.FAILED, 'a template on the page keeps bots off'
        # Not page.save(): setting page.text asks the wiki about all templates of the page, on every page.
        page.site.editpage(page, summary, minor=False, nocreate=True, text=text, baserevid=page.latest_revision_id)
    except (Error, ConnectionError) as problem:
        return Outcome.FAILED, f'{type(problem).__name__}: {problem}'
    return Outcome.SAVED, ''


def _may_keep_bots_off(page: pywikibot.Page) -> bool:
    """Whether there is a template on the page that may keep bots off, like {{nobots}} or {{in use}}."""
    names = {'Bots', 'Nobots', *map(titles.normalise, page.site.get_edit_restricted_templates())}
    found = tree.templates(preprocessor.parse(page.text))
    return any(titles.normalise(tree.title(node, page.text).rpartition(':')[2]) in names for node in found)

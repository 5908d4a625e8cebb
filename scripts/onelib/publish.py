"""The only module that saves a page."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import pywikibot
from pywikibot.exceptions import Error

from onelib.wikitext import preprocessor, titles

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


def save(page: pywikibot.Page, text: str, summary: str, reasons: tuple[str, ...] = ()) -> Result:
    """Save a page that was loaded before, as a new revision of just that version.

    In a simulation the difference is printed and nothing is written.

    :param summary: plain text
    """
    name = page.title(as_link=True, insite=page.site)
    if text == page.text:
        return Result(name, Outcome.UNCHANGED, reasons)
    if pywikibot.config.simulate:
        pywikibot.info(f'\n>>> {page.site}:{page.title()} <<<\n{summary}')
        pywikibot.showDiff(page.text, text)
        return Result(name, Outcome.SIMULATED, reasons)
    try:
        if _may_keep_bots_off(page) and not page.botMayEdit():
            return Result(name, Outcome.FAILED, (*reasons, 'a template on the page keeps bots off'))
        # Not page.save(): setting page.text asks the wiki about all templates of the page, on every page.
        page.site.editpage(page, summary, minor=False, nocreate=True, text=text, baserevid=page.latest_revision_id)
    except Error as problem:
        return Result(name, Outcome.FAILED, (*reasons, f'{type(problem).__name__}: {problem}'))
    return Result(name, Outcome.SAVED, reasons)


def _may_keep_bots_off(page: pywikibot.Page) -> bool:
    """Whether there is a template on the page that may keep bots off, like {{nobots}} or {{in use}}."""
    names = {'Bots', 'Nobots', *map(titles.normalise, page.site.get_edit_restricted_templates())}
    found = preprocessor.templates(preprocessor.parse(page.text))
    return any(titles.normalise(preprocessor.title(node, page.text).rpartition(':')[2]) in names for node in found)

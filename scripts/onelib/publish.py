"""The only module that saves a page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

import pywikibot
from pywikibot.exceptions import EditConflictError, Error
from tenacity import retry, retry_if_exception_type, stop_after_attempt, wait_random_exponential

from onelib.wikitext import preprocessor, titles, tree
from onelib.wikitext.blocks import BlockError

__all__ = ['Merge', 'Outcome', 'Result', 'save']

#: Makes the new text of a page out of the one it has.
Merge = Callable[[str], str]


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


def save(page: pywikibot.Page, merge: Merge, summary: str) -> tuple[Outcome, str]:
    """Save what `merge` makes of a page that was loaded before; say how it went and why.

    If somebody saves the page in between, it is loaded again, merged again and saved again; an old text is never
    posted.  In a simulation the difference is printed and nothing is written.

    :param merge: makes the new text of the page out of its text; may raise BlockError
    :param summary: plain text
    """
    try:
        return _save(page, merge, summary)
    except BlockError as problem:
        return Outcome.FAILED, f'the page is left alone: {problem}'
    except (Error, ConnectionError) as problem:
        return Outcome.FAILED, f'{type(problem).__name__}: {problem}'


@retry(
    retry=retry_if_exception_type(EditConflictError),
    stop=stop_after_attempt(4),
    wait=wait_random_exponential(multiplier=1, max=20),
    before_sleep=lambda state: state.args[0].get(force=True),
    reraise=True,
)
def _save(page: pywikibot.Page, merge: Merge, summary: str) -> tuple[Outcome, str]:
    text = merge(page.text)
    if text == page.text:
        return Outcome.UNCHANGED, ''
    if pywikibot.config.simulate:
        pywikibot.info(f'\n>>> {page.site}:{page.title()} <<<\n{summary}')
        pywikibot.showDiff(page.text, text)
        return Outcome.SIMULATED, ''
    if _may_keep_bots_off(page) and not page.botMayEdit():
        return Outcome.FAILED, 'a template on the page keeps bots off'
    # Not page.save(): setting page.text asks the wiki about all templates of the page, on every page.
    page.site.editpage(page, summary, minor=False, nocreate=True, text=text, baserevid=page.latest_revision_id)
    return Outcome.SAVED, ''


def _may_keep_bots_off(page: pywikibot.Page) -> bool:
    """Whether there is a template on the page that may keep bots off, like {{nobots}} or {{in use}}."""
    names = {'Bots', 'Nobots', *map(titles.normalise, page.site.get_edit_restricted_templates())}
    found = tree.templates(preprocessor.parse(page.text))
    return any(titles.bare_name(tree.title(node, page.text)) in names for node in found)

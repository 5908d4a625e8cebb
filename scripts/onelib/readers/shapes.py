"""What an answer of a wiki has to look like, so that what is missing is never taken for empty.

A wiki that is in trouble answers with well-formed JSON of another shape, or with less than was asked for.  Each
question also asks for the wiki's clock (``curtimestamp``): an answer without it is none, however harmless it looks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from pywikibot.exceptions import Error

__all__ = ['OddAnswerError', 'checked', 'is_cut', 'is_there', 'revision_text', 'text_of', 'understood']

# What is raised by code that takes an answer for what it should be, pywikibot's own included.
_STUMBLES = (ArithmeticError, AssertionError, AttributeError, LookupError, RuntimeError, TypeError, ValueError)
# The parts of an answer that are not lists of entries.
_MAPPINGS = frozenset({'general', 'namespaces', 'tokens', 'userinfo', 'globaluserinfo'})

# What a page may have many of.
_LISTS = frozenset({'langlinks', 'redirects', 'revisions', 'templates', 'transcludedin'})


class OddAnswerError(Error):  # type: ignore[misc]
    """A wiki has answered something else than what was asked, or only a part of it."""


@contextmanager
def understood(wiki: object) -> Iterator[None]:
    """Within this, whatever stumbles over an answer of a wiki ends as an `OddAnswerError`."""
    try:
        yield
    except _STUMBLES as problem:
        raise OddAnswerError(f'{wiki} gives an answer that cannot be read: {type(problem).__name__}') from problem


def checked(answer: Any, wiki: object) -> Mapping[str, Any]:
    """An answer to ``action=query``, if it has the shape of one.

    :raises OddAnswerError: it has not
    """
    if not isinstance(answer, dict) or not isinstance(answer.get('curtimestamp'), str):
        raise OddAnswerError(f'{wiki} gives no answer to what was asked')
    part, following = answer.get('query', {}), answer.get('continue', {})
    if not isinstance(part, dict) or not isinstance(following, dict):
        raise OddAnswerError(f'{wiki} gives an answer of another shape')
    for name, value in part.items():
        if not _has_shape(name, value):
            raise OddAnswerError(f'{wiki} gives an answer of another shape in "{name}"')
    return answer


def _has_shape(name: str, value: object) -> bool:
    """Whether a part of an answer is a list of entries, pages with their titles; some parts are something else."""
    if name in _MAPPINGS:
        return isinstance(value, dict)
    if name != 'pages':
        return not isinstance(value, list) or name == 'extensiontags' or all(isinstance(each, dict) for each in value)
    # In the old format, pages are known by their ids.
    pages = value.values() if isinstance(value, dict) else value
    return isinstance(pages, Iterable) and all(_is_page(page) for page in pages)


def _is_page(page: object) -> bool:
    if not isinstance(page, dict) or not isinstance(page.get('title'), str):
        return False
    if not isinstance(page.get('ns', 0), int):
        return False
    lists = [page[name] for name in _LISTS & page.keys()]
    return all(isinstance(entries, list) and all(isinstance(entry, dict) for entry in entries) for entries in lists)


def is_there(page: Mapping[str, Any]) -> bool:
    """Whether there is a page of the title that was asked for, as an answer says of it."""
    return not (page.get('missing') or page.get('invalid') or page.get('special'))


def text_of(page: Mapping[str, Any]) -> str | None:
    """The text of the only revision of a page that an answer holds, None if the wiki did not give all of it.

    It may be hidden (``texthidden``), lost (``textmissing``), cut short, or have come with no part of the answer.
    """
    for revision in page.get('revisions', ()):
        return revision_text(revision)
    return None


def revision_text(revision: Mapping[str, Any]) -> str | None:
    """The text of a revision, None as in `text_of`."""
    slots = revision.get('slots')
    slot = slots.get('main') if isinstance(slots, dict) else None
    if not isinstance(slot, dict):
        return None
    text = slot.get('content')
    return text if isinstance(text, str) and not is_cut(slot, text) else None


def is_cut(slot: Mapping[str, Any], text: str) -> bool:
    """Whether an answer holds less of a text than the wiki itself says that there is; it may hold more."""
    size = slot.get('size')
    return isinstance(size, int) and len(text.encode('utf-8', 'replace')) < size

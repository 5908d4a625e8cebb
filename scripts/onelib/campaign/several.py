"""Parameters that name several pages, as people write lists of them, and lists that another service keeps."""

from __future__ import annotations

import re
from typing import Any

from onelib.campaign.parameter_kinds import RequestError, declared, of_address, read_title

__all__ = ['Pasted', 'identity', 'titles_of']

# A line of a list that somebody has pasted: behind its bullet or number.
_BULLET = re.compile(r'(?:[*#:;•–—-]+|\d+[.)])[ \t]+|[*#•]+')
_ENTITY = re.compile(r'&[\w#]+;')
_IN_ADDRESS = re.compile(r'(?:[?&/](?:psid|id)[=/])([1-9][0-9]*)|/([1-9][0-9]*)(?:[?#]|$)')
# None in another: a bracket within ends the search for its end, so that it takes no longer for many.
_LINKS = re.compile(r'\[\[[^\[\]\n]+\]\]')
_SECTION = re.compile(r'#[^|\]]*')
_LONGEST_NUMBER = 12
_LONGEST_ADDRESS = 1000


class Pasted(tuple[str, ...]):
    """Titles that stand in the block itself, even if it is but one."""

    __slots__ = ()


def titles_of(most: int, form: str = 'string', **more: Any) -> Any:
    """A field that is one title or several: a line each, as links, or with semicolons between them."""
    return declared(lambda name, value, _: _read_titles(name, value, most), (), form=form, **more)


def identity(**more: Any) -> Any:
    """A field that is the number by which another service knows a list."""
    return declared(lambda name, value, _: _read_identity(name, value), form='number', **more)


def _read_titles(name: str, value: str, most: int) -> tuple[str, ...]:
    """Titles, each as for `read_title`; `Pasted` if they were written as a list.

    :raises RequestError: no page can have one of them, or there are too many
    """
    lines = [line.strip() for line in value.split('\n')]
    written = [title for line in lines for title in _in_line(line)]
    try:
        # To a section of an article a link leads as well.
        read = [read_title(name, _SECTION.sub('', one) if one.startswith('[[') else one) for one in written]
    except RequestError as problem:
        # Of several it is said which; of one, all that was written.
        raise (
            problem if len(written) > 1 else RequestError(name, value, 'allowed-title', nearest=_meant(value))
        ) from None
    found = tuple(dict.fromkeys(filter(None, read)))
    if len(found) > most:
        raise RequestError(name, value, 'allowed-list', most=most)
    if value and not found:
        raise RequestError(name, value, 'allowed-title')
    return Pasted(found) if len(found) > 1 or _BULLET.match(value) else found


def _meant(value: str) -> str:
    return of_address(value).partition(':')[2]


def _in_line(line: str) -> list[str]:
    """The titles in a line; where links are, what stands around them is a remark."""
    if links := _LINKS.findall(line):
        return links
    bare = _BULLET.sub('', line, count=1).strip() if _BULLET.match(line) else line
    return [bare] if _ENTITY.search(bare) else [part.strip() for part in re.split('[;；]', bare) if part.strip()]


def _read_identity(name: str, value: str) -> str:
    """A number as it is, without zeros before it; it may stand behind its name, as in ``event:1234``; '' for ''.

    :raises RequestError: it is none; one that stands in an address is offered
    """
    value = value.removeprefix(f'{name}:')
    if not value or (value.isascii() and value.isdigit() and len(value) <= _LONGEST_NUMBER and int(value)):
        return value.lstrip('0')
    found = _IN_ADDRESS.search(value[:_LONGEST_ADDRESS])
    meant = (found[1] or found[2])[:_LONGEST_NUMBER] if found else ''
    raise RequestError(name, value, 'allowed-identity', nearest=meant)

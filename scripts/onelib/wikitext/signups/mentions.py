"""Whom a page names, however it does so: for lists of those who do not want to be named, where nobody may be missed.

A sign-up has a form, a wish like that has none: people write it below a heading, into a sentence, a comment or a table,
with their signature or without a link.  Whoever stands on such a page at all is meant.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from onelib.wikis import Wiki
from onelib.wikitext.signups import accounts, signatures
from onelib.wikitext.signups.words import INVISIBLE

__all__ = ['Mentions', 'mentions']

_TARGET = re.compile(r'\[\[([^\[\]{}|<>\n]+)')
_LINK = re.compile(r'\[\[([^\[\]{}|<>\n]+)(?:\|[^\[\]{}<>\n]*)?\]\]')
_ADDRESS = re.compile(r'(?:https?:)?//[^\s\[\]<>"|{}]+')
# What a name may stand between: dashes with spaces around them, and whatever no name can hold.
_BETWEEN = re.compile(r'<[^<>\n]*>|[\n\[\]{}|<>=,;()•·→#*]|\s[-‐-―−~]+\s')
_MARKS = ' \t:!@"„“”«»\'.–—-'
_WORD = re.compile(r'[^\W_]+')
_MOST_WORDS = 5
_LONGEST = 85


@dataclass(frozen=True, slots=True)
class Mentions:
    """The accounts that a page names.

    :ivar linked: those to whom it links in any way
    :ivar possible: what may be the name of one, standing alone; whether there is such an account, wikis know
    :ivar words: its text without these links, to look for names in sentences: small letters, single spaces
    """

    linked: frozenset[str]
    possible: frozenset[str]
    words: str

    def tells_of(self, name: str) -> bool:
        """Whether that name stands there: in whatever place if it has several words, else alone."""
        if name in self.linked or name in self.possible:
            return True
        return ' ' in name and f' {_spaced(name)} ' in self.words


def mentions(wikitext: str, wiki: Wiki) -> Mentions:
    """Whom a page names; comments, examples and what is struck out are no exception."""
    text = accounts.decoded(INVISIBLE.sub('', wikitext)).replace('\xa0', ' ')
    titles = [link[1] for link in _TARGET.finditer(text)]
    # What a link to somebody shows is not the name of somebody else.
    unlinked = _LINK.sub(lambda link: '\n' if signatures.of_title(link[1], wiki) else link[0], text)
    pieces = [piece.strip(_MARKS) for piece in _BETWEEN.split(unlinked)]
    pieces = [piece for piece in pieces if 0 < len(piece) <= _LONGEST and len(_WORD.findall(piece)) <= _MOST_WORDS]
    people = [signatures.of_title(title, wiki) for title in (*titles, *pieces)]
    people += [signatures.of_url(address[0], wiki) for address in _ADDRESS.finditer(text)]
    linked = frozenset(user.name for user in people if user and user.name)
    possible = frozenset(filter(None, (accounts.canonical(piece, wiki) for piece in pieces)))
    return Mentions(linked, possible - linked, f' {_spaced(unlinked)} ')


def _spaced(text: str) -> str:
    return ' '.join(_WORD.findall(text.casefold()))

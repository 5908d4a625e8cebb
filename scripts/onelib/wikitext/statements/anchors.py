"""What MediaWiki calls the sections of an article: the second ``== History ==`` is ``#History_2``."""

from __future__ import annotations

import re
import string
from collections.abc import Sequence
from dataclasses import dataclass

from onelib.wikis import Wiki
from onelib.wikitext import plaintext, tree
from onelib.wikitext.tree import Node

__all__ = ['Name', 'names']

# Of PHP's strtolower: other letters keep their case.
_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
# What links take for one space, and what they leave out.
_SPACES = re.compile('[ _\u00a0\u1680\u180e\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+')
_NOTHING = re.compile('[\u200e\u200f\u202a-\u202e]+')


@dataclass(frozen=True, slots=True)
class Name:
    """What a section is called.

    :ivar heading: as summaries name it; '' if only the wiki could tell, as of a heading that is a template
    :ivar anchor: where links lead
    """

    heading: str
    anchor: str


def names(nodes: Sequence[Node], text: str, wiki: Wiki) -> dict[int, Name]:
    """What the sections are called, by MediaWiki's number."""
    taken: set[str] = set()
    tried: dict[str, int] = {}
    found: dict[int, Name] = {}
    for _, heading, _ in tree.sections(nodes):
        if not heading:
            continue
        name = anchor = plaintext.named(heading, text, wiki)
        key = _key(name)
        if name and key in taken:
            number = tried.get(key, 2)
            while f'{key}_{number}' in taken:
                number += 1
            tried[key] = number + 1
            anchor, key = f'{name}_{number}', f'{key}_{number}'
        taken.add(key)
        found[heading.index] = Name(name, anchor)
    return found


def _key(name: str) -> str:
    return _SPACES.sub('_', _NOTHING.sub('', name)).rstrip('_').translate(_LOWER)

"""Where links to sections lead: the second ``== History ==`` of an article is ``#History_2``."""

from __future__ import annotations

import string
from collections.abc import Sequence

from onelib.wikis import Wiki
from onelib.wikitext import plaintext, tree
from onelib.wikitext.tree import Node

__all__ = ['repeated']

# Of PHP's strtolower: other letters keep their case.
_LOWER = str.maketrans(string.ascii_uppercase + ' ', string.ascii_lowercase + '_')


def repeated(nodes: Sequence[Node], text: str, wiki: Wiki) -> dict[int, str]:
    """The anchors of headings that are not what they say, for another above is called so, by MediaWiki's number."""
    taken: set[str] = set()
    tried: dict[str, int] = {}
    found: dict[int, str] = {}
    for _, heading, _ in tree.sections(nodes):
        if not heading:
            continue
        name = plaintext.heading(heading, text, wiki)
        key = name.translate(_LOWER)
        if key in taken:
            number = tried.get(key, 2)
            while f'{key}_{number}' in taken:
                number += 1
            tried[key] = number + 1
            found[heading.index] = f'{name}_{number}'
            key = f'{key}_{number}'
        taken.add(key)
    return found

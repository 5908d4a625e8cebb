"""Statements without a source in an article, of every kind that there is."""

from __future__ import annotations

import re
from collections.abc import Collection

from onelib.wikis import Wiki
from onelib.wikitext.statements import tagged, untagged
from onelib.wikitext.statements.statement import Statement

__all__ = ['ALL_KINDS', 'Statement', 'find']

ALL_KINDS = ('tagged', *untagged.KINDS)

# No page holds surrogates, and hardly one the private characters that tags are marked with; a text may come from
# elsewhere.
_NOT_TEXT = re.compile('[\U000f0000-\U0010ffff\ud800-\udfff]')


def find(wikitext: str, wiki: Wiki, kinds: Collection[str] = ALL_KINDS) -> list[Statement]:
    """The statements without a source in an article, kind by kind, each in reading order.

    :param kinds: which kinds of statements to look for; others cost nothing
    :raises ValueError: a kind that there is not
    """
    if unknown := set(kinds) - set(ALL_KINDS):
        raise ValueError(f'no such kind of statement: {", ".join(sorted(unknown))}')
    text = _NOT_TEXT.sub('\ufffd', wikitext)
    found: list[Statement] = []
    if 'tagged' in kinds and tagged.may_hold(wiki).search(text):
        found += tagged.find(text, wiki)
    others = set(kinds) & set(untagged.KINDS)
    if others and ('uncited' in others or untagged.may_hold(wiki).search(text)):
        found += untagged.find(text, wiki, others)
    return found

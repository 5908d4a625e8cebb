"""Statements without a source in an article, of every kind that there is."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache

from onelib.wikis import Wiki
from onelib.wikitext import preprocessor
from onelib.wikitext.statements import tagged, untagged
from onelib.wikitext.statements.anchors import Name, names
from onelib.wikitext.statements.statement import Statement, fingerprint

__all__ = ['ALL_KINDS', 'Statement', 'at', 'find', 'find_and_at', 'readable']

ALL_KINDS = ('tagged', *untagged.KINDS)

# No page holds surrogates, and hardly one the private characters that tags are marked with; a text may come from
# elsewhere.
_NOT_TEXT = re.compile('[\U000f0000-\U0010ffff\ud800-\udfff]')


def find(wikitext: str, wiki: Wiki, kinds: Collection[str] = ALL_KINDS, *, for_lists: bool = True) -> list[Statement]:
    """The statements without a source in an article, kind by kind, each in reading order.

    :param kinds: which kinds of statements to look for; others cost nothing
    :param for_lists: with what lists want of a statement, and who writes down those of a whole wiki does not:
        `fingerprint`, `weight`, `heading` and `anchor`
    :raises ValueError: a kind that there is not
    """
    if unknown := set(kinds) - set(ALL_KINDS):
        raise ValueError(f'no such kind of statement: {", ".join(sorted(unknown))}')
    # Most articles have nothing of a kind, and that is all that most scans of dumps want to know of them.
    has_tag = 'tagged' in kinds and tagged.may_hold(wiki).search(wikitext)
    others = set(kinds) & set(untagged.KINDS)
    if others and not ('uncited' in others or untagged.may_hold(wiki).search(wikitext)):
        others = set()
    if not has_tag and not others:
        return []
    text = readable(wikitext)
    found: list[Statement] = []
    if has_tag:
        tags = _with_text(tagged.find(text, wiki, for_lists=for_lists))
        found += _told_apart(tags) if for_lists else tags
    if others:
        found += untagged.find(text, wiki, others, for_lists=for_lists)
    return _anchored(found, text, wiki) if for_lists else found


@lru_cache(maxsize=1)
def readable(wikitext: str) -> str:
    """A text without the characters that stand for something else while it is read."""
    # Ten times as fast as to look for these: all else takes two bytes.
    with suppress(UnicodeEncodeError):
        if len(wikitext.encode('utf-16-le')) == 2 * len(wikitext):
            return wikitext
    return _NOT_TEXT.sub('\ufffd', wikitext)


def _with_text(found: Iterable[Statement]) -> list[Statement]:
    """These without tags where nothing is shown, and nothing stands that they could be about."""
    return [statement for statement in found if statement.text]


def _told_apart(found: Iterable[Statement]) -> Iterator[Statement]:
    """These with fingerprints of their own for those that say in another context what one above says."""
    contexts: dict[str, set[str]] = {}
    for statement in found:
        seen = contexts.setdefault(statement.fingerprint, set())
        repeats = bool(seen) and statement.context not in seen
        seen.add(statement.context)
        if repeats:
            statement = replace(statement, fingerprint=fingerprint(f'{statement.text} {statement.context}'))
        yield statement


def _anchored(found: list[Statement], text: str, wiki: Wiki) -> list[Statement]:
    if not any(statement.section_number for statement in found):
        return found
    called = names(preprocessor.parse(text), text, wiki)
    return [_called(statement, called.get(statement.section_number)) for statement in found]


def _called(statement: Statement, name: Name | None) -> Statement:
    """The statement with what its section is called, where that is not what readers see."""
    if name is None or name.anchor == statement.section:
        return statement
    heading = '' if name.heading == statement.section else name.heading
    return replace(statement, heading=heading, anchor='' if name.anchor == name.heading else name.anchor)


def at(wikitext: str, positions: Collection[int], wiki: Wiki) -> list[Statement]:
    """The statement that readers see at each position of the text: what a citation-needed tag there would be about.

    It is the sentence that stands before the position in its paragraph, list item, row or the like, or the one behind
    it if nothing does.  A position within a footnote, the name of a template or a piece of markup is taken for the
    place before that; one in an empty line, for the end of the last line that is not.

    :param positions: characters from the beginning of the text; what is beyond its ends stands for these
    :returns: one statement for each position, in their order, of kind '' and without `template`, `since` and `weight`;
        `text` and `context` are '' where readers see no text, like in a comment or the attributes of a table
    """
    return find_and_at(wikitext, positions, wiki)[1]


def find_and_at(wikitext: str, positions: Collection[int], wiki: Wiki) -> tuple[list[Statement], list[Statement]]:
    """The tagged statements, with the fingerprints of their texts alone, and those at the positions as `at` gives them.

    Both are from one reading.
    """
    found, placed = tagged.read(readable(wikitext), positions, wiki)
    return _with_text(found), placed

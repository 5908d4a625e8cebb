"""What one edit did to the sources and the unsourced statements of its page, from the text before and after it.

An edit that takes the tag of a statement away

- **sourced** it, if a footnote came that was not in the article before, to the statement or behind it in its paragraph;
- **removed** it, if the statement went with its tag;
- did neither otherwise: the tag alone went, went to another statement, or was replaced by another tag.

The statement is the same if it was reworded a little, cut in two or moved. Where a whole page is blanked or made a
redirect, nobody has looked at its statements: they do not count as removed.

What finds the tagged statements says which statement a footnote stands at, too. Only edits that take a tag away are
read so closely.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from onelib.campaign import support
from onelib.campaign.changed_text import ChangedLines, Places, read
from onelib.campaign.edits import Contribution, Count, NamedSource
from onelib.campaign.locators import locator
from onelib.campaign.records import Ending
from onelib.wikis import Wiki
from onelib.wikitext import references
from onelib.wikitext.escaping import cut
from onelib.wikitext.references import Reference, ReferenceChange
from onelib.wikitext.statements import tagged
from onelib.wikitext.statements.statement import Statement, fingerprint

__all__ = ['RESTORING', 'became', 'count', 'of_edit', 'stands', 'still_cited']

#: Tags of edits that bring back what others had written: its sources were added before.
RESTORING = frozenset({'mw-undo', 'mw-rollback', 'mw-manual-revert'})

_LONGEST_WORDS = 200
# A change without any of these is one of words: it takes no footnote, no tag and no source.
_MARKUP = re.compile(r'[<>{}\[\]|=]|//')
_REDIRECT = re.compile(r'\s*#\w+\s*:?\s*\[\[')
_WORD = re.compile(r'\w+|[^\w\s]')


def of_edit(
    contribution: Contribution,
    before: str | None,
    after: str | None,
    wiki: Wiki,
    listed: Collection[str] = (),
    earlier: Sequence[str] = (),
) -> Count | None:
    """What an edit did; nothing, if it only brought back what had been there; None if a text cannot be read.

    :param before: the text of the revision before it, '' if the edit made the page
    :param listed: as in `count`
    :param earlier: texts of the page before somebody else took something away
    """
    if before is None or after is None:
        return None
    if RESTORING & set(contribution.tags):
        return Count()
    done = count(before, after, wiki, listed)
    return _without_restored(done, earlier, wiki) if done.added else done


def count(before: str, after: str, wiki: Wiki, listed: Collection[str] = ()) -> Count:
    """What became of the sources and the tagged statements of a page.

    :param listed: fingerprints of the statements that stood on a worklist before the edit
    """
    gone, come = ChangedLines(before, after), ChangedLines(after, before)
    if not any(_MARKUP.search(line) for line in (*gone.changed, *come.changed)):
        return Count()
    change = references.compare(before, after, wiki)
    fates = _fates(gone, come, change, wiki) if _takes_tag(gone, wiki) else _Fates()
    return Count(
        added=_named(change.added),
        removed=_named(change.removed),
        improved=_named(change.improved),
        reused=change.reused,
        sourced=_texts(fates.sourced),
        claims_removed=_texts(fates.removed),
        listed=sum(statement.fingerprint in listed for statement in fates.sourced),
        locators=tuple(locator(reference.content) for reference in change.added),
        untagged=_texts(fates.untagged),
        hollow=_texts(fates.hollow),
    )


def _texts(found: Iterable[Statement]) -> tuple[str, ...]:
    return tuple(statement.text for statement in found)


def _without_restored(done: Count, earlier: Iterable[str], wiki: Wiki) -> Count:
    """What is left of a count when the sources that the page has lost lately are others' work."""
    back: dict[str, NamedSource] = {}
    left = list(done.added)
    for text in earlier:
        there = {reference.key for reference in references.still_cited(_references(left), text, wiki)}
        back |= {source[0]: source for source in left if source[0] in there}
        left = [source for source in left if source[0] not in there]
    if not back:
        return done
    locators = (digest for source, digest in zip(done.added, done.locators, strict=True) if source in left)
    kept = replace(done, added=tuple(left), locators=tuple(locators), restored=tuple(back.values()), reused=0)
    return kept if left else replace(kept, improved=(), sourced=(), listed=0)


def _named(found: Iterable[Reference]) -> tuple[tuple[str, str], ...]:
    """Key and shortened words of references."""
    named = []
    for reference in found:
        words = ' '.join(reference.content.split())
        named.append((reference.key, cut(words, _LONGEST_WORDS)))
    return tuple(named)


def _takes_tag(gone: ChangedLines, wiki: Wiki) -> bool:
    # The name of a tag may end its line; the bar is what comes next.
    return any(tagged.may_hold(wiki).search(f'{line}|') for line in gone.changed)


@dataclass(slots=True)
class _Fates:
    """The tagged statements that an edit did something to, in reading order.

    :ivar untagged: those that stand there as they did, whose tag alone went
    :ivar hollow: those at which a footnote came that names no source
    """

    sourced: list[Statement] = field(default_factory=list)
    removed: list[Statement] = field(default_factory=list)
    untagged: list[Statement] = field(default_factory=list)
    hollow: list[Statement] = field(default_factory=list)


def _fates(gone: ChangedLines, come: ChangedLines, change: ReferenceChange, wiki: Wiki) -> _Fates:
    """What became of the statements that were tagged."""
    before, after = read(gone, wiki), read(come, wiki)
    still = {statement.fingerprint for statement in after.tags}
    was = {statement.fingerprint for statement in before.tags}
    reworded = [statement for statement in after.tags if statement.fingerprint not in was]
    blanked = _is_blanked(come.text)
    places = Places(before, after, wiki)
    came = support.brought(gone, come, change)
    fates = _Fates()
    # Of equal ones the last is meant.
    untagged = {s.fingerprint: s for s in reversed(before.tags) if s.text and s.fingerprint not in still}
    for statement in reversed(untagged.values()):
        twin = next((other for other in reworded[::-1] if places.similar(statement.text, other.text)), None)
        if twin:
            reworded.remove(twin)
            continue
        place = places.find(statement)
        if place is None:
            fates.removed += [] if blanked else [statement]
            continue
        if (change.added or change.reused) and places.sourced(statement, place):
            fates.sourced.append(statement)
        if came != support.SOURCE and places.keep(statement) and not places.supported(statement, place):
            (fates.hollow if came == support.HOLLOW else fates.untagged).append(statement)
    return fates


def _is_blanked(text: str) -> bool:
    return not text.strip() or bool(_REDIRECT.match(text))


def became(gone: Iterable[Statement], before: str, after: str, wiki: Wiki) -> Iterator[Ending]:
    """What became of each of these statements, of any kind, for which the second text does not want a source any more.

    :param gone: as they are in the first text
    """
    if _is_blanked(after):
        yield from (Ending.GONE for _ in gone)
        return
    change = references.compare(before, after, wiki)
    near, whole = (_Lines(before, after, wiki, every_line) for every_line in (False, True))
    for found in gone:
        # Of equal ones, that which stood in a changed line is meant.
        statement = replace(found, fingerprint=fingerprint(found.text))
        # A banner far from the paragraph may have been taken away.
        for lines in (near, whole) if statement.kind == 'tagged' else (whole,):
            if place := lines.places.find(statement):
                is_sourced = (change.added or change.reused) and lines.places.sourced(statement, place)
                yield Ending.SOURCED if is_sourced else Ending.UNTAGGED
                break
        else:
            yield Ending.REMOVED


@dataclass
class _Lines:
    """Two texts, of which those lines are read that differ, or every one."""

    before: str
    after: str
    wiki: Wiki
    every_line: bool

    @cached_property
    def places(self) -> Places:
        gone, come = (
            read(ChangedLines(text, '' if self.every_line else other), self.wiki)
            for text, other in ((self.before, self.after), (self.after, self.before))
        )
        return Places(gone, come, self.wiki)


def still_cited(added: Iterable[tuple[str, str]], current: str, wiki: Wiki) -> bool:
    """Whether a page still cites one of these sources, even if its number, address or words were corrected.

    :param added: as in `onelib.campaign.edits.Count`
    :param current: the text of the page now
    """
    return bool(references.still_cited(_references(added), current, wiki))


def stands(before: str, after: str, current: str) -> bool:
    """Whether most of the words that an edit brought are there, and most of those that it took away are not."""
    had, has, now = (_in_threes(_WORD.findall(text)) for text in (before, after, current))
    brought, taken = has - had, had - has
    lasting = (brought & (now - had)).total() + (taken & (had - now)).total()
    return 2 * lasting > brought.total() + taken.total()


def _in_threes(words: list[str]) -> Counter[tuple[str, ...]]:
    return Counter(zip(words, words[1:], words[2:], strict=False))


def _references(named: Iterable[NamedSource]) -> list[Reference]:
    return [Reference('ref', '', '', words, key=key) for key, words in named]

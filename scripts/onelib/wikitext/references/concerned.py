"""Which footnotes of two revisions have to be looked at to say what an edit did: most are the same in both."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator

from onelib.wikitext.references.cited import CitingPage, unit
from onelib.wikitext.references.footnotes import Reference

__all__ = ['concerned', 'differ']

_YEAR = re.compile(r'(?<!\d)\d{4}(?!\d)')
_HYPHEN = str.maketrans('', '', ' -–‐\u00a0')


def differ(before: CitingPage, after: CitingPage) -> bool:
    """Whether anything changed that footnotes depend on."""
    if any(getattr(before, part) != getattr(after, part) for part in ('units', 'pointers', 'contents')):
        return True
    return (before.has_short or after.has_short) and _may_touch_works(before.text, after.text)


def concerned(before: CitingPage, after: CitingPage) -> list[list[Reference]]:
    """The footnotes that changed, those whose pointers did, and those that may cite the same sources."""
    pages = before, after
    names = {name for name, _ in before.pointers.items() ^ after.pointers.items()}
    names |= {name for name, _ in before.contents.items() ^ after.contents.items()}
    units = (before.units - after.units) | (after.units - before.units)
    for page in pages:
        units.update(unit(marker) for name, marker in page.definitions.items() if name in names)
    changed = [[marker for marker in page.full if unit(marker) in units] for page in pages]
    if not any(changed):
        # Only the works that are cited by author and year are described in other words.
        return [page.full for page in pages]
    hints = {hint for page, footnotes in zip(pages, changed, strict=True) for hint in _hints(page, footnotes)}
    return [[m for m in page.full if unit(m) in units or _may_share(m.content, hints)] for page in pages]


def _may_touch_works(before: str, after: str) -> bool:
    """Whether there is a template or an item of a list among the lines that differ."""
    longest = min(len(before), len(after))
    start = bisect_left(range(longest + 1), True, key=lambda n: before[:n] != after[:n]) - 1
    longest -= start
    end = bisect_left(range(longest + 1), True, key=lambda n: before[len(before) - n :] != after[len(after) - n :]) - 1
    for text in (before, after):
        first = text.rfind('\n', 0, start) + 1
        last = text.find('\n', len(text) - end)
        if re.search(r'[{}|]|(?:^|\n)[*#:;]', text[first : last if last >= 0 else len(text)]):
            return True
    return False


def _hints(page: CitingPage, footnotes: Iterable[Reference]) -> Iterator[str]:
    """Strings one of which stands in every footnote that cites a source of one of these."""
    for _, source in page.citations(footnotes):
        if not source.work:
            # An unchanged {{sfn}} of that year may cite it.
            yield from (word for word in source.words if _YEAR.fullmatch(word) and page.has_short)
        for name in page.identities(source):
            kind, _, value = name.partition(':')
            match kind:
                case 'doi':
                    yield from value.split('/', 1)
                case 'isbn':
                    yield value[3:12] if len(value) == 13 else value
                case 'url':
                    yield from _host_hints(re.split(r'[/?#]', value)[0])
                case 'words' | 'work':
                    yield max(value.split(), key=len, default='')
                case 'pmid' | 'pmc' | 'jstor' | 'arxiv' | 'oclc':
                    yield value
                case _:
                    # There may be punctuation between what comes before.
                    yield value[-3:]


def _host_hints(host: str) -> Iterator[str]:
    """Strings one of which stands in every address on a host, on its pages for telephones and behind a proxy, too."""
    if host == 'youtube.com':
        yield 'youtu'
    elif host == 'x.com':
        yield from (host, 'twitter.com')
    elif not host.isascii():
        yield from (host, 'xn--')
    else:
        # de.m.wikipedia.org
        yield host.partition('.')[2] if '.wik' in host else host
        yield host.replace('.', '-')


def _may_share(content: str, hints: Iterable[str]) -> bool:
    folded = content.casefold()
    if any(hint in folded for hint in hints):
        return True
    # ISBNs are written with and without hyphens.
    return 'isbn' in folded and any(hint in folded.translate(_HYPHEN) for hint in hints if hint.isdigit())

"""Which of the sources that somebody added a page cites now, whatever has been made of them since."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from onelib.wikis import Wiki
from onelib.wikitext.references import citations
from onelib.wikitext.references.citations import Source
from onelib.wikitext.references.cited import Citation, CitingPage, read
from onelib.wikitext.references.comparison import Comparison, Side, is_identity
from onelib.wikitext.references.footnotes import Reference
from onelib.wikitext.references.likeness import features, likeness

__all__ = ['still_cited']

# What more sources than these have in common tells nothing, and no more pairs are compared.
_COMMON, _MOST_PAIRS = 50, 2_000


def still_cited(added: Collection[Reference], now: str, wiki: Wiki) -> list[Reference]:
    """Of these references, those whose source a text cites, even under another address or in words that were corrected.

    A source that the text cites stands for one of them only, first for those with which it has a number or an address
    in common, then for those that are described most like it: else each source would last as long as another one of
    its author or its site is there.  A work that is cited by author and year lasts as long as the text describes it.

    :param added: as `compare` gives them; their words may be shortened, or left out where but their keys are known
    """
    page = read(now, wiki)
    wanted = [(reference, _known(reference, wiki)) for reference in added if is_identity(reference.key)]
    there = Comparison(Side(read('', wiki), []), Side(page, page.citations(page.full)))
    free = {root: _described(page, found) for root, found in there.new.by_source.items()}
    lasting: set[int] = set()
    for n, (_, source) in enumerate(wanted):
        roots = (root for name in source.ids if (root := there.same.root_of_known(name)) in free)
        if root := next(roots, ''):
            del free[root]
            lasting.add(n)
        elif source.work and page.resolve(source):
            lasting.add(n)
    left = {n: source for n, (_, source) in enumerate(wanted) if n not in lasting}
    for _, n, root in sorted(_pairs(left, free), key=lambda pair: (-pair[0], pair[1])):
        if n not in lasting and root in free:
            del free[root]
            lasting.add(n)
    return [reference for n, (reference, _) in enumerate(wanted) if n in lasting]


def _known(reference: Reference, wiki: Wiki) -> Source:
    """What is known of a source by its key, and by its words as far as they are there."""
    by_key = citations.by_key(reference.key)
    for source in citations.of(_closed(reference.content), wiki):
        ids = frozenset(name for name in source.ids if not name.startswith(('words:', 'work:')))
        return replace(source, ids=by_key.ids | ids, work=by_key.work, words=source.words or by_key.words)
    return by_key


def _closed(content: str) -> str:
    """The text of a citation template that was shortened, without the parameter that was cut."""
    content = content.strip()
    if content.startswith('{{') and not content.endswith('}}') and (last := content.rfind('|')) > 0:
        return content[:last] + '}}'
    return content


def _described(page: CitingPage, found: Sequence[Citation]) -> list[Source]:
    return [page.resolve(source) or source for _, source in found[:3]]


def _pairs(wanted: Mapping[int, Source], free: Mapping[str, Sequence[Source]]) -> Iterator[tuple[float, int, str]]:
    """How alike they are, the number of one that is looked for, and the root of one that is there."""
    having: defaultdict[str, list[str]] = defaultdict(list)
    for root, sources in free.items() if wanted else ():
        for feature in {feature for source in sources for feature in features(source)}:
            having[feature].append(root)
    compared = 0
    for n, source in wanted.items():
        shared = Counter(
            root for feature in features(source) if len(roots := having.get(feature, ())) <= _COMMON for root in roots
        )
        for root, _ in shared.most_common(8):
            compared += 1
            if compared > _MOST_PAIRS:
                return
            if (score := max(likeness(source, other) for other in free[root])) > 0:
                yield score, n, root

"""References of an article, and what an edit did to them: sources added, removed, described better, or cited once more.

A footnote cites the sources that its text names (`onelib.wikitext.references.citations`), a pointer like
``<ref name="x" />`` those of the footnote of that name, a shortened footnote like ``{{sfn|Smith|2001}}`` the work of
that author and year wherever the page describes it.  What counts, and what not:

- Sources are counted, not footnotes: two citations in one ``<ref>`` are two sources; moving, renaming, reformatting and
  putting a footnote into the list of references change nothing.
- Another page, a second copy in full, and “ibid.” are no new sources, but cite an old one again: `reused`, one for each
  footnote, however many sources it repeats.
- Two sources without anything that identifies them in common are the same if one was there only before the edit and the
  other only after it and they are described in the same words, give or take a misprint.
- Readers see no source, and nothing is counted, where Cite refuses a footnote: without text and name, or with another
  ``<ref>`` in it, which means that it was not closed; and where no footnote of a name is defined on the page.  A name
  of digits alone, or used twice, is refused as well, but the source stands in the diff: it counts.
- An explanatory note is no source: ``{{efn}}`` never, another one if it is in a group of notes or has footnotes itself,
  and names no address, number, citation or page, nor ends in a year as citations do.
- A work in the bibliography that no footnote cites is not cited; a first ``{{sfn}}`` of it cites what was there: it is
  reused.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from onelib import wikis
from onelib.wikis import Wiki
from onelib.wikitext.references.citations import Source
from onelib.wikitext.references.cited import Citation, CitingPage, read
from onelib.wikitext.references.concerned import concerned, differ
from onelib.wikitext.references.footnotes import Reference
from onelib.wikitext.references.likeness import alike

__all__ = ['Comparison', 'Reference', 'ReferenceChange', 'Side', 'compare', 'extract', 'is_identity']


@dataclass(frozen=True, slots=True)
class ReferenceChange:
    """What an edit did to the references of an article.

    :ivar added: sources that are cited after and were not before, each once, in reading order
    :ivar removed: the reverse
    :ivar improved: sources cited before and after that are described better: a bare address turned into a title or
        citation; a DOI, ISBN, archived copy, or an author, title or date in a citation added
    :ivar reused: how many more markers cite a source that is cited already; of a new source all but the first one
    """

    added: list[Reference] = field(default_factory=list)
    removed: list[Reference] = field(default_factory=list)
    improved: list[Reference] = field(default_factory=list)
    reused: int = 0


_PRECEDENCE = ('doi', 'isbn', 'url', 'pmid', 'pmc', 'jstor', 'arxiv', 'bibcode', 'oclc', 'hdl', 'words', 'work')
# More pairs of sources than these are not compared word by word.
_MOST_PAIRS = 2_000


def extract(wikitext: str, wiki: Wiki) -> list[Reference]:
    """The footnote markers of a text in reading order, and the definitions in its lists of references."""
    page = read(wikitext, wiki)
    same = _Same()
    for _, source in (citations := page.citations(page.full)):
        same.add(page.identities(source))
    first_cited = dict(reversed(citations))
    described: set[str] = set()
    found = []
    for marker in page.markers:
        definition = page.definitions.get((marker.group, marker.name)) if marker.points else marker
        first = first_cited.get(definition) if definition else None
        root = same.root(page.identities(first)) if first else ''
        is_reuse = marker.points or root in described or _is_ibid(root) or bool(first and page.resolve(first))
        if root and not marker.points:
            described.add(root)
        found.append(replace(marker, key=root if definition else f'name:{marker.name}', is_reuse=is_reuse))
    return found


def compare(before: str, after: str, wiki: Wiki) -> ReferenceChange:
    """What an edit from one text to another did to the references."""
    if before == after:
        return ReferenceChange()
    pages = read(before, wiki), read(after, wiki)
    if not differ(*pages):
        return ReferenceChange()
    old, new = (Side(page, page.citations(chosen)) for page, chosen in zip(pages, concerned(*pages), strict=True))
    return Comparison(old, new).change()


class _Same:
    """Which identities belong to one source: those that are named together, as far as we have seen."""

    def __init__(self) -> None:
        self.parent: dict[str, str] = {}

    def root(self, ids: Iterable[str]) -> str:
        """What stands for the source: a DOI if there is one, else an ISBN, and so on."""
        name = min(ids, key=_rank)
        while (above := self.parent.setdefault(name, name)) != name:
            self.parent[name] = self.parent[above]
            name = self.parent[name]
        return name

    def root_of_known(self, name: str) -> str:
        """What stands for the source that one thing identifies; '' if nothing is known of it."""
        return self.root((name,)) if name in self.parent else ''

    def add(self, ids: Iterable[str]) -> None:
        """Take note that these are of one source."""
        roots = {self.root((name,)) for name in ids}
        best = min(roots, key=_rank)
        self.parent.update(dict.fromkeys(roots, best))


def is_identity(name: str) -> bool:
    """Whether a key of a reference identifies a source."""
    return name.partition(':')[0] in _PRECEDENCE


def _rank(name: str) -> tuple[int, str]:
    return _PRECEDENCE.index(name.partition(':')[0]), name


class Side:
    """The footnotes of one revision as far as they matter for a comparison."""

    def __init__(self, page: CitingPage, citations: list[Citation]) -> None:
        self.page = page
        self.citations = citations
        self.by_source: dict[str, list[Citation]] = {}
        self.by_name: dict[tuple[str, str], str] = {}
        self.by_marker: dict[Reference, str] = {}

    def sort(self, same: _Same) -> None:
        """Sort the citations by what is the same source, as far as we know by now."""
        self.by_source, self.by_name, self.by_marker = {}, {}, {}
        for marker, source in self.citations:
            root = same.root(self.page.identities(source))
            self.by_source.setdefault(root, []).append((marker, source))
            self.by_marker.setdefault(marker, root)
            name = (marker.group, marker.name)
            if marker.name and self.page.definitions.get(name) == marker:
                self.by_name.setdefault(name, root)

    def uses(self, other: Side) -> Counter[str]:
        """How many markers in the text cite each source."""
        found: Counter[str] = Counter()
        for root, citations in self.by_source.items():
            found[root] = len(
                {marker.start for marker, _ in citations if not marker.listed and _leads(marker, root, self)}
            )
        for name, count in self.page.pointers.items():
            root = self.by_name.get(name) or other.by_name.get(name, '')
            if other.by_name.get(name, root) != root:
                # The name stands for another source now: the pointers that were there are nobody's doing.
                count -= min(count, other.page.pointers[name])
            found[root] += count
        return found


class Comparison:
    """Two revisions, and which of their sources are the same."""

    def __init__(self, old: Side, new: Side) -> None:
        self.old, self.new = old, new
        self.same = _Same()
        self.identify()
        self.sort()
        self.pair()

    def identify(self) -> None:
        """Join the identities that belong together."""
        sides = (self.old, self.new)
        dois: dict[str, set[str]] = {}
        named = [side.page.identities(source) for side in sides for _, source in side.citations]
        for ids in named:
            for isbn in (name for name in ids if name.startswith('isbn:')):
                dois.setdefault(isbn, set()).update(name for name in ids if name.startswith('doi:'))
        for ids in named:
            if any(name.startswith('doi:') for name in ids):
                # Of a book whose chapters have DOIs, each chapter is a source.
                ids = frozenset(name for name in ids if len(dois.get(name, ())) < 2)
            self.same.add(ids)

    def sort(self) -> None:
        """Sort the citations of both by what is the same source, as far as we know by now."""
        self.old.sort(self.same)
        self.new.sort(self.same)

    def pair(self) -> None:
        """Take a source that came for one that went if they are described in the same words."""
        gone = [root for root in self.old.by_source if root not in self.new.by_source]
        come = [root for root in self.new.by_source if root not in self.old.by_source]
        by_word: dict[str, list[str]] = {}
        for root in gone:
            for word in {word for _, source in self.old.by_source[root] for word in source.words}:
                by_word.setdefault(word, []).append(root)
        left, pairs = set(gone), 0
        for root in come:
            shared = Counter(
                other
                for word in {word for _, source in self.new.by_source[root] for word in source.words}
                if len(owners := by_word.get(word, ())) <= 50
                for other in owners
            )
            for other, _ in shared.most_common(5):
                pairs += 1
                if pairs > _MOST_PAIRS:
                    break
                if other in left and _alike(self.old.by_source[other], self.new.by_source[root]):
                    left.discard(other)
                    self.same.add((other, root))
                    break
        if len(left) < len(gone):
            self.sort()

    def change(self) -> ReferenceChange:
        """What happened between the two."""
        added = self.only_in(self.new, self.old)
        before, after = self.old.uses(self.new), self.new.uses(self.old)
        new = set(added)
        reused = sum(max(0, after[root] - before[root] - (root in new)) for root in self.new.by_source)
        # A name in the place of “ibid.” cites what was cited there.
        reused -= self.copies() + sum(max(0, before[root] - after[root]) for root in before if _is_ibid(root))
        both = [root for root in self.new.by_source if root in self.old.by_source]
        improved = [root for root in both if _is_better(self.old, self.new, root)]
        return ReferenceChange(
            [self.reference(root, self.new) for root in added],
            [self.reference(root, self.old) for root in self.only_in(self.old, self.new)],
            [self.reference(root, self.new) for root in improved],
            max(0, reused),
        )

    def copies(self) -> int:
        """How many sources but the first one are in further copies of footnotes: markers are reused, not sources."""
        old, new = (
            Counter((marker.content, root) for root, found in side.by_source.items() for marker, _ in found)
            for side in (self.old, self.new)
        )
        more: dict[str, list[int]] = {}
        for (content, root), count in new.items():
            more.setdefault(content, []).append(count - max(1, old[content, root]))
        return sum(max(0, min(counts)) * (len(counts) - 1) for counts in more.values())

    def only_in(self, here: Side, there: Side) -> list[str]:
        """The sources that are cited here and not there, nor, if by author and year, described there."""
        return [
            root
            for root, cited in here.by_source.items()
            if root not in there.by_source
            and not _is_ibid(root)
            and not all(source.work and there.page.resolve(source) for _, source in cited)
        ]

    def reference(self, root: str, side: Side) -> Reference:
        """The first footnote that cites a source."""
        marker, source = side.by_source[root][0]
        return replace(marker, key=root, content=source.text)


def _leads(marker: Reference, root: str, side: Side) -> bool:
    """Whether a footnote is counted as a use of that source: one with several works counts once."""
    return marker.kind != 'short' or root == side.by_marker[marker]


def _is_ibid(root: str) -> bool:
    """Whether a footnote only says that its source is that of the one before."""
    return root.removeprefix('words:').rstrip(' 0123456789') in wikis.common()['sources']['ibid']


def _alike(old: list[Citation], new: list[Citation]) -> bool:
    """Whether two sources are described alike."""
    return any(alike(one, other) for _, one in old[:3] for _, other in new[:3])


def _is_better(old: Side, new: Side, root: str) -> bool:
    had, has = ([side.page.resolve(source) or source for _, source in side.by_source[root]] for side in (old, new))
    told = max(source.level for source in had) == 0 < max(source.level for source in has)
    return told or _strong_points(had) < _strong_points(has)


def _strong_points(described: list[Source]) -> set[str]:
    points = {name.partition(':')[0] for source in described for name in source.ids} & {'doi', 'isbn'}
    points |= {'archive' for source in described if 'archive' in source.known}
    if all(source.level == 2 for source in described):
        points |= {point for source in described for point in source.known}
    return points

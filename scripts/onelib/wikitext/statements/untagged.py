"""Statements that nobody tagged one by one: paragraphs under a banner, and paragraphs without a footnote.

A paragraph counts as sourced if there is a footnote anywhere in it, or right behind it, or if it names its source in
the text: a citation template, an external link, a book with its page, or one that stands in the list of literature
with its author and year; `coverage` says what a footnote behind it covers.  What is left is of kind

- ``section``: a banner in its section (or in one that this is a part of) says that sources are wanted;
- ``article``: a banner above the article, or at its foot, says so;
- ``uncited``: there is no banner, but readers would expect a footnote here.

Under a banner items of lists count, too, if they say enough.  What says nothing of the subject is left out under one
as elsewhere: pointers to other articles, remarks about the list, sentences that only introduce one, headings in bold,
names of books.

``uncited`` leaves out what readers do not expect footnotes for: the lead of an article whose body has some, leads of
one sentence, which are definitions, plots, sections of references, literature and links, disambiguation pages,
everything that is no prose (lists, tables, captions, quotations, enumerations), paragraphs of less than a hundred
characters, which are mostly transitions, and articles of less than five hundred, in which one general source stands for
all.  It cannot know whether a general source at the end of the article covers a paragraph, whether the statement is
common knowledge, and what a template says that it cannot expand: paragraphs with such a template in their midst are
left out.
"""

from __future__ import annotations

import datetime
import operator
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache

from onelib.wikis import Wiki, titles
from onelib.wikitext import expansion, passages, plaintext, preprocessor, references, sentences, tree
from onelib.wikitext.expansion import GAP
from onelib.wikitext.statements import banners, claims, coverage, outline, people, weight
from onelib.wikitext.statements.banners import Banner, may_hold
from onelib.wikitext.statements.outline import Section
from onelib.wikitext.statements.statement import Statement, fingerprint
from onelib.wikitext.statements.weight import Surroundings
from onelib.wikitext.tree import Node, Template

__all__ = ['KINDS', 'Prose', 'find', 'may_hold', 'prose']

KINDS = ('section', 'article', 'uncited')

# What stands for a footnote, before the words of a template that we do not know, and for a tag: before a footnote,
# as it covers its paragraph like one.
_FOOTNOTE, _UNSURE, _TAG = '\U0010fffd', '\U0010fffb', '\U0010fffa'
_BETWEEN = f'{_FOOTNOTE}{_UNSURE}{_TAG} \n'
_LINK = re.compile(r'https?://|\[//', re.IGNORECASE)
_QUOTED = re.compile(r'„[^“”"]+[“”"]|«[^»]+»|“[^”]+”|"[^"]{10,}"')
_QUOTE = re.compile('[„«“"]')
_COPIED_MARK = re.compile(r'\[\d+\]')
_CHRONICLE = re.compile(r'\W*(?:\d{1,2}\.? \w+ )?\d{3,4}\b[^!?]{0,20}(?: [–—-] |: )')
_NOT_SHOWN = re.compile(r"\[\[(?:[^\[\]|]*\|)?|\]\]|'{2,}")
_NAMELESS = re.compile(r'[^\W\d_]')
# So many commas are an enumeration, if it is one sentence, or if they are so close to one another.
_MANY, _CLOSE = 10, 14
_SHORTEST_UNDER_BANNER, _SHORTEST, _LONG, _SHORTEST_ARTICLE = 40, 100, 300, 500
# Sections at the end in which an encyclopedia is named.
_FOOT = 4
# What is shorter has footnotes, or not, for other reasons than the paragraphs around it.
_SHORTEST_NEIGHBOUR = 40


@dataclass(slots=True)
class _Paragraph:
    """A paragraph or list item of an article as it was expanded.

    :ivar cited: there is a footnote or a link in it
    :ivar gap: a template in it cannot be shown
    :ivar item: it stands in a list
    :ivar introduces: a list, table or quotation follows
    :ivar covered: by the source of what stands behind it
    """

    source: str
    cited: bool
    gap: bool
    item: bool = False
    introduces: bool = False
    covered: bool = False

    @property
    def footnotes(self) -> int:
        """How many it has, 1 if it has another source."""
        return (self.source.count(_FOOTNOTE) or 1) if self.cited else 0

    @property
    def covers(self) -> bool:
        """Whether its footnotes are those of the list that it introduces, too."""
        bare = self.source.rstrip(_BETWEEN)
        return self.cited and (bare.endswith(':') or claims.says_what_follows(bare.rsplit('. ', 1)[-1]))

    @property
    def sourced(self) -> bool:
        """Whether it has a source, and not only a tag that asks for one."""
        return self.cited and (_TAG not in self.source or _cites(self.source))

    def may_have(self, length: int) -> bool:
        """Whether its plain text may be that long; made plain it is only if so."""
        if not length <= len(self.source) < 3 * length:
            return len(self.source) >= length
        return len(_NOT_SHOWN.sub('', self.source)) >= length


def _cites(source: str) -> bool:
    """Whether a text has a footnote, and not only a tag that asks for one."""
    return source.count(_FOOTNOTE) > source.count(_TAG)


@dataclass(slots=True)
class _SectionRead:
    """A section, what it says, and the banner that is about it."""

    section: Section
    banner: Banner | None = None
    paragraphs: list[_Paragraph] = field(default_factory=list)


def find(text: str, wiki: Wiki, kinds: Collection[str], *, for_lists: bool = True) -> list[Statement]:
    """The paragraphs without a source, in reading order.

    :param for_lists: with fingerprints and weights
    """
    found = _read(text, wiki).statements(for_lists=for_lists)
    return [statement for statement in found if statement.kind in kinds]


@dataclass(frozen=True, slots=True)
class Prose:
    """The paragraphs of an article where readers expect footnotes, and its banners.

    :ivar length: of their wikitext, without what templates and tags show
    :ivar paragraphs: how many they are, but for those of a few words; `cited`: how many have a source
    :ivar banners: since when each says that sources are wanted, None where it does not tell
    :ivar disambiguates: it is a page of links to those that are called alike
    """

    length: int
    paragraphs: int
    cited: int
    banners: tuple[datetime.date | None, ...]
    disambiguates: bool


def prose(text: str, wiki: Wiki) -> Prose:
    """What the paragraphs of an article are; of one in which statements were just found, it has been read."""
    reader = _read(text, wiki)
    found = [p for read in reader.sections for p in read.paragraphs if not p.item]
    found = [paragraph for paragraph in found if len(paragraph.source) >= _SHORTEST_NEIGHBOUR]
    cited = sum(paragraph.sourced for paragraph in found)
    return Prose(reader.prose, len(found), cited, reader.since, reader.disambiguates)


@lru_cache(maxsize=1)
def _read(text: str, wiki: Wiki) -> _ParagraphReader:
    return _ParagraphReader(text, wiki)


@cache
def _may_disambiguate(wiki: Wiki) -> re.Pattern[str]:
    """Matches every text with a template of disambiguation pages."""
    return re.compile(titles.transclusion(wiki.names('disambiguation')))


class _ParagraphReader:
    def __init__(self, text: str, wiki: Wiki) -> None:
        self.text = text
        self.wiki = wiki
        self.banner: Banner | None = None
        self.since: tuple[datetime.date | None, ...] = ()
        self.sections = self.read_sections()
        prose = [p for read in self.sections for p in read.paragraphs if not p.item]
        self.body_cited = any(p.cited for read in self.sections[1:] for p in read.paragraphs if not p.item)
        self.prose = sum(len(paragraph.source) for paragraph in prose)

    def statements(self, *, for_lists: bool) -> Iterator[Statement]:
        if self.disambiguates:
            return
        for read in self.sections:
            banner = read.banner or self.banner
            for paragraph in read.paragraphs:
                if paragraph.cited or paragraph.covered:
                    continue
                if (text := self.claim(read.section, paragraph, banner)) is None:
                    continue
                yield Statement(
                    kind='section' if read.banner else 'article' if banner else 'uncited',
                    text=text,
                    context=text,
                    offset=0,
                    section=read.section.name,
                    section_number=read.section.number,
                    template=banner.name if banner else '',
                    since=banner.since if banner else None,
                    fingerprint=fingerprint(text) if for_lists else '',
                    weight=self.weight(text, paragraph) if for_lists and not banner else 0,
                )

    def claim(self, section: Section, paragraph: _Paragraph, banner: Banner | None) -> str | None:
        """The plain text of a paragraph that wants a source."""
        shortest = _SHORTEST_UNDER_BANNER if banner and not paragraph.item else _SHORTEST
        if not paragraph.may_have(shortest) or not (banner or self.wants_source(section, paragraph)):
            return None
        text = plaintext.on_one_line(plaintext.strip(paragraph.source.replace(_UNSURE, ''), self.wiki))
        text = text.replace(GAP, '…')
        if not self.is_claim(text, paragraph, shortest):
            return None
        if not banner and not self.is_expected(text, section, paragraph):
            return None
        return None if self.literature and claims.is_explained(text, self.literature) else text

    def wants_source(self, section: Section, paragraph: _Paragraph) -> bool:
        """Whether readers would expect a footnote in a paragraph that no banner is about."""
        return (
            not paragraph.item
            and not paragraph.gap
            and self.prose >= _SHORTEST_ARTICLE
            and not (section.number == 0 and self.body_cited)
        )

    def is_claim(self, text: str, paragraph: _Paragraph, shortest: int) -> bool:
        """Whether it says something that a source could be wanted for."""
        if len(text) < shortest or not _NAMELESS.search(text):
            return False
        if claims.is_notice(paragraph.source) or (paragraph.item and claims.is_work(text)):
            return False
        return len(claims.said(text, self.wiki, introduces=paragraph.introduces)) >= shortest

    def is_expected(self, text: str, section: Section, paragraph: _Paragraph) -> bool:
        """Whether an editor would say of a paragraph without a banner that it wants a source."""
        if sentences.is_small(text[:1]) or text[:1] == '(' or not claims.ends(text, self.wiki):
            return False  # cut off, by a template that cannot be shown or by its author
        if _COPIED_MARK.search(text) or _CHRONICLE.match(text):
            return False  # translated with its footnotes but without their texts; an entry of a list of years
        if _QUOTE.search(text) and sum(map(len, _QUOTED.findall(text))) > 0.4 * len(text):
            return False  # what was said is a matter of its own source
        if claims.is_verse(paragraph.source) or (len(text) < _LONG and claims.is_work(text)):
            return False
        commas = text.count(',')
        if commas >= _MANY and len(text) < _CLOSE * commas:
            return False  # names and names
        if not paragraph.introduces and section.number and commas < _MANY:
            return True
        # One sentence may be a definition, an enumeration, or there for the list behind it.
        if sentences.several(text, self.wiki):
            return True
        return bool(section.number) and commas < _MANY and (self.about_living or weight.says_more(text, self.wiki))

    def read_sections(self) -> list[_SectionRead]:
        sections = outline.read(preprocessor.parse(self.text), self.text, self.wiki)
        of_sections: dict[int, Banner] = {}
        if may_hold(self.wiki).search(self.text):
            read_banners = banners.read(sections, self.text, self.wiki)
            self.since = tuple(banner.since for banner in read_banners)
            for found in read_banners:
                if found.about == 'section':
                    of_sections.setdefault(found.section, found)
                elif found.about == 'article':
                    self.banner = self.banner or found
        reads: list[_SectionRead] = []
        for place, section in enumerate(sections):
            above = reads[section.above].banner if section.above is not None else None
            read = _SectionRead(section, of_sections.get(place) or above)
            if section.expected:
                read.paragraphs = list(self.read_paragraphs(section.body, items=bool(read.banner or self.banner)))
            reads.append(read)
        return reads

    def read_paragraphs(self, body: Sequence[Node], *, items: bool) -> Iterator[_Paragraph]:
        """The paragraphs of a section, and the items of its lists if a banner is about them."""
        expanded = expansion.expand(body, self.text, self.wiki, self.mark, footnote=_FOOTNOTE, gap=GAP, unsure=_UNSURE)
        pending: _Paragraph | None = None
        listed = ('paragraph', 'item') if items else ('paragraph',)
        covered = False  # by the footnote of the sentence that introduces the list
        found = passages.split(expanded, self.wiki)
        for passage, behind in zip(found, coverage.behind(found, _cites, _BETWEEN), strict=True):
            item = passage.kind == 'item'
            if pending is None and passage.kind not in listed:
                covered = covered and item
                continue
            bare = passage.text.strip()
            if pending:
                # A footnote on a line of its own belongs to what stands above it.
                shown = bare.strip(_BETWEEN)
                below = _FOOTNOTE in bare and (not shown or claims.is_label(shown.strip("' ")))
                pending.cited = pending.cited or below
                pending.introduces = bool(shown) and not pending.item and passage.kind in ('item', 'row', 'block')
                yield pending
            covered = item and (pending.covers if pending and not pending.item else covered)
            pending = None
            if passage.kind in listed:
                cited = (
                    covered
                    or _FOOTNOTE in bare
                    or ('//' in bare and bool(_LINK.search(bare)))
                    or claims.names_source(bare)
                )
                pending = _Paragraph(bare, cited, GAP in bare or _UNSURE in bare, item, covered=behind)
        if pending:
            yield pending

    def mark(self, node: Template) -> str | None:
        """What stands for a template: a footnote, or what `onelib.wikitext.expansion.expand` makes of it."""
        title = tree.title(node, self.text)
        name = titles.template_name(title, self.wiki)
        if name in self.wiki.names('inline'):
            return _TAG + _FOOTNOTE
        if references.marks(title, self.wiki):
            return _FOOTNOTE
        if name and references.is_citation(name, self.wiki):
            return _FOOTNOTE
        # A note behind a word that has its own source, like {{efn|Rebuilt.<ref>…</ref>}}.
        hangs = node.start > 0 and not self.text[node.start - 1].isspace()
        return _FOOTNOTE if hangs and self.text.find('<ref', node.start, node.end) >= 0 else None

    @cached_property
    def disambiguates(self) -> bool:
        """Whether it is a page of links to others that are called alike."""
        if not _may_disambiguate(self.wiki).search(self.text):
            return False
        names = self.wiki.names('disambiguation')
        nodes = (node for read in self.sections for node in tree.templates(read.section.body))
        return any(titles.template_name(tree.title(node, self.text), self.wiki) in names for node in nodes)

    @cached_property
    def about_living(self) -> bool:
        """Whether the article is about somebody who lives."""
        return people.lives(self.text, self.wiki)

    def weight(self, text: str, paragraph: _Paragraph) -> int:
        around, last = self.places[id(paragraph)]
        where = Surroundings(around, last, paragraph.introduces, self.about_living, self.covered)
        return weight.of(text, where, self.wiki)

    @cached_property
    def literature(self) -> list[str]:
        """The lines in which the article names its books."""
        bodies = (read.section.body for read in self.sections if read.section.about_sources and read.section.body)
        return [line for body in bodies for line in self.text[body[0].start : body[-1].end].split('\n')]

    @cached_property
    def covered(self) -> bool:
        """Whether it names at its foot an encyclopedia that it was made from, like ``{{ՀՍՀ|հատոր=5|էջ=210}}``."""
        return any(
            self.names_volume_and_page(node)
            for read in self.sections[-_FOOT:]
            for node in read.section.body
            if isinstance(node, Template)
        )

    def names_volume_and_page(self, node: Template) -> bool:
        if not weight.may_name_volume().search(self.text, node.start, node.end):
            return False
        if len(node.parts) < 2:
            return False
        given = {name for name, part in tree.arguments(node, self.text) if part.value}
        volume, page = weight.places_in_books()
        if given.isdisjoint(volume) or given.isdisjoint(page):
            return False
        name = titles.template_name(tree.title(node, self.text), self.wiki)
        return bool(name) and not references.is_citation(name, self.wiki)

    @cached_property
    def places(self) -> dict[int, tuple[float, bool]]:
        """How far what stands around each paragraph has footnotes, and whether it is the last of its section."""
        prose = [
            (number, paragraph)
            for number, read in enumerate(self.sections)
            for paragraph in read.paragraphs
            if not paragraph.item and len(paragraph.source) >= _SHORTEST_NEIGHBOUR
        ]
        shares = weight.around([(paragraph.footnotes, number) for number, paragraph in prose])
        sections = [number for number, _ in prose]
        last = map(operator.ne, sections, [*sections[1:], -1])
        return {id(p): (share, ends) for (_, p), share, ends in zip(prose, shares, last, strict=True)}

"""Statements that nobody tagged one by one: paragraphs under a banner, and paragraphs without a footnote.

A paragraph counts as sourced if there is a footnote anywhere in it, or right behind it, or if it names its source in
the text: a citation template or an external link.  What is left is of kind

- ``section``: a banner in its section (or in one that this is a part of) says that sources are wanted;
- ``article``: a banner above the article says so;
- ``uncited``: there is no banner, but readers would expect a footnote here.

``uncited`` leaves out what readers do not expect footnotes for: the lead of an article whose body has some, leads of
one sentence, which are definitions, plots, sections of references, literature and links, disambiguation pages,
everything that is no prose (lists, tables, captions, quotations, enumerations), paragraphs of less than a hundred
characters, which are mostly transitions, and articles of less than five hundred, in which one general source stands for
all.  It cannot know whether a general source at the end of the article covers a paragraph, whether the statement is
common knowledge, and what a template says that it cannot expand: paragraphs with such a template in their midst are
left out.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property

from onelib import wikis
from onelib.wikis import Wiki, titles
from onelib.wikitext import passages, plaintext, preprocessor, sentences, tree
from onelib.wikitext.statements.statement import Statement, fingerprint
from onelib.wikitext.statements.tagged import date_of
from onelib.wikitext.tree import Node, Template

__all__ = ['KINDS', 'find', 'may_hold']

KINDS = ('section', 'article', 'uncited')

_FOOTNOTE, _GAP = '\U0010fffd', '\U0010fffc'
_ENDS_SENTENCE = re.compile(r'[.!…։]["“”»’)\]]*$')
_LINK = re.compile(r'https?://|\[//', re.IGNORECASE)
_NUMBER = re.compile(r'\d+')
_QUOTATION = re.compile(r'[„“”«»]|"[^"]{10,}"')
_QUOTED = re.compile(r'„[^“”"]+[“”"]|«[^»]+»|“[^”]+”|"[^"]{10,}"')
_COPIED_MARK = re.compile(r'\[\d+\]')
_CHRONICLE = re.compile(r'\W*\d{3,4}\b[^.]{0,20} [–—-] ')
_NAMELESS = re.compile(r'[^\W\d_]')
_SHORTEST_UNDER_BANNER, _SHORTEST, _SHORTEST_ARTICLE = 40, 100, 500
_NO_FOOTNOTES_EXPECTED = ('references', 'literature', 'links', 'see_also', 'plot')
_CITING = ('citation', 'shortened', 'inline')


@dataclass(slots=True)
class _Paragraph:
    """A paragraph of an article as it was expanded.

    :ivar cited: there is a footnote or a link in it
    :ivar gap: a template in it cannot be shown
    :ivar introduces: a list, table or quotation follows
    """

    source: str
    cited: bool
    gap: bool
    introduces: bool = False


@dataclass(slots=True)
class _Section:
    number: int
    level: int
    heading: str
    body: list[Node]
    expected: bool
    banner: Template | None = None
    paragraphs: list[_Paragraph] = field(default_factory=list)


@cache
def may_hold(wiki: Wiki) -> re.Pattern[str]:
    """Matches every text with a banner."""
    return re.compile(titles.transclusion(wiki.banners))


def find(text: str, wiki: Wiki, kinds: Collection[str]) -> list[Statement]:
    """The paragraphs without a source, in reading order."""
    return [statement for statement in _ParagraphReader(text, wiki).statements() if statement.kind in kinds]


class _ParagraphReader:
    def __init__(self, text: str, wiki: Wiki) -> None:
        self.text = text
        self.wiki = wiki
        self.banner: Template | None = None
        self.sections = self.read_sections()
        self.body_cited = any(p.cited for section in self.sections[1:] for p in section.paragraphs)
        self.prose = sum(len(p.source) for section in self.sections for p in section.paragraphs)

    def statements(self) -> Iterator[Statement]:
        if self.disambiguates():
            return
        for section in self.sections:
            banner = section.banner or self.banner
            if not section.expected:
                continue
            for paragraph in section.paragraphs:
                if not paragraph.cited and (statement := self.statement(section, paragraph, banner)):
                    yield statement

    def statement(self, section: _Section, paragraph: _Paragraph, banner: Template | None) -> Statement | None:
        if not banner and not self.wants_source(section, paragraph):
            return None
        text = plaintext.on_one_line(plaintext.strip(paragraph.source.replace(_GAP, ''), self.wiki))
        if len(text) < (_SHORTEST_UNDER_BANNER if banner else _SHORTEST) or not _NAMELESS.search(text):
            return None
        weight = 0 if banner else self.weight(text)
        if not banner and not self.is_claim(text, section, paragraph, weight):
            return None
        kind = 'section' if section.banner else 'article' if banner else 'uncited'
        return Statement(
            kind=kind,
            text=text,
            context=text,
            offset=0,
            section=section.heading,
            section_number=section.number,
            template=tree.title(banner, self.text) if banner else '',
            since=date_of(banner, self.text, self.wiki) if banner else None,
            fingerprint=fingerprint(text),
            weight=weight,
        )

    def wants_source(self, section: _Section, paragraph: _Paragraph) -> bool:
        """Whether readers would expect a footnote in a paragraph that no banner is about."""
        return (
            len(paragraph.source) >= _SHORTEST
            and not paragraph.gap
            and self.prose >= _SHORTEST_ARTICLE
            and not (section.number == 0 and self.body_cited)
        )

    def is_claim(self, text: str, section: _Section, paragraph: _Paragraph, weight: int) -> bool:
        """Whether an editor would say of a paragraph that it wants a source."""
        if sentences.is_small(text[:1]) or text[:1] == '(' or not _ENDS_SENTENCE.search(text):
            return False  # cut off, by a template that cannot be shown or by its author
        if _COPIED_MARK.search(text) or _CHRONICLE.match(text):
            return False  # translated with its footnotes but without their texts; an entry of a list of years
        if sum(map(len, _QUOTED.findall(text))) > 0.4 * len(text):
            return False  # what was said is a matter of its own source
        single = len(sentences.split(text, self.wiki)) == 1
        if single and (section.number == 0 or text.count(',') >= 10):
            return False  # a definition; an enumeration
        return not (single and paragraph.introduces and not weight)

    def read_sections(self) -> list[_Section]:
        found: list[_Section] = []
        around: list[_Section] = []  # the sections that the next one may be a part of
        for number, heading, body in tree.sections(preprocessor.parse(self.text)):
            level = heading.level if heading else 0
            name = plaintext.heading(heading, self.text, self.wiki) if heading else ''
            while around and around[-1].level >= level:
                around.pop()
            above = around[-1] if around else None
            expected = name.casefold() not in _unexpected(self.wiki) and (above is None or above.expected)
            section = _Section(number, level, name, body, expected)
            section.banner = self.find_banner(section) or (above.banner if above else None)
            section.paragraphs = list(self.read_paragraphs(body)) if expected else []
            found.append(section)
            if level:
                around.append(section)
        return found

    def find_banner(self, section: _Section) -> Template | None:
        """The banner of a section; one above the lead that is not about the lead alone is the article's."""
        for node in tree.templates(section.body):
            name = titles.template_name(tree.title(node, self.text), self.wiki)
            if name in self.wiki.banners:
                if section.level or name in self.wiki.names('section'):
                    return node
                self.banner = self.banner or node
        return None

    def read_paragraphs(self, body: list[Node]) -> Iterator[_Paragraph]:
        expanded = plaintext.expand(body, self.text, self.wiki, self.mark, footnote=_FOOTNOTE)
        pending: _Paragraph | None = None
        for passage in passages.split(expanded, self.wiki):
            bare = passage.text.strip().lstrip(_GAP)
            if pending:
                # A footnote on a line of its own belongs to what stands above it.
                alone = _FOOTNOTE in bare and not bare.strip(f'{_FOOTNOTE}{_GAP} \n')
                pending.cited = pending.cited or alone
                pending.introduces = passage.kind in ('item', 'row', 'block')
                yield pending
            cited = _FOOTNOTE in bare or bool(_LINK.search(bare))
            pending = _Paragraph(bare, cited, _GAP in bare) if passage.kind == 'paragraph' else None
        if pending:
            yield pending

    def mark(self, node: Template) -> str | None:
        """What stands for a template: a footnote, a gap, or what `plaintext.expand` makes of it."""
        title = tree.title(node, self.text)
        name = titles.template_name(title, self.wiki)
        if title.lower().startswith('#tag:ref') or any(name in self.wiki.names(kind) for kind in _CITING):
            return _FOOTNOTE
        return None if plaintext.shows(node, self.text, self.wiki) else _GAP

    def disambiguates(self) -> bool:
        names = self.wiki.names('disambiguation')
        nodes = (node for section in self.sections for node in tree.templates(section.body))
        return any(titles.template_name(tree.title(node, self.text), self.wiki) in names for node in nodes)

    @cached_property
    def about_living(self) -> bool:
        """Whether the article is in a category of living people."""
        text = self.text.casefold()
        return any(f':{name.casefold()}' in text for name in self.wiki.categories.get('living', ()))

    def weight(self, text: str) -> int:
        """One point for each figure, up to five; three for a quotation, a superlative, a living person each."""
        words = text.casefold()
        return (
            min(5, len(_NUMBER.findall(text)))
            + 3 * bool(_QUOTATION.search(text))
            + 3 * any(f' {word}' in words for word in self.wiki.superlatives)
            + 3 * self.about_living
        )


@cache
def _unexpected(wiki: Wiki) -> frozenset[str]:
    """Headings of sections in which nobody expects footnotes; English ones are seen everywhere."""
    known = (wiki, wikis.load('en'))
    return frozenset(
        name.casefold() for w in known for kind in _NO_FOOTNOTES_EXPECTED for name in w.headings.get(kind, ())
    )

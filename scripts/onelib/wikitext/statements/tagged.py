"""Tagged statements, like ``Založena byla 1781.{{Fakt/dne|20190501}}``: what each tag in a text is about.

The same is told of places without a tag: what one would be about if it stood there.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import islice

from onelib import wikis
from onelib.wikis import Wiki, titles
from onelib.wikitext import dates, expansion, passages, plaintext, preprocessor, references, sentences, tree
from onelib.wikitext.expansion import GAP
from onelib.wikitext.statements import banners, outline, places
from onelib.wikitext.statements.dating import date_of
from onelib.wikitext.statements.statement import Statement, fingerprint
from onelib.wikitext.tree import Argument, Extension, Heading, Node, Part, Template

__all__ = ['find', 'may_hold', 'read']

# Tags are marked with private characters while the text around them is made plain: two for each, of plane 15; and
# places with one each, of plane 16.  Footnotes have one for all, and so has what readers see and we cannot.
_FIRST_MARK, _FIRST_PLACE = 0xF0000, 0x100000
_FOOTNOTE = '\U0010fffd'
_MARKS = re.compile(f'[\U000f0000-\U0010efff{_FOOTNOTE}]')
# Tags in a row stand as one, whatever spaces are between them; a place is no more than a gap between two characters.
_TAG, _PLACE = '[\U000f0000-\U000fffff]', f'[\U00100000-\U0010efff{_FOOTNOTE}]'
_EITHER = f'[ \U000f0000-\U0010efff{_FOOTNOTE}]'
_ROW_OF_MARKS = re.compile(f'{_PLACE}*{_TAG}(?:{_EITHER}*{_TAG})?{_PLACE}*|{_PLACE}+')
# A place is not what begins a line, so that an item stays one, and a row.
_LINE_MARKUP = r'[*#:;]+|[ \t:]*\{\||[ \t]*\|[-+}]?|[ \t]*!|-{4,}| '
_PLACES_AT_START = re.compile(f'^({_PLACE}+)({_LINE_MARKUP})', re.MULTILINE)
# A tag right behind a quotation is about what stands in it.
# All that closes is taken at once, whether or not a tag follows: else each of many would be looked at again and again.
_BEHIND_BLOCK = re.compile(
    rf'(?<!\s)((?:\s*+</(?:blockquote|center|div)\s*+>)++)(?:[ \t]*+({_TAG}(?:{_EITHER}*{_TAG})?))?', re.IGNORECASE
)
_ENDS = re.compile(f'[\U000f0000-\U000fffff{_FOOTNOTE}]')
_MAX_TAGS, _MAX_PLACES = 30_000, 60_000
# A value shorter than this and without a full stop says little without its name.
_SHORT = 100
_BLANK = f' {sentences.LINE_BREAK}{sentences.CELL_BREAK}'
_NO_SPACE_BEFORE = ('', *' ,;:.!?)]»”’')


def find(text: str, wiki: Wiki, *, for_lists: bool = True) -> list[Statement]:
    """The statements that citation-needed tags in a text are about, in reading order: one for each tag.

    Tags are those that MediaWiki's preprocessor sees: nothing in comments, ``<nowiki>``, footnotes or other extension
    tags, everything in tables, captions and arguments of templates.

    :param for_lists: with fingerprints
    """
    return read(text, (), wiki, for_lists=for_lists)[0]


def read(
    text: str, positions: Collection[int], wiki: Wiki, *, for_lists: bool = True
) -> tuple[list[Statement], list[Statement]]:
    """What the tags of a text are about, as `find` says, and what tags at these positions would be about, in one go.

    :returns: one statement for each tag, in reading order; and one for each position, in the order of these
    """
    tagged: list[Statement] = []
    placed: dict[int, Statement] = {}
    asked = sorted(set(positions))
    for start in range(0, len(asked) or 1, _MAX_PLACES):
        nodes, planted = places.plant(preprocessor.parse(text), text, asked[start : start + _MAX_PLACES])
        finder = _Finder(text, wiki, nodes, planted.values(), for_lists=for_lists)
        finder.run()
        tagged = list(finder.tagged())
        placed |= {position: finder.found[id(place)] for position, place in planted.items()}
    return tagged, [placed[position] for position in positions]


@cache
def may_hold(wiki: Wiki) -> re.Pattern[str]:
    """Matches every text with a tag, and hardly another."""
    inline = titles.transclusion(wiki.names('inline'))
    if not wiki.banners_in_text:
        return re.compile(inline)
    return re.compile(f'{inline}|' + titles.transclusion(wiki.banners, behind=r'[^\n{]'))


@dataclass(slots=True)
class _Tag:
    """A tag, or a place without one, and the characters that stand for it while the text around it is made plain.

    :ivar name: as written; '' of a place
    :ivar wrapped: the parameter that holds the statement, if the tag is put around it
    :ivar pending: whether it is still to be met
    """

    node: Template
    name: str
    wrapped: Part | None
    mark: str
    end_mark: str = ''
    pending: bool = True


@dataclass
class _Passage:
    """A passage in plain text, and where in it the marks were; and `ends`, where tags and footnotes were."""

    text: str
    marks: dict[str, int]
    ends: frozenset[int]

    @cached_property
    def on_one_line(self) -> str:
        return _one_line(self.text)

    def sentence(self, at: int, wiki: Wiki) -> tuple[int, int]:
        """The span of the sentence that a tag at one of the marks, or at the end, belongs to."""
        if self._sentences is None:
            places = {*self.marks.values(), len(self.text)}
            self._sentences = sentences.around_each(self.text, places, wiki, self.ends)
        return self._sentences[at]

    _sentences: dict[int, tuple[int, int]] | None = None


class _Read:
    """The passages of a field; each is made plain when it is needed."""

    def __init__(self, sources: list[str], wiki: Wiki) -> None:
        self.sources = sources
        self.wiki = wiki
        self.plain: dict[int, _Passage] = {}
        self.places: dict[str, list[int]] = {}
        for number, source in enumerate(sources):
            for mark in set(_MARKS.findall(source)):
                self.places.setdefault(mark, []).append(number)
        self.nearest: dict[int, int] = {}

    def holding(self, mark: str) -> int | None:
        """The number of the passage in which readers see this mark."""
        return next((number for number in self.places.get(mark, ()) if mark in self[number].marks), None)

    def with_text(self, number: int) -> int:
        """The number of this passage, or if it is empty, of the nearest before it that is not; 0 if there is none."""
        empty = []
        while number and not self[number].text:
            empty.append(number)
            number = self.nearest.get(number, number - 1)
        # There may be thousands of tags on lines of their own.
        self.nearest |= dict.fromkeys(empty, number)
        return number

    def __getitem__(self, number: int) -> _Passage:
        if number not in self.plain:
            source = self.sources[number]
            if len(source) > plaintext.LONGEST and (found := _MARKS.search(source)):
                # The tag has to be in what is left of it.
                source = source[max(0, found.start() - plaintext.LONGEST // 2) :]
            self.plain[number] = _without_marks(plaintext.strip(source, self.wiki))
        return self.plain[number]


class _Finder:
    """Says what the tags of a text are about, and what stands at places without one."""

    def __init__(
        self, text: str, wiki: Wiki, nodes: Sequence[Node], asked: Iterable[Template], *, for_lists: bool
    ) -> None:
        self.text = text
        self.wiki = wiki
        self.nodes = nodes
        unique = {id(node): node for node in asked}.values()
        planted = [_Tag(node, '', None, chr(_FIRST_PLACE + number)) for number, node in enumerate(unique)]
        self.has_places = bool(planted)
        self.misused = {id(node) for node in self.banners_in_text()}
        self.wanted = sorted((*islice(self.read_tags(), _MAX_TAGS), *planted), key=lambda tag: tag.node.start)
        self.tags = {id(tag.node): tag for tag in self.wanted}
        self.starts = [tag.node.start for tag in self.wanted]
        self.found: dict[int, Statement] = {}
        # Hundreds of tags may stand in one long sentence.
        self.fingerprint = cache(fingerprint if for_lists else _no_fingerprint)

    def run(self) -> None:
        """Find the statement of each tag and place."""
        for number, heading, body in tree.sections(self.nodes):
            if self.holds_pending([heading, *body] if heading else body):
                name = plaintext.heading(heading, self.text, self.wiki) if heading else ''
                if heading:
                    self.field([heading], name, number)
                self.field(body, name, number)

    def tagged(self) -> Iterator[Statement]:
        """The statements of the tags.  A banner is one only if it stands behind a statement."""
        for tag in self.wanted:
            if tag.name and (self.found[id(tag.node)].text or id(tag.node) not in self.misused):
                yield self.found[id(tag.node)]

    def read_tags(self) -> Iterator[_Tag]:
        marks = map(chr, range(_FIRST_MARK, _FIRST_PLACE))
        for node in tree.templates(self.nodes, in_tags=True):
            name = tree.title(node, self.text)
            canonical = self.wiki.canonical('inline', titles.template_name(name, self.wiki))
            if canonical or id(node) in self.misused:
                yield _Tag(node, name, self.wrapped(node, canonical), next(marks), next(marks))

    def banners_in_text(self) -> Iterator[Template]:
        """Banners that stand behind a statement, where people take them for tags."""
        if self.wiki.banners_in_text and banners.may_hold(self.wiki).search(self.text):
            for banner in banners.read(outline.read(self.nodes, self.text, self.wiki), self.text, self.wiki):
                if banner.about == 'statement':
                    yield banner.node

    def wrapped(self, node: Template, canonical: str | None) -> Part | None:
        """The parameter that holds the statement, if the tag is put around it."""
        if self.wiki.wraps is not None and canonical not in self.wiki.wraps:
            return None
        for key, part in tree.arguments(node, self.text):
            if key in wikis.common()['parameters']['text']:
                words = plaintext.of(part.value, self.text, self.wiki)
                if sum(map(str.isalpha, words)) > 1 and (len(words) > 40 or not self.is_date(words)):
                    return part
        return None

    def is_date(self, words: str) -> bool:
        return dates.parse([words], self.wiki) is not None

    def holds_pending(self, nodes: Sequence[Node]) -> bool:
        if not nodes:
            return False
        # What takes no room may stand at the very end.
        first, last = bisect_left(self.starts, nodes[0].start), bisect_right(self.starts, nodes[-1].end)
        return any(self.wanted[number].pending for number in range(first, last))

    def field(
        self, nodes: Sequence[Node], section: str, number: int, parameter: str = '', before: Part | None = None
    ) -> None:
        """A text that is read as one: a section, or an argument of a template that is shown apart from it.

        :param parameter: the argument's name; it is all that says what a figure in an infobox is about
        :param before: the argument before it, which a tag is about that stands alone in this one
        """
        if not self.holds_pending(nodes):
            return
        met: list[_Tag] = []
        expanded = self.expand(nodes, met)
        if met:
            expanded = _PLACES_AT_START.sub(r'\2\1', expanded)
            if '</' in expanded:
                expanded = _BEHIND_BLOCK.sub(lambda found: f'{found[2]}{found[1]}' if found[2] else found[0], expanded)
            read = _Read([passage.text for passage in passages.split(expanded, self.wiki)], self.wiki)
            shown = set(_MARKS.findall(expanded))
            if before and not any(read[place].text for place in range(len(read.sources))):
                parameter, read = self.name_of(before), _Read([self.expand(before.value, []), *read.sources], self.wiki)
            for tag in met:
                # Others stand in parameters that are not shown here; they are read by themselves.
                if tag.pending and tag.mark in shown:
                    tag.pending = False
                    self.add(tag, read, section, number, parameter)
        for argument, name, previous in self.fields_within(nodes):
            self.field(argument, section, number, name, previous)

    def name_of(self, part: Part) -> str:
        return plaintext.of(part.name or (), self.text, self.wiki).replace('_', ' ')

    def fields_within(self, nodes: Sequence[Node]) -> Iterator[tuple[list[Node], str, Part | None]]:
        """The arguments of the templates among these nodes that hold any, with their names and those before them."""
        for node in nodes:
            if isinstance(node, Template | Argument) and self.holds_pending([node]):
                yield node.title, '', None
                previous = None
                for part in node.parts:
                    yield part.name or [], '', None
                    yield part.value, self.name_of(part), previous
                    previous = part
            elif isinstance(node, Heading):
                yield from self.fields_within(node.children)
            elif isinstance(node, Extension):
                yield from self.fields_within(node.content)

    def marked(self, node: Template, met: list[_Tag]) -> str | None:
        tag = self.tags.get(id(node))
        if tag is None:
            return _FOOTNOTE if references.marks(tree.title(node, self.text), self.wiki) else None
        if not tag.pending:
            return ''
        met.append(tag)
        if tag.wrapped is None:
            return tag.mark
        return f'{tag.mark}{self.expand(tag.wrapped.value, met)}{tag.end_mark}'

    def expand(self, nodes: Sequence[Node], met: list[_Tag]) -> str:
        return expansion.expand(
            nodes, self.text, self.wiki, lambda node: self.marked(node, met), footnote=_FOOTNOTE, gap=GAP
        )

    def add(self, tag: _Tag, read: _Read, section: str, number: int, parameter: str) -> None:
        text, context, offset = self.statement(tag, read)
        if parameter and context and len(context) < _SHORT and not context.endswith(('.', '!', '?', '…')):
            context, offset = f'{parameter}: {context}', offset + len(parameter) + 2
        self.found[id(tag.node)] = Statement(
            kind='tagged' if tag.name else '',
            text=text,
            context=context,
            offset=offset,
            section=section,
            section_number=number,
            template=tag.name,
            since=date_of(tag.node, self.text, self.wiki, apart_from=tag.wrapped) if tag.name else None,
            fingerprint=self.fingerprint(text),
        )

    def statement(self, tag: _Tag, read: _Read) -> tuple[str, str, int]:
        """Text, context and offset of what a tag is about."""
        at = read.holding(tag.mark)
        if at is None:
            # It stands where nothing is shown, like the attributes of a table.
            return '', '', 0
        context, start = read[at].text, read[at].marks[tag.mark]
        if tag.wrapped is not None:
            end = read[at].marks.get(tag.end_mark)
            while end is None and at + 1 < len(read.sources):
                at += 1
                context = f'{context} {read[at].text}'
                end = read[at].marks.get(tag.end_mark)
                if end is not None:
                    end += len(context) - len(read[at].text)
            start, end = _trim(context, start, len(context) if end is None else end)
            context = _one_line(context)
        else:
            # A tag on a line or in a cell of its own is about what stands before it.
            passage = read[read.with_text(at)]
            start, end = passage.sentence(start if context else len(passage.text), self.wiki)
            context = passage.on_one_line
        return context[start:end], context, start


def _no_fingerprint(_: str) -> str:
    return ''


def _one_line(text: str) -> str:
    """A text on one line, as long as it was, with dots for what cannot be shown."""
    return plaintext.on_one_line(text).replace(GAP, '…')


def _without_marks(text: str) -> _Passage:
    """The text of a passage with its marks taken out and no space left that was there for their sake."""
    out = ''
    marks: dict[str, int] = {}
    ends: set[int] = set()
    at = 0
    for row in _ROW_OF_MARKS.finditer(text):
        out += text[at : row.start()]
        out = out if out.strip(_BLANK) else ''
        at = row.end()
        if out.endswith(' ') and text[at : at + 1] in _NO_SPACE_BEFORE:
            out = out[:-1]
        marks |= dict.fromkeys(_MARKS.findall(row[0]), len(out))
        if _ENDS.search(row[0]):
            ends.add(len(out))
        if not out:
            at += len(text[at:]) - len(text[at:].lstrip(_BLANK))
    out = (out + text[at:]).rstrip(_BLANK)
    return _Passage(out, {mark: min(place, len(out)) for mark, place in marks.items()}, frozenset(ends))


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    part = text[start:end]
    start += len(part) - len(part.lstrip())
    return start, start + len(part.strip())

r"""Where a text holds footnotes, like ``<ref name="x">…</ref>``, ``{{#tag:ref|…}}`` and ``{{sfn|Smith|2001}}``.

What is a tag or a template is decided as MediaWiki's preprocessor does, but without parsing the whole page.  Tags and
comments it reads from left to right whatever braces stand around them, so they can be found alone.  A template is
parsed by itself, from its braces on to where they seem to close; where that does not come out as one template, the page
is parsed whole.

Not found: what a template makes on its own, as only the wiki knows, and tags within the text of another footnote:
``<ref>`` does not nest.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache

from onelib import wikis
from onelib.wikis import Wiki, titles
from onelib.wikitext import preprocessor, tags, tree
from onelib.wikitext.tree import Comment, Extension, Ignored, Template

__all__ = ['Reference', 'find', 'is_parenthesis', 'is_unclosed', 'marks', 'role']


@dataclass(frozen=True, slots=True)
class Reference:
    """One footnote marker, the definition of a footnote in a list of references, or one source that a footnote cites.

    :ivar kind: ``ref``: a ``<ref>`` tag, those in lists of references included; ``function``: a ``{{#tag:ref}}``;
        ``short``: a template that stands for a footnote, like ``{{sfn}}``, ``{{r}}`` or ``{{refn}}``
    :ivar name: the name of the footnote, or of the one that it points to; '' without
    :ivar group: the group of footnotes, '' for the usual one
    :ivar content: the wikitext of the footnote; '' if it only points to another one
    :ivar start: where it begins in the page
    :ivar listed: it stands in a list of references, and marks nothing in the text
    :ivar within: the extension tag in whose content it stands, like ``references`` or ``gallery``; '' if in none
    :ivar key: what identifies the source, like ``doi:10.1000/1``, ``isbn:9780306406157``, ``url:example.org/a``,
        ``words:…`` or ``work:smith 2001``; ``name:…`` if the footnote it points to is not on the page; '' for none
    :ivar is_reuse: it points to another footnote, or cites a source that an earlier footnote or the bibliography has
    """

    kind: str
    name: str
    group: str
    content: str
    start: int = field(default=0, compare=False)
    listed: bool = False
    within: str = ''
    key: str = ''
    is_reuse: bool = False

    @property
    def points(self) -> bool:
        """Whether it only points to another footnote by its name."""
        return not self.content and bool(self.name)


# Sanitizer::getAttribsRegex and getAttribNameRegex.
_ATTRIBUTE = re.compile(
    r"""([^\t\n\f\r />=]+)(?:[\t\n\f\r ]*=[\t\n\f\r ]*(?:"([^"]*)(?:"|$)|'([^']*)(?:'|$)|([^\t\n\f\r >]*)))?"""
)
_BLANK = re.compile('[\t\r\n ]+')
_QUOTED = re.compile(r'["\'](.+)["\']|""|\'\'', re.DOTALL)
_REF_TAG = re.compile(r'<ref(?:erences)?\b[^>]*>', re.IGNORECASE)
_OPEN = re.compile(r'(\{\{+)([^{}|<\[\]]{0,250})')
_BRACES = re.compile(r'\{\{+|\}\}+')
# <ref follow="x">: goes on with the text of a footnote, and marks nothing.  It gets no further than this module.
_CONTINUES = 'continues'
# Footnotes within footnotes: with {{#tag:ref}} it can be done, and two are seen.
_DEEPEST = 3
#: A comment, a tag with its content, or a part that matters in transclusions only.
_Region = Comment | Ignored | Extension


def find(text: str, wiki: Wiki) -> list[Reference]:
    """The footnotes of a text in reading order."""
    return _joined(sorted(_Scan(text, wiki).run(), key=lambda marker: marker.start))


def _joined(markers: list[Reference]) -> list[Reference]:
    """The footnotes with the text that others continue them by; of these, nothing is left but that they are there."""
    more: dict[tuple[str, str], list[str]] = {}
    for marker in markers:
        if marker.kind == _CONTINUES:
            more.setdefault((marker.group, marker.name), []).append(marker.content)
    if not more:
        return markers
    found: list[Reference] = []
    begun = {(marker.group, marker.name) for marker in markers if marker.kind != _CONTINUES and marker.content}
    for marker in markers:
        place = marker.group, marker.name
        if marker.kind == _CONTINUES:
            # Without a footnote of that name, it is one itself.
            content = '' if place in begun else marker.content
            found.append(replace(marker, kind='ref', name='', content=content))
        elif marker.content and place in more:
            found.append(replace(marker, content=' '.join((marker.content, *more.pop(place)))))
        else:
            found.append(marker)
    return found


@lru_cache(maxsize=10_000)
def role(title: str, wiki: Wiki) -> str:
    """What a template has to do with footnotes: a key of ``footnotes`` in ``common.toml``, or ''.

    :param title: what stands between the braces and the first pipe
    """
    title = title.strip()
    if title.startswith('#'):
        function, _, argument = title[1:].partition(':')
        if function.lower() in wikis.common()['footnotes']['tag']:
            return {'ref': 'function', 'references': 'lists'}.get(argument.strip().lower(), '')
        return ''
    name = titles.template_name(title, wiki)
    if not name:
        return ''
    if known := _roles().get(name.lower()):
        # {{R}} and {{U}} mean other things elsewhere, but then no footnote has the name that they give.
        return '' if known == 'by_name' and name == 'U' and name not in wiki.names('shortened') else known
    if name in wiki.names('reflist'):
        return 'lists'
    return 'author_year' if name in wiki.names('shortened') else ''


def marks(title: str, wiki: Wiki) -> bool:
    """Whether a template marks a footnote in the text.

    :param title: what stands between the braces and the first pipe
    """
    return role(title, wiki) not in ('', 'lists', 'marks_nothing')


def is_unclosed(content: str) -> bool:
    """Whether a ``<ref>`` begins in the text of a footnote: most likely this one was meant to end before it.

    Cite refuses such a footnote (`Cite::validateRefOutsideOfReferences`).
    """
    if not _REF_TAG.search(content):
        return False
    hidden = [r for r in tags.find(content) if not isinstance(r, Extension) or r.name not in ('ref', 'references')]
    starts = [region.start for region in hidden]
    for tag in _REF_TAG.finditer(content):
        number = bisect_right(starts, tag.start()) - 1
        if number < 0 or hidden[number].end <= tag.start():
            return True
    return False


def is_parenthesis(name: str) -> bool:
    """Whether a template by author and year only prints a citation, where others make a footnote of it."""
    return name.lower().startswith('harv')


@cache
def _roles() -> Mapping[str, str]:
    kinds = ('author_year', 'several', 'by_name', 'with_text', 'marks_nothing', 'lists')
    return {name: kind for kind in kinds for name in wikis.common()['footnotes'][kind]}


class _Scan:
    """The footnotes of a text, or of the content of a tag."""

    def __init__(self, text: str, wiki: Wiki, offset: int = 0, within: str = '') -> None:
        self.text = text
        self.wiki = wiki
        self.offset = offset
        self.within = within
        self.markers: list[Reference] = []
        self.lists: list[tuple[int, int, str]] = []  # lists of references made by templates, with their groups

    def run(self) -> list[Reference]:
        regions = list(tags.find(self.text))
        for region in regions:
            if isinstance(region, Extension):
                self.read_tag(region)
        by_tags, self.markers = self.markers, []
        if not self.read_templates(regions):
            self.markers, self.lists = [], []
            self.read_nodes(preprocessor.parse(self.text), self.text, 0)
        markers = by_tags + self.markers
        if not self.lists:
            return markers
        starts = [start for start, _, _ in self.lists]
        return [self.as_listed(marker, bisect_right(starts, marker.start - self.offset) - 1) for marker in markers]

    def add(self, kind: str, start: int, name: str, group: str, content: str) -> None:
        content = content if content.strip() else ''
        self.markers.append(Reference(kind, name, group, content, self.offset + start, within=self.within))

    def as_listed(self, marker: Reference, number: int) -> Reference:
        """The marker as part of a list of references, if that list goes on to where it stands."""
        if number < 0 or self.lists[number][1] <= marker.start - self.offset or marker.kind == 'short':
            return marker
        return replace(marker, listed=True, group=marker.group or self.lists[number][2])

    def read_tag(self, region: Extension) -> None:
        if region.name == 'ref':
            given = _attributes(region.attributes)
            # What is new in a sub-reference is a page number or the like; with details= the text is that of the whole.
            points_to = given.get('extends', '')
            content = self.text[slice(*region.inner)] if region.inner and not points_to else ''
            name, kind = points_to or given.get('name', ''), 'ref'
            if not name and given.get('follow') and content.strip():
                name, kind = given['follow'], _CONTINUES
            self.add(kind, region.start, name, given.get('group', ''), content)
        elif region.inner and region.name in wikis.common()['footnotes']['wikitext_tags']:
            self.read_content(region, region.inner)

    def read_content(self, region: Extension, inner: tuple[int, int]) -> None:
        start, end = inner
        # Each line of a gallery is parsed by itself.
        pieces = self.text[start:end].split('\n') if region.name == 'gallery' else [self.text[start:end]]
        for piece in pieces:
            if '<' in piece or '{{' in piece:
                found = _Scan(piece, self.wiki, self.offset + start, region.name).run()
                if region.name == 'references':
                    group = _attributes(region.attributes).get('group', '')
                    found = [replace(marker, listed=True, group=marker.group or group) for marker in found]
                self.markers += found
            start += len(piece) + 1

    def read_templates(self, regions: list[_Region]) -> bool:
        """Each template that matters by itself; False if one of them needs a look at the whole."""
        starts = [region.start for region in regions]
        done = 0
        for found in _OPEN.finditer(self.text):
            at = found.start()
            if at < done or not self.may_matter(found):
                continue
            region = regions[bisect_right(starts, at) - 1] if starts and starts[0] <= at else None
            if region and at < region.end:
                continue
            template = self.template_at(at, regions, starts) if len(found[1]) == 2 else None
            if template is None:
                return False
            done = at + template.end
            self.read_nodes([template], self.text[at:done], at)
        return True

    def may_matter(self, found: re.Match[str]) -> bool:
        behind = self.text[found.end() : found.end() + 1]
        if behind in ('<', '{'):
            # A comment within the name, or braces that are sorted out by those behind them.
            return behind == '<' or len(found[1]) > 2
        return behind in ('|', '}') and role(found[2], self.wiki) not in ('', 'marks_nothing')

    def template_at(self, at: int, regions: list[_Region], starts: list[int]) -> Template | None:
        """The template that begins there, with positions from there on; None if that needs a look at the whole."""
        depth, behind = 0, at
        while found := _BRACES.search(self.text, behind):
            number = bisect_right(starts, found.start()) - 1
            if number >= 0 and found.start() < regions[number].end:
                behind = regions[number].end
                continue
            behind = found.end()
            pairs, odd = divmod(len(found[0]), 2)
            if odd:
                break
            depth += pairs if found[0][0] == '{' else -pairs
            if depth <= 0:
                nodes = preprocessor.parse(self.text[at : behind + 2 * depth])
                return nodes[0] if len(nodes) == 1 and isinstance(nodes[0], Template) else None
        return None

    def read_nodes(self, nodes: list[tree.Node] | list[Template], text: str, at: int) -> None:
        ends: list[int] = []  # of the footnotes that we are in
        for node in tree.templates(nodes):
            while ends and ends[-1] <= node.start:
                ends.pop()
            if len(ends) >= _DEEPEST:
                continue
            title = tree.title(node, text)
            match role(title, self.wiki):
                case 'function':
                    self.read_function(node, text, at)
                    ends.append(node.end)
                case 'lists':
                    given = _values(node, text)
                    if not self.lists or self.lists[-1][1] <= at + node.start:
                        self.lists.append((at + node.start, at + node.end, _unquoted(given.get('group', ''))))
                case 'with_text':
                    given = _values(node, text)
                    name, group = given.get('name', ''), given.get('group', '')
                    self.add('short', at + node.start, name, group, given.get('1', ''))
                    ends.append(node.end)
                case 'by_name':
                    self.read_names(node, text, at, title)
                case 'author_year' | 'several':
                    # Within a footnote {{harvnb}} is its text, but {{sfn}} one more footnote.
                    if not ends or not is_parenthesis(titles.template_name(title, self.wiki)):
                        self.add('short', at + node.start, '', '', text[node.start : node.end])
                case _:
                    pass

    def read_function(self, node: Template, text: str, at: int) -> None:
        # The first argument is the content even if there is an equals sign in it.
        content = text[node.parts[0].start : node.parts[0].end] if node.parts else ''
        given = {name: _unquoted(value) for name, value in _values(node, text).items()}
        name = given.get('extends', '') or given.get('name', '')
        self.add('function', at + node.start, name, given.get('group', ''), '' if 'extends' in given else content)

    def read_names(self, node: Template, text: str, at: int, title: str) -> None:
        given = _values(node, text)
        group = given.get('group', given.get('grupa', given.get('g', '')))
        if titles.template_name(title, self.wiki) == 'U':
            group = group or 'uwaga'
        names = [value for name, value in given.items() if name.isdigit() and value]
        if titles.template_name(title, self.wiki) == 'Refhely':
            names = names[:1]  # the page follows
        for name in names:
            self.add('short', at + node.start, name, group, '')


@lru_cache(maxsize=5_000)
def _attributes(source: str) -> Mapping[str, str]:
    """The attributes of a tag as `Sanitizer::decodeTagAttributes` reads them; of two of a name the last one counts."""
    return {
        found[1].lower(): html.unescape(_BLANK.sub(' ', found[2] or found[3] or found[4] or '').strip(' '))
        for found in _ATTRIBUTE.finditer(source)
    }


def _values(node: Template, text: str) -> dict[str, str]:
    return {name: tree.source(part.value, text) for name, part in tree.arguments(node, text)}


def _unquoted(value: str) -> str:
    """The value of an argument of ``{{#tag:}}``: quotes around it may stand or not (`CoreParserFunctions::tagObj`)."""
    found = _QUOTED.fullmatch(value)
    return (found[1] or '') if found else value

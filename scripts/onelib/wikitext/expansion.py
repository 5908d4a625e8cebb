"""Wikitext with its templates expanded, as far as that can be told without the wiki: the first of MediaWiki's steps.

Of a template readers see what ``common.toml`` says of its name.  Of others we go by their shape: a parameter with words
that stands between words of prose is shown by nearly all of them.  What nobody can tell leaves a gap.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, lru_cache

from onelib import wikis
from onelib.wikis import Wiki, titles
from onelib.wikitext import dates, tree
from onelib.wikitext.tree import Argument, Comment, Extension, Heading, Ignored, Node, Template, Text

__all__ = ['GAP', 'Expander', 'expand', 'literal', 'typed']

#: For what readers see and we cannot: one character, which no text has; readers of lists see dots there.
GAP = '\U0010fffc'


#: Turns a template into text, or gives None to leave it to the rules of this module.
Expander = Callable[[Template], str | None]

# Parser functions that change the form of a text, not its words.
_FUNCTION = re.compile(r'(?:formatnum|lc|uc|lcfirst|ucfirst)\s*:', re.IGNORECASE)
_FIELD = re.compile(r'\{([^{}]+)\}')
_POWER = re.compile(r'^e(\d+)')
_SUBSCRIPT = re.compile(r'(?<=[^\W\d_])\d+|(?<=[)\]])\d+|^\d+$')
_LANGUAGE = re.compile(r'[a-z]{2,3}(?:-[a-z]+)*$')
_YEAR = re.compile(r'(?:1\d|20)\d\d[a-zа-я]?$')
_ADDRESS = re.compile(r'(?:https?:)?//|\.(?:jpe?g|png|svg|og[gv])$', re.IGNORECASE)
_TWO_LETTERS = re.compile(r'[^\W\d_].*[^\W\d_]', re.DOTALL)
_NOT_PROSE = re.compile(r'\[\[[^\[\]|]*:[^\[\]]*\]\]|<[^<>]*>|https?://\S+')
_ENDED = re.compile(r'[.!?…։]["“”»’)\]\']*$')
# How much of a line is looked at on each side of a template.
_NEAR, _NEAR_NODES, _ABOVE = 200, 8, 20
_DEEPEST = 40

# What must not be taken for markup any more stands as private characters, which `typed` makes readable again.
_LITERAL = re.compile(r"(&(?:#\w+|\w+);)|[\[\]<>{}|=*#:;'_~!-]")
_LITERAL_BASE = 0x10FE00
_TYPED = re.compile('[\U0010fe00-\U0010fe7f]')


def literal(text: str) -> str:
    """Text that nothing takes for markup.  Entities stay: nowiki does not stop them."""
    return _LITERAL.sub(lambda found: found[1] or chr(_LITERAL_BASE + ord(found[0])), text)


def typed(text: str) -> str:
    """The text with what `literal` put away."""
    return _TYPED.sub(lambda found: chr(ord(found[0]) - _LITERAL_BASE), text)


def expand(
    nodes: Sequence[Node],
    text: str,
    wiki: Wiki,
    expander: Expander = lambda _: None,
    *,
    footnote: str = '',
    gap: str = '',
    unsure: str = '',
    depth: int = 0,
) -> str:
    """The source of these nodes without templates, footnotes, comments and tags of extensions.

    :param expander: what to put in place of a template, before the rules of this module apply
    :param footnote: what to put in place of a footnote
    :param gap: what to put in prose for what readers see there and we cannot; with it we go by shapes
    :param unsure: what to put before words that we do not know to be shown
    :param depth: how many templates are around these nodes; within too many nothing is shown
    """
    if depth > _DEEPEST:
        return ''
    if len(nodes) == 1 and isinstance(nodes[0], Text):
        return text[nodes[0].start : nodes[0].end]

    def inside(inner: Sequence[Node]) -> str:
        return expand(inner, text, wiki, expander, footnote=footnote, gap=gap, unsure=unsure, depth=depth + 1)

    out: list[str] = []
    fresh, hidden = True, False  # at the beginning of a line; behind a template that shows nothing there
    for number, node in enumerate(nodes):
        shown: str | None = ''
        match node:
            case Text():
                shown = text[node.start : node.end]
                # A space there would begin a line now.
                shown = shown.lstrip(' ') if hidden else shown
            case Template():
                shown = expander(node)
                if shown is None:
                    call = _Transclusion(node, text, wiki, inside)
                    shown = call.shown()
                if shown is None:
                    shown = call.by_shape(_Line(nodes, number, text), gap, unsure) if gap else ''
            case Argument() if node.parts:
                # What a parameter falls back to is all that can be seen on the page itself.
                shown = inside(node.parts[0].value)
            case Extension(name='ref'):
                shown = footnote
            case Extension() if node.name in _names('tags', 'formulas'):
                shown = gap if gap and _Line(nodes, number, text).is_prose else ''
            case Extension():
                shown = _extension(node, text, inside)
            case Heading():
                shown = inside(node.children)
            case _:
                pass
        hidden = not shown and fresh and (hidden or isinstance(node, Template))
        if shown:
            fresh = shown.endswith('\n')
            out.append(shown)
    return ''.join(out)


def _extension(node: Extension, text: str, inside: Callable[[Sequence[Node]], str]) -> str:
    if not node.inner:
        return ''
    source = text[slice(*node.inner)]
    match node.name:
        case 'nowiki':
            return literal(source)
        case 'pre':
            return f'\n{literal(source)}\n'
        case 'poem':
            return '<br>'.join(inside(node.content).strip().split('\n'))
        case 'gallery':
            return '\n'.join(f'[[File:{line}]]' for line in inside(node.content).split('\n') if '|' in line)
    return ''


class _Line:
    """What stands on the same line as a node, on both sides of it."""

    def __init__(self, nodes: Sequence[Node], number: int, text: str) -> None:
        self.text, self.start = text, nodes[number].start
        before = _prose(self._side(reversed(nodes[max(0, number - _NEAR_NODES) : number]), -1))
        behind = _prose(self._side(nodes[number + 1 : number + 1 + _NEAR_NODES], 1))
        if before.lstrip().startswith(('|', '!')):
            before, behind = before[max(before.rfind('|'), before.rfind('!')) + 1 :], behind.partition('||')[0]
        self.before, self.behind = before.rstrip("' ") if before.endswith("''") else before, behind

    def _side(self, nodes: Iterable[Node], step: int) -> str:
        found = ''
        for node in nodes:
            if isinstance(node, Text):
                piece = self.text[node.start : node.end]
                if step < 0:
                    piece = piece[-_NEAR:]
                    line = piece.rpartition('\n')[2]
                    found = line + found
                else:
                    piece = piece[:_NEAR]
                    line = piece.partition('\n')[0]
                    found += line
                if len(line) < len(piece) or len(found) >= _NEAR:
                    break
            elif not isinstance(node, Template | Extension | Comment | Ignored | Argument):
                break
        return found

    @property
    def is_prose(self) -> bool:
        """Whether there are words beside the node."""
        return _has_words(self.before) or _has_words(self.behind)

    @property
    def interrupts(self) -> bool:
        """Whether the node stands on a line of its own below one that has not come to its end."""
        above = self.text[max(0, self.start - _ABOVE) : self.start].rstrip(' \t')
        return above.endswith('\n') and (above[-2:-1].isalnum() or above[-2:-1] in (',', ':'))

    @property
    def is_between(self) -> bool:
        """Whether there are words on both sides of the node."""
        return _has_words(self.before) and _has_words(self.behind)

    @property
    def goes_on(self) -> bool:
        """Whether the node stands within a sentence."""
        if _has_words(self.before) and not _ENDED.search(self.before.rstrip()):
            return True
        following = self.behind.lstrip(' \'"„“«([')[:1]
        if not _has_words(self.behind):
            return False
        # A small letter, or one of a script without: the sentence begins before it.
        return not (following.isupper() or following.istitle()) if self.behind[:1].isspace() else following in ',;–—-'

    @property
    def hangs(self) -> bool:
        """Whether the node is put to the end of a word or of a stop, as marks of footnotes are."""
        if self.behind[:1].isalnum() or self.behind.startswith('[['):
            return False  # it joins two words, like a dash
        last = self.before[-1:]
        return last.isalpha() or last in ('.', ',', ';', ':', '!', '?', '»', '“', '”', '’', ')', ']', '։')


def _has_words(text: str) -> bool:
    return any(map(str.isalnum, text))


def _prose(line: str) -> str:
    """A line without what shows no words: links to files and categories, tags, addresses."""
    return _NOT_PROSE.sub('', line) if ':' in line or '<' in line else line


class _Transclusion:
    """A template as it stands in a text."""

    def __init__(self, node: Template, text: str, wiki: Wiki, inside: Callable[[Sequence[Node]], str]) -> None:
        self.node, self.text, self.wiki, self.inside = node, text, wiki, inside
        self.title = tree.title(node, text)
        self.name = titles.template_name(self.title, wiki)

    def shown(self) -> str | None:
        """What readers see of it, in wikitext; None if its name does not tell."""
        if function := _FUNCTION.match(self.title):
            return self.title[function.end() :]
        name = self.name.lower()
        if name in _characters() and not self.node.parts:
            return html.escape(_characters()[name])
        if form := _form(name):
            return self._in_form(form)
        return '' if _shows_nothing(self.name, self.wiki) else None

    def _in_form(self, form: str) -> str:
        values = self._values()
        match form:
            case 'quantity':
                return _quantity(values)
            case 'interlanguage':
                return _interlanguage(values)
            case 'formula':
                pieces = [value for key, value in values.items() if key.isdigit()]
                return ''.join(_SUBSCRIPT.sub(lambda found: f'<sub>{found[0]}</sub>', piece) for piece in pieces)
        found = [_first(field[1].split('|'), values) for field in _FIELD.finditer(form)]
        if not any(found):
            return ''
        fields = iter(found)
        return _FIELD.sub(lambda _: next(fields), form).strip()

    def _values(self) -> dict[str, str]:
        return {key: self.inside(part.value).strip() for key, part in tree.arguments(self.node, self.text)}

    def by_shape(self, line: _Line, gap: str, unsure: str) -> str:
        """What readers see of a template of which we know no more than where it stands and what is written into it."""
        if not line.is_prose and not line.interrupts:
            return ''
        values = self._values()
        words = {key: value for key, value in values.items() if key.isdigit() and value}
        if not line.is_prose:
            return unsure if words else ''
        if not line.goes_on:
            return unsure if words and line.is_between and not line.hangs else ''
        named = [value for key, value in values.items() if not key.isdigit()]
        if not self.title or self.title.startswith('#'):
            return gap
        if not words:
            # Only a date: somebody asks for something.  Behind a word: a mark above the line.
            dated = bool(named) and dates.parse(named, self.wiki) is not None
            return '' if dated or line.hangs else gap
        if all(_YEAR.match(value) or dates.parse([value], self.wiki) for value in words.values()):
            return '' if line.hangs or dates.parse(words.values(), self.wiki) else gap
        if any(_YEAR.match(value) for value in list(words.values())[1:]):
            return ''  # Novák 1990: a shortened footnote
        shown = _interlanguage(values)
        if line.hangs or _LANGUAGE.match(shown) or not _TWO_LETTERS.search(shown) or _ADDRESS.search(shown):
            return '' if line.hangs else gap
        return unsure + shown


def _first(keys: Iterable[str], values: Mapping[str, str]) -> str:
    return next((value for key in keys if (value := values.get(key.strip(), ''))), '')


def _interlanguage(values: Mapping[str, str]) -> str:
    """What is shown of a link to another language, as in ``{{нп|here|words|de|there}}`` or ``{{ill|de|there}}``."""
    if named := _first(_names('parameters', 'label'), values):
        return named
    if _LANGUAGE.match(values.get('1', '')) and values.get('2'):
        # The older order, or {{lang|de|Wort}}.
        return values.get('3') or values['2']
    if _LANGUAGE.match(values.get('2', '')) and '3' in values and not _LANGUAGE.match(values['3']):
        return values.get('1', '')
    if '3' in values or '4' in values:
        return values.get('2') or values.get('1', '')
    return values.get('1', '')


def _quantity(values: Mapping[str, str]) -> str:
    """A number or range with its unit, like ``{{convert|110|and|125|mph}}``; into what it is converted is left out."""
    words = [value for _, value in sorted((int(key), value) for key, value in values.items() if key.isdigit())]
    count = 1
    while count < len(words) and words[count] in wikis.common()['range_words']:
        count += 2
    unit = _POWER.sub(r'×10<sup>\1</sup> ', ''.join(words[count : count + 1]))
    return ' '.join(filter(None, (*words[:count], unit)))


def _form(name: str) -> str | None:
    if name.startswith(('lang-', 'lang ', 'јез-', 'jez-')):
        return '{1}'
    return _forms().get(name)


@cache
def _forms() -> dict[str, str]:
    return {name: form for form, names in wikis.common()['shows'].items() for name in names}


@cache
def _characters() -> dict[str, str]:
    return {name.lower(): text for name, text in wikis.common()['characters'].items()}


@cache
def _names(table: str, kind: str) -> tuple[str, ...]:
    return tuple(wikis.common()[table][kind])


@lru_cache(maxsize=10_000)
def _shows_nothing(name: str, wiki: Wiki) -> bool:
    """Whether readers see no words of a template: a mark at most, or a banner apart from the text."""
    if any(name in wiki.canonical_names[kind] for kind in wiki.canonical_names):
        return True
    name = name.lower()
    if name.endswith(('?', ' inline', '-inline', ' icon')) or name.startswith(('ref-', 'ref ', 'ipa-', 'ipac-')):
        return True
    return name in _silent() or name.startswith(_names('sources', 'citation_prefixes'))


@cache
def _silent() -> frozenset[str]:
    common = wikis.common()
    footnotes = ('author_year', 'several', 'by_name', 'with_text', 'lists', 'marks_nothing')
    lists = (*common['shows_nothing'].values(), *(common['footnotes'][kind] for kind in footnotes))
    lists += (common['sources']['archives'], common['sources']['decoration'])
    return frozenset(name for names in lists for name in names)

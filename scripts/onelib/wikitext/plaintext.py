"""Wikitext as readers see it, like ``the [[Klementinum|library]]<ref>x</ref>`` as ``the library``.

Two steps, as in MediaWiki: `expand` does what the preprocessor does with templates and tags of extensions, `strip`
takes away links, style and HTML.  Templates cannot be expanded without the wiki; those that only dress a text up, like
``{{lang|de|Wort}}``, are listed in ``common.toml``, and all others leave nothing.
"""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import cache
from typing import Any

import mwparserfromhell
from mwparserfromhell.nodes import Comment, ExternalLink, HTMLEntity, Tag, Text, Wikilink
from mwparserfromhell.parser import ParserError
from mwparserfromhell.wikicode import Wikicode

from onelib import wikis
from onelib.wikis import Wiki, titles
from onelib.wikitext import tree
from onelib.wikitext.sentences import CELL_BREAK, LINE_BREAK
from onelib.wikitext.tree import Argument, Extension, Heading, Node, Template

__all__ = ['LONGEST', 'expand', 'heading', 'of', 'on_one_line', 'rendered_parameters', 'shows', 'strip']

#: Turns a template into text, or gives None to leave it to the rules of this module.
Expander = Callable[[Template], str | None]

_MARKUP = re.compile(r"[\[\]<>{}|=*#:;'_~!&\n-]")
_POWER = re.compile(r'^e(\d+)')
_SUPERSCRIPT = str.maketrans('0123456789', '⁰¹²³⁴⁵⁶⁷⁸⁹')
_BRACKETS = re.compile(r'\[\[|\]\]')
# Of an external link; one that is of a link within the wiki does not count.
_EXTERNAL = re.compile(r'(?<!\[)\[(?=(?:[a-z][a-z+.-]*:)?//|mailto:)|(?<!\])\](?!\])', re.IGNORECASE)
_BRACES = re.compile(r'\{\{+|\}\}+')
_ANGLE = re.compile(r'<(?=/?[A-Za-z])')
#: No paragraph that people wrote is longer; what is longer is cut.
LONGEST = 20_000
_QUOTES = re.compile(r"'{2,}")
_WORDS = re.compile(r'__[A-Za-z]+__')
_LITERAL = re.compile(r"(&(?:#\w+|\w+);)|[\[\]<>{}|=*#:;'_~!-]")
_VARIANT = re.compile(r'-\{(?:[A-Za-z;-]*\|)?((?:(?!-\{|\}-).)*)\}-', re.DOTALL)
_HTML = re.compile(
    r'</?(abbr|b|bdi|bdo|big|blockquote|center|cite|code|data|dd|del|dfn|div|dl|dt|em|font|h[1-6]|hr|i|ins|kbd|li|mark|'
    r'ol|p|q|rb|rp|rt|rtc|ruby|s|samp|small|span|strike|strong|sub|sup|table|caption|td|th|tr|time|tt|u|ul|var|wbr)'
    r'(?:\s[^<>]*)?/?>',
    re.IGNORECASE,
)
# Parser functions that change the form of a text, not its words.
_FUNCTION = re.compile(r'(?:formatnum|lc|uc|lcfirst|ucfirst)\s*:', re.IGNORECASE)
_BREAK = re.compile(r'<br\s*/?\s*>|</br\s*>', re.IGNORECASE)
_SPACES = re.compile('[ \t\n\u00a0\u202f]+')
_AROUND_BREAK = re.compile(f'[ {LINE_BREAK}]*{LINE_BREAK}[ {LINE_BREAK}]*')
_EMPTY_BRACKETS = re.compile(r'\s?\(\s*[,;:–—-]*\s*\)|\s?\[\s*\]')
_BEFORE_PUNCTUATION = re.compile(r'(?<=\S)[ ]+([,;:.!?)\]»])(?!\w)')
_AFTER_BRACKET = re.compile(r'([(\[])[ ,;]+')
_HIDDEN = re.compile(r"""\sstyle\s*=\s*(?:"[^"]*|'[^']*|[^\s"'>]*)display\s*:\s*none""", re.IGNORECASE)
_LANGUAGE_PREFIX = re.compile(r'[a-z]{2,3}(?:-[a-z]+){0,2}$')


def of(nodes: Sequence[Node], text: str, wiki: Wiki) -> str:
    """What readers see of these nodes."""
    return strip(expand(nodes, text, wiki), wiki)


def heading(node: Heading, text: str, wiki: Wiki) -> str:
    """The words of a heading on one line."""
    source = expand(node.children, text, wiki).strip()
    return on_one_line(strip(source[node.level : len(source) - node.level], wiki))


def on_one_line(text: str) -> str:
    """Plain text with a space where readers see a new line, and a dot between the cells of a row."""
    return text.replace(LINE_BREAK, ' ').replace(CELL_BREAK, '·')


def expand(
    nodes: Sequence[Node], text: str, wiki: Wiki, expander: Expander = lambda _: None, *, footnote: str = ''
) -> str:
    """The source of these nodes without templates, footnotes, comments and tags of extensions.

    :param expander: what to put in place of a template, before the rules of this module apply
    :param footnote: what to put in place of a ``<ref>``
    """

    def inside(inner: Sequence[Node]) -> str:
        return expand(inner, text, wiki, expander, footnote=footnote)

    out = []
    for node in nodes:
        match node:
            case tree.Text():
                out.append(text[node.start : node.end])
            case Template():
                shown = expander(node)
                out.append(_template(node, text, wiki, inside) if shown is None else shown)
            case Argument():
                # What a parameter falls back to is all that can be seen on the page itself.
                out.append(inside(node.parts[0].value) if node.parts else '')
            case Extension():
                out.append(footnote if node.name == 'ref' else _extension(node, text))
            case Heading():
                out.append(inside(node.children))
            case _:
                pass
    return ''.join(out)


def strip(text: str, wiki: Wiki) -> str:
    """Expanded wikitext of one paragraph as plain text on one line; `LINE_BREAK` is where readers see a new line."""
    text = text[:LONGEST]
    if _MARKUP.search(text):
        text = _VARIANT.sub(_variant, text)
        text = _WORDS.sub('', _BREAK.sub(LINE_BREAK, text))
        # Not by the parser: it takes style tags that cross other markup for text.
        text = _strip_quotes(_without_open(_without_html(text)))
        with suppress(ParserError, RecursionError):
            text = _nodes(mwparserfromhell.parse(text, skip_style_tags=True), wiki)
    return _tidy(text)


def shows(node: Template, text: str, wiki: Wiki) -> bool:
    """Whether `expand` knows what readers see of a template; of others it leaves nothing."""
    title = tree.title(node, text)
    if _FUNCTION.match(title):
        return True
    name = titles.template_name(title, wiki).lower()
    return name in _characters() if not node.parts else rendered_parameters(name) is not None


def rendered_parameters(name: str) -> tuple[str, ...] | None:
    """Which parameters the template of that (normalised) name shows as they are; None if it is not one of those."""
    name = name.lower()
    return ('1',) if name.startswith(('lang-', 'lang ')) else _rendered().get(name)


@cache
def _rendered() -> dict[str, tuple[str, ...]]:
    return {name.lower(): tuple(shown.split()) for shown, names in wikis.common()['shows'].items() for name in names}


@cache
def _characters() -> dict[str, str]:
    return {name.lower(): text for name, text in wikis.common()['characters'].items()}


def _template(node: Template, text: str, wiki: Wiki, inside: Callable[[Sequence[Node]], str]) -> str:
    title = tree.title(node, text)
    if not title:
        return ''
    if function := _FUNCTION.match(title):
        return title[function.end() :]
    name = titles.template_name(title, wiki)
    if not node.parts:
        return html.escape(_characters().get(name.lower(), ''))
    shown = rendered_parameters(name)
    if not shown:
        return ''
    values = {name: inside(part.value).strip() for name, part in tree.arguments(node, text)}
    if shown == ('quantity',):
        return _quantity(values)
    return ' '.join(filter(None, (values.get(key, '') for key in shown)))


def _quantity(values: Mapping[str, str]) -> str:
    """A number or range with its unit, like ``{{convert|110|and|125|mph}}``; into what it is converted is left out."""
    words = [value for _, value in sorted((int(key), value) for key, value in values.items() if key.isdigit())]
    count = 1
    while count < len(words) and words[count] in wikis.common()['range_words']:
        count += 2
    unit = _POWER.sub(lambda power: f'×10{power[1].translate(_SUPERSCRIPT)} ', ''.join(words[count : count + 1]))
    return ' '.join(filter(None, (*words[:count], unit)))


def _extension(node: Extension, text: str) -> str:
    if node.name == 'nowiki' and node.inner:
        return _literal(text[slice(*node.inner)])
    if node.name == 'pre' and node.inner:
        return f'\n{_literal(text[slice(*node.inner)])}\n'
    if node.name == 'poem' and node.inner:
        return '<br>'.join(text[slice(*node.inner)].strip().split('\n'))
    return ''


def _literal(text: str) -> str:
    """Text that the next step must not take for markup.  Entities stay: nowiki does not stop them."""
    return _LITERAL.sub(lambda found: found[1] or f'&#{ord(found[0])};', text)


def _variant(found: re.Match[str]) -> str:
    """``-{text}-`` is the text; of ``-{sr-ec:а; sr-el:b}-`` the first is as good as any."""
    rule = found[1]
    if re.match(r'\s*[a-z]{2,3}(?:-[a-z]+)?\s*:', rule):
        return rule.split(';')[0].partition(':')[2].strip()
    return rule


def _without_open(text: str) -> str:
    """What is opened and not closed, as the plain text that it is: the parser would look for its end for long.

    Templates are expanded by now, so no brace opens one any more.
    """
    text = _BRACES.sub(lambda braces: _literal(braces[0]), text)
    for brackets in (_BRACKETS, _EXTERNAL):
        marks = [(mark.start(), '', mark[0][0] == ']') for mark in brackets.finditer(text)]
        pairs, alone = _pairs(marks)
        if len(marks) > 2 * len(pairs):
            text = _literal_at(alone, brackets, text)
    return text


def _literal_at(places: Collection[int], marks: re.Pattern[str], text: str) -> str:
    return marks.sub(lambda mark: _literal(mark[0]) if mark.start() in places else mark[0], text)


def _without_html(text: str) -> str:
    """The text without tags of HTML, and without what they hide; what only looks like a tag is plain text."""
    if '<' not in text:
        return text
    tags = {tag.start(): tag for tag in _HTML.finditer(text)}
    hidden: list[tuple[int, int]] = []
    if any(_HIDDEN.search(tag[0]) for tag in tags.values()):
        marks = [(at, tag[1].lower(), tag[0].startswith('</')) for at, tag in tags.items() if tag[0][-2] != '/']
        hidden = [(start, tags[end].end()) for start, end in _pairs(marks)[0] if _HIDDEN.search(tags[start][0])]
    out, at = [], 0
    for start, end in sorted(hidden):
        if start >= at:
            out.append(text[at:start])
            at = end
    return _ANGLE.sub('&lt;', _HTML.sub('', ''.join((*out, text[at:]))))


def _pairs(marks: Iterable[tuple[int, str, bool]]) -> tuple[list[tuple[int, int]], set[int]]:
    """Where the marks stand of which one opens and one closes, and where those that have no partner.

    :param marks: where each stands, of which name it is, and whether it closes
    """
    opened: defaultdict[str, list[int]] = defaultdict(list)
    pairs: list[tuple[int, int]] = []
    alone: set[int] = set()
    for at, name, closes in marks:
        if not closes:
            opened[name].append(at)
        elif opened[name]:
            pairs.append((opened[name].pop(), at))
        else:
            alone.add(at)
    return pairs, alone.union(*opened.values())


def _strip_quotes(text: str) -> str:
    """Take the apostrophes of ''italics'' and '''bold''' away, as MediaWiki pairs them on each line."""
    return '\n'.join(_strip_line_quotes(line) if "''" in line else line for line in text.split('\n'))


def _strip_line_quotes(line: str) -> str:
    runs = [len(run) for run in _QUOTES.findall(line)]
    left = [1 if n == 4 else max(n - 5, 0) for n in runs]
    marks = [n - over for n, over in zip(runs, left, strict=True)]
    bold = sum(n in (3, 5) for n in marks)
    italic = sum(n in (2, 5) for n in marks)
    if bold % 2 and italic % 2:
        # Both unbalanced: MediaWiki takes one bold for an apostrophe and an italic.
        left[_not_bold(line, marks)] += 1
    counts = iter(left)
    return _QUOTES.sub(lambda _: "'" * next(counts), line)


def _not_bold(line: str, marks: list[int]) -> int:
    single, several, space = None, None, None
    for i, (run, count) in enumerate(zip(_QUOTES.finditer(line), marks, strict=True)):
        if count != 3:
            continue
        before = line[: run.end() - 3]
        if before.endswith(' '):
            space = i if space is None else space
        elif before[-2:-1] == ' ':
            single = i if single is None else single
        else:
            several = i if several is None else several
    return next((i for i in (single, several, space) if i is not None), 0)


def _nodes(code: Wikicode, wiki: Wiki) -> str:
    return ''.join(_node(node, wiki) for node in code.nodes)


def _node(node: Any, wiki: Wiki) -> str:
    match node:
        case Text():
            return str(node.value)
        case Wikilink():
            return _link(node, wiki)
        case ExternalLink():
            if not node.brackets:
                return str(node.url)
            return _nodes(node.title, wiki) if node.title else ''
        case HTMLEntity():
            return html.unescape(str(node))
        case Tag() | Comment():
            # The mark of a list, a rule, a table: no other tags are left.
            return ''
        case _:
            return str(node)


def _link(node: Wikilink, wiki: Wiki) -> str:
    target = str(node.title).strip()
    if not target.startswith(':'):
        namespace, _ = titles.split_namespace(target, wiki)
        if namespace in ('file', 'category'):
            return ''
        head, colon, _ = target.partition(':')
        if colon and node.text is None and _LANGUAGE_PREFIX.match(head) and wiki.code != 'meta':
            return ''  # a link to another language, shown beside the article
    if node.text is not None:
        return _nodes(node.text, wiki)
    return html.unescape(target.removeprefix(':'))


def _tidy(text: str) -> str:
    """White space as a browser shows it, and nothing left where something was taken out."""
    text = _SPACES.sub(' ', text)
    if LINE_BREAK in text:
        text = _AROUND_BREAK.sub(LINE_BREAK, text)
    if '(' in text or '[' in text:
        text = _AFTER_BRACKET.sub(r'\1', _EMPTY_BRACKETS.sub('', text))
    return _BEFORE_PUNCTUATION.sub(r'\1', text).strip(f' {LINE_BREAK}{CELL_BREAK}')

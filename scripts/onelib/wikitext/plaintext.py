"""Wikitext as readers see it, like ``the [[Klementinum|library]]<ref>x</ref>`` as ``the library``.

The second of MediaWiki's two steps: what `onelib.wikitext.expansion.expand` leaves is without templates and tags of
extensions; here links, style and HTML are taken away.
"""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from functools import lru_cache
from typing import Any

import mwparserfromhell
from mwparserfromhell.definitions import URI_SCHEMES
from mwparserfromhell.nodes import Comment, ExternalLink, HTMLEntity, Tag, Text, Wikilink
from mwparserfromhell.parser import ParserError
from mwparserfromhell.wikicode import Wikicode

from onelib.wikis import Wiki, titles
from onelib.wikitext import raised
from onelib.wikitext.expansion import GAP, expand, literal, typed
from onelib.wikitext.sentences import CELL_BREAK, LINE_BREAK
from onelib.wikitext.tree import Heading, Node

__all__ = ['LONGEST', 'heading', 'named', 'of', 'on_one_line', 'strip']

_MARKUP = re.compile(r"[\[\]<>{}|=*#:;'_~!&\n-]")
_BRACKETS = re.compile(r'\[\[|\]\]')
# Of an external link; one that is of a link within the wiki does not count.
_EXTERNAL = re.compile(r'(?<!\[)\[(?=(?:[a-z][a-z+.-]*:)?//|mailto:)|(?<!\])\](?!\])', re.IGNORECASE)
# What the parser sees, and what it does not take for anything else, in most of prose.
_SIMPLE_LINK = re.compile(r'\[\[(?!\s*[|\]])([^\[\]{}<>|\n:]+)(?:\|([^\[\]{}|]*))?\]\]')
# Each of these begins with a character that is found fast, as few texts have it.
_LIST_MARK = re.compile(r'\n(?:[*#:;]|----)')
_BEGINS_LINE = ('*', '#', ':', ';', '----')
_RARE_ENTITY = re.compile(r'&(?!(?:nbsp|[nm]dash|amp|lt|gt|quot|thinsp|hellip|minus|times|deg|[lr]aquo|[lrb]dquo);)')
_SCHEMES = tuple(URI_SCHEMES)
_LONGEST_SCHEME = max(map(len, _SCHEMES))
_BRACES = re.compile(r'\{\{+|\}\}+')
#: No paragraph that people wrote is longer; what is longer is cut.
LONGEST = 20_000
_QUOTES = re.compile(r"'{2,}")
_WORDS = re.compile(r'__[A-Za-z]+__')
_VARIANT = re.compile(r'-\{(?:[A-Za-z;-]*\|)?((?:(?!-\{|\}-).)*)\}-', re.DOTALL)
_HTML = re.compile(
    r'</?(abbr|b|bdi|bdo|big|blockquote|center|cite|code|data|dd|del|dfn|div|dl|dt|em|font|h[1-6]|hr|i|ins|kbd|li|mark|'
    r'ol|p|q|rb|rp|rt|rtc|ruby|s|samp|small|span|strike|strong|sub|sup|table|caption|td|th|tr|time|tt|u|ul|var|wbr)'
    r'(?:\s[^<>]*)?/?>',
    re.IGNORECASE,
)
_BREAK = re.compile(r'<br\s*/?\s*>|</br\s*>', re.IGNORECASE)
_OTHER_SPACES = ('\t', '\n', '\u00a0', '\u202f')
_APART = re.compile('[ _\t\n]+')
_AROUND_BREAK = re.compile(f'[ {LINE_BREAK}]*{LINE_BREAK}[ {LINE_BREAK}]*')
_EMPTY_BRACKETS = re.compile(rf'\s?\([\s,;:–—{GAP}-]*\)|\s?\[[\s{GAP}]*\]')
# Of what there is to tidy most texts have nothing; so that is asked first, for what is rare and found fast.
_EMPTY_BRACKET = re.compile(rf'\([\s,;:–—{GAP}-]*\)|\[[\s{GAP}]*\]')
_BEFORE_PUNCTUATION = re.compile(r' (?<=\S )([,;:.!?)\]»])(?!\w)')
_SPACE_AND_PUNCTUATION = tuple(f' {mark}' for mark in ',;:.!?)]»')
_AFTER_BRACKET = re.compile(r'([(\[])[ ,;]+')
_HIDDEN = re.compile(r"""\sstyle\s*=\s*(?:"[^"]*|'[^']*|[^\s"'>]*)display\s*:\s*none""", re.IGNORECASE)
_LANGUAGE_PREFIX = re.compile(r'[a-z]{2,3}(?:-[a-z]+){0,2}$')


def of(nodes: Sequence[Node], text: str, wiki: Wiki) -> str:
    """What readers see of these nodes."""
    return strip(expand(nodes, text, wiki), wiki)


def heading(node: Heading, text: str, wiki: Wiki) -> str:
    """The words of a heading on one line."""
    return _plain_heading(_within(node, text, wiki), wiki)


@lru_cache(maxsize=5_000)
def _plain_heading(source: str, wiki: Wiki) -> str:
    return on_one_line(strip(source, wiki))


def named(node: Heading, text: str, wiki: Wiki) -> str:
    """The words of a heading as MediaWiki takes them for the name of the section: ``H2O``, where readers see H₂O."""
    source = _within(node, text, wiki)[:LONGEST]
    if _MARKUP.search(source):
        # A choice between scripts is part of the name as it is written.
        source = _bare(_BREAK.sub('', source), wiki)
    return _APART.sub(' ', typed(source)).strip(' ')


def _within(node: Heading, text: str, wiki: Wiki) -> str:
    source = expand(node.children, text, wiki).strip()
    return source[node.level : len(source) - node.level]


def on_one_line(text: str) -> str:
    """Plain text with a space where readers see a new line, and a dot between the cells of a row."""
    return text.replace(LINE_BREAK, ' ').replace(CELL_BREAK, '·')


def strip(text: str, wiki: Wiki) -> str:
    """Expanded wikitext of one paragraph as plain text on one line; `LINE_BREAK` is where readers see a new line."""
    text = text[:LONGEST]
    if _MARKUP.search(text):
        simple = _of_simple(text)
        text = _of_any(text, wiki) if simple is None else simple
    return _tidy(typed(text))


def _of_any(text: str, wiki: Wiki) -> str:
    text = _VARIANT.sub(_variant, text)
    return raised.show(_bare(raised.mark(_BREAK.sub(LINE_BREAK, text)), wiki))


def _of_simple(text: str) -> str | None:
    """What the parser makes of a text with no markup but style, common entities and links to articles.

    That is most of prose, and the parser takes ten times as long for it.

    :returns: None if there may be other markup in the text
    """
    if '<' in text or _has_other_markup(text):
        return None
    if "''" in text:
        text = _strip_quotes(text)
        # What stands at the beginning of a line now, the parser may take for the mark of a list.
        if _has_other_markup(text):
            return None
    if '[[' in text:
        text = _with_labels(text)
    if '[' in text or ']' in text or '{' in text or '}' in text:
        return None
    if '&' not in text:
        return text
    # What is part of an address stays as it is.
    return None if _RARE_ENTITY.search(text) or _has_address(text) else html.unescape(text)


def _has_other_markup(text: str) -> bool:
    if '__' in text or '[//' in text:
        return True
    return text.startswith(_BEGINS_LINE) or ('\n' in text and bool(_LIST_MARK.search(text)))


def _with_labels(text: str) -> str:
    """The text with the labels of simple links in their place."""
    pieces = _SIMPLE_LINK.split(text)
    links = zip(pieces[1::3], pieces[2::3], strict=True)
    pieces[1::3] = [title.strip() if label is None else label for title, label in links]
    del pieces[2::3]
    return ''.join(pieces)


def _has_address(text: str) -> bool:
    """Whether a colon stands behind the name of a protocol."""
    at = text.find(':')
    while at >= 0:
        if text[max(0, at - _LONGEST_SCHEME) : at].lower().endswith(_SCHEMES):
            return True
        at = text.find(':', at + 1)
    return False


def _bare(text: str, wiki: Wiki) -> str:
    """The text without switches, HTML, apostrophes and links."""
    # Not by the parser: it takes style tags that cross other markup for text.
    text = _strip_quotes(_without_open(_without_html(_WORDS.sub('', text))))
    if "''" not in text and (simple := _of_simple(text)) is not None:
        return simple
    with suppress(ParserError, RecursionError):
        text = _nodes(mwparserfromhell.parse(text, skip_style_tags=True), wiki)
    return text


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
    text = _BRACES.sub(lambda braces: literal(braces[0]), text)
    for brackets in (_BRACKETS, _EXTERNAL):
        marks = [(mark.start(), '', mark[0][0] == ']') for mark in brackets.finditer(text)]
        pairs, alone = _pairs(marks)
        if len(marks) > 2 * len(pairs):
            text = _literal_at(alone, brackets, text)
    return text


def _literal_at(places: Collection[int], marks: re.Pattern[str], text: str) -> str:
    return marks.sub(lambda mark: literal(mark[0]) if mark.start() in places else mark[0], text)


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
    return _HTML.sub('', ''.join((*out, text[at:]))).replace('<', literal('<'))


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
        for number in _not_bold(line, marks):
            left[number] += 1
    counts = iter(left)
    return _QUOTES.sub(lambda _: "'" * next(counts), line)


def _not_bold(line: str, marks: list[int]) -> list[int]:
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
    return [i for i in (single, several, space) if i is not None][:1]


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
    for space in _OTHER_SPACES:
        if space in text:
            text = text.replace(space, ' ')
    while '  ' in text:
        text = text.replace('  ', ' ')
    if LINE_BREAK in text:
        text = _AROUND_BREAK.sub(LINE_BREAK, text)
    if '(' in text or '[' in text:
        if _EMPTY_BRACKET.search(text):
            text = _EMPTY_BRACKETS.sub('', text)
        text = _AFTER_BRACKET.sub(r'\1', text)
    if any(pair in text for pair in _SPACE_AND_PUNCTUATION):
        text = _BEFORE_PUNCTUATION.sub(r'\1', text)
    return text.strip(f' {LINE_BREAK}{CELL_BREAK}')

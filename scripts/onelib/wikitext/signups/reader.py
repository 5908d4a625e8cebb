"""Who has signed up on a page: ``# [[User:Anna|Anna]] ([[User talk:Anna|talk]]) 12:00, 15 January 2027 (UTC)`` is Anna.

An item of a list, a row of a table or a template is one sign-up.  Who signs where several users are linked:

- with a timestamp, the last one linked before the first timestamp, as that is what ``~~~~`` makes; what is behind the
  timestamp answers the sign-up;
- without one, the one whose page and talk page both are linked; else the first, and those whom nothing but a comma or
  "and" joins to it.

Those who are only called (``{{ping|…}}``) or named (``invited by …``, ``questions: …``) do not sign, nor do those who
answer (``#:``); and prose that is no item of a list signs nobody up.  What is struck out or hidden does not count.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from onelib import wikis
from onelib.wikis import Wiki
from onelib.wikitext import preprocessor, tree
from onelib.wikitext.signups import accounts, signatures, timestamps
from onelib.wikitext.signups.signatures import Part, User
from onelib.wikitext.signups.timestamps import Stamp
from onelib.wikitext.tree import Extension, Heading, Node, Template, Text

__all__ = ['Participant', 'parse']

_PRIVATE = re.compile('[\ue000-\uf8ff]')
_SEPARATOR = re.compile(r'\s*(?:[-–—−―~]+|[:,;|•·/]|→)\s*')
_WORD = re.compile(r'[^\W\d_]+')
# What stands in the text for what has been understood: a user of a template, a heading, struck-out text.
_USER = '\ue000'
_END = '\ue001'
_HEADING = '\ue002'
_TOKEN = re.compile(f'{_USER}(\\d+){_END}')
_INVISIBLE = re.compile('[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\u00ad]')
_TAG = re.compile(r'<(/?)([a-zA-Z][a-zA-Z0-9]*)((?:[\s/][^<>]*)?)>')
_STRUCK = frozenset({'s', 'del', 'strike'})
_HIDING = re.compile(r'display\s*:\s*none|visibility\s*:\s*hidden|line-through', re.IGNORECASE)
_MARKUP = {'li': '\n* ', 'tr': '\n|-\n', 'td': '\n| ', 'th': '\n! ', 'table': '\n{|\n', '/table': '\n|}\n', '/tr': '\n'}
_MARKUP |= {'br': '\ue003', '/li': '\n', '/ol': '\n', '/ul': '\n'}
_BREAK = '\ue003'
_LONG_LABEL = re.compile(r'\[\[[^\[\]{}|<>\n]*\|[^\[\]]*\]\]')
_LINK = re.compile(
    rf'{_USER}(?P<user>\d+){_END}'
    r'|\[\[(?P<title>[^\[\]{}|<>\n]*)(?P<label>\|(?:[^\[\]]|\[(?!\[)|\](?!\]))*+\]?)?\]\]'
    r'|\[(?P<url>(?:https?:)?//[^\s\[\]<>"]+)(?P<words>[^\[\]\n]*)\]'
    r'|(?P<bare>https?://[^\s\[\]<>"|]+)'
)
_PARAMETER = re.compile(r'\|\s*[^|=\[\]\s]+\s*=\s*([^|\[\]]+)')
_LIST = re.compile(r'\n\s*[*#]')
_MARKER = re.compile(r'(:+)[ \t]*\d{1,3}[.)]\s+|([*#:;]+)[ \t]*|\s*(?:\d{1,4}\s?[.)]|[•·▪◦‣●])\s+')
_INNER_BAR = re.compile(r'\[\[(?:[^\[\]\n]|\[(?!\[)|\](?!\]))*+\]\]')
_BAR = '\ue004'
_QUOTES = re.compile(r"'{2,}")


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody who has signed up.

    :ivar name: name of the account as MediaWiki writes it, without namespace
    :ivar library: what the line says behind a dash, or the template in ``library=``; plain text, '' if nothing
    :ivar wiki: code of the wiki, like ``pl`` or ``meta``, if the line names one, else ''
    :ivar optout: whether the template says ``optout=yes``: counted in totals, but not named
    """

    name: str
    library: str = ''
    wiki: str = ''
    optout: bool = False


def parse(wikitext: str, wiki: Wiki) -> list[Participant]:
    """Those who have signed up on a page, in order, each once; nothing raises, what is not understood is left out.

    :param wikitext: the page as it is saved
    :param wiki: where the page is: its namespaces apply where a link names no other wiki
    """
    return _SignUpPage(wiki).read(wikitext)


@dataclass
class _SignUpPage:
    wiki: Wiki
    users: list[User] = field(default_factory=list)

    def read(self, wikitext: str) -> list[Participant]:
        text = _PRIVATE.sub('\ufffd', _INVISIBLE.sub('', wikitext))
        text = _as_lines(_readable(self.flat(preprocessor.parse(text), text)))
        found: dict[str, Participant] = {}
        for user in _SignUpLines(self).read(text.split('\n')):
            known = found.get(user.name)
            new = Participant(user.name, user.library, user.wiki, user.optout)
            found[user.name] = _merged(known, new) if known else new
        return list(found.values())

    def flat(self, nodes: Iterable[Node], text: str) -> str:
        """The text with templates replaced by the users whom they name, or by what they are given."""
        return ''.join(self.flat_node(node, text) for node in nodes)

    def flat_node(self, node: Node, text: str) -> str:
        match node:
            case Text():
                return text[node.start : node.end].replace('-{', '').replace('}-', '')
            case Template():
                return self.flat_template(node, text)
            case Heading():
                return _HEADING + self.flat(node.children, text).replace('\n', ' ')
            case Extension(name='poem', inner=(start, end)):
                inner = text[start:end]
                return self.flat(preprocessor.parse(inner), inner) if '<poem' not in inner else ''
            case _:
                return ''

    def flat_template(self, node: Template, text: str) -> str:
        given = {name: self.flat(part.value, text) for name, part in tree.arguments(node, text)}
        values = {name: value.strip() for name, value in given.items()}
        title = self.flat(node.title, text)
        user = signatures.of_template(title, {key: self.as_links(value) for key, value in values.items()}, self.wiki)
        if isinstance(user, str):
            return user
        if user is None:
            # Not known: what it is given may well show, like the signature in {{small|…}}.
            if any(map(_LIST.search, given.values())):
                return '\n'.join(('', *values.values(), ''))  # {{columns|…}}: its items keep their lines
            return ' '.join(values.values())
        said = self.parts(user.library) if user.library else []
        self.users.append(replace(user, library=signatures.plain(signatures.between(said, 0, len(said)))))
        return f'{_USER}{len(self.users) - 1}{_END}'

    def as_links(self, text: str) -> str:
        """A text with the users of templates in it as links."""
        return _TOKEN.sub(
            lambda token: f'[[{self.users[int(token[1])].wiki}:User:{self.users[int(token[1])].name}]]', text
        )

    def parts(self, line: str) -> list[Part]:
        """A line as the users linked on it, timestamps, and the text between them."""
        line = _TAG.sub('', line)
        parts: list[Part] = []
        words: list[str] = []
        at = 0
        for link in _LINK.finditer(line):
            words.append(line[at : link.start()])
            at = link.end()
            user, label = self.linked(link)
            words.append(label)
            if user:
                parts += [*_stamped(''.join(words), self.wiki), user]
                words = []
        words.append(line[at:])
        return parts + _stamped(''.join(words), self.wiki)

    def linked(self, link: re.Match[str]) -> tuple[User | None, str]:
        """The user whom a link leads to, or else the words that it shows."""
        if link['user']:
            return self.users[int(link['user'])], ''
        if link['title'] is None:
            return signatures.of_url(link['url'] or link['bare'], self.wiki), (link['words'] or '')
        user = signatures.of_title(link['title'], self.wiki)
        label = (link['label'] or '')[1:]
        if user or ':' not in link['title'].lstrip(':'):
            return user, '' if user else label or link['title']
        # An image may lead to a user: [[File:X.png|20px|link=User:X]].
        values = _PARAMETER.findall(link['label'] or '')
        targets = (signatures.of_title(to, self.wiki) or signatures.of_url(to, self.wiki) for to in values)
        return next(filter(None, targets), None), '' if signatures.is_file(link['title'], self.wiki) else label


def _merged(first: Participant, other: Participant) -> Participant:
    return replace(
        first,
        library=first.library or other.library,
        wiki=first.wiki or other.wiki,
        optout=first.optout or other.optout,
    )


def _stamped(text: str, wiki: Wiki) -> list[Part]:
    return [*timestamps.split(_QUOTES.sub('', text), wiki)]


def _readable(text: str) -> str:
    """The text without what is struck out, hidden, quoted or shown as code."""
    opened: dict[str, list[re.Match[str]]] = {}
    hidden: list[tuple[int, int]] = []
    for tag in _TAG.finditer(text):
        name = tag[2].lower()
        if not tag[1]:
            if not tag[3].endswith('/'):
                opened.setdefault(name, []).append(tag)
        elif (begun := opened.get(name)) and _hides(begun[-1], text, tag.end()):
            hidden.append((begun.pop().start(), tag.end()))
        elif begun:
            begun.pop()
    for tag in (tag for tags in opened.values() for tag in tags if tag[2].lower() in _STRUCK):
        # Never closed: it takes back the rest of its line, not everybody below.
        end = text.find('\n', tag.end())
        hidden.append((tag.start(), end if end >= 0 else len(text)))
    kept: list[str] = []
    at = 0
    for start, end in sorted(hidden):
        kept.append(text[at:start])
        at = max(at, end)
    return ''.join((*kept, text[at:]))


def _hides(tag: re.Match[str], text: str, end: int) -> bool:
    name = tag[2].lower()
    if name == 'code':
        # Some sign in this type; a sample has its timestamp, if any, inside.
        return not timestamps.spans(text[end : end + 80].partition('\n')[0], wikis.load('en'))
    return name in _STRUCK or name == 'blockquote' or bool(_HIDING.search(tag[3]))


def _as_lines(text: str) -> str:
    """The text with one line for each item or row that HTML makes, and for each link whose label is broken."""
    text = _LONG_LABEL.sub(lambda link: link[0].replace('\n', ' '), text)
    return _TAG.sub(lambda tag: _MARKUP.get(tag[1] + tag[2].lower(), tag[0]), text)


@dataclass
class _Row:
    cells: list[str] = field(default_factory=list)
    heads: int = 0


class _SignUpLines:
    """Reads a page line by line: knows in which section, list, paragraph or table a line stands."""

    def __init__(self, page: _SignUpPage) -> None:
        self.page = page
        self.skipped_level = 0  # of the section in which nobody signs up
        self.above: list[tuple[str, bool]] = []  # list items above, by marker, and whether one can answer them
        self.indent = 0  # colons before the markers of the list that stands above
        self.in_comment = False
        self.in_talk = False  # below words that somebody has signed: what is indented answers them
        self.rows: list[_Row] = []  # one for each open table
        self.columns: list[str] = []

    def read(self, lines: Sequence[str]) -> Iterator[User]:
        for line in lines:
            if line.startswith(_HEADING):
                self.heading(line[1:].strip())
                continue
            if self.skipped_level:
                continue
            yield from self.line(line)
        while self.rows:
            yield from self.end_row()
            self.rows.pop()

    def heading(self, line: str) -> None:
        level = len(line) - len(line.lstrip('='))
        if not self.skipped_level or level <= self.skipped_level:
            words = line.strip('= ').lower()
            alone = frozenset(accounts.words('joining')).isdisjoint(words.split())
            self.skipped_level = level if alone and words.startswith(accounts.words('other_sections')) else 0
        self.above, self.in_comment, self.in_talk = [], False, False

    def line(self, line: str) -> Iterator[User]:
        text = line.strip()
        start = text.lstrip(': ')
        if start.startswith('{|'):
            self.rows.append(_Row())
        elif self.rows and start.startswith('|}'):
            yield from self.end_row()
            self.rows.pop()
        elif self.rows and start.startswith(('|-', '|+')):
            yield from self.end_row()
        elif self.rows and start.startswith(('|', '!')):
            self.cells(start)
        elif marker := _MARKER.match(text):
            given = marker[2] or f'{marker[1] or ""}#'  # 1. and :1. are typed for # and :#
            yield from self.item(given, text[marker.end() :], indented=line[:1].isspace())
        elif self.rows and self.rows[-1].cells:
            self.rows[-1].cells[-1] += f' {text}'
        elif not self.rows:
            for piece in line.split(_BREAK):
                yield from self.paragraph(piece)

    def item(self, marker: str, body: str, *, indented: bool) -> Iterator[User]:
        """An item of a list.  Indented ones are shown as they are typed: examples, unless they were really signed."""
        self.in_comment = False
        colons = len(marker) - len(marker.lstrip(':'))
        if not self.above:
            self.indent = 0 if self.in_talk or colons == len(marker) else colons
        if colons == self.indent < len(marker):
            marker = marker[colons:]  # the whole list is indented
        while self.above and len(self.above[-1][0]) >= len(marker):
            self.above.pop()
        parts = self.page.parts(body)
        above = self.above[-1][1] if self.above else False
        # Below somebody's sign-up stand answers; below the name of a library may stand its people.
        answers = ':' in marker or above or '#' in marker[:-1] or (len(marker) > 1 and not signatures.starts(parts))
        sample = indented and Stamp() not in parts
        signed = [] if answers or sample or marker == ';' else signatures.signers(parts, self.page.wiki)
        if marker == ';':
            self.above = []  # made a heading of what is below
        else:
            self.above.append((marker, answers or bool(signed)))
        yield from signed

    def paragraph(self, line: str) -> Iterator[User]:
        """A line that is no item: a sign-up without its marker only if nothing but a signature stands there."""
        parts = self.page.parts(line)
        self.in_talk = Stamp() in parts
        if not line.strip():
            self.in_comment = False
        elif not signatures.starts(parts):
            self.in_comment = not line.rstrip().endswith(':')
        elif not self.in_comment:
            signed = signatures.signers(parts, self.page.wiki)
            rest = signatures.rest(parts, signed)
            sample = line[:1].isspace() or signed[:1] == [] or signed[0].kind == 'transcluded'
            if signed and (Stamp() in parts or (not sample and (not rest.strip(' .!)') or _SEPARATOR.match(rest)))):
                yield from signed
        self.above = []

    def cells(self, line: str) -> None:
        """A line of a table that begins a cell, or several."""
        row = self.rows[-1]
        head = line.startswith('!')
        bars = _INNER_BAR.sub(lambda link: link[0].replace('|', _BAR), line[1:])
        for cell in (bars.replace('!!', '||') if head else bars).split('||'):
            attributes, bar, content = cell.partition('|')
            row.cells.append((content if bar and '[[' not in attributes else cell).replace(_BAR, '|'))
            row.heads += head

    def end_row(self) -> Iterator[User]:
        row, self.rows[-1] = self.rows[-1], _Row()
        cells = [self.page.parts(cell) for cell in row.cells]
        if row.heads and row.heads == len(cells) and not (len(cells) == 1 and self.columns):
            self.columns = [cell.lower() for cell in row.cells]
            return
        columns = self.columns if len(self.columns) == len(cells) else [''] * len(cells)
        for index, parts in enumerate(cells):
            if _has(columns[index], 'other_columns'):
                continue
            if signed := signatures.signers(parts, self.page.wiki):
                others = [i for i in range(len(cells)) if i != index and not any(isinstance(p, User) for p in cells[i])]
                yield from (self.completed(user, cells, columns, others, index) for user in signed)
                return

    def completed(
        self, user: User, cells: Sequence[list[Part]], columns: Sequence[str], others: Sequence[int], index: int
    ) -> User:
        """A user with the library and the wiki that the other cells of the row name."""
        words = {i: signatures.plain(''.join(part for part in cells[i] if isinstance(part, str))) for i in others}
        code = next((accounts.wiki_code(words[i]) for i in others if words[i].lower() in accounts.codes()), '')
        named = [i for i in others if _has(columns[i], 'library_columns')]
        behind = [i for i in others if i > index and not _has(columns[i], 'other_columns')]
        choices = (words[i] for i in named or behind if words[i].lower() not in accounts.codes())
        library = next(filter(_WORD.search, choices), '')
        return replace(user, library=user.library or library, wiki=user.wiki or code)


def _has(column: str, key: str) -> bool:
    return any(word in column for word in accounts.words(key))

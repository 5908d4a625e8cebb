"""The words of a sign-up page: its wikitext without what is no text, and each line as users, timestamps and words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from onelib import wikis
from onelib.wikis import Wiki, titles
from onelib.wikitext import preprocessor, tree
from onelib.wikitext.signups import signatures, timestamps
from onelib.wikitext.signups.signatures import Part, User
from onelib.wikitext.signups.unclear import TYPED
from onelib.wikitext.tree import Extension, Heading, Node, Template, Text

__all__ = ['BREAK', 'END', 'HEADING', 'INVISIBLE', 'PAGE', 'STRUCK', 'PageWords']

_PRIVATE = re.compile('[\ue000-\uf8ff]')
# What stands in the text for what has been understood: a user of a template, a heading, a page that is shown.
_USER = '\ue000'
END = '\ue001'
HEADING = '\ue002'
BREAK = '\ue003'
PAGE = '\ue006'
# What was there and does not count any more.
STRUCK = '\ue007'
_TOKEN = re.compile(f'{_USER}(\\d+){END}')
#: Characters that show nothing.
INVISIBLE = re.compile('[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\u00ad]')
_TAG = re.compile(r'<(/?)([a-zA-Z][a-zA-Z0-9]*)((?:[\s/][^<>]*)?)>')
_STRUCK = frozenset({'s', 'del', 'strike'})
_HIDING = re.compile(r'display\s*:\s*none|visibility\s*:\s*hidden|line-through', re.IGNORECASE)
_MARKUP = {'li': '\n* ', 'tr': '\n|-\n', 'td': '\n| ', 'th': '\n! ', 'table': '\n{|\n', '/table': '\n|}\n', '/tr': '\n'}
_MARKUP |= {'br': BREAK, '/li': '\n', '/ol': '\n', '/ul': '\n'}
_SPAN = re.compile(r'(?:row|col)span\s*=', re.IGNORECASE)
_LONG_LABEL = re.compile(r'\[\[[^\[\]{}|<>\n]*\|[^\[\]]*\]\]')
_LINK = re.compile(
    rf'{_USER}(?P<user>\d+){END}'
    r'|\[\[(?P<title>[^\[\]{}|<>\n]*)(?P<label>\|(?:[^\[\]]|\[(?!\[)|\](?!\]))*+\]?)?\]\]'
    r'|\[(?P<url>(?:https?:)?//[^\s\[\]<>"]+)(?P<words>[^\[\]\n]*)\]'
    r'|(?P<bare>https?://[^\s\[\]<>"|]+)'
)
_PARAMETER = re.compile(r'\|\s*[^|=\[\]\s]+\s*=\s*([^|\[\]]+)')
_LIST = re.compile(r'\n\s*[*#]')
_QUOTES = re.compile(r"'{2,}")
# Wikitext that was typed where it does not work: tildes, links and templates.
_WIKITEXT = re.compile(r'~~~|\[\[|\{\{')


class PageWords:
    """Makes lines of a page, and parts of lines.

    :ivar pages: titles of the pages that are shown, as they are written; lines have their numbers
    """

    def __init__(self, wiki: Wiki) -> None:
        self._wiki = wiki
        self._users: list[User] = []
        self.pages: list[str] = []

    def lines(self, wikitext: str) -> list[str]:
        """The lines of a page; headings are marked."""
        text = _PRIVATE.sub('\ufffd', INVISIBLE.sub('', wikitext))
        return _as_lines(_readable(self._flat(preprocessor.parse(text), text))).split('\n')

    def _flat(self, nodes: Iterable[Node], text: str) -> str:
        """The text with templates replaced by the users whom they name, or by what they are given."""
        return ''.join(self._flat_node(node, text) for node in nodes)

    def _flat_node(self, node: Node, text: str) -> str:
        match node:
            case Text():
                return text[node.start : node.end].replace('-{', '').replace('}-', '')
            case Template():
                return self._flat_template(node, text)
            case Heading():
                return HEADING + self._flat(node.children, text).replace('\n', ' ')
            case Extension(name='poem', inner=(start, end)):
                inner = text[start:end]
                return self._flat(preprocessor.parse(inner), inner) if '<poem' not in inner else ''
            case Extension(name='nowiki', inner=(start, end)):
                inner = text[start:end]
                return TYPED if '\n' not in inner and _WIKITEXT.search(inner) else ''
            case _:
                return ''

    def _flat_template(self, node: Template, text: str) -> str:
        given = {name: self._flat(part.value, text) for name, part in tree.arguments(node, text)}
        values = {name: value.strip() for name, value in given.items()}
        title = self._flat(node.title, text)
        user = signatures.of_template(title, {key: self._as_links(value) for key, value in values.items()}, self._wiki)
        if isinstance(user, str):
            return user
        if user is None:
            if _is_page(title.strip(), self._wiki):
                self.pages.append(title.strip())
                return f'{PAGE}{len(self.pages) - 1}{END}'
            # Not known: what it is given may well show, like the signature in {{small|…}}.
            if any(map(_LIST.search, given.values())):
                return '\n'.join(('', *values.values(), ''))  # {{columns|…}}: its items keep their lines
            return ' '.join(values.values())
        said = self.parts(user.library) if user.library else []
        self._users.append(replace(user, library=signatures.plain(signatures.between(said, 0, len(said)))))
        return f'{_USER}{len(self._users) - 1}{END}'

    def _as_links(self, text: str) -> str:
        """A text with the users of templates in it as links."""
        return _TOKEN.sub(
            lambda token: f'[[{self._users[int(token[1])].wiki}:User:{self._users[int(token[1])].name}]]', text
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
            user, label = self._linked(link)
            words.append(label)
            if user:
                parts += [*self._stamped(''.join(words)), user]
                words = []
        words.append(line[at:])
        return parts + self._stamped(''.join(words))

    def shown(self, line: str) -> str:
        """The words of a line, those of links among them, without users and timestamps."""
        return signatures.plain(' '.join(part for part in self.parts(line) if isinstance(part, str)))

    def _stamped(self, text: str) -> list[Part]:
        return [*timestamps.split(_QUOTES.sub('', text), self._wiki)]

    def _linked(self, link: re.Match[str]) -> tuple[User | None, str]:
        """The user whom a link leads to, or else the words that it shows."""
        if link['user']:
            return self._users[int(link['user'])], ''
        if link['title'] is None:
            return signatures.of_url(link['url'] or link['bare'], self._wiki), (link['words'] or '')
        user = signatures.of_title(link['title'], self._wiki)
        label = (link['label'] or '')[1:]
        if user or ':' not in link['title'].lstrip(':'):
            return user, '' if user else label or link['title']
        # An image may lead to a user: [[File:X.png|20px|link=User:X]].
        values = _PARAMETER.findall(link['label'] or '')
        targets = (signatures.of_title(to, self._wiki) or signatures.of_url(to, self._wiki) for to in values)
        return next(filter(None, targets), None), '' if signatures.is_file(link['title'], self._wiki) else label


def _is_page(title: str, wiki: Wiki) -> bool:
    """Whether ``{{title}}`` shows a page that may be a part of this one, and not a template: ``/Brno``, ``:Brno``."""
    if not title or '\n' in title or '#' in title:
        return False
    if title[0] in '/:':
        return len(title) > 1
    namespace, name = titles.split_namespace(title, wiki)
    return '/' in name and namespace not in ('template', 'user', 'user_talk', 'special', 'file', 'module', 'category')


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
        kept += [text[at:start], STRUCK if start >= at and '\n' not in text[start:end] else '']
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
    return _TAG.sub(_markup, text)


def _markup(tag: re.Match[str]) -> str:
    made = _MARKUP.get(tag[1] + tag[2].lower(), tag[0])
    return f'{made}{tag[3]} | ' if made[-2:] in ('| ', '! ') and _SPAN.search(tag[3]) else made

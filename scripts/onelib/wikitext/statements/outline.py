"""The sections of an article as far as sources matter: which tell of sources, and in which readers expect footnotes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from onelib import wikis
from onelib.wikis import Wiki
from onelib.wikitext import plaintext, tree
from onelib.wikitext.statements import claims
from onelib.wikitext.tree import Extension, Heading, Node

__all__ = ['Section', 'content', 'read']

# What a banner in one of these sections wants, the article wants.
_ABOUT_SOURCES = ('references', 'literature', 'links', 'see_also')
# Links to categories, languages and files, tags, switches: nothing that the article says.
_NO_CONTENT = re.compile(
    r'\[\[[^\[\]|:]+:(?:[^\[\]]|\[\[[^\[\]]*\]\])*\]\]|<[^<>]*>|__[A-Za-z]+__|^-{4,}', re.MULTILINE
)
_NO_CONTENT_TAGS = ('ref', 'references', 'templatestyles', 'section', 'indicator', 'categorytree')
# Stands for what an extension shows, like a formula.
_NO_WORD = '\ufffc'
_LIST = re.compile(r'[*#]+(.*)')
_NO_PROSE = ('*', '#', ':', ';', '|', '!', '{', ' ')
_SHORTEST_PROSE = 90


@dataclass(slots=True)
class Section:
    """A section with its heading, or the lead.

    :ivar number: MediaWiki's
    :ivar above: the place among the sections of the one that it is a part of, None if it is of none
    :ivar name: plain text of the heading, '' of the lead
    :ivar about_sources: it tells of sources or of other pages, as in "References" or "See also"
    :ivar expected: readers expect footnotes there
    """

    number: int
    above: int | None
    name: str
    heading: Heading | None
    body: Sequence[Node]
    about_sources: bool
    expected: bool


def read(nodes: Sequence[Node], text: str, wiki: Wiki) -> list[Section]:
    """The sections of an article, the lead first; a section is as the one that it is a part of."""
    found: list[Section] = []
    around: list[tuple[int, int]] = []  # level and place of the sections that the next one may be a part of
    for number, heading, body in tree.sections(nodes):
        level = heading.level if heading else 0
        name = plaintext.heading(heading, text, wiki) if heading else ''
        while around and around[-1][0] >= level:
            around.pop()
        above = around[-1][1] if around else None
        kind = _kind(name, wiki)
        if kind == 'literature' and _is_prose(body, text):
            kind = ''  # about what is written there, not about what was read for the article
        about_sources = kind in _ABOUT_SOURCES or (above is not None and found[above].about_sources)
        expected = not kind and (above is None or found[above].expected)
        if level:
            around.append((level, len(found)))
        found.append(Section(number, above, name, heading, body, about_sources, expected))
    return found


@cache
def _kinds(wiki: Wiki) -> dict[str, str]:
    """Headings of sections in which nobody expects footnotes, and their kinds; English ones are seen everywhere."""
    known = (wikis.load('en'), wiki)
    return {name.casefold(): kind for w in known for kind, names in w.headings.items() for name in names}


@lru_cache(maxsize=5_000)
def _kind(name: str, wiki: Wiki) -> str:
    """What kind of section has this heading, '' if readers expect footnotes there."""
    name = name.casefold()
    if kind := _kinds(wiki).get(name):
        return kind
    # "Plot of the film" is a plot as well; the wiki's first word for it means nothing else.
    return 'plot' if any(name.startswith(f'{word.casefold()} ') for word in wiki.headings.get('plot', ())[:1]) else ''


def _is_prose(body: Sequence[Node], text: str) -> bool:
    """Whether sentences stand there, and no list of books."""
    lines = content(body, text).split('\n')
    items = [item[1] for line in lines if (item := _LIST.match(line))]
    if any(not item.strip() or claims.is_work(item) for item in items):
        return False  # what is blank is a template
    return any(
        len(' '.join(line.split())) >= _SHORTEST_PROSE and not claims.is_work(line)
        for line in lines
        if not line.startswith(_NO_PROSE)
    )


def content(nodes: Sequence[Node], text: str) -> str:
    """The source of these nodes with blanks for what says nothing: templates, comments, links to categories."""
    out = []
    for node in nodes:
        length = node.end - node.start
        if isinstance(node, tree.Text):
            out.append(text[node.start : node.end])
        elif isinstance(node, Extension) and node.name not in _NO_CONTENT_TAGS:
            out.append(_NO_WORD * length)
        else:
            out.append(' ' * length)
    return _NO_CONTENT.sub(lambda found: ' ' * len(found[0]), ''.join(out))

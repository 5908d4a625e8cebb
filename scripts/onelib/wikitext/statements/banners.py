"""Banners that say that sources are wanted: which templates are, and whether for a section, an article or a statement.

Where a banner stands says what it is about.  People put it above the article, below the heading of a section, or, on
many wikis, at the foot of the article: behind all that it says, or among the literature and links.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from onelib import wikis
from onelib.wikis import Wiki, titles
from onelib.wikitext import dates, plaintext, tree
from onelib.wikitext.statements import outline
from onelib.wikitext.statements.dating import date_of
from onelib.wikitext.statements.outline import Section
from onelib.wikitext.tree import Part, Template

__all__ = ['Banner', 'is_banner', 'may_hold', 'read']

_WORD = re.compile(r'[^\W_]')


@dataclass(frozen=True, slots=True)
class Banner:
    """A banner, and what it is about.

    :ivar name: as written
    :ivar since: the date in it; where it names several wants, that of the sources
    :ivar section: the place of its section among those of the article
    :ivar about: ``article``, ``section``, or ``statement`` where it stands behind one on its line
    """

    node: Template
    name: str
    since: datetime.date | None
    section: int
    about: str


@cache
def may_hold(wiki: Wiki) -> re.Pattern[str]:
    """Matches every text with a banner."""
    return re.compile(titles.transclusion(wiki.banners))


def is_banner(node: Template, text: str, wiki: Wiki) -> bool:
    """Whether a template says that sources are wanted."""
    name = titles.template_name(tree.title(node, text), wiki)
    if name in wiki.names('issues'):
        return bool(_wanting(node, text, wiki))
    return name in wiki.banners


def _since(node: Template, text: str, wiki: Wiki) -> datetime.date | None:
    if titles.template_name(tree.title(node, text), wiki) not in wiki.names('issues'):
        return date_of(node, text, wiki)
    values = [plaintext.of(part.value, text, wiki) for part in _wanting(node, text, wiki)]
    return dates.parse(values, wiki) or date_of(node, text, wiki, named=True)


def _wanting(node: Template, text: str, wiki: Wiki) -> list[Part]:
    """The arguments of a banner for wants of all kinds that say that sources are wanted, by name or in their words."""
    names, words = _words(wiki)
    reasons = (*wikis.common()['parameters']['reason'], *wiki.parameters.get('reason', ()))
    found = []
    for name, part in tree.arguments(node, text):
        value = tree.source(part.value, text)
        told = part.name is None or name in reasons
        # What is transcluded within it speaks for itself.
        if value and (words.search(value) if told and '{{' not in value else name in names):
            found.append(part)
    return found


@cache
def _words(wiki: Wiki) -> tuple[frozenset[str], re.Pattern[str]]:
    names = frozenset((*wikis.common()['parameters']['sources'], *wiki.parameters.get('sources', ())))
    return names, re.compile(rf'(?<!\w)(?:{"|".join(map(re.escape, names))})(?!\w)', re.IGNORECASE)


def read(sections: Sequence[Section], text: str, wiki: Wiki) -> list[Banner]:
    """The banners of an article in reading order, each once."""
    found: list[tuple[Template, int, str]] = []
    end: int | None = None
    for number, section in enumerate(sections):
        heads = tree.templates([section.heading]) if section.heading else ()
        found += ((node, number, 'section') for node in heads if is_banner(node, text, wiki))
        if nodes := [node for node in tree.templates(section.body) if is_banner(node, text, wiki)]:
            end = _end(sections, text) if end is None else end
            found += ((node, number, about) for node, about in _about(section, nodes, end, text, wiki))
    return [
        Banner(node, tree.title(node, text), _since(node, text, wiki), number, about) for node, number, about in found
    ]


def _end(sections: Sequence[Section], text: str) -> int:
    """Where that ends which an article says of its subject."""
    for section in reversed(sections):
        if section.body and not section.about_sources and (said := outline.content(section.body, text).rstrip()):
            return section.body[0].start + len(said)
    return 0


def _about(
    section: Section, nodes: Collection[Template], end: int, text: str, wiki: Wiki
) -> Iterator[tuple[Template, str]]:
    """What each of these banners in a section is about.

    :param end: where the article ends but for templates, categories and sections about sources
    """
    said = outline.content(section.body, text)
    start = section.body[0].start
    begins = start + len(said) - len(said.lstrip())
    direct = {id(node) for node in section.body}
    at, behind_words = 0, False
    for node in nodes:
        _, new_line, words = said[at : node.start - start].rpartition('\n')
        behind_words = bool(_WORD.search(words)) or (behind_words and not new_line)
        at = node.start - start
        misused = wiki.banners_in_text and behind_words and node.start < end and id(node) in direct
        if titles.template_name(tree.title(node, text), wiki) in wiki.names('section'):
            yield node, 'section'
        elif misused:
            yield node, 'statement'
        elif section.about_sources or not section.heading or begins < node.start >= end:
            yield node, 'article'
        else:
            yield node, 'section'

"""How readers are told of a source in a line, like ``Meyer, Anna: Berlin in Farbe. 1999: 12``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from onelib import wikis
from onelib.wikis import Wiki, titles
from onelib.wikitext import plaintext, preprocessor, tree
from onelib.wikitext.references import citations, footnotes
from onelib.wikitext.references.identifiers import ADDRESS

__all__ = ['Description', 'describe']

_NUMBER_AT_END = re.compile(r'\d+$')
# An address with its words, as it stands between brackets.
_LINK = re.compile(rf'\[(?:{ADDRESS.pattern})[ \t]*([^\[\]]*)\]', ADDRESS.flags)
_BLANK = re.compile(r'\s+')
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Description:
    """What a person needs to look for a source.

    :ivar text: a line of plain text, '' if the source says no more than where it is
    :ivar isbn: its digits, '' without; `address`: where it stands on the web, '' if nowhere
    """

    text: str
    isbn: str = ''
    address: str = ''


def describe(content: str, wiki: Wiki) -> Description | None:
    """The first source in the wikitext of a footnote; None if it names none."""
    sources = citations.of(content, wiki)
    if not sources:
        return None
    source = sources[0]
    isbn = next((name.partition(':')[2] for name in sorted(source.ids) if name.startswith('isbn:')), '')
    return Description(_in_words(source.text, wiki), isbn, _address(source.text))


def _address(text: str) -> str:
    """The address of a source itself: the first one with a protocol, for many write ``www.example.org`` for a name."""
    found = [hit[0] for hit in ADDRESS.finditer(text)]
    return next((address for address in found if '//' in address), '')


def _in_words(text: str, wiki: Wiki) -> str:
    nodes = preprocessor.parse(text)
    for template in tree.templates(nodes):
        title = tree.title(template, text)
        given = {key: tree.source(part.value, text) for key, part in tree.arguments(template, text)}
        if role := footnotes.role(title, wiki):
            if role == 'author_year':
                return _short(_of_work(given, wiki))
            continue
        name = titles.template_name(title, wiki)
        if citations.is_citation(name, wiki) or any(_kind(key) == 'title' for key in given):
            return _short(_of_template(given, wiki))
    return _short(_plain(ADDRESS.sub('', _LINK.sub(r'\1', text)), wiki).lstrip(' .,;:'))


def _of_template(given: Mapping[str, str], wiki: Wiki) -> str:
    """Author: title. Date: page, as far as they are given."""
    told: dict[str, list[str]] = {}
    for key, value in sorted(given.items(), key=lambda item: _bare(item[0]) in _given_names()):
        if (kind := _kind(key)) and (said := _plain(value, wiki)) and not ADDRESS.match(said):
            told.setdefault(kind, []).append(said)
    author, title, date, page = (told.get(kind, []) for kind in ('author', 'title', 'date', 'page'))
    line = f'{", ".join(author[:2])}: ' * bool(author) + '. '.join(title[:2])
    line = '. '.join(filter(None, (line, *date[:1])))
    return ': '.join(filter(None, (line, *page[:1]))) if line else ''


def _of_work(given: Mapping[str, str], wiki: Wiki) -> str:
    """Authors and year of a shortened citation, and the page."""
    work = ' '.join(_plain(value, wiki) for key, value in sorted(given.items()) if key.isdigit())
    page = next((_plain(value, wiki) for key, value in given.items() if _kind(key) == 'page'), '')
    return ': '.join(filter(None, (work, page)))


def _bare(parameter: str) -> str:
    """A parameter without the number of the author; '' for one that is a number."""
    return _NUMBER_AT_END.sub('', parameter).lower()


@cache
def _given_names() -> frozenset[str]:
    return frozenset(wikis.common()['sources']['given_name'])


@cache
def _kind(parameter: str) -> str:
    """What a parameter of a citation gives: ``author``, ``title``, ``date``, ``page``; '' for anything else."""
    bare = _bare(parameter)
    sources = wikis.common()['sources']
    kinds = (*((kind, sources[kind]) for kind in ('author', 'title', 'date')), ('page', sources['before_page']))
    return next((kind for kind, names in kinds if bare and bare in names), '')


def _plain(text: str, wiki: Wiki) -> str:
    return _BLANK.sub(' ', plaintext.on_one_line(plaintext.strip(text, wiki))).strip()


def _short(line: str) -> str:
    return line if len(line) <= _LONGEST else f'{line[:_LONGEST].rsplit(" ", 1)[0]} …'

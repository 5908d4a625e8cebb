"""The page on which a wiki adds catalogues and switches others off: a line with a bullet for each.

::

    * National Library | https://catalogue.example.org/search?q=$1
    * -Europeana

All other lines are words for people, and so is what stands in comments and ``<pre>``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from onelib.wikis import Catalogue
from onelib.wikis.catalogues import has_form
from onelib.wikitext import preprocessor, tree

__all__ = ['CatalogueChanges', 'UnusableLine', 'read']

# Not more are added, and not more is told of what is wrong.
_MOST, _MOST_FAULTS = 10, 10
_LONGEST_NAME = 60
_NAME = re.compile(r"[^\[\]{}<>|'\"~_&\x00-\x1f\x7f]+")
_OFF = re.compile(r'[-−–—]\s*(.+)')
_LINE = re.compile(r'^\*+[ \t]*(.*?)[ \t]*$', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class UnusableLine:
    """A line that cannot be used.

    :ivar line: as it stands there
    :ivar why: ``form``, ``address``, ``unknown`` or ``many``
    """

    line: str
    why: str


@dataclass(frozen=True, slots=True)
class CatalogueChanges:
    """What a page says of catalogues.

    :ivar off: names, as `_key` has them
    """

    added: tuple[Catalogue, ...] = ()
    off: frozenset[str] = frozenset()
    faults: tuple[UnusableLine, ...] = ()

    def chosen(self, offered: Iterable[Catalogue]) -> tuple[Catalogue, ...]:
        """The catalogues of a wiki: those that the page adds come first."""
        gone = {*self.off, *(_key(each.name) for each in self.added)}
        return (*self.added, *(each for each in offered if _key(each.name) not in gone))


def read(text: str, known: Iterable[Catalogue]) -> CatalogueChanges:
    """What the lines of a page say; one that cannot be used changes nothing.

    :param known: the catalogues that can be switched off
    """
    names = {_key(each.name) for each in known}
    added: dict[str, Catalogue] = {}
    off, faults = set(), []
    for line in _lines(text):
        if found := _OFF.fullmatch(line):
            if _key(found[1]) in names:
                off.add(_key(found[1]))
            else:
                faults.append(UnusableLine(line, 'unknown'))
        elif isinstance(entry := _entry(line), UnusableLine):
            faults.append(entry)
        elif len(added) < _MOST or _key(entry.name) in added:
            added[_key(entry.name)] = entry
        else:
            faults.append(UnusableLine(line, 'many'))
    return CatalogueChanges(tuple(added.values()), frozenset(off), tuple(faults[:_MOST_FAULTS]))


def _entry(line: str) -> Catalogue | UnusableLine:
    name, bar, address = (part.strip() for part in line.partition('|'))
    if not (bar and len(name) <= _LONGEST_NAME and _NAME.fullmatch(name)):
        return UnusableLine(line, 'form')
    return Catalogue(name, address) if has_form(address) else UnusableLine(line, 'address')


def _lines(text: str) -> Iterator[str]:
    """The lines with a bullet, without comments and whatever shows its text as it is."""
    text = text.replace('\r\n', '\n')
    for node in reversed(_flat(preprocessor.parse(text))):
        if isinstance(node, tree.Comment | tree.Extension):
            text = text[: node.start] + text[node.end :]
    return (found[1] for found in _LINE.finditer(text) if found[1])


def _flat(nodes: Sequence[tree.Node]) -> list[tree.Node]:
    return [one for node in nodes for one in (node, *(node.children if isinstance(node, tree.Heading) else ()))]


def _key(name: str) -> str:
    return ' '.join(name.split()).casefold()

r"""Which sources a footnote names: of ``{{cite web|url=https://www.example.org/a/}}`` it is ``url:example.org/a``.

A citation template is a source, and so is each shortened citation, like ``{{harvnb|Smith|2001}}``.  A footnote without
either names one source, or one for each item of a list, or for each of the addresses that semicolons or lines part.
What identifies it are its numbers (DOI, ISBN and the like) and its address; it is the same source as another one if
they share one of these.  Without any, its words say which it is, apart from case, markup, punctuation, pages, and, in a
template, dates of access.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from onelib import wikis
from onelib.wikis import Wiki, titles
from onelib.wikitext import preprocessor, tree
from onelib.wikitext.references import footnotes, identifiers
from onelib.wikitext.references.identifiers import ADDRESS
from onelib.wikitext.references.urls import ARCHIVE, address
from onelib.wikitext.tree import Extension, Heading, Node, Template, Text

__all__ = ['Source', 'address', 'by_key', 'of', 'words']


@dataclass(frozen=True, slots=True)
class Source:
    """One source as a footnote describes it.

    :ivar text: its wikitext
    :ivar ids: what identifies it, like ``doi:10.1000/1``, ``isbn:9780306406157``, ``url:example.org/a``; else
        ``words:…``, or ``work:smith 2001`` of a shortened citation
    :ivar words: the words of its description, in lower case, in order
    :ivar level: 0: a bare address; 1: in words; 2: by a citation template
    :ivar known: what else is given: ``archive``, ``author``, ``title``, ``date``
    :ivar work: authors and year of a shortened citation, in lower case, the year last and '' without; () of others
    :ivar anchors: what shortened citations may call it, as its template says
    :ivar title: the words of the title that a template gives; `author`: likewise
    """

    text: str
    ids: frozenset[str]
    words: tuple[str, ...]
    level: int
    known: frozenset[str] = frozenset()
    work: tuple[str, ...] = ()
    anchors: frozenset[str] = frozenset()
    title: tuple[str, ...] = ()
    author: tuple[str, ...] = ()


#: No footnote that people wrote is longer; of what is, this much is read.
_LONGEST = 20_000
_LINK = re.compile(r'\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]')
_HTML = re.compile(r'<[^<>]{0,300}>')
# Of an address that somebody has yet to write.
_PROTOCOL = re.compile(r'\b(?:https?|ftp)://(?!\w)', re.IGNORECASE)
_NOT_WORD = re.compile(r'[\W_]+')
_ITEM = re.compile(r'\n[ \t]*[*#]+|<br\s*/?>\s*\*+', re.IGNORECASE)
# What may part the sources of a list on one line, apart from the end of an entity.
_BETWEEN = re.compile(r'(?<!&nbsp)(?<!&amp)(?<!&quot)(?<!&ndash)(?<!&mdash);\s|<br\s*/?>|\n', re.IGNORECASE)
_NUMBER_AT_END = re.compile(r'\d+$')
_YEAR = re.compile(r'(?<!\d)(\d{4})[a-zа-я]?(?!\w)')
_YEAR_ARGUMENT = re.compile(r'(?:c\. ?)?\d{3,4}(?:[–/-]\d{2,4})?[a-zа-яα-ω]?|n\.? ?d\.?\w?|б\. ?г\.?', re.IGNORECASE)


@lru_cache(maxsize=20_000)
def of(content: str, wiki: Wiki, *, apart: bool = False) -> tuple[Source, ...]:
    """The sources that the wikitext of a footnote names, in reading order; none if it names nothing.

    :param apart: shortened footnotes within it are footnotes of their own
    """
    content = content[:_LONGEST]
    reader = _CitationReader(content, wiki, apart)
    reader.read(preprocessor.parse(content))
    if reader.found:
        return tuple(reader.found)
    items = [item for item in _ITEM.split(reader.loose()) if item.strip()]
    if len(items) == 1 and not reader.ids and len(addressed := _addressed(items[0])) > 1:
        items = addressed
    if not items and reader.ids:
        items = ['']
    cited = [source for item in items if (source := _in_text(item, reader.ids, reader.archived))]
    # Only a list of sources is several; a quotation with lines of its own is not.
    if len(cited) > 1 and not all(_identified(source) or _YEAR.search(source.text) for source in cited):
        whole = _in_text('\n'.join(items), reader.ids, reader.archived)
        return (whole,) if whole else ()
    return tuple(cited)


def by_key(key: str) -> Source:
    """A source of which no more is known than what identifies it, like ``doi:10.1000/1``."""
    kind, _, value = key.partition(':')
    if kind == 'work':
        author, _, year = value.rpartition(' ')
        return _short(value, (author, year) if _YEAR_ARGUMENT.fullmatch(year) else (value, ''), frozenset())
    return Source(value, frozenset(identifiers.of_key(key)), tuple(value.split()) if kind == 'words' else (), 1)


def _addressed(text: str) -> list[str]:
    """The pieces of a line if each has an address of its own, so that they are several sources; else nothing."""
    pieces = [piece for piece in _BETWEEN.split(text) if piece.strip()]
    found = [ADDRESS.search(piece) for piece in pieces]
    plain = [address(hit[0]) for hit in found if hit]
    # A copy, or a number beside an address, is of the same source.
    doubtful = any(ARCHIVE.match(url) or identifiers.names_doi(url) for url in plain)
    return pieces if len(set(plain)) == len(pieces) and not doubtful else []


def words(text: str) -> tuple[str, ...]:
    """The words of a piece of wikitext in lower case, without markup."""
    text = _PROTOCOL.sub(' ', text) if '://' in text else text
    text = _LINK.sub(r'\1', html.unescape(text)).replace("''", '')
    return tuple(_NOT_WORD.sub(' ', _HTML.sub(' ', text).casefold()).split())


class _CitationReader:
    """Collects the citations of a footnote, and what else stands in it."""

    def __init__(self, text: str, wiki: Wiki, apart: bool) -> None:
        self.text = text
        self.wiki = wiki
        self.apart = apart
        self.found: list[Source] = []
        self.pieces: list[str] = []
        self.ids: set[str] = set()
        self.archived = False

    def loose(self) -> str:
        return ''.join(self.pieces)

    def read(self, nodes: Sequence[Node]) -> None:
        for node in nodes:
            match node:
                case Text():
                    self.pieces.append(self.text[node.start : node.end])
                case Template():
                    self.read_template(node)
                case Heading():
                    self.read(node.children)
                case Extension() if node.name in ('nowiki', 'poem') and node.inner:
                    self.pieces.append(self.text[slice(*node.inner)])
                case _:
                    pass

    def read_template(self, node: Template) -> None:
        title = tree.title(node, self.text)
        kind = footnotes.role(title, self.wiki)
        name = titles.template_name(title, self.wiki)
        values = {key: tree.source(part.value, self.text) for key, part in tree.arguments(node, self.text)}
        if kind in ('author_year', 'several'):
            if self.apart and not footnotes.is_parenthesis(name):
                return
            self.found += _shortened(values, self.text[node.start : node.end], kind == 'several')
        elif kind or _is_beside(name, self.wiki):
            # An archived copy is one of what stands beside it, unless nothing does.
            # {{Wayback|url=…}} is given the address itself, and makes that of the copy.
            copy = ADDRESS.match if name.lower() in _names('sources', 'archives') else ARCHIVE.search
            self.archived = self.archived or any(map(copy, values.values()))
            if not self.found and not ADDRESS.search(self.loose()):
                self.pieces += [f' {value} ' for key, value in values.items() if ADDRESS.match(value)]
        elif (number := name.lower().removeprefix('cite ')) in _names('sources', 'identifiers') and '1' in values:
            for value in values.values():
                self.ids |= identifiers.number(number, value)
            self.pieces.append(' ')
        elif source := _citation(name, values, self.text[node.start : node.end], self.wiki):
            self.found.append(source)
        elif not _is_unfilled(name, values, self.wiki):
            # A template for one source, like {{VLE|III|95}}, or for how something looks, like {{small|…}}.
            shows = any(isinstance(inner, Template) for part in node.parts for inner in part.value)
            self.pieces.append(f' {name} ' if name and not shows else ' ')
            for part in node.parts:
                self.read(part.value)
                self.pieces.append(' ')


@lru_cache(maxsize=10_000)
def is_citation(name: str, wiki: Wiki) -> bool:
    """Whether a template of that (normalised) name describes a source."""
    prefixes = tuple(wikis.common()['sources']['citation_prefixes'])
    return name in wiki.names('citation') or name.lower().startswith(prefixes)


def _citation(name: str, values: Mapping[str, str], text: str, wiki: Wiki) -> Source | None:
    """The source in a citation template, known by its name or by what it is given."""
    bare = _bare(values)
    keys = {plain for key, plain in bare.items() if values[key]}
    known = {kind for kind in ('title', 'author', 'date') if keys & _names('sources', kind)}
    addresses = _addresses({key: value for key, value in values.items() if ADDRESS.match(value.lstrip('['))})
    called = is_citation(name, wiki)
    # Of an unknown template a title beside something else will do, or an address in a parameter with a name.
    described = 'title' in known and (len(known) > 1 or addresses or keys & _names('sources', 'identifiers'))
    if not (called or described or any(not key.isdigit() for key in addresses)):
        return None
    ids: set[str] = set()
    for key, value in values.items():
        if (plain := bare[key]) in _names('sources', 'identifiers'):
            ids |= identifiers.number(plain, value)
    if any(ARCHIVE.search(value) for value in values.values()):
        known.add('archive')
    ids |= identifiers.of_addresses(addresses.values())
    # A number that is understood is no word.
    numbered = _names('sources', 'identifiers') if ids else frozenset()
    said = [
        (bare[key], word)
        for key in _telling(values, bare)
        if key not in addresses and bare[key] not in numbered
        for word in words(values[key])
    ]
    if not ids and _are_dates([word for _, word in said], wiki) and not known & {'title', 'author'}:
        return None
    plain_words, title, author = (
        tuple(word for key, word in said if not kind or key in _names('sources', kind))
        for kind in ('', 'title', 'author')
    )
    anchors = _anchors(values, {key for key, plain in bare.items() if plain in _names('sources', 'date')})
    known_by = frozenset(ids) or _by_words(plain_words)
    return Source(text, known_by, plain_words, 2, frozenset(known), (), anchors, title, author)


def _bare(values: Mapping[str, str]) -> dict[str, str]:
    """The parameters of a template: name → name without the number of the author, editor or link."""
    return {key: _NUMBER_AT_END.sub('', key) if not key.isdigit() else key for key in values}


def _telling(values: Mapping[str, str], bare: Mapping[str, str]) -> list[str]:
    """The parameters in their order that say in words which source it is."""
    passing, untold = _names('sources', 'passing'), _names('sources', 'no_titles')
    return [
        key
        for key, value in sorted(values.items())
        if bare[key] not in passing and not ADDRESS.match(value) and value.lower() not in untold
    ]


@lru_cache(maxsize=10_000)
def _is_beside(name: str, wiki: Wiki) -> bool:
    """Whether a template stands beside a source and names none: an archived copy, a dead link, what is wanted yet."""
    of_wiki = (wiki.names(kind) for kind in ('dead_link', 'inline'))
    of_all = (_names('sources', kind) for kind in ('archives', 'decoration', 'requests'))
    return any(name in names for names in of_wiki) or any(name.lower() in names for names in of_all)


def _is_unfilled(name: str, values: Mapping[str, str], wiki: Wiki) -> bool:
    """Whether a template waits for somebody to say which source it is."""
    if not is_citation(name, wiki) and (not values or any(key.isdigit() for key in values)):
        return False  # {{VLE}}, {{VLE|III|95}}
    return _are_dates([word for key in _telling(values, _bare(values)) for word in words(values[key])], wiki)


def _are_dates(said: Sequence[str], wiki: Wiki) -> bool:
    """Whether these words are dates, as of the day when somebody looked, or nothing."""
    return all(word.isdecimal() or word in _of_dates(wiki) for word in said)


@cache
def _of_dates(wiki: Wiki) -> frozenset[str]:
    forms = (*wiki.months.values(), *wikis.load('en').months.values(), wikis.common()['sources']['date_words'])
    return frozenset(word for names in forms for name in names for word in words(name))


def _addresses(given: Mapping[str, str]) -> dict[str, str]:
    """The address of the source itself among the parameters that hold one; an archived copy if there is no other."""
    own = {key: value for key, value in given.items() if not _is_archive(key, value)}
    best = next((key for key in ('url', 'chapter-url', 'chapterurl', *own) if key in own), None)
    return {best: own[best]} if best else dict(list(given.items())[:1])


def _is_archive(key: str, value: str) -> bool:
    return any(part in key for part in ('archiv', 'архив', 'архів', 'αρχει', 'arşiv')) or 'authorlink' in key


def _in_text(text: str, numbers: set[str], archived: bool) -> Source | None:
    """The source that is described in words, or by a bare address."""
    ids = set(numbers)
    urls = [_trimmed(found, text) for found in ADDRESS.finditer(text)]
    own = [url for url in urls if not ARCHIVE.search(url)] or urls
    ids |= identifiers.of_addresses(own[:1])
    rest = ADDRESS.sub(' ', text)
    ids |= identifiers.in_words(_LINK.sub(r'\1', rest) if '[[' in rest else rest)
    said = words(rest)
    if not ids and not said:
        return None
    level = 1 if any(word[0].isalpha() for word in said) else 0
    known = frozenset({'archive'} if archived or any(map(ARCHIVE.search, urls)) else ())
    return Source(text.strip(), frozenset(ids) or _by_words(_without_pages(said)), said, level if ids else 1, known)


def _without_pages(said: tuple[str, ...]) -> Sequence[str]:
    """The words of a description, or all of them if there are but pages."""
    return _pages().sub(' ', f' {" ".join(said)} ').split() or said


@cache
def _pages() -> re.Pattern[str]:
    before, behind = ('|'.join(wikis.common()['sources'][key]) for key in ('before_page', 'behind_page'))
    page = r'(?!(?:1[5-9]|20)\d\d )\d{1,4}'
    return re.compile(f'(?<= )(?:(?:{before}) {page}(?: {page})?|{page}(?: {page})? (?:{behind}))(?= )')


def _identified(source: Source) -> bool:
    return not any(name.startswith('words:') for name in source.ids)


def _trimmed(found: re.Match[str], text: str) -> str:
    """An address without the punctuation behind it, as MediaWiki links it."""
    url = found[0]
    if text[found.start() - 1 : found.start()] == '[':
        return url
    return url.rstrip(",;.:!?')" if '(' not in url else ",;.:!?'")


def _by_words(said: Sequence[str]) -> frozenset[str]:
    return frozenset({f'words:{" ".join(said)}'})


def _shortened(values: Mapping[str, str], text: str, several: bool) -> list[Source]:
    """The works that ``{{sfn|Smith|Jones|2001|p=5}}`` or ``{{sfnm|1a1=Smith|1y=2001|2a1=…}}`` cites."""
    works: list[tuple[str, ...]] = []
    if several:
        numbered: dict[str, dict[str, str]] = {}
        for key, value in values.items():
            if found := re.fullmatch(r'(\d+)(a(\d)?|y)', key):
                numbered.setdefault(found[1], {})[found[2]] = value
        works += [
            (*(value for key, value in sorted(work.items()) if key != 'y'), work.get('y', ''))
            for _, work in sorted(numbered.items(), key=lambda item: int(item[0]))
        ]
    said = [value for key, value in sorted(values.items()) if key.isdigit() and value]
    current: list[str] = []
    for value in said:
        current.append(value)
        if _YEAR_ARGUMENT.fullmatch(value):
            works.append(tuple(current))
            current = []
            if not several:
                break
    if not works and current:
        works.append((*current[:4], ''))
    anchor = values.get('ref', '').casefold().removeprefix('citeref')
    plain = [tuple(' '.join(words(part)) for part in work) for work in works]
    called = frozenset({_squeezed(anchor)} if anchor else ())
    return [_short(text, work, called) for work in plain if any(work)]


def _short(text: str, work: tuple[str, ...], anchors: frozenset[str]) -> Source:
    said = tuple(' '.join(work).split())
    return Source(text, frozenset({f'work:{" ".join(said)}'}), said, 1, frozenset(), work, anchors)


def _anchors(values: Mapping[str, str], dates: set[str]) -> frozenset[str]:
    """What ``ref=`` says that shortened citations call the work: alone, or with the year behind it."""
    given = values.get('ref', '')
    if not given or given.lower() in ('harv', 'none'):
        return frozenset()
    if given.startswith('{{'):
        given = ''.join(part for part in given.strip('{}').split('|')[1:] if '=' not in part)
    plain = _squeezed(given.casefold().removeprefix('citeref'))
    years = [found[0] for key in dates for found in _YEAR.finditer(values[key])]
    return frozenset({plain, *(plain + year.casefold() for year in years)})


def _squeezed(text: str) -> str:
    return _NOT_WORD.sub('', text.casefold())


@cache
def _names(table: str, key: str) -> frozenset[str]:
    return frozenset(wikis.common()[table][key])

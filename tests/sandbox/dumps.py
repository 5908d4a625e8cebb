"""Real articles for a farm: finds dump files, cleans them, imports them into the wiki of their language."""

from __future__ import annotations

import bz2
import codecs
import lzma
import os
import re
import sys
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape

from . import content
from .mediawiki import FarmError, Installation, check_language, two_at_a_time

DUMP_NAME = re.compile(r'\.xml(\.bz2|\.gz|\.xz)?$', re.IGNORECASE)
# Wikimedia names a dump after the wiki's database, like elwiki-20230501-pages-articles.xml.bz2.
DATABASE_IN_NAME = re.compile(r'(?:^|[^a-z])([a-z]{2,3}(?:_[a-z_]+)?)wiki(?![a-z])')
DATABASE = re.compile(r'^([a-z]{2,3}(?:_[a-z_]+)?)wiki$')
HOST = re.compile(r'^https?://([a-z-]+)\.wikipedia\.org/')
XML_LANG = '{http://www.w3.org/XML/1998/namespace}lang'
CHUNK = 1 << 14
UNPACKERS: dict[str, Callable[[], Any]] = {
    '.bz2': bz2.BZ2Decompressor,
    # 31: with the header of a gzip file.
    '.gz': lambda: zlib.decompressobj(31),
    '.xz': lzma.LZMADecompressor,
}

XML_HEAD = '<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.10/" version="0.10" xml:lang="{}">\n'
XML_PAGE = """\
<page><title>{title}</title><ns>0</ns><revision><timestamp>{timestamp}</timestamp>
<contributor><username>{author}</username></contributor><comment>{comment}</comment>
<model>wikitext</model><format>text/x-wiki</format><text xml:space="preserve">{text}</text></revision></page>
"""


@dataclass
class Header:
    """What a dump says of itself before its first page."""

    database: str = ''
    base: str = ''
    language: str = ''
    namespaces: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Article:
    """The latest revision of a page, as far as the dump has it."""

    title: str
    timestamp: str
    author: str
    comment: str
    text: str


def find(path: Path) -> dict[str, list[Path]]:
    """The dump files below a folder, or the one file, by the wiki they belong to."""
    if not path.exists():
        raise FarmError(f'There is no {path}')
    files = [path]
    if path.is_dir():
        # In a list of articles to work on, old revisions have no place, unless somebody names such a file.
        files = [file for file in sorted(walk(path)) if is_dump(file) and 'history' not in file.name]
    found: dict[str, list[Path]] = {}
    for file in files:
        found.setdefault(language(file), []).append(file)
    if not found:
        raise FarmError(f'There is no *.xml, *.xml.bz2, *.xml.gz or *.xml.xz in {path}')
    return found


def walk(folder: Path) -> Iterator[Path]:
    """All files below a folder, links followed."""
    for parent, _folders, names in os.walk(folder, followlinks=True):
        yield from (Path(parent, name) for name in names)


def is_dump(path: Path) -> bool:
    return path.is_file() and bool(DUMP_NAME.search(path.name))


def language(path: Path) -> str:
    """The language of a dump's wiki. The name comes first: excerpts often have another wiki's header."""
    head = read_header(path)
    candidates: list[str] = [
        *DATABASE_IN_NAME.findall(path.name),
        *DATABASE.findall(head.database),
        *HOST.findall(head.base),
        head.language,
        *(folder.name for folder in path.resolve().parents),
    ]
    for candidate in candidates:
        code = candidate.replace('_', '-')
        try:
            check_language(code)
        except FarmError:
            continue
        if re.fullmatch(r'[a-z]{2,3}(-[a-z-]+)?', code) and code != 'meta':
            return code
    raise FarmError(f'Which language is {path}? Put it into a folder named after its language code')


def read_header(path: Path) -> Header:
    head = Header()
    next(read_pages(path, head), None)
    return head


def unpacked(path: Path) -> Iterator[bytes]:
    """The file's bytes, up to where it was cut; several packed streams in a row are one file."""
    make = UNPACKERS.get(path.suffix.lower())
    with path.open('rb') as file, suppress(EOFError, OSError, zlib.error, lzma.LZMAError):
        unpacker: Any = make() if make else None
        while piece := file.read(CHUNK):
            if not make:
                yield piece
                continue
            while piece:
                if unpacker.eof:
                    unpacker = make()
                yield unpacker.decompress(piece)
                piece = unpacker.unused_data


def characters(path: Path) -> Iterator[str]:
    """The file's text, in whatever Unicode encoding its byte order mark names."""
    pieces = filter(None, unpacked(path))
    start = next(pieces, b'')
    utf16 = start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    decoder = codecs.getincrementaldecoder('utf-16' if utf16 else 'utf-8-sig')(errors='replace')
    yield decoder.decode(start)
    yield from map(decoder.decode, pieces)


def events(path: Path) -> Iterator[tuple[str, Element]]:
    """The XML parser's events, up to where the file was cut or damaged."""
    parser: Any = ElementTree.XMLPullParser(['start', 'end'])
    with suppress(ElementTree.ParseError):
        for text in characters(path):
            parser.feed(text)
            yield from parser.read_events()
        parser.close()
    with suppress(ElementTree.ParseError):
        yield from parser.read_events()


def read_pages(path: Path, head: Header) -> Iterator[Element]:
    """Each whole <page>, with its latest revision only; fills the header on the way."""
    ancestors: list[Element] = []
    latest: Element | None = None
    for event, element in events(path):
        if event == 'start':
            ancestors.append(element)
            head.language = head.language or element.get(XML_LANG, '')
            continue
        ancestors.pop()
        tag = local_name(element)
        if tag == 'page':
            yield element
            # Else the tree grows as large as the dump.
            ancestors[-1].clear()
            latest = None
        elif tag == 'revision':
            latest = keep_latest(ancestors[-1], latest, element)
        else:
            note_header(head, tag, element.text or '')


def keep_latest(page: Element, latest: Element | None, revision: Element) -> Element:
    """Drop the older one of two revisions: a page may have thousands."""
    if latest is None:
        return revision
    older, newer = sorted([latest, revision], key=lambda item: value(item, 'timestamp'))
    page.remove(older)
    return newer


def note_header(head: Header, tag: str, text: str) -> None:
    if tag == 'dbname':
        head.database = text
    elif tag == 'base':
        head.base = text
    elif tag == 'namespace' and text:
        head.namespaces.add(text)


def local_name(element: Element) -> str:
    """The tag without the namespace, which differs with the version of the export format."""
    return str(element.tag).rpartition('}')[2]


def value(element: Element, *path: str) -> str:
    """The text at the end of a path of tags, '' if there is none."""
    for tag in path:
        child = next((child for child in element if local_name(child) == tag), None)
        if child is None:
            return ''
        element = child
    return element.text or ''


def articles(path: Path) -> Iterator[Article]:
    """The pages of namespace 0 that have a text."""
    head = Header()
    for page in read_pages(path, head):
        title, text = value(page, 'title'), value(page, 'revision', 'text')
        # Before 2012 dumps had no <ns>.
        namespace = value(page, 'ns') or str(int(title.partition(':')[0] in head.namespaces))
        if namespace == '0' and title and text:
            yield Article(
                title=title,
                timestamp=value(page, 'revision', 'timestamp'),
                author=value(page, 'revision', 'contributor', 'username') or 'Import',
                comment=value(page, 'revision', 'comment'),
                text=text,
            )


def write_clean(files: Iterable[Path], wiki: str, target: Path) -> int:
    """One well-formed, unpacked dump out of several files; returns how many articles it has."""
    count = 0
    with target.open('w', encoding='utf-8') as output:
        output.write(XML_HEAD.format(wiki))
        for file in files:
            for article in articles(file):
                fields = {name: escape(text) for name, text in asdict(article).items()}
                output.write(XML_PAGE.format(**fields))
                count += 1
        output.write('</mediawiki>\n')
    return count


def import_all(farm: Installation, found: dict[str, list[Path]]) -> None:
    """Import every dump into the wiki of its language and give that wiki a worklist page."""
    # The largest first, so that it does not run alone at the end.
    by_size = sorted(found, key=lambda wiki: -sum(file.stat().st_size for file in found[wiki]))
    two_at_a_time(lambda wiki: import_wiki(farm, wiki, found[wiki]), by_size)


def import_wiki(farm: Installation, wiki: str, files: list[Path]) -> None:
    started = time.monotonic()
    clean = farm.directory / 'cache' / f'import-{wiki}.xml'
    count = write_clean(files, wiki, clean)
    say(f'{wiki}: importing {count} articles from {", ".join(file.name for file in files)}')
    farm.maintenance(wiki, 'importDump.php', '--no-updates', '--username-prefix=', str(clean))
    clean.unlink()
    farm.maintenance(wiki, 'refreshLinks.php')
    page = {content.WORKLIST_PAGE: content.EMPTY_WORKLIST}
    farm.seed(wiki, {'pages': page, 'keep': list(page)})
    farm.maintenance(wiki, 'initSiteStats.php', '--update')
    say(f'{wiki}: {count} articles imported in {time.monotonic() - started:.0f} s')


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)

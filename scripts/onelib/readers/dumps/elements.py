"""The elements of a dump's XML: what of them makes an article."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NoReturn
from xml.parsers import expat

from onelib.readers.dumps.pieces import CHUNK

__all__ = ['DumpedArticle', 'Elements', 'Header', 'UnwantedXmlError']

# MediaWiki saves no page of more than 2 MiB, and writes no tag or comment that is long.
_MAX_TEXT = 1 << 26
_MAX_TAG = 1 << 22
_MAX_DEPTH = 16
_ENDS_TOO_EARLY = [
    expat.errors.XML_ERROR_NO_ELEMENTS,
    expat.errors.XML_ERROR_UNCLOSED_TOKEN,
    expat.errors.XML_ERROR_PARTIAL_CHAR,
    expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
]
_REDIRECT = re.compile(r'\s*#redirect\s*:?\s*\[\[', re.IGNORECASE)
# Before version 0.4 of the format only the text says that a page is a redirect, in the language of the wiki.
_OLD_REDIRECT = re.compile(r'\s*#\w+\s*:?\s*\[\[')
_OLD_FORMATS = frozenset({'0.1', '0.2', '0.3'})
# The elements whose text is wanted, after their parents: contributors have an <id> too, further slots a <text>.
_WANTED = frozenset(
    {
        *(('siteinfo', 'dbname'), ('namespaces', 'namespace'), ('page', 'title'), ('page', 'ns'), ('page', 'id')),
        *(('revision', 'id'), ('revision', 'timestamp'), ('revision', 'text')),
    }
)


@dataclass(frozen=True, slots=True)
class DumpedArticle:
    """The latest revision of an article, as far as the file has it; without a text if the file has none."""

    page_id: int | None
    revision_id: int | None
    title: str
    text: str


class Header:
    """What a dump says of itself before its pages.

    :ivar is_over: there is nothing to add: pages have begun, or something that is no dump
    :ivar is_refused: nobody should try to read it
    :ivar has_parts: pages can be found by the bytes with which they begin
    """

    def __init__(self) -> None:
        self.database = ''
        self.version = ''
        self.namespaces: set[str] = set()
        self.is_over = self.is_refused = False
        self.has_parts = True


class UnwantedXmlError(Exception):
    """Something that no dump has and that nobody should try to read."""


class Elements:
    """A parser, and what it has read: of the XML it keeps the page that it is at, in no tree that has to be cleared.

    :param header: what the beginning of the file says; it is added to until the first page
    :param begins: called where a page begins
    :param ends: called with the title of a page that is whole, and the article, if it is one
    """

    def __init__(
        self, header: Header, begins: Callable[[], None], ends: Callable[[str, DumpedArticle | None], None]
    ) -> None:
        self._header, self._begins, self._ends = header, begins, ends
        self._failed_at: int | None = None
        self._path: list[str] = []
        self._text: list[str] | None = None
        self._length = 0
        # A section of text in which nothing is markup.
        self._cdata = ''
        self._cdata_at: int | None = None
        # The texts of the page that it is at, of the revision that it is at, and of the latest of the page so far.
        self._page: dict[str, str] = {}
        self._revision: dict[str, str] = {}
        self._latest: dict[str, str] | None = None
        self._is_redirect = False
        self._parser = self._make()

    @property
    def byte(self) -> int:
        """Where it is, or what is wrong begins, in bytes of what it has been fed."""
        if self._failed_at is not None:
            return self._failed_at
        return max(0, self._parser.CurrentByteIndex) if self._cdata_at is None else self._cdata_at

    @property
    def title(self) -> str:
        """That of the page that it is at, as far as it is known."""
        return self._page.get('title', '')

    @property
    def is_outside(self) -> bool:
        """Whether it is before the root, or behind it."""
        return not self._path

    def parse(self, data: bytes | memoryview, *, last: bool = False) -> str:
        """Read on; give back what is wrong with the XML, or ''."""
        try:
            self._parser.Parse(data, last)
        except expat.ExpatError as problem:
            reason = expat.ErrorString(problem.code)
            return 'the XML ends too early' if reason in _ENDS_TOO_EARLY else f'the XML is damaged ({reason})'
        except UnwantedXmlError as problem:
            return str(problem)
        return ''

    def _make(self) -> expat.XMLParserType:
        # Whatever the declaration says: it may be from before a conversion.
        parser = expat.ParserCreate('utf-8')
        parser.buffer_text = True
        parser.buffer_size = CHUNK
        parser.StartDoctypeDeclHandler = self._refuse_doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CommentHandler = self._check_hidden
        parser.ProcessingInstructionHandler = lambda _, text: self._check_hidden(text)
        parser.StartCdataSectionHandler = self._start_cdata
        parser.EndCdataSectionHandler = self._end_cdata
        return parser

    def _fail(self, why: str) -> NoReturn:
        # Later on the parser is somewhere else.
        self._failed_at = self.byte
        raise UnwantedXmlError(why)

    def _refuse_doctype(self, *_: object) -> None:
        # Only there can entities be declared that grow without end or that read other files.
        self._header.is_refused = not self._header.is_over
        self._fail('the XML has a DOCTYPE, which no dump has')

    def _check_hidden(self, text: str) -> None:
        # Whoever reads the next part could not know that this is no page.
        if '<page' in text:
            self._fail('a page begins where there can be none')

    def _start_cdata(self) -> None:
        self._cdata, self._cdata_at = '', self.byte
        self._listen()

    def _end_cdata(self) -> None:
        self._cdata_at = None
        self._listen()

    def _listen(self) -> None:
        """Have the parser make strings only of characters that somebody looks at."""
        is_wanted = self._text is not None or self._cdata_at is not None
        self._parser.CharacterDataHandler = self._characters if is_wanted else None

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        parent = self._path[-1] if self._path else ''
        if self._text is not None and name != 'page':
            self._fail(f'there is a <{name[:40]}> within a <{parent}>')
        if not self._path and name != 'mediawiki':
            self._fail(f'this is no dump: it begins with <{name[:40]}>, not with <mediawiki>')
        self._path.append(name)
        is_other_text = name == 'text' and (self._page.get('ns') or '0') != '0'
        if (parent, name) in _WANTED and not is_other_text:
            self._text, self._length = [], 0
            self._listen()
        if not parent:
            if not self._header.is_over:
                self._header.version = attributes.get('version', '')
        elif name == 'mediawiki':
            self._fail('a second <mediawiki> begins within the first one')
        elif name == 'page':
            self._start_page()
        elif len(self._path) > _MAX_DEPTH:
            self._fail(f'this is no dump: its elements are nested more than {_MAX_DEPTH} deep')
        elif name == 'revision':
            self._revision = {}
        elif (parent, name) == ('page', 'redirect'):
            self._is_redirect = True

    def _start_page(self) -> None:
        if len(self._path) > 2:
            self._fail('the page has no end before the next one')
        self._header.is_over = True
        self._begins()
        self._page, self._latest, self._is_redirect = {}, None, False

    def _characters(self, text: str) -> None:
        if self._cdata_at is not None:
            self._check_hidden(self._cdata + text)
            self._cdata = text[-len('<page') :]
        if self._text is not None:
            self._text.append(text)
            self._length += len(text)
            if self._length > _MAX_TEXT:
                self._fail(f'there is a text of more than {_MAX_TEXT >> 20} MB')

    def _end(self, name: str) -> None:
        self._path.pop()
        parent = self._path[-1] if self._path else ''
        if self._text is not None:
            self._note(parent, name, ''.join(self._text))
            self._text = None
            self._listen()
        elif name == 'revision':
            # A page may have thousands, in any order.
            if self._latest is None or _age(self._revision) >= _age(self._latest):
                self._latest = self._revision
        elif name == 'page':
            if not self.title:
                self._fail('a page has no title')
            self._ends(self.title, self._article())

    def _note(self, parent: str, name: str, text: str) -> None:
        if parent in ('siteinfo', 'namespaces'):
            if self._header.is_over:
                return
            if parent == 'siteinfo':
                self._header.database = text
            else:
                self._header.namespaces.add(text)
        else:
            (self._page if parent == 'page' else self._revision)[name] = text

    def _article(self) -> DumpedArticle | None:
        title = self._page.get('title', '')
        if self._latest is None or self._is_redirect or not title or not self._is_article(title):
            return None
        text = self._latest.get('text', '')
        if (_OLD_REDIRECT if self._header.version in _OLD_FORMATS else _REDIRECT).match(text):
            return None
        return DumpedArticle(_number(self._page), _number(self._latest), title, text)

    def _is_article(self, title: str) -> bool:
        if namespace := self._page.get('ns'):
            return namespace == '0'
        # Before version 0.6 of the format only the title says it.
        prefix, colon, _ = title.partition(':')
        return not colon or prefix not in self._header.namespaces


def _age(revision: Mapping[str, str]) -> tuple[str, int]:
    """What is the greater, the later a revision is."""
    return revision.get('timestamp', ''), _number(revision) or 0


def _number(texts: Mapping[str, str]) -> int | None:
    """The number of a page or revision."""
    text = texts.get('id', '')
    return int(text) if text.isdecimal() and len(text) < 20 else None

"""The index of a wiki: what a scan of a dump has found in each article, and the sums of it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from enum import StrEnum

from onelib.wikitext.index_row import IndexRow

__all__ = ['Figures', 'IndexChoice', 'IndexedArticle', 'Scan', 'ScanEnd', 'Summary', 'TopicFigures']


@dataclass(frozen=True, slots=True)
class Scan:
    """A scan of a dump, whose rows an index is made of.

    :ivar number: by which its rows are known
    :ivar wiki: like ``cs``
    :ivar dump: the date of the dump
    """

    number: int
    wiki: str
    dump: datetime.date


@dataclass(frozen=True, slots=True)
class IndexedArticle:
    """An article in a dump, and its figures."""

    page_id: int
    revision: int
    row: IndexRow


class ScanEnd(StrEnum):
    """What has become of a scan at its end.

    :cvar CURRENT: it is the index of its wiki; `OLDER`: there is one of a newer dump, which stays; `PARTIAL`: a part of
        the dump could not be read, and there is an index of a whole one, which stays; `EMPTY`: it has no article
    """

    CURRENT = 'current'
    OLDER = 'older'
    PARTIAL = 'partial'
    EMPTY = 'empty'


class IndexChoice(StrEnum):
    """Which articles of an index are asked for, and in which order.

    :cvar NOTHING: those without any source, the longest first; `MOST`: those in which most waits for a source
    :cvar OLDEST: those in which something waits, the oldest tag or banner first, those without a date last
    """

    NOTHING = 'nothing'
    MOST = 'most'
    OLDEST = 'oldest'


@dataclass(frozen=True, slots=True)
class Figures:
    """Sums over articles.

    :ivar sourceless: articles without any source
    :ivar tagged: statements with a tag, `uncited`: paragraphs without a footnote and without a banner
    :ivar bannered: statements under a banner of their section or article
    :ivar banners: articles with a banner
    :ivar banner_since: the oldest date in one, `tag_since`: in a tag
    :ivar references: footnote markers, `sources`: different ones in each article
    :ivar prose: characters of the paragraphs
    :ivar paragraphs: how many, `cited`: how many have a footnote
    """

    articles: int = 0
    sourceless: int = 0
    tagged: int = 0
    uncited: int = 0
    bannered: int = 0
    banners: int = 0
    banner_since: datetime.date | None = None
    tag_since: datetime.date | None = None
    references: int = 0
    sources: int = 0
    prose: int = 0
    paragraphs: int = 0
    cited: int = 0


@dataclass(frozen=True, slots=True)
class Summary:
    """What a dump of a wiki came to; it is kept when the rows are gone.

    :ivar scanned: when, in UTC
    :ivar whole: all of the dump could be read
    """

    wiki: str
    dump: datetime.date
    scanned: datetime.datetime
    whole: bool
    figures: Figures


@dataclass(frozen=True, slots=True)
class TopicFigures:
    """What the articles of a category came to; `name`: without the namespace, as articles write it."""

    name: str
    figures: Figures

"""What an index remembers of an article: how much of it is sourced, and what waits for a source."""

from __future__ import annotations

import datetime
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from operator import attrgetter
from typing import Any

from onelib.wikis import Wiki, titles
from onelib.wikitext import preprocessor
from onelib.wikitext.references import distinct, footnotes
from onelib.wikitext.references.presence import names_nothing
from onelib.wikitext.statements import untagged
from onelib.wikitext.statements.finder import readable
from onelib.wikitext.statements.statement import Statement
from onelib.wikitext.tree import Text

__all__ = ['IndexRow', 'index_row']


@dataclass(frozen=True, slots=True)
class IndexRow:
    """The figures of an article.

    :ivar references: its footnote markers, `short`: those of them by author and year and the like
    :ivar sources: how many of them differ, by the first address or number in each, else by their words
    :ivar sourceless: it names no source at all, in a footnote or elsewhere
    :ivar tagged: statements at which somebody asks for a source, `uncited`: paragraphs where nobody does
    :ivar section: statements under a banner above their section, `article`: under one about the whole
    :ivar banners: how many say that sources are wanted, `banner_since`: the oldest date in them, None without one
    :ivar tag_since: the oldest date in a tag, None without one
    :ivar prose: characters of its paragraphs, but for lists, tables, sections of sources and the like
    :ivar paragraphs: how many these are but for those of a few words, `cited`: how many have a source
    :ivar categories: as written, without their namespace, each once; of templates it is not known what they add
    """

    references: int = 0
    sources: int = 0
    short: int = 0
    sourceless: bool = False
    tagged: int = 0
    section: int = 0
    article: int = 0
    uncited: int = 0
    banners: int = 0
    banner_since: datetime.date | None = None
    tag_since: datetime.date | None = None
    prose: int = 0
    paragraphs: int = 0
    cited: int = 0
    categories: tuple[str, ...] = ()

    @property
    def citing_share(self) -> float:
        """How many of its paragraphs have a footnote, from 0 to 1."""
        return self.cited / self.paragraphs if self.paragraphs else 0.0

    def plain(self) -> dict[str, Any]:
        """It as JSON can hold it."""
        dates = {name: date.isoformat() for name in _DATES if (date := getattr(self, name))}
        return {name: getattr(self, name) for name in _FIELDS} | dates | {'categories': list(self.categories)}

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> IndexRow:
        """That of which `plain` was made."""
        dates = {name: datetime.date.fromisoformat(plain[name]) for name in _DATES if plain[name]}
        return cls(**{**plain, **dates, 'categories': tuple(plain['categories'])})


_FIELDS = tuple(field.name for field in fields(IndexRow))
_DATES = ('banner_since', 'tag_since')


def index_row(text: str, wiki: Wiki, found: Sequence[Statement]) -> IndexRow:
    """The row of an article.

    :param found: its statements, as `onelib.wikitext.statements.find` has just found them: what that has read is not
        read again
    """
    text = readable(text)
    # In this order: what has been read is kept for a moment, and footnotes are read piece by piece.
    categories = tuple(dict.fromkeys(_categories(text, wiki)))
    prose = untagged.prose(text, wiki)
    markers = footnotes.find(text, wiki)
    kinds = Counter(statement.kind for statement in found)
    tags = [statement.since for statement in found if statement.kind == 'tagged' and statement.since]
    texts = {marker.content.strip() for marker in markers if marker.content}
    return IndexRow(
        references=len(markers),
        sources=distinct.count(texts),
        short=sum(marker.kind == 'short' for marker in markers),
        sourceless=not texts and not prose.disambiguates and names_nothing(text, wiki),
        tagged=kinds['tagged'],
        section=kinds['section'],
        article=kinds['article'],
        uncited=kinds['uncited'],
        banners=len(prose.banners),
        banner_since=min(filter(None, prose.banners), default=None),
        tag_since=min(tags, default=None),
        prose=prose.length,
        paragraphs=prose.paragraphs,
        cited=prose.cited,
        categories=categories,
    )


@cache
def _category(wiki: Wiki) -> re.Pattern[str]:
    """Matches a link that puts a page into a category."""
    names = '|'.join(re.escape(name).replace(r'\ ', '[ _]+') for name in sorted(wiki.namespace_prefixes['category']))
    return re.compile(rf'\[\[[ _]*(?i:{names})[ _]*:([^\[\]|{{}}<>\n]+)(?=\||\]\])')


def _categories(text: str, wiki: Wiki) -> Iterator[str]:
    nodes = preprocessor.parse(text)
    for link in _category(wiki).finditer(text):
        # Not in a comment, nor where a template decides whether it is shown.
        place = bisect_right(nodes, link.start(), key=attrgetter('start')) - 1
        name = titles.normalise(link[1])
        if name and place >= 0 and isinstance(nodes[place], Text):
            yield name

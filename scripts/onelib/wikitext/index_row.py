"""What an index remembers of an article: how much of it is sourced, and what waits for a source."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

__all__ = ['IndexRow']


@dataclass(frozen=True, slots=True)
class IndexRow:
    """The figures of an article.

    :ivar references: its footnote markers, `short`: those of them by author and year and the like
    :ivar sources: how many different ones they cite
    :ivar sourceless: it names no source at all, in a footnote or elsewhere
    :ivar tagged: statements at which somebody asks for a source, `uncited`: paragraphs where nobody does
    :ivar section: statements under a banner above their section, `article`: under one about the whole
    :ivar banners: how many say that sources are wanted, `banner_since`: the oldest date in them, None without one
    :ivar tag_since: the oldest date in a tag, None without one
    :ivar prose: characters of its paragraphs
    :ivar paragraphs: how many these are, `cited`: how many have a footnote
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

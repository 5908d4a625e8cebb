"""Articles and the statements without a source in them, fifty at a time, each read once a run while there is room."""

from __future__ import annotations

import logging
import sys
from collections import Counter, OrderedDict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from pywikibot.site import APISite

from onelib.campaign.ranking import ScannedArticle
from onelib.outcomes import decisions
from onelib.outcomes.decisions import Code, Decision
from onelib.outcomes.reasons import Kind, Reason
from onelib.readers.query import BATCH, pages
from onelib.readers.shapes import is_there, text_of
from onelib.readers.sites import unforeseen
from onelib.readers.time_limit import TooSlowError, limited
from onelib.wikis import Wiki
from onelib.wikitext import statements
from onelib.wikitext.references.presence import cites_nothing
from onelib.wikitext.statements import Statement

__all__ = ['MOST_BYTES', 'MOST_SECONDS', 'ArticleReader', 'Shelf']

_log = logging.getLogger(__name__)

#: How many bytes of articles are remembered in a run: 2,000 long articles with 50 tags each are some 150 million.
MOST_BYTES = 300_000_000
#: So long one article may be searched: the longest ones of Wikipedia take a second or two.
MOST_SECONDS = 20.0
# A statement without its two long texts.
_STATEMENT_BYTES = 400


class Shelf:
    """Articles that were read; when there is no more room, those that nobody has wanted for longest go.

    :param most_bytes: room for all of them, of whatever wiki and kinds; one has room in any case
    """

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._articles: OrderedDict[tuple[str, Collection[str], str], ScannedArticle] = OrderedDict()

    def take(self, wiki: str, kinds: Collection[str], title: str) -> ScannedArticle | None:
        """The article with its statements of these kinds, if it is there."""
        article = self._articles.get((wiki, kinds, title))
        if article:
            self._articles.move_to_end((wiki, kinds, title))
        return article

    def put(self, wiki: str, kinds: Collection[str], article: ScannedArticle) -> None:
        """Remember an article, in place of what was known of it."""
        if old := self._articles.pop((wiki, kinds, article.title), None):
            self._bytes -= _size(old)
        self._articles[wiki, kinds, article.title] = article
        self._bytes += _size(article)
        while self._bytes > self._most_bytes and len(self._articles) > 1:
            self._bytes -= _size(self._articles.popitem(last=False)[1])


def _size(article: ScannedArticle) -> int:
    """How many bytes it takes in the memory, about; many tags may stand in one paragraph."""
    texts = {id(text): text for statement in article.statements for text in (statement.text, statement.context)}
    return _STATEMENT_BYTES * (1 + len(article.statements)) + sum(map(sys.getsizeof, texts.values()))


class ArticleReader:
    """Reads articles of one wiki and remembers what was in them.

    :param kinds: of the statements that are looked for
    :ivar unread: articles that are there and could not be read: title → why
    """

    def __init__(self, site: APISite, wiki: Wiki, kinds: tuple[str, ...], shelf: Shelf) -> None:
        self.site = site
        self.wiki = wiki
        self.kinds = kinds
        self.unread: dict[str, Reason] = {}
        self._shelf = shelf

    def articles(self, titles: Sequence[str]) -> Iterator[ScannedArticle]:
        """The articles with these titles, those that exist, in that order."""
        waiting: dict[str, ScannedArticle | None] = {}
        missing = 0
        for title in titles:
            waiting[title] = self._shelf.take(self.wiki.code, self.kinds, title)
            missing += waiting[title] is None
            if missing == BATCH:
                yield from self._completed(waiting)
                waiting, missing = {}, 0
        yield from self._completed(waiting)

    def _completed(self, articles: dict[str, ScannedArticle | None]) -> Iterator[ScannedArticle]:
        """These articles; those that are None are read now."""
        missing = [title for title, article in articles.items() if article is None]
        if missing:
            articles |= {article.title: article for article in self._read(missing)}
        yield from (article for article in articles.values() if article)

    def _read(self, titles: Sequence[str]) -> Iterator[ScannedArticle]:
        there = pages(self.site, titles, prop='revisions', rvprop='ids|content', rvslots='main')
        yield from (article for title, page in there.items() if is_there(page) and (article := self._of(title, page)))

    def now(self, titles: Mapping[str, str]) -> dict[str, ScannedArticle | None]:
        """Articles as they are now, by what they were called; None: there is none any more, or nobody knows where.

        Those that cannot be read are left out. Redirects, which stay where an article was, are followed.

        :param titles: what they were called → what they are called now, as far as somebody knows
        """
        wanted = list(dict.fromkeys((*titles, *titles.values())))
        there = pages(self.site, wanted, prop='revisions', rvprop='ids|content', rvslots='main', redirects=1)
        found: dict[str, ScannedArticle | None] = {}
        for before, after in titles.items():
            page = next((there[title] for title in (before, after) if title in there and is_there(there[title])), None)
            article = page and self._of(before, page)
            if article or not page:
                found[before] = article or None
        return found

    def _of(self, title: str, page: Mapping[str, Any]) -> ScannedArticle | None:
        """The article of an answer, None if it cannot be read; `title` is what it was asked for by."""
        try:
            article = self._scanned(page)
        except TooSlowError as problem:
            self.unread[title] = Reason(Kind.UNREADABLE, f'{self.wiki.code}: "{title}" is left out: {problem}')
            return None
        except Exception as problem:
            # One article is no reason to keep the others from being listed.
            self.unread[title] = unforeseen(problem, f'{self.wiki.code}: "{title}" is left out: ')
            return None
        if article is None:
            reason = f'{self.wiki.code}: the text of "{title}" cannot be read; it is left out'
            self.unread[title] = Reason(Kind.UNREADABLE, reason)
            return None
        self._shelf.put(self.wiki.code, self.kinds, article)
        decisions.log(_log, map(self.decision, [article]))
        return article

    def _scanned(self, page: Mapping[str, Any]) -> ScannedArticle | None:
        """The article with its statements, None if the wiki does not give its text."""
        text = text_of(page)
        if text is None:
            return None
        with limited(MOST_SECONDS):
            in_text = self._statements(text)
        return ScannedArticle(page['title'], page['pageid'], page['revisions'][0]['revid'], in_text)

    def _statements(self, text: str) -> tuple[Statement, ...]:
        kinds = set(self.kinds)
        if 'nothing' in kinds:
            # Of an article without any source everything is wanted, of another one what else was asked for.
            kinds = set(statements.ALL_KINDS) if cites_nothing(text, self.wiki) else kinds - {'nothing'}
        return tuple(statements.find(text, self.wiki, kinds)) if kinds else ()

    def decision(self, article: ScannedArticle) -> Decision:
        """Which statements an article has."""
        kinds = Counter(statement.kind for statement in article.statements)
        if not kinds:
            return Decision(self.wiki.code, article.title, Code.NOTHING_FOUND, (article.revision_id, self.kinds))
        return Decision(self.wiki.code, article.title, Code.FOUND, (article.revision_id, kinds, self.kinds))

"""Articles and the statements without a source in them, fifty at a time, each read once a run."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from pywikibot.site import APISite

from onelib import decisions
from onelib.campaign.ranking import Article
from onelib.sources.query import batches, query
from onelib.wikis import Wiki
from onelib.wikitext import statements

__all__ = ['Reader']

_log = logging.getLogger(__name__)


class Reader:
    """Reads articles of one wiki and remembers for the run what was in them."""

    def __init__(self, site: APISite, wiki: Wiki, kinds: Collection[str]) -> None:
        self.site = site
        self.wiki = wiki
        self.kinds = kinds
        self._read: dict[str, Article] = {}

    def articles(self, titles: Sequence[str]) -> Iterator[Article]:
        """The articles with these titles, those that exist, in that order."""
        for batch in batches([title for title in titles if title not in self._read]):
            for page in self._texts(batch):
                revision = page['revisions'][0]
                text = revision['slots']['main'].get('content', '')
                found = tuple(statements.find(text, self.wiki, self.kinds))
                article = Article(page['title'], page['pageid'], revision['revid'], found)
                self._read[page['title']] = article
                if decisions.wanted(_log):
                    self._say(article)
        yield from (self._read[title] for title in titles if title in self._read)

    def _say(self, article: Article) -> None:
        kinds = Counter(statement.kind for statement in article.statements)
        found = ', '.join(f'{number} {kind}' for kind, number in kinds.items()) or 'no statement without a source'
        decisions.say(
            _log,
            self.wiki.code,
            article.title,
            'revision %d has %s; looked for: %s',
            article.revision_id,
            found,
            ', '.join(self.kinds),
        )

    def _texts(self, titles: Sequence[str]) -> Iterator[dict[str, Any]]:
        for part in query(self.site, titles=list(titles), prop='revisions', rvprop='ids|content', rvslots='main'):
            # Texts that would make the answer too large come with the next one; their pages are named in both.
            yield from (page for page in part.get('pages', ()) if page.get('revisions'))

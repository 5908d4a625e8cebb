"""What people have marked in a list, while its articles are read: which statements are aside, and which have gone."""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import replace

from onelib.campaign.ranking import Row, ScannedArticle
from onelib.pages import list_rows
from onelib.pages.list_rows import IDENTITY, Identity, ListedRow, Sought
from onelib.pages.marks import holding, is_aside
from onelib.pages.worklist import Form, row_data
from onelib.wikis import Wiki
from onelib.wikitext.escaping import escape

__all__ = ['MarkedRows']


class MarkedRows:
    """The marked rows of a list, whose statements are sought while its articles are read."""

    def __init__(self, body: str, wiki: Wiki, today: datetime.date) -> None:
        """:param body: the list as it stands on a page of that wiki"""
        rows = list_rows.read(body)
        self._marked = {row.identity for row in rows if holding(row.marks, wiki, today)}
        self._aside = {row.identity for row in rows if is_aside(row.marks, wiki, today)}
        self._there = set[Identity]()
        self._gone = set[Identity]()
        # Those of an article that has marked ones, by its title and by its number: it may have another title now.
        self._of = defaultdict[tuple[str, str], list[ListedRow]](list)
        for row in rows:
            for name in ('article', 'page'):
                self._of[name, row.data.get(name, '')].append(row)

    @property
    def aside(self) -> tuple[Identity, ...]:
        """Which rows have been put aside: with others, the list is another one."""
        return tuple(sorted(self._aside))

    @property
    def sought(self) -> Sought:
        """What is known of the statements that people have marked."""
        return Sought(frozenset(self._there), frozenset(self._gone))

    def seen(self, article: ScannedArticle) -> ScannedArticle:
        """An article that was read, with what of it has been put aside."""
        rows = self._of.get(('article', escape(article.title))) or self._of.get(('page', str(article.page_id)), [])
        if self._marked.isdisjoint(row.identity for row in rows):
            return article
        statements = {each.fingerprint: Row(article.title, each, article.page_id) for each in article.statements}
        data = [row_data(row, Form()) for row in statements.values() if row.statement.text]
        fingerprints = [key for key, row in statements.items() if row.statement.text]
        places = list_rows.matched(rows, data)
        aside = set()
        for number, row in enumerate(rows):
            if row.identity in self._marked and number not in places and 'done' not in row.data:
                self._gone.add(row.identity)
            elif number in places:
                if row.identity == tuple(str(data[places[number]].get(name) or '') for name in IDENTITY):
                    self._there.add(row.identity)
                if row.identity in self._aside:
                    aside.add(fingerprints[places[number]])
        return replace(article, aside=frozenset(aside))

"""What the store remembers of the worklists of events: which articles the bot has put there, and for which lists."""

from __future__ import annotations

import datetime
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from onelib.campaign.event_worklist import Article, Articles, Standing
from onelib.store.database import Database
from onelib.store.schema import event_articles, event_lists

__all__ = ['EventList', 'EventStore']


@dataclass(frozen=True, slots=True)
class EventList:
    """The lists of a page that name an event.

    :ivar host: the wiki of the page, by its code
    :ivar call: what they ask for, in short
    :ivar articles: those of the lists
    """

    host: str
    page: str
    call: str
    articles: Articles


class EventStore(Database):
    """The part of the store that worklists of events use."""

    def event_articles(self, event: str) -> dict[Article, Standing]:
        """What the articles of an event are to the bot."""
        rows = self._rows_of(event_articles, event_articles.c.event == event)
        return {(row['wiki'], row['title']): Standing(row['standing']) for row in rows}

    def keep_event_articles(self, event: str, articles: Mapping[Article, Standing], when: datetime.datetime) -> None:
        """Remember what the articles of an event are to the bot, in place of what was known before.

        :param when: in UTC
        """
        known = self.event_articles(event)
        new = {article: standing for article, standing in articles.items() if known.get(article) != standing}
        self._put(
            event_articles,
            (
                {'event': event, 'wiki': wiki, 'title': title, 'standing': str(standing), 'noted': when}
                for (wiki, title), standing in new.items()
            ),
        )
        for wiki, title in known.keys() - articles.keys():
            columns = event_articles.c
            where = columns.event == event, columns.wiki == wiki, columns.title == title
            self._execute(sa.delete(event_articles).where(*where))

    def event_lists(self, event: str) -> list[EventList]:
        """The lists that name an event."""
        rows = self._rows_of(event_lists, event_lists.c.event == event)
        return [
            EventList(row['host'], row['page'], row['call'], frozenset(map(tuple, json.loads(row['articles']))))
            for row in rows
        ]

    def keep_event_list(self, event: str, kept: EventList, when: datetime.datetime) -> None:
        """Remember the lists of a page that name an event, in place of what was known of them.

        :param when: in UTC
        """
        articles = json.dumps(sorted(kept.articles), ensure_ascii=False)
        row = {'host': kept.host, 'page': kept.page, 'call': kept.call, 'articles': articles}
        self._put(event_lists, [{'event': event, **row, 'asked': when}])

    def forget_event_lists(self, host: str, page: str, but: Collection[str]) -> None:
        """Forget that lists of a page have named events, but for these."""
        columns = event_lists.c
        self._execute(
            sa.delete(event_lists).where(columns.host == host, columns.page == page, columns.event.not_in(list(but)))
        )

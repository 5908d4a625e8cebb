"""The worklist of an event, a page that many write: which of its articles are the bot's, and what of it is to change.

What people have added is theirs, and what they took away stays away: whoever added an article last has it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

__all__ = [
    'Article',
    'Articles',
    'Standing',
    'WorklistChange',
    'articles_of',
    'by_wiki',
    'change',
    'learned',
    'text_of',
]

#: Of which wiki, by the name of its database, and its title there.
Article = tuple[str, str]
Articles = frozenset[Article]


class Standing(StrEnum):
    """What an article of the worklist is to the bot; one that is nothing to it is somebody else's."""

    ADDED = 'added'
    DECLINED = 'declined'


def articles_of(text: str) -> Articles:
    """The articles that a worklist names.

    :raises ValueError: that is none
    """
    content = json.loads(text)
    if not isinstance(content, dict) or not all(isinstance(titles, list) for titles in content.values()):
        raise ValueError('it does not name titles by their wikis')
    return frozenset((wiki, title) for wiki, titles in content.items() for title in titles if isinstance(title, str))


def by_wiki(articles: Iterable[Article]) -> dict[str, list[str]]:
    """Titles by the names of their databases, none of them without any."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for wiki, title in sorted(articles):
        found[wiki].append(title)
    return dict(found)


def text_of(articles: Iterable[Article]) -> str:
    """A worklist that names these articles."""
    return json.dumps(by_wiki(articles), ensure_ascii=False, indent=1)


def learned(
    known: Mapping[Article, Standing], before: Articles, after: Articles, *, by_bot: bool
) -> dict[Article, Standing]:
    """What articles are after an edit; learning of the same edit again changes nothing."""
    found = dict(known)
    for article in after - before:
        if by_bot:
            found[article] = Standing.ADDED
        else:
            found.pop(article, None)
    for article in before - after:
        if by_bot:
            found.pop(article, None)
        elif article in found:
            found[article] = Standing.DECLINED
    return found


@dataclass(frozen=True, slots=True)
class WorklistChange:
    """What one edit adds and takes away."""

    add: Articles
    remove: Articles

    def of(self, there: Articles) -> Articles:
        """What is there after it."""
        return (there | self.add) - self.remove


def change(there: Articles, known: Mapping[Article, Standing], wanted: Collection[Article]) -> WorklistChange:
    """What the bot changes of a worklist, of which it wants these articles to be there."""
    mine = {article for article, standing in known.items() if standing is Standing.ADDED}
    add = {article for article in wanted if article not in there and known.get(article) is not Standing.DECLINED}
    return WorklistChange(frozenset(add), (there & mine) - frozenset(wanted))

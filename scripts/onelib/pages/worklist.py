"""A worklist on a wiki page: one line that says how much there is to do, and a table of it."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from onelib.campaign.ranking import Ranking, Row
from onelib.pages import passing
from onelib.pages.links import Target
from onelib.pages.messages import full_date, message, month
from onelib.wikis import Wiki
from onelib.wikitext.escaping import escape, shorten

__all__ = ['render', 'row_text', 'rows_of', 'same']

# Tables on wikis do not shrink.  Rows that are flexible boxes do: on a telephone the cells of a row stand below each
# other.  All rows break at the same place because no long word counts (overflow-wrap); the head, which would stand
# above nothing then, has no height on narrow screens.  Where a colour is set, so is the one it stands on: dark mode
# cannot make them unreadable.
_BOX = 'class="onelib-box" style="container-type:inline-size"'
_TABLE = 'class="onelib-worklist" cellpadding="5" style="display:block;margin:0.5em 0;overflow-wrap:anywhere"'
_FLEX = 'display:flex;flex-wrap:wrap;border-bottom:'
_ROW = f'style="{_FLEX}1px solid #a2a9b1"'
_HEAD = f'style="{_FLEX}2px solid #a2a9b1;overflow:hidden;max-height:calc((100cqw - 61em)*999)"'
_COLUMNS = {
    'article': '2 1 9em',
    'section': '2 1 9em',
    'statement': '8 1 24em',
    'since': '1 1 6em',
    'source': '2 1 9em',
}
_HIGHLIGHT = 'background:#fef1c5;color:#202122;padding:0.1em 0'

_COUNT = passing.element('p', 'onelib-count')


def render(
    ranking: Ranking,
    *,
    wiki: Wiki,
    target: Target,
    hashtag: str,
    today: datetime.date,
    not_read: int = 0,
    unread: int = 0,
) -> str:
    """The wikitext of a worklist.

    :param wiki: the wiki that the list stands on; its language is that of all words
    :param target: how to link from there to the articles
    :param hashtag: without ``#``
    :param not_read: how many articles were read, if there were more than may be read; else 0
    :param unread: how many articles are there and could not be read
    """
    count = f'<p class="onelib-count">{_count(ranking, wiki, full_date(today, wiki), not_read, unread)}</p>'
    if not ranking.rows:
        return count
    lines = [count, f'<div {_BOX}>', f'{{| {_TABLE}', *_head(wiki)]
    lines += (row_text(row, wiki=wiki, target=target, hashtag=hashtag) for row in ranking.rows)
    return '\n'.join((*lines, '|}', '</div>'))


def _count(ranking: Ranking, wiki: Wiki, date: str, not_read: int, unread: int) -> str:
    """The line above the table: how much there is, and what is not shown."""
    if not (ranking.rows or ranking.more or not_read or unread):
        return message('worklist-empty', wiki, date=date)
    sentences = [
        message('worklist-count', wiki, statements=len(ranking.rows), articles=ranking.articles, date=date),
    ]
    if ranking.more:
        sentences.append(message('worklist-left-out', wiki, left=ranking.more))
        sentences.append(message('worklist-limits', wiki, per_article=ranking.per_article, limit=ranking.limit))
    if not_read:
        sentences.append(message('worklist-not-read', wiki, articles=not_read))
    if unread:
        sentences.append(message('worklist-unread', wiki, articles=unread))
    return ' '.join(sentences)


def same(one: str, other: str) -> bool:
    """Whether two contents of a block say the same; a new date or a new number of what is not shown says nothing."""
    return _COUNT.sub('…', one).strip() == _COUNT.sub('…', other).strip()


def _head(wiki: Wiki) -> Sequence[str]:
    names = {column: message(f'worklist-{column}', wiki) for column in _COLUMNS}
    return (
        f'|- {_HEAD}',
        *(
            f'! scope="col" style="flex:{width};text-align:start" | {names[column]}'
            for column, width in _COLUMNS.items()
        ),
    )


def row_text(row: Row, *, wiki: Wiki, target: Target, hashtag: str) -> str:
    """The wikitext of one row of the table."""
    statement = row.statement
    before, text, after = shorten(statement.context, statement.offset, statement.offset + len(statement.text))
    label = statement.section or message('worklist-lead', wiki)
    section = target.article(row.title, statement.anchor or statement.section, label)
    since = month(statement.since, wiki) if statement.since else message('worklist-undated', wiki)
    add = target.edit(row.title, statement.section_number, hashtag, message('worklist-add', wiki))
    visual = target.edit(
        row.title, statement.section_number, hashtag, message('worklist-add-visual', wiki), visual=True
    )
    cells = {
        'article': _article(row.title, target),
        'section': section,
        'statement': f'{escape(before)}<mark style="{_HIGHLIGHT}">{escape(text)}</mark>{escape(after)}',
        'since': since,
        'source': f"<span class=\"plainlinks\">'''{add}'''<br><span style=\"font-size:85%\">{visual}</span></span>",
    }
    return '\n'.join((f'|- {_ROW}', *(f'| style="flex:{_COLUMNS[column]}" | {cell}' for column, cell in cells.items())))


def rows_of(body: str, title: str, target: Target) -> int:
    """How many rows of a list are about an article."""
    return body.count(_article(title, target))


def _article(title: str, target: Target) -> str:
    return f"'''{target.article(title)}'''"

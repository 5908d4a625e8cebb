"""A worklist on a wiki page: one line that says how much there is to do, and below it a line of data for each row.

A row is a call of a template of the wiki, whole on its own; links, dates, labels and looks are the template's.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote, quote_plus

from onelib.campaign.leads import Lead
from onelib.campaign.ranking import Ranking, Row
from onelib.pages import list_rows, passing, searches
from onelib.pages.done import SAID, UNKNOWN, StatementsOutcome, progressed
from onelib.pages.list_rows import NOT_SOUGHT, ListedRow, Sought
from onelib.pages.marks import written
from onelib.pages.messages import full_date, message
from onelib.pages.row_calls import opened
from onelib.wikis import Wiki
from onelib.wikitext.escaping import cut, escape, shorten
from onelib.wikitext.statements import Statement

__all__ = [
    'ALL',
    'LAYOUTS',
    'LETTERS',
    'LETTERS_OF_LEAD',
    'Form',
    'Layout',
    'LookedAt',
    'counted',
    'excerpt',
    'expansion',
    'for_rows',
    'render',
    'row_data',
    'row_text',
    'rows_of',
    'same',
    'summary',
]

#: So much is shown of a statement and of what stands around it.
LETTERS = 270
#: …and of a source in another language, and of what it is for there.
LETTERS_OF_LEAD = 120

# MediaWiki counts bytes, and in some scripts a letter has three of them.
_BYTES_OF_LETTER = 2

# So much of a heading stands in a summary, which holds 500 letters: there has to be room for the hashtag behind it.
_HEADING = 250
_UNTOLD = '…'

_COUNT = passing.element('p', 'onelib-count')
# U+FFFD, as it is or as an entity: with it in its target, MediaWiki makes no link.
_REPLACEMENT = re.compile('\ufffd|&#65533;')


@dataclass(frozen=True, slots=True)
class Layout:
    """What a list is on a page besides its rows.

    :ivar row: the template of a row
    :ivar classes: what the stylesheet knows the list by
    :ivar first: what a row begins with that is the first of its article, `other`: any other row; VisualEditor takes
        away a space behind a bullet
    :ivar head: the template of the heads of its columns, '' for what is no table
    :ivar templates: all that it takes
    """

    row: str
    classes: str
    first: str = ''
    other: str = ''
    head: str = ''

    def around(self, lang: str) -> tuple[tuple[str, ...], str]:
        """The lines above the rows, which are in that language, and the one below them."""
        attributes = f'class="{self.classes}"' + (f' lang="{lang}"' if lang else '')
        if not self.head:
            return (f'<div {attributes}>',), '</div>'
        call = f'{{{{{self.head}{f" |lang={lang}" if lang else ""}}}}}'
        return (f'{{| {attributes}', '|-', call), '|}'

    @property
    def templates(self) -> tuple[str, ...]:
        """All templates that it takes."""
        return self.needed(False)

    def needed(self, other_row: bool) -> tuple[str, ...]:
        """The templates that it takes; `other_row`: the rows are another one's."""
        return tuple(filter(None, ('' if other_row else self.row, self.head)))


#: Those of `onelib.campaign.parameters.LAYOUTS`.  Their tables open and close on the page itself, so that each row is a
#: template of its own.
LAYOUTS: Mapping[str, Layout] = {
    'table': Layout('1Lib1Ref worklist/row', 'wikitable sortable onelib-worklist', head='1Lib1Ref worklist/head'),
    'cards': Layout('1Lib1Ref worklist/card', 'onelib-worklist onelib-cards'),
    'list': Layout('1Lib1Ref worklist/item', 'onelib-worklist', first='*', other='**'),
    'print': Layout('1Lib1Ref worklist/slip', 'onelib-worklist onelib-slips'),
}


@dataclass(frozen=True, slots=True)
class Form:
    """In which form the rows of a list stand on a page.

    :ivar prefix: interwiki prefix from the page to the articles, without colons at its ends; '' for the same wiki
    :ivar hashtag: without ``#``
    :ivar template: a template of the wiki that shows the rows in place of that of the layout
    :ivar lang: the language of their words, '' for that of the page
    :ivar of: code of the wiki of the articles, '' if nothing is to be sought in catalogues
    """

    prefix: str = ''
    hashtag: str = ''
    layout: str = 'table'
    template: str = ''
    lang: str = ''
    of: str = ''


@dataclass(frozen=True, slots=True)
class LookedAt:
    """Of which articles a list is made.

    :ivar articles: how many were looked at, 0: all
    :ivar among: how many there were for them to be drawn from, 0: it were the first ones
    :ivar whole: whether that is the number of all
    :ivar indexed: the date of the dump whose index has named them, None if none has
    :ivar viewed: of how many it is known how often they are read, None: that does not matter
    """

    articles: int = 0
    among: int = 0
    whole: bool = True
    viewed: int | None = None
    indexed: datetime.date | None = None


#: So many rows have room for links to catalogues: MediaWiki makes only so much of a page.
MOST_SOUGHT = 200

#: Made of all articles that there are.
ALL = LookedAt()


def render(
    ranking: Ranking,
    *,
    wiki: Wiki,
    form: Form,
    today: datetime.date,
    looked_at: LookedAt = ALL,
    unread: int = 0,
    trouble: str = '',
    last: str = '',
    whole: bool = True,
    sought: Sought = NOT_SOUGHT,
    outcome: StatementsOutcome = UNKNOWN,
) -> str:
    """The wikitext of a worklist.

    :param wiki: the wiki that the list stands on; its language is that of all words
    :param looked_at: of which articles it is made, if not of all
    :param trouble: a sentence on why it is not as it should be, '' if it is
    :param unread: how many articles are there and could not be read
    :param last: what stands there now: what people have added to its rows is kept
    :param whole: whether the bot has written all of that but for these
    :param sought: which of the statements that people have marked are there, and which are not
    :param outcome: what has become of those that have stood there
    """
    form = for_rows(form, len(ranking.rows))
    rows = _placed([row_data(row, form) for row in ranking.rows], last, whole, form, wiki, today, sought, outcome)
    said = counted(ranking, wiki, today, looked_at, unread)
    count = f'<p class="onelib-count">{said}{f" {escape(trouble)}" if trouble else ""}</p>'
    count = progressed(outcome.progress, wiki) + count
    if not rows:
        return count
    layout, template = LAYOUTS[form.layout], _template(form)
    above, below = layout.around(form.lang)
    lines = [count, *above]
    articles: dict[object, list[tuple[Mapping[str, object], str]]] = {}
    for data, marks in rows:
        # Those of an article stand together where its first one is.
        articles.setdefault(data['article'], []).append((data, marks))
    for group in articles.values():
        for place, (data, marks) in enumerate(group):
            begins = layout.other if place else layout.first
            number = '' if place else f' |rows={len(group)}'
            lines.append(f'{begins}{opened(template, data)}{number}{marks}}}}}')
    return '\n'.join((*lines, below))


def _placed(
    rows: Sequence[Mapping[str, object]],
    last: str,
    whole: bool,
    form: Form,
    wiki: Wiki,
    today: datetime.date,
    sought: Sought,
    outcome: StatementsOutcome,
) -> list[tuple[Mapping[str, object], str]]:
    """The data of each row, with its marks; behind them the rows that stay although they are not listed any more."""
    old = list_rows.read(last)
    marks = [written(row.marks, wiki, today) for row in old]
    places = list_rows.matched(old, rows)
    of = {place: marks[number] for number, place in places.items()}

    def stays(row: ListedRow, mark: str) -> bool:
        """Today it was done; or people have marked it, and nobody says that its statement has gone."""
        if done := row.data.get('done'):
            return whole and done == today.isoformat()
        if whole and outcome.is_sourced(row.data):
            return True
        of_list = row.data.get('prefix', '').rstrip(':') == form.prefix
        # What somebody else has written is no row, unless its statement is really there.
        return bool(mark) and of_list and (row.identity not in sought.gone if whole else row.identity in sought.there)

    stay = [
        ({**_in_form(row, form, whole), **outcome.said(row.data, today)}, mark)
        for number, (row, mark) in enumerate(zip(old, marks, strict=True))
        if number not in places and stays(row, mark)
    ]
    return [(data, of.get(place, '')) for place, data in enumerate(rows)] + stay


def _in_form(row: ListedRow, form: Form, whole: bool) -> Mapping[str, object]:
    """The data of a row that stands on a page, in the language of the list."""
    sure = row.data.keys() - {'rows', 'lang'} if whole else {'prefix', *list_rows.IDENTITY}
    data: dict[str, object] = {name: value for name, value in row.parts if name in sure - set(SAID)}
    return data | ({'lang': form.lang} if form.lang else {})


def counted(ranking: Ranking, wiki: Wiki, today: datetime.date, looked_at: LookedAt, unread: int) -> str:
    """The line above the table: how much there is, how much of it is shown, and what was not looked at."""
    date = full_date(today, wiki)
    indexed = ''
    if looked_at.indexed:
        indexed = message('worklist-indexed', wiki, date=full_date(looked_at.indexed, wiki))
    if not (ranking.rows or ranking.more or looked_at.articles or unread):
        return f'{message("worklist-empty", wiki, date=date)} {indexed}'.rstrip()
    statements, articles = len(ranking.rows) + ranking.more, max(ranking.in_articles, ranking.articles)
    sentences = [message('worklist-count', wiki, statements=statements, articles=articles, date=date)]
    if ranking.more:
        sentences.append(message('worklist-shown', wiki, shown=len(ranking.rows)))
        sentences.append(message('worklist-limits', wiki, per_article=ranking.per_article, limit=ranking.limit))
    if looked_at.articles and looked_at.among:
        sentences.append(message('worklist-drawn', wiki, articles=looked_at.articles, among=looked_at.among))
    if looked_at.articles and not (looked_at.among and looked_at.whole):
        first = looked_at.among or looked_at.articles
        sentences.append(message('worklist-not-read', wiki, articles=first))
    if looked_at.viewed is not None and looked_at.viewed < articles:
        sentences.append(message('worklist-views', wiki, known=looked_at.viewed, articles=articles))
    if indexed:
        sentences.append(indexed)
    if unread:
        sentences.append(message('worklist-unread', wiki, articles=unread))
    return ' '.join(sentences)


def _template(form: Form) -> str:
    return form.template or LAYOUTS[form.layout].row


def for_rows(form: Form, number: int) -> Form:
    """The form of a list of so many rows: a long one has nothing to be sought in catalogues."""
    return form if number <= MOST_SOUGHT else replace(form, of='')


def row_text(row: Row, form: Form) -> str:
    """The wikitext of a row: all of its call but what stands behind the data, which hangs on what is around it."""
    return opened(_template(form), row_data(row, form))


def row_data(row: Row, form: Form) -> Mapping[str, object]:
    """The data of a row."""
    statement = row.statement
    before, text, after = excerpt(statement)
    seen = ' '.join(statement.section.split())
    heading = _heading(statement)
    # A heading that only a template says.
    section, hashtag = escape(seen or (_UNTOLD if statement.section_number else '')), escape(form.hashtag)
    anchor = _REPLACEMENT.sub('', escape(statement.anchor or statement.heading or seen))
    # The template writes the summary of a section; but it cannot write into an address what an entity stands for.
    plain = heading and (section, hashtag) == (heading, form.hashtag)
    return {
        'article': escape(row.title),
        'prefix': f'{form.prefix}:' if form.prefix else None,
        'section': section or None,
        # It may be empty: without any character that a link can hold, it leads to the article.
        'anchor': None if anchor == section else anchor,
        'number': statement.section_number,
        'page': row.page_id or None,
        'before': escape(before) or None,
        'text': escape(text),
        'after': escape(after) or None,
        'since': f'{statement.since:%Y-%m}' if statement.since else None,
        'kind': statement.kind,
        'hashtag': hashtag or None,
        'lang': form.lang or None,
        'summary': None if plain else _in_address(summary(statement, form.hashtag)),
    } | {**(_lead(row.lead) if row.lead else {}), **searches.data(row, form.of, form.prefix)}


def summary(statement: Statement, hashtag: str) -> str:
    """What the summary of an edit holds that adds a source to a statement: the section, and the hashtag without #."""
    heading = _heading(statement)
    return f'/* {heading} */ #{hashtag}' if heading else f'#{hashtag}'


def _heading(statement: Statement) -> str:
    return cut(statement.heading or ' '.join(statement.section.split()), _HEADING)


def excerpt(statement: Statement, letters: int = LETTERS) -> tuple[str, str, str]:
    """What is shown of a statement, with what stands before and behind it: about so many letters of Latin script."""
    size = len(statement.context.encode('utf-8', 'replace'))
    limit = min(letters, _BYTES_OF_LETTER * letters * len(statement.context) // max(1, size))
    end = statement.offset + len(statement.text)
    return shorten(statement.context, statement.offset, end, limit=limit)


def _lead(lead: Lead) -> dict[str, str | None]:
    """Where a source may be found, as data of the row."""
    place = escape(lead.title) + (f'#{_REPLACEMENT.sub("", escape(lead.section))}' if lead.section else '')
    source, said = (shorten(text, 0, len(text), longest=LETTERS_OF_LEAD)[1] for text in (lead.source, lead.sentence))
    return {
        'found': lead.wiki,
        'source': escape(source),
        'isbn': lead.isbn or None,
        'place': f'{lead.prefix}:{place}' if lead.prefix else place,
        'says': escape(said),
    }


def _in_address(text: str) -> str:
    """A text as the value of a query; tildes and underscores, which sign and switch, are no exception."""
    return quote_plus(text.encode('utf-8', 'replace')).replace('~', '%7E').replace('_', '%5F')


def rows_of(body: str, title: str) -> int:
    """How many rows of a list are about an article."""
    article = escape(title)
    return sum(row.data['article'] == article for row in list_rows.read(body))


def same(one: str, other: str) -> bool:
    """Whether two contents of a block say the same; a new date or a new number of what is not shown says nothing.

    So does how somebody has spaced a mark; but marks that are not as they would be written anew say something else.
    """
    bare, other_bare = (_COUNT.sub('…', list_rows.bare(content)).strip() for content in (one, other))
    return bare == other_bare and _marks(one) == _marks(other)


def _marks(content: str) -> list[tuple[bool, Mapping[str, str]]]:
    """What people have added to each row, and whether it can stay as it is written."""
    return [(row.sound, {name: value for name, value in row.marks.items() if value}) for row in list_rows.read(content)]


def expansion(rows: Collection[Row], form: Form) -> int:
    """How many bytes MediaWiki makes of the rows at most, as it counts them: for each template and function anew."""
    addresses = sum(4 * len(quote(row.title)) + 4 * len(quote(row.statement.section)) for row in rows)
    form = for_rows(form, len(rows))
    texts = [row_text(row, form).encode() for row in rows]
    # Two addresses and what is around them, with the words of the row in both.
    links = sum(1500 + 8 * len(searches.in_address(row, form.of).encode()) for row in rows) if form.of else 0
    return addresses + links + sum(700 + len(text) for text in texts)

"""A worklist as a file of its own, for a library's site or a workshop: HTML that needs no wiki, network or script.

It is well-formed XML, too, so that whatever reads either can read it.
"""

from __future__ import annotations

import hashlib
import html
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from urllib.parse import quote

from onelib import wikis
from onelib.campaign.leads import Lead
from onelib.campaign.ranking import Row
from onelib.pages import searches
from onelib.pages.messages import message
from onelib.pages.worklist import LETTERS, LETTERS_OF_LEAD, excerpt, summary
from onelib.wikis import Catalogue, Wiki
from onelib.wikitext.escaping import shorten
from onelib.wikitext.statements import Statement

__all__ = ['Addresses', 'Page', 'attributes', 'in_html', 'name', 'page']

# What neither HTML nor XML may hold.
_FORBIDDEN = re.compile(
    '[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd'
    + ''.join(f'{chr(plane << 16)}-{chr((plane << 16) + 0xFFFD)}' for plane in range(1, 17))
    + ']'
)
# Letters and digits of all scripts may stand in an address, and are half as long as what stands for them.
_NO_LETTER = re.compile(r'[^\w.~-]')
_UNSAFE_IN_NAMES = re.compile(r'[^\w.-]+')
_NAME_BYTES = 120
# Texts are cut shorter if the page would be longer than this: 200 kB for 200 rows.
_BYTES, _BYTES_OF_ROW = 19_000, 900
_SHORTER = (LETTERS, 200, 140, 90, 60)


@dataclass(frozen=True, slots=True)
class Addresses:
    """The addresses of a wiki.

    :ivar script: that of its index.php, like ``https://cs.wikipedia.org/w/index.php``
    :ivar articles: that of its pages, like ``https://cs.wikipedia.org/wiki/$1``
    """

    script: str
    articles: str

    def page(self, title: str, section: str = '', page_id: int = 0) -> str:
        """A page, or a section of it; by its number, the address is short and outlives moves."""
        place = f'#{_in_address(section.replace(" ", "_"))}' if section else ''
        if page_id:
            return f'{self.script}?curid={page_id}{place}'
        return self.articles.replace('$1', _in_address(title.replace(' ', '_'), '/:(),')) + place

    def editor(self, row: Row, **query: str) -> str:
        """The editor of the section that a row is about; by its number likewise."""
        asked = {'curid': str(row.page_id)} if row.page_id else {'title': row.title}
        asked |= {'section': str(row.statement.section_number), **query}
        return f'{self.script}?' + '&'.join(
            f'{key}={_in_address(value, "/:* ").replace(" ", "+")}' for key, value in asked.items()
        )


@dataclass(frozen=True)
class Page:
    """What a file is made of.

    :ivar title: of the page that the list stands on
    :ivar said: how much there is, as above the list on the wiki, and what is wrong with it
    :ivar wiki: the one that it stands on; its language is that of all words
    :ivar of: the wiki of the articles
    :ivar hashtag: without ``#``
    :ivar addresses: of the wikis, by their codes; to others there are no links
    :ivar catalogues: what each row links to
    """

    title: str
    said: str
    rows: Sequence[Row]
    wiki: Wiki
    of: Wiki
    hashtag: str
    addresses: Mapping[str, Addresses]
    catalogues: Sequence[Catalogue] = ()

    @cached_property
    def text_language(self) -> str:
        """The attributes of what is in the language of the articles; '' where all is."""
        return '' if self.of.language == self.wiki.language else attributes(self.of)

    def word(self, key: str) -> str:
        """A word of the language of the page."""
        return in_html(message(key, self.wiki))


def name(code: str, title: str, number: int) -> str:
    """The name of the file of a list of a page, which is the same whenever it is made; it leads nowhere else."""
    known_by = hashlib.sha256(f'{code}:{title}'.encode('utf-8', 'replace')).hexdigest()[:6]
    readable = _UNSAFE_IN_NAMES.sub('_', title).strip('._-').encode()[:_NAME_BYTES].decode(errors='ignore')
    return f'{_UNSAFE_IN_NAMES.sub("_", code).strip(".")}-{readable}-{known_by}-{number}.html'


def page(content: Page) -> str:
    """The whole file; of long lists the texts are shorter, so that it stays small."""
    made = ''
    for letters in _SHORTER:
        made = _made(content, letters)
        if len(made.encode()) <= _BYTES + _BYTES_OF_ROW * len(content.rows):
            break
    return made


def _made(content: Page, letters: int) -> str:
    by_article: defaultdict[str, list[Row]] = defaultdict(list)
    for row in content.rows:
        by_article[row.title].append(row)
    bodies = ''.join(_article(content, rows, letters) for rows in by_article.values())
    heads = ''.join(f'<th scope="col">{content.word(f"worklist-{each}")}</th>' for each in _COLUMNS)
    columns = ''.join(f'<col class="{each}" />' for each in _COLUMNS)
    table = f'<table>\n<colgroup>{columns}</colgroup>\n<thead><tr>{heads}</tr></thead>\n{bodies}</table>'
    home = content.addresses.get(content.wiki.code)
    title = in_html(content.title)
    sought = ', '.join(content.word(f'worklist-{each}') for each in ('article', 'statement'))
    search = f'<input id="search" type="search" hidden="hidden" aria-label="{sought}" placeholder="{sought}" />'
    return '\n'.join((
        '<!DOCTYPE html>',
        f'<html{attributes(content.wiki)}>',
        '<head>',
        '<meta charset="utf-8" />',
        '<meta name="viewport" content="width=device-width, initial-scale=1" />',
        '<meta name="referrer" content="no-referrer" />',
        f'<title>{title} – #{in_html(content.hashtag)}</title>',
        f'<style>\n{_part("css")}</style>',
        '</head>',
        '<body>',
        f'<h1>{_link(home.page(content.title), title) if home else title}</h1>',
        f'<p class="intro">{content.word("worklist-intro")}</p>' if content.rows else '',
        f'<p>{in_html(content.said)}</p>',
        *((search, table, f'<script>\n{_part("js")}</script>') if content.rows else ()),
        '</body>',
        '</html>',
        '',
    ))  # fmt: skip


_COLUMNS = ('article', 'section', 'statement', 'since', 'source')


def _article(content: Page, rows: Sequence[Row], letters: int) -> str:
    """The rows of an article, together."""
    target, title = content.addresses.get(content.of.code), in_html(rows[0].title)
    head = _link(target.page(rows[0].title), title) if target else title
    span = f' rowspan="{len(rows)}"' if len(rows) > 1 else ''
    head = f'<th scope="rowgroup"{span}{content.text_language}>{head}</th>'
    lines = (f'<tr>{"" if place else head}{_cells(content, row, letters)}</tr>\n' for place, row in enumerate(rows))
    return f'<tbody>\n{"".join(lines)}</tbody>\n'


def _cells(content: Page, row: Row, letters: int) -> str:
    statement, since, language = row.statement, row.statement.since, content.text_language
    before, text, after = map(in_html, excerpt(statement, letters))
    if since:
        month = content.wiki.months['names'][since.month - 1]
        when = in_html(message('worklist-month', content.wiki, month=month, year=since.year))
    else:
        when = content.word('worklist-undated')
    cited = (
        f'<span{language}>{before}<mark>{text}</mark>{after}</span>'
        if language
        else f'{before}<mark>{text}</mark>{after}'
    )
    where = f'{_lead(content, row.lead) if row.lead else ""}{_search(content, row)}'
    return f'{_section(content, row)}<td>{cited}{where}</td><td>{when}</td><td class="add">{_offer(content, row)}</td>'


def _section(content: Page, row: Row) -> str:
    target, seen = content.addresses.get(content.of.code), _seen(row.statement)
    language = content.text_language if seen else ''
    shown = in_html(seen) if seen else content.word('worklist-lead')
    anchor = row.statement.anchor or row.statement.heading or seen
    return f'<td{language}>{_link(target.page(row.title, anchor, row.page_id), shown) if target else shown}</td>'


def _seen(statement: Statement) -> str:
    """The heading as readers see it; one that only a template says is not known."""
    return ' '.join(statement.section.split()) or ('…' if statement.section_number else '')


def _offer(content: Page, row: Row) -> str:
    if not (target := content.addresses.get(content.of.code)):
        return ''
    summed = summary(row.statement, content.hashtag)
    source = target.editor(row, action='submit', summary=summed)
    visual = target.editor(row, veaction='edit', ecenable='suggestions', summary=f'#{content.hashtag}')
    return f'{_link(source, content.word("worklist-add"))} {_link(visual, content.word("worklist-add-visual"))}'


def _lead(content: Page, lead: Lead) -> str:
    """Where a source may be found in another language."""
    other, target = wikis.load(lead.wiki), content.addresses.get(lead.wiki)
    source, said = (
        in_html(shorten(text, 0, len(text), longest=LETTERS_OF_LEAD)[1]) for text in (lead.source, lead.sentence)
    )
    books = content.addresses.get(content.wiki.code)
    isbn = f' ({_link(books.page(f"Special:BookSources/{lead.isbn}"), "ISBN")})' if lead.isbn and books else ''
    place = _link(target.page(lead.title, lead.section), said) if target else said
    cited = f'<cite>{source}</cite>{isbn} ({place})'
    return f'<span class="lead">{in_html(other.called[0])}: <span{attributes(other)}>{cited}</span></span>'


def _search(content: Page, row: Row) -> str:
    """The catalogues, with words of the statement."""
    words = searches.in_address(row, content.of.code) if content.catalogues else ''
    links = ' · '.join(_link(each.searched(words), in_html(each.name)) for each in content.catalogues)
    return f'<span class="seek">{content.word("worklist-search")}: {links}</span>' if words else ''


def attributes(wiki: Wiki) -> str:
    """The attributes of what is in the language of a wiki."""
    speaking = wikis.load(wiki.language) if wiki.code == 'meta' else wiki
    return f' lang="{in_html(wiki.language)}" dir="{in_html(speaking.direction)}"'


def _link(address: str, shown: str) -> str:
    """A link to an address; what is shown is HTML."""
    return f'<a href="{in_html(address)}">{shown}</a>'


def in_html(text: str) -> str:
    """HTML that shows exactly this text, also in an attribute."""
    return html.escape(_FORBIDDEN.sub('\ufffd', text))


def _in_address(text: str, kept: str = '') -> str:
    """A text as a part of an address, with letters as they are."""
    return _NO_LETTER.sub(
        lambda found: found[0] if found[0] in kept else quote(found[0].encode('utf-8', 'replace')), text
    )


def _part(kind: str) -> str:
    return (files('onelib.pages') / f'html_files.{kind}').read_text(encoding='utf-8')

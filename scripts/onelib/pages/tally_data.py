"""The rows of a tally as data, for whoever has a spreadsheet and no shell: as tabular data in JSON, or as CSV.

Tabular data are pages of the extension JsonConfig, like those in the namespace ``Data:`` of Commons; `faults` says what
it would not take.  Cells hold no formula, as in `onelib.pages.csv_files`.
"""

from __future__ import annotations

import html
import json
import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from onelib import wikis
from onelib.campaign.rows import Report
from onelib.outcomes.results import RowKey
from onelib.pages import csv_files
from onelib.pages.csv_files import harmless
from onelib.pages.messages import message
from onelib.wikis import Wiki
from onelib.wikitext.escaping import cut, escape

__all__ = ['COLUMNS', 'NONE', 'Cell', 'Records', 'as_csv', 'as_tabular', 'called', 'faults', 'records', 'same']

Cell = str | int | None

# What is about facts has no author.
_LICENSE = 'CC0-1.0'
# So many characters may stand in a cell, and in whatever else is one line.
_LONGEST = 400
_HEADER = re.compile(r'[^\W\d]\w*')
_BLANK_END = re.compile(r'\A\s|[\r\n\t]|\s\Z')
# What no page can hold.
_FORBIDDEN = re.compile('[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]')
# How columns are called to readers, where a number of the tally has that name.
_CALLED = {
    'username': 'participant',
    'library': 'library',
    'wiki': 'wiki',
    'wikis': 'wikis',
    'date': 'date',
    'title': 'article',
    'editors': 'editors',
    'participants': 'participants',
    'mainspace_edits': 'edits',
    'edits_with_hashtag': 'hashtag',
    'articles_created': 'articles-created',
    'total_articles_edited': 'articles',
    'mainspace_bytes_added': 'bytes',
    'sources_added': 'references',
    'sources_improved': 'improved',
    'sources_reused': 'reused',
    'statements_sourced': 'sourced',
    'claims_removed': 'claims-removed',
    'sources_so_far': 'so-far',
    'sources_before': 'before',
}


@dataclass(frozen=True, slots=True)
class _Columns:
    """The columns of a view.

    :ivar key: what a row is known by in the tally: only those that stand there are given; None: all are
    :ivar texts, numbers: what stands in each
    :ivar rows: the rows of what the view's function gives
    """

    key: Callable[[Any], str] | None
    texts: Mapping[str, Callable[[Any], str]]
    numbers: Mapping[str, Callable[[Any], int | None]]
    rows: Callable[[Any], Iterable[Any]] = lambda rows: rows


_SUMS: Mapping[str, Callable[[Any], int]] = {
    name: csv_files.PARTICIPANTS[name]
    for name in (
        *('mainspace_edits', 'edits_with_hashtag', 'articles_created', 'total_articles_edited'),
        *('mainspace_bytes_added', 'sources_added', 'sources_improved', 'sources_reused', 'statements_sourced'),
        'claims_removed',
    )
}
_TEXTS_OF_EDITS = ('wiki', 'timestamp', 'title', 'hashtag', 'why_not')


def _sums(report: Report) -> Iterable[tuple[str, int]]:
    yield from asdict(report.numbers).items()
    for name in ('editors', 'participants', 'unsigned', 'reverted', 'probable'):
        yield name, getattr(report, name)


#: Those of each view, as the downloads of `onelib.pages.csv_files` call them.
COLUMNS: Mapping[str, _Columns] = {
    'participants': _Columns(
        key=lambda person: person.name,
        texts={
            'username': lambda person: person.name,
            'library': lambda person: person.library,
            'wikis': lambda person: ' '.join(person.wikis),
        },
        numbers={'rank': lambda person: person.rank, **_SUMS},
        rows=lambda table: table.rows,
    ),
    'wikis': _Columns(
        lambda row: row.wiki, {'wiki': lambda row: row.wiki}, {'editors': lambda row: row.editors, **_SUMS}
    ),
    'libraries': _Columns(
        lambda row: row.name, {'library': lambda row: row.name}, {'participants': lambda row: row.participants, **_SUMS}
    ),
    'events': _Columns(
        key=lambda row: str(row.attended.gathering),
        texts={'event': lambda row: str(row.attended.gathering)},
        numbers={'participants': lambda row: row.participants, 'newcomers': lambda row: row.newcomers, **_SUMS},
    ),
    'days': _Columns(
        key=lambda day: day.date.isoformat(),
        texts={'date': lambda day: day.date.isoformat()},
        numbers={'editors': lambda day: day.editors, **_SUMS},
    ),
    'articles': _Columns(
        key=lambda row: f'{row.wiki}:{row.page_id}',
        texts={'wiki': lambda row: row.wiki, 'title': lambda row: row.title},
        numbers={'page_id': lambda row: row.page_id, 'editors': lambda row: row.editors, **_SUMS},
    ),
    'lists': _Columns(
        key=lambda row: f'{row.wiki}:{row.title}',
        texts={'wiki': lambda row: row.wiki, 'title': lambda row: row.title},
        numbers={'statements': lambda row: row.listed, 'statements_sourced': lambda row: row.sourced},
    ),
    'newcomers': _Columns(
        key=lambda row: row.name,
        texts={
            'username': lambda row: row.name,
            'registered_at': lambda row: row.registered.date().isoformat(),
            'wikis': lambda row: ' '.join(row.wikis),
        },
        numbers={**_SUMS, 'retained': lambda row: None if row.retained is None else int(row.retained)},
        rows=lambda newcomers: newcomers.rows,
    ),
    'report': _Columns(
        key=None, texts={'name': lambda row: row[0]}, numbers={'number': lambda row: row[1]}, rows=_sums
    ),
    'draw': _Columns(
        key=lambda ticket: ticket.name,
        texts={'username': lambda ticket: ticket.name, 'lot': lambda ticket: ticket.lot},
        numbers={'prize': lambda ticket: ticket.prize, 'number': lambda ticket: ticket.number},
        rows=lambda draw: draw.tickets,
    ),
    'edits': _Columns(
        key=lambda edit: f'{edit.wiki}:{edit.contribution.revision}',
        texts={name: csv_files.EDITS[name] for name in _TEXTS_OF_EDITS},
        numbers={
            name: cell for name, cell in csv_files.EDITS.items() if name not in (*_TEXTS_OF_EDITS, 'username')
        },
        rows=lambda edits: (edit for edit in edits if not edit.hidden),
    ),
    'attention': _Columns(
        key=lambda notice: notice.key,
        texts={
            'wiki': lambda notice: notice.wiki,
            'title': lambda notice: notice.title,
            'reasons': lambda notice: ' '.join(reason.name for reason in notice.reasons),
        },
        numbers={'revision_id': lambda notice: notice.revision or None},
    ),
    'growth': _Columns(
        key=lambda day: str(day.number),
        texts={'date': lambda day: day.date.isoformat() if day.date else ''},
        numbers={
            'day': lambda day: day.number,
            'sources_added': lambda day: day.added,
            'sources_so_far': lambda day: day.so_far,
            'sources_before': lambda day: day.before,
        },
        rows=lambda growth: growth.days,
    ),
    # Who may be written to is nobody's table.
    'messages': _Columns(key=None, texts={'username': lambda _: ''}, numbers={}, rows=lambda _: ()),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Records:
    """Rows as data.

    :ivar fields: names of the columns -> ``string`` or ``number``
    :ivar rows: each with its key in the tally; what is not known is None
    """

    fields: Mapping[str, str]
    rows: Sequence[tuple[RowKey | None, tuple[Cell, ...]]]

    def only(self, standing: Collection[RowKey]) -> Records:
        """Those rows that stand in the tally: nobody is in the data who is not named there."""
        return Records(self.fields, [row for row in self.rows if row[0] is None or row[0] in standing])

    @property
    def cells(self) -> list[tuple[Cell, ...]]:
        """The rows without their keys."""
        return [cells for _, cells in self.rows]


#: Of a tally that nobody wants data of.
NONE = Records({}, ())


def records(view: str, rows: Any) -> Records:
    """What the function of a view gives, as data."""
    columns = COLUMNS[view]
    fields = {**dict.fromkeys(columns.texts, 'string'), **dict.fromkeys(columns.numbers, 'number')}
    made: list[tuple[RowKey | None, tuple[Cell, ...]]] = []
    for row in columns.rows(rows):
        texts = (_line(cell(row)) for cell in columns.texts.values())
        numbers = (_number(cell(row)) for cell in columns.numbers.values())
        made.append(((view, columns.key(row)) if columns.key else None, (*texts, *numbers)))
    return Records(fields, made)


def _number(value: Any) -> int | None:
    return int(value) if isinstance(value, int) else None


def _line(text: str) -> str:
    """A text of anybody's as one line that no spreadsheet takes for a formula, as a page keeps it."""
    plain = unicodedata.normalize('NFC', _FORBIDDEN.sub('\ufffd', ' '.join(text.split())))
    return cut(harmless(plain), _LONGEST).rstrip()


def called(field: str, wiki: Wiki) -> str:
    """How readers call a column; one that the tally has no name for, as it is."""
    return message(f'tally-{_CALLED[field]}', wiki) if field in _CALLED else field


def as_csv(found: Records, name: str, page: str) -> str:
    """The text of a page with them as CSV.

    :param name: what they are; `page`: title of the one that they are from
    """
    text = csv_files.written(found.fields, ([_cell(cell) for cell in cells] for cells in found.cells)).rstrip('\n')
    # Nothing is read in it but entities, and the marks of wikis with two scripts.
    inside = html.escape(text, quote=False).replace('-{', '-&#123;').replace('}-', '&#125;-')
    return f'[[:{escape(page)}]]: 1Lib1Ref, {escape(name)}\n<pre class="onelib-data">\n{inside}\n</pre>'


def _cell(cell: Cell) -> str | int:
    return '' if cell is None else cell


def as_tabular(found: Records, wiki: Wiki, name: str, page: str, most_bytes: int) -> str:
    """The text of a page with them as tabular data.

    :param name: what they are, for its description; `page`: title of the one that they are from
    :param most_bytes: how long it may be; rows that do not fit are left out, the last first
    """
    languages = {'en': wikis.load('en'), wiki.language: wiki}

    def said(key: str) -> dict[str, str]:
        return {code: _line(message(f'tally-{key}', speaking)) for code, speaking in sorted(languages.items())}

    cells = found.cells
    while True:
        document = {
            'license': _LICENSE,
            'description': {code: _line(f'1Lib1Ref: {name}') for code in sorted(languages)},
            'sources': f'[[:{escape(page)}]]',
            'schema': {
                'fields': [
                    {'name': field, 'type': kind, 'title': said(_CALLED[field]) if field in _CALLED else {'en': field}}
                    for field, kind in found.fields.items()
                ]
            },
            'data': [list(row) for row in cells],
        }
        text = json.dumps(document, ensure_ascii=False, indent='\t')
        if len(text.encode()) <= most_bytes or not cells:
            return text
        cells = cells[: len(cells) // 2]


def faults(text: str, most_bytes: int = 2_000_000) -> list[str]:
    """What JsonConfig would not take of a page of tabular data, by its rules; none if it would."""
    if len(text.encode('utf-8', 'replace')) > most_bytes:
        return ['the page is too long']
    try:
        document = json.loads(text)
        fields = document['schema']['fields']
        names = [field['name'] for field in fields]
        kinds = [field['type'] for field in fields]
        rows = document['data']
    except (ValueError, TypeError, KeyError) as problem:
        return [f'no tabular data: {problem!r}']
    if not isinstance(fields, list):
        return ['the fields are no list']
    found = [f'unknown {key}' for key in document.keys() - {'license', 'description', 'sources', 'schema', 'data'}]
    found += [f'unknown {key}' for key in document['schema'].keys() - {'fields'}]
    found += [f'unknown {key}' for field in fields for key in field.keys() - {'name', 'type', 'title'}]
    found += [f'bad name {name!r}' for name in names if not (isinstance(name, str) and _HEADER.fullmatch(name))]
    found += ['a name twice'] * (len({*map(str, names)}) < len(names))
    found += [f'bad type {kind!r}' for kind in kinds if kind not in ('string', 'number')]
    if document.get('license') != _LICENSE or not isinstance(document.get('sources', ''), str):
        found.append('another license, or sources that are no text')
    for spoken in (document.get('description', {'en': ''}), *(field.get('title', {'en': ''}) for field in fields)):
        if not (isinstance(spoken, dict) and spoken and all(map(_is_line, spoken.values()))):
            found.append(f'not one line in each language: {spoken!r}')
    for row in rows if isinstance(rows, list) else [None]:
        if not isinstance(row, list) or len(row) != len(kinds):
            found.append(f'a row of another length: {row!r}')
        else:
            found += [f'no {kind}: {cell!r}' for cell, kind in zip(row, kinds, strict=True) if not _is_cell(cell, kind)]
    return found


def _is_cell(cell: Any, kind: str) -> bool:
    if cell is None:
        return True
    return _is_line(cell) if kind == 'string' else isinstance(cell, int | float) and not isinstance(cell, bool)


def _is_line(text: Any) -> bool:
    return isinstance(text, str) and len(text) <= _LONGEST and not _BLANK_END.search(text)


def same(one: str, other: str) -> bool:
    """Whether two pages say the same, however their wiki has written JSON down."""
    try:
        return bool(json.loads(one) == json.loads(other))
    except ValueError:
        return one.strip() == other.strip()

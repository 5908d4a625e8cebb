"""The rows of a list as they stand on a page: what the bot has written in each, and what people have added to it.

Of the bot is a line with parameters of known names and no braces in them.  What people add may be anything, on any
number of lines; and some editors space parameters in their own way.  So a row is read by the names of its parameters,
up to where the next one begins: what nobody has closed or opened, like ``{{ping``, is text.
"""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from onelib.campaign.records import most_like

__all__ = ['DATA', 'IDENTITY', 'MARKS', 'NOT_SOUGHT', 'Identity', 'ListedRow', 'Sought']
__all__ += ['bare', 'matched', 'read', 'with_rows']


#: What the bot writes in a row.
DATA = (
    *('article', 'prefix', 'section', 'anchor', 'number', 'page', 'before', 'text', 'after', 'since', 'kind'),
    *('hashtag', 'lang', 'summary', 'found', 'source', 'isbn', 'place', 'says', 'seek', 'wiki', 'rows'),
    *('done', 'sourced', 'editor'),
)
#: What people add to one, and the days that the bot notes beside it.
MARKS = ('skip', 'skipped', 'by', 'until')

# White space of MediaWiki: no other is taken away from a value.
_SPACE = ' \t\r\n\f\v'
_MARK = rf'\s*+(?i:{"|".join(MARKS)})\s*+='
_BEGINNING = re.compile(
    rf'^(\**+ ?)\{{\{{([^{{}}|<>\[\]\n]++)\s*+\|(?=(?:{_MARK}[^\n]*?\|)?\s*+article\s*+=)', re.MULTILINE
)
# Somebody has added it behind the braces.
_BEHIND = re.compile(rf'\s*+\|{_MARK}')
# What stands below the last row.
_BELOW = re.compile(r'^(?:\|\}(?!\})|</div>)', re.MULTILINE)
_TOKEN = re.compile(r'<!--|\[\[|\]\]|\{\{|\}\}|\|')
_OPENS = {']]': '[[', '}}': '{{'}

#: What says which statement a row is about.
IDENTITY = ('article', 'before', 'text', 'after', 'section', 'page')
# What two rows of one article with the same text are told apart by: the first of these in which they differ.
_LIKENESSES = (
    ('text', 'before', 'after', 'section', 'anchor'),
    ('text', 'before', 'after'),
    ('text', 'section', 'anchor'),
    ('text',),
)


Identity = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListedRow:
    """A row on a page.

    :ivar start: where it begins in the text, `end`: where it ends
    :ivar begins: the bullets before it
    :ivar parts: its parameters but for the marks, in order; the name is '' where there is none
    :ivar marks: what people have added, as they have written it
    :ivar sound: whether all that is opened in it is closed, so that MediaWiki reads it likewise
    """

    start: int
    end: int
    begins: str
    template: str
    parts: tuple[tuple[str, str], ...]
    marks: Mapping[str, str]
    sound: bool

    @property
    def data(self) -> Mapping[str, str]:
        """What the bot has written in it."""
        return dict(reversed(self.parts))

    @property
    def is_marked(self) -> bool:
        """Whether people have marked it."""
        return bool(self.marks.get('skip') or self.marks.get('by'))

    @property
    def identity(self) -> Identity:
        """Which statement it is about."""
        data = self.data
        return tuple(data.get(name, '') for name in IDENTITY)

    def written(self, behind: str = '') -> str:
        """The row as the bot writes it, without its marks but with what is to stand behind its data."""
        return f'{self.begins}{{{{{self.template} {" ".join(map(_part, self.parts))}{behind}}}}}'


@dataclass(frozen=True, slots=True)
class Sought:
    """What is known of the statements that people have marked, by the identities of their rows.

    :ivar there: they are in their articles, `gone`: they are not; of all others it is not known
    """

    there: frozenset[Identity] = frozenset()
    gone: frozenset[Identity] = frozenset()


#: Nothing is known of any.
NOT_SOUGHT = Sought()


def _part(part: tuple[str, str]) -> str:
    name, value = part
    return f'|{name}={value}' if name else f'|{value}'


@lru_cache(maxsize=4)
def read(content: str) -> tuple[ListedRow, ...]:
    """The rows of a list."""
    begun = list(_BEGINNING.finditer(content))
    ends = (*(found.start() for found in begun[1:]), len(content))
    return tuple(_row(content, found, end) for found, end in zip(begun, ends, strict=False))


def bare(content: str) -> str:
    """A list without what people have added to its rows, and with these spaced as the bot does."""
    rows = read(content)
    return with_rows(content, rows, [row.written() for row in rows])


def with_rows(content: str, rows: Sequence[ListedRow], lines: Sequence[str]) -> str:
    """A list with these lines in place of its rows."""
    pieces, at = [], 0
    for row, line in zip(rows, lines, strict=True):
        pieces += [content[at : row.start], line]
        at = row.end
    return ''.join((*pieces, content[at:]))


def _row(content: str, found: re.Match[str], until: int) -> ListedRow:
    """The row that begins there."""
    below = _BELOW.search(content, found.end(), until)
    text = content[found.end() : below.start() if below else until].rstrip(_SPACE)
    closed = len(text) - 2 if text.endswith('}}') else text.rfind('}}')
    behind = text[closed + 2 :] if closed >= 0 else ''
    is_mark = bool(_BEHIND.match(behind))
    inner = text[:closed] + (behind if is_mark else '') if closed >= 0 else text
    pieces, sound = _split(inner)
    sound = sound and closed >= 0 and not is_mark
    parts: list[tuple[str, str]] = []
    marks: dict[str, list[str]] = {}
    seen, mark = set[str](), ''
    for piece in pieces:
        name, equals, value = piece.partition('=')
        name = name.strip(_SPACE)
        if equals and name in DATA and not (mark and name in seen):
            parts.append((name, value.strip(_SPACE)))
            seen.add(name)
            mark = ''
        elif equals and name.lower() in MARKS:
            # Of two that somebody has written both are kept, although MediaWiki shows the last.
            mark = name.lower()
            said = marks.setdefault(mark, [])
            if value.strip(_SPACE):
                said += [' / ', value] if said else [value]
            sound = sound and name == mark
        elif mark:
            # A bar in a reason.
            marks[mark] += ['|', piece]
            sound = False
        else:
            parts.append((name if equals else '', (value if equals else piece).strip(_SPACE)))
    end = found.end() + (closed + 2 if closed >= 0 and not is_mark else len(text))
    stripped = {name: ''.join(said).strip(_SPACE) for name, said in marks.items()}
    rest = content[end:until]
    end += len(rest) - len(rest.lstrip(' \t'))
    return ListedRow(found.start(), end, found[1], found[2].rstrip(_SPACE), tuple(parts), stripped, sound)


def _split(text: str) -> tuple[list[str], bool]:
    """The parameters of a call; and whether all that is opened in it is closed."""
    bars, pairs, sound = _brackets(text)
    cuts, outer = [-1], iter(sorted(pairs))
    start, end = next(outer, (len(text), len(text)))
    for bar in bars:
        while end < bar:
            start, end = next(outer, (len(text), len(text)))
        if bar < start:
            cuts.append(bar)
    return [text[at + 1 : following] for at, following in zip(cuts, [*cuts[1:], len(text)], strict=True)], sound


def _brackets(text: str) -> tuple[list[int], list[tuple[int, int]], bool]:
    """Where bars are, and from where to where links and templates; and whether there are no halves of these."""
    bars: list[int] = []
    opened: list[tuple[str, int]] = []
    pairs: list[tuple[int, int]] = []
    at, sound = 0, True
    last_comment = text.rfind('-->')
    while found := _TOKEN.search(text, at):
        token, place = found.group(), found.start()
        at = found.end()
        if token == '|':
            bars.append(place)
        elif token == '<!--':
            if place < last_comment - 3:
                at = text.index('-->', at) + 3
            else:
                sound = False
        elif token in _OPENS.values():
            opened.append((token, place))
        elif opened and opened[-1][0] == _OPENS[token]:
            pairs.append((opened.pop()[1], place))
        else:
            sound = False
    return bars, pairs, sound and not opened


def matched(
    old: Sequence[ListedRow], new: Sequence[Mapping[str, object]], reworded: Iterable[int] | None = None
) -> dict[int, int]:
    """Which new rows are about the statements of old ones, by their data: number of the old row → of the new one.

    Two rows of an article with the same text are told apart by what stands around it; or else by their order.

    :param reworded: numbers of the old rows that are also sought by what they nearly say; None: of those with marks
    """
    places: dict[int, int] = {}
    taken = set[int]()
    data = [row.data for row in old]
    for names in _LIKENESSES:
        for article in ('article', 'page'):
            waiting = defaultdict[tuple[str, ...], deque[int]](deque)
            for place, one in enumerate(new):
                if place not in taken and one.get(article):
                    waiting[_values(one, article, names)].append(place)
            for number, one in enumerate(data):
                if number not in places and one.get(article) and (there := waiting[_values(one, article, names)]):
                    places[number] = there.popleft()
                    taken.add(places[number])
    left = {place: one for place, one in enumerate(new) if place not in taken}
    marked = (number for number, row in enumerate(old) if row.is_marked and 'done' not in data[number])
    for number in marked if reworded is None else reworded:
        if number not in places:
            others = [(str(one['text']), place) for place, one in left.items() if _about_one(data[number], one)]
            if (alike := most_like(data[number].get('text', ''), others)) is not None:
                places[number] = alike
                del left[alike]
    return places


def _values(data: Mapping[str, object], article: str, names: Sequence[str]) -> tuple[str, ...]:
    given = [data.get(name) for name in (article, *names)]
    return tuple('' if value is None else str(value) for value in given)


def _about_one(one: Mapping[str, object], other: Mapping[str, object]) -> bool:
    """Whether two rows are about one article, whatever it is called now."""
    return any(one.get(name) and str(one[name]) == str(other.get(name)) for name in ('article', 'page'))

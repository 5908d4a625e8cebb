"""What people add to a row of a list: ``|skip=why`` puts it aside for half a year, ``|by=~~~~`` claims it for 3 days.

What they have written stays, on one line and so that it cannot do anything elsewhere on the page: links and signatures
are links, and all other markup is shown as it was typed, but for colours and the like, which are taken away.  How long
it holds is counted from the signature; where there is none, from the day on which the bot first saw it, which it notes
beside it.
"""

from __future__ import annotations

import datetime
import html
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from onelib.pages.list_rows import MARKS, ListedRow
from onelib.wikis import Wiki
from onelib.wikitext.escaping import escape
from onelib.wikitext.signups import signatures, signed_on

__all__ = ['ASIDE_FOR', 'CLAIMED_FOR', 'holding', 'is_aside', 'is_new', 'tidy', 'written']

#: So long a row is put aside.
ASIDE_FOR = datetime.timedelta(days=183)
#: So long it is claimed.
CLAIMED_FOR = datetime.timedelta(days=3)

_SPACE = re.compile(r'[ \t\r\n\f\v]+')
LOOK = re.compile(
    r'</?(?:abbr|b|bdi|bdo|big|br|center|code|del|em|font|i|ins|kbd|nowiki|q|s|small|span|strike|strong|sub|sup|tt|u|var)'
    r'(?:\s[^<>]*)?/?>',
    re.IGNORECASE,
)
_LINK = re.compile(r'(\[\[[^\[\]{}|<>]+(?:\|[^\[\]{}|]+)?\]\])')
_QUOTES = re.compile(r"('{2,})")
_ENTITY = re.compile(r'&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]\w{1,30});')
# What would sign or switch something in the target of a link.
_ACTIVE = re.compile('~{3}|__')


def is_aside(marks: Mapping[str, str], wiki: Wiki, today: datetime.date) -> bool:
    """Whether a row with these marks is put aside."""
    return _is_said(holding(marks, wiki, today).get('skip', ''))


def is_new(row: ListedRow, wiki: Wiki, today: datetime.date) -> bool:
    """Whether what people have added to a row does not stand there as it is kept."""
    said = {name: value for name, value in row.marks.items() if value}
    return not row.sound or said != holding(row.marks, wiki, today)


def written(marks: Mapping[str, str], wiki: Wiki, today: datetime.date) -> str:
    """What of these marks holds on that day, as it stands in a row."""
    return ''.join(f' |{name}={value}' for name, value in holding(marks, wiki, today).items())


def holding(marks: Mapping[str, str], wiki: Wiki, today: datetime.date) -> dict[str, str]:
    """What of these marks holds on that day: tidy, with the day since when or until when it does."""
    skip, by = (tidy(marks.get(name, ''), wiki) for name in ('skip', 'by'))
    kept = {name: value for name, value in (('skip', skip), ('by', by)) if value}
    if _is_said(skip):
        signed = _possible(signed_on(skip, wiki), today)
        since = signed or _possible(_day(marks.get('skipped')), today) or today
        if today - since > ASIDE_FOR:
            del kept['skip']
        elif not signed:
            kept['skipped'] = since.isoformat()
    if _is_said(by):
        until = _day(marks.get('until'))
        noted = until and _possible(until - CLAIMED_FOR, today)
        since = _possible(signed_on(by, wiki), today) or noted or today
        if today - since > CLAIMED_FOR:
            del kept['by']
        else:
            kept['until'] = (since + CLAIMED_FOR).isoformat()
    return {name: kept[name] for name in MARKS if name in kept}


def _possible(day: datetime.date | None, today: datetime.date) -> datetime.date | None:
    """A day, unless it is in the future; where it is late, it may be tomorrow."""
    return day if day and day - today <= datetime.timedelta(days=1) else None


def _day(written: str | None) -> datetime.date | None:
    """A day as the bot notes it."""
    try:
        return datetime.date.fromisoformat(written or '')
    except ValueError:
        return None


def _is_said(value: str) -> bool:
    """Whether there is more in a tidy mark than comments."""
    return bool(value) and not value.startswith('<!--')


@lru_cache(maxsize=4096)
def tidy(value: str, wiki: Wiki) -> str:
    """What somebody has written, on one line, as wikitext in which nothing but links is markup; comments are last."""
    text, comments = _without_comments(value)
    text = _SPACE.sub(' ', LOOK.sub(_look, text)).strip(' ')
    even = _are_even(_QUOTES.findall(text))
    # Each second piece is a link.
    pieces = (
        (_link(piece, wiki, even) if number % 2 else '') or _escaped(piece, even)
        for number, piece in enumerate(_LINK.split(text))
    )
    return ' '.join((*filter(None, [''.join(pieces)]), *comments))


def _look(tag: re.Match[str]) -> str:
    return ' ' if tag.group()[1:3].lower() == 'br' else ''


def _without_comments(value: str) -> tuple[str, list[str]]:
    """What readers see, and what they do not."""
    shown: list[str] = []
    comments: list[str] = []
    while True:
        before, _, rest = value.partition('<!--')
        inner, closed, behind = rest.partition('-->')
        if not closed:
            return ''.join((*shown, value)), comments
        shown.append(before)
        comments.append(f'<!--{_SPACE.sub(" ", inner)}-->')
        value = behind


def _are_even(quotes: Sequence[str]) -> bool:
    """Whether italics and bold that begin in a line end in it."""
    pairs = zip(quotes[::2], quotes[1::2], strict=False)
    return len(quotes) % 2 == 0 and all(one == other and len(one) in (2, 3) for one, other in pairs)


def _link(link: str, wiki: Wiki, even: bool) -> str:
    """A link that leads to a page and does nothing else, '' if it is none."""
    target, bar, text = link[2:-2].partition('|')
    target = target.strip(' ')
    said = _escaped(text.strip(' '), even)
    if not target or _ACTIVE.search(target) or (bar and not said):
        return ''
    # Only a colon keeps it from showing a file, and from being one of a category or another language.
    user = signatures.of_title(target, wiki)
    plain = ':' not in target or target.startswith((':', '#', '/')) or (user and not user.wiki)
    return f'[[{"" if plain else ":"}{target}{"|" if bar else ""}{said}]]'


def _escaped(text: str, even: bool) -> str:
    """A text within a line; in it, entities stand for what they mean, and italics may be `even`."""
    pieces = _QUOTES.split(text) if even else [text]
    return ''.join(
        piece if number % 2 else escape(f'x{_ENTITY.sub(_char, piece)}x')[1:-1] for number, piece in enumerate(pieces)
    )


def _char(entity: re.Match[str]) -> str:
    return html.unescape(entity.group())

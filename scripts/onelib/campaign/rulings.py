"""What organisers take out of a campaign, publicly and with the reason: edits and people.

::

    |strike=cs:12345 (a copy of a blog), https://uk.wikipedia.org/w/index.php?diff=777 (why)
    |suspend=Jana Nováková (asked to pause)
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from onelib import wikis
from onelib.campaign.edits import Edit
from onelib.campaign.parameter_kinds import Reading, RequestError
from onelib.wikis import titles
from onelib.wikitext.escaping import cut

__all__ = ['Strike', 'Suspension', 'strikes', 'struck', 'suspensions']

_LONGEST_WHY, _LONGEST = 200, 20_000
_OPEN, _CLOSED, _BETWEEN = '(（', ')）', ',;，；、،\n'
_WHY = re.compile(r'\s*[(（](?P<within>.*)[)）]\s*\Z|(?:\s+[–—-]+\s*|\s*:\s+|\s+)(?P<behind>\S.*)\Z', re.DOTALL)
# The address of an edit, a link to it, or its number, with the code of its wiki before that if one is needed.
_EDIT = re.compile(
    r'\s*\*?\s*(?P<link>\[\[[^\[\]]*\]\]|\[?\S*//[^\s\]]+(?:\s[^\]]*\])?|(?:[a-z][a-z-]*\s*:\s*)?#?\d+)', re.I
)
_ADDRESS = re.compile(r'//(?:www\.)?([a-z-]+)\.', re.IGNORECASE)
_PREFIX = re.compile(r'\[*\s*:?\s*(?:(?:w|wikipedia)\s*:\s*)?([a-z]{2,}(?:-[a-z]+)*)\s*:', re.IGNORECASE)
_DIFF = re.compile(r'[?&]diff=(\d{1,12})\b')
_OLD = re.compile(r'[?&](?:oldid|curid)=(\d{1,12})\b')
_OTHER_DIFF = re.compile(r'[?&]diff=(?!prev)')
_LAST = re.compile(r'(?:^|[\s:/#])(\d{1,12})$')
_NAME = re.compile(r'\[\[[^\[\]|]*?:\s*([^\[\]|]+)(?:\|[^\[\]]*)?\]\]|([^(（\[\]]+)')
_NOT_IN_NAMES = frozenset('/#<>[]|{}@:')


@dataclass(frozen=True, slots=True)
class Strike:
    """An edit that counts nothing.

    :ivar wiki: its code, '' if nobody has said: then it is the only edit of that number in the campaign
    """

    wiki: str
    revision: int
    why: str = ''

    def __str__(self) -> str:
        return f'{self.wiki}:{self.revision}' if self.wiki else str(self.revision)


@dataclass(frozen=True, slots=True)
class Suspension:
    """Somebody who has no rank.

    :ivar written: all of it, which can be a name that ends in brackets
    """

    name: str
    why: str = ''
    written: str = ''


def strikes(name: str, value: str, reading: Reading[Any]) -> tuple[Strike, ...]:
    """Edits, each once: numbers of revisions with the code of their wiki, or links to what they changed."""
    found: dict[tuple[str, int], Strike] = {}
    for entry in _listed(name, value, reading):
        edit = _EDIT.match(entry)
        strike = _strike(edit['link'], _why(entry[edit.end() :])) if edit else None
        if strike is None:
            raise RequestError(name, entry, 'allowed-strike', example='cs:12345 (why), uk:777 (why)')
        found.setdefault((strike.wiki, strike.revision), strike)
    return tuple(found.values())


def _strike(link: str, why: str) -> Strike | None:
    target = link.strip('[] ').partition('|')[0].split()[0] if '//' in link else link.strip('[] ').partition('|')[0]
    place = _ADDRESS.search(target) if '//' in target else _PREFIX.match(target)
    code = place[1].lower() if place else ''
    if code not in wikis.codes():
        if '//' in target:
            return None
        code = ''
    number = _DIFF.search(target) or (
        None if _OTHER_DIFF.search(target) else _OLD.search(target) or _LAST.search(target)
    )
    return Strike(code, int(number[1]), why) if number and int(number[1]) else None


def suspensions(name: str, value: str, reading: Reading[Any]) -> tuple[Suspension, ...]:
    """Names of accounts, written plainly or as links to user pages."""
    found: dict[str, Suspension] = {}
    for entry in _listed(name, value, reading):
        plain = entry.strip(' *\t')
        match = _NAME.match(plain)
        user = titles.normalise((match[1] or match[2]).strip()) if match else ''
        user = user.rpartition(':')[2].strip()
        if not match or not user or set(user) & _NOT_IN_NAMES:
            raise RequestError(name, entry, 'allowed-user')
        found.setdefault(titles.normalise(user), Suspension(titles.normalise(user), _why(plain[match.end() :]), plain))
    return tuple(found.values())


def _listed(name: str, value: str, reading: Reading[Any]) -> list[str]:
    entries = list(dict.fromkeys(entry.strip() for entry in _entries(value[:_LONGEST]) if entry.strip(' *\t')))
    most = reading.parameters[name].most
    if len(entries) > most or len(value) > _LONGEST:
        raise RequestError(name, value, 'allowed-list', most=most)
    return entries


def _entries(value: str) -> Iterator[str]:
    """What stands between commas, of which those in brackets are none; nor is one in an open bracket without end."""
    depth, start = 0, 0
    for at, letter in enumerate(value):
        if letter in _OPEN:
            depth += 1
        elif letter in _CLOSED:
            depth = max(0, depth - 1)
        elif letter in _BETWEEN and not depth:
            yield value[start:at]
            start = at + 1
    yield value[start:]


def _why(rest: str) -> str:
    found = _WHY.match(rest)
    return cut(' '.join((found['within'] or found['behind'] or '').split()), _LONGEST_WHY) if found else ''


def struck(strikes: Collection[Strike], edits: Iterable[Edit]) -> dict[tuple[str, int], Strike]:
    """Which of these edits are taken out, by wiki and revision; a strike that is of none, or of several, takes none."""
    if not strikes:
        return {}
    there: dict[int, list[str]] = {}
    for made in (edit.contribution for edit in edits):
        there.setdefault(made.revision, []).append(made.wiki)
    found = {}
    for strike in strikes:
        codes = there.get(strike.revision, [])
        if strike.wiki in codes:
            found[strike.wiki, strike.revision] = strike
        elif not strike.wiki and len(codes) == 1:
            found[codes[0], strike.revision] = strike
    return found

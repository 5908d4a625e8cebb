"""Lines that look like sign-ups and are none: ``# Karel Starý``, ``# @Karel``, ``# <nowiki># ~~~~</nowiki>``.

Some look so wherever people sign up: there is a name of an account, a timestamp, or what an editor made of tildes.
Others only do among sign-ups: an item of a list of which others sign somebody up, or a name in a section of
participants.
Instructions, headings of lists and remarks about others do not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from onelib.wikis import Wiki
from onelib.wikitext.sentences import is_small
from onelib.wikitext.signups import accounts, signatures
from onelib.wikitext.signups.people import UnclearLine
from onelib.wikitext.signups.signatures import Part, User
from onelib.wikitext.signups.timestamps import Stamp

__all__ = ['TYPED', 'Attempt', 'Group', 'attempt', 'cell_attempt', 'is_certain']

#: What stands in a text for wikitext that was typed where it does not work, like ``<nowiki>~~~~</nowiki>``.
TYPED = '\ue005'
_LINK = re.compile(r'\s*\[\[\s*:?\s*([^\[\]{}|<>\n:]+)(?:\|[^\[\]]*)?\]\](.*)', re.DOTALL)
_OTHER_LINK = re.compile(r'\s*\[\[:?\s*([^\[\]{}|<>\n]+)')
_PLAIN_LINK = re.compile(r'\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]')
_TAG = re.compile(r'<[^<>]*>')
_WORD = re.compile(r"[^\W\d_][\w'’.\-]*")
_PREFIXED = re.compile(r'\s*([^\W\d_][^\[\]{}|<>:\n]{0,60}):\s*(\S.*)', re.DOTALL)
_AT = re.compile(r'\s*@\s?(\S.*)', re.DOTALL)
# What ends a name that somebody has typed: a dash with spaces around it, a comma, a bracket.
_NAME_ENDS = re.compile(r'\s+[-‐-―−~]+\s|\s*[–—,;(|•·→\ue000-\uf8ff]')
_ADDRESS = re.compile(r'\s*\[?(?:https?:)?//')
# Bullets also say when and where: ``Program: …``, ``10:00``.
_ABOUT = re.compile(r'^[^:]{1,40}:\s|\d[:.]\d\d')
_SENTENCE_ENDS = ('.', '!', '?', '…', '։', ':', '。')
_FEW, _MANY = 3, 15


#: The list that a line is in: the number of its section and the marker of its items, '' for paragraphs and tables.
Group = tuple[int, str]


@dataclass(slots=True)
class Attempt:
    """A line that may be meant as a sign-up.

    :ivar group: the list or table that it is in
    :ivar certain: whether it looks so by itself
    :ivar named: whether it looks like the name of a person
    """

    line: UnclearLine
    group: Group
    certain: bool = False
    named: bool = False


def is_certain(parts: Sequence[Part]) -> bool:
    """Whether somebody has signed a line, or linked to a user, and it is nobody who can have an account."""
    people = [part for part in parts if isinstance(part, User) and part.kind != 'mention']
    if any(user.name or user.is_example for user in people):
        return False
    return bool(people) or any(isinstance(part, Stamp) and part.timed for part in parts)


def attempt(body: str, parts: Sequence[Part], section: str, group: Group, wiki: Wiki) -> Attempt | None:
    """What an item of a list may be meant as, None if it is meant as something else.

    :param body: its wikitext, `parts`: the same as it is read
    """
    text = ' '.join(''.join(part for part in parts if isinstance(part, str)).split())
    if text.startswith(TYPED):
        # VisualEditor makes this of the words of the instructions; with words behind it, it is one of these.
        behind = text.strip(TYPED)
        return Attempt(UnclearLine(section), group, certain=not behind or bool(signatures.said(behind)))
    if is_certain(parts):
        return Attempt(UnclearLine(section), group, certain=True)
    if any(isinstance(part, User) for part in parts):
        return None
    if found := _stated(text, wiki):
        return Attempt(UnclearLine(section, *found), group, certain=True, named=True)
    begun = _OTHER_LINK.match(body)
    if begun and ':' in begun[1] and not signatures.is_file(begun[1], wiki):
        # Of a namespace that is none of users here, like one of another wiki, or a slip.
        text = f'{begun[1]} {text}'
    if TYPED in text or text.endswith(':') or not _WORD.search(text) or _is_of_others(text):
        return None
    if link := _LINK.match(_TAG.sub('', body).replace("'''", '').replace("''", '')):
        name, behind = accounts.canonical(link[1], wiki), signatures.said(_shown(link[2]))
        if behind or not _WORD.search(_shown(link[2])):
            return Attempt(UnclearLine(section, name, behind), group, named=_is_name(link[1]))
    if _is_sentence(text) or _ADDRESS.match(body) or (group[1].startswith('*') and _ABOUT.search(text)):
        return None
    return Attempt(UnclearLine(section), group, named=_is_name(_NAME_ENDS.split(text, maxsplit=1)[0]))


def cell_attempt(text: str, parts: Sequence[Part], section: str, wiki: Wiki) -> Attempt | None:
    """The same for a cell of a table in which others have their names."""
    found = attempt(text, parts, section, (0, ''), wiki)
    if found:
        found.certain = True
    return found


def _stated(text: str, wiki: Wiki) -> tuple[str, str] | None:
    """Name and library of ``Wikipedista:Karel – MZK`` or ``@Karel, MZK``, None if a line does not begin like these."""
    written = ''
    if at := _AT.match(text):
        written = at[1]
    elif prefixed := _PREFIXED.match(text):
        key = accounts.folded(prefixed[1])
        kind = accounts.namespaces(wiki.code).get(key) or accounts.everywhere().get(key)
        written = prefixed[2] if kind in ('user', 'talk') else ''
    if not written:
        return None
    ends = _NAME_ENDS.search(written)
    name = accounts.canonical(written[: ends.start()] if ends else written, wiki)
    return name, signatures.said(written[ends.start() :]) if ends else ''


def _shown(text: str) -> str:
    """The words of a line that readers see."""
    text = _PLAIN_LINK.sub(lambda link: link[1], _TAG.sub('', text))
    return ' '.join(text.replace("'''", '').replace("''", '').split())


def _is_of_others(text: str) -> bool:
    """Whether words are about those who organise, or show where to put a name."""
    lower = text.lower().lstrip('([„«“"\'… ')
    return lower.startswith((*accounts.words('other_sections'), *accounts.words('not_signing'))) or any(
        lower.startswith(example) and not lower[len(example) : len(example) + 1].isalpha()
        for example in accounts.words('examples')
    )


def _is_sentence(text: str) -> bool:
    words = _WORD.findall(text)
    if len(words) > _MANY:
        return True
    return text.endswith(_SENTENCE_ENDS) and len(words) >= _FEW and any(map(_is_small, words[:2]))


def _is_name(text: str) -> bool:
    """Whether words could be the name of a person: few, none of them small, and not that of a library."""
    words = _WORD.findall(text)
    of_library = any(word in text.lower() for word in accounts.words('library_columns'))
    return 0 < len(words) <= _FEW and not any(map(_is_small, words)) and not of_library


def _is_small(word: str) -> bool:
    return is_small(word[0])

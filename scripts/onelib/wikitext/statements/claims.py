"""What in a paragraph or list item says something that a source could be wanted for, and what only looks so."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from onelib import wikis
from onelib.wikis import Wiki
from onelib.wikitext import sentences

__all__ = [
    'ends', 'is_explained', 'is_label', 'is_notice', 'is_source', 'is_verse', 'is_work', 'names_source', 'said',
    'says_what_follows',
]  # fmt: skip

_YEAR = r'(?:1[5-9]|20)\d\d'
_PAGE = r'(?:с|сс|ст|стр|стор|s|ss|str|p|pp|lk|lpp|old|psl|σ|σελ|էջ|გვ|бб)'
_INITIALS = r'(?:[^\W\d_]\.[ -]?){1,3}'
# A year that nothing follows but pages, as in "— К., 1990. — 320 с."
_LAST = rf'{_YEAR}[a-z]?(?=\s*(?:[.;\]]|$|[,—–-]\s*(?:\d+\s*)?{_PAGE}\b))'
# What names a book begins and ends in many ways, but each has something that is rare and found fast; that comes first.
_A_YEAR = re.compile(_YEAR)
_NUMBERED = re.compile(r'[IiDdOo](?i:SBN|SSN|OI|CLC)')
_IDENTIFIER = re.compile(r'\b(?:ISBN|ISSN|DOI|OCLC)\b', re.IGNORECASE)
_COMMA_AND_YEAR = re.compile(rf',\s*{_YEAR}')
_PLACE_AND_YEAR = re.compile(
    rf"""
    [—–-]\s*[^\W\d_][^,:—–]{{0,40}} (?:[:,][^,:—–]{{1,60}})? ,\s* (?:{_LAST}|{_YEAR}\))     # — Praha: Academia, 1990.
    | (?<!\w)[^\W\d_][^,:.—–]{{1,40}} :\s [^,:—–]{{2,60}} ,\s (?:{_LAST}|{_YEAR}\))         # Praha: Academia, 1990.
    """,
    re.VERBOSE | re.IGNORECASE,
)
# Novák, J.: Dějiny. 1990
_AUTHOR_FIRST = re.compile(
    rf'\W*(?:[^\W\d_]+,?\s{_INITIALS}|{_INITIALS}\s?[^\W\d_]+\s?[:,.(])(?:.*\b{_LAST}|\({_YEAR}\))', re.IGNORECASE
)
# Dějiny. 1990, s. 12.
_YEAR_AND_LAST_PAGE = re.compile(rf'\b{_YEAR}\b.*\b(?:{_PAGE}\.?\s?\d+|\d+\s?{_PAGE}\.)\W*$', re.IGNORECASE)
_PAGES = tuple(_PAGE.removeprefix('(?:').removesuffix(')').split('|'))
_NO_WORDS = re.compile(r'\W*')
# A source in the text: (Кантемир 1973: 21–24), (Smith 1990, p. 12), (Smith et al. 1990, 12); К., 1956. С. 71.
_AUTHOR_AND_PAGE = re.compile(
    rf"""
    [(;]\s*\[* ([^\W\d_][^();:\n]{{1,80}}?) \]*,?\s {_YEAR}[a-zа-я]? \s*
    (?: (?::\s*|,\s*(?i:{_PAGE})\.?\s*)\d | ,\s*\d+(?:[–-]\d+)?\.?\s*[);] )
    """,
    re.VERBOSE,
)
# What no year is, is looked for behind it: so the search begins at figures only.
_YEAR_AND_PAGE = re.compile(rf'{_YEAR}(?<!\d{{5}})[a-zа-я]?\)?\s*(?:[.,;:]\s*[—–-]?|[—–-])\s*(?i:{_PAGE})\.\s*\d')
# A source by its number in the list of literature, with a page: [5, с. 12].
_NUMBER_AND_PAGE = re.compile(rf'\[(?<!\[\[)\d{{1,3}}\s*[,:]\s*(?i:{_PAGE}|c)\.?\s*\d')
# A source by its author and year, which stands in the list of literature: (Novák 1990), (Novák et al., 1990; …).
_AUTHOR_AND_YEAR = re.compile(rf'[(;]\s*([^\W\d_][^();:\d\n]{{1,60}}?),?\s({_YEAR})[a-zа-я]?(?=\s*[);,])')
_SHORTEST_NAME = 3
# A word before a colon where a sentence, a line or something in brackets begins.
_LABEL_COLON = re.compile('[:՝]')
_LABEL = re.compile(r"""(?:\A|[(\n>.!?…։])[\s'":]*([^\W\d_]+)\Z""")
_LONGEST_LABEL = 30
_SHORT_ENOUGH = 600  # no citation is longer
_ALL_ITALIC = re.compile(r"""\W{0,3}''(?:(?!'').)+''\W{0,3}""", re.DOTALL)
_ALL_IN_BRACKETS = re.compile(r'\([^()]*(?:\([^()]*\)[^()]*)*\)[.!…։]?')
_ALL_BOLD = re.compile(r"""\W{0,3}'''(?:(?!''').)+'''\W{0,3}""", re.DOTALL)
_LINE = re.compile(r'\n|<br\b[^<>]*>', re.IGNORECASE)
_VERSES, _LONGEST_VERSE = 3, 70
# A sentence ends before it.
_BEHIND = r'[.!?…։:;·]["”»]?\s'
_STYLE_TAG = re.compile(r'</?(b|strong|i|em)(?:\s[^<>]*)?>', re.IGNORECASE)
_MARKS = ' \t\n:*\'"('
_NAME = re.compile(r'[^\W_]{2}')
_TAG = re.compile(r'<[^<>]*>')
_CLOSING = '"“”»’)]'
_ENDS, _COLONS, _BEFORE_LIST = ('.', '!', '…', '։'), (':', '：'), (':', '.', '՝')


def is_work(text: str) -> bool:
    """Whether a line names a book or an article, as in a list of literature."""
    if len(text) > _SHORT_ENOUGH:
        return False
    if _NUMBERED.search(text) and _IDENTIFIER.search(text):
        return True
    if not _A_YEAR.search(text):
        return False
    text = text.strip()
    return bool(
        (_COMMA_AND_YEAR.search(text) and _PLACE_AND_YEAR.search(text))
        or _AUTHOR_FIRST.match(text)
        or (_may_end_with_page(text) and _YEAR_AND_LAST_PAGE.search(text))
    )


def _may_end_with_page(text: str) -> bool:
    end = len(text) - _NO_WORDS.match(text[::-1]).end()  # type: ignore[union-attr]
    return text[end - 1 : end].isdecimal() or text[:end].casefold().endswith(_PAGES)


def names_source(source: str) -> bool:
    """Whether a paragraph names in its text the page of a book where that stands which it says.

    :param source: expanded wikitext
    """
    if _A_YEAR.search(source) and _YEAR_AND_PAGE.search(source):
        return True
    if '[' in source and _NUMBER_AND_PAGE.search(source):
        return True
    if (':' in source or '՝' in source) and _tells_source(source):
        return True
    return '(' in source and any(author[:1].isupper() for author in _AUTHOR_AND_PAGE.findall(source))


def is_source(line: str) -> bool:
    """Whether a line says where what stands above it is from, like ``Source: Statistical Office, 2011``.

    :param line: expanded wikitext
    """
    if len(line) > _SHORT_ENOUGH or (':' not in line and '՝' not in line):
        return False
    shown = _TAG.sub('', line).lstrip(_MARKS)
    label = _LABEL_COLON.search(shown, 0, _LONGEST_LABEL)
    return bool(label and shown[: label.end()].casefold() in _source_labels() and _NAME.search(shown, label.end()))


def _tells_source(text: str) -> bool:
    """Whether somewhere in a text, where a sentence may begin, its source is said, like "(Source: Smith 2011)"."""
    for colon in _LABEL_COLON.finditer(text):
        at = colon.start()
        label = _LABEL.search(text[max(0, at - _LONGEST_LABEL) : at])
        if label and f'{label[1].casefold()}{colon[0]}' in _source_labels() and _NAME.search(text, at + 1):
            return True
    return False


def is_explained(text: str, literature: Iterable[str]) -> bool:
    """Whether a text names author and year of a book that one of these lines is about.

    :param text: plain text
    """
    for author, year in _AUTHOR_AND_YEAR.findall(text):
        name = re.split(r'[\s,&.]', author)[0]
        if (
            name[:1].isupper()
            and len(name) >= _SHORTEST_NAME
            and any(name in line and year in line for line in literature)
        ):
            return True
    return False


def is_label(text: str) -> bool:
    """Whether a line is only what stands before a source or note, like ``Source:``."""
    label = _remarks().match(text)
    return label is not None and label[0].endswith((':', '՝')) and not text[label.end() :].strip()


def is_notice(source: str) -> bool:
    """Whether a paragraph is a pointer to other articles or the like, in italics or brackets, or a heading in bold.

    :param source: expanded wikitext
    """
    if '<' in source:
        source = _TAG.sub('', _STYLE_TAG.sub(lambda tag: "'''" if tag[1].lower() in ('b', 'strong') else "''", source))
    return bool(
        _ALL_IN_BRACKETS.fullmatch(source)
        or _ALL_BOLD.fullmatch(source)
        or _ALL_ITALIC.fullmatch(source.replace("'''", ''))
    )


def is_verse(source: str) -> bool:
    """Whether a paragraph is set in short lines, as a poem is.

    :param source: expanded wikitext
    """
    if '\n' not in source and '<' not in source:
        return False
    lines = [line for line in _LINE.split(source) if line.strip()]
    return len(lines) >= _VERSES and max(map(len, lines)) < _LONGEST_VERSE


def ends(text: str, wiki: Wiki) -> bool:
    """Whether a sentence ends with the text."""
    return text.rstrip(_CLOSING).endswith(_ENDS) or (wiki.script == 'Armn' and text.endswith(':'))


def said(text: str, wiki: Wiki, *, introduces: bool) -> str:
    """The sentences of a paragraph that say something of its subject.

    Left out are those that only introduce what follows, and those about the list or the article itself.

    :param introduces: a list, a table or a quotation follows
    """
    label = _remarks().match(text)
    if label and label[0].endswith((':', '՝')):
        return ''  # a note, a source, an example: all of it
    announces = _announces(text, wiki, introduces=introduces)
    if not introduces and not announces and not label and not _remarks_within().search(text):
        return text
    kept = [text[a:b] for a, b in sentences.split(text, wiki)]
    if kept and (announces or (introduces and says_what_follows(kept[-1]))):
        kept.pop()
    return ' '.join(sentence for sentence in kept if not _remarks().match(sentence))


def says_what_follows(sentence: str) -> bool:
    """Whether a sentence says that something follows, like "The winners were as follows."."""
    return bool(_introducing().search(sentence))


def _announces(text: str, wiki: Wiki, *, introduces: bool) -> bool:
    """Whether a text ends where what it speaks of follows."""
    if introduces and not ends(text, wiki):
        return True
    if wiki.script != 'Armn':
        return text.rstrip(_CLOSING).endswith(_COLONS)
    # A full stop is written ։ there, or for want of a key with a colon; what looks like our full stop is their colon.
    return introduces and text.endswith(_BEFORE_LIST)


@cache
def _source_labels() -> frozenset[str]:
    """What stands before the source of a paragraph, with its colon."""
    return frozenset(wikis.common()['remarks']['sources'])


@cache
def _remarks() -> re.Pattern[str]:
    """Matches the beginning of a text, or of a sentence, that is about the page."""
    return re.compile(rf'(?:{_BEHIND})?{_about_page()}', re.IGNORECASE)


@cache
def _remarks_within() -> re.Pattern[str]:
    """Matches where a sentence begins that is about the page, but for the first of a text."""
    return re.compile(_BEHIND + _about_page(), re.IGNORECASE)


def _about_page() -> str:
    return rf'\W{{0,4}}(?:{_alternatives("beginnings", "sources")})'


@cache
def _introducing() -> re.Pattern[str]:
    """Matches a word that says that something follows."""
    return re.compile(rf'(?<!\w)(?:{_alternatives("introducing")})', re.IGNORECASE)


def _alternatives(*keys: str) -> str:
    """Matches one of these words; by their first letters, for most places in a text have none of them."""
    remarks = wikis.common()['remarks']
    by_letter: dict[str, list[str]] = {}
    for word in sorted({word for key in keys for word in remarks[key]}):
        by_letter.setdefault(word[0], []).append(re.escape(word[1:]))
    return '|'.join(f'{re.escape(letter)}(?:{"|".join(rests)})' for letter, rests in by_letter.items())

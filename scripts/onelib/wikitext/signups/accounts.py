"""Names of accounts, of the namespaces that hold their pages, and of wikis: ``w:pl:`` is the Polish one.

Rules of MediaWiki's ``UserNameUtils`` (which names accounts can have) and ``Language::ucfirst``.
"""

from __future__ import annotations

import difflib
import html
import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from urllib.parse import unquote

from onelib import wikis
from onelib.wikis import Wiki, titles

__all__ = [
    'LONGEST',
    'canonical',
    'codes',
    'decoded',
    'everywhere',
    'folded',
    'interwiki',
    'is_example',
    'kind_of_template',
    'known_codes',
    'namespaces',
    'of_host',
    'wiki_code',
    'words',
]


# How like a name is to that of which it is a slip, and how long it may be.
_SLIP, _LONGEST_SLIP = 0.9, 40
_MOST_BYTES = 255
LONGEST = 4 * _MOST_BYTES  # in characters, percent-encoded: longer ones are not looked at
_ENTITY = re.compile(r'&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});')
# What no title may hold; what UserNameUtils::isValid forbids; and what no new account may have ($wgInvalidUsername-
# Characters; "=" only since MediaWiki 1.41, so there are such accounts).  U+FFFD is what is left of broken UTF-8.
_FORBIDDEN = re.compile(
    '[#<>\\[\\]|{}/@:\x00-\x1f\x7f-\x9f\u00a0\u2000-\u200f\u2028-\u202f\u3000\ue000-\uf8ff\ufffd]|~~~|%[0-9a-fA-F]{2}'
)
# 192.0.2.xxx, too, as anonymous users were once called; addresses of the longer kind have colons, as no name has.
_IP_V4 = re.compile(r'\d{1,3}\.\d{1,3}\.\d{1,3}\.(?:xxx|\d{1,3})')
_TEMPORARY = re.compile(r'~2')  # $wgAutoCreateTempUser: reserved as a whole, ~2026-12345-67 is one
_DOTTED = frozenset({'tr', 'az'})  # languages in which the capital of i is İ
# Letters that have a form for the beginnings of words besides the capital.
_TITLE_CASE = {'Ǆ': 'ǅ', 'Ǉ': 'ǈ', 'Ǌ': 'ǋ', 'Ǳ': 'ǲ'}
_CODE = re.compile(r'[a-z]{2,3}(?:-[a-z]{2,8}){0,2}|simple')
# In the names of talk pages' namespaces in common.toml.
_TALK = re.compile('talk|dis[ck]|نقاش|بحث|שיחת|eztabaida|keskustelu|overleg|会話|讨论|討論|토론|bicara|aptar|thảo')
_LANGUAGE_NEXT = re.compile(r'[a-z]{2,3}(?:-[a-z]+)*:')
_RENAMED = {'zh-min-nan': 'nan', 'zh-yue': 'yue', 'nb': 'no'}  # wikis without a data file
# Prefixes of $wgInterwiki that lead to projects without languages, or to those with the same languages as Wikipedia.
_PROJECTS = {
    **dict.fromkeys(('m', 'meta', 'metawiki', 'metawikimedia', 'metawikipedia'), 'meta'),
    **dict.fromkeys(('c', 'commons'), 'commons'),
    **dict.fromkeys(('d', 'wikidata'), 'wikidata'),
    **dict.fromkeys(('mw', 'mediawikiwiki'), 'mediawiki'),
    **dict.fromkeys(('species', 'wikispecies'), 'species'),
    **dict.fromkeys(('outreach', 'outreachwiki'), 'outreach'),
    **dict.fromkeys(('incubator', 'wikimedia', 'foundation', 'wmf', 'wikt', 'wiktionary', 'b', 'wikibooks'), ''),
    **dict.fromkeys(
        ('n', 'wikinews', 'q', 'wikiquote', 's', 'wikisource', 'v', 'wikiversity', 'voy', 'wikivoyage'), ''
    ),
}
_DOMAINS = r'wikipedia|wikimedia|wikidata|mediawiki|wiktionary|wikisource|wikibooks|wikiquote|wikinews|wikivoyage'
HOST = re.compile(rf'(?:([a-z-]+)\.)?(?:m\.)?({_DOMAINS}|wikiversity)\.org\.?')


@lru_cache(maxsize=10_000)
def canonical(name: str, wiki: Wiki) -> str:
    """The name of the account as MediaWiki writes it, or '' if no registered account can have it.

    ``anna_k/archiv#2`` is ``Anna k``.
    """
    if len(name) > LONGEST:
        return ''
    name = unicodedata.normalize('NFC', decoded(name).partition('#')[0])
    name = _capitalised(name, wiki)
    root = name.partition('/')[0].rstrip(' ')
    if _IP_V4.fullmatch(root) or _TEMPORARY.match(root):
        return ''
    if root.lower() in _examples():
        return ''
    if not root or root in ('.', '..') or _FORBIDDEN.search(root) or len(root.encode('utf-8', 'replace')) > _MOST_BYTES:
        return ''
    return root


def wiki_code(text: str) -> str:
    """The code of the wiki that people call ``cs``, ``cswiki``, ``:cs:``, ``cs.wikipedia.org`` or ``Meta``, or ''."""
    text = text.strip().lower().replace('_', '-')
    text = re.sub(r'^(?:https?:)?//', '', text).partition('/')[0].strip(': ')
    text = re.sub(r'\.?(?:wikipedia|wikimedia)(?:\.org)?$|(?<=[a-z])wiki$|^(?:w|wikipedia):', '', text)
    text = _renamed(text)
    return _PROJECTS.get(text) or (text if text in codes() or _CODE.fullmatch(text) else '')


def interwiki(prefix: str, before: Sequence[str], rest: str, wiki: Wiki) -> str | None:
    """The code of the wiki that a prefix leads to, '' if it is none of ours; None if it is no such prefix.

    :param before: where the prefixes before it lead
    """
    prefix = prefix.replace(' ', '-')
    prefix = _renamed(prefix)
    if prefix in ('w', 'wikipedia'):
        if prefix == 'wikipedia' and not before and wiki.code != 'meta' and not _LANGUAGE_NEXT.match(rest):
            return None  # on a Wikipedia, the namespace of pages about it
        # The English one, from Wikipedias and Meta; but :pl:w: and w:pl: both mean the Polish one.
        return before[-1] if before and before[-1] in codes() else 'en'
    if prefix in _PROJECTS:
        return _PROJECTS[prefix]
    return prefix if prefix in codes() or _CODE.fullmatch(prefix) else None


def of_host(name: str, domain: str) -> str:
    """The code of the wiki at ``name.domain.org``, '' if it is none of ours."""
    if domain == 'wikipedia':
        return wiki_code(name) if name not in ('', 'www') else ''
    if domain == 'wikimedia':
        return _PROJECTS.get(name, '')
    return {'wikidata': 'wikidata', 'mediawiki': 'mediawiki'}.get(domain, '')


def _renamed(code: str) -> str:
    """The code that a wiki has now, by its former one or by that of its language: ``sgs`` is ``bat-smg``."""
    return wikis.aliases().get(code) or _RENAMED.get(code, code)


@cache
def namespaces(code: str) -> dict[str, str]:
    """Kinds of links by the folded name of the namespace, on the wiki with that code; '' is for any project."""
    found = {'user': 'user', 'user talk': 'talk', 'special': 'special'}
    if code in codes():
        namespaces = wikis.load(code).namespaces
        for key, kind in (('user', 'user'), ('user_talk', 'talk'), ('special', 'special')):
            found |= {folded(name): kind for name in namespaces[key]}
    else:
        found |= _kinds(wikis.common()['user_namespaces'].get(code, ()))
    return found


@cache
def everywhere() -> dict[str, str]:
    """The same for what the users are called on any wiki.  Abbreviations, like U, mean too many other things."""
    found: dict[str, str] = {}
    for names in wikis.common()['user_namespaces'].values():
        found |= _kinds(names)
    for code in codes():
        found |= {key: kind for key, kind in namespaces(code).items() if len(key) > 4 and kind != 'special'}
    return found


def _kinds(names: Iterable[str]) -> dict[str, str]:
    return {folded: 'talk' if _TALK.search(folded) else 'user' for folded in map(folded, names)}


def folded(name: str) -> str:
    """The name of a namespace ready to be compared, in whatever case it is written."""
    # Turkish and Azerbaijani have other pairs of i; a namespace of these wikis is meant, however it is written.
    return titles.prefix(name).replace('\u0307', '').replace('ı', 'i')


def decoded(text: str) -> str:
    """A title without entities and percent signs, as MediaWiki reads that of a link."""
    text = _ENTITY.sub(lambda entity: html.unescape(entity[0]), text) if '&' in text else text
    return unquote(text) if '%' in text else text


def _capitalised(name: str, wiki: Wiki) -> str:
    """A title, with what `onelib.wikis.titles.normalise` does not know of capitals (Language::ucfirst)."""
    name = titles.normalise(f'x{name}')[1:].lstrip(' ')
    if wiki.language in _DOTTED and name[:1] == 'i':
        return f'İ{name[1:]}'
    if 'Ა' <= name[:1] <= 'Ჿ':
        return name  # a capital already, on wikis that have such names at all
    name = titles.normalise(name)
    return _TITLE_CASE.get(name[:1], name[:1]) + name[1:]


def is_example(text: str) -> bool:
    """Whether a name only shows where one belongs: nothing at all, or words like "your name"."""
    return not text.strip() or decoded(text).partition('/')[0].replace('_', ' ').strip().lower() in _examples()


@cache
def _examples() -> frozenset[str]:
    return frozenset(wikis.common()['signups']['examples'])


@cache
def codes() -> frozenset[str]:
    """Codes of the wikis that have a data file."""
    return frozenset(wikis.codes())


@cache
def known_codes() -> frozenset[str]:
    """These, and those of other projects."""
    return codes() | set(_PROJECTS.values()) - {''}


@cache
def words(key: str) -> tuple[str, ...]:
    """A list of ``[signups]`` in common.toml."""
    return tuple(wikis.common()['signups'][key])


@lru_cache(maxsize=1000)
def kind_of_template(name: str) -> str:
    """What a template says of somebody; ours also if its name is misspelt, and so a red link."""
    if kind := _kinds_of_templates().get(name):
        return kind
    ours = wikis.common()['signups']['participant']
    like = difflib.get_close_matches(name, ours, 1, _SLIP) if len(name) <= _LONGEST_SLIP else []
    return 'participant' if like else ''


@cache
def _kinds_of_templates() -> dict[str, str]:
    words = wikis.common()['signups']
    return {name: kind for kind in ('mention', 'user', 'unsigned', 'struck', 'participant') for name in words[kind]}

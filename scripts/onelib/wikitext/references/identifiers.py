"""What identifies a source: its address, and numbers like DOI and ISBN in templates, in words and in addresses.

Each is a string of its kind and its one form: ``doi:10.1000/1``, ``isbn:9780306406157``, ``url:example.org/a``.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from urllib.parse import unquote

from onelib.wikitext.references.urls import address

__all__ = ['ADDRESS', 'in_words', 'names_doi', 'number', 'of_addresses', 'of_key']

#: An address as it stands in a text.
ADDRESS = re.compile(r'(?:(?:https?|ftp):)?//[^\s\[\]<>"|{}]+|\bwww\.[^\s\[\]<>"|{}]+', re.IGNORECASE)
_DOI = re.compile(r'\b10\.\d{4,9}/[^\s|<>{}\[\]"]+', re.IGNORECASE)
_DOI_SERVICE = re.compile(r'^(?:dx\.)?doi\.org/(10\.\d{4,9}/.+)')
# On the pages of publishers; 10.2021/… is a folder for a month.
_DOI_ADDRESS = re.compile(r'[/=](10\.(?!(?:19|20)\d\d/)\d{4,9}/[^?#&]+)')
# What publishers put behind it.
_BEHIND_DOI = re.compile(
    r'(?:/(?:full(?:text)?|abstract|summary|meta|e?pdf|_pdf|html|xml|references|citations|figures|tables))+$|'
    r'\.(?:full|abstract|html?|xml|e?pdf)$',
    re.IGNORECASE,
)
_ISBN = re.compile(r'ISBN(?:-1[03])?[\s:=]*((?:97[89][\s–-]*)?(?:\d[\s–-]*){9}[\dXx])', re.IGNORECASE)
_NOT_DIGIT = re.compile(r'[^\dX]')
_NOT_WORD = re.compile(r'[\W_]+')
_OTHER_ADDRESSES = tuple(
    (kind, re.compile(form))
    for kind, form in (
        ('pmid', r'^(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/pubmed|europepmc\.org/article/med)/(\d+)'),
        ('pmc', r'(?:ncbi\.nlm\.nih\.gov/(?:pmc/)?|europepmc\.org/)articles?/pmc/?(?:pmc)?(\d+)'),
        ('jstor', r'^jstor\.org/(?:stable|pss)/(?:10\.2307/)?(\d+)'),
        ('arxiv', r'^arxiv\.org/(?:abs|pdf)/([^/?]+?)(?:v\d+)?(?:\.pdf)?$'),
        ('bibcode', r'adsabs\.harvard\.edu/(?:abs|full|#abs)/([^/?#]+)'),
        ('hdl', r'^hdl\.handle\.net/([^?#]+)'),
        ('oclc', r'^(?:search\.)?worldcat\.org/(?:[a-z]{2}/)?(?:title/)?(?:[^/]+/)?(?:oclc/)?(\d+)$'),
        ('isbn', r'^(?:search\.)?worldcat\.org/isbn/([\dx-]+)'),
        ('isbn', r'^books\.google\.[a-z.]+/books\?(?:.*&)?vid=isbn:?([\dx-]+)'),
    )
)
_NATURE = re.compile(r'^nature\.com/articles/(s\d{5}-\d{3}-[\w-]+)')
# Some DOIs are made of another number.
_WITHIN_DOI = (('jstor', re.compile(r'10\.2307/(\d+)')), ('arxiv', re.compile(r'10\.48550/arxiv\.([\w./-]+)')))


def number(kind: str, value: str) -> set[str]:
    """A number that identifies a source, in the one form that we compare; nothing if it is none."""
    value = html.unescape(value).strip()
    if kind == 'doi':
        found = _DOI.search(unquote(value))
        return _of_doi(found[0]) if found else set()
    if kind == 'isbn':
        return _of_isbn(value)
    if kind == 'arxiv':
        plain = re.sub(r'v\d+$', '', value.lower().removeprefix('arxiv:'))
    else:
        plain = _NOT_WORD.sub('', value.lower().removeprefix(kind))
    return {f'{kind}:{plain}'} if any(map(str.isdigit, plain)) else set()


def in_words(text: str) -> set[str]:
    """The numbers that a text without its addresses names."""
    ids: set[str] = set()
    for found in _DOI.finditer(text):
        ids |= _of_doi(found[0])
    for found in _ISBN.finditer(html.unescape(text)):
        ids |= _of_isbn(found[1])
    return ids


def of_addresses(addresses: Iterable[str]) -> set[str]:
    """What these addresses say of their source, the addresses themselves among it."""
    ids: set[str] = set()
    for url in addresses:
        if found := ADDRESS.search(url):
            plain = address(found[0])
            ids |= _of_address(plain)
            if plain and not _DOI_SERVICE.match(plain):
                ids.add(f'url:{plain}')
    return ids


def of_key(key: str) -> set[str]:
    """What else is known of a source of which one thing is: of an address, the numbers in it."""
    kind, _, value = key.partition(':')
    match kind:
        case 'url':
            # The rules by which addresses are alike may be newer than the key.
            plain = address(value)
            return {key, f'url:{plain}'} | _of_address(plain) if plain else {key}
        case 'doi':
            return {key} | _of_doi(value)
        case _:
            return {key}


def names_doi(plain: str) -> bool:
    """Whether an address, in the form of `onelib.wikitext.references.urls.address`, has a DOI in it."""
    return bool(_DOI_SERVICE.match(plain) or _DOI_ADDRESS.search(plain))


def _of_address(plain: str) -> set[str]:
    folded = plain.lower()
    ids: set[str] = set()
    for kind, form in _OTHER_ADDRESSES:
        if hit := form.search(folded):
            ids |= number(kind, hit[1])
    if doi := _DOI_SERVICE.match(plain):
        ids |= _of_doi(doi[1])
    elif doi := _DOI_ADDRESS.search(plain):
        ids |= _of_doi(_BEHIND_DOI.sub('', doi[1].rstrip('/')))
    elif article := _NATURE.match(folded):
        ids.add(f'doi:10.1038/{article[1]}')
    return ids


def _of_doi(doi: str) -> set[str]:
    plain = unquote(doi).lower()
    plain = plain.rstrip(".,;:/'") if '(' in plain else plain.rstrip(".,;:/')")
    return {f'doi:{plain}', *(f'{kind}:{hit[1]}' for kind, form in _WITHIN_DOI if (hit := form.fullmatch(plain)))}


def _of_isbn(value: str) -> set[str]:
    digits = _NOT_DIGIT.sub('', value.upper())
    if len(digits) not in (10, 13):
        return {f'isbn:{digits}'} if len(digits) >= 9 else set()
    # The check digit is left out of account: it follows from the others, or is a misprint.
    core = f'978{digits[:9]}' if len(digits) == 10 else digits[:12]
    if not core.isdigit():
        return set()
    check = -sum(int(digit) * (3 if i % 2 else 1) for i, digit in enumerate(core)) % 10
    return {f'isbn:{core}{check}'}

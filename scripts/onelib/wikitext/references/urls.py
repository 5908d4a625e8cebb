"""Addresses of pages on the web: what the ways to write one have in common."""

from __future__ import annotations

import html
import re
from functools import lru_cache
from urllib.parse import unquote

__all__ = ['ARCHIVE', 'address']

#: How the address of an archived copy begins, without protocol and ``www.``
ARCHIVE = re.compile(
    r'(?:web\.archive\.org|archive\.(?:org/web|org/wayback|today|is|ph|fo|li|md|vn)|wayback\.[\w.-]+|webcitation\.org|'
    r'[\w.-]*webarchive[\w.-]*|webcache\.googleusercontent\.com|archive\.wikiwix\.com|arquivo\.pt|ghostarchive\.org|'
    r'perma\.cc|megalodon\.jp|archive-it\.org)(?:[/:?]|$)',
    re.IGNORECASE,
)
_ARCHIVED = re.compile(
    r'(?:https?:?/{1,2}|(?<=/)(?=www\.)|(?<=\*/)(?=\w)|(?<=\d{14}/)(?=\w)|(?<=\d{14}[a-z]{2}_/)(?=\w)|'
    r'(?<=/web/\d{4}/)(?=\w))',
    re.IGNORECASE,
)
_FORWARDED = re.compile(
    r'(?:google\.[\w.]+/url|l\.facebook\.com/l\.php)\?(?:.*&)?(?:q|u|url)=(https?[^&]+)', re.IGNORECASE
)
_TRACKING = re.compile(
    r'utm_\w+|fbclid|gclid|dclid|msclkid|yclid|igshid|mc_[ce]id|_ga|cmpid|ocid|ref_src|__twitter_impression',
    re.IGNORECASE,
)
_GOOGLE_BOOK = re.compile(
    r'books\.google\.[a-z.]+/(?:books(?:/[^?]*)?\?(?:.*&)?id=([\w-]{12})|books/edition/[^/]*/([\w-]{12}))'
)


@lru_cache(maxsize=20_000)
def address(url: str) -> str:
    """What two addresses of a page have in common: no protocol, ``www.``, archive, tracking parameters or fragment.

    ``https://web.archive.org/web/2020/http://www.example.org/a/?utm_source=x#p`` is ``example.org/a``.
    """
    url = html.unescape(url.strip())
    for _ in range(3):
        bare = re.sub(r'^(?:https?:|ftp:)?/*(?:www\d?\.)?', '', url, flags=re.IGNORECASE)
        if (archive := ARCHIVE.match(bare)) and (original := _ARCHIVED.search(unquote(bare), archive.end())):
            url = unquote(bare)[original.start() :]
            if 'webcitation' in archive[0]:
                url = url.partition('&date=')[0]
            if url.lower().startswith('http'):
                url = re.sub(r'^https?:?/*', 'http://', url, flags=re.IGNORECASE)
        elif forwarded := _FORWARDED.match(bare):
            url = unquote(forwarded[1])
        else:
            break
    page, hash_sign, fragment = bare.partition('#')
    page, _, query = page.partition('?')
    host, slash, path = page.partition('/')
    host = re.sub(r':(?:80|443)$', '', host.rpartition('@')[2].lower().rstrip('.'))
    if book := _GOOGLE_BOOK.match(f'{host}/{path}' + (f'?{query}' if query else '')):
        return f'books.google/{book[1] or book[2]}'
    parameters = sorted(part for part in query.split('&') if part and not _TRACKING.fullmatch(part.partition('=')[0]))
    path = unquote(path)
    if not parameters:
        path = re.sub(r'(?:^|/)index\.(?:html?|php)$', '', path)
    out = (host + slash + path).rstrip('/') + ('?' + unquote('&'.join(parameters)) if parameters else '')
    # The fragment of a page that is made by a script can say which page it is.
    return out + (hash_sign + unquote(fragment) if fragment.startswith(('!', '/')) else '')

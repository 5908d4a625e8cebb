"""Addresses of pages on the web: what the ways to write one have in common."""

from __future__ import annotations

import html
import re
import unicodedata
from contextlib import suppress
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
# Addresses within addresses: of redirecting services, of translators, and of libraries' proxies.
_FORWARDED = re.compile(
    r'(?:google\.[\w.]+/url|l\.facebook\.com/l\.php|translate\.google\.[\w.]+/translate|[\w.-]*proxy[\w.-]*/login)'
    r'\?(?:.*&)?(?:q|q?url|u)=(https?[^&]+)',
    re.IGNORECASE,
)
_ACCELERATED = re.compile(r'(?:google\.[\w.]+/amp/|[\w.-]*cdn\.ampproject\.org/[cv]/)(?:s/)?', re.IGNORECASE)
_PROXY = re.compile(r'\.(?:[\w-]*ezproxy[\w-]*|[\w-]*proxy)\..*$')
_TRACKING = re.compile(
    r'utm_\w+|fbclid|gclid|dclid|gbraid|wbraid|gad_source|srsltid|msclkid|yclid|igshid?|mc_[ce]id|_ga|_gl|cmpid|ocid|'
    r'ref_src|__twitter_impression|_hs(?:enc|mi)|mtm_\w+|pk_\w+|at_(?:medium|campaign)|mibextid|sfnsn|guc\w+|wt\.mc_id|'
    r'_openstat|__(?:tn|cft|xts|cf_chl)\w*(?:\[\d\])?|phpsessid|amp|outputtype|_x_tr_\w+',
    re.IGNORECASE,
)
_SESSION = re.compile(r';jsessionid=[^/?#]*', re.IGNORECASE)
# Of a host with a name before its domain; the domain itself may be called m.cz.
_MOBILE = re.compile(r'^(?:m|mobile?|touch|wap|amp)\.(?=[^.]+\.[^.]+)')
_MOBILE_WIKI = re.compile(r'\.m(?=\.wik\w+\.org$)')
_ALIASES = {'twitter.com': 'x.com'}
_VIDEO = re.compile(
    r'(?:youtu\.be/|youtube(?:-nocookie)?\.com/(?:(?:embed|shorts|live|v)/|watch\?(?:.*&)?v=))([\w-]{11})'
)
_GOOGLE_BOOK = re.compile(
    r'books\.google\.[a-z.]+/(?:books(?:/[^?]*)?\?(?:.*&)?id=([\w-]{12})|books/edition/[^/]*/([\w-]{12}))'
)


@lru_cache(maxsize=20_000)
def address(url: str) -> str:
    """What two addresses of a page have in common: no protocol, ``www.``, archive, tracking parameters or fragment.

    ``https://web.archive.org/web/2020/http://www.example.org/a/?utm_source=x#p`` is ``example.org/a``.
    """
    url = re.split('[<>]', html.unescape(url.strip()), maxsplit=1)[0]
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
        elif accelerated := _ACCELERATED.match(bare):
            url = bare[accelerated.end() :]
        else:
            break
    page, hash_sign, fragment = bare.partition('#')
    page, _, query = page.partition('?')
    host, slash, path = page.partition('/')
    host = _host(host)
    whole = f'{host}/{path}' + (f'?{query}' if query else '')
    if book := _GOOGLE_BOOK.match(whole):
        return f'books.google/{book[1] or book[2]}'
    if video := _VIDEO.match(whole):
        return f'youtube.com/watch?v={video[1]}'
    parameters = sorted(part for part in query.split('&') if part and not _TRACKING.fullmatch(part.partition('=')[0]))
    path = re.sub('//+', '/', _SESSION.sub('', slash + unquote(path)))
    if not parameters:
        path = re.sub(r'/index\.(?:html?|php)$|(?<=.)/amp/?$', '', path)
    out = (host + path).rstrip('/') + ('?' + unquote('&'.join(parameters)) if parameters else '')
    # The fragment of a page that is made by a script can say which page it is.
    out += hash_sign + unquote(fragment) if fragment.startswith(('!', '/')) else ''
    return out if out.isascii() else unicodedata.normalize('NFC', out)


def _host(host: str) -> str:
    """The name of a host, without port, ``www.``, ``m.`` and a library's proxy, in the letters that people read."""
    host = re.sub(r':(?:80|443)$', '', host.rpartition('@')[2].lower().rstrip('.'))
    if '%' in host:
        host = unquote(host)
    if host.endswith('.translate.goog'):
        # www-example-org.translate.goog is www.example.org, and - is written --.
        host = host.removesuffix('.translate.goog').replace('--', '\0').replace('-', '.').replace('\0', '-')
    if 'proxy' in host and (proxy := _PROXY.search(host)):
        host = host[: proxy.start()]
        host = host if '.' in host else host.replace('-', '.')
    host = _MOBILE_WIKI.sub('', _MOBILE.sub('', host.removeprefix('www.'))).removeprefix('www.')
    host = _ALIASES.get(host, host)
    if 'xn--' in host:
        with suppress(UnicodeError):
            host = host.encode().decode('idna')
    return host

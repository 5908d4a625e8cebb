"""Titles and names as MediaWiki reads them: ``{{Template:citation_needed}}`` is Citation needed."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

from onelib.wikis.wiki import Wiki

__all__ = ['normalise', 'prefix', 'split_namespace', 'template_name', 'transclusion']

# MediaWiki turns all of these into the space of a title (MediaWikiTitleCodec::splitTitleString).
_SPACES = re.compile('[ _\u00a0\u1680\u180e\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+')
# …and drops these: directional marks that get copied along with a title.
_INVISIBLE = re.compile('[\u200e\u200f\u202a-\u202e]')
_NEWLINE = re.compile(r'[\n\t]')


def normalise(title: str) -> str:
    """A title with single spaces and a capital first letter: ``fakt/dne`` is ``Fakt/dne``."""
    title = _SPACES.sub(' ', _INVISIBLE.sub('', title)).strip(' ')
    first = title[:1]
    if 'Ა' <= first <= 'Ჿ':
        # Georgian titles begin like other words; some versions of PHP make a capital of the first letter all the same.
        first = first.lower()
    elif not 'ა' <= first <= 'ჿ' and len(first.upper()) == 1:
        # Not ß: MediaWiki maps single letters to single letters.
        first = first.upper()
    return first + title[1:]


def prefix(name: str) -> str:
    """A namespace name ready to be compared: case does not matter there."""
    return _SPACES.sub(' ', _INVISIBLE.sub('', name)).strip(' ').lower()


def split_namespace(title: str, wiki: Wiki) -> tuple[str | None, str]:
    """The key of the namespace (`onelib.wikis.Wiki.namespaces`) that a title names, if any, and the rest of it."""
    head, colon, rest = title.partition(':')
    if colon:
        head = prefix(head)
        for key, prefixes in wiki.namespace_prefixes.items():
            if head in prefixes:
                return key, rest
    return None, title


@lru_cache(maxsize=10_000)
def template_name(title: str, wiki: Wiki) -> str:
    """The normalised name of the template that ``{{title|…}}`` transcludes, '' if it transcludes none.

    Not templates: parser functions, variables with a colon, ``{{subst:…}}``, pages of other namespaces.

    :param title: what stands between the braces and the first pipe, comments removed
    """
    title = title.strip()
    if not title or _NEWLINE.search(title) or title[0] == '#':
        return ''
    # Behind a colon, what has no namespace is an article.
    is_bare = not title.startswith(':')
    namespace, name = split_namespace(title.removeprefix(':'), wiki)
    if namespace != 'template' and not (is_bare and namespace is None):
        return ''
    return normalise(name)


def transclusion(names: Collection[str]) -> str:
    """A regular expression that matches where one of these templates may be transcluded, and hardly elsewhere.

    A comment within a name is taken for a match: it is looked at by those who parse.

    :param names: normalised names; for none, nothing matches
    """
    if not names:
        return '(?!)'
    alternatives = '|'.join(map(_either_case, sorted(names)))
    plain = rf'\s*:?(?:[^{{}}|:]*:)?[\s_\u200e\u200f]*(?:{alternatives})'
    # Behind the name nothing but the end of the title may stand.
    end = r'(?=[\s_\u200e\u200f]*(?:[|}]|<!--))'
    return rf'(?:\{{\{{(?:[^{{}}|]*<!--|{plain}{end}))'


def _either_case(name: str) -> str:
    first, rest = name[0], re.escape(name[1:]).replace(r'\ ', r'[\s_]+')
    return f'[{re.escape(first)}{re.escape(first.lower())}]{rest}'

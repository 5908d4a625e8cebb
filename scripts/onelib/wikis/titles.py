"""Titles and names as MediaWiki reads them: ``{{Template:citation_needed}}`` is Citation needed."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import lru_cache
from itertools import groupby
from operator import itemgetter

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


def transclusion(names: Collection[str], behind: str = '') -> str:
    r"""A regular expression that matches where one of these templates may be transcluded, and hardly elsewhere.

    A comment within a name is taken for a match: it is looked at by those who parse.  It begins with two braces, for
    which a text is searched as fast as memory is read; so what has to stand before them is looked at behind them.

    :param names: normalised names; for none, nothing matches
    :param behind: a set of characters, like ``[^\n]``, of which one has to stand before the braces
    """
    if not names:
        return r'\{\{(?!)'
    initials = groupby(sorted(names), key=itemgetter(0))
    alternatives = '|'.join(_either_case(first, [name[1:] for name in group]) for first, group in initials)
    plain = rf'\s*:?(?:[^{{}}|:]*:)?[\s_\u200e\u200f]*(?:{alternatives})'
    # Behind the name nothing but the end of the title may stand.
    end = r'(?=[\s_\u200e\u200f]*(?:[|}]|<!--))'
    before = rf'(?<={behind}\{{\{{)' if behind else ''
    return rf'\{{\{{{before}(?:[^{{}}|]*<!--|{plain}{end})'


def _either_case(first: str, rests: Iterable[str]) -> str:
    """Matches names with the same first letter, whether it is a capital or not."""
    alternatives = '|'.join(re.escape(rest).replace(r'\ ', r'[\s_]+') for rest in rests)
    return f'[{re.escape(first)}{re.escape(first.lower())}](?:{alternatives})'

"""The lists of sites that wikis keep themselves, and those who are blocked there: for eyes, and for no count."""

from __future__ import annotations

from collections.abc import Collection

from pywikibot.site import APISite

from onelib.readers.query import BATCH, batches, listed, pages
from onelib.readers.shapes import text_of
from onelib.wikitext import source_lists
from onelib.wikitext.source_lists import SourceList

__all__ = ['GLOBAL', 'blocked', 'lists_of']

#: The list of Meta that holds for all wikis.
GLOBAL = 'Spam blacklist'
# What MediaWiki itself reads, and the page on which a wiki names what it wants to see.
_TITLES = ('MediaWiki:Spam-blacklist', 'MediaWiki:BlockedExternalDomains.json', 'User:{bot}/deprecated sources')


def lists_of(site: APISite, *, of_all: bool = False) -> SourceList:
    """What the lists of a wiki name; a list that is not there names nothing.

    :param of_all: it is Meta, and the list that holds for all wikis is wanted
    :raises pywikibot.exceptions.Error: the wiki does not answer
    """
    titles = (GLOBAL,) if of_all else tuple(title.format(bot=site.username()) for title in _TITLES)
    found = SourceList()
    for page in pages(site, titles, prop='revisions', rvprop='content', rvslots='main').values():
        if not page.get('missing') and (text := text_of(page)):
            found |= source_lists.read(text)
    return found


def blocked(site: APISite, names: Collection[str]) -> set[str]:
    """Those of these accounts that are blocked on a wiki, and not only from some pages.

    :raises pywikibot.exceptions.Error: the wiki does not answer
    """
    found = set()
    for batch in batches(sorted(names), BATCH):
        for user in listed(site, 'users', ususers=batch, usprop='blockinfo'):
            if 'blockid' in user and not user.get('blockpartial'):
                found.add(user['name'])
    return found

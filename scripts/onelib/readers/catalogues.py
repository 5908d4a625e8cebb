"""The page on which a wiki says which catalogues its lists link to, ``User:<bot>/catalogues``."""

from __future__ import annotations

from pywikibot.site import APISite

from onelib.readers.query import pages
from onelib.readers.shapes import text_of
from onelib.templates import catalogues
from onelib.wikitext.catalogue_lines import CatalogueChanges, read

__all__ = ['changes', 'is_open']


def changes(site: APISite, code: str) -> CatalogueChanges | None:
    """What the page says; nothing if there is none, and None if its text is hidden: then nobody knows.

    :raises pywikibot.exceptions.Error: the wiki does not answer
    """
    title = catalogues.changed_on(site.username())
    [page] = pages(site, [title], prop='revisions', rvprop='content', rvslots='main').values()
    if page.get('missing'):
        return CatalogueChanges()
    text = text_of(page)
    return None if text is None else read(text, catalogues.offered(code))


def is_open(site: APISite) -> bool:
    """Whether the page is there, and anybody can edit it.

    :raises pywikibot.exceptions.Error: the wiki does not answer
    """
    title = catalogues.changed_on(site.username())
    [page] = pages(site, [title], prop='info', inprop='protection').values()
    protected = any(each.get('type') == 'edit' for each in page.get('protection', ()))
    return not page.get('missing') and not protected

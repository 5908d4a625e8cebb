"""Pages that hold a block, found through the transclusions of its template."""

from __future__ import annotations

import pywikibot
from pywikibot.site import APISite

__all__ = ['holders']

_TEMPLATES = 10


def holders(site: APISite, template: str, title: str = '') -> list[pywikibot.Page]:
    """The pages that transclude a template, their text loaded, articles and templates left out.

    :param title: only the page with this title
    """
    pages = pywikibot.Page(site, template, ns=_TEMPLATES).embeddedin(content=True)
    # Articles of a Wikipedia are nobody's campaign page; Meta has its campaign pages in that namespace.
    left_out = {_TEMPLATES} if site.family.name == 'meta' or site.code == 'meta' else {0, _TEMPLATES}
    wanted = pywikibot.Page(site, title).title() if title else ''
    return [page for page in pages if page.namespace().id not in left_out and wanted in ('', page.title())]

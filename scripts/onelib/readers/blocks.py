"""Pages that hold a block, found through the transclusions of its template."""

from __future__ import annotations

import logging

import pywikibot
from pywikibot.data import api
from pywikibot.site import APISite

from onelib.outcomes import decisions
from onelib.readers.query import BATCH, query

__all__ = ['holders']

_log = logging.getLogger(__name__)
_ARTICLES, _TEMPLATES = 0, 10


def holders(site: APISite, template: str, title: str = '') -> list[pywikibot.Page]:
    """The pages that transclude a template, their text loaded, articles and templates left out.

    :param title: only the page with this title
    """
    wanted = pywikibot.Page(site, title).title() if title else ''
    # Articles of a Wikipedia are nobody's campaign page; Meta has its campaign pages in that namespace.
    left_out = {_TEMPLATES} if site.code == 'meta' else {_ARTICLES, _TEMPLATES}
    found: dict[str, pywikibot.Page] = {}
    for part in query(
        site,
        generator='embeddedin',
        geititle=f'Template:{template}',
        geilimit=BATCH,
        prop='info|revisions',
        rvprop='ids|timestamp|user|comment|content|flags',
        rvslots='main',
        formatversion=1,  # what pywikibot's pages are made of
    ):
        for answer in part.get('pages', {}).values():
            if answer['ns'] in left_out:
                decisions.say(_log, site.code, answer['title'], 'left alone: pages of its namespace are never served')
                continue
            page = pywikibot.Page(site, answer['title'])
            # Not the title as the wiki has it: its namespace may have the name for women there.
            if wanted not in ('', page.title()) or not answer.get('revisions'):
                continue
            api.update_page(page, answer, ['info', 'revisions'])
            found[answer['title']] = page
    return list(found.values())

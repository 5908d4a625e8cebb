"""Pages that hold a block, found through the transclusions of its template."""

from __future__ import annotations

import logging
from collections.abc import Collection
from dataclasses import dataclass

from pywikibot.site import APISite

from onelib.outcomes.decisions import Code, Decision
from onelib.readers.query import BATCH, whole_pages
from onelib.readers.shapes import text_of
from onelib.readers.sites import local_title

__all__ = ['Holder', 'holders']

_log = logging.getLogger(__name__)
_ARTICLES, _TEMPLATES = 0, 10


@dataclass(frozen=True, slots=True)
class Holder:
    """A page that transcludes a template.

    :ivar served: False for articles and templates
    :ivar title: with the name of its namespace that is for all: not the one for women, where a wiki has that
    :ivar is_read: False if the wiki did not give the text: the page is not empty, nobody knows what it says
    """

    title: str
    namespace: int
    text: str
    served: bool = True
    is_read: bool = True


def holders(site: APISite, template: str, titles: Collection[str] = (), *, everywhere: bool = False) -> list[Holder]:
    """The pages that transclude a template.

    :param titles: only the pages with these titles
    :param everywhere: also articles and templates, which are never served
    """
    wanted = {local_title(site, title) for title in titles}
    # Articles of a Wikipedia are nobody's campaign page; Meta has its campaign pages in that namespace.
    left_out = {_TEMPLATES} if site.code == 'meta' else {_ARTICLES, _TEMPLATES}
    by_title: dict[str, Holder] = {}
    for page in whole_pages(
        site,
        generator='embeddedin',
        geititle=f'Template:{template}',
        geilimit=BATCH,
        prop='info|revisions',
        rvprop='content',
        rvslots='main',
    ):
        text = text_of(page)
        name = local_title(site, page['title'])
        served = page['ns'] not in left_out
        if not served:
            _log.debug('%s', Decision(site.code, name, Code.NEVER_SERVED))
        if (not wanted or name in wanted) and (served or everywhere):
            by_title[name] = Holder(name, page['ns'], text or '', served, text is not None)
    return list(by_title.values())

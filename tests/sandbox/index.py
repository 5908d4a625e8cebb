"""Where to go on a farm: the addresses of its pages."""

from __future__ import annotations

import html
from collections.abc import Collection, Mapping
from urllib.parse import quote, unquote

from onelib import wikis

from . import content
from .mediawiki import Installation


def page_url(farm: Installation, wiki: str, title: str) -> str:
    return f'http://127.0.0.1:{farm.port}/{wiki}/wiki/{quote(title.replace(" ", "_"), safe="/:")}'


def worklist_titles(farm: Installation, dumped: Collection[str] = ()) -> dict[str, list[str]]:
    """Each wiki's worklist pages; a wiki that got a dump has one even without content, if onelib knows it."""
    titles = {wiki: content.worklist_pages(wiki) for wiki in farm.wikis}
    for wiki in dumped:
        if wiki in wikis.codes() and content.WORKLIST_PAGE not in titles[wiki]:
            titles[wiki].append(content.WORKLIST_PAGE)
    return titles


def worklists(farm: Installation, dumped: Collection[str] = ()) -> dict[str, list[str]]:
    """The addresses of each wiki's worklist pages."""
    titles = worklist_titles(farm, dumped)
    return {wiki: [page_url(farm, wiki, title) for title in titles[wiki]] for wiki in farm.wikis}


def write(
    farm: Installation, dumped: Collection[str] = (), tallies: Mapping[str, Collection[str]] | None = None
) -> None:
    """The page that the farm shows at /.

    :param tallies: titles of each wiki's pages with results
    """
    rows = []
    for wiki, addresses in worklists(farm, dumped).items():
        addresses += [page_url(farm, wiki, title) for title in (tallies or {}).get(wiki, ())]
        targets = [(f'/{wiki}/wiki/', wiki), *((url, unquote(url.split('/wiki/')[1])) for url in addresses)]
        links = [f'<a href="{html.escape(url)}">{html.escape(label)}</a>' for url, label in targets]
        rows.append(f'<li>{" · ".join(links)}</li>')
    page = (
        '<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>onelib sandbox</title>'
        '<meta name="viewport" content="width=device-width">'
        '<body style="font-family:sans-serif;max-width:50em;margin:2em auto;line-height:1.6">'
        f'<h1>The wikis of this farm</h1><ul>{"".join(rows)}</ul></body></html>'
    )
    (farm.directory / 'index.html').write_text(page, encoding='utf-8')

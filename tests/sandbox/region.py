"""Dumps of the wikis of the demo, from before its campaign and of today, and a page of what they come to."""

from __future__ import annotations

import datetime
import re
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from onelib import wikis

from . import campaign
from .farm import Farm
from .pages import edit, text_of

PAGE = '1Lib1Ref/CEE/How much there is to do'
VIEWS = ('region', 'wiki |wikis=cs', 'topics |wikis=cs', 'trend')
BEFORE = datetime.date(2026, 1, 10)
# On the other wikis of the demo the tags put articles into no category, as on many real ones.
TAG, CATEGORY = ('cs', 'Template:Fakt/dne'), 'Kategorie:Údržba:Články s nedoloženými tvrzeními'
REVISION = re.compile('<revision>.*?</revision>', re.DOTALL)
PAGES = re.compile(r'\s*<page>.*?</page>', re.DOTALL)


def prepare(farm: Farm) -> None:
    """Make the page, and have a tag put articles into a category."""
    blocks = (f'{{{{1Lib1Ref backlog |campaign={campaign.CAMPAIGN} |view={view}}}}}' for view in VIEWS)
    edit(farm, 'meta', PAGE, '\n\n'.join(f'{block}\n{{{{1Lib1Ref backlog end}}}}' for block in blocks))
    if CATEGORY not in (tag := text_of(farm, *TAG)):
        edit(farm, *TAG, f'{tag}<includeonly>{{{{#if:{{{{NAMESPACE}}}}||[[{CATEGORY}]]}}}}</includeonly>')
        farm.installation.maintenance(TAG[0], 'refreshLinks.php', '--namespace', '0')


def dumps(farm: Farm) -> Iterator[tuple[str, Path]]:
    """Files with the articles of the wikis of the campaign, the older ones first."""
    folder = farm.directory / 'dumps'
    folder.mkdir(exist_ok=True)
    today = datetime.datetime.now(datetime.UTC).date()
    for wiki in (code for code in campaign.codes() if code in farm.wikis and code != 'meta'):
        history = exported(farm, wiki)
        for day in (BEFORE, today):
            file = folder / f'{wikis.load(wiki).database}-{day:%Y%m%d}-pages-articles.xml'
            text = until(history, day)
            if '<page>' in text:
                file.write_text(text, encoding='utf-8')
                yield wiki, file


def exported(farm: Farm, wiki: str) -> str:
    """The articles of a wiki with their history."""
    found = farm.api(wiki, list='allpages', apnamespace=0, aplimit='max')['query']['allpages']
    asked = {'pages': '\n'.join(page['title'] for page in found), 'history': '1', 'wpDownload': '1'}
    address = f'{farm.url}/{wiki}/index.php?title=Special:Export'
    with urllib.request.urlopen(address, urllib.parse.urlencode(asked).encode()) as answer:
        text: str = answer.read().decode()
    return text


def until(history: str, day: datetime.date) -> str:
    """The same as it was at the end of a day."""

    def then(page: re.Match[str]) -> str:
        kept = REVISION.sub(lambda one: one[0] if f'<timestamp>{day}T24' > _stamp(one[0]) else '', page[0])
        return kept if '<revision>' in kept else ''

    return PAGES.sub(then, history)


def _stamp(revision: str) -> str:
    return revision[revision.index('<timestamp>') :]

"""The pages that say how much of whole wikis lacks a source, as a coordinator sees them."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen

import pytest

from onelib import wikis
from onelib.campaign.index import IndexedArticle, ScanEnd
from onelib.pages.messages import message
from onelib.store import Store
from onelib.store.index import Index
from onelib.wikitext import blocks
from onelib.wikitext.index_row import IndexRow
from tests.jobs.tally_pages import plain
from tests.sandbox import bot
from tests.sandbox.farm import Farm
from tests.sandbox.faults import ALWAYS, Faults, Status
from tests.sandbox.pages import by_bot, edit, edits, text_of

PAGE, NAME = '1Lib1Ref/Backlog', '1Lib1Ref backlog'
NOW = datetime.datetime(2026, 11, 5, tzinfo=datetime.UTC)
CATEGORY = 'Категория:Статии с твърдения без източник'
TAG = f'<sup>[?]</sup><includeonly>{{{{#if:{{{{NAMESPACE}}}}||[[{CATEGORY}]]}}}}</includeonly>'
CAMPAIGN = (
    '{{1Lib1Ref campaign|id=backlog|start=2026-10-15|end=2026-10-20|wikis=bg,cs|participants=1Lib1Ref/Backlog/People}}'
)


@pytest.fixture(scope='module', autouse=True)
def scanned(farm: Farm) -> Iterator[None]:
    """Two dumps of the Bulgarian wiki: of 40 articles 10 cited nothing, and then 8; and tags that fill a category."""
    url = f'sqlite:///{farm.bot_dir / "onelib.sqlite"}'
    Store(url)
    index = Index(url)
    for day, sourceless in ((datetime.date(2026, 10, 1), 10), (datetime.date(2026, 11, 1), 8)):
        scan = index.begin('bg', day, NOW)
        rows = (
            IndexRow(references=2, sourceless=n < sourceless, tagged=1, uncited=2, tag_since=datetime.date(2012, 5, 1))
            if n
            else IndexRow(sourceless=True, tagged=1, uncited=2, categories=('Библиотеки',))
            for n in range(40)
        )
        index.add(scan, (IndexedArticle(n, n, row) for n, row in enumerate(rows, 1)), NOW)
        assert index.make_current(scan, NOW) is ScanEnd.CURRENT
    tag = text_of(farm, 'bg', 'Шаблон:Източник')
    edit(farm, 'bg', 'Шаблон:Източник', TAG)
    edit(farm, 'meta', '1Lib1Ref/Backlog/Campaign', CAMPAIGN)
    edit(farm, 'meta', '1Lib1Ref/Backlog/People', '# [[:bg:User:Librarian]]')
    for title in ('Първа', 'Втора'):
        edit(farm, 'bg', title, 'Текст.{{Източник}}')
    yield
    for code, title in (('meta', PAGE), ('meta', '1Lib1Ref/Backlog/Campaign'), ('bg', 'Първа'), ('bg', 'Втора')):
        edit(farm, code, title, 'x')
    edit(farm, 'bg', 'Шаблон:Източник', tag)


def block(parameters: str) -> str:
    return f'{{{{{NAME}{parameters}}}}}\n{{{{{NAME} end}}}}\n'


def run(farm: Farm, *arguments: str, code: int = 0) -> str:
    result = bot.run(farm, '-wiki:meta', *arguments, script='backlog')
    assert result.returncode == code, result.stderr
    assert 'Traceback' not in result.stderr
    return result.stderr


def shown(farm: Farm, number: int = 0) -> str:
    """What a reader sees of a block, as text."""
    found = blocks.find(text_of(farm, 'meta', PAGE), NAME)[number]
    html: str = farm.api('meta', action='parse', text=found.body, contentmodel='wikitext', prop='text')['parse']['text']
    return plain(html)


def test_a_page_of_the_region(farm: Farm) -> None:
    edit(farm, 'meta', PAGE, block('|campaign=backlog|wikis=bg,cs') + block('|wikis=bg,cs|campaign=backlog|lang=cs'))
    farm.reset_requests()
    run(farm, f'-page:{PAGE}')
    assert edits(farm) == 1
    text = shown(farm)
    assert '(bg): of 40 articles, 8 cite no source at all: 20%.' in text
    assert 'Wikipedias that take part in the campaign backlog: 1 of 2. Not yet: cs.' in text
    czech = shown(farm, 1)
    assert '(bg): z 40 článků jich 8 neuvádí vůbec žádný zdroj: 20' in czech and 'zatím nikdo' in czech
    body = blocks.find(text_of(farm, 'meta', PAGE), NAME)[0].body
    [bulgarian] = [line for line in body.splitlines() if '|language=bg' in line]
    for datum in (
        *('|dump=2026-11-01', '|articles=40', '|sourceless=8', '|share=20', '|tagged=40', '|uncited=80'),
        *(
            '|oldest=2012-05',
            '|tracked=2',
            '|campaign=−2 <span style="white-space:nowrap">(−20&#37;)</span>',
            '|year=–',
            '|participants=1',
            '|sourced=0',
        ),
    ):
        assert datum in bulgarian, datum
    assert CATEGORY.partition(':')[2] in bulgarian
    # Each number leads to what it was made of.
    html = farm.api('meta', action='parse', page=PAGE, prop='text')['parse']['text']
    assert 'https://dumps.wikimedia.org/other/mediawiki_content_current/bgwiki/2026-11-01/' in html
    [czech_row] = [line for line in body.splitlines() if '|language=cs' in line]
    assert message('backlog-say-no-dump', wikis.load('meta')) in czech_row and '|sourceless=–' in czech_row


def test_what_has_not_changed_is_not_saved(farm: Farm) -> None:
    edit(farm, 'meta', PAGE, block('|campaign=backlog|wikis=bg,cs'))
    run(farm, f'-page:{PAGE}')
    before = text_of(farm, 'meta', PAGE)
    farm.reset_requests()
    run(farm, f'-page:{PAGE}')
    assert edits(farm) == 0
    # The numbers of a wiki are one question, once it is known into which categories its templates put articles.
    assert sum('categoryinfo' in str(request.get('prop', '')) for request in by_bot(farm)) <= 2
    edit(farm, 'bg', 'Втора', 'Текст.')
    run(farm, f'-page:{PAGE}', '-simulate')
    assert text_of(farm, 'meta', PAGE) == before
    run(farm, f'-page:{PAGE}')
    after = text_of(farm, 'meta', PAGE)
    changed = [(a, b) for a, b in zip(before.splitlines(), after.splitlines(), strict=True) if a != b]
    rows = [b for _, b in changed if 'backlog/row' in b]
    assert len(rows) == 1 and '|tracked=1 ' in rows[0]


def test_a_category_that_the_data_file_names_and_those_of_months_below_it(farm: Farm) -> None:
    """On the Czech wiki of the farm tags put articles into none, so nothing could be found out."""
    [name] = wikis.load('cs').categories['tagged']
    month, *articles = 'Kategorie:Duben 2013', 'Nedoložený', 'Nedoložená'
    edit(farm, 'cs', month, f'[[Kategorie:{name}]]')
    for title in articles:
        edit(farm, 'cs', title, f'Text. [[{month}]]')
    try:
        edit(farm, 'meta', PAGE, block('|wikis=cs'))
        farm.reset_requests()
        run(farm, f'-page:{PAGE}')
        asked = [request for request in by_bot(farm) if 'categoryinfo' in str(request.get('prop', ''))]
        assert f'|tracked=2 |tracked-page=Kategorie&#58;{name.replace(":", "&#58;")} ' in text_of(farm, 'meta', PAGE)
        assert len(asked) == 2
    finally:
        for title in (month, *articles):
            edit(farm, 'cs', title, 'x')
    run(farm, f'-page:{PAGE}')
    # A name that has gone stale is no number.
    assert '|tracked=– ' in text_of(farm, 'meta', PAGE) and 'Tags put articles into no category' in shown(farm)


def test_numbers_lead_to_lists_of_what_they_count(farm: Farm) -> None:
    """A number is an address that opens a page with a block on it, and the bot fills that with the same articles."""
    views = '|wikis=bg,cs', '|view=wiki|wikis=bg', '|view=topics|wikis=bg'
    edit(farm, 'meta', PAGE, ''.join(map(block, views)))
    run(farm, f'-page:{PAGE}')
    html = farm.api('meta', action='parse', page=PAGE, prop='text')['parse']['text']
    preloaded = [unescape(href) for href in re.findall(r'href="([^"]*&amp;preload=[^"]*)"', html)]
    # Of banners there are none, and the topic has nothing but one article.
    asked: list[tuple[str, str]] = []
    for href in preloaded:
        address = urlsplit(href)
        template, kinds, *more = parse_qs(address.query, keep_blank_values=True)['preloadparams[]']
        assert '/bg/' in href and template == '1Lib1Ref worklist'
        asked.append((kinds, *more))
    region = [('nothing', ''), ('tagged', ''), ('uncited', ''), ('tagged, unreferenced', '')]
    topic = [(kinds, ' |category=Библиотеки') for kinds in ('nothing', 'tagged', 'uncited')]
    assert asked == [*region, *region, *topic]
    with urlopen(preloaded[-1]) as answer:
        form = unescape(answer.read().decode())
    assert '{{1Lib1Ref worklist |source=index |kinds=uncited |category=Библиотеки}}\n{{1Lib1Ref worklist end}}' in form
    # What is said of the numbers is said once.
    assert html.count('onelib-legend') == 1


#: What blocks ask for, and words that readers see then.
VIEWS: Mapping[str, list[str]] = {
    '|view=wiki|wikis=bg': ['bg): of 40 articles, 8 cite no source at all: 20%', 'May 2012'],
    '|view=wiki|wikis=cs': ['No dump read yet: the bot’s operator can have it read.'],
    '|view=topics|wikis=bg': ['Библиотеки'],
    '|view=topics|wikis=bg|category=Категория:Библиотеки': ['Библиотеки'],
    '|view=topics|wikis=bg|category=Няма': ['Nothing to show yet.'],
    '|view=trend|wikis=bg': ['1 November 2026', '1 October 2026'],
    '|view=wiki': ['“wikis” is missing', 'the code of a wiki that is served here'],
    '|view=trnd': ['Did you mean “trend”?'],
    '|wikis=bg|lang=cs|view=trnd': ['Výsledky zatím nebylo možné vytvořit.'],
}


def test_views_and_mistakes(farm: Farm) -> None:
    edit(farm, 'meta', PAGE, ''.join(map(block, VIEWS)))
    run(farm, f'-page:{PAGE}')
    for number, (parameters, expected) in enumerate(VIEWS.items()):
        for words in expected:
            assert words in shown(farm, number), parameters


def test_a_wiki_that_is_silent_shows_what_is_known(farm: Farm, tmp_path: Path) -> None:
    edit(farm, 'meta', PAGE, block('|wikis=bg,cs'))
    with Faults.between(farm, tmp_path) as faults:
        faults.on(lambda request: (request.wiki, request.action) == ('bg', 'parse'), Status(503), times=ALWAYS)
        result = bot.run(faults, '-wiki:meta', f'-page:{PAGE}', script='backlog')
    assert result.returncode == 0, result.stderr
    body = blocks.find(text_of(farm, 'meta', PAGE), NAME)[0].body
    # The store of this bot knows no dump, either.
    for key in ('no-dump', 'silent'):
        assert message(f'backlog-say-{key}', wikis.load('meta')) in body


def test_a_quick_run_fills_new_blocks(farm: Farm) -> None:
    run(farm, '-quick')
    edit(farm, 'meta', PAGE, block('|view=trend|wikis=bg|limit=1'))
    run(farm, '-quick')
    assert '|dump=2026-11-01' in text_of(farm, 'meta', PAGE)
    farm.reset_requests()
    run(farm, '-quick')
    assert edits(farm) == 0

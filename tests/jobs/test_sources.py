"""Where the articles of lists come from, on real wikis: each source, what is said of an empty one, what it costs."""

from __future__ import annotations

import datetime
import html
import json
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from onelib import wikis
from onelib.campaign.index import IndexedArticle, ScanEnd
from onelib.store.index import Index
from onelib.wikitext import blocks, statements
from onelib.wikitext.index_row import index_row
from tests.readers.service import HTML, Answer, Service, of_pagepile, of_petscan, of_views
from tests.sandbox import bot
from tests.sandbox.farm import Farm
from tests.sandbox.faults import ALWAYS, Cut, Fault, Faults, Html, Status, asking
from tests.sandbox.pages import END, NAME, START, by_bot, edit, edits, text_of

PAGE = 'Wikipedie:Prameny'
TAG = '{{Fakt/dne}}'
ARTICLES = {
    'Pramen 1': f'Pramen první je starý.{TAG} [[Kategorie:Prameny]]',
    'Pramen 2': f'Pramen druhý je starý.{TAG} {{{{Infobox pramen}}}} [[Kategorie:Prameny]] [[Kategorie:Slané]]',
    'Pramen 3': f'Pramen třetí je starý.{TAG}<ref>Kniha</ref> {{{{Infobox pramen}}}} [[Kategorie:Slané, teplé]]',
}
PAGES = {
    **ARTICLES,
    'Category:Prameny': '[[Kategorie:Vody]]',
    'Category:Slané': '[[Kategorie:Vody]]',
    'Category:Slané, teplé': 'kategorie',
    'Category:Vody': 'kategorie',
    'Template:Infobox pramen': 'pramen',
    'Wikipedie:Odkazy na prameny': '* [[Pramen 1]]\n* [[Pramen 3]]',
    'Staré jméno pramene': '#PŘESMĚRUJ [[Pramen 2]]',
}


# As CirrusSearch says it.
TOO_LONG = {'error': {'code': 'cirrussearch-query-too-long', 'info': 'The search is too long', '*': 'See …'}}


@pytest.fixture(scope='module', autouse=True)
def pages(farm: Farm) -> Iterator[None]:
    for title, text in PAGES.items():
        edit(farm, 'cs', title, text)
    yield
    edit(farm, 'cs', PAGE, 'nic')


@pytest.fixture
def listed(farm: Farm) -> Callable[..., str]:
    """What stands in a list after a run."""

    def run(parameters: str) -> str:
        edit(farm, 'cs', PAGE, f'{START}{parameters}}}}}\n{END}')
        result = bot.run(farm, '-wiki:cs', f'-page:{PAGE}')
        assert result.returncode == 0, result.stderr
        return html.unescape(blocks.find(text_of(farm, 'cs', PAGE), NAME)[0].body)

    return run


def of(body: str) -> str:
    """The numbers of the articles in a list."""
    return ''.join(re.findall(r'\|article=Pramen (\d)', body))


@pytest.mark.parametrize(
    ('parameters', 'articles'),
    [
        ('|category=Prameny', '12'),
        ('|category=\n* Prameny\n* [[:Kategorie:Slané, teplé]]', '123'),
        ('|category=Slané, teplé', '3'),
        ('|category=Slané, Prameny', '12'),
        ('|category=Vody|depth=1', '12'),
        ('|category=Vody|depth=1|not_category=Slané', '1'),
        ('|titles=Wikipedie:Odkazy na prameny', '13'),
        ('|titles=\n* [[Pramen 3]]\n* Staré jméno pramene\n* Nic takového', '23'),
        ('|titles=* [[Pramen 3]]', '3'),
        ('|links_of=Wikipedie:Odkazy na prameny', '13'),
        ('|search=pramen', '123'),
        ('|transcludes=infobox pramen', '23'),
        ('|transcludes=Šablona:Infobox pramen|category=Prameny', '2'),
        ('|search=pramen|titles=Wikipedie:Odkazy na prameny|category=Prameny', '1'),
        ('|kinds=nothing, tagged|category=Prameny; Slané, teplé', '123'),
        ('|kinds=nothing|titles=\n* Pramen 2\n* Pramen 3', ''),
        ('|category=Prameny|sort=most wanted', '12'),
        ('|category=Prameny|sort=title|limit=1', '1'),
    ],
)
def test_each_source_and_several_together(listed: Callable[..., str], parameters: str, articles: str) -> None:
    found = of(listed(parameters))
    assert ''.join(sorted(found)) == articles or (not articles and not found.strip('2'))


@pytest.mark.parametrize(
    ('parameters', 'words'),
    [
        ('|category=Vody', 'V samotné kategorii „Vody“ je 0 článků, podkategorie: 2. Zkuste depth=1.'),
        ('|category=Prameny|category=Vody', 'Parametr „category“ je uveden víckrát'),
        ('|category=Nikde', 'název kategorie, která na wiki „cs“ existuje'),
        ('|titles=Wikipedie:Nikde', 'název stránky na wiki „cs“, která odkazuje na články'),
        ('|titles=* Nikde\n* Wikipedie:Odkazy na prameny', '„titles“ neuvádí žádný článek wiki „cs“.'),
        ('|links_of=Nikde', 'Na wiki „cs“ není stránka „Nikde“. Zkontrolujte zápis.'),
        ('|transcludes=Nikde', 'Na wiki „cs“ není stránka „Template:Nikde“.'),
        ('|search=xyzzy', '„search=xyzzy“ nevede k žádnému článku.'),
        ('|search=articletopic:history', 'nerozumí „articletopic:“: je k tomu třeba CirrusSearch.'),
        ('|search=hrad -nearcoord:1km,2,3', 'nerozumí „nearcoord:“'),
        ('|category=Prameny|titles=* Pramen 3', 'žádný: titles, category. Některý vynechte.'),
        ('|category=Slané|not_category=Prameny', 'žádný: category, not_category. Některý vynechte.'),
        ('|category=Slané|transcludes=Infobox hradu; Fakt/dny', 'Některý vynechte.'),
        ('|petscan=https://petscan.wmcloud.org/?psid=55', 'jen číslo, bez adresy. Mínili jste „55“?'),
    ],
)
def test_an_empty_list_says_why(listed: Callable[..., str], parameters: str, words: str) -> None:
    body = listed(parameters)
    assert words in body.replace('Neměli jste na mysli', 'Mínili jste'), body
    assert ' |article=' not in body


@pytest.fixture
def service(farm: Farm) -> Iterator[Callable[..., Service]]:
    """Servers that the bot takes for PetScan, PagePile and the page views."""
    settings, before = farm.bot_dir / 'onelib.toml', (farm.bot_dir / 'onelib.toml').read_text()
    running: list[Service] = []

    def started(*answers: Answer) -> Service:
        running.append(Service(*answers).__enter__())
        lines = (f'{name} = "{running[-1].address}"\n' for name in ('petscan', 'pagepile', 'pageviews'))
        settings.write_text(''.join(lines) + before)
        forget(farm)
        return running[-1]

    yield started
    settings.write_text(before)
    for each in running:
        each.__exit__()


def forget(farm: Farm) -> None:
    """Let more than an hour go by for what the bot remembers."""
    # Before its first run, that is nothing.
    with suppress(sqlite3.OperationalError), sqlite3.connect(farm.bot_dir / 'onelib.sqlite') as store:
        store.execute(
            "DELETE FROM onelib_answers WHERE question LIKE 'candidates on%' OR question LIKE 'articles of a%'"
        )


def database(farm: Farm) -> str:
    return str(farm.api('cs', meta='siteinfo', siprop='general')['query']['general']['wikiid'])


def test_lists_of_other_services(farm: Farm, listed: Callable[..., str], service: Callable[..., Service]) -> None:
    titles = ['Pramen_1', 'Staré_jméno_pramene', 'Wikipedie:Odkazy_na_prameny', 'Nic']
    service(of_petscan(titles, database(farm)))
    assert of(listed('|petscan=29532421')) == '12'
    service(of_pagepile(titles, database(farm)))
    assert of(listed('|pagepile=7|not_category=Slané')) == '1'
    # It is asked once an hour.
    again = service(Answer(HTML, 500))
    assert 'PetScan právě neodpovídá' in listed('|petscan=29532421|limit=1')
    assert len(again.asked) == 3
    service(of_petscan(titles, 'plwiki'))
    assert '„petscan=3“ patří wiki „plwiki“, ne „' in listed('|petscan=3')
    service(of_petscan([], database(farm)))
    assert '„petscan=4“ nevede k žádnému článku.' in listed('|petscan=4')


def test_the_last_list_stays_below_what_is_wrong(
    farm: Farm, listed: Callable[..., str], service: Callable[..., Service]
) -> None:
    service(of_petscan(['Pramen_1'], database(farm)))
    good = listed('|petscan=11')
    service(Answer(b'<html>'))
    bot.run(farm, '-wiki:cs', f'-page:{PAGE}')
    body = html.unescape(blocks.find(text_of(farm, 'cs', PAGE), NAME)[0].body)
    assert 'odpověď, kterou nelze přečíst' in body and body.endswith(good.lstrip('\n'))


def indexed(farm: Farm, dump: str, *titles: str) -> None:
    """Make an index of these articles as they are now."""
    wiki, now = wikis.load('cs'), datetime.datetime.now(datetime.UTC)
    index = Index(f'sqlite:///{farm.bot_dir}/onelib.sqlite')
    scan = index.begin('cs', datetime.date.fromisoformat(dump), now)
    for title in titles:
        text = text_of(farm, 'cs', title)
        row = index_row(text, wiki, statements.find(text, wiki))
        number = int(farm.api('cs', titles=title)['query']['pages'][0]['pageid'])
        index.add(scan, [IndexedArticle(number, 1, row)], now)
    assert index.make_current(scan, now) is ScanEnd.CURRENT


def test_what_an_index_names(farm: Farm, listed: Callable[..., str]) -> None:
    """No index, an old one, a new one; what was sourced, moved or deleted since it was made."""
    listed('|category=Prameny')
    assert 'Index wiki „cs“ zatím není.' in listed('|source=index')
    bare = 'Pramen je prý starý, teplý i slaný a jeho voda se pije už od středověku. ' * 4
    for number in (5, 6, 7, 8):
        tags = TAG * (number - 5)
        edit(farm, 'cs', f'Pramen {number}', f'{bare * (9 - number)}{tags}\n\n[[Kategorie:Prameny]]')
    indexed(farm, '2026-01-01', *ARTICLES, *(f'Pramen {number}' for number in (5, 6, 7, 8)))
    forget(farm)
    farm.reset_requests()
    body = listed('|source=index|kinds=nothing|category=Prameny|sort=title')
    assert of(body)[:1] == '1' and set(of(body)) == set('125678')
    assert 'Články vybral index, stav k 1. ledna 2026.' in body
    assert 'Index je ze dne 2026-01-01: od té doby se mohlo mnoho změnit.' in body
    asked = [request for request in by_bot(farm) if request['action'] == 'query']
    assert not any('categorymembers' in str(request) for request in asked)
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    indexed(farm, today, *ARTICLES, *(f'Pramen {number}' for number in (5, 6, 7, 8)))
    edit(farm, 'cs', 'Pramen 8', f'{bare}<ref>Kniha</ref>\n\n[[Kategorie:Prameny]]')
    farm.api('cs', action='move', **{'from': 'Pramen 7', 'to': 'Pramen 9', 'noredirect': True})
    farm.api('cs', action='delete', title='Pramen 6')
    forget(farm)
    body = listed('|source=index|kinds=tagged|category=Vody|depth=1|sort=most_wanted')
    assert set(of(body)) == set('129'), body
    assert set(of(listed('|source=index|category=Prameny'))) == set('129'), 'also what has no date'
    body = listed('|source=index|kinds=uncited|sort=most_wanted')
    assert set(of(body)) <= set('5679') and '5' in of(body) and 'od té doby' not in body
    assert set(of(listed('|source=index|transcludes=Infobox pramen'))) <= set('23')
    assert 'nemá v „Nikde“ žádný článek' in listed('|source=index|category=Nikde')
    assert 'nezná žádný článek' in listed('|source=index|category=Prameny|kinds=unreferenced')
    assert 'source' in listed('|source=rejstřík')
    for number in (5, 8, 9):
        edit(farm, 'cs', f'Pramen {number}', 'nic')


def test_the_most_read_first(farm: Farm, listed: Callable[..., str], service: Callable[..., Service]) -> None:
    views = service(of_views(5), of_views(70), of_views(600))
    body = listed('|titles=\n* Pramen 1\n* Pramen 2\n* Pramen 3|sort=most_read')
    assert of(body) == '321'
    assert [path.split('/')[4] for path, _ in views.asked] == ['Pramen_1', 'Pramen_2', 'Pramen_3']
    views = service(Answer(HTML, 500))
    assert of(listed('|titles=\n* Pramen 1\n* Pramen 2|sort=most_read')) == '21'
    assert not views.asked, 'they are kept for a month'
    edit(farm, 'cs', 'Pramen 4', ARTICLES['Pramen 1'].replace('první', 'čtvrtý'))
    body = listed('|titles=\n* Pramen 4\n* Pramen 2|sort=most_read')
    assert of(body) == '24' and 'Pageviews právě neodpovídá.' in body
    edit(farm, 'cs', 'Pramen 4', 'nic')


def test_a_preview_edits_nothing(farm: Farm) -> None:
    edit(farm, 'cs', PAGE, f'{START}|category=Prameny|limit=1}}}}\n{END}\n{START}|category=Vody}}}}\n{END}')
    farm.reset_requests()
    result = bot.run(farm, '-wiki:cs', f'-page:{PAGE}', '-preview')
    assert result.returncode == 0, result.stderr
    assert edits(farm) == 0
    first, second = result.stdout.strip().splitlines()
    assert first.startswith(
        f'cs: {PAGE}, list 1 (category=Prameny, limit=1): 2 statements without a source in 2 articles'
    )
    assert 'Shown here: 1.' in first
    assert second.endswith('0 articles in “Vody” itself, subcategories: 2. Try depth=1.')


@pytest.mark.parametrize(
    ('fault', 'words'),
    [
        (Status(500), 'Special:Search právě neodpovídá. Bot se zeptá znovu při příštím běhu.'),
        (Html(), 'Special:Search právě neodpovídá.'),
        (Cut(), 'Special:Search právě neodpovídá.'),
        (
            Status(200, {'Content-Type': 'application/json'}, json.dumps(TOO_LONG)),
            'Special:Search nepřijímá „pramen“: The search is too long.',
        ),
    ],
)
def test_a_search_that_does_not_answer(farm: Farm, tmp_path: Path, fault: Fault, words: str) -> None:
    edit(farm, 'cs', PAGE, f'{START}|search=pramen}}}}\n{END}')
    with Faults.between(farm, tmp_path) as faults:
        faults.on(asking('query', generator='search'), fault, times=ALWAYS)
        result = bot.run(faults, '-wiki:cs', f'-page:{PAGE}')
    assert result.returncode == 0, result.stderr
    assert words in html.unescape(text_of(farm, 'cs', PAGE))


def reads(farm: Farm) -> int:
    """How often the bot has asked for articles of lists, for their texts, and for those in other languages."""
    texts = (['revisions'], ['info'], ['info', 'templates'], ['langlinks'])
    return sum(
        bool(request.get('generator')) or request.get('prop') in texts
        for request in by_bot(farm)
        if request['wiki'] != 'meta'
    )


def test_what_a_list_of_two_hundred_costs(farm: Farm) -> None:
    titles = [f'Dlouhý seznam {number}' for number in range(120)]
    for number, title in enumerate(titles):
        sisters = ''.join(f'[[{code}:List {number}]]' for code in ('en', 'hu', 'sr'))
        edit(farm, 'cs', title, f'{title} je starý.{TAG} {title} je nový.{TAG} [[Kategorie:Dlouhé]]{sisters}')
    edit(farm, 'cs', PAGE, f'{START}|category=Dlouhé|limit=200|from=en,hu,sr}}}}\n{END}')
    farm.reset_requests()
    assert bot.run(farm, '-wiki:cs', f'-page:{PAGE}').returncode == 0
    # Two rows an article: 100 articles are asked about in three languages, fifty at a time.
    assert 12 < reads(farm) <= 40
    body = text_of(farm, 'cs', PAGE)
    assert body.count(' |article=') == 200 and '240 nedoložených tvrzení (120 článků)' in body
    edit(farm, 'cs', titles[0], f'{titles[0]} je starý.<ref>Kniha</ref> [[Kategorie:Dlouhé]]')
    farm.reset_requests()
    assert bot.run(farm, '-wiki:cs', f'-page:{PAGE}').returncode == 0
    assert reads(farm) <= 10
    body = text_of(farm, 'cs', PAGE)
    assert body.count(' |article=') == 200 and '238 nedoložených tvrzení (119 článků)' in body
    assert f'|article={titles[0]} |' not in body
    for title in titles:
        edit(farm, 'cs', title, 'nic')

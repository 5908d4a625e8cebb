"""The worklist job on real wikis: what it writes, what it leaves alone, what it costs."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from onelib import __version__, wikis
from onelib.wikitext import blocks
from onelib.wikitext.statements import find
from tests.sandbox import bot, bot_directory, content
from tests.sandbox.farm import Farm
from tests.sandbox.faults import Faults
from tests.sandbox.pages import END, NAME, START, by_bot, edit, edits, saved_as, text_of

# What a wiki may be asked beside articles: logging in, what it is, its blocks, those that comments hide, its templates,
# its tags, categories, the token.
CONSTANT = 22


@pytest.fixture
def page(farm: Farm) -> Iterator[str]:
    """A title on the Czech wiki that is gone after the test."""
    title = 'Wikipedie:Zkouška'
    yield title
    edit(farm, 'cs', title, 'nic')


@pytest.fixture(scope='module', autouse=True)
def lists(farm: Farm) -> None:
    """The farm's own pages have their lists."""
    result = bot.run(farm)
    assert result.returncode == 0, result.stderr


def test_every_wiki_and_meta_show_worklists(farm: Farm) -> None:
    for code in farm.wikis:
        host = farm.api(code, list='embeddedin', eititle=f'Template:{NAME}', einamespace='4|0')['query']['embeddedin']
        assert host, code
        for entry in host:
            for block in blocks.find(text_of(farm, code, entry['title']), NAME):
                assert block.body.count('\n{{1Lib1Ref worklist/row') > 1, (code, entry['title'])


def test_a_second_run_makes_no_edit(farm: Farm) -> None:
    farm.reset_requests()
    result = bot.run(farm)
    assert result.returncode == 0, result.stderr
    assert edits(farm) == 0
    assert len(by_bot(farm)) > len(farm.wikis)


def test_what_a_run_costs(tmp_path: Path) -> None:
    """A request for fifty articles, a constant a wiki, two a changed page: on wikis that the bot has never seen.

    Meta's stop page is read for each wiki and each edit besides.
    """
    with Farm.start(tmp_path, tied=True) as farm:
        bot_directory.write(farm.installation, farm.bot_dir, stranger=True)
        farm.reset_requests()
        result = bot.run(farm)
        assert result.returncode == 0, result.stderr
        check_cost(farm, by_bot(farm))


def check_cost(farm: Farm, first_run: list[dict[str, object]]) -> None:
    edits_everywhere = sum(request['action'] == 'edit' for request in first_run)
    for code in farm.wikis:
        mine = [request for request in first_run if request['wiki'] == code]
        writes = sum(request['action'] == 'edit' for request in mine)
        pages = farm.api(code, list='embeddedin', eititle=f'Template:{NAME}', einamespace='4|0')['query']['embeddedin']
        articles = farm.api(code, list='allpages', apnamespace=0, aplimit='max')['query']['allpages']
        assert writes == len(pages), code
        stop_page = edits_everywhere + len(farm.wikis) if code == 'meta' else 0
        # Each list may ask its wiki for its articles in other editions, and these for their texts.
        asking = edits_everywhere if any(code in wikis.load(other).sisters for other in farm.wikis) else 0
        asked = writes * len(wikis.load(code).sisters)
        most = math.ceil(len(articles) / 50) + CONSTANT + 2 * writes + stop_page + asking + asked
        assert len(mine) <= most, (code, Counter(map(str, mine)))


def test_fifty_articles_a_request(farm: Farm, page: str) -> None:
    """Sixty more articles cost one more request each for fifty of them."""
    titles = [f'Článek {number}' for number in range(60)]
    for title in titles:
        edit(farm, 'cs', title, 'Kniha je stará.{{Fakt/dne}} [[Kategorie:Šedesát]]')
    edit(farm, 'cs', 'Category:Šedesát', 'kategorie')
    edit(farm, 'cs', page, f'{START}|category=Šedesát|limit=500}}}}\n{END}')
    farm.reset_requests()
    result = bot.run(farm, '-wiki:cs', f'-page:{page}')
    assert result.returncode == 0, result.stderr
    # The page of the block and the stop pages come with more than their text.
    assert sum(request.get('prop') == ['revisions'] for request in by_bot(farm)) == 2
    assert edits(farm) == 1
    assert text_of(farm, 'cs', page).count('\n{{1Lib1Ref worklist/row') == 60
    for title in titles:
        edit(farm, 'cs', title, 'Kniha je stará.<ref>Ottův slovník</ref>')


def test_outside_the_block_nothing_changes(farm: Farm, page: str) -> None:
    before = (
        '== Úvod ==\n<!-- {{1Lib1Ref worklist}} -->{|\n| a\n|}\n'
        '{{neznámá\n<nowiki>{{1Lib1Ref worklist end}}</nowiki> x '
    )
    after = " y\n\n\n* ''z''  \n{{1Lib1Ref campaign}}<ref>r</ref>\n<references />\n[[Kategorie:Knihy]]"
    saved = saved_as(farm, 'cs', page, f'{before}{START}|limit=5}}}}{END}{after}')
    assert bot.run(farm, '-wiki:cs', f'-page:{page}').returncode == 0
    now = text_of(farm, 'cs', page)
    assert now.startswith(f'{before}{START}|limit=5}}}}\n')
    assert now.endswith(f'\n{END}{after}')
    assert now != saved


def test_a_wrong_parameter_is_answered_in_the_block(farm: Farm, page: str) -> None:
    edit(farm, 'cs', page, f'a\n{START}|limit=3}}}}\n{END}\nb')
    assert bot.run(farm, '-wiki:cs', f'-page:{page}').returncode == 0
    good = blocks.find(text_of(farm, 'cs', page), NAME)[0].body
    edit(farm, 'cs', page, text_of(farm, 'cs', page).replace('limit=3', "limit=''many''"))
    for _ in range(2):
        result = bot.run(farm, '-wiki:cs', f'-page:{page}')
        assert result.returncode == 0
        assert 'Zkouška' in result.stderr and 'limit' in result.stderr and 'many' in result.stderr
        body = blocks.find(text_of(farm, 'cs', page), NAME)[0].body
        assert body.count('onelib-error') == 1
        assert "''many''" not in body
        assert body.endswith(good)
    html = farm.api('cs', action='parse', page=page, prop='text')['parse']['text']
    box = html.partition('onelib-error')[2].partition('</div>')[0]
    assert 'limit' in box and '500' in box and 'allowed-number' not in box
    edit(farm, 'cs', page, text_of(farm, 'cs', page).replace("limit=''many''", 'limit=3'))
    assert bot.run(farm, '-wiki:cs', f'-page:{page}').returncode == 0
    assert blocks.find(text_of(farm, 'cs', page), NAME)[0].body == good


@pytest.mark.parametrize(
    'text',
    [
        f'a {START}}}}} b',
        f'{START}}}}}\n{START}}}}}\n{END}',
        f'{START}}}}}\n{START}}}}}\n{END}\n{END}',
        f'{END} {START}}}}}',
    ],
    ids=['no end', 'two starts', 'nested', 'end first'],
)
def test_templates_that_do_not_pair_up(farm: Farm, page: str, text: str) -> None:
    saved = saved_as(farm, 'cs', page, text)
    result = bot.run(farm, '-wiki:cs', f'-page:{page}')
    assert result.returncode == 0
    assert page.partition(':')[2] in result.stderr
    assert text_of(farm, 'cs', page) == saved


def test_a_missing_category_is_named(farm: Farm, page: str) -> None:
    edit(farm, 'cs', page, f'{START}|category=Není zde}}}}\n{END}')
    result = bot.run(farm, '-wiki:cs', f'-page:{page}')
    assert result.returncode == 0
    assert 'Není zde' in blocks.find(text_of(farm, 'cs', page), NAME)[0].body
    assert 'Není zde' in result.stderr and 'Traceback' not in result.stderr


@pytest.mark.parametrize(
    'parameter',
    [
        'category=Kategorie:',
        'titles=Wikipedie:Není',
        'category=a\nERROR: b\u202e',
        # There is such a category, with subcategories alone, and such a page, with links to what is not there.
        'category=Jen podkategorie',
        'titles=Wikipedie:Jen chybějící',
    ],
)
def test_what_is_no_category_or_page_is_answered(farm: Farm, page: str, parameter: str) -> None:
    edit(farm, 'cs', 'Category:Podkategorie', '[[Kategorie:Jen podkategorie]]')
    edit(farm, 'cs', 'Category:Jen podkategorie', 'x')
    edit(farm, 'cs', 'Wikipedie:Jen chybějící', '[[Kdyby byl]]')
    edit(farm, 'cs', page, f'{START}|{parameter}}}}}\n{END}')
    result = bot.run(farm, '-wiki:cs', f'-page:{page}')
    assert result.returncode == 0
    assert 'Traceback' not in result.stderr
    assert not any(line.startswith('ERROR: b') for line in result.stderr.splitlines())
    body = blocks.find(text_of(farm, 'cs', page), NAME)[0].body
    assert 'onelib-error' in body and '\u202e' not in body


def test_simulation_writes_nothing(farm: Farm, page: str) -> None:
    saved = saved_as(farm, 'cs', page, f'{START}|limit=2}}}}\n{END}')
    farm.reset_requests()
    result = bot.run(farm, '-wiki:cs', f'-page:{page}', '-simulate')
    assert result.returncode == 0, result.stderr
    assert '+ {{1Lib1Ref worklist/row' in result.stderr + result.stdout
    assert edits(farm) == 0
    assert text_of(farm, 'cs', page) == saved


def test_no_more_than_so_many_statements_from_one_article(farm: Farm, page: str) -> None:
    for cap in (1, 2):
        edit(farm, 'cs', page, f'{START}|per_article={cap}|limit=500}}}}\n{END}')
        assert bot.run(farm, '-wiki:cs', f'-page:{page}').returncode == 0
        rows = blocks.find(text_of(farm, 'cs', page), NAME)[0].body.split(' |article=')[1:]
        counted = Counter(row.partition(' |')[0] for row in rows)
        assert max(counted.values()) == cap


def test_categories_are_walked_as_deep_as_asked(farm: Farm, page: str) -> None:
    """Horní holds Dolní, which holds Spodní, which holds Horní again."""
    for name, parent in (('Horní', 'Spodní'), ('Dolní', 'Horní'), ('Spodní', 'Dolní')):
        edit(farm, 'cs', f'Category:{name}', f'[[Kategorie:{parent}]]')
        edit(farm, 'cs', f'Kniha {name}', f'Kniha {name} je stará.{{{{Fakt/dne}}}} [[Kategorie:{name}]]')
    for depth, expected in ((0, 1), (1, 2), (2, 3), (5, 3)):
        edit(farm, 'cs', page, f'{START}|category=[[:Kategorie:horní]]|depth={depth}}}}}\n{END}')
        assert bot.run(farm, '-wiki:cs', f'-page:{page}').returncode == 0
        assert text_of(farm, 'cs', page).count(' |text=') == expected


def test_titles_names_a_page_of_links(farm: Farm, page: str) -> None:
    edit(farm, 'cs', 'Kniha přání', 'Byla to kniha.{{Fakt/dne}}')
    edit(farm, 'cs', 'Přání', '#PŘESMĚRUJ [[Kniha přání]]')
    edit(farm, 'cs', 'Wikipedie:Výběr', '* [[Přání]]\n* [[Neexistuje]]\n* [[Wikipedie:1Lib1Ref]]')
    edit(farm, 'cs', page, f'{START}|titles=Wikipedie:Výběr}}}}\n{END}')
    assert bot.run(farm, '-wiki:cs', f'-page:{page}').returncode == 0
    body = blocks.find(text_of(farm, 'cs', page), NAME)[0].body
    assert body.count(' |text=') == 1
    assert ' |article=Kniha přání |' in body


def test_a_list_on_meta_links_to_the_other_wiki(farm: Farm) -> None:
    title = '1Lib1Ref/CEE/Worklist cs'
    page = farm.api('meta', titles=title, prop='iwlinks', iwlimit='max')['query']['pages'][0]
    targets = {entry['title'].partition('#')[0] for entry in page['iwlinks'] if entry['prefix'] == 'cs'}
    assert targets
    for target in targets:
        assert 'missing' not in farm.api('cs', titles=target)['query']['pages'][0]
    body = blocks.find(text_of(farm, 'meta', title), NAME)[0].body
    assert body.count(' |prefix=cs: ') == body.count(' |text=')
    html = farm.api('meta', action='parse', page=title, prop='text')['parse']['text']
    assert len(re.findall(rf'"{farm.url}/cs/wiki/[^"]*[?&;](?:ve)?action=', html)) == 2 * body.count(' |text=')


def test_bots_are_kept_off(farm: Farm, page: str) -> None:
    saved = saved_as(farm, 'cs', page, f'{{{{bots|deny=ALL}}}}{START}}}}}\n{END}')
    result = bot.run(farm, '-wiki:cs', f'-page:{page}')
    assert result.returncode == 0
    assert text_of(farm, 'cs', page) == saved


def test_articles_and_pages_that_only_show_a_list_are_left_alone(farm: Farm, page: str) -> None:
    edit(farm, 'cs', page, f'{START}|limit=1}}}}\n{END}')
    portal, article = 'Wikipedie:Portál', 'Zkouška'
    texts = {
        portal: saved_as(farm, 'cs', portal, f'{{{{{page}}}}}'),
        article: saved_as(farm, 'cs', article, f'{START}|limit=1}}}}\n{END}'),
    }
    wrapper = 'Template:Můj seznam'
    texts[wrapper] = saved_as(farm, 'cs', wrapper, f'{START}|limit=1}}}}\n{END}')
    said = bot.run(farm, '-wiki:cs').stderr
    # Where it cannot be said in place, it is said elsewhere; a page that only shows a list is none of these.
    named = [line for line in said.splitlines() if 'stands in an article or a template' in line]
    assert len(named) == 2 and article in named[0] + named[1] and 'Můj seznam' in named[0] + named[1]
    assert not [line for line in said.splitlines() if 'ERROR' in line and portal in line]
    for title, text in texts.items():
        assert text_of(farm, 'cs', title) == text
        edit(farm, 'cs', title, 'nic')


def test_a_page_that_holds_no_block_is_named(farm: Farm) -> None:
    result = bot.run(farm, '-page:Wikipedie:Není')
    assert result.returncode == 1
    assert 'Wikipedie:Není' in result.stderr


def test_every_tag_of_an_article_is_on_an_unlimited_list(farm: Farm, page: str) -> None:
    """Nothing is dropped for being long, in a table, or anywhere else."""
    edit(farm, 'cs', page, f'{START}|limit=500|per_article=50}}}}\n{END}')
    assert bot.run(farm, '-wiki:cs', f'-page:{page}').returncode == 0
    body = blocks.find(text_of(farm, 'cs', page), NAME)[0].body
    cs = wikis.load('cs')
    for title, text in content.written_pages('cs').items():
        if ':' not in title:
            claims = {statement.fingerprint for statement in find(text, cs, {'tagged'})}
            assert body.count(f' |article={title} |') == len(claims), title


def test_other_kinds_of_statements(farm: Farm, page: str) -> None:
    """Paragraphs under a banner come from the articles that hold one; for uncited ones every article is read."""
    paragraph = 'Knihovna stojí na náměstí a chodí do ní čtenáři z celého okolí, a to už od roku 1898. '
    banner = '{{Neověřeno|datum=2020-01}}'
    edit(farm, 'cs', 'Lidová čítárna', f'{banner}\n{paragraph}{{{{fakt}}}}\n\nDruhá. {paragraph}')
    edit(farm, 'cs', 'Čítárna', f'{paragraph * 3}\n\nDalší. {paragraph * 3}\n[[Kategorie:Čítárny]]')
    edit(farm, 'cs', 'Category:Čítárny', 'čítárny')
    for parameters, expected in (
        ('kinds=unreferenced', 1),
        ('kinds=tagged, unreferenced', 2),
        ('category=Čítárny|kinds=tagged, unreferenced', 0),
        ('category=Čítárny|kinds=uncited', 2),
    ):
        edit(farm, 'cs', page, f'{START}|{parameters}|limit=500}}}}\n{END}')
        result = bot.run(farm, '-wiki:cs', f'-page:{page}')
        assert result.returncode == 0, result.stderr
        body = blocks.find(text_of(farm, 'cs', page), NAME)[0].body
        assert sum(body.count(f' |article={title} |') for title in ('Lidová čítárna', 'Čítárna')) == expected, (
            parameters
        )
    edit(farm, 'cs', page, f'{START}|kinds=uncited}}}}\n{END}')
    result = bot.run(farm, '-wiki:cs', f'-page:{page}')
    assert result.returncode == 0
    assert 'category' in result.stderr
    for title in ('Lidová čítárna', 'Čítárna'):
        edit(farm, 'cs', title, 'nic')


def test_an_edit_summary_calls_nobody(farm: Farm, page: str) -> None:
    edit(farm, 'cs', page, f'{START}|[[User:Admin]]=x}}}}\n{END}')
    assert bot.run(farm, '-wiki:cs', f'-page:{page}').returncode == 0
    revision = farm.api('cs', titles=page, prop='revisions', rvprop='comment|user')['query']['pages'][0]['revisions'][0]
    assert revision['user'] == 'OnelibBot'
    assert 'useradmin' in revision['comment']
    assert '[[' not in revision['comment']
    assert revision['comment'].endswith(f' (onelib {__version__})')
    assert '&#91;&#91;user' in text_of(farm, 'cs', page)


def test_a_list_that_is_too_long_for_the_page_is_cut(farm: Farm, page: str, tmp_path: Path) -> None:
    outside = 'ž' * 1000
    edit(farm, 'cs', page, f'{outside}\n{START}|limit=500}}}}\n{END}\n{START}|limit=500|sort=title}}}}\n{END}')
    with Faults.between(farm, tmp_path) as faults:
        settings = tmp_path / 'onelib.toml'
        settings.write_text(f'max_bytes = 20000\n{settings.read_text()}')
        for _ in range(2):
            result = bot.run(faults, '-wiki:cs', f'-page:{page}')
            assert result.returncode == 0, result.stderr
        assert sum(request.action == 'edit' for request in faults.requests) == 1
    text = text_of(farm, 'cs', page)
    assert len(text.encode()) <= 20_000
    assert text.startswith(outside)
    first, second = (block.body for block in blocks.find(text, NAME))
    assert first.count(' |text=') == second.count(' |text=') > 2
    count = first.partition('onelib-count')[2].partition('</p>')[0]
    assert f'Zde zobrazeno: {first.count(" |text=")}.' in count

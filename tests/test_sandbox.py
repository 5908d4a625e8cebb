"""The farm itself: whether it is what the other tests take it for."""

from __future__ import annotations

import bz2
import gzip
import lzma
import subprocess
import sys
import urllib.request
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from onelib import wikis
from tests.sandbox import content
from tests.sandbox.accounts import read_secrets
from tests.sandbox.client import ApiClient
from tests.sandbox.dumps import articles, find
from tests.sandbox.farm import Farm
from tests.sandbox.mediawiki import DEFAULT_WIKIS, FarmError

LANGUAGES = {code: 'en' if code == 'meta' else code for code in DEFAULT_WIKIS}
NAMESPACES = {
    'meta': ('Meta', 'Template'),
    'en': ('Wikipedia', 'Template'),
    'cs': ('Wikipedie', 'Šablona'),
    'pl': ('Wikipedia', 'Szablon'),
    'uk': ('Вікіпедія', 'Шаблон'),
    'sr': ('Википедија', 'Шаблон'),
    'el': ('Βικιπαίδεια', 'Πρότυπο'),
    'hu': ('Wikipédia', 'Sablon'),
    'ka': ('ვიკიპედია', 'თარგი'),
    'bg': ('Уикипедия', 'Шаблон'),
}
EXTENSIONS = {
    "Abuse Filter", "Cite", "ParserFunctions", "Poem", "SpamBlacklist", "TemplateData", "TitleBlacklist",
    "VisualEditor",
}  # fmt: skip

SAVE_A_PAGE = """
import pywikibot
site = pywikibot.Site("cs", "sandbox")
site.login()
page = pywikibot.Page(site, "Zkouška robota")
page.text = "[[pl:Próba]] {{Fakt}}"
page.save("zkouška", asynchronous=False)
print(site.user(), site.has_right("apihighlimits"), site.interwiki("m"))
"""

CUT_DUMP = """\
<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.10/" version="0.10" xml:lang="sk">
<siteinfo><dbname>skwiki</dbname><base>https://sk.wikipedia.org/wiki/Hlavn%C3%A1_str%C3%A1nka</base></siteinfo>
<page><title>Knižnica</title><ns>0</ns><id>1</id>
<revision><id>11</id><timestamp>2012-01-01T00:00:00Z</timestamp><contributor><username>A</username></contributor>
<text>nové {{Chýba zdroj}} &lt;ref&gt;x&lt;/ref&gt;</text></revision>
<revision><id>10</id><timestamp>2011-01-01T00:00:00Z</timestamp><contributor><username>A</username></contributor>
<text>staré</text></revision></page>
<page><title>Diskusia:Knižnica</title><ns>1</ns><id>2</id>
<revision><id>12</id><timestamp>2012-01-01T00:00:00Z</timestamp><text>nie</text></revision></page>
<page><title>Kniha</title><ns>0</ns><id>3</id>
<revision><id>13</id><timestamp>2012-01-01T00:00:00Z</timestamp><contributor><ip>127.0.0.1</ip></contributor>
<text>{{Chýba zdroj}}</text></revision></page>
<page><title>Autor</title><ns>0</ns><id>4</id>
<revision><id>14</id><timestamp>2012-01-01T00:00:00Z</timestamp><text>odseknut"""


def siteinfo(farm: Farm, code: str, what: str) -> dict:
    return farm.api(code, action='query', meta='siteinfo', siprop=what)['query']


@pytest.mark.parametrize('code', DEFAULT_WIKIS)
def test_wiki_speaks_its_language(farm: Farm, code: str) -> None:
    info = siteinfo(farm, code, 'general|namespaces|extensions')
    names = info['namespaces']
    assert info['general']['lang'] == LANGUAGES[code]
    assert (names['4']['name'], names['10']['name']) == NAMESPACES[code]
    assert {extension['name'] for extension in info['extensions']} >= EXTENSIONS


def test_interwiki_links_lead_to_the_wikis_of_this_farm(farm: Farm) -> None:
    for code in ('meta', 'cs'):
        urls = {row['prefix']: row['url'] for row in siteinfo(farm, code, 'interwikimap')['interwikimap']}
        assert urls == {
            **{other: f'{farm.url}/{other}/wiki/$1' for other in DEFAULT_WIKIS},
            'm': f'{farm.url}/meta/wiki/$1',
            'w': f'{farm.url}/en/wiki/$1',
        }


def test_language_links_are_ordinary_links_on_meta(farm: Farm) -> None:
    for code in ('meta', 'cs'):
        farm.api(code, action='edit', title='Interwiki', text='[[pl:Biblioteka]] [[:uk:Книга]]')
    pages = {
        code: farm.api(code, titles='Interwiki', prop='langlinks|iwlinks')['query']['pages'][0]
        for code in ('meta', 'cs')
    }
    assert 'langlinks' not in pages['meta']
    assert [link['prefix'] for link in pages['meta']['iwlinks']] == ['pl', 'uk']
    assert [link['lang'] for link in pages['cs']['langlinks']] == ['pl']
    assert [link['prefix'] for link in pages['cs']['iwlinks']] == ['uk']


def test_saved_page_is_found_by_its_templates_at_once(farm: Farm) -> None:
    for number in range(3):
        farm.api('hu', action='edit', title=f'Próba {number}', text='{{Nincs ilyen sablon}}')
        found = farm.api('hu', list='embeddedin', eititle='Template:Nincs ilyen sablon')['query']['embeddedin']
        assert len(found) == number + 1


def test_requests_are_counted(farm: Farm) -> None:
    farm.api('ka')  # Logs in and gets the cookies.
    farm.reset_requests()
    farm.api('ka', prop=['revisions', 'info'], rvprop=['ids', 'content'], titles='X')
    farm.api('ka', list='embeddedin', eititle='Template:X', meta='siteinfo')
    farm.api('ka', action='purge', titles='X')
    multipart_purge(farm)
    urllib.request.urlopen(farm.page_url('en', 'Special:Version')).close()

    seen = [{name: value for name, value in request.items() if name != 'agent'} for request in farm.requests()]
    query = {'wiki': 'ka', 'method': 'GET', 'entry': 'api', 'action': 'query', 'generator': ''}
    assert seen[:2] == [
        {**query, 'prop': ['revisions', 'info'], 'list': [], 'meta': [], 'content': True},
        {**query, 'prop': [], 'list': ['embeddedin'], 'meta': ['siteinfo'], 'content': False},
    ]
    assert Counter((request['wiki'], request['method'], request['action']) for request in seen[2:]) == {
        ('ka', 'POST', 'purge'): 2,
        ('en', 'GET', ''): 1,
    }


def multipart_purge(farm: Farm) -> None:
    fields = {'action': 'purge', 'titles': 'X', 'format': 'json'}
    parts = [
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields.items()
    ]
    request = urllib.request.Request(
        f'{farm.url}/ka/api.php',
        data=''.join([*parts, '--x--\r\n']).encode(),
        headers={'Content-Type': 'multipart/form-data; boundary=x'},
    )
    urllib.request.urlopen(request).close()


def test_bot_saves_a_page(farm: Farm) -> None:
    done = subprocess.run(
        [sys.executable, '-c', SAVE_A_PAGE], env=farm.environment(), cwd='/', capture_output=True, text=True
    )
    assert done.stdout.strip() == 'OnelibBot True sandbox:meta', done.stderr
    answer = farm.api('cs', titles='Zkouška robota', prop='revisions|templates', rvprop='user|comment')
    page = answer['query']['pages'][0]
    assert page['revisions'] == [{'user': 'OnelibBot', 'comment': 'zkouška'}]
    assert [template['title'] for template in page['templates']] == ['Šablona:Fakt']


def test_librarian_can_log_in(farm: Farm) -> None:
    password = read_secrets(farm.directory)['accounts']['Librarian']
    client = ApiClient(f'{farm.url}/pl/api.php', 'Librarian', password)
    assert client(meta='userinfo')['query']['userinfo']['name'] == 'Librarian'


def test_secrets_are_for_the_owner_only(farm: Farm) -> None:
    for path in (farm.directory / 'secrets.json', farm.bot_dir / 'user-password.py'):
        assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize('code', DEFAULT_WIKIS)
def test_template_redirects_lead_to_their_template(farm: Farm, code: str) -> None:
    inline = wikis.load(code).templates.get('inline', {})
    expected = {
        content.template_title(redirect): content.template_title(name)
        for name, redirects in inline.items()
        for redirect in redirects
    }
    written = content.written_pages(code)
    for redirect, target in expected.items():
        if redirect in written or redirect in map(content.template_title, inline):
            continue
        answer = farm.api(code, titles=[redirect, target], redirects=True)['query']
        assert len(answer['pages']) == 1, f'{redirect} does not lead to {target}'
        assert 'missing' not in answer['pages'][0]


def test_every_written_page_is_there(farm: Farm) -> None:
    for code in DEFAULT_WIKIS:
        titles = list(content.pages(code))
        for start in range(0, len(titles), 50):
            answer = farm.api(code, action='query', titles=titles[start : start + 50])['query']
            assert [page['title'] for page in answer['pages'] if 'missing' in page or 'invalid' in page] == []


@pytest.fixture(scope='module')
def two_farms(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Farm, Farm]]:
    """Two farms with two wikis each; the second one has a dump in a language of its own."""
    dumps = tmp_path_factory.mktemp('dumps')
    (dumps / 'articles.xml').write_text(CUT_DUMP, encoding='utf-8')
    one = Farm.start(tmp_path_factory.mktemp('one'), ['meta', 'cs'], tied=True)
    two = Farm.start(tmp_path_factory.mktemp('two'), ['meta', 'cs'], dumps, tied=True)
    with one, two:
        yield one, two


def test_farms_side_by_side_are_separate(two_farms: tuple[Farm, Farm]) -> None:
    one, two = two_farms
    assert one.port != two.port
    one.api('cs', action='edit', title='Jen tady', text='x')
    assert 'missing' not in one.api('cs', titles='Jen tady')['query']['pages'][0]
    assert two.api('cs', titles='Jen tady')['query']['pages'][0]['missing']


def test_live_farm_is_used_again(two_farms: tuple[Farm, Farm]) -> None:
    one = two_farms[0]
    assert Farm.start(one.directory, ['cs']).port == one.port


def test_stopped_farm_goes_on_with_its_pages(tmp_path: Path) -> None:
    with Farm.start(tmp_path, ['meta'], tied=True) as farm:
        farm.api('meta', action='edit', title='Before', text='x')
    with Farm.start(tmp_path, ['meta'], tied=True) as farm:
        assert 'missing' not in farm.api('meta', titles='Before')['query']['pages'][0]


def test_dump_brings_its_whole_pages_into_the_wiki_of_its_language(two_farms: tuple[Farm, Farm]) -> None:
    farm = two_farms[1]
    assert farm.wikis == ('meta', 'cs', 'sk')
    pages = farm.api('sk', generator='allpages', prop='revisions', rvprop='content', rvslots='main')['query']['pages']
    texts = {page['title']: page['revisions'][0]['slots']['main']['content'] for page in pages}
    assert texts['Knižnica'] == 'nové {{Chýba zdroj}} <ref>x</ref>'
    assert 'Kniha' in texts
    assert 'Autor' not in texts
    found = farm.api('sk', list='embeddedin', eititle='Template:Chýba zdroj', einamespace=0)['query']['embeddedin']
    assert {page['title'] for page in found} == {'Kniha', 'Knižnica'}


def test_dumped_wiki_gets_a_worklist_page(two_farms: tuple[Farm, Farm]) -> None:
    farm = two_farms[1]
    assert 'missing' not in farm.api('sk', titles=content.WORKLIST_PAGE)['query']['pages'][0]
    with urllib.request.urlopen(farm.url) as answer:
        assert f'/sk/wiki/{quote(content.WORKLIST_PAGE, safe="/:")}' in answer.read().decode()


@pytest.mark.parametrize(('encoding', 'name'), [('utf-8-sig', 'a.xml'), ('utf-16', 'skwiki.xml'), ('utf-8', 'b.xml')])
def test_dump_in_any_unicode_encoding(tmp_path: Path, encoding: str, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(CUT_DUMP.encode(encoding))
    assert find(path) == {'sk': [path]}
    assert [article.title for article in articles(path)] == ['Knižnica', 'Kniha']


def test_packed_dump_cut_in_the_middle(tmp_path: Path) -> None:
    noise = ''.join(f'<!-- {number * 7919 % 10007} -->' for number in range(2000))
    text = CUT_DUMP.replace('<page><title>Autor', f'{noise}<page><title>Autor').encode()
    for suffix, compress in {'bz2': bz2.compress, 'gz': gzip.compress, 'xz': lzma.compress}.items():
        path = tmp_path / f'sk.xml.{suffix}'
        packed = compress(text)
        path.write_bytes(packed[: len(packed) - 20])
        # bz2 unpacks whole blocks only, and this is less than one.
        assert [article.title for article in articles(path)] == ([] if suffix == 'bz2' else ['Knižnica', 'Kniha'])


def test_dumps_that_are_not_there(tmp_path: Path) -> None:
    with pytest.raises(FarmError, match='There is no'):
        find(tmp_path / 'nowhere')
    with pytest.raises(FarmError, match=r'\*\.xml'):
        find(tmp_path)


def test_language_of_a_dump_by_its_folder(tmp_path: Path) -> None:
    path = tmp_path / 'ltg' / 'articles.xml'
    path.parent.mkdir()
    path.write_text('<mediawiki><page><title>A</title><ns>0</ns></page></mediawiki>')
    assert find(tmp_path) == {'ltg': [path]}

"""Wikis that came with a data file, and a language that came with a language file: their pages, on real MediaWikis."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from onelib import wikis
from onelib.pages.messages import message
from tests.sandbox import bot
from tests.sandbox.farm import Farm

PAGE = 'Project:1Lib1Ref'
LIST = '{{1Lib1Ref worklist}}\n{{1Lib1Ref worklist end}}\n'
ARTICLES = {
    # Croatian; the second tag is a redirect to the first.
    ('hr', 'Gradska knjižnica'): (
        'Knjižnica je osnovana 1868. Ima najstariju zbirku novina u zemlji.{{Nedostaje izvor|datum=studeni 2019.}}\n\n'
        '== Povijest ==\nU njoj je 1945. izgorjelo dvije tisuće knjiga.{{Fact|datum=veljače 2020.}}\n'
    ),
    ('hr', 'Čitaonica'): 'Čitaonica je otvorena 1838. godine u Varaždinu.{{Nedostaje izvor}}\n',
    # Samogitian: nobody wrote down what the tag is called there. The English one links to it.
    ('en', 'Template:Citation needed'): '[[bat-smg:Šabluons:Rēk šaltėnė]]',
    ('bat-smg', 'Template:Rēk šaltėnė'): '?',
    ('bat-smg', 'Knīngīns'): 'Knīngīns Telšiūs stuov nu 1870 metu.{{Rēk šaltėnė|data=lapkrėstis 2019}}\n',
}


@pytest.fixture(scope='module')
def new(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Farm]:
    """A farm with two wikis that the demo does not have, on which the bot has run."""
    with Farm.start(tmp_path_factory.mktemp('new'), ['meta', 'en', 'hr', 'bat-smg'], tied=True) as farm:
        for (code, title), text in ARTICLES.items():
            farm.api(code, action='edit', title=title, text=text)
        for code in ('hr', 'bat-smg'):
            farm.api(code, action='edit', title=PAGE, text=LIST)
        done = bot.run(farm, '-wiki:hr,bat-smg')
        assert done.returncode == 0, done.stderr
        yield farm


def body(farm: Farm, code: str) -> str:
    page = farm.api(code, titles=PAGE, prop='revisions', rvprop='content', rvslots='main')['query']['pages'][0]
    text: str = page['revisions'][0]['slots']['main']['content']
    return text


def shown(farm: Farm, code: str) -> str:
    html: str = farm.api(code, action='parse', page=PAGE, prop='text')['parse']['text']
    return html


def test_a_page_in_a_new_language(new: Farm) -> None:
    text, wiki = body(new, 'hr'), wikis.load('hr')
    # Of today, which may have ended meanwhile.
    date = rf'\d+\. (?:{"|".join(wiki.months["genitive"])}) \d{{4}}\.'
    assert re.search(f'3 tvrdnje bez izvora u 2 članka, stanje na dan {date} godine\\.', text)
    assert [text.count(f' |since={since} ') for since in ('2019-11', '2020-02')] == [1, 1]
    html = shown(new, 'hr')
    assert [html.count(f'{since}\n') for since in ('studeni 2019.', 'veljača 2020.', 'bez datuma')] == [1, 1, 1]
    assert 'Gradska_knji%C5%BEnica#Povijest"' in html
    assert ' |article=Čitaonica |number=0 |' in text


def test_a_wiki_whose_tag_is_known_to_the_wikis_alone(new: Farm) -> None:
    """And whose language has no file: its neighbour's words, its own months."""
    text, wiki = body(new, 'bat-smg'), wikis.load('bat-smg')
    assert new.api('bat-smg', meta='siteinfo')['query']['general']['lang'] == wiki.language
    assert message('worklist-article', wiki) == message('worklist-article', wikis.load('lt'))
    html = shown(new, 'bat-smg')
    assert f'>{message("worklist-article", wiki)}\n' in html
    # The farm's MediaWiki has two of the forms the other way round.
    assert any(f'{wiki.months[form][10]}\n' in html for form in ('names', 'genitive'))
    assert ' |article=Knīngīns |' in text

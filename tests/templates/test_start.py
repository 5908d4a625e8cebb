"""What start templates say by themselves, on real pages: no bot runs here but in the last tests."""

from __future__ import annotations

import datetime
import html
import re
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onelib import templates, wikis
from onelib.pages import last_run
from onelib.pages.messages import full_date, message
from onelib.wikitext import blocks
from tests.fuzz import batches
from tests.sandbox import content, rejections
from tests.sandbox.farm import Farm
from tests.sandbox.pages import edit, saved_as

PAGE = 'Wikipedie:Začátek'
WORKLIST, TALLY = '1Lib1Ref worklist', '1Lib1Ref tally'
START, END = f'{{{{{WORKLIST}}}}}', f'{{{{{WORKLIST} end}}}}'
ROW = '<p>Něco.</p>'


@pytest.fixture(scope='module', autouse=True)
def names(farm: Farm) -> Iterator[None]:
    edit(farm, 'cs', 'Šablona:Seznam začátek', f'#PŘESMĚRUJ [[Šablona:{WORKLIST}]]')
    edit(farm, 'cs', 'Šablona:Seznam konec', f'#REDIRECT [[Template:{WORKLIST} end]]')
    edit(farm, 'cs', 'Šablona:Obal', f'<includeonly>{START}{ROW}{END}</includeonly>')
    edit(farm, 'cs', 'Šablona:Rámeček', '{{{1}}}')
    yield
    edit(farm, 'cs', PAGE, 'nic')


def states(shown: str) -> list[str]:
    """What the start templates of a page say, of what they can say."""
    assert 'scribunto-error' not in shown and 'class="error"' not in shown
    return re.findall(r'<div class="onelib-(alone|waiting|misplaced|silent)"', shown)


def saved(farm: Farm, text: str, title: str = PAGE, code: str = 'cs') -> list[str]:
    """What is said on a page that has this text."""
    edit(farm, code, title, text)
    return states(farm.api(code, action='parse', page=title, prop='text')['parse']['text'])


def preview(farm: Farm, text: str, title: str = PAGE, section: str = '') -> str:
    """What somebody sees who previews this text in the editor, without having saved it."""
    form = {'wpTextbox1': text, 'wpPreview': '1', 'wpEditToken': '+\\', 'wpSection': section, 'wpUltimateParam': '1'}
    address = f'{farm.url}/cs/index.php?action=submit&title={urllib.parse.quote(title)}'
    with urllib.request.urlopen(address, urllib.parse.urlencode(form).encode()) as answer:
        page: str = answer.read().decode()
    return page[page.index('<div id="wikiPreview"') : page.index('<textarea')]


ALONE = ['alone']
MARKED = f'{{{{1Lib1Ref worklist|category=A|limit=5}}}}\n{ROW}\n{{{{1Lib1Ref worklist end}}}}'


@pytest.mark.parametrize(
    ('text', 'said'),
    [
        # The end is missing.
        (START, ALONE),
        (f'{START}\n{ROW}', ALONE),
        (f'{START}\n<nowiki>{END}</nowiki>', ALONE),
        (f'{START}\n<!-- {END} -->', ALONE),
        (f'{START}\n<!-- {END}', ALONE),
        (f'{START}\n<pre>{END}</pre>', ALONE),
        (f'{START}\n<PRE class="x">{END}</PRE >', ALONE),
        (f'{START}\n<syntaxhighlight lang="text">{END}</syntaxhighlight>', ALONE),
        (f'{START}\n<includeonly>{END}</includeonly>', ALONE),
        (f'{START}\n<includeonly>{END}', ALONE),
        (f'{START}\n{{{{1Lib1Ref worklist end}}', ALONE),
        (f'{START}\n{{{{1Lib1Ref worklist end|', ALONE),
        (f'{START}\n{{{{1Lib1Ref worklistend}}}}', ALONE),
        (f'{START}\n{{{{1Lib1Ref tally end}}}}', ALONE),
        (f'{START}\n[[Šablona:1Lib1Ref worklist end]]', ALONE),
        (f'{START}\n{{{{{{1Lib1Ref worklist end}}}}}}', ALONE),
        (f'{START}\n{{{{Wikipedie:1Lib1Ref worklist end}}}}', ALONE),
        (f'{END}\n{START}', ALONE),
        ('{{Seznam začátek|category=A}}', ALONE),
        # Of several, one: the bot leaves the whole page alone, so all say it.
        (f'{MARKED}\n{START}', ALONE * 2),
        (f'{START}\n{START}\n{END}', ALONE * 2),
        (f'{MARKED}\n{END}', ALONE),
        (f'{MARKED}\n{{{{1Lib1Ref tally|campaign=x}}}}', ALONE),
        # In another template the bot does not serve it either.
        (f'{{{{Rámeček|{MARKED}}}}}', ALONE),
        (f'{{{{#if:x|{START}}}}}', ALONE),
        # The bot has not been there yet.
        (f'{START}{END}', ['waiting']),
        (f'{START}\n\n{END}\nText.', ['waiting']),
        (f'{START}<!-- sem --> {END}', ['waiting']),
        (f'{START}\n{{{{ 1Lib1Ref_worklist  end }}}}', ['waiting']),
        (f'{START}\n{{{{Template:1Lib1Ref worklist end}}}}', ['waiting']),
        (f'{START}\n{{{{šablona:1Lib1Ref worklist end}}}}', ['waiting']),
        (f'{START}\n{{{{:Šablona:1Lib1Ref worklist end}}}}', ['waiting']),
        (f'{START}\n{{{{\n1Lib1Ref worklist<!-- x --> end\n|\n}}}}', ['waiting']),
        (f'{START}\n{{{{Seznam konec}}}}', ['waiting']),
        ('{{seznam_začátek|limit=5}}\n{{Seznam konec}}', ['waiting']),
        ('{{1Lib1Ref worklist\n| category = {{PAGENAME}}\n}}\n{{1Lib1Ref worklist end}}', ['waiting']),
        ('{{1Lib1Ref worklist|titles=[[A|B]]|x={{{a|{{{b}}}}}}}}\n{{1Lib1Ref worklist end}}', ['waiting']),
        (f'{{{{ {{{{{{ {{{{\n{START}{END}', ['waiting']),
        (f'}}}} }}}}}} {{{{\n{START}{END}', ['waiting']),
        (f'<nowiki>\n{START}{END}', ['waiting']),
        (f'<nowiki/>{START}{END}<pre>', ['waiting']),
        (f'<nowiki><!--</nowiki>{START}{END}', ['waiting']),
        (f'<!-- <nowiki> -->{START}{END}', ['waiting']),
        ('{{1Lib1Ref tally}}{{1Lib1Ref tally end}}', ['waiting']),
        # There is nothing to say.
        (MARKED, []),
        (f'{MARKED}\n\n{START}\n{END}', []),
        (f'== A ==\n{START}\n== B ==\n{END}', []),
        (f'<nowiki>{START}</nowiki>', []),
        ('{{Obal}}', []),
        ('{{Obal}} {{DISPLAYTITLE:x}}', []),
    ],
)
def test_what_is_said_on_a_page(farm: Farm, text: str, said: list[str]) -> None:
    assert saved(farm, text) == said


TAGS = ('nowiki', 'pre', 'includeonly', 'syntaxhighlight')
PIECES = st.sampled_from(
    [
        *(START, END, START, END, '{{Seznam konec}}', ROW, '\n', '{{', '}}', '{', '}', '{{{', '}}}', '|', '[[', ']]'),
        *('<!--', '-->', '<', '== x ==', '<nowiki/>', *(f'<{end}{tag}>' for tag in TAGS for end in ('', '/'))),
    ]
)


@given(st.lists(st.lists(PIECES, max_size=12).map(''.join), min_size=8, max_size=8))
@batches(8)
def test_what_is_said_is_never_wrong(farm: Farm, texts: list[str]) -> None:
    """The bot reads the same pages: what is said to be wrong is wrong, and what is said to wait is empty."""
    cs = wikis.load('cs')
    wiki = replace(cs, canonical_names={**cs.canonical_names, 'block': {'Seznam konec': f'{WORKLIST} end'}})
    for number, text in enumerate(texts):
        kept = saved_as(farm, 'cs', f'{PAGE} {number}', f'.{text}')
        said = set(states(farm.api('cs', action='parse', page=f'{PAGE} {number}', prop='text')['parse']['text']))
        try:
            found = blocks.find(kept, WORKLIST, wiki)
        except blocks.BlockError:
            # The module does not know by which other names a wiki calls the end.
            assert 'waiting' not in said or '{{Seznam konec}}' in kept, kept
        else:
            assert 'alone' not in said, kept
            if 'waiting' in said:
                assert found and not any(
                    re.sub('<!--.*?-->', '', block.body, flags=re.DOTALL).strip() for block in found
                )


def test_who_previews_is_told_what_is_always_true(farm: Farm) -> None:
    """Of a section nobody knows what the others say: nothing is said to be missing, but what has to follow."""
    edit(farm, 'cs', PAGE, 'nic')
    for text in (START, f'{MARKED}\n{START}'):
        shown = preview(farm, text)
        assert set(states(shown)) == {'waiting'} and f'{END}</code>' in html.unescape(shown)
    assert states(preview(farm, f'{START}{END}')) == ['waiting']
    # They mend it.
    edit(farm, 'cs', PAGE, START)
    assert states(preview(farm, f'{START}{END}')) == ['waiting']
    # Of a page in order a section is edited.
    edit(farm, 'cs', PAGE, f'== A ==\n{START}\n== B ==\n{ROW}\n{END}')
    shown = preview(farm, f'== A ==\n{START}', section='1')
    assert states(shown) == ['waiting'] and f'{END}</code>' in html.unescape(shown)


def test_who_puts_it_there_with_the_visual_editor_is_told_of_the_end(farm: Farm) -> None:
    for text in ('nic', 'Text {{Rámeček|x}}'):
        edit(farm, 'cs', PAGE, text)
        said = farm.api('cs', action='visualeditor', paction='parsefragment', page=PAGE, wikitext=START)
        shown = str(said['visualeditor']['content'])
        assert states(shown) == ['waiting'] and f'{END}</code>' in html.unescape(shown)


def test_pages_on_which_the_bot_does_not_write(farm: Farm) -> None:
    for title in ('Článek', 'Šablona:Něco', 'Diskuse s wikipedistou:Někdo', 'Kategorie:Něco'):
        wanted = ['waiting'] if title.startswith('Kategorie') else ['misplaced']
        for text in (START, f'{START}{END}'):
            said = saved(farm, text, title)
            assert said == (['alone'] if wanted == ['waiting'] and text == START else wanted), title
    # Meta has its campaign pages where Wikipedias have articles.
    assert saved(farm, f'{START}{END}', '1Lib1Ref/Start', 'meta') == ['waiting']
    for title in ('Článek', 'Šablona:Něco', 'Diskuse s wikipedistou:Někdo', 'Kategorie:Něco'):
        edit(farm, 'cs', title, 'nic')


def test_a_page_that_shows_a_list_of_another_page_says_nothing_of_it(farm: Farm) -> None:
    edit(farm, 'cs', f'{PAGE}/Seznam', f'{START}\n{END}')
    assert saved(farm, '{{/Seznam}}') == []
    assert saved(farm, f'{{{{{PAGE}/Seznam}}}} {{{{Rámeček|x}}}}') == []


def test_a_full_page_costs_little(farm: Farm) -> None:
    """Of the functions that a wiki counts as expensive none is called, and no page takes long."""
    row = '{{1Lib1Ref worklist/row |article=A |section=B |text=Text [[x]] <nowiki>|</nowiki> |since=2020-01}}\n'
    others = ''.join(f'{{{{Jiná {number}}}}}' for number in range(200))
    edit(farm, 'cs', PAGE, f'{START}\n{row * 500}{END}\n{others}\n{START}' + '{{' * 20_000 + '<nowiki>' * 5_000)
    answer = farm.api('cs', action='parse', page=PAGE, prop='limitreportdata|text|templates')['parse']
    report = {entry['name']: entry for entry in answer['limitreportdata']}
    assert report['limitreport-expensivefunctioncount']['0'] == 0
    assert float(report['scribunto-limitreport-timeusage']['0']) < 1
    # That it looks at itself does not make it another page than it is.
    assert states(answer['text']) in ([], ALONE * 2)


LAST = 'User:OnelibBot/last run'


def day(ago: int) -> datetime.date:
    return datetime.datetime.now(datetime.UTC).date() - datetime.timedelta(days=ago)


@pytest.mark.parametrize('ago', [-1, 0, 1, 2, 3, 40, 400])
def test_that_the_bot_stays_away_is_seen_without_it(farm: Farm, ago: int) -> None:
    with rejections.page(farm, 'cs', LAST, last_run.written(day(ago), wikis.load('cs'))):
        edit(farm, 'cs', PAGE, MARKED)
        shown = farm.api('cs', action='parse', page=PAGE, prop='text')['parse']['text']
    assert states(shown) == (['silent'] if ago > 2 else [])
    assert (full_date(day(ago), wikis.load('cs')) in shown) == (ago > 2)


@pytest.mark.parametrize('code', ['cs', 'hu', 'ka', 'el', 'uk', 'sr', 'bg', 'pl'])
def test_the_day_is_written_as_the_wiki_writes_it(farm: Farm, code: str) -> None:
    wiki = wikis.load(code)
    with rejections.page(farm, code, LAST, last_run.written(datetime.date(2026, 3, 5), wiki)):
        edit(farm, code, 'Project:Začátek', MARKED)
        shown = farm.api(code, action='parse', page='Project:Začátek', prop='text')['parse']['text']
    said = message('setup-silent', wiki, date=full_date(datetime.date(2026, 3, 5), wiki))
    assert f'>{said}</div>' in shown


@pytest.mark.parametrize(
    'text',
    [
        last_run.never(wikis.load('cs')),
        '#PŘESMĚRUJ [[Hlavní strana]]',
        '',
        'včera',
        '2026-02-30',
        '2026-13-01',
        ' 2026-01-01',
        '02026-01-01',
        '-1 year',
        '{{#time:Y-m-d|-1 year}}',
        '<ref>x</ref>2026-01-01',
        f'{START}2020-01-01',
        '[[Kategorie:Smazat]]',
        'x' * 1_500_000,
    ],
)
def test_whatever_else_stands_there_counts_for_nothing(farm: Farm, text: str) -> None:
    with rejections.page(farm, 'cs', LAST, text):
        edit(farm, 'cs', PAGE, MARKED)
        before = farm.api('cs', action='parse', page=PAGE, prop='text|categories|limitreportdata')['parse']
    assert states(before['text']) == [] and 'reference' not in before['text'] and not before['categories']
    report = {entry['name']: entry['0'] for entry in before['limitreportdata'] if '0' in entry}
    assert report['limitreport-postexpandincludesize'] < 20_000


def test_what_stands_behind_the_day_is_not_shown(farm: Farm) -> None:
    with rejections.page(farm, 'cs', LAST, '2020-01-02<ref>Reklama</ref>{{DISPLAYTITLE:x}}[[Kategorie:Smazat]]'):
        edit(farm, 'cs', PAGE, MARKED)
        shown = farm.api('cs', action='parse', page=PAGE, prop='text|categories')['parse']
    assert states(shown['text']) == ['silent'] and 'Reklama' not in shown['text'] and not shown['categories']


def test_no_page_is_kept_for_days(farm: Farm) -> None:
    """Or nobody would see that the bot has gone; nor is each reader shown a page of their own."""
    kept_for = {'wgParserCacheExpireTime': 30 * 24 * 3600}
    with farm.configured('cs', **kept_for), rejections.page(farm, 'cs', LAST, f'{day(1)}'):
        edit(farm, 'cs', PAGE, MARKED)
        answer = farm.api('cs', action='parse', page=PAGE, prop='limitreportdata')['parse']['limitreportdata']
    report = {entry['name']: entry.get('0') for entry in answer}
    assert 60 <= report['cachereport-ttl'] <= 24 * 3600


def test_a_wiki_without_modules_says_what_it_can(farm: Farm) -> None:
    title = f'Template:{WORKLIST}'
    with farm.configured('cs', farmWithoutExtensions=['Scribunto']):
        ours = content.own_templates('cs', modules=False)
        assert templates.MODULE not in ours
        edit(farm, 'cs', title, ours[title])
        edit(farm, 'cs', PAGE, START)
        shown = farm.api('cs', action='parse', page=PAGE, prop='text')['parse']['text']
        assert states(shown) == [] and f'{END}</code>' in html.unescape(shown)
        assert message('start-soon', wikis.load('cs')) in shown
        assert saved(farm, START, 'Článek') == ['misplaced']
    edit(farm, 'cs', title, content.own_templates('cs')[title])


def test_who_deletes_the_module_breaks_no_list(farm: Farm) -> None:
    with rejections.deleted(farm, 'cs', templates.MODULE):
        assert saved(farm, START) == []


def test_a_czech_block_on_meta_says_it_in_czech(farm: Farm) -> None:
    with rejections.page(farm, 'meta', LAST, '2020-01-02'):
        edit(farm, 'meta', '1Lib1Ref/Start', f'{{{{1Lib1Ref worklist|lang=cs}}}}\n{ROW}\n{END}')
        shown = farm.api('meta', action='parse', page='1Lib1Ref/Start', prop='text')['parse']['text']
    assert message('setup-silent', wikis.load('cs'), date='2. ledna 2020') in shown


def test_what_else_begins_or_sets_up_something(farm: Farm) -> None:
    """Tallies, the status and campaigns, on Meta."""
    page = '1Lib1Ref/Start'
    assert saved(farm, '{{1Lib1Ref tally}}', page, 'meta') == ALONE
    assert saved(farm, '{{1Lib1Ref status}}', page, 'meta') == ALONE
    assert saved(farm, '{{1Lib1Ref status}}{{1Lib1Ref status end}}', page, 'meta') == ['waiting']
    assert saved(farm, '{{1Lib1Ref campaign|id=2019-01}}', page, 'meta') == []
    with rejections.page(farm, 'meta', LAST, '2020-01-02'):
        assert saved(farm, '{{1Lib1Ref campaign|id=2019-01}}', page, 'meta') == ['silent']
    edit(farm, 'meta', page, 'nic')

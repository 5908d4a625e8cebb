"""The setup_wiki job on real wikis: what it publishes, what it leaves to people, what it says that a wiki lacks."""

from __future__ import annotations

import html
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from onelib import templates, wikis
from onelib.pages import last_run
from onelib.pages.messages import message
from onelib.templates.data import PARAMETERS, template_data
from tests.sandbox import bot, content, rejections
from tests.sandbox.farm import Farm
from tests.sandbox.faults import Faults, Meanwhile, Reset, Status, editing
from tests.sandbox.pages import by_bot, edit, edits, text_of

BOT = 'OnelibBot'
STATUS, LAST, CATALOGUES = (f'User:{BOT}/{name}' for name in ('status', 'last run', 'catalogues'))
MODULE = templates.MODULE
WIKIS = ('cs', 'ka', 'meta')
GUIDE = 'Template:1Lib1Ref guide'
WORKLIST, WORKLIST_END, TALLY, TALLY_END, PARTICIPANT = (
    f'Template:1Lib1Ref {name}' for name in ('worklist', 'worklist end', 'tally', 'tally end', 'participant')
)


def setup(farm: Farm | Faults, *arguments: str) -> CompletedProcess[str]:
    return bot.run(farm, *arguments, script='setup_wiki')


def exists(farm: Farm, code: str, title: str) -> bool:
    return 'missing' not in farm.api(code, titles=title)['query']['pages'][0]


def history(farm: Farm, code: str, title: str) -> list[dict[str, Any]]:
    answer = farm.api(code, titles=title, prop='revisions', rvprop='user|comment', rvlimit=20)
    revisions: list[dict[str, Any]] = answer['query']['pages'][0]['revisions']
    return revisions


def outcome(result: CompletedProcess[str], code: str, title: str) -> str:
    """What the run says of a page; its namespace may have its local name."""
    name = re.escape(title.partition(':')[2])
    [found] = re.findall(
        rf'^ *(\S[\w ]*?)  {code}: [^:]+:{name}(?: \(.*\))?$', result.stdout + result.stderr, re.MULTILINE
    )
    return str(found)


def as_never_there(farm: Farm, code: str, title: str) -> None:
    """Delete a page, and the memory that somebody did."""
    if exists(farm, code, title):
        farm.api(code, action='delete', title=title)
    with sqlite3.connect(farm.installation.database(code), timeout=30) as database:
        name = title.partition(':')[2].replace(' ', '_')
        database.execute('DELETE FROM logging WHERE log_title = ?', (name,))


def old_text(title: str) -> str:
    """What onelib has written on another wiki, and so not what it writes here now, but a text of its own."""
    text = content.own_templates('sk')[title]
    assert templates.is_whole(text)
    return text.replace('\r', '')


def by_old_bot(farm: Farm, code: str, title: str) -> None:
    """The page is as an earlier version of onelib has left it."""
    farm.bot(code)(action='edit', title=title, text=f'{old_text(title)}<!-- {title} -->', bot=True)


@pytest.fixture(scope='module', autouse=True)
def empty(farm: Farm) -> Iterator[None]:
    """Wikis that have never seen the bot."""
    for code in WIKIS:
        for title in (*content.own_templates(code), STATUS, LAST, CATALOGUES):
            as_never_there(farm, code, title)
    yield
    for code in WIKIS:
        for title, text in content.own_templates(code).items():
            edit(farm, code, title, text)
        as_never_there(farm, code, LAST)
        as_never_there(farm, code, CATALOGUES)
    as_never_there(farm, 'meta', STATUS)


def test_an_empty_wiki_gets_its_templates(farm: Farm) -> None:
    farm.reset_requests()
    checked = setup(farm, '-wiki:cs', '-check')
    simulated = setup(farm, '-wiki:meta', f'-page:{TALLY}', '-simulate')
    assert edits(farm) == 0
    assert outcome(checked, 'cs', TALLY) == outcome(simulated, 'meta', TALLY) == 'would be saved'
    assert '<templatedata>' in simulated.stdout + simulated.stderr
    assert not exists(farm, 'cs', TALLY)

    result = setup(farm, f'-wiki:{",".join(WIKIS)}')
    assert result.returncode == 0, result.stderr
    for code in WIKIS:
        for title, text in content.own_templates(code).items():
            assert text_of(farm, code, title) == text
            assert outcome(result, code, title) == 'saved'
        assert text_of(farm, code, LAST) == last_run.never(wikis.load(code))
    assert re.findall(r'\{\{(.+?)\}\}', text_of(farm, 'meta', STATUS)) == ['1Lib1Ref status', '1Lib1Ref status end']
    assert not exists(farm, 'cs', 'Template:1Lib1Ref campaign')
    assert 'User:OnelibBot is missing' in result.stderr
    # A hashtag would count as an edit of the campaign.
    assert '#' not in history(farm, 'cs', TALLY)[0]['comment']

    farm.reset_requests()
    again = setup(farm, f'-wiki:{",".join(WIKIS)}')
    assert again.returncode == 0, again.stderr
    assert edits(farm) == 0 and by_bot(farm)


@pytest.mark.parametrize('code', WIKIS)
def test_editors_get_forms(farm: Farm, code: str) -> None:
    """MediaWiki makes of the pages what the code takes, in the language of the wiki."""
    titles = [title for title in content.own_templates(code) if title.partition(':')[2] in PARAMETERS]
    found = farm.api(code, action='templatedata', titles=titles, lang=wikis.load(code).language)['pages']
    assert len(found) == len(titles)
    for page in found.values():
        name = page['title'].partition(':')[2]
        wanted = template_data(name, wikis.load(code))
        assert page['paramOrder'] == list(PARAMETERS[name])
        for key, field in wanted['params'].items():
            assert field.items() <= page['params'][key].items()
        shown = farm.api(code, action='parse', page=page['title'], prop='text')['parse']['text']
        assert all(field['label'] in shown for field in wanted['params'].values())
        assert 'paramOrder' not in shown and '"label"' not in shown


def test_what_people_have_changed_is_theirs(farm: Farm) -> None:
    category = f'{text_of(farm, "cs", WORKLIST)}\n[[Kategorie:Knihovny]]'
    edit(farm, 'cs', WORKLIST, category)
    # An earlier version of the bot was here, and nobody since.
    by_old_bot(farm, 'cs', TALLY)
    # Somebody has tried something and has taken it back.
    by_old_bot(farm, 'cs', TALLY_END)
    before = text_of(farm, 'cs', TALLY_END)
    edit(farm, 'cs', TALLY_END, 'zkouška')
    edit(farm, 'cs', TALLY_END, before)
    farm.api('cs', action='delete', title=PARTICIPANT, reason='Nechceme')
    farm.api('cs', action='move', **{'from': WORKLIST_END, 'to': 'Šablona:Konec seznamu'})
    # Somebody goes back to an earlier text of the bot.
    by_old_bot(farm, 'ka', WORKLIST)
    assert setup(farm, '-wiki:ka', f'-page:{WORKLIST}').returncode == 0
    gone_back = f'{old_text(WORKLIST)}<!-- {WORKLIST} -->'
    assert text_of(farm, 'ka', WORKLIST) != gone_back
    edit(farm, 'ka', WORKLIST, gone_back)
    # Somebody has copied the page from another wiki before the bot came.
    as_never_there(farm, 'ka', TALLY)
    edit(farm, 'ka', TALLY, old_text(TALLY))

    result = setup(farm, '-wiki:cs,ka')
    assert result.returncode == 0, result.stderr
    assert outcome(result, 'cs', WORKLIST) == 'left alone' and text_of(farm, 'cs', WORKLIST) == category
    assert re.search(r'worklist: changed by Admin .*\n(?:.*\n)* +\+\[\[Kategorie:Knihovny\]\]', result.stderr)
    for code, title in (('cs', TALLY), ('cs', TALLY_END), ('ka', TALLY)):
        assert outcome(result, code, title) == 'saved'
        assert text_of(farm, code, title) == content.own_templates(code)[title]
    assert not exists(farm, 'cs', PARTICIPANT) and 'participant: deleted by Admin' in result.stderr
    assert outcome(result, 'cs', WORKLIST_END) == 'left alone' and 'redirect' in result.stderr
    assert outcome(result, 'ka', WORKLIST) == 'left alone' and text_of(farm, 'ka', WORKLIST) == gone_back

    assert setup(farm, '-wiki:cs', '-page:Šablona:1Lib1Ref participant').returncode == 0
    assert text_of(farm, 'cs', PARTICIPANT) == content.own_templates('cs')[PARTICIPANT]


def test_what_keeps_pages_from_being_saved(farm: Farm, tmp_path: Path) -> None:
    """Each page of one run has a trouble of its own; a wiki that is not enabled is left alone."""
    farm.api('cs', action='delete', title=WORKLIST_END)
    for title in (WORKLIST, WORKLIST_END, TALLY, TALLY_END, PARTICIPANT):
        by_old_bot(farm, 'cs', title)
    by_old_bot(farm, 'ka', TALLY_END)
    before = len(history(farm, 'cs', PARTICIPANT))
    local = {title: title.replace('Template:', 'Šablona:') for title in content.own_templates('cs')}
    with ExitStack() as stack:
        faults = stack.enter_context(Faults.between(farm, tmp_path))
        settings = tmp_path / 'onelib.toml'
        settings.write_text(f'enabled = ["cs"]\n{settings.read_text()}')
        stack.enter_context(rejections.protected(farm, 'cs', TALLY))
        stack.enter_context(rejections.abuse_filter(farm, 'cs', "page_title rlike 'tally end'"))
        faults.on(editing(local[PARTICIPANT]), Reset(after=True))
        faults.on(editing(local[WORKLIST_END]), Status(503))
        faults.on(editing(local[WORKLIST]), Meanwhile(lambda: edit(farm, 'cs', WORKLIST, 'Moje.')))
        result = setup(faults, '-wiki:cs,ka')
    assert result.returncode == 1
    ours = content.own_templates('cs')
    for title in (PARTICIPANT, WORKLIST_END):
        assert outcome(result, 'cs', title) == 'saved' and text_of(farm, 'cs', title) == ours[title]
    for title, word in ((TALLY, 'protectedpage'), (TALLY_END, 'abusefilter-disallowed'), (WORKLIST, 'meanwhile')):
        assert outcome(result, 'cs', title) == 'refused' and text_of(farm, 'cs', title) != ours[title]
        assert re.search(rf'{title.partition(":")[2]}: .*{word}', result.stderr)
    assert text_of(farm, 'cs', WORKLIST) == 'Moje.'
    # The connection broke after the edit was made: it was not made again.
    assert len(history(farm, 'cs', PARTICIPANT)) == before + 1
    assert outcome(result, 'ka', TALLY_END) == 'refused' and 'enabled' in result.stderr


def test_a_stop_page_stops_it(farm: Farm) -> None:
    by_old_bot(farm, 'ka', TALLY_END)
    farm.reset_requests()
    with rejections.page(farm, 'meta', f'User:{BOT}/stop', 'Please wait.\nERROR: <<red>>forged'):
        result = setup(farm, '-wiki:ka', f'-page:{TALLY_END}')
    assert result.returncode == 1 and 'Please wait. ERROR: < <red>>forged' in result.stderr
    # It never came to the question which pages there are.
    assert 'makes no page' not in result.stderr
    assert edits(farm) == 0


def test_check_names_what_is_missing(farm: Farm, tmp_path: Path) -> None:
    """A wiki where much is wrong."""
    tags = list(wikis.load('ka').templates['inline'])
    with ExitStack() as stack:
        # With a base directory of its own: what pywikibot remembers of this is wrong afterwards.
        faults = stack.enter_context(Faults.between(farm, tmp_path))
        for tag in tags:
            stack.enter_context(rejections.deleted(farm, 'ka', f'Template:{tag}'))
        stack.enter_context(rejections.blocked(farm, 'ka'))
        stack.enter_context(
            farm.configured(
                'ka',
                farmWithoutExtensions=['TemplateData', 'VisualEditor', 'Cite', 'ParserFunctions', 'Scribunto'],
                wgGroupPermissions={'bot': {'bot': False, 'apihighlimits': False, 'noratelimit': False}},
                wgLanguageCode='hu',
            )
        )
        stack.enter_context(farm.configured('meta', wgInterwikiCache={'__global:ka': '1 http://elsewhere.example/$1'}))
        farm.reset_requests()
        result = setup(faults, '-wiki:ka', '-check')
    assert result.returncode == 1
    assert edits(farm) == 0
    wanted = ['TemplateData', 'Scribunto', 'VisualEditor', '<ref>', '#if', 'apihighlimits', 'noratelimit', 'Szerkesztő',
              'language is hu', 'blocked by Admin', 'no interwiki prefix for ka', 'tags a statement']  # fmt: skip
    assert [word for word in (*tags, *wanted) if word not in result.stderr] == []


def test_without_templatedata_there_is_a_table(farm: Farm) -> None:
    with farm.configured('ka', farmWithoutExtensions=['TemplateData']):
        by_old_bot(farm, 'ka', TALLY)
        assert setup(farm, '-wiki:ka', f'-page:{TALLY}').returncode == 0
        shown = farm.api('ka', action='parse', page=TALLY, prop='text')['parse']['text']
    assert text_of(farm, 'ka', TALLY) == content.own_templates('ka', template_data=False)[TALLY]
    assert '<table class="wikitable"' in shown and '"params"' not in shown


def test_it_makes_no_other_page(farm: Farm) -> None:
    """Whoever calls it: what is no template of onelib's, and no page of its status, is not made."""
    titles = [('cs', 'Wikipedie:1Lib1Ref jinde'), ('cs', 'Šablona:Jiná'), ('cs', '1Lib1Ref jiná'), ('cs', STATUS),
              ('meta', 'User:Admin/status'), ('cs', 'User:Admin/last run'), ('cs', 'Modul:1Lib1Ref jiný'),
              ('cs', 'Wikipedie:last run'), ('meta', f'User:{BOT}/jiné'), ('meta', '1Lib1Ref other')]  # fmt: skip
    code = (
        'import pywikibot, sys\n'
        'from pathlib import Path\n'
        'from onelib.publish.publisher import Publisher\n'
        'from onelib.settings import read\n'
        'from onelib.readers.sites import Sites\n'
        'settings = read(Path(pywikibot.config.base_dir) / "onelib.toml")\n'
        'sites = Sites(settings)\n'
        f'for code, title in {titles!r}:\n'
        '    page = pywikibot.Page(sites.open(code), title)\n'
        '    print(Publisher(sites, settings).put(code, page, "text", "summary", 0).outcome.value)\n'
    )
    done = subprocess.run([sys.executable, '-c', code], env=farm.environment(), capture_output=True, text=True)
    assert done.stdout.split() == ['refused'] * len(titles), done.stderr
    assert not any(exists(farm, code, title) for code, title in titles)


def test_two_spellings_of_one_title_are_one_page(farm: Farm) -> None:
    result = setup(farm, '-wiki:cs', f'-page:{TALLY}', '-page:Šablona:1Lib1Ref_tally', '-page:Template:Nic')
    assert result.stderr.count('makes no page of that title') == 1
    assert 'Nic: setup_wiki makes no page of that title' in result.stderr


def test_the_module_is_one_of_its_pages(farm: Farm) -> None:
    """It is upgraded like the templates, and left to whoever has changed it."""
    ours = content.own_templates('cs')[MODULE]
    farm.bot('cs')(action='edit', title=MODULE, text=ours.replace('-- onelib', '-- older'), bot=True)
    result = setup(farm, '-wiki:cs', f'-page:{MODULE}')
    assert outcome(result, 'cs', MODULE) == 'saved' and text_of(farm, 'cs', MODULE) == ours
    edit(farm, 'cs', MODULE, f'{ours}\n-- naše')
    result = setup(farm, '-wiki:cs', '-page:Modul:1Lib1Ref')
    assert outcome(result, 'cs', MODULE) == 'left alone' and '+-- naše' in result.stderr
    # Somebody has brought it from another wiki before the bot came.
    as_never_there(farm, 'ka', MODULE)
    edit(farm, 'ka', MODULE, ours.replace('-- What', '-- ') + '\n')
    assert outcome(setup(farm, '-wiki:ka', f'-page:{MODULE}'), 'ka', MODULE) == 'left alone'
    as_never_there(farm, 'ka', MODULE)
    edit(farm, 'ka', MODULE, ours)
    assert outcome(setup(farm, '-wiki:ka', f'-page:{MODULE}'), 'ka', MODULE) == 'unchanged'
    edit(farm, 'cs', MODULE, ours)


def test_a_wiki_without_modules_gets_none(farm: Farm, tmp_path: Path) -> None:
    with ExitStack() as stack:
        faults = stack.enter_context(Faults.between(farm, tmp_path))
        stack.enter_context(farm.configured('cs', farmWithoutExtensions=['Scribunto']))
        by_old_bot(farm, 'cs', TALLY)
        result = setup(faults, '-wiki:cs')
    assert result.returncode == 0, result.stderr
    assert 'Scribunto is missing' in result.stderr and 'Modul' not in result.stdout + result.stderr
    assert text_of(farm, 'cs', TALLY) == content.own_templates('cs', modules=False)[TALLY]


def test_the_guide_stands_on_the_wiki_in_its_language(farm: Farm) -> None:
    for code in WIKIS:
        wiki = wikis.load(code)
        edit(farm, code, GUIDE, content.own_templates(code)[GUIDE])
        shown = farm.api(code, action='parse', page=GUIDE, prop='text|sections')['parse']
        headings = ['campaign', 'signups', 'worklists', 'results', 'backlog', 'wrong']
        assert [section['line'] for section in shown['sections']] == [message(f'guide-{one}', wiki) for one in headings]
        # Every parameter that there is is in it, with what it means there.
        for name in ('worklist', 'tally', 'backlog', 'participant', 'campaign'):
            for parameter, field in template_data(f'1Lib1Ref {name}', wiki)['params'].items():
                assert f'<code>{parameter}</code>' in shown['text']
                assert html.escape(field['description'], quote=False) in shown['text']
        # Whoever reads any of the templates finds it.
        for title, text in content.own_templates(code).items():
            if title.startswith('Template:') and title != GUIDE and ' words/' not in title and '/head' not in title:
                links = farm.api(code, action='parse', title=title, text=text, prop='links')['parse']['links']
                assert any(link['title'].endswith(':1Lib1Ref guide') for link in links), title


def test_a_guide_in_words_of_others_says_so() -> None:
    told = {code: message('guide-untranslated', wikis.load(code)) for code in wikis.codes()}
    borrowed = {code for code, words in told.items() if words in content.own_templates(code)[GUIDE]}
    assert {'csb', 'mhr', 'rue'} <= borrowed and not borrowed & {'cs', 'meta', 'de', 'uk', 'tr'}
